"""DuckDB: queries in whole numbers, step by step in nested selects.

W1 is there twice, as for Polars: `rules` says what the model says, `table` looks each stream up in a list that was worked
out before.
"""

from itertools import product

import duckdb
import numpy
import pyarrow

from engines.in_numpy import stream as stream_of
from scoring.workloads import MOST_POINTS, NA, NO_LEVEL, NO_SCORE, STEPS, WEIGHTS

PRACTICES = range(1, 16)
LETTERED = [(practice, letter) for practice in PRACTICES for letter in "ab"]


def select(columns, source):
    return f"SELECT {', '.join(columns)} FROM ({source})"


def rank(points, steps):
    """The level for a score."""
    cases = " ".join(f"WHEN {points} < {step} THEN {level}" for level, step in enumerate(steps))
    return f"(CASE {cases} WHEN {points} >= {steps[-1]} THEN {len(steps)} END)::UTINYINT"


def w1_rules(source):
    """Streams in 24ths, practices in 48ths; a stream without an answer is null."""
    sums = select(["*", *(column for place in LETTERED for column in stream_sums(*place))], source)
    return w1_practices(select(["*", *(stream(*place) for place in LETTERED)], sums))


def w1_practices(streams):
    """Practices from their streams, and the whole from them."""
    practices = select(["*", *(f"coalesce(s{p}a + s{p}b, 2 * s{p}a, 2 * s{p}b) AS s{p}" for p in PRACTICES)], streams)
    levels = select(["*", *(f"{rank(f's{p}', [48, 96, 144])} AS p{p}" for p in PRACTICES)], practices)
    total = " + ".join(f"coalesce(s{p}, 0)" for p in PRACTICES)
    count = " + ".join(f"(s{p} IS NOT NULL)::INTEGER" for p in PRACTICES)
    return w1_whole(levels, total, count, " | ".join(map(w1_actions, PRACTICES)))


def stream_sums(practice, letter):
    names = [f"p{practice}{letter}{number}" for number in (1, 2, 3)]
    quarters = " + ".join(f"(CASE {name} WHEN 3 THEN 4 WHEN {NA} THEN 0 ELSE {name} END)" for name in names)
    count = " + ".join(f"({name} <> {NA})::INTEGER" for name in names)
    return f"({quarters})::INTEGER AS t{practice}{letter}", f"{count} AS c{practice}{letter}"


def stream(practice, letter):
    end = f"{practice}{letter}"
    return f"CASE c{end} WHEN 3 THEN t{end} * 6 WHEN 2 THEN t{end} * 9 WHEN 1 THEN t{end} * 18 END AS s{end}"


def w1_actions(practice):
    """The four bits of a practice, at their place."""
    begin, widen, deepen, keep = (1 << 4 * (practice - 1) + place for place in range(4))
    p = f"p{practice}"
    return f"""(CASE WHEN {p} < 1 AND {p}a1 <= 1 THEN {begin} WHEN {p} = 1 AND {p}b1 < 3 THEN {widen}
        WHEN {p} >= 2 THEN CASE WHEN {p} = 2 AND {p}a3 <= 2 THEN {deepen} ELSE 0 END
            + CASE WHEN {p}b3 < 3 THEN {keep} ELSE 0 END ELSE 0 END)::BIGINT"""


def w1_table(source):
    """Streams are looked up by their three answers. A join with a table of practices would be faster, but does not keep the
    order of the rows in several threads."""
    cells = ", ".join("NULL" if cell is None else str(cell) for cell in map(stream_of, product(range(NA + 1), repeat=3)))
    names = [[f"p{practice}{letter}{number}" for number in (1, 2, 3)] for practice, letter in LETTERED]
    streams = [f"([{cells}]::SMALLINT[])[{a}::SMALLINT * 25 + {b} * 5::SMALLINT + {c} + 1::SMALLINT]" for a, b, c in names]
    placed = [f"{cell} AS s{practice}{letter}" for cell, (practice, letter) in zip(streams, LETTERED)]
    return w1_practices(select(["*", *placed], source))


def w1_whole(source, total, count, bits):
    """Adds what the practices are together."""
    levels = [f"p{practice}" for practice in PRACTICES]
    summed = select([*levels, f"({total})::BIGINT AS total", f"48 * ({count})::BIGINT AS bottom", f"({bits}) AS actions"], source)
    return select([
        *levels,
        "CASE WHEN bottom > 0 THEN (total * 2000000 + bottom) // (2 * bottom) END AS score",
        "CASE WHEN bottom > 0 THEN (total // bottom)::UTINYINT END AS level",
        "actions",
    ], summed)


def w2_rules(source):
    """Points of areas, of 57."""
    areas = [f"a{place}" for place in range(1, 6)]
    points = select(["role", *(f"{w2_points(*area)} AS {area[0]}" for area in zip(areas, WEIGHTS))], source)
    lowest = select(["*", f"least({', '.join(areas)}) AS lowest"], points)
    ranks = [f"{rank(points, STEPS)} AS {points}_level" for points in [*areas, "lowest"]]
    levels = select(["role", "lowest", *ranks], lowest)
    bits = " | ".join(w2_actions(place, area) for place, area in enumerate(areas))
    return select([
        *(f"{area}_level" for area in areas),
        f"(lowest::BIGINT * 200000000 + {MOST_POINTS}) // {2 * MOST_POINTS} AS score",
        "lowest_level AS level",
        f"({bits})::BIGINT * (CASE role WHEN 0 THEN 1 ELSE 8 END) AS actions",
    ], levels)


def w2_points(area, weights):
    return " + ".join(f"{area}q{number}::INTEGER * {weight}" for number, weight in enumerate(weights, 1))


def w2_actions(place, area):
    """The bit for leaders; that of teachers is three further."""
    begin, go_on, lead = (1 << 6 * place + level for level in range(3))
    return f"(CASE {area}_level WHEN 0 THEN {begin} WHEN 1 THEN {go_on} WHEN 2 THEN {lead} ELSE 0 END)"


QUERIES = {
    "w1": {"rules": w1_rules, "table": w1_table},
    "w2": {"rules": w2_rules},
}


class Engine:
    """Holds a table in memory, a column of bytes a question; results are a table in memory."""

    def __init__(self, workload, columns, threads):
        self.workload, self.connection = workload, duckdb.connect(config={"threads": threads})
        answers = pyarrow.table(dict(zip(workload.columns, columns)))
        self.connection.execute("CREATE TABLE answers AS SELECT * FROM answers")
        del answers

    def run(self, form):
        query = QUERIES[self.workload.name][form]("SELECT * FROM answers")
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE results AS {query}")

    def results(self, _):
        table = self.connection.sql("SELECT * FROM results").to_arrow_table()
        *levels, score, level, actions = (column.combine_chunks() for column in table.columns)
        return (
            [column.fill_null(NO_LEVEL).to_numpy() for column in levels],
            score.fill_null(NO_SCORE).to_numpy(),
            level.fill_null(NO_LEVEL).to_numpy(),
            actions.to_numpy().astype(numpy.uint64),
        )
