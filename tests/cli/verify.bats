#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# verify.bats: `dunlin verify` finds what a way back forgets, takes too much of or loses, names it, and goes on; and it
# touches nothing but its scratch databases, whose own life is scratch.bats'.

# shellcheck disable=SC2034 # the assertions read stderr

load ../lib/common
load ../lib/projects

# both FILE UP DOWN [DIRECTIVES]: a migration of the scope SCOPE.
both() { printf '%s\n' "-- dunlin:scope ${SCOPE:-public}" "${4:-}" "-- dunlin:up" "$2" ${3:+"-- dunlin:down" "$3"} | sed '/^$/d' | write_migration "$1"; }

# on ENGINE: a project with one database, and ask SQL.
on() {
    setup_project "$1"
    if [ "$1" = sqlite ]; then
        write_config <<<'system: {url: "sqlite:///app.db"}'
    else
        URL=$(new_database)
        write_config <<<"system: {url: \"$URL\"}"
    fi
}

# told: "revision step,step" of each faulty migration, and the outcome of each other one that is not sound.
told() {
    jq -r '.migrations[] | select(.outcome != "sound") |
        .revision + " " + (if .outcome == "faulty" then [.faults[].step] | join(",") else .outcome end)' <<<"$output"
}

# differences REVISION: what was told of it.
differences() { jq -r --arg id "$1" '.migrations[] | select(.revision == $id) | .faults[].differences[]' <<<"$output"; }

# Seventeen migrations, twelve of them faulty on PostgreSQL; in SQL that both engines take where they can.
faulty_project() {
    local is_pg=$1
    both 001_users.sql "CREATE TABLE users (id integer PRIMARY KEY, email text, name text); CREATE TABLE old (a integer, b integer);" \
        "DROP TABLE users; DROP TABLE old;"
    both 002_index.sql "CREATE INDEX IF NOT EXISTS users_email ON users (email);" "SELECT 1;"
    both 003_view.sql "CREATE VIEW names AS SELECT name FROM users;" "SELECT 1;"
    both 004_order.sql "ALTER TABLE old DROP COLUMN a;" "ALTER TABLE old ADD COLUMN a integer;"
    both 005_too_much.sql "ALTER TABLE users ADD COLUMN nick text;" \
        "ALTER TABLE users DROP COLUMN nick; DROP INDEX users_email;"
    both 006_no_way.sql "CREATE TABLE six (a integer);" "DROP TABLE seven;"
    both 007_table.sql "CREATE TABLE IF NOT EXISTS seven (a integer);" ""$'\n'"CREATE TABLE IF NOT EXISTS eight (a integer);"
    if [ "$is_pg" = yes ]; then
        both 010_default.sql "ALTER TABLE users ALTER COLUMN email SET DEFAULT 'x';" "SELECT 1;"
        both 011_comment.sql "COMMENT ON TABLE users IS 'people';" "SELECT 1;"
        both 012_trigger.sql "CREATE OR REPLACE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS \$\$ BEGIN RETURN NEW; END \$\$; CREATE OR REPLACE TRIGGER t BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION f();" \
            "SELECT 1;"
        both 013_type.sql "ALTER TABLE old ALTER COLUMN b TYPE bigint;" "SELECT 1;"
        both 014_null.sql "ALTER TABLE old ALTER COLUMN b SET NOT NULL;" "SELECT 1;"
        both 015_schema.sql "CREATE SCHEMA IF NOT EXISTS other; CREATE TABLE IF NOT EXISTS other.t (a integer);" "SELECT 1;"
    else
        both 010_default.sql "CREATE TABLE ten (a integer); ALTER TABLE ten ADD COLUMN b integer DEFAULT 1;" \
            "DROP TABLE ten; CREATE TABLE ten (a integer); DROP TABLE ten; CREATE TABLE extra (a);"
        both 012_trigger.sql "CREATE TRIGGER IF NOT EXISTS t AFTER INSERT ON users BEGIN SELECT 1; END;" "SELECT 1;"
    fi
    both 020_one_way.sql "CREATE TABLE twenty (a integer);" ""
    both 021_meant.sql "CREATE TABLE more (a integer);" "" "-- dunlin:irreversible"
    both 022_broken.sql "CREATE TABLE broken (a integer; " "SELECT 1;"
}

