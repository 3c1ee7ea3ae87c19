#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# variables.bats: ${name} in migrations: where values come from, how they are written, what is left alone, and that errors still
# point into the file.

# shellcheck disable=SC2016 # the dollars are dunlin's

load ../lib/common
load ../lib/projects

# variables_project [YAML]: a SQLite database and these variables.
variables_project() {
    setup_project "${2:-project}"
    write_config <<YAML
system: {url: "sqlite:///app.db"}
variables:
$1
YAML
}
value() { sqlite_do app.db "SELECT a FROM t"; }
up() { write_migration "$1" <<<$'-- dunlin:up\n'"$2"; }

@test "variables: a flag wins over the environment, that over the configuration, and an environment's section over the rest" {
    variables_project $'  plain: config\n  named: {default: config, env: MY_NAME}\n  long: {default: "${HOME_OF:-nowhere}"}'
    cat >>dunlin.yaml <<'YAML'
environments:
  staging: {variables: {plain: staging}}
YAML
    up 001_t.sql "CREATE TABLE t AS SELECT '\${plain} \${named} \${long}' AS a;"
    run_row() {
        rm -f app.db
        run_split env "${@:2}"
        assert_status 0
        assert_equal "$(value)" "$1"
    }
    run_row 'config config nowhere' "$DUNLIN" upgrade
    run_row 'env my home' DUNLIN_VAR_PLAIN=env MY_NAME=my HOME_OF=home "$DUNLIN" upgrade
    run_row 'flag own nowhere' DUNLIN_VAR_PLAIN=env DUNLIN_VAR_NAMED=own MY_NAME=my "$DUNLIN" upgrade --set plain=flag
    run_row 'two b=c nowhere' "$DUNLIN" upgrade --set plain=one -s plain=two --set named=b=c
    run_row 'staging config nowhere' "$DUNLIN" upgrade --env staging
    run_row 'config config nowhere' DUNLIN_VAR_PLAIN= "$DUNLIN" upgrade
    run_row ' config nowhere' "$DUNLIN" upgrade --set plain=
}

# bats test_tags=sanitize
@test "variables: quoted as a literal or an identifier no value leaves its place, on both engines" {
    local engine nasty='"; DROP TABLE keep; --'\''\$$x'
    for engine in postgres sqlite; do
        setup_project $engine
        case $engine in
        postgres) URL=$(new_database) ;;
        sqlite) URL=sqlite:///app.db ;;
        esac
        write_config <<YAML
system: {url: "$URL"}
variables: {name: , text: }
YAML
        write_migration 001_t.sql <<'SQL'
-- dunlin:assert before = 0: SELECT count(*) FROM (SELECT 1 AS a) AS x WHERE ${text:literal} = 'no'
-- dunlin:up
CREATE TABLE keep (a integer);
CREATE TABLE ${name:identifier} (a varchar(80)); -- ${unknown} in a comment
INSERT INTO ${name:identifier} VALUES (${text:literal});
-- dunlin:down
DROP TABLE ${name:identifier};
DROP TABLE keep;
SQL
        run_dunlin upgrade --set "name=$nasty" --set "text=$nasty"
        assert_status 0
        case $engine in
        postgres)
            assert_equal "$(psql_do "$URL" "SELECT a FROM \"${nasty//\"/\"\"}\"")" "$nasty"
            assert_equal "$(psql_do "$URL" "SELECT count(*) FROM keep")" 0
            ;;
        sqlite)
            assert_equal "$(sqlite_do app.db "SELECT a FROM \"${nasty//\"/\"\"}\"")" "$nasty"
            assert_equal "$(sqlite_do app.db "SELECT count(*) FROM keep")" 0
            ;;
        esac
        # The value is no part of the checksum: with another one it is the same migration.
        run_dunlin upgrade --set name=other --set text=x
        assert_status 0
        run_dunlin downgrade base --set "name=$nasty" --set text=x --allow-data-loss "\"${nasty//\"/\"\"}\""
        assert_status 0
    done
}

@test "variables: without any declared, and in files that say so, \${ is plain text" {
    setup_project
    write_config <<<'system: {url: "sqlite:///app.db"}'
    up 001_t.sql "CREATE TABLE t AS SELECT '\${name} \$\${x} \${' AS a;"
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(value)" '${name} $${x} ${'
    run_dunlin upgrade --set name=x
    assert_status 2
    assert_stderr '--set: unknown variable "name": the configuration declares none'

    # Declaring some later: the applied file stays as it is, with one line in its header.
    echo 'variables: {name: x}' >>dunlin.yaml
    run_dunlin upgrade
    assert_status 2
    assert_stderr 'migrations/001_t.sql:2:41: "${" is not closed on its line'
    { echo '-- dunlin:variables off'; cat migrations/001_t.sql; } >new.sql
    mv new.sql migrations/001_t.sql
    up 002_u.sql "CREATE TABLE u AS SELECT '\${name} \$\${name}' AS a;"
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(sqlite_do app.db "SELECT a FROM u")" 'x ${name}'
    # Archify's files never are anything but what they say.
    write_migration 003_v.py <<'PY'
# MIGRATION_SCOPE: public
# MIGRATION_VERSION: 003_v
UPGRADE_SQL = "CREATE TABLE v AS SELECT '${name} ${nobody}' AS a"


def upgrade():
    return UPGRADE_SQL


def downgrade():
    return "DROP TABLE v"
PY
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(sqlite_do app.db "SELECT a FROM v")" '${name} ${nobody}'
}

