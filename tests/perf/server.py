# SPDX-License-Identifier: Apache-2.0
"""A throwaway PostgreSQL server for the bench, and what the kernel and the server know about its work."""
import os
import subprocess
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CLUSTER = os.path.join(ROOT, "tests/lib/cluster.bash")
TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    def __init__(self, directory, *settings):
        os.makedirs(directory)
        os.chmod(directory, 0o755)
        self.directory = directory
        self._shell('cluster_start "$@"', directory, *settings)
        with open(os.path.join(directory, "port"), encoding="ascii") as file:
            self.port = file.read().strip()
        with open(os.path.join(directory, "data/postmaster.pid"), encoding="ascii") as file:
            self.postmaster = int(file.readline())

    @staticmethod
    def _shell(command, *arguments):
        subprocess.run(["bash", "-c", f'source "{CLUSTER}"; {command}', "bench", *arguments], check=True,
                       stdin=subprocess.DEVNULL)

    def stop(self):
        self._shell('cluster_stop "$1"', self.directory)

    def socket_path(self):
        return os.path.join(self.directory, f"socket/.s.PGSQL.{self.port}")

    def url(self, database, host=None):
        return f"postgresql://postgres@/{database}?host={host or self.directory + '/socket'}&port={self.port}"

    def query(self, sql, database="postgres"):
        """Rows as text, fields separated by |. Each statement is its own transaction."""
        return subprocess.run(["psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.url(database)],
                              input=sql, check=True, capture_output=True, text=True).stdout.strip()

    def cpu_seconds(self):
        """Of the whole server: the postmaster, its children that live, and those that it has buried."""
        total = sum(_stat(self.postmaster)[11:15])
        for child in self.children():
            total += sum(_stat(child)[11:13])
        return total / TICKS

    def children(self):
        try:
            with open(f"/proc/{self.postmaster}/task/{self.postmaster}/children", encoding="ascii") as file:
                return [int(pid) for pid in file.read().split()]
        except FileNotFoundError:
            return [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc")))
                    if _stat(pid)[1:2] == [self.postmaster]]

    def wait_idle(self):
        """Until no client is connected: a backend reports its counts when it ends."""
        deadline = time.monotonic() + 30
        while self.query("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'") != "1":
            if time.monotonic() > deadline:
                raise TimeoutError("a client stays connected")
            time.sleep(0.01)


class MemoryWatch:
    """Samples the private memory of the server's backends while it is open: the largest, in MiB."""

    def __init__(self, server):
        self.server, self.peak_kib, self.stop = server, 0, threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join()

    def _watch(self):
        while not self.stop.wait(0.05):
            for pid in self.server.children():
                self.peak_kib = max(self.peak_kib, _private_kib(pid))


def _stat(pid):
    """The fields of /proc/PID/stat behind the name, as numbers; zeros when the process is gone."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
        return [int(field) if field.lstrip("-").isdigit() else 0 for field in fields]
    except (FileNotFoundError, ProcessLookupError):
        return [0] * 50


def _private_kib(pid):
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
            # Not the lines Private_*: they count each page of shared_buffers that no other process has touched yet.
            return sum(int(line.split()[1]) for line in file if line.startswith("Anonymous:"))
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0
