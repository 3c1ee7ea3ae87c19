#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# bad_files.bats: migration files that cannot be what their author meant. Each is refused with file, line and column and
# code 2 before any database is opened, so that the good files that are pending before it do not run either.

load ../lib/common
load ../lib/projects

# 001_a is applied to app.db and 002_b is pending: what must still be so after every refusal.
setup() {
    common_setup
    setup_project
    write_config <<<'system: {url: "sqlite:///app.db"}'
    write_migration 001_a.sql <<<'CREATE TABLE a (x integer);'
    run_dunlin upgrade
    assert_status 0
    cp app.db "$TEST_DIR/before.db"
    write_migration 002_b.sql <<<'CREATE TABLE b (x integer);'
}

# on_postgres: the same in a database of the server, whose dump is then what must not change.
on_postgres() {
    URL=$(new_database)
    write_config <<<"system: {url: \"$URL\"}"
    mv migrations/002_b.sql .
    run_dunlin upgrade
    assert_status 0
    mv 002_b.sql migrations
}

# bytes FORMAT: printf's own, into migrations/003_bad.EXTENSION (default sql).
# shellcheck disable=SC2059 # the escapes are wanted
bytes() { printf -- "$1" >"migrations/003_bad.${2:-sql}"; }

# refused CODE MESSAGE: upgrade fails with the message, which begins with a file's place; stdout has the code and the
# place as facts of their own; nothing is made and app.db keeps every byte.
refused() {
    local there=(* migrations/*) now place=${2%%: *} file
    file=${place%%:*}
    run_dunlin upgrade --json
    assert_status 2
    assert_stderr "dunlin: $2"
    assert_stdout "\"code\": \"$1\""
    assert_stdout "\"file\": \"$file\""
    if [ "$place" != "$file" ]; then
        place=${place#"$file":}
        assert_stdout "\"line\": ${place%%:*}"
    fi
    now=(* migrations/*)
    assert_equal "${now[*]}" "${there[*]}"
    untouched
}

# untouched: app.db is what it was after setup.
untouched() { [ ! -e app.db ] || cmp app.db "$TEST_DIR/before.db"; }

# refused_rows EXTENSION: from stdin, rows of "contents for printf|code|position and message".
refused_rows() {
    local contents code message
    while IFS='|' read -r contents code message; do
        bytes "$contents" "$1"
        refused "$code" "migrations/003_bad.$1:$message"
    done
}

# accepted: 002 and 003 are applied.
accepted() {
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(file_ledger app.db)" "001_a 002_b 003_bad"
}

# ---- what is no text, or none that says anything

@test "empty files: zero bytes, blanks, comments alone" {
    refused_rows sql <<'ROWS'
|syntax|1: the file is empty
\n \t\n|syntax|1: the file holds no SQL and no directive
-- a remark\n/* another */\n|syntax|1: the file holds no SQL and no directive
ROWS
    assert_json '.error == {code: "syntax", file: "migrations/003_bad.sql", line: 1,
        message: "migrations/003_bad.sql:1: the file holds no SQL and no directive"}'
    bytes '# a remark\n' py
    refused syntax 'migrations/003_bad.py:1: no "MIGRATION_SCOPE"'
}

@test "empty files: an explicit empty up is fine, applied, recorded and said" {
    for contents in '-- dunlin:up\n' '-- dunlin:up\n-- nothing to do here\n/* nor here */\n-- dunlin:down\n'; do
        bytes "$contents"
        accepted
        assert_stdout "003_bad has an empty up section: it was recorded, nothing was run"
        sqlite_do app.db "DELETE FROM schema_migrations WHERE version > '003'; PRAGMA user_version = 2"
    done
}

@test "empty files: a down file of nothing" {
    bytes 'CREATE TABLE c (x integer);\n'
    : >migrations/003_bad.down.sql
    refused syntax 'migrations/003_bad.down.sql:1: the file is empty'
    write_migration 003_bad.down.sql <<<'-- later'
    refused syntax 'migrations/003_bad.down.sql:1: the file holds no SQL and no directive'
    rm migrations/003_bad.sql
    refused syntax 'migrations/003_bad.down.sql:1: down SQL without its migration: there is no "003_bad.sql"'
}

