#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# data_loss.bats: a downgrade that would take rows with it is refused before anything has run, until --allow-data-loss
# names them; and `downgrade --run`, which undoes just what one run did. Which statements are meant is
# tests/unit/sql/test_loss.c's.

# shellcheck disable=SC2016,SC2034 # wait_until expands its condition; the assertions read stderr

load ../lib/common
load ../lib/projects

# down FILE UP DOWN [DIRECTIVE]
down() { printf '%s\n' "${4:-}" "-- dunlin:up" "$2" "-- dunlin:down" "$3" | sed '/^$/d' | write_migration "$1"; }

# The same on both engines: ask SQL, and a project with one database.
on() {
    setup_project "$1"
    if [ "$1" = sqlite ]; then
        write_config <<<'system: {url: "sqlite:///app.db"}'
        ask() { sqlite_do "$TEST_DIR/sqlite/app.db" "$1"; }
        state() { sqlite_do "$TEST_DIR/sqlite/app.db" .dump | grep -v audit; }
    else
        URL=$(new_database)
        write_config <<<"system: {url: \"$URL\"}"
        ask() { psql_do "$URL" "$1"; }
        state() { dump "$URL" -n public; }
    fi
}

# refused WORDS... : a downgrade that is refused with exit code 1 and changes nothing.
refused() {
    local before
    before=$(state)
    run_dunlin downgrade "$@"
    assert_status 1
    assert_stderr "would lose data"
    assert_equal "$(state)" "$before"
}

# bats test_tags=sanitize
@test "a table, a column, a truncate and a delete: refused with count, file and line, until each is named" {
    for engine in sqlite postgres; do
        on $engine
        down 001_t.sql "CREATE TABLE t (a integer, b integer);" "DROP TABLE t;"
        down 002_c.sql "ALTER TABLE t ADD COLUMN c integer;" "ALTER TABLE t DROP COLUMN c;"
        down 003_u.sql "CREATE TABLE u (x integer);" "DELETE FROM u;"
        run_dunlin upgrade
        ask "INSERT INTO t VALUES (1, 1, 1), (2, 2, NULL), (3, 3, NULL); INSERT INTO u VALUES (1)"
        refused base
        assert_stderr "migrations/003_u.sql:4:1: this would lose data"
        assert_stderr "table u: 1 row (migrations/003_u.sql:4)"
        assert_stderr "column t.c: 1 value (migrations/002_c.sql:4)"
        assert_stderr "table t: 3 rows (migrations/001_t.sql:4)"
        assert_stderr "--allow-data-loss u --allow-data-loss t.c --allow-data-loss t"
        refused base --allow-data-loss u --allow-data-loss t.c
        refute_stderr "table u"
        refused base --allow-data-loss all
        refused base --allow-data-loss t.a --allow-data-loss u
        refused -1
        run_dunlin downgrade base --allow-data-loss U --allow-data-loss t
        assert_status 0
        assert_equal "$(ask "SELECT count(*) FROM schema_migrations")" 0
        run_dunlin upgrade
        assert_status 1
    done
}

@test "nothing held, nothing asked: empty tables, columns of NULLs, what is not there" {
    for engine in sqlite postgres; do
        on $engine
        down 001_t.sql "CREATE TABLE t (a integer);" "DROP TABLE IF EXISTS nowhere; DROP TABLE t;"
        down 002_c.sql "ALTER TABLE t ADD COLUMN c integer;" "ALTER TABLE t DROP COLUMN c;"
        run_dunlin upgrade
        ask "INSERT INTO t (a) VALUES (1)"
        run_dunlin downgrade -1
        assert_status 0
        ask "DELETE FROM t"
        run_dunlin downgrade base
        assert_status 0
    done
}

@test "many rows are counted as at least 1000" {
    on postgres
    down 001_t.sql "CREATE TABLE t (a integer);" "DROP TABLE t;"
    run_dunlin upgrade
    ask "INSERT INTO t SELECT generate_series(1, 999)"
    refused base
    assert_stderr "table t: 999 rows"
    ask "INSERT INTO t SELECT generate_series(1, 5000)"
    refused base
    assert_stderr "table t: at least 1000 rows"
}

