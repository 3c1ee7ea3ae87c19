#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# threads.bats: ThreadSanitizer watches the fleet at work. Runs what tests/run builds in build-tsan.

# shellcheck disable=SC2016,SC2034 # wait_until expands its condition; the assertions read output and stderr

load ../lib/common

THREADS=$(dirname "$DUNLIN")/tests/threads

setup() {
    common_setup
    # 66 is not one of Dunlin's codes.
    export TSAN_OPTIONS=exitcode=66:halt_on_error=0
    # GLib's own allocator hands memory from thread to thread by locks that the sanitizer does not see.
    export G_SLICE=always-malloc
    tenants=({1..30})
    RUNNER=
    # Ctrl-C reaches what runs in the background, too.
    bare=(env --default-signal=INT)
    # The sanitizer's shadow has no place for addresses as random as some kernels make them.
    if [ "$(</proc/sys/vm/mmap_rnd_bits)" -gt 28 ]; then
        bare=(setarch -R "${bare[@]}")
    fi
    # GLib is not instrumented: the library says what its locks order. It is for the program alone, not for env.
    watched=("${bare[@]}" "LD_PRELOAD=$THREADS/libtsan_glib.so")
}

teardown() {
    [ -z "$RUNNER" ] || kill -KILL "$RUNNER" 2>/dev/null || true
    common_teardown
}

# assert_no_race CODE: of the last run.
assert_no_race() {
    refute_stderr ThreadSanitizer
    assert_status "$1"
}

sqlite_fleet() {
    cp -r "$ROOT/tests/kill/sqlite" project
    cd project || return 1
    mkdir data
    for tenant in "${tenants[@]}"; do
        : >"data/tenant_$tenant.db"
    done
}

postgres_fleet() {
    DATABASE_URL=$(new_database)
    export DATABASE_URL
    cp -r "$ROOT/tests/kill/postgres" project
    cd project || return 1
    psql_do "$DATABASE_URL" "$(printf 'CREATE SCHEMA tenant_%s;' "${tenants[@]}")"
}

# All that reads and writes with several threads: a run in which one tenant fails, events as they come, a second run
# with nothing to do but for that one, the survey, the way back under a bar that a thread of its own draws.
assert_fleet_without_race() {
    run_split "${watched[@]}" "$DUNLIN" upgrade --parallel 8
    assert_no_race 4
    assert_stderr "1 of 31 databases failed"
    run_split "${watched[@]}" "$DUNLIN" status
    assert_no_race 0
    mend
    run_split "${watched[@]}" "$DUNLIN" upgrade --parallel 8 --events
    assert_no_race 0
    run_split "${watched[@]}" "$DUNLIN" upgrade --parallel 8
    assert_no_race 0
    assert_stdout "30 tenants were up to date"
    status=0
    "$ROOT/tests/lib/terminal" run 100 screen "${watched[@]}" "$DUNLIN" downgrade 001 --parallel 8 \
        --allow-data-loss item.size --allow-data-loss log.size || status=$?
    stderr=$(<screen)
    assert_no_race 0
    assert_stderr "30 tenants downgraded"
}

@test "a planted race is seen, with the library for GLib's locks and without it; a lock ends it" {
    run_split "${bare[@]}" "$THREADS/planted_race" unlocked
    assert_status 66
    assert_stderr "WARNING: ThreadSanitizer: data race"
    run_split "${watched[@]}" "$THREADS/planted_race" unlocked
    assert_status 66
    assert_stderr "WARNING: ThreadSanitizer: data race"
    assert_stderr planted_race.c
    run_split "${watched[@]}" "$THREADS/planted_race" locked
    assert_no_race 0
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
    # All that stands before the one that sleeps: an open transaction would hold up the others' CREATE INDEX CONCURRENTLY.
    run_split "${watched[@]}" "$DUNLIN" upgrade --parallel 8
    assert_no_race 0
    printf '%s\n' "-- dunlin:scope tenant" "-- dunlin:up" "SELECT pg_sleep(600);" | write_migration 004_sleep.sql
    "${watched[@]}" "$DUNLIN" upgrade --parallel 8 >out 2>err 3>&- 4>&- &
    RUNNER=$!
    wait_until '[ "$(psql_do "$DATABASE_URL" "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event = '"'PgSleep'"'")" = 8 ]' 60
    kill -INT "$RUNNER"
    wait_until "grep -q 'finishing the steps under way' err"
    kill -INT "$RUNNER"
    status=0
    wait "$RUNNER" || status=$?
    RUNNER=
    output=$(<out)
    stderr=$(<err)
    assert_no_race 130
    assert_stderr "rolling back the steps under way"
}
