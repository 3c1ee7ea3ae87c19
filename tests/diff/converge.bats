#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# converge.bats: whatever pair of schemas there is, the statements that dln_diff_make() finds make the one into the other, there and back,
# with rows in every table; nothing is made anew that both have, and no row is lost that was not named. A case is a folder:
#   current.sql, desired.sql    the pair
#   expected.sql                the statements from current to desired
#   rows.sql, rows_back.sql     (optional) rows for current, and for desired, where those that plant.sql finds will not do
#   options                     (optional) a word a line: privileges: who may do what is compared, too
#   recreates, recreates_back   (optional) what both have and is dropped and created again all the same
# known_failures names those that do not arrive yet: one that is in it and arrives fails.
# DUNLIN_TEST_UPDATE=1 writes expected.sql and recreates anew: read them before you commit them.

load ../lib/common

DIFF=$ROOT/tests/diff

# converge ARGUMENTS...: in one go; from the same build as the program.
converge() {
    "$(dirname "$DUNLIN")/tests/diff/converge" --support "$DIFF" --known "$DIFF/known_failures" \
        ${DUNLIN_TEST_UPDATE:+--update} "$@"
}

# arrives AT_LEAST ARGUMENTS...: all of them, and there are so many.
arrives() {
    local at_least=$1
    shift
    run converge "$@"
    [ "$status" -eq 0 ] || { grep -A 60 -v '^ok' <<<"$output"; return 1; }
    [ "$(grep -c '^ok ' <<<"$output")" -ge "$at_least" ]
}

# two_workers: what --database needs for them.
two_workers() {
    local i
    for i in 1 2 3 4; do
        databases+=(--database "$(new_database)")
    done
}

@test "PostgreSQL: each case arrives, there and back" {
    databases=()
    two_workers
    local cases=("$DIFF"/cases/postgres/*/)
    arrives "${#cases[@]}" "${databases[@]}" --dump "${cases[@]}"
}

@test "PostgreSQL: cases arrive by what is written for beside traffic, too" {
    local cases=("$DIFF"/cases/postgres/{column_not_null,inheritance_of,partition_attached,partitioned,primary_key,reference,table_replica,unique}*/)
    databases=()
    two_workers
    arrives "${#cases[@]}" "${databases[@]}" --online "${cases[@]}"
}

# A failure names its seed; `converge --support . --seeds 1 --first-seed N --show` prints the pair. DUNLIN_TEST_SEED=N begins with another one;
# a long run tries others each day, and the way back of each. With those of random_sqlite.bats they are 1,000.
@test "PostgreSQL: pairs out of a grammar arrive" {
    local first=${DUNLIN_TEST_SEED:-1} n=700 ways=()
    if [ -n "${DUNLIN_TEST_LONG:-}" ]; then
        n=3000
        ways=(--there-and-back)
        first=${DUNLIN_TEST_SEED:-$(($(date +%s) / 86400 * n))}
    fi
    echo "# seeds $first to $((first + n - 1))" >&3
    databases=()
    two_workers
    arrives "$n" "${databases[@]}" --dump "${ways[@]}" --seeds "$n" --first-seed "$first"
}

# bats test_tags=sanitize
@test "SQLite: each case arrives, there and back" {
    arrives 140 --jobs 2 "$DIFF"/cases/sqlite/*/
}
