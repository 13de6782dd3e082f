#!/usr/bin/env bats
# Who claims our addresses is heard without harm: storms of ARP, frames of other VLANs, an engine that dies.
#
#      a: master, 150        b: backup, 100        ob: observer        cl: claims, storms
#            |                     |                   |                    |
#      ------+---------------------+-------------------+--------------------+------ 10.9.0.0/24

load lab

STRANGER=02:00:00:00:09:66

claim_pair() {
    pair vrrpd vrrpd "$@"
    observer_start
    router_start a vrrpd
    wait_for 5 has_vip a
    router_start b vrrpd
    sleep 1
}

neighbour() {
    ip netns exec cl "$TOP/tests/netns/neighbour.py" eth0 $STRANGER "$@"
}

# storm ADDRESS: 100,000 frames a second for three seconds, as far as the machine can; prints how many.
storm() {
    ip netns exec cl "$OUT/tests/netns/storm" eth0 $STRANGER "$1" 100000 3
}

# How long the engine of NODE has run on a processor so far, in microseconds.
engine_us() {
    awk '{ printf "%.0f\n", $1 / 1000 }' "/proc/$(process "$1" vrrp)/schedstat"
}

@test "a storm of ARP by others: no advert is late, and the engine does not see it" {
    local since before cost count
    claim_pair
    before=$(engine_us b)
    sleep 3
    cost=$(($(engine_us b) - before))
    since=$(now_us) before=$(engine_us b)
    count=$(storm any)
    cost=$(($(engine_us b) - before - cost))
    echo "$count frames; the engine of b took $cost us more" >&3
    [ "$count" -gt 100000 ]
    [ "$(largest_gap_us a "$since" "$(now_us)")" -lt 150000 ]
    [ "$cost" -lt 100000 ]
    not reports a SB-
}

@test "a storm of ARP in our name: no advert is late, it is called by its name, and bounded" {
    local since before cost count
    claim_pair
    since=$(now_us) before=$(engine_us a)
    count=$(storm $VIP)
    cost=$(($(engine_us a) - before))
    echo "$count frames; the engine of a took $cost us" >&3
    [ "$count" -gt 100000 ]
    [ "$(largest_gap_us a "$since" "$(now_us)")" -lt 150000 ]
    [ "$cost" -lt 600000 ]
    reports a "SB-C5 open: $STRANGER"
    holds a
    [ "$(ctl a status --json | json "d['counters']['claims_dropped']")" -gt 0 ]
    [ "$(grep -c SB-C5 "$LAB/a.log")" -le 2 ]
}

@test "frames of another VLAN are not ours" {
    claim_pair
    neighbour tagged $VIP 3 0.2
    sleep 0.3
    not reports a SB-
    neighbour claim $VIP 3 0.2
    wait_for 2 reports a SB-C5
}

@test "an engine that is killed and its successor hear through the same sockets" {
    claim_pair
    kill -KILL "$(process a vrrp)"
    wait_for 3 reports a 'vrrp ended unasked'
    sleep 0.5
    neighbour claim $VIP 3 0.2
    wait_for 2 reports a SB-C5
}

@test "an incident outlives the engine that opened it" {
    claim_pair
    spawn cl claimer "$TOP/tests/netns/neighbour.py" eth0 $STRANGER claim $VIP 30 0.1
    wait_for 3 reports a 'SB-C5 open'
    kill -KILL "$(process a vrrp)"
    wait_for 8 reports a 'SB-C5 closed'
    [ "$(grep -c 'SB-C5 open' "$LAB/a.log")" = 1 ]
}
