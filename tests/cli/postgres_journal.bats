#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# postgres_journal.bats: migrations marked "transaction off" on PostgreSQL: what was done is known statement by
# statement, whatever is killed when, and the next run finishes or says why it cannot.

# shellcheck disable=SC2016,SC2034 # wait_until expands its condition; the assertions read stderr

load ../lib/common

setup() {
    common_setup
    setup_project
    URL=$(new_database)
    echo "system: {url: \"$URL\"}" | write_config
    HOLDER=
    RUNNER=
}

teardown() {
    # A failed test's program may hold what the holder waits for.
    [ -z "$RUNNER" ] || kill -KILL "$RUNNER" 2>/dev/null || true
    [ -z "$HOLDER" ] || kill -KILL "$HOLDER" 2>/dev/null || true
    common_teardown
}

ask() { psql_do "$URL" "$1"; }

# off FILE: a migration outside a transaction, its statements from stdin.
off() {
    { printf '%s\n' "-- dunlin:transaction off" "-- dunlin:up"; cat; } | write_migration "$1"
}

# The ledger's word on a migration: state, statements done, and whether one is in flight.
journal() { ask "SELECT state, statements_done, left(journal, 1) = '!' FROM schema_migrations WHERE version = '$1'"; }
is_done() { ask "SELECT state IS NULL AND journal IS NULL FROM schema_migrations WHERE version = '$1'"; }
index_state() { ask "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('$1')"; }

# hold SQL: another session that stays in its transaction until let_go.
hold() {
    mkfifo hold
    psql -X -q -d "$URL" <hold >/dev/null 2>&1 3>&- &
    HOLDER=$!
    exec 9>hold
    echo "BEGIN; $1; SELECT pg_advisory_xact_lock(1, 1);" >&9
    wait_until "[ \"\$(ask \"SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
        WHERE d.datname = current_database() AND classid = 1 AND objid = 1 AND objsubid = 2\")\" = 1 ]"
}

let_go() {
    exec 9>&-
    wait "$HOLDER" || true
    HOLDER=
    rm -f hold
}

# start ARGUMENTS...: the program in the background; its process id in RUNNER.
start() {
    "$DUNLIN" "$@" >out 2>err 3>&- 9>&- &
    RUNNER=$!
}

# The backend of the program that waits for somebody's lock.
waiting() {
    ask "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'dunlin'
        AND state = 'active' AND wait_event_type = 'Lock' AND query ~ '$1'"
}

# nobody: no backend of the program is left in this database.
nobody() {
    wait_until "[ \"\$(ask \"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
        AND application_name = 'dunlin'\")\" = 0 ]"
}

# ---- what works

@test "CREATE INDEX CONCURRENTLY, DROP INDEX CONCURRENTLY, REINDEX, VACUUM, ALTER TYPE: applied and recorded" {
    write_migration 001_table.sql <<<"CREATE TABLE t (a int, b int); INSERT INTO t SELECT i, i FROM generate_series(1, 100) i;
CREATE INDEX old ON t (b); CREATE TYPE mood AS ENUM ('ok');"
    off 002_off.sql <<'SQL'
CREATE INDEX CONCURRENTLY "i é" ON t (a);
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS u ON public.t (a, b);
DROP INDEX CONCURRENTLY old;
REINDEX TABLE CONCURRENTLY t;
VACUUM (ANALYZE) t;
ALTER TYPE mood ADD VALUE 'new';
CREATE TABLE moods (m mood DEFAULT 'new');
-- dunlin:down
DROP INDEX CONCURRENTLY u;
SQL
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(index_state '"i é"')|$(index_state u)|$(index_state old)" "t|t|"
    assert_equal "$(ask "SELECT last_vacuum IS NOT NULL FROM pg_stat_user_tables WHERE relname = 't'")" t
    assert_equal "$(is_done 002_off)" t
    run_dunlin upgrade
    assert_status 0
    run_dunlin downgrade 001
    assert_status 0
    assert_equal "$(index_state u)" ""
    assert_equal "$(ask "SELECT string_agg(version, ' ') FROM schema_migrations")" "001_table"
}

@test "an empty one, and one of a single plain statement" {
    off 001_empty.sql <<<"-- nothing"
    off 002_plain.sql <<<"CREATE TABLE plain (a int)"
    run_dunlin upgrade
    assert_status 0
    assert_stdout "001_empty has an empty up section"
    assert_equal "$(is_done 001_empty)|$(is_done 002_plain)" "t|t"
}

