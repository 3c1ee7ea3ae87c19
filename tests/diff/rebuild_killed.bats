#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# rebuild_killed.bats: the rebuild of a table as `dunlin diff` writes it, killed at every call that changes a file: what is left is the
# old file or the new one, with every row of it; and the next upgrade leads to the new one.

load ../lib/common

# content FILE: all that is in it but for Dunlin's own.
content() {
    sqlite_do "$1" .dump | grep -v "schema_migrations\|dunlin_"
}

# upgrade_killed_at NUMBER: instead of that call; 0: instead of none.
upgrade_killed_at() {
    env LD_PRELOAD="$(dirname "$DUNLIN")/tests/kill/libdie_at_write.so" DIE_BELOW="$PWD/data" DIE_AT="$1" \
        DIE_CALLS="$PWD/calls" "$DUNLIN" upgrade >out 2>&1 || true
}

# At each call, on a file that is made anew each time.
strike() {
    local n calls old new left
    old=$(content before.db)
    cp before.db data/shop.db
    upgrade_killed_at 0
    new=$(content data/shop.db)
    [ "$old" != "$new" ]
    calls=$(wc -c <calls)
    [ "$calls" -ge 20 ]
    for ((n = 1; n <= calls; n++)); do
        rm -f data/*
        cp before.db data/shop.db
        upgrade_killed_at "$n"
        # Who opens it plays back what was begun.
        left=$(content data/shop.db)
        [ "$left" = "$old" ] || [ "$left" = "$new" ] || { echo "killed at call $n:"; echo "$left"; return 1; }
        ((n % 8 > 0)) || upgrade_killed_at 0
        ((n % 8 > 0)) || assert_equal "$(content data/shop.db)" "$new"
    done
}

@test "a rebuild that is killed at any write leaves the old file or the new one" {
    setup_project
    mkdir data
    cat >current.sql <<'SQL'
CREATE TABLE people (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, age INT);
CREATE TABLE notes (id INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE);
CREATE TABLE log (line TEXT);
CREATE INDEX people_name ON people (name) WHERE age > 5;
CREATE VIEW names AS SELECT name FROM people;
CREATE TRIGGER people_gone AFTER DELETE ON people BEGIN INSERT INTO log VALUES (old.name); END;
SQL
    sed 's/age INT)/age REAL NOT NULL DEFAULT 1 CHECK (age < 200))/' current.sql >desired.sql
    write_config <<'YAML'
system: {url: sqlite:///data/shop.db}
YAML
    { echo '-- dunlin:up'; cat current.sql; } >migrations/001_base.sql
    run_dunlin upgrade
    assert_status 0
    cp data/shop.db before.db
    sqlite_do before.db "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
        INSERT INTO people SELECT i, 'name ' || i, i % 90 FROM n; INSERT INTO notes SELECT id, id FROM people WHERE id < 50;
        DELETE FROM people WHERE id > 55; UPDATE sqlite_sequence SET seq = 5000"
    { echo '-- dunlin:up'; "$DUNLIN" diff --engine sqlite --from current.sql --to desired.sql; } >migrations/002_rebuild.sql
    grep -q "INSERT INTO people_new" migrations/002_rebuild.sql
    strike
}
