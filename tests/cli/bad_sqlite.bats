#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# bad_sqlite.bats: SQLite files that cannot be read, written or believed, that somebody else holds or left behind, and
# a disk that is full. Whatever happens, the file is whole afterwards, and a rerun does what is left.

# shellcheck disable=SC2016,SC2034 # wait_until expands its condition; the assertions read stderr

load ../lib/common
load ../lib/projects

# A system file and the tenants acme, corp and demo; 002_users is applied to them, 003_posts is pending.
setup() {
    common_setup
    OTHER=
    MOUNTED=
    file_project
    for tenant in acme corp demo; do
        make_file data/org_$tenant/tenant.db
    done
    mv migrations/003_posts.sql .
    run_dunlin upgrade
    assert_status 0
    mv 003_posts.sql migrations
    SYSTEM=data/system.db
    CORP=data/org_corp/tenant.db
}

teardown() {
    [ -z "$OTHER" ] || kill -KILL "$OTHER" 2>/dev/null || true
    cd /
    [ -z "$MOUNTED" ] || umount "$MOUNTED"
    common_teardown
}

give_away() { [ "$(id -u)" -ne 0 ] || chown -R nobody .; }

# corp_fails MESSAGE [COMMAND PREFIX...]: corp's upgrade fails with it, code 4; corp's file keeps every byte, the others
# are done, and the audit log says so.
corp_fails() {
    local message=$1 before
    shift
    before=$(snapshot data/org_corp)
    run_split "$@" "$DUNLIN" upgrade --lock-timeout 20ms --retries 1
    assert_status 4
    assert_stderr 'tenant corp'
    assert_stderr "$message"
    assert_equal "$(snapshot data/org_corp)" "$before"
    others_done
    assert_equal "$(audit_of "$SYSTEM" | tail -n 1)" "upgrade|failed|head"
}

others_done() {
    for tenant in acme demo; do
        assert_equal "$(file_ledger data/org_$tenant/tenant.db)" "002_users 003_posts"
    done
}

# corp_catches_up: what was left is done now, once.
corp_catches_up() {
    run_split "$@" "$DUNLIN" upgrade --json
    assert_status 0
    assert_json '.steps == 1'
    assert_equal "$(file_ledger "$CORP")" "002_users 003_posts"
    assert_equal "$(sqlite_do "$CORP" 'PRAGMA integrity_check; PRAGMA user_version')" $'ok\n2'
}

# ---- permissions

@test "read-only file: named, untouched, the others go on" {
    give_away
    chmod 444 "$CORP"
    corp_fails "\"$CORP\" cannot be written: attempt to write a readonly database" as_nobody
    run_split as_nobody "$DUNLIN" status
    assert_status 0
    chmod 644 "$CORP"
    corp_catches_up as_nobody
}

@test "read-only folder: no journal can be made, nothing is written" {
    give_away
    chmod 555 data/org_corp
    corp_fails "\"$CORP\" cannot be written, for its folder cannot, where its journal would be: attempt to write" as_nobody
    chmod 755 data/org_corp
    corp_catches_up as_nobody
}

@test "unreadable file, folder and system file" {
    give_away
    before=$(snapshot .)
    chmod 0 "$CORP"
    run_split as_nobody "$DUNLIN" upgrade
    assert_status 4
    assert_stderr "cannot open \"$CORP\": "
    assert_stderr "Permission denied"
    chmod 644 "$CORP"
    others_done
    chmod 0 "$SYSTEM"
    before=$(snapshot data/org_corp)
    run_split as_nobody "$DUNLIN" upgrade --json
    assert_status 1
    assert_stderr "cannot open \"$SYSTEM\": "
    assert_json '.databases[0].error.code == "connect" and .not_tried == 3'
    assert_equal "$(snapshot data/org_corp)" "$before"
    chmod 644 "$SYSTEM"
    chmod 0 data
    run_split as_nobody "$DUNLIN" upgrade
    assert_status 2
    assert_stderr "tenants.files: "
    assert_stderr "Permission denied"
    chmod 755 data
    corp_catches_up as_nobody
}

# ---- locks

