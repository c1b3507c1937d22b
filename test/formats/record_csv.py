"""Records how Spark reads and writes CSV.

    python -m venv v && v/bin/pip install pyspark==4.3.0        # and Java 17
    v/bin/python record_csv.py csv.recorded.json
"""
import sys

from recorder import record
from record_json import lines, reading

ABC = "a STRING, b STRING, c STRING, _corrupt_record STRING"

# One by one: quotes, escapes and blanks.
LINES = [
    'a,b,c', 'a,b', 'a,b,c,d', 'a', '', ' ', ',', ',,', ',,,', ' a , b , c ', '"a","b","c"', '"a,b",c,d', '"a""b",c,d', '"a\\"b",c,d', '"a\\\\",b,c', '"a\\\\"b",c,d', '"a\\nb",c,d', 'a\\,b,c', 'a\\"b,c,d', '\\a,b,c', '"\\",b,c', '"a\\',
    '"",b,c', '"" ,b,c', '" ",b,c', '""""', '"""",b,c', '"""a""",b,c', '"a"b,c,d', '"a" b,c,d', '"a" ,b,c', '"a"  "b",c,d', ' "a",b,c', 'a"b,c,d', 'a"b"c,d,e', 'a,"b', 'a,"b,c', '"', '"a', '"a,', '"a,b,c', 'a,b,c"', 'a,b,"c', 'a,b,"', 'a,b,""', 'a,"b"x"y",c', '"a"x,"b"y,c', '"a"x"b",c,d', '"a""b"c,d,e', '"a"""b,c,d', '"a" "b,c",d', '"a\\"x"y,b,c', '"a"\\,b,c', 'x"",b,c', '"a"",b,c', '"a"",b",c', '"a\\""b,c,d', '\t,a,b', 'a\t,b,c', '"a\t",b,c', '"a"\t,b,c', '\x01,b,c', '\x00,b,c', 'a\x00b,c,d', 'a,b,c ', ' ,b,c', 'é,😀,ç', "'a','b,c'", '#a,b,c', 'null,NULL,\\N', '"null",b,c', 'a,,c', 'a,"",c', 'a,b,', '\xa0a,b,c', '"a;b";c', 'a\x7fb,c,d',
]
DIALECTS = [
    dict(sep=";"), dict(sep="\t"), dict(sep="\\t"), dict(delimiter="|"), dict(sep="\\"), dict(quote="'"), dict(quote=""), dict(escape='"'), dict(escape="'"), 
    dict(escape="|", charToEscapeQuoteEscaping="\\"), dict(charToEscapeQuoteEscaping="\\"), dict(charToEscapeQuoteEscaping="|"), dict(comment="#"), dict(nullValue="null"), dict(nullValue="a"), dict(nullValue="null", emptyValue="EMPTY"), dict(emptyValue="EMPTY"), dict(nullValue="EMPTY", emptyValue="EMPTY"), dict(ignoreLeadingWhiteSpace="true"), dict(ignoreLeadingWhiteSpace="true", ignoreTrailingWhiteSpace="true"),
    dict(unescapedQuoteHandling="STOP_AT_CLOSING_QUOTE"), dict(unescapedQuoteHandling="stop_at_delimiter"), dict(unescapedQuoteHandling="nonsense"),
    dict(mode="DROPMALFORMED"), dict(maxColumns="3"), dict(maxCharsPerColumn="3"), dict(quote="'", escape="'"), dict(multiLine="true"),
]
TYPES = {
    "BOOLEAN": ["true", "FALSE", "True", "1", "t", "yes", " true", ""],
    "TINYINT": ["127", "128", "-128", "+5", " 5", "1.0", "1e2"], "SMALLINT": ["32767", "32768"], "INT": ["2147483647", "2147483648", "-0", "+7", "007", "1_000", "1,000", " 1", "1 "], "BIGINT": ["9223372036854775807", "9223372036854775808", "-9223372036854775808", "815269280084924667", "1.0", "+1", "0x1"],
    "DOUBLE": ["1", "1.5", "-0.0", "1e400", "NaN", "nan", "Inf", "-Inf", "inf", "Infinity", "-Infinity", "1d", "1f", "0x1p3", " 1.5 ", ".5", "5.", "1e", "+1.5", "1,5", ""], "FLOAT": ["1.5", "NaN", "Inf", "-Inf", "0.1", "3.5e38", "1.00000017881393432617187499", "16777217"],
    "DECIMAL(5,2)": ["1", "1.005", "1.004999", "999.995", "1e2", "x", "1,5", "1;000.5", "+1.5", " 1", "-1.005", "1000"], "DECIMAL(38,18)": ["12345678901234567890.123456789012345678", "1e-19"],
    "STRING": ["x", "1", " x "], "BINARY": ["abc", "é", ""],
    "DATE": ["2020-01-02", "2020-1-2", "2020", "2020-02-30", "2020-01-02 10:00:00", "2020-01-02T10:00:00Z", " 2020-01-02", "18000", "x", "02/01/2020", "20200102"],
    "TIMESTAMP": ["2020-01-02T03:04:05Z", "2020-01-02T03:04:05.678901", "2020-01-02 03:04:05", "2020-01-02", "2020", "2020-01-02T03:04:05+03:00", "x", "1577934245", "2020-01-02T24:00:00Z", " 2020-01-02", "2020-01-02T03:04:05.6789012", "9999-12-31T23:59:59.999999Z", "0001-01-01 00:00:00"],
    "TIMESTAMP_NTZ": ["2020-01-02T03:04:05", "2020-01-02T03:04:05Z", "2020-01-02", "x"],
    "INTERVAL DAY TO SECOND": ["1 02:03:04", "INTERVAL '1 02:03:04' DAY TO SECOND", "5"], "INTERVAL YEAR TO MONTH": ["1-2", "x"],
}
TZ = "America/Sao_Paulo"
PEOPLE = "name,age\nAna,30\nBia,x\n"