@test "statement_timeout and a syntax error say where, and nothing before an error is repeated" {
    off 001_steps.sql <<'SQL'
CREATE TABLE t (a int); INSERT INTO t VALUES (1);
VACUUM t;
SELECT '漢', missing FROM t;
INSERT INTO t VALUES (2);
SQL
    run_dunlin upgrade
    assert_status 1
    assert_stderr 'migrations/001_steps.sql:5:13: column "missing" does not exist (SQLSTATE 42703)'
    assert_equal "$(journal 001_steps)" "running|3|f"
    assert_equal "$(ask "SELECT count(*) FROM t")" 1
    # Statements that are still to come may be edited.
    sed -i "s/missing/a/" migrations/001_steps.sql
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(ask "SELECT string_agg(a::text, ' ' ORDER BY a) FROM t")" "1 2"
    assert_equal "$(is_done 001_steps)" t
}

# ---- what fails

@test "a unique index that fails leaves an invalid index; the next run drops it and finishes" {
    write_migration 001_table.sql <<<"CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1);"
    off 002_index.sql <<'SQL'
CREATE TABLE before_it (a int);
CREATE UNIQUE INDEX CONCURRENTLY u ON t (a);
CREATE TABLE after_it (a int);
SQL
    run_dunlin upgrade
    assert_status 1
    assert_stderr 'migrations/002_index.sql:4:1: could not create unique index "u": Key (a)=(1) is duplicated.'
    assert_equal "$(index_state u)" f
    assert_equal "$(journal 002_index)" "running|1|t"
    run_dunlin status
    assert_status 0
    # Again: it must not take the invalid index for its work.
    run_dunlin upgrade
    assert_status 1
    assert_stderr 'could not create unique index "u"'
    ask "DELETE FROM t WHERE ctid = (SELECT min(ctid) FROM t)"
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(index_state u)" t
    assert_equal "$(ask "SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass")" 1
    assert_equal "$(ask "SELECT to_regclass('after_it') IS NOT NULL")" t
    assert_equal "$(is_done 002_index)" t
}

@test "an index that is not the journal's is never dropped" {
    write_migration 001_table.sql <<<"CREATE TABLE t (a int); CREATE INDEX i ON t (a);"
    off 002_index.sql <<<"CREATE INDEX CONCURRENTLY i ON t (a);"
    run_dunlin upgrade
    assert_status 1
    assert_stderr 'relation "i" already exists'
    # Nor taken for the journal's own, however often it is tried.
    run_dunlin upgrade
    assert_status 1
    assert_stderr 'relation "i" already exists'
    assert_equal "$(index_state i)" t
    ask "DROP INDEX i"
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(index_state i)" t
}

@test "kill -9 while CREATE INDEX CONCURRENTLY waits: the next run finishes" {
    write_migration 001_table.sql <<<"CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 10);"
    run_dunlin upgrade
    assert_status 0
    off 002_index.sql <<'SQL'
CREATE INDEX CONCURRENTLY i ON t (a);
CREATE TABLE after_it (a int);
SQL
    hold "INSERT INTO t VALUES (11)"
    start upgrade
    wait_until '[ -n "$(waiting "CREATE INDEX CONCURRENTLY")" ]'
    kill -KILL "$RUNNER"
    wait "$RUNNER" || true
    assert_equal "$(journal 002_index)" "running|0|t"
    assert_equal "$(index_state i)" f
    # As long as the server process of the killed one works on, the lock is held: a second runner waits.
    run_dunlin upgrade --wait-timeout 200ms
    assert_status 5
    assert_stderr "another runner"
    let_go
    nobody
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(index_state i)" t
    assert_equal "$(is_done 002_index)" t
    assert_equal "$(ask "SELECT to_regclass('after_it') IS NOT NULL")" t
}

@test "kill -9 of the server process too: the invalid index is dropped and built anew" {
    write_migration 001_table.sql <<<"CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 10);"
    run_dunlin upgrade
    assert_status 0
    off 002_index.sql <<<"CREATE INDEX CONCURRENTLY i ON t (a);"
    hold "INSERT INTO t VALUES (11)"
    start upgrade
    wait_until '[ -n "$(waiting "CREATE INDEX CONCURRENTLY")" ]'
    kill -KILL "$RUNNER"
    wait "$RUNNER" || true
    ask "SELECT pg_terminate_backend($(waiting "CREATE INDEX CONCURRENTLY"))"
    nobody
    assert_equal "$(index_state i)" f
    let_go
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(index_state i)" t
    assert_equal "$(ask "SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass")" 1
}