# hold_lock SQL FILE: another process that executes it and stays in its transaction; let_go ends it.
hold_lock() {
    mkfifo hold
    python3 - "$1" "$2" 3>&- <<'PY' &
import sqlite3, sys
connection = sqlite3.connect(sys.argv[2], isolation_level=None)
connection.executescript(sys.argv[1])
open("held", "w").close()
open("hold").read()
PY
    OTHER=$!
    wait_until '[ -e held ]'
}
let_go() {
    : >hold
    wait "$OTHER" || true
    OTHER=
    rm hold held
}

@test "locked by another process: retried, then named; nothing is changed" {
    hold_lock 'BEGIN EXCLUSIVE' "$CORP"
    corp_fails "\"$CORP\" is in use by another session: database is locked"
    # Alone, it is the run's own error: locked, code 5.
    before=$(snapshot data)
    run_dunlin upgrade --tenant corp --lock-timeout 20ms --retries 2 --json
    assert_status 5
    assert_json '.databases[0] | .retries == 2 and .error.code == "locked"'
    assert_stderr 'tenant corp'
    let_go
    corp_catches_up
}

@test "locked for writing only: status reads, upgrade waits until it is free" {
    hold_lock 'BEGIN IMMEDIATE' "$CORP"
    run_dunlin status --json
    assert_status 0
    assert_json '[.databases[] | select(.name == "corp")] | length == 1'
    run_dunlin upgrade --lock-timeout 20ms --retries 0
    assert_status 4
    assert_stderr 'is in use by another session'
    "$DUNLIN" upgrade --lock-timeout 20ms --retries 100 >out 2>err 3>&- &
    pid=$!
    wait_until 'grep -q "in use by another session" err'
    let_go
    wait "$pid"
    assert_equal "$(file_ledger "$CORP")" "002_users 003_posts"
}

@test "system file locked: code 5, no tenant is touched" {
    hold_lock 'BEGIN EXCLUSIVE' "$SYSTEM"
    before=$(snapshot data)
    run_dunlin upgrade --lock-timeout 20ms --retries 1
    assert_status 5
    assert_stderr "\"$SYSTEM\" is in use by another session: database is locked"
    let_go
    assert_equal "$(snapshot data)" "$before"
    run_dunlin upgrade
    assert_status 0
}

# ---- what is no database, or no longer a whole one

@test "corrupt: the schema's page overwritten" {
    # Behind the file's header, in the first page's own.
    printf 'garbage garbage garbage' | dd of="$CORP" bs=1 seek=100 conv=notrunc status=none
    corp_fails "\"$CORP\" is corrupt: database disk image is malformed (SQLite code 11)"
    for verb in status "downgrade base"; do
        before=$(snapshot data/org_corp)
        # shellcheck disable=SC2086
        run_dunlin $verb --tenant corp
        assert_status 1
        assert_stderr "is corrupt"
        assert_equal "$(snapshot data/org_corp)" "$before"
    done
}

@test "corrupt: a table's page overwritten, found by the migration that reads it" {
    sqlite_do "$CORP" "INSERT INTO users SELECT value, printf('%200d', value) FROM generate_series(1, 400)"
    page=$(sqlite_do "$CORP" "SELECT max(pageno) FROM dbstat WHERE name = 'users'")
    head -c 4096 /dev/zero | tr '\0' 'x' |
        dd of="$CORP" bs=4096 seek=$((page - 1)) conv=notrunc status=none
    write_migration 003_posts.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
CREATE TABLE posts (id integer PRIMARY KEY);
INSERT INTO posts SELECT id FROM users;
SQL
    corp_fails "\"$CORP\" is corrupt"
    assert_stderr 'migrations/003_posts.sql:4:1: '
}

@test "corrupt: the ledger's page overwritten, its file cut short" {
    page=$(sqlite_do "$CORP" "SELECT rootpage FROM sqlite_schema WHERE name = 'schema_migrations'")
    cp "$CORP" whole.db
    head -c 4096 /dev/zero | tr '\0' 'x' |
        dd of="$CORP" bs=4096 seek=$((page - 1)) conv=notrunc status=none
    corp_fails "\"$CORP\" is corrupt"
    cp whole.db "$CORP"
    truncate -s 4096 "$CORP"
    corp_fails "\"$CORP\" is corrupt"
    cp whole.db "$CORP"
    corp_catches_up
}

