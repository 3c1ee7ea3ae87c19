#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# alembic_views.bats: heads, branches and history print what Alembic prints.

load ../lib/common

@test "heads, branches and history of forty random graphs are Alembic's, to the letter" {
    [ -e "$ROOT/tests/alembic/graphs.py" ] || skip "there is no tests/alembic/graphs.py"
    run /usr/bin/python3 "$ROOT/tests/alembic/compare_views.py" "$DUNLIN" "$TEST_DIR"
    assert_status 0
    assert_equal "$output" "40 graphs: the same"
}
