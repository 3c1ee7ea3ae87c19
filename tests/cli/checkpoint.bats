#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# checkpoint.bats: a database that starts from a checkpoint is equal to one that was migrated step by step, whatever
# follows; everybody else only records it. What cannot be a checkpoint is refused, and nothing is written.

load ../lib/common
load ../lib/projects

# declared WORDS...: the checkpoint of these projects, with what differs from replay to replay.
declared() {
    run_dunlin checkpoint -m "Release one" --scope tenant --fresh plans.created_at --keep tokens.id \
        --keep uses.token "$@"
}

# ---- PostgreSQL

# A bit of everything that a migration leaves.
postgres_history() {
    write_migration 002_plans.sql <<'SQL'
-- Plans, with rows that every tenant has
-- dunlin:scope tenant
-- dunlin:up
CREATE TYPE period AS ENUM ('month', 'year');
CREATE TABLE plans (
    id serial PRIMARY KEY,
    name text NOT NULL UNIQUE,
    per period NOT NULL DEFAULT 'month',
    price numeric(10,2) CHECK (price >= 0),
    gross numeric GENERATED ALWAYS AS (price * 1.19) STORED,
    span interval,
    raw bytea,
    ratio double precision,
    seen timestamptz,
    created_at timestamptz NOT NULL DEFAULT now());
INSERT INTO plans (name, per, price, span, raw, ratio, seen) VALUES
    ('free', 'month', 0, '-1 mon 3 days', '\x00ff', 0.1, '2024-02-29 12:00:00.5+02'),
    (E'it''s \\ two\nlines\t${and} -- dunlin:down', 'year', 99.90, NULL, NULL, 'NaN', 'infinity'),
    ('gone', 'year', 1, NULL, NULL, '-Infinity', NULL);
DELETE FROM plans WHERE name = 'gone';
-- dunlin:down
DROP TABLE plans;
DROP TYPE period;
SQL
    write_migration 003_tokens.sql <<'SQL'
-- Tokens with generated keys, a log that a trigger writes, and what looks at them
-- dunlin:scope tenant
-- dunlin:depends 001_registry
-- dunlin:up
CREATE TABLE tokens (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), label text);
CREATE TABLE uses (n int GENERATED ALWAYS AS IDENTITY (START 10), token uuid REFERENCES tokens, plan int REFERENCES plans);
CREATE TABLE log (what text);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (TG_TABLE_NAME); RETURN NEW; END $$;
CREATE TRIGGER noted AFTER INSERT ON tokens FOR EACH ROW EXECUTE FUNCTION note();
INSERT INTO tokens (label) VALUES ('first'), ('second');
INSERT INTO uses (token, plan) SELECT id, 1 FROM tokens ORDER BY label;
CREATE VIEW cheap AS SELECT name FROM plans WHERE price < 10;
CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM tokens;
CREATE SEQUENCE numbers START 100;
SELECT nextval('numbers');
GRANT SELECT, UPDATE (label) ON tokens TO PUBLIC;
GRANT USAGE ON SEQUENCE numbers TO PUBLIC;
REVOKE EXECUTE ON FUNCTION note FROM PUBLIC;
DO $$ BEGIN EXECUTE format('GRANT USAGE ON SCHEMA %I TO PUBLIC', current_schema());
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT ON TABLES TO PUBLIC', current_schema()); END $$;
-- dunlin:down
DO $$ BEGIN EXECUTE format('REVOKE USAGE ON SCHEMA %I FROM PUBLIC', current_schema());
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I REVOKE SELECT ON TABLES FROM PUBLIC', current_schema()); END $$;
DROP SEQUENCE numbers;
DROP MATERIALIZED VIEW counted;
DROP VIEW cheap;
DROP TABLE log, uses, tokens;
DROP FUNCTION note;
SQL
    write_migration 004_index.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:transaction off
-- dunlin:up
CREATE INDEX CONCURRENTLY plans_price ON plans (price);
-- dunlin:down
DROP INDEX CONCURRENTLY plans_price;
SQL
}

pg_project() {
    schema_project
    rm migrations/00[23]_*
    postgres_history
}

