#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# postgres_pooler.bats: migrations through a real PgBouncer: what works, what must go round it, and how that is found.

load ../lib/common

setup() {
    common_setup
    setup_project
    URL=$(new_database)
}

ask() { psql_do "$URL" "$1"; }

# config [LINE...]: a project behind the pooler, with these further settings of "system".
config() {
    printf '%s\n' "system:" "  url: \"$PGBOUNCER_URL\"" "$@" "tenants: {schemas: \"tenant_*\"}" | write_config
}

concurrent_index() {
    write_migration 001_table.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
CREATE TABLE t (a int);
SQL
    write_migration 002_index.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:transaction off
-- dunlin:up
CREATE INDEX CONCURRENTLY i ON t (a);
VACUUM t;
SQL
}

@test "migrations run through a pooler in transaction mode, whose sessions switch" {
    ask "SELECT format('CREATE SCHEMA tenant_%s', i) FROM generate_series(1, 12) i \\gexec"
    start_pgbouncer "$URL" "default_pool_size = 3"
    config
    write_migration 001_table.sql <<'SQL'
-- dunlin:scope both
-- dunlin:up
CREATE TABLE t (a int);
INSERT INTO t SELECT generate_series(1, 10);
-- dunlin:down
DROP TABLE t;
SQL
    write_migration 002_more.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
CREATE TEMP TABLE passing AS SELECT count(*) AS n FROM t;
CREATE TABLE u AS SELECT n FROM passing;
-- dunlin:down
DROP TABLE u;
SQL
    run_dunlin upgrade --parallel 6
    assert_status 0
    assert_equal "$(ask "SELECT count(*) FROM pg_tables WHERE tablename = 'u'")" 12
    assert_equal "$(ask "SELECT n FROM tenant_7.u")" 10
    run_dunlin status --json
    assert_status 0
    run_dunlin downgrade base --parallel 6 --allow-data-loss t --allow-data-loss u
    assert_status 0
    assert_equal "$(ask "SELECT count(*) FROM pg_tables WHERE tablename IN ('t', 'u')")" 0
    assert_equal "$(ask "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
        WHERE d.datname = current_database() AND locktype = 'advisory'")" 0
}

@test "8 runners through one pooler: each migration is applied once" {
    ask "CREATE SCHEMA tenant_a; CREATE SCHEMA tenant_b; CREATE TABLE public.log (tenant text, n int)"
    start_pgbouncer "$URL" "default_pool_size = 5"
    config
    local n
    for n in 1 2 3; do
        printf '%s\n' "-- dunlin:scope tenant" "-- dunlin:up" "CREATE TABLE t$n (a int);" \
            "INSERT INTO public.log VALUES (current_schema(), $n);" | write_migration "00${n}_t.sql"
    done
    local runners=()
    for n in {1..8}; do
        "$DUNLIN" upgrade >"out$n" 2>&1 &
        runners+=($!)
    done
    for n in {1..8}; do
        wait "${runners[n - 1]}" || { cat "out$n" >&2; return 1; }
    done
    assert_equal "$(ask "SELECT tenant, n, count(*) FROM log GROUP BY 1, 2 ORDER BY 1, 2" | tr '\n' ' ')" \
        "tenant_a|1|1 tenant_a|2|1 tenant_a|3|1 tenant_b|1|1 tenant_b|2|1 tenant_b|3|1 "
}

@test "what refuses a transaction is refused without system.direct_url, before the tenant's first step" {
    ask "CREATE SCHEMA tenant_a"
    start_pgbouncer "$URL"
    config
    concurrent_index
    run_dunlin upgrade --tenants
    assert_status 1
    assert_stderr "migrations/002_index.sql: it runs outside a transaction"
    assert_stderr "system.direct_url"
    assert_equal "$(ask "SELECT to_regclass('tenant_a.t') IS NULL, to_regclass('tenant_a.schema_migrations') IS NULL")" "t|t"
    # A project that needs no such statement does not mind.
    run_dunlin upgrade 001 --tenants
    assert_status 0
}

