# SPDX-License-Identifier: Apache-2.0
# projects.bash: small projects that several files of tests share, and what to ask of a database afterwards.
# shellcheck shell=bash

# schema_project [NAME]: with a schema per tenant: public 001_registry makes the table of tenants, tenant 002_users and 003_posts.
# URL is the database's.
schema_project() {
    URL=$(new_database)
    setup_project "$@"
    write_config <<YAML
system: {url: "$URL"}
tenants: {schemas: "tenant_{tenant}"}
YAML
    shared_migrations
}

# file_project [NAME]: the same with a SQLite system database and a file per tenant.
file_project() {
    setup_project "$@"
    write_config <<'YAML'
system: {url: "sqlite:///data/system.db"}
tenants: {files: "data/org_{tenant}/tenant.db"}
YAML
    shared_migrations
}

# SQL that both engines take.
shared_migrations() {
    write_migration 001_registry.sql <<'SQL'
-- Registry of tenants
-- dunlin:scope public
-- dunlin:up
CREATE TABLE tenants (slug varchar(63) PRIMARY KEY, name varchar(200) NOT NULL, plan varchar(20));
-- dunlin:down
DROP TABLE tenants;
SQL
    write_migration 002_users.sql <<'SQL'
-- Users
-- dunlin:scope tenant
-- dunlin:up
CREATE TABLE users (id integer PRIMARY KEY, email varchar(200) NOT NULL);
-- dunlin:down
DROP TABLE users;
SQL
    write_migration 003_posts.sql <<'SQL'
-- Posts
-- dunlin:scope tenant
-- dunlin:up
CREATE TABLE posts (id integer PRIMARY KEY, author integer REFERENCES users (id));
-- dunlin:down
DROP TABLE posts;
SQL
}

# make_schemas URL NAME...: empty schemas.
make_schemas() {
    local url=$1 name sql=
    shift
    for name in "$@"; do
        sql+="CREATE SCHEMA \"${name//\"/\"\"}\"; "
    done
    psql_do "$url" "$sql"
}

# make_file PATH [SQL]: a SQLite database; an empty file without SQL.
make_file() {
    mkdir -p "$(dirname "$1")"
    [ $# -gt 1 ] || { : >"$1"; return 0; }
    sqlite_do "$1" "$2"
}

# upgrade_twice: two runners at once; both must succeed.
upgrade_twice() {
    local first second
    "$DUNLIN" upgrade >one 2>&1 3>&- &
    first=$!
    "$DUNLIN" upgrade >two 2>&1 3>&- &
    second=$!
    if ! wait "$first" || ! wait "$second"; then
        cat one two
        return 1
    fi
}

# tables_of URL SCHEMA: its tables but for the ledger, in one line.
tables_of() {
    psql_do "$1" "SELECT coalesce(string_agg(tablename, ' ' ORDER BY tablename), '') FROM pg_tables
        WHERE schemaname = '$2' AND tablename <> 'schema_migrations'"
}

# file_tables FILE: the same.
file_tables() {
    sqlite_do "$1" "SELECT coalesce(group_concat(name, ' '), '') FROM (SELECT name FROM sqlite_schema WHERE type = 'table'
        AND name NOT IN ('schema_migrations', 'dunlin_audit_log') AND name NOT LIKE 'sqlite_%' ORDER BY name)"
}

# ledger_of URL SCHEMA and file_ledger FILE: the applied versions, in one line.
ledger_of() {
    psql_do "$1" "SELECT coalesce(string_agg(version, ' ' ORDER BY version COLLATE \"C\"), '') FROM \"$2\".schema_migrations"
}
file_ledger() {
    sqlite_do "$1" "SELECT coalesce(group_concat(version, ' '), '') FROM (SELECT version FROM schema_migrations ORDER BY version)"
}

# dump URL [pg_dump arguments]: everything in a database, as text that two equal databases share.
dump() { "$(cluster_bin)/pg_dump" --no-owner -d "$1" "${@:2}" | grep -v '^\\\(un\)\?restrict '; }

# audit_of URL|FILE: "command|event|target" of each row of the audit log, in order.
audit_of() {
    case $1 in
    postgresql:*) psql_do "$1" "SELECT command, event, target FROM dunlin.audit_log ORDER BY id" ;;
    *) sqlite_do "$1" "SELECT command, event, target FROM dunlin_audit_log ORDER BY id" ;;
    esac
}

# quietly COMMAND...: done, or the test fails with what it said.
quietly() { "$@" >"$TEST_DIR/quietly.log" 2>&1 || { cat "$TEST_DIR/quietly.log"; return 1; }; }

# nothing_written CODE TEXT COMMAND...: refused so, and nothing in the folder has changed.
nothing_written() {
    local code=$1 text=$2 before
    shift 2
    before=$(snapshot .)
    run_dunlin "$@"
    assert_status "$code"
    assert_stderr "$text"
    assert_equal "$(snapshot .)" "$before"
}

# history_graph: "id:parent,parent " of each migration, in the order of the history.
history_graph() { "$DUNLIN" history --json 2>/dev/null | jq -r '.revisions[] | "\(.id):\(.parents | join(","))"' | tr '\n' ' '; }
