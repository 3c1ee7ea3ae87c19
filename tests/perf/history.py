# SPDX-License-Identifier: Apache-2.0
"""history: a long history with branches and merges, as a Dunlin project and as an Alembic environment.

In blocks of 400: eight branches leave the main line, grow by 25 revisions each, their numbers interleaved with each other
and with the line's own, and are merged back one after the other.
"""
import os

BRANCHES, LENGTH, BLOCK = 8, 25, 400

DUNLIN = """\
-- Change {number}
-- dunlin:parent {parents}
-- dunlin:up
CREATE TABLE t{number} (id integer PRIMARY KEY, name text NOT NULL DEFAULT 'x');
CREATE INDEX i{number} ON t{number} (name);
-- dunlin:down
DROP TABLE t{number};
"""
ALEMBIC = """\
\"\"\"Change {number}\"\"\"
revision = "{name}"
down_revision = {parents!r}
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
"""


def revisions(count):
    """(number, parents) of each, the parents as numbers."""
    made, line = [], 0

    def add(*parents):
        made.append((len(made) + 1, [parent for parent in parents if parent]))
        return len(made)

    while len(made) < count:
        tips = [line] * BRANCHES
        for _ in range(LENGTH):
            tips = [add(tip) for tip in tips]
            line = add(line)
        for tip in tips:
            line = add(line, tip)
        while len(made) % BLOCK:
            line = add(line)
    return made[:count]


def name_of(number):
    return f"{number:05d}_change"


def write(folder, count):
    """folder/dunlin and folder/alembic."""
    ours, theirs = os.path.join(folder, "dunlin"), os.path.join(folder, "alembic")
    os.makedirs(os.path.join(ours, "migrations"))
    os.makedirs(os.path.join(theirs, "versions"))
    with open(os.path.join(ours, "dunlin.yaml"), "w", encoding="ascii") as file:
        file.write('system: {url: "sqlite:///app.db"}\n')
    with open(os.path.join(theirs, "alembic.ini"), "w", encoding="ascii") as file:
        file.write("[alembic]\nscript_location = .\n")
    for number, parents in revisions(count):
        names = [name_of(parent) for parent in parents]
        with open(os.path.join(ours, "migrations", f"{name_of(number)}.sql"), "w", encoding="ascii") as file:
            file.write(DUNLIN.format(number=number, parents=" ".join(names) or "none"))
        with open(os.path.join(theirs, "versions", f"{name_of(number)}.py"), "w", encoding="ascii") as file:
            file.write(ALEMBIC.format(number=number, name=name_of(number),
                                      parents=None if not names else names[0] if len(names) == 1 else tuple(names)))
    return ours, theirs
