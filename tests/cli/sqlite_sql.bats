#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# sqlite_sql.bats: SQLite's SQL as it is in the wild: triggers, table rebuilds, VACUUM, and what no migration may do.

load ../lib/common
load ../lib/projects

setup() {
    common_setup
    setup_project
    write_config <<<'system: {url: "sqlite:///app.db"}'
    write_migration 001_tables.sql <<'SQL'
CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE books (id INTEGER PRIMARY KEY AUTOINCREMENT, author INTEGER REFERENCES authors (id) ON DELETE CASCADE,
    title TEXT);
INSERT INTO authors VALUES (1, 'Ursula; K.'), (2, 'Stanisław');
INSERT INTO books (author, title) VALUES (1, 'The Dispossessed'), (2, 'Solaris'), (1, 'The Telling');
SQL
    run_dunlin upgrade
    [ "$status" = 0 ]
}

@test "triggers with semicolons, CASE ... END and strings inside are one statement" {
    write_migration 002_trigger.sql <<'SQL'
-- dunlin:up
CREATE TABLE log (line TEXT);
CREATE TRIGGER on_book AFTER INSERT ON books BEGIN
    INSERT INTO log VALUES ('new; ' || NEW.title);
    UPDATE authors SET name = CASE WHEN name LIKE '%;%' THEN name ELSE name || '; end' END WHERE id = NEW.author;
    /* END; is not the end */ -- nor is END;
    SELECT CASE WHEN NEW.title IS NULL THEN RAISE(ABORT, 'no; title') END;
END;
INSERT INTO books (author, title) VALUES (2, 'Fiasco')
-- dunlin:down
DROP TRIGGER on_book;
DROP TABLE log;
SQL
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(sqlite_do app.db "SELECT line FROM log; SELECT name FROM authors WHERE id = 2")" $'new; Fiasco\nStanisław; end'
    run_dunlin downgrade 001 --allow-data-loss log
    assert_status 0
    assert_equal "$(file_tables app.db)" "authors books"
}

@test "PRAGMA foreign_keys=OFF/ON around a rebuild: every row stays, the high-water mark too" {
    write_migration 002_rebuild.sql <<'SQL'
PRAGMA foreign_keys=OFF;
CREATE TABLE authors_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL, born INTEGER);
INSERT INTO authors_new (id, name) SELECT id, name FROM authors;
DROP TABLE authors;
ALTER TABLE authors_new RENAME TO authors;
PRAGMA foreign_keys=ON;
SQL
    run_dunlin upgrade
    assert_status 0
    # With foreign keys on, the DROP would have deleted every book.
    assert_equal "$(sqlite_do app.db 'SELECT count(*) FROM books; SELECT seq FROM sqlite_sequence')" $'3\n3'
    assert_equal "$(sqlite_do app.db 'PRAGMA foreign_key_check')" ""
    assert_equal "$(sqlite_do app.db "SELECT count(*) FROM pragma_table_info('authors')")" 3
}

