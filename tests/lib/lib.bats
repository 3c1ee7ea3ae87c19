#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# lib.bats: the helpers do what the other tests take for granted, and clean up behind themselves.

load common

@test "helpers: stdout and stderr apart" {
    run_split bash -c 'echo out; echo err >&2; exit 3'
    assert_status 3
    assert_equal "$output" out
    assert_equal "$stderr" err
    refute_stdout err
    # An assertion that cannot fail proves nothing.
    run assert_status 0
    assert_equal "$status" 1
}

@test "helpers: JSON" {
    write_file schema.json <<<'{"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}'
    run_split echo '{"name": "x"}'
    assert_json '.name == "x"'
    json_valid schema.json
    run json_valid schema.json '{"name": 1}'
    assert_equal "$status" 1
    run_split echo '{"name": "y"}'
    run assert_json '.name == "x"'
    assert_equal "$status" 1
}

@test "helpers: a database and a role of one's own, gone afterwards" {
    url=$(new_database)
    role=$(new_role "PASSWORD 'x'")
    psql_do "$url" "CREATE TABLE t (a int); INSERT INTO t VALUES (1), (2); GRANT SELECT ON t TO $role"
    assert_equal "$(psql_do "$(as_role "$url" "$role")" 'SELECT sum(a), current_user FROM t')" "3|$role"
    drop_databases
    assert_equal "$(psql_do "$DUNLIN_TEST_PG_URL" \
        "SELECT count(*) FROM pg_database WHERE datname = '$(database_of "$url")'")" 0
    assert_equal "$(psql_do "$DUNLIN_TEST_PG_URL" "SELECT count(*) FROM pg_roles WHERE rolname = '$role'")" 0
}

@test "helpers: the role dunlin_password needs its password" {
    need_server
    run psql "postgresql://dunlin_password:wrong@127.0.0.1:$DUNLIN_TEST_PG_PORT/postgres" -c 'SELECT 1'
    assert_status 2
    run psql "postgresql://dunlin_password:right@127.0.0.1:$DUNLIN_TEST_PG_PORT/postgres" -c 'SELECT 1'
    assert_status 0
}

@test "helpers: a pooler in transaction mode" {
    url=$(new_database)
    start_pgbouncer "$url"
    assert_equal "$(psql_do "$PGBOUNCER_URL" 'SELECT current_database()')" "$(database_of "$url")"
    # What one client leaves in the session is what the next one finds: that is what such a pooler does.
    psql_do "$PGBOUNCER_URL" "SET search_path = leaked"
    assert_equal "$(psql_do "$PGBOUNCER_URL" 'SHOW search_path')" leaked
}

@test "helpers: a server of one's own, stopped and started" {
    start_cluster "max_connections = 7" "fsync = on"
    assert_equal "$(psql_do "$CLUSTER_URL" 'SHOW max_connections; SHOW fsync')" $'7\non'
    psql_do "$CLUSTER_URL" 'CREATE TABLE t (a int)'
    stop_cluster immediate
    run psql_do "$CLUSTER_URL" 'SELECT 1'
    assert_status 2
    resume_cluster
    assert_equal "$(psql_do "$CLUSTER_URL" 'SELECT count(*) FROM t')" 0
}

@test "helpers: waiting ends" {
    (sleep 0.2 && touch there) &
    wait_until '[ -e there ]' 10
    run wait_until '[ -e never ]' 1
    assert_status 1
}