# bats test_tags=sanitize
@test "bytes: binary, not UTF-8, NUL, UTF-16, with their line and column" {
    refused_rows sql <<'ROWS'
\177ELF\002\001\001\000\000|syntax|1:8: a NUL byte: the file is no text
\211PNG\r\n\032\n|syntax|1:1: byte 0x89 is not valid UTF-8
-- gr\374n\nSELECT 1;\n|syntax|1:6: byte 0xFC is not valid UTF-8
-- grün\nSELECT 'grün', '\303';\n|syntax|2:17: byte 0xC3 is not valid UTF-8
SELECT 1;\nSELECT '\000';\n|syntax|2:9: a NUL byte: the file is no text
\377\376S\000E\000|syntax|1:1: the file is UTF-16: save it as UTF-8
ROWS
    bytes 'UPGRADE_SQL = "\351"\n' py
    rm migrations/003_bad.sql
    refused syntax 'migrations/003_bad.py:1:16: byte 0xE9 is not valid UTF-8'
    rm migrations/003_bad.py
    bytes 'SELECT 1;'
    printf 'DROP \000' >migrations/003_bad.down.sql
    refused syntax 'migrations/003_bad.down.sql:1:6: a NUL byte'
}

@test "bytes: a byte order mark and CRLF are accepted, and are no edit" {
    bytes '\357\273\277-- Grüße\r\n-- dunlin:up\r\nCREATE TABLE c (x text);\r\nINSERT INTO c VALUES ('"'ü'"');\r\n'
    accepted
    assert_equal "$(sqlite_do app.db 'SELECT x FROM c')" ü
    bytes '-- Grüße\n-- dunlin:up\nCREATE TABLE c (x text);\nINSERT INTO c VALUES ('"'ü'"');\n'
    run_dunlin status --exit-code
    assert_status 0
    # Only the line ends are the same to Dunlin.
    bytes '-- Grüße\n-- dunlin:up\nCREATE TABLE c (x  text);\nINSERT INTO c VALUES ('"'ü'"');\n'
    run_dunlin upgrade
    assert_status 1
    assert_stderr '"003_bad"'
}

# ---- what cannot be read

refused_as_nobody() {
    local before
    before=$(snapshot .)
    run_split as_nobody "$DUNLIN" upgrade
    assert_status 2
    assert_equal "$output" ""
    assert_equal "$stderr" "dunlin: $1"
    assert_equal "$(snapshot .)" "$before"
}

@test "unreadable: a file, a folder, the configuration" {
    [ "$(id -u)" -ne 0 ] || chown -R nobody .
    chmod 0 migrations/002_b.sql
    refused_as_nobody 'migrations/002_b.sql: cannot be read: Permission denied'
    chmod 644 migrations/002_b.sql
    chmod 0 migrations
    refused_as_nobody 'migrations: cannot be read: Permission denied'
    chmod 755 migrations
    chmod 0 dunlin.yaml
    refused_as_nobody 'dunlin.yaml: cannot be read: Permission denied'
    chmod 644 dunlin.yaml
    run_split as_nobody "$DUNLIN" upgrade
    assert_status 0
    assert_equal "$(file_ledger app.db)" "001_a 002_b"
}

@test "unreadable: a directory, a dangling link, a pipe, no folder" {
    mkdir migrations/003_bad.sql
    refused config 'migrations/003_bad.sql: cannot be read: Is a directory'
    rmdir migrations/003_bad.sql
    ln -s nowhere migrations/003_bad.sql
    refused config 'migrations/003_bad.sql: cannot be read: No such file or directory'
    rm migrations/003_bad.sql
    # Nobody writes to it: a reader that waits would wait for ever.
    mkfifo migrations/003_bad.sql
    refused config 'migrations/003_bad.sql: cannot be read: it is no regular file'
    rm migrations/003_bad.sql
    mv migrations elsewhere
    refused config 'migrations: cannot be read: No such file or directory'
    : >migrations
    refused config 'migrations: cannot be read: Not a directory'
}