OPTIONS = [
    reading("a||b||c\n||x y||z\n", ABC, sep="||"), reading("a, b, c\n1, 2, 3\n", ABC, sep=", "),
    reading(PEOPLE, header="true"), reading(PEOPLE, header="true", inferSchema="true"), reading(PEOPLE), reading(PEOPLE, "name STRING, age INT", header="true"), reading(PEOPLE, "name STRING, age INT, _corrupt_record STRING", header="true"), reading(PEOPLE, "name STRING, age INT", header="true", mode="DROPMALFORMED"), reading(PEOPLE, "name STRING, age INT", header="true", mode="FAILFAST"), reading(PEOPLE, "n STRING, age INT", header="true", enforceSchema="false"), reading(PEOPLE, "n STRING, age INT", header="true"), reading(PEOPLE, "NAME STRING, age INT", header="true", enforceSchema="false"), reading(PEOPLE, "age STRING, name STRING", header="true"), reading(PEOPLE, "name STRING", header="true", enforceSchema="false"), reading(PEOPLE, "name STRING", header="true"), reading(PEOPLE, "name STRING, age INT, more INT", header="true"),
    reading("a,a,A,,b\n1,2,3,4,5\n", header="true"), reading("a,,\n1,2,3\n", header="true"), reading('"a b", c ,"d,e"\n1,2,3\n', header="true"), reading("a,b\n", header="true"), reading("", header="true"), reading("", inferSchema="true"), reading("\n\n", header="true"), reading("\n\na,b\n1,2\n", header="true"), reading("#x\na,b\n1,2\n", header="true", comment="#"), reading("a,b\n1,2,3\n1\n", header="true"), reading("a,b\n1,2,3\n1\n", "a INT, b INT, _corrupt_record STRING", header="true"), reading("1,2\n1,2,3\n"), reading(" a , b \n1,2\n", header="true", ignoreLeadingWhiteSpace="true", ignoreTrailingWhiteSpace="true"), reading("null,b\n1,2\n", header="true", nullValue="null"), reading("a.b,`c`\n1,2\n", header="true"), reading("_c0,x\n1,2\n", header="true"), reading("a,a0,a\n1,2,3\n", header="true"),
    reading("a\n1\n2\n", inferSchema="true", header="true"), reading("1\n3000000000\n", inferSchema="true"), reading("1\n9223372036854775808\n", inferSchema="true"), reading("1\n1.5\n", inferSchema="true"), reading("1.5\nx\n", inferSchema="true"), reading("true\nFALSE\n", inferSchema="true"), reading("true\n1\n", inferSchema="true"), reading("2020-01-02\n2020-01-03\n", inferSchema="true"), reading("2020-01-02\n2020-01-03T10:00:00\n", inferSchema="true"), reading("2020-01-02T10:00:00\n2020-01-02\n", inferSchema="true"), reading("2020-01-02T10:00:00Z\n", inferSchema="true"), reading("2020-01-02\nx\n", inferSchema="true"), reading("2020\n", inferSchema="true"), reading("2020-01-02\n", inferSchema="true", preferDate="false"), reading("2020-01-02\n5\n", inferSchema="true"), reading("a,\n,b\n", inferSchema="true"), reading("1,\n,2.5\n,\n", inferSchema="true"), reading("NaN\n1\n", inferSchema="true"), reading("Inf\n-Inf\n", inferSchema="true"), reading("1e5\n", inferSchema="true"), reading("99999999999999999999999999999999999999\n", inferSchema="true"), reading("999999999999999999999999999999999999999\n", inferSchema="true"), reading("12345678901234567890\n1.5\n", inferSchema="true"), reading("007\n", inferSchema="true"), reading(" 1\n2\n", inferSchema="true"), reading("1,000\n", inferSchema="true", sep=";"), reading("02/01/2020\n", inferSchema="true", dateFormat="dd/MM/yyyy"), reading("02/01/2020 10:11\n", inferSchema="true", timestampFormat="dd/MM/yyyy HH:mm"), reading("1,2\n3\n4,5,6\n", inferSchema="true"), reading("1d\n", inferSchema="true"), reading("\"1\"\n\"2\"\n", inferSchema="true"), reading("+1\n-1\n", inferSchema="true"), reading("1\n1\n", inferSchema="true", samplingRatio="1.0"), reading("n/a\n1\n", inferSchema="true", nullValue="n/a"), reading("a\n\n1\n", inferSchema="true", header="true"), reading("2020-01\n", inferSchema="true"), reading("12345678901234567890\n1\n", inferSchema="true"), reading("0.1\n12345678901234567890\n", inferSchema="true"),
    reading("02.01.2020\n2020-01-02\n", "d DATE, _corrupt_record STRING", dateFormat="dd.MM.yyyy"), reading("02/01/2020 03:04\n2020-01-02T03:04:05Z\nx\n", "t TIMESTAMP, _corrupt_record STRING", timestampFormat="dd/MM/yyyy HH:mm"), reading("2020-01-02 03:04:05\n", "t TIMESTAMP", TZ), reading("2020-01-02 03:04:05\n", "t TIMESTAMP", timeZone=TZ), reading("02/01/2020 03:04\n", "t TIMESTAMP_NTZ", timestampNTZFormat="dd/MM/yyyy HH:mm"), reading("nix\n+oo\n-oo\nNaN\n", "d DOUBLE, _corrupt_record STRING", nanValue="nix", positiveInf="+oo", negativeInf="-oo"), reading("-\n1\n", "d INT, _corrupt_record STRING", nullValue="-"),
    reading(b"a,b\r\nc,d\re,f\n\r\n\n1,2", "a STRING, b STRING"), reading(b"a,b\r\nc,d\n", "a STRING, b STRING", lineSep="\n"), reading("a,b|c,d|", "a STRING, b STRING", lineSep="|"), reading("a,b##c,d", "a STRING, b STRING", lineSep="##"), reading(b"\xef\xbb\xbfa,b\n1,2\n", header="true"), reading(b"\xef\xbb\xbfa,b\n1,2\n", header="true", multiLine="true"), reading(b"\xff,\xc3\xa9\n", "a STRING, b STRING"), reading("a,b\n1,2\n", header="true", name="x.csv.gz"), reading("a\n", "a STRUCT<x:INT>"), reading("a\n", "a ARRAY<INT>"), reading("a\n", "a MAP<STRING,INT>"), reading("a,b\n", "a STRING, A STRING"), reading("x\n", "a INT NOT NULL"), reading("a\n", "_corrupt_record STRING"), reading("a,b\n", "_corrupt_record STRING, a STRING, b STRING"), reading("a,b,c\n", "a STRING, _corrupt_record STRING, b STRING"), reading("a,b\n", "a STRING, bad INT", columnNameOfCorruptRecord="bad"), reading("1,2\nx,2\n", "a INT, b INT", mode="FAILFAST"), reading("1,2\n1\n", "a INT, b INT", mode="FAILFAST"), reading("1,2\n1\n1,2,3\nx,1\n", "a INT, b INT", mode="DROPMALFORMED"),
    reading('a,"x\ny",c\n1,2,3\n', ABC, multiLine="true"), reading('a,"x\r\ny",c\r\n1,2,3\r\n', ABC, multiLine="true"), reading('a,"x\ny",c\n', ABC), reading('h1,h2\n"a\nb",c\n', header="true", multiLine="true"), reading('a,b\n\n\nc,d\n', "a STRING, b STRING", multiLine="true"), reading('a,"b\nc,d\n', "a STRING, b STRING", multiLine="true"), reading('# x\na,b\n', "a STRING, b STRING", multiLine="true", comment="#"), reading("1,\"a\n2\"\n2,b\n", inferSchema="true", multiLine="true"), reading("a,b\n1\n", "a INT, b INT, _corrupt_record STRING", multiLine="true"), reading(" \na,b\n", "a STRING, b STRING", multiLine="true"), reading('a,"x\ry",c\r1,2,3\r', ABC, multiLine="true"), reading("", "a STRING", multiLine="true"),
]

