#!/usr/bin/env bats
# Taking mastership back from a weaker router, or leaving it where it is (RFC 9568 6.4.2 (420)).

load sim

@test "a better backup preempts after one down interval" {
    run_sim <<'LAN'
    router a priority 150
    router b priority 100
    start b
    run 10000
    check b=master
    start a
    run 3400
    check a=backup
    run 100
    check a=master b=backup
    why a preempted
    why b higher-priority
    overlap 1
LAN
}

@test "with nopreempt a better backup leaves the master alone" {
    run_sim <<'LAN'
    router a priority 150 nopreempt
    router b priority 100
    start b
    run 10000
    start a
    run 60000
    check a=backup b=master
    crash b
    run 4000
    check a=master
    why a master-silent
LAN
}

@test "an owner preempts even with nopreempt" {
    run_sim <<'LAN'
    router a priority 255 nopreempt
    router b priority 100
    start a
    start b
    run 1000
    down a
    run 10000
    check a=fault b=master
    up a
    run 10
    check a=master b=backup
LAN
}

@test "preempt_delay puts preemption off, and a silent master is replaced without it" {
    run_sim <<'LAN'
    router a priority 150 preempt_delay 20000
    router b priority 100
    start b
    run 10000
    start a
    run 20000
    check a=backup b=master
    run 5000
    check a=master b=backup
    why a preempted
    crash a
    run 4000
    check b=master
    start a
    run 2000
    crash b
    run 4000
    check a=master
    why a master-silent
LAN
}

@test "a preempt_delay starts over when the master it waits for was replaced by a better one" {
    run_sim <<'LAN'
    router a priority 150 preempt_delay 20000
    router b priority 100
    router c priority 200
    start b
    run 10000
    start a
    run 15000
    start c
    run 5000
    check a=backup c=master
    crash c
    run 4000
    check a=master
LAN
}

@test "a raised priority preempts, a lowered one lets go" {
    run_sim <<'LAN'
    router a priority 100
    router b priority 90
    start a
    start b
    run 10000
    check a=master b=backup
    weight a 80
    run 6000
    check a=backup b=master
    weight a 100
    run 6000
    check a=master b=backup
LAN
}
