#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# desired.bats: what a desired state may be: files in any order, a dump as it is, a command's output; and what is refused, with its place
# and with nothing left on the server.
# shellcheck disable=SC2154 # output, stderr and status are set by run

load ../lib/common
load ../lib/projects

# server [ATTRIBUTES]: of the role
server() {
    ROLE=$(new_role "CREATEDB ${1:-}")
    URL=$(new_database)
    psql_do "$URL" "ALTER DATABASE $(database_of "$URL") OWNER TO $ROLE; ALTER SCHEMA public OWNER TO $ROLE"
    URL=$(as_role "$URL" "$ROLE")
}

nothing_left() {
    assert_equal "$(psql_do "$URL" "SELECT count(*) FROM pg_database WHERE datname LIKE 'dunlin_scratch%' AND datdba = '$ROLE'::regrole")" 0
}

# refused CODE TEXT: the project's desired state is none.
refused() {
    run_dunlin diff
    assert_status "$1"
    assert_equal "$output" ""
    assert_stderr "$2"
}

sqlite_project() {
    setup_project
    write_config <<<'{system: {url: "sqlite:///data.db"}, schema: {public: schema}}'
}

@test "PostgreSQL: a dump of a database is the desired state as it is" {
    server
    psql_do "$URL" "
        CREATE TYPE mood AS ENUM ('sad', 'glad');
        CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
        CREATE TABLE people (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, feels mood DEFAULT 'glad',
            age positive, boss bigint REFERENCES people, body text DEFAULT E'\\\\restrict x');
        INSERT INTO people (name) VALUES ('Ada'), (E'two\nlines');
        CREATE SEQUENCE tickets OWNED BY people.age;
        CREATE FUNCTION oldest() RETURNS positive LANGUAGE sql AS 'SELECT max(age)::positive FROM people';
        CREATE VIEW adults AS SELECT * FROM people WHERE age > 17;
        CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM people;
        CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS \$\$ BEGIN RETURN NEW; END \$\$;
        CREATE TRIGGER noted BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION note();
        ALTER TABLE people ENABLE ROW LEVEL SECURITY;
        CREATE POLICY own ON people USING (name = current_user);
        GRANT SELECT ON people TO PUBLIC;
        COMMENT ON TABLE people IS 'all of them';
        CREATE TABLE schema_migrations (version text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now());
        CREATE SCHEMA dunlin; CREATE TABLE dunlin.audit_log (id integer)"
    setup_project
    # The owner is a role that nobody else has.
    dump "$URL" | sed "s/ OWNER TO .*;/ OWNER TO nobody_at_all;/" | { printf '\\restrict abcDEF\n\n'; cat; printf '\\unrestrict abcDEF\n'; } >all.sql
    run_dunlin diff --from "$URL" --to all.sql --exit-code
    assert_status 0
    assert_stderr "all.sql: rows are left out, for a schema has none"
    assert_stderr "no difference between"
    dump "$URL" --schema-only --clean --if-exists -n public >clean.sql
    run_dunlin diff --from clean.sql --to all.sql --scratch-url "$URL" --exit-code
    assert_status 0
    # Of a schema that has another name here and there.
    sed 's/public\./tenant_acme./g; s/CREATE SCHEMA public/CREATE SCHEMA tenant_acme/' clean.sql >tenant.sql
    run_dunlin diff --from tenant.sql --to all.sql --schema public --scratch-url "$URL" --exit-code
    assert_status 0
    nothing_left
}

# chain MARK: 1,500 statements, each of which stands on those before it.
chain() {
    local i
    for i in {1..300}; do
        echo "CREATE TYPE mood_$i AS ENUM ('sad', 'glad');"
        echo "CREATE SEQUENCE seq_$i;"
        echo "CREATE TABLE $1_$i (id bigint PRIMARY KEY DEFAULT nextval('seq_$i'), m mood_$i, below bigint REFERENCES $1_$((i > 1 ? i - 1 : 1)));"
        echo "ALTER SEQUENCE seq_$i OWNED BY $1_$i.id;"
        echo "CREATE VIEW view_$i AS SELECT id AS n FROM $1_$i UNION SELECT n FROM $([ $((i % 20)) = 1 ] && echo "(VALUES (1)) AS v(n)" || echo "view_$((i - 1))");"
    done
}

