#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# postgres_locks.bats: locks of other sessions and of other runners, timeouts, retries, lost connections, and servers
# whose defaults are not the usual ones.

# shellcheck disable=SC2016,SC2030,SC2031,SC2034 # wait_until expands its condition; the assertions read stderr

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

# hold SQL: another session that stays in its transaction until let_go; say SQL: more of it.
hold() {
    mkfifo hold
    psql -X -q -d "$URL" <hold >/dev/null 2>&1 3>&- &
    HOLDER=$!
    exec 9>hold
    say "BEGIN; $1; SELECT pg_advisory_xact_lock(1, 1);"
    wait_until "[ \"\$(ask \"SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
        WHERE d.datname = current_database() AND classid = 1 AND objid = 1 AND objsubid = 2\")\" = 1 ]"
}
say() { echo "$1" >&9; }
let_go() {
    exec 9>&-
    wait "$HOLDER" || true
    HOLDER=
    rm -f hold
}

# start ARGUMENTS...: the program in the background; its process id in RUNNER. finish: waits for it, sets status.
start() {
    "$DUNLIN" "$@" >out 2>err 3>&- 9>&- &
    RUNNER=$!
}
finish() {
    status=0
    wait "$RUNNER" || status=$?
    output=$(<out)
    stderr=$(<err)
}

# The program's backends that wait for a lock.
blocked() {
    ask "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'dunlin'
        AND state = 'active' AND wait_event_type = 'Lock'"
}

# ---- defaults

@test "default_transaction_isolation = repeatable read and default_transaction_read_only = on" {
    ask "ALTER DATABASE $(database_of "$URL") SET default_transaction_isolation = 'repeatable read'"
    ask "ALTER DATABASE $(database_of "$URL") SET default_transaction_read_only = on"
    psql_do "$URL" "SET default_transaction_read_only = off; CREATE SCHEMA tenant_a"
    echo "{system: {url: \"$URL\"}, tenants: {schemas: \"tenant_*\"}}" | write_config
    write_migration 001_table.sql <<'SQL'
-- dunlin:scope both
-- dunlin:up
CREATE TABLE t AS SELECT current_setting('transaction_isolation') AS isolation;
-- dunlin:down
DROP TABLE t;
SQL
    write_migration 002_index.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:transaction off
-- dunlin:up
CREATE INDEX CONCURRENTLY i ON t (isolation);
INSERT INTO t VALUES ('more');
VACUUM t;
-- dunlin:down
DROP INDEX CONCURRENTLY i;
SQL
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(ask "SELECT min(isolation) FROM tenant_a.t")" "more"
    assert_equal "$(ask "SELECT max(isolation), count(*) FROM tenant_a.t")" "read committed|2"
    assert_equal "$(ask "SELECT isolation FROM public.t")" "read committed"
    run_dunlin status
    assert_status 0
    run_dunlin tenant create b
    assert_status 0
    run_dunlin downgrade base --allow-data-loss t
    assert_status 0
    assert_equal "$(ask "SELECT count(*) FROM pg_tables WHERE tablename = 't'")" 0
}

@test "default_transaction_isolation = repeatable read: 6 runners, each migration once" {
    ask "ALTER DATABASE $(database_of "$URL") SET default_transaction_isolation = 'repeatable read'"
    ask "CREATE TABLE log (n int)"
    local n runners=()
    for n in 1 2 3; do
        echo "CREATE TABLE t$n (a int); INSERT INTO log VALUES ($n);" | write_migration "00${n}_t.sql"
    done
    for n in {1..6}; do
        "$DUNLIN" upgrade >"out$n" 2>&1 3>&- &
        runners+=($!)
    done
    for n in {1..6}; do
        wait "${runners[n - 1]}" || { cat "out$n" >&2; return 1; }
    done
    assert_equal "$(ask "SELECT string_agg(n::text, ' ' ORDER BY n) FROM log")" "1 2 3"
}

# ---- locks of the application

