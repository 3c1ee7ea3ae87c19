#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# hooks.bats: SQL and programs before and after a run, a database, a migration, and on failure: when they run, with what, what a
# failing one stops, and that none can hold a run up.

# shellcheck disable=SC2016 # the dollars are dunlin's and the hooks' own

load ../lib/common
load ../lib/projects

# program NAME: from stdin, a script that may be executed.
program() {
    { echo '#!/bin/sh'; cat; } | write_file "$1"
    chmod +x "$1"
}

# A line of log for each program: "event tenant revision".
logging_program() {
    program hooks/log <<<'echo "$DUNLIN_EVENT $DUNLIN_SCOPE${DUNLIN_TENANT:+:$DUNLIN_TENANT} $DUNLIN_REVISION" >>log'
}

# sqlite_hooks YAML: one SQLite database, 001_t and 002_u pending, these hooks.
sqlite_hooks() {
    setup_project "${2:-project}"
    write_migration 001_t.sql <<<$'-- dunlin:up\nCREATE TABLE t (a text);\n-- dunlin:down\nDROP TABLE t;'
    write_migration 002_u.sql <<<$'-- dunlin:up\nCREATE TABLE u (a text);\n-- dunlin:down\nDROP TABLE u;'
    write_config <<YAML
system: {url: "sqlite:///app.db"}
hooks:
$1
YAML
}

# bats test_tags=sanitize
@test "hooks: each runs at its moment, with the facts of it, for the scope that it names, and not when there is nothing to do" {
    schema_project
    make_schemas "$URL" tenant_acme tenant_corp
    logging_program
    cat >>dunlin.yaml <<'YAML'
run: {parallel: 1}
hooks:
  before_run: [hooks/log]
  before_database: [hooks/log]
  before_migration: [hooks/log]
  after_migration:
    - {command: [hooks/log], scope: tenant}
    - {sql: "CREATE TABLE ${dunlin_revision:identifier} (a varchar(9))", scope: tenant}
  after_database: [{command: [hooks/log], scope: public}]
  after_run:
    - hooks/log
    - sql: |
        INSERT INTO tenants
        VALUES (${dunlin_direction:literal}, ${dunlin_command:literal} || ' ' || ${dunlin_run_id:literal});
  on_failure: [hooks/log]
YAML
    run_dunlin upgrade --json
    assert_status 0
    assert_equal "$(cat log)" 'before_run  
before_database public 
before_migration public 001_registry
after_database public 
before_database tenant:acme 
before_migration tenant:acme 002_users
after_migration tenant:acme 002_users
before_migration tenant:acme 003_posts
after_migration tenant:acme 003_posts
before_database tenant:corp 
before_migration tenant:corp 002_users
after_migration tenant:corp 002_users
before_migration tenant:corp 003_posts
after_migration tenant:corp 003_posts
after_run  '
    assert_equal "$(tables_of "$URL" tenant_acme)" "002_users 003_posts posts users"
    assert_equal "$(psql_do "$URL" "SELECT slug, name FROM tenants")" "up|upgrade $(jq -r .run_id <<<"$output")"
    : >log
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(cat log)" ""
}

