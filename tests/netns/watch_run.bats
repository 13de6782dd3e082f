#!/usr/bin/env bats
# vrrpwatch on a live interface: how it starts, what it may do then, how it ends.

load lab
load watch

bats_require_minimum_version 1.5.0

WATCH_BIN=$OUT/bin/vrrpwatch

# live NODE OPTION...: vrrpwatch in the foreground on the node's eth0.
live() {
    local node=$1
    shift
    run --separate-stderr ip netns exec "$node" timeout -k 1 12 "$WATCH_BIN" -i eth0 "$@" 3>&-
}

# background NODE OPTION...: text in watch.out, words in watch.log, until finish.
background() {
    local node=$1
    shift
    ip netns exec "$node" "$WATCH_BIN" -i eth0 "$@" >"$LAB/watch.out" 2>"$LAB/watch.log" </dev/null 3>&- &
    echo $! >"$LAB/watch.pid"
    wait_for 5 watch_listens "$node"
}

# finish STATUS: it ends by itself, with that status.
finish() {
    local status=0
    wait "$(cat "$LAB/watch.pid")" || status=$?
    rm "$LAB/watch.pid"
    [ "$status" = "$1" ] || fail "status $status instead of $1: $(cat "$LAB/watch.out" "$LAB/watch.log")"
}

# speaker NODE PRIORITY: adverts as a master sends them, ten a second, deaf to all others.
speaker() {
    spawn "$1" "speaker_$1" python3 "$BATS_TEST_DIRNAME/speaker.py" eth0 "${NODE_ADDRESS[$1]}" "$2" "${3-51}" "$VIP"
    wait_for 5 grep -q READY "$LAB/speaker_$1.log"
}

silence() {
    kill -KILL "$(cat "$LAB/speaker_$1.pid")"
}

prints() {
    grep -qE -e "$1" "$LAB/watch.out"
}

# printed COUNT PATTERN: so many lines at least.
printed() {
    [ "$(grep -cE -e "$2" "$LAB/watch.out")" -ge "$1" ]
}

watches() {
    ip netns pids "$1" | xargs -r -I{} cat /proc/{}/comm 2>/dev/null | grep -q '^vrrpwatch'
}

now_s() {
    cut -d. -f1 /proc/uptime
}

@test "without the right to listen it says so and what helps" {
    run --separate-stderr ip netns exec ob setpriv --bounding-set=-net_raw --inh-caps=-net_raw "$WATCH_BIN" -i eth0
    [ "$status" = 77 ]
    grep -q "CAP_NET_RAW" <<<"$stderr"
    grep -q "setcap cap_net_raw" <<<"$stderr"
    run --separate-stderr ip netns exec ob setpriv --bounding-set=-net_raw --inh-caps=-net_raw "$WATCH_BIN" --check -i eth0
    [ "$status" = 3 ]
    grep -q "^VRRP UNKNOWN - .*CAP_NET_RAW" <<<"$output"
}

@test "an interface that is not there is told" {
    run --separate-stderr ip netns exec ob "$WATCH_BIN" -i eth7
    [ "$status" = 69 ]
    [ "$(grep -c eth7 <<<"$stderr")" = 1 ]
    run --separate-stderr ip netns exec ob "$WATCH_BIN" --check -i eth0 -i eth7
    [ "$status" = 3 ]
    [ "${#lines[@]}" = 1 ]
    grep -q "^VRRP UNKNOWN - eth7" <<<"$output"
}

@test "an interface that vanishes ends the watching: told, with the summary and an error" {
    speaker a 150
    background ob
    wait_for 5 prints "10.9.0.1 is master"
    ip -n ob link del eth0
    finish 74
    grep -q "^vrrpwatch: eth0: [^:]*$" "$LAB/watch.log"
    prints "^eth0 +51 +ipv4 "
    prints "10.9.0.1 .*adverts"
}

