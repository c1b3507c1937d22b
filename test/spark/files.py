"""Reads output folders of xpto: by their logs, as plain files, and with filters. Prints a JSON object a line."""

import json
import shutil
import sys

from pyspark.sql import SparkSession

spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.sql.sources.partitionColumnTypeInference.enabled", "false")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("OFF")
for name, location, form, plain in json.loads(sys.argv[1]):
    if plain:
        shutil.rmtree(location + "/_spark_metadata")
    frame = spark.read.schema("id bigint, v double, k string").format(form).load(location)
    rows = sorted([row.id, row.k, row.v] for row in frame.collect())
    counts = [frame.where(f).count() for f in ("k = 'a=b'", "id = 7", "id > 20 and v < 15.0", "k is null")]
    print(json.dumps({"name": name, "rows": rows, "counts": counts}))
