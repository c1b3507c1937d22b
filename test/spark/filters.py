"""What real Spark finds by filters in Parquet files, against the JSON lines that they were made of.

    filters.py CASES_JSON      CASES_JSON: [{"name", "output", "input", "schema", "vectorized", "filters"}, ...]

Prints [{"name", "differences"}, ...].
"""
import json
import sys

from pyspark.sql import SparkSession


def differences(case):
    truth = spark.read.schema(case["schema"]).json(case["input"]).cache()
    # All columns but maps, which have no equality.
    counts = [f"count_if({condition})" for condition in case["filters"]]
    expected = truth.selectExpr(*counts).first()
    plain = [name for name, type in truth.dtypes if not type.startswith("map")]
    for vectorized in case["vectorized"]:
        spark.conf.set("spark.sql.parquet.enableVectorizedReader", vectorized)
        written = spark.read.parquet(case["output"])
        if written.dtypes != truth.dtypes:
            yield f"columns: {written.dtypes}, not {truth.dtypes}"
        a, b = written.select(plain), truth.select(plain)
        yield from (f"only written: {row}" for row in a.exceptAll(b).take(3))
        yield from (f"not written: {row}" for row in b.exceptAll(a).take(3))
        for condition, count in zip(case["filters"], expected):
            found = written.where(condition).count()
            if found != count:
                yield f"{condition}: {found} rows, not {count}"
    truth.unpersist()


spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.sql.session.timeZone", "UTC")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")
cases = json.loads(sys.argv[1])
print(json.dumps([{"name": case["name"], "differences": list(differences(case))} for case in cases]))
