#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# postgres_isolation.bats: nothing that a migration does to its session reaches the next tenant on the same
# connection, or the application behind a pooler; and a tenant's migration sees the tenant's schema alone.

load ../lib/common

setup() {
    common_setup
    setup_project
    URL=$(new_database)
    psql_do "$URL" "CREATE SCHEMA tenant_a; CREATE SCHEMA tenant_b; CREATE SEQUENCE public.tries MINVALUE 0;
        GRANT ALL ON SEQUENCE public.tries TO PUBLIC"
    echo "{system: {url: \"$URL\"}, tenants: {schemas: \"tenant_*\"}}" | write_config
}

ask() { psql_do "$URL" "$1"; }

# leaky FILE LEAK PROBE [LAST]: a tenant migration that notes what it finds in the session, then leaves LEAK there.
leaky() {
    printf '%s\n' "-- dunlin:scope tenant" "-- dunlin:up" "CREATE TABLE seen_${1%%_*} AS SELECT ($3)::text AS found;" \
        "$2;" "${4-}" | write_migration "$1"
}

# both_saw NUMBER: what the second tenant's migration found is what the first one's did, but for the schema's name.
both_saw() {
    local first second
    first=$(ask "SELECT found FROM tenant_a.seen_$1")
    second=$(ask "SELECT found FROM tenant_b.seen_$1")
    assert_equal "${second//tenant_b/tenant_a}" "$first"
}

# nothing_leaks LEAK PROBE: after a migration that ends well and after one that fails, directly and through PgBouncer.
nothing_leaks() {
    local leak=$1 probe=$2 clean leaked

    # A probe that does not see the leak would prove nothing.
    clean=$(psql_do "$URL" "SELECT $probe")
    leaked=$(psql_do "$URL" "$leak; SELECT coalesce(($probe)::text, '')" | tail -n 1)
    [ "$clean" != "$leaked" ]

    leaky 001_well.sql "$leak" "$probe"
    run_dunlin upgrade --parallel 1
    assert_status 0
    both_saw 001

    # The first try fails, which is tenant a's; the second, tenant b's, does not.
    leaky 002_fails.sql "$leak" "$probe" "SELECT 1 / nextval('public.tries');"
    run_dunlin upgrade --parallel 1
    assert_status 4
    assert_stderr "division by zero"
    assert_equal "$(ask "SELECT to_regclass('tenant_a.seen_002') IS NULL")" t
    run_dunlin upgrade --parallel 1
    assert_status 0
    both_saw 002

    start_pgbouncer "$URL"
    clean=$(psql_do "$PGBOUNCER_URL" "SELECT $probe")
    leaky 003_pooled.sql "$leak" "$probe"
    run_dunlin upgrade --url "$PGBOUNCER_URL" --parallel 1
    assert_status 0
    both_saw 003
    assert_equal "$(psql_do "$PGBOUNCER_URL" "SELECT $probe")" "$clean"
    ask "ALTER SEQUENCE public.tries RESTART"
    leaky 004_fails.sql "$leak" "$probe" "SELECT 1 / nextval('public.tries');"
    run_dunlin upgrade --url "$PGBOUNCER_URL" --tenant a
    assert_status 1
    assert_stderr "division by zero"
    assert_equal "$(psql_do "$PGBOUNCER_URL" "SELECT $probe")" "$clean"
}

@test "leak: search_path" {
    nothing_leaks "SELECT set_config('search_path', 'pg_catalog', false)" "current_setting('search_path')"
}

@test "leak: role" {
    nothing_leaks "SET ROLE pg_read_all_data" "current_user"
}

@test "leak: session authorization" {
    nothing_leaks "SET SESSION AUTHORIZATION pg_read_all_data" "session_user || current_user"
}

@test "leak: settings, a custom one and those that change what SQL means" {
    nothing_leaks "SET work_mem = '77MB'; SET my.own = 'x'; SET default_transaction_isolation = 'serializable';
        SET DateStyle = 'German'; SET statement_timeout = '1h'; SET check_function_bodies = off" \
        "concat_ws('|', current_setting('work_mem'), nullif(current_setting('my.own', true), ''),
            current_setting('default_transaction_isolation'), current_setting('DateStyle'),
            current_setting('statement_timeout'), current_setting('check_function_bodies'))"
}

@test "leak: temporary table" {
    nothing_leaks "CREATE TEMP TABLE left_over (x int)" "to_regclass('pg_temp.left_over') IS NOT NULL"
}

@test "leak: prepared statement" {
    nothing_leaks "PREPARE left_over AS SELECT 1" "(SELECT count(*) FROM pg_prepared_statements)"
}

@test "leak: cursor WITH HOLD" {
    nothing_leaks "DECLARE left_over CURSOR WITH HOLD FOR SELECT 1" \
        "(SELECT count(*) FROM pg_cursors WHERE name = 'left_over')"
}

@test "leak: LISTEN" {
    nothing_leaks "LISTEN left_over" "(SELECT count(*) FROM pg_listening_channels())"
}

@test "leak: session advisory lock" {
    nothing_leaks "SELECT pg_advisory_lock(4711)" \
        "(SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
            WHERE d.datname = current_database() AND locktype = 'advisory' AND objid = 4711)"
}

