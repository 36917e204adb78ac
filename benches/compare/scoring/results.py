"""Reads files of results back, so that they can be compared, whoever wrote them."""

import numpy
import polars

from scoring.workloads import NO_LEVEL, NO_SCORE

LEVELS = {
    "w1": ["unfulfilled", "initial", "effective", "mastered"],
    "w2": ["beginning", "developing", "established", "leading"],
}


def action_names(workload):
    """The actions of a model, in its order."""
    if workload.name == "w1":
        return [f"{area}_{end}" for area in workload.areas for end in ("begin", "widen", "deepen", "keep")]
    return [f"{area}_{role}_{end}" for area in workload.areas for role in workload.roles for end in ("begin", "go_on", "lead")]


def write_canonical(workload, kind, source, target, is_named):
    """Writes the results of a file as sessions save theirs: levels, score, level, actions, one column after the other."""
    scan = {"parquet": polars.scan_parquet, "arrow": polars.scan_ipc, "csv": polars.scan_csv}[kind](source)
    columns = named(workload, scan) if is_named else numbered(workload, scan)
    frame = scan.select(columns).collect(engine="streaming")
    with open(target, "wb") as file:
        for column in frame.get_columns():
            file.write(numpy.ascontiguousarray(column.to_numpy()).data)


def numbered(workload, scan):
    """What the other engines write: ranks, millionths, bits."""
    *levels, score, level, actions = scan.collect_schema().names()
    return [
        *(polars.col(name).cast(polars.UInt8).fill_null(NO_LEVEL) for name in levels),
        polars.col(score).cast(polars.Int64).fill_null(NO_SCORE),
        polars.col(level).cast(polars.UInt8).fill_null(NO_LEVEL),
        polars.col(actions).cast(polars.UInt64),
    ]


def named(workload, scan):
    """What mognad writes: names of levels, decimals, yes or no for each action or a list of the names of actions."""
    names = scan.collect_schema().names()
    ladder = polars.Enum(LEVELS[workload.name])

    def level(name):
        return polars.col(name).cast(polars.String).cast(ladder).to_physical().cast(polars.UInt8).fill_null(NO_LEVEL)

    millionths = (polars.col("overall.score").cast(polars.Float64) * 1e6).round().cast(polars.Int64).fill_null(NO_SCORE)
    actions = action_names(workload)
    if "suggested" in names:
        bit = polars.element().cast(polars.Enum(actions)).to_physical()
        bits = polars.col("suggested").str.split(";").list.eval(polars.lit(2, polars.UInt64).pow(bit)).list.sum()
        bits = bits.fill_null(0)
    else:
        bits = polars.sum_horizontal(
            polars.col(f"suggested.{name}").cast(polars.UInt64).fill_null(0) * (1 << place)
            for place, name in enumerate(actions)
        )
    return [
        *(level(f"{area}.level") for area in workload.areas), millionths, level("overall.level").alias("level"),
        bits.cast(polars.UInt64).alias("actions"),
    ]


def columns_written(workload, kind):
    """What mognad is asked to write: in CSV a list of actions is shorter, elsewhere a column for each is smaller."""
    levels = [f"{area}.level" for area in workload.areas]
    return ",".join([*levels, "overall.score", "overall.level", "suggested" if kind == "csv" else "suggested.*"])
