#!/usr/bin/env bats
# A master dies or leaves; the backup takes its address over when the protocol allows it.
#
#      a: priority 150        b: priority 100       client asks 10.9.0.100 every millisecond
#         10.9.0.1               10.9.0.2              10.9.0.10
#            |                      |                     |
#      ------+----------------------+---------------------+------ 10.9.0.0/24

load lab

ROUTER=${ROUTER:-vrrpd}

@test "the router with the higher priority becomes master, the other one stays backup" {
    pair "$ROUTER" "$ROUTER"
    router_start b "$ROUTER"
    router_start a "$ROUTER"
    wait_for 5 holds a
    holds_for 1 holds a
}

@test "a backup takes over one master down interval after the last advert of a dead master" {
    local died outage
    pair "$ROUTER" "$ROUTER"
    observer_start
    router_start a "$ROUTER"
    wait_for 5 has_vip a
    router_start b "$ROUTER"
    prober_start
    sleep 0.5
    died=$(now_us)
    power_off a
    wait_for 5 has_vip b
    sleep 0.3
    on_time "$(down_us 100 100)" "$(takeover_us a b "$died")"
    prober_stop
    outage=$(awk '$1 == "OUTAGE" { print $3 - $2; exit }' "$LAB/prober.log")
    between 200000 "${outage:?the client saw no outage}" 450000
}

@test "a new master sends its advert first, then gratuitous ARP for every address" {
    local first
    pair "$ROUTER" "$ROUTER" vips="$VIP,$VIP2"
    observer_start
    router_start b "$ROUTER"
    wait_for 5 holds b
    sleep 0.3
    first=$(adverts b | awk '{ print $1; exit }')
    garps b | awk -v first="$first" '$1 < first { exit 1 }'
    [ "$(garps b | awk '{ print $4 }' | sort -u | tr '\n' ' ')" = "$VIP $VIP2 " ]
    [ "$(garps b | awk -v vip=$VIP '$4 == vip' | wc -l)" -ge 5 ]
}

@test "a master that is stopped resigns, and the backup waits for the skew only" {
    local stopped
    pair "$ROUTER" "$ROUTER"
    observer_start
    router_start a "$ROUTER"
    wait_for 5 has_vip a
    router_start b "$ROUTER"
    sleep 0.5
    stopped=$(now_us)
    router_stop a
    wait_for 5 holds b
    resigned a "$stopped"
    on_time "$(skew_us 100 100)" "$(takeover_us a b "$stopped")"
}

@test "the second round of gratuitous ARP comes after its delay" {
    local first
    pair "$ROUTER" "$ROUTER"
    observer_start
    router_start b "$ROUTER"
    wait_for 5 has_vip b
    first=$(now_us)
    sleep 5.5
    [ "$(garps b $((first + 3000000)) | wc -l)" -ge 5 ]
}