@test "leak: a migration outside a transaction leaves nothing either" {
    local probe="concat_ws('|', current_setting('search_path'), current_user, current_setting('work_mem'),
        to_regclass('pg_temp.left_over'), (SELECT count(*) FROM pg_prepared_statements),
        (SELECT count(*) FROM pg_listening_channels()))"
    printf '%s\n' "-- dunlin:scope tenant" "-- dunlin:transaction off" "-- dunlin:up" \
        "CREATE TABLE seen_001 AS SELECT $probe AS found;" "CREATE TEMP TABLE left_over (x int);" \
        "PREPARE left_over AS SELECT 1;" "LISTEN left_over;" "SET work_mem = '77MB';" "SELECT pg_advisory_lock(4711);" \
        "SELECT set_config('search_path', '', false);" | write_migration 001_off.sql
    run_dunlin upgrade --parallel 1
    assert_status 0
    both_saw 001
    printf '%s\n' "-- dunlin:scope tenant" "-- dunlin:transaction off" "-- dunlin:up" \
        "CREATE TABLE IF NOT EXISTS seen_002 AS SELECT $probe AS found;" "CREATE TEMP TABLE left_over (x int);" \
        "SET work_mem = '77MB';" "SELECT 1 / nextval('public.tries');" | write_migration 002_fails.sql
    run_dunlin upgrade --parallel 1
    assert_status 4
    both_saw 002
    # What the session was told before the cut-off is not known any more: the statements behind it see a clean one.
    run_dunlin upgrade --parallel 1
    assert_status 0
    assert_equal "$(ask "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
        WHERE d.datname = current_database() AND locktype = 'advisory'")" 0
}

# ---- which schemas a migration sees

@test "Archify's own downgrade of 005 in a tenant that lacks the table leaves the public one alone" {
    mkdir -p migrations
    cp "$ROOT"/tests/data/archify/005_add_audit_logs.py migrations/
    run_dunlin upgrade
    assert_status 0
    ask "INSERT INTO public.audit_logs (action) VALUES ('kept'); DROP TABLE tenant_a.audit_logs"
    run_dunlin downgrade base --tenants
    assert_status 0
    assert_equal "$(ask "SELECT count(*) FROM public.audit_logs")" 1
    assert_equal "$(ask "SELECT to_regclass('tenant_b.audit_logs') IS NULL")" t
    assert_equal "$(ask "SELECT string_agg(version, ' ') FROM public.schema_migrations")" "005_add_audit_logs"
    assert_equal "$(ask "SELECT count(*) FROM tenant_a.schema_migrations")" 0
}

@test "public and other tenants are out of a tenant's sight; extension_schemas are in it" {
    ask "CREATE TABLE public.shared (a int); CREATE SCHEMA extensions; CREATE TABLE tenant_b.mine (a int);
        CREATE FUNCTION extensions.helper() RETURNS int LANGUAGE sql AS 'SELECT 42';
        CREATE TABLE extensions.e (a int)"
    printf '%s\n' "-- dunlin:scope tenant" "-- dunlin:up" "SELECT * FROM shared;" | write_migration 001_sees.sql
    run_dunlin upgrade --tenant a
    assert_status 1
    assert_stderr 'migrations/001_sees.sql:3:15: relation "shared" does not exist'

    printf '%s\n' "-- dunlin:scope tenant" "-- dunlin:up" \
        "CREATE TABLE seen AS SELECT current_setting('search_path') AS path, current_schemas(false)::text AS schemas;" |
        write_migration 001_sees.sql
    run_dunlin upgrade --tenant a
    assert_status 0
    assert_equal "$(ask "SELECT * FROM tenant_a.seen")" "tenant_a|{tenant_a}"

    echo "{system: {url: \"$URL\"}, tenants: {schemas: \"tenant_*\", extension_schemas: [extensions]}}" | write_config
    printf '%s\n' "-- dunlin:scope tenant" "-- dunlin:up" "CREATE TABLE t (a int DEFAULT helper());" \
        "CREATE TABLE paths AS SELECT current_schemas(false)::text AS schemas;" "DROP TABLE IF EXISTS mine, shared;" |
        write_migration 002_extended.sql
    run_dunlin upgrade --tenant a
    assert_status 0
    assert_equal "$(ask "SELECT schemas FROM tenant_a.paths")" "{tenant_a,extensions}"
    assert_equal "$(ask "INSERT INTO tenant_a.t VALUES (DEFAULT); SELECT a FROM tenant_a.t")" 42
    assert_equal "$(ask "SELECT count(*) FROM pg_tables WHERE tablename IN ('mine', 'shared')")" 2
}

@test "a migration whose search_path change is its own business still writes the ledger of its tenant" {
    ask "CREATE TABLE public.schema_migrations (version varchar(255) PRIMARY KEY, applied_at timestamp)"
    printf '%s\n' "-- dunlin:scope tenant" "-- dunlin:up" "SET search_path = public;" "CREATE TABLE tenant_a.t (x int);" |
        write_migration 001_path.sql
    run_dunlin upgrade --tenant a
    assert_status 0
    assert_equal "$(ask "SELECT version FROM tenant_a.schema_migrations")" 001_path
    assert_equal "$(ask "SELECT count(*) FROM public.schema_migrations")" 0
}
