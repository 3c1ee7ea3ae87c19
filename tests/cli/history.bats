#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# history.bats: heads, branches, history and show say where revisions stand, in Alembic's forms, as a drawing, and as
# the text of diagrams; and with the databases, how many stand where.
# shellcheck disable=SC2154 # output, stderr and status are set by run

load ../lib/common
load ../lib/projects

TERMINAL=$ROOT/tests/lib/terminal

# revision ID PARENTS [LINE...]: a file; lines are directives without "-- dunlin:".
revision() {
    local id=$1 parents=$2 text=${1#*_} line
    shift 2
    {
        echo "-- ${text^}"
        echo "-- dunlin:parent $parents"
        for line in "$@"; do
            echo "-- dunlin:$line"
        done
        printf -- '-- dunlin:up\nCREATE TABLE t_%s (id integer);\n-- dunlin:down\nDROP TABLE t_%s;\n' "$text" "$text"
    } | write_migration "$id.sql"
}

# Two branches that meet, and a third that needs both.
branched_project() {
    setup_project
    write_config <<<'system: {url: "sqlite:///app.db"}'
    revision 001_users none
    revision 002_orders 001 "label shop"
    revision 003_billing 001 "label billing"
    revision 004_invoices 003
    revision 005_join "002 004"
    revision 006_more 005
    revision 007_reports 003 "depends 006"
}

# the ids of the listed revisions, in one line
listed() { jq -r '[.revisions[].id] | join(" ")' <<<"$output"; }

# ---- heads and branches

@test "heads: ID (labels) (head), and what something else needs is an effective head" {
    branched_project
    run_dunlin heads
    assert_status 0
    assert_equal "$output" '006_more (shop, billing) (effective head)
007_reports (billing) (head)'
    assert_equal "$stderr" ""
    run_dunlin heads --resolve-dependencies
    assert_equal "$output" '007_reports (billing) (head)'
    run_dunlin heads --json
    assert_equal "$(listed)" "006_more 007_reports"
    assert_json '.revisions[0].lineages == [{"scope": "public", "parents": ["005_join"], "children": [],
        "branches": ["shop", "billing"], "is_head": true, "is_needed": true, "current": null}]'
    run_dunlin heads --resolve-dependencies --json
    assert_equal "$(listed)" 007_reports
    # No database was opened, so none was made.
    [ ! -e app.db ]
}

@test "heads --verbose: Alembic's block, and what Dunlin knows besides" {
    branched_project
    run_dunlin heads --verbose
    assert_equal "$(sed 's/^Checksum: .*/Checksum: X/' <<<"$output")" 'Rev: 006_more (effective head)
Parent: 005_join
Branch names: shop, billing
Path: migrations/006_more.sql
Scope: public
Transaction: yes
Reversible: yes
Checksum: X

    More

Rev: 007_reports (head)
Parent: 003_billing
Also depends on: 006_more
Branch names: billing
Path: migrations/007_reports.sql
Scope: public
Transaction: yes
Reversible: yes
Checksum: X

    Reports'
}

@test "branches: each branch point, and what branches off" {
    branched_project
    run_dunlin branches
    assert_status 0
    assert_equal "$output" '003_billing (billing) (branchpoint)
            -> 004_invoices (billing)
            -> 007_reports (billing) (head)

001_users (branchpoint)
          -> 002_orders (shop)
          -> 003_billing (billing) (branchpoint)'
    run_dunlin branches --verbose
    assert_stdout 'Branches into: 002_orders, 003_billing'
    assert_stdout '          -> 002_orders (shop), Orders'
    run_dunlin branches --json
    assert_equal "$(listed)" "001_users 003_billing"
    assert_json '.revisions[1].lineages[0].children == ["004_invoices", "007_reports"]'
}