@test "PostgreSQL: a file in the wrong order is not sent again and again" {
    server
    mark=t$(od -An -N6 -tx1 /dev/urandom | tr -d ' \n')
    chain "$mark" >forth.sql
    tac forth.sql >back.sql
    psql_do "$DUNLIN_TEST_PG_URL" "ALTER ROLE $ROLE SET log_statement = 'all'"
    run_dunlin diff --from forth.sql --to back.sql --scratch-url "$URL" --exit-code
    assert_status 0
    # How often a table was sent to the server, whose log it is: in the right order once, for each side.
    n=$(grep -c "CREATE TABLE ${mark}_" "$DUNLIN_TEST_PG_LOG" || true)
    [ "$n" -ge 600 ] && [ "$n" -le 2000 ]
    nothing_left
}

@test "SQLite: what .dump and .schema print is the desired state as it is" {
    sqlite_project
    sqlite_do data.db "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, t TEXT); INSERT INTO a (t) VALUES ('x');
        CREATE TABLE b (a INTEGER REFERENCES a, k TEXT) STRICT; CREATE INDEX i ON b (k) WHERE k > 'a'; CREATE VIEW v AS SELECT t FROM a;
        CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET t = 'y;'; DELETE FROM b; END"
    mkdir schema
    sqlite3 -init /dev/null data.db .dump >schema/all.sql
    run_dunlin diff --from-database --exit-code
    assert_status 0
    sqlite3 -init /dev/null data.db .schema >schema/all.sql
    run_dunlin diff --from-database --exit-code
    assert_status 0
}

# bats test_tags=sanitize
@test "SQLite: a desired state that is none is refused with its place, and nothing is written" {
    sqlite_project
    refused 2 "schema: cannot be read"
    mkdir schema
    refused 2 "there is no .sql file in this folder"
    write_file schema/a.sql <<<'CREATE TABLE a (id integer);'
    write_file schema/b.sql <<SQL
-- twice
CREATE TABLE "a" (id text);
SQL
    refused 1 'schema/b.sql:2:1: table "a" is defined here and at schema/a.sql:1'
    write_file schema/b.sql <<<'CREATE VIEW b AS SELECT 1; CREATE INDEX i ON nowhere (id);'
    refused 1 'schema/b.sql:1:28: no such table: main.nowhere'
    write_file schema/b.sql <<<'CREATE TABLE b (id integer;'
    refused 1 'schema/b.sql:1:1: incomplete input'
    write_file schema/b.sql <<<'CREATE TABLE b (id integer); DROP TABLE a;'
    refused 1 'schema/b.sql:1:30: this drops nothing that the file has made before'
    write_file schema/b.sql <<<"ATTACH 'other.db' AS other;"
    refused 1 'schema/b.sql:1:1: a migration must not reach other database files'
    write_file schema/b.sql <<<"SELECT load_extension('x');"
    refused 1 'schema/b.sql:1:8: load_extension() reaches outside'
    rm schema/b.sql
    mkfifo schema/b.sql
    refused 2 'schema/b.sql: is a named pipe'
    rm schema/b.sql
    printf 'CREATE TABLE b (id integer);\n\xff' >schema/b.sql
    refused 2 'schema/b.sql'
    rm schema/b.sql
    run_dunlin check --no-databases
    assert_status 3
    assert_stdout 'schema and the migrations disagree'
    assert_stdout 'table a: missing'
    run_dunlin check --no-databases --no-scratch
    assert_status 0
    assert_equal "$(find . -type f ! -name 'separate-*' | sort)" "$(printf '%s\n' ./dunlin.yaml ./schema/a.sql)"
}

