#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# scratch.bats: the life of scratch databases on a PostgreSQL server: made where the role may, like the database that they
# stand for, dropped on every path, and swept by a later run where that was killed; nobody else's is ever taken for one.
# What is done in them is verify.bats's.

# shellcheck disable=SC2016,SC2034 # wait_until expands its condition; the assertions read stderr

load ../lib/common
load ../lib/projects

# one_migration [SQL]: a project with one database, whose role OWNER is the only one of this test: what it owns is ours.
one_migration() {
    OWNER=$(new_role "CREATEDB")
    URL=$(new_database)
    setup_project
    write_config <<<"system: {url: \"$(as_role "$URL" "$OWNER")\"}"
    psql_do "$URL" "GRANT CREATE ON SCHEMA public TO $OWNER"
    write_migration 001_t.sql <<<$'-- dunlin:up\n'"${1:-CREATE TABLE t (a integer);}"$'\n-- dunlin:down\nDROP TABLE IF EXISTS t;'
}

# The scratch databases of this test's role, one a line.
left() { psql_do "$DUNLIN_TEST_PG_URL" "SELECT datname FROM pg_database WHERE pg_get_userbyid(datdba) = '$OWNER' ORDER BY 1"; }

# make_database NAME [OPTIONS]: owned by the role, gone at the end.
make_database() {
    own_database "$1"
    psql_do "$DUNLIN_TEST_PG_URL" "CREATE DATABASE $1 OWNER $OWNER TEMPLATE template0 ${2:-}"
}

# Before the roles go what they own.
teardown() {
    local name
    [ -z "${OWNER:-}" ] || for name in $(left); do
        psql_do "$DUNLIN_TEST_PG_URL" "DROP DATABASE IF EXISTS \"$name\" WITH (FORCE)"
    done
    common_teardown
}

# bats test_tags=sanitize
@test "a scratch database is like the database that it stands for, and gone afterwards, also where a migration fails" {
    one_migration "DO \$\$ BEGIN ASSERT (SELECT (d.datcollate, d.datctype, d.encoding, d.datlocprovider, d.daticulocale) IS NOT DISTINCT FROM
            ('C.UTF-8', 'C', 8, 'c', NULL) FROM pg_database d WHERE datname = current_database()), 'not alike'; END \$\$;
        DO \$\$ BEGIN ASSERT current_database() ~ '^dunlin_scratch_[0-9]{14}_[0-9a-f]{24}_[0-9]+\$', current_database(); END \$\$;
        DO \$\$ BEGIN ASSERT (SELECT shobj_description(oid, 'pg_database') LIKE 'dunlin: scratch database of run %'
            FROM pg_database WHERE datname = current_database()), 'no comment'; END \$\$;"
    name=$(unique_name t)
    own_database "$name"
    psql_do "$DUNLIN_TEST_PG_URL" "CREATE DATABASE $name OWNER $OWNER TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"
    run_dunlin verify
    assert_status 1
    assert_stdout "not alike"
    assert_equal "$(left)" "$name"
    sed -i "s/('C.UTF-8', 'C', 8,/('C', 'C', 8,/" migrations/001_t.sql
    run_dunlin verify --url "$(database_url "$name" "$OWNER")"
    assert_status 0
    assert_equal "$(left)" "$name"
    # ICU, where the server has it.
    if psql_do "$DUNLIN_TEST_PG_URL" "CREATE DATABASE ${name}_icu OWNER $OWNER TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'de' LOCALE 'C.UTF-8'"; then
        own_database "${name}_icu"
        sed -i "s/('C', 'C', 8, 'c', NULL)/('C.UTF-8', 'C.UTF-8', 6, 'i', 'de')/" migrations/001_t.sql
        run_dunlin verify --url "$(database_url "${name}_icu" "$OWNER")"
        assert_status 0
    fi
}

@test "no right to make one: says which, and how to name another server; nothing is left" {
    one_migration
    psql_do "$DUNLIN_TEST_PG_URL" "ALTER ROLE $OWNER NOCREATEDB"
    run_dunlin verify
    assert_status 2
    assert_stderr "permission denied to create database"
    assert_stderr "CREATEDB"
    assert_stderr "scratch.url (--scratch-url)"
    assert_equal "$(left)" ""
    run_dunlin verify --scratch-url "$DUNLIN_TEST_PG_URL"
    assert_status 0
    run_dunlin verify --json --scratch-url sqlite:///x.db
    assert_status 2
    assert_stderr "scratch.url"
    # The project's own server is not needed.
    run_dunlin verify --url "postgresql://nobody@127.0.0.1:1/none" --scratch-url "$DUNLIN_TEST_PG_URL"
    assert_status 0
    assert_stderr "the project's own database cannot be asked"
    run_dunlin verify --scratch-url "postgresql://nobody@127.0.0.1:1/none"
    assert_status 1
    assert_stderr "cannot connect"
}

