#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# renames.bats: what was renamed keeps its data: found, told in both readings, and decided by a flag, a hint or an answer.
# shellcheck disable=SC2154 # output, stderr and status are set by run

load ../lib/common

TERMINAL=$ROOT/tests/lib/terminal

setup() {
    common_setup
    mkdir home
    cd home || return 1
}

teardown() {
    [ -z "${TALKER-}" ] || kill "$TALKER" 2>/dev/null || true
    common_teardown
}

# diff_sqlite ARGUMENTS...: from the file old.db to the text new.sql.
diff_sqlite() { run_dunlin diff --from "sqlite:///old.db" --to new.sql "$@"; }

# old_sqlite SQL: old.db holds it.
old_sqlite() {
    rm -f old.db
    sqlite_do old.db "$1"
}

# apply_sqlite: what was printed, to old.db.
apply_sqlite() { sqlite3 -batch -bail -init /dev/null old.db <<<"$output"; }

# old_postgres SQL, diff_postgres ARGUMENTS..., apply_postgres: the same in a database.
old_postgres() {
    URL=$(new_database)
    psql_do "$URL" "$1"
}
diff_postgres() { run_dunlin diff --from "$URL" --to new.sql "$@"; }
apply_postgres() { psql_do "$URL" "$output" -1; }

USERS="CREATE TABLE users (id integer PRIMARY KEY, phone text); INSERT INTO users VALUES (1, '555');"

# bats test_tags=sanitize
@test "sqlite: a rename is refused in both readings, and done by a flag, a hint or not at all" {
    old_sqlite "$USERS CREATE INDEX by_phone ON users (phone); CREATE VIEW v AS SELECT phone FROM users"
    local before
    before=$(snapshot .)
    write_file new.sql <<'SQL'
CREATE TABLE users (id integer PRIMARY KEY, telephone text);
CREATE INDEX by_phone ON users (telephone);
CREATE VIEW v AS SELECT telephone FROM users;
SQL
    diff_sqlite
    assert_status 2
    assert_equal "$output" ""
    assert_stderr "somebody has to decide what was renamed; nothing was written"
    assert_stderr "column users.phone is gone; was it renamed?"
    assert_stderr "rename column users.phone to telephone, keeping its values:"
    assert_stderr "--rename users.phone=telephone"
    assert_stderr "-- dunlin:renamed-from phone"
    assert_stderr "drop column users.phone with its values, and add users.telephone:"
    assert_stderr "--renames never"
    # A database has no file for a hint.
    sqlite_do new.db "$(<new.sql)"
    run_dunlin diff --from old.db --to new.db
    assert_stderr "--rename users.phone=telephone"
    refute_stderr "renamed-from"
    rm new.db
    rm new.sql && assert_equal "$(snapshot .)" "$before"

    # The hint that was shown.
    write_file new.sql <<'SQL'
CREATE TABLE users (
    id integer PRIMARY KEY,
    telephone text -- dunlin:renamed-from phone
);
CREATE INDEX by_phone ON users (telephone);
CREATE VIEW v AS SELECT telephone FROM users;
SQL
    diff_sqlite
    assert_status 0
    assert_stdout "ALTER TABLE users RENAME COLUMN phone TO telephone;"
    refute_stderr "loses"
    apply_sqlite
    assert_equal "$(sqlite_do old.db 'SELECT telephone FROM v')" 555
    # It stays there, and says nothing any more.
    diff_sqlite
    assert_status 0
    assert_equal "$output" ""

    # A drop and an add, where they are meant.
    old_sqlite "$USERS"
    write_file new.sql <<<"CREATE TABLE users (id integer PRIMARY KEY, telephone text);"
    diff_sqlite --renames never
    assert_status 0
    assert_stdout "DROP COLUMN phone"
    assert_stderr "loses column users.phone"
    diff_sqlite --rename users.phone=users.telephone
    assert_equal "$output" $'-- column users.telephone\nALTER TABLE users RENAME COLUMN phone TO telephone;'
}

