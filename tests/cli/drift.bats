#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# drift.bats: each database is compared with what its own ledger stands for; equal ones are told together, and nothing is written.

load ../lib/common
load ../lib/projects

# A tenant that has everything in it that depends on names.
rich_migration() {
    write_migration 004_rich.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:engine postgres
-- dunlin:up
CREATE TYPE mood AS ENUM ('good', 'bad');
ALTER TABLE users ADD COLUMN mood mood NOT NULL DEFAULT 'good';
CREATE VIEW happy AS SELECT u.id, p.author FROM users u JOIN posts p ON p.author = u.id WHERE u.mood = 'good';
CREATE FUNCTION total() RETURNS bigint LANGUAGE sql SET search_path FROM CURRENT AS 'SELECT count(*) FROM users';
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER users_touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY users_happy ON users FOR SELECT USING (mood = 'good'::mood AND total() > 0);
SQL
}

# group STATE: the databases of the groups in that state, each group in a line.
group() { jq -r --arg state "$1" '.groups[] | select(.state == $state) | .databases | join(" ")' <<<"$output"; }

# differences DATABASE: what is said of it.
differences() { jq -r --arg name "$1" '.groups[] | select(.databases | index($name)) | .differences[]' <<<"$output"; }

# bats test_tags=sanitize
@test "PostgreSQL: groups of equal ones, with what is different; the rest is as it should be; nothing is written" {
    schema_project
    rich_migration
    make_schemas "$URL" tenant_a tenant_b tenant_c tenant_d tenant_e 'tenant_x"; DROP SCHEMA public --'
    quietly dunlin upgrade
    run_dunlin drift
    assert_status 0
    assert_stdout "public is as it should be"
    assert_stdout "6 tenants are as they should be"
    psql_do "$URL" 'DROP VIEW tenant_a.happy; ALTER TABLE tenant_b.users ADD COLUMN spare text; ALTER TABLE tenant_c.users ADD COLUMN spare text;
        ALTER POLICY users_happy ON "tenant_x""; DROP SCHEMA public --".users USING (true);
        CREATE TABLE public.stray (id integer);'
    dump "$URL" >before
    run_dunlin drift --json
    dump "$URL" | diff before -
    assert_status 3
    json_valid "$ROOT/tests/schemas/drift.json"
    assert_equal "$(group none)" "d e"
    assert_equal "$(group drift)" "$(printf '%s\n' public "b c" a 'x"; DROP SCHEMA public --')"
    assert_equal "$(differences public)" "table stray: extra"
    assert_equal "$(differences a)" "view happy: missing"
    assert_equal "$(differences b)" "column users.spare: extra"
    assert_equal "$(differences 'x"; DROP SCHEMA public --')" "policy users.users_happy: using ((mood = 'good'::mood) AND (total() > 0)) -> true"
    assert_json '.databases == 7 and .drifted == 5 and .untold == 0'
    # What is left out of comparisons is left out here.
    run_dunlin drift --json --exclude users.spare,stray
    assert_equal "$(group none)" "$(printf '%s\n' public "b c d e")"
    # For people: who, where, and in what.
    run_dunlin drift --tenants
    assert_status 3
    assert_stdout_matches '^✗ 2 tenants have not the schema of 004_rich \(group [0-9a-f]{8}\): b, c$'
    assert_stdout "    column users.spare: extra"
    assert_stdout "2 tenants are as they should be"
    # No scratch database is left.
    assert_equal "$(psql_do "$URL" "SELECT count(*) FROM pg_database WHERE datname LIKE 'dunlin\_scratch\_%' AND shobj_description(oid, 'pg_database') LIKE '%$(basename "$PWD")%'")" 0
}

