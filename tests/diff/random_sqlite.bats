#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# random_sqlite.bats: made-up SQLite schemas with rows, cascading children, views and triggers, edited at random: the statements lead there
# and back, and every row is still there. A seed that fails is printed with all that it made; alone: random_sqlite --seed N --count 1.

load ../lib/common

# bats test_tags=sanitize
@test "random SQLite schemas become each other, there and back, and no row is lost" {
    local count=$((300 * (${DUNLIN_TEST_LONG:+9}+1)))
    run "$(dirname "$DUNLIN")/tests/diff/random_sqlite" --count "$count"
    head -n 1 <<<"$output"
    assert_status 0
    assert_stdout "0 of $count failed"
}