# bats test_tags=sanitize
@test "hooks: a program before stops the thing before anything was done; SQL beside a migration falls with it" {
    program hooks/no <<<'echo not now >&2; exit 3'
    sqlite_hooks '  before_run: [hooks/no]'
    mkdir -p hooks && cp "$TEST_DIR"/hooks/no hooks/
    run_dunlin upgrade
    assert_status 1
    assert_stderr '[before_run] not now'
    assert_stderr 'dunlin.yaml:3:16: hook before_run: "hooks/no" ended with status 3'
    assert_equal "$(file_tables app.db)" ""
    assert_equal "$(audit_of app.db | tail -n 1)" 'upgrade|failed|head'

    sqlite_hooks '  before_database: [{command: [sh, -c, "kill -9 $$"]}]' database
    run_dunlin upgrade
    assert_status 1
    assert_stderr 'hook before_database: "sh" was ended by signal 9'
    assert_equal "$(file_tables app.db)" ""

    sqlite_hooks '  before_migration: [{command: [sh, -c, "test \"$DUNLIN_REVISION\" != 002_u"]}]' migration
    run_dunlin upgrade
    assert_status 1
    assert_stderr 'hook before_migration: "sh" ended with status 1'
    assert_equal "$(file_tables app.db)" t

    # SQL before a database is in a transaction of its own, and a file that has only that is still ours.
    sqlite_hooks $'  before_database:\n    - sql: CREATE TABLE IF NOT EXISTS early (a text)' early
    write_migration 001_t.sql <<<$'-- dunlin:up\nDROP TABLE nobody;'
    run_dunlin upgrade
    assert_status 1
    assert_equal "$(file_tables app.db)" early
    write_migration 001_t.sql <<<$'-- dunlin:up\nDROP TABLE early;'
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(file_tables app.db)" u

    # SQL is in the migration's own transaction.
    sqlite_hooks $'  after_migration:\n    - sql: INSERT INTO u VALUES (${dunlin_revision:literal})' sql
    run_dunlin upgrade
    assert_status 1
    assert_stderr 'dunlin.yaml:4:12: no such table: u'
    assert_equal "$(file_tables app.db)" ""
    sqlite_hooks $'  before_migration:\n    - file: hooks/before.sql' file
    write_file hooks/before.sql <<<$'-- two statements\nCREATE TABLE IF NOT EXISTS seen (a text);\nINSERT INTO seen VALUES (${dunlin_revision:literal});'
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(sqlite_do app.db "SELECT group_concat(a, ' ') FROM seen")" "001_t 002_u"
    run_dunlin downgrade -1
    assert_status 0
    assert_equal "$(sqlite_do app.db "SELECT group_concat(a, ' ') FROM seen")" "001_t 002_u 002_u"
}

@test "hooks: one that fails behind is a failure, and what was committed stays" {
    sqlite_hooks '  after_migration: [{command: ["false"]}]'
    run_dunlin upgrade
    assert_status 1
    assert_stderr 'hook after_migration: "false" ended with status 1; the migration itself is committed'
    assert_equal "$(file_ledger app.db)" 001_t
    sqlite_hooks '  after_database: [{command: ["false"]}]' database
    run_dunlin upgrade
    assert_status 1
    assert_stderr '"false" ended with status 1; the migrations of this database are committed'
    assert_equal "$(file_ledger app.db)" "001_t 002_u"
    sqlite_hooks '  after_run: [{command: ["false"]}]' run
    run_dunlin upgrade
    assert_status 1
    assert_stderr '"false" ended with status 1; what the run did is committed'
    assert_equal "$(file_ledger app.db)" "001_t 002_u"
    assert_equal "$(audit_of app.db | tail -n 1)" 'upgrade|failed|head'
    run_dunlin upgrade
    assert_status 0
}

@test "hooks: on_failure is told of each database that failed, and its own failure changes nothing of that" {
    file_project
    make_file data/org_acme/tenant.db "CREATE TABLE x (a)"
    make_file data/org_corp/tenant.db
    cat >>dunlin.yaml <<'YAML'
hooks:
  on_failure:
    - command: [sh, -c, 'echo "$DUNLIN_TENANT|$DUNLIN_REVISION|$DUNLIN_ERROR" >>log']
    - sql: INSERT INTO tenants VALUES (${dunlin_tenant:literal}, ${dunlin_error:literal}, 'down')
  after_run: [{command: [sh, -c, "echo after >>log"]}]
YAML
    sqlite_do data/org_acme/tenant.db "DROP TABLE x"
    write_migration 004_once.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nINSERT INTO posts VALUES (1, 99), (1, 99);'
    run_dunlin upgrade
    assert_status 4
    assert_equal "$(cut -d'|' -f1,2 log)" $'acme|004_once\ncorp|004_once'
    grep -q 'migrations/004_once.sql:3:1: UNIQUE constraint failed' log
    assert_equal "$(sqlite_do data/system.db "SELECT group_concat(slug, ' ') FROM tenants WHERE plan = 'down'")" "acme corp"

    sed -i '/on_failure/,$d' dunlin.yaml
    echo '  on_failure: [{command: ["false"]}]' >>dunlin.yaml
    run_dunlin upgrade
    assert_status 4
    assert_stderr 'UNIQUE constraint failed'
    assert_stderr 'warning: dunlin.yaml:4:17: hook on_failure: "false" ended with status 1; no further failure is told'
}

