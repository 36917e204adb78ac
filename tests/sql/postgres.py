"""A PostgreSQL server of one's own, on a free port, gone when it is stopped."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path


def programs():
    """Where initdb is: Debian keeps each version's programs in a folder of their own."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = [folder for folder in folders if (folder / "initdb").exists()]
    if found:
        return found[0]
    path = shutil.which("initdb")
    if path is None:
        raise FileNotFoundError("PostgreSQL is not installed: apt-get install postgresql")
    return Path(path).parent


class Server:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="mognad-postgres-")
        # PostgreSQL refuses to run as root.
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user:
            owner = pwd.getpwnam(self.user)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.bin = programs()
        data = f"{self.folder}/data"
        self.run("initdb", "-D", data, "-A", "trust", "-U", "mognad", "-E", "UTF8", "--locale=C.UTF-8")
        options = f"-p {port} -k {self.folder} -c listen_addresses='' -c fsync=off"
        self.run("pg_ctl", "-D", data, "-o", options, "-l", f"{self.folder}/log", "-w", "start")
        self.address = f"host={self.folder} port={port} user=mognad dbname=postgres"

    def run(self, program, *arguments):
        command = [str(self.bin / program), *arguments]
        if self.user:
            command = ["runuser", "-u", self.user, "--", *command]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{program}: {done.stdout}{done.stderr}")

    def stop(self):
        self.run("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)