@test "not a database: text, another format, a file of zeros" {
    cp "$CORP" whole.db
    for contents in 'These are notes, kept here by mistake.' 'PK\003\004\024' "$(printf '%0600d' 0)"; do
        # shellcheck disable=SC2059 # the escapes are wanted
        printf "$contents" >"$CORP"
        corp_fails "\"$CORP\" is not a SQLite database: file is not a database (SQLite code 26)"
    done
    head -c 8192 /dev/zero >"$CORP"
    corp_fails "\"$CORP\" is not a SQLite database"
    cp whole.db "$CORP"
    corp_catches_up
}

@test "not a file: a directory, a pipe" {
    mv "$CORP" whole.db
    mkdir "$CORP"
    corp_fails "cannot open \"$CORP\": it is a directory"
    rmdir "$CORP"
    # Nobody is at its other end: a reader that waits would wait for ever.
    mkfifo "$CORP"
    corp_fails "cannot open \"$CORP\": it is not a regular file"
    rm "$CORP"
    mv whole.db "$CORP"
    corp_catches_up
}

@test "a link that leads nowhere: an error, and no new file in its place" {
    mv "$CORP" whole.db
    ln -s ../../gone.db "$CORP"
    corp_fails "cannot open \"$CORP\": it is a link to a file that does not exist"
    for words in "upgrade --tenant corp --create-missing" "status --tenant corp" "downgrade base --tenant corp"; do
        # shellcheck disable=SC2086
        run_dunlin $words
        assert_status 1
        assert_stderr "cannot open \"$CORP\": it is a link to a file that does not exist"
        [ ! -e gone.db ]
    done
    # One that leads somewhere is the file there.
    rm "$CORP"
    ln -s ../../whole.db "$CORP"
    corp_catches_up
    [ -L "$CORP" ]

    mv "$SYSTEM" system_whole.db
    ln -s gone.db "$SYSTEM"
    for words in upgrade "status --public" "tenant create new"; do
        # shellcheck disable=SC2086
        run_dunlin $words
        assert_status 1
        assert_stderr "cannot open \"$SYSTEM\": it is a link to a file that does not exist"
        [ ! -e data/gone.db ]
    done
}

@test "the system's file is no database: nothing is touched, code 1" {
    for contents in 'These are notes.' "$(head -c 200 "$SYSTEM" | base64)"; do
        echo "$contents" >"$SYSTEM"
        before=$(snapshot data)
        for verb in upgrade "status --public" "tenant create new"; do
            # shellcheck disable=SC2086
            run_dunlin $verb
            assert_status 1
            assert_stderr "\"$SYSTEM\" is not a SQLite database"
        done
        assert_equal "$(snapshot data)" "$before"
        [ ! -e data/org_new ]
    done
}

# ---- a full disk

# small_disk SIZE: corp's folder is a disk of its own.
small_disk() {
    [ "$(id -u)" -eq 0 ] || skip "only root can mount a small disk"
    mv "$CORP" whole.db
    mount -t tmpfs -o "size=$1,mode=755" tmpfs data/org_corp 2>mount.err || skip "cannot mount here: $(<mount.err)"
    MOUNTED=$PWD/data/org_corp
    mv whole.db "$CORP"
}

@test "full disk: the migration is rolled back whole, and goes through once there is room" {
    small_disk 8m
    # More than SQLite's cache holds, so that it is the statement that fails and not the commit.
    write_migration 003_posts.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
CREATE TABLE posts (id integer PRIMARY KEY, text text);
WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 30000)
INSERT INTO posts SELECT i, printf('%100d', i) FROM n;
SQL
    sqlite_do "$CORP" "INSERT INTO users VALUES (1, 'kept')"
    head -c 7m /dev/zero >data/org_corp/ballast
    before=$(sqlite_do "$CORP" .dump)
    run_dunlin upgrade
    assert_status 4
    assert_stderr 'migrations/003_posts.sql:4:1: '
    assert_stderr "\"$CORP\" cannot grow: database or disk is full (SQLite code 13)"
    others_done
    assert_equal "$(sqlite_do "$CORP" .dump)" "$before"
    assert_equal "$(sqlite_do "$CORP" 'PRAGMA integrity_check')" ok
    [ ! -s "$CORP-journal" ]
    rm data/org_corp/ballast
    corp_catches_up
    assert_equal "$(sqlite_do "$CORP" "SELECT email, (SELECT count(*) FROM posts) FROM users")" "kept|30000"
}