# What follows a checkpoint.
later_migration() {
    write_migration 006_later.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
ALTER TABLE plans ADD COLUMN note text;
INSERT INTO plans (name, price) VALUES ('later', 5);
-- dunlin:down
DELETE FROM plans WHERE name = 'later';
ALTER TABLE plans DROP COLUMN note;
SQL
}

# pg_tenant NAME: a tenant's schema, as text that two equal ones share.
pg_tenant() {
    dump "$URL" --schema-only -n "tenant_$1" | sed "s/tenant_$1/tenant_x/g"
    psql_do "$URL" "SET search_path = tenant_$1; SET timezone = 'UTC'; SET extra_float_digits = 3;
        SELECT id, name, per, price, gross, span, raw, ratio, seen, created_at IS NOT NULL FROM plans ORDER BY id;
        SELECT label, n, plan FROM tokens JOIN uses ON token = tokens.id ORDER BY label;
        SELECT what FROM log; SELECT n FROM counted; SELECT name FROM cheap ORDER BY name;
        SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'tenant_$1' ORDER BY 1;
        SELECT version, checksum, state, statements_done, journal FROM schema_migrations ORDER BY 1"
}

same_pg_tenants() { diff <(pg_tenant "$1") <(pg_tenant "$2") >&2; }

# A role of its own, so that other tests' scratch databases do not count.
pg_project_of_role() {
    ROLE=$(new_role CREATEDB)
    pg_project
    psql_do "$URL" "ALTER DATABASE $(database_of "$URL") OWNER TO $ROLE"
    write_config <<YAML
system: {url: "$(as_role "$URL" "$ROLE")"}
tenants: {schemas: "tenant_{tenant}"}
YAML
}

scratch_databases() {
    psql_do "$URL" "SELECT count(*) FROM pg_database WHERE datname LIKE 'dunlin_scratch%' AND datdba = '$ROLE'::regrole"
}

# bats test_tags=sanitize
@test "PostgreSQL: a new tenant is equal to an old one, and whatever follows is done to both" {
    pg_project
    make_schemas "$URL" tenant_old
    quietly dunlin upgrade
    # What differs is named, and must be declared.
    nothing_written 1 "plans.created_at: " checkpoint -m "Release one" --scope tenant
    assert_stderr "tokens.id: "
    assert_stderr "uses.token: "
    refute_stderr "plans.id"
    assert_stderr "--fresh TABLE.COLUMN"
    declared
    assert_status 0
    assert_equal "$output" "created migrations/005_release_one.sql, which stands for 3 migrations and holds 8 rows"
    later_migration

    # The plan of each is its own, in one run: complete, half-way, and new in two ways.
    make_schemas "$URL" tenant_half tenant_fresh
    quietly dunlin upgrade 003 --tenant half
    run_dunlin tenant create new
    assert_status 0
    run_dunlin upgrade
    assert_status 0
    assert_stderr_matches 'tenant old .*005_release_one .*only recorded'
    assert_stderr_matches 'tenant fresh .*005_release_one .*in the place of 3 migrations'
    same_pg_tenants old half
    same_pg_tenants old fresh
    same_pg_tenants old new
    assert_equal "$(psql_do "$URL" "SELECT version, applied_by FROM tenant_new.schema_migrations
        WHERE applied_by LIKE 'checkpoint %' AND duration_ms IS NULL ORDER BY 1")" \
        $'002_plans|checkpoint 005_release_one\n003_tokens|checkpoint 005_release_one\n004_index|checkpoint 005_release_one'
    # Kept is the same everywhere, fresh is everybody's own.
    assert_equal "$(psql_do "$URL" "SELECT count(*) FROM tenant_new.tokens JOIN tenant_fresh.tokens USING (id)")" 2
    assert_equal "$(psql_do "$URL" "SELECT count(*) FROM tenant_new.plans n JOIN tenant_fresh.plans f
        ON n.created_at = f.created_at WHERE n.id < 3")" 0

    # Back to before it, and up again; the empty one begins there once more.
    MAY_GO=(--allow-data-loss plans --allow-data-loss log --allow-data-loss uses --allow-data-loss tokens)
    run_dunlin downgrade 002 --tenants "${MAY_GO[@]}"
    assert_status 0
    assert_equal "$(ledger_of "$URL" tenant_new)" "002_plans"
    same_ids() { diff <(psql_do "$URL" "TABLE tenant_old.schema_migrations" | cut -d'|' -f1,3) \
        <(psql_do "$URL" "TABLE tenant_new.schema_migrations" | cut -d'|' -f1,3); }
    same_ids
    quietly dunlin downgrade base --tenant new "${MAY_GO[@]}"
    assert_equal "$(tables_of "$URL" tenant_new)" ""
    quietly dunlin upgrade
    same_pg_tenants old half
    # Their sequences went on counting, that of the empty one began anew.
    diff <(pg_tenant old | sed 's/^5|later/4|later/; s/^plans_id_seq|5/plans_id_seq|4/') <(pg_tenant new) >&2
    run_dunlin check
    assert_status 0
}