@test "a link that goes down and comes back does not end the watching" {
    speaker a 150
    watch_start ob
    wait_for 5 found SB-F1
    ip -n ob link set eth0 down
    wait_for 5 found SB-F8 open
    ip -n ob link set eth0 up
    wait_for 5 healed SB-F8
    watch_stop
}

@test "a check whose interface vanishes does not know" {
    speaker a 150
    background ob --check --for 9s
    sleep 0.5
    ip -n ob link del eth0
    finish 3
    [ "$(grep -c . "$LAB/watch.out")" = 1 ]
    prints "^VRRP UNKNOWN - "
}

@test "--for ends in time, with the summary" {
    local began
    speaker a 150
    began=$(now_us)
    live ob --for 1s
    [ "$status" = 0 ]
    [ $(($(now_us) - began)) -ge 1000000 ]
    [ $(($(now_us) - began)) -lt 1800000 ]
    grep -qE "^eth0 +51 +ipv4 +10.9.0.1 +150 +100 ms" <<<"$output"
}

@test "a signal ends it with the summary, USR1 prints it and goes on" {
    local signal
    speaker a 150
    for signal in TERM INT HUP; do
        background ob
        wait_for 5 prints "10.9.0.1 is master"
        not prints "^interface"
        kill -USR1 "$(cat "$LAB/watch.pid")"
        wait_for 5 prints "^eth0 +51 "
        kill -"$signal" "$(cat "$LAB/watch.pid")"
        finish 0
        [ "$(grep -c '^eth0 *51 ' "$LAB/watch.out")" = 2 ]
    done
}

@test "--summary-every prints the summary again and again, as text and as JSON" {
    speaker a 150
    background ob --summary-every 300ms
    wait_for 5 printed 3 '^eth0 +51 +ipv4 +10.9.0.1 '
    kill -INT "$(cat "$LAB/watch.pid")"
    finish 0
    background ob --summary-every 300ms --json
    wait_for 5 printed 3 '"type":"summary".*"vrid":51,.*"master":"10.9.0.1"'
    wait_for 5 printed 3 '"type":"counters"'
    kill -INT "$(cat "$LAB/watch.pid")"
    finish 0
}

# left_alone COMMAND...: it is read by somebody who leaves after the first line; its status, then what it said.
left_alone() {
    { "$@" 2>"$LAB/watch.log" 3>&- && echo 0 >"$LAB/status" || echo $? >"$LAB/status"; } | head -n 1
    echo "status $(cat "$LAB/status")"
    cat "$LAB/watch.log"
}

@test "a reader who leaves ends it without a word, and what is kept is complete" {
    local began
    speaker a 150
    began=$(now_us)
    run left_alone ip netns exec ob "$WATCH_BIN" -i eth0 --json --summary-every 200ms -w "$LAB/kept.pcap"
    [ $(($(now_us) - began)) -lt 5000000 ]
    [ "${#lines[@]}" = 2 ]
    grep -q '^{"schema":1,' <<<"${lines[0]}"
    [ "${lines[1]}" = "status 0" ]
    "$WATCH_BIN" -r "$LAB/kept.pcap" | grep -q "10.9.0.1 is master"
}

@test "a running vrrpwatch has no right left and gains none" {
    local pid option
    for option in --for --probe --promiscuous --json; do
        [ "$option" = --for ] && option='--for 9s'
        # shellcheck disable=SC2086 # words on purpose
        background ob $option
        pid=$(cat "$LAB/watch.pid")
        wait_for 5 grep -q '^CapEff:	0000000000000000$' "/proc/$pid/status"
        grep -q '^CapPrm:	0000000000000000$' "/proc/$pid/status"
        grep -q '^CapInh:	0000000000000000$' "/proc/$pid/status"
        grep -q '^NoNewPrivs:	1$' "/proc/$pid/status"
        kill -TERM "$pid"
        finish 0
    done
}

