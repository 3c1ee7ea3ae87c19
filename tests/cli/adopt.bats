#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# adopt.bats: init --from-database: a database with a schema and rows and without a history gets both a first migration, proven, and a
# ledger, and nothing else in it changes. What cannot be adopted is refused, and no file is written.
# shellcheck disable=SC2030,SC2031,SC2154 # output, stderr and status are set by run; each test has its own DATABASE_URL

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
        CREATE VIEW glad AS SELECT id FROM people WHERE feels = 'glad'; COMMENT ON VIEW glad IS 'those';
        CREATE TEXT SEARCH DICTIONARY stems (TEMPLATE = snowball, LANGUAGE = english);
        CREATE TEXT SEARCH CONFIGURATION said (PARSER = pg_catalog.\"default\"); COMMENT ON TEXT SEARCH CONFIGURATION said IS 'what they said';
        ALTER TEXT SEARCH CONFIGURATION said ADD MAPPING FOR asciiword, word WITH stems;
        CREATE TABLE words (said text); CREATE INDEX words_said ON words USING gin (to_tsvector('said', said))"
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
    refused 1 'there is no file "' sqlite:///nothing.db
    [ ! -e nothing.db ]
    make_file empty.db
    refused 1 "nothing is in" sqlite:///empty.db
    sqlite_do numbered.db "CREATE TABLE a (id INTEGER); PRAGMA user_version = 4"
    refused 1 "user_version = 4: somebody numbers its schema" sqlite:///numbered.db
    sqlite_do ours.db "CREATE TABLE a (id INTEGER); CREATE TABLE schema_migrations (version text PRIMARY KEY, applied_at timestamp)"
    refused 1 "has a table schema_migrations" sqlite:///ours.db
    sqlite_do bytes.db "$(printf "CREATE TABLE b (a TEXT DEFAULT '\377\376')")"
    refused 1 "CREATE TABLE b: the byte 0xFF behind \"a TEXT DEFAULT '\" is not valid UTF-8" sqlite:///bytes.db
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
    # Half a project would be in the way of another try.
    sqlite_do large.db "CREATE TABLE a (id TEXT DEFAULT '$(printf '%3000s' x)')"
    run_split bash -c 'trap "" XFSZ; ulimit -f 2; exec "$0" init --from-database large.db there' "$DUNLIN"
    assert_status 2
    assert_stderr "001_baseline.sql"
    assert_equal "$(ls -A there)" ""
    touch there/migrations
    run_dunlin init there
    assert_status 2
    assert_equal "$(ls -A there)" migrations
    rm -r there
    ROLE=$(new_role NOCREATEDB)
    URL=$(new_database)
    psql_do "$URL" "CREATE TABLE a (id integer); ALTER TABLE a OWNER TO $ROLE"
    refused 2 "give the role that right" "$(as_role "$URL" "$ROLE")"
    refused 1 'there is no schema "nowhere"' "$URL" --schema nowhere
    assert_equal "$(psql_do "$URL" "SELECT count(*) FROM pg_tables WHERE tablename = 'schema_migrations'")" 0
}

# tenants_as SQL NAME...: schemas that hold it.
tenants_as() {
    local sql=$1 name
    shift
    for name in "$@"; do
        psql_do "$DATABASE_URL" "CREATE SCHEMA \"${name//\"/\"\"}\"; SET search_path = \"${name//\"/\"\"}\"; $sql"
    done
}

ledgers() {
    psql_do "$DATABASE_URL" "SELECT count(*) FROM pg_class WHERE relname = 'schema_migrations' AND relkind = 'r'"
}

USERS='CREATE TABLE users (id integer PRIMARY KEY, name text); CREATE INDEX users_name ON users (name); INSERT INTO users VALUES (1);'

