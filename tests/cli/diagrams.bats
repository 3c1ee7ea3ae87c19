#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# diagrams.bats: a schema as a picture: what the programs that draw read, whatever things are called.
# shellcheck disable=SC2154 # output, stderr and status are set by run

load ../lib/common

# Names that no picture may break on. One table refers to another, one to itself, and one row at most to one.
hostile() {
    cat <<'SQL'
CREATE TABLE "a""; } digraph x { <b> & \" (id integer PRIMARY KEY, "pk" text NOT NULL, "<td>&amp;]]>" varchar(20), "1 %\" numeric(10, 2));
CREATE TABLE "end" ("one" integer NOT NULL REFERENCES "a""; } digraph x { <b> & \", "a,b" integer UNIQUE REFERENCES "end" ("one"),
    PRIMARY KEY ("one"));
CREATE TABLE "tä
b" (id integer PRIMARY KEY, x integer REFERENCES "end" ("one"), y integer, FOREIGN KEY (id) REFERENCES "end" ("one"));
SQL
}

# mermaid_valid: $output is an erDiagram by the rules of erDiagram.jison: quoted names, words, keys, comments; what is referred to is there.
mermaid_valid() {
    python3 -c '
import re, sys
name, word = r"\"[^\"%\\\r\n\v\b]+\"", r"[A-Za-z_][A-Za-z0-9_\[\]()]*"
lines = sys.stdin.read().splitlines()
known, inside = set(), False
assert lines[0] == "erDiagram", lines[0]
for line in lines[1:]:
    if inside:
        inside = line != "    }"
        column = re.fullmatch(rf"        ({word}) ([A-Za-z_]\w*)( (?:[PFU]K)(?:, [FU]K)*)?( \"[^\"]*\")?", line, re.A)
        assert not inside or column, line
        assert not inside or not re.fullmatch("[pfu]k", column[2], re.I), line
        continue
    link = re.fullmatch(rf"    ({name}) (?:\|o|\|\|)--(?:o\{{|o\|) ({name}) : \"[^\"]+\"", line)
    table = re.fullmatch(rf"    ({name})( \{{)?", line)
    assert link or table, line
    if link:
        assert link[1] in known and link[2] in known, line
    else:
        assert table[1] not in known, line
        known.add(table[1])
        inside = bool(table[2])
assert not inside
' <<<"$output" || { show_run "no Mermaid"; return 1; }
}

# bats test_tags=sanitize
@test "sqlite: tables, keys and references, for Mermaid and for Graphviz" {
    sqlite_do shop.db "CREATE TABLE users (id INTEGER PRIMARY KEY, mail TEXT UNIQUE NOT NULL);
        CREATE TABLE Orders (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES USERS (ID), gift_for INTEGER REFERENCES users (id));
        CREATE TABLE bills (order_id INTEGER PRIMARY KEY REFERENCES orders (id), total NUMERIC(10, 2))"
    export DATABASE_URL=sqlite:///shop.db
    mkdir migrations
    run_dunlin inspect --format mermaid
    assert_status 0
    assert_equal "$output" 'erDiagram
    "Orders" {
        INTEGER id PK
        INTEGER user_id FK
        INTEGER gift_for FK
    }
    "bills" {
        INTEGER order_id PK, FK
        NUMERIC(10_2) total "NUMERIC(10, 2)"
    }
    "users" {
        INTEGER id PK
        TEXT mail UK
    }
    "users" |o--o{ "Orders" : "gift_for"
    "users" ||--o{ "Orders" : "user_id"
    "Orders" ||--o| "bills" : "order_id"'
    mermaid_valid
    run_dunlin inspect --format dot
    assert_status 0
    assert_stdout 't0:c1 -> t2:c0 [arrowtail=crowodot, arrowhead=teetee];'
    assert_stdout 't1:c0 -> t0:c0 [arrowtail=teeodot, arrowhead=teetee];'
    dot -Tplain <<<"$output" >plain
    assert_equal "$(grep -c '^node ' plain) $(grep -c '^edge ' plain)" "3 3"
    run_dunlin inspect --format json
    assert_json '.fingerprint | length == 64'
    run_dunlin inspect --format sql
    assert_stdout "CREATE TABLE Orders"
    run_dunlin inspect --format svg
    assert_status 2
    assert_stderr '--format "svg": it is sql, json, mermaid or dot'
    run_dunlin inspect --format dot --json
    assert_status 2
    assert_stderr "--format dot and --json ask for two things"
}

@test "names that are no names elsewhere are text in a picture, in both engines" {
    # shellcheck disable=SC1003 # a backslash, no escape
    local name='a"; } digraph x { <b> & \'
    hostile >hostile.sql
    sqlite3 -batch -bail -init /dev/null hostile.db <hostile.sql
    sqlite3 -batch -bail -init /dev/null hostile.db 'CREATE TABLE "a''; } digraph x { <b> & /" (x); CREATE TABLE "" ("" INTEGER)'
    url=$(new_database)
    psql_do "$url" "$(hostile) CREATE TABLE p (id integer) PARTITION BY LIST (id); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
        CREATE SCHEMA other; CREATE TABLE other.t (id integer PRIMARY KEY); CREATE TABLE q (t_id integer REFERENCES other.t)"
    mkdir migrations
    for DATABASE_URL in sqlite:///hostile.db "$url"; do
        export DATABASE_URL
        run_dunlin inspect --format mermaid
        assert_status 0
        mermaid_valid
        assert_stdout '"a_; } digraph x { <b> & _" {'
        run_dunlin inspect --format dot
        assert_status 0
        dot -Tsvg <<<"$output" >out.svg 2>messages
        assert_equal "$(<messages)" ""
        # The names are in the picture as they are.
        python3 -c 'import sys, xml.etree.ElementTree as tree
texts = {e.text for e in tree.parse("out.svg").iter() if e.tag.endswith("}text")}
missing = {sys.argv[1], "<td>&amp;]]>", "1 %\\", r"tä\x0ab"} - {t.replace("\xa0", " ") for t in texts}
assert not missing, (missing, texts)' "$name"
    done
    run_dunlin inspect --format mermaid
    refute_stdout '"p1"'
    assert_stdout $'    "other.t"\n'
    assert_stdout '"other.t" |o--o{ "q" : "t_id"'
}
