# SPDX-License-Identifier: Apache-2.0
"""compare: reading and comparing a large schema, beside pg_dump, Alembic's autogenerate, and SQLite reading the file."""
import os
import shutil
import subprocess

import large
from server import Server
from stopwatch import DUNLIN, measure, program

FUNCTIONS, CHANGED = 500, range(100, 1000, 100)
ONE = 500  # the table that alone is changed


def write(path, text):
    with open(path, "w", encoding="ascii") as file:
        file.write(text)
    return path


def in_turn(report, title, pairs, limit, ours, goal):
    """Both commands, pair by pair; each is a list, and the options of the process."""
    samples = {"limit": [], "dunlin": []}
    for number in range(pairs):
        sides = [("limit", limit), ("dunlin", ours)]
        for side, (command, scratch, options) in sides if number % 2 == 0 else reversed(sides):
            samples[side].append(measure(command, scratch, **options).wall)
    report.ratio(title, samples["limit"], samples["dunlin"], goal)


def postgres(arguments, report, scratch):
    server = Server(os.path.join(scratch, "server"), "fsync = off")
    try:
        for name, changed in (("before", ()), ("after", CHANGED)):
            server.query(f"CREATE DATABASE {name}")
            server.query(large.sql(arguments.tables, FUNCTIONS, changed), name)
        report.heading(f"PostgreSQL, {arguments.tables} tables, {FUNCTIONS} functions, {arguments.pairs} pairs")
        dump = (["pg_dump", "--schema-only", "-d", server.url("before")], scratch, {})
        both = [server.url("before"), server.url("after")]
        in_turn(report, "inspect two and diff / pg_dump -s", arguments.pairs, dump,
                ([program("inspect_diff"), *both], scratch, {}), 1)
        in_turn(report, "dunlin diff, tried / pg_dump -s", min(arguments.pairs, 3), dump,
                ([DUNLIN, "diff", "--from", both[0], "--to", both[1]], scratch, {}), None)
        autogenerate(arguments, report, scratch, server)
    finally:
        server.stop()


def autogenerate(arguments, report, scratch, server):
    """One column more in one table, to its migration, which Dunlin tries there and back. Alembic reads a database that is where its
    history is; Dunlin needs none, and makes both states on scratch databases: 12,000 files that a file system has to make. ext4 does not
    use an inode again that was freed within the last minutes, and looks at each of them before it takes another: a run that follows
    one of its own spends a third of the server's time on that. --folder in memory (/dev/shm) leaves it out."""
    if subprocess.run(["/usr/bin/python3", "-c", "import alembic, psycopg2"], check=False,
                      capture_output=True).returncode != 0:
        print("  Alembic and psycopg2 are not there")
        return
    theirs, ours = os.path.join(scratch, "alembic"), os.path.join(scratch, "project")
    large.write_alembic(theirs, arguments.tables, ONE)
    os.makedirs(os.path.join(ours, "migrations"))
    write(os.path.join(ours, "dunlin.yaml"), "system: {url: \"${DATABASE_URL}\"}\nschema: {public: schema.sql}\n")
    write(os.path.join(ours, "migrations/001_all.sql"), large.sql(arguments.tables))
    write(os.path.join(ours, "schema.sql"), large.sql(arguments.tables, 0, (ONE,)))
    server.query("CREATE DATABASE app")
    server.query(large.sql(arguments.tables), "app")
    # Each run writes a file that the next one must not find.
    anew = ["sh", "-c", 'rm -f "$1"/*_more.*; shift; exec "$@"', "sh"]
    # One that is where the migrations are, as Alembic's is: without the replay.
    server.query("CREATE DATABASE own TEMPLATE app")
    subprocess.run([DUNLIN, "stamp", "heads"], cwd=ours, check=True, stdout=subprocess.DEVNULL,
                   env=dict(os.environ, DATABASE_URL=server.url("own")))
    url = f"postgresql+psycopg2://postgres@/app?host={server.directory}/socket&port={server.port}"
    revision = ["revision", "--autogenerate", "-m", "more"]
    alembic = ([*anew, os.path.join(theirs, "versions"), "/usr/bin/python3", "-m", "alembic", *revision], scratch,
               {"cwd": theirs, "env": dict(os.environ, ALEMBIC_URL=url)})
    for title, options in ("one column more, Dunlin / Alembic", []), ("the same, --from-database", ["--from-database"]):
        in_turn(report, title, min(arguments.pairs, 5), alembic,
                ([*anew, os.path.join(ours, "migrations"), DUNLIN, *revision, *options], scratch,
                 {"cwd": ours, "env": dict(os.environ, DATABASE_URL=server.url("own"))}), 0.2)


def sqlite(arguments, report, scratch):
    before = write(os.path.join(scratch, "before.sql"), large.sql(arguments.tables))
    after = write(os.path.join(scratch, "after.sql"), large.sql(arguments.tables, 0, CHANGED))
    shell = shutil.which("sqlite3")
    if shell is None:
        print("\nSQLite: the shell is not there")
        return
    report.heading(f"SQLite, {arguments.tables} tables, {arguments.pairs} pairs")
    in_turn(report, "diff of two files / loading one", arguments.pairs,
            ([shell, ":memory:", f".read {after}"], scratch, {}),
            ([DUNLIN, "diff", "--engine", "sqlite", "--from", before, "--to", after], scratch, {}), 3)
