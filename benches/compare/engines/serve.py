"""A process that scores in memory again and again when it is told to.

    python -m engines.serve ENGINE WORKLOAD CODES ROWS THREADS

It loads the codes in the form that the engine likes best and then reads lines: `run FORM` prints the seconds that it took,
`save FORM FILE` writes what came of it. The same protocol as `cargo bench --bench score -- serve`.
"""

import importlib
import os
import sys
import time


def save(workload, results, path):
    """Levels, score, level of the whole, actions as bits in 64: one column after the other, as bytes."""
    import numpy

    levels, score, level, actions = results
    kinds = [numpy.uint8] * len(levels) + [numpy.int64, numpy.uint8, numpy.uint64]
    with open(path, "wb") as file:
        for column, kind in zip([*levels, score, level, actions], kinds):
            column = numpy.asarray(column)
            assert column.dtype == kind, f"{workload.name}: {column.dtype} instead of {kind}"
            file.write(numpy.ascontiguousarray(column).data)


def main():
    engine, name, path, rows, threads = sys.argv[1:]
    # Polars reads it when it is imported.
    os.environ["POLARS_MAX_THREADS"] = threads
    import numpy

    from scoring.workloads import WORKLOADS

    workload = WORKLOADS[name]
    columns = numpy.fromfile(path, numpy.uint8).reshape(len(workload.columns), int(rows))
    session = importlib.import_module(f"engines.in_{engine}").Engine(workload, columns, int(threads))
    del columns
    print("ready", flush=True)
    out = None
    for line in sys.stdin:
        match line.split():
            case ["run", form]:
                out = None
                start = time.perf_counter()
                out = session.run(form)
                print(time.perf_counter() - start, flush=True)
            case ["save", _, path]:
                save(workload, session.results(out), path)
                print("saved", flush=True)
            case _:
                sys.exit(f"what is {line!r}?")


if __name__ == "__main__":
    main()
