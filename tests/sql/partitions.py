"""Runs the job of the guide on a partitioned Parquet data set, and compares every cell of it.

    partitions.py FOLDER ROWS MOGNAD MODEL

FOLDER has case.json and query.sql. The rows of the case are repeated until there are ROWS of them, in 24 partitions.
Beside what the job costs it says what `mognad score` takes for the same files; the command is told by MOGNAD.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pyspark

JOB = Path(__file__).parents[2] / "docs/guide/sql/score_partitions.py"


def text(name):
    return '"' + name.replace('"', '""') + '"'


def cpu_seconds(root):
    """The processor time of a process and all below it: what other work takes on the machine is not in it."""
    parents, times = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        pid = int(stat.parent.name)
        parents[pid], times[pid] = int(fields[1]), int(fields[11]) + int(fields[12])
    below = {root}
    while more := {pid for pid, parent in parents.items() if parent in below} - below:
        below |= more
    return sum(times.get(pid, 0) for pid in below) / os.sysconf("SC_CLK_TCK")


def score(mognad, model, folder):
    """The processor time of `mognad score` for the same files, and how many rows it refuses."""
    files = sorted(str(path) for path in (folder / "responses").glob("*/*.parquet"))
    command = [mognad, "score", model, *files, "-o", str(folder / "scored.parquet")]
    command += ["--on-error", "reject", "--rejects", str(folder / "refused.csv"), "--threads", "2"]
    with open(folder / "scored", "w") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 3:
        sys.exit(f"`mognad score`: some rows are refused\n{(folder / 'scored').read_text()}")
    return usage.ru_utime + usage.ru_stime


def main():
    folder, rows, mognad, model = Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]
    case = json.loads((folder / "case.json").read_text())
    names = case["columns"][1:]
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.execute(f"CREATE TABLE row (n INTEGER, {', '.join(text(name) + ' VARCHAR' for name in names)})")
    places = ", ".join("?" for _ in range(len(names) + 1))
    connection.executemany(f"INSERT INTO row VALUES ({places})", [[n, *row] for n, row in enumerate(case["rows"])])
    count = len(case["rows"])
    connection.execute(f"""COPY (
        SELECT i AS id, 'school-' || (i // {count}) % 24 AS school, row.* EXCLUDE (n)
        FROM range({rows}) AS ids(i) JOIN row ON row.n = i % {count}
    ) TO '{folder}/responses' (FORMAT parquet, PARTITION_BY (school))""")

    source, target = f"{folder}/responses", f"{folder}/results"
    environment = os.environ | {"PYSPARK_SUBMIT_ARGS": "--master local[2] --driver-memory 3g pyspark-shell"}
    environment |= {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    command = [sys.executable, str(JOB), f"{folder}/query.sql", source, target]
    began, cpu = time.monotonic(), 0.0
    with open(folder / "said", "w") as said:
        job = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
        while job.poll() is None:
            cpu = max(cpu, cpu_seconds(job.pid))
            time.sleep(0.5)
    seconds = time.monotonic() - began
    if job.returncode != 3:
        sys.exit(f"exit code {job.returncode} instead of 3: some rows are refused\n{(folder / 'said').read_text()}")

    # The expected cells of each row as it was repeated, beside those that were written.
    outputs = case["outputs"]
    connection.execute(f"CREATE TABLE want (n INTEGER, {', '.join(text(name) + ' VARCHAR' for name in outputs)})")
    good = [[n, *cells] for n, cells in enumerate(case["expected"]) if cells is not None]
    places = ", ".join("?" for _ in range(len(outputs) + 1))
    connection.executemany(f"INSERT INTO want VALUES ({places})", good)
    equal = " AND ".join(f"CAST(r.{text(name)} AS VARCHAR) IS NOT DISTINCT FROM w.{text(name)}" for name in outputs)
    found, same = connection.execute(f"""
        SELECT count(*), count(*) FILTER (WHERE {equal})
        FROM read_parquet('{target}/*/*.parquet') AS r JOIN want AS w ON w.n = r.id % {count}
        WHERE r.refused IS NULL
    """).fetchone()
    (refused,) = connection.execute(
        f"SELECT count(*) FROM read_parquet('{target}/*/*.parquet') WHERE refused IS NOT NULL"
    ).fetchone()
    expected = sum(rows // count + (n < rows % count) for n, *_ in good)
    if (found, same, refused) != (expected, expected, rows - expected):
        sys.exit(f"{same} of {found} rows are right of {expected}; {refused} are refused of {rows - expected}")
    print(f"spark {pyspark.__version__}: {rows} rows, {refused} refused, every cell the same; {seconds:.0f} s, "
          f"{cpu:.0f} s of processor: {rows / cpu:.0f} rows a second and core, starting included")
    cpu = score(mognad, model, folder)
    (found,) = connection.execute(f"SELECT count(*) FROM read_parquet('{folder}/scored.parquet')").fetchone()
    if found != expected:
        sys.exit(f"`mognad score` has results for {found} rows, the job for {expected}")
    print(f"mognad score: {found} rows of results; {cpu:.2f} s of processor: {rows / cpu:.0f} rows a second and core, "
          "starting included")


if __name__ == "__main__":
    main()
