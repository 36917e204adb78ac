"""One process from start to exit: how long it took, and its own memory at the most."""

import subprocess
import sys
import threading
import time

# How often memory is looked at, in seconds.
PAUSE = 0.003


def run(command, folder):
    """Seconds, bytes of memory that are no pages of files at the most, and what it printed."""
    start = time.perf_counter()
    process = subprocess.Popen([str(word) for word in command], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    peak = Peak(process.pid)
    output, errors = process.communicate()
    seconds = time.perf_counter() - start
    if process.returncode != 0:
        sys.exit(f"{' '.join(process.args)} failed:\n{errors}")
    return seconds, peak.stop(), output


class Peak:
    """Looks at a process again and again: at what is its alone, not at files that are mapped into it."""

    def __init__(self, pid):
        self.path, self.most, self.is_over = f"/proc/{pid}/status", 0, False
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()

    def watch(self):
        while not self.is_over:
            try:
                with open(self.path) as file:
                    sizes = [int(line.split()[1]) for line in file if line.startswith(("RssAnon", "RssShmem"))]
            except OSError:
                return
            self.most = max(self.most, sum(sizes) * 1024)
            time.sleep(PAUSE)

    def stop(self):
        self.is_over = True
        self.thread.join()
        return self.most