# bats test_tags=sanitize
@test "sqlite: a table with its columns, odd names, other letters, and names that change places" {
    old_sqlite "CREATE TABLE \"\"\"; DROP TABLE users --\" (id integer PRIMARY KEY, \"a.b\" text, first text, last text);
        INSERT INTO \"\"\"; DROP TABLE users --\" VALUES (1, 'x', 'Ada', 'Lovelace');
        CREATE TABLE Odd (Id integer, Name text); INSERT INTO Odd VALUES (1, 'n');
        CREATE TRIGGER t AFTER INSERT ON Odd BEGIN UPDATE Odd SET Name = 'm'; END"
    write_file new.sql <<'SQL'
-- dunlin:renamed-from "\"; DROP TABLE users --"
CREATE TABLE people (id integer PRIMARY KEY, "c=d" text, last text, first text);
CREATE TABLE odd (id integer, name text);
CREATE TRIGGER t AFTER INSERT ON odd BEGIN UPDATE odd SET name = 'm'; END;
SQL
    diff_sqlite
    assert_status 2
    assert_stderr "new.sql:1:1: one name is wanted behind dunlin:renamed-from"
    sed -i 's/"\\"/"""/' new.sql
    diff_sqlite
    assert_status 2
    assert_stderr "--rename '\"\"\"; DROP TABLE users --\".\"a.b\"=\"c=d\"'"
    diff_sqlite --rename '"""; DROP TABLE users --"."a.b"="c=d"' --rename '"""; DROP TABLE users --".first=last' \
        --rename '"""; DROP TABLE users --".last=first'
    assert_status 0
    refute_stderr loses
    apply_sqlite
    assert_equal "$(sqlite_do old.db "SELECT \"c=d\", first, last FROM people; SELECT id, name FROM odd")" \
        $'x|Lovelace|Ada\n1|n'
    # Wrong though nothing else is to do.
    sed -i '1,2d' new.sql
    sqlite_do old.db "DROP TABLE people"
    diff_sqlite
    assert_status 0
    diff_sqlite --rename odd=people
    assert_status 2
    assert_stderr "--rename odd=people: no table \"people\" is wanted"
}

@test "postgres: what follows a table's name follows it, and no row is lost" {
    old_postgres "CREATE TYPE mood AS ENUM ('sad', 'ok');
        CREATE TABLE users (id serial PRIMARY KEY, phone text UNIQUE CHECK (phone <> ''), feels mood);
        CREATE TABLE items (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            user_id integer REFERENCES users (id));
        CREATE INDEX users_phone_idx ON users (phone);
        CREATE VIEW calls AS SELECT phone FROM users;
        INSERT INTO users (phone, feels) VALUES ('555', 'sad'), ('556', 'ok');
        INSERT INTO items (user_id) VALUES (1)"
    write_file new.sql <<'SQL'
CREATE TYPE mood AS ENUM (
    'unhappy', -- dunlin:renamed-from sad
    'ok'
);
-- dunlin:renamed-from users
CREATE TABLE accounts (
    id serial PRIMARY KEY,
    telephone text UNIQUE CHECK (telephone <> ''), -- dunlin:renamed-from phone
    feels mood
);
-- dunlin:renamed-from items
CREATE TABLE things (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id integer REFERENCES accounts (id)
);
CREATE INDEX accounts_telephone_idx ON accounts (telephone);
CREATE VIEW phone_calls AS SELECT telephone AS phone FROM accounts;
SQL
    local file before
    file=$(psql_do "$URL" "SELECT string_agg(relfilenode::text, ',' ORDER BY relfilenode) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i', 'S')")
    before=$(psql_do "$URL" "SELECT * FROM users; SELECT * FROM items")
    diff_postgres
    assert_status 0
    refute_stderr loses
    refute_stdout DROP
    refute_stdout CREATE
    local up=$output
    apply_postgres
    assert_equal "$(psql_do "$URL" "SELECT * FROM accounts; SELECT * FROM things")" "${before//sad/unhappy}"
    psql_do "$URL" "INSERT INTO accounts DEFAULT VALUES; INSERT INTO things DEFAULT VALUES"
    assert_equal "$(psql_do "$URL" "SELECT max(id) FROM accounts")" 3
    # Each has the name that a new one would have, and is the same as before.
    assert_equal "$(psql_do "$URL" "SELECT string_agg(relfilenode::text, ',' ORDER BY relfilenode) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i', 'S')")" "$file"
    diff_postgres
    assert_equal "$output" ""
    assert_status 0
    # Twice is an error of the server, which changes nothing.
    output=$up
    run apply_postgres
    [ "$status" -ne 0 ]
}