@test "hooks: a program that hangs is ended with all that it started, one that floods or prints garbage is taken in" {
    sqlite_hooks $'  before_run:\n    - {command: [sh, -c, "echo $$ >pid; sleep 600 & echo $! >child; wait"], timeout: 200ms}'
    run_dunlin upgrade
    assert_status 5
    assert_stderr 'hook before_run: "sh" took longer than 200ms and was ended'
    ! kill -0 "$(cat pid)" 2>/dev/null
    wait_until '! kill -0 "$(cat child)" 2>/dev/null'
    assert_equal "$(file_tables app.db)" ""

    # Deaf to the polite signal.
    sqlite_hooks $'  before_run:\n    - {command: [sh, -c, "trap \\"\\" TERM; while :; do sleep 0.1; done"], timeout: 100ms}' deaf
    run_dunlin upgrade
    assert_status 5

    sqlite_hooks $'  before_run:\n    - {command: [sh, -c, "head -c 100000000 /dev/zero | tr \\"\\\\\\\\0\\" x; printf \\"\\\\\\\\377\\\\\\\\033[2Jend\\\\\\\\n\\" >&2"]}' flood
    run_split sh -c 'ulimit -v 2000000; exec "$0" upgrade' "$DUNLIN"
    assert_status 0
    assert_stderr 'more bytes of output are left out)'
    [ "${#stderr}" -lt 200000 ]

    # Nothing to read, and nothing of ours is left open.
    sqlite_hooks $'  before_run:\n    - {command: [sh, -c, "cat; ls /proc/self/fd | wc -l; printf \\"\\\\\\\\377\\\\\\\\033[2Jend\\""]}' garbage
    run_dunlin upgrade
    assert_status 0
    assert_stderr '[before_run] 4'
    assert_stderr_matches '^\[before_run\] .*\[2Jend'
    [[ $stderr != *$'\033'* ]]
    run_dunlin downgrade base --events
    assert_status 0
    while IFS= read -r line; do json_valid "$ROOT/tests/schemas/event.json" "$line"; done <<<"$output"
    assert_json '[.[] | select(.event == "hook_output")] | length == 2 and .[0].hook == "before_run" and .[0].message == "4"' -s
}

@test "hooks: a signal ends the program under way, and nothing is run behind it" {
    sqlite_hooks $'  before_database:\n    - {command: [sh, -c, "echo $$ >pid; exec sleep 600"], timeout: 10min}'
    "$DUNLIN" upgrade 2>err &
    local dunlin=$!
    wait_until '[ -s pid ]'
    kill -TERM $dunlin
    local code=0
    wait $dunlin || code=$?
    assert_equal "$code" 143
    ! kill -0 "$(cat pid)" 2>/dev/null
    assert_equal "$(file_tables app.db)" ""
}

# bats test_tags=sanitize
@test "hooks: of a migration without a transaction they run once, also when it was cut off" {
    URL=$(new_database)
    setup_project
    write_migration 001_t.sql <<'SQL'
-- dunlin:transaction off
-- dunlin:up
CREATE TABLE t (a integer);
CREATE INDEX CONCURRENTLY t_a ON t (a);
SELECT 1 / 0;
SQL
    write_config <<YAML
system: {url: "$URL"}
hooks:
  before_migration:
    - sql: CREATE TABLE before_it (a integer); SET search_path = pg_catalog; SET ROLE pg_read_all_data
  after_migration:
    - sql: CREATE TABLE after_it AS TABLE t
YAML
    run_dunlin upgrade
    assert_status 1
    assert_equal "$(tables_of "$URL" public)" "before_it t"
    sed -i 's|SELECT 1 / 0|SELECT 1 / 1|' migrations/001_t.sql
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(tables_of "$URL" public)" "after_it before_it t"
    assert_equal "$(ledger_of "$URL" public)" 001_t
}

