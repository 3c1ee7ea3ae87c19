#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# schemas.bats: a project whose shared database has several schemas (system.schemas): each verb that reads a schema reads them all, and
# what lies outside is refused.
# shellcheck disable=SC2154 # output, stderr and status are set by run

load ../lib/common
load ../lib/projects

# bats test_tags=sanitize
@test "the shared database has several schemas: written, applied, checked, compared and looked at for drift" {
    URL=$(new_database)
    mkdir -p migrations schema
    write_config <<<"{system: {url: \"$URL\", schemas: [billing, auth]}, tenants: {schemas: \"tenant_*\"}, schema: {public: schema}}"
    write_file schema/public.sql <<'SQL'
CREATE SCHEMA IF NOT EXISTS public;
CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, owner bigint REFERENCES auth.users);
CREATE VIEW owed AS SELECT customer_id, sum(total) AS total FROM billing.invoices GROUP BY customer_id;
SQL
    write_file schema/billing.sql <<'SQL'
CREATE SCHEMA billing;
CREATE TYPE billing.state AS ENUM ('sent', 'paid');
CREATE TABLE billing.invoices (id bigserial PRIMARY KEY, customer_id bigint REFERENCES public.customers, total numeric, state billing.state);
SQL
    write_file schema/auth.sql <<'SQL'
CREATE SCHEMA auth;
CREATE TABLE auth.users (id bigint PRIMARY KEY, name text);
SQL
    quietly dunlin revision --autogenerate -m all
    quietly dunlin upgrade --verify
    run_dunlin check
    assert_status 0
    run_dunlin diff --from-database --public --exit-code
    assert_status 0
    run_dunlin drift
    assert_status 0
    assert_stdout "public is as it should be"
    psql_do "$URL" "INSERT INTO auth.users VALUES (1, 'Ada'); ALTER TABLE billing.invoices ADD spare text; CREATE SCHEMA elsewhere; CREATE TABLE elsewhere.t ()"
    run_dunlin drift --json
    assert_status 3
    assert_equal "$(jq -c '[.groups[] | select(.state == "drift") | .differences]' <<<"$output")" '[["column billing.invoices.spare: extra"]]'
    run_dunlin inspect --public --json
    assert_equal "$(jq -r '[.objects[] | select(.kind == "schema" or .kind == "table") | .schema // ""] | join(",")' <<<"$output")" ",,,,auth,billing"
    json_valid "$ROOT/tests/schemas/inspect.json"
    run_dunlin inspect --public --format mermaid
    assert_stdout "billing.invoices"
    # A table that goes, one that is changed, a schema that is new and was not named, and is.
    sed -i 's/name text/name text NOT NULL/' schema/auth.sql
    echo 'CREATE SCHEMA geo; CREATE TABLE geo.places (id integer);' >schema/geo.sql
    run_dunlin check
    assert_status 1
    assert_stderr 'schema/geo.sql:1:1: this is of the schema "geo": system.schemas (--schemas) names those that belong to the shared database'
    psql_do "$URL" "ALTER TABLE billing.invoices DROP spare"
    write_config <<<"{system: {url: \"$URL\", schemas: [billing, auth, geo]}, tenants: {schemas: \"tenant_*\"}, schema: {public: schema}}"
    quietly dunlin revision --autogenerate -m more
    grep -q 'CREATE TABLE geo.places' migrations/002_more.sql
    quietly dunlin upgrade --verify
    quietly dunlin downgrade 001 --public --verify
    quietly dunlin upgrade --verify
    run_dunlin diff --from-database --public --exit-code
    assert_status 0
    assert_equal "$(psql_do "$URL" "SELECT name FROM auth.users")" Ada
    # Statistics in another schema than their table, and what cannot be written.
    echo 'CREATE STATISTICS geo.both ON id, name FROM auth.users;' >>schema/geo.sql
    quietly dunlin revision --autogenerate -m statistics
    grep -q 'CREATE STATISTICS geo."both" ON id, name FROM auth.users' migrations/003_statistics.sql
    quietly dunlin upgrade --verify
    cp -r schema written
    cat >>schema/geo.sql <<'END'
CREATE TYPE geo.meters;
CREATE FUNCTION geo.enter(cstring) RETURNS geo.meters LANGUAGE internal STRICT IMMUTABLE AS 'int4in';
CREATE FUNCTION geo.leave(geo.meters) RETURNS cstring LANGUAGE internal STRICT IMMUTABLE AS 'int4out';
CREATE TYPE geo.meters (INPUT = geo.enter, OUTPUT = geo.leave, LIKE = integer);
END
    run_dunlin revision --autogenerate -m types
    assert_status 1
    assert_stderr 'the object "geo.base type meters" cannot be written as SQL: make the same on both sides by hand'
    rm -r schema && mv written schema
    # The tenants stay at one schema each.
    quietly dunlin drift
    write_config <<<"{system: {url: \"$URL\", schemas: [\"*\"]}, tenants: {schemas: \"tenant_*\"}, schema: {public: schema}}"
    run_dunlin drift
    assert_status 2
    assert_stderr "dunlin.yaml:1:"
    assert_stderr "system.schemas: \"*\" would take the tenants' schemas for the shared database's: name each"
}

