#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# tenant_drop.bats: a tenant goes as a whole, only when it is named twice, and nothing else goes with it.

load ../lib/common
load ../lib/projects

@test "schema: dropped with all that is in it; the others stay; the audit log says so" {
    schema_project
    make_schemas "$URL" tenant_acme tenant_acme2 acme
    run_dunlin upgrade
    psql_do "$URL" "CREATE VIEW tenant_acme.v AS SELECT * FROM tenant_acme.users;
        CREATE TYPE tenant_acme.colour AS ENUM ('red'); CREATE SEQUENCE tenant_acme.s;
        CREATE FUNCTION tenant_acme.f() RETURNS integer LANGUAGE sql AS 'SELECT 1'"
    run_dunlin tenant drop acme --yes acme
    assert_status 0
    assert_equal "$output" "dropped tenant acme"
    assert_equal "$(psql_do "$URL" "SELECT string_agg(nspname, ' ' ORDER BY 1) FROM (SELECT nspname FROM pg_namespace
        WHERE nspname ~ 'acme' ORDER BY 1) n")" "acme tenant_acme2"
    assert_equal "$(tables_of "$URL" tenant_acme2)" "posts users"
    assert_equal "$(audit_of "$URL" | tail -n 2)" $'tenant drop|started|acme\ntenant drop|finished|acme'
    run_dunlin tenant list --json
    assert_json '[.tenants[].name] == ["acme2"]'
}

@test "without its name once more, with another one or with a pattern nothing is dropped" {
    schema_project
    make_schemas "$URL" tenant_acme tenant_corp
    run_dunlin upgrade
    before=$(dump "$URL")
    while IFS='|' read -r line message; do
        read -ra words <<<"$line"
        run_dunlin "${words[@]}"
        assert_status 2
        assert_stderr "$message"
        assert_equal "$(dump "$URL")" "$before"
    done <<'ROWS'
tenant drop acme|dunlin tenant drop acme --yes acme
tenant drop acme --yes corp|dunlin tenant drop acme --yes acme
tenant drop acme --yes|missing argument for --yes
tenant drop * --yes *|"*"
tenant drop a* --yes a*|"a*"
tenant drop nobody --yes nobody|tenant "nobody" does not exist (tenant_nobody)
ROWS
}

@test "what is no tenant cannot be dropped" {
    schema_project
    write_config <<YAML
system: {url: "$URL"}
tenants: {schemas: "{tenant}"}
YAML
    run_dunlin upgrade --public
    before=$(dump "$URL")
    for name in public dunlin pg_catalog information_schema ''; do
        run_dunlin tenant drop "$name" --yes "$name"
        assert_status 2
        assert_equal "$(dump "$URL")" "$before"
    done
    file_project files
    run_dunlin upgrade --public
    make_file data/org_acme/tenant.db
    before=$(snapshot .)
    for name in ../system ../../x acme/../acme ''; do
        run_dunlin tenant drop "$name" --yes "$name"
        assert_status 2
        assert_equal "$(snapshot .)" "$before"
    done
}

@test "file: dropped with what SQLite puts beside it, and the folder when nothing else is in it" {
    file_project
    for name in acme corp; do
        run_dunlin tenant create $name
    done
    touch data/org_acme/tenant.db-wal data/org_acme/tenant.db-shm
    run_dunlin tenant drop acme --yes acme
    assert_status 0
    [ ! -e data/org_acme ]
    touch data/org_corp/logo.png
    run_dunlin tenant drop corp --yes corp
    assert_status 0
    assert_equal "$(find data/org_corp -type f)" data/org_corp/logo.png
    assert_equal "$(audit_of data/system.db | grep -c 'tenant drop|finished')" 2
}

@test "file beside others: its folder stays" {
    setup_project
    write_config <<<'tenants: {files: "data/{tenant}.db"}'
    write_migration 001_a.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nCREATE TABLE a (x integer);'
    run_dunlin tenant create acme
    assert_status 0
    run_dunlin tenant drop acme --yes acme
    assert_status 0
    [ -d data ]
    assert_equal "$(ls -A data)" ""
}

@test "database: dropped; while somebody is connected it is refused, and it stays" {
    schema_project
    prefix="$(unique_name d)_"
    write_config <<YAML
system: {url: "$URL"}
tenants: {databases: "$prefix{tenant}"}
YAML
    own_database "${prefix}acme"
    run_dunlin tenant create acme
    assert_status 0
    coproc psql -X -q -A -t -d "$(database_url "${prefix}acme")" 3>&- 4>&-
    echo 'SELECT 1;' >&"${COPROC[1]}"
    read -r -t 20 _ <&"${COPROC[0]}"
    run_dunlin tenant drop acme --yes acme
    assert_status 1
    assert_stderr "being accessed by other users"
    assert_equal "$(tables_of "$(database_url "${prefix}acme")" public)" "posts users"
    echo '\q' >&"${COPROC[1]}"
    wait "$COPROC_PID" || true
    run_dunlin tenant drop acme --yes acme
    assert_status 0
    assert_equal "$(psql_do "$URL" "SELECT count(*) FROM pg_database WHERE datname = '${prefix}acme'")" 0
    assert_equal "$(audit_of "$URL" | grep 'tenant drop')" \
        $'tenant drop|started|acme\ntenant drop|failed|acme\ntenant drop|started|acme\ntenant drop|finished|acme'
}

@test "3,000 tables with the default lock table" {
    start_cluster "max_connections = 20"
    setup_project
    write_config <<YAML
system: {url: "$CLUSTER_URL"}
tenants: {schemas: "tenant_{tenant}"}
YAML
    write_migration 001_a.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nCREATE TABLE a (x integer);'
    psql_do "$CLUSTER_URL" "CREATE SCHEMA tenant_big"
    for hundreds in {0..29}; do
        psql_do "$CLUSTER_URL" "DO \$\$ BEGIN FOR i IN 1..100 LOOP
            EXECUTE format('CREATE TABLE tenant_big.t_%s_%s (id integer)', $hundreds, i); END LOOP; END \$\$"
    done
    # It would not fit: that is the point.
    run psql_do "$CLUSTER_URL" "DROP SCHEMA tenant_big CASCADE"
    assert_status 3
    run_dunlin tenant drop big --yes big
    assert_status 0
    assert_equal "$(psql_do "$CLUSTER_URL" "SELECT count(*) FROM pg_class WHERE relname LIKE 't\\_%\\_%'")" 0
    assert_equal "$(psql_do "$CLUSTER_URL" "SELECT count(*) FROM pg_namespace WHERE nspname = 'tenant_big'")" 0
}

@test "another session holds a lock in the schema: refused after lock_timeout, code 5, and it stays" {
    schema_project
    make_schemas "$URL" tenant_acme
    run_dunlin upgrade
    coproc psql -X -q -A -t -d "$URL" 3>&- 4>&-
    echo 'BEGIN; LOCK TABLE tenant_acme.users; SELECT 1;' >&"${COPROC[1]}"
    read -r -t 20 _ <&"${COPROC[0]}"
    DUNLIN_RUN_LOCK_TIMEOUT=200ms run_dunlin tenant drop acme --yes acme
    assert_status 5
    echo 'ROLLBACK; \q' >&"${COPROC[1]}"
    wait "$COPROC_PID" || true
    assert_equal "$(tables_of "$URL" tenant_acme)" "posts users"
}