@test "an empty project, and one without branches: nothing on stdout, a hint, code 0" {
    setup_project
    write_config <<<'system: {url: "sqlite:///app.db"}'
    for words in heads branches history "history --graph" "history --indicate-current"; do
        # shellcheck disable=SC2086
        run_dunlin $words
        assert_status 0
        assert_equal "$output" ""
        assert_stderr "hint:"
        # shellcheck disable=SC2086
        run_dunlin $words --quiet
        assert_equal "$output$stderr" ""
    done
    revision 001_users none
    run_dunlin branches
    assert_equal "$output" ""
    assert_stderr "the history has no branches"
}

# ---- history

# bats test_tags=sanitize
@test "history: the list, and the drawing beside it" {
    branched_project
    run_dunlin history
    assert_status 0
    assert_equal "$output" '003_billing (006_more) -> 007_reports (billing) (head), Reports
005_join -> 006_more (shop, billing) (effective head), More
002_orders, 004_invoices -> 005_join (shop, billing) (mergepoint), Join
001_users -> 002_orders (shop), Orders
003_billing -> 004_invoices (billing), Invoices
001_users -> 003_billing (billing) (branchpoint), Billing
<base> -> 001_users (branchpoint), Users'
    run_dunlin history --graph
    assert_equal "$output" '● 007_reports (billing) (head) (depends on 006_more), Reports
│ ● 006_more (shop, billing) (effective head), More
│ ● 005_join (shop, billing) (mergepoint), Join
│ ├─╮
│ ● │ 002_orders (shop), Orders
│ │ ● 004_invoices (billing), Invoices
├─│─╯
● │ 003_billing (billing) (branchpoint), Billing
├─╯
● 001_users (branchpoint), Users'
    run_dunlin history -g --verbose 003:005
    assert_equal "$output" '● 005_join (shop, billing) (mergepoint) (parent 002_orders), Join
│   migrations/005_join.sql
● 004_invoices (billing), Invoices
│   migrations/004_invoices.sql
● 003_billing (billing) (branchpoint) (parent 001_users), Billing
    migrations/003_billing.sql'
}

@test "history: ranges, both ends included, either left out" {
    branched_project
    while IFS='|' read -r range expected; do
        run_dunlin history "$range" --json
        assert_status 0
        assert_equal "$range $(listed)" "$range $expected"
    done <<'ROWS'
:|001_users 002_orders 003_billing 004_invoices 005_join 006_more 007_reports
base:heads|001_users 002_orders 003_billing 004_invoices 005_join 006_more 007_reports
001:003|001_users 003_billing
003:005|003_billing 004_invoices 005_join
004:006|004_invoices 005_join 006_more
:shop|001_users 002_orders
005:|005_join 006_more
-1:006|005_join 006_more
004:+1|004_invoices 005_join
ROWS
    for option in "-r 001:002" "--rev-range 001:002" --rev-range=001:002 -r001:002; do
        # shellcheck disable=SC2086
        run_dunlin history $option
        assert_equal "$output" '001_users -> 002_orders (shop), Orders
<base> -> 001_users (branchpoint), Users'
    done
}

@test "history: what cannot be meant is refused, with code 2 and nothing on stdout" {
    branched_project
    while IFS='|' read -r words complaint; do
        # shellcheck disable=SC2086
        run_dunlin history $words
        assert_status 2
        assert_equal "$output" ""
        assert_stderr "$complaint"
    done <<'ROWS'
001|"001"
001:002:003|"001:002:003"
009:|009
00:|00
003:+1|it may go by way of "004_invoices" and "007_reports"
002:003|"002" does not lead to "003"
001:002 -r 001:002|the range is given twice
--graph --dot|--graph and --dot exclude each other
--mermaid --dot|--mermaid and --dot exclude each other
--scope both|scope "both" has no lineage
--scope nobody|scope "nobody" has no lineage
--tenant acme|--tenant chooses databases, and none is read
--public|--public chooses databases
ROWS
    run_dunlin history --json --graph
    assert_status 2
    assert_json '.error.code == "config"'
    [ ! -e app.db ]
}

