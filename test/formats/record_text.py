"""Records how Spark reads and writes text.

    python -m venv v && v/bin/pip install pyspark==4.3.0        # and Java 17
    v/bin/python record_text.py text.recorded.json
"""
import sys

from recorder import record
from record_json import reading

READ = [
    reading("a\nb\n"), reading("a\nb"), reading(""), reading("\n"), reading("\n\n"), reading(b"a\r\nb\rc\n\r\n\rd"), reading(b"a\r\n", lineSep="\n"), reading("a|b|", lineSep="|"), reading("a|b||c", lineSep="|"), reading("a##b#c##", lineSep="##"), reading("a\n", lineSep=""), reading("a\nb\n", wholetext="true"), reading("", wholetext="true"), reading(b"\xef\xbb\xbfa\n\xef\xbb\xbfb\n"), reading(b"\xef\xbb\xbf"), reading(b"\xef\xbb\xbfa\n", wholetext="true"), reading(b"\xff\xc3\n\xe2\x82\n"), reading("nul\x00l\tt\n"), reading("a\n", "line STRING"), reading("a\n", "v INT"), reading("a\n", "a STRING, b STRING"), reading("a\nb\n", name="x.gz"), reading("é😀\u2028\x0b\x0c\x85x\n"), reading(" a \n"), reading("a\n", wholetext="nonsense"), reading(b"a\nb\n", lineSep="\r"), reading(b"\xef\xbb\xbfa|b", lineSep="|"),
]
WRITTEN = [
    ("SELECT 'a' AS a", {}), ("SELECT CAST(NULL AS STRING) AS a", {}), ("SELECT '' AS a", {}), ("SELECT concat('x', chr(10), 'é') AS a", {}), ("SELECT 'a' AS a", {"lineSep": "|"}), ("SELECT 'a' AS a", {"compression": "gzip"}), ("SELECT 'a' AS a", {"compression": "nonsense"}), ("SELECT 1 AS a", {}), ("SELECT 'a' AS a, 'b' AS b", {}), ("SELECT CAST(id AS STRING) AS a FROM range(3)", {}), ("SELECT CAST(id AS STRING) AS a FROM range(0)", {}),
]
GROUPS = [("read", READ), ("written", [{"frame": frame, **({"options": options} if options else {})} for frame, options in WRITTEN])]

if __name__ == "__main__":
    record(sys.argv[1], "text", GROUPS)