@test "PRAGMA foreign_keys=OFF inside BEGIN and COMMIT, as SQLite's manual has it" {
    write_migration 002_rebuild.sql <<'SQL'
BEGIN;
PRAGMA foreign_keys=OFF;
CREATE TABLE authors_new (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO authors_new SELECT id, name FROM authors;
DROP TABLE authors;
ALTER TABLE authors_new RENAME TO authors;
COMMIT;
SQL
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(sqlite_do app.db 'SELECT count(*) FROM books')" 3
}

@test "a rebuild that breaks a foreign key fails, names the table, and changes nothing" {
    write_migration 002_rebuild.sql <<'SQL'
PRAGMA foreign_keys=OFF;
CREATE TABLE authors_new (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO authors_new SELECT id, name FROM authors WHERE id = 1;
DROP TABLE authors;
ALTER TABLE authors_new RENAME TO authors;
PRAGMA foreign_keys=ON;
SQL
    before=$(sqlite_do app.db .dump | grep -v audit)
    run_dunlin upgrade
    assert_status 1
    assert_stderr 002_rebuild
    assert_stderr 'foreign key violated: table "books", rowid 2'
    assert_equal "$(sqlite_do app.db .dump | grep -v audit)" "$before"
    assert_equal "$(sqlite_do app.db 'PRAGMA user_version')" 1
}

@test "foreign keys are left alone where a migration does not speak of them" {
    write_migration 002_orphan.sql <<<"INSERT INTO books (author, title) VALUES (99, 'Orphan');"
    run_dunlin upgrade
    first=$status
    # Off is SQLite's own default, and a violation from before must not stop an unrelated migration.
    assert_equal "$first" 0
    write_migration 003_unrelated.sql <<<'CREATE TABLE unrelated (x);'
    run_dunlin upgrade
    assert_status 0
}

@test "VACUUM: refused in a transaction before anything runs, done under transaction off" {
    write_migration 002_vacuum.sql <<<$'CREATE TABLE early (x);\nVACUUM;'
    before=$(snapshot app.db)
    run_dunlin upgrade
    assert_status 1
    assert_stderr "migrations/002_vacuum.sql:2:1"
    assert_stderr "dunlin:transaction off"
    assert_equal "$(snapshot app.db)" "$before"
    write_migration 002_vacuum.sql <<<$'-- dunlin:transaction off\n-- dunlin:up\nCREATE TABLE early (x);\nVACUUM;\nCREATE TABLE late (x);'
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(file_tables app.db)" "authors books early late"
    assert_equal "$(file_ledger app.db) $(sqlite_do app.db 'PRAGMA user_version')" "001_tables 002_vacuum 2"
}

@test "PRAGMA journal_mode = WAL under transaction off stays with the file" {
    write_migration 002_wal.sql <<<$'-- dunlin:transaction off\n-- dunlin:up\nPRAGMA journal_mode = WAL;'
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(sqlite_do app.db 'PRAGMA journal_mode')" wal
    write_migration 003_more.sql <<<'CREATE TABLE more (x);'
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(file_ledger app.db)" "001_tables 002_wal 003_more"
}

@test "what no migration may do is refused with file, line and reason, before anything runs" {
    rm -f other.db
    while IFS='|' read -r sql message; do
        write_migration 002_bad.sql <<<"CREATE TABLE early (x);
$sql"
        before=$(snapshot .)
        run_dunlin upgrade
        assert_status 1
        assert_stderr "migrations/002_bad.sql:2:1"
        assert_stderr "$message"
        assert_equal "$(snapshot .)" "$before"
    done <<'ROWS'
PRAGMA user_version = 7;|user_version is dunlin's
pragma main . user_version=7;|user_version is dunlin's
PRAGMA "user_version"(7);|user_version is dunlin's
ATTACH 'other.db' AS other;|must not reach other database files
DETACH other;|must not reach other database files
COMMIT;|BEGIN and COMMIT
ROLLBACK;|the transaction is dunlin's
END;|BEGIN and COMMIT
ROWS
    [ ! -e other.db ]
}

@test "asking for user_version is no harm" {
    write_migration 002_ask.sql <<<'PRAGMA user_version;'
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(sqlite_do app.db 'PRAGMA user_version')" 2
}

@test "a migration that changes the ledger is rolled back and named" {
    for sql in "DELETE FROM schema_migrations" "DROP TABLE schema_migrations" \
        "ALTER TABLE schema_migrations ADD COLUMN mine TEXT"; do
        write_migration 002_touch.sql <<<"CREATE TABLE early (x); $sql;"
        before=$(sqlite_do app.db .dump | grep -v audit)
        run_dunlin upgrade
        assert_status 1
        assert_stderr 002_touch
        assert_stderr schema_migrations
        assert_equal "$(sqlite_do app.db .dump | grep -v audit)" "$before"
    done
}

@test "a trigger that changes the ledger: the migration that fires it is rolled back and named" {
    write_migration 002_trigger.sql <<<"CREATE TRIGGER wipe AFTER INSERT ON books BEGIN
        DELETE FROM schema_migrations WHERE version = '001_tables'; END;"
    run_dunlin upgrade
    assert_status 0
    before=$(sqlite_do app.db .dump | grep -v audit)
    write_migration 003_fires.sql <<<"INSERT INTO books DEFAULT VALUES;"
    run_dunlin upgrade
    assert_status 1
    assert_stderr 'migration "003_fires" changed schema_migrations'
    assert_equal "$(sqlite_do app.db .dump | grep -v audit)" "$before"
}

@test "an edit behind a cut-off counts: what was finished is what the ledger says was applied" {
    printf '%s\n' "-- dunlin:transaction off" "-- dunlin:up" "CREATE TABLE cut (a);" "SELECT missing FROM cut;" |
        write_migration 002_cut.sql
    run_dunlin upgrade
    assert_status 1
    sed -i "s/missing/a/" migrations/002_cut.sql
    run_dunlin upgrade
    assert_status 0
    run_dunlin status
    assert_status 0
}

@test "an error deep in a file: line and column, multibyte text before it" {
    write_migration 002_bad.sql <<'SQL'
-- Müller → Söhne
CREATE TABLE fine (name TEXT DEFAULT 'žluťoučký kůň; nothing');
INSERT INTO fine VALUES ('日本語'), (nonsense);
SQL
    before=$(sqlite_do app.db .dump | grep -v audit)
    run_dunlin upgrade
    assert_status 1
    assert_stderr "migrations/002_bad.sql:3:35"
    assert_stderr nonsense
    assert_equal "$(sqlite_do app.db .dump | grep -v audit)" "$before"
}

@test "a temporary table of one migration is not seen by the next" {
    write_migration 002_temp.sql <<<'CREATE TEMP TABLE books (x); CREATE TEMP TABLE schema_migrations (version);'
    write_migration 003_after.sql <<<'UPDATE books SET title = upper(title);'
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(sqlite_do app.db 'SELECT title FROM books WHERE id = 2')" SOLARIS
    assert_equal "$(file_ledger app.db)" "001_tables 002_temp 003_after"
}
