#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# autogenerate.bats: a schema file changes, the migration is written: up and down, on both engines, with rows in the way. No difference
# writes nothing, a loss needs a word, and what check says agrees.
# shellcheck disable=SC2154 # output, stderr and status are set by run

load ../lib/common
load ../lib/projects

server() {
    ROLE=$(new_role CREATEDB)
    URL=$(new_database)
    psql_do "$URL" "ALTER DATABASE $(database_of "$URL") OWNER TO $ROLE; ALTER SCHEMA public OWNER TO $ROLE"
    URL=$(as_role "$URL" "$ROLE")
}

nothing_left() {
    assert_equal "$(psql_do "$URL" "SELECT count(*) FROM pg_database WHERE datname LIKE 'dunlin_scratch%' AND datdba = '$ROLE'::regrole")" 0
}

# bats test_tags=sanitize
@test "SQLite: tenants and the shared file: written, reviewed, applied, reverted" {
    file_project
    cat >>dunlin.yaml <<<'schema: {public: schema/public.sql, tenant: schema/tenant}'
    write_file schema/public.sql <<<'CREATE TABLE tenants (slug varchar(63) PRIMARY KEY, name varchar(200) NOT NULL, plan varchar(20));'
    write_file schema/tenant/users.sql <<<'CREATE TABLE users (id integer PRIMARY KEY, email varchar(200) NOT NULL);'
    write_file schema/tenant/posts.sql <<<'CREATE TABLE posts (id integer PRIMARY KEY, author integer REFERENCES users (id));'
    run_dunlin revision --autogenerate -m "nothing"
    assert_status 0
    assert_equal "$output" "no difference between the migrations and the schema files: nothing to write"
    make_file data/org_a/tenant.db
    quietly dunlin upgrade
    sqlite_do data/org_a/tenant.db "INSERT INTO users VALUES (1, 'a@b'); INSERT INTO posts VALUES (7, 1)"
    run_dunlin check
    assert_status 0

    write_file schema/public.sql <<<'CREATE TABLE tenants (slug varchar(63) PRIMARY KEY, name varchar(200) NOT NULL, plan varchar(20), city text);'
    write_file schema/tenant/users.sql <<<'CREATE TABLE users (id integer PRIMARY KEY, email varchar(200) NOT NULL UNIQUE, "level" integer NOT NULL DEFAULT 1);'
    write_file schema/tenant/z.sql <<<'CREATE INDEX posts_author ON posts (author); CREATE VIEW active AS SELECT email FROM users WHERE level > 0;'
    run_dunlin check
    assert_status 3
    assert_stdout "schema/public.sql and the migrations disagree"
    assert_stdout "schema/tenant and the migrations disagree"
    # An answer about something else than what was asked for would look like one.
    nothing_written 2 "are for --from-database: without it no database is looked at" diff --tenant a
    nothing_written 2 "--engine is for --from and --to" diff --engine sqlite
    nothing_written 2 "--scope is for the migrations: with --from-database" diff --from-database --scope tenant
    run_dunlin diff
    assert_stdout $'TEXT;\n\n-- Of the tenant schema:\n\n-- Rows are copied and their old table dropped: run it with `sqlite3 -bail`, which ends where a statement fails.\n\n'
    nothing_written 2 "--branch-label is for one history" revision --autogenerate -m "add levels" --branch-label levels
    nothing_written 2 "--head is for one history, but both have changed: choose with --scope" \
        revision --autogenerate -m "add levels" --head 001
    # What cannot be written for the tenants takes what was written for the shared file back with it.
    write_file schema/tenant/long.sql <<<"CREATE TABLE long (a text DEFAULT '$(printf '%2000s' x)');"
    before=$(snapshot .)
    run_split bash -c 'trap "" XFSZ; ulimit -f 1; exec "$0" revision --autogenerate -m "add levels"' "$DUNLIN"
    assert_status 2
    assert_stderr "005_add_levels.sql"
    assert_stderr "File too large"
    assert_equal "$(snapshot .)" "$before"
    rm schema/tenant/long.sql
    run_dunlin revision --autogenerate -m "add levels"
    assert_status 0
    assert_equal "$output" "$(printf 'created migrations/%s\n' 004_add_levels.sql 005_add_levels.sql)"
    run cat migrations/005_add_levels.sql
    assert_stdout "-- dunlin:scope tenant
"
    # What is new in the shared file may be what a tenant's needs.
    assert_stdout "-- dunlin:depends 004"
    run_dunlin check --no-databases
    assert_status 0
    quietly dunlin upgrade
    assert_equal "$(sqlite_do data/org_a/tenant.db 'SELECT email FROM active; SELECT level FROM users; SELECT id, author FROM posts')" "$(printf 'a@b\n1\n7|1')"
    run_dunlin verify
    assert_status 0
    quietly dunlin downgrade 003 --tenant a --allow-data-loss users
    assert_equal "$(sqlite_do data/org_a/tenant.db 'SELECT * FROM users; SELECT id, author FROM posts')" "$(printf '1|a@b\n7|1')"

    # What would be lost is named, and nothing is written until that is said to be right.
    before=$(ls migrations)
    write_file schema/tenant/users.sql <<<'CREATE TABLE users (id integer PRIMARY KEY);'
    write_file schema/tenant/z.sql <<<'CREATE INDEX posts_author ON posts (author);'
    run_dunlin revision --autogenerate -m "fewer" --renames never
    assert_status 1
    assert_stderr "column users.email: its values"
    assert_stderr "--allow-data-loss says that it may go"
    assert_equal "$(ls migrations)" "$before"
    run_dunlin revision --autogenerate -m "fewer" --renames never --allow-data-loss --json
    assert_status 0
    json_valid "$ROOT/tests/schemas/revision.json"
    assert_json '(.created | length == 1) and (.losses | index("column users.email: its values") != null)'
    run cat migrations/006_fewer.sql
    assert_stdout "-- Loses data:
--   column users.email: its values"
    assert_stdout "-- What the way up loses does not come back."
    run_dunlin verify 006
    assert_status 0
}

