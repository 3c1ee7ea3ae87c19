#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# bad_servers.bats: PostgreSQL servers that refuse, fail, vanish or forbid, and schemas with difficult names.
# Locks, timeouts and retries: postgres_locks.bats.

# shellcheck disable=SC2016,SC2034 # wait_until expands its condition; the assertions read stderr

load ../lib/common
load ../lib/projects

setup() {
    common_setup
    schema_project
    RUNNER=
}

teardown() {
    [ -z "$RUNNER" ] || kill -KILL "$RUNNER" 2>/dev/null || true
    common_teardown
}

ask() { psql_do "$URL" "$1"; }

# unreachable URL MESSAGE: upgrade and status say why the server does not answer, code 1, and change nothing.
unreachable() {
    local before
    before=$(dump "$URL")
    for words in "upgrade --retries 0" status; do
        # shellcheck disable=SC2086
        run_dunlin $words --url "$1" --json
        assert_status 1
        assert_stderr "cannot connect to \"postgresql://"
        assert_stderr "$2"
        refute_stderr "${3:-no secret was given}"
        refute_stdout "${3:-no secret was given}"
        assert_stdout '"code": "connect"'
    done
    assert_equal "$(dump "$URL")" "$before"
}

# ---- no connection

@test "no connection: wrong password, none, unknown role, no right to connect" {
    name=$(database_of "$URL")
    unreachable "postgresql://dunlin_password:mistyped@127.0.0.1:$DUNLIN_TEST_PG_PORT/$name" \
        'password authentication failed for user "dunlin_password"' mistyped
    unreachable "postgresql://dunlin_password@127.0.0.1:$DUNLIN_TEST_PG_PORT/$name" 'no password supplied'
    unreachable "$(as_role "$URL" nobody_of_that_name)" 'role "nobody_of_that_name" does not exist'
    role=$(new_role)
    ask "REVOKE CONNECT ON DATABASE $name FROM public"
    unreachable "$(as_role "$URL" "$role")" "permission denied for database \"$name\""
    role=$(new_role)
    ask "ALTER ROLE $role NOLOGIN"
    unreachable "$(as_role "$URL" "$role")" "role \"$role\" is not permitted to log in"
}

@test "no connection: unknown host, no server, no database" {
    unreachable postgresql://u@unknown.invalid/x 'could not translate host name "unknown.invalid"'
    unreachable postgresql://u@127.0.0.1:1/x 'Connection refused'
    unreachable "postgresql://u@/x?host=$TEST_DIR/nowhere" 'No such file or directory'
    unreachable "$(database_url no_database_of_that_name)" 'database "no_database_of_that_name" does not exist'
    assert_equal "$(ask "SELECT count(*) FROM pg_database WHERE datname = 'no_database_of_that_name'")" 0
}

@test "no connection: the database takes none, or no more" {
    role=$(new_role)
    name=$(database_of "$URL")
    psql_do "$DUNLIN_TEST_PG_URL" "ALTER DATABASE $name CONNECTION LIMIT 0"
    unreachable "$(as_role "$URL" "$role")" "too many connections for database \"$name\""
    psql_do "$DUNLIN_TEST_PG_URL" "ALTER DATABASE $name CONNECTION LIMIT -1; ALTER ROLE $role CONNECTION LIMIT 0"
    unreachable "$(as_role "$URL" "$role")" "too many connections for role \"$role\""
    psql_do "$DUNLIN_TEST_PG_URL" "ALTER DATABASE $name ALLOW_CONNECTIONS false"
    run_dunlin upgrade --retries 0
    assert_status 1
    assert_stderr "database \"$name\" is not currently accepting connections"
    psql_do "$DUNLIN_TEST_PG_URL" "ALTER DATABASE $name ALLOW_CONNECTIONS true"
    run_dunlin upgrade
    assert_status 0
}

