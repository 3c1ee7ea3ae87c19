#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# hybrids.bats: where tenants can be and how they are found: schemas, databases and files, by pattern, query and URL;
# the system database on the other engine; URLs as SQLAlchemy writes them.

load ../lib/common
load ../lib/projects

# query_config URL TENANTS: tenants are those of the table tenants.
query_config() {
    write_config <<YAML
system: {url: "$1"}
tenants: {$2, query: "SELECT slug FROM tenants ORDER BY slug"}
YAML
}

tenant_states() { jq -r '[.databases[] | select(.scope == "tenant") | .name + "=" + .state] | join(" ")' <<<"$output"; }

# ---- schemas

@test "schemas by pattern: {tenant} and * mean the same; other schemas are left alone" {
    schema_project
    make_schemas "$URL" t_acme t_corp_x tacme x_t_acme
    for pattern in 't_{tenant}' 't_*'; do
        write_config <<YAML
system: {url: "$URL"}
tenants: {schemas: "$pattern"}
YAML
        run_dunlin tenant list --json
        assert_status 0
        assert_json '[.tenants[] | [.name, .place, .exists]] == [["acme", "t_acme", true], ["corp_x", "t_corp_x", true]]'
    done
    run_dunlin upgrade
    assert_status 0
    for schema in tacme x_t_acme; do
        assert_equal "$(tables_of "$URL" $schema)" ""
    done
}

@test "schemas by query: what the query names, and one that is missing is said to be" {
    schema_project
    query_config "$URL" 'schemas: "tenant_{tenant}"'
    make_schemas "$URL" tenant_acme tenant_stranger
    run_dunlin upgrade --public
    psql_do "$URL" "INSERT INTO tenants VALUES ('acme', 'A'), ('ghost', 'G')"
    run_dunlin tenant list --json
    assert_json '[.tenants[] | [.name, .exists]] == [["acme", true], ["ghost", false]]'
    run_dunlin upgrade
    assert_status 4
    assert_stderr '"tenant_ghost" does not exist'
    assert_stderr "--create-missing"
    assert_equal "$(tables_of "$URL" tenant_acme)" "posts users"
    assert_equal "$(tables_of "$URL" tenant_stranger)" ""
    run_dunlin upgrade --create-missing
    assert_status 0
    assert_equal "$(tables_of "$URL" tenant_ghost)" "posts users"
    run_dunlin status --json
    assert_equal "$(tenant_states)" "acme=current ghost=current"
}

@test "schemas by query alone: the names are the schemas" {
    schema_project
    write_config <<YAML
system: {url: "$URL"}
tenants: {query: "SELECT name FROM tenants"}
YAML
    make_schemas "$URL" 'Müller & "Söhne"'
    run_dunlin upgrade --public
    psql_do "$URL" "INSERT INTO tenants VALUES ('m', 'Müller & \"Söhne\"')"
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(tables_of "$URL" 'Müller & "Söhne"')" "posts users"
}

@test "tenants.query: what it must not return is refused before anything runs" {
    schema_project
    query_config "$URL" 'schemas: "tenant_{tenant}"'
    run_dunlin upgrade --public
    while IFS='|' read -r name values message; do
        psql_do "$URL" "DELETE FROM tenants; ALTER TABLE tenants ALTER slug DROP NOT NULL" 2>/dev/null || true
        sed -i "s/SELECT .*\"/SELECT * FROM (VALUES $values) v\"/" dunlin.yaml
        run_dunlin upgrade
        assert_status 2
        assert_stderr "$message"
    done <<'ROWS'
null|('a'), (NULL)|row 2 is NULL
twice|('acme'), ('acme')|tenant "acme" is named twice
empty|('')|it is empty
long|(repeat('x', 60))|longer than the 63 bytes
ROWS
    assert_equal "$(psql_do "$URL" "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'tenant%'")" 0
}

@test "tenants.query: it may not change anything" {
    schema_project
    write_config <<YAML
system: {url: "$URL"}
tenants: {schemas: "tenant_{tenant}", query: "INSERT INTO tenants VALUES ('x', 'x') RETURNING slug"}
YAML
    run_dunlin upgrade --public
    run_dunlin upgrade
    assert_status 1
    assert_stderr "tenants.query"
    assert_equal "$(psql_do "$URL" 'SELECT count(*) FROM tenants')" 0
}

# ---- databases

# tenant_database PREFIX NAME: a database of a tenant, dropped at the end.
tenant_database() {
    own_database "$1$2"
    psql_do "$DUNLIN_TEST_PG_URL" "CREATE DATABASE \"$1$2\" TEMPLATE template0"
}