@test "file names: an extension in upper case, bytes that are no text" {
    write_migration 003_bad.SQL <<<'SELECT 1;'
    refused config 'migrations/003_bad.SQL: the extension must be in lower case'
    rm migrations/003_bad.SQL
    touch $'migrations/003_\xff.sql'
    refused config 'migrations: the file name "003_\377.sql" is not UTF-8'
    rm $'migrations/003_\xff.sql'
    touch $'migrations/003_\n.sql'
    refused config 'migrations: the file name "003_\n.sql" is not UTF-8 or holds control characters'
}

# ---- directives

# bats test_tags=sanitize
@test "directives: unknown, misspelt, misplaced, twice, without up" {
    refused_rows sql <<'ROWS'
-- dunlin:upp\nSELECT 1;\n|syntax|1:11: unknown directive "upp": did you mean "up"?
-- dunlin:up\nSELECT 1;\n-- dunlin:xyzzy 1\n|syntax|3:11: unknown directive "xyzzy"
-- Dunlin: up\nSELECT 1;\n|syntax|1:1: a directive begins with "-- dunlin:", exactly so
SELECT 1;\n  -- dunlin:down\n|syntax|2:3: a directive must begin in the first column
SELECT 1; -- dunlin:down\n|syntax|1:11: a directive must stand on a line of its own
-- dunlin:scope public\n|syntax|1:1: a directive, but no "-- dunlin:up" in the file
-- A remark\n-- dunlin:down\nDROP TABLE b;\n|syntax|2:1: a directive, but no "-- dunlin:up" in the file
CREATE TABLE c (x integer);\n-- dunlin:up\n|syntax|1:1: SQL outside a section
-- dunlin:up\n-- dunlin:down\n-- dunlin:up\n|syntax|3:1: a second "up" section, the first begins in line 2
-- dunlin:up\n-- dunlin:transaction off\n|syntax|2:1: "transaction" belongs in the header
-- dunlin:scope\n-- dunlin:up\n|syntax|1:16: "scope" lacks its argument
-- dunlin:scope everybody\n-- dunlin:up\n|syntax|1:17: unknown scope "everybody"
-- dunlin:engine oracle\n-- dunlin:up\n|syntax|1:18: unknown engine "oracle"
-- dunlin:lock-timeout soon\n-- dunlin:up\n|syntax|1:24: "soon" is no duration
-- dunlin:allow drop\n-- dunlin:up\n|syntax|1:11: the directive "allow" is not supported by this version
ROWS
}

