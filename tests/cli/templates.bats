#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# templates.bats: `revision --template`: what it writes, what it refuses, and that no template loses anything: one project
# an engine has them all applied, reverted and applied again, with rows and with what hangs on the tables.

load ../lib/common
load ../lib/projects

teardown() {
    [ -z "${MOUNTED:-}" ] || umount "$MOUNTED" || true
    common_teardown
}

# Tables with rows, and an index, a view, a trigger and a child that must outlive everything.
bookings() {
    write_migration 001_bookings.sql <<SQL
-- dunlin:up
CREATE TABLE customers (id integer PRIMARY KEY, name text NOT NULL);
CREATE TABLE bookings (id integer PRIMARY KEY, customer_id integer, party_size text, notes varchar(20),
    street text, city text);
CREATE TABLE invoices (id integer PRIMARY KEY, booking_id integer REFERENCES bookings (id) ON DELETE CASCADE);
CREATE TABLE changes (note text);
CREATE INDEX bookings_customer ON bookings (customer_id);
CREATE VIEW booked AS SELECT id, notes FROM bookings;
INSERT INTO customers VALUES (1, 'Ann'), (2, 'Ben');
INSERT INTO bookings VALUES (1, 1, '2', 'window', 'High St', 'Ely'), (2, 2, '007', 'ß "q" ''a''', NULL, NULL),
    (3, NULL, NULL, NULL, 'Mill', NULL), (4, 1, '12', '', '', 'Bath'), (-5, 2, '0', 'x', 'y', 'z');
INSERT INTO invoices VALUES (10, 1), (11, 1), (12, 4), (13, NULL);
$1
-- dunlin:down
SQL
}

# all_templates: writes each with the tables above.
all_templates() {
    quietly dunlin revision --template add-column table=bookings column=remarks type=text
    quietly dunlin revision --template add-not-null-column table=bookings column=priority type=integer default=1 \
        value='coalesce(length(notes), 0) + 2' size=2
    quietly dunlin revision --template rename-column table=bookings column=notes to=note
    quietly dunlin revision --template backfill table=bookings column=remarks value="'none'" size=2
    quietly dunlin revision --template add-index table=bookings columns='lower(remarks), priority DESC' where='priority > 2'
    quietly dunlin revision --template add-foreign-key table=bookings column=customer_id references=customers on-delete=cascade
    quietly dunlin revision --template add-check table=bookings name=positive check="priority > 0 AND remarks <> ')'"
    quietly dunlin revision --template add-enum-value type=mood value=proud after=happy
    quietly dunlin revision --template change-column-type table=bookings column=party_size type=integer from=text size=2
    quietly dunlin revision --template split-table table=bookings new=addresses columns='street text, city text' \
        key-type=integer size=2
}

# up_down_up ASK: all of it; ASK runs SQL and prints rows. SCHEMA prints the schema in lines that do not tell the order of columns.
LOSSES=(--allow-data-loss bookings --allow-data-loss addresses)
BASE_ROWS="SELECT id, customer_id, party_size, notes, street, city FROM bookings ORDER BY id;
    SELECT id, name FROM customers ORDER BY id; SELECT id, booking_id FROM invoices ORDER BY id; SELECT * FROM booked ORDER BY 1"
NEW_ROWS="SELECT b.id, customer_id, party_size, note, street, city, remarks, priority FROM bookings b LEFT JOIN addresses a ON a.id = b.id
    ORDER BY b.id; SELECT id, name FROM customers ORDER BY id; SELECT id, booking_id FROM invoices ORDER BY id;
    SELECT * FROM booked ORDER BY 1"

up_down_up() {
    local ask=$1 before_rows before_schema up_rows up_schema
    before_rows=$($ask "$BASE_ROWS")
    before_schema=$(schema)
    quietly dunlin upgrade
    up_rows=$($ask "$NEW_ROWS")
    up_schema=$(schema)
    assert_equal "$up_rows" "-5|2|0|x|y|z|none|3
1|1|2|window|High St|Ely|none|8
2|2|7|ß \"q\" 'a'|||none|11
3||||Mill||none|2
4|1|12|||Bath|none|2
1|Ann
2|Ben
10|1
11|1
12|4
13|
-5|x
1|window
2|ß \"q\" 'a'
3|
4|"
    quietly dunlin downgrade 001 "${LOSSES[@]}"
    # A text that was a number is that number's text now: the last migration has dropped what it was.
    assert_equal "$($ask "$BASE_ROWS")" "${before_rows/|007|/|7|}"
    assert_equal "$(schema)" "$before_schema"
    quietly dunlin upgrade
    assert_equal "$($ask "$NEW_ROWS")" "$up_rows"
    assert_equal "$(schema)" "$up_schema"
}