@test "a second check of an interface is refused, and quiet where it was asked to be" {
    speaker a 150
    background ob --check
    live ob --check
    [ "$status" = 3 ]
    grep -q "another check" <<<"$output"
    [ "${#lines[@]}" = 1 ]
    live ob --check --quiet-ok
    [ "$status" = 0 ]
    [ -z "$output$stderr" ]
    finish 0
    prints "^VRRP OK"
}

@test "a check of a split brain: the deaf one is named, and the status" {
    speaker a 150
    speaker b 100
    live ob --check
    [ "$status" = 2 ]
    grep -qE '^VRRP CRITICAL - split-brain SB-.*masters_51=2;' <<<"${lines[0]}"
    grep -q '^  fix: ' <<<"$output"
}

@test "a check of a silent network is critical within its timeout" {
    local began
    began=$(now_s)
    live ob --check --timeout 2
    [ "$status" = 2 ]
    grep -q "no virtual router was heard" <<<"$output"
    [ $(($(now_s) - began)) -le 4 ]
}

@test "--for is extended while an overlap is not yet decided, by three intervals at most" {
    local began took
    spawn a speaker_a python3 "$BATS_TEST_DIRNAME/speaker.py" eth0 10.9.0.1 150 51 "$VIP" 1
    wait_for 5 grep -q READY "$LAB/speaker_a.log"
    began=$(now_us)
    background ob --for 2s
    sleep 1.5
    spawn b speaker_b python3 "$BATS_TEST_DIRNAME/speaker.py" eth0 10.9.0.2 100 51 "$VIP" 1
    finish 0
    took=$(($(now_us) - began))
    [ "$took" -gt 2500000 ] || fail "ended after $took us"
    [ "$took" -lt 6000000 ] || fail "ended after $took us"
    prints "(WARNING|CRITICAL) .*10.9.0.2"
}

@test "killed, it leaves no process and no file" {
    printf '#!/bin/sh\ncat >/dev/null\n' >"$LAB/told"
    chmod 755 "$LAB/told"
    mkdir "$LAB/out"
    background ob --alert "exec:$LAB/told" --report "$LAB/out/page" --metrics "$LAB/out/metrics" --probe
    wait_for 5 test -e "$LAB/out/metrics"
    [ "$(ip netns pids ob | wc -l)" = 2 ]
    kill -KILL "$(cat "$LAB/watch.pid")"
    wait_for 3 not watches ob
    [ "$(cd "$LAB/out" && echo *)" = metrics ]
}

@test "metrics that cannot be written are told while it watches" {
    watch_start ob --metrics "$LAB/missing/metrics"
    wait_for 5 grep -q "missing/metrics: No such file or directory" "$LAB/watch.log"
    kill -0 "$(cat "$LAB/watch.pid")"
}

@test "a file that is to be written has to be writable without any right" {
    mkdir "$LAB/foreign"
    chown 65534:65534 "$LAB/foreign" || skip_without "only one user here"
    chmod 700 "$LAB/foreign"
    live ob --for 1s --report "$LAB/foreign/page"
    [ "$status" = 73 ]
    grep -q "foreign/page: Permission denied" <<<"$stderr"
}

@test "what -w keeps of a live split brain gives the same verdict later" {
    speaker a 150
    speaker b 100
    live ob --for 2s -w "$LAB/kept.pcap"
    [ "$status" = 0 ]
    grep -q "CRITICAL split-brain" <<<"$output"
    "$WATCH_BIN" -r "$LAB/kept.pcap" | grep -q "CRITICAL split-brain"
    [ "$(stat -c %a "$LAB/kept.pcap")" = 600 ]
}

@test "--probe finds who holds the address without an advert" {
    speaker a 150
    ip -n a addr add "$VIP/24" dev eth0
    ip -n b addr add "$VIP/24" dev eth0
    live ob --for 4s --probe
    [ "$status" = 0 ]
    grep -qE "(WARNING|CRITICAL) .*02:00:00:00:09:02" <<<"$output"
}
