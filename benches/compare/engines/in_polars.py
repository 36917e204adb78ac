"""Polars: expressions over columns of bytes, run by its in-memory and by its streaming engine.

W1 is there twice: `rules` says what the model says, in whole numbers; `table` looks each practice up by its six answers, in
a table that was worked out before.
"""

import polars
from polars import UInt8, UInt16, UInt32, UInt64, col, lit, when

from engines.in_numpy import PACKED
from scoring.workloads import MOST_POINTS, NA, NO_LEVEL, NO_SCORE, STEPS, WEIGHTS

PRACTICES = range(1, 16)
W1_STEPS = [48, 96, 144]


def rank(points, steps):
    """The level for a score: how many steps it reaches."""
    return sum_of([(points >= step).cast(UInt8) for step in steps])


def sum_of(terms):
    first, *rest = terms
    for term in rest:
        first = first + term
    return first


def w1_rules(frame):
    """Streams in 24ths, practices in 48ths; a stream without an answer is null."""
    streams = frame.with_columns(
        stream([f"p{practice}{letter}{number}" for number in (1, 2, 3)]).alias(f"s{practice}{letter}")
        for practice in PRACTICES for letter in "ab"
    )
    practices = streams.with_columns(both(practice).alias(f"s{practice}") for practice in PRACTICES)
    levels = practices.with_columns(rank(col(f"s{practice}"), W1_STEPS).alias(f"p{practice}") for practice in PRACTICES)
    return w1_whole(
        levels.with_columns(w1_actions(practice).alias(f"n{practice}") for practice in PRACTICES),
        polars.sum_horizontal(col(f"s{practice}").cast(UInt16) for practice in PRACTICES),
        polars.sum_horizontal(col(f"s{practice}").is_not_null().cast(UInt16) for practice in PRACTICES),
    )


def stream(names):
    quarters = [when(col(name) < 3).then(col(name)).when(col(name) == 3).then(lit(4, UInt8)).otherwise(lit(0, UInt8))
                for name in names]
    count, total = sum_of([(col(name) != NA).cast(UInt8) for name in names]), sum_of(quarters)
    return when(count == 3).then(total * 6).when(count == 2).then(total * 9).when(count == 1).then(total * 18)


def both(practice):
    first, second = col(f"s{practice}a"), col(f"s{practice}b")
    return polars.coalesce(first + second, first * 2, second * 2)


def w1_actions(practice):
    """Four bits of a practice."""
    level, (begin, widen, deepen, keep) = col(f"p{practice}"), (f"p{practice}{end}" for end in ("a1", "b1", "a3", "b3"))
    conditions = [(level < 1) & (col(begin) <= 1), (level == 1) & (col(widen) < 3),
                  (level == 2) & (col(deepen) <= 2), (level >= 2) & (col(keep) < 3)]
    return sum_of([condition.cast(UInt8) * (1 << place) for place, condition in enumerate(conditions)]).fill_null(0)


def w1_table(frame):
    """One look-up a practice; its result is packed into one number."""
    table = polars.Series(PACKED)
    packed = frame.select(lit(table).gather(w1_index(practice)).alias(f"x{practice}") for practice in PRACTICES)
    cells = packed.with_columns(
        column for practice in PRACTICES for column in (
            (col(f"x{practice}") // 256 % 256).cast(UInt8).alias(f"p{practice}"),
            (col(f"x{practice}") // 65536).cast(UInt8).alias(f"n{practice}"),
        )
    )
    return w1_whole(
        cells,
        polars.sum_horizontal((col(f"x{practice}") % 256).cast(UInt16) for practice in PRACTICES),
        polars.sum_horizontal((col(f"p{practice}") < NO_LEVEL).cast(UInt16) for practice in PRACTICES),
    )


def w1_index(practice):
    a, b, c, d, e, f = (col(f"p{practice}{letter}{number}") for letter in "ab" for number in (1, 2, 3))
    return (a * 25 + b * 5 + c).cast(UInt32) * 125 + (d * 25 + e * 5 + f)


def w1_whole(frame, total, count):
    """Adds what the practices are together."""
    bits = [col(f"n{practice}").cast(UInt64) * (1 << 4 * (practice - 1)) for practice in PRACTICES]
    summed = frame.with_columns(total.cast(polars.Int64).alias("total"), (count.cast(polars.Int64) * 48).alias("bottom"))
    is_there = col("bottom") > 0
    return summed.select(
        *(col(f"p{practice}") for practice in PRACTICES),
        when(is_there).then((col("total") * 2_000_000 + col("bottom")) // (col("bottom") * 2)).alias("score"),
        when(is_there).then(col("total") // col("bottom")).cast(UInt8).alias("level"),
        sum_of(bits).alias("actions"),
    )


def w2_rules(frame):
    """Points of areas, of 57."""
    areas = [(f"a{place}", weights) for place, weights in enumerate(WEIGHTS, 1)]
    points = frame.select(
        *(sum_of([col(f"{area}q{number}") * weight for number, weight in enumerate(weights, 1)]).alias(area)
          for area, weights in areas),
        "role",
    ).with_columns(polars.min_horizontal(area for area, _ in areas).alias("lowest"))
    levels = points.with_columns(
        *(rank(col(area), STEPS).alias(f"{area}_level") for area, _ in areas), rank(col("lowest"), STEPS).alias("level")
    )
    bits = [w2_actions(f"{area}_level").cast(UInt32) * (1 << 6 * place) for place, (area, _) in enumerate(areas)]
    score = (col("lowest").cast(polars.Int64) * 200_000_000 + MOST_POINTS) // (2 * MOST_POINTS)
    return levels.select(
        *(col(f"{area}_level") for area, _ in areas), score.alias("score"), "level", sum_of(bits).alias("actions")
    )


def w2_actions(level):
    """One bit of six, by level and role."""
    rank = col(level)
    bit = when(rank == 0).then(lit(1, UInt8)).when(rank == 1).then(lit(2, UInt8)).when(rank == 2).then(lit(4, UInt8))
    return bit.otherwise(lit(0, UInt8)) * (col("role") * 7 + 1)


QUERIES = {
    "w1": {"rules": w1_rules, "table": w1_table},
    "w2": {"rules": w2_rules},
}


class Engine:
    """Holds a column of bytes a question."""

    def __init__(self, workload, columns, _threads):
        self.workload = workload
        self.frame = polars.DataFrame([polars.Series(name, codes) for name, codes in zip(workload.columns, columns)])

    def run(self, form):
        query, engine = form.rsplit("/", 1)
        return QUERIES[self.workload.name][query](self.frame.lazy()).collect(engine=engine)

    def results(self, frame):
        return canonical(frame)


def canonical(frame):
    """The results as arrays: those of areas, score and level of the whole, actions."""
    *levels, score, level, actions = frame.get_columns()
    return (
        [column.fill_null(NO_LEVEL).to_numpy() for column in levels],
        score.fill_null(NO_SCORE).to_numpy(),
        level.fill_null(NO_LEVEL).to_numpy(),
        actions.cast(UInt64).to_numpy(),
    )
