"""Asks Spark what it reads from files and what it writes to them, for tests to compare with.

A case of reading is a dict: `content` (text, or bytes), and, where it matters, `schema` (DDL; without it Spark infers),
`options`, `zone` (the session's, UTC) and `name` of the file. A case of writing has `frame`, a query, and `options`.
`record` writes the answers one a line; `recorded.ts` reads them.
"""
import base64
import glob
import gzip
import json
import os
import re
import shutil
import sys
import tempfile

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession


def record(path, format, groups):
    spark = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    spark = spark.newSession()
    folder = tempfile.mkdtemp()
    parts = []
    try:
        for title, cases in groups:
            lines = [compact({**stored(case), **answer_of(spark, format, case, folder)}) for case in cases]
            parts.append('{"title":%s,"cases":[\n%s]}' % (compact(title), ",\n".join(lines)))
    finally:
        shutil.rmtree(folder)
    with open(path, "w", encoding="utf-8") as file:
        file.write('{"spark":"%s","format":"%s","groups":[\n%s]}\n' % (spark.version, format, ",\n".join(parts)))


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def stored(case):
    if isinstance(case.get("content"), bytes):
        case = {**case, "base64": base64.b64encode(case["content"]).decode()}
        del case["content"]
    return case


def answer_of(spark, format, case, folder):
    spark.conf.set("spark.sql.session.timeZone", case.get("zone", "UTC"))
    place = os.path.join(folder, "f")
    shutil.rmtree(place, ignore_errors=True)
    return written(spark, format, case, place) if "frame" in case else read(spark, format, case, place)


def read(spark, format, case, place):
    content = case["content"]
    content = content if isinstance(content, bytes) else content.encode()
    os.mkdir(place)
    name = os.path.join(place, case.get("name", "a"))
    with open(name, "wb") as file:
        file.write(gzip.compress(content) if name.endswith(".gz") else content)
    reader = spark.read.format(format).options(**case.get("options", {}))
    try:
        if "schema" in case:
            reader = reader.schema(case["schema"])
        frame = reader.load(name)
        answer = {"type": frame.schema.simpleString()}
    except Exception as error:
        return {"refused": condition_of(error)}
    try:
        columns = [as_text(field) for field in frame.schema.fields]
        answer["rows"] = [list(row) for row in frame.selectExpr(*columns).collect()]
    except Exception as error:
        answer["fails"] = condition_of(error)
    return answer


def written(spark, format, case, place):
    try:
        spark.sql(case["frame"]).coalesce(1).write.format(format).options(**case.get("options", {})).save(place)
    except Exception as error:
        return {"refused": condition_of(error)}
    [name] = glob.glob(os.path.join(place, "part-*")) or [None]
    if name is None:
        return {"text": None}
    with open(name, "rb") as file:
        data = file.read()
    extension = re.search(r"-c000(.*)$", name)[1]
    if extension.endswith(".gz"):
        data = gzip.decompress(data)
    return {"extension": extension, "text": data.decode() if not extension.endswith(".deflate") else None}


def as_text(field):
    name = "`" + field.name.replace("`", "``") + "`"
    return f"hex({name})" if field.dataType.typeName() == "binary" else f"CAST({name} AS STRING)"


def condition_of(error):
    """All conditions that are named, from the outermost error to the innermost; `null` where Java has an error of its own."""
    if not isinstance(error, (PySparkException, Py4JJavaError)):
        raise error
    text = error.getCondition() or "" if isinstance(error, PySparkException) else ""
    found = re.findall(r"\[([A-Z_][A-Z0-9_]+(?:\.[A-Z0-9_]+)*)\] ", str(error))
    return sorted({text, *found} - {""}) or ["null"]
