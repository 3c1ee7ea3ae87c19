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
