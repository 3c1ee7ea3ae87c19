#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# cli_basics.bats: what the program does without any database: help, version, mistyped words, completion, manual
# pages, exit codes, and that text from files cannot command the terminal.
# shellcheck disable=SC2154 # output, stderr and status are set by run

load ../lib/common

verbs() { "$DUNLIN" help --json | jq -r '.commands[].name'; }

# ---- help

@test "help: lists every verb under a heading, on stdout, code 0" {
    run_dunlin help
    assert_status 0
    assert_equal "$stderr" ""
    while read -r verb; do
        assert_stdout_matches "^  $verb +[a-z]"
    done < <(verbs)
    assert_stdout_matches '^Migrate$'
}

@test "help: --help, -h and help are the same" {
    run_dunlin help
    expected=$output
    for flag in --help -h; do
        run_dunlin "$flag"
        assert_status 0
        assert_equal "$output" "$expected"
    done
}

@test "no verb: the same text on stderr, code 2" {
    run_dunlin help
    expected=$output
    run_dunlin
    assert_status 2
    assert_equal "$output" ""
    assert_equal "$stderr" "$expected"
}

@test "help VERB and VERB --help are the same for every verb" {
    while read -r verb; do
        # shellcheck disable=SC2086 # a verb may be two words
        run_dunlin help $verb
        assert_status 0
        expected=$output
        assert_stdout_matches "^Usage: dunlin $verb "
        # shellcheck disable=SC2086
        run_dunlin $verb --help
        assert_status 0
        assert_equal "$output" "$expected"
    done < <(verbs)
}

@test "help: fits 80 columns where there is no terminal" {
    while read -r verb; do
        # shellcheck disable=SC2086
        run_dunlin help $verb
        # What is typed is never broken: examples and words without a space.
        long=$(grep -vE '^  dunlin |^      [^ ]|^Usage:' <<<"$output" | awk 'length > 80' || true)
        assert_equal "$long" ""
    done < <(verbs)
}

@test "help: a family lists its verbs" {
    run_dunlin help tenant
    assert_status 0
    for verb in create list show drop; do
        assert_stdout_matches "^  tenant $verb "
    done
    run_dunlin tenant --help
    assert_status 0
    assert_stdout "tenant create"
}

@test "help: options are listed once, with default and environment variable" {
    while read -r verb; do
        # shellcheck disable=SC2086
        run_dunlin help --json $verb
        assert_status 0
        assert_json '[.options[].name] | length == (unique | length)'
        assert_json '[.options[].letter | select(.)] | length == (unique | length)'
    done < <(verbs)
    run_dunlin help upgrade
    assert_stdout_matches '^ +--parallel N +'
    assert_stdout "DUNLIN_RUN_PARALLEL"
}

@test "help: an unknown verb is refused, with a guess" {
    run_dunlin help upgrad
    assert_status 2
    assert_stderr 'did you mean "upgrade"?'
}

# ---- version

@test "version: four ways, without a project, even with a broken one" {
    echo 'no: such: yaml: [' >dunlin.yaml
    for words in "version" "--version" "-V" "version --quiet"; do
        # shellcheck disable=SC2086
        run_dunlin $words
        assert_status 0
        assert_stdout_matches '^dunlin [0-9]+\.[0-9]+\.[0-9]+$'
        assert_equal "$stderr" ""
    done
    run_dunlin --json version
    assert_json '.version | test("^[0-9]+\\.[0-9]+\\.[0-9]+$")'
}

# ---- what is mistyped

@test "unknown verbs: code 2 and the nearest verb" {
    while read -r typed meant; do
        run_dunlin "$typed"
        assert_status 2
        assert_equal "$output" ""
        assert_stderr "there is no verb \"$typed\"; did you mean \"$meant\"?"
    done <<'ROWS'
upgrad upgrade
ugprade upgrade
statsu status
up upgrade
rollback downgrade
log history
ROWS
    run_dunlin xyzzyplugh
    assert_status 2
    assert_stderr 'there is no verb "xyzzyplugh"'
    refute_stderr 'did you mean'
}

@test "a family without its second word names them" {
    run_dunlin tenant
    assert_status 2
    assert_stderr 'create, adopt, list, show, drop'
    run_dunlin tenant creat x
    assert_status 2
    assert_stderr 'did you mean "tenant create"?'
}

@test "unknown options: code 2 and the nearest option" {
    run_dunlin upgrade --paralel 3
    assert_status 2
    assert_stderr 'unknown option "--paralel"; did you mean "--parallel"?'
    run_dunlin status -Z
    assert_status 2
    assert_stderr 'unknown option "-Z"'
}

@test "missing and superfluous arguments: code 2, before any project is looked for" {
    while IFS='|' read -r words message; do
        # shellcheck disable=SC2086
        run_dunlin $words
        assert_status 2
        assert_stderr "$message"
    done <<'ROWS'
downgrade|dunlin downgrade TARGET
show|dunlin show REVISION
show 1 2|takes no argument "2"
status now|takes no argument "now"
status -- --json|takes no argument "--json"
upgrade --tenant|missing argument for --tenant
migrate|dunlin migrate status|public
migrate everything|not "everything"
migrate tenant|needs the name of a tenant
migrate all acme|takes no name
revision|-m
completion|dunlin completion bash
completion tcsh|bash, zsh or fish
wait --timeout soon|"soon" is no duration
tenant drop acme|dunlin tenant drop acme --yes acme
tenant drop acme --yes corp|dunlin tenant drop acme --yes acme
help --format=roff|text or scdoc
ROWS
}

