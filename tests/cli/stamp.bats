#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# stamp.bats: ledgers that are told where their databases stand: branches, purge, SQLite's user_version, fleets, kills.
# Which rows follow from which target is tests/unit/plan/test_stamp.c's; here it is what becomes of the databases.

# shellcheck disable=SC2016,SC2034 # wait_until expands its condition; the assertions read stderr

load ../lib/common
load ../lib/projects

# rows_of FILE: "version|whether the checksum is there|whether it has a duration" of each row, user_version behind them.
rows_of() {
    sqlite_do "$1" "SELECT version, length(checksum), duration_ms IS NULL FROM schema_migrations ORDER BY version;
        PRAGMA user_version"
}

# One SQLite file, app.db, with migrations 001_a to 003_c.
file_history() {
    setup_project
    for name in 001_a 002_b 003_c; do
        write_migration $name.sql <<<"CREATE TABLE ${name#*_} (x integer);"
    done
    write_config <<<'system: {url: "sqlite:///app.db"}'
}

# bats test_tags=sanitize
@test "SQLite: what no history explains is stamped, and upgraded from there" {
    file_history
    while IFS='|' read -r name sql target version; do
        rm -f app.db*
        make_file app.db "$sql"
        run_dunlin upgrade
        assert_status 1
        assert_stderr '`dunlin stamp TARGET`'
        run_dunlin stamp $target
        assert_status 0
        assert_stdout "public: "
        assert_stdout " -> "
        assert_equal "$(sqlite_do app.db 'PRAGMA user_version')" "$version"
        run_dunlin upgrade
        assert_status 0
        assert_equal "$(file_ledger app.db)" "001_a 002_b 003_c"
        assert_equal "$(file_tables app.db)" "a b c"
        assert_equal "$(sqlite_do app.db 'PRAGMA user_version')" 3
    done <<'ROWS'
tables, but 0|CREATE TABLE a (x); CREATE TABLE b (x)|002|2
negative|CREATE TABLE a (x); PRAGMA user_version = -1|001|1
exceeds|CREATE TABLE a (x); CREATE TABLE b (x); CREATE TABLE c (x); PRAGMA user_version = 9|heads|3
far beyond, nothing there|PRAGMA user_version = 2147483647|base|0
ROWS
}

@test "SQLite: a file with other tables that stands before the first migration" {
    file_history
    make_file app.db 'CREATE TABLE other (x)'
    run_dunlin stamp base
    assert_status 0
    assert_equal "$(file_ledger app.db)" ""
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(file_tables app.db)" "a b c other"
}

@test "SQLite: rows carry checksums, run and who, nothing ran, twice is once, the audit log tells it" {
    file_history
    run_dunlin stamp 002
    assert_status 0
    assert_stdout "public: base -> 002_b"
    assert_equal "$(rows_of app.db)" $'001_a|64|1\n002_b|64|1\n2'
    assert_equal "$(file_tables app.db)" ""
    assert_equal "$(sqlite_do app.db "SELECT DISTINCT l.run_id = a.run_id, l.applied_by = a.actor FROM schema_migrations l,
        dunlin_audit_log a")" "1|1"
    before=$(sqlite_do app.db .dump)
    run_dunlin stamp 002
    assert_status 0
    assert_stdout "1 database had nothing to change"
    assert_equal "$(sqlite_do app.db .dump)" "$before"
    run_dunlin stamp base
    assert_stdout "public: 002_b -> base"
    assert_equal "$(rows_of app.db)" 0
    assert_equal "$(audit_of app.db)" $'stamp|started|002\nstamp|finished|002\nstamp|started|base\nstamp|finished|base'
}

@test "an edited migration, and rows without a checksum, are accepted as the files are now" {
    file_history
    make_file app.db "CREATE TABLE a (x); CREATE TABLE b (x); PRAGMA user_version = 2"
    run_dunlin upgrade
    echo 'SELECT 1;' >>migrations/003_c.sql
    run_dunlin upgrade
    assert_status 1
    run_dunlin stamp head
    assert_status 0
    assert_equal "$(rows_of app.db)" $'001_a|64|1\n002_b|64|1\n003_c|64|0\n3'
    run_dunlin upgrade
    assert_status 0
}