@test "no connection: a server that takes the call and says nothing" {
    port=$(find_port)
    python3 -c '
import socket, sys, time
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
open("listening", "w").close()
while True:
    kept = server.accept()
' "$port" 3>&- &
    RUNNER=$!
    wait_until '[ -e listening ]'
    run_dunlin upgrade --url "postgresql://u@127.0.0.1:$port/x" --connect-timeout 100ms --retries 0
    release_port "$port"
    assert_status 1
    assert_stderr "cannot connect to \"postgresql://u@127.0.0.1:$port/x\": no answer within 100 ms"
}

@test "one database of several does not answer: the others go on, code 4" {
    name=$(database_of "$URL")
    for tenant in acme corp; do
        psql_do "$DUNLIN_TEST_PG_URL" "CREATE DATABASE ${name}_$tenant TEMPLATE template0"
        own_database "${name}_$tenant"
    done
    write_config <<<"{system: {url: \"$URL\"}, tenants: {databases: \"${name}_{tenant}\"}}"
    psql_do "$DUNLIN_TEST_PG_URL" "ALTER DATABASE ${name}_acme ALLOW_CONNECTIONS false"
    write_config <<<"{system: {url: \"$URL\"}, tenants: {databases: \"${name}_{tenant}\", query: \"VALUES ('acme'), ('corp'), ('gone')\"}}"
    run_dunlin upgrade --retries 0
    assert_status 4
    assert_stderr 'tenant acme'
    assert_stderr 'is not currently accepting connections'
    assert_stderr "\"${name}_gone\" does not exist"
    assert_equal "$(ledger_of "$(database_url "${name}_corp")" public)" "002_users 003_posts"
    psql_do "$DUNLIN_TEST_PG_URL" "ALTER DATABASE ${name}_acme ALLOW_CONNECTIONS true"
    run_dunlin upgrade --tenant acme
    assert_status 0
    assert_equal "$(ledger_of "$(database_url "${name}_acme")" public)" "002_users 003_posts"
}

# ---- a server that goes away

@test "a server that goes away in the middle: code 1, and a rerun reaches head once it is back" {
    start_cluster "fsync = on"
    URL=$CLUSTER_URL
    write_config <<<"{system: {url: \"$URL\"}, tenants: {schemas: \"tenant_*\"}}"
    make_schemas "$URL" tenant_acme tenant_corp tenant_demo
    # Only in one of the tenants, so that others are done and others are not begun.
    write_migration 003_posts.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
CREATE TABLE posts (id integer PRIMARY KEY);
INSERT INTO posts SELECT 1 FROM pg_sleep(CASE current_schema WHEN 'tenant_corp' THEN 60 ELSE 0 END)
    WHERE NOT EXISTS (SELECT FROM pg_tables WHERE tablename = 'awake');
SQL
    "$DUNLIN" upgrade --parallel 1 --retries 1 >out 2>err 3>&- &
    RUNNER=$!
    wait_until '[ "$(ask "SELECT count(*) FROM pg_stat_activity WHERE wait_event = '\''PgSleep'\''")" = 1 ]'
    stop_cluster immediate
    status=0
    wait "$RUNNER" || status=$?
    RUNNER=
    stderr=$(<err)
    assert_status 4
    assert_stderr 'tenant corp'
    assert_stderr_matches 'terminating connection|lost the connection|cannot connect'
    refute_stderr 'tenant corp  003_posts'
    run_dunlin status
    assert_status 1

    resume_cluster
    assert_equal "$(ledger_of "$URL" tenant_acme)" "002_users 003_posts"
    assert_equal "$(ledger_of "$URL" tenant_corp) $(tables_of "$URL" tenant_corp)" "002_users users"
    assert_equal "$(ask "SELECT to_regclass('tenant_demo.schema_migrations') IS NULL")" t
    make_schemas "$URL" elsewhere
    ask "CREATE TABLE elsewhere.awake (x int)"
    run_dunlin upgrade --json
    assert_status 0
    assert_json '.steps == 3'
    for tenant in acme corp demo; do
        assert_equal "$(ledger_of "$URL" tenant_$tenant)" "002_users 003_posts"
        assert_equal "$(tables_of "$URL" tenant_$tenant)" "posts users"
    done
}

