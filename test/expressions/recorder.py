"""Asks Spark what expressions are called, of which type they are and what they give, for tests to compare with.

A group is a dict: `title`; `expressions`, each the text of one; and, where it matters, `ansi` (True), `zone` (UTC),
`rows` (1) and `source`, the expressions over `range(rows)` (column `id`) that make the columns of its input; without it
the input is that range. `record` writes the answers one a line; `recorded.ts` reads them.
"""
import json
import re

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession


def record(path, groups):
    spark = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    parts = []
    for group in groups:
        session = spark.newSession()
        session.conf.set("spark.sql.session.timeZone", group.get("zone", "UTC"))
        ansi, rows = group.get("ansi", True), group.get("rows", 1)
        session.conf.set("spark.sql.ansi.enabled", str(ansi).lower())
        source = group.get("source", ["id"])
        frame = session.range(0, rows, 1, 1).selectExpr(*source)
        answers = answers_of(frame, group["expressions"])
        head = {"title": group["title"], "ansi": ansi, "rows": rows, "source": source}
        if "zone" in group:
            head["zone"] = group["zone"]
        lines = ",\n".join(compact(answer) for answer in answers)
        parts.append(compact(head)[:-1] + ',"answers":[\n' + lines + "]}")
    with open(path, "w", encoding="utf-8") as file:
        file.write('{"spark":"%s","groups":[\n%s]}\n' % (spark.version, ",\n".join(parts)))


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def answers_of(frame, expressions):
    """Analysed one by one; the values of those that have any are asked for together, which is much faster."""
    answers, frames = [], []
    for text in expressions:
        answer = {"sql": text}
        answers.append(answer)
        try:
            column = frame.selectExpr(text)
            [field] = column.schema.fields
        except Exception as error:
            answer["refused"] = condition_of(error)
            continue
        answer.update(name=field.name, type=field.dataType.simpleString(), nullable=field.nullable)
        frames.append((answer, field.dataType))
    for start in range(0, len(frames), 32):
        give_values(frame, frames[start : start + 32])
    return answers


def give_values(frame, wanted):
    """All at once; where that fails, by halves down to the one that does."""
    try:
        if len(wanted) > 1:
            columns = [f"{as_text(answer['sql'], type)} AS c{i}" for i, (answer, type) in enumerate(wanted)]
            rows = frame.selectExpr(*columns).collect()
        else:  # a generator cannot stand inside a cast
            [(answer, type)] = wanted
            rows = frame.selectExpr(answer["sql"]).toDF("value").selectExpr(as_text("value", type)).collect()
    except Exception as error:
        if len(wanted) == 1:
            wanted[0][0]["fails"] = condition_of(error)
            return
        half = len(wanted) // 2
        give_values(frame, wanted[:half])
        give_values(frame, wanted[half:])
        return
    for i, (answer, _) in enumerate(wanted):
        answer["values"] = [row[i] for row in rows]


def as_text(sql, type):
    return f"hex({sql})" if type.typeName() == "binary" else f"CAST({sql} AS STRING)"


def condition_of(error):
    """`null` for an error of Java's, which has none; what is no error of Spark at all is one of the recorder."""
    if isinstance(error, Py4JJavaError):  # an exception that pyspark has no class for
        found = re.search(r"SparkException: \[([\w.]+)\]", str(error))
        return found[1] if found else "null"
    if not isinstance(error, PySparkException):
        raise error
    return error.getCondition() or "null"