@test "a database of several schemas is adopted" {
    URL=$(new_database)
    psql_do "$URL" "CREATE SCHEMA app; CREATE TABLE app.a (id serial PRIMARY KEY); CREATE TABLE b (a integer REFERENCES app.a);
        COMMENT ON SCHEMA app IS 'of the application'"
    quietly dunlin init --from-database "$URL" --schemas app
    grep -q 'CREATE TABLE app.a' migrations/001_baseline.sql
    grep -q 'COMMENT ON SCHEMA app' migrations/001_baseline.sql
    grep -q 'schemas: \["app"\]' dunlin.yaml
    DATABASE_URL=$URL quietly dunlin drift
}

@test "a table that goes to another schema is asked about, told by a hint, and keeps its rows there and back" {
    URL=$(new_database)
    mkdir -p migrations
    write_config <<<"{system: {url: \"$URL\", schemas: [shop, billing, ext]}, schema: {public: schema.sql}}"
    write_file schema.sql <<'SQL'
CREATE SCHEMA shop;
CREATE EXTENSION citext;
CREATE TYPE shop.state AS ENUM ('sent', 'paid');
CREATE TABLE shop.invoices (id bigserial PRIMARY KEY, state shop.state, total numeric, mail citext);
CREATE VIEW shop.sums AS SELECT sum(total) AS total FROM shop.invoices;
CREATE TABLE notes (id integer PRIMARY KEY, body text);
SQL
    quietly dunlin revision --autogenerate -m begin
    quietly dunlin upgrade
    psql_do "$URL" "INSERT INTO shop.invoices (state, total, mail) VALUES ('paid', 5, 'A@b'); INSERT INTO notes VALUES (1, 'x')"
    write_file schema.sql <<'SQL'
CREATE SCHEMA billing;
CREATE SCHEMA ext;
CREATE EXTENSION citext SCHEMA ext;
CREATE TYPE billing.state AS ENUM ('sent', 'paid');
CREATE TABLE billing.invoices (id bigserial PRIMARY KEY, state billing.state, sum numeric, mail ext.citext);
CREATE VIEW billing.sums AS SELECT sum(sum) AS total FROM billing.invoices;
CREATE TABLE billing.notes (id integer PRIMARY KEY, body text);
SQL
    run_dunlin revision --autogenerate -m move
    assert_status 2
    assert_stderr "rename table shop.invoices to billing.invoices, keeping its rows:"
    assert_stderr "or, at the new one in its file: -- dunlin:renamed-from shop.invoices"
    assert_stderr "--rename public.notes=billing.notes"
    run_dunlin revision --autogenerate -m move --rename shop.nothing=billing.invoices
    assert_status 2
    assert_stderr 'there is no "nothing" to be renamed'
    sed -i 's/^CREATE TABLE billing.invoices/-- dunlin:renamed-from shop.invoices\n&/; s/ sum numeric,/\n-- dunlin:renamed-from total\n&/' schema.sql
    quietly dunlin revision --autogenerate -m move --rename public.notes=billing.notes
    grep -q 'ALTER TABLE shop.invoices SET SCHEMA billing' migrations/002_move.sql
    quietly dunlin upgrade --verify
    assert_equal "$(psql_do "$URL" "SELECT state, sum, mail FROM billing.invoices; SELECT body FROM billing.notes")" "$(printf 'paid|5|A@b\nx')"
    run_dunlin check
    assert_status 0
    quietly dunlin downgrade 001 --verify
    assert_equal "$(psql_do "$URL" "SELECT state, total, mail FROM shop.invoices; SELECT body FROM notes")" "$(printf 'paid|5|A@b\nx')"
}

# The names of an index, a key and a sequence go along with a table: what had them there has to make room first.
@test "a table takes the place of another one that got a new name, and the sequences go with their columns" {
    URL=$(new_database)
    write_file old.sql <<'SQL'
CREATE SCHEMA shop;
CREATE SCHEMA sales;
CREATE TABLE sales.orders (id serial PRIMARY KEY, total numeric NOT NULL);
CREATE INDEX orders_total ON sales.orders (total);
CREATE TABLE shop.orders (id serial PRIMARY KEY, total numeric NOT NULL, customer text, placed date);
CREATE INDEX orders_total ON shop.orders (total);
SQL
    write_file new.sql <<'SQL'
CREATE SCHEMA shop;
CREATE SCHEMA sales;
-- dunlin:renamed-from sales.orders
CREATE TABLE sales.orders_archive (id bigserial PRIMARY KEY, total numeric NOT NULL);
CREATE INDEX orders_archive_total ON sales.orders_archive (total);
-- dunlin:renamed-from shop.orders
CREATE TABLE sales.orders (id serial PRIMARY KEY, total numeric NOT NULL,
    buyer text, -- dunlin:renamed-from customer
    placed date);
CREATE INDEX orders_total ON sales.orders (total);
CREATE TABLE shop.orders (id serial PRIMARY KEY, note text);
SQL
    psql_do "$URL" "$(<old.sql) INSERT INTO sales.orders (total) VALUES (1), (2), (3); INSERT INTO shop.orders (total, customer) VALUES (4, 'x')"
    run_dunlin diff --from "$URL" --to new.sql
    assert_status 0
    refute_stderr loses
    psql_do "$URL" "$output"
    psql_do "$URL" "INSERT INTO sales.orders_archive (total) VALUES (9); INSERT INTO sales.orders (total) VALUES (8); INSERT INTO shop.orders (note) VALUES ('n')"
    assert_equal "$(psql_do "$URL" "SELECT * FROM sales.orders_archive; SELECT id, total, buyer FROM sales.orders; SELECT * FROM shop.orders")" \
        "$(printf '%s\n' '1|1' '2|2' '3|3' '4|9' '1|4|x' '2|8|' '1|n')"
    run_dunlin diff --from "$URL" --to new.sql --exit-code
    assert_status 0
}

