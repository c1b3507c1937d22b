"""Records which streaming plans Apache Spark refuses, in which output mode, and why.

    python -m venv v && v/bin/pip install pyspark==4.3.0        # and Java 17
    v/bin/python record_output_modes.py output-modes.recorded.json

A plan is a chain of named steps over one stream. Every step takes a frame with the columns t, k and v and gives such
a frame again, so that any step can follow any other. The first steps stand for the kinds of operators; the others
are variants of them. Tried are all chains of up to three kinds, and every step behind each single kind; all of them
also with a watermark in front.

The file holds the columns of the tables, the operations of each step (test/oracle/case.ts says what they mean), the
names of the kinds, the refusals by letter, and under "plans", by the steps that come first, three letters (for
append, update and complete) for each step that can come next, in their order: `.` where Spark accepts the plan.
Where two or more kinds come first (a watermark in front does not count), only kinds come next.

Some plans that are accepted were also started, and given a row three times, each an hour later than the one before:
under "runs" is the letter of what made the query fail, or `.`.
"""
import argparse
import itertools
import json
import logging
import os
import random
import re
import sys
import time
from datetime import datetime, timedelta

os.environ["TZ"] = "UTC"
time.tzset()

from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

TABLES = {
    "source": {"t": "timestamp", "k": "string", "v": "bigint"},
    "right": {"rt": "timestamp", "rk": "string", "rv": "bigint"},
    "static": {"st": "timestamp", "sk": "string", "sv": "bigint"},
}
MODES = ("append", "update", "complete")
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
KINDS = ("W F Px Awk Ak Ag As Ad D Dt DW O L U.1 U.s U.a1 J.inner.KR.1 J.left.KR.1 J.right.KR.1 J.full.KR.1"
         " J.semi.KR.1 J.anti.KR.1 J.left.K.0 J.inner.KT.a1 Jr.left.KR.1 S.left.K S.right.K").split()


# ---------------------------------------------------------------- the steps

def col(name, alias=None):
    return {"col": name, **({"as": alias} if alias else {})}


def lit(value):
    return {"lit": value}


def fn(name, *args, alias=None, **more):
    return {"fn": name, "args": [a if isinstance(a, dict) else col(a) for a in args], **more,
            **({"as": alias} if alias else {})}


def select(*exprs):
    return {"op": "select", "exprs": [e if isinstance(e, dict) else col(e) for e in exprs]}


def group(keys, *aggs):
    return {"op": "groupBy", "keys": [k if isinstance(k, dict) else col(k) for k in keys], "aggs": list(aggs)}


def mark(column="t", delay="5 minutes"):
    return {"op": "withWatermark", "column": column, "delay": delay}


def window(column="t", size="5 minutes", alias=None):
    return fn("window", column, size=size, alias=alias)


COUNT = fn("count", alias="v")
KEY = fn("eq", "k", "rk")
RANGE = fn("and", fn("ge", "rt", "t"), fn("le", "rt", fn("add", "t", fn("interval", lit("10 minutes")))))
TVK = select("t", "k", "v")
CONDITIONS = {
    "K": KEY,                                       # equal keys
    "KR": fn("and", KEY, RANGE),                    # equal keys, and times not far apart
    "KT": fn("and", KEY, fn("eq", "t", "rt")),      # equal keys and times
    "R": RANGE,                                     # times not far apart
    "X": None,                                      # no condition
}
TYPES = {"inner": "inner", "cross": "cross", "left": "left_outer", "right": "right_outer", "full": "full_outer",
         "semi": "left_semi", "anti": "left_anti"}
RIGHT_COUNTS = [group([window("rt"), col("rk")], fn("count", alias="rv")),
                select(fn("window_time", "window", alias="rt"), "rk", "rv")]
RIGHT = {                                           # what is done to the right stream first
    "0": [],
    "1": [mark("rt")],
    "a0": RIGHT_COUNTS,
    "a1": [mark("rt"), *RIGHT_COUNTS],
    "d1": [mark("rt"), {"op": "dropDuplicates", "columns": ["rk", "rt"]}],
}


def join(table, how, on, right_plan=()):
    return {"op": "join", "with": table, "how": how, **({"on": on} if on else {}),
            **({"rightPlan": list(right_plan)} if right_plan else {})}


