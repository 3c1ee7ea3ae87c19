#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# privileges.bats: what is granted is compared where a project asks for it, there and back, and otherwise left alone.
# shellcheck disable=SC2154 # output, stderr and status are set by run

load ../lib/common
load ../lib/projects

# granted URL: what pg_dump says of privileges in the schema public.
granted() {
    pg_dump --schema-only --no-owner --schema public --exclude-table schema_migrations "$1" |
        grep -E '^(GRANT|REVOKE|ALTER DEFAULT)' | sed 's/public\.//g; s/  */ /g' | sort
}

# two_roles: READER, and WRITER, who is called something that nobody would be.
two_roles() {
    READER=$(new_role)
    WRITER="$(unique_name w)\"; DROP TABLE invoices; -- TO PUBLIC %I \$dunlin\$"
    QUOTED="\"${WRITER//\"/\"\"}\""
    psql_do "$DUNLIN_TEST_PG_URL" "CREATE ROLE $QUOTED"
    echo "$QUOTED" >>"$(owned roles)"
}

desired_privileges() {
    cat <<SQL
-- Of every table, though they come later.
GRANT SELECT ON ALL TABLES IN SCHEMA $1 TO $READER;
CREATE TABLE invoices (id integer PRIMARY KEY, total numeric, note text);
GRANT INSERT (total, note), UPDATE (note) ON invoices TO $QUOTED WITH GRANT OPTION;
CREATE FUNCTION total() RETURNS numeric LANGUAGE sql AS 'SELECT sum(total) FROM invoices';
REVOKE EXECUTE ON FUNCTION total FROM PUBLIC;
CREATE VIEW notes AS SELECT note FROM invoices;
CREATE TYPE state AS ENUM ('open', 'paid');
REVOKE USAGE ON TYPE state FROM PUBLIC;
SQL
}

# bats test_tags=sanitize
@test "what is granted is compared where that is asked for: there and back, and as pg_dump sees it" {
    setup_project
    two_roles
    DATABASE_URL=$(new_database)
    export DATABASE_URL
    local other
    other=$(new_database)
    write_config <<<'schema: {public: schema.sql}'
    write_migration 001_invoices.sql <<SQL
-- dunlin:up
CREATE TABLE invoices (id integer PRIMARY KEY, total numeric, note text);
CREATE FUNCTION total() RETURNS numeric LANGUAGE sql AS 'SELECT sum(total) FROM invoices';
CREATE VIEW notes AS SELECT note FROM invoices;
CREATE TYPE state AS ENUM ('open', 'paid');
GRANT SELECT (total) ON invoices TO $READER;
GRANT DELETE ON notes TO $QUOTED;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO $READER;
SQL
    { desired_privileges public; echo "GRANT CREATE ON SCHEMA public TO $QUOTED;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT INSERT ON TABLES TO $QUOTED;"; } >schema.sql
    # Off unless asked for.
    run_dunlin upgrade
    run_dunlin diff --exit-code
    assert_status 0
    run_dunlin diff --privileges --exit-code
    assert_status 3
    write_config <<<'{schema: {public: schema.sql}, diff: {privileges: true}}'
    run_dunlin revision --autogenerate -m grants
    assert_status 0
    refute_stderr loses
    run_dunlin upgrade
    assert_status 0
    psql_do "$other" "$(<schema.sql)"
    # One that reads the desired state from the top grants nothing on what is not there yet.
    psql_do "$other" "GRANT SELECT ON ALL TABLES IN SCHEMA public TO $READER"
    assert_equal "$(granted "$DATABASE_URL")" "$(granted "$other")"
    run_dunlin diff --from "$DATABASE_URL" --to "$other" --privileges --exit-code
    assert_status 0
    run_dunlin check
    assert_status 0
    run_dunlin verify
    assert_status 0
    run_dunlin downgrade -1
    assert_status 0
    assert_equal "$(granted "$DATABASE_URL")" "$(printf '%s\n' "ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT SELECT ON TABLES TO $READER;" \
        "GRANT DELETE ON TABLE notes TO $QUOTED;" "GRANT SELECT(total) ON TABLE invoices TO $READER;")"
    # A live database can be where it begins: what it holds is made anew on a scratch copy, grants included.
    run_dunlin diff --from "$DATABASE_URL" --to schema.sql --privileges
    assert_status 0
    assert_stdout 'REVOKE EXECUTE ON ROUTINE total() FROM PUBLIC;'
    # What is left out stays as it is; what is granted on the schema is its own.
    run_dunlin diff --from "$DATABASE_URL" --to schema.sql --privileges --exclude 'invoices,notes,state,total,privileges:*'
    assert_equal "$(grep -v '^--' <<<"$output")" "GRANT CREATE ON SCHEMA public TO $QUOTED;"
    run_dunlin inspect
    assert_stdout "GRANT SELECT (total) ON TABLE invoices TO $READER;"
}

