#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# takeover.bats: databases that somebody else migrated before: a bare user_version, a two-column schema_migrations, and
# the tables of other tools, which are refused by name and stay as they are.

load ../lib/common
load ../lib/projects

# One SQLite file, app.db, with migrations 001_a to 003_c.
setup() {
    common_setup
    setup_project
    for name in 001_a 002_b 003_c; do
        write_migration $name.sql <<<"CREATE TABLE ${name#*_} (x integer);"
    done
    write_config <<<'system: {url: "sqlite:///app.db"}'
}

on_postgres() {
    URL=$(new_database)
    write_config <<<"system: {url: \"$URL\"}"
}

# ---- user_version

@test "user_version: an old file without a ledger has the first N migrations" {
    write_migration 002_b.down.sql <<<'DROP TABLE b;'
    write_migration 003_c.down.sql <<<'DROP TABLE c;'
    make_file app.db 'CREATE TABLE a (x); CREATE TABLE b (x); INSERT INTO a VALUES (1); PRAGMA user_version = 2'
    before=$(snapshot app.db)
    run_dunlin status --json
    assert_status 0
    assert_json '.positions[0] | .state == "behind" and .applied == ["001_a", "002_b"] and .pending == ["003_c"]'
    run_dunlin current
    assert_equal "$output" 002_b
    assert_equal "$(snapshot app.db)" "$before"
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(file_ledger app.db)" "001_a 002_b 003_c"
    assert_equal "$(sqlite_do app.db 'PRAGMA user_version; SELECT x FROM a')" $'3\n1'
    # What the first two held when they were applied is not known.
    assert_equal "$(sqlite_do app.db 'SELECT version FROM schema_migrations WHERE checksum IS NULL')" $'001_a\n002_b'
    run_dunlin downgrade 001
    assert_status 0
    assert_equal "$(sqlite_do app.db 'PRAGMA user_version')" 1
}

@test "user_version: taken over, the first migrations may be edited, the later ones may not" {
    make_file app.db 'CREATE TABLE a (x); PRAGMA user_version = 1'
    run_dunlin upgrade
    assert_status 0
    echo '-- a remark' >>migrations/001_a.sql
    run_dunlin status
    assert_status 0
    echo '-- a remark' >>migrations/002_b.sql
    before=$(sqlite_do app.db .dump | grep -v audit)
    write_migration 004_d.sql <<<'CREATE TABLE d (x integer);'
    run_dunlin upgrade
    assert_status 1
    assert_stderr '"002_b"'
    assert_stderr "edited after it was applied"
    assert_equal "$(sqlite_do app.db .dump | grep -v audit)" "$before"
}

@test "user_version: a file at the last migration has nothing to do, and nothing is written" {
    make_file app.db 'CREATE TABLE a (x); PRAGMA user_version = 3'
    before=$(snapshot .)
    run_dunlin upgrade
    assert_status 0
    run_dunlin status --exit-code
    assert_status 0
    assert_equal "$(snapshot .)" "$before"
}

@test "user_version: a downgrade takes over, too" {
    for name in 001_a 002_b 003_c; do
        write_migration $name.down.sql <<<"DROP TABLE ${name#*_};"
    done
    make_file app.db 'CREATE TABLE a (x); CREATE TABLE b (x); PRAGMA user_version = 2'
    run_dunlin downgrade 001
    assert_status 0
    assert_equal "$(file_ledger app.db)" 001_a
    assert_equal "$(sqlite_do app.db 'PRAGMA user_version')" 1
    assert_equal "$(file_tables app.db)" a
}

@test "user_version: what no history of ours explains is refused, names dunlin stamp, and stays as it is" {
    while IFS='|' read -r name sql message; do
        rm -f app.db
        make_file app.db "$sql"
        before=$(snapshot .)
        for verb in upgrade status current; do
            run_dunlin $verb
            assert_status 1
            assert_stderr app.db
            assert_stderr "$message"
            assert_stderr "dunlin stamp"
            assert_equal "$(snapshot .)" "$before"
        done
    done <<'ROWS'
exceeds|CREATE TABLE a (x); PRAGMA user_version = 4|4
far beyond|PRAGMA user_version = 2147483647|2147483647
negative|CREATE TABLE a (x); PRAGMA user_version = -1|-1
tables, but 0|CREATE TABLE a (x)|holds tables
a view, but 0|CREATE VIEW v AS SELECT 1|holds tables
ROWS
}

