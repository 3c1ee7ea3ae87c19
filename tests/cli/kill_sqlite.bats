#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# kill_sqlite.bats: whenever the runner dies on SQLite files: afterwards one rerun reaches the head, nothing is applied
# twice and nothing half. The drivers in tests/kill compare everything that an upgrade leaves with an undisturbed one's.

load ../lib/common
load ../kill/kill

TENANTS=2

# The tenants' files are there and empty; one has a write-ahead log.
prepare() {
    local i
    cp -r "$ROOT/tests/kill/sqlite" "$1/project" || return 1
    mkdir "$1/project/data" "$1/project/template"
    for ((i = 1; i <= TENANTS; i++)); do
        touch "$1/project/template/tenant_$i.db"
    done
    sqlite_do "$1/project/template/tenant_wal.db" "PRAGMA journal_mode = wal; VACUUM" >/dev/null || return 1
    echo "$KILL/libdie_at_write.so"
}

# What the comparison with an undisturbed upgrade takes for granted.
assert_at_head() {
    local file
    for file in "$TEST_DIR"/share0/project/data/*.db; do
        assert_equal "$(sqlite_do "$file" "PRAGMA integrity_check")" ok
        assert_equal "$(sqlite_do "$file" "SELECT line, count(*) FROM log GROUP BY line ORDER BY line")" \
            $'001|1\n002 after|1\n002 before|1\n003|1'
        assert_equal "$(sqlite_do "$file" "SELECT count(*), count(state) FROM schema_migrations")" "3|0"
        assert_equal "$(sqlite_do "$file" "PRAGMA user_version")" 3
    done
    assert_equal "$(sqlite_do "$TEST_DIR/share0/project/data/tenant_wal.db" "PRAGMA journal_mode")" wal
}

@test "kill -9 of the runner before every call that changes a file" {
    strike sqlite whole 2
    [ "$WANTED" -ge 300 ]
    assert_equal "$STRUCK" "$WANTED"
    assert_at_head
}

@test "kill -9 of the runner in the middle of every write" {
    strike sqlite half 2
    [ "$WANTED" -ge 100 ]
    assert_equal "$STRUCK" "$WANTED"
    assert_at_head
}

@test "kill -9 of the runner at random times, twenty tenants" {
    TENANTS=19
    strike sqlite random 2 --rounds "$(rounds 25)"
    assert_equal "$WANTED" $((2 * $(rounds 25)))
    # Some come too late.
    [ "$STRUCK" -ge $((WANTED / 3)) ]
    assert_at_head
}

# ---- Ctrl-C

@test "a second Ctrl-C rolls back the statement under way; a rerun does the rest" {
    setup_project
    write_config <<'YAML'
system: {url: none}
tenants: {files: "tenant_{tenant}.db"}
run: {parallel: 1}
YAML
    write_migration 001_log.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
CREATE TABLE log (line TEXT NOT NULL);
CREATE TABLE gate (closed INTEGER);
INSERT INTO gate VALUES (1);
INSERT INTO log VALUES ('001');
SQL
    # Has no end while there is a row.
    write_migration 002_gate.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
INSERT INTO log VALUES ('002');
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE EXISTS (SELECT 1 FROM gate)) SELECT max(i) FROM n;
SQL
    touch tenant_a.db tenant_b.db
    # Bash would otherwise make one that Ctrl-C does not reach.
    env --default-signal=INT "$DUNLIN" upgrade >out 2>err 3>&- 4>&- &
    runner=$!
    wait_until "grep -q 'a  001_log' err && ! sqlite_do tenant_a.db 'BEGIN IMMEDIATE; ROLLBACK' 2>busy && grep -q locked busy"
    kill -INT "$runner"
    wait_until "grep -q 'finishing the steps under way' err"
    kill -INT "$runner"
    status=0
    wait "$runner" || status=$?
    output=$(<out)
    stderr=$(<err)
    assert_status 130
    assert_stderr "rolling back the steps under way"
    assert_equal "$(sqlite_do tenant_a.db "SELECT group_concat(line) FROM log; PRAGMA user_version")" $'001\n1'
    assert_equal "$(stat -c %s tenant_b.db)" 0

    sqlite_do tenant_a.db "DELETE FROM gate"
    run_dunlin upgrade --tenant a
    assert_status 0
    assert_equal "$(sqlite_do tenant_a.db "SELECT group_concat(line) FROM log; PRAGMA user_version")" $'001,002\n2'
}
