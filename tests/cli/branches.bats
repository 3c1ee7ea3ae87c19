#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# branches.bats: two developers, one number: dunlin.sum collides in a real git repository, and merge or rebase sets the
# history right. What merge, rebase and check refuse, and that a refusal changes nothing.

load ../lib/common
load ../lib/projects

export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com
export GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com

# migration FILE SQL [DOWN [DIRECTIVE...]]: a public one, in migrations.
migration() {
    local file=$1 up=$2 down=${3:-SELECT 1;} line
    {
        for line in "${@:4}"; do
            echo "-- dunlin:$line"
        done
        printf -- '-- dunlin:up\n%s\n-- dunlin:down\n%s\n' "$up" "$down"
    } >"migrations/$file"
}

# forked_project: SQLite, 001 to 003, and two files with the number 004; no dunlin.sum.
forked_project() {
    setup_project "$@"
    write_config <<<'system: "sqlite:///app.db"'
    migration 001_base.sql 'CREATE TABLE base (x integer);' 'DROP TABLE base;'
    migration 002_more.sql 'CREATE TABLE more (x integer);' 'DROP TABLE more;'
    migration 003_rest.sql 'CREATE TABLE rest (x integer);' 'DROP TABLE rest;'
    migration 004_invoices.sql 'CREATE TABLE invoices (x integer);' 'DROP TABLE invoices;'
    migration 004_orders.sql 'CREATE TABLE orders (x integer);' 'DROP TABLE orders;'
}

# ---- the story

