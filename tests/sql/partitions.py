"""Runs the job of the guide on a partitioned Parquet data set, and compares every cell of it.

    partitions.py FOLDER ROWS

FOLDER has case.json and query.sql. The rows of the case are repeated until there are ROWS of them, in 24 partitions.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pyspark

JOB = Path(__file__).parents[2] / "docs/guide/sql/score_partitions.py"


def text(name):
    return '"' + name.replace('"', '""') + '"'


def main():
    folder, rows = Path(sys.argv[1]), int(sys.argv[2])
    case = json.loads((folder / "case.json").read_text())
    names = case["columns"][1:]
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.execute(f"CREATE TABLE row (n INTEGER, {', '.join(text(name) + ' VARCHAR' for name in names)})")
    places = ", ".join("?" for _ in range(len(names) + 1))
    connection.executemany(f"INSERT INTO row VALUES ({places})", [[n, *row] for n, row in enumerate(case["rows"])])
    count = len(case["rows"])
    connection.execute(f"""COPY (
        SELECT i AS id, 'school-' || (i // {count}) % 24 AS school, row.* EXCLUDE (n)
        FROM range({rows}) AS ids(i) JOIN row ON row.n = i % {count}
    ) TO '{folder}/responses' (FORMAT parquet, PARTITION_BY (school))""")

    began = time.monotonic()
    source, target = f"{folder}/responses", f"{folder}/results"
    environment = os.environ | {"PYSPARK_SUBMIT_ARGS": "--master local[2] --driver-memory 3g pyspark-shell"}
    environment |= {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    command = [sys.executable, str(JOB), f"{folder}/query.sql", source, target]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)
    seconds = time.monotonic() - began

    # The expected cells of each row as it was repeated, beside those that were written.
    outputs = case["outputs"]
    connection.execute(f"CREATE TABLE want (n INTEGER, {', '.join(text(name) + ' VARCHAR' for name in outputs)})")
    good = [[n, *cells] for n, cells in enumerate(case["expected"]) if cells is not None]
    places = ", ".join("?" for _ in range(len(outputs) + 1))
    connection.executemany(f"INSERT INTO want VALUES ({places})", good)
    equal = " AND ".join(f"CAST(r.{text(name)} AS VARCHAR) IS NOT DISTINCT FROM w.{text(name)}" for name in outputs)
    found, same = connection.execute(f"""
        SELECT count(*), count(*) FILTER (WHERE {equal})
        FROM read_parquet('{target}/*/*.parquet') AS r JOIN want AS w ON w.n = r.id % {count}
    """).fetchone()
    (refused,) = connection.execute(f"SELECT count(*) FROM read_parquet('{target}-refused/*/*.parquet')").fetchone()
    expected = sum(rows // count + (n < rows % count) for n, *_ in good)
    if (found, same, refused) != (expected, expected, rows - expected):
        sys.exit(f"{same} of {found} rows are right of {expected}; {refused} are refused of {rows - expected}")
    each = rows / seconds / 2
    print(f"spark {pyspark.__version__}: {rows} rows, {refused} refused, every cell the same; "
          f"{seconds:.0f} s on two cores, {each:.0f} rows a second and core, its start included")


if __name__ == "__main__":
    main()
