"""The same existence queries by mognad and by z3, in one run: see `existence`.

For every model and role: can this area reach this level, can this action be suggested and not be suggested, can this
property be broken? mognad answers each query with nothing known before: reading the model for the role is in its time.
Of z3 only `check` is measured, not the translation. z3 gets the encoding (see answers.py) that does best on a few queries
of the model. Exit code 1 when the two disagree anywhere.
"""

import argparse
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import time

import z3

from answers import ENCODINGS
from arithmetic import TooMuch
from rules import Rules

MODELS = [
    "models/stockholm/it-strategi.mognad", "models/stockholm/gs-it.mognad", "models/stockholm/en-till-en.mognad",
    "models/stockholm/upphandling.mognad", "models/stockholm/namndens-handlingsplan.mognad",
    "models/varmdo/en-smartare-skola.mognad", "models/owasp/samm.mognad", "models/nist/sp800-171.mognad",
]
GENERATED = ["generated-100", "generated-300"]
RANDOM = [f"random-{seed}" for seed in range(40)]
# To choose an encoding: so many queries, so many seconds each.
TRIALS, TRIAL_LIMIT = 8, 3
# What z3 may take beyond its limit before its process is ended.
GRACE = 15
# An answer that translating alone gave.
SETTLED = "settled"


def ask_z3(model, role, encoding, words, limit):
    """The verdict and the seconds of `check`; `SETTLED` instead of seconds where nothing was left to check."""
    rules = Rules(model, role, encoding)
    try:
        formula = rules.query(words)
    except TooMuch:
        return "undecided", 0.0
    if isinstance(formula, bool):
        return ("yes" if formula else "no"), SETTLED
    logic = {"int": "QF_LIA", "bool": "QF_LIA" if rules.answers.bounds else "QF_FD", "bits": "QF_BV"}[encoding]
    solver = z3.SolverFor(logic)
    solver.set("timeout", limit * 1000)
    solver.add(*rules.answers.constraints)
    solver.add(formula)
    start = time.perf_counter()
    verdict = str(solver.check())
    return {"sat": "yes", "unsat": "no"}.get(verdict, "undecided"), time.perf_counter() - start


def worker(path, pipe):
    sys.setrecursionlimit(1_000_000)
    z3.set_param("memory_max_size", 3000)
    with open(path) as file:
        model = json.load(file)
    while True:
        try:
            pipe.send(ask_z3(model, *pipe.recv()))
        except (z3.Z3Exception, MemoryError):
            pipe.send(("undecided", 0.0))


class Z3:
    """A process for z3, so that one that does not heed its limit can be ended."""

    def __init__(self, path):
        self.path, self.process = path, None

    def ask(self, role, encoding, words, limit):
        if self.process is None:
            self.pipe, other = multiprocessing.Pipe()
            self.process = multiprocessing.Process(target=worker, args=(self.path, other), daemon=True)
            self.process.start()
            other.close()
        self.pipe.send((role, encoding, words, limit))
        try:
            if self.pipe.poll(limit + GRACE):
                return self.pipe.recv()
        except EOFError:
            pass
        self.end()
        return "undecided", float(limit)

    def end(self):
        if self.process is not None:
            self.process.kill()
            self.process.join()
            self.process = None


def mognad(models, folder):
    """Every query with its verdict and times, by model."""
    os.makedirs(folder, exist_ok=True)
    command = ["cargo", "bench", "--quiet", "--locked", "--bench", "existence", "--", os.path.abspath(folder), *models]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    queries = {}
    for line in output.splitlines():
        name, role, words, verdict, alone, together = line.split("\t")
        role = None if role == "-" else int(role)
        queries.setdefault(name, []).append((role, words, verdict, int(alone) / 1e9, int(together) / 1e9))
    return queries