# What has the names that go along is dropped, which is behind all renames; or it goes the other way, and its names with it.
@test "names that only a drop frees, and names that change places, make room for tables with a new place or name" {
    URL=$(new_database)
    mkdir -p migrations
    write_config <<<"{system: {url: \"$URL\", schemas: [shop]}, schema: {public: schema.sql}}"
    write_file schema.sql <<'SQL'
CREATE SCHEMA shop;
CREATE TABLE shop.orders (id serial CONSTRAINT orders_key PRIMARY KEY, note text);
CREATE INDEX by_note ON shop.orders (note);
CREATE TABLE archive (id integer CONSTRAINT orders_key PRIMARY KEY, note text);
CREATE INDEX by_note ON archive (note);
CREATE SEQUENCE orders_id_seq;
CREATE TABLE all_people (id integer, name text, is_gone boolean);
CREATE INDEX places ON all_people (name);
CREATE VIEW people AS SELECT id, name FROM all_people WHERE NOT is_gone;
CREATE TABLE towns (id integer, zip text);
CREATE TABLE shop.red (id integer, colour text);
CREATE INDEX by_colour ON shop.red (colour);
CREATE TABLE blue (id integer, colour text, shade bigint);
CREATE INDEX by_colour ON blue (colour);
SQL
    quietly dunlin revision --autogenerate -m begin
    quietly dunlin upgrade
    psql_do "$URL" "INSERT INTO shop.orders (note) VALUES ('n'), ('m'); INSERT INTO all_people VALUES (1, 'p', false);
        INSERT INTO towns VALUES (1, 'z'); INSERT INTO shop.red VALUES (1, 'r'); INSERT INTO blue VALUES (2, 'b', 3)"
    local ids="SELECT string_agg(oid::text, ' ' ORDER BY oid) FROM pg_class WHERE oid = ANY (ARRAY[$(psql_do "$URL" "SELECT string_agg(oid::text, ',')
        FROM pg_class WHERE oid IN ('shop.orders'::regclass, 'shop.by_note'::regclass, 'shop.orders_key'::regclass, 'shop.orders_id_seq'::regclass,
        'all_people'::regclass, 'towns'::regclass, 'shop.red'::regclass, 'blue'::regclass, 'shop.by_colour'::regclass, 'by_colour'::regclass)")])"
    local before=$(psql_do "$URL" "$ids")
    write_file schema.sql <<'SQL'
CREATE SCHEMA shop;
-- dunlin:renamed-from shop.orders
CREATE TABLE orders (id serial CONSTRAINT orders_key PRIMARY KEY, note text);
CREATE INDEX by_note ON orders (note);
-- dunlin:renamed-from all_people
CREATE TABLE people (id integer, name text, is_gone boolean);
-- dunlin:renamed-from towns
CREATE TABLE places (id integer, zip text);
-- dunlin:renamed-from shop.red
CREATE TABLE red (id integer, colour text);
CREATE INDEX by_colour ON red (colour);
-- dunlin:renamed-from public.blue
CREATE TABLE shop.blue (id integer, colour text, shade bigint);
CREATE INDEX by_colour ON shop.blue (colour);
SQL
    quietly dunlin revision --autogenerate -m room --renames never --allow-data-loss
    grep -q 'ALTER INDEX by_note RENAME TO by_note_old' migrations/002_room.sql
    quietly dunlin upgrade --verify
    assert_equal "$(psql_do "$URL" "$ids")" "$before"
    assert_equal "$(psql_do "$URL" "INSERT INTO orders (note) VALUES ('o') RETURNING id; SELECT * FROM people; SELECT * FROM places; SELECT * FROM red; SELECT * FROM shop.blue")" \
        "$(printf '%s\n' 3 '1|p|f' '1|z' '1|r' '2|b|3')"
    run_dunlin check
    assert_status 0
    quietly dunlin downgrade 001 --verify
    assert_equal "$(psql_do "$URL" "$ids")" "$before"
    assert_equal "$(psql_do "$URL" "SELECT count(*) FROM shop.orders; SELECT * FROM people; SELECT to_regclass('by_note'), to_regclass('orders_id_seq')")" \
        "$(printf '%s\n' 3 '1|p' 'by_note|orders_id_seq')"
}