@test "each tenant's schema is its own, whatever it is called" {
    setup_project
    two_roles
    DATABASE_URL=$(new_database)
    export DATABASE_URL
    local odd='t_a"; DROP SCHEMA public --' name
    make_schemas "$DATABASE_URL" t_b "$odd"
    write_config <<<'{tenants: {schemas: "t_{tenant}"}, schema: {tenant: schema.sql}, diff: {privileges: true}}'
    {
        echo 'CREATE SCHEMA model;'
        desired_privileges model
        echo "GRANT USAGE ON SCHEMA model TO $READER, $QUOTED; ALTER DEFAULT PRIVILEGES IN SCHEMA model GRANT SELECT ON TABLES TO $QUOTED;"
    } >schema.sql
    run_dunlin revision --autogenerate -m grants
    assert_status 0
    run_dunlin upgrade
    assert_status 0
    psql_do "$DATABASE_URL" "SELECT nspname FROM pg_namespace WHERE nspacl IS NOT NULL AND nspname LIKE 't\\_%'" >granted
    assert_equal "$(sort granted)" "$(printf '%s\n' "$odd" t_b | sort)"
    for name in "$odd" t_b; do
        assert_equal "$(psql_do "$DATABASE_URL" "SELECT has_schema_privilege('$READER', \$x\$$name\$x\$, 'USAGE'),
            has_schema_privilege('$READER', \$x\$$name\$x\$, 'CREATE'), (SELECT count(*) FROM pg_default_acl d
            JOIN pg_namespace n ON n.oid = d.defaclnamespace WHERE n.nspname = \$x\$$name\$x\$)")" "t|f|1"
    done
    run_dunlin check
    assert_status 0
    # Who was let in by hand is told, and sent away; without the setting nobody looks.
    psql_do "$DATABASE_URL" "GRANT DELETE ON t_b.invoices TO PUBLIC"
    run_dunlin drift --json
    assert_status 3
    assert_json '[.groups[] | select(.state == "drift") | .databases, (.differences | length)] == [["b"], 1]'
    id=$(jq -r '.groups[] | select(.state == "drift") | .id' <<<"$output")
    run_dunlin upgrade --verify
    assert_status 4
    assert_stderr "'GRANT DELETE TO PUBLIC'"
    DUNLIN_DIFF_PRIVILEGES=false run_dunlin drift
    assert_status 0
    run_dunlin drift --correct "$id" --apply
    assert_status 0
    run_dunlin drift
    assert_status 0
    run_dunlin downgrade base --verify
    assert_status 0
    assert_equal "$(psql_do "$DATABASE_URL" "SELECT count(*) FROM pg_default_acl")" 0
}