def evenly(items, most):
    """So many of them, spread over all."""
    return items if len(items) <= most else [items[index * len(items) // most] for index in range(most)]


def best_encoding(solver, queries):
    """The encoding that decides most of a few queries, then the fastest."""
    results = {}
    for encoding in ENCODINGS:
        asked = [solver.ask(role, encoding, words, TRIAL_LIMIT) for role, words, *_ in evenly(queries, TRIALS)]
        decided = sum(verdict != "undecided" for verdict, _ in asked)
        results[encoding] = (-decided, sum(seconds for _, seconds in asked if seconds != SETTLED))
    return min(results, key=results.get)


def compare(name, queries, folder, options):
    """One model: what both say of each query that z3 is asked."""
    solver = Z3(os.path.join(folder, f"{name}.json"))
    asked = evenly(queries, options.sample)
    encoding = best_encoding(solver, queries)
    rows, start = [], time.monotonic()
    for role, words, verdict, alone, together in asked:
        if time.monotonic() - start > options.minutes * 60:
            break
        its, seconds = solver.ask(role, encoding, words, options.limit)
        if "undecided" not in (verdict, its) and verdict != its:
            print(f"DISAGREE {name} role {role} {words}: mognad {verdict}, z3 {its}", flush=True)
            options.disagreements += 1
        rows.append((verdict, alone, together, its, seconds))
    solver.end()
    return encoding, rows


def table_row(title, encoding, queries, rows):
    """A model as a line: how much was asked and decided, the times, and how many times faster."""
    own = [row[3] for row in queries]
    shared = [row[4] for row in queries]
    both = [(alone, seconds) for _, alone, _, its, seconds in rows if its != "undecided" and seconds != SETTLED]
    settled = sum(row[4] == SETTLED for row in rows)
    z3_times = [seconds for _, seconds in both]
    ratio = statistics.median(z3_times) / statistics.median(alone for alone, _ in both) if both else float("nan")
    undecided = sum(row[2] == "undecided" for row in queries)
    print(
        f"{title:24} {len(queries):7} {len(queries) - undecided:8} {ms(own, 50)} {ms(own, 95)} {ms(shared, 50)} {ms(shared, 95)}"
        f" | {encoding:5} {len(rows):6} {settled:8} {sum(row[3] != 'undecided' for row in rows):8}"
        f" {ms(z3_times, 50)} {ms(z3_times, 95)} {ratio:8.1f}", flush=True,
    )


def ms(seconds, percent):
    if not seconds:
        return f"{'–':>9}"
    ordered = sorted(seconds)
    return f"{ordered[min(len(ordered) * percent // 100, len(ordered) - 1)] * 1000:9.3f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("models", nargs="*", default=MODELS + GENERATED + RANDOM,
                        help="paths, generated-QUESTIONS, random-SEED; all of the comparison when none is given")
    parser.add_argument("--sample", type=int, default=80, help="the most queries a model that z3 is asked")
    parser.add_argument("--limit", type=int, default=30, help="seconds that z3 has for a query")
    parser.add_argument("--minutes", type=float, default=3, help="after so long z3 is asked nothing more of a model")
    options = parser.parse_args()
    options.disagreements = 0
    folder = os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "compare", "existence")
    all_queries = mognad(options.models, folder)

    print("Times in milliseconds: median and 95th percentile. mognad answers all queries, each alone and with one space for")
    print("all; z3 a sample. Settled: translating left nothing to check. Ratio: of the medians, over what z3 checked and decided.")
    print(f"{'':24} {'':7} mognad {'alone':>19} {'':>9} {'one space':>9} {'':>9} | z3")
    print(f"{'model':24} {'queries':>7} {'decided':>8} {'median':>9} {'95%':>9} {'median':>9} {'95%':>9}"
          f" | {'form':5} {'asked':>6} {'settled':>8} {'decided':>8} {'median':>9} {'95%':>9} {'ratio':>8}")
    real, small, done = ([], []), ([], []), 0
    for name, queries in all_queries.items():
        encoding, rows = compare(name, queries, folder, options)
        if name.startswith("random-"):
            small[0].extend(queries), small[1].extend(rows)
        else:
            table_row(name, encoding, queries, rows)
        if not name.startswith(("random-", "generated-")):
            real[0].extend(queries), real[1].extend(rows)
            done += 1
    if small[0]:
        table_row("random, all", "best", *small)
    if done > 1:
        table_row(f"the {done} models, all", "best", *real)
    if options.disagreements:
        sys.exit(f"{options.disagreements} queries on which mognad and z3 disagree")
    print("mognad and z3 agree on every query that both decide")


if __name__ == "__main__":
    main()