@test "with system.direct_url it goes round the pooler" {
    ask "CREATE SCHEMA tenant_a; CREATE SCHEMA tenant_b"
    start_pgbouncer "$URL"
    config "  direct_url: \"$URL\""
    concurrent_index
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(ask "SELECT count(*) FROM pg_index WHERE indexrelid::regclass::text ~ '^tenant_._?\.i$' AND indisvalid")" 2
    assert_equal "$(ask "SELECT count(*) FROM tenant_b.schema_migrations WHERE state IS NULL")" 2
    assert_equal "$(ask "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
        WHERE d.datname = current_database() AND locktype = 'advisory'")" 0
}

@test "a direct_url that leads to a pooler too is refused" {
    ask "CREATE SCHEMA tenant_a"
    start_pgbouncer "$URL"
    config "  direct_url: \"$PGBOUNCER_URL&application_name=direct\""
    sed -i 's/&application_name/?application_name/' dunlin.yaml
    concurrent_index
    run_dunlin upgrade --tenants
    assert_status 1
    assert_stderr "leads to a connection pooler, too"
    assert_equal "$(ask "SELECT to_regclass('tenant_a.i') IS NULL")" t
}

@test "a pooler that keeps sessions together is believed when the configuration says so" {
    ask "CREATE SCHEMA tenant_a"
    start_pgbouncer "$URL" "pool_mode = session" "default_pool_size = 10"
    concurrent_index
    config
    run_dunlin upgrade --tenants
    assert_status 1
    assert_stderr "system.pooler to session"
    config "  pooler: session"
    run_dunlin upgrade --tenants
    assert_status 0
    assert_equal "$(ask "SELECT indisvalid FROM pg_index WHERE indexrelid = 'tenant_a.i'::regclass")" t
    assert_equal "$(ask "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
        WHERE d.datname = current_database() AND locktype = 'advisory'")" 0
}

@test "system.pooler: transaction is believed where nothing is detected" {
    ask "CREATE SCHEMA tenant_a"
    PGBOUNCER_URL=$URL
    concurrent_index
    config "  pooler: transaction"
    run_dunlin upgrade --tenants
    assert_status 1
    assert_stderr "system.direct_url"
    assert_equal "$(ask "SELECT to_regclass('tenant_a.t') IS NULL")" t
}

@test "a pooler that goes away in the middle: an error, and the next run does what is left" {
    ask "CREATE SCHEMA tenant_a; CREATE TABLE public.gate (a int)"
    start_pgbouncer "$URL"
    config
    printf '%s\n' "-- dunlin:scope tenant" "-- dunlin:lock-timeout 60s" "-- dunlin:up" "CREATE TABLE t (a int);" \
        "LOCK TABLE public.gate;" | write_migration 001_waits.sql
    mkfifo hold
    psql -X -q -d "$URL" <hold >/dev/null 2>&1 3>&- &
    local holder=$!
    exec 9>hold
    echo "BEGIN; LOCK TABLE public.gate;" >&9
    wait_until "[ \"\$(ask \"SELECT count(*) FROM pg_locks WHERE relation = 'gate'::regclass AND granted\")\" = 1 ]"
    "$DUNLIN" upgrade --tenants --retries 0 >out 2>err 3>&- 9>&- &
    local runner=$!
    wait_until "[ \"\$(ask \"SELECT count(*) FROM pg_locks WHERE relation = 'gate'::regclass AND NOT granted\")\" = 1 ]"
    kill -KILL "$(<"$(cut -d' ' -f2 "$(owned poolers)")/pid")"
    status=0
    wait "$runner" || status=$?
    exec 9>&-
    wait "$holder" || true
    assert_equal "$status" 1
    grep -q "lost the connection" err
    # The server may still have finished what it was sent; either way the rest is done once.
    wait_until "[ \"\$(ask \"SELECT count(*) FROM pg_locks WHERE relation = 'gate'::regclass\")\" = 0 ]"
    run_dunlin upgrade --tenants --url "$URL"
    assert_status 0
    assert_equal "$(ask "SELECT count(*) FROM tenant_a.schema_migrations")" 1
    assert_equal "$(ask "SELECT to_regclass('tenant_a.t') IS NOT NULL")" t
}