@test "directives: inside a string, a quoted name or a comment they are none" {
    write_migration 003_bad.sql <<'SQL'
CREATE TABLE c (x text);
INSERT INTO c VALUES ('
-- dunlin:xyzzy
-- dunlin:down
');
CREATE TABLE "
-- dunlin:up
" (x text);
/*
-- dunlin:scope nonsense
*/
SQL
    accepted
    assert_equal "$(sqlite_do app.db 'SELECT x FROM c')" $'\n-- dunlin:xyzzy\n-- dunlin:down'
    assert_equal "$(sqlite_do app.db "SELECT count(*) FROM sqlite_schema WHERE name LIKE '%-- dunlin:up%'")" 1
}

@test "directives: inside a dollar quote they are none, in PostgreSQL" {
    on_postgres
    write_migration 003_bad.sql <<'SQL'
CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $body$
    SELECT $$
-- dunlin:xyzzy
-- dunlin:down
$$::text
$body$;
SQL
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(psql_do "$URL" 'SELECT f()')" $'\n-- dunlin:xyzzy\n-- dunlin:down'
}

# ---- quotes

# bats test_tags=sanitize
@test "quotes without their end: SQLite" {
    refused_rows sql <<'ROWS'
CREATE TABLE c (x text);\nINSERT INTO c VALUES ('oops);\n|syntax|2:23: unterminated quoted string
-- ü\nSELECT 'ü', "oops;\n|syntax|2:13: unterminated quoted identifier
SELECT 1;\nSELECT [oops;\n|syntax|2:8: unterminated quoted identifier
SELECT `oops;\n|syntax|1:8: unterminated quoted identifier
-- dunlin:up\nCREATE TABLE c (x text);\n-- dunlin:down\nDROP TABLE "c;\n|syntax|4:12: unterminated quoted identifier
ROWS
    bytes 'CREATE TABLE c (x text);\n'
    write_migration 003_bad.down.sql <<<"DROP TABLE 'c;"
    refused syntax "migrations/003_bad.down.sql:1:12: unterminated quoted string"
}

@test "quotes without their end: PostgreSQL, and the pending migration before has not run" {
    on_postgres
    before=$(dump "$URL")
    refused_rows sql <<'ROWS'
CREATE TABLE c (x text);\nINSERT INTO c VALUES ('oops);\n|syntax|2:23: unterminated quoted string
SELECT E'it\\'s\n|syntax|1:8: unterminated quoted string
SELECT "oops;\n|syntax|1:8: unterminated quoted identifier
SELECT 1;\nDO $$ BEGIN NULL; END;\n|syntax|2:4: unterminated dollar quote "$$"
SELECT $one$ $two$;\n|syntax|1:8: unterminated dollar quote "$one$"
SELECT 1; /* one /* two */\n|syntax|1:11: unterminated comment
ROWS
    assert_equal "$(dump "$URL")" "$before"
}

# ---- the graph

@test "ids: one twice in a scope is refused; one in two scopes are two migrations" {
    write_migration 003_x.sql <<<'CREATE TABLE c (x integer);'
    archify 003_x public 'CREATE TABLE d (x integer);'
    refused graph 'migrations/003_x.sql:1: id "003_x" is used twice: it is also that of "migrations/003_x.py"'
    archify 003_x both 'CREATE TABLE d (x integer);'
    refused graph 'migrations/003_x.py:3: id "003_x" is used twice: it is also that of "migrations/003_x.sql"'

    write_config <<'YAML'
system: {url: "sqlite:///app.db"}
tenants: {files: "data/{tenant}.db"}
YAML
    make_file data/acme.db
    archify 003_x tenant 'CREATE TABLE d (x integer);'
    sed -i '1i -- dunlin:scope public\n-- dunlin:up' migrations/00[123]_?.sql
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(file_ledger app.db)" "001_a 002_b 003_x"
    assert_equal "$(file_ledger data/acme.db)" "003_x"
    assert_equal "$(file_tables app.db) $(file_tables data/acme.db)" "a b c d"
    # By its id alone it can no longer be told.
    write_migration 004_late.sql <<<$'-- dunlin:scope tenant\n-- dunlin:depends 003_x\n-- dunlin:up'
    before=$(snapshot .)
    run_dunlin upgrade
    assert_status 2
    assert_stderr 'migrations/004_late.sql:2: depends "003_x" is ambiguous'
    assert_equal "$(snapshot .)" "$before"
}

# archify ID SCOPE SQL: an Archify file.
archify() {
    write_migration "$1.py" <<PY
"""
MIGRATION_SCOPE: $2
MIGRATION_VERSION: $1
MIGRATION_DESCRIPTION: of the test
"""
UPGRADE_SQL = """$3"""
PY
}

# bats test_tags=sanitize
@test "parent and depends: missing, ambiguous, themselves, in a circle" {
    refused_rows sql <<'ROWS'
-- A remark\n-- dunlin:parent 099_gone\n-- dunlin:up\n|graph|2: parent "099_gone" does not exist
-- A remark\n\n-- dunlin:depends 001\n-- dunlin:depends 002,\t099\n-- dunlin:up\n|graph|4: depends on "099", which does not exist
-- dunlin:depends 00\n-- dunlin:up\n|graph|1: depends "00" is ambiguous: it may mean "001_a", "002_b"
-- A remark\n-- dunlin:parent 003_bad\n-- dunlin:up\n|graph|2: parents and depends form a cycle: "003_bad" needs "003_bad"
-- A remark\n-- dunlin:depends 003_bad\n-- dunlin:up\n|graph|2: parents and depends form a cycle: "003_bad" needs "003_bad"
ROWS
    bytes '-- dunlin:up\n'
    write_migration 002_b.sql <<<$'-- A remark\n-- dunlin:parent 001\n-- dunlin:depends 003\n-- dunlin:up'
    refused graph 'migrations/002_b.sql:3: parents and depends form a cycle: "002_b" needs "003_bad" needs "002_b"'
    bytes '-- dunlin:parent 002_b\n-- dunlin:up\n'
    write_migration 002_b.sql <<<$'-- dunlin:depends 001_a\n-- dunlin:parent 003_bad\n-- dunlin:up'
    refused graph 'migrations/002_b.sql:2: parents and depends form a cycle: "002_b" needs "003_bad" needs "002_b"'
}

@test "parent and depends: a circle across scopes, a parent of another scope" {
    write_config <<'YAML'
system: {url: "sqlite:///app.db"}
tenants: {files: "data/{tenant}.db"}
YAML
    sed -i '1i -- dunlin:scope public\n-- dunlin:up' migrations/001_a.sql
    write_migration 002_b.sql <<<$'-- dunlin:scope public\n-- dunlin:depends 003_bad\n-- dunlin:up'
    write_migration 003_bad.sql <<<$'-- dunlin:scope tenant\n-- dunlin:depends 002_b\n-- dunlin:up'
    refused graph 'migrations/002_b.sql:2: parents and depends form a cycle: "002_b" needs "003_bad" needs "002_b"'
    write_migration 002_b.sql <<<$'-- dunlin:scope public\n-- dunlin:up'
    write_migration 003_bad.sql <<<$'-- dunlin:scope tenant\n-- dunlin:parent 002_b\n-- dunlin:up'
    refused graph 'migrations/003_bad.sql:2: parent "002_b" is outside the lineage'
}

@test "numbers: two native files with one are two heads, and refused" {
    write_migration 003_x.sql <<<'CREATE TABLE c (x integer);'
    write_migration 003_y.sql <<<'CREATE TABLE d (x integer);'
    before=$(snapshot .)
    run_dunlin upgrade
    assert_status 2
    assert_stderr 'migrations/003_y.sql:1: "003_x" and "003_y" have one number'
    assert_stderr 'the public history has 2 heads, "003_x" and "003_y"'
    assert_stderr '`dunlin merge`'
    assert_stderr '`dunlin rebase`'
    # Which of the two a later file follows cannot be told.
    write_migration 004_z.sql <<<'CREATE TABLE e (x integer);'
    run_dunlin upgrade
    assert_status 2
    assert_stderr 'migrations/004_z.sql:1: cannot tell which revision comes before "004_z"'
    assert_stderr '`dunlin merge`'
    rm migrations/004_z.sql
    assert_equal "$(snapshot .)" "$before"
}

@test "numbers: two Archify files with one run in the order of their names, with a warning" {
    archify 003_y public 'CREATE TABLE d (x integer);'
    archify 003_x public 'CREATE TABLE c (x integer);'
    run_dunlin upgrade
    assert_status 0
    assert_stderr 'warning: migrations/003_y.py:3: "003_x" and "003_y" have one number: they run in the order of their file names'
    assert_equal "$(sqlite_do app.db 'SELECT version FROM schema_migrations ORDER BY rowid')" $'001_a\n002_b\n003_x\n003_y'
}

# ---- the ledger against the files

@test "edited after it was applied: named with its file, and nothing runs" {
    write_migration 001_a.sql <<<'CREATE TABLE a (x integer, y integer);'
    before=$(snapshot migrations)
    schema=$(sqlite_do app.db .dump | grep -v audit)
    for verb in upgrade "upgrade 002" "downgrade base"; do
        # shellcheck disable=SC2086
        run_dunlin $verb
        assert_status 1
        assert_stderr 'migrations/001_a.sql:1: '
        assert_stderr '"001_a"'
        assert_stderr 'was edited after it was applied'
    done
    run_dunlin upgrade --json
    assert_status 1
    assert_json '.databases[0].error | .code == "checksum" and .file == "migrations/001_a.sql" and .line == 1'
    run_dunlin status
    assert_status 1
    assert_stdout 'was edited after it was applied'
    assert_equal "$(sqlite_do app.db .dump | grep -v audit)" "$schema"
    assert_equal "$(snapshot migrations)" "$before"
}

@test "edited after it was applied: one tenant has it, the others go on" {
    rm migrations/*
    schema_project
    make_schemas "$URL" tenant_acme tenant_corp
    run_dunlin upgrade 002 --tenant acme
    assert_status 0
    sed -i 's/email/mail/' migrations/002_users.sql
    before=$(dump "$URL" -n tenant_acme)
    run_dunlin upgrade
    assert_status 4
    assert_stderr 'migrations/002_users.sql:1: '
    assert_stderr 'tenant acme'
    assert_equal "$(dump "$URL" -n tenant_acme)" "$before"
    assert_equal "$(ledger_of "$URL" tenant_corp)" "002_users 003_posts"
}

@test "applied but no longer on disk: named, and nothing runs" {
    mv migrations/001_a.sql migrations/000_renamed.sql
    schema=$(sqlite_do app.db .dump | grep -v audit)
    for verb in upgrade "downgrade base"; do
        # shellcheck disable=SC2086
        run_dunlin $verb
        assert_status 1
        assert_stderr '"001_a" is applied, but its file is gone'
    done
    run_dunlin status
    assert_status 1
    assert_stdout '"001_a" is applied, but its file is gone'
    assert_equal "$(sqlite_do app.db .dump | grep -v audit)" "$schema"
    mv migrations/000_renamed.sql migrations/001_a.sql
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(file_ledger app.db)" "001_a 002_b"
}

# ---- Archify

@test "Archify: MIGRATION_VERSION must be the file's name, in .py and in .sql" {
    archify 003_other public 'CREATE TABLE c (x integer);'
    mv migrations/003_other.py migrations/003_bad.py
    refused syntax 'migrations/003_bad.py:3:20: MIGRATION_VERSION is "003_other", but the file'"'"'s name says "003_bad"'
    rm migrations/003_bad.py
    bytes '-- MIGRATION_SCOPE: public\n-- MIGRATION_VERSION: 003_other\nCREATE TABLE c (x integer);\n'
    refused syntax 'migrations/003_bad.sql:2:23: MIGRATION_VERSION is "003_other", but the file'"'"'s name says "003_bad"'
}

# bats test_tags=sanitize
@test "Archify: whatever Python would have to compute is refused, at its line" {
    local head='# MIGRATION_SCOPE: public\n# MIGRATION_VERSION: 003_bad\n'
    while IFS='|' read -r contents message; do
        bytes "$head$contents" py
        refused syntax "migrations/003_bad.py:$message"
    done <<'ROWS'
UPGRADE_SQL = f"DROP TABLE {a}"\n|3:15: an f-string
UPGRADE_SQL = """\nSELECT 1;\n""" rF"x"\n|5:5: an f-string
UPGRADE_SQL = b"SELECT 1"\n|3:15: a bytes literal
UPGRADE_SQL = textwrap.dedent("SELECT 1")\n|3:15: found "textwrap" instead of a string literal
UPGRADE_SQL = "SELECT 1".format()\n|3:25: found "." instead of the end of the line
UPGRADE_SQL = "SELECT %%s" %% 1\n|3:27: found "%" instead of the end of the line
UPGRADE_SQL = open("x.sql").read()\n|3:15: found "open" instead of a string literal
TABLE = "a"\nUPGRADE_SQL = TABLE + " x"\n|4:15: found "TABLE" instead of a string literal
TABLE = "a"\nUPGRADE_SQL = "DROP TABLE " + TABLE\n|4:29: found "+" instead of the end of the line
import os\nUPGRADE_SQL = "SELECT 1"\n|3:1: found "import" instead of an assignment
UPGRADE_SQL = "SELECT 1"\nos.system("touch x")\n|4:1: found "os", which begins no assignment
UPGRADE_SQL = """SELECT 1\n|3:15: unterminated string literal
UPGRADE_SQL = "SELECT 1\n|3:15: unterminated string literal
UPGRADE_SQL = "SELECT 'oops;"\n|3:23: unterminated quoted string
DOWNGRADE_SQL = "SELECT 1"\n|1: no "UPGRADE_SQL"
ROWS
    bytes '# MIGRATION_SCOPE: public|tenant|both\n# MIGRATION_VERSION: 003_bad\nUPGRADE_SQL = ""\n' py
    refused syntax 'migrations/003_bad.py:1:20: "public|tenant|both" leaves the scope open'
    bytes '# MIGRATION_VERSION: 003_bad\nUPGRADE_SQL = ""\n' py
    refused syntax 'migrations/003_bad.py:1: no "MIGRATION_SCOPE"'
}
