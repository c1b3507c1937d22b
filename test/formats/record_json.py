"""Records how Spark reads and writes JSON.

    python -m venv v && v/bin/pip install pyspark==4.3.0        # and Java 17
    v/bin/python record_json.py json.recorded.json
"""
import sys

from recorder import record


def lines(*texts, end="\n"):
    return "".join(text + end for text in texts)


def reading(content, schema=None, zone=None, name=None, **options):
    case = {"content": content}
    if schema is not None:
        case["schema"] = schema
    if zone is not None:
        case["zone"] = zone
    if name is not None:
        case["name"] = name
    if options:
        case["options"] = options
    return case


AB = "a INT, b STRING, _corrupt_record STRING"

# One by one: what a broken line leaves of itself, and of the lines beside it.
BROKEN = [
    '{"a":1,"b":"x"}', '{"a":1,"b":"x"', '{"a":1,"b":"x', '{"a":1,"b":', '{"a":1,"b"', '{"a":1,', '{"a":1', '{"a":', '{"a', '{',
    '', ' ', '\t', 'null', 'true', '1', '"x"', '""', '[]', '[1]', '[{}]', '{}', '[null]', '[[]]', '[{"a":1},{"a":2}]',
    '[{"a":1},{"a":"x"}]', '[{"a":1},2]', '[{"a":1},', '[{"a":1}', '{"a":1}{"a":2}', '{"a":1} garbage', '{"a":1},', '[{"a":1}] x', '}', ']', ',',
    '{"a":"1"}', '{"a":1.0}', '{"a":1e2}', '{"a":1.5,"b":"y"}', '{"a":99999999999,"b":"y"}', '{"a":-0}', '{"a":-2147483648}', '{"a":2147483648,"b":"y"}',
    '{"a":01,"b":"y"}', '{"a":+1,"b":"y"}', '{"a":-,"b":"y"}', '{"a":1.,"b":"y"}', '{"a":.5,"b":"y"}', '{"a":1e,"b":"y"}', '{"a":1x,"b":"y"}', '{"a":--1}', '{"a":0x10}',
    '{"a":tru,"b":"y"}', '{"a":true,"b":"y"}', '{"a":nul,"b":"y"}', '{"a":NaN,"b":"y"}', '{"a":[],"b":"y"}', '{"a":[1,2],"b":"y"}', '{"a":{},"b":"y"}', '{"a":{"c":[1,{"d":2}]},"b":"y"}', '{"a":[1,"b":"y"}',
    '{"b":"\\x","a":2}', '{"b":"a\\qb","a":2}', '{"b":"\\u12G4","a":2}', '{"b":"\\u00e9\\n\\t\\"\\\\\\/","a":2}', '{"b":"\\ud83d\\ude00","a":2}', '{"b":"\\ud83d","a":2}', '{"b":"\\ude00x","a":2}', '{"c":"\\x","a":2,"b":"y"}', '{"b":"\\u0000","a":2}',
    '{"b":"tab\there","a":2}', '{"b":"nul\x00here","a":2}', '{"c":"tab\there","a":2}', '{"a":2,"b":"\x7f\x1f"}',
    '{"a":1,"a":2}', '{"a":1,"a":null}', '{"a":null,"a":3}', '{"a":"x","a":3}', '{"a":3,"a":"x"}', '{"A":1,"B":"x"}', '{"a ":1}',
    '{"b":1}', '{"b":1.50}', '{"b":1E5}', '{"b":-0.0}', '{"b":true}', '{"b":null}', '{"b":{"x" : 1, "y":[1, 2]}}', '{"b":[ 1 , "é" ]}', '{"b":{"x":"\\u00e9\\n"}}', '{"b":[1.0,1e400]}', '{"b":12345678901234567890123}', '{"b":[}', '{"b":{"x":tru}}', '{"b":""}', '{"b":" x "}',
    '{"a":1 "b":"y"}', '{"a" 1}', '{"a":1;"b":2}', '{a:1}', "{'a':1}", '{"a":1,}', '{,"a":1}', '{"a":1,,"b":"y"}', '{"a"::1}', '{"a":1]', '{"b":"x"y}', '{"_corrupt_record":"mine","a":1}',
    ' {"a" : 1 , "b" : "x" } ', '\t{"a":\t1}\t', '\x0c{"a":1}', '\xa0{"a":1}', '{"a":1,"b":"x"}\x00', '\x00{"a":1}', '/* c */{"a":1}', '{"a":1/*c*/}', '#x', '{"a":1,"b":"’é😀"}',
    '{"c":{"d":[1,2,{"e":"x"}]},"a":1}', '{"c":[1,2,"x,]}"],"a":1}', '{"c":"}","a":1}', '{"c":"\\"","a":1}', '{"c":"\\\\","a":1}', '{"c":"\\\\\\"","a":1}', '{"c":tru,"a":1}', '{"c":01,"a":1}', '{"c":1.5e+10,"a":1}', '{"c":,"a":1}', '{"c":[1 2],"a":1}', '{"c":{"d"},"a":1}', '{"\\u0061":1}', '{"":5,"a":1}',
]
DEEP = ["[" * n + "]" * n for n in (999, 1000)]

