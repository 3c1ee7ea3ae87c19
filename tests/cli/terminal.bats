#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# terminal.bats: what a person sees: the bar, the lines, the tables and their widths on a real (pseudo) terminal, and
# that no name and no message from a database can command it.
# shellcheck disable=SC2154 # output, stderr and status are set by run

load ../lib/common
load ../lib/projects

TERMINAL=$ROOT/tests/lib/terminal
ESCAPE=$'\033'

setup() {
    common_setup
    export TERM=xterm-256color
}

teardown() {
    [ -z "${HOLDER-}" ] || kill "$HOLDER" 2>/dev/null || true
    [ -z "${RUNNER-}" ] || kill "$RUNNER" 2>/dev/null || true
    common_teardown
}

# on_terminal COLUMNS ARGUMENTS...: runs the program there; $output is the screen afterwards.
on_terminal() {
    local columns=$1 code=0
    shift
    "$TERMINAL" run "$columns" screen "$DUNLIN" "$@" || code=$?
    run "$TERMINAL" show "$columns" screen
    [ "$status" -eq 0 ] || { show_run "no plain screen"; return 1; }
    status=$code
}

# start_on_terminal COLUMNS ARGUMENTS...: the same, not waited for.
start_on_terminal() {
    local columns=$1
    shift
    "$TERMINAL" run "$columns" screen "$DUNLIN" "$@" 3>&- &
    RUNNER=$!
}

# wait_for_end COLUMNS: of the program started last.
wait_for_end() {
    local code=0
    wait "$RUNNER" || code=$?
    RUNNER=
    run "$TERMINAL" show "$1" screen
    [ "$status" -eq 0 ] || { show_run "no plain screen"; return 1; }
    status=$code
}

drawn() { "$TERMINAL" drawn "$1" screen; }

# last_drawn COLUMNS PATTERN: whether the bar as it stands matches.
last_drawn() { drawn "$1" 2>/dev/null | tail -n 1 | grep -qE -- "$2"; }

# assert_width COLUMNS: no line of $output is wider; characters of two columns count as two.
assert_width() {
    local widest
    widest=$(wc -L <<<"$output")
    [ "$widest" -le "$1" ] || { show_run "a line of $widest columns on a screen of $1"; return 1; }
}

# hold FILE STATEMENT...: another program has the SQLite file open, after these statements, until release.
hold() {
    mkfifo gate
    sqlite3 -batch "$1" <gate 3>&- &
    HOLDER=$!
    exec 7>gate
    printf '%s\n' "${@:2}" ".shell touch held" >&7
    wait_until '[ -e held ]'
}

release() {
    printf '%s\n' "ROLLBACK;" ".quit" >&7
    exec 7>&-
    wait "$HOLDER" || true
    HOLDER=
}

# tenant_files NAME...: empty files for these tenants of a file_project, with patience for one that is in use.
tenant_files() {
    local name
    for name in "$@"; do
        make_file "data/org_$name/tenant.db"
    done
    echo 'run: {lock_timeout: 60s}' >>dunlin.yaml
}

# A run of ten tenants, of which "broken" has failed and "held" waits; the rest is done.
start_held_run() {
    file_project
    tenant_files a b c d e f g h held
    make_file data/org_broken/tenant.db "CREATE TABLE stranger (a)"
    hold data/org_held/tenant.db "BEGIN IMMEDIATE;"
    start_on_terminal "$@"
}

# One tenant, at 003_posts; 004_tags is pending. Its audit log is in another file, so that a reader of the tenant's
# stops nothing but the commit of a migration.
one_tenant() {
    file_project
    tenant_files a
    run_dunlin upgrade
    assert_status 0
    write_migration 004_tags.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
CREATE TABLE tags (id integer);
SQL
    hold data/org_a/tenant.db "BEGIN;" "SELECT count(*) FROM users;"
}

# ---- the bar

bar_fits() {
    start_held_run "$1" upgrade
    wait_until "last_drawn $1 '$2'"
    release
    wait_for_end "$1"
    assert_status 4
    assert_width "$1"
    # Every state of the bar, and one column to spare: some terminals wrap when the last one is written.
    output=$(drawn "$1") assert_width $(($1 - 1))
    # It is gone in the end; what it led to is told.
    refute_stdout "━"
    refute_stdout " s left"
    assert_stdout "public upgraded to 001_registry: 1"
    assert_stdout "9 tenants upgraded, 1 failed"
}

@test "bar: count, rate, time left and failures; on 80 columns" {
    bar_fits 80 '^Upgrading  ━{10,}─+  10/11  [0-9.]+/s  [0-9]+ s left  1 failed$'
}

@test "bar: on 40 columns figures come before the bar" {
    bar_fits 40 '^10/11  [0-9.]+/s  [0-9]+ s left  1 failed$'
}

