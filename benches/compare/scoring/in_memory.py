"""All engines in memory, in turn, round after round."""

import filecmp
import os
import sys

from scoring import data
from scoring.session import FOLDER, Session
from scoring.tables import Case

# The forms in which each engine is asked: see `engines/`.
FORMS = {
    "mognad": {"w1": ["levels", "hand", "read"], "w2": ["levels", "read"]},
    "polars": {
        "w1": ["rules/in-memory", "rules/streaming", "table/in-memory", "table/streaming"],
        "w2": ["rules/in-memory", "rules/streaming"],
    },
    "duckdb": {"w1": ["rules", "table"], "w2": ["rules"]},
    "numpy": {"w1": ["table"], "w2": ["table"]},
    "pandas": {"w1": ["rules"], "w2": ["rules"]},
}
ONE_THREAD = {"pandas"}
# What it holds between two columns is many times the answers.
FEW_ROWS = {"pandas": 2_000_000}
# Row by row: so few rows, because they take so long.
SAMPLES = {"zen": 2000, "surveyjs": 300}
# The full output of real models.
REAL = ["models/owasp/samm", "models/stockholm/it-strategi"]
# Whoever takes longer for a run is asked in so many rounds only.
LONG, ROUNDS_IF_LONG = 10, 3


def compare(measured, workload, rows, options, benchmark):
    """Everybody scores the same answers; everybody's results are compared with mognad's."""
    codes = data.codes(workload, rows, FOLDER)
    sessions = {}
    for threads in options.threads:
        for engine in options.engines:
            is_out = engine not in FORMS or engine in ONE_THREAD and threads > 1
            if not is_out and rows <= FEW_ROWS.get(engine, rows):
                sessions[engine, threads] = start(engine, workload, codes, rows, threads, benchmark)
    expected, given = FOLDER / "expected.results", FOLDER / "given.results"
    for number in range(options.rounds):
        for (engine, threads), session in sessions.items():
            case = Case(workload.name, "memory", rows, threads)
            for form in FORMS[engine][workload.name]:
                if number >= ROUNDS_IF_LONG and measured.median(case, (engine, form)) > LONG:
                    continue
                measured.add(case, (engine, form), session.run(form))
                if number > 0 or form == "read":
                    continue
                if not expected.exists():
                    session.save(form, expected)
                else:
                    session.save(form, given)
                    agree(expected, given, workload, rows, f"{engine} {form}")
    for session in sessions.values():
        session.close()
    for engine, sample in SAMPLES.items():
        if engine in options.engines:
            row_by_row(measured, workload, rows, engine, min(sample, rows), expected)
    for path in (expected, given):
        path.unlink(missing_ok=True)


def start(engine, workload, codes, rows, threads, benchmark):
    if engine == "mognad":
        return Session.of_mognad(benchmark, f"benches/compare/{workload.name}", codes, rows, threads)
    return Session.of_engine(engine, workload, codes, rows, threads)


def row_by_row(measured, workload, rows, engine, sample, expected):
    """A few of the rows, once; the seconds are those that all would take."""
    columns = data.read_codes(workload, rows, FOLDER)[:, :sample]
    few, wanted, given = (FOLDER / f"sample.{end}" for end in ("codes", "expected", "results"))
    few.write_bytes(columns.tobytes())
    wanted.write_bytes(data.head(workload, expected, rows, sample))
    session = Session.of_engine(engine, workload, few, sample, 1)
    for _ in range(3):
        seconds = session.run("rows")
        measured.add(Case(workload.name, "memory", rows, 1), (engine, "rows"), seconds * rows / sample)
    session.save("rows", given)
    agree(wanted, given, workload, sample, engine)
    session.close()
    for path in (few, wanted, given):
        path.unlink()


def real_models(measured, rows, options, benchmark):
    """mognad alone: everything that the real models tell, on random answers."""
    for model in REAL:
        sessions = {threads: Session.of_mognad(benchmark, model, "-", rows, threads) for threads in options.threads}
        for _ in range(options.rounds):
            for threads, session in sessions.items():
                case = Case(model.split("/")[-1], "memory", rows, threads)
                for form in ("levels", "all"):
                    measured.add(case, ("mognad", form), session.run(form))
        for session in sessions.values():
            session.close()


def agree(expected, given, workload, rows, who):
    """Ends everything where results differ in any row."""
    if filecmp.cmp(expected, given, shallow=False):
        return
    sizes = os.path.getsize(expected), os.path.getsize(given)
    where = data.first_difference(workload, expected, given, rows) if sizes[0] == sizes[1] else f"{sizes} bytes"
    sys.exit(f"{workload.name}, {rows:,} rows: {who} gives other results than mognad: {where}")