TYPES = {
    "BOOLEAN": ['true', 'false', '1', '"true"', 'null', '0.0', '[]'],
    "TINYINT": ['127', '128', '-128', '-129', '1.0', '"5"', '1e1'],
    "SMALLINT": ['32767', '32768', '-32769', 'true'],
    "INT": ['2147483647', '-2147483649', '1E0', '-0', '""', '000'],
    "BIGINT": ['9223372036854775807', '-9223372036854775808', '9223372036854775808', '815269280084924667', '9007199254740993', '-9007199254740993', '1.0', '"12"', '""', '123456789012345678901234567890', '-0'],
    "DOUBLE": ['1', '1.5', '-0.0', '-0', '1e400', '-1e400', '4.9e-324', '1e-400', '0.1', '123456789012345678901234567890', '"NaN"', '"Infinity"', '"-INF"', '"+INF"', '"1.5"', '"nan"', '""', 'NaN', 'Infinity', '-Infinity', '+Infinity', 'INF', '-INF', '+INF', '9007199254740993', '1.7976931348623159e308', '2.2250738585072011e-308', '0.30000000000000004', '1E+2', '179769313486231570' + '0' * 292, 'true'],
    "FLOAT": ['1', '0.1', '16777217', '3.5e38', '1.00000017881393432617187499', '"NaN"', '1e-46', '-0.0', '"x"'],
    "DECIMAL(5,2)": ['1', '1.5', '1.005', '1.004999', '999.99', '999.995', '1000', '-1.005', '"1.25"', '"x"', '1e2', '1e-5', '1e10', '""', 'true', '" 2 "', '-0.001'],
    "DECIMAL(38,0)": ['12345678901234567890123456789012345678', '123456789012345678901234567890123456789', '0.5', '1e37', '1e38'],
    "DECIMAL(38,18)": ['12345678901234567890.123456789012345678', '1e-18', '5e-19', '0.1'],
    "STRING": ['"x"', '1', '1.0', '-0.0', '1e2', 'true', 'null', '[ ]', '{ "x" : [1 , 2.0 ] }', '"\\u00e9"', '"\\""', '[1.10,"\\u00e9","é"]', '1.00000000000000000001', '{"a":1,"a":2}', '100000000000000000000000', '"a\\u0000b"'],
    "BINARY": ['"YWJj"', '"YWJ"', '"YQ=="', '"!!"', '1', '""', '"YW Jj"', '"YWJj\\n"', '"-_"'],
    "DATE": ['"2020-01-02"', '"2020-1-2"', '"2020"', '"2020-02-30"', '"2020-01-02 10:00:00"', '"2020-01-02T10:00:00Z"', '" 2020-01-02 "', '18000', '"18000"', '"x"', '""', '"0000-01-01"', '"9999-12-31"', '"10000-01-01"', '"-1-01-01"', '1.5', '"epoch"', '"today"'],
    "TIMESTAMP": ['"2020-01-02T03:04:05Z"', '"2020-01-02T03:04:05.678Z"', '"2020-01-02T03:04:05.678901Z"', '"2020-01-02T03:04:05.6789012Z"', '"2020-01-02T03:04:05"', '"2020-01-02 03:04:05"', '"2020-01-02T03:04"', '"2020-01-02T03"', '"2020-01-02"', '"2020-01"', '"2020"', '"2020-01-02T03:04:05+03:00"', '"2020-01-02T03:04:05-0300"', '"2020-01-02T03:04:05 America/Sao_Paulo"', '"2020-01-02T24:00:00Z"', '"2020-01-02T23:59:60Z"', '"2020-02-30T00:00:00Z"', '"2020-1-2T3:4:5Z"', '"1969-12-31T23:59:59.999999Z"', '"0001-01-01T00:00:00Z"', '"9999-12-31T23:59:59.999999Z"', '"10000-01-01T00:00:00Z"', '" 2020-01-02T03:04:05Z "', '"x"', '""', '1577934245', '-1', '1.5', '1e9', '9223372036854775807', '9223372036854', '"1577934245"', 'true', '"2020-01-02T03:04:05z"', '"2020-01-02T03:04:05.Z"', '"2020-01-02t03:04:05Z"', '"2019-02-29T00:00:00Z"', '"2000-02-29T00:00:00Z"', '"2020-00-01T00:00:00Z"', '"2020-13-01T00:00:00Z"', '"2020-01-00T00:00:00Z"', '"2020-01-32T00:00:00Z"', '"2018-11-04T00:30:00"', '"2020-01-02T03:04:05.123 UTC"', '"2020-01-02T03:60:05Z"'],
    "TIMESTAMP_NTZ": ['"2020-01-02T03:04:05"', '"2020-01-02T03:04:05Z"', '"2020-01-02 03:04:05.123456"', '"2020-01-02"', '1577934245', '"x"', '"2020-01-02T03:04:05+03:00"'],
    "INTERVAL DAY TO SECOND": ['"1 02:03:04"', '"INTERVAL \'1 02:03:04\' DAY TO SECOND"', '5', '"x"'],
    "INTERVAL YEAR TO MONTH": ['"1-2"', '"INTERVAL \'1-2\' YEAR TO MONTH"', '5', '"x"'],
    "ARRAY<INT>": ['[]', '[1,2]', '[1,null]', '[1,"x",3]', '1', '{}', '[[1]]', 'null', '[1,', '[ 1 , 2 ]', '""'],
    "ARRAY<STRING>": ['["a","b\\n",null,1,[2],{"x":1}]', '[]', '["a"', '"a"', '[ "a" , "b" ]'],
    "ARRAY<STRUCT<x:INT,y:STRING>>": ['[{"x":1,"y":"a"},{"y":"b"},null,{}]', '[{"x":"bad","y":"a"},{"x":2}]', '{"x":1}', '[1]', '[{"x":1},5,{"x":2}]'],
    "ARRAY<ARRAY<BIGINT>>": ['[[1,2],[],null,[3]]', '[[1,"x"],[3]]', '[1]', '[[9223372036854775807]]'],
    "STRUCT<x:INT,y:STRING>": ['{"x":1,"y":"a"}', '{}', '{"y":"b","x":null}', '{"x":"bad","y":"a"}', 'null', '[]', '1', '{"x":1,"z":{"q":[1]}}', '{"x":1,"x":2}', '""', '"x"', '{"x":1'],
    "STRUCT<x:STRUCT<y:STRUCT<z:INT>>>": ['{"x":{"y":{"z":1}}}', '{"x":{"y":{"z":"bad"}}}', '{"x":{"y":1}}', '{"x":{"y":{}},"x":{}}'],
    "MAP<STRING,INT>": ['{}', '{"a":1,"b":2}', '{"a":null}', '{"a":1,"a":2}', '{"a":"bad","b":2}', '[]', '1', '{"\\u0061\\n":5}'],
    "MAP<STRING,STRUCT<x:INT>>": ['{"a":{"x":1},"b":null}', '{"a":{"x":"bad"}}', '{"a":1}'],
}