@test "a role that the server lacks is an error with its place, and nothing is written" {
    setup_project
    DATABASE_URL=$(new_database)
    export DATABASE_URL
    write_config <<<'{schema: {public: schema.sql}, diff: {privileges: true}}'
    printf 'CREATE TABLE t (id integer);\n\nGRANT SELECT ON t TO nobody_of_that_name;\n' >schema.sql
    run_dunlin revision --autogenerate -m grants
    assert_status 1
    assert_stderr 'schema.sql:3:1: role "nobody_of_that_name" does not exist (SQLSTATE 42704); roles belong to the server, not to a schema: make them (CREATE ROLE)'
    assert_equal "$(ls migrations)" ""
    assert_equal "$(psql_do "$DATABASE_URL" "SELECT count(*) FROM pg_database WHERE datname LIKE 'dunlin_scratch%$(database_of "$DATABASE_URL")%'")" 0
    # What only the server has, is no part of a schema.
    printf 'CREATE TABLE t (id integer);\nGRANT pg_monitor TO postgres;\n' >schema.sql
    run_dunlin diff
    assert_status 0
    refute_stdout pg_monitor
    assert_stderr 'schema.sql: what it says of roles and their members is left out'
}

# They are the role's that makes something, and no part of a schema.
@test "what is made while default privileges of all schemas are in force gets what it is to have, and no more" {
    setup_project
    two_roles
    DATABASE_URL=$(new_database)
    export DATABASE_URL
    write_config <<<'{schema: {public: schema.sql}, diff: {privileges: true}}'
    write_migration 001_begin.sql <<SQL
-- dunlin:up
CREATE TABLE invoices (id integer PRIMARY KEY, total integer);
CREATE VIEW sums AS SELECT total FROM invoices;
CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1';
ALTER DEFAULT PRIVILEGES GRANT SELECT, DELETE ON TABLES TO $READER;
ALTER DEFAULT PRIVILEGES GRANT INSERT ON TABLES TO $QUOTED WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO $READER;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO $READER;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE USAGE ON TYPES FROM PUBLIC;
SQL
    write_file schema.sql <<SQL
CREATE TABLE invoices (id integer PRIMARY KEY, total bigint);
CREATE VIEW sums AS SELECT total FROM invoices;
CREATE FUNCTION one() RETURNS bigint LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION two() RETURNS integer LANGUAGE sql AS 'SELECT 2';
REVOKE EXECUTE ON FUNCTION two() FROM PUBLIC;
CREATE TABLE notes (id serial PRIMARY KEY, note text);
GRANT SELECT ON notes TO $READER;
CREATE TYPE state AS ENUM ('open', 'paid');
CREATE DOMAIN mail AS text;
REVOKE USAGE ON DOMAIN mail FROM PUBLIC;
SQL
    run_dunlin revision --autogenerate -m more
    assert_status 0
    grep -qF "REVOKE INSERT ON TABLE notes FROM $QUOTED;" migrations/002_more.sql
    grep -q '^GRANT EXECUTE ON ROUTINE one() TO PUBLIC;' migrations/002_more.sql
    run_dunlin upgrade --verify
    assert_status 0
    run_dunlin diff --exit-code
    assert_status 0
    run_dunlin check
    assert_status 0
    assert_equal "$(granted "$DATABASE_URL" | grep -v '^ALTER DEFAULT')" "$(printf '%s\n' "GRANT SELECT ON TABLE notes TO $READER;" \
        'REVOKE ALL ON FUNCTION two() FROM PUBLIC;' 'REVOKE ALL ON TYPE mail FROM PUBLIC;')"
    run_dunlin downgrade -1
    assert_status 0
    assert_equal "$(granted "$DATABASE_URL" | grep -v '^ALTER DEFAULT')" ""
    # A live database: its scratch copy is made without them.
    run_dunlin diff --from "$DATABASE_URL" --to schema.sql --privileges
    assert_status 0
    assert_stdout "REVOKE DELETE ON TABLE notes FROM $READER;"
    assert_stdout "GRANT SELECT ON TABLE notes TO $READER;"
    psql_do "$DATABASE_URL" "$output"
    run_dunlin diff --from "$DATABASE_URL" --to schema.sql --privileges --exit-code
    assert_status 0
}
