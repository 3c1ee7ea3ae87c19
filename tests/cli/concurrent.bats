#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# concurrent.bats: several runners at once on the same databases: each migration is applied once, nobody fails, nobody
# waits for ever, and what can be made only once is made by one of them.

load ../lib/common

RUNNERS=8

# at_once COMMAND...: RUNNERS of them; what number I printed is in out.I and err.I, its exit code in code.I.
at_once() {
    local i pids=()
    for ((i = 1; i <= RUNNERS; i++)); do
        (
            code=0
            "$@" >"$TEST_DIR/out.$i" 2>"$TEST_DIR/err.$i" || code=$?
            echo "$code" >"$TEST_DIR/code.$i"
        ) 3>&- 4>&- &
        pids+=($!)
    done
    wait "${pids[@]}"
    # For a failed test.
    head -v -n 20 "$TEST_DIR"/code.* "$TEST_DIR"/out.* "$TEST_DIR"/err.*
}

# Everybody ended with 0.
assert_all_done() { assert_equal "$(cat "$TEST_DIR"/code.* | sort | uniq -c | xargs)" "$RUNNERS 0"; }

# One did it; each of the others says that it is there, or that somebody is at it.
assert_one_done() {
    local i
    assert_equal "$(grep -cx 0 "$TEST_DIR"/code.* | grep -c ':1$')" 1
    for ((i = 1; i <= RUNNERS; i++)); do
        case $(<"$TEST_DIR/code.$i") in
        0) ;;
        1) grep -q '"acme" already exists\|"tenant_acme" already exists' "$TEST_DIR/err.$i" ;;
        5) grep -q 'another run is making tenant "acme"' "$TEST_DIR/err.$i" ;;
        *) return 1 ;;
        esac
    done
}

# ---- upgrades of one fleet

postgres_fleet() {
    local i sql=
    URL=$(new_database)
    cp -r "$ROOT/tests/kill/postgres" "$TEST_DIR/project"
    cd "$TEST_DIR/project"
    export DATABASE_URL=$URL
    for i in {1..30}; do
        sql+="CREATE SCHEMA tenant_$i;"
    done
    psql_do "$URL" "$sql"
}

@test "PostgreSQL: eight runners, thirty tenants, an index built concurrently: each migration once, no deadlock" {
    postgres_fleet
    at_once "$DUNLIN" upgrade --parallel 4
    assert_all_done
    for schema in public tenant_{1..30}; do
        echo "SELECT '$schema', string_agg(line, ',' ORDER BY line), (SELECT count(*)::text || count(state) FROM
            $schema.schema_migrations) FROM $schema.log;"
    done >queries
    assert_equal "$(psql_do "$URL" "$(<queries)" | cut -d'|' -f2- | sort | uniq -c | xargs)" \
        "31 001,002 after,002 before,003|30"
    assert_equal "$(psql_do "$URL" "SELECT count(*), bool_and(indisvalid) FROM pg_index
        WHERE indexrelid::regclass::text LIKE '%item_name'")" "31|t"
    # The statistics of a session are complete once it has ended.
    wait_until '[ "$(psql_do "$URL" "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
        AND backend_type = '"'client backend'"'")" = 1 ]'
    assert_equal "$(psql_do "$URL" "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")" 0
    run_dunlin status --json
    assert_status 0
    assert_stdout '"pending"'
}

