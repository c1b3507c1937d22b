"""Runs and reads queries over files in real Spark, as it is asked on standard input: a JSON object a line, and one back."""

import json
import re
import sys

from pyspark.sql import SparkSession, functions as F

SCHEMA = "id bigint, k string, at timestamp"


def write(kind, input, output, checkpoint):
    """Runs a query until there is nothing new; gives the conditions that it fails with, the innermost last."""
    frame = spark.readStream.schema(SCHEMA).option("maxFilesPerTrigger", 1).json(input)
    if kind == "windows":
        windows = frame.withWatermark("at", "10 minutes").groupBy(F.window("at", "5 minutes"))
        frame = windows.count().select("window.start", "count")
    writer = frame.writeStream.format("parquet" if kind == "rows" else "json")
    writer = writer.partitionBy("k") if kind == "rows" else writer
    writer = writer.option("checkpointLocation", checkpoint).option("path", output)
    try:
        writer.trigger(availableNow=True).start().awaitTermination()
        return []
    except Exception as error:
        return re.findall(r"\[([A-Z_.]{9,})\]", str(error))


def read(format, schema, path):
    return sorted(json.dumps(list(row), default=str) for row in spark.read.schema(schema).format(format).load(path).collect())


spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.sql.shuffle.partitions", 1)
    .config("spark.sql.sources.partitionColumnTypeInference.enabled", "false")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("OFF")
for line in sys.stdin:
    asked = json.loads(line)
    answer = {"write": write, "read": read}[asked.pop("do")](**asked)
    print(json.dumps(answer), flush=True)