@test "lock_timeout: retried with growing waits, then code 5, and the report names it" {
    ask "CREATE TABLE busy (a int)"
    write_migration 001_alter.sql <<<$'CREATE TABLE t (a int);\nALTER TABLE busy ADD COLUMN b int;'
    hold "SELECT * FROM busy"
    run_dunlin upgrade --lock-timeout 50ms --retries 2 --json
    assert_status 5
    assert_stderr "migrations/001_alter.sql:2:1: canceling statement due to lock timeout (SQLSTATE 55P03)"
    assert_stderr "ALTER TABLE busy ADD COLUMN b int"
    assert_json '.databases[0].retries == 2 and .databases[0].outcome == "failed"'
    assert_json '.databases[0].error.sqlstate == "55P03" and .databases[0].error.line == 2'
    assert_equal "$(ask "SELECT to_regclass('t') IS NULL")" t
    # None is none.
    run_dunlin upgrade --lock-timeout 50ms --retries 0 --json
    assert_status 5
    assert_json '.databases[0].retries == 0'
    let_go
    run_dunlin upgrade
    assert_status 0
}

@test "lock_timeout: a retry succeeds once the lock is gone; a file may have its own" {
    ask "CREATE TABLE busy (a int)"
    printf '%s\n' "-- dunlin:lock-timeout 20ms" "-- dunlin:up" "ALTER TABLE busy ADD COLUMN b int;" \
        "CREATE TABLE seen AS SELECT current_setting('lock_timeout') AS lock;" | write_migration 001_alter.sql
    hold "SELECT * FROM busy"
    start upgrade --lock-timeout 1h --retries 1000 --events
    wait_until 'grep -q lock.timeout out'
    let_go
    finish
    assert_status 0
    assert_equal "$(ask "SELECT lock FROM seen")" 20ms
    assert_equal "$(ask "SELECT count(*) FROM schema_migrations")" 1
}

@test "lock_timeout of one tenant leaves the others going; the report tells which" {
    ask "CREATE SCHEMA tenant_a; CREATE SCHEMA tenant_b; CREATE TABLE tenant_a.t (a int); CREATE TABLE tenant_b.t (a int)"
    echo "{system: {url: \"$URL\"}, tenants: {schemas: \"tenant_*\"}}" | write_config
    printf '%s\n' "-- dunlin:scope tenant" "-- dunlin:up" "ALTER TABLE t ADD COLUMN b int;" | write_migration 001_alter.sql
    hold "SELECT * FROM tenant_a.t"
    run_dunlin upgrade --tenants --lock-timeout 30ms --retries 1
    assert_status 4
    assert_stderr "tenant a (tenant_a)"
    assert_stderr "migrations/001_alter.sql:3:1: canceling statement due to lock timeout"
    assert_equal "$(ask "SELECT count(*) FROM tenant_b.schema_migrations")" 1
    # With all that failed for the same passing reason the code says that it may pass.
    run_dunlin upgrade --tenant a --lock-timeout 30ms --retries 0
    assert_status 5
    let_go
    run_dunlin upgrade
    assert_status 0
}

# ---- other runners

@test "a second runner waits, says so, and then finds nothing to do" {
    ask "CREATE TABLE busy (a int); CREATE TABLE log (a int)"
    write_migration 001_slow.sql <<<"INSERT INTO log VALUES (1); LOCK TABLE busy;"
    hold "LOCK TABLE busy"
    start upgrade --lock-timeout 1min
    wait_until '[ -n "$(blocked)" ]'
    "$DUNLIN" upgrade --events >out2 2>err2 3>&- 9>&- &
    second=$!
    wait_until 'grep -q "another runner" out2'
    let_go
    finish
    assert_status 0
    wait "$second"
    assert_equal "$(ask "SELECT count(*) FROM log")" 1
    assert_equal "$(ask "SELECT count(*) FROM schema_migrations")" 1
    jq -e -s '[.[] | select(.event == "step_finished")] | length == 0' out2
}

@test "run.wait_timeout: the wait for another runner has an end, code 5" {
    ask "CREATE TABLE busy (a int)"
    write_migration 001_slow.sql <<<"LOCK TABLE busy;"
    hold "LOCK TABLE busy"
    start upgrade --lock-timeout 1min
    wait_until '[ -n "$(blocked)" ]'
    for wait in 0 300ms; do
        run_dunlin upgrade --wait-timeout "$wait"
        assert_status 5
        assert_stderr "another runner has kept"
        assert_stderr "run.wait_timeout"
    done
    # Cancelled while it waits, it says that, and not how it knows.
    "$DUNLIN" upgrade --events >out2 2>err2 3>&- 9>&- &
    second=$!
    wait_until 'grep -q "another runner" out2'
    kill -TERM "$second"
    status=0
    wait "$second" || status=$?
    assert_equal "$status" 143
    stderr=$(<err2)
    assert_stderr "cancelled"
    refute_stderr "expected state"
    let_go
    finish
    assert_status 0
}