# A server that says to be another version than it is: each byte passes, but for the number it tells at the start.
start_liar() {
    LIAR_PORT=$(find_port)
    /usr/bin/python3 - "$LIAR_PORT" "$DUNLIN_TEST_PG_HOST/.s.PGSQL.$DUNLIN_TEST_PG_PORT" <<'PYTHON' &
import re, socket, sys, threading
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
def pump(source, target, change):
    while data := source.recv(65536):
        target.sendall(re.sub(rb"(server_version\0)1\d", rb"\g<1>12", data) if change else data)
    target.close()
while True:
    client = listener.accept()[0]
    server = socket.socket(socket.AF_UNIX)
    server.connect(sys.argv[2])
    threading.Thread(target=pump, args=(client, server, False), daemon=True).start()
    threading.Thread(target=pump, args=(server, client, True), daemon=True).start()
PYTHON
    LIAR=$!
    wait_until "(: </dev/tcp/127.0.0.1/$LIAR_PORT) 2>/dev/null"
}

@test "a scratch server of another major version is refused, and both are said" {
    one_migration
    start_liar
    run_dunlin verify --scratch-url "postgresql://postgres@127.0.0.1:$LIAR_PORT/postgres"
    kill "$LIAR"
    release_port "$LIAR_PORT"
    assert_status 2
    assert_stderr_matches "is PostgreSQL 12, but .* is PostgreSQL 1[3-9]"
    assert_equal "$(left)" ""
}

@test "swept: only what has the name, the mark, no time left and nobody connected" {
    one_migration
    run=0123456789abcdef01234567
    make_database dunlin_scratch_20200101000000_${run}_1 "CONNECTION LIMIT 61423"
    make_database dunlin_scratch_20200101000000_${run}_2
    make_database dunlin_scratch_20990101000000_${run}_3 "CONNECTION LIMIT 61423"
    make_database dunlin_scratch_20200101000000_mine_4 "CONNECTION LIMIT 61423"
    make_database dunlin_scratch_20200101000000_${run}_5 "CONNECTION LIMIT 61423"
    make_database xdunlin_scratch_20200101000000_${run}_6 "CONNECTION LIMIT 61423"
    psql -X -q -d "$(database_url dunlin_scratch_20200101000000_${run}_5)" -c "SELECT pg_sleep(60)" &
    sleeper=$!
    wait_until '[ "$(psql_do "$DUNLIN_TEST_PG_URL" "SELECT count(*) FROM pg_stat_activity WHERE datname LIKE '"'dunlin_scratch_%_${run}_5'"'")" = 1 ]'
    run_dunlin verify
    assert_status 0
    kill "$sleeper"
    assert_equal "$(left | tr '\n' ' ')" "dunlin_scratch_20200101000000_${run}_2 dunlin_scratch_20200101000000_${run}_5 dunlin_scratch_20200101000000_mine_4 dunlin_scratch_20990101000000_${run}_3 xdunlin_scratch_20200101000000_${run}_6 "
}

@test "killed as soon as there is one, and in the middle of a migration: a later run sweeps; two at once are not in each other's way" {
    one_migration "SELECT pg_sleep(60);"
    for point in there busy busy; do
        "$DUNLIN" verify --scratch-lease 1s >killed 2>&1 3>&- &
        victim=$!
        case $point in
        there) wait_until '[ -n "$(left)" ]' ;;
        busy) wait_until '[ "$(psql_do "$DUNLIN_TEST_PG_URL" "SELECT count(*) FROM pg_stat_activity WHERE usename = '"'$OWNER'"' AND query LIKE '"'%pg_sleep%'"'")" -ge 1 ]' ;;
        esac
        kill -KILL "$victim"
        wait "$victim" || true
        # The server does not see at once that its client is gone.
        wait_until 'psql_do "$DUNLIN_TEST_PG_URL" "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '"'$OWNER'"'" >terminated; [ ! -s terminated ]'
    done
    [ -n "$(left)" ]
    write_migration 001_t.sql <<<$'-- dunlin:up\nCREATE TABLE t (a integer);\n-- dunlin:down\nDROP TABLE t;'
    wait_until '"$DUNLIN" verify >verified 2>&1 && [ -z "$(left)" ]'
    "$DUNLIN" verify >one 2>&1 3>&- &
    first=$!
    run_dunlin verify
    assert_status 0
    wait "$first"
    assert_equal "$(left)" ""
}

@test "Ctrl-C: the first lets the migration under way finish, the second cuts it off; the scratch database goes with both" {
    one_migration "SELECT pg_sleep(60);"
    # Bash would otherwise make one that Ctrl-C does not reach.
    env --default-signal=INT "$DUNLIN" verify >out 2>err 3>&- 4>&- &
    runner=$!
    wait_until '[ "$(psql_do "$DUNLIN_TEST_PG_URL" "SELECT count(*) FROM pg_stat_activity WHERE usename = '"'$OWNER'"' AND query LIKE '"'%pg_sleep%'"'")" -ge 1 ]'
    kill -INT "$runner"
    wait_until "grep -q 'finishing the steps under way' err"
    kill -INT "$runner"
    status=0
    wait "$runner" || status=$?
    assert_status 130
    assert_equal "$(left)" ""
    grep -q "1 not tried" out
}
