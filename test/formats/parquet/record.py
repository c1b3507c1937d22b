"""Writes the Parquet files beside it by Spark and pyarrow, and what Spark reads in them as JSON (recorded.json).

Run with a Python that has pyspark 4.3 and pyarrow: python test/formats/parquet/record.py
"""
import glob
import json
import os
import shutil
import tempfile

from pyspark.sql import SparkSession

here = os.path.dirname(os.path.abspath(__file__))
spark = (
    SparkSession.builder.master('local[1]')
    .config('spark.sql.session.timeZone', 'UTC')
    .config('spark.ui.enabled', 'false')
    .config('spark.sql.parquet.outputTimestampType', 'TIMESTAMP_MICROS')
    .getOrCreate()
)

FLAT = """
  select id, if(id % 5 = 0, null, cast(id * 7 as int)) n, cast(id % 3 as tinyint) t, cast(-id as smallint) sm,
    cast(id / 4 as float) f, if(id % 4 = 0, double('NaN'), id / 8) d, if(id % 3 = 0, null, id % 2 = 0) b,
    if(id % 6 = 0, null, concat('ação 🚀 ', id % 4)) s, cast(concat('x', id) as binary) bin,
    date_add(date'1969-12-30', cast(id as int)) day, timestamp_micros(-5000000 + id * 1234567) at,
    cast(timestamp_micros(id * 1000000) as timestamp_ntz) ntz, (id - 20) * 100000007 * 1000000007 big,
    cast(id - 3.25 as decimal(7, 2)) d7, cast(id * 1000003.125 as decimal(18, 4)) d18,
    if(id % 7 = 0, null, cast(id as decimal(38, 10)) * -123456789012345.5) d38
  from range(0, 40, 1, 1)"""
NESTED = """
  select id, if(id % 4 = 0, null, sequence(1, cast(id % 4 as int))) ints,
    array(array('a', null), null, array(), array(concat('z', id))) strings,
    if(id % 3 = 0, null, named_struct('x', if(id % 2 = 0, null, id), 'in', named_struct('y', array(id, null)))) st,
    if(id % 5 = 0, map(), map('k', named_struct('v', id), concat('k', id), null)) m,
    array(named_struct('p', id, 'q', map(id, array(true, null)))) deep, cast(array() as array<struct<a:int>>) none
  from range(0, 12, 1, 1)"""

TS = 'spark.sql.parquet.outputTimestampType'
FILES = {
    'snappy': (FLAT, {}, {}),
    'gzip': (FLAT, {'compression': 'gzip'}, {}),
    'zstd': (FLAT, {'compression': 'zstd'}, {}),
    'lz4_raw': (FLAT, {'compression': 'lz4_raw'}, {}),
    'none': (FLAT, {'compression': 'none'}, {}),
    'plain': (FLAT, {'parquet.enable.dictionary': 'false'}, {}),
    'v2': (FLAT, {'parquet.writer.version': 'v2', 'parquet.enable.dictionary': 'false'}, {}),
    'v2-dictionary': (FLAT, {'parquet.writer.version': 'v2', 'compression': 'gzip'}, {}),
    'int96': (FLAT, {}, {TS: 'INT96'}),
    'millis': (FLAT, {}, {TS: 'TIMESTAMP_MILLIS'}),
    'legacy': (FLAT.replace('cast(timestamp_micros(id * 1000000) as timestamp_ntz) ntz,', ''),
               {}, {'spark.sql.parquet.writeLegacyFormat': 'true'}),
    'nested': (NESTED, {}, {}),
    'nested-v2': (NESTED, {'parquet.writer.version': 'v2', 'parquet.enable.dictionary': 'false'}, {}),
    'nested-legacy': (NESTED, {}, {'spark.sql.parquet.writeLegacyFormat': 'true'}),
    'many-pages': ("select id, if(id % 3 = 0, null, id * id) v, array_repeat(id, cast(id % 3 as int)) a from range(0, 500, 1, 1)",
                   {'parquet.page.row.count.limit': '50', 'parquet.page.size.row.check.min': '10'}, {}),
}


def keep(folder, name):
    [file] = glob.glob(os.path.join(folder, '*.parquet'))
    shutil.copy(file, os.path.join(here, f'{name}.parquet'))


def by_spark(folder):
    for name, (query, options, conf) in FILES.items():
        for key, value in conf.items():
            spark.conf.set(key, value)
        out = os.path.join(folder, name)
        spark.sql(query).write.options(**options).parquet(out)
        keep(out, name)
        for key in conf:
            spark.conf.set(key, 'TIMESTAMP_MICROS') if key == TS else spark.conf.unset(key)


def by_pyarrow():
    import datetime

    import pyarrow as pa
    import pyarrow.parquet as pq

    n = 160
    table = pa.table({
        'i': pa.array([None if i % 7 == 0 else (i * 7919) % 1000 - 500 for i in range(n)], pa.int32()),
        'l': pa.array([(i - 150) * 2**53 + i if i % 2 else i for i in range(n)], pa.int64()),
        'f': pa.array([i / 8 for i in range(n)], pa.float32()),
        'd': pa.array([None if i % 5 == 0 else i / 3 for i in range(n)], pa.float64()),
        's': pa.array([None if i % 9 == 0 else f'prefix {i // 10} ação {i}' for i in range(n)], pa.string()),
        'u8': pa.array([i % 256 for i in range(n)], pa.uint8()),
        'u32': pa.array([2**32 - 1 - i for i in range(n)], pa.uint32()),
        'u64': pa.array([2**64 - 1 - i for i in range(n)], pa.uint64()),
        'ms': pa.array([datetime.datetime(2017, 1, 1) + datetime.timedelta(milliseconds=i) for i in range(n)], pa.timestamp('ms', 'UTC')),
        'list': pa.array([None if i % 4 == 0 else list(range(i % 4)) for i in range(n)], pa.list_(pa.int64())),
        'b': pa.array([i % 3 == 0 for i in range(n)], pa.bool_()),
    })
    delta = {'i': 'DELTA_BINARY_PACKED', 'l': 'DELTA_BINARY_PACKED', 's': 'DELTA_BYTE_ARRAY', 'f': 'BYTE_STREAM_SPLIT', 'd': 'BYTE_STREAM_SPLIT', 'b': 'RLE'}
    out = lambda name: os.path.join(here, f'{name}.parquet')
    pq.write_table(table, out('arrow-delta'), use_dictionary=False, column_encoding=delta, data_page_version='2.0', compression='snappy')
    pq.write_table(table, out('arrow-delta-length'), use_dictionary=False, column_encoding={'s': 'DELTA_LENGTH_BYTE_ARRAY'}, compression='gzip')
    pq.write_table(table, out('arrow'), row_group_size=90, data_page_size=200, compression='lz4')


with tempfile.TemporaryDirectory() as folder:
    by_spark(folder)
by_pyarrow()
recorded = {}
for path in sorted(glob.glob(os.path.join(here, '*.parquet'))):
    frame = spark.read.parquet(path)
    rows = frame.selectExpr('to_json(struct(*)) j').collect()
    answer = {'schema': frame.schema.simpleString(), 'rows': [row.j for row in rows]}
    same = [name for name, other in recorded.items() if other == answer]
    recorded[os.path.basename(path)] = {'as': same[0]} if same else answer
with open(os.path.join(here, 'recorded.json'), 'w', encoding='utf-8') as out:
    json.dump(recorded, out, ensure_ascii=False, indent=1)
