"""Records what Spark's functions of texts, patterns, hashes, bits, conditions, JSON and URLs say.

    python -m venv v && v/bin/pip install pyspark==4.3.0        # and Java 17
    v/bin/python record_functions_a.py functions-a.recorded.json
"""
import sys

from recorder import record

TEXTS = [
    # empty, ASCII, accents, beyond the BMP (two UTF-16 units), null
    "element_at(array('', 'Spark SQL', 'São João', 'a😀b', CAST(NULL AS STRING)), CAST(id AS INT) + 1) AS s",
    "CAST(id AS INT) - 2 AS n",
    "id",
]

GROUPS = [
    {
        "title": "texts by rows",
        "rows": 5,
        "source": TEXTS,
        "expressions": """
upper(s)
substring(s, n, 2)
length(s)
""".strip().splitlines(),
    },
]

if __name__ == "__main__":
    record(sys.argv[1], GROUPS)
