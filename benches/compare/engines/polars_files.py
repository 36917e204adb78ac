"""Polars from file to file: names are read as categories, whose numbers are the codes."""

import polars

from engines.in_polars import QUERIES


def score(workload, form, kind, source, target, _threads):
    query, engine = form.rsplit("/", 1)
    codes = scan(workload, kind, source).select(polars.all().to_physical().cast(polars.UInt8))
    results = QUERIES[workload.name][query](codes)
    sink = {"parquet": results.sink_parquet, "arrow": results.sink_ipc, "csv": results.sink_csv}
    sink[kind](target, engine=engine)


def scan(workload, kind, source):
    """Parquet and Arrow say what the categories are; for CSV they have to be said."""
    match kind:
        case "parquet":
            return polars.scan_parquet(source)
        case "arrow":
            return polars.scan_ipc(source)
        case _:
            schema = {column: polars.Enum(workload.words(column)) for column in workload.columns}
            return polars.scan_csv(source, schema=schema)
