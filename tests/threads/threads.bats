#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# threads.bats: ThreadSanitizer watches the fleet at work. Needs the program that tests/run builds for it.

load ../lib/common

BATS_TEST_TIMEOUT=900
WATCHED=$(dirname "$DUNLIN")/tests/kill/libtsan_glib.so

setup() {
    common_setup
    # 66 is not one of Dunlin's codes.
    export TSAN_OPTIONS=exitcode=66:halt_on_error=0
    tenants=({1..30})
}

# GLib is not instrumented: the library says what its locks order.
watched() { LD_PRELOAD=$WATCHED "$DUNLIN" "$@"; }

# assert_no_race CODE: of the last run.
assert_no_race() {
    refute_stderr ThreadSanitizer
    assert_status "$1"
}

sqlite_fleet() {
    cp -r "$ROOT/tests/kill/sqlite" project
    cd project
    mkdir data
    touch "${tenants[@]/#/data/tenant_}"
    for tenant in "${tenants[@]}"; do
        mv "data/tenant_$tenant" "data/tenant_$tenant.db"
    done
}

postgres_fleet() {
    DATABASE_URL=$(new_database)
    export DATABASE_URL
    cp -r "$ROOT/tests/kill/postgres" project
    cd project
    psql_do "$DATABASE_URL" "$(printf 'CREATE SCHEMA tenant_%s;' "${tenants[@]}")"
}

# All that reads and writes with several threads: a run in which one tenant fails, events as they come, a second run
# with nothing to do but for that one, the survey, the way back.
assert_fleet_without_race() {
    run_split watched upgrade --parallel 8
    assert_no_race 4
    assert_stderr "1 of 31 databases failed"
    run_split watched status
    assert_no_race 0
    mend
    run_split watched upgrade --parallel 8 --events
    assert_no_race 0
    run_split watched upgrade --parallel 8
    assert_no_race 0
    assert_stdout "30 tenants were up to date"
    run_split watched downgrade 001 --parallel 8
    assert_no_race 0
}

@test "ThreadSanitizer is in the program, and sees a race" {
    # Without the library each of GLib's locks looks like none at all.
    sqlite_fleet
    run_split "$DUNLIN" upgrade --parallel 8
    assert_status 66
    assert_stderr "WARNING: ThreadSanitizer: data race"
}

@test "no race: thirty SQLite files, eight workers" {
    sqlite_fleet
    sqlite_do data/tenant_7.db "CREATE TABLE schema_migrations (version TEXT, applied_at TEXT, dirty INTEGER)"
    mend() { sqlite_do data/tenant_7.db "DROP TABLE schema_migrations"; }
    assert_fleet_without_race
}

@test "no race: thirty PostgreSQL schemas, eight workers, an index built concurrently" {
    postgres_fleet
    psql_do "$DATABASE_URL" "CREATE TABLE tenant_7.item (id integer)"
    mend() { psql_do "$DATABASE_URL" "DROP TABLE tenant_7.item"; }
    assert_fleet_without_race
}

@test "no race: two Ctrl-C while eight workers are at it" {
    postgres_fleet
    write_migration 004_sleep.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
SELECT pg_sleep(600);
SQL
    LD_PRELOAD=$WATCHED env --default-signal=INT "$DUNLIN" upgrade --parallel 8 >out 2>err 3>&- 4>&- &
    runner=$!
    wait_until '[ "$(psql_do "$DATABASE_URL" "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event = '"'PgSleep'"'")" = 8 ]' 60
    kill -INT "$runner"
    wait_until "grep -q 'finishing the steps under way' err"
    kill -INT "$runner"
    status=0
    wait "$runner" || status=$?
    output=$(<out)
    stderr=$(<err)
    assert_no_race 130
}
