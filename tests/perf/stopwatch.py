# SPDX-License-Identifier: Apache-2.0
"""stopwatch: what one command takes, in time, processor time, memory and instructions."""
import os
import subprocess

from server import ROOT

BUILD = os.path.join(ROOT, "build")
DUNLIN = os.environ.get("DUNLIN") or os.path.join(BUILD, "dunlin")


class Sample:
    """What one command took."""

    def __init__(self, wall, user, system, rss_kib):
        self.wall, self.cpu, self.rss_mib = wall, user + system, rss_kib / 1024


def measure(command, scratch, **options):
    """Runs a command that must succeed; its output is dropped, its errors are shown."""
    out = os.path.join(scratch, "measure")
    shell = ["sh", "-c", 'out=$1; shift; exec "$@" 3>"$out"', "sh", out]
    done = subprocess.run([*shell, program("measure"), *command], check=False, text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **options)
    if done.returncode != 0:
        raise SystemExit(f"bench: {' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    with open(out, encoding="ascii") as file:
        return Sample(*map(float, file.read().split()[:4]))


def program(name):
    return os.path.join(BUILD, "tests/perf", name)


def instructions(command, scratch):
    """What valgrind counts: no noise moves it."""
    out = os.path.join(scratch, "callgrind")
    done = subprocess.run(["valgrind", "--tool=callgrind", "--trace-children=yes", f"--callgrind-out-file={out}.%p", *command],
                          check=True, capture_output=True, text=True)
    return max(int(line.split(":")[1]) for line in done.stderr.splitlines() if "Collected :" in line)
