#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# assertions.bats: `-- dunlin:assert`: a query and what it must return, before and after a migration, on both engines; what a
# failed one leaves, and what no assertion may be.

load ../lib/common
load ../lib/projects

# setup_engine postgres|sqlite: one database with the table users (two rows, one without an email) by 001_users.
setup_engine() {
    setup_project "$1"
    case $1 in
    postgres) URL=$(new_database) DB=$URL ;;
    sqlite) URL=sqlite:///app.db DB=app.db ;;
    esac
    write_config <<<"system: {url: \"$URL\"}"
    write_migration 001_users.sql <<'SQL'
-- dunlin:up
CREATE TABLE users (id integer PRIMARY KEY, email varchar(200));
INSERT INTO users VALUES (1, 'a@example.com'), (2, NULL);
-- dunlin:down
DROP TABLE users;
SQL
    run_dunlin upgrade
    assert_status 0
}
sql() { case $DB in postgresql:*) psql_do "$DB" "$1" ;; *) sqlite_do "$DB" "$1" ;; esac; }
ledger() { case $DB in postgresql:*) ledger_of "$DB" public ;; *) file_ledger "$DB" ;; esac; }

# bats test_tags=sanitize
@test "assertions: before and after, up and down, hold or roll the migration back, on both engines" {
    local engine
    for engine in postgres sqlite; do
        setup_engine $engine
        write_migration 002_email.sql <<'SQL'
-- Every user has an email
-- dunlin:assert before = 0: SELECT count(*) FROM users WHERE email IS NULL
-- dunlin:up
UPDATE users SET email = lower(email);
CREATE TABLE emails (id integer);
-- dunlin:assert after: SELECT count(*) = 2 FROM users
-- dunlin:down
-- dunlin:assert before = 0: SELECT count(*) FROM emails
DROP TABLE emails;
SQL
        run_dunlin upgrade
        assert_status 1
        assert_stderr 'migrations/002_email.sql:2:30: the assertion "before" does not hold: expected = 0, found 1'
        assert_stderr 'SELECT count(*) FROM users WHERE email IS NULL'
        assert_equal "$(ledger)" 001_users

        sql "DELETE FROM users WHERE email IS NULL"
        run_dunlin upgrade
        assert_status 1
        assert_stderr 'migrations/002_email.sql:6:25: the assertion "after" does not hold: expected true, found'
        assert_equal "$(ledger)" 001_users
        run sql "SELECT 1 FROM emails"
        [ "$status" -ne 0 ]

        sql "INSERT INTO users VALUES (3, 'B@example.com')"
        run_dunlin upgrade
        assert_status 0
        assert_equal "$(sql "SELECT email FROM users WHERE id = 3")" b@example.com
        sql "INSERT INTO emails VALUES (1)"
        run_dunlin downgrade -1 --allow-data-loss emails
        assert_status 1
        assert_stderr '002_email.sql:8:30: the assertion "before" does not hold: expected = 0, found 1'
        assert_equal "$(ledger)" "001_users 002_email"
        sql "DELETE FROM emails"
        run_dunlin downgrade -1
        assert_status 0
        assert_equal "$(ledger)" 001_users
    done
}

# bats test_tags=sanitize
@test "assertions: of a migration without a transaction: before nothing of it has run, after it stays unfinished" {
    local engine statement
    for engine in postgres sqlite; do
        setup_engine $engine
        statement=VACUUM
        write_migration 002_vacuum.sql <<SQL
-- dunlin:transaction off
-- dunlin:assert before = 1: SELECT count(*) FROM users WHERE email IS NULL
-- dunlin:up
INSERT INTO users VALUES (9, 'x');
$statement;
-- dunlin:assert after = 0: SELECT count(*) FROM users WHERE email IS NULL
SQL
        run_dunlin upgrade
        assert_status 1
        assert_stderr 'the assertion "after" does not hold: expected = 0, found 1; the migration'"'"'s statements are committed'
        assert_equal "$(sql "SELECT count(*) FROM users WHERE id = 9")" 1
        run_dunlin status --json
        assert_json '.databases[0].state == "partial"'
        # Neither the statements nor the assertion before run again.
        sql "UPDATE users SET email = 'y' WHERE email IS NULL"
        run_dunlin upgrade
        assert_status 0
        assert_equal "$(sql "SELECT count(*) FROM users WHERE id = 9")" 1
        run_dunlin status --json
        assert_json '.databases[0].state == "current"'

        write_migration 003_more.sql <<'SQL'
-- dunlin:transaction off
-- dunlin:assert before: SELECT count(*) = 0 FROM users
-- dunlin:up
INSERT INTO users VALUES (10, 'x');
SQL
        run_dunlin upgrade
        assert_status 1
        assert_stderr '003_more.sql:2:26: the assertion "before" does not hold'
        assert_equal "$(sql "SELECT count(*) FROM users WHERE id = 10")" 0
        assert_equal "$(ledger)" "001_users 002_vacuum"
    done
}