@test "a connection lost during CREATE INDEX CONCURRENTLY is made again, and the index built anew" {
    write_migration 001_table.sql <<<"CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 10);"
    run_dunlin upgrade
    off 002_index.sql <<<"CREATE INDEX CONCURRENTLY i ON t (a);"
    hold "INSERT INTO t VALUES (11)"
    start upgrade
    wait_until '[ -n "$(waiting "CREATE INDEX CONCURRENTLY")" ]'
    ask "SELECT pg_terminate_backend($(waiting "CREATE INDEX CONCURRENTLY"))"
    let_go
    wait "$RUNNER"
    assert_equal "$(index_state i)" t
    assert_equal "$(is_done 002_index)" t
}

# cut_behind TEXT: a relay in this folder before the server, which forwards the first message that holds TEXT, takes the
# server's answer to it, and passes nothing of that on: the connection is cut. Its process id in RUNNER.
cut_behind() {
    /usr/bin/python3 - "$DUNLIN_TEST_PG_HOST/.s.PGSQL.$DUNLIN_TEST_PG_PORT" "$1" 3>&- <<'PYTHON' &
import select, socket, sys

listener = socket.socket(socket.AF_UNIX)
listener.bind(".s.PGSQL.5432")
listener.listen()
wanted, peers = sys.argv[2].encode(), {}
while True:
    for source in select.select([listener, *peers], [], [])[0]:
        if source is listener:
            client, server = listener.accept()[0], socket.socket(socket.AF_UNIX)
            server.connect(sys.argv[1])
            peers[client], peers[server] = server, client
            continue
        if source not in peers:
            continue
        data = source.recv(1 << 20)
        if data:
            peers[source].sendall(data)
        if data and not (wanted and wanted in data):
            continue
        if data:
            peers[source].recv(1 << 20)
            wanted = b""
        for end in (source, peers[source]):
            peers.pop(end)
            end.close()
PYTHON
    RUNNER=$!
    wait_until "[ -S .s.PGSQL.5432 ]"
}

@test "a connection lost with the answer to the last commit: done, and told as done" {
    off 001_vacuum.sql <<<"CREATE TABLE t (a int);
VACUUM t;"
    cut_behind "state = NULL, statements_done = NULL"
    run_dunlin upgrade --json --url "postgresql://postgres@/$(database_of "$URL")?host=$PWD&port=5432"
    assert_status 0
    assert_json '.databases[0] | [.outcome, .steps, .retries, .partial] == ["changed", 1, 1, false]'
    assert_equal "$(is_done 001_vacuum)" t
}

@test "lock_timeout does not end the wait of a concurrent build; statement_timeout does, and the next run finishes" {
    write_migration 001_table.sql <<<"CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 10);"
    run_dunlin upgrade
    printf '%s\n' "-- dunlin:transaction off" "-- dunlin:lock-timeout 10ms" "-- dunlin:statement-timeout 400ms" \
        "-- dunlin:up" "CREATE INDEX CONCURRENTLY i ON t (a);" | write_migration 002_index.sql
    hold "INSERT INTO t VALUES (11)"
    run_dunlin upgrade
    assert_status 5
    assert_stderr "migrations/002_index.sql:5:1: canceling statement due to statement timeout"
    assert_equal "$(index_state i)" f
    let_go
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(index_state i)" t
}

@test "a concurrent build has a deadline of its own, and statement_timeout does not end it" {
    write_migration 001_table.sql <<<"CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 10);"
    run_dunlin upgrade
    off 002_index.sql <<<"CREATE INDEX CONCURRENTLY i ON t (a);
CREATE TABLE seen AS SELECT current_setting('lock_timeout') AS l, current_setting('statement_timeout') AS s;"
    hold "INSERT INTO t VALUES (11)"
    run_dunlin upgrade --concurrent-timeout 300ms
    assert_status 5
    assert_stderr "migrations/002_index.sql:3:1: canceling statement due to statement timeout (SQLSTATE 57014); see run.concurrent_timeout"
    assert_equal "$(index_state i)" f
    assert_equal "$(journal 002_index)" "running|0|t"
    # It waits for the holder even to drop what is left, and longer than any other statement might.
    start upgrade --statement-timeout 100ms --lock-timeout 90ms
    wait_until '[ -n "$(ask "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query ~ '"'INDEX CONCURRENTLY'"'
        AND application_name = '"'dunlin'"' AND wait_event_type = '"'Lock'"' AND now() - query_start > '"'400ms'"'")" ]'
    let_go
    wait "$RUNNER"
    assert_equal "$(index_state i)" t
    assert_equal "$(ask "SELECT l, s FROM seen")" "90ms|100ms"
    assert_equal "$(is_done 002_index)" t
    assert_equal "$(ask "SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass")" 1
}

