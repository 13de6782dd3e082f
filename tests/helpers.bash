# Shared by every bats file: where things are, bounded waiting, failing with words.
# shellcheck shell=bash

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
OUT=${VRRPKIT_OUT:-$TOP/build/gcc}
export TOP OUT

fail() {
    echo "$*" >&2
    return 1
}

# not COMMAND...: fails when the command succeeds. A line that begins with `!` never ends a test.
not() {
    ! "$@" || fail "true, and should not be: $*"
}

# Skips the test; under CI the machine has to be complete, so there it is a failure.
skip_without() {
    [ "${CI-}" != true ] || fail "missing under CI: $*"
    skip "$*"
}

# deadline SECONDS: that far from now, fractions allowed, in hundredths of a second of the machine's uptime. The wall
# clock may step, so nothing here looks at it.
deadline() {
    awk -v seconds="$1" '{ printf "%.0f\n", ($1 + seconds) * 100 }' /proc/uptime
}

passed() {
    local up
    read -r up _ </proc/uptime
    [ $((10#${up/./})) -ge "$1" ]
}

# wait_for SECONDS COMMAND...: until the command succeeds, asked every 20 ms; else fails and says what was waited for.
wait_for() {
    local end
    end=$(deadline "$1")
    shift
    until "$@" >/dev/null 2>&1; do
        ! passed "$end" || fail "waited in vain for: $*" || return 1
        sleep 0.02
    done
}

# holds_for SECONDS COMMAND...: the command succeeds all the time.
holds_for() {
    local end
    end=$(deadline "$1")
    shift
    until passed "$end"; do
        "$@" >/dev/null 2>&1 || fail "did not stay true: $*" || return 1
        sleep 0.05
    done
}

# json EXPRESSION: evaluates a Python expression over the document `d` on standard input.
json() {
    python3 -c 'import json,sys; d=json.load(sys.stdin); v=eval(sys.argv[1]); print(v if isinstance(v,str) else json.dumps(v))' "$1"
}
