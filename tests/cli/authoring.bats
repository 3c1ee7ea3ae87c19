#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# authoring.bats: the verbs that write a migration file, revision and edit: where it goes, under which number, with which
# header, from which template; and that nothing is left of one that could not be written.

load ../lib/common
load ../lib/projects

teardown() {
    [ -z "${MOUNTED:-}" ] || umount "$MOUNTED" || true
    common_teardown
}

plain_project() {
    setup_project "$@"
    write_config <<<'system: "sqlite:///app.db"'
    for id in 001_a 002_b 003_c; do
        write_migration $id.sql <<<$'-- dunlin:up\nSELECT 1;\n-- dunlin:down\nSELECT 1;'
    done
}

# created FILE: it is what the last run wrote; its text but for the sections.
created() {
    assert_status 0
    assert_stdout "created $1"
    HEADER=$(sed '/^-- dunlin:up$/,$d' "$1")
}

# ---- revision

# bats test_tags=sanitize
@test "revision: what it follows, and how the file says so" {
    plain_project
    run_dunlin revision -m "Order of names"
    created migrations/004_order_of_names.sql
    assert_equal "$HEADER" "-- Order of names"
    run_dunlin revision -m named --head head
    created migrations/005_named.sql
    assert_equal "$HEADER" $'-- named\n-- dunlin:parent 004_order_of_names'
    nothing_written 2 '"002_b" is no head: another migration follows it; --splice begins a branch there' revision -m x --head 2
    run_dunlin revision -m branch --head 2 --splice --branch-label side
    created migrations/006_branch.sql
    assert_equal "$HEADER" $'-- branch\n-- dunlin:parent 002_b\n-- dunlin:label side'
    nothing_written 2 'the history has 2 heads, "005_named" and "006_branch": say with --head which one' revision -m x
    run_dunlin revision -m "more of the side" --head side@head --depends-on 005 --depends-on 001_a
    created migrations/007_more_of_the_side.sql
    assert_equal "$HEADER" $'-- more of the side\n-- dunlin:parent 006_branch\n-- dunlin:depends 005_named 001_a'
    nothing_written 2 '"006_branch" is no head' revision -m x --head side
    run_dunlin revision -m all --head heads
    created migrations/008_all.sql
    assert_equal "$HEADER" $'-- all\n-- dunlin:parent 005_named 007_more_of_the_side'
    run_dunlin revision -m "another base" --head base --branch-label other
    created migrations/009_another_base.sql
    assert_equal "$HEADER" $'-- another base\n-- dunlin:parent none\n-- dunlin:label other'
    # The order of the names would say 009: what is meant is written down.
    run_dunlin revision -m trunk --head 008
    created migrations/010_trunk.sql
    assert_equal "$(history_graph)" "001_a: 002_b:001_a 003_c:002_b 004_order_of_names:003_c 005_named:004_order_of_names \
006_branch:002_b 007_more_of_the_side:006_branch 008_all:005_named,007_more_of_the_side 009_another_base: 010_trunk:008_all "
}

@test "revision: an only head that the names do not put last is written down" {
    plain_project
    write_migration 005_x.sql <<<$'-- dunlin:parent 001\n-- dunlin:up'
    write_migration 004_y.sql <<<$'-- dunlin:parent 003 005\n-- dunlin:up'
    run_dunlin revision -m next
    created migrations/006_next.sql
    assert_equal "$HEADER" $'-- next\n-- dunlin:parent 004_y'
}

