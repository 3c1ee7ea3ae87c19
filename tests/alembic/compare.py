#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""compare: Dunlin's histories, targets and plans against those of the real Alembic, on random graphs.

Usage: compare.py PLAN_STEPS FOLDER [SEED [GRAPHS]]

Each graph is written for both. Alembic is driven through its own interface, its version table kept by itself in
SQLite; Dunlin by the program plan-steps. From random points, both are asked for the steps to random targets, and
where they agree, both go there.

Where Dunlin differs on purpose, the difference is named in DIFFERENCES or RARE; one of the first that never occurs
fails as well, and so does any that is not named.
"""
import collections
import os
import random
import re
import subprocess
import sys
import warnings

from alembic.config import Config
from alembic.runtime.migration import HeadMaintainer, MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import create_engine

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from graphs import Graph  # noqa: E402

warnings.filterwarnings("ignore")
# Alembic takes the files of a folder as the file system has them: each has an order of its own, and with it other walks.
unsorted_listdir = os.listdir
os.listdir = lambda path=".": sorted(unsorted_listdir(path))
N_WALKS, N_MOVES = 4, 14
REQUIRED = {"graphs": 30, "graphs with merges": 20, "graphs with several bases": 10, "graphs with labels": 20,
            "graphs with depends": 10, "equal": 500}

DIFFERENCES = {
    "version table": "Alembic plans it, but fails while it keeps its version table, where one parent of a merge depends "
                     "on another; Dunlin keeps no heads",
    "several heads": "\"-N\" from several applied heads: Alembic takes an arbitrary one with a warning; Dunlin refuses",
    "the merge alone": "\"-N\" that ends with a merge: Alembic refuses, since two revisions stand below; Dunlin reverts "
                       "the merge",
    "nothing above": "down to an applied revision that nothing applied stands on: Alembic refuses unless it has a row of "
                     "its own; Dunlin has nothing to do",
    "another branch": "\"label@revision\" downwards with a revision of another branch: Alembic ignores the label; Dunlin "
                      "refuses",
    "overlap": "heads of one branch that depend on each other: Alembic refuses to go to them; Dunlin goes",
    "counted from the end": "\"-N:END\" of history: Alembic counts from the heads wherever the end is; Dunlin from the "
                            "end",
    "counted from several heads": "\"-N:heads\" of history: Alembic refuses where it would begin on one another's "
                                  "branch; Dunlin shows what there is",
    "order": "what may come in any order: Alembic walks one branch to its end before the next; Dunlin goes by number, in one "
             "order for every plan",
}

# Seen in one of fifty graphs: they need not occur.
RARE = {
    "label below": "\"label@-N\" where the label stands below a fork: Alembic refuses; Dunlin counts on the one branch that "
                   "is applied",
    "label above": "\"label@-N\" where the label stands above a merge that is not applied: Alembic reverts the other "
                   "branch, too, that leads there; Dunlin the one that was counted",
    "implied head": "Alembic may hold a row for a head that another one depends on, and counts it as a head of its own",
}


class Dunlin:
    """plan-steps, asked line by line."""

    def __init__(self, program):
        self._process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, *words):
        """The ids of the answer, or None and the message."""
        self._process.stdin.write(" ".join(words) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().rstrip("\n")
        if answer.startswith("ok"):
            return answer.split()[1:], None
        if not answer.startswith("error "):
            raise SystemExit(f"plan-steps ended: {words}")
        return None, answer.split(" ", 2)[2]

    def close(self):
        self._process.stdin.close()
        self._process.wait()


class Alembic:
    """An environment of Alembic, and one database with its version table."""

    def __init__(self, folder):
        config = Config()
        config.set_main_option("script_location", folder)
        self.script = ScriptDirectory.from_config(config)
        self.reset()

    def reset(self):
        self._context = MigrationContext.configure(connection=create_engine("sqlite://").connect())
        self._context._ensure_version_table()

    def heads(self):
        return tuple(self._context.get_current_heads())

    def applied(self):
        """All that its heads imply."""
        revision_map = self.script.revision_map
        heads = revision_map.get_revisions(self.heads())
        return {revision.revision for revision in revision_map._get_ancestor_nodes(heads)}

    def plan(self, direction, target):
        """The steps, or None and the message."""
        find = self.script._upgrade_revs if direction == "up" else self.script._downgrade_revs
        try:
            return list(find(target, self.heads() or None if direction == "up" else self.heads())), None
        except (CommandError, AssertionError, Exception) as error:  # noqa: BLE001: it lets many kinds out
            return None, f"{type(error).__name__}: {error}"

    def go(self, steps):
        """FALSE: it cannot bring its version table there; then it is of no use any more."""
        maintainer = HeadMaintainer(self._context, self.heads())
        try:
            for step in steps:
                maintainer.update_to_step(step)
        except KeyError:
            return False
        return True

    def history(self, start="base", end="heads"):
        try:
            return [revision.revision for revision in self.script.walk_revisions(start, end)], None
        except Exception as error:  # noqa: BLE001
            return None, f"{type(error).__name__}: {error}"


def is_order(graph, ids, downwards):
    """Whether each revision comes behind (downwards: before) all that it needs."""
    place = {name: index for index, name in enumerate(reversed(ids) if downwards else ids)}
    return all(place[need] < place[name] for name in ids for need in graph.get(name).parents + graph.get(name).depends
               if need in place)


class Comparison:
    """One graph, both tools."""

    def __init__(self, graph, dunlin, alembic, tally):
        self.graph, self.dunlin, self.alembic, self.tally = graph, dunlin, alembic, tally
        self.random = random.Random(graph.seed)
        self.failures = []

    def fail(self, what, theirs, ours):
        self.failures.append(f"seed {self.graph.seed}: {what}\n  Alembic: {theirs}\n  Dunlin:  {ours}")

    def difference(self, name):
        self.tally[f"differs: {name}"] += 1

    def compare_ids(self, what, theirs, ours, downwards):
        """The same revisions, in the same order or in another one that is an order too."""
        if set(theirs) != set(ours) or len(theirs) != len(ours) or not is_order(self.graph, ours, downwards):
            self.fail(what, theirs, ours)
        elif theirs == ours:
            self.tally["equal"] += 1
        else:
            self.difference("order")

    def lists(self):
        script = self.alembic.script
        for what, theirs in (("heads", set(script.get_heads())),
                             ("branches", {r.revision for r in script.walk_revisions() if r.is_branch_point})):
            ours, _ = self.dunlin.ask(what)
            if theirs != set(ours):
                self.fail(what, theirs, ours)
        self.compare_ids("history", self.alembic.history()[0], self.dunlin.ask("history")[0], True)

    # ---- targets

    def revision(self):
        return self.random.choice(self.graph.revisions).id

    def steps(self, sign):
        return f"{sign}{self.random.randint(1, 3)}"

    def branch(self):
        names = self.graph.labels() + [self.revision()]
        return self.random.choice(names)

    def target(self, direction):
        sign = "+" if direction == "up" else "-"
        makers = [
            self.revision, self.revision, lambda: self.steps(sign), lambda: self.steps(sign),
            lambda: self.revision() + self.steps("+"), lambda: self.revision() + self.steps("-"),
            lambda: f"{self.branch()}@{self.steps(sign)}", lambda: f"{self.branch()}@{self.revision()}",
            self.branch, lambda: "head-1", lambda: self.revision()[:7],
        ]
        if direction == "up":
            makers += [lambda: "head", lambda: "heads", lambda: "heads", lambda: f"{self.branch()}@head",
                       lambda: f"{self.branch()}@heads"]
        else:
            makers += [lambda: "base", lambda: f"{self.branch()}@base"]
        return self.random.choice(makers)()

    # ---- moving

    def has_implied_head(self):
        heads = self.alembic.heads()
        return any(head in self.graph.ancestors(other, with_depends=True) for head in heads for other in heads)

    def explain(self, direction, target, theirs, ours):
        """The name of a difference that is meant to be, or None. theirs, ours: ids, or the message of a refusal."""
        is_counted = re.fullmatch(r"(.+@)?-\d+", target)
        if direction == "down" and is_counted and "would count from" in ours and isinstance(theirs, list):
            return "several heads"
        if direction == "down" and is_counted and "Ambiguous walk" in theirs and set(self.graph.merges()) & set(ours):
            return "the merge alone"
        if direction == "down" and ours == [] and "not a valid downgrade target" in theirs:
            return "nothing above"
        if direction == "down" and "is not on the branch of" in ours:
            return "another branch"
        if "overlaps with other requested revisions" in theirs and isinstance(ours, list):
            return "overlap"
        if is_counted and "Not a valid downgrade target" in theirs and isinstance(ours, list):
            return "label below"
        if is_counted and "@" in target and set(ours) < set(theirs):
            return "label above"
        if self.has_implied_head() and isinstance(ours, list):
            return "implied head"
        return None

    def move(self):
        direction = self.random.choice(["up", "up", "down"])
        target = self.target(direction)
        applied = sorted(self.alembic.applied())
        where = f"{direction} {target} from {applied} (heads {self.alembic.heads()})"
        theirs, their_error = self.alembic.plan(direction, target)
        ours, our_error = self.dunlin.ask(direction, target, ",".join(applied) or "-")
        if theirs is None and ours is None:
            self.tally["both refuse"] += 1
            return
        their_ids = None if theirs is None else [step.revision.revision for step in theirs]
        if theirs is None or ours is None or set(their_ids) != set(ours):
            name = self.explain(direction, target, their_error or their_ids, our_error or ours)
            if name is None:
                self.fail(where, their_error or their_ids, our_error or ours)
            else:
                self.difference(name)
            return
        self.compare_ids(where, their_ids, ours, direction == "down")
        if not self.alembic.go(theirs):
            self.difference("version table")
            self.alembic.reset()
            return
        after = set(applied) | set(ours) if direction == "up" else set(applied) - set(ours)
        if self.alembic.applied() != after:
            self.fail(f"after {where}", sorted(self.alembic.applied()), sorted(after))

    def ranges(self):
        for _ in range(6):
            start, end = self.revision(), self.revision()
            start = self.random.choice([start, start, "base", f"-{self.random.randint(1, 4)}"])
            end = self.random.choice([end, "heads", "head"])
            theirs, their_error = self.alembic.history(start, end)
            ours, our_error = self.dunlin.ask("range", f"{start}:{end}")
            what = f"history {start}:{end}"
            if theirs is None and ours is None:
                self.tally["both refuse"] += 1
            elif theirs is None or ours is None or set(theirs) != set(ours):
                if start.startswith("-") and not end.startswith("head"):
                    self.difference("counted from the end")
                    continue
                if start.startswith("-") and end == "heads" and their_error is not None:
                    self.difference("counted from several heads")
                    continue
                self.fail(what, their_error or theirs, our_error or ours)
            else:
                self.compare_ids(what, theirs, ours, True)

    def run(self):
        self.lists()
        self.ranges()
        for _ in range(N_WALKS):
            self.alembic.reset()
            for _ in range(N_MOVES):
                self.move()


def main():
    program, folder = sys.argv[1:3]
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    n_graphs = int(sys.argv[4]) if len(sys.argv) > 4 else 40
    tally, failures = collections.Counter(), []
    dunlin = Dunlin(program)
    for number in range(seed, seed + n_graphs):
        graph = Graph(number)
        home = os.path.join(folder, str(number))
        graph.write_alembic(os.path.join(home, "alembic"))
        graph.write_dunlin(os.path.join(home, "dunlin"))
        _, error = dunlin.ask("project", os.path.join(home, "dunlin"))
        if error is not None:
            raise SystemExit(f"seed {number}: {error}")
        comparison = Comparison(graph, dunlin, Alembic(os.path.join(home, "alembic")), tally)
        comparison.run()
        failures += comparison.failures
        tally["graphs"] += 1
        tally["graphs with merges"] += bool(graph.merges())
        tally["graphs with several bases"] += len(graph.bases()) > 1
        tally["graphs with labels"] += bool(graph.labels())
        tally["graphs with depends"] += graph.has_depends()
    dunlin.close()
    for name, count in sorted(tally.items()):
        print(f"{count} {name}")
    for failure in failures[:20]:
        print(failure, file=sys.stderr)
    for name, least in REQUIRED.items():
        if tally[name] < least:
            failures.append(f"only {tally[name]} {name}: this proves too little")
            print(failures[-1], file=sys.stderr)
    missing = [name for name in DIFFERENCES if tally[f"differs: {name}"] == 0]
    for name in missing:
        print(f"the difference \"{name}\" never occurs: {DIFFERENCES[name]}", file=sys.stderr)
    raise SystemExit(1 if failures or missing else 0)


if __name__ == "__main__":
    main()
