#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# offline.bats: what upgrade --sql and downgrade --sql print, run by psql and the sqlite3 shell, leaves the same database
# as the run itself, and nothing at all where the database is not what the script was made for.

load ../lib/common
load ../lib/projects

# What the tables of these projects hold may go: a script asks nobody.
MAY_GO=(--allow-data-loss entries --allow-data-loss '"Größe"' --allow-data-loss accounts --allow-data-loss log
    --allow-data-loss books --allow-data-loss authors)

# ---- PostgreSQL

# pg_run FILE [DATABASE URL]: as a DBA would. Strict but for what the script says itself.
pg_run() { run_split psql -X -d "${2:-$SCRIPTED}" -f "$1"; }

# pg_state URL: schemas and rows; of the ledgers what a run and a script have in common; not the audit log.
pg_state() {
    # Where a row lies in its table depends on when the server cleans up: rows by their text.
    dump "$1" -N dunlin --exclude-table-data='*.schema_migrations' |
        awk '/^\\\.$/ { rows = 0 } { if (!rows) n++; print n "\t" $0 } /^COPY .* FROM stdin;$/ { rows = 1; n++ }' |
        LC_ALL=C sort -t $'\t' -k 1,1n -k 2 | cut -f 2-
    psql_do "$1" "SELECT format('SELECT %L, version, checksum, state, statements_done, journal, duration_ms IS NULL FROM %I.schema_migrations
        ORDER BY version COLLATE \"C\"', nspname, nspname) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
        WHERE relname = 'schema_migrations' ORDER BY nspname
        \\gexec"
}

# assert_same_pg: the database that dunlin migrated and the one that psql did.
assert_same_pg() {
    diff <(pg_state "$URL") <(pg_state "$SCRIPTED") >&2
}

# pg_project: URL is the project's database, SCRIPTED an empty one for the scripts.
pg_project() {
    setup_project
    URL=$(new_database)
    SCRIPTED=$(new_database)
    export DATABASE_URL=$URL
    write_config <<<'system: {url: "${DATABASE_URL}"}'
}