@test "a cut-off DROP INDEX CONCURRENTLY is finished" {
    write_migration 001_table.sql <<<"CREATE TABLE t (a int); CREATE INDEX i ON t (a);"
    run_dunlin upgrade
    off 002_drop.sql <<<"DROP INDEX CONCURRENTLY i;"
    hold "INSERT INTO t VALUES (11)"
    start upgrade
    wait_until '[ -n "$(waiting "DROP INDEX CONCURRENTLY")" ]'
    kill -KILL "$RUNNER"
    wait "$RUNNER" || true
    ask "SELECT pg_terminate_backend($(waiting "DROP INDEX CONCURRENTLY"))"
    nobody
    assert_equal "$(index_state i)" f
    let_go
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(index_state i)" ""
    assert_equal "$(is_done 002_drop)" t
}

@test "a cut-off downgrade is finished by a downgrade, not by an upgrade" {
    write_migration 001_table.sql <<<"CREATE TABLE t (a int);"
    off 002_index.sql <<'SQL'
CREATE INDEX CONCURRENTLY i ON t (a);
-- dunlin:down
DROP INDEX CONCURRENTLY i;
SELECT 1 / count(*) FROM t;
SQL
    run_dunlin upgrade
    assert_status 0
    run_dunlin downgrade 001
    assert_status 1
    assert_stderr "migrations/002_index.sql:6:1: division by zero"
    run_dunlin upgrade
    assert_status 1
    assert_stderr "its downgrade was cut off after 1 statement;"
    ask "INSERT INTO t VALUES (1)"
    run_dunlin downgrade 001
    assert_status 0
    assert_equal "$(ask "SELECT string_agg(version, ' ') FROM schema_migrations")" "001_table"
}

# ---- what a person must look at

@test "statements that were done and are edited after a cut-off are refused" {
    off 001_edited.sql <<'SQL'
CREATE TABLE t (a int);
SELECT 1 / count(*) FROM t;
SQL
    run_dunlin upgrade
    assert_status 1
    sed -i "s/t (a int)/t (a int, b int)/" migrations/001_edited.sql
    before=$(ask "SELECT * FROM schema_migrations")
    run_dunlin upgrade
    assert_status 1
    assert_stderr "migrations/001_edited.sql"
    assert_stderr "edited since"
    assert_stderr "dunlin repair"
    assert_equal "$(ask "SELECT * FROM schema_migrations")" "$before"
    # Fewer statements than were done is an edit, too.
    off 001_edited.sql <<<"-- none"
    run_dunlin upgrade
    assert_status 1
    assert_stderr "edited since"
}

@test "in doubt: a cut-off statement that nobody can judge is left alone and names dunlin repair" {
    local name
    name=$(unique_name t)
    own_database "$name"
    off 001_create.sql <<<"CREATE DATABASE $name TEMPLATE missing;
CREATE TABLE after_it (a int);"
    run_dunlin upgrade
    assert_status 1
    assert_stderr 'template database "missing" does not exist'
    # As a kill in the middle of it leaves the journal.
    ask "UPDATE schema_migrations SET journal = '!' || journal"
    before=$(ask "SELECT * FROM schema_migrations")
    run_dunlin upgrade
    assert_status 1
    assert_stderr "migrations/001_create.sql:3:1:"
    assert_stderr "in doubt"
    assert_stderr "dunlin repair"
    assert_equal "$(ask "SELECT * FROM schema_migrations")" "$before"
    assert_equal "$(ask "SELECT to_regclass('after_it') IS NULL")" t
}

@test "a statement that the server itself refused is not in doubt" {
    off 001_create.sql <<<"CREATE DATABASE \"$(database_of "$URL")\";"
    run_dunlin upgrade
    assert_status 1
    assert_stderr "already exists"
    assert_equal "$(journal 001_create)" "running|0|f"
    off 001_create.sql <<<"VACUUM;"
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(is_done 001_create)" t
}

@test "BEGIN and COMMIT have no place in it; touching the ledger is refused and rolled back" {
    off 001_wrapped.sql <<<"BEGIN; CREATE TABLE t (a int); COMMIT;"
    run_dunlin upgrade
    assert_status 1
    assert_stderr "migrations/001_wrapped.sql:3:1: BEGIN and COMMIT have no place"
    off 001_wrapped.sql <<<"CREATE TABLE t (a int);
DELETE FROM schema_migrations;"
    run_dunlin upgrade
    assert_status 1
    assert_stderr 'migration "001_wrapped" changed schema_migrations'
    assert_equal "$(journal 001_wrapped)" "running|1|f"
}

