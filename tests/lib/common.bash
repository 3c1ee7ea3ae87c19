# SPDX-License-Identifier: Apache-2.0
# common.bash: what every bats file starts with:  load ../lib/common
# Each test has its own folder, databases, roles, ports and servers, all gone at its end, so that tests run in any
# order and side by side. Knows how to ask the program and the databases, not what the answers should be.
# A file with a setup() or teardown() of its own calls common_setup or common_teardown from it.
# shellcheck shell=bash

bats_require_minimum_version 1.5.0
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=tests/lib/cluster.bash
source "$ROOT/tests/lib/cluster.bash"
# shellcheck source=tests/lib/assert.bash
source "$ROOT/tests/lib/assert.bash"
# shellcheck source=tests/lib/servers.bash
source "$ROOT/tests/lib/servers.bash"
DUNLIN=${DUNLIN:-$ROOT/build/dunlin}

# Debian's psql is a wrapper in Perl, which takes five times as long as psql itself.
if server_programs=$(cluster_bin 2>/dev/null) && [[ $PATH != "$server_programs:"* ]]; then
    PATH=$server_programs:$PATH
fi

# The developer's own environment must not steer a test.
for variable in $(compgen -v); do
    case $variable in
    DUNLIN_TEST_*) ;;
    DUNLIN_* | PG* | DATABASE_URL | NO_COLOR | TERM | COLUMNS) unset "$variable" ;;
    esac
done
export LC_ALL=C.UTF-8 TERM=dumb

common_setup() {
    TEST_DIR=$BATS_TEST_TMPDIR
    # Servers of this test run as another user and must get to their folders.
    chmod 755 "$BATS_RUN_TMPDIR" "$TEST_DIR" 2>/dev/null || true
    cd "$TEST_DIR" || return 1
}

common_teardown() {
    # Leave the folder before it goes; servers before databases, databases before the roles that own them.
    cd / || return 1
    stop_servers
    drop_databases
}

setup() { common_setup; }
teardown() { common_teardown; }

# ---- the program

dunlin() { "$DUNLIN" "$@"; }

# run_split COMMAND...: as bats' run, with $output (and $lines) from stdout alone and $stderr (and $stderr_lines).
run_split() { run --separate-stderr "$@"; }

# run_dunlin ARGUMENTS...: the same for the program.
run_dunlin() { run --separate-stderr "$DUNLIN" "$@"; }

# as_nobody PROGRAM ARGUMENTS...: as a user whom permissions bind: of a test that root runs, nobody, who gets a copy of the
# program, for the build may be in a folder that is root's alone.
as_nobody() {
    if [ "$(id -u)" -ne 0 ]; then
        "$@"
        return
    fi
    local copy=$TEST_DIR/for-nobody
    if [ ! -e "$copy" ]; then
        mkdir -p "$copy/src"
        cp "$1" "$copy/dunlin"
        cp "${1%/*}/src/libdunlin.so.0" "$copy/src"
        chmod -R go+rX "$copy"
    fi
    setpriv --reuid=nobody --regid="$(id -g nobody)" --clear-groups "$copy/dunlin" "${@:2}"
}

# ---- files

# setup_project [NAME]: a private folder, entered; PROJECT is its path.
setup_project() {
    PROJECT=$TEST_DIR/${1:-project}
    mkdir -p "$PROJECT/migrations"
    cd "$PROJECT" || return 1
}

# write_file FILE: from stdin, folders made.
write_file() {
    mkdir -p "$(dirname "$1")"
    cat >"$1"
}

# write_config: dunlin.yaml, and write_migration FILE: migrations/FILE, from stdin.
write_config() { write_file dunlin.yaml; }
write_migration() { write_file "migrations/$1"; }

# ---- waiting

# wait_until CONDITION [SECONDS]: polls a shell condition; fails when it is not true in time (default 20 s).
wait_until() {
    local end=$((SECONDS + ${2:-20}))
    until eval "$1"; do
        if [ "$SECONDS" -ge "$end" ]; then
            echo "not within ${2:-20} s: $1" >&2
            return 1
        fi
        sleep 0.02
    done
}
