#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# alembic.bats: Dunlin beside the real Alembic: the same histories, targets, steps and databases; what differs on purpose is
# named in tests/alembic/compare.py.

load ../lib/common

ALEMBIC=$ROOT/tests/alembic

# Debian's Python has Alembic; another one on the PATH may not.
python() { /usr/bin/python3 "$@"; }

@test "alembic: heads, branches, history, upgrades and downgrades agree on random histories" {
    local graphs=40
    [ -z "${DUNLIN_TEST_LONG:-}" ] || graphs=400
    run_split python "$ALEMBIC/compare.py" "$(dirname "$DUNLIN")/tests/alembic/plan-steps" "$TEST_DIR" 1 "$graphs"
    # On failure both are shown: what was counted, and where they part.
    echo "$output"
    assert_status 0
    assert_stdout "$graphs graphs"
}

# A history with two bases, a fork, a merge, labels and a dependence; every revision makes a table of its name.
alembic_project() {
    setup_project
    write_config <<'YAML'
system: {url: "sqlite:///dunlin.db"}
YAML
    write_file alembic.ini <<'INI'
[alembic]
script_location = alembic
sqlalchemy.url = sqlite:///alembic.db
INI
    write_file alembic/env.py <<'PYTHON'
from alembic import context
from sqlalchemy import create_engine

with create_engine(context.config.get_main_option("sqlalchemy.url")).connect() as connection:
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
PYTHON
    revision 0001_users none ""
    revision 0002_shop 0001_users shop
    revision 0003_orders 0002_shop ""
    revision 0004_blog 0001_users blog
    revision 0005_both "0003_orders 0004_blog" ""
    revision 0006_stats none stats 0003_orders
    revision 0007_charts 0006_stats ""
}

# revision ID "PARENTS" LABEL [DEPENDS]: as a file for each of the two.
revision() {
    local id=$1 parents=$2 label=$3 depends=${4:-}
    {
        echo "-- dunlin:parent $parents"
        [ -z "$label" ] || echo "-- dunlin:label $label"
        [ -z "$depends" ] || echo "-- dunlin:depends $depends"
        printf '%s\n' "-- dunlin:up" "CREATE TABLE \"$id\" (id integer);" "-- dunlin:down" "DROP TABLE \"$id\";"
    } | write_migration "$id.sql"
    write_file "alembic/versions/$id.py" <<PYTHON
from alembic import op

revision = "$id"
down_revision = tuple(name for name in "$parents".split() if name != "none") or None
branch_labels = "$label" or None
depends_on = "$depends" or None


def upgrade():
    op.execute('CREATE TABLE "$id" (id integer)')


def downgrade():
    op.execute('DROP TABLE "$id"')
PYTHON
}

tables() {
    sqlite_do "$1" "SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB '0*' ORDER BY name"
}

@test "alembic: both programs, word for word, leave the same tables" {
    alembic_project
    while read -r words; do
        # shellcheck disable=SC2086 # a row is the words of a command
        run_dunlin $words
        assert_status 0
        # shellcheck disable=SC2086
        run_split python -m alembic $words
        assert_status 0
        assert_equal "$words: $(tables dunlin.db)" "$words: $(tables alembic.db)"
    done <<'ROWS'
upgrade shop
upgrade blog@head
upgrade heads
downgrade 0005_both
downgrade stats@base
downgrade shop@0001_users
upgrade shop@+1
downgrade 0001
downgrade base
ROWS
    assert_equal "$(tables dunlin.db)" ""
}

@test "alembic: where the one refuses a target, so does the other, and nothing is changed" {
    alembic_project
    dunlin upgrade heads
    python -m alembic upgrade heads
    before=$(tables dunlin.db)
    while read -r words; do
        # shellcheck disable=SC2086
        run_dunlin $words
        assert_equal "$words: $((status > 0))" "$words: 1"
        # shellcheck disable=SC2086
        run_split python -m alembic $words
        assert_equal "$words: $((status > 0))" "$words: 1"
        assert_equal "$(tables dunlin.db)" "$before"
        assert_equal "$(tables alembic.db)" "$before"
    done <<'ROWS'
upgrade head
upgrade +1
upgrade nobody@head
upgrade shop@0006_stats
upgrade 0005_both-1
downgrade -9
downgrade 000
ROWS
}
