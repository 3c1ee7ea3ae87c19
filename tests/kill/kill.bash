# SPDX-License-Identifier: Apache-2.0
# kill.bash: runs the drivers of tests/kill side by side, each with databases of its own, and adds up what they report.
# shellcheck shell=bash disable=SC2034,SC2154 # WANTED, STRUCK and ENDED are for the tests; TEST_DIR and ROOT are common.bash's

# Built beside the program; a sanitized program minds what is loaded before its sanitizer.
KILL=$(dirname "$DUNLIN")/tests/kill
export ASAN_OPTIONS=${ASAN_OPTIONS:-}:verify_asan_link_order=0

# rounds NUMBER: ten times as many in a long run.
rounds() { echo $(($1 * (${DUNLIN_TEST_LONG:+9}+1))); }

# strike DRIVER MODE SHARES [driver arguments]: every place, or --rounds of them for each share. Before, for each share,
# the test's own prepare FOLDER makes FOLDER/project and prints the driver's --place. Fails when
# the state after a rerun is not the one that an undisturbed upgrade leaves. Sets WANTED, STRUCK and ENDED: how many
# disasters there should be, how many there were, and how many upgrades ended by themselves.
strike() {
    local driver=$1 mode=$2 shares=$3 i place pids=() status=0 numbers
    shift 3
    for ((i = 0; i < shares; i++)); do
        mkdir -p "$TEST_DIR/share$i/scratch"
        place=$(prepare "$TEST_DIR/share$i") || return 1
        "$KILL/kill_$driver" --mode "$mode" --program "$DUNLIN" --project "$TEST_DIR/share$i/project" \
            --scratch "$TEST_DIR/share$i/scratch" --place "$place" --share "$i" --shares "$shares" \
            --seed $((RANDOM * 32768 + RANDOM)) "$@" >"$TEST_DIR/share$i/report" 2>&1 3>&- 4>&- &
        pids+=($!)
    done
    for i in "${!pids[@]}"; do
        wait "${pids[i]}" || status=1
    done
    cat "$TEST_DIR"/share*/report
    [ "$status" -eq 0 ] || return 1
    numbers=$(awk -v mode="$mode:" '$1 == mode { wanted += $2; struck += $4; ended += $6 }
        END { print wanted, struck, ended }' "$TEST_DIR"/share*/report)
    read -r WANTED STRUCK ENDED <<<"$numbers"
}
