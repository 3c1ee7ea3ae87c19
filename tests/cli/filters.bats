#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# filters.bats: what diff.include and diff.exclude leave out of a comparison stays as it is.
# shellcheck disable=SC2154 # output, stderr and status are set by run

load ../lib/common

# project_with SQL: migration 001 with it, and schema.sql from stdin as the desired state; diff.exclude as it stands in EXCLUDE.
project_with() {
    setup_project
    printf -- '-- dunlin:up\n%s\n' "$1" | write_migration 001_first.sql
    cat >schema.sql
    printf 'system: {url: "%s"}\nschema: {public: schema.sql}\ndiff: {exclude: [%s]}\n' "$DATABASE_URL" "${EXCLUDE-}" | write_config
}

# bats test_tags=sanitize
@test "sqlite: tables of somebody else's are left alone, with all that belongs to them" {
    export DATABASE_URL=sqlite:///app.db EXCLUDE='"table:Tmp_*", "index:by_*", cache'
    project_with "CREATE TABLE tmp_a (id integer); CREATE INDEX tmp_a_id ON tmp_a (id); CREATE TABLE cache (x); CREATE TABLE t (id integer);
        CREATE INDEX by_id ON t (id); CREATE VIEW v AS SELECT id FROM tmp_a;" <<<"CREATE TABLE t (id integer, name text); CREATE TABLE tmp_b (x);
        CREATE VIEW v AS SELECT 1 AS id;"
    run_dunlin diff
    assert_status 0
    refute_stderr loses
    refute_stdout tmp_b
    refute_stdout DROP\ INDEX
    assert_stdout "ALTER TABLE t ADD COLUMN name"
    assert_stdout "CREATE VIEW v"
    run_dunlin diff --exclude 't,v,tmp_*,cache'
    assert_status 0
    assert_equal "$output" ""
    run_dunlin diff --include 'nothing'
    assert_equal "$output" ""
    assert_status 0
    run_dunlin diff --exclude 'tabel:x'
    assert_status 2
    assert_stderr 'diff.exclude: there are no objects of the kind "tabel" (did you mean "table"?)'
    # The migration that is written leaves them alone as well, up and down.
    run_dunlin revision --autogenerate -m more
    assert_status 0
    refute_stderr loses
    run grep -iE "(TABLE|INDEX) .*(tmp_|by_id|cache)" migrations/*more.sql
    [ "$status" -ne 0 ]
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(sqlite_do app.db "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_schema
        WHERE type <> 'view' AND name NOT GLOB '*unlin*' AND name NOT GLOB 'sqlite*' AND name <> 'schema_migrations' ORDER BY name)")" \
        "by_id cache t tmp_a tmp_a_id"
}

@test "postgres: a database of two owners; what is left out may be what the rest stands on" {
    local url
    url=$(new_database)
    psql_do "$url" "CREATE TYPE job_state AS ENUM ('a'); CREATE TABLE jobs (id serial PRIMARY KEY, state job_state) PARTITION BY RANGE (id);
        CREATE TABLE jobs_1 PARTITION OF jobs FOR VALUES FROM (1) TO (10); CREATE INDEX jobs_state ON jobs (state);
        CREATE TABLE t (id integer, job integer REFERENCES jobs (id)); CREATE FUNCTION tmp_f() RETURNS integer LANGUAGE sql AS 'SELECT 1'"
    printf 'CREATE TABLE t (id bigint, job integer);\n' >new.sql
    run_dunlin diff --from "$url" --to new.sql --exclude 'public.job*,function:tmp_*,constraint:t_job_fkey'
    assert_status 0
    assert_equal "$(grep -v '^--' <<<"$output")" "ALTER TABLE t ALTER COLUMN id TYPE bigint;"
    run_dunlin diff --from "$url" --to new.sql --include t --exclude 't.t_*'
    assert_status 0
    assert_equal "$(grep -v '^--' <<<"$output")" "ALTER TABLE t ALTER COLUMN id TYPE bigint;"
    psql_do "$url" "$output" -1
    run_dunlin diff --from "$url" --to new.sql --include t --exclude 't.t_*'
    assert_equal "$output" ""
    assert_status 0
}

@test "sqlite: what is left out of a table that is made anew is there again, or nothing is written" {
    export DATABASE_URL=sqlite:///app.db EXCLUDE='"trigger:audit_*", "index:x_*", "view:x_*"'
    project_with "CREATE TABLE t (id integer PRIMARY KEY, n text); CREATE TABLE log (n text); CREATE INDEX x_n ON t (n) WHERE n > 'a';
        CREATE VIEW x_all AS SELECT n FROM t;
        CREATE TRIGGER audit_t AFTER INSERT ON t WHEN new.n IS NOT NULL BEGIN INSERT INTO log VALUES (new.n); END;" \
        <<<"CREATE TABLE t (id integer PRIMARY KEY, n text NOT NULL DEFAULT 'none'); CREATE TABLE log (n text);"
    run_dunlin upgrade
    local before
    theirs() { sqlite_do app.db "SELECT sql FROM sqlite_schema WHERE name GLOB 'x_*' OR name GLOB 'audit_*' ORDER BY name" | tr -s ' \n' ' '; }
    before=$(theirs)
    sqlite_do app.db "INSERT INTO t (n) VALUES ('one'), (NULL)"
    run_dunlin revision --autogenerate -m strict
    assert_status 0
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(theirs)" "$before"
    assert_equal "$(sqlite_do app.db "INSERT INTO t (n) VALUES ('two'); SELECT group_concat(n) FROM t; SELECT group_concat(n) FROM log")" \
        $'one,none,two\none,two'
    run_dunlin downgrade -1
    assert_status 0
    assert_equal "$(theirs)" "$before"
    # A trigger goes with its view, too.
    sqlite_do app.db "CREATE VIEW both AS SELECT id FROM t; CREATE TRIGGER audit_v INSTEAD OF INSERT ON both BEGIN INSERT INTO log VALUES ('v'); END"
    echo "CREATE TABLE t (id integer PRIMARY KEY, n text); CREATE TABLE log (n text); CREATE VIEW both AS SELECT id, n FROM t;" >schema.sql
    run_dunlin diff --from "$DATABASE_URL" --to schema.sql --exclude 'trigger:audit_*,index:x_*,view:x_*,table:schema_*'
    assert_status 0
    assert_stdout "CREATE TRIGGER audit_v"
    # A column cannot be given back: its values would be gone.
    echo "CREATE TABLE t (id integer PRIMARY KEY, m text NOT NULL CHECK (m <> '') DEFAULT 'x', UNIQUE (m)); CREATE TABLE log (n text);" >schema.sql
    run_dunlin diff --exclude 'column:n,trigger:audit_*,index:x_*,view:x_*'
    assert_status 1
    assert_stderr 'the column "t.n" is left out of the comparison, but would be lost: its table has to be made anew'
}

@test "postgres: what is left out of something that is made anew is there again" {
    local url
    url=$(new_database)
    psql_do "$url" "CREATE TABLE t (id integer, n varchar(9)); CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
        CREATE INDEX x_m ON m (id); CREATE VIEW v AS SELECT id, n FROM t; CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
        CREATE TRIGGER x_v INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION f()"
    echo "CREATE TABLE t (id integer, n text); CREATE MATERIALIZED VIEW m AS SELECT id, n FROM t; CREATE VIEW v AS SELECT id, n FROM t" >new.sql
    run_dunlin diff --from "$url" --to new.sql --exclude 'index:x_*,trigger:x_*,function:f'
    assert_status 0
    psql_do "$url" "$output" -1
    assert_equal "$(psql_do "$url" "SELECT indexname FROM pg_indexes WHERE indexname = 'x_m'; SELECT tgname FROM pg_trigger WHERE tgrelid = 'v'::regclass")" $'x_m\nx_v'
}
