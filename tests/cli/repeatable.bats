#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# repeatable.bats: views and functions that are run again when their text changes, behind the history.

# shellcheck disable=SC2016,SC2034,SC2154 # bats gives stdout and stderr to the assertions

load ../lib/common
load ../lib/projects

# Views over the shared tenants' and users' tables, and what they count.
repeatables() {
    write_migration R__plan_names.sql <<'SQL'
-- dunlin:scope public
-- dunlin:up
DROP VIEW IF EXISTS plan_names;
CREATE VIEW plan_names AS SELECT DISTINCT plan FROM tenants;
SQL
    write_migration a_emails.sql <<'SQL'
-- Addresses
-- dunlin:scope tenant
-- dunlin:repeatable
-- dunlin:depends z_users 001
-- dunlin:up
DROP VIEW IF EXISTS emails;
CREATE VIEW emails AS SELECT email FROM active_users;
-- dunlin:down
DROP VIEW IF EXISTS emails;
SQL
    write_migration z_users.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:repeatable
-- dunlin:depends 002
-- dunlin:up
DROP VIEW IF EXISTS active_users;
CREATE VIEW active_users AS SELECT id, email FROM users;
-- dunlin:down
DROP VIEW IF EXISTS active_users;
SQL
}

# of TENANT SQL: what a tenant's place says.
of() {
    if [ -n "${URL:-}" ]; then
        PGOPTIONS="-c search_path=tenant_$1" psql_do "$URL" "$2"
    else
        sqlite_do "data/org_$1/tenant.db" "$2"
    fi
}

states_of() { of "$1" "SELECT version, coalesce(state, '') FROM schema_migrations ORDER BY version"; }

# The story is the same on both engines: run, run again, change, break, remove, downgrade, upgrade.
story() {
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(grep -o 'tenant a  [a-z0-9_]*' <<<"$stderr" | tr '\n' ' ')" \
        "tenant a  002_users tenant a  003_posts tenant a  z_users tenant a  a_emails "
    assert_equal "$(states_of a)" $'002_users|\n003_posts|\na_emails|repeatable\nz_users|repeatable'
    of a "INSERT INTO users VALUES (1, 'x@y')"
    assert_equal "$(of a "SELECT * FROM emails")" x@y

    run_dunlin upgrade
    assert_status 0
    assert_stdout "2 tenants were up to date"

    # Changed: this one and no other, and status says so before.
    sed -i 's/SELECT email FROM/SELECT upper(email) AS email FROM/' migrations/a_emails.sql
    run_dunlin status --json
    assert_status 0
    json_valid "$ROOT/tests/schemas/status.json"
    assert_json '[.positions[] | select(.scope == "tenant")] | length == 1 and (.[0] | .pending == ["a_emails"]
        and .repeatable == ["z_users"] and .state == "behind" and .at_head and .heads == ["003_posts"])'
    run_dunlin upgrade --tenant a
    assert_status 0
    assert_equal "$(of a "SELECT * FROM emails")" X@Y
    run_dunlin upgrade
    assert_status 0
    assert_stdout "1 tenant upgraded, 1 was up to date"

    # A part of the way has nothing to do with them.
    sed -i 's/upper/lower/' migrations/a_emails.sql
    run_dunlin upgrade 003
    assert_status 0
    assert_equal "$(of a "SELECT * FROM emails")" X@Y

    # A downgrade takes them away first, and the next upgrade brings them back.
    run_dunlin downgrade 002
    assert_status 0
    assert_equal "$(states_of a)" "002_users|"
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(states_of a)" $'002_users|\n003_posts|\na_emails|repeatable\nz_users|repeatable'
    assert_equal "$(of a "SELECT * FROM emails")" x@y

    # Removed from disk: said, but no error.
    rm migrations/a_emails.sql
    run_dunlin status
    assert_status 0
    assert_stderr 'the repeatable migration "a_emails" has run in 2 databases, but its file is gone'
    run_dunlin upgrade
    assert_status 0
    assert_stderr 'its file is gone'
}

# bats test_tags=sanitize
@test "a schema for each tenant: run, changed, reverted, removed" {
    schema_project
    make_schemas "$URL" tenant_a tenant_b
    repeatables
    story
    assert_equal "$(psql_do "$URL" "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
        WHERE nspname LIKE 'tenant_%' AND relkind = 't'")" 0
}

# bats test_tags=sanitize
@test "a file for each tenant: the same, and user_version counts the history alone" {
    file_project
    make_file data/org_a/tenant.db
    make_file data/org_b/tenant.db
    repeatables
    story
    assert_equal "$(of a "PRAGMA user_version")" 2
}

