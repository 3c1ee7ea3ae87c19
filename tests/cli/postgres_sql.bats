#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# postgres_sql.bats: PostgreSQL's SQL as people write it: what is applied, what is refused, and that every error names
# the place in the file. The database is real; a case that fails must leave it as it was.

# shellcheck disable=SC2154 # run sets stderr

load ../lib/common

setup() {
    common_setup
    setup_project
    URL=$(new_database)
    echo "system: {url: \"$URL\"}" | write_config
}

# Everything that a migration could have changed.
state() {
    psql_do "$URL" "SELECT string_agg(c.relkind::text || ':' || n.nspname || '.' || c.relname, ' ' ORDER BY 1)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'dunlin');
        SELECT to_regclass('public.schema_migrations') IS NOT NULL AS there \\gset
        \\if :there
        SELECT * FROM public.schema_migrations ORDER BY 1;
        \\endif"
}

applied() { psql_do "$URL" "SELECT string_agg(version, ' ' ORDER BY applied_at) FROM schema_migrations"; }

ask() { psql_do "$URL" "$1"; }

# applies FILE: the text on stdin runs as migrations/FILE.
applies() {
    unset before
    write_migration "$1"
    run_dunlin upgrade --quiet
    assert_status 0
    assert_equal "$output$stderr" ""
}

# fails PLACE TEXT [CODE]: the text on stdin fails at PLACE ("3:1") of its file, TEXT is in the message, nothing has
# changed; "-" for no position within the file.
fails() {
    local place=":$1: "
    : "${before=$(state)}"
    [ "$1" != - ] || place=": "
    write_migration 009_case.sql
    run_dunlin upgrade
    assert_status "${3:-1}"
    assert_stderr "migrations/009_case.sql$place"
    assert_stderr "$2"
    assert_equal "$(state)" "$before"
}

# ---- what is applied

