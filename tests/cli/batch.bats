#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# batch.bats: a data migration in small committed steps: every row of the start is met once, whatever is killed when,
# and what cannot work is refused before a row is touched.

# shellcheck disable=SC2016,SC2030,SC2031,SC2034 # wait_until expands its condition; each test is its own; the assertions read stderr

load ../lib/common
load ../lib/projects

teardown() {
    [ -z "${RUNNER:-}" ] || kill -KILL "$RUNNER" 2>/dev/null || true
    common_teardown
}

# engine postgres|sqlite: a project with one database of it; ask SQL asks it.
engine() {
    ENGINE=$1
    setup_project "$1"
    if [ "$1" = postgres ]; then
        URL=$(new_database)
    else
        URL="sqlite:///it.db"
    fi
    echo "system: {url: \"$URL\"}" | write_config
}
ask() {
    if [ "$ENGINE" = postgres ]; then psql_do "$URL" "$1"; else sqlite_do it.db "$1"; fi
}

# items ROWS: a table with gaps between its keys.
items() {
    write_migration 001_items.sql <<SQL
-- dunlin:up
CREATE TABLE items (id integer PRIMARY KEY, n integer NOT NULL DEFAULT 0);
INSERT INTO items (id) WITH RECURSIVE i (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < $1) SELECT x * 7 - 500 FROM i;
-- dunlin:down
DROP TABLE items;
SQL
}

# count_batch [OPTIONS]: adds one to every row; a row that is done twice shows.
count_batch() {
    write_migration 002_count.sql <<SQL
-- Count
-- dunlin:batch table=items key=id ${1:-size=100}
-- dunlin:up
UPDATE items SET n = n + 1 WHERE id BETWEEN :first AND :last;
-- dunlin:remaining
SELECT count(*) FROM items WHERE n = 0;
-- dunlin:down
UPDATE items SET n = 0;
SQL
}

counts() { ask "SELECT n, count(*) FROM items GROUP BY n ORDER BY n"; }
# The ledger's word on the batch, and whether its cursor's table is there.
ledger() {
    ask "SELECT coalesce(state, 'done'), coalesce(statements_done, -1) FROM schema_migrations WHERE version LIKE '002%'"
    if [ "$ENGINE" = postgres ]; then
        ask "SELECT to_regclass('schema_migrations_batch') IS NOT NULL"
    else
        ask "SELECT count(*) > 0 FROM sqlite_schema WHERE name = 'schema_migrations_batch'"
    fi
}
done_and_gone() { [ "$(ledger)" = $'done|-1\nf' ] || [ "$(ledger)" = $'done|-1\n0' ]; }

start() {
    "$DUNLIN" "$@" >out 2>err 3>&- &
    RUNNER=$!
}

# steps N: the run in the background has told of that many.
steps() { wait_until "[ \"\$(grep -c step_progress out)\" -ge $1 ]"; }

# ---- what works

every_row_once() {
    items 1234
    count_batch
    run_dunlin upgrade --events
    assert_status 0
    assert_equal "$(counts)" "1|1234"
    done_and_gone
    grep step_progress <<<"$output" | jq -r .rows | tail -1 | grep -qx 1234
    assert_equal "$(grep -c step_progress <<<"$output")" 13
    json_valid "$ROOT/tests/schemas/event.json" "$(grep step_progress <<<"$output" | head -1)"
    run_dunlin upgrade
    assert_stdout "public was already at 002_count"
    run_dunlin downgrade -1
    assert_status 0
    assert_equal "$(counts)" "0|1234"
    run_dunlin upgrade
    assert_equal "$(counts)" "1|1234"
}

# bats test_tags=sanitize
@test "PostgreSQL: every row once, in steps; back, and again" {
    engine postgres
    every_row_once
    assert_equal "$(ask "SELECT count(*) FROM pg_class WHERE relname = 'schema_migrations' AND reltoastrelid <> 0")" 0
}

# bats test_tags=sanitize
@test "SQLite: every row once, in steps; back, and again" {
    engine sqlite
    every_row_once
    assert_equal "$(ask "PRAGMA user_version")" 2
}