@test "databases by pattern, on the system's server" {
    schema_project
    prefix="$(unique_name d)_"
    write_config <<YAML
system: {url: "$URL"}
tenants: {databases: "$prefix{tenant}"}
YAML
    tenant_database "$prefix" acme
    tenant_database "$prefix" corp
    run_dunlin upgrade
    assert_status 0
    for name in acme corp; do
        assert_equal "$(tables_of "$(database_url "$prefix$name")" public)" "posts users"
        assert_equal "$(ledger_of "$(database_url "$prefix$name")" public)" "002_users 003_posts"
    done
    run_dunlin status --json
    assert_equal "$(tenant_states)" "acme=current corp=current"
}

@test "databases by query: one that is missing is made when asked for" {
    schema_project
    prefix="$(unique_name d)_"
    query_config "$URL" "databases: \"$prefix{tenant}\""
    tenant_database "$prefix" acme
    own_database "${prefix}ghost"
    run_dunlin upgrade --public
    psql_do "$URL" "INSERT INTO tenants VALUES ('acme', 'A'), ('ghost', 'G')"
    run_dunlin upgrade
    assert_status 4
    assert_stderr "${prefix}ghost\" does not exist"
    assert_equal "$(tables_of "$(database_url "${prefix}acme")" public)" "posts users"
    run_dunlin upgrade --create-missing
    assert_status 0
    assert_equal "$(tables_of "$(database_url "${prefix}ghost")" public)" "posts users"
}

@test "databases by URL, without a system database; the schema in them is made" {
    setup_project
    need_server
    prefix="$(unique_name d)_"
    write_config <<YAML
tenants: {databases: "$(database_url "$prefix{tenant}")"}
system: {schema: app}
YAML
    write_migration 001_a.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nCREATE TABLE a (x integer);'
    tenant_database "$prefix" acme
    psql_do "$(database_url "${prefix}acme")" "CREATE SCHEMA app"
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(tables_of "$(database_url "${prefix}acme")" app)" a
    run_dunlin status --json
    assert_equal "$(tenant_states)" "acme=current"
    tenant_database "$prefix" corp
    run_dunlin upgrade --create-missing
    assert_status 0
    assert_equal "$(tables_of "$(database_url "${prefix}corp")" app)" a
}

# ---- files

@test "files by pattern: a folder of each tenant's, or a file beside the others" {
    file_project
    for name in acme corp; do
        make_file "data/org_$name/tenant.db"
    done
    mkdir -p data/org_empty data/other
    make_file data/other/tenant.db
    make_file data/org_acme/tenant.db-old
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(file_tables data/org_acme/tenant.db)" "posts users"
    assert_equal "$(file_tables data/org_corp/tenant.db)" "posts users"
    assert_equal "$(file_tables data/other/tenant.db)" ""
    [ ! -e data/org_empty/tenant.db ]
    write_config <<'YAML'
system: {url: "sqlite:///flat/system.db"}
tenants: {files: "flat/*.db"}
YAML
    make_file flat/acme.db
    run_dunlin upgrade
    assert_status 0
    # The system's own file matches the pattern and is no tenant.
    run_dunlin tenant list --json
    assert_json '[.tenants[].name] == ["acme"]'
    assert_equal "$(file_tables flat/acme.db)" "posts users"
    assert_equal "$(file_tables flat/system.db)" tenants
}

@test "files by query: one that is missing is made when asked for, with its folder" {
    file_project
    query_config sqlite:///data/system.db 'files: "data/org_{tenant}/tenant.db"'
    run_dunlin upgrade --public
    sqlite_do data/system.db "INSERT INTO tenants VALUES ('acme', 'A', NULL), ('ghost', 'G', NULL)"
    make_file data/org_acme/tenant.db
    run_dunlin upgrade
    assert_status 4
    assert_stderr '"data/org_ghost/tenant.db" does not exist'
    [ ! -e data/org_ghost ]
    DUNLIN_RUN_CREATE_MISSING=true run_dunlin upgrade
    assert_status 0
    assert_equal "$(file_tables data/org_ghost/tenant.db)" "posts users"
}

@test "files by query: a name that leads out of its place is refused" {
    file_project
    query_config sqlite:///data/system.db 'files: "data/org_{tenant}/tenant.db"'
    run_dunlin upgrade --public
    for name in ../../x 'a/b' /x 'x.creating' ''; do
        sqlite_do data/system.db "DELETE FROM tenants; INSERT INTO tenants VALUES ('$name', 'A', NULL)"
        before=$(find . | sort)
        run_dunlin upgrade --create-missing
        assert_status 2
        assert_equal "$(find . | sort)" "$before"
    done
}