# The SQL that people write, in seven files.
rich_migrations() {
    write_migration 001_base.sql <<'SQL'
-- The base
-- dunlin:up
-- Accounts first: everything refers to them
CREATE TABLE accounts (id int PRIMARY KEY, name text NOT NULL); -- by hand, no serial
INSERT INTO accounts VALUES (1, 'semi;colon'), (2, 'it''s $dunlin$'), (3, E'back\\slash')
;
/* a function; with quotes */
CREATE FUNCTION twice(i int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 2 * i; END; $$;
CREATE FUNCTION thrice(i int) RETURNS int BEGIN ATOMIC; SELECT 3 * i; END
-- dunlin:down
DROP FUNCTION thrice; DROP FUNCTION twice;
DROP TABLE accounts;
SQL
    write_migration 002_data.sql <<'SQL'
-- dunlin:up
BEGIN;
CREATE TABLE "Größe" ("naïve ""q""" text, n int);
COPY "Größe" FROM stdin; -- two rows
tab	1
semi; \\ ü	2
\.
SET standard_conforming_strings = off;
INSERT INTO "Größe" VALUES ('a\'b;', 3);
COMMIT;
-- dunlin:down
DROP TABLE "Größe";
SQL
    write_migration 003_session.sql <<'SQL'
-- What pg_dump writes, and worse
-- dunlin:up
SELECT pg_catalog.set_config('search_path', '', false);
SET client_min_messages = warning;
SET client_encoding = 'LATIN1';
CREATE TEMP TABLE accounts (x int);
PREPARE p AS SELECT 1;
LISTEN somebody;
SELECT pg_advisory_lock(7);
-- dunlin:down
SELECT 1;
SQL
    write_migration 004_deferred.sql <<'SQL'
-- dunlin:up
CREATE TABLE entries (id int PRIMARY KEY, account int REFERENCES accounts DEFERRABLE INITIALLY DEFERRED);
INSERT INTO entries VALUES (1, 9);
INSERT INTO accounts VALUES (9, 'late');
-- dunlin:down
DROP TABLE entries;
DELETE FROM accounts WHERE id = 9;
SQL
    write_migration 005_off.sql <<'SQL'
-- Outside a transaction
-- dunlin:transaction off
-- dunlin:assert before = 0: SELECT count(*) FROM entries WHERE id > 1
-- dunlin:assert after = 'new': SELECT max(m) FROM (SELECT unnest(enum_range(NULL::mood)) AS m) AS all_moods
-- dunlin:up
-- The index first
CREATE INDEX CONCURRENTLY entries_account ON entries (account);
CREATE TYPE mood AS ENUM ('ok');
ALTER TYPE mood ADD VALUE 'new';
VACUUM entries;
CREATE TABLE moods (m mood DEFAULT 'new')
-- dunlin:down
DROP TABLE moods; DROP TYPE mood;
DROP INDEX CONCURRENTLY entries_account;
SQL
    write_migration 006_ledger.sql <<'SQL'
-- A view of our own table: allowed, and looked at behind it
-- dunlin:up
CREATE VIEW versions AS SELECT version FROM schema_migrations;
-- dunlin:down
DROP VIEW versions;
SQL
    write_migration "007_ends_in_é.sql" <<'SQL'
-- dunlin:up
-- nothing but a comment
-- dunlin:down
SQL
}

# bats test_tags=sanitize
@test "PostgreSQL: the script leaves what the run leaves, up and down, and cannot be run twice" {
    pg_project
    rich_migrations
    "$DUNLIN" upgrade --sql >up.sql 2>err
    assert_equal "$(cat err)" ""
    assert_equal "$(grep '^-- Running' up.sql)" "-- Running upgrade  -> 001_base
-- Running upgrade 001_base -> 002_data
-- Running upgrade 002_data -> 003_session
-- Running upgrade 003_session -> 004_deferred
-- Running upgrade 004_deferred -> 005_off
-- Running upgrade 005_off -> 006_ledger
-- Running upgrade 006_ledger -> 007_ends_in_é"
    # As in the files: a reviewer reads it.
    for line in "-- Accounts first: everything refers to them" "-- by hand, no serial" "/* a function; with quotes */" "-- The index first"; do
        grep -qF -- "$line" up.sql
    done
    # Another encoding and backslashes as an administrator's psql may have them: the script says its own.
    psql_do "$SCRIPTED" "ALTER DATABASE $(database_of "$SCRIPTED") SET client_encoding = 'LATIN1';
        ALTER DATABASE $(database_of "$SCRIPTED") SET standard_conforming_strings = off"
    pg_run up.sql
    assert_status 0
    refute_stderr ERROR
    psql_do "$SCRIPTED" "ALTER DATABASE $(database_of "$SCRIPTED") RESET ALL"
    run_dunlin upgrade
    assert_status 0
    assert_same_pg
    # Nobody ran it, and no run: what a script says of itself.
    assert_equal "$(psql_do "$SCRIPTED" "SELECT DISTINCT applied_by, run_id, applied_at IS NULL FROM schema_migrations")" "sql script||f"
    # The program goes on from there.
    DATABASE_URL=$SCRIPTED run_dunlin status --json
    assert_json '.positions[0].state == "current"'

    before=$(pg_state "$SCRIPTED")
    pg_run up.sql
    assert_status 3
    assert_stderr "schema_migrations is not as this script expects"
    assert_equal "$(pg_state "$SCRIPTED")" "$before"

    "$DUNLIN" downgrade head:base --sql >down.sql
    assert_equal "$(grep -c '^-- Running downgrade' down.sql)" 7
    grep -qx -- '-- Running downgrade 001_base -> ' down.sql
    pg_run down.sql
    assert_status 0
    run_dunlin downgrade base "${MAY_GO[@]}"
    assert_status 0
    assert_same_pg
    assert_equal "$(ledger_of "$SCRIPTED" public)" ""
    # An empty ledger is the base, too.
    pg_run up.sql
    assert_status 0
}

@test "PostgreSQL: ranges, and a database that stands elsewhere" {
    pg_project
    rich_migrations
    "$DUNLIN" upgrade 003 --sql >first.sql
    "$DUNLIN" upgrade 003:005 --sql >second.sql
    "$DUNLIN" upgrade 005: --sql >third.sql
    # Not at 003, not there at all.
    pg_run second.sql
    assert_status 3
    assert_equal "$(psql_do "$SCRIPTED" "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")" 0
    pg_run first.sql
    assert_status 0
    for wrong in first third; do
        before=$(pg_state "$SCRIPTED")
        pg_run $wrong.sql
        assert_status 3
        assert_stderr "schema_migrations is not as this script expects"
        assert_equal "$(pg_state "$SCRIPTED")" "$before"
    done
    # A row with another checksum is another migration; without one it was taken over.
    psql_do "$SCRIPTED" "UPDATE schema_migrations SET checksum = repeat('0', 64) WHERE version = '002_data'"
    pg_run second.sql
    assert_status 3
    psql_do "$SCRIPTED" "UPDATE schema_migrations SET checksum = NULL WHERE version = '002_data'"
    pg_run second.sql
    assert_status 0
    pg_run third.sql
    assert_status 0
    run_dunlin upgrade
    psql_do "$URL" "UPDATE schema_migrations SET checksum = NULL WHERE version = '002_data'"
    assert_same_pg
    "$DUNLIN" downgrade 007:002 --sql >down.sql
    pg_run down.sql
    assert_status 0
    run_dunlin downgrade 002 "${MAY_GO[@]}"
    assert_same_pg
}

@test "PostgreSQL: somebody who comes between two of its transactions stops it; another runner keeps it out" {
    pg_project
    for n in 1 2 3; do
        write_migration 00$n.sql <<<"CREATE TABLE t$n (x int);"
    done
    "$DUNLIN" upgrade --sql >up.sql
    # The second half of the script where the first has not run, and where more has.
    awk '/^-- Running upgrade 001 -> 002/ { on = 1 } /^(.set|SET client)/ || on' up.sql >half.sql
    DATABASE_URL=$SCRIPTED "$DUNLIN" upgrade 001
    psql_do "$SCRIPTED" "INSERT INTO schema_migrations (version) VALUES ('zzz')"
    pg_run half.sql
    assert_status 3
    psql_do "$SCRIPTED" "DELETE FROM schema_migrations WHERE version = '001'"
    pg_run half.sql
    assert_status 3
    assert_equal "$(tables_of "$SCRIPTED" public)" t1
    psql_do "$SCRIPTED" "DELETE FROM schema_migrations; INSERT INTO schema_migrations (version) VALUES ('001')"
    pg_run half.sql
    assert_status 0
    assert_equal "$(tables_of "$SCRIPTED" public)" "t1 t2 t3"
    # Without ON_ERROR_STOP nothing else is done either: each transaction proves the ledger.
    other=$(new_database)
    sed 's/^.set ON_ERROR_STOP on//; s/x int/x nonsense/' up.sql >broken.sql
    pg_run broken.sql "$other"
    assert_equal "$(tables_of "$other" public)|$(psql_do "$other" "SELECT to_regclass('schema_migrations')")" "|"
    # The runner's lock is in the script.
    key=$(grep -m 1 -o 'pg_try_advisory_xact_lock([-0-9]*)' up.sql)
    mkfifo hold
    psql -X -q -d "$other" <hold >/dev/null 2>&1 3>&- &
    exec 9>hold
    echo "SELECT ${key/xact_/};" >&9
    wait_until "[ \"\$(psql_do '$other' \"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'\")\" = 1 ]"
    pg_run up.sql "$other"
    status_then=$status
    exec 9>&-
    wait
    assert_equal "$status_then" 3
    assert_stderr "another runner is at work here"
}

@test "PostgreSQL: --tx-mode all and none, and a script that is cut off in a migration without a transaction" {
    pg_project
    rich_migrations
    rm migrations/00[45]*
    "$DUNLIN" upgrade --sql --tx-mode all >up.sql
    assert_equal "$(grep -c '^BEGIN' up.sql) $(grep -c '^COMMIT' up.sql) $(grep -c '^-- Running' up.sql)" "1 1 5"
    pg_run up.sql
    assert_status 0
    run_dunlin upgrade --tx-mode all
    assert_status 0
    assert_same_pg
    "$DUNLIN" downgrade 007:001 --sql --tx-mode none >down.sql
    pg_run down.sql
    assert_status 0
    run_dunlin downgrade 001 --tx-mode none "${MAY_GO[@]}"
    assert_status 0
    assert_same_pg

    rm migrations/00[2-7]*
    write_migration 002_off.sql <<<$'-- dunlin:transaction off\n-- dunlin:up\nCREATE TABLE a (x int);\nCREATE INDEX CONCURRENTLY i ON a (x);\nCREATE TABLE b (x int);'
    "$DUNLIN" upgrade 001:002 --sql >up.sql
    # Killed right behind the index: noted as under way, not as done.
    awk '{ print } /^CREATE INDEX/ { exit }' up.sql >cut.sql
    pg_run cut.sql
    assert_status 0
    assert_equal "$(psql_do "$SCRIPTED" "SELECT state, statements_done, left(journal, 1) FROM schema_migrations WHERE version = '002_off'")" "running|1|!"
    DATABASE_URL=$SCRIPTED run_dunlin upgrade
    assert_status 0
    assert_equal "$(tables_of "$SCRIPTED" public)" "a accounts b"
    # An index that somebody else made under this name is not taken for the migration's.
    psql_do "$URL" "CREATE TABLE c (x int); CREATE INDEX i ON c (x)"
    pg_run up.sql "$URL"
    assert_status 3
    assert_stderr "the index to be made is there already"
    run_dunlin upgrade
    assert_status 1
    assert_stderr '"i" already exists'
}

@test "PostgreSQL: tenants are schemas, by name alone; the public one with them; neither reaches the other" {
    URL=$(new_database)
    SCRIPTED=$(new_database)
    setup_project
    write_config <<YAML
system: {url: "$URL"}
tenants: {schemas: "tenant {tenant}"}
YAML
    shared_migrations
    write_migration '004_"; DROP SCHEMA public --$dunlin$%s.sql' <<'SQL'
-- dunlin:scope tenant
-- dunlin:depends 001
-- dunlin:up
DROP TABLE IF EXISTS tenants; -- the public one is out of reach
ALTER TABLE users ADD COLUMN "%s" int;
-- dunlin:down
ALTER TABLE users DROP COLUMN "%s";
SQL
    evil='"; DROP SCHEMA public --$dunlin$%s'
    for database in "$URL" "$SCRIPTED"; do
        make_schemas "$database" 'tenant "; DROP SCHEMA public --$dunlin$%s' "tenant Ünï"
    done
    "$DUNLIN" upgrade --sql --public --tenant "$evil" --tenant "Ünï" >up.sql
    assert_equal "$(grep -c '^-- Running upgrade' up.sql)" 7
    pg_run up.sql
    assert_status 0
    run_dunlin upgrade
    assert_status 0
    assert_same_pg
    assert_equal "$(tables_of "$SCRIPTED" public)|$(tables_of "$SCRIPTED" 'tenant Ünï')" "tenants|posts users"
    # Downwards the tenants go first.
    "$DUNLIN" downgrade head:base --sql --public --tenant "$evil" --tenant "Ünï" >down.sql
    assert_equal "$(grep '^-- dunlin' down.sql | cut -d ' ' -f 6 | xargs)" "tenant tenant public"
    pg_run down.sql
    assert_status 0
    run_dunlin downgrade base "${MAY_GO[@]}"
    assert_status 0
    assert_same_pg
    # A tenant in a database of its own is another script.
    write_config <<YAML
system: {url: "$URL"}
tenants: {databases: "tenant_{tenant}"}
YAML
    run_dunlin upgrade --sql --tenant acme
    assert_status 0
    assert_stdout 'for tenant acme (database tenant_acme, schema public)'
    run_dunlin upgrade --sql --tenant acme --tenant corp
    assert_status 2
    assert_stderr '"acme" and "corp" are two'
    assert_equal "$output" ""
}

# ---- SQLite

# file_state FILE: all of it, but for times and durations.
file_state() {
    sqlite_do "$1" .dump | grep -v '^INSERT INTO schema_migrations'
    sqlite_do "$1" "PRAGMA user_version; SELECT version, checksum, state, statements_done, journal FROM schema_migrations ORDER BY version"
}
assert_same_file() {
    diff <(file_state data/run.db) <(file_state data/script.db) >&2
}
# script FILE: by a shell without any startup file of the developer's.
script() { run_split sqlite3 -batch -init /dev/null data/script.db ".read $1"; }

# tenant_files: a project of files alone; run.db is migrated by the program, script.db by the shell.
tenant_files() {
    setup_project
    write_config <<<'tenants: {files: "data/{tenant}.db"}'
    make_file data/run.db
    make_file data/script.db
}

rich_file_migrations() {
    write_migration 001_base.sql <<'SQL'
-- The base
-- dunlin:scope tenant
-- dunlin:up
-- Authors first
CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL); -- by hand
CREATE TABLE books (id INTEGER PRIMARY KEY AUTOINCREMENT, author INTEGER REFERENCES authors (id) ON DELETE CASCADE,
    title TEXT);
INSERT INTO authors VALUES (1, 'Ursula; K.
/
go'), (2, 'Stanisław');
INSERT INTO books (author, title) VALUES (1, 'The Dispossessed'), (2, 'Solaris')
-- dunlin:down
DROP TABLE books;
DROP TABLE authors;
/* open at the end
SQL
    write_migration 002_trigger.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
CREATE TABLE log (line TEXT);
CREATE TRIGGER on_book AFTER INSERT ON books BEGIN
    INSERT INTO log VALUES ('new; ' || NEW.title);
    /* END; is not the end */ -- nor is END;
    SELECT CASE WHEN NEW.title IS NULL THEN RAISE(ABORT, 'no; title') END;
END;
-- dunlin:down
DROP TRIGGER on_book;
DROP TABLE log;
SQL
    write_migration 003_rebuild.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
PRAGMA foreign_keys=OFF;
BEGIN;
CREATE TABLE authors_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL, born INTEGER);
INSERT INTO authors_new (id, name) SELECT id, name FROM authors;
DROP TABLE authors;
ALTER TABLE authors_new RENAME TO authors;
COMMIT;
PRAGMA foreign_keys=ON;
-- dunlin:down
ALTER TABLE authors DROP COLUMN born;
SQL
    sed -i '/^BEGIN;$/d; /^COMMIT;$/d' migrations/003_rebuild.sql
    write_migration 004_temporary.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
CREATE TEMP TABLE log (x);
INSERT INTO log VALUES (1);
CREATE TEMPORARY TRIGGER gone AFTER INSERT ON books BEGIN INSERT INTO log VALUES ('never'); END;
PRAGMA recursive_triggers = ON;
-- dunlin:down
SELECT 1;
SQL
    write_migration 005_log.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
INSERT INTO log VALUES ('into the file''s own');
INSERT INTO books (author, title) VALUES (1, 'The Telling');
-- dunlin:down
DELETE FROM books WHERE title = 'The Telling';
SQL
    write_migration 006_off.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:transaction off
-- dunlin:assert before = 3: SELECT count(*) FROM books
-- dunlin:assert after = 1: SELECT count(*) FROM sqlite_schema WHERE name = 'late'
-- dunlin:up
PRAGMA page_size = 8192;
VACUUM;
CREATE TABLE late (x)
-- dunlin:down
DROP TABLE late;
VACUUM;
SQL
}