# Two branches that each add 004, and a third clone that gets both.
two_developers() {
    setup_project trunk
    quietly dunlin init --url sqlite:///app.db .
    for name in bookings approvals events; do
        quietly dunlin revision -m "create $name"
        sed -i "s/^-- dunlin:up/&\nCREATE TABLE $name (id integer PRIMARY KEY);/; s/^-- dunlin:down/&\nDROP TABLE $name;/" migrations/*_create_$name.sql
    done
    quietly dunlin check --update --files
    printf '*.db*\n*.log\n' >.gitignore
    git init -q -b main . && git add . && git commit -qm "three migrations"
    quietly dunlin upgrade
    for name in field notes; do
        git clone -q . "../$name"
        cd "../$name"
        quietly dunlin revision -m "add $name"
        sed -i "s/^-- dunlin:up/&\nCREATE TABLE $name (x integer);/; s/^-- dunlin:down/&\nDROP TABLE $name;/" "migrations/004_add_$name.sql"
        git add . && git commit -qm "add $name"
        cd ../trunk
    done
    git pull -q ../field main
    # Git must not let it slip through.
    run git pull -q --no-rebase --no-edit ../notes main
    [ "$status" -ne 0 ]
    assert_stdout "Merge conflict in migrations/dunlin.sum"
}

# bats test_tags=sanitize
@test "the story: git collides in dunlin.sum, upgrade refuses, check --update resolves, merge or rebase goes on" {
    two_developers
    nothing_written 2 'migrations/dunlin.sum:1: a merge in Git stopped here' upgrade
    assert_stderr '`dunlin check --update`'
    nothing_written 2 'migrations/dunlin.sum:1: a merge in Git stopped here' revision -m more --head 004_add_field
    assert_equal "$(history_graph)" "001_create_bookings: 002_create_approvals:001_create_bookings \
003_create_events:002_create_approvals 004_add_field:003_create_events 004_add_notes:003_create_events "
    run_dunlin check --update --files
    assert_status 2
    assert_stdout "updated migrations/dunlin.sum"
    assert_stdout 'the history has 2 heads, "004_add_field" and "004_add_notes": join them with `dunlin merge`, or put one behind the other with `dunlin rebase`'
    git add . && git commit -qm "both"
    nothing_written 2 'history has 2 heads, "004_add_field" and "004_add_notes"' upgrade
    assert_stderr '`dunlin merge`'
    assert_stderr '`dunlin rebase`'

    # One clone merges.
    git clone -q . ../merged
    cp app.db ../merged/
    cd ../merged
    run_dunlin merge -m "Merge parallel migrations"
    assert_status 0
    assert_stdout "created migrations/005_merge_parallel_migrations.sql, which joins 004_add_field, 004_add_notes"
    run_dunlin upgrade
    assert_status 0
    # That a merge holds nothing is no news.
    refute_stdout "empty"
    refute_stderr "no statement"
    assert_equal "$(file_tables app.db)" "approvals bookings events field notes"
    run_dunlin check
    assert_status 0
    run_dunlin downgrade 003
    assert_status 0
    refute_stdout "empty"
    assert_equal "$(file_tables app.db)" "approvals bookings events"

    # The other one puts its own behind.
    cd ../trunk
    run_dunlin rebase 004_add_notes
    assert_status 0
    assert_stdout "004_add_notes is now 005_add_notes, behind 004_add_field"
    assert_equal "$(ls migrations)" $'001_create_bookings.sql\n002_create_approvals.sql\n003_create_events.sql\n004_add_field.sql\n005_add_notes.sql\ndunlin.sum'
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(file_ledger app.db)" "001_create_bookings 002_create_approvals 003_create_events 004_add_field 005_add_notes"
    run_dunlin check
    assert_status 0
    assert_stdout "checked 5 migrations, dunlin.sum, 1 database: all is well"
    git add . && git diff --cached --stat -M | grep -q '004_add_notes.sql => 005_add_notes.sql'
}

# ---- dunlin.sum

sum_project() {
    forked_project
    rm migrations/004_orders.sql
    quietly dunlin check --update --files
    quietly dunlin upgrade
}

# bats test_tags=sanitize
@test "dunlin.sum against the files: each difference is refused by upgrade and downgrade, and told by check" {
    sum_project
    cp -r migrations ../migrations
    while IFS='|' read -r change message; do
        eval "$change"
        nothing_written 2 "$message" upgrade
        nothing_written 2 "$message" downgrade -1
        nothing_written 2 "$message" rebase 004
        run_dunlin check --files
        assert_status 2
        assert_stdout "${message%% (and*}"
        run_dunlin check --files --json
        json_valid "$ROOT/tests/schemas/check.json"
        assert_json '.ok == false and (.findings | length) >= 1 and (.findings[0].error.code | IN("integrity", "config"))'
        # Whoever only looks is warned.
        run_dunlin status
        assert_stderr "warning: $message"
        rm -r migrations
        cp -r ../migrations migrations
    done <<'ROWS'
echo >>migrations/002_more.sql|migrations/dunlin.sum:3: "002_more.sql" was changed: put it back, or accept it as it is with `dunlin check --update`
sed -i '1i -- other words' migrations/004_invoices.sql|migrations/dunlin.sum:5: "004_invoices.sql" was changed
cp migrations/003_rest.sql migrations/005_x.sql|migrations/005_x.sql: was added, but "migrations/dunlin.sum" does not list it
echo 'DROP TABLE x;' >migrations/x.down.sql; echo 'CREATE TABLE x (a);' >migrations/x.sql|migrations/x.down.sql: was added, but "migrations/dunlin.sum" does not list it: accept it with `dunlin check --update` (and 1 more: `dunlin check` lists them)
mv migrations/004_invoices.sql migrations/004_bills.sql|migrations/dunlin.sum:5: "004_invoices.sql" is gone
sed -i '3i <<<<<<< HEAD' migrations/dunlin.sum|migrations/dunlin.sum:3: a merge in Git stopped here
sed -i 1d migrations/dunlin.sum|migrations/dunlin.sum:1: the first line of dunlin.sum must be
sed -i 4d migrations/dunlin.sum|migrations/dunlin.sum:1: the hash is not that of the lines below
sed -i 4p migrations/dunlin.sum|migrations/dunlin.sum:5: "003_rest.sql" is listed twice, also in line 4
printf 'x\0y' >migrations/dunlin.sum|migrations/dunlin.sum:1: holds a NUL byte
: >migrations/dunlin.sum|migrations/dunlin.sum:1: the first line of dunlin.sum must be
ROWS
}

@test "dunlin.sum: line ends that Git changed are no change; --update writes it anew from whatever is there" {
    sum_project
    sed -i 's/$/\r/' migrations/*.sql migrations/dunlin.sum
    run_dunlin check --files
    assert_status 0
    for ruin in ': >' 'echo nonsense >' 'sed -i 2,4d' 'sed -i "2i <<<<<<< x"'; do
        eval "$ruin migrations/dunlin.sum"
        run_dunlin check --update
        assert_status 0
        assert_stdout "updated migrations/dunlin.sum"
    done
    run_dunlin check --update --json
    assert_status 0
    json_valid "$ROOT/tests/schemas/check.json"
    assert_json '.ok and .sum and .updated == []'
    echo 'CREATE TABLE late (x);' >migrations/005_late.sql
    rm migrations/dunlin.sum
    run_dunlin check --update --json
    assert_status 3
    assert_json '.updated[0] | .new and (.added | length) == 5 and .changed == [] and .removed == []'
    # A conflict in a migration is not to be accepted with the rest.
    printf '<<<<<<< HEAD\nSELECT 1;\n' >>migrations/005_late.sql
    nothing_written 1 'migrations/005_late.sql:2: a merge in Git stopped in this migration' check --update --files
}

@test "check: exit codes" {
    forked_project
    run_dunlin check
    assert_status 2
    rm migrations/004_orders.sql
    run_dunlin check
    assert_status 3
    assert_stdout "public: 4 migrations pending: 001_base, 002_more, 003_rest, 004_invoices"
    run_dunlin check --files
    assert_status 0
    assert_stdout "checked 4 migrations: all is well"
    [ ! -e app.db ]
    run_dunlin upgrade
    run_dunlin check
    assert_status 0
    sed -i 's/CREATE TABLE more/CREATE  TABLE more/' migrations/002_more.sql
    run_dunlin check
    assert_status 1
    assert_stdout '"002_more" (migrations/002_more.sql) was edited after it was applied'
    # Branches with labels are meant to be.
    sed -i 's/CREATE  TABLE more/CREATE TABLE more/' migrations/002_more.sql
    migration 004_orders.sql 'SELECT 1;' '' 'parent 003_rest' 'label orders'
    run_dunlin check --files
    assert_status 0
    migration 005_broken.sql 'SELECT 1;' '' 'parent 099'
    run_dunlin check --files
    assert_status 2
    assert_stderr 'migrations/005_broken.sql:1: parent "099" does not exist'
}

# ---- merge

@test "merge: what it refuses" {
    forked_project
    while IFS='|' read -r arguments code message; do
        # shellcheck disable=SC2086
        nothing_written "$code" "$message" merge -m together $arguments
    done <<'ROWS'
003 004_orders|1|"003_rest" comes before "004_orders" in the history already: there is nothing to merge
002 003|1|"002_more" comes before "003_rest" in the history already
004_orders|1|there is nothing to merge "004_orders" with
004_orders 004_orders|1|there is nothing to merge "004_orders" with
004_orders 099|2|revision "099" does not exist
004_orders 004|2|revision "004" is ambiguous: it may mean "004_invoices" and "004_orders"
--scope tenant|2|this project has no tenants
--scope nowhere|2|unknown scope "nowhere"
--branch-label a,b|2|"a,b" cannot be a label
--rev-id ../x|2|"../x" cannot be a revision id
--branch-label 001_base|2|label "001_base" is the id of a revision
ROWS
    nothing_written 2 'the message "..." holds no word' merge -m ...
    migration 005_joined.sql '' '' 'parent 004_orders 004_invoices'
    nothing_written 1 "there is nothing to merge: no history has more than one head" merge
    migration 006_a.sql '' '' 'parent 005'
    migration 006_b.sql '' '' 'parent 005'
    nothing_written 1 '"004_orders" is no head: merge what follows it, "006_a" and "006_b"' merge 004_orders 004_invoices
    run_dunlin merge --rev-id 1975ea --branch-label joined
    assert_status 0
    assert_equal "$(cat migrations/1975ea_*)" $'-- merge 006_a and 006_b\n-- dunlin:parent 006_a 006_b\n-- dunlin:label joined\n-- dunlin:up\n-- dunlin:down'
}

@test "merge: scopes" {
    setup_project
    write_config <<<'{system: "sqlite:///app.db", tenants: {files: "data/{tenant}.db"}}'
    migration 001_a.sql 'SELECT 1;' '' 'scope both'
    migration 002_p.sql 'SELECT 1;' '' 'scope public'
    migration 002_t.sql 'SELECT 1;' '' 'scope tenant'
    nothing_written 1 'there is nothing to merge' merge
    migration 002_q.sql 'SELECT 1;' '' 'scope public'
    migration 002_u.sql 'SELECT 1;' '' 'scope tenant'
    nothing_written 2 'say which to join with --scope' merge
    nothing_written 1 '"002_p" is of scope public, "002_t" of scope tenant: they are in no common history' merge 002_p 002_t
    cp -r . ../other
    run_dunlin merge --scope tenant --json
    assert_status 0
    json_valid "$ROOT/tests/schemas/merge.json"
    assert_json '.parents == ["002_t", "002_u"] and .draft == false'
    run_dunlin merge -m "public too"
    assert_status 0
    grep -q '^-- dunlin:scope public$' migrations/004_public_too.sql
    run_dunlin check --files
    assert_status 0
    cd ../other
    run_dunlin merge --scope both 002_p 002_q 002_t 002_u
    assert_status 0
    run_dunlin check --files
    assert_status 0
    grep -q '^-- dunlin:parent 002_p 002_q 002_t 002_u$' migrations/003_merge*.sql
}

# ---- rebase

# bats test_tags=sanitize
@test "rebase: file, down file, references, dunlin.sum and what follows, together" {
    forked_project
    printf 'CREATE TABLE orders (x integer);\n' >migrations/004_orders.sql
    printf 'DROP TABLE orders;\n' >migrations/004_orders.down.sql
    migration 005_lines.sql 'CREATE TABLE lines (x integer);' 'DROP TABLE lines;' 'parent 004_orders' 'label lines'
    migration 005_bills.sql 'CREATE TABLE bills (x integer);' 'DROP TABLE bills;' 'parent 004_invoices' 'depends 004_orders, 002 005_lines'
    quietly dunlin check --update --files || true
    sums=$(cut -d' ' -f1 migrations/dunlin.sum)
    nothing_written 2 'parents and depends form a cycle' rebase 004_orders
    sed -i '/^-- dunlin:depends/d' migrations/005_bills.sql
    migration 001_base.sql 'CREATE TABLE base (x integer);' 'DROP TABLE base;'
    migration 006_late.sql 'SELECT 1;' '' 'parent 005_bills' 'label late'
    quietly dunlin check --update --files || true
    run_dunlin rebase 004_orders --json
    assert_status 0
    json_valid "$ROOT/tests/schemas/rebase.json"
    assert_json '.onto == "006_late" and [.renamed[] | "\(.from) \(.to)"] == ["004_orders 007_orders", "005_lines 008_lines"]'
    assert_equal "$(history_graph)" "001_base: 002_more:001_base 003_rest:002_more 004_invoices:003_rest 005_bills:004_invoices \
006_late:005_bills 007_orders:006_late 008_lines:007_orders "
    assert_equal "$(cat migrations/007_orders.down.sql)" "DROP TABLE orders;"
    [ ! -e migrations/004_orders.sql ] && [ ! -e migrations/004_orders.down.sql ]
    run_dunlin upgrade
    assert_status 0
    run_dunlin check
    assert_status 0
    run_dunlin downgrade base
    assert_status 0
    [ -n "$sums" ]
    assert_equal "$(find . -name '.dunlin*')" ""
}

@test "rebase: only what is applied nowhere, in any database; one that cannot be asked is no answer" {
    file_project
    sed -i 's/003_posts/&/' dunlin.yaml
    cat >migrations/003_photos.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nCREATE TABLE photos (x integer);\n-- dunlin:down\nDROP TABLE photos;'
    mv migrations/003_photos.sql .
    quietly dunlin upgrade --public
    for tenant in acme corp zeta; do quietly dunlin tenant create $tenant; done
    mv 003_photos.sql migrations/
    nothing_written 1 '"003_posts" cannot be rebased, for it is applied in acme, corp, zeta' rebase 003_posts
    assert_stderr '`dunlin merge`'
    quietly dunlin downgrade 002 --tenant acme --tenant corp
    nothing_written 1 '"003_posts" cannot be rebased, for it is applied in zeta' rebase 003_posts
    quietly dunlin downgrade 002 --tenant zeta
    mkdir data/org_zeta/away && mv data/org_zeta/tenant.db* data/org_zeta/away/
    echo "this is no database, but long enough to be taken for one by nobody" >data/org_zeta/tenant.db
    nothing_written 1 'cannot tell whether it is applied: zeta: ' rebase 003_posts
    assert_stderr '--offline'
    run_dunlin rebase 003_posts --offline
    assert_status 0
    assert_stdout "003_posts is now 004_posts, behind 003_photos"
}

@test "rebase: what it refuses" {
    forked_project
    while IFS='|' read -r arguments code message; do
        # shellcheck disable=SC2086
        nothing_written "$code" "$message" rebase $arguments
    done <<'ROWS'
|2|say which migration to put behind the other head
099|2|revision "099" does not exist
004|2|revision "004" is ambiguous
003|1|there are several other heads, "004_invoices" and "004_orders": say with --onto which one
004_orders --onto 004_orders|1|"004_orders" cannot be put behind "004_orders", which is or follows it
004_orders --onto 003|1|"004_orders" comes after "003_rest" already
004_orders 004_invoices|1|rebase one branch after the other
--continue|1|there is no rebase to continue
--continue 004_orders|2|it takes no revision
ROWS
    migration 005_joined.sql '' '' 'parent 004_orders 004_invoices'
    nothing_written 1 '"005_joined" joins the branch with "004_invoices" already' rebase 004_orders
    mv migrations/005_joined.sql migrations/005_third.sql
    migration 005_third.sql '' '' 'parent 003' 'label third'
    nothing_written 1 'there are several other heads, "004_invoices" and "005_third": say with --onto which one' rebase 004_orders
    run_dunlin rebase 004_orders --onto third
    assert_status 0
    assert_stdout "004_orders is now 006_orders, behind 005_third"
    # What sorts behind already keeps its name.
    run_dunlin rebase 005_third --onto 004_invoices
    assert_status 0
    assert_equal "$(grep parent migrations/005_third.sql)" "-- dunlin:parent 004_invoices"
    printf '# MIGRATION_SCOPE: public\n# MIGRATION_VERSION: 006_py\nUPGRADE_SQL = """SELECT 1;"""\n' >migrations/006_py.py
    nothing_written 1 'migrations/006_py.py: only SQL files can be rebased' rebase 006_py
}

@test "rebase: a migration that arrived late goes behind those that are applied" {
    forked_project
    rm migrations/004_orders.sql
    quietly dunlin upgrade
    migration 000_late.sql 'CREATE TABLE late (x integer);' 'DROP TABLE late;'
    run_dunlin upgrade
    assert_status 1
    nothing_written 1 'there is nothing to rebase "004_invoices" onto: its history has no other head' rebase 004
    run_dunlin rebase 000_late
    assert_status 0
    assert_stdout "000_late is now 005_late, behind 004_invoices"
    run_dunlin upgrade
    assert_status 0
}

@test "rebase: where the order of the files cannot even be told" {
    forked_project
    migration 005_bills.sql 'SELECT 1;'
    nothing_written 2 'cannot tell which revision comes before "005_bills"' upgrade
    nothing_written 2 'name every migration of the branch that is to move, and with --onto' rebase 004_orders
    run_dunlin rebase 004_orders --onto 005_bills
    assert_status 0
    assert_equal "$(history_graph)" "001_base: 002_more:001_base 003_rest:002_more 004_invoices:003_rest 005_bills:004_invoices 006_orders:005_bills "
    run_dunlin upgrade
    assert_status 0
}

@test "rebase: killed at every change of a file, nothing is lost, and --continue reaches the same end" {
    [ -e "$ROOT/build/tests/kill/libdie_at_write.so" ] || skip "tests/kill is not built"
    forked_project
    printf 'DROP TABLE orders;\n' >migrations/004_orders.down.sql
    printf 'CREATE TABLE orders (x integer);\n' >migrations/004_orders.sql
    migration 005_bills.sql 'SELECT 1;' '' 'parent 004_invoices' 'label bills'
    migration 006_notes.sql 'SELECT 1;' '' 'parent 005_bills' 'depends 001'
    quietly dunlin check --update --files || true
    cp -r migrations ../before
    quietly dunlin rebase 004_orders --offline
    cp -r migrations ../after
    before=$(cd ../before && snapshot .)
    after=$(cd ../after && snapshot .)
    for ((n = 1; n < 200; n++)); do
        rm -r migrations
        cp -r ../before migrations
        run env LD_PRELOAD="$ROOT/build/tests/kill/libdie_at_write.so" DIE_BELOW="$PWD/migrations" DIE_AT=$n \
            "$DUNLIN" rebase 004_orders --offline
        [ "$status" -ne 0 ] || break
        assert_equal "$status" 137
        if [ -e migrations/.dunlin-rebase/plan ]; then
            cut_off=yes
            run_dunlin upgrade
            assert_status 2
            assert_stderr 'migrations: a rebase was cut off half way: `dunlin rebase --continue` finishes it'
            run_dunlin rebase --continue
            assert_status 0
        elif [ "$(cd migrations && snapshot ./*.s*)" = "$(cd ../before && snapshot ./*.s*)" ]; then
            run_dunlin rebase 004_orders --offline
            assert_status 0
        fi
        assert_equal "$(cd migrations && snapshot ./*.s*)" "$(cd ../after && snapshot ./*.s*)"
    done
    [ "$n" -ge 10 ] && [ "$n" -lt 200 ]
    [ "${cut_off:-no}" = yes ]
    [ "$before" != "$after" ]
}