@test "postgres: refused in both readings; hints and flags that name what is not there are errors" {
    old_postgres "CREATE TYPE mood AS ENUM ('a1', 'a2'); CREATE TABLE t (id integer, x text, y text)"
    write_file new.sql <<'SQL'
CREATE TYPE mood AS ENUM ('b1', 'b2');
CREATE TABLE t (id integer, v text, w text);
SQL
    diff_postgres
    assert_status 2
    assert_equal "$output" ""
    # Two and two of one kind: all pairings that are likely are shown.
    local pair
    for pair in t.x=v t.x=w t.y=v t.y=w mood.a1=b1 mood.a2=b2; do
        assert_stderr "--rename $pair"
    done
    assert_stderr "--renames never is about all that no --rename and no hint names"
    diff_postgres --rename t.x=w --rename t.y=v --rename mood.a1=b1 --rename mood.a2=b2
    assert_status 0
    assert_stdout "ALTER TABLE t RENAME COLUMN x TO w;"
    diff_postgres --rename t.z=w
    assert_status 2
    assert_stderr "--rename t.z=w: there is no \"z\" in \"t\" to be renamed"
    diff_postgres --rename t.x
    assert_status 2
    assert_stderr "--rename \"t.x\": write OLD=NEW: users=accounts for a table"
    diff_postgres --renames always
    assert_status 2
    assert_stderr "--renames \"always\": it is ask, refuse or never"
    diff_postgres --renames ask
    assert_status 2
    assert_stderr "--renames ask: there is no terminal to ask on"
    printf 'CREATE TABLE t (\n  id integer,\n  v text, -- dunlin:renamed-from gone\n  w text\n);\n' >new.sql
    diff_postgres
    assert_status 2
    assert_stderr "new.sql:3: dunlin:renamed-from gone: there is no column \"gone\" that could become \"v\""
    printf 'SELECT 1; -- dunlin:renamed-from gone\n' >new.sql
    diff_postgres
    assert_status 2
    assert_stderr "new.sql:1:11: dunlin:renamed-from stands at nothing that has a name"
}

@test "hints of a folder's files and of a command's output; the migration goes there and back with the rows" {
    old_sqlite "$USERS CREATE TABLE items (id integer PRIMARY KEY, price text); INSERT INTO items VALUES (7, '1.50')"
    mkdir schema migrations
    printf 'CREATE TABLE accounts ( -- dunlin:renamed-from users\n  id integer PRIMARY KEY,\n  phone text\n);\n' >schema/a.sql
    printf 'CREATE TABLE items (\n  id integer PRIMARY KEY,\n  -- dunlin:renamed-from price\n  cost text\n);\n' >schema/b.sql
    local up=$'ALTER TABLE users RENAME TO accounts;\nALTER TABLE items RENAME COLUMN price TO cost;'
    run_dunlin diff --from sqlite:///old.db --to schema
    assert_status 0
    assert_equal "$(grep ALTER <<<"$output")" "$up"
    printf -- '-- dunlin:up\n%s\n' "$(sqlite3 old.db .schema)" >migrations/001_first.sql
    cat >dunlin.yaml <<'YAML'
system: {url: "sqlite:///old.db"}
schema: {public: {command: [cat, schema/a.sql, schema/b.sql]}}
YAML
    dunlin stamp 001_first
    run_dunlin revision --autogenerate -m "call them accounts"
    assert_status 0
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(sqlite_do old.db "SELECT * FROM accounts; SELECT cost FROM items")" $'1|555\n1.50'
    run_dunlin downgrade -1
    assert_status 0
    assert_equal "$(sqlite_do old.db "SELECT phone FROM users; SELECT price FROM items")" $'555\n1.50'
    sed -i 's/renamed-from price/renamed-from weight/; s/cost text/fee text/' schema/b.sql
    run_dunlin diff
    assert_status 2
    assert_stderr_matches ':[0-9]+: dunlin:renamed-from weight: there is no column "weight" that could become "fee"'
}