@test "a server that restarts as a run begins is asked again; status says at once that it is down" {
    start_cluster
    URL=$CLUSTER_URL
    write_config <<<"{system: {url: \"$URL\"}, tenants: {schemas: \"tenant_*\"}}"
    make_schemas "$URL" tenant_acme
    stop_cluster
    run_dunlin status
    assert_status 1
    refute_stderr waiting
    run_dunlin upgrade --retries 2
    assert_status 1
    assert_stderr "waiting: cannot connect"
    "$DUNLIN" upgrade --retries 1000 --connect-timeout 60s >out 2>err 3>&- &
    RUNNER=$!
    wait_until 'grep -q "waiting: cannot connect" err'
    resume_cluster
    wait "$RUNNER"
    RUNNER=
    assert_equal "$(ledger_of "$URL" tenant_acme)" "002_users 003_posts"
}

@test "a server that is full as a run begins is asked again" {
    role=$(new_role)
    ask "GRANT ALL ON DATABASE $(database_of "$URL") TO $role; GRANT ALL ON SCHEMA public TO $role;
        ALTER ROLE $role CONNECTION LIMIT 0"
    "$DUNLIN" upgrade --url "$(as_role "$URL" "$role")" >out 2>err 3>&- &
    RUNNER=$!
    wait_until 'grep -q "waiting: cannot connect .* too many connections for role" err'
    ask "ALTER ROLE $role CONNECTION LIMIT -1"
    wait "$RUNNER"
    RUNNER=
    assert_equal "$(ledger_of "$URL" public)" "001_registry"
}

# ---- permissions

# limited_role: a role that may do everything in the public schema and in Dunlin's own, as ROLE and ROLE_URL.
limited_role() {
    run_dunlin upgrade
    assert_status 0
    ROLE=$(new_role)
    ROLE_URL=$(as_role "$URL" "$ROLE")
    ask "GRANT ALL ON SCHEMA public, dunlin TO $ROLE; GRANT ALL ON ALL TABLES IN SCHEMA public, dunlin TO $ROLE"
}

@test "no permission on one tenant's schema: the others go on, code 4" {
    limited_role
    make_schemas "$URL" tenant_acme tenant_corp tenant_demo
    ask "GRANT ALL ON SCHEMA tenant_acme, tenant_demo TO $ROLE"
    before=$(dump "$URL" -n tenant_corp -x)
    run_dunlin upgrade --url "$ROLE_URL"
    assert_status 4
    assert_stderr 'tenant corp'
    assert_stderr 'permission denied for schema tenant_corp (SQLSTATE 42501)'
    for tenant in acme demo; do
        assert_equal "$(ledger_of "$URL" tenant_$tenant)" "002_users 003_posts"
    done
    assert_equal "$(dump "$URL" -n tenant_corp -x)" "$before"
    ask "GRANT USAGE ON SCHEMA tenant_corp TO $ROLE"
    run_dunlin upgrade --url "$ROLE_URL"
    assert_status 4
    assert_equal "$(dump "$URL" -n tenant_corp -x)" "$before"
    ask "GRANT CREATE ON SCHEMA tenant_corp TO $ROLE"
    run_dunlin upgrade --url "$ROLE_URL"
    assert_status 0
}