# bats test_tags=sanitize
@test "SQLite: the script leaves what the run leaves, up and down, and cannot be run twice" {
    tenant_files
    rich_file_migrations
    run_dunlin upgrade --sql --tenant script
    assert_status 0
    assert_equal "$stderr" ""
    echo "$output" >up.sql
    assert_stdout "-- by hand"
    script up.sql
    assert_status 0
    assert_equal "$output$stderr" ""
    run_dunlin upgrade --tenant run
    assert_status 0
    assert_same_file
    assert_equal "$(sqlite_do data/script.db 'SELECT DISTINCT applied_by, run_id, applied_at IS NULL FROM schema_migrations; PRAGMA page_size')" $'sql script||0\n8192'
    run_dunlin status --tenant script --json
    assert_json '.positions[0].state == "current"'

    before=$(snapshot data/script.db)
    script up.sql
    assert_status 1
    assert_stderr "schema_migrations is not as this script expects"
    assert_equal "$(snapshot data/script.db)" "$before"

    "$DUNLIN" downgrade head:base --sql --tenant script >down.sql
    script down.sql
    assert_status 0
    run_dunlin downgrade base --tenant run "${MAY_GO[@]}"
    assert_status 0
    assert_same_file
    assert_equal "$(sqlite_do data/script.db 'PRAGMA user_version')" 0
    script up.sql
    assert_status 0
}

