#!/usr/bin/env bats
# Who becomes master when the master goes, and exactly when (RFC 9568 6.1 and 6.4, RFC 3768 6.4).

load sim

@test "a backup takes over when the master goes silent, and yields when it returns" {
    run_sim <<'LAN'
    router a priority 150
    router b priority 100
    start a
    start b
    run 10000
    check a=master b=backup
    cut a
    run 3700
    check a=master b=master
    why b master-silent
    join a
    run 2000
    check a=master b=backup
    why b higher-priority
    overlap 1001
LAN
}

@test "the master down interval is three adverts and the skew, to the millisecond (RFC 9568 6.1)" {
    run_sim <<'LAN'
    delay 0
    router a priority 200
    router b priority 100
    start a
    start b
    run 10000
    # a started at 0 and became master after 3218.75 ms; its last advert before the crash is at 9218.75
    crash a
    waits b 3609.375
    run 2828
    check b=backup
    run 1
    check b=master
LAN
}

@test "priority 0 hands over after the skew alone (RFC 9568 6.4.2)" {
    run_sim <<'LAN'
    delay 0
    router a priority 200
    router b priority 100
    start a
    start b
    run 10000
    stop a
    run 609
    check a=init b=backup
    run 1
    check b=master
    why b master-resigned
LAN
}

@test "in v2 the skew does not depend on the interval (RFC 3768 6.1)" {
    run_sim <<'LAN'
    delay 0
    router a version 2 priority 200 interval 5000
    router b version 2 priority 100 interval 5000
    start a
    start b
    run 60000
    waits b 15609.375
    stop a
    run 609
    check b=backup
    run 1
    check b=master
LAN
}

@test "a backup learns the interval of its master in v3 (RFC 9568 6.4.2)" {
    run_sim <<'LAN'
    router a priority 200 interval 2000
    router b priority 100 interval 100
    start a
    run 10000
    check a=master
    start b
    run 10000
    check a=master b=backup
    waits b 7218.75
LAN
}

@test "adverts with another interval are refused in v2 (RFC 3768 7.1)" {
    run_sim <<'LAN'
    router a version 2 priority 200 interval 2000
    router b version 2 priority 100 interval 1000
    start a
    start b
    run 10100
    check a=master b=master
    rejected b interval-mismatch 2
LAN
}

@test "the backup with the best priority takes over among three" {
    run_sim <<'LAN'
    router a priority 200
    router b priority 100
    router c priority 150
    start a
    start b
    start c
    run 10000
    check a=master b=backup c=backup
    mark
    crash a
    run 10000
    check b=backup c=master
    takeovers b 0
LAN
}

@test "equal priorities: the larger address stays master, the smaller gives up (RFC 9568 6.4.3)" {
    run_sim <<'LAN'
    router a priority 100 address 10.9.0.9
    router b priority 100 address 10.9.0.10
    cut a b
    start a
    start b
    run 10000
    check a=master b=master
    join a b
    run 1500
    check a=backup b=master
    why a higher-address
LAN
}

@test "equal priorities: a backup does not take over from a smaller address" {
    run_sim <<'LAN'
    router a priority 100 address 10.9.0.9
    router b priority 100 address 10.9.0.10
    start a
    run 5000
    start b
    run 20000
    check a=master b=backup
LAN
}

@test "an owner is master from the start (RFC 9568 6.4.1)" {
    run_sim <<'LAN'
    router a priority 255
    router b priority 200
    start b
    run 10000
    check b=master
    start a
    check a=master
    why a owner
    run 10
    check a=master b=backup
    overlap 1
LAN
}

@test "two owners resolve by address (erratum 8298)" {
    run_sim <<'LAN'
    router a priority 255 address 10.9.0.9
    router b priority 255 address 10.9.0.10
    start a
    start b
    run 1500
    check a=backup b=master
    overlap 1001
    run 20000
    check a=backup b=master
LAN
}

@test "a router alone becomes master" {
    run_sim <<'LAN'
    router a priority 1
    start a
    run 3995
    check a=backup
    run 2
    check a=master
LAN
}

@test "a resignation of somebody we do not follow changes nothing" {
    run_sim <<'LAN'
    router a priority 200
    router b priority 100
    start a
    start b
    run 10000
    spoof b priority 0 address 10.9.0.77
    run 700
    check a=master b=backup
LAN
}
