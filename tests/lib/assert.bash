# SPDX-License-Identifier: Apache-2.0
# assert.bash: say what a test expects; on failure print what there was. Works on the variables of bats' run.
# shellcheck shell=bash disable=SC2154 # output, stderr and status are set by run

# Everything about the last run, for a failed assertion.
show_run() {
    printf '%s\n--- status: %s\n--- stdout:\n%s\n--- stderr:\n%s\n' "$1" "${status-}" "${output-}" "${stderr-}" >&2
}

# assert_status CODE
assert_status() {
    [ "${status-}" = "$1" ] || { show_run "expected status $1"; return 1; }
}

# assert_equal ACTUAL EXPECTED
assert_equal() {
    [ "$1" = "$2" ] || { printf 'expected: %s\nactual:   %s\n' "$2" "$1" >&2; return 1; }
}

# Fixed text in stdout or stderr, and its absence.
assert_stdout() {
    [[ ${output-} == *"$1"* ]] || { show_run "stdout lacks: $1"; return 1; }
}
assert_stderr() {
    [[ ${stderr-} == *"$1"* ]] || { show_run "stderr lacks: $1"; return 1; }
}
refute_stdout() {
    [[ ${output-} != *"$1"* ]] || { show_run "stdout has: $1"; return 1; }
}
refute_stderr() {
    [[ ${stderr-} != *"$1"* ]] || { show_run "stderr has: $1"; return 1; }
}

# An extended regular expression that must match within one line of stdout or stderr.
assert_stdout_matches() {
    grep -qE -- "$1" <<<"${output-}" || { show_run "no line of stdout matches: $1"; return 1; }
}
assert_stderr_matches() {
    grep -qE -- "$1" <<<"${stderr-}" || { show_run "no line of stderr matches: $1"; return 1; }
}

# assert_json FILTER [jq arguments]: stdout is JSON (one document or lines) for which the filter is true.
assert_json() {
    local filter=$1
    shift
    jq -e "$@" "$filter" >/dev/null <<<"${output-}" || { show_run "stdout is not JSON with: $filter"; return 1; }
}

# json_valid SCHEMA [JSON]: the document (default: stdout of the last run) obeys the schema file.
json_valid() {
    # Debian's own interpreter: another one in PATH need not have the module.
    /usr/bin/python3 -c '
import json, sys, jsonschema
with open(sys.argv[1]) as file:
    schema = json.load(file)
jsonschema.Draft7Validator.check_schema(schema)
problems = list(jsonschema.Draft7Validator(schema).iter_errors(json.load(sys.stdin)))
for problem in problems:
    print("/".join(map(str, problem.absolute_path)) + ": " + problem.message, file=sys.stderr)
sys.exit(bool(problems))
' "$1" <<<"${2-${output-}}" || { show_run "the document does not obey $1"; return 1; }
}

# snapshot PATH...: a digest of every file below, to show that something left them as they were. Not for files that
# this process has open through SQLite.
snapshot() {
    find "$@" -type f -print0 | sort -z | xargs -0 -r sha256sum
}