@test "SQLite: ranges, transaction modes, and a file that stands elsewhere" {
    tenant_files
    rich_file_migrations
    rm migrations/006*
    "$DUNLIN" upgrade 002 --sql --tenant script >first.sql
    "$DUNLIN" upgrade 002:004 --sql --tenant script --tx-mode none >second.sql
    "$DUNLIN" upgrade 004: --sql --tenant script --tx-mode all >third.sql
    script second.sql
    assert_status 1
    assert_equal "$(sqlite_do data/script.db .dump)" "$(sqlite_do data/run.db .dump)"
    script first.sql
    assert_status 0
    for wrong in first third; do
        before=$(snapshot data/script.db)
        script $wrong.sql
        assert_status 1
        assert_equal "$(snapshot data/script.db)" "$before"
    done
    script second.sql
    assert_status 0
    # The second half of a script only behind its first.
    "$DUNLIN" downgrade 004:002 --sql --tenant script >down.sql
    { echo .bail on; sed -n '/^CREATE TEMP TABLE/,/;/p; /^-- Running downgrade 003/,$p' down.sql; } >half.sql
    before=$(snapshot data/script.db)
    script half.sql
    assert_status 1
    assert_equal "$(snapshot data/script.db)" "$before"
    script third.sql
    assert_status 0
    "$DUNLIN" upgrade --tenant run
    assert_same_file
    # A file of somebody else's, and a number that nobody vouches for.
    make_file data/script.db "DROP TABLE schema_migrations"
    make_file data/run.db "DROP TABLE schema_migrations; DROP TABLE books; DROP TABLE authors; DROP TABLE log; PRAGMA user_version = 0; PRAGMA writable_schema = ON"
    for file in script run; do
        [ $file = script ] || mv data/run.db data/script.db
        [ $file = script ] || sqlite_do data/script.db "CREATE TABLE theirs (x)"
        before=$(snapshot data/script.db)
        script first.sql
        assert_status 1
        assert_stderr "holds tables or a user_version"
        assert_equal "$(snapshot data/script.db)" "$before"
    done
}

