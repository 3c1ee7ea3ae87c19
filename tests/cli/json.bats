#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# json.bats: what every command prints with --json obeys its schema in tests/schemas, on success and on failure, and
# stdout holds nothing else.

load ../lib/common
load ../lib/projects

schema() { echo "$ROOT/tests/schemas/$1.json"; }

# documented CODE SCHEMA WORDS...: the exit code, and the one document on stdout, which is compared with its schema when the test
# ends: one Python for all of them.
documented() {
    local code=$1 name=$2
    shift 2
    run_dunlin "$@" --json
    assert_status "$code"
    documents=$((${documents:-0} + 1))
    mkdir -p "$TEST_DIR/.documents"
    printf '%s\n' "$output" >"$TEST_DIR/.documents/$documents.$name"
    printf '%q ' dunlin "$@" --json >"$TEST_DIR/.documents/$documents.$name.words"
}

documents_obey() {
    /usr/bin/python3 -c '
import glob, json, os, sys, jsonschema
problems = []
for words in sorted(glob.glob(sys.argv[1] + "/*.words")):
    name = words.rsplit(".", 2)[1]
    with open(os.path.join(sys.argv[2], name + ".json")) as file:
        schema = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    with open(words[: -len(".words")]) as file:
        text = file.read()
    try:
        found = [problem.message for problem in jsonschema.Draft7Validator(schema).iter_errors(json.loads(text))]
    except ValueError as error:
        found = [str(error)]
    problems += [f"{open(words).read()}does not obey {name}: {problem}\n{text}" for problem in found]
sys.exit("\n".join(problems) or 0)
' "$TEST_DIR/.documents" "$ROOT/tests/schemas"
}

teardown() {
    local status=0
    [ -z "${documents:-}" ] || documents_obey || status=1
    common_teardown || return 1
    return "$status"
}

# failing CODE WORDS...: an error's document, and the same sentence for people on stderr.
failing() {
    local code=$1
    shift
    documented "$code" error "$@"
    assert_stderr "dunlin: "
    assert_stderr "$(jq -r .error.message <<<"$output" | head -n 1 | cut -c 1-60)"
}

@test "schemas: each refuses what is not its own" {
    /usr/bin/python3 -c '
import json, sys, jsonschema
for name in sys.argv[1:]:
    with open(name) as file:
        validator = jsonschema.Draft7Validator(json.load(file))
    for document in ({}, [], None, {"surprise": 1}):
        assert not validator.is_valid(document), (name, document)
' "$ROOT"/tests/schemas/*.json
}

@test "every verb has a schema here" {
    covered="branches check checkpoint completion current diff downgrade drift edit heads help history init inspect merge migrate rebase repair revision show
        stamp status tenant_adopt tenant_create tenant_drop
        tenant_list tenant_show upgrade verify version wait"
    while read -r verb; do
        [[ " $(tr '\n' ' ' <<<"$covered") " == *" ${verb// /_} "* ]] || { echo "no JSON test for: $verb"; return 1; }
    done < <("$DUNLIN" help --json | jq -r '.commands[].name')
}

@test "without a project: version, help, completion, init, revision" {
    documented 0 version version
    documented 0 help help
    while read -r verb; do
        # shellcheck disable=SC2086
        documented 0 help_verb help $verb
    done < <("$DUNLIN" help --json | jq -r '.commands[].name')
    for shell in bash zsh fish; do
        documented 0 completion completion $shell
    done
    documented 0 init init --url sqlite:///data/system.db --tenants files new
    assert_json '.files | length == 3'
    failing 1 init new
    failing 2 init --tenants trees other
    cd new
    documented 0 revision revision -m 'Create users' --scope tenant
    [ -e "$(jq -r .file <<<"$output")" ]
    documented 0 revision revision --template list
    failing 2 revision --template nothing --scope tenant
    failing 2 revision -m 'x' --scope nowhere
    documented 3 check check --files
    documented 0 check check --files --update
    assert_json '.ok and .updated[0].changed == ["001_create_users.sql"]'
    failing 1 merge
    failing 1 rebase 001
    failing 2 rebase
    EDITOR=true documented 0 edit edit 001
    EDITOR=false failing 1 edit 001
    EDITOR="'" failing 2 edit 001
    failing 2 edit 099
    # Two heads: joined in one copy, one behind the other in the other.
    sed 's/Create/Make/' migrations/001_create_users.sql >migrations/001_make_users.sql
    failing 2 upgrade
    documented 2 check check --files --update
    cp -r . ../copy
    documented 0 merge merge
    documented 0 rebase rebase -C ../copy 001_make_users
    failing 2 help nonsense
    failing 2 completion tcsh
}