@test "PostgreSQL: tenants that stand apart, repeatable migrations, histories with gaps: each by its own ledger" {
    schema_project
    rich_migration
    write_migration names.sql <<'SQL'
-- dunlin:repeatable
-- dunlin:scope tenant
-- dunlin:up
CREATE OR REPLACE VIEW names AS SELECT email FROM users;
-- dunlin:down
DROP VIEW names;
SQL
    make_schemas "$URL" tenant_a tenant_b tenant_c tenant_d tenant_none
    quietly dunlin upgrade --public
    quietly dunlin upgrade 002 --tenant a
    quietly dunlin upgrade --tenant b --tenant c --tenant d
    # Repeatable ones have run, and then a migration came that it has not.
    write_migration 005_more.sql <<<'-- dunlin:scope tenant
-- dunlin:up
CREATE TABLE more (id integer);'
    quietly dunlin upgrade --tenant c
    run_dunlin drift --json
    assert_status 0
    assert_equal "$(group none)" "$(printf '%s\n' public "a b c d")"
    assert_equal "$(group empty)" none
    # What was run there with another text is not guessed at, nor what is gone, nor what was cut off.
    write_migration names.sql <<<'-- dunlin:repeatable
-- dunlin:scope tenant
-- dunlin:up
CREATE OR REPLACE VIEW names AS SELECT email, id FROM users;'
    psql_do "$URL" "UPDATE tenant_d.schema_migrations SET state = 'running', statements_done = 1 WHERE version = '004_rich';
        UPDATE tenant_a.schema_migrations SET checksum = repeat('0', 64) WHERE version LIKE '002%';
        INSERT INTO tenant_c.schema_migrations (version) VALUES ('900_gone')"
    run_dunlin drift --json
    assert_status 4
    assert_equal "$(group none)" public
    assert_equal "$(group unknown | sort | tr '\n' ' ')" "a b c d "
    assert_json '.untold == 4'
    for reason in 'a|was edited' 'b|"names" has run there with another text' 'c|"900_gone" is applied, but its file is gone' 'd|"004_rich" is under way, or was cut off'; do
        jq -e --arg name "${reason%%|*}" --arg text "${reason#*|}" '.groups[] | select(.databases == [$name]) | .error.message | contains($text)' <<<"$output" >/dev/null ||
            { echo "$reason"; jq . <<<"$output"; return 1; }
    done
}

@test "PostgreSQL: what is locked, not to be looked into, or gone is said, and the others are compared" {
    schema_project
    rich_migration
    make_schemas "$URL" tenant_a tenant_b tenant_c
    quietly dunlin upgrade
    role=$(new_role)
    psql_do "$URL" "GRANT USAGE ON SCHEMA public, tenant_a, tenant_b TO $role; GRANT SELECT ON public.schema_migrations, tenant_a.schema_migrations, tenant_b.schema_migrations TO $role"
    coproc psql -X -q -d "$URL"
    # The shell forgets it when psql has ended.
    holder=$COPROC_PID
    echo "BEGIN; ALTER TABLE tenant_b.posts ADD COLUMN x integer; SELECT 'locked';" >&"${COPROC[1]}"
    read -r -u "${COPROC[0]}" _
    read -r -u "${COPROC[0]}" _
    run_dunlin drift --json --lock-timeout 200ms --url "$(as_role "$URL" "$role")" --scratch-url "$URL"
    echo "ROLLBACK;" >&"${COPROC[1]}"
    exec {COPROC[1]}>&-
    wait "$holder"
    assert_status 4
    assert_equal "$(group none)" "$(printf '%s\n' public a)"
    assert_equal "$(group unread | sort | tr '\n' ' ')" "b c "
    assert_json '[.groups[] | select(.databases == ["b"]) | .error.code] == ["locked"]'
    run_dunlin drift
    assert_status 0
}