@test "SQLite: a violated foreign key stops the script, and nothing of the migration stays" {
    tenant_files
    rich_file_migrations
    sed -i 's/FROM authors;/FROM authors WHERE id = 1;/' migrations/003_rebuild.sql
    "$DUNLIN" upgrade --sql --tenant script >up.sql
    script up.sql
    assert_status 1
    assert_stderr "a foreign key is violated"
    assert_equal "$(file_ledger data/script.db) $(sqlite_do data/script.db 'PRAGMA user_version')" "001_base 002_trigger 2"
    "$DUNLIN" upgrade 002 --tenant run
    assert_same_file
}

@test "SQLite: what only a run can do is refused with its place" {
    tenant_files
    write_migration 001_bad.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nCREATE TABLE t (x);\nSELECT 4\n/\n2;'
    run_dunlin upgrade --sql --tenant script
    assert_status 2
    assert_stderr 'migrations/001_bad.sql:5:1: alone in its line'
    assert_equal "$output" ""
    run_dunlin upgrade --tenant run
    assert_status 0
    # The checks of a script are in temporary storage.
    write_migration 001_bad.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nCREATE TABLE t (x);\nPRAGMA temp_store = MEMORY;'
    run_dunlin upgrade --sql --tenant script
    assert_status 1
    assert_stderr 'migrations/001_bad.sql:4:1: PRAGMA temp_store'
    assert_equal "$output" ""
}

# ---- both

@test "no database is opened, and the same files and arguments make the same bytes" {
    setup_project
    write_config <<'YAML'
system: {url: "postgresql://nobody@127.0.0.1:1/nowhere"}
tenants: {schemas: "tenant_{tenant}", query: "SELECT slug FROM tenants"}
YAML
    shared_migrations
    "$DUNLIN" upgrade --sql --public >one.sql
    USER=other HOSTNAME=other TZ=Asia/Tokyo "$DUNLIN" upgrade --sql --public >two.sql
    cmp one.sql two.sql
    run_dunlin upgrade --sql --tenant acme
    assert_status 0
    assert_equal "$stderr" ""
    write_config <<'YAML'
system: {url: "sqlite:///data/system.db"}
tenants: {files: "data/org_{tenant}/tenant.db"}
YAML
    before=$(snapshot .)
    run_dunlin upgrade --sql --tenant acme
    assert_status 0
    run_dunlin downgrade 001:base --sql --public
    assert_status 0
    assert_equal "$(snapshot .)" "$before"
    # A full disk is a failure.
    run bash -c '"$0" upgrade --sql --public >/dev/full' "$DUNLIN"
    assert_status 1
    [[ $output == *"cannot write the result"* ]]
}

@test "which database, from where, to where: what is missing is said, and nothing is printed" {
    setup_project
    write_config <<'YAML'
system: {url: "sqlite:///data/system.db"}
tenants: {files: "data/org_{tenant}/tenant.db"}
YAML
    shared_migrations
    while IFS='|' read -r words message; do
        # shellcheck disable=SC2086
        run_dunlin $words --sql
        assert_status 2
        assert_stderr "$message"
        assert_equal "$output" ""
    done <<'ROWS'
upgrade --tenants|name it with --tenant NAME
upgrade --tenant org_*|"org_*" is no full name of a tenant
upgrade --tenant ../x|cannot be the name of a tenant
upgrade --public --tenant acme|"public" and "acme" are two
upgrade 999 --public|"999"
upgrade 999:001 --public|"999"
upgrade 001:002:003 --public|001:002:003
downgrade 001 --public|needs FROM:TO
downgrade 001: --public|needs FROM:TO
downgrade :base --public|needs FROM:TO
downgrade base:001 --public|cannot go down to "001_registry"
upgrade --public --events|nothing for --events to tell
ROWS
    # Without --sql a range is a mistake.
    for words in "upgrade 001:002" "downgrade 002:001" "stamp 001:002"; do
        # shellcheck disable=SC2086
        run_dunlin $words
        assert_status 2
        assert_stderr "\"${words#* }\" is a range"
        assert_stderr "with --sql"
        [ ! -e data ]
    done
    # Who names none gets the shared database, and is told what is left out.
    run_dunlin upgrade --sql
    assert_status 0
    assert_stdout "-- Running upgrade  -> 001_registry"
    refute_stdout 002_users
    assert_stderr "public database alone"
    # Where there is no shared one, a name is needed.
    write_config <<<'tenants: {files: "data/{tenant}.db"}'
    run_dunlin upgrade --sql
    assert_status 2
    assert_stderr "name it with --tenant NAME"
    # Nothing to do is a script, too.
    run_dunlin upgrade 003:003 --sql --tenant acme
    assert_status 0
    assert_stdout "-- Nothing to do."
    sqlite3 -bail new.db <<<"$output"
    # No way back: as in a run, before anything.
    sed -i '/dunlin:down/,$d' migrations/003_posts.sql
    run_dunlin downgrade 003:002 --sql --tenant acme
    assert_status 1
    assert_stderr "it has no down section"
    assert_equal "$output" ""
}

