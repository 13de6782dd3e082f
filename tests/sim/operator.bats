#!/usr/bin/env bats
# What an operator may ask for: drain, fail-over, stop; and what stays true meanwhile.

load sim

@test "drain moves mastership away in the skew and the router stays away" {
    run_sim <<'LAN'
    router a priority 150
    router b priority 100
    start a
    start b
    run 10000
    drain a
    check a=backup
    why a drained
    run 700
    check b=master
    why b master-resigned
    run 60000
    check a=backup b=master
    priority a 1
LAN
}

@test "a drained router still takes the address when nobody else is left" {
    run_sim <<'LAN'
    router a priority 150
    router b priority 100
    start a
    start b
    run 10000
    drain a
    run 5000
    crash b
    run 4100
    check a=master
    priority a 1
    start b
    run 10000
    check a=backup b=master
LAN
}

@test "an undrained router takes its place back" {
    run_sim <<'LAN'
    router a priority 150
    router b priority 100
    start a
    start b
    run 10000
    drain a
    run 5000
    undrain a
    run 5000
    check a=master b=backup
LAN
}

@test "a drain survives the death of the engine and a reload" {
    run_sim <<'LAN'
    router a priority 150
    router b priority 100
    start a
    start b
    run 10000
    drain a
    run 5000
    kill a
    run 10
    adopt a
    run 10000
    check a=backup b=master
    reload a priority 200
    run 10000
    check a=backup b=master
    priority a 1
LAN
}

@test "a drained owner does not take its address back at once" {
    run_sim <<'LAN'
    router a priority 255
    router b priority 100
    start a
    start b
    run 10000
    drain a
    run 10000
    check a=backup b=master
    down a
    run 1000
    up a
    run 10000
    check a=backup b=master
LAN
}

@test "a fail-over happens once: the router does not preempt its successor" {
    run_sim <<'LAN'
    router a priority 150
    router b priority 100
    start a
    start b
    run 10000
    yield a
    why a failover
    run 60000
    check a=backup b=master
    crash b
    run 4000
    check a=master
    start b
    run 10000
    check a=master b=backup
LAN
}

@test "stop resigns from MASTER and is silent from every other state" {
    run_sim <<'LAN'
    router a priority 150
    router b priority 100
    start a
    start b
    run 10000
    stop b
    check b=init
    why b stopped
    run 5000
    check a=master
    start b
    run 5000
    down b
    check b=fault
    stop b
    check b=init
    up b
    start b
    run 5000
    stop a
    run 1000
    check a=init b=master
    stop a
    check a=init
LAN
}