@test "user_version: a branched history is not counted" {
    for name in 002_b 003_c; do
        write_migration $name.sql <<SQL
-- dunlin:parent 001_a
-- dunlin:up
CREATE TABLE ${name#*_} (x integer);
SQL
    done
    make_file app.db 'CREATE TABLE a (x); PRAGMA user_version = 2'
    before=$(snapshot .)
    run_dunlin upgrade heads
    assert_status 1
    assert_stderr "dunlin stamp"
    assert_equal "$(snapshot .)" "$before"
}

@test "user_version: a fresh file, empty or not there, begins at the first migration" {
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(file_ledger app.db)" "001_a 002_b 003_c"
    rm app.db
    : >app.db
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(file_ledger app.db)" "001_a 002_b 003_c"
}

@test "user_version: status names a file where it and the ledger disagree" {
    run_dunlin upgrade
    sqlite_do app.db 'PRAGMA user_version = 1'
    before=$(snapshot .)
    run_dunlin status
    assert_status 0
    assert_stderr "app.db: user_version is 1, but its ledger holds 3 migrations"
    run_dunlin status --json
    assert_json '.warnings | length == 1'
    assert_equal "$(snapshot .)" "$before"
    # The ledger is what counts: there is nothing to do.
    run_dunlin upgrade --json
    assert_json '.steps == 0'
    sqlite_do app.db "PRAGMA user_version = 3; DELETE FROM schema_migrations WHERE version = '003_c'"
    run_dunlin status
    assert_stderr "app.db: user_version is 3, but its ledger holds 2 migrations"
}

@test "user_version: many old files in one run, each by its own number" {
    write_config <<'YAML'
system: none
tenants: {files: "data/{tenant}.db"}
YAML
    for name in 001_a 002_b 003_c; do
        write_migration $name.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nCREATE TABLE '"${name#*_}"' (x integer);'
    done
    make_file data/new.db
    make_file data/one.db 'CREATE TABLE a (x); PRAGMA user_version = 1'
    make_file data/two.db 'CREATE TABLE a (x); CREATE TABLE b (x); PRAGMA user_version = 2'
    make_file data/odd.db 'PRAGMA user_version = 9'
    odd=$(snapshot data/odd.db)
    run_dunlin upgrade
    assert_status 4
    assert_stderr "tenant odd"
    for name in new one two; do
        assert_equal "$(file_ledger data/$name.db)" "001_a 002_b 003_c"
    done
    assert_equal "$(snapshot data/odd.db)" "$odd"
}

# ---- the two-column table

@test "two columns, PostgreSQL: Archify's table is taken over in place, its rows kept" {
    on_postgres
    psql_do "$URL" "CREATE TABLE schema_migrations (
            version VARCHAR(255) PRIMARY KEY,
            applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
        INSERT INTO schema_migrations VALUES ('001_a', '2024-03-01 12:00:00'), ('002_b', '2024-03-02 12:00:00.5')"
    before=$(dump "$URL")
    run_dunlin status --json
    assert_json '.positions[0] | .applied == ["001_a", "002_b"] and .pending == ["003_c"]'
    assert_equal "$(dump "$URL")" "$before"
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(psql_do "$URL" "SELECT version, applied_at FROM schema_migrations WHERE checksum IS NULL ORDER BY 1")" \
        $'001_a|2024-03-01 12:00:00\n002_b|2024-03-02 12:00:00.5'
    assert_equal "$(ledger_of "$URL" public)" "001_a 002_b 003_c"
    assert_equal "$(tables_of "$URL" public)" c
    # Archify's own migrator still reads and writes it.
    psql_do "$URL" "INSERT INTO schema_migrations (version) VALUES ('004_later')"
    write_migration 004_later.sql <<<'SELECT 1;'
    run_dunlin current
    assert_equal "$output" "004_later (head)"
}

@test "two columns, PostgreSQL: nothing to do leaves the table as it is" {
    on_postgres
    psql_do "$URL" "CREATE TABLE schema_migrations (version text PRIMARY KEY, applied_at timestamptz);
        INSERT INTO schema_migrations VALUES ('001_a', now()), ('002_b', now()), ('003_c', now())"
    before=$(dump "$URL")
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(dump "$URL")" "$before"
}

@test "two columns, PostgreSQL: a migration that fails leaves the table as it was" {
    on_postgres
    write_migration 003_c.sql <<<'SELECT 1/0;'
    psql_do "$URL" "CREATE TABLE schema_migrations (version varchar(255) PRIMARY KEY, applied_at timestamp);
        INSERT INTO schema_migrations VALUES ('001_a', now()), ('002_b', now())"
    before=$(dump "$URL" -n public)
    run_dunlin upgrade
    assert_status 1
    assert_equal "$(dump "$URL" -n public)" "$before"
    assert_equal "$(psql_do "$URL" "SELECT count(*) FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name = 'schema_migrations'")" 2
}

@test "two columns, SQLite: taken over in place, its rows kept, user_version set" {
    make_file app.db "CREATE TABLE schema_migrations (
            version VARCHAR(255) PRIMARY KEY,
            applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
        INSERT INTO schema_migrations VALUES ('001_a', '2024-03-01 12:00:00'), ('002_b', '2024-03-02 12:00:00')"
    before=$(snapshot .)
    run_dunlin status --json
    assert_json '.positions[0] | .applied == ["001_a", "002_b"] and .pending == ["003_c"]'
    assert_equal "$(snapshot .)" "$before"
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(sqlite_do app.db "SELECT version, applied_at FROM schema_migrations WHERE checksum IS NULL ORDER BY 1")" \
        $'001_a|2024-03-01 12:00:00\n002_b|2024-03-02 12:00:00'
    assert_equal "$(file_ledger app.db) $(sqlite_do app.db 'PRAGMA user_version')" "001_a 002_b 003_c 3"
}

@test "two columns: a migration that it names and that has no file is refused" {
    on_postgres
    psql_do "$URL" "CREATE TABLE schema_migrations (version varchar(255) PRIMARY KEY, applied_at timestamp);
        INSERT INTO schema_migrations VALUES ('000_gone', now())"
    before=$(dump "$URL")
    run_dunlin upgrade
    assert_status 1
    assert_stderr '"000_gone" is applied, but its file is gone'
    assert_equal "$(dump "$URL")" "$before"
}

# ---- other tools

# tool | what its table looks like | what the message says
foreign_tables() {
    cat <<'ROWS'
golang-migrate|version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL|golang-migrate
rails|version varchar(255) NOT NULL PRIMARY KEY|Rails or dbmate
dbmate|version varchar(128) PRIMARY KEY|Rails or dbmate
ecto|version bigint PRIMARY KEY, inserted_at timestamp|Ecto
two columns of numbers|version bigint PRIMARY KEY, applied_at timestamp|a shape that is not known
unknown|id integer PRIMARY KEY, name text, batch integer|a shape that is not known
one more|version varchar(255) PRIMARY KEY, applied_at timestamp, note text|a shape that is not known
a newer dunlin|version varchar(255) PRIMARY KEY, applied_at timestamp, checksum varchar(64), duration_ms bigint, applied_by varchar(63), run_id varchar(36), state varchar(16), statements_done integer, journal varchar(40), signature text|written by a newer version of dunlin
ROWS
}

@test "other tools, PostgreSQL: their schema_migrations is refused by name, and nothing is written" {
    on_postgres
    while IFS='|' read -r tool columns message; do
        psql_do "$URL" "DROP TABLE IF EXISTS schema_migrations; CREATE TABLE schema_migrations ($columns)" 2>/dev/null
        before=$(dump "$URL")
        for verb in status upgrade current "downgrade base"; do
            # shellcheck disable=SC2086
            run_dunlin $verb
            assert_status 1
            assert_stderr "$message"
        done
        assert_equal "$(dump "$URL")" "$before"
    done < <(foreign_tables)
}

@test "the two-column table: a row without a version is told as one whose file is gone" {
    rows="CREATE TABLE schema_migrations (version varchar(20), applied_at timestamp);
        INSERT INTO schema_migrations VALUES (NULL, NULL), ('001_a', NULL);"
    make_file app.db "$rows"
    refused() {
        for verb in status upgrade; do
            run_dunlin $verb
            assert_status 1
            assert_stderr '"" is applied, but its file is gone'
        done
    }
    refused
    on_postgres
    psql_do "$URL" "$rows"
    refused
}

@test "other tools, SQLite: the same" {
    while IFS='|' read -r tool columns message; do
        rm -f app.db
        make_file app.db "CREATE TABLE schema_migrations ($columns)"
        before=$(snapshot .)
        for verb in status upgrade "downgrade base"; do
            # shellcheck disable=SC2086
            run_dunlin $verb
            assert_status 1
            assert_stderr "$message"
        done
        assert_equal "$(snapshot .)" "$before"
    done < <(foreign_tables)
}

@test "other tools: one tenant's foreign ledger leaves the others going" {
    schema_project
    make_schemas "$URL" tenant_acme tenant_corp
    psql_do "$URL" "CREATE TABLE tenant_acme.schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)"
    rm migrations/00?_?.sql
    run_dunlin upgrade
    assert_status 4
    assert_stderr golang-migrate
    assert_equal "$(tables_of "$URL" tenant_acme)" ""
    assert_equal "$(tables_of "$URL" tenant_corp)" "posts users"
}