@test "scopes: each lineage by itself, a migration of both in each; --scope chooses one" {
    file_project
    write_migration 004_audit.sql <<<$'-- Audit\n-- dunlin:scope both\n-- dunlin:up\nCREATE TABLE audit (a integer);'
    write_migration 005_tags.sql <<<$'-- Tags\n-- dunlin:scope tenant\n-- dunlin:depends 001_registry\n-- dunlin:up\nCREATE TABLE tags (a integer);'
    run_dunlin heads
    assert_equal "$output" 'Public:
  004_audit (head)

Tenants:
  005_tags (head)'
    run_dunlin heads --scope public
    assert_equal "$output" '004_audit (head)'
    run_dunlin history
    assert_equal "$output" 'Public:
  001_registry -> 004_audit (head), Audit
  <base> -> 001_registry, Registry of tenants

Tenants:
  004_audit (001_registry) -> 005_tags (head), Tags
  003_posts -> 004_audit, Audit
  002_users -> 003_posts, Posts
  <base> -> 002_users, Users'
    run_dunlin history --json
    assert_json '.revisions[] | select(.id == "004_audit") | [.lineages[] | [.scope, .parents, .is_head]]
        == [["public", ["001_registry"], true], ["tenant", ["003_posts"], false]]'
    run_dunlin history 003:004 --scope tenant
    assert_equal "$output" '003_posts -> 004_audit, Audit
002_users -> 003_posts, Posts'
    # A range of names that only one lineage knows.
    run_dunlin history 002:003 --graph
    assert_equal "$output" '● 003_posts, Posts
● 002_users, Users'
    run_dunlin history --mermaid
    assert_stdout 'p0 -.-> t3'
}

# ---- where databases stand

@test "SQLite: --indicate-current, ranges with current, current --verbose" {
    branched_project
    run_dunlin history --indicate-current
    assert_status 0
    assert_equal "$(tail -n 1 <<<"$output")" '<base> (current)'
    [ ! -e app.db ]
    run_dunlin upgrade 005
    run_dunlin history -i
    assert_stdout '002_orders, 004_invoices -> 005_join (shop, billing) (current) (mergepoint), Join'
    run_dunlin history -i --graph
    assert_stdout '│ ◉ 005_join (shop, billing) (current) (mergepoint), Join'
    run_dunlin history current: --json
    assert_equal "$(listed)" "005_join 006_more"
    assert_json '[.revisions[].lineages[0].current] == [1, 0]'
    run_dunlin history -r -1:current --json
    assert_equal "$status" 2
    run_dunlin history -r 003:current --json
    assert_equal "$(listed)" "003_billing 004_invoices 005_join"
    run_dunlin current
    assert_equal "$output" '005_join'
    run_dunlin current --verbose
    assert_status 0
    assert_stdout 'Current revision(s) for app.db:
Rev: 005_join (current) (mergepoint)
Merges: 002_orders, 004_invoices'
    assert_stdout 'Branch names: shop, billing'
    assert_stdout 'Path: migrations/005_join.sql'
    # One database at two heads.
    run_dunlin upgrade heads
    run_dunlin history current: --mermaid
    assert_status 0
    assert_stdout '["007_reports<br/>Reports<br/>current"]:::head'
    assert_equal "$(grep -c '<br/>' <<<"$output")" 2
    run_dunlin history 006:current --json
    assert_equal "$(listed)" "006_more"
    run_dunlin history 003:current --json
    assert_equal "$(listed)" "003_billing 004_invoices 005_join 006_more 007_reports"
    run_dunlin history current:current
    assert_status 2
}