@test "quoted names, and names that try to break out" {
    for engine in sqlite postgres; do
        on $engine
        down 001_t.sql 'CREATE TABLE "T.x""; DROP TABLE y; --" ("C" integer);' 'DROP TABLE "T.x""; DROP TABLE y; --";'
        down 002_y.sql 'CREATE TABLE y (a integer);' 'DROP TABLE y;'
        run_dunlin upgrade
        ask 'INSERT INTO "T.x""; DROP TABLE y; --" VALUES (1); INSERT INTO y VALUES (1)'
        refused base
        assert_stderr '"T.x""; DROP TABLE y; --"'
        run_dunlin downgrade base --allow-data-loss y --allow-data-loss '"T.x""; DROP TABLE y; --"'
        assert_status 0
        assert_equal "$(ask "SELECT count(*) FROM schema_migrations")" 0
    done
}

@test "what is no table or column is a mistake of the command" {
    on sqlite
    down 001_t.sql "CREATE TABLE t (a integer);" "DROP TABLE t;"
    run_dunlin upgrade
    for name in "" a.b.c '"a' t.; do
        run_dunlin downgrade base --allow-data-loss "$name"
        assert_status 2
        assert_stderr "names neither a table nor a column"
    done
    assert_equal "$(file_tables app.db)" t
}

@test "a table that was renamed on the way down is found under its old name" {
    for engine in sqlite postgres; do
        on $engine
        down 001_t.sql "CREATE TABLE old (a integer);" "DROP TABLE old;"
        down 002_r.sql "ALTER TABLE old RENAME TO new;" "ALTER TABLE new RENAME TO old;"
        run_dunlin upgrade
        ask "INSERT INTO new VALUES (1)"
        refused base
        assert_stderr "table old (now new): 1 row (migrations/001_t.sql:4)"
        refused base --allow-data-loss new
        run_dunlin downgrade base --allow-data-loss old
        assert_status 0
    done
}

@test "SQLite: a table that is rebuilt keeps its rows and is not asked about" {
    on sqlite
    down 001_t.sql "CREATE TABLE t (a integer);" "DROP TABLE t;"
    down 002_b.sql "ALTER TABLE t ADD COLUMN b integer;" \
        "CREATE TABLE t_new (a integer); INSERT INTO t_new SELECT a FROM t; DROP TABLE t; ALTER TABLE t_new RENAME TO t;"
    run_dunlin upgrade
    ask "INSERT INTO t VALUES (1, NULL)"
    run_dunlin downgrade -1
    assert_status 0
    assert_equal "$(ask "SELECT a FROM t")" 1
    run_dunlin upgrade
    refused base
    assert_stderr "table t: 1 row"
}

@test "a table that was put aside and takes its name back is no copy: what the newer one holds is asked about" {
    for engine in sqlite postgres; do
        on $engine
        down 001_t.sql "CREATE TABLE t (a integer);" "DROP TABLE t;"
        down 002_swap.sql "ALTER TABLE t RENAME TO t_old; CREATE TABLE t (a integer); INSERT INTO t SELECT a FROM t_old;" \
            "DROP TABLE t; ALTER TABLE t_old RENAME TO t;"
        down 003_copy.sql "SELECT 1;" "CREATE TABLE n AS SELECT a FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t;"
        run_dunlin upgrade
        ask "INSERT INTO t VALUES (7)"
        run_dunlin downgrade -1
        assert_status 0
        refused -1
        assert_stderr "table t: 1 row (migrations/002_swap.sql:4)"
        run_dunlin downgrade -1 --allow-data-loss t
        assert_status 0
        assert_equal "$(ask "SELECT count(*) FROM t")" 0
    done
}

