#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# exec_order.bats: a migration that arrives late, below one that is already applied: refused, left out, or applied.

load ../lib/common
load ../lib/projects

# table NAME: a migration that makes a table of its number.
table() {
    write_migration "$1.sql" <<SQL
-- dunlin:up
CREATE TABLE t${1%%_*} (id integer);
-- dunlin:down
DROP TABLE t${1%%_*};
SQL
}

# 001 and 003 are applied, 002 comes late.
late_file_project() {
    setup_project
    write_config <<'YAML'
system: {url: "sqlite:///app.db"}
YAML
    table 001_a
    table 003_c
    dunlin upgrade --quiet
    table 002_b
}

# bats test_tags=sanitize
@test "exec-order, SQLite: linear refuses and says the ways out; nothing is changed" {
    late_file_project
    before=$(sqlite_do app.db .dump)
    run_dunlin upgrade
    assert_status 1
    assert_stderr 'migrations/002_b.sql:1: "002_b" is pending, but "003_c", which comes after it, is already applied'
    assert_stderr '`dunlin rebase`'
    assert_stderr '--exec-order linear-skip'
    assert_stderr '--exec-order non-linear'
    assert_equal "$(sqlite_do app.db .dump)" "$before"
    run_dunlin status
    assert_stdout '"002_b" is pending, but "003_c"'
    run_dunlin upgrade --exec-order sideways
    assert_status 2
    assert_stderr '"sideways" is none of linear, linear-skip, non-linear'
}

# bats test_tags=sanitize
@test "exec-order, SQLite: linear-skip applies the rest and warns; what it left out stays pending" {
    late_file_project
    table 004_d
    run_dunlin upgrade --exec-order linear-skip
    assert_status 0
    assert_equal "$(file_tables app.db)" "t001 t003 t004"
    assert_stderr 'left out of public, since what comes after it is already applied: "002_b"'
    DUNLIN_RUN_EXEC_ORDER=linear-skip run_dunlin upgrade --json
    assert_status 0
    assert_json '.warnings[0] | contains("\"002_b\"")'
    assert_json '.databases[0] | .outcome == "unchanged" and .current == "004_d"'
    DUNLIN_RUN_EXEC_ORDER=linear-skip run_dunlin status --json
    assert_json '.positions[0] | .pending == ["002_b"] and .state == "behind"'
    run_dunlin upgrade 002 --exec-order linear-skip
    assert_status 0
    assert_equal "$(file_tables app.db)" "t001 t003 t004"
}

@test "exec-order, SQLite: non-linear applies it late, and a downgrade reverts in the order of the history" {
    late_file_project
    table 004_d
    run_dunlin upgrade --exec-order non-linear --events
    assert_status 0
    assert_equal "$(jq -r 'select(.event == "step_finished") | .revision' <<<"$output")" $'002_b\n004_d'
    assert_equal "$(file_ledger app.db)" "001_a 002_b 003_c 004_d"
    run_dunlin downgrade 001 --events
    assert_equal "$(jq -r 'select(.event == "step_finished") | .revision' <<<"$output")" $'004_d\n003_c\n002_b'
}

@test "exec-order, PostgreSQL: tenants that lack the same share a warning; what needs what is left out is left out too" {
    schema_project
    make_schemas "$URL" tenant_a tenant_b tenant_c
    dunlin upgrade --quiet
    dunlin downgrade 002 --tenant c --quiet
    write_migration 002.5_late.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
CREATE TABLE late (id integer);
-- dunlin:down
DROP TABLE late;
SQL
    write_migration 004_on_late.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:depends 002.5_late
-- dunlin:up
CREATE TABLE on_late (id integer);
-- dunlin:down
DROP TABLE on_late;
SQL
    run_dunlin upgrade --exec-order linear-skip
    assert_status 0
    assert_stderr 'left out of 2 tenants, since what comes after it is already applied: "002.5_late" and "004_on_late"'
    assert_equal "$(tables_of "$URL" tenant_a)" "posts users"
    assert_equal "$(tables_of "$URL" tenant_c)" "late on_late posts users"
    run_dunlin upgrade
    assert_status 4
    assert_stderr '"002.5_late" is pending'
    DUNLIN_RUN_EXEC_ORDER=non-linear run_dunlin upgrade
    assert_status 0
    assert_equal "$(tables_of "$URL" tenant_b)" "late on_late posts users"
    run_dunlin status --json
    assert_json 'all(.positions[]; .state == "current")'
}