@test "what touches another migration's row is refused and rolled back, however it names the table" {
    write_migration 001_first.sql <<<"CREATE TABLE first (a int);"
    run_dunlin upgrade
    assert_status 0
    before=$(ask "SELECT * FROM schema_migrations")
    while read -r statement; do
        off 002_tampers.sql <<<"$statement"
        run_dunlin upgrade
        assert_status 1
        assert_stderr 'migration "002_tampers" changed schema_migrations'
        assert_equal "$(ask "SELECT * FROM schema_migrations WHERE version = '001_first'")" "$before"
        assert_equal "$(journal 002_tampers)" "running|0|f"
    done <<'SQL'
DELETE FROM schema_migrations WHERE version = '001_first';
DO $$ BEGIN EXECUTE 'DELETE FROM schema_' || 'migrations WHERE version = ''001_first'''; END $$;
SQL
    off 002_tampers.sql <<<"DO \$\$ BEGIN END \$\$; VACUUM first; INSERT INTO first VALUES (1);"
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(is_done 002_tampers)" t
}

@test "the tenants of a fleet build their indexes side by side" {
    ask "SELECT format('CREATE SCHEMA tenant_%s', i) FROM generate_series(1, 6) i \\gexec"
    echo "{system: {url: \"$URL\"}, tenants: {schemas: \"tenant_*\"}}" | write_config
    printf '%s\n' "-- dunlin:scope tenant" "-- dunlin:up" "CREATE TABLE t (a int);" | write_migration 001_t.sql
    printf '%s\n' "-- dunlin:scope tenant" "-- dunlin:transaction off" "-- dunlin:up" \
        "CREATE INDEX CONCURRENTLY i ON t (a);" "CREATE INDEX CONCURRENTLY j ON t (abs(a));" | write_migration 002_i.sql
    run_dunlin upgrade --parallel 4
    assert_status 0
    assert_equal "$(ask "SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE indisvalid AND relname IN ('i', 'j')")" 12
}

@test "concurrent builds on one server take turns, whatever the number of workers" {
    ask "SELECT format('CREATE SCHEMA tenant_%s', i) FROM generate_series(1, 5) i \\gexec"
    echo "{system: {url: \"$URL\"}, tenants: {schemas: \"tenant_*\"}}" | write_config
    printf '%s\n' "-- dunlin:scope tenant" "-- dunlin:up" "CREATE TABLE t (a int);" | write_migration 001_t.sql
    run_dunlin upgrade
    printf '%s\n' "-- dunlin:scope tenant" "-- dunlin:transaction off" "-- dunlin:up" \
        "CREATE INDEX CONCURRENTLY i ON t (a);" "-- dunlin:down" "DROP INDEX CONCURRENTLY i;" | write_migration 002_i.sql
    for allowed in 2 4; do
        hold "$(printf 'INSERT INTO tenant_%s.t VALUES (1); ' {1..5})"
        if [ "$allowed" = 2 ]; then
            start upgrade --parallel 5
        else
            start upgrade --parallel 5 --concurrent-builds 4
        fi
        # All the others have come as far as to wait.
        wait_until "[ \"\$(grep -c 'waiting: $allowed of this run are building an index' err)\" = $((5 - allowed)) ]"
        wait_until "[ \"\$(waiting 'CREATE INDEX CONCURRENTLY' | wc -l)\" = $allowed ]"
        assert_equal "$(ask "SELECT count(*) FROM pg_stat_progress_create_index WHERE datname = current_database()")" "$allowed"
        let_go
        wait "$RUNNER"
        assert_equal "$(ask "SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
            WHERE indisvalid AND relname = 'i'")" 5
        run_dunlin downgrade 001 --tenants
        assert_status 0
    done
}

@test "an edit behind a cut-off counts: what was finished is what the ledger says was applied" {
    off 001_steps.sql <<<"CREATE TABLE t (a int);
SELECT missing FROM t;"
    run_dunlin upgrade
    assert_status 1
    sed -i "s/missing/a/" migrations/001_steps.sql
    run_dunlin upgrade
    assert_status 0
    run_dunlin status
    assert_status 0
    refute_stdout "edited"
    run_dunlin upgrade
    assert_status 0
}