@test "tenants: one is the model, its equals get a history, the others are told and left alone" {
    setup_project
    DATABASE_URL=$(new_database)
    export DATABASE_URL
    write_config <<<'tenants: {schemas: "t_{tenant}"}'
    tenants_as "$USERS CREATE VIEW names AS SELECT name FROM users" t_acme 't_"; DROP SCHEMA t_acme --' t_corp
    tenants_as "CREATE VIEW names AS SELECT 'x'::text AS name; CREATE TABLE users (id integer PRIMARY KEY, name text)" t_dune t_elan
    make_schemas "$DATABASE_URL" t_new
    refused() {
        run_dunlin tenant adopt "${@:3}"
        assert_status "$1"
        assert_stderr "$2"
        assert_equal "$(ls migrations)" ""
        assert_equal "$(ledgers)" 0
    }
    refused 2 "name the tenant whose schema becomes the first one"
    refused 2 'no tenant matches "nobody"' nobody
    refused 1 'nothing is in "t_new" that could be adopted' new
    refused 2 "the shared database is adopted by" acme --public
    run_dunlin tenant adopt acme --json
    assert_status 4
    json_valid "$ROOT/tests/schemas/tenant_adopt.json"
    assert_json '.created == "migrations/001_tenant_baseline.sql" and .changed == 3 and .failed == 2 and .unchanged == 1'
    assert_json '[.databases[] | select(.outcome == "failed") | .name] == ["dune", "elan"]'
    assert_json '.databases[] | select(.name == "dune").error.message | contains("index users.users_name: missing")'
    assert_stderr '1 tenant has nothing in it, "new"'
    assert_equal "$(psql_do "$DATABASE_URL" "SELECT DISTINCT version FROM t_acme.schema_migrations UNION ALL SELECT name::text FROM t_corp.users")" 001_tenant_baseline
    assert_equal "$(ledgers)" 3
    assert_equal "$(psql_do "$DATABASE_URL" "SELECT command, event FROM dunlin.audit_log ORDER BY id")" $'tenant adopt|started\ntenant adopt|failed'
    # Mended by hand, all but one: the model is not asked for any more, and the file stays.
    psql_do "$DATABASE_URL" "SET search_path = t_dune; CREATE INDEX users_name ON users (name); DROP VIEW names; CREATE VIEW names AS SELECT name FROM users"
    run_dunlin tenant adopt --tenant 'd*'
    assert_status 0
    assert_stdout "1 tenant adopted, at 001_tenant_baseline"
    run_dunlin upgrade --tenant new
    assert_status 0
    run_dunlin drift --tenant acme --tenant '*DROP*' --tenant dune --tenant new
    assert_status 0
    run_dunlin tenant adopt
    assert_status 4
    assert_stderr "left alone"
    assert_equal "$(ls migrations)" 001_tenant_baseline.sql
    # A schema that speaks of itself is no model for others.
    rm migrations/*
    tenants_as "CREATE TABLE a (id integer); CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM t_self.a'" t_self
    run_dunlin tenant adopt self
    assert_status 1
    assert_stderr 'something in "t_self" names its own schema'
    run_dunlin tenant adopt acme
    assert_status 1
    assert_stderr '"t_acme" has a table schema_migrations'
    assert_equal "$(ls migrations)" ""
}

@test "tenants: what the look at the end warns of is told, as what the one before it does" {
    setup_project
    ROLE=$(new_role CREATEDB)
    URL=$(new_database)
    psql_do "$URL" "ALTER DATABASE $(database_of "$URL") OWNER TO $ROLE"
    DATABASE_URL=$(as_role "$URL" "$ROLE")
    export DATABASE_URL
    write_config <<<'tenants: {schemas: "t_{tenant}"}'
    tenants_as 'CREATE TABLE users (id integer)' t_acme t_corp
    # Its scratch databases cannot be dropped.
    write_migration 001_users.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
CREATE TABLE users (id integer);
DO $$ BEGIN EXECUTE 'ALT' || 'ER DATABASE ' || quote_ident(current_database()) || ' IS_TEMPLATE true'; END $$;
SQL
    run_dunlin tenant adopt --json
    left=()
    for name in $(psql_do "$URL" "SELECT datname FROM pg_database WHERE datname LIKE 'dunlin_scratch%' AND datdba = '$ROLE'::regrole"); do
        own_database "$name"
        psql_do "$URL" "ALTER DATABASE \"$name\" IS_TEMPLATE false"
        left+=("$name")
    done
    assert_status 0
    json_valid "$ROOT/tests/schemas/tenant_adopt.json"
    # One of each look.
    assert_equal "${#left[@]}" 2
    assert_json '.changed == 2 and (.warnings | length == 2)'
    for name in "${left[@]}"; do
        assert_json ".warnings | any(contains(\"could not be dropped\") and contains(\"$name\"))"
    done
}

@test "tenants: cut off, it is gone on with; two at once do everything once" {
    setup_project
    DATABASE_URL=$(new_database)
    export DATABASE_URL
    write_config <<<'tenants: {schemas: "t_*"}'
    psql_do "$DATABASE_URL" "DO \$\$ BEGIN FOR i IN 1..300 LOOP EXECUTE format('CREATE SCHEMA t_%s; CREATE TABLE t_%s.users (id integer)', i, i); END LOOP; END \$\$"
    "$DUNLIN" tenant adopt 1 --parallel 1 >cut.log 2>&1 3>&- &
    RUNNER=$!
    wait_until '[ "$(ledgers)" -gt 2 ]'
    kill -KILL "$RUNNER"
    wait "$RUNNER" || true
    [ "$(ledgers)" -lt 300 ]
    "$DUNLIN" tenant adopt 1 >one 2>&1 3>&- &
    RUNNER=$!
    run_dunlin tenant adopt 1
    assert_status 0
    wait "$RUNNER"
    assert_equal "$(ledgers)" 300
    assert_equal "$(ls migrations)" 001_tenant_baseline.sql
    run_dunlin drift
    assert_status 0
    run_dunlin tenant adopt
    assert_status 0
    assert_stdout "300 tenants had nothing to change"
}

@test "SQLite: tenants that are files, numbered ones left alone, beside an adopted shared file" {
    local name
    for name in a b c d; do
        make_file "data/$name.db" "CREATE TABLE notes (id INTEGER PRIMARY KEY, t TEXT); INSERT INTO notes (t) VALUES ('x');
            CREATE TRIGGER log AFTER INSERT ON notes BEGIN UPDATE notes SET t = 'y'; END"
    done
    sqlite_do data/c.db "CREATE INDEX extra ON notes (t)"
    sqlite_do data/d.db "PRAGMA user_version = 7"
    make_file shared.db "CREATE TABLE plans (id INTEGER)"
    quietly dunlin init --from-database shared.db project
    cd project
    echo 'tenants: {files: "../data/{tenant}.db"}' >>dunlin.yaml
    sed -i '1i -- dunlin:scope public' migrations/001_baseline.sql
    quietly dunlin check --update --no-databases
    run_dunlin tenant adopt a
    assert_status 4
    assert_stdout "created migrations/002_tenant_baseline.sql"
    assert_stdout "2 tenants adopted, at 002_tenant_baseline"
    assert_stderr "index notes.extra: extra"
    assert_stderr "user_version = 7"
    assert_equal "$(sqlite_do ../data/b.db "SELECT version FROM schema_migrations; SELECT t FROM notes; PRAGMA user_version")" $'002_tenant_baseline\nx\n1'
    assert_equal "$(sqlite_do ../data/d.db "SELECT name FROM sqlite_schema; PRAGMA user_version")" $'notes\nlog\n7'
    run_dunlin check --no-databases
    assert_status 0
    quietly dunlin tenant create e
    run_dunlin diff --from ../data/e.db --to ../data/a.db --exit-code
    assert_status 0
}