@test "SQLite: eight runners, thirty files, a VACUUM: each migration once" {
    local file i
    cp -r "$ROOT/tests/kill/sqlite" "$TEST_DIR/project"
    cd "$TEST_DIR/project"
    mkdir data
    for i in {1..29}; do
        touch "data/tenant_$i.db"
    done
    sqlite_do data/tenant_wal.db "PRAGMA journal_mode = wal; VACUUM"
    at_once "$DUNLIN" upgrade --parallel 4
    assert_all_done
    for file in data/*.db; do
        sqlite_do "$file" "SELECT group_concat(line) FROM (SELECT line FROM log ORDER BY line);
            SELECT count(*) || count(state) FROM schema_migrations; PRAGMA user_version; PRAGMA integrity_check" | xargs
    done | sort | uniq -c | xargs >found
    assert_equal "$(<found)" "31 001,002 after,002 before,003 30 3 ok"
}

# ---- one tenant by several

registry() {
    write_migration 001_registry.sql <<'SQL'
-- dunlin:scope public
-- dunlin:up
CREATE TABLE tenants (slug varchar(63) PRIMARY KEY, name varchar(200));
-- dunlin:down
DROP TABLE tenants;
SQL
    write_migration 002_users.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
CREATE TABLE users (id integer PRIMARY KEY, email varchar(200));
-- dunlin:down
DROP TABLE users;
SQL
}

postgres_registry() {
    URL=$(new_database)
    setup_project
    write_config <<YAML
system: {url: "$URL"}
tenants:
  schemas: "tenant_{tenant}"
  register: "INSERT INTO tenants (slug, name) VALUES (:slug, :name)"
  seed: "INSERT INTO users VALUES (1, 'admin@example.org')"
YAML
    registry
}

assert_one_schema() {
    assert_equal "$(psql_do "$URL" "SELECT slug FROM tenants")" acme
    assert_equal "$(psql_do "$URL" "SELECT nspname FROM pg_namespace WHERE nspname ~ 'acme|creating'")" tenant_acme
    assert_equal "$(psql_do "$URL" "SELECT email FROM tenant_acme.users")" admin@example.org
    run_dunlin tenant list
    assert_status 0
    assert_stdout acme
}

@test "PostgreSQL: eight make the same tenant in one transaction: one does, seven say that it is there" {
    postgres_registry
    run_dunlin upgrade
    assert_status 0
    at_once "$DUNLIN" tenant create acme --name Acme
    assert_one_done
    assert_one_schema
}

@test "PostgreSQL: eight make the same tenant, which takes several transactions: one does, seven say that it is there" {
    postgres_registry
    write_migration 003_index.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:transaction off
-- dunlin:up
CREATE INDEX CONCURRENTLY users_email ON users (email);
-- dunlin:down
DROP INDEX users_email;
SQL
    run_dunlin upgrade
    assert_status 0
    at_once "$DUNLIN" tenant create acme --name Acme
    assert_one_done
    assert_one_schema
    assert_equal "$(psql_do "$URL" "SELECT indisvalid FROM pg_index WHERE indexrelid = 'tenant_acme.users_email'::regclass")" t
}

@test "SQLite: eight make the same tenant: one does, seven say that it is there" {
    setup_project
    write_config <<'YAML'
system: {url: "sqlite:///data/system.db"}
tenants:
  files: "data/tenant_{tenant}.db"
  register: "INSERT INTO tenants (slug, name) VALUES (:slug, :name)"
  seed: "INSERT INTO users VALUES (1, 'admin@example.org')"
YAML
    registry
    run_dunlin upgrade
    assert_status 0
    at_once "$DUNLIN" tenant create acme --name Acme
    assert_one_done
    assert_equal "$(sqlite_do data/system.db "SELECT slug FROM tenants")" acme
    assert_equal "$(sqlite_do data/tenant_acme.db "SELECT email FROM users; PRAGMA user_version")" $'admin@example.org\n1'
    assert_equal "$(ls data)" $'system.db\ntenant_acme.db'
}

# ---- runners and the server's own killings

@test "PostgreSQL: somebody terminates our backends all the time: the run finishes by trying again" {
    postgres_fleet
    # Long enough to be hit in the middle.
    write_migration 004_slow.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
INSERT INTO log VALUES ('004');
SELECT pg_sleep(0.05);
SQL
    # In a session of its own until it is told to stop, pausing so that each try can come a little further.
    psql -X -q -v ON_ERROR_STOP=1 -d "$URL" >"$TEST_DIR/killer" 2>&1 3>&- 4>&- <<'SQL' &
CREATE TABLE IF NOT EXISTS public.terminated (n bigint);
SELECT count(pg_terminate_backend(pid)) AS n FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'dunlin' \watch 0.3
SQL
    killer=$!
    run_dunlin upgrade --parallel 4 --retries 100
    kill "$killer"
    wait "$killer" || true
    assert_status 0
    # It did happen.
    grep -qE '^ +[1-9]' "$TEST_DIR/killer"
    for schema in tenant_{1..30}; do
        echo "SELECT string_agg(line, ',' ORDER BY line), (SELECT count(*)::text || count(state) FROM
            $schema.schema_migrations) FROM $schema.log;"
    done >queries
    assert_equal "$(psql_do "$URL" "$(<queries)" | sort | uniq -c | xargs)" \
        "30 001,002 after,002 before,003,004|40"
    assert_equal "$(psql_do "$URL" "SELECT count(*) FROM pg_index WHERE NOT indisvalid")" 0
}