@test "several statements, dollar quotes, nested comments, BEGIN ATOMIC, DO, a last statement without semicolon" {
    applies 001_all.sql <<'SQL'
/* outer /* inner; */ still a comment; */
CREATE TABLE a (id int PRIMARY KEY, "weird;name" text DEFAULT ';--not a comment');
CREATE FUNCTION f(n int) RETURNS int LANGUAGE plpgsql AS $body$
BEGIN
    -- a comment; with $$ in it
    RETURN n + 1;
END;
$body$;
CREATE FUNCTION g(n int) RETURNS int LANGUAGE sql
BEGIN ATOMIC
    SELECT CASE WHEN n > 0 THEN 1 ELSE 2 END;
    SELECT n * 2;
END;
DO $$ BEGIN EXECUTE $q$INSERT INTO a VALUES (1, 'é;漢')$q$; END $$;
INSERT INTO a VALUES (2, E'it\'s; quoted'), (3, U&'\0041;'), (4, 'line
break; here');;
-- the last one
INSERT INTO a VALUES (5, $x$;$$;$x$) -- no semicolon
SQL
    assert_equal "$(ask "SELECT count(*), f(1), g(4), min(\"weird;name\" COLLATE \"C\") FROM a")" "5|2|8|;\$\$;"
}

@test "COPY FROM stdin with data, twice, CRLF files too" {
    printf '%s\n' "CREATE TABLE t (a int, b text);" "COPY t (a, b) FROM stdin;" $'1\tone; \'two' $'2\t\\N' '\.' \
        "COPY t FROM STDIN WITH (FORMAT csv);" '3,"x;' 'y"' '\.' "INSERT INTO t VALUES (4, 'last');" |
        write_migration 001_copy.sql
    sed 's/$/\r/' migrations/001_copy.sql | sed 's/TABLE t /TABLE u /; s/COPY t/COPY u/; s/INTO t/INTO u/' |
        write_migration 002_crlf.sql
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(ask "SELECT count(*), count(b), max(length(b)) FROM t")" "4|3|9"
    assert_equal "$(ask "SELECT string_agg(a || coalesce(b, '-'), ',' ORDER BY a) FROM u WHERE a IN (1, 2, 4)")" \
        "1one; 'two,2-,4last"
}

@test "an empty up section, or only comments: applied, recorded, said" {
    write_migration 001_empty.sql <<'SQL'
-- dunlin:up
SQL
    write_migration 002_comments.sql <<'SQL'
-- dunlin:up
-- nothing; yet
/* or ever; */ ;;
-- dunlin:down
SQL
    run_dunlin upgrade
    assert_status 0
    assert_stdout "001_empty has an empty up section"
    assert_stdout "002_comments has an empty up section"
    assert_equal "$(applied)" "001_empty 002_comments"
}

@test "BEGIN and COMMIT around the whole file are taken as what happens anyway" {
    local n=0 pair
    for pair in "BEGIN;|COMMIT;" "begin work;|end;" "START TRANSACTION;|COMMIT" "BEGIN ISOLATION LEVEL SERIALIZABLE;|END TRANSACTION;"; do
        n=$((n + 1))
        printf '%s\n' "-- comment" "${pair%|*}" "CREATE TABLE t$n (a int);" "INSERT INTO t$n VALUES (1);" "${pair#*|}" \
            "-- the end" | write_migration "00${n}_wrapped.sql"
    done
    run_dunlin upgrade --quiet
    assert_status 0
    assert_equal "$output$stderr" ""
    assert_equal "$(ask "SELECT count(*) FROM t1, t2, t3, t4")" 1
    # Wholly or not at all still holds.
    fails 3:1 'relation "t1" already exists (SQLSTATE 42P07)' <<'SQL'
BEGIN;
CREATE TABLE half (a int);
CREATE TABLE t1 (a int);
COMMIT;
SQL
}

@test "ALTER TYPE ... ADD VALUE" {
    applies 001_enum.sql <<'SQL'
CREATE TYPE mood AS ENUM ('sad', 'ok');
ALTER TYPE mood ADD VALUE 'happy' AFTER 'ok';
SQL
    applies 002_add.sql <<'SQL'
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'great';
ALTER TYPE mood RENAME VALUE 'ok' TO 'fine';
SQL
    assert_equal "$(ask "SELECT array_to_string(enum_range(NULL::mood), ' ')")" "sad fine happy great"
    # Using it in the same transaction is the server's to refuse, and its words say why.
    before=$(state)
    write_migration 003_use.sql <<'SQL'
ALTER TYPE mood ADD VALUE 'new';
CREATE TABLE moods (m mood DEFAULT 'new');
SQL
    run_dunlin upgrade
    assert_status 1
    assert_stderr 'migrations/003_use.sql:2:36: unsafe use of new value "new" of enum type mood'
    assert_equal "$(state)" "$before"
}

@test "standard_conforming_strings switched in the middle changes how the rest is read" {
    applies 001_strings.sql <<'SQL'
CREATE TABLE t (a text);
INSERT INTO t VALUES ('back\');
SET standard_conforming_strings = off;
INSERT INTO t VALUES ('it\'s; one');
SET standard_conforming_strings = on;
INSERT INTO t VALUES ('again\');
SQL
    assert_equal "$(ask "SELECT string_agg(a, '|') FROM t")" "back\\|it's; one|again\\"
    fails 3:21 'column "é" does not exist' <<'SQL'
SET standard_conforming_strings = off;
CREATE TABLE u AS SELECT 'é\';漢'::text AS b;
SELECT 'é\'é' AS x, "é";
SQL
    # The next file is read in the standard way again.
    rm migrations/009_case.sql
    write_migration 002_off.sql <<'SQL'
SET standard_conforming_strings = off;
SQL
    applies 003_on.sql <<'SQL'
INSERT INTO t VALUES ('back\');
SQL
    assert_equal "$(ask "SELECT count(*) FROM t WHERE a = E'back\\\\'")" 2
}

@test "pg_dump's output runs as a migration, its settings affect that migration only" {
    source_url=$(new_database)
    psql_do "$source_url" "CREATE SCHEMA shop; CREATE TYPE shop.kind AS ENUM ('a', 'b');
        CREATE TABLE shop.items (id serial PRIMARY KEY, kind shop.kind, label text NOT NULL, CHECK (label <> ''));
        CREATE VIEW shop.labels AS SELECT label FROM shop.items;
        CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS \$\$ BEGIN RETURN NEW; END; \$\$;
        CREATE TRIGGER touched BEFORE UPDATE ON shop.items FOR EACH ROW EXECUTE FUNCTION shop.touch();
        INSERT INTO shop.items (kind, label) VALUES ('a', E'tab\there'), ('b', 'semi;colon'), (NULL, 'ünï漢');
        COMMENT ON TABLE shop.items IS 'a comment; with ''quotes'''"
    pg_dump --no-owner --no-privileges -d "$source_url" | grep -vE '^\\(un)?restrict ' | write_migration 001_dump.sql
    grep -q "set_config('search_path', '', false)" migrations/001_dump.sql
    grep -q "^COPY shop.items" migrations/001_dump.sql
    write_migration 002_after.sql <<'SQL'
CREATE TABLE after_it AS SELECT current_setting('search_path') AS path, current_setting('row_security') AS security;
SQL
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(ask "SELECT string_agg(label, '|' ORDER BY id), max(id) FROM shop.items")" $'tab\there|semi;colon|ünï漢|3'
    assert_equal "$(ask "SELECT nextval('shop.items_id_seq')")" 4
    assert_equal "$(ask "SELECT path, security FROM after_it")" "public|on"
}

@test "numbers order files: 2 before 10, V1_2 style too" {
    local name
    for name in 10_c 2_b 1_a; do
        echo "CREATE TABLE IF NOT EXISTS t_$name (a int);" | write_migration "$name.sql"
    done
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(applied)" "1_a 2_b 10_c"
    rm migrations/*
    ask "DROP TABLE schema_migrations"
    for name in V1_10__d V1_9__c V2__e V1_2__b V1__a; do
        echo "CREATE TABLE IF NOT EXISTS t_$name (a int);" | write_migration "$name.sql"
    done
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(applied)" "V1__a V1_2__b V1_9__c V1_10__d V2__e"
}

# ---- where errors are

@test "an error names file, line and column, multibyte text before it included" {
    fails 3:15 'column "missing" does not exist (SQLSTATE 42703)' <<'SQL'
-- ünïcödé 漢字 🐦
CREATE TABLE "tâble" (id int); INSERT INTO "tâble" VALUES (1);
SELECT 'é🐦漢', missing FROM "tâble";
SQL
    fails 2:41 'relation "nowhere" does not exist' <<'SQL'
SELECT '漢'; /* 漢 */ SELECT 1;
SELECT '漢漢'; SELECT 'é', 1 /* 漢 */ FROM nowhere;
SQL
    # Without a position from the server: the start of the statement.
    fails 4:1 'division by zero' <<'SQL'
SELECT 'é';

-- 漢
SELECT
    1/(length('é') - 1);
SQL
    # With CR LF, a byte order mark and blanks before it.
    printf '\xef\xbb\xbfSELECT 1;\r\n\t漢 SELECT 2;\r\n' | fails 2:2 'syntax error at or near "漢"' 2
    printf '\r\n\r\n   SELECT nope;\r\n' | fails 3:11 'column "nope" does not exist'
    # In a native file the section begins further down.
    fails 5:8 'column "oops" does not exist' <<'SQL'
-- é
-- dunlin:scope both
-- dunlin:up
SELECT 'ok';
SELECT oops;
-- dunlin:down
SELECT 1;
SQL
}

@test "an error in a function's body, a DO block, BEGIN ATOMIC, an expression" {
    fails 4:5 'syntax error at or near "retrun"' <<'SQL'
SELECT '漢';
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$
BEGIN
    retrun 1;
END $$;
SQL
    fails 3:25 'column "é" does not exist' <<'SQL'
SELECT 1;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$
    SELECT 1 /* 漢漢 */ + "é" $$;
SQL
    fails 3:1 'relation "nowhere" does not exist' <<'SQL'
SELECT 1;

DO $$ BEGIN INSERT INTO nowhere VALUES (1); END $$;
SQL
    fails 4:12 'column "b" does not exist' <<'SQL'
CREATE TABLE t (a int);
CREATE FUNCTION f() RETURNS int
BEGIN ATOMIC
    SELECT b FROM t;
END;
SQL
    fails 2:31 'column "z" does not exist' <<'SQL'
CREATE TABLE t (a int);
CREATE INDEX "é" ON t (a, abs(z));
SQL
}

@test "COPY with bad data: the line of the COPY statement, and which line of the data" {
    fails 3:1 'COPY t, line 2, column a: "x"' <<'SQL'
SELECT '漢';
CREATE TABLE t (a int);
COPY t FROM stdin;
1
x
3
\.
INSERT INTO t VALUES (4);
SQL
    assert_stderr 'invalid input syntax for type integer: "x"'
    fails 1:1 'relation "t" does not exist' <<'SQL'
COPY t FROM stdin;
1
\.
SQL
    fails 2:1 'duplicate key value violates unique constraint "t_pkey"' <<'SQL'
CREATE TABLE t (a int PRIMARY KEY);
COPY t FROM stdin;
1
1
\.
SQL
}

@test "a syntax error is found before anything has run, in whichever file it is" {
    write_migration 001_good.sql <<<"CREATE TABLE good (a int);"
    write_migration 002_good.sql <<<"CREATE TABLE good2 (a int);"
    write_migration 003_bad.sql <<'SQL'
SELECT 'é';
CREATE TABLE bad ();
SELECT '漢' FORM good;
SELECT 2;
SQL
    before=$(state)
    run_dunlin upgrade
    assert_status 2
    assert_stderr 'migrations/003_bad.sql:3:17: syntax error at or near "good"'
    assert_stderr "SELECT '漢' FORM good"
    assert_equal "$(state)" "$before"
    # No trace of a run either: nothing was begun.
    assert_equal "$(ask "SELECT to_regclass('dunlin.audit_log') IS NULL")" t
    # What is applied already is not read again, and what is not asked for is no hindrance.
    run_dunlin upgrade 002
    assert_status 0
    assert_equal "$(applied)" "001_good 002_good"
}

@test "a syntax error in a down section stops a downgrade over it, not the upgrade" {
    write_migration 001_good.sql <<'SQL'
-- dunlin:up
CREATE TABLE good (a int);
-- dunlin:down
DROP TABLE good;
SQL
    write_migration 002_bad.sql <<'SQL'
-- dunlin:up
CREATE TABLE bad (a int);
-- dunlin:down
DROP TABEL bad;
SQL
    run_dunlin upgrade
    assert_status 0
    before=$(state)
    run_dunlin downgrade base
    assert_status 2
    assert_stderr 'migrations/002_bad.sql:4:6: syntax error at or near "TABEL"'
    assert_equal "$(state)" "$before"
}

# ---- what is refused before anything has run

@test "BEGIN and COMMIT anywhere else are refused, with place and reason" {
    local why='may only wrap the whole file'
    fails 1:1 "$why" <<<"BEGIN; CREATE TABLE x (a int);"
    fails 2:1 "$why" <<<$'CREATE TABLE x (a int);\nCOMMIT;'
    fails 2:5 "$why" <<<$'SELECT 1;\n/**/BEGIN; SELECT 2; COMMIT;'
    fails 2:1 "$why" <<<$'BEGIN;\nBEGIN; SELECT 1; COMMIT;\nCOMMIT;'
    fails 3:1 "$why" <<<$'BEGIN;\nSELECT 1;\nCOMMIT; SELECT 2; BEGIN;\nCOMMIT;'
    fails 1:13 "$why" <<<"SELECT '漢'; START TRANSACTION; SELECT 1; COMMIT;"
    why="control it in no other way"
    fails 3:1 "$why" <<<$'BEGIN;\nSELECT 1;\nCOMMIT AND CHAIN;\nCOMMIT;'
    fails 1:11 "$why" <<<"SELECT 1; ROLLBACK; SELECT 2;"
    fails 1:11 "$why" <<<"SELECT 1; ABORT;"
    fails 1:1 "$why" <<<"PREPARE TRANSACTION 'x';"
    fails 1:1 "$why" <<<"SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;"
    # A savepoint is the migration's own business.
    rm migrations/*
    applies 001_savepoint.sql <<'SQL'
SAVEPOINT here;
CREATE TABLE gone (a int);
ROLLBACK TO here;
RELEASE here;
CREATE TABLE stays (a int);
SQL
    assert_equal "$(ask "SELECT to_regclass('gone') IS NULL AND to_regclass('stays') IS NOT NULL")" t
}

@test "psql meta-commands and pg_dump's \\restrict are refused by name" {
    fails 2:1 '"\i"' 2 <<<$'SELECT 1;\n\\i other.sql'
    fails 1:1 '"\restrict"' 2 <<<$'\\restrict abc\nSELECT 1;'
    fails 1:10 '"\gset"' 2 <<<$'SELECT 1 \\gset'
    fails 1:5 '"\c"' 2 <<<$'    \\c other'
}

@test "statements that refuse a transaction are named before anything has run, earlier and public ones included" {
    local statement
    for statement in "CREATE INDEX CONCURRENTLY i ON t (a)" "DROP INDEX CONCURRENTLY i" "VACUUM t" "CREATE DATABASE d" \
        "REINDEX TABLE CONCURRENTLY t" "ALTER SYSTEM SET work_mem = '1MB'" "CREATE TABLESPACE s LOCATION '/x'"; do
        fails 2:1 '"-- dunlin:transaction off"' <<<"CREATE TABLE t (a int);
$statement;"
    done
    rm migrations/*
    ask "CREATE SCHEMA tenant_a"
    echo "{system: {url: \"$URL\"}, tenants: {schemas: \"tenant_*\"}}" | write_config
    printf '%s\n' "-- dunlin:scope public" "-- dunlin:up" "CREATE TABLE p (a int);" | write_migration 001_public.sql
    printf '%s\n' "-- dunlin:scope tenant" "-- dunlin:up" "CREATE TABLE t (a int);" | write_migration 002_tenant.sql
    printf '%s\n' "-- dunlin:scope tenant" "-- dunlin:up" "CREATE INDEX CONCURRENTLY i ON t (a);" |
        write_migration 003_index.sql
    before=$(state)
    run_dunlin upgrade
    assert_status 1
    assert_stderr 'migrations/003_index.sql:3:1: this statement cannot run inside a transaction'
    assert_equal "$(state)" "$before"
}

@test "COPY TO STDOUT and DISCARD ALL are refused" {
    fails 1:1 "COPY TO STDOUT" <<<"COPY (SELECT 1) TO STDOUT;"
    fails 1:1 "DISCARD ALL" <<<"DISCARD ALL;"
}

# ---- the ledger is Dunlin's

@test "a migration that touches schema_migrations is rolled back and named" {
    write_migration 001_first.sql <<<"CREATE TABLE first (a int);"
    run_dunlin upgrade
    assert_status 0
    ask "CREATE SCHEMA elsewhere;
        CREATE FUNCTION wipe() RETURNS int LANGUAGE plpgsql AS
            \$\$ BEGIN EXECUTE 'DELETE FROM schema_' || 'migrations WHERE version = ''001_first'''; RETURN 1; END \$\$;
        CREATE FUNCTION wipes() RETURNS trigger LANGUAGE plpgsql AS \$\$ BEGIN PERFORM wipe(); RETURN NEW; END \$\$;
        CREATE TABLE watched (a int); CREATE TRIGGER w AFTER INSERT ON watched FOR EACH ROW EXECUTE FUNCTION wipes()"
    before=$(state)
    while read -r statement; do
        echo "CREATE TABLE second (a int); $statement" | write_migration 002_tampers.sql
        run_dunlin upgrade
        assert_status 1
        assert_stderr 'migration "002_tampers" changed schema_migrations'
        assert_stderr "rolled back"
        assert_equal "$(state)" "$before"
    done <<'SQL'
DELETE FROM schema_migrations;
DELETE FROM public.schema_migrations WHERE version = '001_first';
DELETE FROM schema_migrations WHERE version = '001_first';
UPDATE schema_migrations SET version = version || 'x';
UPDATE schema_migrations SET version = '000_x' WHERE version = '001_first';
UPDATE schema_migrations SET checksum = 'other';
INSERT INTO schema_migrations (version) VALUES ('003_faked');
DROP TABLE schema_migrations;
ALTER TABLE schema_migrations ADD COLUMN dirty bool;
ALTER TABLE schema_migrations DROP COLUMN journal;
ALTER TABLE schema_migrations RENAME COLUMN checksum TO sum;
ALTER TABLE schema_migrations RENAME COLUMN duration_ms TO took;
ALTER TABLE schema_migrations RENAME TO old_migrations;
TRUNCATE schema_migrations;
DO $$ BEGIN EXECUTE 'DELETE FROM ' || quote_ident('schema_migrations'); END $$;
DROP TABLE schema_migrations; CREATE TABLE schema_migrations (version text, applied_at timestamp);
ALTER TABLE schema_migrations SET SCHEMA elsewhere;
UPDATE schema_migrations SET checksum = 'other' WHERE version = '001_first';
DO $$ BEGIN EXECUTE 'UPDATE schema_' || 'migrations SET checksum = NULL'; END $$;
SELECT wipe();
SELECT count(*) FROM pg_class WHERE wipe() = 1;
INSERT INTO second VALUES (wipe());
INSERT INTO watched VALUES (1);
CREATE TABLE third AS SELECT wipe();
PREPARE p AS SELECT wipe(); EXECUTE p;
CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN PERFORM wipe(); END $$; CALL p();
SQL
    # Reading it, or leaving it as it was, is fine.
    applies 002_tampers.sql <<'SQL'
CREATE TABLE seen AS SELECT version FROM schema_migrations;
UPDATE schema_migrations SET version = version WHERE false;
SQL
    assert_equal "$(ask "SELECT count(*) FROM seen")" 1
}

@test "a ledger that may not be written is no migration's doing" {
    write_migration 001_first.sql <<<"CREATE TABLE first (a int);"
    run_dunlin upgrade
    assert_status 0
    role=$(new_role)
    ask "GRANT USAGE, CREATE ON SCHEMA public TO $role; GRANT SELECT ON schema_migrations TO $role;
        GRANT USAGE ON SCHEMA dunlin TO $role; GRANT ALL ON dunlin.audit_log TO $role"
    write_migration 002_second.sql <<<"CREATE TABLE second (a int);"
    run_dunlin upgrade --url "$(as_role "$URL" "$role")"
    assert_status 1
    assert_stderr "permission denied for table schema_migrations (SQLSTATE 42501)"
    refute_stderr "changed schema_migrations"
    assert_equal "$(ask "SELECT to_regclass('second') IS NULL")" t
}

@test "a downgrade that touches schema_migrations is rolled back and named" {
    write_migration 001_first.sql <<'SQL'
-- dunlin:up
CREATE TABLE first (a int);
-- dunlin:down
DROP TABLE first;
SQL
    write_migration 002_second.sql <<'SQL'
-- dunlin:up
CREATE TABLE second (a int);
-- dunlin:down
DROP TABLE second;
INSERT INTO schema_migrations (version) VALUES ('999_second');
SQL
    run_dunlin upgrade
    assert_status 0
    before=$(state)
    run_dunlin downgrade base
    assert_status 1
    assert_stderr 'migration "002_second" changed schema_migrations'
    assert_equal "$(state)" "$before"
}

# ---- deferred constraints

@test "deferred triggers fire under the migration's own search path; a violated constraint fails it by name" {
    ask "CREATE SCHEMA tenant_a"
    echo "{system: {url: \"$URL\"}, tenants: {schemas: \"tenant_*\"}}" | write_config
    write_migration 001_deferred.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
CREATE TABLE log (path text);
CREATE TABLE t (a int PRIMARY KEY, parent int REFERENCES t DEFERRABLE INITIALLY DEFERRED);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO log VALUES (current_setting('search_path')); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER noted AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note();
INSERT INTO t VALUES (2, 1), (1, 2);
SQL
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(ask "SELECT string_agg(path, '|') FROM tenant_a.log")" "tenant_a|tenant_a"
    write_migration 002_violates.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
INSERT INTO t VALUES (5, 77);
CREATE TABLE never (a int);
SQL
    run_dunlin upgrade
    assert_status 4
    assert_stderr "migrations/002_violates.sql"
    assert_stderr 'violates foreign key constraint "t_parent_fkey"'
    assert_stderr 'Key (parent)=(77) is not present in table "t"'
    assert_equal "$(ask "SELECT count(*), to_regclass('tenant_a.never') IS NULL FROM tenant_a.t")" "2|t"
    assert_equal "$(ask "SELECT count(*) FROM tenant_a.schema_migrations")" 1
}

# ---- one transaction for all, or none

@test "--tx-mode all: one transaction for all files; --tx-mode none: a statement at a time" {
    write_migration 001_a.sql <<<"CREATE TABLE a (x int);"
    write_migration 002_b.sql <<<"CREATE TABLE b (x int); SELECT set_config('search_path', '', false);"
    write_migration 003_c.sql <<<$'CREATE TABLE c (x int);\nSELECT 1/0;'
    before=$(state)
    run_dunlin upgrade --tx-mode all
    assert_status 1
    assert_stderr "migrations/003_c.sql:2:1: division by zero"
    assert_equal "$(state)" "$before"
    sed -i 2d migrations/003_c.sql
    run_dunlin upgrade --tx-mode all
    assert_status 0
    assert_equal "$(applied)" "001_a 002_b 003_c"
    assert_equal "$(ask "SELECT count(DISTINCT xmin::text) FROM schema_migrations")" 1

    write_migration 004_off.sql <<<$'-- dunlin:transaction off\n-- dunlin:up\nVACUUM a;'
    before=$(state)
    run_dunlin upgrade --tx-mode all
    assert_status 1
    assert_stderr "004_off.sql"
    assert_stderr "--tx-mode all"
    assert_equal "$(state)" "$before"
    rm migrations/004_off.sql

    # none: what ran before the failing statement stays, and the next run goes on behind it.
    write_migration 005_none.sql <<<$'CREATE TABLE d (x int);\nVACUUM d;\nINSERT INTO d SELECT 1/count(*) FROM d;'
    run_dunlin upgrade --tx-mode none
    assert_status 1
    assert_stderr "migrations/005_none.sql:3:1: division by zero"
    assert_equal "$(ask "SELECT state, statements_done FROM schema_migrations WHERE version = '005_none'")" "running|2"
    ask "INSERT INTO d VALUES (1)"
    run_dunlin upgrade --tx-mode none
    assert_status 0
    assert_equal "$(ask "SELECT count(*) FROM d")" 2
    assert_equal "$(ask "SELECT count(*) FROM schema_migrations WHERE state IS NULL")" 4
}