@test "PostgreSQL: DROP SCHEMA names the tables in it; a generated column is no loss" {
    on postgres
    down 001_s.sql "CREATE SCHEMA extra; CREATE TABLE extra.one (a integer); CREATE TABLE extra.two (a integer);" \
        "DROP SCHEMA extra CASCADE;"
    down 002_g.sql "CREATE TABLE g (a integer);" "SELECT 1;"
    down 003_g.sql "ALTER TABLE g ADD COLUMN b integer GENERATED ALWAYS AS (a + 1) STORED;" "ALTER TABLE g DROP COLUMN b;"
    run_dunlin upgrade
    ask "INSERT INTO extra.two VALUES (1); INSERT INTO g VALUES (1)"
    run_dunlin downgrade -1
    assert_status 0
    refused base
    assert_stderr "table two: 1 row (migrations/001_s.sql:4)"
    refute_stderr "table one"
    run_dunlin downgrade base --allow-data-loss two
    assert_status 0
}

# bats test_tags=sanitize
@test "a fleet: one tenant with rows stops the run before any tenant is changed, and each is told" {
    schema_project
    make_schemas "$URL" tenant_a tenant_b tenant_c
    run_dunlin upgrade
    psql_do "$URL" "INSERT INTO tenant_b.users VALUES (1, 'x'), (2, 'y')"
    before=$(dump "$URL" -n 'tenant_*')
    run_dunlin downgrade 002 --tenants
    assert_status 0
    run_dunlin upgrade
    run_dunlin downgrade base --tenants
    assert_status 1
    assert_stderr 'tenant "b": migrations/002_users.sql:6:1: this would lose data: table users: 2 rows'
    assert_equal "$(ledger_of "$URL" tenant_a)" "002_users 003_posts"
    psql_do "$URL" "INSERT INTO tenant_c.users VALUES (1, 'x'); INSERT INTO tenant_c.posts VALUES (1, 1)"
    run_dunlin downgrade base --json
    assert_status 1
    assert_json '.error | .code == "refused" and (.message | contains("2 databases") and contains("tenant \"b\"")
        and contains("tenant \"c\"") and contains("table posts: 1 row"))'
    run_dunlin downgrade base --tenants --allow-data-loss users --allow-data-loss posts
    assert_status 0
    assert_equal "$(tables_of "$URL" tenant_b)" ""
}

@test "PostgreSQL: a row that comes between the look and the lock is found, and nothing is lost" {
    on postgres
    down 001_t.sql "CREATE TABLE t (a integer);" "DROP TABLE t;"
    run_dunlin upgrade
    mkfifo hold
    psql -X -q -d "$URL" <hold >/dev/null 2>&1 3>&- &
    holder=$!
    exec 9>hold
    # Not committed, so that the first look does not see it, and locked, so that the guard waits.
    echo "BEGIN; INSERT INTO t VALUES (1); SELECT pg_advisory_xact_lock(1, 1);" >&9
    wait_until "[ \"\$(ask \"SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
        WHERE d.datname = current_database() AND classid = 1 AND objid = 1 AND objsubid = 2\")\" = 1 ]"
    "$DUNLIN" downgrade base --lock-timeout 30s >out 2>err 3>&- 9>&- &
    runner=$!
    wait_until "[ -n \"\$(ask \"SELECT pid FROM pg_stat_activity WHERE datname = current_database()
        AND application_name = 'dunlin' AND wait_event_type = 'Lock'\")\" ]"
    echo "COMMIT;" >&9
    exec 9>&-
    wait $holder || true
    status=0
    wait $runner || status=$?
    assert_equal "$status" 1
    grep -q "table t: 1 row" err
    assert_equal "$(ask "SELECT count(*) FROM t")" 1
    assert_equal "$(ledger_of "$URL" public)" 001_t
}

@test "a missing down and an irreversible one stop every tenant's plan, with --run too" {
    schema_project
    make_schemas "$URL" tenant_a tenant_b
    run_dunlin upgrade
    printf '%s\n' "-- dunlin:scope tenant" "-- dunlin:irreversible" "-- dunlin:up" "SELECT 1;" | write_migration 004_x.sql
    run_dunlin upgrade --tenant b --json
    id=$(jq -r .run_id <<<"$output")
    for words in "base --tenants" "--run $id"; do
        # shellcheck disable=SC2086
        run_dunlin downgrade $words
        assert_status 1
        assert_stderr "migrations/004_x.sql: it is marked irreversible"
    done
    assert_equal "$(ledger_of "$URL" tenant_a)" "002_users 003_posts"
    assert_equal "$(ledger_of "$URL" tenant_b)" "002_users 003_posts 004_x"
}

