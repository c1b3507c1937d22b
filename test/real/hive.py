"""Runs SQL statements in Spark with a Hive metastore. Prints a JSON object a line: the rows of each, as texts."""

import json
import sys

from pyspark.sql import SparkSession

folder, statements = sys.argv[1], json.load(sys.stdin)
spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.sql.shuffle.partitions", "1")
    .config("spark.sql.warehouse.dir", folder + "/warehouse")
    .config("spark.hadoop.javax.jdo.option.ConnectionURL", "jdbc:derby:memory:metastore;create=true")
    .config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC -Dderby.system.home=" + folder)
    # As in Athena, a name in a query is quoted by double quotes.
    .config("spark.sql.ansi.enabled", "true")
    .config("spark.sql.ansi.doubleQuotedIdentifiers", "true")
    .enableHiveSupport()
    .getOrCreate()
)
spark.sparkContext.setLogLevel("OFF")
for statement in statements:
    rows = [[None if value is None else str(value) for value in row] for row in spark.sql(statement).collect()]
    print(json.dumps(rows))