@test "PostgreSQL: the script of an empty database begins at the checkpoint, too" {
    pg_project
    quietly dunlin upgrade --public
    declared
    assert_status 0
    later_migration
    make_schemas "$URL" tenant_old
    quietly dunlin upgrade --tenants --tenant old
    run_split dunlin upgrade --sql --tenant scripted
    assert_status 0
    assert_stdout "-- Running upgrade  -> 005_release_one"
    assert_stdout "-- A checkpoint: it stands for 3 migrations, which are recorded with it"
    refute_stdout "CONCURRENTLY"
    echo "$output" >script.sql
    make_schemas "$URL" tenant_scripted
    quietly psql -X -v ON_ERROR_STOP=1 -d "$URL" -f script.sql
    same_pg_tenants old scripted
    # Who stands somewhere only records it.
    run_split dunlin upgrade --sql 004:head --tenant old
    assert_stdout "-- A checkpoint: what it stands for is there, so it is only recorded"
}

@test "PostgreSQL: killed on its way it leaves no file, interrupted no scratch database either" {
    pg_project_of_role
    write_migration 004_index.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nSELECT pg_sleep(30);'
    for signal in INT KILL; do
        "$DUNLIN" checkpoint -m "Release one" --scope tenant >log 2>&1 3>&- &
        pid=$!
        wait_until '[ "$(scratch_databases)" -gt 0 ]'
        kill -"$signal" "$pid"
        wait "$pid" || true
        assert_equal "$(ls migrations)" $'001_registry.sql\n002_plans.sql\n003_tokens.sql\n004_index.sql'
        [ "$signal" = KILL ] || assert_equal "$(scratch_databases)" 0
    done
    for name in $(psql_do "$URL" "SELECT datname FROM pg_database WHERE datdba = '$ROLE'::regrole AND datname LIKE 'dunlin_scratch%'"); do
        own_database "$name"
    done
}

@test "PostgreSQL: rows that row level security keeps from their owner are held as well" {
    setup_project
    ROLE=$(new_role CREATEDB)
    URL=$(new_database)
    psql_do "$URL" "ALTER DATABASE $(database_of "$URL") OWNER TO $ROLE; ALTER SCHEMA public OWNER TO $ROLE"
    write_config <<<"system: {url: \"$(as_role "$URL" "$ROLE")\"}"
    write_migration 001_log.sql <<'SQL'
-- dunlin:up
CREATE TABLE log (what text);
INSERT INTO log VALUES ('seen by nobody');
ALTER TABLE log ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY none ON log USING (false);
-- dunlin:down
DROP TABLE log;
SQL
    run_dunlin checkpoint -m one
    assert_status 0
    quietly dunlin upgrade
    assert_equal "$(psql_do "$URL" "SELECT what, relforcerowsecurity FROM log, pg_class WHERE relname = 'log'")" "seen by nobody|t"
}

# ---- SQLite