@test "PostgreSQL: a file may drop what it has made, and speak of roles, which stay as they are" {
    server CREATEROLE
    setup_project
    diffs() {
        run_dunlin diff --from "$URL" --to a.sql "$@"
    }
    write_file a.sql <<SQL
CREATE ROLE $ROLE;
ALTER ROLE $ROLE SUPERUSER;
GRANT $ROLE TO dunlin_never;
DO \$\$ BEGIN CREATE ROLE $ROLE; EXCEPTION WHEN duplicate_object THEN NULL; END \$\$;
DO \$\$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '$ROLE') THEN CREATE ROLE $ROLE; END IF; END \$\$;
CREATE VIEW w AS SELECT * FROM t;
CREATE TABLE t (id integer, note text);
CREATE INDEX CONCURRENTLY notes ON t (note);
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ids ON t (id);
CREATE TYPE old AS ENUM ('a');
CREATE TABLE gone (o old);
GRANT SELECT ON gone TO PUBLIC;
DROP TABLE IF EXISTS later;
CREATE TABLE later (id integer);
DROP TABLE gone;
DROP INDEX CONCURRENTLY notes;
DROP TYPE IF EXISTS old;
GRANT SELECT ON t TO PUBLIC;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON SEQUENCES TO PUBLIC;
CREATE TABLE gone (id integer);
SQL
    diffs --privileges
    assert_status 0
    assert_stderr "a.sql: default privileges that are not of a schema are not compared"
    assert_stderr "a.sql: what it says of roles and their members is left out"
    assert_equal "$(grep -E '^(CREATE|GRANT)' <<<"$output" | sort)" "$(printf '%s\n' 'CREATE TABLE gone (' 'CREATE TABLE later (' \
        'CREATE TABLE t (' 'CREATE UNIQUE INDEX ids ON t (id);' 'CREATE VIEW w AS' "GRANT SELECT ON TABLE t TO PUBLIC;")"
    # What cannot be there when it is dropped would be there in the end.
    write_file a.sql <<<'CREATE TABLE t (id integer); CREATE VIEW w AS SELECT * FROM later; DROP VIEW w; CREATE TABLE later (id integer);'
    diffs
    assert_status 1
    assert_stderr 'a.sql:1:61: relation "later" does not exist'
    write_file a.sql <<<'CREATE TABLE a (id integer); DO $$ BEGIN CREATE ROLE dunlin_never; EXCEPTION WHEN duplicate_object THEN NULL; END $$;'
    diffs
    assert_status 1
    assert_stderr 'a.sql:1:30: this makes a role or changes one'
    write_file a.sql <<<"DO \$\$ BEGIN EXECUTE 'CREATE' || ' ROLE dunlin_never'; END \$\$;"
    diffs
    assert_status 1
    assert_stderr 'a.sql:1:1: this makes a role or changes one'
    assert_equal "$(psql_do "$URL" "SELECT count(*) FROM pg_roles WHERE rolname = 'dunlin_never' OR rolname = '$ROLE' AND rolsuper")" 0
    nothing_left
}

@test "PostgreSQL: a scratch database that cannot be dropped is a warning that names it" {
    server
    setup_project
    write_file a.sql <<<"CREATE TABLE a (id integer);
DO \$\$ BEGIN EXECUTE 'ALT' || 'ER DATABASE ' || quote_ident(current_database()) || ' IS_TEMPLATE true'; END \$\$;"
    run_dunlin diff --from "$URL" --to a.sql
    assert_status 0
    assert_stdout 'CREATE TABLE a'
    assert_stderr 'a scratch database could not be dropped, a later run will do it'
    left=$(psql_do "$URL" "SELECT datname FROM pg_database WHERE datname LIKE 'dunlin_scratch%' AND datdba = '$ROLE'::regrole")
    assert_stderr "$left"
    psql_do "$URL" "ALTER DATABASE \"$left\" IS_TEMPLATE false"
    psql_do "$URL" "DROP DATABASE \"$left\""
    nothing_left
}