@test "run.wait_timeout counts from the meeting with the other runner, however long the run has been at work" {
    ask "CREATE TABLE busy (a int)"
    write_migration 001_slow.sql <<<"LOCK TABLE busy;"
    write_migration 002_next.sql <<<"CREATE TABLE t (a int);"
    hold "LOCK TABLE busy"
    begun_ms=$(date +%s%3N)
    start upgrade --lock-timeout 1min --wait-timeout 1s --events
    wait_until '[ -n "$(blocked)" ]'
    # Another one is next in line for the runner's lock, and gets it between the two migrations.
    key=$(ask "SELECT classid::bigint << 32 | objid::bigint FROM pg_locks
        WHERE locktype = 'advisory' AND pid = $(blocked)")
    mkfifo other
    psql -X -q -d "$URL" <other >/dev/null 2>&1 3>&- 9>&- &
    other=$!
    exec 8>other
    echo "BEGIN; SELECT pg_advisory_xact_lock($key);" >&8
    wait_until '[ "$(ask "SELECT count(*) FROM pg_locks WHERE locktype = '\''advisory'\'' AND NOT granted")" = 1 ]'
    wait_until '[ "$(date +%s%3N)" -gt $((begun_ms + 1000)) ]'
    exec 9>&-
    wait_until 'grep -q "another runner" out'
    exec 8>&-
    wait "$other"
    let_go
    finish
    assert_status 0
    assert_equal "$(ask "SELECT count(*) FROM schema_migrations")" 2
}

@test "a ledger that never is as it was read: not asked without a pause, code 5" {
    write_migration 001_t.sql <<<$'-- dunlin:transaction off\n-- dunlin:up\nCREATE TABLE t (a int);'
    run_dunlin upgrade
    assert_status 0
    # By hand, and as no runner does: a row under way without a count.
    ask "UPDATE schema_migrations SET state = 'running'"
    rollbacks="SELECT xact_rollback FROM pg_stat_database WHERE datname = current_database()"
    before=$(ask "$rollbacks")
    run_dunlin upgrade --wait-timeout 500ms
    assert_status 5
    assert_stderr "written by hand"
    [ $(($(ask "$rollbacks") - before)) -lt 30 ]
}

@test "stopped before its tenants' turn, a run that must know what public has ends cleanly" {
    ask "CREATE SCHEMA tenant_a; CREATE TABLE busy (a int)"
    echo "{system: {url: \"$URL\"}, tenants: {schemas: \"tenant_*\"}}" | write_config
    write_migration 001_slow.sql <<<$'-- dunlin:scope public\n-- dunlin:up\nLOCK TABLE busy;'
    write_migration 002_t.sql <<<$'-- dunlin:scope tenant\n-- dunlin:depends 001\n-- dunlin:up\nCREATE TABLE t (a int);'
    hold "LOCK TABLE busy"
    start upgrade --lock-timeout 1min
    wait_until '[ -n "$(blocked)" ]'
    kill -TERM "$RUNNER"
    wait_until 'grep -q "finishing the steps" err'
    let_go
    finish
    assert_status 143
    assert_stderr "cancelled"
    assert_equal "$(ask "SELECT count(*) FROM schema_migrations")" 1
    assert_equal "$(ask "SELECT to_regclass('tenant_a.schema_migrations') IS NULL")" t
    run_dunlin upgrade
    assert_status 0
}

@test "the lock goes with the server process of a killed runner" {
    ask "CREATE TABLE busy (a int)"
    write_migration 001_slow.sql <<<"LOCK TABLE busy;"
    hold "LOCK TABLE busy"
    start upgrade --lock-timeout 1min
    wait_until '[ -n "$(blocked)" ]'
    kill -KILL "$RUNNER"
    finish
    start upgrade --lock-timeout 1min
    ask "SELECT pg_terminate_backend($(blocked | head -n 1))"
    let_go
    finish
    assert_status 0
    assert_equal "$(ask "SELECT count(*) FROM schema_migrations")" 1
}

# ---- statement_timeout