def steps():
    made = {
        # One row after the other
        "W": [mark()],
        "F": [{"op": "where", "cond": fn("gt", "v", lit(0))}],
        "P": [select("t", "k", fn("add", "v", lit(1), alias="v"))],
        "Pa": [select(col("t", "x"), "k", "v"), select(col("x", "t"), "k", "v")],
        "Px": [select(fn("add", "t", fn("interval", lit("1 minute")), alias="t"), "k", "v")],
        "Pc": [select(fn("cast", "t", to="timestamp", alias="t"), "k", "v")],
        "Pw": [select(window(alias="t"), "k", "v")],
        "E": [select("t", "k", fn("explode", fn("array", "v", "v"), alias="v"))],
        # Aggregations
        "Aw": [group([window()], fn("max", "k", alias="k"), COUNT), select(fn("window_time", "window", alias="t"), "k", "v")],
        "Awk": [group([window(), "k"], COUNT), select(fn("window_time", "window", alias="t"), "k", "v")],
        "Aws": [group([window(alias="t"), "k"], COUNT)],
        "Ak": [group(["k"], fn("max", "t", alias="t"), COUNT), TVK],
        "Ag": [group([], fn("max", "t", alias="t"), fn("max", "k", alias="k"), COUNT)],
        "At": [group(["t"], fn("max", "k", alias="k"), COUNT)],
        "Atk": [group(["t", "k"], COUNT)],
        "As": [group([fn("session_window", "t", gap="5 minutes"), "k"], COUNT),
               select(fn("window_time", "session_window", alias="t"), "k", "v")],
        "Ase": [group([fn("session_window", "t", gap="5 minutes"), "k"], COUNT),
                select(col("session_window.end", "t"), "k", "v")],
        "As0": [group([fn("session_window", "t", gap="5 minutes")], fn("max", "k", alias="k"), COUNT),
                select(fn("window_time", "session_window", alias="t"), "k", "v")],
        "Ad": [group([window()], fn("max", "k", alias="k"), fn("count_distinct", "v", alias="v")),
               select(fn("window_time", "window", alias="t"), "k", "v")],
        "Adk": [group(["k"], fn("max", "t", alias="t"), fn("count_distinct", "v", alias="v")), TVK],
        "Ax": [group([window(), "k"], fn("approx_count_distinct", "v", alias="v")),
               select(fn("window_time", "window", alias="t"), "k", "v")],
        # Rows that are equal
        "D": [{"op": "dropDuplicates", "columns": ["k"]}],
        "Dt": [{"op": "dropDuplicates", "columns": ["k", "t"]}],
        "Da": [{"op": "distinct"}],
        "DW": [{"op": "dropDuplicatesWithinWatermark", "columns": ["k"]}],
        "DWa": [{"op": "dropDuplicatesWithinWatermark"}],
        # Order and number
        "O": [{"op": "orderBy", "by": [{"expr": col("k")}, {"expr": col("v"), "desc": True}]}],
        "L": [{"op": "limit", "n": 3}],
        # Two streams
        "U.self": [{"op": "union", "with": "source"}],
        "U.s": [{"op": "union", "with": "static"}],
        "UI.s": [{"op": "union", "with": "static", "into": True}, select(col("st", "t"), col("sk", "k"), col("sv", "v"))],
        "Js": [join("source", "inner", KEY, [select(col("t", "rt"), col("k", "rk"), col("v", "rv"))]), TVK],
    }
    for side, plan in RIGHT.items():
        made[f"U.{side}"] = [{"op": "union", "with": "right", **({"rightPlan": plan} if plan else {})}]
    for name, how in TYPES.items():
        for condition, on in CONDITIONS.items():
            for side in ("0", "1"):
                made[f"J.{name}.{condition}.{side}"] = [join("right", how, on, RIGHT[side]), TVK]
        both = name not in ("semi", "anti")
        if both and name != "cross":
            made[f"J+.{name}.KR.1"] = [join("right", how, CONDITIONS["KR"], RIGHT["1"])]
            made[f"Jr.{name}.KR.1"] = [join("right", how, CONDITIONS["KR"], RIGHT["1"]), select(col("rt", "t"), "k", "v")]
        for side in ("a0", "a1"):
            made[f"J.{name}.KT.{side}"] = [join("right", how, CONDITIONS["KT"], RIGHT[side]), TVK]
        # A table on the right, then on the left
        for condition, on in (("K", fn("eq", "k", "sk")), ("X", None)):
            made[f"S.{name}.{condition}"] = [join("static", how, on), TVK]
            made[f"SI.{name}.{condition}"] = [
                {**join("static", how, on), "into": True},
                TVK if both else select(col("st", "t"), col("sk", "k"), col("sv", "v"))]
    keyed = fn("eq", "k", "sk")
    table = {
        "sorted": [{"op": "orderBy", "by": [{"expr": col("sk")}]}, {"op": "limit", "n": 2}],
        "counted": [group(["sk"], fn("max", "st", alias="st"), fn("count_distinct", "sv", alias="sv"))],
        "distinct": [{"op": "distinct"}],
    }
    for name, plan in table.items():
        made[f"S.left.{name}"] = [join("static", "left_outer", keyed, plan), TVK]
    return {name: made[name] for name in dict.fromkeys([*KINDS, *made])}


STEPS = steps()


# ---------------------------------------------------------------- Spark