@test "rows whose files are gone: refused with the way out, and dropped by --purge" {
    file_history
    run_dunlin upgrade
    rm migrations/002_b.sql
    before=$(sqlite_do app.db .dump)
    run_dunlin stamp heads
    assert_status 1
    assert_stderr '"002_b" is applied, but its file is gone'
    assert_stderr '`dunlin stamp --purge`'
    assert_equal "$(sqlite_do app.db .dump | grep -v audit)" "$(grep -v audit <<<"$before")"
    run_dunlin stamp --purge heads
    assert_status 0
    assert_equal "$(file_ledger app.db)" "001_a 003_c"
    assert_equal "$(sqlite_do app.db 'PRAGMA user_version')" 2
}

@test "another tool's table is refused, purge or not" {
    file_history
    make_file app.db 'CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)'
    before=$(snapshot app.db)
    for words in "stamp heads" "stamp --purge heads"; do
        # shellcheck disable=SC2086
        run_dunlin $words
        assert_status 1
        assert_stderr golang-migrate
    done
    assert_equal "$(snapshot app.db)" "$before"
}

@test "usage: no target, unknown, relative, ambiguous: exit code 2 and nothing is touched" {
    file_history
    printf '%s\n' "-- dunlin:parent 002_b" "-- dunlin:up" "SELECT 1;" | write_migration 003_other.sql
    while IFS='|' read -r words message; do
        # shellcheck disable=SC2086
        run_dunlin stamp $words
        assert_status 2
        assert_stderr "$message"
        [ ! -e app.db ]
    done <<'ROWS'
|"stamp" needs more
999|"999"
+1|"+1"
003|ambiguous
001 999|"999"
--tenant acme heads|tenant
ROWS
}

# bats test_tags=sanitize
@test "PostgreSQL: public and tenants, a ledger that is made, branches that stay, the two-column table" {
    schema_project
    for name in "004_left" "004_ri'ght"; do
        printf '%s\n' "-- dunlin:scope tenant" "-- dunlin:parent 003_posts" "-- dunlin:up" "SELECT 1;" |
            write_migration "$name.sql"
    done
    make_schemas "$URL" tenant_acme tenant_corp tenant_dot
    psql_do "$URL" "CREATE TABLE tenant_corp.schema_migrations (version varchar(255) PRIMARY KEY,
        applied_at timestamp DEFAULT CURRENT_TIMESTAMP); INSERT INTO tenant_corp.schema_migrations VALUES ('002_users')"
    run_dunlin stamp 001 003
    assert_status 0
    assert_stdout "public: base -> 001_registry"
    assert_stdout "tenant corp: 002_users -> 003_posts"
    assert_stdout "tenants acme, dot: base -> 003_posts"
    assert_equal "$(ledger_of "$URL" public)" 001_registry
    for name in tenant_acme tenant_corp tenant_dot; do
        assert_equal "$(ledger_of "$URL" "$name")" "002_users 003_posts"
        assert_equal "$(tables_of "$URL" "$name")" ""
    done
    run_dunlin stamp 004_left --tenant acme
    run_dunlin stamp "004_ri'ght" --tenant acme
    assert_status 0
    assert_equal "$(ledger_of "$URL" tenant_acme)" "002_users 003_posts 004_left 004_ri'ght"
    run_dunlin stamp "004_ri'ght" --tenant acme --purge
    assert_equal "$(ledger_of "$URL" tenant_acme)" "002_users 003_posts 004_ri'ght"
    run_dunlin stamp heads --tenants --json
    assert_status 0
    assert_json '[.changed, .failed] == [3, 0]'
    assert_json '.databases[] | select(.name == "acme") | .rows == 1 and .outcome == "changed"
        and (.current | startswith("004_left, "))'
    assert_equal "$(psql_do "$URL" "SELECT count(*) FROM tenant_acme.schema_migrations WHERE checksum IS NULL
        OR run_id IS NULL OR applied_by IS NULL OR duration_ms IS NOT NULL")" 0
    run_dunlin upgrade heads --tenants --json
    assert_json '.steps == 0'
}