# in_step ASK: two programs, one that knows the old column and one that knows the new one.
in_step() {
    local ask=$1 old=$2 new=$3
    $ask "INSERT INTO bookings (id, $old) VALUES (20, '5'); INSERT INTO bookings (id, $new) VALUES (21, 6);
        UPDATE bookings SET $old = '8' WHERE id = 1; UPDATE bookings SET $new = 9 WHERE id = 4;
        UPDATE bookings SET $old = NULL WHERE id = -5"
    assert_equal "$($ask "SELECT id, $old, $new FROM bookings ORDER BY id")" "-5||
1|8|8
2|007|7
3||
4|9|9
20|5|5
21|6|6"
    $ask "DELETE FROM bookings WHERE id >= 20; UPDATE bookings SET $old = '2' WHERE id = 1;
        UPDATE bookings SET $new = 12 WHERE id = 4; UPDATE bookings SET $old = '0' WHERE id = -5"
}

# split_in_step ASK: the same of two tables.
split_in_step() {
    local ask=$1
    $ask "INSERT INTO bookings (id, street, city) VALUES (20, 'a', 'b'), (21, 'c', NULL);
        UPDATE addresses SET city = 'd' WHERE id = 21; UPDATE bookings SET street = 'e' WHERE id = 20;
        DELETE FROM bookings WHERE id = 4"
    assert_equal "$($ask "SELECT b.id, b.street, b.city, a.street, a.city FROM bookings b LEFT JOIN addresses a ON a.id = b.id ORDER BY b.id")" \
        "-5|y|z|y|z
1|High St|Ely|High St|Ely
2||||
3|Mill||Mill|
20|e|b|e|b
21|c|d|c|d"
    assert_equal "$($ask "SELECT count(*) FROM addresses")" 6
}

postgres() { psql_do "$URL" "$1"; }
sqlite() { sqlite_do app.db "PRAGMA foreign_keys = ON; $1"; }

# Each fact a line, so that the order of the columns does not count.
postgres_schema() { dump "$URL" --schema-only --schema=public -T schema_migrations | sed 's/,$//' | sort; }
sqlite_schema() {
    sqlite_do app.db "SELECT m.name, c.name, c.type, c.\"notnull\", c.dflt_value, c.pk FROM sqlite_schema m, pragma_table_info(m.name) c
        WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'schema_%' ORDER BY 1, 2;
        SELECT m.name, f.\"table\", f.\"from\", f.on_delete FROM sqlite_schema m, pragma_foreign_key_list(m.name) f ORDER BY 1, 2, 3;
        SELECT type, name, sql FROM sqlite_schema WHERE type <> 'table' AND sql IS NOT NULL ORDER BY 1, 2;
        SELECT name, instr(sql, 'CONSTRAINT positive CHECK') > 0 FROM sqlite_schema WHERE type = 'table' ORDER BY 1"
}

# ---- all of them, on both engines