@test "SQLite: status, current, history, show, upgrade, downgrade, migrate, tenants, wait" {
    file_project
    documented 0 wait wait
    documented 0 tenant_list tenant list
    documented 0 status status
    documented 0 run upgrade --public
    documented 0 tenant_create tenant create acme
    documented 1 error tenant create acme
    documented 2 error tenant create ../x
    documented 0 tenant_list tenant list
    documented 0 status status
    documented 0 status current
    documented 0 status tenant show acme
    documented 2 error tenant show nobody
    documented 0 status migrate status
    documented 0 history history
    documented 0 history history --indicate-current
    documented 0 history heads
    documented 0 history branches
    documented 2 error history 002
    documented 0 verify verify
    documented 2 error verify nonsense
    documented 2 error heads --scope both
    documented 0 show show heads
    documented 0 show show 002
    documented 2 error show 999
    documented 0 drift drift
    documented 0 tenant_adopt tenant adopt
    documented 0 inspect inspect --tenant acme
    documented 2 error inspect --tenant nobody
    documented 0 diff diff --from sqlite:///data/system.db --to sqlite:///data/system.db
    documented 0 run downgrade -1 --tenants
    documented 0 script upgrade --public --sql
    documented 0 script downgrade 003:base --tenant acme --sql
    documented 2 error downgrade 003 --tenant acme --sql
    documented 3 status status --exit-code
    documented 3 status current --check-heads
    for words in "migrate public" "migrate tenants" "migrate tenant acme" "migrate all" upgrade; do
        # shellcheck disable=SC2086
        documented 0 run $words
    done
    documented 0 stamp stamp 002 --tenants
    documented 0 stamp stamp heads
    documented 2 error stamp 999
    sqlite_do data/org_acme/tenant.db "PRAGMA user_version = 9; UPDATE schema_migrations SET checksum = 'x' WHERE version = '003_posts'"
    documented 0 repair repair
    documented 0 repair repair --accept 003 --apply
    assert_json '[.findings, .done] == [2, 2]'
    documented 2 error repair --accept 999
    documented 2 error downgrade 999
    documented 2 error upgrade --tenant nobody
    documented 2 error migrate tenant nobody
    documented 2 error tenant drop acme
    documented 0 tenant_drop tenant drop acme --yes acme
    documented 2 error tenant drop acme --yes acme
}

@test "PostgreSQL: the same, with failures that have a position and a SQLSTATE" {
    schema_project
    make_schemas "$URL" tenant_acme tenant_corp
    documented 0 wait wait
    documented 0 status status
    documented 0 run upgrade
    documented 0 drift drift --public
    documented 0 inspect inspect
    assert_json '[.objects[] | select(.kind == "column") | .name] == ["name", "plan", "slug"]'
    write_migration 004_bad.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nCREATE TABLE fine (x integer);\nINSERT INTO nowhere VALUES (1);'
    documented 4 run upgrade
    assert_json '.failed == 2 and ([.databases[] | select(.error) | .error | [.code, .file, .line, .sqlstate, .revision]]
        | unique == [["sql", "migrations/004_bad.sql", 4, "42P01", "004_bad"]])'
    assert_json '[.databases[].error | select(.) | .tenant] == ["acme", "corp"]'
    documented 1 run upgrade --tenant acme
    documented 4 run migrate tenants
    documented 1 error tenant create new
    assert_json '.error | .code == "sql" and .line == 4'
    rm migrations/004_bad.sql
    echo 'SELECT 1;' >>migrations/001_registry.sql
    sed -i 's/CREATE TABLE tenants/CREATE  TABLE tenants/' migrations/001_registry.sql
    documented 0 status status
    assert_json '.positions[0].state == "problem" and .positions[0].problem.code == "checksum"'
    documented 1 run upgrade --public
    assert_json '.databases[0].error.code == "checksum"'
}

