#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# repair.bats: what `dunlin repair` finds, says and does: half-run migrations, edited and missing files, invalid indexes,
# user_version. Without --apply nothing changes, with it twice is once.

# shellcheck disable=SC2016,SC2034 # backquotes are words of the program; the assertions read stderr

load ../lib/common
load ../lib/projects

on_postgres() {
    setup_project postgres
    URL=$(new_database)
    write_config <<<"system: {url: \"$URL\"}"
}

on_sqlite() {
    setup_project sqlite
    write_config <<<'system: {url: "sqlite:///app.db"}'
}

ask() { psql_do "$URL" "$1"; }

# off FILE: a migration outside a transaction, its statements from stdin.
off() { { printf '%s\n' "-- dunlin:transaction off" "-- dunlin:up"; cat; } | write_migration "$1"; }

state() { dump "$URL" | grep -v -e '^[0-9]*\s20.*Z' ; }

# nothing_changes WORDS...: repair without --apply, which exits with 0.
nothing_changes() {
    local before
    before=$(state)
    run_dunlin repair "$@"
    assert_status 0
    assert_equal "$(state)" "$before"
}

# done_once WORDS...: with --apply; a second time there is nothing to do.
done_once() {
    run_dunlin repair "$@" --apply
    assert_status 0
}

nothing_left() {
    run_dunlin repair --apply
    assert_status 0
    assert_stdout "nothing to repair"
}

# In doubt: a kill in the middle of CREATE DATABASE, as the journal has it.
in_doubt() {
    name=$(unique_name t)
    own_database "$name"
    off 001_create.sql <<<"CREATE TABLE before_it (a int);
CREATE DATABASE $name TEMPLATE missing;
CREATE TABLE after_it (a int);"
    run_dunlin upgrade
    assert_status 1
    ask "UPDATE schema_migrations SET journal = '!' || journal"
}

@test "nothing is wrong, nothing is there: nothing to repair, and nothing is written" {
    on_sqlite
    write_migration 001_a.sql <<<"CREATE TABLE a (x integer);"
    for verb in repair "repair --apply"; do
        # shellcheck disable=SC2086
        run_dunlin $verb
        assert_status 0
        assert_stdout "nothing to repair"
        [ ! -e app.db ]
    done
    run_dunlin upgrade
    before=$(snapshot .)
    run_dunlin repair --apply
    assert_stdout "nothing to repair"
    assert_equal "$(snapshot .)" "$before"
}

# bats test_tags=sanitize
@test "in doubt: each statement is shown, and what to say; --statement-not-done and --statement-done go on from there" {
    on_postgres
    in_doubt
    nothing_changes
    assert_stdout 'the upgrade of "001_create" was cut off, or has failed, after 1 statement'
    assert_stdout_matches 'migrations/001_create.sql:3 .*CREATE TABLE before_it'
    assert_stdout "was under way, and the database cannot tell what became of it"
    assert_stdout "left"
    for option in statement-done statement-not-done mark-applied mark-reverted; do
        assert_stdout "\`dunlin repair --$option 001_create --public --apply\`"
    done
    refute_stdout "dunlin upgrade"
    nothing_changes --statement-not-done 001
    assert_stdout "with --apply: note that the statement in flight did not take effect"
    done_once --statement-not-done 001
    assert_stdout "done: note that"
    assert_equal "$(ask "SELECT statements_done, left(journal, 1) = '!' FROM schema_migrations")" "1|f"
    # It is sent again, and still refused by the server.
    run_dunlin upgrade
    assert_stderr 'template database "missing" does not exist'
    ask "UPDATE schema_migrations SET journal = '!' || journal"
    done_once --statement-done 001_create
    assert_equal "$(ask "SELECT statements_done FROM schema_migrations")" 2
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(ask "SELECT to_regclass('after_it') IS NOT NULL")" t
    nothing_left
    assert_equal "$(ask "SELECT command, event, target FROM dunlin.audit_log WHERE command = 'repair' ORDER BY id LIMIT 2")" \
        $'repair|started|--statement-not-done 001_create\nrepair|finished|--statement-not-done 001_create'
}

