"""Processes that hold the answers in memory and score them when they are told to."""

import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parents[1]
ROOT = HERE.parents[1]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
FOLDER = TARGET / "compare" / "score"


def build_command():
    """`mognad`, as it is shipped."""
    subprocess.run(["cargo", "build", "--quiet", "--locked", "--release"], cwd=ROOT, check=True)


def build_benchmark():
    """What holds the engine, the loop by hand and the reading in memory; its path.

    Only the benchmark itself, that is the loop by hand, is compiled for this processor: the library is as it is shipped.
    """
    command = ["cargo", "rustc", "--quiet", "--locked", "--profile", "bench", "--bench", "score", "--message-format", "json"]
    output = subprocess.run([*command, "--", "-C", "target-cpu=native"], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    built = [json.loads(line) for line in output.stdout.splitlines() if line.startswith(b"{")]
    return next(m["executable"] for m in built if m.get("executable") and m["target"]["name"] == "score")


class Session:
    """One process."""

    def __init__(self, command):
        self.process = subprocess.Popen(
            [str(word) for word in command], cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.expect("ready")

    @classmethod
    def of_mognad(cls, benchmark, model, codes, rows, threads):
        """`model` is a path without its ending, below the root; `codes` a file, or `-` for random answers."""
        return cls([benchmark, "--bench", "serve", model, codes, rows, threads])

    @classmethod
    def of_engine(cls, engine, workload, codes, rows, threads):
        return cls([sys.executable, "-m", "engines.serve", engine, workload.name, codes, rows, threads])

    def line(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{' '.join(self.process.args)} failed")
        return line.strip()

    def expect(self, word):
        line = self.line()
        assert line == word, line

    def tell(self, *words):
        self.process.stdin.write(" ".join(words) + "\n")
        self.process.stdin.flush()

    def run(self, form):
        """Seconds."""
        self.tell("run", form)
        return float(self.line())

    def save(self, form, path):
        """Writes what the last run gave, which was of this form."""
        self.tell("save", form, str(path))
        self.expect("saved")

    def close(self):
        self.process.stdin.close()
        self.process.wait()
