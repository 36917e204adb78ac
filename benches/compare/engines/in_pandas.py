"""pandas: arithmetic on whole columns of bytes."""

import numpy
import pandas

from scoring.workloads import MOST_POINTS, NA, NO_LEVEL, NO_SCORE, QUARTERS, STEPS, WEIGHTS

WORTH = numpy.array([*QUARTERS, 0], numpy.uint8)
# By how many answers count: what makes their sum three times their mean, in 24ths.
TIMES = numpy.array([0, 18, 9, 6], numpy.uint8)


def rank(points, steps):
    return sum((points >= step).astype("uint8") for step in steps)


def w1(frame):
    results, total, count, actions = {}, 0, 0, 0
    for practice in range(1, 16):
        columns = {end: frame[f"p{practice}{end}"] for end in ("a1", "a2", "a3", "b1", "b2", "b3")}
        first, second = (stream([columns[letter + number] for number in "123"]) for letter in "ab")
        score = first[0] * (1 + (second[1] == 0)) + second[0] * (1 + (first[1] == 0))
        is_there = (first[1] + second[1]) > 0
        level = rank(score, [48, 96, 144])
        suggested = [
            (level < 1) & (columns["a1"] <= 1) & is_there, (level == 1) & (columns["b1"] < 3),
            (level == 2) & (columns["a3"] <= 2), (level >= 2) & (columns["b3"] < 3),
        ]
        bits = sum(holds.astype("uint8") * (1 << place) for place, holds in enumerate(suggested))
        results[f"p{practice}"] = level.where(is_there, NO_LEVEL)
        total, count = total + score.astype("uint16"), count + is_there.astype("uint8")
        actions = actions + bits.astype("uint64") * (1 << 4 * (practice - 1))
    bottom = 48 * count.astype("int64").where(count > 0, 1)
    total = total.astype("int64")
    results["score"] = ((total * 2_000_000 + bottom) // (2 * bottom)).where(count > 0, NO_SCORE)
    results["level"] = (total // bottom).astype("uint8").where(count > 0, NO_LEVEL)
    results["actions"] = actions
    return pandas.DataFrame(results)


def stream(columns):
    """Three times the mean, in 24ths, and how many answers count."""
    count = sum((column != NA).astype("uint8") for column in columns)
    total = sum(pandas.Series(WORTH.take(column)) for column in columns)
    return total * TIMES.take(count), count


def w2(frame):
    points = {}
    for area, weights in enumerate(WEIGHTS, 1):
        terms = (frame[f"a{area}q{number}"] * weight for number, weight in enumerate(weights, 1))
        points[f"a{area}"] = sum(terms)
    points = pandas.DataFrame(points)
    lowest = points.min(axis=1)
    results, actions = {}, 0
    for place, area in enumerate(points):
        level = results[area] = rank(points[area], STEPS)
        bit = numpy.array([1, 2, 4, 0], numpy.uint8).take(level) * (1 + 7 * frame["role"])
        actions = actions + bit.astype("uint64") * (1 << 6 * place)
    results["score"] = (lowest.astype("int64") * 200_000_000 + MOST_POINTS) // (2 * MOST_POINTS)
    results["level"] = rank(lowest, STEPS)
    results["actions"] = actions
    return pandas.DataFrame(results)


class Engine:
    """Holds a frame with a column of bytes a question."""

    def __init__(self, workload, columns, _threads):
        self.frame = pandas.DataFrame(dict(zip(workload.columns, columns)))
        self.score = {"w1": w1, "w2": w2}[workload.name]

    def run(self, _form):
        return self.score(self.frame)

    def results(self, frame):
        *levels, score, level, actions = (frame[name].to_numpy() for name in frame)
        return levels, score, level, actions
