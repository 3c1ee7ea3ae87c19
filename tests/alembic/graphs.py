# SPDX-License-Identifier: Apache-2.0
"""graphs: random histories from a seed, each written twice: as an Alembic environment and as a Dunlin project."""
import os
import random

ALEMBIC_FILE = '''\
"""revision {id}"""
revision = "{id}"
down_revision = {parents!r}
branch_labels = {labels!r}
depends_on = {depends!r}


def upgrade():
    pass


def downgrade():
    pass
'''


class Revision:
    """What both tools are told of a revision."""

    def __init__(self, name, parents, depends, labels):
        self.id, self.parents, self.depends, self.labels = name, parents, depends, labels


class Graph:
    """A history, oldest revision first."""

    def __init__(self, seed):
        self.seed = seed
        self.revisions = []
        self._random = random.Random(seed)
        self._n_bases = self._random.choice([1, 1, 2, 3])
        self._is_hex = self._random.random() < 0.3
        self._depends_rate = self._random.choice([0, 0.1, 0.3])
        self._merge_rate = self._random.choice([0.1, 0.25, 0.4])
        for number in range(1, self._random.randint(6, 22)):
            self.revisions.append(self._make(number))

    # ---- asking

    def get(self, name):
        return next(revision for revision in self.revisions if revision.id == name)

    def ancestors(self, name, with_depends=False):
        found, todo = set(), [name]
        while todo:
            revision = self.get(todo.pop())
            for parent in revision.parents + (revision.depends if with_depends else []):
                if parent not in found:
                    found.add(parent)
                    todo.append(parent)
        return found

    def heads(self):
        parents = {parent for revision in self.revisions for parent in revision.parents}
        return [revision.id for revision in self.revisions if revision.id not in parents]

    def bases(self):
        return [revision.id for revision in self.revisions if not revision.parents]

    def merges(self):
        return [revision.id for revision in self.revisions if len(revision.parents) > 1]

    def labels(self):
        return [label for revision in self.revisions for label in revision.labels]

    def has_depends(self):
        return any(revision.depends for revision in self.revisions)

    # ---- making

    def _make(self, number):
        parents = self._parents()
        before = [revision.id for revision in self.revisions]
        depends = []
        if before and self._random.random() < self._depends_rate:
            other = self._random.choice(before)
            if other not in parents and not any(other in self.ancestors(parent) for parent in parents):
                depends = [other]
        labels = [f"label{number}"] if self._random.random() < 0.25 else []
        return Revision(self._id(number), parents, depends, labels)

    def _id(self, number):
        if self._is_hex:
            return f"{self._random.randrange(16**12):012x}"
        return f"{number:04d}_{self._random.choice(['users', 'orders', 'rooms', 'index'])}"

    def _parents(self):
        heads = self.heads()
        if len(self.bases()) < self._n_bases and (not heads or self._random.random() < 0.4):
            return []
        if not heads:
            return []
        if len(heads) > 1 and self._random.random() < self._merge_rate:
            return sorted(self._random.sample(heads, self._random.randint(2, min(3, len(heads)))))
        if self._random.random() < 0.3:
            return [self._random.choice(self.revisions).id]
        return [self._random.choice(heads)]

    # ---- writing

    def write_alembic(self, folder):
        os.makedirs(os.path.join(folder, "versions"))
        for revision in self.revisions:
            parents = tuple(revision.parents)
            text = ALEMBIC_FILE.format(
                id=revision.id, parents=None if not parents else parents[0] if len(parents) == 1 else parents,
                labels=tuple(revision.labels) or None, depends=tuple(revision.depends) or None)
            with open(os.path.join(folder, "versions", f"{revision.id}.py"), "w", encoding="ascii") as file:
                file.write(text)

    def write_dunlin(self, folder):
        os.makedirs(os.path.join(folder, "migrations"))
        with open(os.path.join(folder, "dunlin.yaml"), "w", encoding="ascii") as file:
            file.write("system: {url: \"sqlite:///app.db\"}\n")
        for revision in self.revisions:
            lines = [f"-- revision {revision.id}", f"-- dunlin:parent {' '.join(revision.parents) or 'none'}"]
            lines += [f"-- dunlin:depends {name}" for name in revision.depends]
            lines += [f"-- dunlin:label {label}" for label in revision.labels]
            lines += ["-- dunlin:up", "SELECT 1;", "-- dunlin:down", "SELECT 1;"]
            with open(os.path.join(folder, "migrations", f"{revision.id}.sql"), "w", encoding="ascii") as file:
                file.write("\n".join(lines) + "\n")
