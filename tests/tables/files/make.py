"""Writes the same 60 responses with the programs that people have: python make.py

Needs: pip install duckdb polars pyarrow pyspark (and Java for the last one).
"""

import datetime
import os
import random
import shutil

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.ipc as ipc
import pyarrow.parquet as pq

here = os.path.dirname(os.path.abspath(__file__))
path = lambda name: os.path.join(here, name)
random.seed(4)
rows = []
for number in range(60):
    role = random.choice(["teacher", "leader"])
    some = lambda answer: None if random.random() < 0.1 else answer
    rows.append({
        "role": role,
        "id": number * 1_000_003,
        "school": some(random.choice(["North", "South, or \"the old one\"", "=East"])),
        "day": datetime.date(2024, 2, 1) + datetime.timedelta(days=number),
        "share": random.choice([0.1, 2.5, None]),
        "vision": some(random.choice(["no", "partly", "fully_and_everywhere", "na"])),
        "devices": some(random.randrange(2, 61) / 2),
        "channels": some([name for name in ["mail", "app", "letter"] if random.random() < 0.5]),
        "plan": some(random.choice(["yes", "no"])) if role == "leader" else None,
    })

# As text a list has semicolons; the choice of nothing has a word.
text = lambda cell: "" if cell is None else (";".join(cell) or "nothing") if isinstance(cell, list) else str(cell)
quoted = lambda cell: '"' + cell.replace('"', '""') + '"' if any(c in cell for c in ',"') else cell
with open(path("plain.csv"), "w") as file:
    file.write(",".join(rows[0]) + "\n")
    for row in rows:
        file.write(",".join(quoted(text(cell)) for cell in row.values()) + "\n")

table = pa.Table.from_pylist(rows)
frame = pl.DataFrame(rows)
responses = table
duckdb.sql(f"copy responses to '{path('duckdb.parquet')}'")
frame.write_parquet(path("polars.parquet"))
pq.write_table(table, path("pyarrow.parquet"))
pq.write_table(table, path("pages2.parquet"), data_page_version="2.0", compression="zstd", data_page_size=64)
pq.write_table(table, path("delta.parquet"), use_dictionary=False, compression="gzip",
               column_encoding={"vision": "DELTA_BYTE_ARRAY", "plan": "DELTA_LENGTH_BYTE_ARRAY"})
pq.write_table(table, path("groups.parquet"), use_dictionary=False, compression="lz4", row_group_size=7)
frame.write_ipc(path("polars.arrow"))
frame.with_columns(pl.col("vision", "plan", "role").cast(pl.Categorical)).write_ipc(path("codes.arrow"), compression="zstd")
feather.write_feather(table, path("pyarrow.feather"))
coded = table.set_column(5, "vision", table["vision"].dictionary_encode())
coded = coded.set_column(0, "role", coded["role"].dictionary_encode())
# Nothing missing but by an empty text; places of one byte, and long offsets.
empty = table.set_column(5, "vision", table["vision"].fill_null("").dictionary_encode().cast(pa.dictionary(pa.uint8(), pa.string())))
empty = empty.set_column(8, "plan", table["plan"].fill_null("").cast(pa.large_string()))
with ipc.new_file(path("empty.arrow"), empty.schema) as writer:
    writer.write_table(empty)
with ipc.new_stream(path("stream.arrows"), coded.schema) as writer:
    writer.write_table(coded, max_chunksize=9)

try:
    from pyspark.sql import SparkSession
except ImportError:
    print("without pyspark: spark.parquet stays as it is")
else:
    spark = SparkSession.builder.master("local[1]").getOrCreate()
    folder = path("spark")
    spark.createDataFrame(rows, schema="role string, id long, school string, day date, share double, vision string, "
                          "devices double, channels array<string>, plan string").coalesce(1).write.parquet(folder)
    part = next(name for name in os.listdir(folder) if name.endswith(".parquet"))
    shutil.move(os.path.join(folder, part), path("spark.parquet"))
    shutil.rmtree(folder)