@test "PostgreSQL: how many tenants stand at each revision; one of them by itself" {
    schema_project
    make_schemas "$URL" tenant_a tenant_b tenant_c tenant_d
    run_dunlin upgrade 001
    run_dunlin upgrade 002 --tenant a --tenant b
    run_dunlin upgrade --tenant c
    before=$(dump "$URL")
    run_dunlin history --indicate-current
    assert_status 0
    assert_equal "$output" 'Public:
  <base> -> 001_registry (head) (current), Registry of tenants

Tenants:
  002_users -> 003_posts (head) (current: 1 tenant), Posts
  <base> -> 002_users (current: 2 tenants), Users
  <base> (current: 1 tenant)'
    run_dunlin history -i --json
    assert_json '[.revisions[] | [.id, .lineages[0].current]] == [["001_registry", 1], ["002_users", 2], ["003_posts", 1]]'
    run_dunlin history -i --tenant 'c' --scope tenant
    assert_equal "$output" '002_users -> 003_posts (head) (current: 1 tenant), Posts
<base> -> 002_users, Users'
    run_dunlin history current: --tenant b
    assert_equal "$output" '002_users -> 003_posts (head), Posts
<base> -> 002_users (current: 1 tenant), Users'
    run_dunlin history current:
    assert_status 2
    assert_stderr '"current" is several places here'
    run_dunlin current --verbose
    assert_status 0
    assert_stdout 'a: 002_users
b: 002_users
c: 003_posts (head)
d: nothing applied'
    assert_stdout '  Rev: 002_users (current: 2 tenants)'
    assert_stdout '  Path: migrations/003_posts.sql'
    # One that cannot be read is said, and the others are counted.
    psql_do "$URL" "ALTER TABLE tenant_a.schema_migrations RENAME COLUMN version TO other"
    run_dunlin history -i --scope tenant
    assert_status 0
    assert_stderr '1 database with a problem'
    assert_stdout '(current: 1 tenant), Users'
    psql_do "$URL" "ALTER TABLE tenant_a.schema_migrations RENAME COLUMN other TO version"
    assert_equal "$(dump "$URL")" "$before"
    run_dunlin history -i --url postgresql://127.0.0.1:1/x
    assert_status 1
    assert_equal "$output" ""
}

# ---- show

@test "show: by label, head, heads and steps" {
    branched_project
    while IFS='|' read -r target expected; do
        run_dunlin show "$target" --json
        assert_status 0
        assert_equal "$target $(jq -r 'if .revisions then [.revisions[].id] | join(" ") else .id end' <<<"$output")" \
            "$target $expected"
    done <<'ROWS'
005|005_join
shop|002_orders
006_more|006_more
heads|007_reports
004+1|005_join
006-1|005_join
ROWS
    # What another head depends on is not meant.
    revision 008_audit 003
    run_dunlin show heads
    assert_stdout '007_reports (head)'
    assert_stdout 'CREATE TABLE t_audit'
    for target in head nothing base +1 00; do
        run_dunlin show "$target"
        assert_status 2
        assert_equal "$output" ""
    done
}

# ---- names that are no names

# evil_project: ids, labels and descriptions that mean something in every language that they come near.
evil_project() {
    setup_project
    write_config <<<'system: {url: "sqlite:///app.db"}'
    printf -- '-- "]; click evil <script>alert(1)</script> %%%%{init: {}}%%%%\n-- dunlin:label "];x--\n-- dunlin:up\nSELECT 1;\n' |
        write_migration '001_"]; click evil.sql'
    printf -- '-- back\\slash\\N \\" `code` #quot; &amp;\n-- dunlin:up\nSELECT 1;\n' | write_migration '002_{a|b} -> p0.sql'
    printf -- '-- dunlin:up\nSELECT 1;\n' | write_migration '003_ p9["x"] --> p0.sql'
}

