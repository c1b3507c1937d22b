"""Runs programs of PySpark that xpto has printed, and compares folders. Prints one line of JSON at the end."""

import json
import sys

from pyspark.sql import SparkSession

command, request = sys.argv[1], json.loads(sys.argv[2])
spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "1")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("OFF")
spark.conf.set("spark.sql.session.timeZone", "UTC")


def run(programs):
    for path in programs:
        with open(path, encoding="utf8") as file:
            exec(compile(file.read(), path, "exec"), {"__name__": "__main__"})


def shown(rows):
    return "".join(f"  {str(row)[:300]}\n" for row in rows)


def compare(folders):
    """Rows, types and partitions: of what xpto has written, and of what Spark has."""
    found = []
    for xpto, theirs, form in folders:
        ours, spark_rows = (spark.read.format(form).load(path) for path in (xpto, theirs))
        difference = None
        if ours.schema != spark_rows.schema:
            difference = f"  xpto  {ours.schema.simpleString()}\n  spark {spark_rows.schema.simpleString()}"
        else:
            only_ours, only_theirs = ours.exceptAll(spark_rows).take(3), spark_rows.exceptAll(ours).take(3)
            if only_ours or only_theirs:
                difference = f"  only xpto:\n{shown(only_ours)}  only Spark:\n{shown(only_theirs)}"
            elif places(xpto, ours) != places(theirs, spark_rows):
                difference = f"  other folders:\n  {places(xpto, ours)}\n  {places(theirs, spark_rows)}"
        found.append({"rows": ours.count(), "difference": difference})
    return found


def places(folder, frame):
    return sorted({path[path.index(folder) + len(folder) :].rsplit("/", 1)[0] for path in frame.inputFiles()})


def ids(folder):
    return [row.id for row in spark.read.parquet(folder).select("id").orderBy("id").collect()]


answer = {"run": lambda: run(**request), "compare": lambda: compare(**request), "ids": lambda: ids(**request)}[command]()
print("\n" + json.dumps(answer))