# bats test_tags=sanitize
@test "--correct: the SQL for one group, tried, and what it takes with it" {
    schema_project
    rich_migration
    make_schemas "$URL" tenant_a tenant_b tenant_c
    quietly dunlin upgrade
    psql_do "$URL" 'DROP VIEW tenant_a.happy; DROP VIEW tenant_b.happy; ALTER TABLE tenant_a.posts ADD COLUMN spare text; ALTER TABLE tenant_b.posts ADD COLUMN spare text'
    run_dunlin drift --json
    assert_status 3
    id=$(jq -r '.groups[] | select(.state == "drift") | .id' <<<"$output")
    dump "$URL" >before
    run_dunlin drift --correct "${id:0:4}"
    assert_status 0
    dump "$URL" | diff before -
    assert_stdout "--   a (tenant_a)"
    assert_stdout "--   b (tenant_b)"
    refute_stdout tenant_c
    assert_stdout "-- loses column posts.spare: its values"
    psql_do "$URL" "SET search_path = tenant_a; $output"
    # Or in each that is left, under its lock: another runner is waited for, and then its work is looked at.
    run_dunlin drift --correct "$id" --apply
    assert_status 1
    assert_stderr $'--allow-data-loss says that it may go:\n      column posts.spare: its values'
    psql_do "$URL" "SELECT json_agg(t) FROM (SELECT * FROM tenant_b.schema_migrations ORDER BY version) t" >ledger
    run_dunlin drift --correct "$id" --apply --allow-data-loss --json
    assert_status 0
    json_valid "$ROOT/tests/schemas/stamp.json"
    assert_json '[.databases[] | select(.outcome == "changed") | .name] == ["b"] and .unchanged == 3'
    psql_do "$URL" "SELECT json_agg(t) FROM (SELECT * FROM tenant_b.schema_migrations ORDER BY version) t" | diff ledger -
    assert_equal "$(psql_do "$URL" "SELECT command, event, target FROM dunlin.audit_log WHERE command LIKE 'drift%' ORDER BY id")" \
        "drift --correct|started|$id
drift --correct|finished|$id"
    run_dunlin drift
    assert_status 0
    run_dunlin drift --apply
    assert_status 2
    assert_stderr "--apply is for --correct GROUP"
    run_dunlin drift --rename b=c
    assert_status 2
    assert_stderr "--rename is for --correct GROUP"
    run_dunlin drift --correct "$id"
    assert_status 2
    assert_stderr "no database differs in a way that is called \"$id\" now"
}

@test "--correct --apply: schemas with names like any word, or like nothing" {
    schema_project
    sed -i 's/tenant_{tenant}/{tenant}/' dunlin.yaml
    local odd='x"; DROP SCHEMA public --'
    make_schemas "$URL" e "$odd"
    quietly dunlin upgrade --tenant e --tenant x*
    psql_do "$URL" 'ALTER TABLE e.posts ADD COLUMN spare text; ALTER TABLE "x""; DROP SCHEMA public --".posts ADD COLUMN spare text'
    run_dunlin drift --tenant e --tenant 'x*' --json
    assert_equal "$(group drift)" "e $odd"
    id=$(jq -r '.groups[] | select(.state == "drift") | .id' <<<"$output")
    run_dunlin drift --tenant e --tenant 'x*' --correct "$id" --apply --allow-data-loss
    assert_status 0
    run_dunlin drift --tenant e --tenant 'x*'
    assert_status 0
}

@test "--correct --apply: the connection breaks before the answer: what was done is done, and what was not is" {
    schema_project
    make_schemas "$URL" tenant_a tenant_b
    quietly dunlin upgrade
    mkdir proxy
    proxied="postgresql://postgres@/$(database_of "$URL")?host=$PWD/proxy&port=1&sslmode=disable&gssencmode=disable"
    for moment in before after; do
        psql_do "$URL" 'ALTER TABLE tenant_a.posts ADD COLUMN spare text'
        run_dunlin drift --json
        assert_status 3
        id=$(jq -r '.groups[] | select(.state == "drift") | .id' <<<"$output")
        rm -f proxy/.s.PGSQL.1
        python3 - "$DUNLIN_TEST_PG_HOST/.s.PGSQL.$DUNLIN_TEST_PG_PORT" $moment 3>&- <<'PYTHON' &
# Lets the first message that drops the column through, or not, and hangs up in place of the answer.
import os, socket, sys, threading
server, moment = sys.argv[1:]
broken = threading.Event()

def pair(client):
    upstream, cut = socket.socket(socket.AF_UNIX), threading.Event()
    upstream.connect(server)

    def answer():
        while data := upstream.recv(1 << 16):
            if not cut.is_set():
                client.sendall(data)
            elif data.endswith(b"Z\0\0\0\5I"):
                break
        client.shutdown(socket.SHUT_RDWR)

    threading.Thread(target=answer, daemon=True).start()
    while data := client.recv(1 << 16):
        if b"DROP COLUMN spare" in data and b"tenant_a" in data and not broken.is_set():
            broken.set()
            cut.set()
            if moment == "before":
                break
        upstream.sendall(data)
    upstream.shutdown(socket.SHUT_RDWR)

listener = socket.socket(socket.AF_UNIX)
listener.bind("proxy/new")
listener.listen()
os.rename("proxy/new", "proxy/.s.PGSQL.1")
while True:
    threading.Thread(target=pair, args=(listener.accept()[0],), daemon=True).start()
PYTHON
        proxy=$!
        wait_until "[ -S proxy/.s.PGSQL.1 ]"
        run_dunlin drift --correct "$id" --apply --allow-data-loss --json --url "$proxied" --scratch-url "$URL"
        kill $proxy
        assert_status 0
        assert_json '[.databases[] | select(.outcome == "changed") | .name] == ["a"] and .databases[1].retries == 1'
        run_dunlin drift
        assert_status 0
    done
}

