"""Scores one file into another, in a process of its own, and prints the seconds without those of starting Python.

    python -m engines.files ENGINE FORM WORKLOAD KIND SOURCE TARGET THREADS
"""

import importlib
import os
import sys
import time


def main():
    engine, form, name, kind, source, target, threads = sys.argv[1:]
    # Polars reads it when it is imported.
    os.environ["POLARS_MAX_THREADS"] = threads
    from scoring.workloads import WORKLOADS

    module = importlib.import_module(f"engines.{engine}_files")
    start = time.perf_counter()
    module.score(WORKLOADS[name], form, kind, source, target, int(threads))
    print(time.perf_counter() - start)


if __name__ == "__main__":
    main()
