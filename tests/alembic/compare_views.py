#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""compare_views: what `dunlin heads`, `branches` and `history` print, and what Alembic prints, on random graphs.

Usage: compare_views.py DUNLIN FOLDER [SEED [GRAPHS]]

The lines must be the same to the letter, and in the same order; but for what has no order in Alembic:
- labels and what branches off are sets there: they are sorted here;
- ids that are no numbers: Alembic goes by file names, Dunlin by the lineage: only the lines are compared;
- depends: Alembic does without those that something else implies before it looks for an order: the same.
"""
import collections
import io
import os
import re
import subprocess
import sys
import warnings

from alembic import command
from alembic.config import Config
from alembic.script.base import Script

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from graphs import Graph  # noqa: E402

warnings.filterwarnings("ignore")
REQUIRED = {"graphs": 30, "branches": 15, "merges": 15, "labels": 15, "in order": 15}

# Debian's Alembic takes files as the file system gives them, later ones by name.
list_files = Script._list_py_dir.__func__
Script._list_py_dir = classmethod(lambda cls, scripts, path: sorted(list_files(cls, scripts, path)))


def alembic(verb, folder):
    config = Config()
    config.set_main_option("script_location", folder)
    config.stdout = io.StringIO()
    getattr(command, verb)(config)
    return config.stdout.getvalue()


def dunlin(program, verb, folder):
    return subprocess.run([program, "-C", folder, verb, "--quiet"], check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout


def normal(text):
    """Lines, or for branches blocks, with sets in one order."""
    def sort_names(match):
        return ", ".join(sorted(match[0].split(", ")))
    lines = [re.sub(r"\w+(?:, \w+)+", sort_names, line.rstrip()) for line in text.strip().split("\n")]
    blocks = [block.split("\n") for block in "\n".join(lines).split("\n\n")]
    return [line for first, *rest in blocks for line in [first] + (sorted(rest) if "branchpoint" in first else rest)]


def normal_history(text):
    return [line for block in text.strip().split("\n") for line in normal(block)]


def compare(program, folder, seed, counts):
    graph = Graph(seed)
    graph.write_alembic(os.path.join(folder, "alembic"))
    open(os.path.join(folder, "alembic", "env.py"), "w", encoding="ascii").close()
    graph.write_dunlin(os.path.join(folder, "dunlin"))
    has_order = not graph.has_depends() and graph.revisions[0].id.startswith("0001_")
    problems = []
    for verb in ("heads", "branches", "history"):
        make = normal_history if verb == "history" else normal
        theirs = make(alembic(verb, os.path.join(folder, "alembic")))
        ours = make(dunlin(program, verb, os.path.join(folder, "dunlin")))
        if theirs != ours if has_order else sorted(theirs) != sorted(ours):
            problems.append("seed %d: %s\n--- Alembic:\n%s\n--- Dunlin:\n%s"
                            % (seed, verb, "\n".join(theirs), "\n".join(ours)))
        if verb == "branches" and ours != [""]:
            counts["branches"] += 1
    counts.update({"graphs": 1, "merges": bool(graph.merges()), "labels": bool(graph.labels()), "in order": has_order})
    return problems


def main():
    program, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    n_graphs = int(sys.argv[4]) if len(sys.argv) > 4 else 40
    counts = collections.Counter()
    problems = []
    for seed in range(first, first + n_graphs):
        where = os.path.join(folder, str(seed))
        os.makedirs(where)
        problems += compare(program, where, seed, counts)
    problems += ["too few: %s, %d of %d" % (name, counts[name], n) for name, n in REQUIRED.items() if counts[name] < n]
    print("\n".join(problems) if problems else "%d graphs: the same" % counts["graphs"])
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
