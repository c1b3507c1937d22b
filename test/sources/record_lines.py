"""Records how Java's reader, and so Spark's socket source, cuts bytes into lines: bytes in hex, and the lines.

Run inside a pyspark session (`spark` is a global): it prints JSON.
"""
import json
import random

rng = random.Random(2026)
PIECES = ["0a", "0d", "0d0a", "0a0d", "00", "20", "61", "c3a3", "e282ac", "f09f9880", "c3", "e2", "e282", "f0", "f09f", "f09f98",
          "80", "bf", "c080", "eda080", "eda0bdedb880", "f4908080", "f5", "ff", "fe", "e08080", "f0808080", "c1bf", "efbfbd", "efbbbf"]


def lines_of(data):
    jvm = spark._jvm.java
    stream = jvm.io.ByteArrayInputStream(data)
    reader = jvm.io.BufferedReader(jvm.io.InputStreamReader(stream, jvm.nio.charset.StandardCharsets.UTF_8))
    lines = []
    while (line := reader.readLine()) is not None:
        lines.append([ord(unit) for unit in line])
    return lines


texts = [[piece] for piece in PIECES] + [[a, "61"] for a in PIECES[10:]]
texts += [rng.choices(PIECES, k=rng.randint(2, 12)) for _ in range(150)]
cases = []
for pieces in texts:
    data = "".join(pieces)
    cases.append([data, ["".join(map(chr, line)) for line in lines_of(bytes.fromhex(data))]])
print("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]")
