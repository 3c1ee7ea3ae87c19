#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# kill_postgres.bats: whatever is killed when, on PostgreSQL: afterwards one rerun reaches the head, nothing is applied
# twice and nothing half. The drivers in tests/kill compare everything that an upgrade leaves with an undisturbed one's.

load ../lib/common
load ../kill/kill

setup() {
    common_setup
    need_server
    SOURCE=$ROOT/tests/kill/postgres
}

prepare() {
    local url
    url=$(new_database) || return 1
    cp -r "$SOURCE" "$1/project" || return 1
    echo "$url" >"$1/url"
    echo "$DUNLIN_TEST_PG_HOST $DUNLIN_TEST_PG_PORT $(database_of "$url")"
}

# What the comparison with an undisturbed upgrade takes for granted.
assert_at_head() {
    local url schema
    url=$(<"$TEST_DIR/share0/url")
    for schema in public tenant_a tenant_b; do
        assert_equal "$(psql_do "$url" "SELECT line, count(*) FROM $schema.log GROUP BY line ORDER BY line")" \
            $'001|1\n002 after|1\n002 before|1\n003|1'
        assert_equal "$(psql_do "$url" "SELECT count(*), count(state) FROM $schema.schema_migrations")" "3|0"
    done
    assert_equal "$(psql_do "$url" "SELECT count(*) FROM pg_index WHERE NOT indisvalid")" 0
    assert_equal "$(psql_do "$url" "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")" 0
}

@test "kill -9 of the runner before every message of one upgrade" {
    strike postgres before 2
    [ "$WANTED" -ge 300 ]
    assert_equal "$STRUCK" "$WANTED"
    assert_at_head
}

@test "kill -9 of the runner after every message that it sends, compared by pg_dump" {
    strike postgres dump 2
    [ "$WANTED" -ge 40 ]
    assert_equal "$STRUCK" "$WANTED"
    assert_at_head
}

@test "the connection breaks at every message, the runner lives: it finishes or says why not" {
    # Of an answer the first and the last message, and all of them in a long run.
    strike postgres "$([ -n "${DUNLIN_TEST_LONG:-}" ] && echo cut || echo turns)" 3
    [ "$WANTED" -ge 100 ]
    assert_equal "$STRUCK" "$WANTED"
    # Most of it can be tried again.
    [ "$ENDED" -ge $((WANTED / 2)) ]
    assert_at_head
}

# Twenty tenants, four at once.
prepare_fleet() {
    SOURCE=$TEST_DIR/fleet
    cp -r "$ROOT/tests/kill/postgres" "$SOURCE"
    sed -i 's/parallel: 1/parallel: 4/' "$SOURCE/dunlin.yaml"
    cat >"$SOURCE/reset.sql" <<'SQL'
DO $$ BEGIN
    EXECUTE (SELECT coalesce('DROP SCHEMA ' || string_agg(quote_ident(nspname), ', ') || ' CASCADE', '') FROM pg_namespace
        WHERE nspname IN ('public', 'dunlin') OR nspname LIKE 'tenant%');
    CREATE SCHEMA public;
    FOR i IN 1..20 LOOP EXECUTE format('CREATE SCHEMA tenant_%s', i); END LOOP;
END $$;
SQL
}

@test "kill -9 of the runner at random times, twenty tenants" {
    prepare_fleet
    strike postgres random 2 --rounds "$(rounds 25)"
    assert_equal "$WANTED" $((2 * $(rounds 25)))
    # Some come too late.
    [ "$STRUCK" -ge $((WANTED / 3)) ]
    assert_equal "$(psql_do "$(<"$TEST_DIR/share0/url")" "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'tenant%'")" 20
}