@test "statement_timeout: the setting's, the file's own, for one statement each, code 5, not retried" {
    write_migration 001_slow.sql <<<$'CREATE TABLE t (a int);\nSELECT pg_sleep(20);'
    run_dunlin upgrade --statement-timeout 400ms --json
    assert_status 5
    assert_stderr "migrations/001_slow.sql:2:1: canceling statement due to statement timeout (SQLSTATE 57014)"
    assert_json '.databases[0].retries == 0'
    assert_equal "$(ask "SELECT to_regclass('t') IS NULL")" t
    printf '%s\n' "-- dunlin:statement-timeout 300ms" "-- dunlin:up" "SELECT 1;" "SELECT pg_sleep(20);" |
        write_migration 001_slow.sql
    run_dunlin upgrade
    assert_status 5
    assert_stderr "migrations/001_slow.sql:4:1: canceling statement due to statement timeout"
    # Of one statement, not of their sum; and the file's wins.
    printf '%s\n' "-- dunlin:statement-timeout 10s" "-- dunlin:up" "SELECT pg_sleep(0.06);" "SELECT pg_sleep(0.06);" |
        write_migration 001_slow.sql
    run_dunlin upgrade --statement-timeout 1ms
    assert_status 0
    printf '%s\n' "SELECT pg_sleep(0.06);" "SELECT pg_sleep(0.06);" | write_migration 002_slow.sql
    run_dunlin upgrade --statement-timeout 110ms
    assert_status 0
}

# ---- what passes

@test "a deadlock is tried again" {
    ask "ALTER DATABASE $(database_of "$URL") SET deadlock_timeout = '30ms'"
    ask "CREATE TABLE a (x int); CREATE TABLE b (x int)"
    # The one whose wait closes the circle finds it: the first try waits until the other one waits for table a.
    ask "CREATE SEQUENCE tries"
    write_migration 001_dead.sql <<'SQL'
LOCK TABLE a;
DO $$ BEGIN
    FOR i IN 1..2000 LOOP
        EXIT WHEN nextval('tries') > 2000 OR EXISTS (SELECT FROM pg_locks WHERE relation = 'a'::regclass AND NOT granted);
        PERFORM pg_sleep(0.01);
    END LOOP;
    PERFORM setval('tries', 2001);
END $$;
LOCK TABLE b;
CREATE TABLE t (a int);
SQL
    hold "SET deadlock_timeout = '1h'; LOCK TABLE b"
    start upgrade --lock-timeout 1h --retries 10 --events
    wait_until '[ "$(ask "SELECT count(*) FROM pg_locks WHERE relation = '\''a'\''::regclass AND granted")" = 1 ]'
    say "LOCK TABLE a;"
    wait_until 'grep -q "deadlock detected" out'
    let_go
    finish
    assert_status 0
    assert_equal "$(ask "SELECT to_regclass('t') IS NOT NULL")" t
}

@test "a serialization failure is tried again, run.retries times; another error is not" {
    ask "CREATE SEQUENCE tries"
    write_migration 001_serial.sql <<'SQL'
DO $$ BEGIN
    IF nextval('tries') < 3 THEN RAISE EXCEPTION 'try again' USING ERRCODE = 'serialization_failure'; END IF;
END $$;
SQL
    run_dunlin upgrade --retries 1
    assert_status 1
    assert_stderr "migrations/001_serial.sql:1:1: try again; PL/pgSQL function inline_code_block line 2 at RAISE (SQLSTATE 40001)"
    ask "ALTER SEQUENCE tries RESTART"
    run_dunlin upgrade --json
    assert_status 0
    assert_json '.databases[0].retries == 2'
    ask "ALTER SEQUENCE tries RESTART"
    write_migration 002_error.sql <<<"SELECT 1 / (nextval('tries') - 1);"
    run_dunlin upgrade --json
    assert_status 1
    assert_json '.databases[0].retries == 0'
}

