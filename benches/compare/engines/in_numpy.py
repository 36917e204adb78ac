"""numpy: table look-ups, in chunks that stay in the cache."""

import itertools
from concurrent.futures import ThreadPoolExecutor

import numpy

from scoring.workloads import MOST_POINTS, NA, NO_LEVEL, NO_SCORE, QUARTERS, STEPS, WEIGHTS

CHUNK = 32_000


class Results:
    """The columns of results: levels of areas, score and level of the whole, actions as bits."""

    def __init__(self, areas, rows):
        self.levels = [numpy.empty(rows, numpy.uint8) for _ in range(areas)]
        self.score = numpy.empty(rows, numpy.int64)
        self.level = numpy.empty(rows, numpy.uint8)
        self.actions = numpy.empty(rows, numpy.uint64)


def stream(answers):
    """Three answers of W1: three times their mean, in 24ths; nothing if none counts."""
    counting = [QUARTERS[answer] for answer in answers if answer != NA]
    return 18 * sum(counting) // len(counting) if counting else None


def practice(answers):
    """Six answers of W1: the score of the practice in 48ths, its level and its four actions."""
    streams = [score for score in (stream(answers[:3]), stream(answers[3:])) if score is not None]
    if not streams:
        return 0, NO_LEVEL, 0
    score = 2 * sum(streams) // len(streams)
    level = score // 48
    actions = [level < 1 and answers[0] <= 1, level == 1 and answers[3] < 3,
               level == 2 and answers[2] <= 2, level >= 2 and answers[5] < 3]
    return score, level, sum(holds << place for place, holds in enumerate(actions))


# What `practice` says of all answers, by their number in base 5.
PRACTICES = [numpy.array(column) for column in zip(*map(practice, itertools.product(range(5), repeat=6)))]
PACKED = (PRACTICES[0] | PRACTICES[1] << 8 | PRACTICES[2] << 16).astype(numpy.uint32)


def w1(columns, at, out):
    """One chunk of W1: a look-up a practice."""
    rows = at.stop - at.start
    total, without = numpy.zeros(rows, numpy.uint16), numpy.zeros(rows, numpy.uint8)
    actions = numpy.zeros(rows, numpy.uint64)
    for place in range(15):
        first, second, third, fourth, fifth, sixth = (column[at] for column in columns[6 * place:6 * place + 6])
        index = (first * 25 + second * 5 + third).astype(numpy.uint16) * 125
        index += fourth * 25 + fifth * 5 + sixth
        cells = PACKED.take(index)
        level = (cells >> 8).astype(numpy.uint8)
        out.levels[place][at] = level
        total += cells.astype(numpy.uint8)
        without += level == NO_LEVEL
        actions |= (cells >> 16).astype(numpy.uint64) << numpy.uint64(4 * place)
    out.actions[at] = actions
    if without.any():
        count = 15 - without.astype(numpy.int64)
        bottom = 48 * numpy.maximum(count, 1)
        out.score[at] = numpy.where(count == 0, NO_SCORE, (total.astype(numpy.int64) * 2_000_000 + bottom) // (2 * bottom))
        out.level[at] = numpy.where(count == 0, NO_LEVEL, total // bottom)
    else:
        out.score[at] = W1_SCORES.take(total)
        out.level[at] = W1_LEVELS.take(total)


# The sum of 15 practices in 48ths: the mean, and the level.
SUMS = numpy.arange(15 * 144 + 1)
W1_SCORES = (SUMS * 2_000_000 + 720) // 1440
W1_LEVELS = (SUMS // 720).astype(numpy.uint8)

# The points of an area of W2: its level, the share in millionths of a percent.
POINTS = numpy.arange(MOST_POINTS + 1)
W2_LEVELS = sum(POINTS >= step for step in STEPS).astype(numpy.uint8)
W2_SCORES = (POINTS * 200_000_000 + MOST_POINTS) // (2 * MOST_POINTS)
# The action of an area by role and level.
W2_ACTIONS = numpy.array([1, 2, 4, 0, 8, 16, 32, 0], numpy.uint64)


def w2(columns, at, out):
    """One chunk of W2."""
    role = columns[40][at] * 4
    lowest, actions = numpy.full(len(role), 255, numpy.uint8), numpy.zeros(len(role), numpy.uint64)
    for place, weights in enumerate(WEIGHTS):
        points = numpy.zeros(len(role), numpy.uint8)
        for column, weight in zip(columns[8 * place:8 * place + 8], weights):
            points += column[at] * weight if weight > 1 else column[at]
        numpy.minimum(lowest, points, out=lowest)
        level = W2_LEVELS.take(points)
        out.levels[place][at] = level
        actions |= W2_ACTIONS.take(role + level) << numpy.uint64(6 * place)
    out.actions[at] = actions
    out.score[at] = W2_SCORES.take(lowest)
    out.level[at] = W2_LEVELS.take(lowest)


class Engine:
    """Holds a byte an answer, and scores chunk by chunk."""

    FORMS = ["numpy"]

    def __init__(self, workload, columns, threads):
        self.columns, self.threads = columns, threads
        self.score = {"w1": w1, "w2": w2}[workload.name]
        self.areas = len(workload.areas)
        self.pool = ThreadPoolExecutor(threads)

    def run(self, _form):
        rows = len(self.columns[0])
        out = Results(self.areas, rows)
        chunks = [slice(start, min(start + CHUNK, rows)) for start in range(0, rows, CHUNK)]
        list(self.pool.map(lambda at: self.score(self.columns, at, out), chunks))
        return out

    def results(self, out):
        return out.levels, out.score, out.level, out.actions