@test "bar: on 120 columns it is no longer than one can see at a glance" {
    bar_fits 120 '^Upgrading  ━{45}─{5}  10/11  [0-9.]+/s  [0-9]+ s left  1 failed$'
}

@test "bar: follows a terminal that is made narrower" {
    start_held_run 120 upgrade
    wait_until "last_drawn 120 ' 1 failed'"
    stty -F "$(<screen.tty)" columns 50
    wait_until "last_drawn 120 '^Upgrading  ━+─  10/11 .{10,20}  1 failed$' || last_drawn 120 '^10/11 .* 1 failed$'"
    output=$(drawn 120 | tail -n 1) assert_width 49
    release
    wait_for_end 120
    assert_status 4
}

@test "bar: a failure is seen while the others go on, in one line" {
    start_held_run 80 upgrade
    wait_until "last_drawn 80 ' 1 failed'"
    run "$TERMINAL" show 80 screen
    assert_stdout_matches '^tenant broken  failed: data/org_broken/tenant.db: it holds tables but neith.*…$'
    assert_width 80
    release
    wait_for_end 80
}

@test "bar: a single database shows what is under way, and since when" {
    one_tenant
    start_on_terminal 80 upgrade --tenant a
    wait_until "last_drawn 80 '^Upgrading  004_tags  [0-9] s$'"
    release
    wait_for_end 80
    assert_status 0
    assert_equal "$(sed 's/ in .*//' <<<"$output")" "tenant a upgraded to 004_tags: 1 migration"
}

@test "bar: is not drawn more than 20 times a second, however many steps there are" {
    file_project
    for i in {1..150}; do
        make_file "data/org_$i/tenant.db"
    done
    local start=${EPOCHREALTIME/./}
    on_terminal 80 upgrade
    local took_ms=$(((${EPOCHREALTIME/./} - start) / 1000))
    assert_status 0
    # 301 steps; the first drawing and the last may stand alone.
    [ "$(drawn 80 | wc -l)" -le $((took_ms / 50 + 2)) ]
    [ "$(drawn 80 | wc -l)" -ge 1 ]
    assert_equal "$(ls data | wc -l)" 151
}

@test "bar: goes to standard error alone; a result in a file is the plain one" {
    file_project
    tenant_files a b
    "$TERMINAL" run 80 screen sh -c "'$DUNLIN' upgrade >result"
    run "$TERMINAL" show 80 screen
    assert_equal "$output" ""
    assert_equal "$(sed 's/ in .*/ in TIME/' result)" "public upgraded to 001_registry: 1 migration
2 tenants upgraded
5 migrations in TIME"
}

# ---- without one

@test "elsewhere: a line a finished step, no escapes, no carriage return" {
    file_project
    tenant_files a b
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(sed -E 's/ [0-9]+ ms$/ TIME/' <<<"$stderr" | sort)" "public  001_registry  TIME
tenant a  002_users  TIME
tenant a  003_posts  TIME
tenant b  002_users  TIME
tenant b  003_posts  TIME"
    run_dunlin downgrade base --tenants
    assert_status 0
    assert_stderr_matches '^tenant b  003_posts reverted  [0-9]+ ms$'
    refute_stderr "$ESCAPE"
    refute_stderr $'\r'
}

@test "elsewhere: a terminal that cannot move its cursor, and none at all, are the same" {
    for term in dumb ''; do
        rm -rf project
        file_project
        tenant_files a
        TERM=$term on_terminal 80 upgrade
        assert_status 0
        assert_stdout_matches '^tenant a  003_posts  [0-9]+ ms$'
        assert_equal "$(drawn 80)" ""
        run cat screen
        refute_stdout "$ESCAPE"
        cd ..
    done
}

@test "--quiet: nothing on the terminal but what went wrong" {
    file_project
    tenant_files a b
    on_terminal 80 upgrade --quiet
    assert_status 0
    assert_equal "$(<screen)" ""
    make_file data/org_c/tenant.db "CREATE TABLE stranger (a)"
    on_terminal 80 upgrade --quiet
    assert_status 4
    assert_equal "$(drawn 80)" ""
    assert_stdout "tenant c (data/org_c/tenant.db)"
    assert_stdout "dunlin: 1 of 4 databases failed"
    refute_stdout "hint:"
}

