"""DuckDB from file to file: names become codes by `CASE`, once for each entry of a dictionary. Arrow goes through pyarrow."""

import duckdb
import pyarrow

from engines.in_duckdb import QUERIES, select


def score(workload, form, kind, source, target, threads):
    connection = duckdb.connect(config={"threads": threads})
    if kind == "arrow":
        answers = pyarrow.ipc.open_file(pyarrow.memory_map(source)).read_all()
        connection.register("answers", answers)
        results = connection.sql(query(workload, form, "SELECT * FROM answers")).to_arrow_reader()
        with pyarrow.OSFile(target, "wb") as file, pyarrow.ipc.new_file(file, results.schema) as out:
            for batch in results:
                out.write_batch(batch)
        return
    read = f"read_parquet('{source}')" if kind == "parquet" else f"read_csv('{source}', header = true, columns = {texts(workload)})"
    options = "FORMAT parquet" if kind == "parquet" else "FORMAT csv, HEADER"
    connection.execute(f"COPY ({query(workload, form, f'SELECT * FROM {read}')}) TO '{target}' ({options})")


def texts(workload):
    return "{" + ", ".join(f"{column}: 'VARCHAR'" for column in workload.columns) + "}"


def query(workload, form, source):
    codes = [f"{code(column, workload.words(column))} AS {column}" for column in workload.columns]
    return QUERIES[workload.name][form](select(codes, source))


def code(column, words):
    cases = " ".join(f"WHEN '{word}' THEN {code}" for code, word in enumerate(words))
    return f"(CASE {column} {cases} END)::UTINYINT"
