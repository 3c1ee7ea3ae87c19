#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# scopes.bats: public, tenant and both; projects with only one of them; what one scope needs of the other; a directory
# of several formats.

load ../lib/common
load ../lib/projects

# ---- public, tenant, both

@test "scopes: each migration goes to the schemas of its scope, and each schema has its own ledger" {
    schema_project
    write_migration 004_audit.sql <<'SQL'
-- dunlin:scope both
-- dunlin:up
CREATE TABLE audit_logs (id integer PRIMARY KEY);
-- dunlin:down
DROP TABLE audit_logs;
SQL
    make_schemas "$URL" tenant_acme tenant_corp unrelated
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(tables_of "$URL" public)" "audit_logs tenants"
    assert_equal "$(tables_of "$URL" tenant_acme)" "audit_logs posts users"
    assert_equal "$(tables_of "$URL" tenant_corp)" "audit_logs posts users"
    assert_equal "$(tables_of "$URL" unrelated)" ""
    assert_equal "$(ledger_of "$URL" public)" "001_registry 004_audit"
    assert_equal "$(ledger_of "$URL" tenant_acme)" "002_users 003_posts 004_audit"
    assert_equal "$(psql_do "$URL" "SELECT count(*) FROM pg_tables WHERE tablename = 'schema_migrations'")" 3
}

@test "scopes: --public, --tenants and --tenant choose" {
    schema_project
    make_schemas "$URL" tenant_acme tenant_acorn tenant_corp
    run_dunlin upgrade --public
    assert_status 0
    assert_equal "$(ledger_of "$URL" public)" 001_registry
    assert_equal "$(tables_of "$URL" tenant_acme)" ""
    run_dunlin upgrade --tenant corp
    assert_status 0
    assert_equal "$(tables_of "$URL" tenant_corp)" "posts users"
    assert_equal "$(tables_of "$URL" tenant_acme)" ""
    run_dunlin upgrade --tenant 'ac*' 002
    assert_status 0
    assert_equal "$(tables_of "$URL" tenant_acme)" users
    assert_equal "$(tables_of "$URL" tenant_acorn)" users
    run_dunlin upgrade --tenants
    assert_status 0
    assert_equal "$(tables_of "$URL" tenant_acorn)" "posts users"
    run_dunlin status --json
    assert_json '[.databases[].state] | unique == ["current"]'
}

@test "scopes: the same number in two scopes is no clash, in one scope it is two heads" {
    schema_project
    write_migration 001_first.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nCREATE TABLE first (a integer);'
    make_schemas "$URL" tenant_acme
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(ledger_of "$URL" tenant_acme)" "001_first 002_users 003_posts"
    write_migration 003_other.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nCREATE TABLE other (a integer);'
    before=$(dump "$URL")
    run_dunlin upgrade
    assert_status 2
    assert_stderr 003_other
    assert_stderr 003_posts
    assert_stderr "dunlin merge"
    assert_equal "$(dump "$URL")" "$before"
}

@test "scopes: downgrade takes the tenants first, then public" {
    schema_project
    make_schemas "$URL" tenant_acme
    run_dunlin upgrade
    run_dunlin downgrade base --events
    assert_status 0
    assert_equal "$(jq -r 'select(.event == "step_finished") | .database + " " + .revision' <<<"$output")" \
        $'acme 003_posts\nacme 002_users\npublic 001_registry'
    assert_equal "$(tables_of "$URL" tenant_acme)$(tables_of "$URL" public)" ""
    assert_equal "$(ledger_of "$URL" tenant_acme)$(ledger_of "$URL" public)" ""
}

# ---- one database, or tenants alone

@test "one PostgreSQL database: DATABASE_URL and migrations/ are enough" {
    url=$(new_database)
    setup_project
    write_migration 001_a.sql <<<'CREATE TABLE a (x integer);'
    write_migration 002_b.sql <<<'CREATE TABLE b (x integer);'
    DATABASE_URL=$url run_dunlin upgrade
    assert_status 0
    assert_equal "$(tables_of "$url" public)" "a b"
    assert_equal "$(ledger_of "$url" public)" "001_a 002_b"
    DATABASE_URL=$url run_dunlin current
    assert_equal "$output" "002_b (head)"
    DATABASE_URL=$url run_dunlin upgrade --tenants
    assert_status 2
    assert_stderr "this project has no tenants"
    DATABASE_URL=$url run_dunlin upgrade --tenant acme
    assert_status 2
    DATABASE_URL=$url run_dunlin tenant list
    assert_status 2
}

