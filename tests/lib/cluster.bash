# SPDX-License-Identifier: Apache-2.0
# cluster.bash: throwaway PostgreSQL servers and free ports; for tests/run, the bats helpers and the bench.
# Knows nothing of Dunlin. Sourced, under `set -euo pipefail` or without. Runs in traps too, where a bare `return`
# means the status from before the trap: each return names its status.
# shellcheck shell=bash

# The folder of the server's programs: Debian keeps them out of PATH.
cluster_bin() {
    local directory
    for directory in "${DUNLIN_TEST_PG_BIN:-}" /usr/lib/postgresql/15/bin /usr/lib/postgresql/*/bin; do
        if [ -x "$directory/initdb" ]; then
            echo "$directory"
            return 0
        fi
    done
    echo "no PostgreSQL server programs found: run tools/install-deps test" >&2
    return 1
}

# The servers refuse to run as root; everybody else runs them as themselves.
as_server_user() {
    local user=postgres
    if [ "$(id -u)" -eq 0 ]; then
        id "$user" >/dev/null 2>&1 || user=nobody
        set -- setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups "$@"
    fi
    # The caller's folder may be closed to that user.
    (cd / && exec "$@")
}

# A folder that the server's user owns and everybody can reach.
server_directory() {
    mkdir -p "$1"
    if [ "$(id -u)" -eq 0 ]; then
        chown "$(as_server_user id -u):$(as_server_user id -g)" "$1"
    fi
}

# A TCP port that is free and stays ours among all tests: the lock outlives the check. Below the range from which
# the kernel serves outgoing connections.
find_port() {
    local locks=${DUNLIN_TEST_PORT_LOCKS:-/tmp/dunlin-test-ports-$(id -u)} port tries
    mkdir -p "$locks"
    for tries in {1..200}; do
        port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
        if mkdir "$locks/$port" 2>/dev/null; then
            if ! (: </dev/tcp/127.0.0.1/"$port") 2>/dev/null; then
                echo "$port"
                return 0
            fi
        fi
    done
    echo "no free port after $tries tries" >&2
    return 1
}

release_port() {
    rmdir "${DUNLIN_TEST_PORT_LOCKS:-/tmp/dunlin-test-ports-$(id -u)}/$1" 2>/dev/null || true
}

# cluster_start DIRECTORY [SETTING...]: makes and starts a cluster in DIRECTORY and writes DIRECTORY/port. Settings are
# lines of postgresql.conf ("fsync = on"). Local connections and 127.0.0.1 are trusted, but for the role
# dunlin_password: its password is "right", and it must give it over TCP.
cluster_start() {
    local directory=$1 bin port tries
    shift
    bin=$(cluster_bin) || return 1
    chmod 755 "$directory"
    server_directory "$directory/data"
    server_directory "$directory/socket"
    as_server_user "$bin/initdb" -D "$directory/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync \
        --no-instructions >"$directory/initdb.log" 2>&1 || { cat "$directory/initdb.log" >&2; return 1; }
    {
        printf '%s\n' "listen_addresses = '127.0.0.1'" "unix_socket_directories = '$directory/socket'" \
            "max_connections = 200" "password_encryption = 'scram-sha-256'" "log_min_messages = warning" \
            "fsync = off" "shared_preload_libraries = 'pg_stat_statements'"
        printf '%s\n' "$@"
    } >>"$directory/data/postgresql.conf"
    sed -i '1i host all dunlin_password 127.0.0.1/32 scram-sha-256' "$directory/data/pg_hba.conf"

    # Between finding the port and taking it somebody else may have it.
    for tries in 1 2 3; do
        port=$(find_port) || return 1
        echo "$port" >"$directory/port"
        # The files that bats waits for must not be inherited by the server.
        if as_server_user "$bin/pg_ctl" start -w -t 60 -s -D "$directory/data" -l "$directory/data/log" \
            -o "-p $port" >/dev/null 2>&1 3>&- 4>&-; then
            psql -X -q -v ON_ERROR_STOP=1 -d "$(cluster_url "$directory")" \
                -c "CREATE ROLE dunlin_password LOGIN PASSWORD 'right'"
            return $?
        fi
        release_port "$port"
    done
    echo "the PostgreSQL server did not start after $tries tries:" >&2
    cat "$directory/data/log" >&2
    return 1
}

# cluster_url DIRECTORY [DATABASE]: as its superuser, over the socket.
cluster_url() {
    echo "postgresql://postgres@/${2:-postgres}?host=$1/socket&port=$(<"$1/port")"
}

# Ends the server at once; its data is to be thrown away.
cluster_stop() {
    local bin
    [ -e "$1/port" ] || return 0
    bin=$(cluster_bin) || return 1
    as_server_user "$bin/pg_ctl" stop -s -m immediate -w -t 30 -D "$1/data" >/dev/null 2>&1 || true
    release_port "$(<"$1/port")"
}
