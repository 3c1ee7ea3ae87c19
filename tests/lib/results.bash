# SPDX-License-Identifier: Apache-2.0
# results.bash: counts what tests report, keeps the output of those that failed. For tests/run.
# A test program that ends early or says nothing counts as a failure: silence is not success.
# shellcheck shell=bash

results_start() {
    results=$1/results
    failures=$1/failures
    : >"$results"
    : >"$failures"
}

# say TEXT: what begins, and how far into the run.
say() {
    printf '%2d:%02d %s\n' $((SECONDS / 60)) $((SECONDS % 60)) "$1"
}

# result pass|fail|skip NAME [FILE with its output]
result() {
    printf '%s\t%s\n' "$1" "$2" >>"$results"
    [ "$1" = pass ] || printf '  %s: %s\n' "$1" "$2"
    if [ "$1" = fail ]; then
        {
            printf '\n--- %s\n' "$2"
            [ -z "${3:-}" ] || tail -n 60 "$3"
        } >>"$failures"
    fi
}

# log_check NAME COMMAND...: a check is one test.
log_check() {
    local name=$1 log=${results%/*}/check.log
    shift
    say "check: $name"
    if attended "$@" >"$log" 2>&1; then
        result pass "$name"
    else
        result fail "$name" "$log"
        return 1
    fi
}

# count_tap FILE NAME: the tests of one TAP stream, with the lines of a failed one that follow it. Their number must
# be the plan's.
count_tap() {
    local file=$1 name=$2 line test='' planned=0 seen=0 detail=${results%/*}/detail
    while IFS= read -r line; do
        case $line in
        # Two tellers, two spellings: cmocka says "not ok 3 # SKIP name", bats "ok 3 name # skip why".
        "not ok "*"# SKIP"* | "ok "*"# skip"*)
            finish_tap_test
            seen=$((seen + 1))
            result skip "$name: $line"
            ;;
        "ok "*)
            finish_tap_test
            seen=$((seen + 1))
            result pass "$name: $line"
            ;;
        "not ok "*)
            finish_tap_test
            seen=$((seen + 1))
            test="$name: $line"
            : >"$detail"
            ;;
        1..*) planned=$((planned + ${line#1..})) ;;
        *) [ -z "$test" ] || printf '%s\n' "$line" >>"$detail" ;;
        esac
    done <"$file"
    finish_tap_test
    if [ "$seen" -ne "$planned" ] || [ "$seen" -eq 0 ]; then
        result fail "$name: $seen of $planned tests reported" "$file"
        return
    fi
}

# Ends the failed test that count_tap is collecting the lines of.
finish_tap_test() {
    if [ -n "$test" ]; then
        result fail "$test" "$detail"
        test=
    fi
}

# count_meson JSON NAME LOG: each object is a test program; its output is the TAP of cmocka.
count_meson() {
    local json=$1 prefix=$2 log=$3 out=${results%/*}/program name outcome before
    if [ ! -s "$json" ]; then
        result fail "$prefix: meson test" "$log"
        return
    fi
    while IFS=$'\t' read -r name outcome; do
        jq -r --arg name "$name" 'select(.name == $name) | (.stdout // ""), (.stderr // "")' "$json" >"$out"
        before=$(grep -c '^fail' "$results" || true)
        count_tap "$out" "$prefix $name"
        # A crash, a leak, a group's teardown: the program failed although no test says so.
        if [ "$outcome" != OK ] && [ "$(grep -c '^fail' "$results" || true)" = "$before" ]; then
            result fail "$prefix $name: $outcome" "$out"
        fi
    done < <(jq -r '[.name, .result] | @tsv' "$json")
}

results_finish() {
    local passed failed skipped
    passed=$(grep -c '^pass' "$results" || true)
    failed=$(grep -c '^fail' "$results" || true)
    skipped=$(grep -c '^skip' "$results" || true)
    cat "$failures"
    echo
    if [ "$skipped" -gt 0 ]; then
        echo "$passed passed, $failed failed, $skipped skipped"
    else
        echo "$passed passed, $failed failed"
    fi
    [ "$failed" -eq 0 ]
}
