#!/usr/bin/env bats
# An engine that dies, pauses or is reloaded, and the successor that adopts what it was (DESIGN section 2).

load sim

@test "an early adoption adverts at once and no address moves" {
    run_sim <<'LAN'
    router a priority 150
    router b priority 100
    start a
    start b
    run 10000
    mark
    kill a
    run 400
    adopt a
    run 10
    check a=master b=backup
    run 10000
    check a=master b=backup
    takeovers a 0
    takeovers b 0
    gap a 1000
LAN
}

@test "a late adoption becomes backup and drops the addresses" {
    run_sim <<'LAN'
    router a priority 150 nopreempt
    router b priority 100
    start a
    start b
    run 10000
    kill a
    run 4000
    check b=master
    adopt a
    check a=backup
    why a adopted-late
    run 20000
    check a=backup b=master
LAN
}

@test "an adoption that hears a stronger master in its queue yields with one last word" {
    run_sim <<'LAN'
    router a priority 150
    start a
    run 10000
    mark
    kill a
    spoof a priority 200
    run 10
    adopt a
    check a=backup
    why a higher-priority
    run 100
    sent a 1
LAN
}

@test "a reload to the same configuration changes nothing" {
    run_sim <<'LAN'
    router a priority 150
    router b priority 100
    start a
    start b
    run 10000
    mark
    reload a
    reload b
    run 20000
    check a=master b=backup
    takeovers a 0
    takeovers b 0
    gap a 1000
LAN
}

@test "a reload with a better priority preempts without a gap" {
    run_sim <<'LAN'
    router a priority 150
    router b priority 100
    start a
    start b
    run 10000
    reload b priority 200
    run 5000
    check a=backup b=master
    overlap 1
LAN
}

@test "a backup that learned nothing waits by its new interval after a reload" {
    run_sim <<'LAN'
    router a priority 100
    router b priority 200 interval 1000
    start a
    run 10000
    start b
    run 1500
    reload b interval 2000
    waits b 6437.5
    reload b interval 500
    waits b 1609.375
LAN
}

@test "a pause longer than the down interval: the queue is read before the timer fires (law 8)" {
    run_sim <<'LAN'
    router a priority 150
    router b priority 100
    start a
    start b
    run 10000
    mark
    pause b
    run 60000
    resume b
    check b=backup
    run 10000
    check a=master b=backup
    takeovers b 0
LAN
}

@test "a paused master yields to its successor with one last word" {
    run_sim <<'LAN'
    router a priority 150 nopreempt
    router b priority 200 nopreempt
    start a
    run 5000
    start b
    run 5000
    check a=master b=backup
    mark
    pause a
    run 10000
    check b=master
    resume a
    check a=backup
    sent a 1
    run 10000
    check a=backup b=master
LAN
}

@test "a paused master that nobody replaced adverts and announces again" {
    run_sim <<'LAN'
    router a priority 150
    start a
    run 30000
    mark
    pause a
    run 10000
    resume a
    run 100
    check a=master
    sent a 1
    announced a 5
LAN
}