@test "assertions: what is asked can change nothing, and sees the tenant alone" {
    schema_project
    make_schemas "$URL" tenant_acme tenant_corp
    run_dunlin upgrade
    assert_status 0
    psql_do "$URL" "CREATE FUNCTION public.wipe() RETURNS bigint LANGUAGE sql AS
        'WITH gone AS (DELETE FROM public.tenants RETURNING 1) SELECT count(*) FROM gone'"
    psql_do "$URL" "INSERT INTO tenants VALUES ('acme', 'Acme', 'free'); INSERT INTO tenant_corp.users VALUES (1, 'x')"
    write_migration 004_wipe.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:assert before: SELECT public.wipe() = 1
-- dunlin:up
CREATE TABLE t4 (a integer);
SQL
    run_dunlin upgrade --tenant acme
    assert_status 1
    assert_stderr 'in a read-only transaction (SQLSTATE 25006)'
    assert_equal "$(psql_do "$URL" "SELECT count(*) FROM tenants")" 1
    # The migration behind it writes, with the tenant's own tables in sight.
    write_migration 004_wipe.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:assert before = 0: SELECT count(*) FROM users
-- dunlin:up
SET search_path = public;
CREATE TABLE tenant_marker (a integer);
SET search_path = pg_catalog;
-- dunlin:assert after = 0: SELECT count(*) FROM users WHERE email ~ '\d' OR email LIKE '\%'
SQL
    run_dunlin upgrade --tenant acme
    assert_status 0
    run_dunlin upgrade --tenant corp
    assert_status 1
    assert_stderr 'expected = 0, found 1'
    assert_equal "$(ledger_of "$URL" tenant_corp)" "002_users 003_posts"
}

@test "assertions: what is no single query is refused while reading, and nothing runs" {
    setup_engine sqlite
    local before row
    before=$(snapshot .)
    while IFS='|' read -r row message; do
        write_migration 002_bad.sql <<<"-- dunlin:assert $row"$'\n'"-- dunlin:up"$'\n'"CREATE TABLE bad (a integer);"
        run_dunlin upgrade
        assert_status 2
        assert_stderr "migrations/002_bad.sql:1:"
        assert_stderr "$message"
    done <<'ROWS'
before: DELETE FROM users|an assertion is one SELECT, VALUES or WITH ... SELECT that changes nothing
after: SELECT 1; DROP TABLE users|an assertion is one SELECT
before = : SELECT 1|the value to compare with is missing
SELECT 1|an assertion says first whether it is for "before" or "after"
after = 1 SELECT 1|a colon belongs before the query
ROWS
    # Only SQLite itself sees that this one writes.
    write_migration 002_bad.sql <<<$'-- dunlin:assert before: SELECT nobody FROM users\n-- dunlin:up\nCREATE TABLE bad (a integer);'
    run_dunlin upgrade
    assert_status 1
    assert_stderr 'migrations/002_bad.sql:1:33: no such column: nobody'
    rm migrations/002_bad.sql
    assert_equal "$(file_tables app.db)" users
}

@test "assertions: PostgreSQL's own grammar judges them before anything runs, and an edit is no edit of the migration" {
    setup_engine postgres
    write_migration 002_a.sql <<<$'-- dunlin:up\nCREATE TABLE a (a integer);'
    write_migration 003_b.sql <<<$'-- dunlin:up\n-- dunlin:assert before: SELECT FROM WHERE\nCREATE TABLE b (a integer);'
    run_dunlin upgrade
    assert_status 2
    assert_stderr 'migrations/003_b.sql:2:38: syntax error at or near "WHERE"'
    assert_equal "$(ledger)" 001_users
    write_migration 003_b.sql <<<$'-- dunlin:up\n-- dunlin:assert before = 2: SELECT count(*) FROM users\nCREATE TABLE b (a integer);'
    run_dunlin upgrade
    assert_status 0
    write_migration 003_b.sql <<<$'-- dunlin:up\n-- dunlin:assert before = 3: SELECT count(*) FROM users\nCREATE TABLE b (a integer);'
    run_dunlin upgrade
    assert_status 0
}
