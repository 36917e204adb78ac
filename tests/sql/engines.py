"""Runs queries on a real engine and compares every cell.

    engines.py ENGINE FOLDER...

ENGINE is duckdb, postgres or spark. A folder has case.json (the columns of the table, its rows, and the cells that are
expected) and one query an engine. Prints what was compared; ends with 1 at the first cell that differs.
"""

import json
import sys
import time
from decimal import Decimal
from pathlib import Path


def shown(value):
    """A cell as text."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


class DuckDb:
    def __init__(self):
        import duckdb

        self.connection = duckdb.connect()
        self.connection.execute("SET threads = 2")
        self.version = duckdb.__version__

    def run(self, case, query):
        self.connection.execute("DROP TABLE IF EXISTS responses")
        columns = ", ".join(quoted(name) + (" INTEGER" if name == "id" else " VARCHAR") for name in case["columns"])
        self.connection.execute(f"CREATE TABLE responses ({columns})")
        places = ", ".join("?" for _ in case["columns"])
        self.connection.executemany(f"INSERT INTO responses VALUES ({places})", numbered(case))
        return self.connection.execute(query).fetchall()

    def close(self):
        self.connection.close()


class Postgres:
    def __init__(self):
        import psycopg
        from postgres import Server

        self.server = Server()
        self.connection = psycopg.connect(self.server.address, autocommit=True)
        self.version = self.connection.info.parameter_status("server_version")

    def run(self, case, query):
        cursor = self.connection.cursor()
        cursor.execute("DROP TABLE IF EXISTS responses")
        columns = ", ".join(quoted(name) + (" integer" if name == "id" else " text") for name in case["columns"])
        cursor.execute(f"CREATE TABLE responses ({columns})")
        with cursor.copy("COPY responses FROM STDIN") as copy:
            for row in numbered(case):
                copy.write_row(row)
        # Without parameters, so that nothing in the query is taken for one.
        return cursor.execute(query.encode()).fetchall()

    def close(self):
        self.connection.close()
        self.server.stop()


class Spark:
    def __init__(self):
        from pyspark.sql import SparkSession

        self.session = (
            SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.driver.memory", "3g")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate()
        )
        self.session.sparkContext.setLogLevel("ERROR")
        self.version = self.session.version

    def run(self, case, query):
        from pyspark.sql.types import IntegerType, StringType, StructField, StructType

        kind = lambda name: IntegerType() if name == "id" else StringType()
        schema = StructType([StructField(name, kind(name)) for name in case["columns"]])
        self.session.createDataFrame([tuple(row) for row in numbered(case)], schema).createOrReplaceTempView("responses")
        return [tuple(row) for row in self.session.sql(query).collect()]

    def close(self):
        self.session.stop()


def numbered(case):
    return [[number, *row] for number, row in enumerate(case["rows"])]


def compare(case, rows, folder):
    """The number of cells that are equal; ends the program where one is not."""
    if len(rows) != len(case["rows"]):
        sys.exit(f"{folder}: {len(rows)} rows instead of {len(case['rows'])}")
    for id, *cells, refused in rows:
        wanted = case["expected"][id]
        if (wanted is None) != (refused is not None):
            sys.exit(f"{folder}: row {id} {case['rows'][id]}: refused is {refused}")
        wanted = wanted or [None] * len(cells)
        for name, cell, want in zip(case["outputs"], cells, wanted, strict=True):
            if shown(cell) != want:
                sys.exit(f"{folder}: row {id} {case['rows'][id]}: {name} is {shown(cell)}, not {want}")
    return sum(len(row) - 2 for row in rows)


def main():
    engine_name, *folders = sys.argv[1:]
    began = time.monotonic()
    engine = {"duckdb": DuckDb, "postgres": Postgres, "spark": Spark}[engine_name]()
    try:
        cells, slowest = 0, (0.0, "")
        for folder in map(Path, folders):
            case = json.loads((folder / "case.json").read_text())
            query = folder / f"{engine_name}.sql"
            if not query.exists():
                continue
            start = time.monotonic()
            try:
                rows = engine.run(case, query.read_text())
            except Exception as error:
                sys.exit(f"{query}: {error}")
            slowest = max(slowest, (time.monotonic() - start, case["name"]))
            cells += compare(case, rows, folder)
    finally:
        engine.close()
    seconds = time.monotonic() - began
    models = "1 model" if len(folders) == 1 else f"{len(folders)} models"
    print(f"{engine_name} {engine.version}: {models}, {cells} cells the same; {seconds:.0f} s, "
          f"the slowest {slowest[0]:.1f} s ({slowest[1]})")


if __name__ == "__main__":
    main()
