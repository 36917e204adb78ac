"""Writes the same rows of what only passes through with the programs that people have: python make.py

Needs: pip install duckdb polars pyarrow pyspark (and Java for the last one).
"""

import datetime
import decimal
import os
import shutil

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq

here = os.path.dirname(os.path.abspath(__file__))
path = lambda name: os.path.join(here, name)
price = lambda text: None if text is None else decimal.Decimal(text)
clock = datetime.time
rows = [
    {"count": 0, "price": price("0.05"), "debt": price("-99999999999999999999999999.999999999999"), "at": clock(0, 0)},
    {"count": 2**64 - 1, "price": price("-1234567.50"), "debt": price("0.000000000001"), "at": clock(23, 59, 59, 999999)},
    {"count": None, "price": None, "debt": None, "at": None},
    {"count": 2**63, "price": price("12.00"), "debt": price("7"), "at": clock(12, 30)},
]
kinds = {"count": pa.uint64(), "price": pa.decimal128(9, 2), "debt": pa.decimal128(38, 12), "at": pa.time64("us")}
table = pa.table({name: pa.array([row[name] for row in rows], kind) for name, kind in kinds.items()})
kept = table
text = lambda cell: "" if cell is None else str(cell)
with open(path("plain.csv"), "w") as file:
    file.write("count,price,debt,at\n")
    for row in rows:
        debt = "" if row["debt"] is None else f"{row['debt']:.12f}"
        file.write(f"{text(row['count'])},{text(row['price'])},{debt},{text(row['at'])}\n")

duckdb.sql(f"copy kept to '{path('duckdb.parquet')}'")
frame = pl.from_arrow(table)
frame.write_parquet(path("polars.parquet"))
frame.write_ipc(path("polars.arrow"))
pq.write_table(table, path("pyarrow.parquet"), store_decimal_as_integer=True)
pq.write_table(table, path("bytes.parquet"), use_dictionary=False, data_page_version="2.0", row_group_size=3)
# Decimals can be wider than they need be, times coarser.
wide = table.set_column(1, "price", table["price"].cast(pa.decimal256(9, 2)))
feather.write_feather(wide, path("pyarrow.feather"), compression="zstd")

try:
    from pyspark.sql import SparkSession
except ImportError:
    print("without pyspark: spark.parquet stays as it is")
else:
    # Spark has neither whole numbers without a sign nor times of day.
    spark = SparkSession.builder.master("local[1]").getOrCreate()
    folder = path("spark")
    few = [{"price": row["price"], "debt": row["debt"]} for row in rows]
    spark.createDataFrame(few, schema="price decimal(9,2), debt decimal(38,12)").coalesce(1).write.parquet(folder)
    part = next(name for name in os.listdir(folder) if name.endswith(".parquet"))
    shutil.move(os.path.join(folder, part), path("spark.parquet"))
    shutil.rmtree(folder)