TZ = "America/Sao_Paulo"
JOINED = '{"a":1}\n{"b":"x"}\n'

READ_OPTIONS = [
    reading(JOINED, "a INT, b STRING"),
    reading("{'a':1}\n", AB, allowSingleQuotes="false"), reading("{'a':1,\"b\":'it\\'s'}\n", AB), reading("{\"b\":'x\"y'}\n", AB), reading("{\"b\":'it\\'s'}\n", AB, allowBackslashEscapingAnyCharacter="true"),
    reading("{a:1,b$_1:2}\n", AB, allowUnquotedFieldNames="true"), reading("{a-b:1}\n", AB, allowUnquotedFieldNames="true"), reading("{1a:1,a:2}\n", AB, allowUnquotedFieldNames="true"),
    reading('/* x */ {"a":1 /* } */, // y\r"b":"z"}\n', AB, allowComments="true", lineSep="\n"), reading('# x\n{"a":1}\n', AB, allowComments="true"), reading('{"a":1} // x\n//\n/* \n', AB, allowComments="true"),
    reading('{"a":01,"b":"y"}\n{"a":-007}\n{"a":00}\n', AB, allowNumericLeadingZeros="true"),
    reading('{"d":NaN}\n{"d":-INF}\n{"d":"NaN"}\n{"d":Infinity}\n{"d":+INF}\n', "d DOUBLE, _corrupt_record STRING", allowNonNumericNumbers="false"), reading('{"b":NaN}\n{"b":[NaN,-INF]}\n', AB),
    reading('{"b":"a\\qb","a":1}\n', AB, allowBackslashEscapingAnyCharacter="true"),
    reading('{"b":"tab\there\x01","a":1}\n', AB, allowUnquotedControlChars="true"), reading(b'{"b":"a\rb","a":1}\n', AB, allowUnquotedControlChars="true", lineSep="\n"),
    reading('{"a":1}\n{"a":x}\n{"a":"y"}\n{"a":2}\n', "a INT", mode="DROPMALFORMED"), reading('{"a":1}\n{"a":x}\n', "a INT", mode="FAILFAST"), reading('{"a":1}\n{"a":"x"}\n', "a INT", mode="failfast"), reading('{"a":1}\n', "a INT", mode="FAILFAST"), reading('{"a":1}\n{"a":x}\n', "a INT", mode="nonsense"), reading('\n \n{"a":1}\n[]\n', "a INT", mode="FAILFAST"), reading('[{"a":1},{"a":"x"}]\n', "a INT", mode="DROPMALFORMED"), reading('null\n', "a INT", mode="FAILFAST"), reading('{"a":9}\n{"a":x}\n', AB, mode="DROPMALFORMED"),
    reading('{"a":x}\n', "a INT, bad STRING", columnNameOfCorruptRecord="bad"), reading('{"a":x}\n', "a INT, bad INT", columnNameOfCorruptRecord="bad"), reading('{"a":x}\n', "_corrupt_record STRING"), reading('{"a":x}\n', "bad STRING, a INT", columnNameOfCorruptRecord="BAD"),
    reading('{"a":x}\n', "_corrupt_record STRING NOT NULL, a INT"), reading('{"b":1}\n', "a INT NOT NULL"),
    reading('{"t":"02/01/2020 03:04"}\n{"t":"2020-01-02T03:04:05Z"}\n{"t":5}\n', "t TIMESTAMP, _corrupt_record STRING", timestampFormat="dd/MM/yyyy HH:mm"), reading('{"t":"02/01/2020 03:04"}\n', "t TIMESTAMP", TZ, timestampFormat="dd/MM/yyyy HH:mm"), reading('{"t":"02/01/2020 03:04"}\n', "t TIMESTAMP", TZ, timestampFormat="dd/MM/yyyy HH:mm", timeZone="Asia/Tokyo"), reading('{"t":"2020-01-02T03:04:05"}\n', "t TIMESTAMP", TZ), reading('{"t":"2020-01-02T03:04:05"}\n', "t TIMESTAMP", timeZone="+05:30"), reading('{"t":"2018-11-04T00:30:00"}\n{"t":"2018-02-17T23:30:00"}\n{"t":"2018-02-17T23:30:00-03:00"}\n', "t TIMESTAMP", TZ),
    reading('{"t":"x"}\n', "t TIMESTAMP", timeZone="Nowhere"),
    reading('{"d":"02.01.2020"}\n{"d":"2020-01-02"}\n{"d":"x"}\n', "d DATE, _corrupt_record STRING", dateFormat="dd.MM.yyyy"),
    reading('{"t":"02.01.2020 10"}\n', "t TIMESTAMP_NTZ, _corrupt_record STRING", timestampNTZFormat="dd.MM.yyyy HH"),
    reading('{"a":1}|{"a":2}|{"a":3}', "a INT", lineSep="|"), reading('{"a":1}##{"a":2}##', "a INT", lineSep="##"), reading('{"a":1}\n', "a INT", lineSep=""), reading(b'{"a":1}\r\n{"a":2}\r{"a":3}\n\r\n\n{"a":4}', AB), reading(b'{"a":1}\r\n{"a":2}\r{"a":3}\n', AB, lineSep="\n"), reading(b'{"a":1}\r{"a":2}\r', AB, lineSep="\r"),
    reading(b'\xef\xbb\xbf{"a":1}\n{"a":2}\n', AB), reading(b'{"a":1}\n\xef\xbb\xbf{"a":2}\n', AB), reading(b'\xef\xbb\xbf{"a":1}\n', AB, multiLine="true"), reading(b'\xef\xbb\xbf{"a":1}\n{"a":2}\n', AB, encoding="UTF-8"), reading(b'\xef\xbb\xbf\n{"a":2}\n', AB),
    reading(b'{"b":"\xff"}\n{"b":"\xc3"}\n{"b":"\xe2\x82"}\n{"b":"\xed\xa0\x80"}\n{"b":"\xf0\x9f\x98"}\n{"b":"a\xc3\xa9\xc0\x80"}\n{"a":\xff}\n\xff\n{"\xff":1}\n', AB), reading(b'{"b":"\xff"}\n{"a":1}\n', AB, encoding="UTF-8"), reading(b'{"b":"\xff","a":1}\n', AB, multiLine="true"), reading(b'{"b":"\xc3', AB),
    reading('{"a":1}\n', AB, encoding="ISO-8859-1"), reading('{"a":1}\n', AB, charset="utf-8"),
    reading('{"a":1}\n', "a INT", unknownOption="x"), reading('{"A":1,"a":2}\n', "a INT"), reading('{"a":1}\n', "a INT", allowComments="nonsense"),
    reading('{"a":1}\n{"a":2}\n', "a INT", name="x.json.gz"), reading('{"a":1}\n', "a INT, a STRING"), reading('{"a":1}\n', "a INT, A STRING"), reading('{"a":1}\n', "i INTERVAL"), reading('{"v":1}\n', "v VOID"),
    reading('{"d":"1,000.5"}\n', "d DECIMAL(10,1), _corrupt_record STRING"),
    reading('{"b":[[1]]}\n{"b":[[[1]]]}\n', "a STRING, _corrupt_record STRING", maxNestingDepth="3"), reading('{"b":"12345"}\n{"b":"123456"}\n', AB, maxStringLen="5"), reading('{"b":12345}\n{"b":123456}\n', AB, maxNumLen="5"),
    reading('{"a":1%s}\n{"b":"y"}\n' % ("0" * 1000), AB), reading('{"b":1%s,"a":2}\n' % ("0" * 1000), AB), reading('{"c":1%s,"a":2}\n' % ("0" * 1000), AB), reading('{"d":1.%s}\n' % ("0" * 1000), "d DOUBLE, _corrupt_record STRING"), reading('{"%s":1,"a":2}\n' % ("n" * 5000), AB),
    reading('{"b":%s,"a":1}\n' % DEEP[0], AB), *[reading('{"c":%s,"a":1}\n' % deep, AB) for deep in DEEP], reading("[" * 2000, AB),
    reading('{"b":{"x" : [1, "\\u00e9"]}, "a":1}\n', AB, multiLine="true"), reading('{"d":"NaN"}\n{"d":"1"}\n', "d FLOAT, _corrupt_record STRING"),
]