@test "PostgreSQL: what each way back forgets is named, and the next one is verified all the same" {
    on postgres
    faulty_project yes
    sed -i 's/integer; /integer REFERENCES nowhere);/' migrations/022_broken.sql
    both 023_behind.sql "SELECT 1;" "SELECT 1;"
    run_dunlin verify --json
    assert_status 1
    json_valid "$ROOT/tests/schemas/verify.json"
    assert_equal "$(told)" "002_index down
003_view down,up_again
005_too_much down
006_no_way down
007_table down
010_default down
011_comment down
012_trigger down
013_type down
014_null down
015_schema down
020_one_way one_way
021_meant one_way
022_broken up
023_behind not_tried"
    assert_json '.sound == 2 and .one_way == 2 and .faulty == 12 and .not_tried == 1'
    differences 002_index | grep -qx 'index users.users_email: extra'
    differences 003_view | grep -qx 'view names: extra'
    differences 005_too_much | grep -qx 'index users.users_email: missing'
    differences 011_comment | grep -q 'table users: comment'
    differences 015_schema | grep -qx 'schema other: extra'
    assert_json '.migrations[] | select(.revision == "006_no_way") | .faults[0] | .file == "migrations/006_no_way.sql" and .line == 5 and .error.sqlstate == "42P01"'
    assert_json '.migrations[] | select(.revision == "023_behind") | .reason | contains("\"022_broken\"")'

    # For people, and cheaper: up to the first few.
    run_dunlin verify 003
    assert_status 1
    assert_stdout "✗ public 002_index: up and down do not lead back to what was there before (migrations/002_index.sql:"
    assert_stdout "    index users.users_email: extra"
    assert_stderr "dunlin: 2 of 3 migrations are not as they should be"
    assert_stderr "public  failed: 002_index: up and down do not lead back"
}

# bats test_tags=sanitize
@test "SQLite: the same" {
    on sqlite
    faulty_project no
    sed -i 's/integer; /integer, FOREIGN KEY (b) REFERENCES c);/' migrations/022_broken.sql
    run_dunlin verify --json
    assert_status 1
    assert_equal "$(told)" "002_index down
003_view down,up_again
005_too_much down
006_no_way down
007_table down
010_default down
012_trigger down
020_one_way one_way
021_meant one_way
022_broken up"
    differences 003_view | grep -qx 'view names: extra'
    run_dunlin verify
    assert_stdout "020_one_way: not verified back: it has no down section"
    assert_stdout "021_meant: not verified back: it is marked irreversible"
    run_dunlin verify 001
    assert_status 0
    assert_stdout_matches "^1 migration in .*: 1 verified$"
    run_dunlin verify 002:004 --json
    assert_equal "$(jq -r '.migrations[].revision' <<<"$output" | tr '\n' ' ')" "003_view 004_order "
    [ ! -e app.db ]
}

