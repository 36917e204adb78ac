"""GoRules ZEN: a decision of expressions, evaluated row by row. Answers are what they are worth; `na` is null."""

import json

import numpy
import zen

from scoring.workloads import MOST_POINTS, NO_LEVEL, NO_SCORE, QUARTERS, STEPS, WEIGHTS


def rank(points, steps):
    first, second, third = steps
    return f"{points} >= {third} ? 3 : ({points} >= {second} ? 2 : ({points} >= {first} ? 1 : 0))"


def w1():
    """The expressions of W1, each by its name: streams in 24ths, practices in 48ths."""
    for p in range(1, 16):
        for letter in "ab":
            answers = ", ".join(f"p{p}{letter}{number}" for number in (1, 2, 3))
            yield f"c{p}{letter}", f"filter([{answers}], # != null)"
            counting = f"$.c{p}{letter}"
            yield f"s{p}{letter}", f"len({counting}) > 0 ? sum({counting}) * 18 / len({counting}) : null"
        yield f"c{p}", f"filter([$.s{p}a, $.s{p}b], # != null)"
        yield f"s{p}", f"len($.c{p}) > 0 ? sum($.c{p}) * 2 / len($.c{p}) : null"
        yield f"p{p}", f"$.s{p} == null ? null : ({rank(f'$.s{p}', [48, 96, 144])})"
        yield f"n{p}", f"$.p{p} == null ? 0 : ({w1_actions(p)})"
    yield "scored", f"filter([{', '.join(f'$.s{p}' for p in range(1, 16))}], # != null)"
    yield "bottom", "48 * len($.scored)"
    yield "score", "$.bottom > 0 ? floor((sum($.scored) * 2000000 + $.bottom) / (2 * $.bottom)) : null"
    yield "level", "$.bottom > 0 ? floor(sum($.scored) / $.bottom) : null"


def w1_actions(p):
    conditions = [f"$.p{p} < 1 and p{p}a1 != null and p{p}a1 <= 1", f"$.p{p} == 1 and p{p}b1 != null and p{p}b1 < 4",
                  f"$.p{p} == 2 and p{p}a3 != null and p{p}a3 <= 2", f"$.p{p} >= 2 and p{p}b3 != null and p{p}b3 < 4"]
    return " + ".join(f"(({condition}) ? {1 << place} : 0)" for place, condition in enumerate(conditions))


def w2():
    """The expressions of W2: points of areas, of 57."""
    for place, weights in enumerate(WEIGHTS, 1):
        yield f"s{place}", " + ".join(f"a{place}q{number} * {weight}" for number, weight in enumerate(weights, 1))
        yield f"p{place}", rank(f"$.s{place}", STEPS)
        yield f"n{place}", f"($.p{place} == 0 ? 1 : ($.p{place} == 1 ? 2 : ($.p{place} == 2 ? 4 : 0))) * (1 + 7 * role)"
    yield "lowest", f"min([{', '.join(f'$.s{place}' for place in range(1, 6))}])"
    yield "score", f"floor(($.lowest * 200000000 + {MOST_POINTS}) / {2 * MOST_POINTS})"
    yield "level", rank("$.lowest", STEPS)


def decision(expressions):
    """A graph of one node of expressions between input and output."""
    listed = [{"id": key, "key": key, "value": value} for key, value in expressions]
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "rules", "type": "expressionNode", "name": "rules", "content": {"expressions": listed}},
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [{"id": source, "type": "edge", "sourceId": source, "targetId": target}
             for source, target in (("in", "rules"), ("rules", "out"))]
    return zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))


class Engine:
    """Holds a dictionary a row."""

    def __init__(self, workload, columns, _threads):
        self.workload = workload
        self.rows = worths(workload, columns)
        self.decision = decision({"w1": w1, "w2": w2}[workload.name]())

    def run(self, _form):
        evaluate = self.decision.evaluate
        return [evaluate(row)["result"] for row in self.rows]

    def results(self, out):
        return by_column(self.workload, out)


def worths(workload, columns):
    """Rows as dictionaries of what answers are worth."""
    worth = [*QUARTERS, None] if workload.name == "w1" else [0, 1, 2, 3]
    return [dict(zip(workload.columns, (worth[code] for code in row))) for row in columns.T.tolist()]


def by_column(workload, out):
    """Rows of results as columns of numbers."""
    size = 4 if workload.name == "w1" else 6
    places = range(1, len(workload.areas) + 1)

    def cells(key, missing, kind):
        return numpy.array([missing if row.get(key) is None else int(row[key]) for row in out], kind)

    actions = [sum(int(row[f"n{place}"]) << size * (place - 1) for place in places) for row in out]
    return (
        [cells(f"p{place}", NO_LEVEL, numpy.uint8) for place in places],
        cells("score", NO_SCORE, numpy.int64),
        cells("level", NO_LEVEL, numpy.uint8),
        numpy.array(actions, numpy.uint64),
    )
