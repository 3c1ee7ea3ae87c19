# SPDX-License-Identifier: Apache-2.0
"""large: one large schema, of a thousand tables, as SQL for both engines and as SQLAlchemy models; and a changed copy.

Ten columns a table, three indexes with that of its key, a foreign key in the shape of a tree, for Alembic follows a chain until
its stack ends; half as many functions.
"""
import os

TABLE = """\
CREATE TABLE t{n:04d} (
    id integer NOT NULL,
    parent_id integer{references},
    name varchar(200) NOT NULL,
    status varchar(20) NOT NULL DEFAULT 'new',
    amount numeric(12, 2) NOT NULL DEFAULT 0,
    quantity integer NOT NULL DEFAULT 1,
    note text,
    active boolean NOT NULL DEFAULT true,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    changed_at timestamp,{extra}
    CONSTRAINT t{n:04d}_pkey PRIMARY KEY (id),
    CONSTRAINT t{n:04d}_amount_check CHECK (amount >= 0)
);
CREATE INDEX t{n:04d}_name ON t{n:04d} (name);
CREATE INDEX t{n:04d}_status ON t{n:04d} (status, created_at);
"""
FUNCTION = """\
CREATE FUNCTION f{n:04d}(amount numeric, rate numeric DEFAULT 0.2) RETURNS numeric
    LANGUAGE sql IMMUTABLE AS $$ SELECT round(amount * (1 + rate), {digits}) $$;
"""
MODELS = """\
import sqlalchemy as sa

metadata = sa.MetaData()
for n in range(1, {count} + 1):
    sa.Table(
        f"t{{n:04d}}", metadata,
        sa.Column("id", sa.Integer, autoincrement=False),
        sa.Column("parent_id", sa.Integer, sa.ForeignKey(f"t{{n // 2:04d}}.id") if n > 1 else None),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("status", sa.String(20), nullable=False, server_default="new"),
        sa.Column("amount", sa.Numeric(12, 2), nullable=False, server_default=sa.text("0")),
        sa.Column("quantity", sa.Integer, nullable=False, server_default=sa.text("1")),
        sa.Column("note", sa.Text),
        sa.Column("active", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("created_at", sa.DateTime, nullable=False, server_default=sa.text("CURRENT_TIMESTAMP")),
        sa.Column("changed_at", sa.DateTime),
        *([sa.Column("reference", sa.String(40))] if n == {changed} else []),
        sa.PrimaryKeyConstraint("id", name=f"t{{n:04d}}_pkey"),
        sa.CheckConstraint("amount >= 0", name=f"t{{n:04d}}_amount_check"),
        sa.Index(f"t{{n:04d}}_name", "name"),
        sa.Index(f"t{{n:04d}}_status", "status", "created_at"),
    )
"""
ENVIRONMENT = """\
import os
import sys

import sqlalchemy
from alembic import context

sys.path.insert(0, os.path.dirname(__file__))
from models import metadata

with sqlalchemy.create_engine(os.environ["ALEMBIC_URL"]).connect() as connection:
    context.configure(connection=connection, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()
"""
MAKO = '''\
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}

from alembic import op
import sqlalchemy as sa


def upgrade():
    ${upgrades if upgrades else "pass"}


def downgrade():
    ${downgrades if downgrades else "pass"}
'''


def sql(count, functions=0, changed=()):
    """changed: the tables that have one more column, and the functions that count one digit more."""
    parts = [TABLE.format(n=n, references=f" REFERENCES t{n // 2:04d} (id)" if n > 1 else "",
                          extra="\n    reference varchar(40)," if n in changed else "")
             for n in range(1, count + 1)]
    parts += [FUNCTION.format(n=n, digits=3 if n in changed else 2) for n in range(1, functions + 1)]
    return "\n".join(parts)


def write_alembic(folder, count, changed):
    """An environment whose models have one more column in the table that is named."""
    os.makedirs(os.path.join(folder, "versions"))
    files = {"alembic.ini": "[alembic]\nscript_location = .\n", "env.py": ENVIRONMENT, "script.py.mako": MAKO,
             "models.py": MODELS.format(count=count, changed=changed)}
    for name, text in files.items():
        with open(os.path.join(folder, name), "w", encoding="ascii") as file:
            file.write(text)