# bats test_tags=sanitize
@test "revision: what it refuses, and what a message may be" {
    plain_project
    while IFS='|' read -r arguments code message; do
        eval "nothing_written $code \"\$message\" revision $arguments"
    done <<'ROWS'
-m ''|2|say what the migration does
-m '!!!'|2|the message "!!!" holds no word
-m x --head 099|2|revision "099" does not exist
-m x --head nowhere@head|2|revision "nowhere" does not exist
-m x --depends-on 099|2|revision "099" does not exist
-m x --branch-label 'a b'|2|"a b" cannot be a label
-m x --branch-label head|2|"head" cannot be a label: the word has a meaning of its own
-m x --branch-label +x|2|it begins with a sign
-m x --branch-label a@b|2|"a@b" cannot be a label
-m x --branch-label 001_a|2|label "001_a" is the id of a revision
-m x --rev-id ../x|2|"../x" cannot be a revision id: it begins the name of a file
-m x --rev-id .x|2|files of such names are no migrations
-m x --rev-id README|2|files of such names are no migrations
-m x --rev-id ''|2|it is empty
-m x --rev-id $(printf '%0130d' 1)|2|it is too long
-m a --rev-id 001|2|id "001_a" is used twice
-m x --version-path elsewhere|2|"elsewhere" is none of the project's directories of migrations (migrations)
-m 'dunlin:irreversible'|2|the message must not begin with "dunlin" and have a colon
-m 'MIGRATION_SCOPE: tenant'|2|the message must not begin with "MIGRATION_"
ROWS
    while IFS='|' read -r message file first; do
        eval "run_dunlin revision -m $message"
        created "migrations/$file"
        assert_equal "$HEADER" "-- $first"
        rm "migrations/$file"
        run_dunlin history
        assert_status 0
    done <<'ROWS'
$'two\nlines; DROP TABLE x;\r\n-- dunlin:irreversible'|004_two_lines_drop_table_x_dunlin_irreversible.sql|two lines; DROP TABLE x;  -- dunlin:irreversible
'"; DROP SCHEMA public --'|004_drop_schema_public.sql|"; DROP SCHEMA public --
'../../x'|004_x.sql|../../x
'Größe ändern ✓'|004_größe_ändern.sql|Größe ändern ✓
"$(printf 'wort%.0s ' {1..75})"|004_wort_wort_wort_wort_wort_wort_wort_wort_wort_wort_wort_wort.sql|wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort wort
ROWS
    run_dunlin revision -m 'by hand' --rev-id 1975ea
    created migrations/1975ea_by_hand.sql
    run_dunlin show 1975ea
    assert_status 0
}

@test "revision: both histories of a file for both scopes" {
    setup_project
    write_config <<<'{system: "sqlite:///app.db", tenants: {files: "data/{tenant}.db"}}'
    quietly dunlin revision -s public -m p
    quietly dunlin revision -s tenant -m t
    run_dunlin revision -s both -m b
    created migrations/003_b.sql
    assert_equal "$HEADER" $'-- b\n-- dunlin:scope both'
    assert_equal "$(history_graph)" "001_p: 002_t: 003_b:001_p,002_t "
    nothing_written 2 'say which the migration is for with --scope' revision -m x
    run_dunlin revision -s both -m b2 --head 003
    created migrations/004_b2.sql
    run_dunlin revision -s tenant -m other --head 002 --splice
    created migrations/005_other.sql
    nothing_written 2 'the tenant history has 2 heads, "004_b2" and "005_other"' revision -s both -m x
    run_dunlin revision -s public -m fine
    created migrations/006_fine.sql
    assert_equal "$HEADER" $'-- fine\n-- dunlin:scope public'
}

@test "revision: by time, behind whatever is there" {
    plain_project
    printf 'revision: {numbering: timestamp}\n' >>dunlin.yaml
    before=$(date -u +%Y%m%d%H%M%S)
    quietly dunlin revision -m one
    quietly dunlin revision -m two
    after=$(date -u +%Y%m%d%H%M%S)
    one=$(cd migrations && echo *_one.sql) two=$(cd migrations && echo *_two.sql)
    [[ ${one%%_*} -ge $before && ${one%%_*} -le $after && ${two%%_*} -gt ${one%%_*} ]]
    assert_equal "$(history_graph)" "001_a: 002_b:001_a 003_c:002_b ${one%.sql}:003_c ${two%.sql}:${one%.sql} "
    write_migration 30000101000000_future.sql <<<'SELECT 1;'
    run_dunlin revision -m later
    assert_stdout "created migrations/30000101000001_later.sql"
    # A number that none can follow is said, not wrapped round.
    write_migration 99999999999999999999_end.sql <<<'SELECT 1;'
    nothing_written 2 'none can be counted behind it' revision -m x
}

