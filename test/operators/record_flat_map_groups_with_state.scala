// Records what Spark does with mapGroupsWithState and flatMapGroupsWithState: reads cases and writes them again, each
// with the batches that ran. With JARS the folder of Spark's jars, as pip installs them:
//
//   java -cp "$JARS/*" scala.tools.nsc.Main -usejavacp -d out record_flat_map_groups_with_state.scala
//   java -Duser.timezone=UTC -cp "out:$JARS/*" org.apache.spark.sql.recorder.Recorder CASES.json RECORDED.json
//
// Java 17 wants the --add-opens of Spark's launcher, too.
package org.apache.spark.sql.recorder

import java.sql.Timestamp
import scala.util.{Failure, Success, Try}
import org.apache.spark.sql.classic.{Dataset, SparkSession}
import org.apache.spark.sql.execution.streaming.runtime.MemoryStream
import org.apache.spark.sql.execution.streaming.sources.MemorySink
import org.apache.spark.sql.streaming.{GroupState, GroupStateTimeout, OutputMode, Trigger}
import org.apache.spark.util.ManualClock
import org.json4s._
import org.json4s.jackson.JsonMethods.{compact, parse, render}

case class Event(k: String, at: Timestamp, command: String)
case class Held(n: Int, next: String)
case class Said(k: String, said: String)

/** A clock that says when a stream waits on it. */
class StepClock(time: Long) extends ManualClock(time) {
  @volatile var waitingSince = -1L
  override def waitTillTime(target: Long): Long = synchronized {
    waitingSince = getTimeMillis()
    try super.waitTillTime(target) finally waitingSince = -1L
  }
}

object Recorder {
  def describe(error: Throwable): String = {
    error match {
      case spark: org.apache.spark.SparkThrowable if spark.getCondition != null => spark.getCondition
      case _ => s"${error.getClass.getSimpleName}: ${error.getMessage}"
    }
  }

  /** Obeys the commands of a group's rows, or after a timeout those kept in its state. */
  def obey(key: String, rows: Iterator[Event], state: GroupState[Held]): Said = {
    val commands =
      if (state.hasTimedOut) state.getOption.map(_.next).filter(_ != null).getOrElse("").split("&").toSeq
      else rows.map(_.command).toSeq.sorted.flatMap(_.split(";"))
    def act(command: String): Any = command.trim.split(" ", 2).toSeq match {
      case Seq("add", n) => state.update(Held(state.getOption.map(_.n).getOrElse(0) + n.toInt, state.getOption.map(_.next).orNull))
      case Seq("next", what) => state.update(Held(state.getOption.map(_.n).getOrElse(0), what))
      case Seq("remove") => state.remove()
      case Seq("in", ms) if ms.matches("-?\\d+") => state.setTimeoutDuration(ms.toLong)
      case Seq("in", text) => state.setTimeoutDuration(text)
      case Seq("at", what) => what.split(" plus ").toSeq match {
        case Seq(ms) => state.setTimeoutTimestamp(ms.toLong)
        case Seq(ms, more) => state.setTimeoutTimestamp(ms.toLong, more)
      }
      case Seq("date", what) => what.split(" plus ").toSeq match {
        case Seq(ms) => state.setTimeoutTimestamp(new java.sql.Date(ms.toLong))
        case Seq(ms, more) => state.setTimeoutTimestamp(new java.sql.Date(ms.toLong), more)
      }
      case Seq("get") => state.get.n
      case Seq("null") => state.update(null)
      case Seq("watermark") => state.getCurrentWatermarkMs()
      case Seq("now") => state.getCurrentProcessingTimeMs()
      case Seq("") => ()
    }
    val answers = commands.map(command => command.trim -> Try(act(command)))
    val told = answers.collect {
      case (command, Success(value)) if !value.isInstanceOf[Unit] => s"$command = $value"
      case (command, Failure(error)) => s"$command ! ${describe(error)}"
    }
    val now = state.getOption.map(held => s"n=${held.n}").getOrElse("none")
    Said(key, (told :+ s"${if (state.hasTimedOut) "timed out, " else ""}$now").mkString(" | "))
  }

