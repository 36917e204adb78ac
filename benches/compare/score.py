"""Scoring many responses by mognad and by others, in one run: see `score`.

Two models are scored: W1 has the shape of OWASP SAMM (90 questions with `na` in 2% of the answers, means of means, 60
actions), W2 40 weighted questions, five areas of which the lowest decides, and 30 actions by role. Everybody has the same
answers, in memory as a byte each, and all results are compared with mognad's, in every row; the run ends where any differ.
Times are taken in turn, round after round; figures are medians.

Polars and DuckDB come in the form that says what the model says (`rules`), and for W1 in one in which what a practice or a
stream comes to was worked out by hand before, as a table of all its answers (`table`). Row by row, ZEN and SurveyJS score a sample, from which the
seconds for all rows follow. From file to file all three read the same names; mognad writes names, the others numbers and a
bit mask, which is less.
"""

import argparse
import os
import platform
import time

from scoring import from_files, in_memory
from scoring.session import FOLDER, build_benchmark, build_command
from scoring.tables import KINDS, Measured, markdown, print_section
from scoring.targets import print_targets
from scoring.workloads import WORKLOADS


def listed(choices):
    """A type for lists with commas between."""

    def parse(text):
        words = text.split(",")
        for word in words:
            if word not in choices:
                raise argparse.ArgumentTypeError(f"{word} is none of {', '.join(choices)}")
        return words

    return parse


def numbers(text):
    return [int(word.replace("_", "")) for word in text.split(",")]


def parse():
    engines = [*in_memory.FORMS, *in_memory.SAMPLES]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=numbers, default=[1_000_000, 10_000_000], help="how many, with commas between")
    parser.add_argument("--threads", type=numbers, default=[1, 2], help="how many, with commas between")
    parser.add_argument("--engines", type=listed(engines), default=engines, help="who takes part besides mognad")
    parser.add_argument("--workloads", type=listed(list(WORKLOADS)), default=list(WORKLOADS), help="w1, w2")
    parser.add_argument("--only", type=listed(KINDS), default=KINDS, help="memory, parquet, arrow, csv")
    parser.add_argument("--csv-rows", type=int, help="the most rows of CSV, of which 10 million have 4 GB")
    parser.add_argument("--rounds", type=int, default=7, help="in memory")
    parser.add_argument("--file-rounds", type=int, default=3, help="from file to file")
    options = parser.parse_args()
    options.engines = ["mognad", *(engine for engine in options.engines if engine != "mognad")]
    return options


def main():
    options = parse()
    FOLDER.mkdir(parents=True, exist_ok=True)
    benchmark = build_benchmark() if "memory" in options.only else None
    if options.only != ["memory"]:
        build_command()
    measured, start = Measured(), time.monotonic()
    print(f"{processor()}; {time.strftime('%Y-%m-%d %H:%M')}; {busy()}")
    for rows in options.rows:
        for name in options.workloads:
            if "memory" in options.only:
                in_memory.compare(measured, WORKLOADS[name], rows, options, benchmark)
                print_section(measured, name, "memory", rows)
            for kind in KINDS[1:]:
                is_too_large = kind == "csv" and options.csv_rows is not None and rows > options.csv_rows
                if kind in options.only and not is_too_large:
                    from_files.compare(measured, WORKLOADS[name], kind, rows, options)
                    print_section(measured, name, kind, rows)
        if "memory" in options.only:
            in_memory.real_models(measured, rows, options, benchmark)
            for model in in_memory.REAL:
                print_section(measured, model.split("/")[-1], "memory", rows)
    print(f"\nall results are equal in every row; {(time.monotonic() - start) / 60:.0f} minutes; {busy()}")
    print_targets(measured, options.workloads)
    markdown(measured, WORKLOADS)


def busy():
    """How much else runs. Where it is much, long runs are interrupted more often than short ones, which is unfair."""
    return f"{os.getloadavg()[1]:.1f} of {os.cpu_count()} processors busy"


def processor():
    """What the machine calls its processor."""
    try:
        with open("/proc/cpuinfo") as file:
            return next(line.split(":")[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor()


if __name__ == "__main__":
    main()