@test "PostgreSQL: a schema per tenant: written, applied, reverted; the online form is several migrations" {
    server
    setup_project
    write_config <<<"{system: {url: \"$URL\"}, tenants: {schemas: \"tenant_{tenant}\"}, schema: {tenant: tenant.sql}}"
    shared_migrations
    make_schemas "$URL" tenant_a
    quietly dunlin upgrade
    psql_do "$URL" "INSERT INTO tenant_a.users VALUES (1, 'a@b'); INSERT INTO tenant_a.posts VALUES (7, 1)"
    write_file tenant.sql <<'SQL'
CREATE TYPE kind AS ENUM ('blog', 'news');
CREATE TABLE users (id integer PRIMARY KEY, email varchar(200) NOT NULL, plan varchar(20), home varchar(63) REFERENCES public.tenants);
CREATE TABLE posts (id bigint PRIMARY KEY, author integer REFERENCES users, kind kind NOT NULL DEFAULT 'news', at date);
CREATE FUNCTION of_user(integer) RETURNS SETOF posts LANGUAGE sql STABLE AS 'SELECT * FROM posts WHERE author = $1';
CREATE INDEX posts_by_day ON posts (at DESC) WHERE author IS NOT NULL;
COMMENT ON TABLE posts IS 'what users write';
SQL
    run_dunlin revision --autogenerate -m "kinds of posts"
    assert_status 0
    assert_stdout "created migrations/004_kinds_of_posts.sql"
    run_dunlin verify 004
    assert_status 0
    quietly dunlin upgrade
    assert_equal "$(psql_do "$URL" "SELECT id, author, kind FROM tenant_a.posts")" "7|1|news"
    run_dunlin diff --from-database --tenant a --exit-code
    assert_status 0
    quietly dunlin downgrade 003 --tenants --allow-data-loss posts --allow-data-loss users
    assert_equal "$(psql_do "$URL" "SELECT * FROM tenant_a.posts JOIN tenant_a.users ON users.id = author")" "7|1|1|a@b"
    quietly dunlin upgrade
    # Beside traffic.
    { cat tenant.sql; echo 'CREATE INDEX users_email ON users (email); ALTER TABLE users ADD CHECK (id > 0);'; } >more.sql
    mv more.sql tenant.sql
    run_dunlin revision --autogenerate -m "index emails" --online
    assert_status 0
    assert_stdout "created migrations/006_"
    run grep -l 'CONCURRENTLY' migrations/00[56]*
    assert_equal "$(grep -c '^-- dunlin:transaction off$' "$output")" 1
    run_dunlin verify 004:heads
    assert_status 0
    quietly dunlin upgrade
    run_dunlin check
    assert_status 0
    nothing_left
}