  def main(args: Array[String]): Unit = {
    val spark: SparkSession = SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false")
      .config("spark.sql.shuffle.partitions", "1").config("spark.sql.session.timeZone", "UTC").getOrCreate().asInstanceOf[SparkSession]
    spark.sparkContext.setLogLevel("OFF")
    import spark.implicits._
    implicit val formats: Formats = DefaultFormats
    val cases = parse(scala.io.Source.fromFile(args(0)).mkString).children
    val done = cases.map { given =>
      val name = (given \ "name").extract[String]
      val kind = (given \ "kind").extract[String]
      val timeout = (given \ "timeout").extract[String] match {
        case "none" => GroupStateTimeout.NoTimeout
        case "processingTime" => GroupStateTimeout.ProcessingTimeTimeout
        case "eventTime" => GroupStateTimeout.EventTimeTimeout
      }
      val steps = (given \ "steps").children
      val clock = new StepClock((steps.head \ "clock").extract[Long])
      val source = MemoryStream[Event](implicitly[org.apache.spark.sql.Encoder[Event]], spark)
      val delay = (given \ "watermark").extractOpt[String]
      val events = delay.map(source.toDS().withWatermark("at", _)).getOrElse(source.toDS())
      val grouped = events.groupByKey(_.k)
      val result = kind match {
        case "map" => grouped.mapGroupsWithState(timeout)((key: String, rows: Iterator[Event], state: GroupState[Held]) => obey(key, rows, state))
        case declared =>
          val mode = if (declared == "append") OutputMode.Append() else OutputMode.Update()
          grouped.flatMapGroupsWithState(mode, timeout)((key: String, rows: Iterator[Event], state: GroupState[Held]) => Iterator(obey(key, rows, state)))
      }
      val mode = if (kind == "append") OutputMode.Append() else OutputMode.Update()
      val sink = new MemorySink
      var batches = List[JObject]()
      def add(step: JValue): Unit = {
        val rows = (step \ "add").children.map(row => Event(row(0).extractOpt[String].orNull, new Timestamp(row(1).extract[Long]), row(2).extract[String]))
        if (rows.nonEmpty) source.addData(rows)
      }
      add(steps.head)
        val query = spark.streams.startQuery(None, None, None, result.asInstanceOf[Dataset[Said]].toDF().asInstanceOf[Dataset[_]], Map.empty, sink, mode, true, true,
          Trigger.ProcessingTime(1000), clock)
        def settle(): Unit = {
          val deadline = System.nanoTime() + 60L * 1000 * 1000 * 1000
          while (query.isActive && clock.waitingSince < 0 && System.nanoTime() < deadline) Thread.sleep(5)
          Thread.sleep(30)
        }
        var seen = -1L
        settle()
        steps.zipWithIndex.foreach { case (step, index) =>
          if (index > 0 && query.isActive) {
            add(step)
            clock.setTime((step \ "clock").extract[Long])
            Thread.sleep(60)
            settle()
          }
          val total = sink.allData.size
          val counts = query.recentProgress.map(report => report.batchId -> (total - (if (report.batchId >= sink.latestBatchId.getOrElse(-1L)) 0 else sink.dataSinceBatch(report.batchId).size))).toMap
          query.recentProgress.filter(report => report.batchId > seen && report.durationMs.containsKey("addBatch")).foreach { report =>
            val at = report.stateOperators.head
            batches :+= JObject(
              "step" -> JInt(index), "batchId" -> JInt(report.batchId), "timestampMs" -> JInt(java.time.Instant.parse(report.timestamp).toEpochMilli),
              "numInputRows" -> JInt(report.numInputRows),
              "watermark" -> Option(report.eventTime.get("watermark")).map(JString(_)).getOrElse(JNull),
              "state" -> JObject("total" -> JInt(at.numRowsTotal), "updated" -> JInt(at.numRowsUpdated), "removed" -> JInt(at.numRowsRemoved), "late" -> JInt(at.numRowsDroppedByWatermark)),
              "rows" -> JArray(sink.allData.slice(counts.getOrElse(report.batchId - 1, 0), counts.getOrElse(report.batchId, 0)).toList.map(row => JArray(List(Option(row.getString(0)).map(JString(_)).getOrElse(JNull), JString(row.getString(1)))))))
            seen = report.batchId
          }
        }
        query.stop()
      println(s"$name: ${batches.size} batches")
      JObject(given.asInstanceOf[JObject].obj.filter(_._1 != "batches") :+ ("batches" -> JArray(batches)))
    }
    val out = new java.io.PrintWriter(args(1))
    out.println("[\n" + done.map(one => compact(render(one))).mkString(",\n") + "\n]")
    out.close()
    spark.stop()
  }
}