@test "PostgreSQL: a desired state that is none is refused with its place, and nothing is left" {
    server
    setup_project
    write_config <<<"{system: {url: \"$URL\"}, tenants: {schemas: \"tenant_{tenant}\"}, schema: {public: public.sql, tenant: tenant.sql}}"
    write_file public.sql <<<'CREATE TABLE plans (id integer PRIMARY KEY);'
    one() {
        write_file tenant.sql <<<"$1"
        refused "$2" "$3"
    }
    one 'CREATE TABLE a (p integer REFERENCES public.plans, q integer REFERENCES nothing);' 1 'tenant.sql:1:1: relation "nothing" does not exist'
    one 'CREATE TABLE public.a (id integer);' 1 'tenant.sql:1: this is of the schema "public", which is the shared one'
    one 'CREATE TABLE x.a (id integer); CREATE TABLE y.b (id integer);' 1 'tenant.sql:1:32: this is of the schema "y"'
    one 'DO $$ BEGIN CREATE SCHEMA x; END $$;' 1 'makes the schema "x" beside its own'
    one 'CREATE EXTENSION no_such_extension;' 1 'the server of the scratch databases needs it'
    one 'DO $$ BEGIN ALTER ROLE x SUPERUSER; END $$;' 1 'ALTER ROLE reaches outside the database'
    one 'CREATE TABLE a (id intgr);' 1 'tenant.sql:1:20: type "intgr" does not exist'
    one 'CREATE TALBE a ();' 2 'tenant.sql:1:8: syntax error'
    one 'CREATE TABLE a (id integer); CREATE TABLE a (id integer);' 1 'it is defined at tenant.sql:1, too'
    nothing_left
    # What a tenant's schema may refer to is there, as the file says, also where no migration has made it yet.
    write_file tenant.sql <<<'CREATE TABLE a (p integer REFERENCES public.plans);'
    run_dunlin diff --scope tenant
    assert_status 1
    assert_stderr 'cannot be executed on a scratch copy'
    run_dunlin diff --scope public
    assert_status 0
    assert_stdout 'CREATE TABLE plans'
    nothing_left
    # Both states are made at the same time: of two errors the desired one's is told, and the other is not waited for.
    write_file migrations/001_slow.sql <<<$'-- dunlin:scope public\n-- dunlin:up\nSELECT pg_sleep(1000);'
    write_file public.sql <<<'CREATE TABLE plans (id intgr);'
    SECONDS=0
    run_dunlin diff --scope public
    assert_status 1
    assert_stderr 'public.sql:1:24: type "intgr" does not exist'
    [ "$SECONDS" -lt 300 ]
    write_file migrations/001_slow.sql <<<$'-- dunlin:scope public\n-- dunlin:up\nSELECT 1/0;'
    run_dunlin diff --scope public
    assert_status 1
    assert_stderr 'public.sql:1:24: type "intgr" does not exist'
    refute_stderr 'division by zero'
    write_file public.sql <<<'CREATE TABLE plans (id integer);'
    run_dunlin diff --scope public
    assert_status 1
    assert_stderr '001_slow.sql:3:1: division by zero'
    nothing_left
}

@test "a command's output is the desired state; one that fails, hangs or prints garbage is refused" {
    setup_project
    command() { write_config <<<"{system: {url: \"sqlite:///data.db\"}, schema: {public: {command: $1, timeout: ${2:-5s}}}}"; }
    write_file ddl 'exec' <<'SH'
#!/bin/sh
echo "warming up" >&2
echo "CREATE TABLE a (id integer);"
[ $# -eq 0 ] || echo "CREATE TABLE $1 (id integer);"
SH
    chmod +x ddl
    command "\"./ddl 'two words'\""
    run_dunlin diff
    assert_status 1
    assert_stderr 'output of "./ddl'
    command '[./ddl, b]'
    run_dunlin diff
    assert_status 0
    assert_stdout 'CREATE TABLE b'
    refute_stdout 'warming'
    command '[sh, -c, "echo CREATE; echo no table >&2; exit 7"]'
    refused 1 'dunlin.yaml:1:47: "sh" ended with status 7; it said:'
    assert_stderr 'no table'
    command '[sleep, "60"]' 100ms
    refused 5 '"sleep" took longer than 100ms and was ended'
    command '[yes, "SELECT 1;"]' 20s
    refused 1 '"yes" printed too much and was ended'
    command '["true"]'
    refused 1 'printed nothing'
    command '[echo, "CREATE TABLE a (id integer); Traceback (most recent call last)"]'
    refused 1 ':1:30: near "Traceback": syntax error'
    command '[no-such-program-anywhere]'
    refused 2 '"no-such-program-anywhere" cannot be started'
    command './missing'
    refused 2 'there is no program "./missing"'
    command '[printf, "\\377"]'
    refused 1 'printed what is no UTF-8 text'
    write_config <<<'{system: {url: "sqlite:///data.db"}, schema: {public: {comand: x}}}'
    refused 2 'unknown key "comand" of schema.public (did you mean "command"?)'
    write_config <<<'{system: {url: "sqlite:///data.db"}, schema: {shared: x}}'
    refused 2 'unknown key "schema.shared": there are public and tenant'
    write_config <<<'{system: {url: "sqlite:///data.db"}, schema: {tenant: x.sql}}'
    refused 2 'schema.tenant'
    write_config <<<'{system: {url: "sqlite:///data.db"}}'
    refused 2 'nothing says what the public schema is to be'
}
