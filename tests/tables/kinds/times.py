"""Writes points in time, UUIDs and JSON as programs write them in Parquet by their defaults: python times.py

Needs: pip install duckdb pyspark, and Java.
"""

import os
import shutil

import duckdb
from pyspark.sql import SparkSession

here = os.path.dirname(os.path.abspath(__file__))
path = lambda name: os.path.join(here, name)
rows = [
    ("2026-11-22 10:30:00", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", '{"a": [1, 2]}'),
    ("1969-12-31 23:59:59.999999", "00000000-0000-0000-0000-000000000000", "7"),
    (None, None, None),
    ("9999-12-31 00:00:00", "ffffffff-ffff-ffff-ffff-ffffffffffff", "null"),
]
with open(path("times.csv"), "w") as file:
    file.write("moment,key,note\n")
    for at, key, note in rows:
        quoted = "" if note is None else '"' + note.replace('"', '""') + '"' if '"' in note else note
        file.write(f"{(at or '').replace(' ', 'T')},{key or ''},{quoted}\n")

made = duckdb.connect()
made.execute("create table kept (moment timestamp, key uuid, note json)")
made.executemany("insert into kept values (?, ?, ?)", rows)
made.execute(f"copy kept to '{path('times-duckdb.parquet')}' (format parquet)")

# As Spark 3 wrote points in time unless told otherwise; UUIDs and JSON are texts there.
session = SparkSession.builder.master("local[1]").config("spark.sql.session.timeZone", "UTC")
spark = session.config("spark.sql.parquet.outputTimestampType", "INT96").getOrCreate()
frame = spark.createDataFrame(rows, schema="moment string, key string, note string")
folder = path("spark")
frame.selectExpr("cast(moment as timestamp) as moment", "key", "note").coalesce(1).write.parquet(folder)
part = next(name for name in os.listdir(folder) if name.endswith(".parquet"))
shutil.move(os.path.join(folder, part), path("times-spark.parquet"))
shutil.rmtree(folder)