@test "no permission on one tenant's ledger: the others go on, code 4" {
    make_schemas "$URL" tenant_acme tenant_corp
    limited_role
    write_migration 004_more.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nCREATE TABLE more (x integer);'
    ask "GRANT ALL ON SCHEMA tenant_acme, tenant_corp TO $ROLE; GRANT ALL ON tenant_corp.schema_migrations TO $ROLE"
    before=$(dump "$URL" -n tenant_acme)
    run_dunlin status --url "$ROLE_URL"
    assert_stdout 'permission denied for table schema_migrations'
    run_dunlin upgrade --url "$ROLE_URL" --json
    assert_status 4
    assert_json '.databases[] | select(.name == "acme") | .error.sqlstate == "42501" and .steps == 0'
    assert_equal "$(ledger_of "$URL" tenant_corp)" "002_users 003_posts 004_more"
    assert_equal "$(dump "$URL" -n tenant_acme)" "$before"
}

@test "no permission for what a migration does: rolled back with its place" {
    make_schemas "$URL" tenant_acme
    limited_role
    ask "GRANT ALL ON SCHEMA tenant_acme TO $ROLE; GRANT ALL ON ALL TABLES IN SCHEMA tenant_acme TO $ROLE"
    write_migration 004_more.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
CREATE TABLE more (x integer);
ALTER TABLE users ADD COLUMN born date;
SQL
    before=$(dump "$URL" -n tenant_acme)
    run_dunlin upgrade --url "$ROLE_URL" --tenant acme
    assert_status 1
    assert_stderr 'migrations/004_more.sql:4:1: must be owner of table users (SQLSTATE 42501)'
    assert_stderr 'ALTER TABLE users ADD COLUMN born date'
    assert_equal "$(dump "$URL" -n tenant_acme)" "$before"
}

@test "no permission to make a schema: nothing is made" {
    limited_role
    before=$(dump "$URL" -T dunlin.audit_log)
    run_dunlin tenant create acme --url "$ROLE_URL"
    assert_status 1
    assert_stderr "permission denied for database $(database_of "$URL") (SQLSTATE 42501)"
    sed -i "s/}$/, query: \"VALUES ('acme')\"}/;1s/, query.*\"}/}/" dunlin.yaml
    run_dunlin upgrade --create-missing --url "$ROLE_URL"
    assert_status 4
    assert_stderr "permission denied for database $(database_of "$URL") (SQLSTATE 42501)"
    assert_equal "$(dump "$URL" -T dunlin.audit_log)" "$before"
}

@test "no permission for Dunlin's own tables: said before anything is migrated" {
    role=$(new_role)
    make_schemas "$URL" tenant_acme
    ask "GRANT ALL ON SCHEMA public, tenant_acme TO $role"
    before=$(dump "$URL")
    run_dunlin upgrade --url "$(as_role "$URL" "$role")"
    assert_status 1
    assert_stderr "audit log: permission denied for database"
    assert_equal "$(dump "$URL")" "$before"
}

# ---- names

