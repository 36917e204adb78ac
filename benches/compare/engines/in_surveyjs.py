"""SurveyJS: its expressions, evaluated row by row in Node. Answers are what they are worth; `na` is empty."""

import json
import os
import pathlib
import subprocess

from engines.in_zen import by_column, worths
from scoring.workloads import MOST_POINTS, STEPS, WEIGHTS


def rank(points, steps):
    first, second, third = steps
    return f"iif({points} >= {third}, 3, iif({points} >= {second}, 2, iif({points} >= {first}, 1, 0)))"


def w1():
    """The expressions of W1, each by its name: streams in 24ths, practices in 48ths."""
    for p in range(1, 16):
        for letter in "ab":
            answers = [f"{{p{p}{letter}{number}}}" for number in (1, 2, 3)]
            yield f"c{p}{letter}", " + ".join(f"iif({answer} notempty, 1, 0)" for answer in answers)
            yield f"s{p}{letter}", f"iif({{c{p}{letter}}} > 0, sum({', '.join(answers)}) * 18 / {{c{p}{letter}}}, 0)"
        yield f"c{p}", " + ".join(f"iif({{c{p}{letter}}} > 0, 1, 0)" for letter in "ab")
        yield f"s{p}", f"iif({{c{p}}} > 0, ({{s{p}a}} + {{s{p}b}}) * 2 / {{c{p}}}, 0)"
        yield f"p{p}", f"iif({{c{p}}} > 0, {rank(f'{{s{p}}}', [48, 96, 144])}, '')"
        yield f"n{p}", w1_actions(p)
    yield "bottom", f"48 * ({' + '.join(f'iif({{c{p}}} > 0, 1, 0)' for p in range(1, 16))})"
    yield "total", f"sum({', '.join(f'{{s{p}}}' for p in range(1, 16))})"
    yield "score", "iif({bottom} > 0, trunc(({total} * 2000000 + {bottom}) / (2 * {bottom})), '')"
    yield "level", "iif({bottom} > 0, trunc({total} / {bottom}), '')"


def w1_actions(p):
    conditions = [f"{{p{p}}} = 0 and {{p{p}a1}} notempty and {{p{p}a1}} <= 1",
                  f"{{p{p}}} = 1 and {{p{p}b1}} notempty and {{p{p}b1}} < 4",
                  f"{{p{p}}} = 2 and {{p{p}a3}} notempty and {{p{p}a3}} <= 2",
                  f"{{p{p}}} >= 2 and {{p{p}b3}} notempty and {{p{p}b3}} < 4"]
    return " + ".join(f"iif({condition}, {1 << place}, 0)" for place, condition in enumerate(conditions))


def w2():
    """The expressions of W2: points of areas, of 57."""
    for place, weights in enumerate(WEIGHTS, 1):
        yield f"s{place}", " + ".join(f"{{a{place}q{number}}} * {weight}" for number, weight in enumerate(weights, 1))
        yield f"p{place}", rank(f"{{s{place}}}", STEPS)
        bits = f"iif({{p{place}}} = 0, 1, iif({{p{place}}} = 1, 2, iif({{p{place}}} = 2, 4, 0)))"
        yield f"n{place}", f"{bits} * (1 + 7 * {{role}})"
    yield "lowest", f"min({', '.join(f'{{s{place}}}' for place in range(1, 6))})"
    yield "score", f"trunc(({{lowest}} * 200000000 + {MOST_POINTS}) / {2 * MOST_POINTS})"
    yield "level", rank("{lowest}", STEPS)


class Engine:
    """A process of Node that holds an object a row."""

    def __init__(self, workload, columns, _threads):
        self.workload = workload
        script = pathlib.Path(__file__).with_name("surveyjs.cjs")
        environment = os.environ | {"NODE_PATH": os.environ["SURVEYJS"]}
        self.node = subprocess.Popen(["node", script], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        expressions = list({"w1": w1, "w2": w2}[workload.name]())
        self.ask(json.dumps({"expressions": expressions, "rows": worths(workload, columns)}))

    def ask(self, line):
        self.node.stdin.write(line + "\n")
        self.node.stdin.flush()
        return self.node.stdout.readline()

    def run(self, _form):
        return self.ask("run")

    def results(self, out):
        rows = [{key: None if cell == "" else cell for key, cell in row.items()} for row in json.loads(out)]
        return by_column(self.workload, rows)
