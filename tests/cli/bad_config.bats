#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# bad_config.bats: settings that cannot be what their author meant, lists of tenants that cannot be right, and passwords
# that nobody may read. Each mistake is refused with its place and code 2 before anything is changed.

load ../lib/common
load ../lib/projects

SECRET=s3cr3t
SECRET_URL=postgresql://u:$SECRET@127.0.0.1:1/x

setup() {
    common_setup
    setup_project
    write_config <<<'system: {url: "sqlite:///app.db"}'
    write_migration 001_a.sql <<<'CREATE TABLE a (x integer);'
}

# refused MESSAGE [ARGUMENTS...]: upgrade (with the arguments) ends with the message and code 2, the message's
# dunlin.yaml:LINE in JSON too; nothing is made.
refused() {
    local there=(* migrations/*) now
    run_dunlin upgrade --json "${@:2}"
    assert_status 2
    assert_stderr "dunlin: $1"
    assert_stdout '"code": "config"'
    if [[ $1 =~ ^dunlin\.yaml:([0-9]+) ]]; then
        assert_stdout '"file": "dunlin.yaml"'
        assert_stdout "\"line\": ${BASH_REMATCH[1]}"
    fi
    refute_stdout "$SECRET"
    refute_stderr "$SECRET"
    now=(* migrations/*)
    assert_equal "${now[*]}" "${there[*]}"
}

# refused_rows: from stdin, rows of "dunlin.yaml for printf|message".
# shellcheck disable=SC2059 # the escapes are wanted
refused_rows() {
    local contents message
    while IFS='|' read -r contents message; do
        printf -- "$contents" >dunlin.yaml
        refused "$message"
    done
}

# ---- the file

@test "unknown keys: file, line, column and the nearest key" {
    refused_rows <<'ROWS'
sytem: {url: "sqlite:///app.db"}|dunlin.yaml:1:1: unknown key "sytem" (did you mean "system"?)
system:\n  ulr: sqlite:///app.db|dunlin.yaml:2:3: unknown key "system.ulr" (did you mean "url"?)
system: {url: "sqlite:///app.db"}\nrun:\n  # how many\n  paralel: 3|dunlin.yaml:4:3: unknown key "run.paralel" (did you mean "parallel"?)
system: {url: "sqlite:///app.db"}\nxyzzy: 1|dunlin.yaml:2:1: unknown key "xyzzy"
system.url: "sqlite:///app.db"|dunlin.yaml:1:1: unknown key "system.url"
environments:\n  staging:\n    run: {retrie: 1}|dunlin.yaml:3:11: unknown key "run.retrie" (did you mean "retries"?)
environments:\n  staging:\n    environments: {}|dunlin.yaml:3:5: "environments" cannot stand inside an environment
ROWS
}

@test "wrong types and values: file, line, column, what was awaited" {
    refused_rows <<'ROWS'
- a\n- b|dunlin.yaml:1: the file must be a mapping of keys to values
run: 3|dunlin.yaml:1:1: "run" must be a section with keys of its own
run:\n  parallel: [1, 2]|dunlin.yaml:2:3: "parallel" must be a single value
run:\n  parallel: many|dunlin.yaml:2:13: run.parallel: "many" is no whole number from 1 to 256
run: {parallel: 0}|dunlin.yaml:1:17: run.parallel: "0" is no whole number
run: {lock_timeout: soon}|dunlin.yaml:1:21: run.lock_timeout: "soon" is no duration
run: {lock_timeout: -1s}|dunlin.yaml:1:21: run.lock_timeout: "-1s" is no duration
run: {lock_timeout: 60d}|dunlin.yaml:1:21: run.lock_timeout: "60d" is too long
run: {tx_mode: some}|dunlin.yaml:1:16: run.tx_mode: "some" is none of file, all, none
run: {create_missing: perhaps}|dunlin.yaml:1:23: run.create_missing: "perhaps" is neither true nor false
run: {parallel: }|dunlin.yaml:1:7: "parallel" has no value
migrations: ""|dunlin.yaml:1:13: migrations: is empty
tenants: {extension_schemas: {a: b}}|dunlin.yaml:1:11: "extension_schemas" must be a list
system: {url: "oracle://h/x"}|dunlin.yaml:1:15: system.url: "oracle://" is no database that Dunlin can work on
system: {url: ":memory:"}|dunlin.yaml:1:15: system.url: a database in memory would be gone at once
environments: [a]|dunlin.yaml:1:1: "environments" must be a section
system: {url: "sqlite:///app.db"}\ntenants: {files: "t.db"}|dunlin.yaml:2:18: tenants.files: must hold one {tenant} or one *
system: {url: "sqlite:///app.db"}\ntenants: {schemas: "t_*"}|dunlin.yaml:2:20: tenants.schemas: schemas are in the system database, which must be PostgreSQL
system: {url: "sqlite:///app.db"}\ntenants: {files: "*.db", databases: "d_*"}|dunlin.yaml:2:
system: {url: "sqlite:///app.db"}\ntenants: {seed: "SELECT 1"}|dunlin.yaml:2:17: tenants.seed: the project has no tenants
system: none\ntenants: {files: "*.db", query: "SELECT 1"}|dunlin.yaml:2:33: tenants.query: needs a system database
ROWS
}

@test "no YAML: file and line of what cannot be read" {
    refused_rows <<'ROWS'
system: {url: "sqlite:///app.db|dunlin.yaml:1:16: double-quoted scalar without closing quote
system:\n\turl: x|dunlin.yaml:2:
a: b: c|dunlin.yaml:1:
system: {url: "sqlite:///app.db"}\n---\nsystem: {}|dunlin.yaml: holds more than one YAML document
system: "\377"|dunlin.yaml:1: is not valid UTF-8
system: x\n\000|dunlin.yaml:2: holds a NUL byte
ROWS
    printf '\357\273\277system: {url: "sqlite:///app.db"}\r\nrun:\r\n  parallel: 2\r\n' >dunlin.yaml
    run_dunlin upgrade
    assert_status 0
}

@test "variables: one that is not set, one that is not closed, one that has no name" {
    refused_rows <<'ROWS'
run: {parallel: 2}\nsystem: {url: "${NOT_SET_HERE}"}|dunlin.yaml:2:15: system.url: the environment variable "NOT_SET_HERE" is not set
system: {url: "sqlite:///${NOT_CLOSED"}|dunlin.yaml:1:15: system.url: a "${" is not closed
system: {url: "${no name}"}|dunlin.yaml:1:15: system.url: a "${" names no variable
ROWS
    write_config <<<'system: {url: "${NOT_SET_HERE:-sqlite:///app.db}"}'
    run_dunlin upgrade
    assert_status 0
}

@test "environments: an unknown one is refused and names those that there are" {
    write_config <<'YAML'
system: {url: "sqlite:///app.db"}
environments: {staging: {}, production: {}}
YAML
    refused 'dunlin.yaml: there is no environment "prod" (there are: staging, production)' --env prod
    rm dunlin.yaml
    refused 'the environment "prod" is chosen, but there is no dunlin.yaml' --env prod
    DUNLIN_ENV=prod refused 'the environment "prod" is chosen, but there is no dunlin.yaml'
}

@test "no database, no directory, no configuration file" {
    : >dunlin.yaml
    refused 'there is no database: set DATABASE_URL, or write a dunlin.yaml'
    rm dunlin.yaml
    refused 'there is no database: set DATABASE_URL, or write a dunlin.yaml'
    refused 'elsewhere.yaml: cannot be read: No such file or directory' --config elsewhere.yaml
    refused 'there is no directory "' --directory elsewhere
    mkdir dunlin.yaml
    refused 'dunlin.yaml: cannot be read: Is a directory'
}

@test "variables and flags: named as the source of a wrong value" {
    DUNLIN_RUN_PARALLEL=many refused 'run.parallel (DUNLIN_RUN_PARALLEL): "many" is no whole number from 1 to 256'
    refused 'run.lock_timeout (--lock-timeout): "soon" is no duration' --lock-timeout soon
    rm dunlin.yaml
    DATABASE_URL=oracle://h/x refused 'system.url (DATABASE_URL): "oracle://" is no database'
}

# ---- lists of tenants

# query_project: a database with a table of tenants, and schemas of some.
query_project() {
    URL=$(new_database)
    write_config <<YAML
system: {url: "$URL"}
tenants: {schemas: "t_{tenant}", query: "SELECT name FROM tenants"}
YAML
    rm migrations/*
    write_migration 002_b.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nCREATE TABLE b (x integer);'
    psql_do "$URL" "CREATE TABLE tenants (name text); CREATE SCHEMA t_acme; INSERT INTO tenants VALUES ('acme')"
}

@test "tenants: a query with NULLs, an empty name, a duplicate, unsafe names: nobody is migrated" {
    query_project
    before=$(dump "$URL")
    while IFS='|' read -r value message; do
        psql_do "$URL" "INSERT INTO tenants VALUES ($value)"
        refused "$message"
        psql_do "$URL" "DELETE FROM tenants WHERE ctid = (SELECT max(ctid) FROM tenants)"
        assert_equal "$(dump "$URL")" "$before"
    done <<'ROWS'
NULL|tenants.query: row 2 is NULL, not the name of a tenant
''|"" cannot be the name of a tenant here (it is empty)
'acme'|tenant "acme" is named twice: two tenants would share one database
repeat('x', 62)|"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" cannot be the name of a tenant here (longer than the 63 bytes of PostgreSQL's names)
ROWS
}

@test "tenants: names that would be somebody else's schema" {
    query_project
    sed -i 's/t_{tenant}/{tenant}/' dunlin.yaml
    before=$(dump "$URL")
    for name in public pg_catalog information_schema dunlin pg_toast; do
        psql_do "$URL" "UPDATE tenants SET name = '$name'"
        refused "\"$name\" cannot be the name of a tenant here (its place would not be a tenant's own)"
    done
    psql_do "$URL" "UPDATE tenants SET name = 'acme'"
    assert_equal "$(dump "$URL")" "$before"
}

@test "tenants: a query that fails, that returns nothing" {
    query_project
    before=$(dump "$URL")
    sed -i 's/FROM tenants/FROM tennants/' dunlin.yaml
    run_dunlin upgrade
    assert_status 1
    assert_stderr 'tenants.query: relation "tennants" does not exist'
    # It only reads, whatever it says.
    sed -i 's/SELECT name FROM tennants/DELETE FROM tenants RETURNING name/' dunlin.yaml
    run_dunlin upgrade
    assert_status 1
    assert_stderr 'tenants.query: '
    assert_stderr 'read-only transaction'
    assert_equal "$(dump "$URL")" "$before"
    sed -i 's/DELETE FROM tenants RETURNING name/SELECT name FROM tenants WHERE false/' dunlin.yaml
    run_dunlin upgrade
    assert_status 0
    assert_stderr 'warning: no tenants found: tenants.query returned no row'
}

@test "tenants: file names of a query that lead elsewhere" {
    rm migrations/*
    write_migration 002_b.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nCREATE TABLE b (x integer);'
    write_config <<'YAML'
system: {url: "sqlite:///app.db"}
tenants: {files: "data/{tenant}.db", query: "SELECT name FROM tenants"}
YAML
    make_file app.db 'CREATE TABLE tenants (name text)'
    make_file data/acme.db
    make_file outside.db
    while IFS='|' read -r name; do
        sqlite_do app.db "DELETE FROM tenants; INSERT INTO tenants VALUES ('acme'), ($name)"
        before=$(snapshot .)
        refused '"'
        assert_stderr "cannot be the name of a tenant here (its place would not be a tenant's own)"
        assert_equal "$(snapshot .)" "$before"
    done <<'ROWS'
'../outside'
'a/b'
'/etc/passwd'
'../app'
ROWS
    sqlite_do app.db "DELETE FROM tenants; INSERT INTO tenants VALUES ('acme'), (X'ff')"
    refused '"\377" cannot be the name of a tenant here'
}

# tenant_files CONFIG: 002_b for the tenants of data/, acme among them.
tenant_files() {
    rm migrations/*
    write_migration 002_b.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nCREATE TABLE b (x integer);'
    write_config <<<"$1"$'\ntenants: {files: "data/{tenant}.db"}'
    make_file data/acme.db
}

@test "tenants: two links to one file are two tenants in one: refused" {
    tenant_files 'system: none'
    ln -s acme.db data/alias.db
    refused 'tenant "alias" (data/alias.db) is one file with tenant "acme"'
    rm data/alias.db
    ln data/acme.db data/alias.db
    refused 'tenant "alias" (data/alias.db) is one file with tenant "acme"'
    # A folder can be a link, too.
    rm data/alias.db
    mkdir -p data/one
    write_config <<<$'system: none\ntenants: {files: "data/{tenant}/t.db"}'
    mv data/acme.db data/one/t.db
    ln -s one data/two
    refused 'tenant "two" (data/two/t.db) is one file with tenant "one"'
    assert_equal "$(file_tables data/one/t.db)" ""
    rm data/two
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(file_tables data/one/t.db)" b
}

@test "tenants: the system database and the state file are nobody's" {
    tenant_files 'system: {url: "sqlite:///data/system.db"}'
    make_file data/system.db
    ln -s system.db data/alias.db
    refused 'tenant "alias" (data/alias.db) is one file with the system database'
    refused 'tenant "alias" (data/alias.db) is one file with the system database' --tenants
    rm data/alias.db
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(file_tables data/system.db) $(file_tables data/acme.db)" " b"

    write_config <<<$'system: none\nstate: state.db\ntenants: {files: "data/{tenant}.db"}'
    mv data/system.db state.db
    ln -s ../state.db data/alias.db
    refused 'tenant "alias" (data/alias.db) is one file with the state file'
}

@test "tenants: a pattern that matches nothing says so and changes nothing" {
    write_migration 002_b.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nCREATE TABLE b (x integer);'
    rm migrations/001_a.sql
    write_config <<<$'system: none\ntenants: {files: "data/{tenant}/tenant.db"}'
    for folder in "" data data/acme; do
        [ -z "$folder" ] || mkdir "$folder"
        run_dunlin upgrade
        assert_status 0
        assert_stderr 'warning: no tenants found: nothing is called "data/{tenant}/tenant.db"'
    done
    refused 'no tenant matches "acme"; there are no tenants yet' --tenant acme
    make_file data/corp/tenant.db
    refused 'no tenant matches "acme"' --tenant acme
    refused 'no tenant matches "x*"' --tenant corp --tenant 'x*'
    assert_equal "$(file_tables data/corp/tenant.db)" ""

    URL=$(new_database)
    write_config <<<"{system: {url: \"$URL\"}, tenants: {schemas: \"tenant_*\"}}"
    run_dunlin upgrade
    assert_status 0
    assert_stderr 'warning: no tenants found: nothing is called "tenant_{tenant}"'
}

# ---- passwords

# no_secret: not in what was printed.
no_secret() {
    refute_stdout "$SECRET"
    refute_stderr "$SECRET"
}

@test "passwords: in no message about a configuration" {
    refused_rows <<'ROWS'
"postgresql://u:s3cr3t@h/x": 1|dunlin.yaml:1:1: unknown key "postgresql://u:***@h/x"
system: {"postgresql://u:s3cr3t@h/x": 1}|dunlin.yaml:1:10: unknown key "system.postgresql://u:***@h/x"
system: {ulr: "postgresql://u:s3cr3t@h/x"}|dunlin.yaml:1:10: unknown key
system: {url: ["postgresql://u:s3cr3t@h/x"]}|dunlin.yaml:1:10: "url" must be a single value
system: {url: "postgresql://u:s3cr3t@h/x|dunlin.yaml:1:16: double-quoted scalar without closing quote
system: {url: "mysql://u:s3cr3t@h/x"}|dunlin.yaml:1:15: system.url: "mysql://" is no database
system: {url: "postgresql://u:s3cr3t@h:port/x"}|dunlin.yaml:1:15: system.url: the database URL is malformed
system: {url: "postgresql://u:s3cr%%3t@h/x"}|dunlin.yaml:1:15: system.url: the database URL is malformed
system: {url: "postgresql://u:s3cr3t@127.0.0.1:99999/x"}|cannot connect to "postgresql://u@127.0.0.1:99999/x": invalid port
system: {url: "postgresql://u:s3cr3t@127.0.0.1/x?nonsense=1"}|cannot connect to "postgresql://u@127.0.0.1/x?nonsense=***": invalid connection option "nonsense"
system: {url: "host=127.0.0.1 user=u pasword=s3cr3t"}|cannot connect to "postgresql://u@127.0.0.1?pasword=***": invalid connection option "pasword"
system: {url: "host=127.0.0.1 user=u password='s3cr3t"}|dunlin.yaml:1:15: system.url: a quoted value in the connection string is not closed
run: {parallel: "postgresql://u:s3cr3t@h/x"}|dunlin.yaml:1:17: run.parallel: "postgresql://u:***@h/x" is no whole number
migrations: "postgresql://u:s3cr3t@h/x"\nsystem: {url: "sqlite:///app.db"}|postgresql://u:***@h/x: cannot be read
system: none\ntenants: {databases: "postgresql://u:s3cr3t@h/x"}|dunlin.yaml:2:22: tenants.databases: must hold one {tenant}
system: none\ntenants: {databases: "mysql://u:s3cr3t@h/x_{tenant}"}|dunlin.yaml:2:22: tenants.databases: "mysql://"
system: none\ntenants: {files: "postgresql://u:s3cr3t@h/x_{tenant}"}|dunlin.yaml:2:18: tenants.files: must be SQLite files
ROWS
    write_config <<<"environments: {\"$SECRET_URL\": {}}"
    refused 'dunlin.yaml: there is no environment "other" (there are: postgresql://u:***@' --env other
}

@test "passwords: a URL where none is taken is refused, wherever it stands" {
    while read -r words; do
        # shellcheck disable=SC2086
        run_dunlin ${words//URL/$SECRET_URL}
        assert_status 2
        assert_stderr 'is a URL with a password, which belongs behind --url, or better in the environment variable DATABASE_URL'
        no_secret
    done <<'ROWS'
URL
URL upgrade
upgrade URL --json
upgrade --URL
upgrade --env URL
upgrade --tenant URL
upgrade --state=URL
-C URL upgrade
-cURL upgrade
show URL
init URL
revision -m URL
tenant create URL
tenant drop URL --yes URL
wait --timeout URL
migrate URL
completion URL
help URL --json
ROWS
    assert_equal "$(echo * migrations/*)" "dunlin.yaml migrations migrations/001_a.sql"
    run_dunlin init fresh --url "$SECRET_URL"
    assert_status 2
    assert_stderr 'a password does not belong in dunlin.yaml'
    no_secret
    [ ! -e fresh ]
}

@test "init: whatever the URL holds, the file that is written says the same" {
    url=$'sqlite:///größe \\ "x" \t\'y\'.db'
    run_dunlin init fresh --url "$url"
    assert_status 0
    cd fresh
    run_dunlin status --json
    assert_status 0
    assert_json '.databases[0].place == $place' --arg place "${url#sqlite:///}"
}

# every_answer URL: what people, programs and files get to see of a server that does not answer.
every_answer() {
    for words in upgrade "upgrade --json" "upgrade --events" "upgrade --verbose" status "status --json" current \
        "downgrade base" "tenant list --json" "wait --timeout 100ms"; do
        # shellcheck disable=SC2086
        DATABASE_URL=$1 run_dunlin $words
        [ "$status" -ne 0 ]
        no_secret
    done
}

@test "passwords: in no error about a connection" {
    rm dunlin.yaml
    for url in "$SECRET_URL" "postgresql+asyncpg://u:$SECRET@127.0.0.1:1/x" "host=127.0.0.1 port=1 password=$SECRET" \
        "postgresql://127.0.0.1:1/x?user=u&password=$SECRET" "postgresql://u:a@b$SECRET@127.0.0.1:1/x" \
        "postgresql://u:$SECRET@unknown.invalid/x"; do
        DUNLIN_RUN_RETRIES=0 every_answer "$url"
    done
}

@test "passwords: a migration's own, in the statement that is shown" {
    write_migration 002_b.sql <<SQL
INSERT INTO missing VALUES ('$SECRET_URL');
SQL
    run_dunlin upgrade
    assert_status 1
    assert_stderr "INSERT INTO missing VALUES ('postgresql://u:***@127.0.0.1:1/x')"
    no_secret
    run_dunlin upgrade --json
    assert_json '.databases[0].error.statement | contains("u:***@")'
    no_secret
}

# A role that may do everything, with a password that it must give.
password_role() {
    ROLE=$(new_role "SUPERUSER PASSWORD '$SECRET'")
    URL=$(new_database)
    psql_do "$URL" "ALTER ROLE $ROLE SET application_name = 'dunlin-test'"
    TCP_URL="postgresql://$ROLE:$SECRET@127.0.0.1:$DUNLIN_TEST_PG_PORT/$(database_of "$URL")"
}

@test "passwords: a run that works keeps them out of its output, its tables and the process list" {
    password_role
    rm dunlin.yaml
    write_migration 002_b.sql <<<'SELECT pg_advisory_lock(4711);'
    psql_do "$URL" 'CREATE TABLE started (x int)'
    mkfifo hold
    # Another session holds the lock until the pipe is closed.
    psql -X -q -d "$URL" <hold >held 2>&1 3>&- &
    exec 5>hold
    echo "SELECT pg_advisory_lock(4711);" >&5
    wait_until '[ "$(psql_do "$URL" "SELECT count(*) FROM pg_locks WHERE objid = 4711 AND granted")" = 1 ]'
    "$DUNLIN" upgrade --url "$TCP_URL" --lock-timeout 0 >out 2>err 3>&- 5>&- &
    pid=$!
    wait_until '[ "$(psql_do "$URL" "SELECT count(*) FROM pg_locks WHERE objid = 4711 AND NOT granted")" = 1 ]'
    arguments=$(tr '\0' ' ' <"/proc/$pid/cmdline")
    everybody=$(cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' ' ')
    exec 5>&-
    wait "$pid"
    [[ $arguments == *"upgrade --url postgresql://$ROLE:***@127.0.0.1"* ]] || { echo "$arguments"; false; }
    [[ $everybody != *"$SECRET"* ]]
    run cat out err
    assert_stdout 002_b
    no_secret
    run_dunlin upgrade --url "$TCP_URL" --json
    assert_status 0
    no_secret
    run_dunlin status --url "$TCP_URL" --json
    assert_status 0
    no_secret
    run dump "$URL"
    assert_stdout audit_log
    no_secret
}

@test "passwords: tenants in databases of their own, by a URL with one" {
    password_role
    tenant=${URL%%\?*}_acme
    tenant=${tenant##*/}
    psql_do "$URL" "CREATE DATABASE \"$tenant\" TEMPLATE template0"
    own_database "$tenant"
    write_config <<YAML
system: {url: "\${DATABASE_URL}"}
tenants: {databases: "postgresql://$ROLE:\${PASSWORD}@127.0.0.1:$DUNLIN_TEST_PG_PORT/$(database_of "$URL")_{tenant}"}
YAML
    sed -i '1i -- dunlin:scope tenant\n-- dunlin:up' migrations/001_a.sql
    export DATABASE_URL=$TCP_URL PASSWORD=$SECRET
    for words in "status --json" "upgrade --json" "status --verbose" "tenant list --json" "tenant show acme"; do
        # shellcheck disable=SC2086
        run_dunlin $words
        assert_status 0
        no_secret
    done
    assert_equal "$(tables_of "$(database_url "$tenant")" public)" a
    sed -i "s/$ROLE/dunlin_password/" dunlin.yaml
    run_dunlin upgrade --json
    assert_status 1
    assert_stderr 'password authentication failed'
    no_secret
    run dump "$URL"
    no_secret
}
