#!/usr/bin/env bats
# What a live capture takes off the wire: everything that vrrpwatch understands, tagged or not, and nothing else.
#
#      sniff0: frames of tests/pcap/make_captures.py ------ sniff1: vrrpwatch

load lab

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    python3 "$TOP/tests/pcap/make_captures.py" .
    ip link add sniff0 type veth peer name sniff1
    # Both ends are deaf and mute of their own, so that what is heard is what was sent.
    for end in sniff0 sniff1; do
        echo 1 >/proc/sys/net/ipv6/conf/$end/disable_ipv6
        ip link set $end arp off up
    done
    wait_for 5 eval 'ip link show dev sniff1 | grep -q "state UP"'
}

teardown() {
    [ ! -e watch.pid ] || kill -KILL "$(cat watch.pid)" 2>/dev/null
    ip link del sniff0 2>/dev/null || true
}

# Listens until listened; keeps what it hears in heard.pcap.
listen() {
    "$OUT/bin/vrrpwatch" -i sniff1 -w heard.pcap >watch.log 2>&1 3>&- &
    echo $! >watch.pid
    wait_for 5 listening
}

# It has opened everything, its filter included, when it has given its rights away.
listening() {
    grep -q '^CapEff:[[:space:]]*0*$' "/proc/$(cat watch.pid)/status"
}

# Ends the listener the way people do; fails when it failed.
listened() {
    local status=0
    sleep 0.3
    kill -INT "$(cat watch.pid)"
    wait "$(cat watch.pid)" || status=$?
    rm watch.pid
    [ "$status" = 0 ] || fail "vrrpwatch ended with $status: $(cat watch.log)"
}

# frames FILE: what is in a capture, without times, without what our own joining of the groups adds.
frames() {
    "$OUT/tests/pcap/decode" "$1" | sed 's/^[^ ]* //' | grep '^00:00:5e:00:01:33'
}

@test "adverts, neighbours and members of both families are heard" {
    listen
    "$TOP/tests/pcap/replay.py" ethernet.pcap sniff0
    listened
    [ "$(frames ethernet.pcap | wc -l)" = 16 ]
    diff <(frames ethernet.pcap) <(frames heard.pcap)
}

@test "adverts in a VLAN are heard with its number" {
    listen
    "$TOP/tests/pcap/replay.py" vlan.pcap sniff0
    listened
    [ "$(frames heard.pcap | grep -c ' vlan 100 .*: advert ')" = 4 ]
    diff <(frames vlan.pcap | head -n 4) <(frames heard.pcap | head -n 4)
}

@test "fragments, authentication headers and broken adverts are heard, foreign frames are not" {
    listen
    "$TOP/tests/pcap/replay.py" broken.pcap sniff0
    listened
    diff <(frames broken.pcap | grep -v foreign) <(frames heard.pcap)
    # Foreign frames are not kept; when all that came was kept, the kernel has dropped them already.
    [ "$(sed -n 's/^\([0-9]*\) frames, .*/\1/p' watch.log)" = "$("$OUT/tests/pcap/decode" heard.pcap | wc -l)" ]
}

member() {
    ip maddr show dev sniff1 | grep -qE "$1"
}

@test "vrrpwatch is a member of both groups while it listens" {
    echo 0 >/proc/sys/net/ipv6/conf/sniff1/disable_ipv6
    listen
    wait_for 2 member 'inet *224.0.0.18'
    wait_for 2 member 'inet6 *ff02::12'
    listened
    not member '224.0.0.18|ff02::12'
}

@test "an interface that goes away ends it with words" {
    listen
    ip link del sniff0
    wait_for 5 not kill -0 "$(cat watch.pid)"
    not wait "$(cat watch.pid)"
    rm watch.pid
    grep -q sniff1 watch.log
}

@test "an interface that is not there, or down, is told" {
    run "$OUT/bin/vrrpwatch" -i nonesuch --for 1s
    [ "$status" != 0 ]
    grep -q 'nonesuch' <<<"$output"
    ip link set sniff1 down
    run "$OUT/bin/vrrpwatch" -i sniff1 --for 1s
    [ "$status" != 0 ]
    grep -q 'sniff1' <<<"$output"
}