# bats test_tags=sanitize
@test "half run: --mark-applied and --mark-reverted, in a tenant of several" {
    schema_project
    off 004_half.sql <<SQL
CREATE TABLE half (a int);
SELECT 1 / count(*) FROM half;
SQL
    sed -i '1i -- dunlin:scope tenant' migrations/004_half.sql
    make_schemas "$URL" tenant_a tenant_b tenant_c
    run_dunlin upgrade
    assert_status 4
    run_dunlin repair
    assert_status 0
    assert_stdout "the same in 2 more: b, c"
    assert_stdout "to go on: \`dunlin upgrade --tenant a\`"
    run_dunlin repair --mark-applied 004 --tenant a --apply
    assert_status 0
    psql_do "$URL" "DROP TABLE tenant_b.half"
    run_dunlin repair --mark-reverted 004 --tenant b --apply
    assert_status 0
    assert_equal "$(ledger_of "$URL" tenant_a)" "002_users 003_posts 004_half"
    assert_equal "$(psql_do "$URL" "SELECT state IS NULL, length(checksum) FROM tenant_a.schema_migrations WHERE version = '004_half'")" "t|64"
    assert_equal "$(ledger_of "$URL" tenant_b)" "002_users 003_posts"
    assert_equal "$(psql_do "$URL" "SELECT state FROM tenant_c.schema_migrations WHERE version = '004_half'")" running
    # What a tenant has not half run is not marked, and named nowhere is a mistake.
    run_dunlin repair --mark-applied 004 --tenant b --apply
    assert_status 2
    assert_stderr "--mark-applied 004_half: none of the chosen databases has it"
    run_dunlin repair --mark-applied 004 --mark-reverted 004
    assert_status 2
    assert_stderr "--mark-applied and by --mark-reverted"
    run_dunlin repair --mark-applied 999
    assert_status 2
    run_dunlin repair --json
    json_valid "$ROOT/tests/schemas/repair.json"
    assert_json '[.findings, .databases[].findings[].statements[].state] == [1, "done", "left"]'
}

@test "a half-run downgrade: taken back as reverted, or as still applied" {
    on_postgres
    { echo "-- dunlin:transaction off"; echo "-- dunlin:up"; echo "CREATE TABLE t (a int); CREATE TABLE u (a int);"
      echo "-- dunlin:down"; echo "DROP TABLE u; SELECT 1 / count(*) FROM t; DROP TABLE t;"; } | write_migration 001_t.sql
    run_dunlin upgrade
    run_dunlin downgrade base
    assert_status 1
    nothing_changes
    assert_stdout 'the downgrade of "001_t" was cut off'
    assert_stdout "to go on with the downgrade: \`dunlin downgrade TARGET --public\`"
    ask "CREATE TABLE u (a int)"
    done_once --mark-applied 001
    assert_equal "$(ask "SELECT state IS NULL FROM schema_migrations")" t
    run_dunlin downgrade base
    ask "DROP TABLE t"
    done_once --mark-reverted 001
    assert_equal "$(ask "SELECT count(*) FROM schema_migrations")" 0
    nothing_left
}

@test "edited after what it had done: no statement can be judged, the whole can" {
    on_postgres
    in_doubt
    sed -i 's/before_it (a int)/before_it (a int, b int)/' migrations/001_create.sql
    nothing_changes
    assert_stdout "and its file was edited since"
    refute_stdout "--statement-done"
    run_dunlin repair --statement-done 001 --apply
    assert_status 1
    assert_stderr "edited since"
    done_once --mark-applied 001
    run_dunlin upgrade
    assert_status 0
    nothing_left
}

@test "an edited file is accepted where it is named, and only there; applied_at stays" {
    on_postgres
    for name in 001_a 002_b; do
        write_migration $name.sql <<<"CREATE TABLE ${name#*_} (x integer);"
    done
    run_dunlin upgrade
    for name in 001_a 002_b; do echo 'SELECT 1;' >>migrations/$name.sql; done
    run_dunlin upgrade
    assert_status 1
    assert_stderr '`dunlin repair --accept 001_a --apply`'
    nothing_changes
    assert_stdout '"001_a" (migrations/001_a.sql) was edited after it was applied'
    at=$(ask "SELECT applied_at, run_id FROM schema_migrations WHERE version = '001_a'")
    done_once --accept 001
    assert_stdout "2 findings, 1 repaired"
    assert_equal "$(ask "SELECT applied_at, run_id FROM schema_migrations WHERE version = '001_a'")" "$at"
    run_dunlin upgrade
    assert_status 1
    assert_stderr '`dunlin repair --accept 002_b --apply`'
    done_once --accept 002
    run_dunlin upgrade
    assert_status 0
    nothing_left
}

@test "a row whose file is gone is forgotten where it is named" {
    on_sqlite
    for name in 001_a 002_b "003_it's"; do
        write_migration "$name.sql" <<<"SELECT 1;"
    done
    run_dunlin upgrade
    rm migrations/002_b.sql "migrations/003_it's.sql"
    run_dunlin upgrade
    assert_status 1
    assert_stderr '`dunlin repair --forget 002_b --apply`'
    run_dunlin repair --apply
    assert_status 0
    assert_equal "$(file_ledger app.db)" "001_a 002_b 003_it's"
    run_dunlin repair --forget 002 --apply
    assert_status 2
    run_dunlin repair --forget 002_b --forget "003_it's" --apply
    assert_status 0
    assert_equal "$(file_ledger app.db)" 001_a
    assert_equal "$(sqlite_do app.db 'PRAGMA user_version')" 1
    nothing_left
}