# bats test_tags=sanitize
@test "SQLite: groups, corrections, and files that cannot be read" {
    file_project
    quietly dunlin upgrade --public
    quietly dunlin tenant create --quiet a
    quietly dunlin tenant create --quiet b
    quietly dunlin tenant create --quiet c
    run_dunlin drift
    assert_status 0
    assert_stdout "3 tenants are as they should be"
    sqlite_do data/org_b/tenant.db "CREATE INDEX stray ON users (email)"
    before=$(snapshot data)
    run_dunlin drift --json
    assert_equal "$(snapshot data)" "$before"
    assert_status 3
    json_valid "$ROOT/tests/schemas/drift.json"
    assert_equal "$(group none)" "$(printf '%s\n' public "a c")"
    assert_equal "$(differences b)" "index users.stray: extra"
    id=$(jq -r '.groups[] | select(.state == "drift") | .id' <<<"$output")
    run_dunlin drift --correct "$id" --json
    assert_status 0
    json_valid "$ROOT/tests/schemas/drift_correct.json"
    output=$(jq -r .sql <<<"$output")
    sqlite3 -batch -bail data/org_b/tenant.db <<<"$output"
    echo "this is no database at all, it only has the name of one" >data/org_c/tenant.db
    run_dunlin drift --json
    assert_status 4
    assert_equal "$(group none)" "$(printf '%s\n' public "a b")"
    assert_equal "$(group unread)" c
}

# bats test_tags=sanitize
@test "upgrade --verify, downgrade --verify: a database that is not what its migrations build has failed, and says in what" {
    schema_project
    make_schemas "$URL" tenant_a tenant_b
    run_dunlin upgrade --verify
    assert_status 0
    # Somebody was there before.
    psql_do "$URL" 'CREATE INDEX stray ON tenant_b.users (email)'
    write_migration 004_more.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nCREATE TABLE more (id integer);\n-- dunlin:down\nDROP TABLE more;'
    run_dunlin upgrade --verify
    assert_status 4
    assert_stderr "its schema is not what its migrations build; what they did stays:"
    assert_stderr "index users.stray: extra"
    # What was done is recorded: nothing is undone.
    assert_equal "$(ledger_of "$URL" tenant_b)" "002_users 003_posts 004_more"
    run_dunlin downgrade 003 --verify --tenants --json
    assert_status 4
    json_valid "$ROOT/tests/schemas/run.json"
    assert_json '[.databases[] | select(.error) | .name] == ["b"]'
    # Each is proven before its end is told.
    run_dunlin upgrade --verify --tenants --events
    assert_status 4
    jq -es '[.[] | select(.event == "database_finished") | [.database, .error.code]] | sort == [["a", null], ["b", "conflict"]]' <<<"$output" >/dev/null
    # Before the first migration there is nothing.
    run_dunlin downgrade base --verify --tenants --json
    assert_status 0
    psql_do "$URL" 'CREATE TABLE tenant_b.stray (id integer)'
    run_dunlin upgrade --tenants
    assert_status 0
    run_dunlin downgrade base --verify --tenants --json
    assert_status 4
    assert_json '[.databases[] | select(.error) | .name, .error.message] == ["b", "its schema is not what its migrations build; what they did stays:\n    table stray: extra"]'
    psql_do "$URL" 'DROP TABLE tenant_b.stray'
    run_dunlin upgrade --verify
    assert_status 0
    # Where it cannot be proven nothing runs.
    write_migration 005_role.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nCREATE ROLE dunlin_never;'
    run_dunlin upgrade --verify
    assert_status 1
    assert_stderr "it cannot be verified what the run will leave: migrations/005_role.sql:3:1:"
    rm migrations/005_role.sql
    write_migration 005_fine.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nSELECT 1;'
    role=$(new_role)
    run_dunlin upgrade --verify --scratch-url "$(as_role "$URL" "$role")"
    assert_status 2
    assert_stderr "permission denied to create database"
    assert_equal "$(ledger_of "$URL" tenant_a)" "002_users 003_posts 004_more"
}