@test "colours: on a terminal, but for NO_COLOR, --no-color and TERM=dumb; the bar stays" {
    file_project
    tenant_files a b c
    on_terminal 80 status
    grep -q "$ESCAPE\[3[0-9]m" screen
    NO_COLOR=1 on_terminal 80 upgrade
    assert_status 0
    [ "$(drawn 80 | wc -l)" -ge 1 ]
    for plain in 'NO_COLOR=1' 'TERM=dumb' 'NO_COLOR=1 CLICOLOR_FORCE=1'; do
        "$TERMINAL" run 80 screen env $plain "$DUNLIN" status
        run grep -c "$ESCAPE\[[0-9;]*m" screen
        assert_equal "$output" 0
    done
    on_terminal 80 status --no-color
    run grep -c "$ESCAPE" screen
    assert_equal "$output" 0
}

@test "signs: a locale that is not UTF-8 gets plain letters, its bar too" {
    file_project
    tenant_files a b
    LC_ALL=C on_terminal 80 upgrade
    assert_status 0
    drawn 80 | grep -qE '^Upgrading  #*-+  [0-9]/3'
    LC_ALL=C on_terminal 80 status
    assert_stdout '+ 001_registry'
    run grep -cP '[^\x00-\x7f]' screen
    assert_equal "$output" 0
}

# ---- tables

wide_project() {
    file_project
    tenant_files short a_name_that_is_longer_than_most_but_allowed_all_the_same 顧客データベース
    write_migration 004_a_migration_that_has_much_to_say_about_itself_in_its_name.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
CREATE TABLE wide (a integer);
SQL
    make_file data/org_broken/tenant.db "CREATE TABLE stranger (a)"
}

tables_fit() {
    wide_project
    on_terminal "$1" upgrade
    assert_status 4
    for verb in status "tenant list" "status --verbose"; do
        # shellcheck disable=SC2086 # a verb may be two words
        on_terminal "$1" $verb
        # The first line of a table, and each of its tenants in one line.
        assert_stdout_matches '^  TENANT +'
        for tenant in short a_na 顧; do
            assert_equal "$(grep -c "^  $tenant" <<<"$output")" 1
        done
        # The terminal broke nothing: no line of the table goes on in the next.
        assert_equal "$(grep -A 5 '^  TENANT' <<<"$output" | grep -cvE '^(  |$|--)')" 0
        assert_width "$1"
    done
}

@test "tables: fit 40 columns, without the column that can be spared" {
    tables_fit 40
    refute_stdout "PLACE"
    assert_stdout "…"
}

@test "tables: fit 80 columns" {
    tables_fit 80
    assert_stdout "PLACE"
    assert_stdout "…"
}

@test "tables: 240 columns show everything, and so does a pipe" {
    tables_fit 240
    refute_stdout "…"
    run_dunlin status
    assert_stdout_matches '^  a_name_that_is_longer_than_most_but_allowed_all_the_same +data/org_a_name_that_is_longer.*/tenant.db +3 +0 +004_a_migration_that_has_much_to_say_about_itself_in_its_name \(head\)$'
}