# bats test_tags=sanitize
@test "an invalid index that the journal names is dropped, others are reported" {
    on_postgres
    write_migration 001_t.sql <<<"CREATE TABLE t (a int, b int); INSERT INTO t VALUES (1, 1), (1, 1);"
    off 002_i.sql <<<"CREATE UNIQUE INDEX CONCURRENTLY mine ON t (a);"
    run_dunlin upgrade
    assert_status 1
    psql -X -q -d "$URL" -c 'CREATE UNIQUE INDEX CONCURRENTLY theirs ON t (b)' 2>/dev/null || true
    invalid() { ask "SELECT string_agg(indexrelid::regclass::text, ' ' ORDER BY 1) FROM pg_index WHERE NOT indisvalid"; }
    assert_equal "$(invalid)" "mine theirs"
    nothing_changes
    assert_stdout 'index "mine" is invalid: "002_i" was cut off while it was built or dropped'
    assert_stdout "with --apply: drop it"
    assert_stdout 'index "theirs" of table "t" is invalid, and no journal names it'
    assert_stdout 'REINDEX INDEX CONCURRENTLY "public"."theirs"'
    run_dunlin repair --mark-applied 002 --apply
    assert_status 1
    assert_stderr 'index "mine" is invalid'
    assert_equal "$(invalid)" "mine theirs"
    done_once
    assert_equal "$(invalid)" theirs
    run_dunlin repair --apply
    refute_stdout "index \"mine\" is invalid"
    ask "DELETE FROM t; INSERT INTO t VALUES (1, 1), (2, 2)"
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(ask "SELECT indisvalid FROM pg_index WHERE indexrelid = 'mine'::regclass")" t
}

@test "an invalid index goes together with the row of the migration that left it" {
    on_postgres
    write_migration 001_t.sql <<<"CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1);"
    off 002_i.sql <<<'CREATE UNIQUE INDEX CONCURRENTLY "m""; DROP TABLE t; --" ON t (a);'
    run_dunlin upgrade
    assert_status 1
    done_once --mark-reverted 002
    assert_equal "$(ask "SELECT count(*) FROM pg_index WHERE NOT indisvalid")" 0
    assert_equal "$(ledger_of "$URL" public)" 001_t
    assert_equal "$(ask "SELECT count(*) FROM t")" 2
    nothing_left
}

@test "SQLite: user_version is set to what the ledger holds; what nothing explains is left to stamp" {
    on_sqlite
    write_migration 001_a.sql <<<"CREATE TABLE a (x integer);"
    run_dunlin upgrade
    sqlite_do app.db 'PRAGMA user_version = 7'
    before=$(snapshot .)
    run_dunlin repair
    assert_status 0
    assert_stdout "user_version is 7, but the ledger holds 1 migration"
    assert_stdout "with --apply: set it to 1"
    assert_equal "$(snapshot .)" "$before"
    done_once
    assert_equal "$(sqlite_do app.db 'PRAGMA user_version')" 1
    nothing_left
    rm app.db
    make_file app.db 'CREATE TABLE a (x)'
    before=$(snapshot .)
    run_dunlin repair --apply
    assert_status 0
    assert_stdout '`dunlin stamp TARGET --public`'
    assert_equal "$(snapshot .)" "$before"
}

@test "SQLite: a lock file that is left over is explained; a live runner's migration is not marked" {
    on_sqlite
    off 001_v.sql <<<"CREATE TABLE a (x); SELECT nowhere;"
    run_dunlin upgrade
    assert_status 1
    : >app.db-dunlin-lock
    run_dunlin repair
    assert_stdout "app.db-dunlin-lock is there: a run is at work in this file, or one was killed"
    # Somebody holds it.
    flock app.db-dunlin-lock sleep 60 3>&- &
    holder=$!
    wait_until '! flock -n app.db-dunlin-lock true'
    run_dunlin repair --mark-applied 001 --apply --wait-timeout 100ms
    kill $holder
    assert_status 5
    assert_equal "$(sqlite_do app.db "SELECT state FROM schema_migrations")" running
    run_dunlin repair --mark-applied 001 --apply
    assert_status 0
    assert_equal "$(sqlite_do app.db "SELECT state IS NULL FROM schema_migrations; PRAGMA user_version")" $'1\n1'
}

@test "a tenant that cannot be read is told, the others are repaired" {
    file_project
    for name in a b; do make_file data/org_$name/tenant.db; done
    run_dunlin upgrade
    sqlite_do data/org_a/tenant.db 'PRAGMA user_version = 7'
    echo garbage >data/org_b/tenant.db
    run_dunlin repair --apply
    assert_status 4
    assert_stderr "tenant b"
    assert_equal "$(sqlite_do data/org_a/tenant.db 'PRAGMA user_version')" 2
}