@test "PostgreSQL: each template up, down and up: no row is lost, no table is written anew" {
    URL=$(new_database)
    setup_project
    write_config <<<"system: {url: \"$URL\"}"
    # shellcheck disable=SC2016
    bookings 'CREATE TYPE mood AS ENUM ($$sad$$, $$happy$$, $$calm$$);
CREATE TABLE diary (id integer PRIMARY KEY, feels mood DEFAULT $$happy$$);
INSERT INTO diary VALUES (1, $$happy$$), (2, $$calm$$), (3, NULL);
CREATE FUNCTION log_change() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO changes VALUES (OLD.id); RETURN NULL; END$$;
CREATE TRIGGER bookings_log AFTER DELETE ON bookings FOR EACH ROW EXECUTE FUNCTION log_change();'
    schema() { postgres_schema; }
    quietly dunlin upgrade
    file=$(postgres "SELECT pg_relation_filenode('bookings')")
    all_templates
    up_down_up postgres
    assert_equal "$(postgres "SELECT pg_relation_filenode('bookings')")" "$file"
    assert_equal "$(postgres "SELECT enumlabel FROM pg_enum ORDER BY enumsortorder" | tr '\n' ' ')" "sad happy proud calm "
    assert_equal "$(postgres "INSERT INTO diary (id) VALUES (4); SELECT feels FROM diary ORDER BY id" | tr '\n' ' ')" \
        "happy calm  happy "
    assert_equal "$(postgres "SELECT conname FROM pg_constraint WHERE NOT convalidated")" ""
    run ! postgres "INSERT INTO bookings (id, priority) VALUES (30, 0)"
    run ! postgres "INSERT INTO bookings (id, priority) VALUES (30, NULL)"
    run ! postgres "INSERT INTO bookings (id, customer_id) VALUES (30, 99)"
    # What hangs on the table still does its work.
    postgres "DELETE FROM customers WHERE id = 1"
    assert_equal "$(postgres "SELECT count(*) FROM bookings; SELECT count(*) FROM invoices; SELECT count(*) FROM changes;
        SELECT count(*) FROM addresses" | tr '\n' ' ')" "3 1 2 3 "
}

# bats test_tags=sanitize
@test "SQLite: each template up, down and up: no row is lost" {
    setup_project
    write_config <<<'system: {url: "sqlite:///app.db"}'
    bookings "CREATE TABLE mood (value text PRIMARY KEY);
INSERT INTO mood VALUES ('sad'), ('happy');
CREATE TRIGGER bookings_log AFTER DELETE ON bookings BEGIN INSERT INTO changes VALUES (OLD.id); END;"
    schema() { sqlite_schema; }
    quietly dunlin upgrade
    all_templates
    run ! grep -rq 'CONCURRENTLY\|transaction off\|dunlin:engine\|NOT VALID\|plpgsql' migrations
    # A program that has read the definitions before must see that they change.
    mkfifo ask
    sqlite3 -batch app.db <ask >answers 2>&1 &
    shell=$!
    exec 5>ask
    echo "SELECT count(*) FROM bookings;" >&5
    wait_until '[ -s answers ]'
    up_down_up sqlite
    echo "INSERT INTO bookings (id, priority) VALUES (30, 0);" >&5
    exec 5>&-
    wait "$shell" || true
    assert_equal "$(tail -n 1 answers | grep -o 'CHECK constraint failed: positive')" "CHECK constraint failed: positive"
    assert_equal "$(sqlite "SELECT group_concat(value) FROM mood")" sad,happy,proud
    run ! sqlite "INSERT INTO bookings (id, priority) VALUES (30, NULL)"
    run ! sqlite "INSERT INTO bookings (id, customer_id) VALUES (30, 99)"
    assert_equal "$(sqlite 'PRAGMA integrity_check')" ok
    sqlite "DELETE FROM customers WHERE id = 1"
    assert_equal "$(sqlite "SELECT count(*) FROM bookings; SELECT count(*) FROM invoices; SELECT count(*) FROM changes;
        SELECT count(*) FROM addresses" | tr '\n' ' ')" "3 1 2 3 "
}

# A change of type and a split, stopped where two releases of an application run side by side.
side_by_side() {
    local ask=$1
    quietly dunlin revision --template change-column-type table=bookings column=party_size type=integer from=text size=2
    quietly dunlin revision --template split-table table=bookings new=addresses columns='street text, city text' \
        key-type=integer size=2
    quietly dunlin upgrade 003
    # What was there is not touched by its conversion, whatever that leaves out.
    assert_equal "$($ask 'SELECT party_size FROM bookings WHERE id = 2')" 007
    in_step "$ask" party_size party_size_new
    quietly dunlin upgrade 004
    in_step "$ask" party_size_old party_size
    quietly dunlin downgrade 003
    in_step "$ask" party_size party_size_new
    quietly dunlin downgrade 001 "${LOSSES[@]}"
    assert_equal "$($ask 'SELECT party_size FROM bookings WHERE id = 2')" 007
    quietly dunlin upgrade 007
    split_in_step "$ask"
}