@test "schema names with quotes, spaces, upper case, 63 bytes and more than ASCII" {
    write_config <<YAML
system: {url: "$URL"}
tenants: {query: "SELECT name FROM names"}
YAML
    ask "CREATE TABLE names (name text PRIMARY KEY)"
    psql -X -q -d "$URL" <<'SQL'
INSERT INTO names VALUES ('we"ird'), ('"'), ('it''s'), ('with space'), (' '), ('Upper'), ('upper'), ('select'),
    ('semi;colon -- x'), ('back\slash'), ('$1'), ('%s%n'), ('a.b'), ('{tenant}'), ('*'), ('-rf'), ('1'),
    (repeat('x', 63)), (repeat('ü', 31) || 'y'), ('größe'), ('日本'), ('🐦'), (E'line\nbreak');
SELECT format('CREATE SCHEMA %I', name) FROM names \gexec
SQL
    write_migration 004_index.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:transaction off
-- dunlin:up
CREATE INDEX CONCURRENTLY users_email ON users (email);
-- dunlin:down
DROP INDEX CONCURRENTLY users_email;
SQL
    run_dunlin upgrade --json
    assert_status 0
    assert_json '.changed == 24 and .failed == 0'
    assert_equal "$(ask "SELECT count(*) FROM names JOIN pg_tables ON schemaname = name AND tablename = 'posts'")" 23
    assert_equal "$(ask "SELECT count(*) FROM names JOIN pg_indexes ON schemaname = name AND indexname = 'users_email'")" 23
    assert_equal "$(tables_of "$URL" public)" "names tenants"
    run_dunlin upgrade --json
    assert_json '.steps == 0 and .unchanged == 24'
    run_dunlin status --json
    assert_json '[.databases[] | select(.scope == "tenant") | .name] | length == 23 and contains(["we\"ird", "日本", "line\nbreak"])'
    # By name, and as it stands: a name is a name before it is a pattern.
    for name in 'we"ird' ' ' 'Upper' '*' '日本' $'line\nbreak' "it's"; do
        run_dunlin tenant show "$name"
        assert_status 0
        run_dunlin downgrade 002 --tenant "$name"
        assert_status 0
    done
    assert_equal "$(ask "SELECT count(*) FROM names JOIN pg_tables ON schemaname = name AND tablename = 'posts'")" 16
    refute_stdout $'line\nbreak'
    run_dunlin downgrade base --tenants
    assert_status 0
    assert_equal "$(ask "SELECT count(*) FROM names JOIN pg_tables ON schemaname = name AND tablename <> 'schema_migrations'")" 0
}

# ---- ledgers

@test "a ledger newer than the program: refused by name, for that tenant alone" {
    make_schemas "$URL" tenant_acme tenant_corp
    run_dunlin upgrade
    assert_status 0
    ask "ALTER TABLE tenant_acme.schema_migrations ADD COLUMN signature text"
    write_migration 004_more.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nCREATE TABLE more (x integer);'
    before=$(dump "$URL" -n tenant_acme)
    run_dunlin upgrade
    assert_status 4
    assert_stderr 'tenant acme'
    assert_stderr 'written by a newer version of dunlin'
    run_dunlin downgrade 002 --tenant acme
    assert_status 1
    assert_stderr 'written by a newer version of dunlin'
    assert_equal "$(dump "$URL" -n tenant_acme)" "$before"
    assert_equal "$(ledger_of "$URL" tenant_corp)" "002_users 003_posts 004_more"
}

@test "statement_timeout: code 5, the statement named, nothing changed, a rerun finishes" {
    make_schemas "$URL" tenant_acme
    run_dunlin upgrade
    write_migration 004_slow.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
CREATE TABLE more (x integer);
SELECT pg_sleep(5);
SQL
    before=$(dump "$URL" -n tenant_acme)
    run_dunlin upgrade --tenant acme --statement-timeout 50ms
    assert_status 5
    assert_stderr 'migrations/004_slow.sql:4:1: canceling statement due to statement timeout (SQLSTATE 57014)'
    assert_equal "$(dump "$URL" -n tenant_acme)" "$before"
    # What was not applied may still be edited.
    sed -i 's/sleep(5)/sleep(0)/' migrations/004_slow.sql
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(tables_of "$URL" tenant_acme)" "more posts users"
}

@test "libpq: needed by who connects to PostgreSQL, and by nobody else" {
    mkdir lib
    echo "no library" >lib/libpq.so.5
    run_split env LD_LIBRARY_PATH="$PWD/lib" "$DUNLIN" version
    assert_status 0
    mkdir -p small/migrations
    echo "CREATE TABLE t (x);" >small/migrations/001_t.sql
    (cd small && LD_LIBRARY_PATH=../lib "$DUNLIN" upgrade --quiet --url sqlite:///small.db)
    assert_equal "$(file_tables small/small.db)" t
    run_split env LD_LIBRARY_PATH="$PWD/lib" "$DUNLIN" upgrade --public --retries 0
    assert_status 1
    assert_stderr "PostgreSQL's client library is not installed: "
    assert_stderr "libpq.so.5: "
    assert_equal "$(tables_of "$URL" public)" ""
}
