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
    # Of an answer the first and the last message, and all of them in a long run: the server has its orders by then.
    if [ -n "${DUNLIN_TEST_LONG:-}" ]; then
        strike postgres before 2
        [ "$WANTED" -ge 300 ]
    else
        strike postgres kills 2
        [ "$WANTED" -ge 100 ]
    fi
    assert_equal "$STRUCK" "$WANTED"
    assert_at_head
}

@test "kill -9 of the runner after every message that it sends, compared by pg_dump" {
    strike postgres dump 2
    [ "$WANTED" -ge 40 ]
    assert_equal "$STRUCK" "$WANTED"
    assert_at_head
}

@test "the connection breaks at every message, the runner lives: it finishes with another one" {
    # Of an answer the first and the last message, and all of them in a long run.
    strike postgres "$([ -n "${DUNLIN_TEST_LONG:-}" ] && echo cut || echo turns)" 3
    [ "$WANTED" -ge 100 ]
    assert_equal "$STRUCK" "$WANTED"
    assert_equal "$ENDED" "$WANTED"
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

# ---- Ctrl-C

# Four tenants whose second migration waits at a gate: LOCKED, or by sleeping while there is a row.
gated_project() {
    setup_project
    URL=$(new_database)
    export DATABASE_URL=$URL
    write_config <<'YAML'
tenants: {schemas: "tenant_*"}
run: {parallel: 2, lock_timeout: 60s}
YAML
    write_migration 001_log.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
CREATE TABLE log (line text NOT NULL);
INSERT INTO log VALUES ('001');
SQL
    write_migration 002_gate.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
INSERT INTO log VALUES ('002');
SELECT pg_sleep(600) FROM public.gate;
LOCK TABLE public.gate IN SHARE MODE;
SQL
    write_migration 003_end.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
INSERT INTO log VALUES ('003');
SQL
    psql_do "$URL" "CREATE TABLE public.gate (closed boolean);
        CREATE SCHEMA tenant_1; CREATE SCHEMA tenant_2; CREATE SCHEMA tenant_3; CREATE SCHEMA tenant_4"
}

# Starts an upgrade in the background, of which bash would otherwise make one that Ctrl-C does not reach.
start_upgrade() {
    env --default-signal=INT "$DUNLIN" upgrade >out 2>err 3>&- 4>&- &
    RUNNER=$!
}

end_upgrade() {
    status=0
    wait "$RUNNER" || status=$?
    output=$(<out)
    stderr=$(<err)
}

lines() { psql_do "$URL" "SELECT string_agg(line, ' ' ORDER BY line) FROM tenant_$1.log"; }

waiting() { psql_do "$URL" "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'dunlin' AND $1"; }

assert_rerun_does_the_rest() {
    run_dunlin upgrade
    assert_status 0
    for tenant in 1 2 3 4; do
        assert_equal "$(lines $tenant)" "001 002 003"
        assert_equal "$(psql_do "$URL" "SELECT count(*), count(state) FROM tenant_$tenant.schema_migrations")" "3|0"
    done
}

@test "Ctrl-C finishes the steps under way and reports; a rerun does the rest" {
    gated_project
    # Somebody holds the table until this pipe says otherwise.
    exec {gate}> >(exec psql -X -q -d "$URL" >/dev/null 2>&1 3>&- 4>&-)
    echo "BEGIN; LOCK TABLE public.gate IN ACCESS EXCLUSIVE MODE;" >&"$gate"
    wait_until '[ "$(psql_do "$URL" "SELECT count(*) FROM pg_locks WHERE relation = '"'public.gate'"'::regclass")" = 1 ]'
    start_upgrade
    wait_until "[ \"\$(waiting \"wait_event_type = 'Lock'\")\" = 2 ]"
    kill -INT "$RUNNER"
    wait_until "grep -q 'finishing the steps under way' err"
    echo "COMMIT;" >&"$gate"
    exec {gate}>&-
    end_upgrade
    assert_status 130
    # The two under way have their step and no other; nobody else was begun.
    assert_equal "$(lines 1)|$(lines 2)" "001 002|001 002"
    assert_equal "$(psql_do "$URL" "SELECT to_regclass('tenant_3.log'), to_regclass('tenant_4.log')")" "|"
    assert_stderr "cancelled"
    assert_stderr "run the same again to do what is left"
    assert_rerun_does_the_rest
}

@test "a second Ctrl-C rolls back the statement under way; a rerun does the rest" {
    gated_project
    psql_do "$URL" "INSERT INTO public.gate VALUES (true)"
    start_upgrade
    wait_until "[ \"\$(waiting \"wait_event = 'PgSleep'\")\" = 2 ]"
    kill -INT "$RUNNER"
    wait_until "grep -q 'finishing the steps under way' err"
    assert_equal "$(waiting "wait_event = 'PgSleep'")" 2
    kill -INT "$RUNNER"
    end_upgrade
    assert_status 130
    assert_stderr "rolling back the steps under way"
    assert_equal "$(lines 1)|$(lines 2)" "001|001"
    assert_equal "$(psql_do "$URL" "SELECT to_regclass('tenant_3.log'), to_regclass('tenant_4.log')")" "|"
    wait_until "[ \"\$(waiting true)\" = 0 ]"
    psql_do "$URL" "DELETE FROM public.gate"
    assert_rerun_does_the_rest
}