@test "side by side: old and new program, old and new column, all in step" {
    URL=$(new_database)
    setup_project pg
    write_config <<<"system: {url: \"$URL\"}"
    bookings
    side_by_side postgres
    setup_project lite
    write_config <<<'system: {url: "sqlite:///app.db"}'
    bookings
    side_by_side sqlite
}

@test "PostgreSQL: what reads a whole table lets others write meanwhile" {
    URL=$(new_database)
    setup_project
    write_config <<<"system: {url: \"$URL\"}"
    bookings
    quietly dunlin revision --template add-check table=bookings name=positive check='id > -9'
    quietly dunlin revision --template add-foreign-key table=bookings column=customer_id references=customers
    quietly dunlin revision --template add-not-null-column table=bookings column=priority type=integer default=1
    quietly dunlin upgrade 002
    mkfifo ask
    psql -X -q -A -t "$URL" <ask >answers 2>&1 &
    shell=$!
    exec 5>ask
    echo "BEGIN; UPDATE bookings SET notes = 'held' WHERE id = 1; SELECT 'held';" >&5
    wait_until 'grep -q held answers'
    quietly dunlin upgrade 003
    # An expand waits for the writer, for a moment, and gives up: nobody queues behind it.
    run_dunlin upgrade 004 --lock-timeout 50ms --retries 0
    assert_status 5
    echo "COMMIT;" >&5
    exec 5>&-
    wait "$shell"
    quietly dunlin upgrade 004
    # Each statement that reads a table stands in a transaction without one that locks others out.
    assert_equal "$(grep -l 'ADD CONSTRAINT' migrations/* | xargs grep -c 'ADD CONSTRAINT.*NOT VALID\|DELETE NO ACTION NOT VALID' | tr '\n' ' ')" \
        "migrations/002_check_positive_of_bookings.sql:1 migrations/003_validate_the_check_positive_of_bookings.sql:1 \
migrations/004_bookings_refers_to_customers.sql:1 migrations/005_validate_that_bookings_refers_to_customers.sql:1 \
migrations/008_priority_of_bookings_is_never_null.sql:1 "
    quietly dunlin upgrade 007
    quietly dunlin upgrade
    assert_equal "$(psql_do "$URL" "SELECT attnotnull FROM pg_attribute WHERE attrelid = 'bookings'::regclass AND attname = 'priority'")" t
}