# bats test_tags=sanitize
@test "variables: errors point into the file, behind values of any length, and show its words, not the values" {
    URL=$(new_database)
    setup_project
    write_config <<YAML
system: {url: "$URL"}
variables: {columns: "a integer,\n b integer,\n c integer", word: "", number: 1}
YAML
    write_migration 001_t.sql <<'SQL'
-- dunlin:up
CREATE TABLE t (${columns});
SELECT ${number}, 'é', ${word:literal}, nobody FROM t;
SQL
    run_dunlin upgrade --set word=a-long-value-that-moves-everything
    assert_status 1
    assert_stderr 'migrations/001_t.sql:3:41: column "nobody" does not exist'
    assert_stderr "SELECT \${number}, 'é', \${word:literal}, nobody FROM t"
    refute_stderr a-long-value
    # A secret of the environment, which the server repeats.
    write_migration 001_t.sql <<<$'-- dunlin:up\nSELECT ${word:literal}::integer;'
    run_split env DUNLIN_VAR_WORD=s3cr3t-word "$DUNLIN" upgrade
    assert_status 1
    assert_stderr 'migrations/001_t.sql:2:8: invalid input syntax for type integer: "***"'
    refute_stderr s3cr3t
    assert_equal "$(psql_do "$URL" "SELECT count(*) FROM dunlin.audit_log WHERE detail LIKE '%s3cr3t%'")" 0
    # A syntax error is found without a transaction being opened, and points the same way.
    write_migration 001_t.sql <<<$'-- dunlin:up\nSELECT ${columns} FROM FROM t;'
    run_dunlin upgrade
    assert_status 2
    assert_stderr 'migrations/001_t.sql:2:'
}

@test "variables: what has no value stops whatever would run it, and nobody who only looks" {
    variables_project $'  later:\n  owner: {env: THE_OWNER}'
    up 001_t.sql "CREATE TABLE t AS SELECT 1 AS a;"
    up 002_u.sql "CREATE TABLE u AS SELECT '\${owner}' AS a;"
    for verb in status history current "show 002"; do
        # shellcheck disable=SC2086 # two words
        run_dunlin $verb
        assert_status 0
    done
    run_dunlin upgrade
    assert_status 2
    assert_stderr 'migrations/002_u.sql:2:27: the variable "owner" has no value: give it one with --set owner=VALUE, DUNLIN_VAR_OWNER or THE_OWNER, or a default in dunlin.yaml:4:3'
    [ ! -e app.db ] || assert_equal "$(file_tables app.db)" ""
    run_dunlin upgrade 001
    assert_status 0
    run_split env THE_OWNER=me "$DUNLIN" upgrade
    assert_status 0
    # What is applied needs it no more.
    run_dunlin upgrade
    assert_status 0

    variables_project $'  token: {required: true}' required
    up 001_t.sql "CREATE TABLE t AS SELECT 1 AS a;"
    run_dunlin status
    assert_status 0
    run_dunlin upgrade
    assert_status 2
    assert_stderr 'dunlin.yaml:3:3: the variable "token" is required and has no value'
    run_dunlin upgrade --set token=x
    assert_status 0
}

@test "variables: what is wrong is told with its place, and nothing runs" {
    variables_project '  role: app'
    while IFS='|' read -r sql message; do
        up 001_t.sql "$sql"
        run_dunlin upgrade
        assert_status 2
        assert_stderr "migrations/001_t.sql:2:"
        assert_stderr "$message"
        [ ! -e app.db ] || assert_equal "$(file_tables app.db)" ""
    done <<'ROWS'
CREATE TABLE ${rolle} (a integer);|2:14: unknown variable "rolle": did you mean "role"?
CREATE TABLE ${unlike_any} (a integer);|declare it under "variables"
CREATE TABLE ${role:ident} (a integer);|unknown form "ident"
CREATE TABLE ${role (a integer);|is not closed
CREATE TABLE ${} (a integer);|names no variable
CREATE TABLE "${role:identifier}" (a integer);|stands in quotes
CREATE TABLE x${role:identifier} (a integer);|must stand by itself
ROWS
    up 001_t.sql 'SELECT 1;'
    while IFS='|' read -r yaml message; do
        write_config <<<$'system: {url: "sqlite:///app.db"}\nvariables: '"$yaml"
        run_dunlin upgrade
        assert_status 2
        assert_stderr 'dunlin.yaml:2:'
        assert_stderr "$message"
    done <<'ROWS'
[a]|"variables" must be a section
{a-b: x}|"a-b" is no name of a variable
{dunlin_x: x}|names that begin with "dunlin_"
{a: [x]}|the variable "a" must be a single value
{a: {defualt: x}}|unknown key "defualt" of a variable: there are default, env and required (did you mean "default"?)
{a: {required: perhaps}}|"required" is neither true nor false
{a: {required: true, default: x}}|its default would never count
{a: x, A: y}|differs from another one only by the case
{a: "${NOT_SET_ANYWHERE}"}|the environment variable "NOT_SET_ANYWHERE" is not set
ROWS
    variables_project '  role: app' flags
    run_dunlin upgrade --set rol=x
    assert_status 2
    assert_stderr '--set: unknown variable "rol" (did you mean "role"?)'
    run_dunlin upgrade --set s3cr3t
    assert_status 2
    assert_stderr '--set must be written name=value'
    refute_stderr s3cr3t
}
