#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# inspect.bats: what a schema holds is read, written as SQL, and read again, and is the same; each change of it is seen and named.

load ../lib/common
load ../lib/projects

CORPUS=$ROOT/tests/data/schemas

# roundtrip ARGUMENTS...: the whole corpus in one process, from the same build as the program.
roundtrip() { "$(dirname "$DUNLIN")/tests/corpus/roundtrip" "$@"; }

# passes ARGUMENTS...: it finds nothing wrong, and looked at N files or changes at least.
passes() {
    local at_least=$1
    shift
    run roundtrip "$@"
    [ "$status" -eq 0 ] || { grep -A 20 -v '^ok' <<<"$output"; return 1; }
    [ "$(grep -c '^ok ' <<<"$output")" -ge "$at_least" ]
}

# What the corpus refers to in another schema.
make_shared() {
    psql_do "$1" "CREATE TYPE public.shared_kind AS ENUM ('a');
        CREATE TABLE public.shared_users (id integer PRIMARY KEY, name text);
        CREATE FUNCTION public.shared_trigger() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
}

# The schemas of one side of the corpus, as pg_dump sees them.
dump_side() { dump "$1" --schema-only -n "corpus_$2_*" | sed "s/corpus_$2_/corpus_/g; /^--/d; /^SET /d"; }

