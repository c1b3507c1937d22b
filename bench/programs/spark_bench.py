"""Spark's side of the benchmarks: local[2], two shuffle partitions.

    spark_bench.py serve            reads requests, one JSON object a line: {"query": NAME, ...}; answers with one each
    spark_bench.py once NAME PATH   one query in a process of its own
    spark_bench.py socket PORT      the word count of a socket on the console, until it is killed
"""
import json
import os
import shutil
import sys
import tempfile
import time

from pyspark.sql import SparkSession, functions as F

ANSWER = "ANSWER "  # what Spark's own prints do not begin with


def open_session():
    spark = (
        SparkSession.builder.master("local[2]")
        .appName("bench")
        .config("spark.driver.memory", "4g")
        .config("spark.sql.shuffle.partitions", 2)
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("OFF")
    return spark


def file_lines(spark, path):
    """The lines of one file as a stream; a file source wants a folder."""
    folder = os.path.join(tempfile.mkdtemp(prefix="xpto-bench-"), "in")
    os.mkdir(folder)
    os.symlink(path, os.path.join(folder, os.path.basename(path)))
    return spark.readStream.text(folder)


def words(spark, path):
    lines = file_lines(spark, path)
    return lines.select(F.explode(F.split("value", " ")).alias("palavra")).groupBy("palavra").count()


def window(spark, path):
    parts = F.split("value", "\t", 2)
    lines = file_lines(spark, path).select(
        parts.getItem(0).cast("timestamp").alias("timestamp"), parts.getItem(1).alias("value")
    )
    palavras = lines.select(F.explode(F.split("value", " ")).alias("palavra"), "timestamp")
    return palavras.groupBy(F.window("timestamp", "10 minutes", "5 minutes"), "palavra").count().orderBy("window")


QUERIES = {"words": words, "window": window}


def run_to_end(spark, query, path):
    began = time.monotonic()
    frame = QUERIES[query](spark, path)
    frame.writeStream.outputMode("complete").format("noop").trigger(availableNow=True).start().awaitTermination()
    return {"seconds": time.monotonic() - began}


TWEETS = (
    "id string, text string, created_at timestamp, author_id string, lang string, "
    "public_metrics struct<retweet_count: bigint, reply_count: bigint, like_count: bigint, quote_count: bigint>"
)


def tweets(spark, path):
    """JSON lines to Parquet, partitioned by the day of the tweet, as bench/programs/tweets-to-parquet.mjs."""
    with tempfile.TemporaryDirectory(prefix="xpto-bench-") as out:
        began = time.monotonic()
        days = (
            spark.readStream.schema(TWEETS)
            .json(path)
            .select(
                "id",
                "text",
                "created_at",
                "author_id",
                "lang",
                F.col("public_metrics.retweet_count").alias("retweets"),
                F.col("public_metrics.like_count").alias("likes"),
                F.to_date("created_at").alias("dia"),
            )
        )
        writer = days.writeStream.format("parquet").partitionBy("dia").option("path", os.path.join(out, "ref"))
        writer = writer.option("checkpointLocation", os.path.join(out, "checkpoint"))
        writer.trigger(availableNow=True).start().awaitTermination()
        return {"seconds": time.monotonic() - began}


# The first emoticon, of the course's and their variants; as xpto's, not in an address or a word.
SYMBOL = (
    r"(?<![:=<>!])((?:[:=;](?:'|’)?-?[)({\[])|(?:[:=;](?:'|’)?-?D)(?!D*(?!D)[\p{L}\p{N}]))"
)


def raw_to_ref(spark, path):
    """Exercise 6 as one would write it for these tweets and no others: one shape, and nothing for what is no tweet."""
    with tempfile.TemporaryDirectory(prefix="xpto-bench-") as out:
        began = time.monotonic()
        text = F.regexp_replace("text", r":/\S+|[Ww]{3}\.\S+", " ")
        tweets = (
            spark.readStream.schema(TWEETS)
            .json(path)
            .where("id IS NOT NULL AND text IS NOT NULL AND created_at IS NOT NULL")
            .withColumn("read_at", F.current_timestamp())
            .withWatermark("read_at", "7 days")
            .dropDuplicatesWithinWatermark(["id"])
            .withColumn("Símbolo", F.nullif(F.regexp_extract(text, SYMBOL, 1), F.lit("")))
            .select(
                "id",
                "text",
                "created_at",
                "author_id",
                "lang",
                "public_metrics.*",
                F.when(F.col("Símbolo").rlike("[)D]$"), "Positivo")
                .when(F.col("Símbolo").isNotNull(), "Negativo")
                .otherwise("Neutro")
                .alias("Sentimento"),
                "Símbolo",
                F.input_file_name().alias("raw_file"),
                F.year("created_at").alias("ano"),
                F.month("created_at").alias("mes"),
                F.dayofmonth("created_at").alias("dia"),
            )
        )
        writer = tweets.writeStream.format("parquet").partitionBy("ano", "mes", "dia")
        writer = writer.option("path", os.path.join(out, "ref"))
        writer = writer.option("checkpointLocation", os.path.join(out, "checkpoint"))
        writer.trigger(availableNow=True).start().awaitTermination()
        return {"seconds": time.monotonic() - began}


def program(spark, text, out):
    """A program as `xpto raw-to-ref --pyspark` prints it, which writes to a folder; it finds this session."""
    shutil.rmtree(out, ignore_errors=True)
    began = time.monotonic()
    try:
        exec(text, {})
        return {"seconds": time.monotonic() - began}
    finally:
        spark.conf.unset("spark.sql.streaming.noDataMicroBatches.enabled")
        shutil.rmtree(out, ignore_errors=True)


def touched_groups(spark, groups, touched, batches):
    """So many groups in the state, then batches that touch some of them: the milliseconds of each batch.

    From files, one a batch: Spark's socket source keeps all its rows in a list, which takes longer than the query.
    """
    with tempfile.TemporaryDirectory() as folder:
        ranges = [range(groups), *(range(n * touched, (n + 1) * touched) for n in range(batches))]
        for number, part in enumerate(ranges):
            path = os.path.join(folder, f"{number:04}.txt")
            with open(path, "w") as file:
                file.writelines(f"group{n}\n" for n in part)
            os.utime(path, (number, number))  # files are read by age
        lines = spark.readStream.option("maxFilesPerTrigger", 1).text(folder)
        writer = lines.groupBy("value").count().writeStream.outputMode("update").format("noop")
        query = writer.trigger(availableNow=True).start()
        query.awaitTermination()
        took = [p.durationMs["triggerExecution"] for p in query.recentProgress if p.numInputRows == touched]
    return {"batchMs": took}


def serve():
    spark = open_session()
    answer({"ready": True})
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["query"] == "touched_groups":
                answer(touched_groups(spark, request["groups"], request["touched"], request["batches"]))
            elif request["query"] == "tweets":
                answer(tweets(spark, request["path"]))
            elif request["query"] == "raw_to_ref":
                answer(raw_to_ref(spark, request["path"]))
            elif request["query"] == "program":
                answer(program(spark, request["text"], request["out"]))
            else:
                answer(run_to_end(spark, request["query"], request["path"]))
        except Exception as error:  # the other side shows it
            answer({"error": str(error)})
    spark.stop()


def answer(value):
    print(ANSWER + json.dumps(value), flush=True)


def print_socket(port):
    lines = open_session().readStream.format("socket").option("host", "127.0.0.1").option("port", port).load()
    palavras = lines.select(F.explode(F.split("value", " ")).alias("palavra"))
    palavras.groupBy("palavra").count().writeStream.outputMode("complete").format("console").start().awaitTermination()


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    if command == "serve":
        serve()
    elif command == "once":
        session = open_session()
        run_to_end(session, *arguments)
        session.stop()
    else:
        print_socket(int(arguments[0]))