# ---- downgrade --run

# bats test_tags=sanitize
@test "--run: undoes what that run did, in the databases that it changed, and nothing else" {
    for kind in schema_project file_project; do
        $kind $kind
        if [ $kind = schema_project ]; then
            make_schemas "$URL" tenant_a tenant_b tenant_c
            applied() { ledger_of "$URL" "tenant_$1"; }
        else
            for name in a b c; do make_file data/org_$name/tenant.db; done
            applied() { file_ledger "data/org_$1/tenant.db"; }
        fi
        run_dunlin upgrade --public
        run_dunlin upgrade 002 --tenant a
        run_dunlin upgrade --tenant a --tenant b --json
        id=$(jq -r .run_id <<<"$output")
        run_dunlin upgrade --tenants
        run_dunlin downgrade --run "${id:0:8}" --json
        assert_status 0
        assert_json '[.changed, .failed, .steps] == [2, 0, 3]'
        assert_equal "$(applied a)" 002_users
        assert_equal "$(applied b)" ""
        assert_equal "$(applied c)" "002_users 003_posts"
        # Twice: nothing of it is left to be found.
        run_dunlin downgrade --run "$id"
        assert_status 2
        assert_stderr "was applied by a run \"$id\""
        run_dunlin downgrade --run "${id:0:8}" 002
        assert_status 2
        assert_stderr "not both"
    done
}

@test "--run: what another run built on top is in the way, and is named before anything has run" {
    schema_project
    make_schemas "$URL" tenant_a tenant_b
    run_dunlin upgrade 002 --tenants --json
    id=$(jq -r .run_id <<<"$output")
    run_dunlin upgrade --tenant b
    run_dunlin downgrade --run "$id"
    assert_status 1
    assert_stderr 'tenant "b": migrations/002_users.sql:1: "002_users" cannot be reverted: "003_posts" was applied by another'
    assert_equal "$(ledger_of "$URL" tenant_a)" 002_users
    run_dunlin downgrade --run "$id" --tenant a
    assert_status 0
    assert_equal "$(ledger_of "$URL" tenant_a)" ""
}

@test "--run: an id that is none, unknown, or ambiguous" {
    file_project
    make_file data/org_a/tenant.db
    run_dunlin upgrade --public
    while IFS='|' read -r id message; do
        run_dunlin downgrade --run "$id"
        assert_status 2
        assert_stderr "$message"
    done <<'ROWS'
"; DROP TABLE x; --|is no run id
%|is no run id
00000000-0000|was applied by a run "00000000-0000"
ROWS
    sqlite_do data/system.db "UPDATE schema_migrations SET run_id = 'aa11'"
    run_dunlin upgrade --tenants
    sqlite_do data/org_a/tenant.db "UPDATE schema_migrations SET run_id = 'aa22' WHERE version = '003_posts'"
    run_dunlin downgrade --run aa
    assert_status 2
    assert_stderr 'run "aa" is ambiguous: aa11, aa22'
    run_dunlin downgrade --run aa2
    assert_status 0
    assert_equal "$(file_ledger data/org_a/tenant.db)" 002_users
}

@test "--run: a hundred tenants cost a few round trips, not one each" {
    schema_project
    psql_do "$URL" "SELECT format('CREATE SCHEMA tenant_%s', i) FROM generate_series(1, 120) i \\gexec" >/dev/null
    run_dunlin upgrade --parallel 2
    # The log is the server's, so what is counted must be this test's own.
    prefix=$(od -An -N6 -tx1 /dev/urandom | tr -d ' \n')
    psql_do "$URL" "ALTER DATABASE $(database_of "$URL") SET log_statement = 'all'" 2>/dev/null || skip "may not set log_statement"
    run_dunlin downgrade --run "$prefix"
    assert_status 2
    n=$(grep -c "substr(run_id.*'$prefix'" "$DUNLIN_TEST_PG_LOG" || true)
    [ "$n" -ge 1 ] && [ "$n" -le 8 ]
}
