"""What real Spark counts: the course's programs, over lines from a socket.

    counts.py OUT_FOLDER CASES_JSON      CASES_JSON: [{"name", "input", "lines", "mode", "eventTime", "window",
                                         "slide", "watermark", "ordered"}, ...]

For each case `nc` serves its input on a port. What the sink got is written to OUT_FOLDER/NAME.json: for every batch
its rows, as to_json writes them. A case with "console", the options of that sink, is read from its file instead, in
one batch, and what the sink prints comes on standard output, between lines BEGIN NAME and END NAME.
"""
import json
import os
import socket
import subprocess
import sys
import tempfile
import time

from pyspark.sql import SparkSession, functions as F


def count_words(lines, case):
    if case["eventTime"]:
        parts = F.split("value", "\t", 2)
        lines = lines.select(
            parts.getItem(0).cast("timestamp").alias("timestamp"), parts.getItem(1).alias("value")
        )
    if case["watermark"]:
        lines = lines.withWatermark("timestamp", case["watermark"])
    palavra = F.explode(F.split("value", " ")).alias("palavra")
    if not case["window"]:
        return lines.select(palavra).groupBy("palavra").count()
    window = F.window("timestamp", case["window"], case["slide"])
    counts = lines.select(palavra, "timestamp").groupBy(window, "palavra").count()
    return counts.orderBy("window") if case["ordered"] else counts


def over_socket(spark, case, out):
    port = free_port()
    with open(case["input"], "rb") as lines:
        server = subprocess.Popen(["nc", "-l", "-N", "127.0.0.1", str(port)], stdin=lines, stdout=subprocess.DEVNULL)
    until_listening(port)
    lines = spark.readStream.format("socket").option("host", "127.0.0.1").option("port", port).load()
    batches = []
    query = (
        count_words(lines, case)
        .writeStream.outputMode(case["mode"])
        .foreachBatch(lambda frame, _: batches.append(frame.toJSON().collect()))
        .start()
    )
    while query.isActive and last_line(query) < case["lines"] - 1:
        time.sleep(0.02)
    query.processAllAvailable()  # the batch without data too, that gives what the last watermark closed
    query.stop()
    server.wait()
    with open(os.path.join(out, case["name"] + ".json"), "w", encoding="utf-8") as file:
        json.dump(batches, file)


def last_line(query):
    last = query.lastProgress
    return -1 if last is None else json.loads(last.sources[0].endOffset or "-1")


def on_console(spark, case):
    """The console sink prints from Java, into the standard output of this process: marks say which table is whose."""
    folder = tempfile.mkdtemp()
    os.symlink(case["input"], os.path.join(folder, "lines.txt"))
    print(f"BEGIN {case['name']}", flush=True)
    (
        count_words(spark.readStream.text(folder), case)
        .writeStream.outputMode(case["mode"])
        .format("console")
        .options(**case["console"])
        .trigger(availableNow=True)
        .start()
        .awaitTermination()
    )
    print(f"END {case['name']}", flush=True)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def until_listening(port):
    """Without connecting: `nc -l` serves the first who comes."""
    while not any(f":{port:04X} " in line and " 0A " in line for line in open("/proc/net/tcp")):
        time.sleep(0.005)


def main(out, cases):
    spark = (
        SparkSession.builder.master("local[2]")
        .appName("test-spark")
        .config("spark.sql.shuffle.partitions", 2)
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.extraJavaOptions", "-Dfile.encoding=UTF-8 -Dsun.stdout.encoding=UTF-8")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("OFF")
    for case in json.loads(cases):
        if case.get("console"):
            on_console(spark, case)
        else:
            over_socket(spark, case, out)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