@test "history and show know them" {
    file_project
    repeatables
    run_dunlin history
    assert_status 0
    assert_equal "$(tail -1 <<<"$output")" "a_emails (repeatable) [tenant], Addresses"
    run_dunlin history --json
    json_valid "$ROOT/tests/schemas/history.json"
    assert_json '[.revisions[] | select(.repeatable) | .id] == ["R__plan_names", "z_users", "a_emails"]
        and (.revisions[-1].depends == ["z_users", "001_registry"])'
    run_dunlin show a_em --json
    assert_status 0
    json_valid "$ROOT/tests/schemas/show.json"
    assert_json '.id == "a_emails" and .repeatable and (.parents == []) and (.is_head | not)'
    run_dunlin show R__plan_names
    assert_stdout "R__plan_names (repeatable)"
    run_dunlin show nobody
    assert_status 2
}

@test "a new tenant has them at once" {
    schema_project
    repeatables
    run_dunlin upgrade
    run_dunlin tenant create new
    assert_status 0
    assert_equal "$(states_of new)" $'002_users|\n003_posts|\na_emails|repeatable\nz_users|repeatable'
    run_dunlin upgrade
    assert_stdout "new was already at 003_posts"
}

@test "in one transaction, and where others run without one" {
    file_project
    make_file data/org_a/tenant.db
    repeatables
    run_dunlin upgrade --tx-mode all
    assert_status 0
    run_dunlin downgrade base --tenant a --tx-mode none
    assert_status 0
    assert_equal "$(states_of a)" ""
    run_dunlin upgrade --tx-mode none --tenant a
    assert_status 0
    assert_equal "$(states_of a)" $'002_users|\n003_posts|\na_emails|repeatable\nz_users|repeatable'
}

@test "an edited one with a syntax error stops everything before anything has run" {
    schema_project
    make_schemas "$URL" tenant_a
    repeatables
    run_dunlin upgrade
    assert_status 0
    before=$(dump "$URL")
    write_migration 004_later.sql <<<$'-- dunlin:scope both\n-- dunlin:up\nCREATE TABLE later (id int);'
    sed -i 's/SELECT id, email FROM users/SELECT id, FROM users/' migrations/z_users.sql
    run_dunlin upgrade
    assert_status 2
    assert_stderr 'migrations/z_users.sql:6:40: syntax error at or near "FROM"'
    assert_equal "$(dump "$URL")" "$before"
}

@test "one that fails in the database is rolled back, says where, and stays pending" {
    file_project
    make_file data/org_a/tenant.db
    repeatables
    run_dunlin upgrade
    sed -i 's/SELECT id, email FROM users/SELECT absent FROM nowhere; SELECT * FROM missing/' migrations/z_users.sql
    run_dunlin upgrade
    assert_status 4
    assert_stderr 'migrations/z_users.sql:'
    assert_equal "$(of a "SELECT sql FROM sqlite_schema WHERE name = 'active_users'")" \
        "CREATE VIEW active_users AS SELECT id, email FROM users"
    run_dunlin status --json
    assert_json '.positions[] | select(.scope == "tenant") | .pending == ["z_users"]'
}

@test "two runners at once: each change is run once" {
    schema_project
    make_schemas "$URL" tenant_a
    write_migration z_count.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:repeatable
-- dunlin:up
CREATE TABLE IF NOT EXISTS runs (at timestamptz DEFAULT clock_timestamp());
INSERT INTO runs DEFAULT VALUES;
SELECT pg_sleep(0.3);
SQL
    upgrade_twice
    assert_equal "$(of a "SELECT count(*) FROM runs")" 1
    echo "SELECT 2;" >>migrations/z_count.sql
    upgrade_twice
    assert_equal "$(of a "SELECT count(*) FROM runs")" 2
}

@test "what cannot be: a cycle, a name of the history, a history that needs one, a name that was another's" {
    file_project
    repeatables
    sed -i 's/depends 002/depends 002 a_emails/' migrations/z_users.sql
    run_dunlin status
    assert_status 2
    assert_stderr 'migrations/a_emails.sql:4: depends form a cycle: "a_emails" needs "z_users" needs "a_emails"'

    sed -i 's/depends 002 a_emails/depends 002 nobody/' migrations/z_users.sql
    run_dunlin status
    assert_status 2
    assert_stderr 'migrations/z_users.sql:3: depends on "nobody", which does not exist'

    sed -i 's/depends 002 nobody/depends 002/' migrations/z_users.sql
    write_migration 004_x.sql <<<$'-- dunlin:scope tenant\n-- dunlin:depends z_users\n-- dunlin:up\n'
    run_dunlin status
    assert_status 2
    assert_stderr 'migrations/004_x.sql:2: "z_users" is repeatable and runs after the versioned migrations'

    rm migrations/004_x.sql
    make_file data/org_a/tenant.db
    run_dunlin upgrade
    assert_status 0
    sed -i '/repeatable/d; /depends z_users/d' migrations/a_emails.sql
    run_dunlin upgrade
    assert_status 4
    assert_stderr '"a_emails" (migrations/a_emails.sql) has run as a repeatable migration and is none any more'
}