@test "configuration, syntax and graph errors: one document each, with the place" {
    file_project
    for words in status current heads branches history "history -i" "show 1" upgrade "downgrade base" "tenant list" "tenant create a" \
        "tenant show a" "tenant drop a --yes a" "migrate all" "migrate status" wait; do
        printf 'system: {url: "sqlite:///a.db"}\nnonsense: 1\n' >dunlin.yaml
        # shellcheck disable=SC2086
        documented 2 error $words
        assert_json '.error | .code == "config" and .file == "dunlin.yaml" and .line == 2'
    done
    printf 'system: {url: "sqlite:///a.db"}\n' >dunlin.yaml
    rm migrations/*
    write_migration 001_a.sql <<<$'-- dunlin:nonsense\n-- dunlin:up\n'
    documented 2 error upgrade
    assert_json '.error | .code == "syntax" and .file == "migrations/001_a.sql" and .line == 1'
    write_migration 001_a.sql <<<$'-- dunlin:parent nothing\n-- dunlin:up\n'
    documented 2 error upgrade
    assert_json '.error | .code == "graph" and .file == "migrations/001_a.sql"'
}

@test "a database that cannot be reached: a document, and no password in it" {
    need_server
    setup_project
    write_migration 001_a.sql <<<'SELECT 1;'
    export DATABASE_URL="postgresql://dunlin_password:hunter2@127.0.0.1:$DUNLIN_TEST_PG_PORT/postgres"
    for words in status current upgrade "wait --timeout 1s"; do
        # shellcheck disable=SC2086
        run_dunlin $words --json
        assert_status 1
        jq -e . <<<"$output" >/dev/null
        refute_stdout hunter2
        refute_stderr hunter2
    done
    documented 1 run upgrade
    assert_json '.databases[0].error.code == "connect"'
    documented 1 status status
    DATABASE_URL="postgresql://127.0.0.1:1/x" documented 5 error wait --timeout 300ms
    assert_json '.error.code == "timeout"'
}

@test "--events: every line obeys the schema, of one run, in a sensible order" {
    schema_project
    make_schemas "$URL" tenant_acme tenant_corp
    write_migration 004_bad.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nINSERT INTO nowhere VALUES (1);'
    run_dunlin upgrade --events
    assert_status 4
    /usr/bin/python3 -c '
import json, sys, jsonschema
with open(sys.argv[1]) as file:
    validator = jsonschema.Draft7Validator(json.load(file))
for line in sys.stdin:
    validator.validate(json.loads(line))
' "$(schema event)" <<<"$output"
    jq -es '(map(.run_id) | unique | length) == 1' <<<"$output" >/dev/null
    assert_equal "$(head -n 1 <<<"$output" | jq -r .event) $(tail -n 1 <<<"$output" | jq -r .event)" "run_started run_finished"
    # A step is finished once for each time that it is started, but for those that failed.
    jq -es '(map(select(.event == "step_started")) | length) == 7 and (map(select(.event == "step_finished")) | length) == 5
        and (map(select(.event == "database_finished" and .error)) | length) == 2
        and ([.[] | select(.event == "scope_started") | .scope] == ["public", "tenant"])' <<<"$output" >/dev/null
}

@test "text that is no UTF-8 or holds control characters comes out as JSON" {
    file_project
    sed -i 's/tenant.db"}/tenant.db", query: "SELECT slug FROM tenants"}/' dunlin.yaml
    run_dunlin upgrade --public
    sqlite_do data/system.db "INSERT INTO tenants VALUES ('q\"uote\\', 'x', NULL), ('tab	', 'x', NULL), ('é✓', 'x', NULL)"
    documented 0 tenant_list tenant list
    assert_json '[.tenants[].name] | sort == (["q\"uote\\", "tab\t", "é✓"] | sort)'
    printf -- '-- Caf\xc3\xa9 "\\" \x07\n-- dunlin:scope public\n-- dunlin:up\nSELECT 1;\n' >migrations/009_x.sql
    documented 0 show show 009
}