@test "one PostgreSQL database: in a schema of its own, which the first migration makes" {
    url=$(new_database)
    setup_project
    write_migration 001_a.sql <<<'CREATE TABLE a (x integer);'
    DATABASE_URL=$url run_dunlin upgrade --schema 'App "one"'
    assert_status 0
    assert_equal "$(tables_of "$url" 'App "one"')" a
    assert_equal "$(tables_of "$url" public)" ""
    DATABASE_URL=$url run_dunlin current --schema 'App "one"'
    assert_equal "$output" "001_a (head)"
}

@test "one SQLite database: DATABASE_URL and migrations/ are enough, the file and its folder are made" {
    setup_project
    write_migration 001_a.sql <<<'CREATE TABLE a (x integer);'
    DATABASE_URL=sqlite:///deep/er/app.db run_dunlin upgrade
    assert_status 0
    assert_equal "$(file_tables deep/er/app.db)" a
    assert_equal "$(file_ledger deep/er/app.db)" 001_a
    assert_equal "$(sqlite_do deep/er/app.db 'PRAGMA user_version')" 1
    DATABASE_URL=sqlite:///deep/er/app.db run_dunlin current
    assert_equal "$output" "001_a (head)"
}

@test "tenants only, in files: migrated without a system database, the audit log is in the state file" {
    setup_project
    write_config <<'YAML'
tenants: {files: "data/{tenant}.db"}
state: state/dunlin.db
YAML
    write_migration 001_a.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nCREATE TABLE a (x integer);'
    make_file data/one.db
    make_file data/two.db
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(file_tables data/one.db) $(file_tables data/two.db)" "a a"
    assert_equal "$(audit_of state/dunlin.db)" $'upgrade|started|head\nupgrade|finished|head'
    run_dunlin upgrade --public
    assert_status 2
    assert_stderr "no public database"
    run_dunlin status --json
    assert_status 0
    assert_json '.has_public == false and (.databases | length) == 2'
}

@test "tenants only: without a state file there is no audit log, and nothing else is written" {
    setup_project
    write_config <<<'tenants: {files: "data/{tenant}.db"}'
    write_migration 001_a.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nCREATE TABLE a (x integer);'
    make_file data/one.db
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(find . -type f | sort)" $'./data/one.db\n./dunlin.yaml\n./migrations/001_a.sql'
}

@test "tenants only, in schemas: public is left to another tool, and never touched" {
    url=$(new_database)
    setup_project
    write_config <<YAML
system: {url: "$url"}
tenants: {schemas: "tenant_{tenant}"}
YAML
    write_migration 001_a.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nCREATE TABLE a (x integer);'
    psql_do "$url" "CREATE SCHEMA tenant_acme; CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)"
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(tables_of "$url" public)" alembic_version
    assert_equal "$(psql_do "$url" "SELECT to_regclass('public.schema_migrations') IS NULL")" t
    assert_equal "$(tables_of "$url" tenant_acme)" a
}

# ---- what one scope needs of the other

# 003_posts needs the public 004_billing.
cross_project() {
    schema_project
    write_migration 003_posts.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:depends 004_billing
-- dunlin:up
CREATE TABLE posts (id integer);
-- dunlin:down
DROP TABLE posts;
SQL
    write_migration 004_billing.sql <<'SQL'
-- dunlin:scope public
-- dunlin:up
CREATE TABLE billing (id integer);
-- dunlin:down
DROP TABLE billing;
SQL
    make_schemas "$URL" tenant_acme
}

@test "depends across scopes: a tenant upgrade is refused, names the public migration, and changes nothing" {
    cross_project
    run_dunlin upgrade --public 001
    assert_status 0
    before=$(dump "$URL" -N dunlin)
    run_dunlin upgrade --tenants
    assert_status 1
    assert_stderr '"003_posts" depends on "004_billing" of scope public, which is not applied there'
    assert_stderr "migrations/003_posts.sql"
    assert_equal "$(tables_of "$URL" tenant_acme)" ""
    assert_equal "$(dump "$URL" -N dunlin)" "$before"
    # A target short of it is reached.
    run_dunlin upgrade --tenants 002
    assert_status 0
    assert_equal "$(tables_of "$URL" tenant_acme)" users
    # Without a selection public comes first.
    run_dunlin upgrade --events
    assert_status 0
    assert_equal "$(jq -r 'select(.event == "step_finished") | .revision' <<<"$output")" $'004_billing\n003_posts'
}

@test "depends across scopes: a tenant is not created either" {
    cross_project
    run_dunlin tenant create corp
    assert_status 1
    assert_stderr "004_billing"
    assert_equal "$(psql_do "$URL" "SELECT count(*) FROM pg_namespace WHERE nspname LIKE '%corp%'")" 0
}

@test "depends across scopes: the public migration cannot be taken back under the tenants" {
    cross_project
    run_dunlin upgrade
    assert_status 0
    run_dunlin downgrade 001 --public
    assert_status 1
    assert_stderr '"004_billing"'
    assert_stderr '"003_posts"'
    assert_equal "$(tables_of "$URL" public)" "billing tenants"
    run_dunlin downgrade 002 --tenants
    assert_status 0
    run_dunlin downgrade 001 --public
    assert_status 0
    assert_equal "$(tables_of "$URL" public)" tenants
}