@test "rows: what a way back loses or changes is shown, and what is put in behind a migration, too" {
    for engine in sqlite postgres; do
        on $engine
        both 001_t.sql "CREATE TABLE t (id integer PRIMARY KEY, a text); CREATE TABLE u (a integer);" "DROP TABLE t; DROP TABLE u;"
        both 002_kept.sql "ALTER TABLE t RENAME COLUMN a TO b;" "ALTER TABLE t RENAME COLUMN b TO a;"
        both 003_new.sql "ALTER TABLE t ADD COLUMN c text;" "ALTER TABLE t DROP COLUMN c;"
        both 004_lost.sql "CREATE TABLE v (a integer);" "DELETE FROM t WHERE id = 2; DROP TABLE v;"
        both 005_changed.sql "UPDATE t SET b = upper(b);" "UPDATE t SET b = lower(b);"
        both 006_more.sql "INSERT INTO u VALUES (1);" "SELECT 1;"
        both 007_split.sql "CREATE TABLE w AS SELECT id, b FROM t; ALTER TABLE t DROP COLUMN b;" \
            "ALTER TABLE t ADD COLUMN b text; UPDATE t SET b = (SELECT b FROM w WHERE w.id = t.id); DROP TABLE w;"
        write_file rows.sql <<<"INSERT INTO t VALUES (1, 'one'), (2, 'Two');"
        both 008_drop.sql "ALTER TABLE t DROP COLUMN c;" "ALTER TABLE t ADD COLUMN c text;"
        write_file more.sql <<<"UPDATE t SET c = 'kept?' WHERE id = 1;"
        write_file late.sql <<<"INSERT INTO t (id, b) VALUES (1, 'one'), (2, 'two');"
        run_dunlin verify --json --with-data 001=rows.sql --with-data 003=more.sql
        assert_status 1
        assert_equal "$(told)" "004_lost down
005_changed down
006_more down,up_again
008_drop down"
        differences 004_lost | grep -q 'rows of t: 2 rows and 1 rows'
        differences 005_changed | grep -qx "rows of t.b: '\?Two'\? and '\?two'\?"
        differences 008_drop | grep -qx "rows of t.c: '\?kept?'\? and NULL"
        [ $engine = sqlite ] || return 0
        run_dunlin verify --json
        assert_status 0
        run_dunlin verify 007: --json --with-data 001=rows.sql --with-data 003=more.sql
        assert_equal "$(told)" "008_drop down"
        # Without a place: before the last one.
        run_dunlin verify 002 --with-data rows.sql
        assert_status 0
        run_dunlin verify 004 --json --with-data late.sql
        assert_equal "$(told)" "004_lost down"

        run_dunlin verify 001 --with-data rows.sql
        assert_status 0
        assert_stderr "--with-data rows.sql: no migration is verified behind \"001_t\""
        write_file bad.sql <<<$'SELECT 1;\nINSERT INTO nowhere VALUES (1);'
        run_dunlin verify 002 --with-data bad.sql
        assert_status 1
        assert_stdout "002_kept: the rows given for it cannot be put in (bad.sql:2)"
        write_file bad.sql <<<"INSERT INTO schema_migrations (version) VALUES ('x');"
        run_dunlin verify 002 --with-data bad.sql
        assert_stdout "bad.sql: it has changed schema_migrations"
        run_dunlin verify --with-data nowhere.sql
        assert_status 2
        run_dunlin verify --with-data 009=rows.sql
        assert_status 2
        assert_stderr 'no migration that is verified is called "009"'
        run_dunlin verify 001 --with-data 003=rows.sql
        assert_status 2
    done
}

# bats test_tags=sanitize
@test "repeatable migrations run twice" {
    on postgres
    both 001_t.sql "CREATE TABLE t (a integer);" "DROP TABLE t;"
    both r_good.sql "CREATE OR REPLACE VIEW v AS SELECT a FROM t;" "" "-- dunlin:repeatable"
    both r_twice.sql "CREATE TABLE twice (a integer);" "" "-- dunlin:repeatable"
    both r_other.sql "DO \$\$ BEGIN IF to_regclass('one') IS NULL THEN CREATE TABLE one (a integer); ELSE CREATE TABLE IF NOT EXISTS two (a integer); END IF; END \$\$;" \
        "" "-- dunlin:repeatable"
    run_dunlin verify --json
    assert_status 1
    assert_equal "$(told)" "r_other repeat
r_twice repeat"
    differences r_other | grep -qx 'table two: extra'
    rm migrations/r_other.sql
    both r_twice.sql "SELECT nothing FROM t;" "" "-- dunlin:repeatable"
    run_dunlin verify --json
    assert_equal "$(told)" "r_good not_tried
r_twice up"
}

@test "nothing of the project's is touched: databases, files, audit log, hooks" {
    schema_project
    write_file dunlin.yaml <<YAML
system: {url: "$URL"}
tenants: {schemas: "tenant_{tenant}"}
hooks:
  before_run: [{command: [touch, hooked]}]
  before_migration: [{sql: "CREATE TABLE hooked (a integer)"}]
YAML
    mv dunlin.yaml with_hooks.yaml
    write_config <<<"{system: {url: \"$URL\"}, tenants: {schemas: 'tenant_{tenant}'}}"
    make_schemas "$URL" tenant_acme
    quietly dunlin upgrade
    psql_do "$URL" "INSERT INTO tenant_acme.users VALUES (1, 'a@b.c')"
    mv with_hooks.yaml dunlin.yaml
    both 004_more.sql "CREATE TABLE more (a integer);" "DROP TABLE more;"
    SCOPE=tenant both 005_refers.sql "ALTER TABLE users ADD COLUMN tenant varchar(63) REFERENCES public.tenants (slug);" \
        "ALTER TABLE users DROP COLUMN tenant;" "-- dunlin:depends 004"
    before=$(dump "$URL")
    files=$(snapshot .)
    run_dunlin verify
    assert_status 0
    assert_stdout_matches "^5 migrations in .*: 5 verified$"
    assert_stderr_matches "^tenants  005_refers  "
    assert_equal "$(dump "$URL")" "$before"
    assert_equal "$(snapshot .)" "$files"
    run_dunlin verify --tenants
    assert_stdout_matches "^3 migrations in "
    run_dunlin verify --public --with-data x.sql
    assert_status 2
    run_dunlin verify --with-data dunlin.yaml
    assert_status 2
    assert_stderr "say which migrations it is for"
}

