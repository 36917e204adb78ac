"""Figures of the comparison as tables, and whether they are what we want to reach."""

import statistics
from collections import defaultdict
from dataclasses import dataclass, field

from scoring.workloads import WORKLOADS

KINDS = ["memory", "parquet", "arrow", "csv"]
TITLES = {"parquet": "Parquet", "arrow": "Arrow IPC", "csv": "CSV"}
OWN = ("mognad", "levels")

@dataclass(frozen=True)
class Case:
    """What is scored: `kind` is `memory` or the kind of file."""

    workload: str
    kind: str
    rows: int
    threads: int


@dataclass
class Measured:
    """Seconds and peak bytes of every run, by case and contestant (engine and form)."""

    seconds: dict = field(default_factory=lambda: defaultdict(list))
    peaks: dict = field(default_factory=lambda: defaultdict(list))

    def add(self, case, contestant, seconds, peak=None):
        self.seconds[case, contestant].append(seconds)
        if peak is not None:
            self.peaks[case, contestant].append(peak)

    def median(self, case, contestant):
        seconds = self.seconds.get((case, contestant))
        return statistics.median(seconds) if seconds else None

    def peak(self, case, contestant):
        peaks = self.peaks.get((case, contestant))
        return max(peaks) if peaks else None

    def contestants(self, cases):
        """Who took part in any of the cases, as they began."""
        return list(dict.fromkeys(contestant for case, contestant in self.seconds if case in cases))

    def cases(self):
        return list(dict.fromkeys(case for case, _ in self.seconds))

    def fastest(self, case, engine, form=""):
        """The contestant of an engine, in a form that begins like this, with the lowest median."""
        forms = [other for other in self.contestants([case]) if other[0] == engine and other[1].startswith(form)]
        return min(forms, key=lambda contestant: self.median(case, contestant), default=None)

    def times_faster(self, case, engine, form=""):
        """How many times faster mognad is."""
        fastest, own = self.fastest(case, engine, form), self.median(case, OWN)
        return self.median(case, fastest) / own if fastest and own else None

    def share_of_bound(self, case):
        """The time of moving the bytes over that of scoring; bytes move as fast as answers are only read."""
        reading, own = self.median(case, ("mognad", "read")), self.median(case, OWN)
        if not reading or not own:
            return None
        workload = WORKLOADS[case.workload]
        return reading * (workload.bytes_read + workload.bytes_written) / workload.bytes_read / own


def rate(rows, seconds):
    """Million rows a second, in three digits; fewer rows in full."""
    if seconds is None:
        return "–"
    million = rows / seconds / 1e6
    if million < 0.01:
        return f"{rows / seconds:,.0f}/s"
    return f"{million:.0f}" if million >= 100 else f"{million:.3g}"


def print_section(measured, workload, kind, rows):
    """A table of one workload, kind and number of rows: a line a contestant."""
    cases = [case for case in measured.cases() if (case.workload, case.kind, case.rows) == (workload, kind, rows)]
    if not cases:
        return
    where = "in memory" if kind == "memory" else f"{kind} to {kind}"
    print(f"\n{workload}, {where}, {rows:,} rows: million rows a second, and how many times slower than mognad")
    heads = [f"{case.threads} thread{'s' if case.threads > 1 else ''}" for case in cases]
    memory = kind != "memory"
    print(f"  {'':32}" + "".join(f"{head:>11} {'':>8}{'MB':>8}" if memory else f"{head:>11} {'':>8}" for head in heads))
    for contestant in measured.contestants(cases):
        print(f"  {' '.join(contestant):32}" + "".join(cell(measured, case, contestant, memory) for case in cases))


def cell(measured, case, contestant, memory):
    seconds, own = measured.median(case, contestant), measured.median(case, OWN)
    times = f"{seconds / own:.2f}×" if seconds and own else ""
    text = f"{rate(case.rows, seconds):>11} {times:>8}"
    if memory:
        peak = measured.peak(case, contestant)
        text += f"{peak / 1e6:>8.0f}" if peak else f"{'':>8}"
    return text


def markdown(measured, workloads):
    """The table of the README: mognad, and how many times faster it is than the fastest form of others."""
    print("\n| | from and to | mognad, million rows a second | of the bound | than Polars | than DuckDB | memory |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for case in shown(measured):
        share, peak = measured.share_of_bound(case), measured.peak(case, OWN)
        cells = [
            workloads[case.workload].title, "memory" if case.kind == "memory" else TITLES[case.kind],
            rate(case.rows, measured.median(case, OWN)), f"{share:.0%}" if share else "",
            *(times(measured, case, engine) for engine in ("polars", "duckdb")), f"{peak / 1e6:.0f} MB" if peak else "",
        ]
        print("| " + " | ".join(cells) + " |")


def times(measured, case, engine):
    """How many times faster; in brackets, than the rules written as they are."""
    faster, than_rules = (measured.times_faster(case, engine, form) for form in ("", "rules"))
    if faster is None:
        return ""
    text = factor(faster)
    return text if than_rules in (None, faster) else f"{text} ({factor(than_rules)})"


def factor(times):
    return f"{times:.0f}×" if times >= 10 else f"{times:.1f}×"


def shown(measured):
    """The cases with the most rows and threads."""
    most = {}
    for case in measured.cases():
        key = case.workload, case.kind
        if case.workload.startswith("w"):
            most[key] = max(most.get(key, case), case, key=lambda case: (case.rows, case.threads))
    return sorted(most.values(), key=lambda case: (case.workload, KINDS.index(case.kind)))