@test "depends across scopes: a public migration waits until every tenant has what it needs" {
    schema_project
    write_migration 004_drop_old.sql <<'SQL'
-- dunlin:scope public
-- dunlin:depends 003_posts
-- dunlin:up
CREATE TABLE moved (id integer);
SQL
    make_schemas "$URL" tenant_acme tenant_corp
    run_dunlin upgrade --public 001
    run_dunlin upgrade --tenant acme
    assert_status 0
    run_dunlin upgrade --public
    assert_status 1
    assert_stderr '"004_drop_old" depends on "003_posts" of scope tenant'
    assert_equal "$(tables_of "$URL" public)" tenants
    run_dunlin upgrade --tenants
    run_dunlin upgrade --public
    assert_status 0
    assert_equal "$(tables_of "$URL" public)" "moved tenants"
}

@test "public fails: no tenant is tried, and the report says so" {
    schema_project
    write_migration 005_bad.sql <<<$'-- dunlin:scope public\n-- dunlin:up\nSELECT 1/0;'
    make_schemas "$URL" tenant_acme tenant_corp
    run_dunlin upgrade
    assert_status 1
    assert_stderr "migrations/005_bad.sql:3:"
    assert_stderr "acme"
    assert_equal "$(tables_of "$URL" tenant_acme)$(tables_of "$URL" tenant_corp)" ""
    run_dunlin upgrade --json
    assert_json '.failed == 1 and .not_tried == 2'
}

@test "tenants.query on a table that a pending public migration makes: one run does both" {
    schema_project
    write_config <<YAML
system: {url: "$URL"}
tenants: {schemas: "tenant_{tenant}", query: "SELECT slug FROM tenants"}
YAML
    write_migration 004_first.sql <<'SQL'
-- dunlin:scope public
-- dunlin:up
INSERT INTO tenants (slug, name) VALUES ('acme', 'Acme'), ('corp', 'Corp');
SQL
    make_schemas "$URL" tenant_acme tenant_corp tenant_stranger
    before=$(dump "$URL")
    run_dunlin status
    assert_status 0
    assert_stderr "the tenants cannot be listed before public is migrated"
    assert_equal "$(dump "$URL")" "$before"
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(tables_of "$URL" tenant_acme)" "posts users"
    assert_equal "$(tables_of "$URL" tenant_corp)" "posts users"
    assert_equal "$(tables_of "$URL" tenant_stranger)" ""
    # A query that is simply wrong is no such case.
    run_dunlin upgrade --tenants
    assert_status 0
    sed -i 's/FROM tenants/FROM tenents/' dunlin.yaml
    run_dunlin upgrade
    assert_status 1
    assert_stderr 'tenants.query: relation "tenents" does not exist'
}

@test "tenants.query, SQLite: in a system file that does not exist yet" {
    file_project
    sed -i 's/tenant.db"}/tenant.db", query: "SELECT slug FROM tenants"}/' dunlin.yaml
    write_migration 004_first.sql <<'SQL'
-- dunlin:scope public
-- dunlin:up
INSERT INTO tenants (slug, name) VALUES ('acme', 'Acme');
SQL
    make_file data/org_acme/tenant.db
    make_file data/org_stranger/tenant.db
    rm -f data/system.db
    run_dunlin status
    assert_status 0
    [ ! -e data/system.db ]
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(file_tables data/org_acme/tenant.db)" "posts users"
    assert_equal "$(file_tables data/org_stranger/tenant.db)" ""
}

@test "an error in a tenant migration shows before the public ones run, though the tenants are not listed yet" {
    schema_project
    write_config <<YAML
system: {url: "$URL"}
tenants: {schemas: "tenant_{tenant}", query: "SELECT slug FROM tenants"}
YAML
    write_migration 003_posts.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nCREATE INDEX CONCURRENTLY i ON users (email);'
    before=$(dump "$URL")
    run_dunlin upgrade
    assert_status 1
    assert_stderr "migrations/003_posts.sql:3:1"
    assert_stderr "dunlin:transaction off"
    assert_equal "$(dump "$URL")" "$before"
}

# ---- formats