# bats test_tags=sanitize
@test "diagrams: nothing in a file can add to one" {
    evil_project
    run_dunlin history --mermaid
    assert_status 0
    # Each line is one of those that Dunlin writes.
    run grep -vE '^(flowchart TB|  classDef head stroke-width:3px|  p[0-9]+ --> p[0-9]+|    p[0-9]+\["([[:alnum:] ,._()-]|#[0-9]+;|<br/>)*"\](:::head)?)$' <<<"$output"
    assert_equal "$output" ""
    run_dunlin history --dot
    assert_status 0
    assert_equal "$(dot -Tplain <<<"$output" | awk '{ print $1 }' | sort | uniq -c | xargs)" "2 edge 1 graph 3 node 1 stop"
    run_dunlin history --graph
    assert_equal "$(wc -l <<<"$output")" 3
    assert_stdout '● 003_ p9["x"] --> p0 ("];x--) (head)'
}

# ---- on a terminal

@test "the drawing on a terminal: cut at its width, ASCII where the locale is not UTF-8" {
    branched_project
    export TERM=xterm-256color
    "$TERMINAL" run 40 screen "$DUNLIN" history --graph
    run "$TERMINAL" show 40 screen
    assert_equal "$(head -n 3 <<<"$output")" '● 007_reports (billing) (head) (depends…
│ ● 006_more (shop, billing) (effective…
│ ● 005_join (shop, billing) (mergepoin…'
    LC_ALL=C "$TERMINAL" run 60 screen "$DUNLIN" history --graph
    run "$TERMINAL" show 60 screen
    assert_equal "$output" '* 007_reports (billing) (head) (depends on 006_more), Rep...
| * 006_more (shop, billing) (effective head), More
| * 005_join (shop, billing) (mergepoint), Join
| +-.
| * | 002_orders (shop), Orders
| | * 004_invoices (billing), Invoices
+-|-'"'"'
* | 003_billing (billing) (branchpoint), Billing
+-'"'"'
* 001_users (branchpoint), Users'
    CLICOLOR_FORCE=1 run_dunlin history --graph
    assert_stdout $'\033[36m007_reports\033[0m'
    assert_stdout $'\033[32m (head)\033[0m'
}

@test "a merge of thirty branches on a narrow terminal: what has no lane is named" {
    setup_project
    write_config <<<'system: {url: "sqlite:///app.db"}'
    revision 000_base none
    parents=
    for i in $(seq 101 130); do
        revision "${i}_x$i" 000
        parents+=" $i"
    done
    revision 200_merge "${parents# }"
    export TERM=xterm-256color
    "$TERMINAL" run 200 screen "$DUNLIN" history --graph
    run "$TERMINAL" show 200 screen
    assert_equal "$(wc -l <<<"$output")" 62
    refute_stdout "(parent"
    "$TERMINAL" run 60 screen "$DUNLIN" history --graph
    run "$TERMINAL" show 60 screen
    assert_equal "$(wc -L <<<"$output")" 60
    assert_stdout "(parent 116_x116, 117_x117"
    assert_equal "$(grep -c ' 1[0-9][0-9]_x' <<<"$output")" 31
}

@test "two thousand revisions with branches are listed and drawn at once" {
    setup_project
    write_config <<<'system: {url: "sqlite:///app.db"}'
    awk 'BEGIN {
        for (i = 1; i <= 2000; i++) {
            file = sprintf("migrations/%04d_x.sql", i)
            if (i % 20 == 5) parent = sprintf("%04d", i - 2)
            else if (i % 20 == 12) parent = sprintf("%04d %04d", i - 1, i - 8)
            else if (i == 1) parent = "none"
            else parent = sprintf("%04d", i - 1)
            printf "-- dunlin:parent %s\n-- dunlin:label l%d\n-- dunlin:up\nSELECT 1;\n", parent, i > file
            close(file)
        }
    }'
    sed -i '/dunlin:label/d' migrations/*[1-9]_x.sql
    for words in heads branches "history --json" "history --graph" "history --mermaid" "history --dot" "history 0010:0100"; do
        # shellcheck disable=SC2086
        run timeout 10 "$DUNLIN" $words
        assert_status 0
    done
}