class Spark:
    def __init__(self):
        self.session = (
            SparkSession.builder.master("local[1]").appName("output modes")
            .config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false")
            .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
            .config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.codegen.wholeStage", "false").config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
            .config("spark.sql.shuffle.partitions", "1").config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.streaming.forceDeleteTempCheckpointLocation", "true").getOrCreate())
        self.session.sparkContext.setLogLevel("OFF")
        logging.disable(logging.CRITICAL)
        jvm = self.session._jvm
        self.checker = jvm.org.apache.spark.sql.catalyst.analysis.UnsupportedOperationChecker
        modes = jvm.org.apache.spark.sql.streaming.OutputMode
        self.modes = {"append": modes.Append(), "update": modes.Update(), "complete": modes.Complete()}
        self.tables, self.adders, self.resets = {}, [], []
        for number, name in enumerate(("source", "right")):
            self.tables[name], add, reset = self.stream(number, TABLES[name])
            self.adders.append(add)
            self.resets.append(reset)
        self.tables["static"] = self.rows(TABLES["static"], [(None, "a", 1), (None, "b", 2)])
        self.columns, self.sides, self.frames = {}, {}, {(): self.tables["source"]}

    def rows(self, schema, rows):
        return self.session.createDataFrame(rows, ", ".join(f"{k} {v}" for k, v in schema.items()))

    def stream(self, number, schema):
        jvm, empty = self.session._jvm, self.rows(schema, [])
        memory = jvm.org.apache.spark.sql.execution.streaming.runtime.MemoryStream(
            number, self.session._jsparkSession, jvm.scala.Option.empty(), empty._jdf.encoder())

        def add(rows):
            data = self.rows(schema, rows)._jdf.collectAsList()
            memory.addData(jvm.scala.jdk.javaapi.CollectionConverters.asScala(data).toSeq())
        return DataFrame(memory.toDF(), self.session), add, memory.reset

    def column(self, e):
        key = json.dumps(e)
        if key not in self.columns:
            made = F.col(e["col"]) if "col" in e else F.lit(e["lit"]) if "lit" in e else self.call(e)
            self.columns[key] = made.alias(e["as"]) if "as" in e else made
        return self.columns[key]

    def call(self, e):
        name = e["fn"]
        if name == "interval":
            return F.expr("INTERVAL " + e["args"][0]["lit"])
        args = [self.column(a) for a in e["args"]]
        if name == "window":
            return F.window(args[0], e["size"])
        if name == "session_window":
            return F.session_window(args[0], e["gap"])
        if name == "cast":
            return args[0].cast(e["to"])
        if name == "count":
            return F.count("*")
        binary = {"eq": "__eq__", "gt": "__gt__", "ge": "__ge__", "le": "__le__", "and": "__and__", "add": "__add__"}
        if name in binary:
            return getattr(args[0], binary[name])(args[1])
        return getattr(F, name)(*args)

    def apply(self, frame, op):
        kind = op["op"]
        if kind == "select":
            return frame.select(*map(self.column, op["exprs"]))
        if kind == "where":
            return frame.where(self.column(op["cond"]))
        if kind == "withWatermark":
            return frame.withWatermark(op["column"], op["delay"])
        if kind == "groupBy":
            return frame.groupBy(*map(self.column, op["keys"])).agg(*map(self.column, op["aggs"]))
        if kind == "distinct":
            return frame.distinct()
        if kind == "dropDuplicates":
            return frame.dropDuplicates(op["columns"])
        if kind == "dropDuplicatesWithinWatermark":
            return frame.dropDuplicatesWithinWatermark(*[op[c] for c in ("columns",) if c in op])
        if kind == "orderBy":
            return frame.orderBy(*[self.column(b["expr"]).desc() if b.get("desc") else self.column(b["expr"]).asc()
                                   for b in op["by"]])
        if kind == "limit":
            return frame.limit(op["n"])
        other = self.side(op["with"], op.get("rightPlan", []))
        left, right = (other, frame) if op.get("into") else (frame, other)
        if kind == "union":
            return left.union(right)
        return left.join(right, self.column(op["on"]) if "on" in op else None, op["how"])

    def side(self, table, plan):
        key = json.dumps([table, plan])
        if key not in self.sides:
            frame = self.tables[table]
            for op in plan:
                frame = self.apply(frame, op)
            self.sides[key] = frame
        return self.sides[key]

    def frame(self, chain):
        """The plan of a chain of steps; those of shorter chains are kept."""
        if chain not in self.frames:
            frame = self.frame(chain[:-1])
            if isinstance(frame, DataFrame):
                try:
                    for op in STEPS[chain[-1]]:
                        frame = self.apply(frame, op)
                except PySparkException as error:
                    frame = error
            if len(chain) > 2:
                return frame
            self.frames[chain] = frame
        return self.frames[chain]

    def refusals(self, chain):
        """What Spark says to the plan in each mode: None, or an error."""
        frame = self.frame(chain)
        if not isinstance(frame, DataFrame):
            return [describe("plan", frame)] * 3
        plan = frame._jdf.queryExecution().analyzed()
        return [self.refusal(plan, mode) for mode in MODES]

    def refusal(self, plan, mode):
        try:
            self.checker.checkForStreaming(plan, self.modes[mode])
        except PySparkException as error:
            return describe("start", error)

    def failure(self, chain, mode):
        """What makes a plan that is accepted fail when it runs: None, or an error."""
        for reset in self.resets:
            reset()
        query = self.frame(chain).writeStream.format("noop").outputMode(mode).start()
        try:
            for hour in range(3):
                for add in self.adders:
                    add([(datetime(2026, 1, 1) + timedelta(hours=hour), "a", 1)])
                query.processAllAvailable()
        except PySparkException as error:
            return describe("run", cause_of(error))
        finally:
            query.stop()


def cause_of(error):
    """The innermost error with a condition of its own; without one, what the query says of its cause."""
    found = error
    while error is not None:
        if isinstance(error, PySparkException) and error.getCondition() not in (None, "STREAM_FAILED"):
            found = error
        error = error.__cause__
    return found


def describe(when, error):
    condition, state = error.getCondition(), error.getSqlState()
    message = str(error).strip().splitlines()[0]
    message = re.sub(r"^\[[A-Z0-9_.]+\] | SQLSTATE: \w+$|#\d+L?|;$", "", message)
    if condition == "STREAM_FAILED":
        message = message.split("terminated with exception: ")[-1]
        named = re.fullmatch(r"\[([A-Z0-9_.]+)\] (.*?)(?: SQLSTATE: (\w+))?", message)
        condition, message, state = named.groups() if named else (None, message, None)
    return {"when": when, "condition": condition, "sqlState": state, "message": message}


# ---------------------------------------------------------------- the chains

class Letters:
    """Refusals by letter."""

    def __init__(self):
        self.refusals, self.letters = {}, {None: "."}

    def of(self, refusals):
        return "".join(self.letter(refusal) for refusal in refusals)

    def letter(self, refusal):
        key = refusal and json.dumps(refusal)
        if key not in self.letters:
            self.letters[key] = LETTERS[len(self.refusals)]
            self.refusals[self.letters[key]] = refusal
        return self.letters[key]


def beginnings():
    """What comes first, and the steps that are tried behind it; the steps in the order of the file."""
    for length in (0, 1, 2):
        for kinds in itertools.product(KINDS, repeat=length):
            for first in (kinds, ("W", *kinds)):
                yield first, list(STEPS) if length < 2 else KINDS


def to_run(plans, rng, count):
    """A plan for each step that may come first or behind a watermark, and random ones; each in a mode that accepts it."""
    legal = {}
    for first, text in plans.items():
        for place, step in enumerate(STEPS):
            letters = text[3 * place:3 * place + 3]
            modes = [mode for mode, letter in zip(MODES, letters) if letter == "."]
            if modes:
                legal[*first.split(), step] = modes
    known = [chain for chain in legal if len(chain) == 1 or (len(chain) == 2 and chain[0] == "W")]
    others = sorted(legal.keys() - set(known))
    for chain in known + rng.sample(others, min(count, len(others))):
        yield chain, rng.choice(legal[chain])


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("out")
    ap.add_argument("--runs", type=int, default=120, help="random plans that are also run")
    args = ap.parse_args()
    spark, letters = Spark(), Letters()
    plans, runs = {}, {}
    for first, following in beginnings():
        name = " ".join(first)
        if len(plans.get(name, "")) < 3 * len(following):
            plans[name] = "".join(letters.of(spark.refusals((*first, step))) for step in following)
            print(name, file=sys.stderr)
    recording = {"tables": TABLES, "steps": STEPS, "kinds": KINDS, "refusals": letters.refusals,
                 "plans": plans, "runs": runs}
    write(args.out, recording)
    for chain, mode in to_run(plans, random.Random(1), args.runs):
        runs[f"{mode} {' '.join(chain)}"] = letters.letter(spark.failure(chain, mode))
        print(mode, *chain, file=sys.stderr)
    write(args.out, recording)


def write(path, members):
    """One line for each entry."""
    def lines(value):
        if isinstance(value, list):
            return json.dumps(value)
        return "{\n" + ",\n".join(f"    {json.dumps(k)}: {json.dumps(v)}" for k, v in value.items()) + "\n  }"
    parts = ",\n".join(f"  {json.dumps(name)}: {lines(value)}" for name, value in members.items())
    with open(path, "w", encoding="utf-8") as out:
        out.write("{\n" + parts + "\n}\n")


if __name__ == "__main__":
    main()