@test "full disk: not even room for a journal" {
    small_disk 256k
    head -c 256k /dev/zero >data/org_corp/ballast 2>/dev/null || true
    corp_fails "\"$CORP\" cannot"
    run_dunlin status
    assert_status 0
    rm data/org_corp/ballast
    corp_catches_up
}

@test "full disk: a migration without a transaction stops at its statement, and goes on from there" {
    small_disk 256k
    write_migration 003_posts.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:transaction off
-- dunlin:up
CREATE TABLE posts (id integer PRIMARY KEY, text text);
WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
INSERT INTO posts SELECT i, printf('%100d', i) FROM n;
CREATE INDEX posts_text ON posts (id);
SQL
    head -c 120k /dev/zero >data/org_corp/ballast
    run_dunlin upgrade
    assert_status 4
    assert_stderr "migration \"003_posts\": \"$CORP\" cannot grow: database or disk is full"
    assert_equal "$(sqlite_do "$CORP" 'PRAGMA integrity_check; SELECT count(*) FROM posts')" $'ok\n0'
    rm data/org_corp/ballast
    corp_catches_up
    assert_equal "$(sqlite_do "$CORP" 'SELECT count(*) FROM posts')" 1000
}

# ---- what a killed writer leaves

# killed_writer PRAGMA: another process writes to corp's file, more than its memory holds, and is killed before its
# commit; what it left is in the journal or the write-ahead log.
killed_writer() {
    sqlite_do "$CORP" "INSERT INTO users VALUES (1, 'kept')" >/dev/null
    python3 - "$1" "$CORP" 3>&- <<'PY' &
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[2], isolation_level=None)
connection.executescript(sys.argv[1])
connection.execute("PRAGMA cache_size = 1")
connection.execute("INSERT INTO users VALUES (2, 'committed')")
connection.execute("BEGIN")
connection.execute("UPDATE users SET email = 'lost'")
connection.executemany("INSERT INTO users VALUES (?, ?)", ((i, "x" * 100) for i in range(10, 2000)))
open("written", "w").close()
time.sleep(60)
PY
    OTHER=$!
    wait_until '[ -e written ]'
    kill -KILL "$OTHER"
    wait "$OTHER" 2>/dev/null || true
    OTHER=
}

@test "a hot journal: status leaves it alone and says so, upgrade rolls it back and goes on" {
    killed_writer ''
    [ -s "$CORP-journal" ]
    before=$(snapshot data)
    run_dunlin status --verbose
    assert_stdout 'was left in the middle of a write and must be recovered'
    assert_equal "$(snapshot data)" "$before"
    corp_catches_up_with_others
    [ ! -e "$CORP-journal" ]
    assert_equal "$(sqlite_do "$CORP" 'SELECT email FROM users ORDER BY id')" $'kept\ncommitted'
}

@test "a write-ahead log that was left: read, kept, and the file stays in that mode" {
    killed_writer 'PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0'
    [ -s "$CORP-wal" ]
    cp -r data/org_corp before
    run_dunlin status --tenant corp --json
    assert_equal "$(snapshot "$CORP" "$CORP-wal" | sed 's,data/org_corp,before,')" "$(snapshot before/tenant.db before/tenant.db-wal)"
    corp_catches_up_with_others
    assert_equal "$(sqlite_do "$CORP" 'SELECT email FROM users ORDER BY id; PRAGMA journal_mode')" $'kept\ncommitted\nwal'
}

@test "a file that is open in write-ahead mode elsewhere: read and migrated beside its other users" {
    sqlite_do "$CORP" 'PRAGMA journal_mode = wal' >/dev/null
    hold_lock "INSERT INTO users VALUES (1, 'kept'); BEGIN; SELECT * FROM users" "$CORP"
    run_dunlin status --tenant corp --json
    assert_status 0
    assert_json '.positions[0].applied == ["002_users"]'
    corp_catches_up_with_others
    let_go
    assert_equal "$(sqlite_do "$CORP" 'SELECT email FROM users; PRAGMA journal_mode')" $'kept\nwal'
}

corp_catches_up_with_others() {
    run_dunlin upgrade --json
    assert_status 0
    assert_json '.steps == 3'
    others_done
    assert_equal "$(file_ledger "$CORP")" "002_users 003_posts"
    assert_equal "$(sqlite_do "$CORP" 'PRAGMA integrity_check; PRAGMA user_version')" $'ok\n2'
}