VALUES = "SELECT 'a' AS s, 1 AS i, CAST(NULL AS STRING) AS n, '' AS e, 'x,y' AS c, 'q\"q' AS q, 'b\\\\b' AS b, ' sp ' AS w, concat('l', chr(10), 'f') AS l, concat('c', chr(13)) AS r, '#x' AS h, '\"' AS o"
WRITTEN = [
    (VALUES, options)
    for options in [{}, {"header": "true"}, {"sep": ";"}, {"sep": "||"}, {"quote": "'"}, {"quote": ""}, {"escape": '"'}, {"escapeQuotes": "false"}, {"quoteAll": "true"}, {"quoteAll": "true", "header": "true"}, {"nullValue": "null"}, {"emptyValue": "EMPTY"}, {"emptyValue": ""}, {"nullValue": "null", "quoteAll": "true"}, {"ignoreLeadingWhiteSpace": "false", "ignoreTrailingWhiteSpace": "false"}, {"comment": "#"}, {"lineSep": "|"}, {"charToEscapeQuoteEscaping": "|"}, {"escape": "|"}, {"compression": "gzip"}, {"compression": "nonsense"}]
] + [
    ("SELECT CAST(1.5 AS DOUBLE) AS a, CAST('NaN' AS DOUBLE) AS b, CAST('-Infinity' AS FLOAT) AS c, CAST(1e20 AS DOUBLE) AS d, CAST(0.1 AS FLOAT) AS e, true AS f, 9223372036854775807L AS g, 1Y AS h", {}), ("SELECT CAST('NaN' AS DOUBLE) AS b, CAST('Infinity' AS DOUBLE) AS c", {"nanValue": "nix", "positiveInf": "oo"}), ("SELECT CAST(1.50 AS DECIMAL(10,2)) AS a, CAST(1e-10 AS DECIMAL(38,18)) AS b, CAST(0 AS DECIMAL(10,8)) AS c", {}),
    ("SELECT DATE'2020-01-02' AS d, TIMESTAMP'2020-01-02 03:04:05.678901' AS t, TIMESTAMP_NTZ'2020-01-02 03:04:05' AS n, TIMESTAMP'1900-01-01 00:00:00' AS u", {}), ("SELECT DATE'2020-01-02' AS d, TIMESTAMP'2020-01-02 03:04:05.678901' AS t, TIMESTAMP'1900-01-01 00:00:00' AS u", {"timeZone": TZ}), ("SELECT DATE'2020-01-02' AS d, TIMESTAMP'2020-01-02 03:04:05.678901' AS t", {"dateFormat": "d.M.yy", "timestampFormat": "dd/MM/yyyy HH:mm"}),
    ("SELECT X'616263' AS b", {}), ("SELECT INTERVAL '1 02:03:04' DAY TO SECOND AS i, INTERVAL '1-2' YEAR TO MONTH AS j", {}), ("SELECT array(1) AS a", {}), ("SELECT named_struct('x', 1) AS a", {}), ("SELECT map('x', 1) AS a", {}), ("SELECT NULL AS a", {}), ("SELECT id FROM range(0)", {"header": "true"}), ("SELECT id FROM range(0)", {}), ("SELECT id AS `a,b`, id AS `c\"d` FROM range(1)", {"header": "true"}), ("SELECT '' AS a", {}), ("SELECT CAST(NULL AS STRING) AS a", {}), ("SELECT CAST(NULL AS STRING) AS a, 1 AS b, CAST(NULL AS STRING) AS c", {}), ("SELECT 'a b' AS a, ' ' AS b, 'é' AS c, '\"a\"' AS d, 'a,\"b\"' AS e, concat('t', chr(9)) AS f, chr(0) AS g", {}), ("SELECT '\\\\' AS a, 'x\\\\,y' AS b, '\\\\\"' AS c, '\"\\\\' AS d", {}), ("SELECT '\\\\' AS a, 'x\\\\,y' AS b, '\\\\\"' AS c, 'x,\\\\\"' AS d", {"escape": '"'}), ("SELECT 1 AS a, 2 AS A", {}),
]


def by_type(type, values):
    return reading(lines(*(value or '""' for value in values)), f"v {type}, _corrupt_record STRING", sep="\t")


GROUPS = [
    ("one line", [reading(line + "\n", ABC) for line in LINES]),
    ("lines in other dialects", [reading(lines(*LINES), ABC, **options) for options in DIALECTS]),
    ("values by type", [by_type(type, values) for type, values in TYPES.items()]),
    ("options of reading", OPTIONS),
    ("written", [{"frame": frame, **({"options": options} if options else {})} for frame, options in WRITTEN]),
]

if __name__ == "__main__":
    record(sys.argv[1], "csv", GROUPS)