@test "a tenant's one waits for the public migration that it needs" {
    schema_project
    make_schemas "$URL" tenant_a
    write_migration z_plans.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:repeatable
-- dunlin:depends 001
-- dunlin:up
SELECT 1;
SQL
    run_dunlin upgrade --tenant a
    assert_status 1
    assert_stderr '"z_plans" depends on "001_registry" of scope public, which is not applied there'
    run_dunlin upgrade
    assert_status 0
}

@test "stamp and repair leave their rows alone; a purge, or repair --forget, takes those whose file is gone" {
    local engine
    for engine in schema file; do
        case $engine in
        schema) schema_project && make_schemas "$URL" tenant_a ;;
        file) unset URL && file_project && make_file data/org_a/tenant.db ;;
        esac
        repeatables
        run_dunlin upgrade
        assert_status 0
        before=$(states_of a)
        run_dunlin stamp 002 --tenant a
        assert_status 0
        assert_equal "$(states_of a)" $'002_users|\na_emails|repeatable\nz_users|repeatable'
        run_dunlin stamp heads --purge
        assert_status 0
        assert_equal "$(states_of a)" "$before"
        # Edited, it is nothing to repair; gone, it is named.
        echo "SELECT 1;" >>migrations/z_users.sql
        rm migrations/a_emails.sql
        run_dunlin repair
        assert_status 0
        assert_stdout 'the repeatable migration "a_emails" has run, but its file is gone: what it made stays'
        assert_stdout '`dunlin repair --forget a_emails --apply`'
        refute_stdout z_users
        run_dunlin repair --forget z_users --apply
        assert_status 2
        run_dunlin stamp heads
        assert_status 0
        assert_equal "$(states_of a)" "$before"
        case $engine in
        schema) run_dunlin stamp heads --purge ;;
        file) run_dunlin repair --forget a_emails --apply ;;
        esac
        assert_status 0
        assert_equal "$(states_of a)" $'002_users|\n003_posts|\nz_users|repeatable'
    done
}

@test "a variable's other value is a change; assertions and hooks stand around each run" {
    setup_project project
    write_config <<'YAML'
system: {url: "sqlite:///app.db"}
variables: {country: de, other: x}
hooks:
  after_migration: [{sql: "INSERT INTO log VALUES (${dunlin_revision:literal})"}]
YAML
    write_migration 001_t.sql <<<$'-- dunlin:up\nCREATE TABLE log (a text);\n-- dunlin:down\nDROP TABLE log;'
    write_migration R__v.sql <<'SQL'
-- dunlin:assert before: SELECT 1
-- dunlin:assert after = 1: SELECT count(*) FROM v
-- dunlin:up
DROP VIEW IF EXISTS v;
CREATE VIEW v AS SELECT ${country:literal} AS country;
-- dunlin:down
DROP VIEW IF EXISTS v;
SQL
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(sqlite_do app.db "SELECT * FROM v")" de
    run_dunlin upgrade --set other=y
    assert_stdout "public was already at 001_t"
    run_dunlin upgrade --set country=fr
    assert_status 0
    assert_equal "$(sqlite_do app.db "SELECT * FROM v")" fr
    assert_equal "$(sqlite_do app.db "SELECT * FROM log" | tr '\n' ' ')" "001_t R__v R__v "
    # An assertion that fails leaves the view as it was.
    sed -i 's/after = 1/after = 2/; s/AS country/AS land/' migrations/R__v.sql
    run_dunlin upgrade --set country=fr
    assert_status 1
    assert_equal "$(sqlite_do app.db "SELECT country FROM v")" fr
}

@test "the history's files are numbered, checked and put in order beside them; a run is taken back with them" {
    setup_project project
    write_config <<<'system: {url: "sqlite:///app.db"}'
    write_migration 001_t.sql <<<$'-- dunlin:up\nCREATE TABLE t (a text);\n-- dunlin:down\nDROP TABLE t;'
    write_migration R__v.sql <<<$'-- dunlin:up\nDROP VIEW IF EXISTS v;\nCREATE VIEW v AS SELECT a FROM t;\n-- dunlin:down\nDROP VIEW v;'
    run_dunlin revision -m "more"
    assert_status 0
    assert_stdout "created migrations/002_more.sql"
    run_dunlin heads
    assert_equal "$output" "002_more (head)"
    run_dunlin merge
    assert_stderr "there is nothing to merge"
    run_dunlin rebase R__v
    assert_status 2
    run_dunlin upgrade --json
    assert_status 0
    id=$(jq -r .run_id <<<"$output")
    run_dunlin check
    assert_status 0
    run_dunlin downgrade --run "$id"
    assert_status 0
    assert_equal "$(sqlite_do app.db "SELECT name FROM sqlite_schema WHERE name IN ('t', 'v')")" ""
    assert_equal "$(sqlite_do app.db "SELECT count(*) FROM schema_migrations")" 0
}