@test "PostgreSQL: one tenant that cannot be stamped leaves the others going, exit code 4" {
    schema_project
    make_schemas "$URL" tenant_acme tenant_corp
    psql_do "$URL" "CREATE TABLE tenant_acme.schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)"
    run_dunlin stamp heads --tenants
    assert_status 4
    assert_stderr golang-migrate
    assert_equal "$(ledger_of "$URL" tenant_corp)" "002_users 003_posts"
    assert_equal "$(psql_do "$URL" "SELECT count(*) FROM tenant_acme.schema_migrations")" 0
}

@test "PostgreSQL: it waits for a runner, and gives up in time" {
    schema_project
    key=$(printf 'dunlin public' | sha256sum | cut -c 1-16)
    psql -X -q -d "$URL" -c "SELECT pg_advisory_lock(x'$key'::bit(64)::bigint)" -c "SELECT pg_sleep(60)" \
        >/dev/null 2>&1 3>&- &
    holder=$!
    wait_until "[ \"\$(psql_do \"$URL\" \"SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
        WHERE d.datname = current_database() AND locktype = 'advisory'\")\" = 1 ]"
    run_dunlin stamp heads --public --wait-timeout 100ms
    kill $holder
    assert_status 5
    assert_stderr "another runner"
    assert_equal "$(psql_do "$URL" "SELECT to_regclass('public.schema_migrations') IS NULL")" t
}

@test "killed at any moment, the ledger is the old one or the new one; the next stamp finishes" {
    file_history
    for i in $(seq -w 4 400); do
        echo 'SELECT 1;' >"migrations/${i}_m.sql"
    done
    run_dunlin stamp 003
    old=$(file_ledger app.db)
    for delay in 0.02 0.03 0.04 0.05 0.06 0.08 0.1; do
        "$DUNLIN" stamp heads >/dev/null 2>&1 3>&- &
        runner=$!
        # Not a wait for something: the moment of the kill is what varies.
        sleep $delay
        kill -KILL $runner 2>/dev/null || true
        wait $runner 2>/dev/null || true
        now=$(file_ledger app.db)
        n=$(wc -w <<<"$now")
        [ "$now" = "$old" ] || [ "$n" = 400 ]
        assert_equal "$(sqlite_do app.db 'PRAGMA user_version')" "$n"
        "$DUNLIN" stamp 003 >/dev/null 2>&1
        assert_equal "$(file_ledger app.db)" "$old"
    done
    run_dunlin stamp heads
    assert_status 0
    assert_equal "$(wc -w <<<"$(file_ledger app.db)")" 400
}

@test "PostgreSQL: a server process that is killed in the middle leaves the old ledger, and it is tried again" {
    schema_project
    run_dunlin stamp heads --public
    # The insert meets a trigger that waits, so that the backend can be killed within it.
    psql_do "$URL" "CREATE FUNCTION public.slow() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN PERFORM pg_advisory_xact_lock(7, 7); RETURN NEW; END';
        DELETE FROM public.schema_migrations;
        CREATE TRIGGER slow BEFORE INSERT ON public.schema_migrations FOR EACH ROW EXECUTE FUNCTION public.slow()"
    psql -X -q -d "$URL" -c "SELECT pg_advisory_lock(7, 7)" -c "SELECT pg_sleep(60)" >/dev/null 2>&1 3>&- &
    holder=$!
    wait_until "[ \"\$(psql_do \"$URL\" \"SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
        WHERE d.datname = current_database() AND classid = 7 AND granted\")\" = 1 ]"
    "$DUNLIN" stamp heads --public >out 2>err 3>&- &
    runner=$!
    wait_until "[ -n \"\$(psql_do \"$URL\" \"SELECT pid FROM pg_stat_activity WHERE datname = current_database()
        AND application_name = 'dunlin' AND wait_event_type = 'Lock'\")\" ]"
    kill -KILL $runner
    wait $runner 2>/dev/null || true
    psql_do "$URL" "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()
        AND application_name = 'dunlin'" >/dev/null
    wait_until "[ \"\$(psql_do \"$URL\" \"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
        AND application_name = 'dunlin'\")\" = 0 ]"
    assert_equal "$(ledger_of "$URL" public)" ""
    psql_do "$URL" "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE classid = 7 AND granted" >/dev/null
    wait $holder 2>/dev/null || true
    run_dunlin stamp heads --public
    assert_status 0
    assert_equal "$(ledger_of "$URL" public)" 001_registry
}