# bats test_tags=sanitize
@test "PostgreSQL: each schema of the corpus is read, written and read again; pg_dump sees no difference" {
    url=$(new_database)
    make_shared "$url"
    passes 31 "$url" "$CORPUS"/postgres/*.sql
    dump_side "$url" first >first.sql
    dump_side "$url" second >second.sql
    [ "$(wc -l <first.sql)" -gt 2500 ]
    diff first.sql second.sql
}

# What SQLite itself understood of a file.
pragmas() {
    sqlite_do "$1" "SELECT 'column', m.name, x.* FROM sqlite_schema m, pragma_table_xinfo(m.name) x WHERE m.type = 'table' ORDER BY 2, 3;
        SELECT 'index', m.name, l.\"unique\", l.origin, l.partial, x.seqno, x.name, x.desc, x.coll FROM sqlite_schema m, pragma_index_list(m.name) l,
            pragma_index_xinfo(l.name) x WHERE m.type = 'table' ORDER BY 1, 2, 3, 4, 5, x.name, 6, 8, 9;
        SELECT 'reference', m.name, f.\"table\", f.\"from\", f.\"to\", f.on_update, f.on_delete FROM sqlite_schema m, pragma_foreign_key_list(m.name) f
            WHERE m.type = 'table' ORDER BY 1, 2, 3, 4, 5, 6, 7;
        SELECT 'table', name, type, ncol, wr, strict FROM pragma_table_list WHERE schema = 'main' AND type <> 'view' ORDER BY 2;
        SELECT type, name, tbl_name FROM sqlite_schema WHERE name NOT GLOB 'sqlite_*' ORDER BY 1, 2;" | tr '[:upper:]' '[:lower:]' | sed 's/, /,/g; s/ (/(/g'
}

# bats test_tags=sanitize
@test "SQLite: each schema of the corpus is read, written and read again; SQLite's pragmas see no difference" {
    passes 17 sqlite:///x.db "$CORPUS"/sqlite/*.sql
    for file in corpus_first_*.db; do
        diff <(pragmas "$file") <(pragmas "${file/first/second}") || { echo "$file"; return 1; }
    done
}

# bats test_tags=sanitize
@test "PostgreSQL: each change is seen, alone, and named" {
    passes 81 "$(new_database)" --changes "$CORPUS/changes_postgres.txt"
}

# bats test_tags=sanitize
@test "SQLite: each change is seen, alone, and named; how a text is typed is none" {
    passes 30 sqlite:///x.db --changes "$CORPUS/changes_sqlite.txt"
}

fingerprint() { "$DUNLIN" inspect "$@" --json | jq -r .fingerprint; }

# bats test_tags=sanitize
@test "the verb: public and tenants of PostgreSQL, without the ledger, and nothing is written" {
    schema_project
    make_schemas "$URL" tenant_acme tenant_corp 'tenant_x"; DROP SCHEMA public --'
    quietly dunlin upgrade
    dump "$URL" >before
    run_dunlin inspect
    assert_status 0
    assert_stdout "CREATE TABLE tenants ("
    refute_stdout schema_migrations
    run_dunlin inspect --tenant acme
    assert_status 0
    assert_stdout "CREATE TABLE users ("
    assert_stdout "ALTER TABLE posts ADD CONSTRAINT posts_author_fkey FOREIGN KEY (author) REFERENCES users(id);"
    assert_equal "$(fingerprint --tenant corp)" "$(fingerprint --tenant acme)"
    # What was printed makes the same schema.
    psql_do "$URL" "CREATE SCHEMA tenant_copy; SET search_path = tenant_copy; $output"
    assert_equal "$(fingerprint --tenant copy)" "$(fingerprint --tenant acme)"
    psql_do "$URL" "ALTER TABLE tenant_copy.users ALTER email TYPE text"
    [ "$(fingerprint --tenant copy)" != "$(fingerprint --tenant acme)" ]
    psql_do "$URL" "DROP SCHEMA tenant_copy CASCADE"
    dump "$URL" | diff before -
    # A session that may write nothing may inspect; one that may not look into the schema would see other names.
    role=$(new_role)
    run_dunlin inspect --tenant acme --url "$(as_role "$URL" "$role")"
    assert_status 1
    assert_stderr 'no permission to look into the schema "tenant_acme"'
    psql_do "$URL" "ALTER ROLE $role SET default_transaction_read_only = on; GRANT USAGE ON SCHEMA tenant_acme TO $role"
    assert_equal "$(fingerprint --tenant acme --url "$(as_role "$URL" "$role")")" "$(fingerprint --tenant acme)"
}

@test "the verb: extensions and what they own" {
    schema_project
    psql_do "$URL" "CREATE EXTENSION citext; CREATE TABLE words (w citext PRIMARY KEY); COMMENT ON EXTENSION citext IS 'letters'"
    run_dunlin inspect
    assert_status 0
    assert_equal "$(head -n 2 <<<"$output")" "$(printf '%s\n' 'CREATE EXTENSION IF NOT EXISTS citext;' "COMMENT ON EXTENSION citext IS 'letters';")"
    assert_stdout "    w citext NOT NULL,"
    refute_stdout "CREATE FUNCTION"
}

@test "the verb: SQLite files, and nothing is written" {
    file_project
    quietly dunlin upgrade --public
    quietly dunlin tenant create acme
    before=$(snapshot .)
    run_dunlin inspect --public
    assert_status 0
    assert_stdout "CREATE TABLE tenants ("
    refute_stdout dunlin_
    refute_stdout schema_migrations
    run_dunlin inspect --tenant acme
    assert_status 0
    sqlite_do "$TEST_DIR/copy.db" "$output"
    assert_equal "$(fingerprint --public --url "sqlite:///$TEST_DIR/copy.db")" "$(fingerprint --tenant acme)"
    assert_equal "$(snapshot .)" "$before"
}

@test "the verb: with a URL it needs no project, and a broken history is none of its business" {
    sqlite_do "$TEST_DIR/plain.db" "CREATE TABLE books (id integer PRIMARY KEY)"
    run_dunlin inspect --url "sqlite:///$TEST_DIR/plain.db"
    assert_status 0
    assert_stdout "CREATE TABLE books ("
    run_dunlin inspect --url "sqlite:///$TEST_DIR/none.db"
    assert_status 1
    assert_stderr "it does not exist"
    [ ! -e none.db ]
    mkdir migrations
    echo "-- dunlin:no such thing" >migrations/001_broken.sql
    run_dunlin inspect --url "sqlite:///$TEST_DIR/plain.db"
    assert_status 0
    assert_stdout "CREATE TABLE books ("
}

@test "the verb: what is no single database, or not there, is refused" {
    schema_project
    run_dunlin inspect --tenants
    assert_status 2
    assert_stderr "there are no tenants yet"
    make_schemas "$URL" tenant_acme tenant_corp
    run_dunlin inspect --tenants
    assert_status 2
    assert_stderr "these are 2 databases, and one is wanted: name it with --public or --tenant NAME"
    run_dunlin inspect --tenant 'acme' --public
    assert_status 2
    run_dunlin inspect --tenant nobody
    assert_status 2
    setup_project third
    echo "system: {url: \"$URL\", schema: gone}" | write_config
    run_dunlin inspect --public
    assert_status 1
    assert_stderr 'there is no schema "gone"'
    psql_do "$URL" "CREATE SCHEMA gone; CREATE TYPE gone.meters;
        CREATE FUNCTION gone.enter(cstring) RETURNS gone.meters LANGUAGE internal STRICT IMMUTABLE AS 'int4in';
        CREATE FUNCTION gone.leave(gone.meters) RETURNS cstring LANGUAGE internal STRICT IMMUTABLE AS 'int4out';
        CREATE TYPE gone.meters (INPUT = gone.enter, OUTPUT = gone.leave, LIKE = integer)"
    run_dunlin inspect --public
    assert_status 1
    assert_stderr 'the base type meters cannot be written as SQL'
    run_dunlin inspect --public --json
    assert_status 0
    setup_project other
    printf 'system: {url: "sqlite:///data/none.db"}\n' >dunlin.yaml
    run_dunlin inspect
    assert_status 1
    [ ! -e data ]
    printf 'no database' >garbage.db
    printf 'system: {url: "sqlite:///garbage.db"}\n' >dunlin.yaml
    run_dunlin inspect
    assert_status 1
    assert_equal "$(<garbage.db)" "no database"
}

# With a locale that writes "1.234,50 €", where there is one.
@test "PostgreSQL: an amount of money stays what it is, whatever the server's locale" {
    local url locale
    url=$(new_database)
    locale=$(locale -a | grep -m 1 -iE '^de_DE\.utf-?8$' || echo C)
    psql_do "$url" "ALTER DATABASE $(database_of "$url") SET lc_monetary = '$locale';
        SET lc_monetary = 'C'; CREATE TABLE t (a money DEFAULT '1234.50')"
    run_dunlin inspect --url "$url"
    assert_status 0
    assert_stdout "a money DEFAULT '\$1,234.50'::money"
    psql_do "$url" "DROP TABLE t; $output INSERT INTO t DEFAULT VALUES"
    assert_equal "$(psql_do "$url" "SELECT a::numeric FROM t; SHOW lc_monetary")" "1234.50
$locale"
    assert_stdout "SET lc_monetary = 'C';"
}