@test "a usage error with --json: one document on stdout, the sentence on stderr" {
    for words in "frobnicate --json" "status --json --frobnicate" "--json show" "tenant drop x --json"; do
        # shellcheck disable=SC2086
        run_dunlin $words
        assert_status 2
        assert_json '.error.code == "config" and (.error.message | length > 0)'
        assert_stderr "dunlin: "
    done
}

@test "a configuration error: code 2, file and line, nothing written" {
    setup_project
    printf 'migrations: migrations\nruns: {}\n' | write_config
    before=$(snapshot "$PROJECT")
    run_dunlin history
    assert_status 2
    assert_equal "$output" ""
    assert_stderr "dunlin: dunlin.yaml:2"
    run_dunlin history --json
    assert_status 2
    assert_json '.error.code == "config" and .error.line == 2'
    assert_equal "$(snapshot "$PROJECT")" "$before"
}

@test "options may stand before the verb, and -1 is no option" {
    setup_project
    cd ..
    run_dunlin -C project --url sqlite:///a.db history --json
    assert_status 0
    assert_json 'type == "array" or type == "object"'
    run_dunlin --directory=project --url sqlite:///a.db history
    assert_status 0
    # A value may follow its letter at once, and what follows a letter is its value whatever it looks like.
    run_dunlin -Cproject --url sqlite:///a.db history
    assert_status 0
    run_dunlin -C -Cproject --url sqlite:///a.db history
    assert_stderr '/-Cproject"'
    run_dunlin -C project --url sqlite:///a.db downgrade -1
    refute_stderr 'unknown option'
}

# ---- output

@test "a result that cannot be written is a failure" {
    [ -w /dev/full ] || skip "no /dev/full"
    # shellcheck disable=SC2016 # the inner bash expands it
    run -1 bash -c '"$1" help >/dev/full' _ "$DUNLIN"
    assert_stdout "cannot write the result"
}

@test "names from files cannot command the terminal" {
    setup_project
    printf -- '-- evil \033[31m text\n-- dunlin:up\nSELECT 1;\n-- dunlin:down\n' | write_migration 001_a.sql
    for words in "history" "history --verbose" "show 001"; do
        # shellcheck disable=SC2086
        run_dunlin $words --url sqlite:///a.db
        assert_status 0
        refute_stdout $'\033'
        assert_stdout '\u001b[31m'
    done
}

@test "colours: none in a pipe, CLICOLOR_FORCE brings them, NO_COLOR and --no-color win" {
    run_dunlin help upgrade
    refute_stdout $'\033'
    CLICOLOR_FORCE=1 run_dunlin help upgrade
    assert_stdout $'\033[1m'
    NO_COLOR=1 CLICOLOR_FORCE=1 run_dunlin help upgrade
    refute_stdout $'\033'
    CLICOLOR_FORCE=1 run_dunlin help upgrade --no-color
    refute_stdout $'\033'
}

# ---- made from the same table

@test "completion: bash accepts its script and completes with it" {
    "$DUNLIN" completion bash >completion.bash
    bash -n completion.bash
    cat >try.bash <<'BASH'
source ./completion.bash
while IFS='|' read -r line expected; do
    read -ra COMP_WORDS <<<"$line"
    [[ $line == *' ' ]] && COMP_WORDS+=('')
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _dunlin
    [[ ${COMPREPLY[*]} == "$expected" ]] || { echo "$line: ${COMPREPLY[*]}, not $expected"; exit 1; }
done <<'ROWS'
dunlin upg|upgrade
dunlin tenant |create adopt list show drop
dunlin tenant cr|create
dunlin -C somewhere upgrade --paral|--parallel
dunlin migrate pu|public
dunlin init --tenants sch|schemas
dunlin completion z|zsh
dunlin upgrade --parallel |
ROWS
BASH
    run bash try.bash
    assert_status 0
    assert_equal "$output" ""
}

@test "completion: zsh and fish accept theirs, where they are installed" {
    for shell in zsh fish; do
        run_dunlin completion "$shell"
        assert_status 0
        assert_stdout "tenant"
        if command -v "$shell" >/dev/null; then
            "$DUNLIN" completion "$shell" >script
            "$shell" -n script
        fi
    done
}

@test "manual: scdoc takes the source of every page, and man shows every option" {
    command -v scdoc >/dev/null || skip "no scdoc"
    "$DUNLIN" help --format=scdoc | scdoc >dunlin.1
    while read -r verb; do
        # shellcheck disable=SC2086
        "$DUNLIN" help --format=scdoc $verb | scdoc >page.1
        command -v man >/dev/null || continue
        MANWIDTH=200 MAN_KEEP_FORMATTING='' man -l page.1 2>warnings | col -bx >page.txt
        assert_equal "$(cat warnings)" ""
        # shellcheck disable=SC2086
        for option in $("$DUNLIN" help --json $verb | jq -r '.options[].name'); do
            grep -q -- "--$option" page.txt || { echo "no --$option in the page of $verb"; return 1; }
        done
    done < <(verbs)
}