@test "a project with both engines: one file for both, each with what its engine needs" {
    URL=$(new_database)
    setup_project
    write_config <<<"{system: {url: \"$URL\"}, tenants: {files: \"data/{tenant}.db\"}}"
    write_migration 001_t.sql <<<$'-- dunlin:scope both\n-- dunlin:up\nCREATE TABLE t (id integer PRIMARY KEY, a text);
INSERT INTO t VALUES (1, \'x\'), (2, NULL);\n-- dunlin:down\nDROP TABLE t;'
    mkdir data
    quietly dunlin tenant create acme
    quietly dunlin revision -s both --template add-not-null-column table=t column=n type=integer default=1 value='id + 5' size=1
    quietly dunlin revision -s both --template add-index table=t columns=n
    quietly dunlin revision -s both --template add-check table=t name=c check='n > 0'
    quietly dunlin upgrade
    quietly dunlin downgrade 001 --allow-data-loss t
    assert_equal "$(psql_do "$URL" 'SELECT * FROM t ORDER BY id')" $'1|x\n2|'
    assert_equal "$(sqlite_do data/acme.db 'SELECT * FROM t ORDER BY id')" $'1|x\n2|'
    quietly dunlin upgrade
    assert_equal "$(psql_do "$URL" 'SELECT * FROM t ORDER BY id')" $'1|x|6\n2||7'
    assert_equal "$(sqlite_do data/acme.db 'SELECT * FROM t ORDER BY id')" $'1|x|6\n2||7'
    run ! psql_do "$URL" 'INSERT INTO t (id, n) VALUES (3, 0)'
    run ! sqlite_do data/acme.db 'INSERT INTO t (id, n) VALUES (3, 0)'
    assert_equal "$(psql_do "$URL" 'INSERT INTO t (id) VALUES (3) RETURNING n')" 1
    assert_equal "$(sqlite_do data/acme.db 'INSERT INTO t (id) VALUES (3) RETURNING n')" 1
}

# ---- names and values that mean harm

# hostile ASK TABLE COLUMN: a table and a column with such names.
hostile() {
    local ask=$1 table=$2 column=$3 quoted_table quoted_column quoted_new
    quoted_table="\"${table//\"/\"\"}\"" quoted_column="\"${column//\"/\"\"}\""
    quoted_new="\"new ${column//\"/\"\"}\""
    rm -f migrations/*
    write_migration 001_t.sql <<SQL
-- dunlin:up
CREATE TABLE $quoted_table (id integer PRIMARY KEY, $quoted_column text, "plain x" text);
INSERT INTO $quoted_table VALUES (1, '1', 'a'), (2, NULL, 'b'), (3, '3', NULL);
-- dunlin:down
DROP TABLE $quoted_table;
SQL
    quietly dunlin revision --template add-column table="$table" column="new $column" type=text
    quietly dunlin revision --template add-not-null-column table="$table" column="Full $column" type=text default="'it''s'" size=2
    quietly dunlin revision --template backfill table="$table" column="new $column" value="$quoted_column || ';--'" \
        where="$quoted_new IS NULL AND $quoted_column IS NOT NULL" size=2
    quietly dunlin revision --template add-index table="$table" columns="$quoted_new" name="idx $column"
    quietly dunlin revision --template add-check table="$table" name="check $column" check="$quoted_new <> '); DROP'"
    quietly dunlin revision --template add-foreign-key table="$table" column=id references="$table"
    quietly dunlin revision --template change-column-type table="$table" column="$column" type=integer from=text size=2
    quietly dunlin revision --template split-table table="$table" new="$column" columns='"plain x" text' key-type=integer size=2
    quietly dunlin revision --template rename-column table="$table" column="$column" to="select"
    quietly dunlin upgrade
    quietly dunlin downgrade 001 --allow-data-loss "$quoted_table" --allow-data-loss "$quoted_column"
    quietly dunlin upgrade
    assert_equal "$($ask "SELECT o.id, \"select\", \"plain x\", $quoted_new, \"Full ${column//\"/\"\"}\"
        FROM $quoted_table o JOIN $quoted_column n ON n.id = o.id ORDER BY o.id")" \
        "1|1|a|1;--|it's
2||b||it's
3|3||3;--|it's"
    quietly dunlin downgrade base --allow-data-loss "$quoted_table" --allow-data-loss "$quoted_column"
}

@test "names: reserved words, blanks, quotes, commands" {
    # shellcheck disable=SC2016 # such are the names
    local names=("order|user" "My Table|na,me" "\"; DROP SCHEMA public --|it's" '${x} {{y}}|größe $$ ✓')
    URL=$(new_database)
    setup_project pg
    write_config <<<"system: {url: \"$URL\"}"
    for pair in "${names[@]}"; do
        hostile postgres "${pair%|*}" "${pair#*|}"
    done
    setup_project lite
    write_config <<<'system: {url: "sqlite:///app.db"}'
    for pair in "${names[@]}"; do
        hostile sqlite "${pair%|*}" "${pair#*|}"
    done
}

# bats test_tags=sanitize
@test "values: what is missing, unknown, twice, ill-formed or more than it says; nothing is written" {
    setup_project
    write_config <<<'{system: "postgresql:///nowhere", tenants: {files: "data/{tenant}.db"}}'
    while IFS='|' read -r arguments message; do
        eval "nothing_written 2 \"\$message\" revision -s public $arguments"
    done <<'ROWS'
--template add-colunm table=t|there is no template "add-colunm" (did you mean "add-column"?): there are add-check, add-column
--template ''|there is no template ""
--template add-column|the template "add-column" also needs table=… (the table), column=… (the new column), type=… (its type)
--template add-column table=t column=c|also needs type=…
--template add-column table=t column=c type=text sort=x|"sort" is no key of the template "add-column": its keys are table, column, type
--template add-column table=t column=c type=text type=int|"type" is given twice to the template "add-column"
--template add-column table=t column=c type=text more|"more" is no key=value
--template add-column table=t column=c type=|type=: "" is no type: it is empty
--template add-column table=t column= type=text|a name is empty
--template add-column table=$'a\nb' column=c type=text|a control character is in a name
--template add-column table=t column=c type='text; DROP SCHEMA public'|is no type: a semicolon is in it
--template add-column table=t column=c type='text NOT NULL'|is no type: syntax error
--template add-column table=t column=c type='text, ADD COLUMN d text'|is no type: a comma is in it
--template add-column table=t column=c type='text -- x'|is no type: a comment is in it
--template add-check table=t name=n check='true) NOT VALID; DROP SCHEMA public; SELECT (1'|is no expression: it closes a parenthesis
--template add-check table=t name=n check="'"|a quote or a comment is not closed
--template add-check table=t name=n check='a b c'|is no expression: syntax error at or near "b"
--template add-index table=t columns='a) WHERE (b'|it closes a parenthesis
--template add-index table=t columns=a unique=maybe|it is "yes" or "no"
--template add-foreign-key table=t column=a references=r on-delete=explode|it is one of no-action, restrict, cascade, set-null, set-default
--template backfill table=t column=a value=1 size=0|it is no number from 1 to 1000000
--template backfill table=t column=a value=1 pause=soon|pause=soon:
--template backfill table=t column=id value=1|the batch changes its own key "id"
--template add-enum-value type=t value=v before=a after=b|syntax error at or near "AFTER"
--template split-table table=t new=n columns='a'|a column has a type behind its name
--template split-table table=t new=n columns='a text); DROP SCHEMA public; --'|it closes a parenthesis
--template backfill table=t column=a value=1 --head 009|revision "009" does not exist
--template add-column table=t column=c type=text --rev-id ../x|"../x" cannot be a revision id
--template add-check table=t name=n check=true --rev-id x|--rev-id is for one migration, but the template writes 2
-m x table=t|unexpected argument "table=t": values are for --template
ROWS
}

@test "a table or column that is not there: the engine's error, with file and line" {
    URL=$(new_database)
    for config in "$URL" "sqlite:///app.db"; do
        setup_project "$(basename "${config%%:*}")"
        write_config <<<"system: {url: \"$config\"}"
        bookings
        quietly dunlin upgrade
        while IFS='|' read -r arguments message; do
            eval "quietly dunlin revision -m x --template $arguments"
            run_dunlin upgrade
            assert_status 1
            assert_stderr_matches "migrations/002_x(_1_of_[0-9])?\.sql:[0-9]+:[0-9]+: .*($message)"
            rm migrations/002* migrations/003* migrations/004* migrations/005* 2>/dev/null || true
        done <<'ROWS'
add-column table=bookingz column=c type=text|"bookingz" does not exist|no such table: bookingz
rename-column table=bookings column=c to=d|"c" .*does not exist|no such column: "c"
add-check table=bookings name=n check='c>0'|"c" does not exist|no such column: c
add-check table=bookingz name=n check='c>0'|"bookingz" does not exist|no such table: bookingz
add-foreign-key table=bookings column=c references=customers|"c" referenced .*does not exist|unknown column "c"
add-foreign-key table=bookings column=id references=nobody|"nobody" does not exist|no such table: nobody
add-index table=bookings columns=c|"c" does not exist|no such column: c|no column named c
ROWS
    done
}

@test "SQLite: a check goes into the table, or nowhere: never into a comment behind it" {
    setup_project
    write_config <<<'system: {url: "sqlite:///app.db"}'
    while IFS='|' read -r code definition; do
        rm -rf app.db migrations
        printf 'CREATE TABLE t (a int PRIMARY KEY)%b;\n' "$definition" | write_migration 001_t.sql
        quietly dunlin upgrade
        before=$(sqlite_do app.db .schema)
        quietly dunlin revision --template add-check table=t name=positive check='a > 0'
        run_dunlin upgrade
        assert_status "$code"
        if [ "$code" -eq 0 ]; then
            run sqlite_do app.db "INSERT INTO t VALUES (-1)"
            assert_stdout "CHECK constraint failed: positive"
            quietly dunlin downgrade 001
        fi
        assert_equal "$(sqlite_do app.db .schema)" "$before"
    done <<'ROWS'
0| /* keyed */ WITHOUT ROWID
0| -- keyed\nWITHOUT ROWID
1| /* keyed (a) */ WITHOUT ROWID
1| -- keyed (a)\nWITHOUT ROWID
ROWS
}

# ---- the files

# bats test_tags=sanitize
@test "files: numbers, parents, scope, dunlin.sum, messages, JSON, the list" {
    setup_project
    write_config <<<$'system: "postgresql:///nowhere"\ntenants: {files: "data/{tenant}.db"}'
    write_migration 001_a.sql <<<$'-- dunlin:scope both\n-- dunlin:up\nSELECT 1;'
    quietly dunlin check --update --files
    run_dunlin revision -s public --template add-check table=bookings name=positive check='size > 0'
    assert_status 0
    assert_equal "$output" "created migrations/002_check_positive_of_bookings.sql
created migrations/003_validate_the_check_positive_of_bookings.sql"
    assert_equal "$(head -n 3 migrations/002_*.sql)" "-- check positive of bookings
-- dunlin:scope public
--"
    run ! grep -q 'sqlite\|dunlin:parent' migrations/002_*.sql
    assert_equal "$(cut -d' ' -f2- migrations/dunlin.sum | tail -n 2)" "002_check_positive_of_bookings.sql
003_validate_the_check_positive_of_bookings.sql"
    # In SQLite nothing is left to validate; a message of one's own; a branch.
    run_dunlin revision -s tenant --template add-check table=bookings name=positive check='size > 0' -m "Positive sizes" \
        --head 001 --branch-label sizes --depends-on 003
    assert_status 0
    assert_equal "$output" "created migrations/004_positive_sizes.sql"
    assert_equal "$(head -n 5 migrations/004*.sql)" "-- Positive sizes
-- dunlin:scope tenant
-- dunlin:parent 001_a
-- dunlin:depends 003_validate_the_check_positive_of_bookings
-- dunlin:label sizes"
    # For both engines; what follows says whom it follows where the names do not.
    write_migration 020_late.sql <<<$'-- dunlin:scope both\n-- dunlin:parent 003 004\n-- dunlin:up'
    write_migration 010_last.sql <<<$'-- dunlin:scope both\n-- dunlin:parent 020_late\n-- dunlin:up'
    quietly dunlin check --update --files
    run_dunlin revision -s both --template add-not-null-column table=t column=c type=int default=0 -m steps --json
    assert_status 0
    json_valid "$ROOT/tests/schemas/revision.json"
    assert_json '[.created[] | [.id, .parents[0], .draft]] == [["021_steps_1_of_3", "010_last", true],
        ["022_steps_2_of_3", "021_steps_1_of_3", true], ["023_steps_3_of_3", "022_steps_2_of_3", true]]'
    assert_equal "$(grep -c 'dunlin:engine' migrations/02[123]*.sql | tr '\n' ' ')" \
        "migrations/021_steps_1_of_3.sql:2 migrations/022_steps_2_of_3.sql:2 migrations/023_steps_3_of_3.sql:2 "
    run_dunlin revision -s public --template add-index table=t columns=c --rev-id 1975ea
    assert_stdout "created migrations/1975ea_index_c_of_t.sql"
    rm migrations/1975ea*
    quietly dunlin check --update --files
    printf 'revision: {numbering: timestamp}\n' >>dunlin.yaml
    quietly dunlin revision -s public --template add-check table=t name=n check=true -m later
    one=$(cd migrations && echo *_later_1_of_2.sql) two=$(cd migrations && echo *_later_2_of_2.sql)
    [[ ${#one} -eq 31 && ${two%%_*} -eq $((${one%%_*} + 1)) ]]
    run_dunlin revision --template list --json
    json_valid "$ROOT/tests/schemas/revision.json"
    assert_json '[.templates[].name] == ["add-check", "add-column", "add-enum-value", "add-foreign-key", "add-index",
        "add-not-null-column", "backfill", "change-column-type", "rename-column", "split-table"]'
    run_dunlin revision --template list
    assert_stdout "add-column: add a column that may be null
  table=…  the table"
    assert_stdout '  [unique=no]  whether no two rows may have the same'
}

@test "files: one that cannot be written takes the others with it" {
    [ "$(id -u)" -eq 0 ] || skip "only root can mount a small disk"
    setup_project
    write_config <<<'system: "postgresql:///nowhere"'
    mount -t tmpfs -o size=64k,nr_inodes=4 none migrations || skip "cannot mount"
    MOUNTED=$PWD/migrations
    run_dunlin revision --template add-not-null-column table=t column=c type=int default=0
    left=$(ls migrations)
    umount "$MOUNTED"
    MOUNTED=
    assert_status 2
    assert_stderr 'No space left'
    assert_equal "$left" ""
}

@test "files: killed at any write, all are there or none, but between two renames; what is left harms nobody" {
    [ -e "$ROOT/build/tests/kill/libdie_at_write.so" ] || skip "tests/kill is not built"
    setup_project
    write_config <<<'system: "postgresql:///nowhere"'
    quietly dunlin check --update --files
    n_parts=0 n_none=0
    for ((n = 1; n < 60; n++)); do
        rm -f migrations/*.sql
        quietly dunlin check --update --files
        run env LD_PRELOAD="$ROOT/build/tests/kill/libdie_at_write.so" DIE_BELOW="$PWD/migrations" DIE_AT=$n \
            "$DUNLIN" revision --template add-not-null-column table=t column=c type=int default=0
        [ "$status" -ne 0 ] || break
        assert_equal "$status" 137
        case "$(cd migrations && ls | xargs)" in
        dunlin.sum) n_none=$((n_none + 1)) ;;
        "001_add_c_to_t.sql 002_"*"003_"*) ;;
        001_add_c_to_t.sql*) n_parts=$((n_parts + 1)) ;;
        *) ls migrations >&2 && return 1 ;;
        esac
    done
    # Three files: after the first rename and after the second, and long before.
    assert_equal "$n_parts" 2
    [ "$n_none" -ge 5 ] && [ "$n" -lt 60 ]
    run_dunlin check --files
    assert_equal "$status $(grep -c 'is a draft' <<<"$output")" "3 3"
    assert_stdout '3 findings'
}

@test "templates of one's own: a folder, and before ours" {
    setup_project
    write_config <<'YAML'
system: "postgresql:///nowhere"
revision: {templates: house}
YAML
    write_file house/add-owner.sql <<'SQL'
-- template:summary add an owner
-- template:key table name: the table
-- template:file add an owner to ${table}
-- dunlin:lock-timeout 1s
-- dunlin:up
ALTER TABLE ${table} ADD COLUMN owner text;
-- dunlin:down
ALTER TABLE ${table} DROP COLUMN owner;
SQL
    sed 's/owner/nobody/' house/add-owner.sql >house/add-column.sql
    run_dunlin revision --template add-owner table=Bookings
    assert_status 0
    assert_equal "$(<migrations/001_add_an_owner_to_bookings.sql)" '-- add an owner to Bookings
-- dunlin:lock-timeout 1s
-- dunlin:up
ALTER TABLE "Bookings" ADD COLUMN owner text;
-- dunlin:down
ALTER TABLE "Bookings" DROP COLUMN owner;'
    run_dunlin revision --template list --json
    assert_json '.templates | length == 11 and ([.[] | select(.name == "add-column") | .summary] == ["add an nobody"])'
    while IFS='|' read -r text message; do
        printf -- "$text" >house/broken.sql
        nothing_written 2 "$message" revision --template add-owner table=t
    done <<'ROWS'
-- template:summary x\n|house/broken.sql:1: the template has no "-- template:file"
-- template:file x\n\n${y}\n|house/broken.sql:3: "y" is no key of the template
\xff\n|house/broken.sql:1: is not valid UTF-8
ROWS
    printf -- '-- template:file x\n-- dunlin:up\nSELEC 1;\n' >house/broken.sql
    nothing_written 2 'migrations/002_x.sql:4:1: syntax error at or near "SELEC"' revision --template broken
    rm -r house
    nothing_written 2 'revision.templates: ' revision --template add-column
}