@test "upgrade --verify: a schema that cannot be looked at has failed, with the SQLSTATE that says why; the others are proven" {
    schema_project
    rich_migration
    make_schemas "$URL" tenant_a tenant_b
    quietly dunlin upgrade
    coproc psql -X -q -d "$URL"
    # The shell forgets it when psql has ended.
    holder=$COPROC_PID
    echo "BEGIN; LOCK TABLE tenant_b.posts; SELECT 'locked';" >&"${COPROC[1]}"
    read -r -u "${COPROC[0]}" _
    read -r -u "${COPROC[0]}" _
    run_dunlin upgrade --verify --json --lock-timeout 200ms
    echo "ROLLBACK;" >&"${COPROC[1]}"
    exec {COPROC[1]}>&-
    wait "$holder"
    assert_status 4
    json_valid "$ROOT/tests/schemas/run.json"
    assert_json '[.databases[] | select(.error) | [.name, .error.code, .error.sqlstate]] == [["b", "conflict", "55P03"]]'
    assert_json '.databases[] | select(.name == "b").error.message | startswith("its schema could not be verified: ")'
}

@test "upgrade --verify: SQLite" {
    file_project
    quietly dunlin upgrade --public
    quietly dunlin tenant create --quiet a
    quietly dunlin tenant create --quiet b
    run_dunlin upgrade --verify
    assert_status 0
    sqlite_do data/org_b/tenant.db "CREATE INDEX stray ON users (email)"
    run_dunlin upgrade --verify
    assert_status 4
    assert_stderr "index users.stray: extra"
}

@test "PostgreSQL: tenants that are databases are read each by itself, and proven after a run" {
    schema_project
    rich_migration
    prefix="$(unique_name d)_"
    write_config <<<"{system: {url: \"$URL\"}, tenants: {databases: \"$prefix{tenant}\"}}"
    for name in acme bell corp; do
        own_database "$prefix$name"
        psql_do "$DUNLIN_TEST_PG_URL" "CREATE DATABASE \"$prefix$name\" TEMPLATE template0"
    done
    run_dunlin upgrade --verify
    assert_status 0
    psql_do "$(database_url "${prefix}bell")" 'ALTER TABLE users ADD COLUMN spare text'
    run_dunlin drift --json
    assert_status 3
    assert_equal "$(group none)" "$(printf '%s\n' public "acme corp")"
    assert_equal "$(differences bell)" "column users.spare: extra"
    run_dunlin upgrade --verify
    assert_status 4
    assert_stderr "column users.spare: extra"
}

@test "PostgreSQL: through a pooler in transaction mode, whose sessions switch" {
    schema_project
    rich_migration
    # What few have is asked in a statement of its own; of more than fifty there is more than one transaction.
    write_migration 005_rest.sql <<<$'-- dunlin:scope tenant\n-- dunlin:engine postgres\n-- dunlin:up\nCREATE TYPE span AS RANGE (SUBTYPE = date);'
    # shellcheck disable=SC2046
    make_schemas "$URL" $(printf 'tenant_t%s ' {10..69})
    quietly dunlin upgrade
    psql_do "$URL" 'DROP VIEW tenant_t11.happy; DROP TYPE tenant_t12.span; CREATE TYPE tenant_t12.span AS RANGE (SUBTYPE = timestamp)'
    start_pgbouncer "$URL" "default_pool_size = 3"
    for _ in 1 2; do
        run_dunlin drift --json --url "$PGBOUNCER_URL" --scratch-url "$URL" --parallel 3
        assert_status 3
        assert_equal "$(group drift)" "$(printf '%s\n' t11 t12)"
        assert_equal "$(differences t12)" "range type span: subtype date -> timestamp without time zone"
        assert_json '[.groups[] | select(.state == "none") | .databases | length] == [1, 58]'
    done
    run_dunlin upgrade --verify --url "$PGBOUNCER_URL" --scratch-url "$URL" --tenant t10 --tenant t11
    assert_status 4
    assert_stderr "view happy: missing"
}

