#!/usr/bin/env bats
# Captures of real keepalived in the network lab, healthy and not (adverts and ARP of a few seconds each), and word for
# word what vrrpwatch says of them. A text that was changed on purpose is taken over in tests/pcap/fixtures with
#   TZ=UTC vrrpwatch -r X.pcap --color never >X.txt

load ../helpers

# told NAME: what is said of NAME.pcap is what NAME.txt holds.
told() {
    cd "$TOP/tests/pcap/fixtures" || return
    diff "$1.txt" <(TZ=UTC "$OUT/bin/vrrpwatch" -r "$1.pcap" --color never)
}

@test "a master that resigns: a hand-over, nothing to complain of" {
    told healthy
    not grep -qE 'WARNING|CRITICAL' healthy.txt
}

@test "SB-A: the weaker node is deaf and the stronger one answers it" {
    told one-deaf
}

@test "SB-B: a master whose own adverts are dropped announces the address beside its successor" {
    told mute
}

@test "SB-A8: unicast on one side, multicast on the other" {
    told mixed-modes
}

@test "SB-A10: one router answers with two MACs" {
    told arp-flux
}

@test "SB-D1: a master was paused for longer than its backup waits" {
    told pause
}

@test "SB-E1 and SB-E3: a split is over and the loser announced last" {
    told stale-caches
}

@test "a check of a capture has the statuses of a plugin" {
    cd "$TOP/tests/pcap/fixtures"
    run "$OUT/bin/vrrpwatch" --check -r healthy.pcap
    echo "$output"
    [ "$status" = 0 ]
    run "$OUT/bin/vrrpwatch" --check -r pause.pcap
    echo "$output"
    [ "$status" = 1 ]
    run "$OUT/bin/vrrpwatch" --check -r one-deaf.pcap
    echo "$output"
    [ "$status" = 2 ]
    run "$OUT/bin/vrrpwatch" --check -r nonesuch.pcap
    [ "$status" = 3 ]
}