@test "hooks: with a tenant that is made they belong to the same whole" {
    schema_project
    run_dunlin upgrade --public
    assert_status 0
    logging_program
    cat >>dunlin.yaml <<'YAML'
hooks:
  before_run: [hooks/log]
  before_database:
    - hooks/log
    - sql: CREATE TABLE before_all (a integer)
  after_migration: [hooks/log]
  after_database:
    - hooks/log
    - sql: INSERT INTO before_all SELECT count(*) FROM posts
  after_run: [hooks/log]
  on_failure: [hooks/log]
YAML
    run_dunlin tenant create acme
    assert_status 0
    assert_equal "$(cut -d' ' -f1 log)" $'before_run\nbefore_database\nafter_migration\nafter_migration\nafter_database\nafter_run'
    assert_equal "$(psql_do "$URL" "SELECT * FROM tenant_acme.before_all")" 0
    sed -i 's|FROM posts|FROM nobody|' dunlin.yaml
    run_dunlin tenant create corp
    assert_status 1
    assert_stderr 'relation "nobody" does not exist'
    assert_equal "$(psql_do "$URL" "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'tenant_c%'")" 0
    assert_equal "$(tail -n 1 log)" 'on_failure tenant:corp '
}

@test "hooks: what is wrong in the configuration is told with its line, and nothing runs" {
    sqlite_hooks '  before_run: []'
    program hooks/log <<<'echo never >log'
    write_file hooks/plain <<<'no program'
    write_file hooks/bad.sql <<<$'SELECT 1;\nSELECT \'x'
    write_file hooks/own.sql <<<$'SELECT 1;\nCOMMIT;'
    while IFS='|' read -r yaml message; do
        write_config <<<$'system: {url: "sqlite:///app.db"}\nhooks:\n  '"$yaml"
        run_dunlin upgrade
        [ "$status" -eq 2 ] || [ "$status" -eq 1 ] || assert_status 2
        assert_stderr "$message"
        [ ! -e app.db ] || assert_equal "$(file_tables app.db)" ""
        [ ! -e log ]
    done <<'ROWS'
before_migratin: [hooks/log]|dunlin.yaml:3:3: there is no hook "before_migratin": did you mean "before_migration"?
whenever: [hooks/log]|there is no hook "whenever": there are before_run, after_run, before_database
before_run: hooks/log|dunlin.yaml:3:3: "before_run" must be a list of hooks
before_run: [hooks/nobody]|dunlin.yaml:3:16: there is no program "hooks/nobody"
before_run: [hooks/plain]|dunlin.yaml:3:16: the program "hooks/plain" may not be executed
before_run: [hooks/log now]|no shell reads this line
before_run: [{command: []}]|"command" is empty
before_run: [{command: hooks/log}]|"command" must be a list
before_run: [{command: [[a]]}]|each entry of "command" must be a single word
before_run: [{comand: [hooks/log]}]|unknown key "comand" of a hook (did you mean "command"?)
before_run: [{command: [hooks/log], sql: SELECT 1}]|a hook is one of "command", "sql" and "file", and here are several
before_run: [{timeout: 1s}]|and here is none
before_run: [{command: [hooks/log], timeout: soon}]|dunlin.yaml:3:39: timeout:
before_run: [{sql: SELECT 1, timeout: 1s}]|"timeout" is for programs
before_run: [{command: [hooks/log], scope: public}]|"before_run" is of the run as a whole: it has no "scope"
before_migration: [{command: [hooks/log], scope: all}]|"scope" is "public", "tenant" or "both"
before_migration: [{sql: SELECT 1, scope: tenant}]|the SQL of "before_migration" is for a database that the project does not have
before_run: [{file: hooks/nobody.sql}]|dunlin.yaml:3:17: hooks/nobody.sql: cannot be read: No such file or directory
before_run: [{file: hooks/bad.sql}]|hooks/bad.sql:2:8: unterminated quoted string
before_run: [{file: hooks/own.sql}]|hooks/own.sql:2:1: the transaction that this runs in is dunlin's
before_run: [{sql: "SELECT ${dunlin_tennant:literal}"}]|dunlin.yaml:3:30: unknown variable "dunlin_tennant": did you mean "dunlin_tenant"?
before_run: [{sql: VACUUM}]|this statement refuses
before_run: [{command: [no-such-program-anywhere]}]|hook before_run: "no-such-program-anywhere" cannot be started
ROWS
}
