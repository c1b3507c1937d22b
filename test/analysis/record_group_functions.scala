// Records what Spark's start() says of plans with mapGroupsWithState or flatMapGroupsWithState, in append, update and
// complete. Compiled and run as record_flat_map_groups_with_state.scala is: Matrix RECORDED.json
package org.apache.spark.sql.recorder

import scala.util.{Failure, Success, Try}
import org.apache.spark.sql.classic.{DataFrame, Dataset, SparkSession}
import org.apache.spark.sql.execution.streaming.runtime.MemoryStream
import org.apache.spark.sql.functions._
import org.apache.spark.sql.streaming.{GroupState, GroupStateTimeout, OutputMode, Trigger}
import org.json4s._
import org.json4s.jackson.JsonMethods.{compact, render}

case class In(k: String, at: java.sql.Timestamp, v: Int)
case class Kept(n: Int)

object Matrix {
  def main(args: Array[String]): Unit = {
    val spark: SparkSession = SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false")
      .config("spark.sql.shuffle.partitions", "1").config("spark.sql.session.timeZone", "UTC").getOrCreate().asInstanceOf[SparkSession]
    spark.sparkContext.setLogLevel("OFF")
    import spark.implicits._
    val one = MemoryStream[In](implicitly[org.apache.spark.sql.Encoder[In]], spark)
    val two = MemoryStream[In](implicitly[org.apache.spark.sql.Encoder[In]], spark)
    val stream = one.toDS().toDF().asInstanceOf[DataFrame]
    val other = two.toDS().toDF().asInstanceOf[DataFrame]
    val table = Seq(In("a", new java.sql.Timestamp(0), 1)).toDS().toDF()
    def f(key: String, rows: Iterator[In], state: GroupState[Kept]): In = { val n = rows.size; rows; In(key, new java.sql.Timestamp(1), n) }
    def map(frame: DataFrame, timeout: GroupStateTimeout = GroupStateTimeout.NoTimeout): DataFrame = frame.as[In].groupByKey(_.k).mapGroupsWithState(timeout)(f _).toDF().asInstanceOf[DataFrame]
    def flat(frame: DataFrame, mode: OutputMode, timeout: GroupStateTimeout = GroupStateTimeout.NoTimeout): DataFrame =
      frame.as[In].groupByKey(_.k).flatMapGroupsWithState(mode, timeout)((k: String, rows: Iterator[In], state: GroupState[Kept]) => Iterator(f(k, rows, state))).toDF().asInstanceOf[DataFrame]
    val above = Seq[(String, DataFrame => DataFrame)](
      "alone" -> (x => x),
      "then where" -> (_.where("v > 1").asInstanceOf[DataFrame]),
      "then count by k" -> (_.groupBy("k").count().asInstanceOf[DataFrame]),
      "then watermark and windows" -> (_.withWatermark("at", "1 second").groupBy(window(col("at"), "5 seconds")).count().asInstanceOf[DataFrame]),
      "then distinct" -> (_.distinct().asInstanceOf[DataFrame]),
      "then watermark and duplicates by time" -> (_.withWatermark("at", "1 second").dropDuplicates("k", "at").asInstanceOf[DataFrame]),
      "then join of streams" -> (_.join(other.select(col("k"), col("v").as("w")), "k").asInstanceOf[DataFrame]),
      "then limit" -> (_.limit(3).asInstanceOf[DataFrame]),
      "then order" -> (_.orderBy("k").asInstanceOf[DataFrame]),
      "then map" -> (map(_)),
      "then flat append" -> (flat(_, OutputMode.Append())),
      "then flat update" -> (flat(_, OutputMode.Update())))
    val below = Seq[(String, DataFrame)](
      "stream" -> stream,
      "stream with watermark" -> stream.withWatermark("at", "1 second").asInstanceOf[DataFrame],
      "count by k" -> stream.groupBy("k").agg(max("at").as("at"), max("v").as("v")).asInstanceOf[DataFrame],
      "windows" -> stream.withWatermark("at", "1 second").groupBy(window(col("at"), "5 seconds"), col("k")).agg(max("v").as("v")).selectExpr("k", "window.start as at", "v").asInstanceOf[DataFrame],
      "distinct" -> stream.distinct().asInstanceOf[DataFrame],
      "watermark and duplicates by time" -> stream.withWatermark("at", "1 second").dropDuplicates("k", "at").asInstanceOf[DataFrame],
      "join of streams" -> stream.join(other.select(col("k"), col("v").as("w")), "k").select("k", "at", "v").asInstanceOf[DataFrame],
      "table" -> table.asInstanceOf[DataFrame])
    val operators = Seq[(String, DataFrame => DataFrame)](
      "map" -> (map(_)), "append" -> (flat(_, OutputMode.Append())), "update" -> (flat(_, OutputMode.Update())),
      "map, event time" -> (map(_, GroupStateTimeout.EventTimeTimeout)), "append, event time" -> (flat(_, OutputMode.Append(), GroupStateTimeout.EventTimeTimeout)))
    var found = List[JValue]()
    def told(act: => Any): String = Try(act) match {
      case Success(_) => "ok"
      case Failure(error) => error.getMessage.linesIterator.next().replaceAll("^\\[|\\W+on a streaming.*|\\W+Invalid.*|[.;] .*", "").take(110)
    }
    for ((under, source) <- below; (name, operator) <- operators; (over, after) <- above if under == "stream" || over == "alone" || (under == "stream with watermark" && name.endsWith("time"))) {
      val answers = Seq("append", "update", "complete").map { mode =>
        if (source.isStreaming) told {
          val query = after(operator(source)).writeStream.format("noop").outputMode(mode).trigger(Trigger.ProcessingTime("1 hour")).start()
          query.stop()
        } else told(after(operator(source)).collect())
      }
      found :+= JObject("below" -> JString(under), "operator" -> JString(name), "above" -> JString(over), "answers" -> JArray(answers.map(JString(_)).toList))
    }
    val out = new java.io.PrintWriter(args(0))
    out.println("[\n" + found.map(one => compact(render(one))).mkString(",\n") + "\n]")
    out.close()
    spark.stop()
  }
}