@test "what reaches outside its database is refused by name before anything runs" {
    for engine in sqlite postgres; do
        on $engine
        both 001_t.sql "CREATE TABLE t (a integer);" "DROP TABLE t;"
        if [ $engine = sqlite ]; then
            both 002_out.sql "SELECT 1;" "SELECT load_extension('x');"
            said="migrations/002_out.sql:5:8: load_extension() reaches outside the database"
        else
            both 002_out.sql "SELECT 1;" $'DO $$ BEGIN\n  DROP ROLE dunlin_none; END $$;'
            said="migrations/002_out.sql:6:3: DROP ROLE reaches outside the database"
        fi
        run_dunlin verify
        assert_status 1
        assert_stderr "$said"
        refute_stderr "001_t"
        run_dunlin verify 001
        assert_status 0
    done
}

@test "tenants that are databases, tenants that are files beside a PostgreSQL one, hostile schemas" {
    URL=$(new_database)
    setup_project hybrid
    shared_migrations
    write_config <<<"{system: {url: \"$URL\"}, tenants: {files: 'data/{tenant}.db'}}"
    run_dunlin verify
    assert_status 0
    assert_stdout_matches "^3 migrations in .*: 3 verified$"
    [ ! -e data ]
    write_config <<<"{system: {url: \"$URL\"}, tenants: {databases: 'x_{tenant}'}}"
    run_dunlin verify
    assert_status 0
    write_config <<YAML
system: {url: "$URL", schema: "\"; DROP SCHEMA public --"}
tenants: {schemas: "\"; DROP SCHEMA public --{tenant}'"}
YAML
    run_dunlin verify
    assert_status 0
    sed -i 's/^CREATE TABLE posts/CREATE TABLE IF NOT EXISTS posts/; s/^DROP TABLE posts/SELECT 1/' migrations/003_posts.sql
    run_dunlin verify --json
    assert_equal "$(told)" "003_posts down"
}

@test "branches: what builds on a broken migration is not tried, the rest is" {
    on sqlite
    both 001_base.sql "CREATE TABLE t (a integer);" "DROP TABLE t;"
    both 002_left.sql "CREATE TABLE t (a integer);" "SELECT 1;" "-- dunlin:parent 001"
    both 003_right.sql "CREATE TABLE r (a integer);" "DROP TABLE r;" "-- dunlin:parent 001"
    both 004_merge.sql "" "" '-- dunlin:parent 002 003'
    run_dunlin verify --json
    assert_status 1
    assert_equal "$(told)" "002_left up
004_merge not_tried"
    assert_json '.sound == 2'
    run_dunlin verify 003_right
    assert_status 0
    run_dunlin verify 009
    assert_status 2
    run_dunlin verify 003:001
    assert_status 2
    run_dunlin verify 004:
    assert_status 0
    assert_stdout "no migration to verify"
}

@test "migrations without a transaction, and batches, go there and back as well" {
    on postgres
    both 001_t.sql "CREATE TABLE t (id integer PRIMARY KEY, a integer); INSERT INTO t SELECT i, i FROM generate_series(1, 5) i;" "DROP TABLE t;"
    both 002_i.sql "CREATE INDEX CONCURRENTLY i ON t (a);" "DROP INDEX CONCURRENTLY i;" "-- dunlin:transaction off"
    both 003_j.sql "CREATE INDEX CONCURRENTLY IF NOT EXISTS j ON t (a); CREATE INDEX CONCURRENTLY k ON t (a);" \
        "DROP INDEX CONCURRENTLY k;" "-- dunlin:transaction off"
    both 004_b.sql $'UPDATE t SET a = id + 1 WHERE id BETWEEN :first AND :last;\n-- dunlin:remaining\nSELECT count(*) FROM t WHERE a = id;' "UPDATE t SET a = id;" "-- dunlin:batch table=t key=id size=2"
    write_file rows.sql <<<"INSERT INTO t VALUES (6, 6);"
    run_dunlin verify --json --with-data 001=rows.sql
    assert_status 1
    assert_equal "$(told)" "003_j down"
    run_dunlin verify --json --tx-mode none 001
    assert_status 0
    run_dunlin verify --json --tx-mode all
    assert_status 1
    assert_stderr "cannot share one transaction"
}
