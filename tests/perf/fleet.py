# SPDX-License-Identifier: Apache-2.0
"""`dunlin drift` over a fleet that is as it should be, against one fingerprint a schema by plain SQL."""
import os

from stopwatch import DUNLIN, measure, program

VIEWS = """\
-- A view, functions, a trigger and a policy of each tenant
-- dunlin:scope tenant
-- dunlin:up
CREATE VIEW open_tasks AS
    SELECT t.id, t.title, t.due_on, p.title AS project, u.name AS assignee
    FROM tasks t JOIN projects p ON p.id = t.project_id LEFT JOIN users u ON u.id = t.assignee_id
    WHERE NOT t.done;
CREATE FUNCTION count_open(one bigint) RETURNS bigint LANGUAGE sql STABLE
    AS $$ SELECT count(*) FROM open_tasks WHERE id = one $$;
CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE TRIGGER projects_note BEFORE UPDATE ON projects FOR EACH ROW EXECUTE FUNCTION note_change();
ALTER TABLE tasks ENABLE ROW LEVEL SECURITY;
CREATE POLICY tasks_open ON tasks FOR SELECT USING (NOT done);
"""


def measure_drift(bench, report, pairs):
    """Both sides read the same tenants, which Dunlin has made; in turn, as everything that is compared. Dunlin makes and drops a scratch
    database each time, which ext4 is slower to make room for with every run: see autogenerate() in compare.py."""
    database = bench.fresh("drift")
    bench.fresh_project()
    bench.more_project()
    with open(os.path.join(bench.project, "migrations/005_views.sql"), "w", encoding="utf-8") as file:
        file.write(VIEWS)
    options = bench.dunlin("bootstrap", database)[1]
    measure([DUNLIN, "upgrade", "--quiet"], bench.scratch, **options)
    bench.server.query("VACUUM ANALYZE", database)
    url = bench.server.url(database)
    sides = {"dunlin": ([DUNLIN, "drift", "--quiet"], options)}
    for name in ("fingerprint", "catalog"):
        read = [program("limit_drift"), "read", "-n", str(bench.n), "-c", str(bench.c), "-l",
                os.path.join(os.path.dirname(os.path.abspath(__file__)), f"{name}.sql")]
        # As large a batch as serves it best.
        best = min(("25", "50", "100", "250"), key=lambda size, read=read: min(
            measure([*read, "-b", size, url], bench.scratch).wall for _ in range(3)))
        print(f"  {name}.sql is fastest with {best} schemas a statement", flush=True)
        sides[name] = ([*read, "-b", best, url], {})
    samples = {name: [] for name in sides}
    for number in range(pairs):
        for name in list(sides) if number % 2 == 0 else reversed(list(sides)):
            bench.before()
            command, how = sides[name]
            samples[name].append(measure(command, bench.scratch, **how).wall)
    report.ratio("drift, beside the fingerprint", samples["fingerprint"], samples["dunlin"], 1.3)
    report.ratio("drift, beside the four catalogs", samples["catalog"], samples["dunlin"], None)