MULTILINE = ['{"a":1}', '{\n  "a": 1,\n  "b": "x"\n}\n', '[{"a":1},\n{"a":2}]', '{"a":1}\n{"a":2}', '', '\n', '[]', '{', '{"a":\n"x"}', '[{"a":1},{"a":"x"}]', '[{"a":1},', 'null', '5', '{"a":1} x', '[1,2]', '[null,{"a":1}]', '{"b":"line\nend"}', '{"b":"\\x"}', '[[{"a":1}]]', '{"b":[1,\n 2]}']

INFERRED = [
    ['{"b":1,"a":"x"}'], ['{"a":1}', '{"a":1.5}'], ['{"a":1}', '{"a":"x"}'], ['{"a":1}', '{"a":null}'], ['{"a":null}'], ['{"a":""}'], ['{"a":"","b":1}', '{"a":5}'], ['{"a":[]}'], ['{"a":[null]}'], ['{"a":{}}'], ['{"a":{}}', '{"a":{"x":1}}'], ['{"a":[]}', '{"a":[1]}'], ['{"a":[1,"x"]}'], ['{"a":[1]}', '{"a":{"x":1}}'], ['{"a":[1]}', '{"a":1}'], ['{"a":true}', '{"a":1}'], ['{"a":true}', '{"a":false}'],
    ['{"a":9223372036854775807}'], ['{"a":9223372036854775808}'], ['{"a":9223372036854775808}', '{"a":1}'], ['{"a":9223372036854775808}', '{"a":1.5}'], ['{"a":%s}' % ("9" * 38)], ['{"a":%s}' % ("9" * 39)], ['{"a":0.1}'], ['{"a":1e5}'], ['{"a":-0}'], ['{"a":NaN}'], ['{"a":1}', '{"a":NaN}'],
    ['{"z":1,"a":{"c":1,"b":[{"y":1},{"x":"s"}]}}'], ['{"a":{"x":1}}', '{"a":{"y":2}}'], ['{"a":{"x":1}}', '{"a":{"x":"s"}}'], ['{"a":[{"x":1}]}', '{"a":[{"y":1}]}'], ['{"A":1,"a":2}'], ['{"a":1}', '{"A":2}'], ['{"a":1,"a":"x"}'],
    ['{"a":"2020-01-02T03:04:05Z"}'], ['{"a":"2020-01-02"}'], ['{"a":1}', '{broken'], ['{broken'], ['{broken', '{broken2'], ['[{"a":1},{"b":2}]'], ['[]'], ['[1]'], ['1'], ['"x"'], ['null'], [''], ['', ' '], ['{}'], ['{}', '{"a":1}'], ['[{"a":1},5]'], ['{"_corrupt_record":5}'], ['{"_corrupt_record":"x"}', '{bad'], ['{"a":"\\x"}', '{"a":1}'], ['{"a":1} x'], ['{"é":1,"Z":1,"z":1,"_":1,"1":1}'], ['{"a":[[1],[2.5]]}'], ['{"a":[[],["x"]]}'], ['{"a":{"b":null}}'], ['{"a":[{}]}'], ['{"a":1,"b":{"c":[]}}', '{"b":{"c":[{"d":true}]}}'], ['{"😀":1,"ﬀ":2}'], ["{'a':1}"], ['{"a":1.0}', '{"a":9223372036854775808}'], ['{"a":123456789012345678901234567890}', '{"a":9223372036854775808}'], ['{"":1}'],
]

