# SPDX-License-Identifier: Apache-2.0
# servers.bash: databases, roles and servers of one test, and how to ask them. Everything made here is written down in
# the test's folder, so that it is found again when it was made in a subshell: url=$(new_database).
# shellcheck shell=bash disable=SC2034 # CLUSTER_URL and PGBOUNCER_URL are for the tests

# What belongs to this test; in setup_file, to the file.
owned() { echo "${BATS_TEST_TMPDIR:-$BATS_FILE_TMPDIR}/.owned-$1"; }

need_server() {
    [ -n "${DUNLIN_TEST_PG_URL:-}" ] || skip "needs the PostgreSQL server that tests/run starts"
}

unique_name() { echo "$1_$(od -An -N6 -tx1 /dev/urandom | tr -d ' \n')"; }

# psql_do URL SQL [psql arguments]: bare rows, fields separated by |; several statements run one by one.
psql_do() {
    local url=$1 sql=$2
    shift 2
    psql -X -A -t -q -v ON_ERROR_STOP=1 "$@" -d "$url" <<<"$sql"
}

# sqlite_do FILE SQL: bare rows, fields separated by |.
sqlite_do() { sqlite3 -batch -bail -init /dev/null "$1" "$2"; }

# new_database: prints the URL of a new, empty database in the shared server; dropped at the end.
new_database() {
    need_server
    local name
    name=$(unique_name t)
    # template0: nobody is ever connected to it, so that tests do not wait for each other.
    psql_do "$DUNLIN_TEST_PG_URL" "CREATE DATABASE $name TEMPLATE template0" || return 1
    echo "$name" >>"$(owned databases)"
    database_url "$name"
}

# database_url NAME [USER]: in the shared server.
database_url() {
    echo "postgresql://${2:-postgres}@/$1?host=$DUNLIN_TEST_PG_HOST&port=$DUNLIN_TEST_PG_PORT"
}

# database_of URL: the name in it.
database_of() {
    local name=${1%%\?*}
    echo "${name##*/}"
}

# as_role URL USER: the same database as somebody else.
as_role() { database_url "$(database_of "$1")" "$2"; }

# new_role [OPTIONS]: prints the name of a new role that may log in; dropped at the end.
new_role() {
    need_server
    local name
    name=$(unique_name r)
    psql_do "$DUNLIN_TEST_PG_URL" "CREATE ROLE $name LOGIN ${1:-}" || return 1
    echo "$name" >>"$(owned roles)"
    echo "$name"
}

# own_database NAME: a database that the test made by itself is dropped at the end, too.
own_database() { echo "$1" >>"$(owned databases)"; }

drop_databases() {
    local list name
    list=$(owned databases)
    if [ -e "$list" ]; then
        while read -r name; do
            psql_do "$DUNLIN_TEST_PG_URL" "DROP DATABASE IF EXISTS \"$name\" WITH (FORCE)"
        done <"$list"
        rm "$list"
    fi
    list=$(owned roles)
    if [ -e "$list" ]; then
        while read -r name; do
            psql_do "$DUNLIN_TEST_PG_URL" "DROP ROLE IF EXISTS $name"
        done <"$list"
        rm "$list"
    fi
}

# start_cluster [SETTING...]: a server of this test's own ("fsync = on", "max_connections = 5"). Sets CLUSTER_DIR and
# CLUSTER_URL (its superuser, database postgres). stop_cluster [MODE] and resume_cluster stop and start it again.
start_cluster() {
    [ -n "${DUNLIN_TEST_WORK:-}" ] || skip "needs tests/run"
    # Below the folder of the run, which removes it even when this test is killed.
    CLUSTER_DIR=$(mktemp -d "$DUNLIN_TEST_WORK/clusters/XXXXXX")
    echo "$CLUSTER_DIR" >>"$(owned clusters)"
    cluster_start "$CLUSTER_DIR" "shared_buffers = 32MB" "$@" || return 1
    CLUSTER_URL=$(cluster_url "$CLUSTER_DIR")
}

# stop_cluster [fast|immediate]: immediate is a crash.
stop_cluster() {
    as_server_user "$(cluster_bin)/pg_ctl" stop -s -m "${1:-fast}" -w -t 30 -D "$CLUSTER_DIR/data"
}

resume_cluster() {
    as_server_user "$(cluster_bin)/pg_ctl" start -s -w -t 60 -D "$CLUSTER_DIR/data" -l "$CLUSTER_DIR/data/log" \
        -o "-p $(<"$CLUSTER_DIR/port")" >/dev/null 2>&1 3>&- 4>&-
}

# start_pgbouncer URL [SETTING...]: a pooler in transaction mode before the server of URL; PGBOUNCER_URL leads to the
# same database through it. One server connection, so that what a session leaves behind is what the next one finds.
start_pgbouncer() {
    local url=$1 directory port host server_port
    shift
    directory=$(mktemp -d "${DUNLIN_TEST_WORK:-/tmp}/clusters/XXXXXX")
    host=${url#*host=}
    host=${host%%&*}
    server_port=${url##*port=}
    port=$(find_port) || return 1
    echo "$port $directory" >>"$(owned poolers)"
    {
        printf '%s\n' "[databases]" "* = host=$host port=$server_port" "[pgbouncer]" "listen_addr = 127.0.0.1" \
            "listen_port = $port" "unix_socket_dir =" "auth_type = any" "pool_mode = transaction" \
            "default_pool_size = 1" "logfile = $directory/log" "pidfile = $directory/pid" \
            "ignore_startup_parameters = extra_float_digits,options"
        printf '%s\n' "$@"
    } >"$directory/pgbouncer.ini"
    # auth_type any takes the user from here, whoever connects.
    sed -i "s|^\* = .*|& user=postgres|" "$directory/pgbouncer.ini"
    server_directory "$directory"
    chmod 755 "$directory"
    as_server_user "$(command -v pgbouncer || echo /usr/sbin/pgbouncer)" -q "$directory/pgbouncer.ini" \
        </dev/null >"$directory/out" 2>&1 3>&- 4>&- &
    PGBOUNCER_URL="postgresql://postgres@127.0.0.1:$port/$(database_of "$url")"
    if ! wait_until "psql_do '$PGBOUNCER_URL' 'SELECT 1' >/dev/null 2>&1" 20; then
        cat "$directory/out" "$directory/log" >&2
        return 1
    fi
}

stop_servers() {
    local port directory
    if [ -e "$(owned poolers)" ]; then
        while read -r port directory; do
            [ ! -e "$directory/pid" ] || kill -TERM "$(<"$directory/pid")" 2>/dev/null || true
            release_port "$port"
            rm -rf "$directory"
        done <"$(owned poolers)"
        rm "$(owned poolers)"
    fi
    if [ -e "$(owned clusters)" ]; then
        while read -r directory; do
            cluster_stop "$directory"
            rm -rf "$directory"
        done <"$(owned clusters)"
        rm "$(owned clusters)"
    fi
}