# bats test_tags=sanitize
@test "--from-database: what a database holds instead of a replay, of one that has all migrations" {
    server
    setup_project
    write_config <<<"{system: {url: \"$URL\"}, tenants: {schemas: \"tenant_{tenant}\"}, schema: {public: public.sql, tenant: tenant.sql}}"
    shared_migrations
    make_schemas "$URL" tenant_a tenant_b
    write_file public.sql <<<'CREATE TABLE tenants (slug varchar(63) PRIMARY KEY, name varchar(200) NOT NULL, plan varchar(20));'
    write_file tenant.sql <<'SQL'
CREATE TABLE users (id integer PRIMARY KEY, email varchar(200) NOT NULL, nick varchar(20), home varchar(63) REFERENCES public.tenants);
CREATE TABLE posts (id bigint PRIMARY KEY, author integer REFERENCES users);
CREATE VIEW writers AS SELECT email, count(posts.id) AS posts FROM users JOIN posts ON author = users.id GROUP BY email;
SQL
    nothing_written 1 "lacks the migration 001_" revision --autogenerate --from-database --public -m "more"
    quietly dunlin upgrade
    # What is asked for and would not be done.
    nothing_written 2 "--from-database is for --autogenerate" revision -s tenant --from-database -m "more"
    nothing_written 2 "--tenant is for --autogenerate" revision -s tenant --tenant a -m "more"
    nothing_written 2 "are for --from-database" revision --autogenerate --tenant a -m "more"
    nothing_written 2 'the database is the public one: name another one' \
        revision --autogenerate --from-database -s tenant -m "more"
    nothing_written 2 "one is wanted" revision --autogenerate --from-database --tenants -m "more"
    run_dunlin revision --autogenerate --from-database -m "more"
    assert_status 0
    assert_equal "$output" "no difference between the database and the schema files: nothing to write"
    # By hand, in one of them: a replay does not know it.
    psql_do "$URL" "ALTER TABLE tenant_b.users ADD by_hand date; INSERT INTO tenant_a.users VALUES (1, 'a@b')"
    nothing_written 1 "column users.by_hand: its values" \
        revision --autogenerate --from-database --tenant b --renames never -m "more"
    run_dunlin revision --autogenerate --from-database --tenant a -m "more" --json
    assert_status 0
    assert_equal "$(jq -r '.created[].file' <<<"$output")" migrations/004_more.sql
    mv migrations/004_more.sql from_database.sql
    quietly dunlin revision --autogenerate -m "more"
    run diff from_database.sql migrations/004_more.sql
    assert_equal "$output" ""
    nothing_written 1 "a lacks the migration 004_more" revision --autogenerate --from-database --tenant a -m "again"
    quietly dunlin upgrade
    run_dunlin revision --autogenerate --from-database --tenant a -m "again"
    assert_equal "$output" "no difference between the database and the schema files: nothing to write"
    nothing_left
}

