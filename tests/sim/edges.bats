#!/usr/bin/env bats
# What comes from below: frames that are no adverts, links and addresses that go away.

load sim

# Sends one frame with defect $1 to a backup and to a master of version $2, with the further settings $3.
rejected_everywhere() {
    run_sim <<LAN
    router a version $2 priority 150 $3
    router b version $2 priority 100 $3
    start a
    start b
    run 10000
    malformed a $1
    malformed b $1
    run 900
    check a=master b=backup
    rejected a $1 1
    rejected b $1 1
LAN
}

@test "a malformed frame changes no state and has a counter of its own (I12)" {
    for error in truncated not-ip not-vrrp bad-ttl bad-version bad-type bad-vrid no-addresses bad-length \
        bad-checksum zero-interval unknown-vrid version-mismatch; do
        [ $error = no-addresses ] || rejected_everywhere $error 2 # version 2 may carry none
        rejected_everywhere $error 3
        rejected_everywhere $error 3 "checksum plain"
    done
}

@test "a wrong password, a missing one, and another interval are refused in v2" {
    rejected_everywhere auth-failed 2 "pass secret"
    rejected_everywhere auth-type-mismatch 2 "pass secret"
    rejected_everywhere auth-type-mismatch 2
    rejected_everywhere interval-mismatch 2
}

@test "an advert with interval 0 does not become anybody's timer (erratum 8301)" {
    run_sim <<'LAN'
    router a priority 200
    router b priority 100
    start a
    start b
    run 10000
    malformed b zero-interval
    run 1
    waits b 3609.375
LAN
}

@test "routers with different checksum flavours understand each other" {
    run_sim <<'LAN'
    router a priority 200 checksum plain
    router b priority 100 checksum pseudo
    start a
    start b
    run 20000
    check a=master b=backup
    crash a
    run 10000
    start a
    run 10000
    check a=master b=backup
    rejected a bad-checksum 0
    rejected b bad-checksum 0
LAN
}

@test "our own adverts that come back are refused" {
    run_sim <<'LAN'
    router a priority 200
    start a
    run 10000
    spoof a priority 255 address 10.9.0.1
    run 500
    check a=master
    rejected a own-source 1
LAN
}

@test "a link that goes down is a fault, and the router comes back as backup" {
    run_sim <<'LAN'
    router a priority 150
    router b priority 100
    start a
    start b
    run 10000
    down a
    check a=fault
    why a link-down
    run 4000
    check b=master
    up a
    check a=backup
    why a recovered
    run 5000
    check a=master b=backup
LAN
}

@test "a lost address resigns, so the backup need not wait for the down interval" {
    run_sim <<'LAN'
    router a priority 150
    router b priority 100
    start a
    start b
    run 10000
    lose-address a
    check a=fault
    why a no-address
    run 700
    check b=master
    find-address a
    run 5000
    check a=master
LAN
}

@test "a start without a link waits in FAULT and sends nothing" {
    run_sim <<'LAN'
    router a priority 255
    down a
    start a
    run 10000
    check a=fault
    why a no-interface
    sent a 0
    up a
    check a=master
LAN
}

@test "late timers and a slow kernel leave one master and no gap" {
    run_sim <<'LAN'
    router a priority 150
    router b priority 100
    late a 200
    late b 200
    install a 1500
    start a
    start b
    run 600000
    check a=master b=backup
    takeovers a 1
    takeovers b 0
    gap a 1200
LAN
}

@test "announcements follow the addresses, not the transition" {
    run_sim <<'LAN'
    router a priority 255 garp_delay 5000
    install a 400
    start a
    run 399
    announced a 0
    run 2
    announced a 5
    run 4990
    announced a 5
    run 20
    announced a 10
    run 60000
    announced a 10
LAN
}

@test "announcements are refreshed when asked for" {
    run_sim <<'LAN'
    router a priority 255 garp_repeat 1 garp_delay 1000 garp_refresh 10000
    start a
    run 5000
    mark
    run 60000
    announced a 6
LAN
}