INFER_OPTIONS = [
    reading('{"a":1,"b":true,"c":[1.5],"d":"x"}\n', primitivesAsString="true"), reading('{"a":1.5,"c":0.00001,"d":1,"e":9223372036854775808,"f":1e-50}\n', prefersDecimal="true"), reading('{"a":1.5}\n{"a":100}\n', prefersDecimal="true"), reading('{"a":1.25}\n{"a":100.5}\n', prefersDecimal="true"), reading('{"a":NaN}\n{"a":1.5}\n', prefersDecimal="true"), reading('{"a":0.%s}\n{"a":1}\n' % ("1" * 38), prefersDecimal="true"),
    reading('{"a":"2020-01-02T03:04:05Z","b":"2020-01-02","c":"x","d":""}\n', inferTimestamp="true"), reading('{"a":"02/01/2020"}\n{"a":"03/01/2020"}\n', inferTimestamp="true", timestampFormat="dd/MM/yyyy"), reading('{"a":"2020-01-02T03:04:05"}\n', inferTimestamp="true"), reading('{"a":"2020-01-02T03:04:05"}\n{"a":"x"}\n', inferTimestamp="true"), reading('{"a":"2020-01-02T03:04:05"}\n{"a":5}\n', inferTimestamp="true"), reading('{"a":"2020-01-02"}\n', dateFormat="yyyy-MM-dd"), reading('{"a":"2020-01-02 10:11"}\n', inferTimestamp="true", timestampNTZFormat="yyyy-MM-dd HH:mm"),
    reading('{"a":null,"b":[],"c":{},"d":1,"e":"","f":[null],"g":{"x":null}}\n', dropFieldIfAllNull="true"), reading('{"a":null}\n{"a":1}\n', dropFieldIfAllNull="true"), reading('{"a":null}\n', dropFieldIfAllNull="true"),
    reading('{"a":1}\n{bad\n', mode="DROPMALFORMED"), reading('{"a":1}\n{bad\n', mode="FAILFAST"), reading('{"a":1}\n{bad\n', columnNameOfCorruptRecord="oops"), reading('{bad\n', mode="DROPMALFORMED"), reading('5\n{"a":1}\n', mode="DROPMALFORMED"),
    reading('[\n{"a":1},\n{"b":2}]\n', multiLine="true"), reading('{"a":\n1}\n{"b":1}', multiLine="true"), reading('{"a":1\n', multiLine="true"), reading('', multiLine="true"), reading('{"a":1}\n', samplingRatio="1.0"), reading('{"a":1}\n', samplingRatio="0"), reading('{"a":1}\n', samplingRatio="1.5"),
    reading('{"a":01}\n', allowNumericLeadingZeros="true"), reading('{a:1}\n', allowUnquotedFieldNames="true"), reading(b'\xef\xbb\xbf{"a":1}\n'), reading(b'{"\xff":1}\n'), reading("[" * 2000 + "\n"), reading('{"a":1}|{"a":2.5}', lineSep="|"), reading('{"a":1}\n', name="x.gz"), reading('{"a":1%s}\n' % ("0" * 1000)),
]