# ---- two engines

@test "system on PostgreSQL, tenants in SQLite files" {
    schema_project
    query_config "$URL" 'files: "data/{tenant}.db"'
    write_migration 004_both.sql <<'SQL'
-- dunlin:scope both
-- dunlin:down
DROP TABLE notes;
-- dunlin:engine postgres
-- dunlin:up
CREATE TABLE notes (id serial PRIMARY KEY, body jsonb);
-- dunlin:engine sqlite
-- dunlin:up
CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT);
SQL
    write_migration 005_first.sql <<<$'-- dunlin:scope public\n-- dunlin:up\nINSERT INTO tenants VALUES (\'acme\', \'A\');'
    make_file data/acme.db
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(tables_of "$URL" public)" "notes tenants"
    assert_equal "$(psql_do "$URL" "SELECT data_type FROM information_schema.columns
        WHERE table_name = 'notes' AND column_name = 'body'")" jsonb
    assert_equal "$(file_tables data/acme.db)" "notes posts users"
    assert_equal "$(audit_of "$URL")" $'upgrade|started|head\nupgrade|finished|head'
    run_dunlin downgrade 003
    assert_status 0
    assert_equal "$(file_tables data/acme.db)" "posts users"
}

@test "system on SQLite, tenants in PostgreSQL databases" {
    file_project
    need_server
    prefix="$(unique_name d)_"
    query_config sqlite+aiosqlite:///data/system.db "databases: \"$(database_url "$prefix{tenant}")\""
    tenant_database "$prefix" acme
    run_dunlin upgrade --public
    assert_status 0
    sqlite_do data/system.db "INSERT INTO tenants VALUES ('acme', 'A', NULL)"
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(tables_of "$(database_url "${prefix}acme")" public)" "posts users"
    assert_equal "$(file_tables data/system.db)" tenants
    run_dunlin status --json
    assert_json '[.databases[] | .name + "=" + .state] == ["public=current", "acme=current"]'
}

@test "a migration without SQL for the engine of its database is refused before anything runs" {
    file_project
    write_migration 004_pg.sql <<<$'-- dunlin:scope both\n-- dunlin:engine postgres\n-- dunlin:up\nSELECT 1;'
    make_file data/org_acme/tenant.db
    before=$(snapshot data)
    run_dunlin upgrade
    assert_status 2
    assert_stderr "migrations/004_pg.sql"
    assert_stderr sqlite
    assert_equal "$(snapshot data)" "$before"
}

# ---- URLs

@test "URLs: SQLAlchemy's and libpq's own lead to the same database" {
    url=$(new_database)
    name=$(database_of "$url")
    setup_project
    write_migration 001_a.sql <<<'CREATE TABLE a (x integer);'
    host=$DUNLIN_TEST_PG_HOST port=$DUNLIN_TEST_PG_PORT
    first=yes
    for form in "postgresql+asyncpg://postgres@127.0.0.1:$port/$name" \
        "postgresql+psycopg2://postgres:some%20secret@127.0.0.1:$port/$name" \
        "postgres://postgres@127.0.0.1:$port/$name" \
        "postgresql+psycopg://postgres@/$name?host=$host&port=$port" \
        "postgresql+asyncpg://postgres@127.0.0.1:$port/$name?ssl=disable" \
        "host=$host port=$port user=postgres dbname=$name"; do
        DATABASE_URL=$form run_dunlin upgrade
        assert_status 0
        refute_stdout "some"
        refute_stderr "secret"
        DATABASE_URL=$form run_dunlin current
        assert_equal "$output" "001_a (head)"
    done
    assert_equal "$(ledger_of "$url" public)" 001_a
}

@test "URLs: every spelling of a SQLite path" {
    setup_project
    write_migration 001_a.sql <<<'CREATE TABLE a (x integer);'
    while IFS='|' read -r form path; do
        DATABASE_URL=$form run_dunlin upgrade
        assert_status 0
        assert_equal "$(file_ledger "$path")" 001_a
    done <<ROWS
sqlite:///one.db|one.db
sqlite+aiosqlite:///two.db|two.db
sqlite+pysqlite:///./three.db|three.db
sqlite:///$PWD/four.db|four.db
sqlite:////$PWD/five.db|five.db
sqlite:///with space.db|with space.db
sqlite:///with%20percent.db|with%20percent.db
ROWS
    DATABASE_URL=sqlite:///:memory: run_dunlin upgrade
    assert_status 2
    assert_stderr "in memory"
    DATABASE_URL=mysql://x/y run_dunlin upgrade
    assert_status 2
    assert_stderr mysql
}