# talk ANSWERS ARGUMENTS...: diff on a terminal where somebody gives one answer after the other, a word each; $output is
# the screen, result what the program printed.
talk() {
    local answer code=0 n=0
    local -r answers=$1
    shift
    rm -f keys screen
    mkfifo keys
    # shellcheck disable=SC2016 # the dollars are the inner shell's
    "$TERMINAL" talk 100 screen sh -c '"$0" "$@" >result' "$DUNLIN" diff \
        --from sqlite:///old.db --to new.sql "$@" <keys 3>&- &
    TALKER=$!
    exec 7>keys
    for answer in $answers; do
        n=$((n + 1))
        wait_until "[ \"\$(grep -ao 'or d? ' screen 2>/dev/null | wc -l)\" -ge $n ]" || return 1
        # shellcheck disable=SC2059 # an answer may be an escape
        printf "$answer" >&7
    done
    wait "$TALKER" || code=$?
    TALKER=
    exec 7>&-
    run "$TERMINAL" show 100 screen
    status=$code
}

@test "a terminal is asked: one question a thing, both readings; Ctrl-C writes nothing" {
    old_sqlite "CREATE TABLE t (id integer, x text, y text)"
    write_file new.sql <<<"CREATE TABLE t (id integer, v text, w text);"
    talk 'z\n 2\n 1\n'
    assert_status 0
    assert_stdout "column t.x is gone; was it renamed?
  1  rename column t.x to v, keeping its values
  2  rename column t.x to w, keeping its values
  d  drop it, and what it holds
1 to 2, or d? z
1 to 2, or d? 2
column t.y is gone; was it renamed?
  1  rename column t.y to v, keeping its values
  d  drop column t.y with its values, and add t.v
1 or d? 1"
    assert_equal "$(grep ALTER result)" \
        $'ALTER TABLE t RENAME COLUMN x TO w;\nALTER TABLE t RENAME COLUMN y TO v;'
    talk 'd\n d\n'
    assert_status 0
    assert_stdout "loses column t.x: its values"
    # A flag or a hint says it beforehand; the end of all answers is none.
    talk '\004' --rename t.x=v
    assert_status 2
    assert_stdout "the terminal gives no answer: nothing was written"
    assert_equal "$(<result)" ""

    talk '\003'
    assert_status 130
    assert_stdout "the question was not answered: nothing was written"
    assert_equal "$(<result)" ""
}

@test "check tells a hint that is wrong, and none that was followed" {
    setup_project
    write_config <<<'{system: {url: "sqlite:///app.db"}, schema: {public: schema.sql}}'
    write_migration 001_users.sql <<<$'-- dunlin:up\nCREATE TABLE users (id integer PRIMARY KEY, telephone text);'
    run_dunlin upgrade
    assert_status 0
    printf 'CREATE TABLE users (\n  id integer PRIMARY KEY,\n  telephone text -- dunlin:renamed-from phone\n);\n' >schema.sql
    run_dunlin check
    assert_status 0
    printf 'CREATE TABLE users (\n  id integer PRIMARY KEY,\n  telephone text, -- dunlin:renamed-from telephone\n  mail text -- dunlin:renamed-from e_mail\n);\n' >schema.sql
    run_dunlin check
    assert_status 3
    assert_stdout "schema.sql:4: dunlin:renamed-from e_mail: there is no column \"e_mail\" that could become \"mail\""
    assert_stdout "column users.mail: missing"
    run_dunlin revision --autogenerate -m x
    assert_status 2
    assert_stderr "schema.sql:4: dunlin:renamed-from e_mail: there is no column \"e_mail\" that could become \"mail\""
}