WRITTEN = [
    ("SELECT 1 AS a, 'x' AS b, CAST(NULL AS INT) AS c", {}), ("SELECT 1 AS a, CAST(NULL AS INT) AS c", {"ignoreNullFields": "false"}), ("SELECT CAST(NULL AS INT) AS c", {}), ("SELECT CAST(NULL AS STRUCT<x:INT>) AS c, named_struct('x', CAST(NULL AS INT)) AS d, array(1, CAST(NULL AS INT)) AS e, map('k', CAST(NULL AS INT)) AS f", {}), ("SELECT named_struct('x', CAST(NULL AS INT), 'y', 1) AS d, map('k', CAST(NULL AS INT)) AS f", {"ignoreNullFields": "false"}),
    ("SELECT concat('q\" b\\\\ s/ t', chr(9), 'n', chr(10), chr(13), chr(8), chr(12), chr(1), chr(31), chr(127), chr(128)) AS a", {}), ("SELECT 'é😀\u2028 </script>' AS `nome \"é\"`", {}), ("SELECT CAST(1.5 AS DOUBLE) AS a, CAST('NaN' AS DOUBLE) AS b, CAST('-Infinity' AS FLOAT) AS c, CAST(1e20 AS DOUBLE) AS d, CAST(0.1 AS FLOAT) AS e, CAST(-0.0 AS DOUBLE) AS f, CAST(100 AS DOUBLE) AS g, 1e-7D AS h", {}),
    ("SELECT CAST(1.50 AS DECIMAL(10,2)) AS a, CAST(1e-10 AS DECIMAL(38,18)) AS b, CAST(12345678901234567890123456789012345678 AS DECIMAL(38,0)) AS c, CAST(0 AS DECIMAL(10,8)) AS d", {}), ("SELECT 9223372036854775807L AS a, -9223372036854775808L AS b, 9007199254740993L AS c, 1Y AS d, 2S AS e, true AS f, 0L AS g, -5L AS h", {}),
    ("SELECT DATE'2020-01-02' AS d, TIMESTAMP'2020-01-02 03:04:05.678901' AS t, TIMESTAMP_NTZ'2020-01-02 03:04:05' AS n", {}), ("SELECT TIMESTAMP'2020-01-02 03:04:05.678901' AS t, DATE'2020-01-02' AS d", {"timestampFormat": "dd/MM/yyyy HH:mm:ss.SSSSSS", "dateFormat": "d.M.yy", "timeZone": TZ}), ("SELECT TIMESTAMP'2020-01-02 03:04:05' AS t, TIMESTAMP'1900-01-01 00:00:00' AS u, TIMESTAMP'0001-01-01 00:00:00' AS v, TIMESTAMP'9999-12-31 23:59:59.999999' AS w, TIMESTAMP'1969-12-31 23:59:59.999' AS x", {"timeZone": TZ}), ("SELECT DATE'0001-01-01' AS d, DATE'9999-12-31' AS e, DATE'-0005-01-01' AS f, DATE'+12345-01-01' AS g", {}), ("SELECT TIMESTAMP'+12345-01-01 00:00:00' AS g, TIMESTAMP'-0005-01-01 00:00:00' AS h", {}),
    ("SELECT X'616263' AS b, X'' AS c", {}), ("SELECT INTERVAL '1 02:03:04' DAY TO SECOND AS i, INTERVAL '1-2' YEAR TO MONTH AS j", {}), ("SELECT array(1,2) AS a, array() AS b, map('x',1) AS m, map(1,'y') AS n, array(named_struct('x',1)) AS s, map(DATE'2020-01-02', 1, DATE'2020-01-03', 2) AS o", {}),
    ("SELECT id FROM range(3)", {"lineSep": "|"}), ("SELECT id FROM range(3)", {"compression": "gzip"}), ("SELECT id FROM range(3)", {"compression": "deflate"}), ("SELECT id FROM range(3)", {"compression": "none"}), ("SELECT id FROM range(3)", {"compression": "nonsense"}), ("SELECT id FROM range(3)", {"pretty": "true"}), ("SELECT named_struct('x', id, 'y', array(1,2)) AS s FROM range(2)", {"pretty": "true"}), ("SELECT id FROM range(0)", {}), ("SELECT 'é' AS a", {"encoding": "UTF-8"}), ("SELECT 'é' AS a", {"writeNonAsciiCharacterAsCodePoint": "true"}), ("SELECT NULL AS v", {}), ("SELECT 1 AS a, 2 AS A", {}), ("SELECT CAST(1 AS FLOAT) AS x, CAST(3.4028234663852886E38D AS FLOAT) AS y", {}), ("SELECT 1 AS ``", {}),
]


def by_type(type, values):
    return reading(lines(*('{"v":%s}' % value for value in values)), f"v {type}, _corrupt_record STRING")


GROUPS = [
    ("one line, with a schema", [reading(line + "\n", AB) for line in BROKEN]),
    ("lines beside each other", [reading(lines(*BROKEN), AB), reading(lines(*BROKEN), "a INT, b STRING"), reading(lines(*BROKEN)[:-1], AB, mode="DROPMALFORMED"), reading(lines(*BROKEN, end="\r\n"), "b STRING, a BIGINT, _corrupt_record STRING")]),
    ("values by type", [by_type(type, values) for type, values in TYPES.items()] + [{**by_type(type, TYPES[type]), "zone": TZ} for type in ("DATE", "TIMESTAMP", "TIMESTAMP_NTZ")]),
    ("options of reading", READ_OPTIONS),
    ("a document a file", [reading(text, AB, multiLine="true") for text in MULTILINE]),
    ("inferred", [reading(lines(*texts)) for texts in INFERRED]),
    ("inferred, with options", INFER_OPTIONS),
    ("written", [{"frame": frame, **({"options": options} if options else {})} for frame, options in WRITTEN]),
]

if __name__ == "__main__":
    record(sys.argv[1], "json", GROUPS)