# keys TYPE VALUES: a batch over a key of that type, two rows at a time.
keys() {
    ask "DROP TABLE IF EXISTS k; CREATE TABLE k (\"The Key\" $1 NOT NULL UNIQUE, n integer NOT NULL DEFAULT 0);
        INSERT INTO k (\"The Key\") VALUES $2;"
    { echo '-- dunlin:batch table=k key="The_Key" size=2'; echo '-- dunlin:up'
      echo 'UPDATE k SET n = n + 1 WHERE "The Key" BETWEEN :first AND :last;'
      echo '-- dunlin:remaining'; echo 'SELECT count(*) FROM k WHERE n = 0;'; echo '-- dunlin:down'; } |
        sed 's/The Key/The_Key/' | write_migration 001_k.sql
    ask 'ALTER TABLE k RENAME COLUMN "The Key" TO "The_Key"'
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(ask "SELECT min(n), max(n), count(*) > 3 FROM k")" "${3:-1|1|t}"
    run_dunlin downgrade -1
    assert_status 0
}

@test "PostgreSQL: keys of many types, under a date style and a collation of their own" {
    engine postgres
    ask "ALTER DATABASE $(database_of "$URL") SET datestyle = 'SQL, DMY'"
    ask "ALTER DATABASE $(database_of "$URL") SET timezone = 'America/New_York'"
    ask "CREATE DOMAIN positive AS integer CHECK (value > 0)"
    ask "CREATE COLLATION german (provider = icu, locale = 'de-u-co-phonebk')"
    keys bigint "(-9223372036854775808), (0), (5), (9223372036854775807), (77)"
    keys positive "(1), (20), (3), (4), (5)"
    keys "numeric(30,10)" "(1.5), (1.25), (-12345678901234567890.1), (0), (7)"
    keys uuid "('00000000-0000-0000-0000-000000000000'), (gen_random_uuid()), (gen_random_uuid()), (gen_random_uuid())"
    keys text "(''), ('o''clock'), ('ä\\ö'), ('Z'), ('a'), (E'two\nlines'), ('; DROP TABLE k --')"
    keys "text COLLATE german" "('Ofen'), ('Öfen'), ('Oefen'), ('ofen'), ('Zebra'), ('zebra')"
    keys "char(5)" "('a'), ('b'), ('bc'), (''), ('d')"
    keys date "('2024-02-03'), ('2024-03-02'), ('infinity'), ('0044-03-15 BC'), ('2023-12-31')"
    keys timestamp "('2024-02-03 04:05:06.789012'), ('2024-03-02'), ('-infinity'), ('1999-01-01'), ('2000-01-01')"
    # Twice the same hour of the clock.
    keys timestamptz "('2024-11-03 05:30+00'), ('2024-11-03 06:30+00'), ('2024-11-03 07:30+00'), ('2024-02-03 00:00+00')"
}

@test "SQLite: keys of many types, and of several in one column" {
    engine sqlite
    write_migration 000_start.sql <<<"SELECT 1"
    run_dunlin upgrade
    keys integer "(-9223372036854775808), (0), (5), (9223372036854775807), (77)" "1|1|1"
    keys text "(''), ('o''clock'), ('ä\\ö'), ('Z'), ('a'), ('; DROP TABLE k --')" "1|1|1"
    keys "text COLLATE NOCASE" "('b'), ('A'), ('C'), ('d'), ('E')" "1|1|1"
    keys blob "(1), ('1'), (22), ('22'), ('x')" "1|1|1"
}

@test "an insert from one table into another, and a delete, go by stretches too" {
    engine sqlite
    items 50
    write_migration 002_copy.sql <<'SQL'
-- dunlin:up
CREATE TABLE copies (id integer PRIMARY KEY);
SQL
    write_migration 003_fill.sql <<'SQL'
-- dunlin:batch table=items key=id size=7
-- dunlin:up
INSERT INTO copies SELECT id FROM items WHERE id >= :first AND id <= :last;
-- dunlin:remaining
SELECT count(*) FROM items WHERE id NOT IN (SELECT id FROM copies);
SQL
    write_migration 004_clean.sql <<'SQL'
-- dunlin:batch table=items key=id size=7
-- dunlin:up
DELETE FROM items WHERE id BETWEEN :first AND :last;
-- dunlin:remaining
SELECT count(*) FROM items;
SQL
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(ask "SELECT count(*) FROM copies; SELECT count(*) FROM items")" $'50\n0'
}

@test "an empty table, and a new tenant without rows" {
    schema_project
    make_schemas "$URL" tenant_a
    write_migration 004_batch.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:batch table=users key=id
-- dunlin:up
UPDATE users SET email = lower(email) WHERE id BETWEEN :first AND :last;
-- dunlin:remaining
SELECT count(*) FROM users WHERE email <> lower(email);
SQL
    run_dunlin upgrade
    assert_status 0
    run_dunlin tenant create new
    assert_status 0
    assert_equal "$(ledger_of "$URL" tenant_new)" "$(ledger_of "$URL" tenant_a)"
    assert_equal "$(tables_of "$URL" tenant_new)" "posts users"
}

# ---- what is cut off

killed_anywhere() {
    local round
    items 20000
    count_batch "size=5 pause=2ms"
    run_dunlin upgrade 001
    assert_status 0
    for round in {1..20}; do
        start upgrade --events
        steps $((RANDOM % 5 + 1))
        kill -KILL "$RUNNER"
        wait "$RUNNER" 2>/dev/null || true
    done
    RUNNER=
    # The last of them, too, fell into the batch.
    [ "$(ask "SELECT count(*) FROM items WHERE n = 0")" -gt 0 ]
    assert_equal "$(ask "SELECT max(n) FROM items")" 1
    run_dunlin status --json
    assert_json '.positions[0] | .state == "partial" and (.under_way | test("^002_count: [0-9]+ steps done$"))'
    run_dunlin status
    assert_stdout "002_count: "
    # How fast it goes may change at any time.
    count_batch "size=5000"
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(counts)" "1|20000"
    done_and_gone
}

@test "PostgreSQL: killed twenty times, every row is counted once" {
    engine postgres
    killed_anywhere
}

@test "SQLite: killed twenty times, every row is counted once" {
    engine sqlite
    killed_anywhere
}

@test "Ctrl-C finishes the step under way; the next upgrade goes on" {
    engine postgres
    items 2000
    count_batch "size=10 pause=5ms"
    env --default-signal=INT "$DUNLIN" upgrade --events >out 2>err 3>&- &
    RUNNER=$!
    steps 3
    kill -INT "$RUNNER"
    status=0
    wait "$RUNNER" || status=$?
    stderr=$(<err)
    output=$(<out)
    assert_status 130
    assert_stderr 'the batch of "002_count" has done'
    assert_stderr 'the next upgrade goes on behind them'
    rows=$(grep step_progress out | tail -1 | jq .rows)
    assert_equal "$(counts)" "0|$((2000 - rows))"$'\n'"1|$rows"
    count_batch "size=500"
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(counts)" "1|2000"
}

@test "a server that crashes, and a deadlock, cost a retry and no row" {
    start_cluster
    ENGINE=postgres
    setup_project
    URL=$CLUSTER_URL
    echo "system: {url: \"$URL\"}" | write_config
    items 2000
    count_batch "size=50 pause=2ms"
    start upgrade --events
    steps 5
    stop_cluster immediate
    resume_cluster
    status=0
    wait "$RUNNER" || status=$?
    RUNNER=
    assert_equal "$status" 0
    assert_equal "$(counts)" "1|2000"
}

@test "two runners at once: the second waits, and nothing is done twice" {
    engine postgres
    items 1000
    count_batch "size=50 pause=2ms"
    upgrade_twice
    assert_equal "$(counts)" "1|1000"
    done_and_gone
}

@test "a statement that was edited while the batch was half done is refused; a downgrade undoes the half" {
    engine sqlite
    items 500
    write_migration 002_count.sql <<'SQL'
-- dunlin:batch table=items key=id size=100
-- dunlin:up
UPDATE items SET n = 1 WHERE id BETWEEN :first AND :last;
-- dunlin:remaining
SELECT count(*) FROM items WHERE n = 0;
-- dunlin:down
UPDATE items SET n = 0;
SQL
    run_dunlin upgrade 001
    # A row that stops it in the fifth step.
    ask "CREATE TRIGGER no BEFORE UPDATE ON items WHEN old.id > 2500 BEGIN SELECT raise(abort, 'not this one'); END"
    run_dunlin upgrade
    assert_status 1
    assert_stderr 'migrations/002_count.sql:3:1: not this one'
    assert_equal "$(ledger)" $'running|4\n1'
    sed -i 's/n = 1 /n = 2 /' migrations/002_count.sql
    run_dunlin upgrade
    assert_status 1
    assert_stderr 'its batch was cut off after 4 steps, and its statement was edited since'
    ask "DROP TRIGGER no"
    run_dunlin downgrade 001
    assert_status 0
    assert_equal "$(counts)" "0|500"
    assert_equal "$(ledger)" 0
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(ask "SELECT count(*) FROM items WHERE n = 2")" 500
}

repaired() {
    items 500
    count_batch
    run_dunlin upgrade 001
    ask "$1"
    run_dunlin upgrade
    assert_status 1
    run_dunlin repair
    assert_stdout 'the upgrade of "002_count" was cut off, or has failed, after 4 steps'
    refute_stdout 'edited since'
    run_dunlin repair --mark-reverted 002_count --apply
    assert_status 0
    assert_equal "$(ledger)" "$2"
    run_dunlin upgrade
    assert_status 1
    run_dunlin repair --mark-applied 002_count --apply
    assert_status 0
    done_and_gone
    # And so does stamp.
    run_dunlin stamp 001
    assert_status 0
    run_dunlin upgrade
    assert_status 1
    run_dunlin stamp head
    assert_status 0
    done_and_gone
}

@test "PostgreSQL: what repair and stamp say of a half-done batch takes its place along" {
    engine postgres
    repaired "ALTER TABLE items ADD CHECK (id <= 2500 OR n = 0)" f
}

@test "SQLite: what repair and stamp say of a half-done batch takes its place along" {
    engine sqlite
    repaired "CREATE TRIGGER no BEFORE UPDATE ON items WHEN old.id > 2500 BEGIN SELECT raise(abort, 'not this one'); END" 0
}

around_it() {
    cat >>dunlin.yaml <<'YAML'
variables: {add: 1}
hooks:
  before_migration: [{sql: "CREATE TABLE ${dunlin_revision:identifier} (a int)"}]
  after_migration: [{sql: "DROP TABLE ${dunlin_revision:identifier}"}]
YAML
    items 250
    count_batch
    sed -i 's/n + 1/n + ${add}/; s/^-- dunlin:up/-- dunlin:assert before = 250: SELECT count(*) FROM items WHERE n = 0\n-- dunlin:assert after = 251: SELECT count(*) FROM items WHERE n = 1\n&/' migrations/002_count.sql
    run_dunlin upgrade
    assert_status 1
    assert_stderr 'the migration'"'"'s statements are committed (-- dunlin:batch), and it stays unfinished'
    assert_equal "$(counts)" "1|250"
    sed -i 's/251/250/' migrations/002_count.sql
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(counts)" "1|250"
    done_and_gone
    # What is asked before fails before a row is touched.
    run_dunlin downgrade 001
    assert_status 0
    sed -i 's/before = 250/before = 1/' migrations/002_count.sql
    run_dunlin upgrade
    assert_status 1
    assert_equal "$(counts)" "0|250"
    run_dunlin status --json
    assert_json '.positions[0].pending == ["002_count"]'
}

@test "PostgreSQL: variables in a batch, assertions and hooks around all of it" {
    engine postgres
    around_it
}

@test "SQLite: variables in a batch, assertions and hooks around all of it" {
    engine sqlite
    around_it
}

# ---- sweeps

@test "rows that come meanwhile are swept, the ones of the start are not met again" {
    engine postgres
    items 1000
    # Each stretch brings a row behind the end, up to a point.
    write_migration 002_count.sql <<'SQL'
-- dunlin:batch table=items key=id size=100
-- dunlin:up
WITH more AS (INSERT INTO items (id) SELECT max(id) + 7 FROM items HAVING count(*) < 1015)
UPDATE items SET n = n + 1 WHERE id BETWEEN :first AND :last;
-- dunlin:remaining
SELECT count(*) FROM items WHERE n = 0;
SQL
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(counts)" "1|1015"
}

@test "rows that keep coming behind the end are given up, and no row is met twice for their sake" {
    engine postgres
    items 200
    write_migration 002_count.sql <<'SQL'
-- dunlin:batch table=items key=id size=100
-- dunlin:up
WITH more AS (INSERT INTO items (id) SELECT max(id) + 7 FROM items)
UPDATE items SET n = n + 1 WHERE id BETWEEN :first AND :last;
-- dunlin:remaining
SELECT count(*) FROM items WHERE n = 0;
SQL
    run_dunlin upgrade
    assert_status 1
    assert_stderr 'migrations/002_count.sql:6:1: 1 row is still left by this count, after 10 sweeps'
    assert_equal "$(ask "SELECT max(n) FROM items")" 1
}

@test "rows that come among the others are found by a sweep over all, which the statement's condition guards" {
    engine sqlite
    items 300
    write_migration 002_mark.sql <<'SQL'
-- dunlin:batch table=items key=id size=50
-- dunlin:up
UPDATE items SET n = n + 1 WHERE id BETWEEN :first AND :last AND n = 0;
-- dunlin:remaining
SELECT count(*) FROM items WHERE n = 0;
SQL
    run_dunlin upgrade 001
    # The first row that is done brings one before it.
    ask "CREATE TRIGGER more AFTER UPDATE ON items WHEN new.id = 1600 BEGIN INSERT INTO items (id) VALUES (1); END"
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(counts)" "1|301"
}

@test "what never comes to an end is given up, said where, and can be tried again" {
    engine postgres
    items 100
    count_batch
    sed -i 's/WHERE n = 0/WHERE id > 0/' migrations/002_count.sql
    run_dunlin upgrade
    assert_status 1
    assert_stderr 'migrations/002_count.sql:6:1: '
    assert_stderr 'rows are still left by this count, after 3 sweeps that made it no smaller'
    run_dunlin status --exit-code
    assert_status 3
    ask "DELETE FROM items WHERE id > 0"
    run_dunlin upgrade
    assert_status 0
    done_and_gone
}

# ---- what cannot be

# refused MESSAGE: an upgrade to the batch fails with it, exit code 1, and has touched nothing.
refused() {
    local before
    before=$(ask "SELECT version, state FROM schema_migrations ORDER BY version")
    run_dunlin upgrade
    assert_status 1
    assert_stderr "$1"
    assert_equal "$(ask "SELECT version, state FROM schema_migrations ORDER BY version")" "$before"
    assert_equal "$(ledger | tail -1)" "$([ "$ENGINE" = postgres ] && echo f || echo 0)"
}

# key_of TABLE-SQL: the batch meets a table t with a column id that is not fit.
key_of() {
    ask "DROP TABLE IF EXISTS t; $1"
    write_migration 001_batch.sql <<'SQL'
-- Batch
-- dunlin:batch table=t key=id
-- dunlin:up
UPDATE t SET n = 1 WHERE id BETWEEN :first AND :last;
-- dunlin:remaining
SELECT count(*) FROM t WHERE n = 0;
SQL
}

unfit_keys() {
    run_dunlin upgrade
    write_migration 000_start.sql <<<"SELECT 1"
    run_dunlin upgrade
    key_of "CREATE TABLE other (id integer PRIMARY KEY)"
    refused 'migrations/001_batch.sql:2: there is no table "t" here'
    key_of "CREATE TABLE t (ident integer PRIMARY KEY)"
    refused 'migrations/001_batch.sql:2: the table "t" has no column "id"'
    key_of "CREATE TABLE t (id integer UNIQUE, n integer)"
    refused 'migrations/001_batch.sql:2: the column "id" of "t" may be null'
    key_of "CREATE TABLE t (id integer NOT NULL, n integer)"
    refused 'migrations/001_batch.sql:2: the column "id" of "t" is not unique by itself'
    key_of "CREATE TABLE t (id integer, part integer, n integer, PRIMARY KEY (id, part))"
    refused 'the column "id" of "t"'
    key_of "CREATE TABLE t (id integer NOT NULL, n integer); CREATE UNIQUE INDEX u ON t (id) WHERE n = 0"
    refused 'is not unique by itself'
}

@test "PostgreSQL: a table or key that is not there or not fit is refused with file and line" {
    engine postgres
    unfit_keys
    key_of "CREATE TABLE t (id double precision PRIMARY KEY, n integer)"
    refused 'is of type double precision'
    key_of "CREATE TABLE x (id integer PRIMARY KEY); CREATE VIEW t AS SELECT id, 0 AS n FROM x"
    refused 'there is no table "t" here'
}

@test "SQLite: a table or key that is not there or not fit is refused with file and line" {
    engine sqlite
    unfit_keys
    # SQLite lets such a primary key be null.
    key_of "CREATE TABLE t (id text PRIMARY KEY, n integer)"
    refused 'may be null'
    key_of "CREATE TABLE t (id PRIMARY KEY NOT NULL, n integer); INSERT INTO t VALUES (1.5, 0)"
    refused 'holds a value of type real'
}

@test "files that cannot be a batch are refused before a database is opened" {
    engine sqlite
    row() {
        { printf '%s\n' "-- dunlin:batch $1" "-- dunlin:up" "$2" "-- dunlin:remaining" "${3-SELECT 0}"; } | write_migration 001_x.sql
        run_dunlin upgrade
        assert_status 2
        assert_stderr "migrations/001_x.sql:$4"
        [ ! -e it.db ]
    }
    good="UPDATE t SET n = 1 WHERE id BETWEEN :first AND :last;"
    row "table=t" "$good" "SELECT 0" '1:17: a batch needs key=COLUMN'
    row "table=t key=id size=0" "$good" "SELECT 0" '1:32: "size=0" is no size'
    row "table=t key=id speed=9" "$good" "SELECT 0" '1:32: "batch" knows no "speed=9"'
    row "table=t key=id" "UPDATE t SET n = 1;" "SELECT 0" '3:1: the statement does not use ":first"'
    row "table=t key=id" "UPDATE t SET id = 1 WHERE id BETWEEN :first AND :last;" "SELECT 0" '3:14: the batch changes its own key "id"'
    row "table=t key=id" "$good" "" '1: no query stands below'
    row "table=t key=id" "$good" "DELETE FROM t" '5:1: what stands below'
    row "table=t key=id" "$good DROP TABLE t;" "SELECT 0" '3:55: a batch holds one statement'
}

@test "a query that gives no number, and a batch in one transaction with others, are refused" {
    engine sqlite
    items 10
    count_batch
    sed -i "s/SELECT count.*/SELECT 'many';/" migrations/002_count.sql
    run_dunlin upgrade --tx-mode all
    assert_status 1
    assert_stderr 'it is a batch of many transactions, so it cannot share one transaction (--tx-mode all)'
    run_dunlin upgrade
    assert_status 1
    assert_stderr 'migrations/002_count.sql:6:1: this query is to say how many rows are left: one row with one whole number'
}

@test "PostgreSQL: a syntax error is found before anything runs; a pooler is refused without a direct_url" {
    engine postgres
    items 10
    count_batch
    sed -i "s/n = n + 1/n = n +/" migrations/002_count.sql
    run_dunlin upgrade
    assert_status 2
    assert_stderr 'migrations/002_count.sql:4:26: syntax error at or near "WHERE"'
    assert_equal "$(ask "SELECT to_regclass('items') IS NULL")" t
    count_batch
    start_pgbouncer "$URL"
    run_dunlin upgrade --url "$PGBOUNCER_URL"
    assert_status 1
    assert_stderr "does not work through a connection pooler"
}

@test "history and show say what a batch goes over" {
    engine sqlite
    items 10
    count_batch "size=20 pause=3s"
    run_dunlin show 002 --json
    json_valid "$ROOT/tests/schemas/show.json"
    assert_json '.batch == {"table": "items", "key": "id", "size": 20, "pause_ms": 3000} and (.transactional | not)'
    run_dunlin show 002
    assert_stdout "items by id, 20 rows at a time, then a pause of 3000 ms"
}