@test "--json: a document with each script" {
    URL=$(new_database)
    setup_project
    write_config <<YAML
system: {url: "$URL"}
tenants: {schemas: "tenant_{tenant}"}
YAML
    shared_migrations
    for words in "upgrade --public --tenant acme" "downgrade 003:base --tenant acme"; do
        # shellcheck disable=SC2086
        run_dunlin $words --sql --json
        assert_status 0
        json_valid "$ROOT/tests/schemas/script.json"
    done
    run_dunlin upgrade --public --tenant acme --sql --json
    assert_json '[.scripts[] | [.scope, .database, .place, .engine]] == [["public", "public", "public", "postgres"],
        ["tenant", "acme", "tenant_acme", "postgres"]]'
    # Each can be run by itself, and both together are what is printed without --json.
    assert_equal "$(jq -j '.scripts[].sql' <<<"$output")" "$("$DUNLIN" upgrade --public --tenant acme --sql)"
    make_schemas "$URL" tenant_acme
    jq -j '.scripts[1].sql' <<<"$output" >acme.sql
    pg_run acme.sql "$URL"
    assert_status 0
    assert_equal "$(ledger_of "$URL" tenant_acme)" "002_users 003_posts"
}

@test "branches and merges: the comment names every parent" {
    tenant_files
    write_migration 001_a.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nCREATE TABLE a (x);\n-- dunlin:down\nDROP TABLE a;'
    write_migration 002_b.sql <<<$'-- dunlin:scope tenant\n-- dunlin:parent 001\n-- dunlin:up\nCREATE TABLE b (x);\n-- dunlin:down\nDROP TABLE b;'
    write_migration 003_c.sql <<<$'-- dunlin:scope tenant\n-- dunlin:parent 001\n-- dunlin:up\nCREATE TABLE c (x);\n-- dunlin:down\nDROP TABLE c;'
    write_migration 004_d.sql <<<$'-- dunlin:scope tenant\n-- dunlin:parent 002 003\n-- dunlin:up\n-- dunlin:down'
    "$DUNLIN" upgrade --sql --tenant script >up.sql
    assert_equal "$(grep '^-- Running' up.sql)" "-- Running upgrade  -> 001_a
-- Running upgrade 001_a -> 002_b
-- Running upgrade 001_a -> 003_c
-- Running upgrade 002_b, 003_c -> 004_d"
    script up.sql
    assert_status 0
    "$DUNLIN" upgrade --tenant run
    assert_same_file
    "$DUNLIN" downgrade 004:003 --sql --tenant script >down.sql
    assert_equal "$(grep '^-- Running' down.sql)" "-- Running downgrade 004_d -> 002_b, 003_c"
    script down.sql
    assert_status 0
    # One of two branches: the script says which.
    "$DUNLIN" upgrade 001:002 --sql --tenant script >b.sql
    rm data/script.db
    "$DUNLIN" upgrade 003 --sql --tenant script >c.sql
    script c.sql
    assert_status 0
    script b.sql
    assert_status 1
}

@test "a script of any length is never held in memory" {
    case $(ldd "$DUNLIN") in *libasan*) skip "the sanitizers have memory of their own" ;; esac
    tenant_files
    # Both commands hold the files; only one makes a script of them.
    python3 - "$DUNLIN" <<'PY'
import os, subprocess, sys

for number in range(400):
    with open(f"migrations/{number:04d}.sql", "w") as file:
        file.write("-- dunlin:scope tenant\n-- dunlin:up\n" + f"SELECT '{number:010000d}';\n")

def measure(*words):
    process = subprocess.Popen([sys.argv[1], *words], stdout=subprocess.PIPE)
    size = sum(len(piece) for piece in iter(lambda: process.stdout.read(65536), b""))
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0
    return usage.ru_maxrss * 1024, size

least, _ = measure("show", "0001")
most, size = measure("upgrade", "--sql", "--tenant", "script")
assert size > 4e6, size
assert most - least < size / 4, (least, most, size)
PY
}

# ---- what is more than statements: assertions, batches, repeatable migrations

# full_project: a batch of three stretches, assertions around and beside it, two views of which one stands on the other. SQL
# for both engines; NUMBERS makes the rows.
full_migrations() {
    write_migration 001_base.sql <<SQL
-- dunlin:scope ${SCOPE:-public}
-- dunlin:assert before = 'it''s': SELECT 'it''s' -- a comment
-- dunlin:assert after = 2500: SELECT count(*) FROM bookings
-- dunlin:assert after >= 2499.5: WITH n AS (SELECT count(*) AS c FROM bookings) SELECT c FROM n
-- dunlin:assert after = null: SELECT min(search) FROM bookings
-- dunlin:assert after != 'x\\y': SELECT guest FROM bookings WHERE id = 1
-- dunlin:assert after: SELECT count(*) > 2 FROM bookings
-- dunlin:assert after = true: VALUES (1 = 1)
-- dunlin:up
CREATE TABLE bookings (id integer PRIMARY KEY, guest text NOT NULL, search text, n int NOT NULL DEFAULT 0);
INSERT INTO bookings (id, guest) $NUMBERS;
-- dunlin:down
DROP TABLE bookings;
SQL
    write_migration 002_fill.sql <<SQL
-- dunlin:scope ${SCOPE:-public}
-- dunlin:batch table=bookings key=id size=1000
-- dunlin:assert before = 0: SELECT count(*) FROM bookings WHERE n > 0
-- dunlin:assert after = 2500: SELECT sum(n) FROM bookings
-- dunlin:up
UPDATE bookings SET search = lower(guest), n = n + 1 WHERE id BETWEEN :first AND :last AND search IS NULL;
-- dunlin:remaining
SELECT count(*) FROM bookings WHERE search IS NULL;
-- dunlin:down
UPDATE bookings SET search = NULL, n = 0;
SQL
    write_migration R__a.sql <<SQL
-- dunlin:scope ${SCOPE:-public}
-- dunlin:depends names
-- dunlin:assert after > 0: SELECT count(*) FROM a
-- dunlin:up
DROP VIEW IF EXISTS a;
CREATE VIEW a AS SELECT * FROM names;
-- dunlin:down
DROP VIEW IF EXISTS a;
SQL
    write_migration names.sql <<SQL
-- dunlin:repeatable
-- dunlin:scope ${SCOPE:-public}
-- dunlin:up
DROP VIEW IF EXISTS a;
DROP VIEW IF EXISTS names;
CREATE VIEW names AS SELECT search FROM bookings;
-- dunlin:down
DROP VIEW IF EXISTS names;
SQL
}