@test "a connection that is cut in the middle of a migration: tried again, applied once" {
    ask "CREATE TABLE busy (a int); CREATE TABLE log (a int)"
    write_migration 001_cut.sql <<<"INSERT INTO log VALUES (1); LOCK TABLE busy; INSERT INTO log VALUES (2);"
    hold "LOCK TABLE busy"
    start upgrade --lock-timeout 1min --json
    wait_until '[ -n "$(blocked)" ]'
    ask "SELECT pg_terminate_backend($(blocked))"
    let_go
    finish
    assert_status 0
    assert_json '.databases[0].retries == 1'
    assert_equal "$(ask "SELECT string_agg(a::text, ' ') FROM log")" "1 2"
    # Without a retry left it is an error that says what happened.
    write_migration 002_cut.sql <<<"LOCK TABLE busy;"
    hold "LOCK TABLE busy"
    start upgrade --lock-timeout 1min --retries 0
    wait_until '[ -n "$(blocked)" ]'
    ask "SELECT pg_terminate_backend($(blocked))"
    finish
    assert_status 1
    assert_stderr "terminating connection due to administrator command"
    let_go
}

@test "a server that crashes in the middle of a migration and comes back: tried again, applied once" {
    start_cluster
    URL=$CLUSTER_URL
    echo "system: {url: \"$URL\"}" | write_config
    ask "CREATE TABLE log (a int)"
    write_migration 001_cut.sql <<<"INSERT INTO log VALUES (1); SELECT pg_sleep(CASE WHEN pg_postmaster_start_time() <
        '$(ask "SELECT now()")' THEN 60 ELSE 0 END);"
    start upgrade --retries 50
    wait_until "[ \"\$(ask \"SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'\")\" = 1 ]"
    stop_cluster immediate
    resume_cluster
    finish
    assert_status 0
    assert_equal "$(ask "SELECT count(*) FROM log")" 1
}

@test "connection limit reached: said plainly, and tried again where others are at work" {
    role=$(new_role "CONNECTION LIMIT 1")
    ask "GRANT ALL ON DATABASE $(database_of "$URL") TO $role; GRANT ALL ON SCHEMA public TO $role"
    write_migration 001_t.sql <<<"CREATE TABLE t (a int);"
    mkfifo hold
    psql -X -q -d "$(as_role "$URL" "$role")" <hold >/dev/null 2>&1 3>&- &
    HOLDER=$!
    exec 9>hold
    wait_until "[ \"\$(ask \"SELECT count(*) FROM pg_stat_activity WHERE usename = '$role'\")\" = 1 ]"
    run_dunlin upgrade --url "$(as_role "$URL" "$role")"
    assert_status 1
    assert_stderr "too many connections for role"
    assert_equal "$(ask "SELECT to_regclass('t') IS NULL")" t
    let_go
    wait_until "[ \"\$(ask \"SELECT count(*) FROM pg_stat_activity WHERE usename = '$role'\")\" = 0 ]"
    ask "ALTER ROLE $role CONNECTION LIMIT 3; CREATE SCHEMA dunlin AUTHORIZATION $role"
    ask "SELECT format('CREATE SCHEMA tenant_%s AUTHORIZATION $role', i) FROM generate_series(1, 12) i \\gexec"
    echo "{system: {url: \"$(as_role "$URL" "$role")\"}, tenants: {schemas: \"tenant_*\"}}" | write_config
    printf '%s\n' "-- dunlin:scope tenant" "-- dunlin:up" "CREATE TABLE t (a int); SELECT pg_sleep(0.02);" |
        write_migration 001_t.sql
    run_dunlin upgrade --parallel 6
    assert_status 0
    assert_equal "$(ask "SELECT count(*) FROM pg_tables WHERE tablename = 't'")" 12
}

# ---- behind a step of several transactions

@test "the runner's lock is held until the last transaction has committed, transaction off too" {
    write_migration 001_table.sql <<<"CREATE TABLE t (n int);"
    run_dunlin upgrade --quiet
    # The ledger's last word on a migration waits for the holder.
    ask "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock(77); RETURN new; END';
        CREATE TRIGGER wait BEFORE UPDATE ON schema_migrations FOR EACH ROW WHEN (new.state IS NULL) EXECUTE FUNCTION wait()"
    write_migration 002_vacuum.sql <<'SQL'
-- dunlin:transaction off
-- dunlin:up
VACUUM t;
SQL
    hold "SELECT pg_advisory_xact_lock(77)"
    start upgrade --lock-timeout 1min
    wait_until '[ -n "$(blocked)" ]'
    assert_equal "$(ask "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid = $(blocked)")" 1
    let_go
    finish
    assert_status 0
    assert_equal "$(ask "SELECT count(*) FROM schema_migrations WHERE state IS NULL")" 2
}