@test "revision: many at once have a number each, and all are in dunlin.sum" {
    plain_project
    quietly dunlin check --update --files
    for i in 1 2 3 4 5 6; do
        dunlin revision -m "n$i" >"../$i.log" 2>&1 3>&- &
    done
    wait
    assert_equal "$(cd migrations && ls | grep -c '_n[1-6].sql')" 6
    assert_equal "$(cd migrations && ls *.sql | cut -c 1-3 | sort -u | wc -l)" 9
    run_dunlin check --files --update
    assert_status 0
    assert_equal "$(wc -l <migrations/dunlin.sum)" 10
    # Each has seen those before it: one line, however the names are read.
    assert_equal "$(dunlin heads --json | jq '.revisions | length')" 1
}

@test "revision, merge, checkpoint at once: each begins when the one before it is done" {
    plain_project
    write_migration 003_d.sql <<<$'-- dunlin:parent 002_b\n-- dunlin:up\nCREATE TABLE d (id int NOT NULL PRIMARY KEY);\n-- dunlin:down\nDROP TABLE d;'
    quietly dunlin check --update --files || true
    # Of those that join two heads one is enough; the others see it.
    for i in 1 2 3; do
        dunlin merge -m "m$i" >"../$i.log" 2>&1 3>&- &
    done
    wait
    assert_equal "$(cat ../[123].log | grep -c '^created')|$(cat ../[123].log | grep -c 'nothing to merge')" "1|2"
    dunlin checkpoint -m "point" >../1.log 2>&1 3>&- &
    dunlin revision --template add-column table=d column=e type=int >../2.log 2>&1 3>&- &
    dunlin revision --template add-not-null-column table=d column=f type=int default=0 >../3.log 2>&1 3>&- &
    dunlin revision -m "plain" >../4.log 2>&1 3>&- &
    wait
    assert_equal "$(cat ../[1-4].log | grep -c '^created')" "$(ls migrations/*.sql | tail -n +6 | wc -l)"
    [ -e migrations/*_point.sql ] && [ -e migrations/*_plain.sql ]
    assert_equal "$(cd migrations && ls *.sql | cut -c 1-3 | sort | uniq -d)" 003
    assert_equal "$(dunlin heads --json | jq '.revisions | length')" 1
    run_dunlin check --files --update
    assert_status 0
    run_dunlin upgrade
    assert_status 0
}

# ---- templates

@test "template: a user's own text, with the directives that are needed" {
    setup_project
    write_config <<'YAML'
system: "sqlite:///app.db"
tenants: {files: "data/{tenant}.db"}
revision: {template: house/migration.sql}
YAML
    write_file house/migration.sql <<'SQL'
-- ${message}
-- ${id}, ${date}, $${kept}, $1
${directives}
-- dunlin:lock-timeout 3s
-- dunlin:up
-- dunlin:down
SQL
    run_dunlin revision -s tenant -m "First one" --branch-label side
    assert_status 0
    assert_equal "$(cat migrations/001_first_one.sql)" "-- First one
-- 001_first_one, $(date -u +%Y-%m-%d), \${kept}, \$1
-- dunlin:scope tenant
-- dunlin:label side
-- dunlin:lock-timeout 3s
-- dunlin:up
-- dunlin:down"
    # Without a place for them they come before its own first directive; a scope that it says is not said again.
    printf '/* house */\n-- ${message}\n-- dunlin:scope ${scope}\n-- dunlin:up\nSELECT 1;\n' >house/migration.sql
    run_dunlin revision -s tenant -m second --head 001
    assert_status 0
    assert_equal "$(cat migrations/002_second.sql)" $'/* house */\n-- second\n-- dunlin:parent 001_first_one\n-- dunlin:scope tenant\n-- dunlin:up\nSELECT 1;'
    # A merge is not to be filled in.
    write_migration 002_other.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up'
    sed -i '/parent/d' migrations/002_second.sql
    run_dunlin merge
    assert_status 0
    run ! grep -q house migrations/003_*.sql
    while IFS='|' read -r text message; do
        printf -- "$text" >house/migration.sql
        nothing_written 2 "$message" revision -s public -m x
    done <<'ROWS'
-- ${message}\nSELECT 1;\n|house/migration.sql: the template has no "-- dunlin:up"
-- dunlin:scope public\n-- dunlin:upp\n|house/migration.sql: the template has no "-- dunlin:up"
\n-- ${massage}\n-- dunlin:up\n|house/migration.sql:2: there is no "${massage}" in a template (there are: ${message}, ${id}
-- ${message\n-- dunlin:up\n|house/migration.sql:1: "${" without its "}"
-- dunlin:nonsense\n-- dunlin:up\n|unknown directive "nonsense"
-- dunlin:scope tenant ${scope}\n-- dunlin:up\n|"scope" takes one argument
-- dunlin:scope public\n${directives}\n-- dunlin:up\n|"scope" is said twice
-- \xff\n-- dunlin:up\n|house/migration.sql:1: is not valid UTF-8
ROWS
    rm house/migration.sql
    nothing_written 2 'house/migration.sql: cannot be read: No such file or directory' revision -s public -m x
}

# ---- several directories

# bats test_tags=sanitize
@test "several directories: one history; files go to the first or the one that is named" {
    setup_project
    rmdir migrations
    mkdir core billing
    write_config <<<$'system: "sqlite:///app.db"\nmigrations: [core, ./billing/]'
    run_dunlin revision -m base
    created core/001_base.sql
    run_dunlin revision -m bills --version-path billing
    created billing/002_bills.sql
    run_dunlin revision -m more
    created core/003_more.sql
    assert_equal "$(history_graph)" "001_base: 002_bills:001_base 003_more:002_bills "
    quietly dunlin check --update --files
    assert_equal "$(tail -n +2 billing/dunlin.sum | cut -d' ' -f2)" 002_bills.sql
    echo >>billing/002_bills.sql
    nothing_written 2 'billing/dunlin.sum:2: "002_bills.sql" was changed' upgrade
    quietly dunlin check --update --files
    cp billing/002_bills.sql billing/003_notes.sql
    echo $'-- dunlin:depends 003_notes 001\n-- dunlin:parent 003_more\n-- dunlin:up' >core/004_last.sql
    quietly dunlin check --update --files || true
    run_dunlin rebase 003_notes
    assert_status 2
    assert_stderr 'form a cycle'
    echo $'-- dunlin:depends 002 001\n-- dunlin:parent 003_more\n-- dunlin:up' >core/004_last.sql
    quietly dunlin check --update --files || true
    run_dunlin rebase 003_notes
    assert_status 0
    assert_stdout $'+ billing/005_notes.sql\n  - billing/003_notes.sql\n  + billing/dunlin.sum'
    run_dunlin upgrade
    assert_status 0
    cp core/001_base.sql billing/001_base.sql
    run_dunlin status
    assert_status 2
    assert_stderr 'id "001_base" is used twice'
    assert_stderr billing/001_base.sql
    assert_stderr core/001_base.sql
    rm billing/001_base.sql
    printf 'system: "sqlite:///app.db"\nmigrations: [core, core]\n' >dunlin.yaml
    run_dunlin status
    assert_status 2
    assert_stderr 'dunlin.yaml:2:1: migrations: names the directory "core" twice'
}

# ---- edit

# An editor that appends a line; its arguments are in editor.log.
write_editor() {
    # shellcheck disable=SC2016 # for the script to expand
    printf '%s\n' '#!/bin/sh' 'printf "%s\n" "$@" >../editor.log' 'for last; do :; done' 'echo "-- edited" >>"$last"' >../editor
    chmod +x ../editor
}

# bats test_tags=sanitize
@test "edit: the file in the editor, checked, and in dunlin.sum; nothing that is applied" {
    plain_project
    write_editor
    quietly dunlin check --update --files
    export EDITOR="$TEST_DIR/editor --wait 'two words'"
    run_dunlin edit 2
    assert_status 0
    assert_stdout "edited migrations/002_b.sql"
    assert_equal "$(cat ../editor.log)" "--wait
two words
$PWD/migrations/002_b.sql"
    run_dunlin check --files
    assert_status 0
    # A choice among databases of which none is opened.
    nothing_written 2 "--tenant chooses databases, and with --files none is opened" check --files --tenant x
    nothing_written 2 "--public chooses databases, and with --no-databases none is opened" check --no-databases --public
    quietly dunlin upgrade
    rm ../editor.log
    nothing_written 1 '"002_b" is applied in public' edit 2
    assert_stderr '`dunlin revision`'
    [ ! -e ../editor.log ]
    run_dunlin edit 2 --force
    assert_status 0
    assert_stderr 'warning: "002_b" is applied in public'
    [ -e ../editor.log ]
    # Half an hour later the database is not there: that is said, and no reason to refuse.
    mv app.db away && mkdir app.db
    run_dunlin edit 3
    assert_status 0
    assert_stderr 'cannot tell whether "003_c" is applied'
    rmdir app.db && mv away app.db
    VISUAL='"' nothing_written 2 'the editor """' edit 3 --force
    VISUAL=/nowhere/vi nothing_written 1 'the editor "/nowhere/vi"' edit 3 --force
    VISUAL=false nothing_written 1 'the editor "false"' edit 3 --force
    nothing_written 2 'revision "9" does not exist' edit 9
    # What the editor leaves must load.
    printf '#!/bin/sh\necho "-- dunlin:nonsense" >"$1"\n' >../editor
    EDITOR=$TEST_DIR/editor run_dunlin edit 3 --force
    assert_status 2
    assert_stderr 'migrations/003_c.sql:1:11: unknown directive "nonsense"'
    # revision --edit: the same on a new file.
    write_editor
    quietly dunlin check --update || true
    git -C "$TEST_DIR" --version >/dev/null
    write_migration 003_c.sql <<<$'-- dunlin:up\nSELECT 1;\n-- dunlin:down\nSELECT 1;'
    quietly dunlin check --update
    run_dunlin revision -m "new one" --edit
    assert_status 0
    assert_equal "$(tail -n 1 migrations/004_new_one.sql)" "-- edited"
}

# ---- no room, no permission

@test "no room and no permission: nothing is left of what could not be written" {
    [ "$(id -u)" -eq 0 ] || skip "only root can mount a small disk"
    plain_project
    mv migrations whole
    mkdir migrations
    mount -t tmpfs -o size=64k,mode=755 tmpfs migrations 2>mount.err || skip "cannot mount here: $(<mount.err)"
    rm mount.err
    MOUNTED=$PWD/migrations
    cp whole/* migrations/
    cp whole/003_c.sql migrations/003_d.sql
    rm -r whole
    quietly dunlin check --update --files || true
    head -c 1m /dev/zero >migrations/ballast 2>/dev/null || true
    nothing_written 2 'cannot write "migrations/004_x.sql": No space left on device' revision -m x --head 003_c
    nothing_written 2 'No space left on device' rebase 003_d
    echo "-- more" >>migrations/001_a.sql 2>/dev/null || true
    nothing_written 2 'cannot write "migrations/dunlin.sum": No space left on device' check --update --files
    rm migrations/ballast
    quietly dunlin check --update --files || true
    mount -o remount,ro migrations
    for words in "revision -m x --head 003_c" "merge" "rebase 003_d" "check --update --files"; do
        # shellcheck disable=SC2086
        nothing_written 2 'cannot write to "migrations": Read-only file system' $words
    done
}