# bats test_tags=sanitize
@test "both engines: the environments of a project say for which, each is tried on its own, and each database gets its own" {
    server
    setup_project
    write_config <<'YAML'
system: {url: "sqlite:///app.db"}
schema: {public: schema.sql}
environments: {production: {system: {url: "${PRODUCTION_URL}"}}}
YAML
    write_file schema.sql <<<'CREATE TABLE users (id integer PRIMARY KEY, email varchar(200) NOT NULL);'
    # Its URL is known nowhere but there.
    run_dunlin revision --autogenerate -m "users"
    assert_status 0
    assert_stderr 'the environment "production" cannot be looked at'
    assert_stderr 'it will refuse the migration'
    assert_equal "$(grep -c '^-- dunlin:engine' migrations/001_users.sql)" 0
    rm migrations/*
    export PRODUCTION_URL=$URL
    run_dunlin revision --autogenerate -m "users"
    assert_status 0
    assert_equal "$(grep '^-- dunlin:engine' migrations/001_users.sql | xargs)" "-- dunlin:engine postgres -- dunlin:engine sqlite"
    for environment in "" production; do
        quietly dunlin upgrade ${environment:+--env $environment}
    done
    sqlite_do app.db "INSERT INTO users VALUES (1, 'a@b')"
    psql_do "$URL" "INSERT INTO users VALUES (1, 'a@b')"

    nothing_written 2 "--from-database shows what sqlite needs, and the migration is for 2 engines" \
        revision --autogenerate --from-database -m x
    nothing_written 2 '--engine must name it, too' revision --autogenerate -m x --engine postgres
    # What only one of them can read.
    write_file schema.sql <<<'CREATE TABLE users (id integer PRIMARY KEY) STRICT;'
    nothing_written 2 'for postgres, as the environment "production" has it: schema.sql:1:45: syntax error at or near "STRICT"' revision --autogenerate -m x
    assert_stderr '"schema.public: {postgres: FILE, sqlite: FILE}" gives each its own'
    assert_stderr '--engine sqlite leaves that out'
    sed -i 's/^schema:.*/schema: {public: {sqlite: lite.sql}}/' dunlin.yaml
    write_file lite.sql <<<"CREATE TABLE users (id integer PRIMARY KEY, mail varchar(200) NOT NULL, kind text NOT NULL DEFAULT 'new');"
    nothing_written 2 'for postgres, as the environment "production" has it: dunlin.yaml:2:10: schema.public says nothing for postgres' revision --autogenerate -m x
    sed -i 's/^schema:.*/schema: {public: {sqlite: lite.sql, command: cat}}/' dunlin.yaml
    nothing_written 2 'dunlin.yaml:2:37: unknown key "command" of schema.public: beside one engine there is only the other' revision --autogenerate -m x
    sed -i 's/^schema:.*/schema: {public: {sqlite: [lite.sql], postgres: {command: "cat large.sql"}}}/' dunlin.yaml
    write_file large.sql <<'SQL'
CREATE TYPE kind AS ENUM ('new', 'old');
CREATE TABLE users (id integer PRIMARY KEY, mail varchar(200) NOT NULL, kind kind NOT NULL DEFAULT 'new');
CREATE INDEX users_mail ON users (mail);
SQL
    # A question is asked once; what PostgreSQL must do outside a transaction takes nothing of SQLite's with it.
    "$ROOT/tests/lib/terminal" talk 100 screen "$DUNLIN" revision --autogenerate -m kinds --online <<<1
    run "$ROOT/tests/lib/terminal" show 100 screen
    assert_equal "$(grep -c 'column users.email is gone' <<<"$output")" 1
    assert_equal "$(ls migrations)" "$(printf '%s\n' 001_users.sql 002_kinds_1_of_2.sql 003_kinds_2_of_2.sql)"
    assert_equal "$(grep -c 'RENAME COLUMN email TO mail' migrations/002_kinds_1_of_2.sql)" 2
    run cat migrations/003*
    assert_stdout "-- dunlin:transaction off"
    assert_stdout "-- dunlin:engine sqlite
-- dunlin:up
-- Nothing is to be done here.
"
    for environment in "" production; do
        quietly dunlin upgrade ${environment:+--env $environment} --verify
        run_dunlin check ${environment:+--env $environment}
        assert_status 0
    done
    assert_equal "$(sqlite_do app.db 'SELECT * FROM users')" "1|a@b|new"
    assert_equal "$(psql_do "$URL" 'SELECT * FROM users')" "1|a@b|new"
    run_dunlin revision --autogenerate -m "nothing"
    assert_status 0
    assert_equal "$output" "no difference between the migrations and the schema files: nothing to write"
    for environment in "" production; do
        quietly dunlin downgrade 001 ${environment:+--env $environment} --allow-data-loss users
    done
    assert_equal "$(sqlite_do app.db 'SELECT * FROM users')" "1|a@b"
    assert_equal "$(psql_do "$URL" 'SELECT * FROM users')" "1|a@b"
    # What is the same for both stands there once.
    sed -i 's/^schema:.*/schema: {public: schema.sql}/' dunlin.yaml
    rm migrations/00[23]*
    write_file schema.sql <<<'CREATE TABLE users (id integer PRIMARY KEY, mail varchar(200) NOT NULL);'
    quietly dunlin revision --autogenerate -m "rename" --rename users.email=mail
    assert_equal "$(grep -cE 'engine|RENAME' migrations/002_rename.sql)" 2
    rm migrations/002*
    write_file schema.sql <<<'CREATE TABLE users (id integer PRIMARY KEY);'
    run_dunlin revision --autogenerate -m "fewer" --allow-data-loss --json
    assert_status 0
    assert_json '.losses == ["column users.email: its values"]'
    nothing_left
}

