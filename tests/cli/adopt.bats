#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# adopt.bats: init --from-database: a database with a schema and rows and without a history gets both a first migration, proven, and a
# ledger, and nothing else in it changes. What cannot be adopted is refused, and no file is written.
# shellcheck disable=SC2154 # output, stderr and status are set by run

load ../lib/common
load ../lib/projects

# bats test_tags=sanitize
@test "SQLite: adopted, and from there like any other project" {
    sqlite_do shop.db "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, t TEXT COLLATE NOCASE CHECK (t <> '')); INSERT INTO a (t) VALUES ('x');
        CREATE TABLE b (a INTEGER REFERENCES a ON DELETE CASCADE, k TEXT, PRIMARY KEY (a, k)) STRICT, WITHOUT ROWID;
        CREATE INDEX i ON b (k) WHERE k > 'a'; CREATE VIEW v AS SELECT t FROM a;
        CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; END"
    theirs() { sqlite_do shop.db "SELECT * FROM a; SELECT sql FROM sqlite_schema WHERE tbl_name IN ('a', 'b', 'v') ORDER BY name"; }
    before=$(theirs)
    run_dunlin init --from-database sqlite:///shop.db project
    assert_status 0
    assert_stdout "created project/dunlin.yaml"
    assert_stdout "created project/migrations/001_baseline.sql"
    assert_stdout "the database is at 001_baseline"
    # Nothing but the ledger has come.
    assert_equal "$(theirs)" "$before"
    cd project
    run_dunlin check
    assert_status 0
    run_dunlin status --json
    assert_json '.databases[0].state == "current"'
    # A new database comes to the same.
    DUNLIN_SYSTEM_URL=sqlite:///new.db quietly dunlin upgrade
    run_dunlin diff --from new.db --to ../shop.db --exit-code
    assert_status 0
    write_file schema.sql < <(sqlite3 -init /dev/null ../shop.db .schema | grep -v schema_migrations)
    echo 'schema: {public: schema.sql}' >>dunlin.yaml
    sed -i 's/CREATE VIEW v AS SELECT t/CREATE VIEW v AS SELECT id, t/' schema.sql
    run_dunlin revision --autogenerate -m "ids"
    assert_status 0
    quietly dunlin check --update --no-databases
    quietly dunlin upgrade
    assert_equal "$(sqlite_do ../shop.db 'SELECT * FROM v')" "1|x"
    run_dunlin downgrade base
    assert_status 1
    assert_stderr "irreversible"
}

@test "PostgreSQL: adopted, its password left out, and proven by the fingerprint" {
    ROLE=$(new_role CREATEDB)
    URL=$(new_database)
    psql_do "$URL" "ALTER DATABASE $(database_of "$URL") OWNER TO $ROLE; CREATE SCHEMA shop AUTHORIZATION $ROLE; SET ROLE $ROLE; SET search_path = shop;
        CREATE TYPE mood AS ENUM ('sad', 'glad');
        CREATE TABLE people (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, feels mood DEFAULT 'glad', boss bigint REFERENCES people);
        INSERT INTO people DEFAULT VALUES;
        CREATE FUNCTION happy() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM people WHERE feels = ''glad''';
        CREATE VIEW glad AS SELECT id FROM people WHERE feels = 'glad'; COMMENT ON VIEW glad IS 'those'"
    URL=$(as_role "$URL" "$ROLE")
    # A server that trusts everybody takes any password.
    run_dunlin init --from-database "${URL}&password=secret" --schema shop --json
    assert_status 0
    json_valid "$ROOT/tests/schemas/init.json"
    run grep -rl secret .
    assert_equal "$output" ""
    run cat dunlin.yaml
    # shellcheck disable=SC2016 # it stands there like that
    assert_stdout 'url: "${DATABASE_URL}"'
    assert_stdout 'schema: "shop"'
    export DATABASE_URL=$URL
    run_dunlin check
    assert_status 0
    run_dunlin diff --from migrations --to "$URL" --schema shop --exit-code
    assert_status 0
    assert_equal "$(psql_do "$URL" "SELECT id, feels FROM shop.people; SELECT version FROM shop.schema_migrations")" "$(printf '1|glad\n001_baseline')"
    assert_equal "$(psql_do "$URL" "SELECT count(*) FROM pg_database WHERE datname LIKE 'dunlin_scratch%' AND datdba = '$ROLE'::regrole")" 0
}

@test "what cannot be adopted is refused, and nothing is written" {
    refused() {
        run_dunlin init --from-database "${@:3}"
        assert_status "$1"
        assert_stderr "$2"
        assert_equal "$(ls -I 'separate-*' -I '*.db')" ""
    }
    refused 1 'nothing.db' sqlite:///nothing.db
    [ ! -e nothing.db ]
    make_file empty.db
    refused 1 "nothing is in" sqlite:///empty.db
    sqlite_do numbered.db "CREATE TABLE a (id INTEGER); PRAGMA user_version = 4"
    refused 1 "user_version = 4: somebody numbers its schema" sqlite:///numbered.db
    sqlite_do ours.db "CREATE TABLE a (id INTEGER); CREATE TABLE schema_migrations (version text PRIMARY KEY, applied_at timestamp)"
    refused 1 "has a table schema_migrations" sqlite:///ours.db
    sqlite_do fine.db "CREATE TABLE a (id INTEGER)"
    refused 2 "adopts the shared database alone" sqlite:///fine.db --tenants files
    refused 2 'this is no database URL' nonsense
    run_dunlin init --schema x
    assert_status 2
    assert_stderr "--schema is for --from-database"
    make_file there/migrations/001.sql
    run_dunlin init --from-database fine.db there
    assert_status 1
    assert_stderr "is not empty"
    rm -r there
    ROLE=$(new_role NOCREATEDB)
    URL=$(new_database)
    psql_do "$URL" "CREATE TABLE a (id integer); ALTER TABLE a OWNER TO $ROLE"
    refused 2 "give the role that right" "$(as_role "$URL" "$ROLE")"
    assert_equal "$(psql_do "$URL" "SELECT count(*) FROM pg_tables WHERE tablename = 'schema_migrations'")" 0
}