# bats test_tags=sanitize
@test "PostgreSQL: assertions, batches and repeatable migrations leave what a run leaves, and only what is needed is run again" {
    pg_project
    NUMBERS="SELECT i, 'Guest ' || i FROM generate_series(1, 2500) AS i" full_migrations
    "$DUNLIN" upgrade --sql >up.sql
    pg_run up.sql
    assert_status 0
    refute_stderr ERROR
    run_dunlin upgrade
    assert_status 0
    assert_same_pg
    DATABASE_URL=$SCRIPTED run_dunlin upgrade
    assert_status 0
    assert_stdout "was already at 002_fill"

    # Of two, the one that has changed; a psql that is told to skip a COPY would read its rows as commands.
    before=$(psql_do "$SCRIPTED" "SELECT applied_at FROM schema_migrations WHERE version = 'names'")
    sed -i 's/SELECT \* FROM names/SELECT search AS name FROM names/' migrations/R__a.sql
    write_migration R__copy.sql <<<$'-- dunlin:up\nDROP TABLE IF EXISTS copied;\nCREATE TABLE copied (t text);\nCOPY copied FROM stdin;\nit\'s\n\\.\n-- dunlin:down\nDROP TABLE IF EXISTS copied;'
    "$DUNLIN" upgrade head: --sql >again.sql
    for _ in 1 2; do
        pg_run again.sql
        assert_status 0
        refute_stderr ERROR
    done
    run_dunlin upgrade
    assert_same_pg
    assert_equal "$(psql_do "$SCRIPTED" "SELECT applied_at FROM schema_migrations WHERE version = 'names'")" "$before"

    "$DUNLIN" downgrade head:base --sql >down.sql
    pg_run down.sql
    assert_status 0
    run_dunlin downgrade base --allow-data-loss bookings --allow-data-loss copied
    assert_status 0
    assert_same_pg
    # In one transaction a batch has no place; without it the conditions do.
    rm migrations/002*
    "$DUNLIN" upgrade --sql --tx-mode all >up.sql
    pg_run up.sql
    assert_status 0
    # Where no repeatable one has run there is nothing to take back.
    psql_do "$SCRIPTED" "DROP VIEW a, names; DELETE FROM schema_migrations WHERE state = 'repeatable'"
    sed -i 's/DROP VIEW IF EXISTS names;$/DROP VIEW names;/' migrations/names.sql
    "$DUNLIN" downgrade head:base --sql >down.sql
    pg_run down.sql
    assert_status 0
    assert_equal "$(ledger_of "$SCRIPTED" public)" ""
}

@test "PostgreSQL: an assertion that does not hold stops the script in words; nothing of the migration stays" {
    pg_project
    write_migration 001.sql <<<"CREATE TABLE t (x int); INSERT INTO t VALUES (1), (2);"
    "$DUNLIN" upgrade --sql >up.sql
    pg_run up.sql
    while IFS='|' read -r assertion words; do
        write_migration 002.sql <<<"-- dunlin:assert $assertion"$'\n-- dunlin:up\nCREATE TABLE u (x int);'
        "$DUNLIN" upgrade 001: --sql >more.sql
        pg_run more.sql
        assert_status 3
        assert_stderr "$words"
        assert_equal "$(tables_of "$SCRIPTED" public)" t
    done <<'CASES'
after = 3: SELECT count(*) FROM t|migrations/002.sql:1:29: the assertion "after" does not hold: expected = 3, found 2
before: SELECT false|the assertion "before" does not hold: expected true, found f
before = 'a': SELECT null|does not hold: expected = 'a', found null
before != null: SELECT null|does not hold: expected != null, found null
before < 2: SELECT 'two'|does not hold: expected < 2, found two
before = 'true': SELECT true|does not hold: expected = 'true', found t
before = 1: SELECT x FROM t|the assertion "before" cannot be judged: one row with one column was expected (= 1), rows found: 2
before = 1: SELECT 1, 2|subquery must return only one column
before = 1: SELECT 1 WHERE false|cannot be judged
CASES
}