@test "what is asked for wrongly, in vain or at once writes nothing" {
    setup_project
    write_config <<<'{system: {url: "sqlite:///data.db"}, schema: {public: a.sql}}'
    write_file a.sql <<<'CREATE TABLE a (id integer);'
    refused() {
        run_dunlin revision "${@:3}"
        assert_status "$1"
        assert_stderr "$2"
        assert_equal "$(find migrations -name '*.sql')" ""
    }
    refused 2 "--online is for --autogenerate" -m x --online
    refused 2 "two ways to write a migration" --autogenerate -m x --template add-column table=a column=b type=text
    refused 2 "--rename is for --autogenerate" --rename a=b --template add-column table=a column=b type=text
    refused 2 '--engine "mysql": it is postgres or sqlite' --autogenerate -m x --engine mysql
    refused 2 "say what the migration does" --autogenerate
    refused 2 "a schema is that of" --autogenerate -m x --scope both
    refused 2 "nothing says what the tenant schema is to be" --autogenerate -m x --scope tenant
    refused 2 "holds no word to name the file by" --autogenerate -m '!!'
    write_file a.sql <<<'CREATE TABLE a (id integer'
    refused 1 "a.sql:1:1: incomplete input" --autogenerate -m x
    # Two at once: who comes second finds nothing left to write.
    write_file a.sql <<<'CREATE TABLE a (id integer);'
    "$DUNLIN" revision --autogenerate -m one >/dev/null 2>&1 3>&- &
    run_dunlin revision --autogenerate -m two
    wait
    assert_status 0
    assert_equal "$(find migrations -name '*.sql' | wc -l)" 1
}

@test "a way down that there is not: the file is irreversible and says why, and so does the program" {
    setup_project
    DATABASE_URL=$(new_database)
    export DATABASE_URL
    write_config <<<'schema: {public: schema.sql}'
    # An extension has no way back to an older version.
    write_migration 001_old.sql <<<"-- dunlin:up
CREATE EXTENSION hstore VERSION '1.4';"
    echo "CREATE EXTENSION hstore VERSION '1.8'; CREATE TABLE t (id integer);" >schema.sql
    run_dunlin revision --autogenerate -m newer --json
    assert_status 0
    assert_stderr 'cannot be reverted: the way down:'
    assert_json '(.created | length) == 1 and (.irreversible | length) == 1 and (.irreversible[0] | contains("has no update path"))'
    assert_equal "$(sed -n '2p; 4p' migrations/002_newer.sql)" $'-- Cannot be reverted:\n-- dunlin:irreversible'
    run grep -c dunlin:down migrations/002_newer.sql
    assert_equal "$output" 0
    run_dunlin upgrade
    assert_status 0
    run_dunlin check
    assert_status 0
    run_dunlin downgrade -1
    assert_status 1
    assert_stderr "migrations/002_newer.sql: it is marked irreversible"
}
