"""From file to file, in turn, round after round: every run is a process of its own."""

import os
import sys

from scoring import data, process, results
from scoring.in_memory import agree
from scoring.session import FOLDER, HERE, TARGET
from scoring.tables import Case

FORMS = {
    "mognad": {"w1": ["levels"], "w2": ["levels"]},
    "polars": {
        "w1": ["rules/streaming", "table/streaming", "table/in-memory"],
        "w2": ["rules/streaming", "rules/in-memory"],
    },
    "duckdb": {"w1": ["rules", "table"], "w2": ["rules"]},
}
# With more rows, an engine comes with the form that was its fastest with fewer; and the files go when they are done with.
MANY = 2_000_000


def compare(measured, workload, kind, rows, options):
    """Everybody reads the same file; what everybody has written is compared with what mognad has."""
    source = data.table(workload, rows, FOLDER, kind)
    contestants = chosen(measured, workload, kind, rows, options)
    expected, given = FOLDER / "expected.results", FOLDER / "given.results"
    for number in range(options.file_rounds):
        for threads in options.threads:
            case = Case(workload.name, kind, rows, threads)
            for contestant in contestants:
                target = FOLDER / f"results.{kind}"
                seconds, peak = score(contestant, workload, kind, source, target, threads)
                measured.add(case, contestant, seconds, peak)
                if number == 0:
                    is_first = not expected.exists()
                    is_named = contestant[0] == "mognad"
                    results.write_canonical(workload, kind, target, expected if is_first else given, is_named)
                    if not is_first:
                        agree(expected, given, workload, rows, f"{kind}: {' '.join(contestant)}")
                target.unlink()
    for path in (expected, given):
        path.unlink(missing_ok=True)
    if rows > MANY:
        os.remove(source)


def chosen(measured, workload, kind, rows, options):
    """Engines and forms."""
    forms = [(engine, form) for engine in options.engines if engine in FORMS for form in FORMS[engine][workload.name]]
    fewer = [case for case in measured.cases() if (case.workload, case.kind) == (workload.name, kind) and case.rows < rows]
    if rows <= MANY or not fewer:
        return forms
    best = max(fewer, key=lambda case: (case.rows, case.threads))
    return [(engine, form) for engine, form in forms if measured.fastest(best, engine) == (engine, form)]


def score(contestant, workload, kind, source, target, threads):
    """Seconds and peak bytes. Of mognad the whole command counts, of the others no time to start Python."""
    engine, form = contestant
    if engine == "mognad":
        command = [TARGET / "release" / "mognad", "score", HERE / f"{workload.name}.mognad", source, "-o", target,
                   "--threads", threads, "--columns", results.columns_written(workload, kind)]
        return process.run(command, HERE)[:2]
    command = [sys.executable, "-m", "engines.files", engine, form, workload.name, kind, source, target, threads]
    _, peak, output = process.run(command, HERE)
    return float(output), peak