sqlite_history() {
    write_migration 002_plans.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
CREATE TABLE plans (
    id integer PRIMARY KEY AUTOINCREMENT,
    name text NOT NULL UNIQUE,
    any_value,
    twice GENERATED ALWAYS AS (id * 2) VIRTUAL,
    created_at text NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now')));
INSERT INTO plans (name, any_value) VALUES ('int', 1), ('real', 1.0), ('text', '1'), ('blob', x'00ff'), ('null', NULL),
    ('inf', 9e999), ('-inf', -9e999), ('third', 1.0 / 3), ('nul', CAST(x'610062' AS text)), ('lines', 'a' || char(10) || 'b'),
    ('cr', 'a' || char(13, 10) || 'b'), ('both', '\n' || char(10)), ('bytes', CAST(x'27ff27' AS text)), ('bytes and lines', CAST(x'ff0a27' AS text)), ('it''s ${x}', '-- dunlin:down'), ('gone', 0);
DELETE FROM plans WHERE name = 'gone';
-- dunlin:down
DROP TABLE plans;
SQL
    write_migration 003_tokens.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:depends 001_registry
-- dunlin:up
CREATE TABLE tokens (id text PRIMARY KEY DEFAULT (lower(hex(randomblob(8)))), label text) WITHOUT ROWID;
CREATE TABLE uses (n integer PRIMARY KEY, token text REFERENCES tokens, plan integer REFERENCES plans);
CREATE TABLE log (what text);
CREATE TRIGGER noted AFTER INSERT ON tokens BEGIN INSERT INTO log VALUES (new.label); END;
INSERT INTO tokens (label) VALUES ('first'), ('second');
INSERT INTO uses (token, plan) SELECT id, 1 FROM tokens ORDER BY label;
CREATE VIEW cheap AS SELECT name FROM plans WHERE id < 3;
CREATE INDEX plans_by_value ON plans (any_value) WHERE any_value IS NOT NULL;
-- dunlin:down
DROP VIEW cheap;
DROP TABLE log;
DROP TABLE uses;
DROP TABLE tokens;
DROP INDEX plans_by_value;
SQL
}

sqlite_project() {
    file_project
    rm migrations/00[23]_*
    sqlite_history
}

later_sqlite_migration() {
    write_migration 005_later.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
ALTER TABLE plans ADD COLUMN note text;
INSERT INTO plans (name) VALUES ('later');
-- dunlin:down
DELETE FROM plans WHERE name = 'later';
ALTER TABLE plans DROP COLUMN note;
SQL
}

# sqlite_tenant NAME: the file, as text that two equal ones share.
sqlite_tenant() {
    local file=data/org_$1/tenant.db
    sqlite_do "$file" .dump | grep -v -e 'INTO schema_migrations' -e 'INTO plans' -e 'INTO tokens' -e 'INTO uses' | sort
    sqlite_do "$file" "SELECT id, name, typeof(any_value), quote(any_value), hex(any_value), twice, created_at > '2' FROM plans;
        SELECT label, n, plan FROM tokens JOIN uses ON token = tokens.id ORDER BY label; PRAGMA user_version;
        SELECT name, seq FROM sqlite_sequence; SELECT version, checksum, state, journal FROM schema_migrations ORDER BY 1"
}

same_files() { diff <(sqlite_tenant "$1") <(sqlite_tenant "$2") >&2; }

# bats test_tags=sanitize
@test "SQLite: a new file is equal to an old one, and whatever follows is done to both" {
    sqlite_project
    mkdir -p data/org_old data/org_half data/org_fresh
    make_file data/org_old/tenant.db
    quietly dunlin upgrade
    nothing_written 1 "plans.created_at: " checkpoint -m "Release one" --scope tenant
    assert_stderr "tokens.id: "
    declared
    assert_status 0
    assert_equal "$output" "created migrations/004_release_one.sql, which stands for 2 migrations and holds 21 rows"
    later_sqlite_migration
    make_file data/org_half/tenant.db
    make_file data/org_fresh/tenant.db
    quietly dunlin upgrade 002 --tenant half
    quietly dunlin tenant create new
    run_dunlin upgrade
    assert_status 0
    assert_stderr_matches 'tenant old .*004_release_one .*only recorded'
    assert_stderr_matches 'tenant fresh .*004_release_one .*in the place of 2 migrations'
    same_files old half
    same_files old fresh
    same_files old new
    assert_equal "$(sqlite_do data/org_new/tenant.db "SELECT group_concat(DISTINCT applied_by) FROM schema_migrations
        WHERE duration_ms IS NULL")" "checkpoint 004_release_one"
    MAY_GO=(--allow-data-loss plans --allow-data-loss log --allow-data-loss uses --allow-data-loss tokens)
    quietly dunlin downgrade base --tenants "${MAY_GO[@]}"
    assert_equal "$(file_tables data/org_new/tenant.db)" ""
    assert_equal "$(sqlite_do data/org_new/tenant.db "PRAGMA user_version")" 0
    quietly dunlin upgrade 002 --tenant old
    quietly dunlin upgrade
    same_files old new
    run_split dunlin upgrade --sql --tenant scripted
    echo "$output" >script.sql
    mkdir data/org_scripted
    quietly sqlite3 -batch -bail -init /dev/null data/org_scripted/tenant.db '.read script.sql'
    same_files old scripted
}

# ---- as time goes on

small_project() {
    setup_project
    write_config <<<'system: {url: "sqlite:///app.db"}'
    write_migration 001_a.sql <<<$'-- dunlin:up\nCREATE TABLE a (id integer PRIMARY KEY, made text DEFAULT CURRENT_TIMESTAMP);\nINSERT INTO a (id) VALUES (1);\n-- dunlin:down\nDROP TABLE a;'
    write_migration 002_b.sql <<<$'-- dunlin:up\nCREATE TABLE b (x);\n-- dunlin:down\nDROP TABLE b;'
}

@test "edited, or behind a history that was: refused by name, until it is made anew" {
    small_project
    quietly dunlin checkpoint -m "Release one" --keep a.made
    run_dunlin check
    assert_status 3
    cp -r migrations pristine

    sed -i 's/CREATE TABLE b/CREATE TABLE c/' migrations/003_release_one.sql
    edited='migrations/003_release_one.sql:4: this checkpoint was edited after it was written: make it anew with `dunlin checkpoint --renew 003_release_one`'
    nothing_written 2 "$edited" upgrade
    nothing_written 2 "$edited" upgrade --sql
    run_dunlin check --json
    assert_json '[.findings[] | select(.kind == "checkpoint")] | length == 1'
    run_dunlin status
    assert_stderr "$edited"
    quietly dunlin checkpoint --renew 003
    diff -r migrations pristine || { grep -v -e created -e text= migrations/003_release_one.sql >one; true; }

    # Nobody has said so, but a migration before it does something else now.
    write_migration 002_b.sql <<<$'-- dunlin:up\nCREATE TABLE b (x, y);\n-- dunlin:down\nDROP TABLE b;'
    nothing_written 2 "migrations/003_release_one.sql:4: what comes before this checkpoint has changed" upgrade
    run_dunlin checkpoint --renew 003_release_one --json
    assert_status 0
    json_valid "$ROOT/tests/schemas/checkpoint.json"
    assert_json '.renewed and .replaces == 2 and .keep == ["a.made"] and .rows == 1'
    run_dunlin upgrade
    assert_status 0
    assert_stderr "in the place of 2 migrations"
    assert_equal "$(sqlite_do app.db "SELECT group_concat(name) FROM pragma_table_info('b')")" "x,y"

    # Anew after it was applied: it leads to the same place.
    quietly dunlin checkpoint --renew 003 --fresh a.made
    run_dunlin upgrade
    assert_status 0
    run_dunlin history
    assert_stdout "003_release_one (head) (checkpoint)"
    run_dunlin show 003
    assert_stdout "stands for    2 migrations"
    run_dunlin history --json
    assert_json '[.revisions[].replaces] == [null, null, 2]'
    # One after the other, where that is what an old database is brought to.
    quietly dunlin downgrade base --allow-data-loss a
    quietly dunlin upgrade 001
    quietly dunlin upgrade
    assert_equal "$(file_ledger app.db)" "001_a 002_b 003_release_one"
}

# ---- both

@test "both engines: the environments of a project say for which, each is proven, and each database gets its own" {
    local url
    url=$(new_database)
    setup_project
    write_config <<'YAML'
system: {url: "sqlite:///app.db"}
environments:
  staging: {system: {url: "sqlite:///staging.db"}}
  production: {system: {url: "${PRODUCTION_URL}"}}
YAML
    write_migration 001_a.sql <<'SQL'
-- dunlin:engine postgres
-- dunlin:up
CREATE TABLE a (id serial PRIMARY KEY, made timestamptz NOT NULL DEFAULT now(), only_here text);
INSERT INTO a (only_here) VALUES (random()::text);
-- dunlin:down
DROP TABLE a;
-- dunlin:engine sqlite
-- dunlin:up
CREATE TABLE a (id integer PRIMARY KEY, made text NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now')));
INSERT INTO a DEFAULT VALUES;
-- dunlin:down
DROP TABLE a;
SQL
    # Its URL is known nowhere but there: said, and then refused there.
    run_dunlin checkpoint -m one --fresh a.made
    assert_status 0
    assert_stderr 'the environment "production" cannot be looked at'
    assert_stderr 'it will refuse the checkpoint'
    export PRODUCTION_URL=$url
    nothing_written 2 'the migration has no "up" for postgres, which it must run on' upgrade --env production
    rm migrations/002*

    PRODUCTION_URL="postgresql:///x?host=/nowhere" nothing_written 1 'for postgres, as the environment "production" has it: ' checkpoint -m one --fresh a.made
    assert_stderr '--engine sqlite leaves that out'
    nothing_written 1 'for postgres, as the environment "production" has it: two replays of the same migrations leave different values: a.only_here' checkpoint -m one --fresh a.made
    nothing_written 2 '--fresh a.nowhere: the migrations leave no such column' checkpoint -m one --fresh a.nowhere
    nothing_written 2 'the public database here is of the engine sqlite: --engine must name it, too' checkpoint -m one --engine postgres
    PRODUCTION_URL=sqlite:///p.db nothing_written 2 '--engine postgres: no environment that can be looked at' checkpoint -m one --engine sqlite --engine postgres
    run_dunlin checkpoint -m one --fresh a.made --keep a.only_here --json
    assert_status 0
    json_valid "$ROOT/tests/schemas/checkpoint.json"
    assert_json '.engines == ["sqlite", "postgres"] and .rows == 1'
    assert_equal "$(grep '^-- dunlin:engine' migrations/002_one.sql | xargs)" "-- dunlin:engine postgres -- dunlin:engine sqlite"
    for environment in staging production; do
        run_dunlin upgrade --env $environment
        assert_status 0
        assert_stderr "in the place of 1 migration"
    done
    assert_equal "$(psql_do "$url" 'SELECT id, only_here IS NULL FROM a')" "1|f"

    # Made anew in either, it keeps both; what cannot be made anew is not dropped in silence.
    cp migrations/002_one.sql one
    quietly dunlin checkpoint --renew 002 --env production
    assert_equal "$(grep -c '^-- dunlin:engine' migrations/002_one.sql)" 2
    (
        unset PRODUCTION_URL
        nothing_written 1 'it holds a section for postgres, and no environment that can be looked at has such a database' checkpoint --renew 002
        quietly dunlin checkpoint --renew 002 --engine sqlite
    )
    assert_equal "$(grep '^-- dunlin:engine' migrations/002_one.sql)" "-- dunlin:engine sqlite"
    # With other files an environment has another history.
    mkdir released && cp migrations/001_a.sql released/
    sed -i 's/^  production:.*/  production: {system: {url: "${PRODUCTION_URL}"}, migrations: released}/' dunlin.yaml
    rm migrations/002*
    quietly dunlin checkpoint -m one --fresh a.made
    assert_equal "$(grep -c '^-- dunlin:engine' migrations/002_one.sql)" 1
}

@test "rebase: says which checkpoint it has made stale, and only then" {
    small_project
    quietly dunlin checkpoint -m "Release one" --keep a.made
    write_migration 003_side.sql <<<$'-- dunlin:parent 002_b\n-- dunlin:up\nCREATE TABLE side (x int);\n-- dunlin:down\nDROP TABLE side;'
    cp -r migrations forked
    # Behind it nothing changes for it; with something before it, it does not stand for all that it follows.
    run_dunlin rebase 003_side --json
    assert_status 0
    json_valid "$ROOT/tests/schemas/rebase.json"
    assert_json '.stale == []'
    assert_equal "$stderr" ""
    rm -r migrations && mv forked migrations
    run_dunlin rebase 003_release_one --json
    assert_status 0
    json_valid "$ROOT/tests/schemas/rebase.json"
    assert_json '.stale == ["004_release_one"]'
    assert_stderr 'the checkpoint "004_release_one" no longer stands for what comes before it, and every upgrade refuses it: make it anew with `dunlin checkpoint --renew 004_release_one`'
    nothing_written 2 'what comes before this checkpoint has changed' upgrade
    quietly dunlin checkpoint --renew 004
    run_dunlin upgrade
    assert_status 0
}

@test "branches: beside what follows, joined by a merge, and an order that is not that of the files" {
    small_project
    write_migration 003_c.sql <<<$'-- dunlin:up\nCREATE TABLE c (x);\n-- dunlin:down\nDROP TABLE c;'
    nothing_written 2 '"002_b" is no head' checkpoint 002 -m "Before c" --fresh a.made
    run_dunlin checkpoint 002 -m "Before c" --fresh a.made --splice --rev-id 900
    assert_status 0
    quietly dunlin merge -m joined
    quietly dunlin upgrade 003
    run_dunlin upgrade
    assert_stderr "only recorded"
    cp app.db old.db
    rm app.db
    quietly dunlin upgrade
    diff <(sqlite_do old.db .schema) <(sqlite_do app.db .schema)
    assert_equal "$(file_ledger app.db)" "$(file_ledger old.db)"
    # A stamp says it of a database that was made in another way.
    rm app.db
    quietly dunlin stamp 900_before_c
    assert_equal "$(file_ledger app.db)" "001_a 002_b 900_before_c"
}

@test "refused: what is no checkpoint, cannot be one, or cannot be declared" {
    small_project
    nothing_written 2 "needs a message" checkpoint
    nothing_written 2 '"999" ' checkpoint 999 -m x
    nothing_written 1 'nothing at "base"' checkpoint base -m x
    nothing_written 1 '"001_a" is no checkpoint' checkpoint --renew 001
    nothing_written 2 "no target" checkpoint 001 --renew 002
    nothing_written 1 "a.made: " checkpoint -m x
    write_migration 003_today.sql <<<$'-- dunlin:up\nCREATE TABLE d (x PRIMARY KEY, day DEFAULT CURRENT_DATE);\nINSERT INTO d (x) VALUES (1);'
    nothing_written 1 "d.day is the day of this replay" checkpoint -m x --keep a.made
    rm migrations/003_today.sql
    nothing_written 2 "--fresh a.nothing" checkpoint -m x --fresh a.nothing
    nothing_written 2 "has no default" checkpoint -m x --fresh b.x --keep a.made
    nothing_written 2 "both fresh and kept" checkpoint -m x --fresh a.made --keep a.made
    nothing_written 2 'holds no word' checkpoint -m "..." --fresh a.made
    write_config <<<$'system: {url: "sqlite:///app.db"}\nvariables: {name: {default: abc}}'
    write_migration 002_b.sql <<<$'-- dunlin:up\nCREATE TABLE ${name} (x);'
    nothing_written 1 "migrations/002_b.sql:1: it uses variables" checkpoint -m x --fresh a.made
    run_dunlin checkpoint -m x --fresh a.made --fix-variables
    assert_status 0
    nothing_written 1 "is a checkpoint of the same" checkpoint -m y
    # By hand.
    sed -i 's/^-- dunlin:variables off$/&\n-- dunlin:transaction off/' migrations/003_x.sql
    nothing_written 2 "a checkpoint runs in one transaction" upgrade
}
