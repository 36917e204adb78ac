"""What the comparison is to show, and whether it did."""

from scoring.tables import KINDS, OWN, Case

# How many times faster than an engine's fastest form.
FASTER = [
    ("w1", "memory", "polars", 30), ("w1", "memory", "duckdb", 100),
    ("w2", "memory", "polars", 8), ("w2", "memory", "duckdb", 80),
    *((workload, kind, engine, times) for workload in ("w1", "w2") for kind, engine, times in (
        ("parquet", "polars", 3), ("parquet", "duckdb", 8), ("arrow", "polars", 5), ("csv", "polars", 2), ("csv", "duckdb", 2),
    )),
]
# W1 in memory, as a share of the bound.
BOUND = 0.5
# Two threads against one.
THREADS = 1.7
# From file to file: ten million rows against one, and in bytes.
GROWTH, MEMORY = 1.1, 200e6


def print_targets(measured, workloads):
    """A line a target, for the most rows and threads that were measured."""
    print("\nto reach, with the most rows and threads of this run, against the fastest form of each:")
    for workload, kind, engine, times in FASTER:
        case = most(measured, workload, kind)
        if case and (faster := measured.times_faster(case, engine)):
            line(faster >= times, f"{place(case)}: {times}× {engine} – {faster:.2f}× ({' '.join(measured.fastest(case, engine))})")
    case = most(measured, "w1", "memory")
    if case and (share := measured.share_of_bound(case)):
        line(share >= BOUND, f"{place(case)}: {BOUND:.0%} of the bound – {share:.0%}")
    for name in workloads:
        for kind in KINDS:
            threads(measured, most(measured, name, kind))
            if kind != "memory":
                memory(measured, most(measured, name, kind))


def threads(measured, case):
    if case is None or case.threads == 1:
        return
    one = measured.median(Case(case.workload, case.kind, case.rows, 1), OWN)
    if one:
        times = one / measured.median(case, OWN)
        line(times >= THREADS, f"{place(case)}: {THREADS}× one thread – {times:.2f}×")


def memory(measured, case):
    peak = case and measured.peak(case, OWN)
    if not peak:
        return
    line(peak < MEMORY, f"{place(case)}: under {MEMORY / 1e6:.0f} MB – {peak / 1e6:.0f} MB")
    fewest = min(other.rows for other in measured.cases() if (other.workload, other.kind) == (case.workload, case.kind))
    before = measured.peak(Case(case.workload, case.kind, fewest, case.threads), OWN)
    if before and fewest < case.rows:
        growth = peak / before
        line(growth <= GROWTH, f"{place(case)}: {GROWTH}× the memory of {fewest:,} rows at the most – {growth:.2f}×")


def most(measured, workload, kind):
    """The case with the most rows and threads."""
    cases = [case for case in measured.cases() if (case.workload, case.kind) == (workload, kind)]
    return max(cases, key=lambda case: (case.rows, case.threads), default=None)


def place(case):
    where = "memory" if case.kind == "memory" else f"{case.kind} to {case.kind}"
    return f"{case.workload}, {where}, {case.rows:,} rows, {case.threads} thread{'s' if case.threads > 1 else ''}"


def line(is_reached, text):
    print(f"  {'reached' if is_reached else 'NOT REACHED':12} {text}")