@test "status: many tenants are grouped, and sentences break between words" {
    file_project
    for i in {10..39}; do
        make_file "data/org_shop_$i/tenant.db"
    done
    run_dunlin upgrade --quiet
    for i in 40 41; do
        make_file "data/org_shop_$i/tenant.db"
    done
    for i in 50 51 52; do
        make_file "data/org_shop_$i/tenant.db" "CREATE TABLE stranger (a)"
    done
    on_terminal 50 status
    assert_status 0
    assert_equal "$(sed -n '/^Tenants/,$p' <<<"$output")" "Tenants: 35
      30 at 003_posts (head)
       2 with nothing applied, pending 002_users,
         003_posts:
         shop_40, shop_41
       3 with a problem

  ✗ shop_50, shop_51, shop_52
    data/org_shop_50/tenant.db: it holds tables
    but neither a ledger nor a user_version; say
    where it stands with \`dunlin stamp TARGET\`
  hint: \`dunlin upgrade\` applies what is pending"
    # A line stays a line where a program may read it.
    run_dunlin status
    assert_stdout_matches '^    data/org_shop_50/tenant.db: it holds tables .* with `dunlin stamp TARGET`$'
}

# ---- what comes from files and databases

@test "injection: a tenant's name from a query is shown escaped, in a list and in an error" {
    setup_project
    write_config <<'YAML'
system: {url: "sqlite:///system.db"}
tenants:
  files: "data/{tenant}.db"
  query: "SELECT slug FROM shops"
YAML
    write_migration 002_users.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
CREATE TABLE users (id integer);
SQL
    sqlite_do system.db "CREATE TABLE shops (slug text);
        INSERT INTO shops VALUES ('good'), (char(27) || ']0;owned' || char(7)), (char(27) || '[2Jgone'),
            (char(155) || '31mred'), ('back' || char(13) || 'front'), (char(8238) || 'txt.exe');"
    for verb in status "tenant list" current "upgrade --create-missing" "tenant show"; do
        [ "$verb" != "tenant show" ] || verb="tenant show $ESCAPE[2Jgone"
        # shellcheck disable=SC2086 # words
        on_terminal 80 $verb
    done
    # on_terminal has failed if anything but text and colours had reached the screen.
    run_dunlin status
    refute_stdout "$ESCAPE"
    refute_stderr "$ESCAPE"
    [[ $output$stderr == *'\u001b'* ]]
}

@test "injection: an error that a database sends is shown escaped; SQLite" {
    file_project
    tenant_files a
    write_migration 004_evil.sql <<SQL
-- dunlin:scope tenant
-- dunlin:up
CREATE TRIGGER t BEFORE INSERT ON users BEGIN SELECT RAISE(ABORT, 'no${ESCAPE}[2J${ESCAPE}]0;owned$(printf '\a')'); END;
INSERT INTO users VALUES (1, 'a');
SQL
    on_terminal 80 upgrade
    assert_status 4
    assert_stdout 'no\u001b[2J\u001b]0;owned\u0007'
    run_dunlin upgrade
    assert_status 4
    assert_stderr 'no\u001b[2J\u001b]0;owned\u0007'
    refute_stderr "$ESCAPE"
}

@test "injection: an error that a database sends is shown escaped; PostgreSQL" {
    schema_project
    make_schemas "$URL" tenant_a
    write_migration 004_evil.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
DO $$ BEGIN RAISE EXCEPTION E'no\x1b[2J\nsecond\rline' USING DETAIL = E'\x1b]0;owned\x07'; END $$;
SQL
    on_terminal 80 upgrade
    assert_status 4
    assert_stdout 'no\u001b[2J'
    assert_stdout 'second\rline'
    assert_stdout '\u001b]0;owned\u0007'
}

@test "injection: the statement beside an error is shown escaped" {
    file_project
    tenant_files a
    write_migration 004_evil.sql <<SQL
-- dunlin:scope tenant
-- dunlin:up
INSERT INTO nothing VALUES ('${ESCAPE}[2J');
SQL
    on_terminal 80 upgrade
    assert_status 4
    assert_stdout "INSERT INTO nothing VALUES ('\\u001b[2J')"
}

# ---- nothing is said too early

@test "a step is not told before its commit has returned" {
    one_tenant
    "$DUNLIN" upgrade --tenant a >out 2>err 3>&- &
    RUNNER=$!
    # The migration is written and cannot be committed while somebody reads.
    wait_until '[ -s data/org_a/tenant.db-journal ]'
    run cat out err
    refute_stdout "004_tags"
    refute_stdout "upgraded"
    refute_stdout "applied"
    release
    wait "$RUNNER"
    RUNNER=
    assert_equal "$(sed -E 's/[0-9]+ .?s$/TIME/' err)" "tenant a  004_tags  TIME"
    assert_equal "$(file_ledger data/org_a/tenant.db)" "002_users 003_posts 004_tags"
}

@test "a commit that fails leaves no line behind that says otherwise" {
    schema_project
    make_schemas "$URL" tenant_a
    write_migration 004_late.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
CREATE TABLE late (id integer PRIMARY KEY, other integer REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED);
INSERT INTO late VALUES (1, 1);
SQL
    run_dunlin upgrade
    assert_status 4
    assert_stderr_matches '^tenant a  003_posts  [0-9]+ ms$'
    assert_stderr 'migrations/004_late.sql: insert or update on table "late" violates foreign key'
    run grep -E '^tenant a  004_late|applied' <<<"$stderr"
    assert_equal "$output" ""
    assert_equal "$(ledger_of "$URL" tenant_a)" "002_users 003_posts"
}

# ---- one and many

@test "figures: one is one and many are many" {
    file_project
    tenant_files a
    run_dunlin upgrade --public
    assert_equal "$(sed -E 's/ in .*//' <<<"$output")" "public upgraded to 001_registry: 1 migration"
    run_dunlin upgrade +1 --tenants
    assert_equal "$(sed -E 's/ in .*//' <<<"$output")" "tenant a upgraded to 002_users: 1 migration"
    make_file data/org_b/tenant.db
    make_file data/org_c/tenant.db
    run_dunlin upgrade
    assert_equal "$(sed -E 's/ in .*/ in TIME/' <<<"$output")" "public was already at 001_registry
3 tenants upgraded
5 migrations in TIME"
    run_dunlin upgrade
    assert_equal "$output" "public was already at 001_registry
3 tenants were up to date"
    run_dunlin downgrade -1 --tenant a --tenant b
    run_dunlin upgrade --tenants
    assert_equal "$(sed -E 's/ in .*/ in TIME/' <<<"$output")" "2 tenants upgraded, 1 was up to date
2 migrations in TIME"
}
