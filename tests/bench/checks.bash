# The daemon's health checks beside the bare loop that does the same system calls and nothing else; sourced by run.
# All on loopback, where the network costs least and what is on top of it shows most.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the variables are those of tests/bench/run

checks_bin=$OUT/tests/bench

# checks_once PROGRAM KIND COUNT WORDS: COUNT targets, each once a second.
checks_once() {
    local cpu median late worst started good bad measure
    measure="$4, $3 at 1 Hz; the other is a bare loop"
    read -r cpu median late worst started good bad < <("$checks_bin/$1" "$2" 127.1.0.1 7000 "$3" "$seconds") || return 1
    [ "$bad" = 0 ] || echo "bench: $bad of $started checks failed ($good good)" >&2
    record "CPU per check: $measure" us "$cpu"
    record "start error p99: $measure" us "$late"
    echo "bench: $1: $cpu us a check, start error $median p50 $late p99 $worst max" >&2
}

# checks_block KIND COUNT WORDS
checks_block() {
    local server turn
    "$checks_bin/check_server" "$1" 7000 &
    server=$!
    sleep 0.3
    for turn in ours peer peer ours ours peer; do
        column=$turn
        checks_once "$([ "$turn" = ours ] && echo check_probes || echo check_loop)" "$1" "$2" "$3"
    done
    kill $server
    wait $server 2>/dev/null
}

measure_checks() {
    ulimit -n "$(ulimit -Hn)"
    echo 65535 >/proc/sys/net/core/somaxconn
    checks_block tcp 10000 "TCP checks"
    checks_block http 2000 "HTTP checks"
}