@test "formats: native, plain with .down.sql and Archify's .py in one directory, up and down" {
    url=$(new_database)
    setup_project
    write_config <<YAML
system: {url: "$url"}
tenants: {schemas: "tenant_{tenant}"}
YAML
    write_migration 001_plain.sql <<<$'-- MIGRATION_SCOPE: public\nCREATE TABLE plain (a integer);'
    write_migration 001_plain.down.sql <<<'DROP TABLE plain;'
    write_migration 002_create_tenant_tables.sql <<'SQL'
-- MIGRATION_SCOPE: tenant
-- MIGRATION_VERSION: 002_create_tenant_tables
-- dunlin:up
CREATE TABLE users (id integer PRIMARY KEY);
-- dunlin:down
DROP TABLE users;
SQL
    cp "$ROOT"/tests/data/archify/{003_add_user_avatar,005_add_audit_logs}.py migrations/
    make_schemas "$url" tenant_acme
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(ledger_of "$url" public)" "001_plain 005_add_audit_logs"
    assert_equal "$(ledger_of "$url" tenant_acme)" \
        "002_create_tenant_tables 003_add_user_avatar 005_add_audit_logs"
    run_dunlin history --json
    assert_json '[.revisions[].format] == ["native", "native", "archify", "archify"]'
    run_dunlin downgrade base
    assert_status 0
    assert_equal "$(tables_of "$url" public)$(tables_of "$url" tenant_acme)" ""
}

@test "formats: the seed's example files run as they stand there" {
    url=$(new_database)
    setup_project
    write_config <<YAML
system: {url: "$url"}
tenants: {schemas: "tenant_{tenant}", query: "SELECT slug FROM tenants ORDER BY slug"}
YAML
    cp "$ROOT"/tests/data/archify/*.py migrations/
    write_migration 001_create_public_tables.py <<'PY'
"""
# MIGRATION_SCOPE: public
# MIGRATION_VERSION: 001_create_public_tables
# MIGRATION_DESCRIPTION: Registry of tenants
"""
UPGRADE_SQL = """
CREATE TABLE tenants (id SERIAL PRIMARY KEY, slug VARCHAR(63) UNIQUE NOT NULL, name TEXT);
INSERT INTO tenants (slug, name) VALUES ('acme', 'Acme'), ('corp', 'Corp');
"""
DOWNGRADE_SQL = "DROP TABLE tenants;"
PY
    write_migration 002_create_tenant_tables.py <<'PY'
"""
# MIGRATION_SCOPE: tenant
# MIGRATION_VERSION: 002_create_tenant_tables
# MIGRATION_DESCRIPTION: Tables of a tenant
"""
UPGRADE_SQL = """
CREATE TABLE users (id SERIAL PRIMARY KEY, email VARCHAR(255));
"""
DOWNGRADE_SQL = "DROP TABLE users;"
PY
    make_schemas "$url" tenant_acme tenant_corp
    run_dunlin migrate all
    assert_status 0
    assert_equal "$(psql_do "$url" "SELECT string_agg(column_name, ' ' ORDER BY ordinal_position)
        FROM information_schema.columns WHERE table_schema = 'tenant_corp' AND table_name = 'users'")" \
        "id email avatar_url bio"
    assert_equal "$(ledger_of "$url" tenant_corp)" \
        "002_create_tenant_tables 003_add_user_avatar 005_add_audit_logs"
    # The seed's downgrade of 005 says DROP TABLE IF EXISTS audit_logs: the public table stays.
    psql_do "$url" "DROP TABLE tenant_acme.audit_logs"
    run_dunlin downgrade 003 --tenants
    assert_status 0
    assert_equal "$(tables_of "$url" public)" "audit_logs tenants"
    assert_equal "$(tables_of "$url" tenant_corp)" users
}

@test "formats: Archify's files with one number twice in a scope are ordered by name, with a warning" {
    url=$(new_database)
    setup_project
    for name in 003_b 003_a; do
        write_migration "$name.py" <<PY
"""
# MIGRATION_SCOPE: public
# MIGRATION_VERSION: $name
# MIGRATION_DESCRIPTION: x
"""
UPGRADE_SQL = "CREATE TABLE t_$name (id integer);"
DOWNGRADE_SQL = ""
PY
    done
    DATABASE_URL=$url run_dunlin upgrade --events
    assert_status 0
    assert_equal "$(jq -r 'select(.event == "step_finished") | .revision' <<<"$output")" $'003_a\n003_b'
    assert_stderr 003
}

@test "a target that no database could reach is an error of the command, before anything runs" {
    schema_project
    make_schemas "$URL" tenant_acme tenant_corp
    run_dunlin upgrade
    before=$(dump "$URL")
    while IFS='|' read -r words message; do
        # shellcheck disable=SC2086
        run_dunlin $words
        assert_status 2
        assert_stderr "$message"
        assert_equal "$(dump "$URL")" "$before"
    done <<'ROWS'
upgrade 999|revision "999" does not exist
downgrade 999|revision "999" does not exist
upgrade -- -1|target "-1" is for a downgrade
downgrade +1|target "+1" is for an upgrade
downgrade nonsense|revision "nonsense" does not exist
ROWS
}