@test "Ctrl-C while a scratch database is built: nothing is told or written, and it is gone" {
    schema_project
    echo 'schema: {tenant: schema.sql}' >>dunlin.yaml
    write_file schema.sql <<<'CREATE TABLE other (id integer);'
    write_migration 004_long.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nSELECT pg_sleep(CASE WHEN current_database() LIKE \'dunlin_scratch%\' THEN 60 ELSE 0 END);'
    make_schemas "$URL" tenant_a
    quietly dunlin upgrade
    role=$(new_role)
    psql_do "$DUNLIN_TEST_PG_URL" "ALTER ROLE $role CREATEDB"
    files=$(ls migrations)
    for verb in drift check diff "revision --autogenerate -m more"; do
        # shellcheck disable=SC2086 # a verb and its options
        env --default-signal=INT "$DUNLIN" $verb --scratch-url "$(as_role "$URL" "$role")" >out 2>err 3>&- 4>&- &
        runner=$!
        wait_until '[ "$(psql_do "$DUNLIN_TEST_PG_URL" "SELECT count(*) FROM pg_stat_activity WHERE usename = '"'$role'"' AND query LIKE '"'%pg_sleep%'"'")" -ge 1 ]'
        kill -INT "$runner"
        status=0
        wait "$runner" || status=$?
        assert_status 130
        [ ! -s out ]
        assert_equal "$(ls migrations)" "$files"
        assert_equal "$(psql_do "$DUNLIN_TEST_PG_URL" "SELECT count(*) FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba WHERE r.rolname = '$role'")" 0
    done
}

@test "SQLite: --correct --apply puts the files of the group right, and touches no other" {
    printf 'tenants: {files: "{tenant}.db"}\n' >dunlin.yaml
    mkdir -p migrations
    printf -- '-- dunlin:scope tenant\n-- dunlin:up\nCREATE TABLE u (id INTEGER PRIMARY KEY, e TEXT CHECK (e > 1));\nCREATE TABLE k (u REFERENCES u ON DELETE CASCADE);\n-- dunlin:down\nDROP TABLE k;\nDROP TABLE u;\n' \
        >migrations/001_u.sql
    for name in a b; do "$DUNLIN" tenant create --quiet "$name"; done
    sqlite3 b.db 'CREATE INDEX y ON u (e)'
    sqlite3 c.db 'CREATE TABLE u (id INTEGER PRIMARY KEY, e TEXT)'
    before=$(sha256sum a.db c.db)
    group=$("$DUNLIN" drift --json | jq -r '.groups[] | select(.databases == ["b"]) | .id')
    run_dunlin drift --correct "$group" --apply
    assert_equal "$(sqlite3 b.db "SELECT count(*) FROM sqlite_schema WHERE name = 'y'")" 0
    assert_equal "$(sha256sum a.db c.db)" "$before"
    # The script, in a shell that goes on behind an error and minds foreign keys: no row is lost, neither where one stands in the way
    # nor where none does.
    sqlite3 b.db "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, '> 1', '> 0')"
    sqlite3 b.db "INSERT INTO u VALUES (1, 5), (2, 1); INSERT INTO k VALUES (1)"
    group=$("$DUNLIN" drift --json | jq -r '.groups[] | select(.databases == ["b"]) | .id')
    "$DUNLIN" drift --correct "$group" >correct.sql
    run sqlite3 -cmd 'PRAGMA foreign_keys = ON' b.db <correct.sql
    assert_status 1
    assert_equal "$(sqlite3 b.db 'SELECT * FROM u; SELECT * FROM k')" $'1|5\n2|1\n1'
    sqlite3 b.db 'DELETE FROM u WHERE id = 2'
    sqlite3 -cmd 'PRAGMA foreign_keys = ON' b.db <correct.sql
    assert_equal "$(sqlite3 b.db 'SELECT * FROM u; SELECT * FROM k')" $'1|5\n1'
    run_dunlin drift --tenant b
    assert_status 0
}