@test "PostgreSQL: a batch that was cut off in a script goes on, by the next one or by the program" {
    pg_project
    NUMBERS="SELECT i, 'Guest ' || i FROM generate_series(1, 2500) AS i" full_migrations
    rm migrations/R__a.sql migrations/names.sql
    "$DUNLIN" upgrade 001 --sql >first.sql
    "$DUNLIN" upgrade 001: --sql >batch.sql
    for goes_on in script program; do
        database=$(new_database)
        pg_run first.sql "$database"
        assert_status 0
        psql_do "$database" "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS \$\$ BEGIN RAISE 'cut off'; END \$\$;
            CREATE TRIGGER stop BEFORE UPDATE ON bookings FOR EACH ROW WHEN (new.id = 2222) EXECUTE FUNCTION stop()"
        pg_run batch.sql "$database"
        assert_status 3
        assert_stderr "cut off"
        assert_equal "$(psql_do "$database" "SELECT state, statements_done FROM schema_migrations WHERE version = '002_fill'")" "running|2"
        assert_equal "$(psql_do "$database" "SELECT version, after_key, through_key, pass, steps, rows_done FROM schema_migrations_batch")" "002_fill|2000|2500|0|2|2000"
        # Another text would do the rest of the rows in another way.
        sed 's/lower(guest)/upper(guest)/' migrations/002_fill.sql >other
        cp migrations/002_fill.sql kept
        cp other migrations/002_fill.sql
        "$DUNLIN" upgrade 001: --sql >other.sql
        cp kept migrations/002_fill.sql
        pg_run other.sql "$database"
        assert_status 3
        assert_stderr "the row in schema_migrations that notes the progress"
        psql_do "$database" "DROP TRIGGER stop ON bookings; INSERT INTO bookings VALUES (2600, 'LATE')"
        sed -i 's/= 2500: SELECT sum/= 2501: SELECT sum/' migrations/002_fill.sql
        if [ "$goes_on" = script ]; then
            "$DUNLIN" upgrade 001: --sql >rest.sql
            pg_run rest.sql "$database"
        else
            DATABASE_URL=$database run_dunlin upgrade
        fi
        assert_status 0
        # Each once, those that came meanwhile in a sweep.
        assert_equal "$(psql_do "$database" "SELECT count(*), min(n), max(n), to_regclass('schema_migrations_batch') IS NULL FROM bookings")" "2501|1|1|t"
        DATABASE_URL=$database run_dunlin status --json
        assert_json '.positions[0].state == "current"'
        cp kept migrations/002_fill.sql
    done
    # A key that is not fit, and a count that never comes to 0.
    database=$(new_database)
    pg_run first.sql "$database"
    psql_do "$database" "ALTER TABLE bookings DROP CONSTRAINT bookings_pkey"
    pg_run batch.sql "$database"
    assert_status 3
    assert_stderr "the column is not unique by itself"
    assert_equal "$(ledger_of "$database" public | grep -c 002)" 0
    psql_do "$database" "ALTER TABLE bookings ADD PRIMARY KEY (id); ALTER TABLE bookings ALTER search SET DEFAULT 'x';
        CREATE RULE never AS ON UPDATE TO bookings WHERE new.id = 7 DO INSTEAD NOTHING"
    pg_run batch.sql "$database"
    assert_status 3
    assert_stderr "migrations/002_fill.sql:8:1: rows are still left by this count"
}

# bats test_tags=sanitize
@test "SQLite: assertions, batches and repeatable migrations leave what a run leaves" {
    tenant_files
    export SCOPE=tenant
    NUMBERS="WITH RECURSIVE c(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM c WHERE i < 2500) SELECT i, 'Guest ' || i FROM c" full_migrations
    "$DUNLIN" upgrade --sql --tenant script >up.sql
    script up.sql
    assert_status 0
    assert_equal "$output$stderr" ""
    run_dunlin upgrade --tenant run
    assert_status 0
    assert_same_file
    run_dunlin upgrade --tenant script
    assert_stdout "was already at 002_fill"
    # The shell has no condition: what is unchanged runs, too, to the same end.
    sed -i 's/SELECT \* FROM names/SELECT search AS name FROM names/' migrations/R__a.sql
    "$DUNLIN" upgrade head: --sql --tenant script >again.sql
    for _ in 1 2; do
        script again.sql
        assert_equal "$status$output$stderr" 0
    done
    run_dunlin upgrade --tenant run
    # The order of the views in the file is that in which they were made last.
    assert_equal "$(sqlite_do data/script.db 'SELECT * FROM sqlite_schema ORDER BY name; SELECT version, checksum, state FROM schema_migrations ORDER BY 1' | cut -d '|' -f 1-3,5-)" \
        "$(sqlite_do data/run.db 'SELECT * FROM sqlite_schema ORDER BY name; SELECT version, checksum, state FROM schema_migrations ORDER BY 1' | cut -d '|' -f 1-3,5-)"
    "$DUNLIN" downgrade head:base --sql --tenant script >down.sql
    script down.sql
    assert_status 0
    run_dunlin downgrade base --tenant run --allow-data-loss bookings
    assert_status 0
    assert_same_file

    script up.sql
    assert_status 0
    rm migrations/R__a.sql migrations/names.sql
    while IFS='|' read -r assertion words; do
        write_migration 003.sql <<<"-- dunlin:assert $assertion"$'\n-- dunlin:scope tenant\n-- dunlin:up\nCREATE TABLE u (x int);'
        "$DUNLIN" upgrade 002: --sql --tenant script >more.sql
        script more.sql
        assert_status 1
        assert_equal "$output" "${words:+migrations/003.sql:1:$words}"
        assert_equal "$(sqlite_do data/script.db "SELECT count(*) FROM sqlite_schema WHERE name = 'u'")" 0
    done <<'CASES'
after = 3: SELECT count(*) FROM bookings|29: the assertion "after" does not hold: expected = 3, found 2500
before: SELECT 0|26: the assertion "before" does not hold: expected true, found 0
before = 'a': SELECT null|32: the assertion "before" does not hold: expected = 'a', found null
before < 2: SELECT 'two'|30: the assertion "before" does not hold: expected < 2, found two
before = 1: SELECT id FROM bookings|30: the assertion "before" cannot be judged: one row with one column was expected (= 1), rows found: 2500
before = 1: SELECT 1, 2|
CASES
    # A count that is not 0 behind the batch takes all of it back.
    rm migrations/003.sql
    write_migration 003.sql <<<$'-- dunlin:scope tenant\n-- dunlin:batch table=bookings key=id\n-- dunlin:up\nUPDATE bookings SET n = 9 WHERE id BETWEEN :first AND :last;\n-- dunlin:remaining\nSELECT count(*) FROM bookings WHERE n < 10;'
    "$DUNLIN" upgrade 002: --sql --tenant script >more.sql
    before=$(snapshot data/script.db)
    script more.sql
    assert_status 1
    assert_stderr "dunlin:remaining\" does not say 0"
    assert_equal "$(snapshot data/script.db)" "$before"
}
