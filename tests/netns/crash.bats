#!/usr/bin/env bats
# Processes of the master are killed one by one, or all together.
#
#      a: priority 150, loses processes        b: priority 100, would take over
#            |                                      |
#      ------+--------------------------------------+------ 10.9.0.0/24

load lab

master_a() {
    pair vrrpd vrrpd "$@"
    [ -z "${often-}" ] || sed -i 's/^instances:/  crash_loop: {deaths: 64, within: 1s}\n&/' "$LAB/a.cfg"
    observer_start
    router_start a vrrpd
    wait_for 15 has_vip a
    router_start b vrrpd
    wait_for 5 ctl b status
    spawn a addresses ip monitor address
    sleep 1
    since=$(now_us)
}

# replaced NAME OLD_PID: another process does the job now.
replaced() {
    local pid
    pid=$(process a "$1") && [ "$pid" != "$2" ] && [ "$pid" != 0 ]
}

kill_and_wait() {
    local pid
    pid=$(process a "$1")
    kill -KILL "$pid"
    wait_for 5 replaced "$1" "$pid"
}

# never_moved INTERVAL_MS: b kept quiet, the address stayed, no gap was longer than 1.5 intervals.
never_moved() {
    local now
    now=$(now_us)
    holds a
    [ "$(adverts_count b "$since")" = 0 ]
    between 0 "$(largest_gap_us a "$since" "$now")" $(($1 * 1500))
    not grep -q "^Deleted.*$VIP" "$LAB/addresses.log"
}

@test "the engine is killed 100 times at 100 ms adverts: no address moves, no advert is missed" {
    local often=yes # this is no crash loop
    master_a
    for _ in $(seq 100); do
        kill_and_wait vrrp
        sleep "0.$((RANDOM % 200 + 200))"
    done
    never_moved 100
}

@test "the engine is killed at 1 s adverts: no address moves, no advert is missed" {
    master_a interval_ms=1000
    for _ in 1 2 3 4 5; do
        kill_and_wait vrrp
        sleep "1.$((RANDOM % 10))"
    done
    never_moved 1000
}

@test "the address writer is killed: adverts go on, the address stays, it is written again" {
    master_a
    kill_and_wait kernel
    ip -n a addr del $VIP/24 dev eth0
    wait_for 2 has_vip a
    kill -KILL "$(process a kernel)"
    kill -TERM "$(cat "$LAB/a.pid")"
    wait_for 5 router_only addresses
    lacks_vip a
    wait_for 2 has_vip b
}

@test "the services process is killed: adverts go on and status answers again" {
    local pid
    master_a
    pid=$(process a services)
    kill -KILL "$pid"
    wait_for 5 replaced services "$pid"
    never_moved 100
}

@test "the supervisor is killed: priority 0 is sent, the addresses go, nothing is left" {
    master_a
    kill -KILL "$(process a supervisor)"
    wait_for 2 router_only addresses
    resigned a "$since"
    lacks_vip a
    wait_for 2 has_vip b
    on_time "$(skew_us 100 100)" "$(takeover_us a b "$since")"
}

# Of the processes in a only that one helper of the test is left.
router_only() {
    [ "$(router_pids a)" = "$(cat "$LAB/$1.pid")" ]
}

@test "all is killed at once: the next start recognises the address that was left behind" {
    ip -n a addr add 10.9.0.77/24 dev eth0
    master_a
    router_kill a
    wait_for 2 has_vip b
    router_conf a vrrpd && instance a vrrpd priority=50
    router_start a vrrpd
    wait_for 2 lacks_vip a
    holds_for 1 holds b
    has_vip a 10.9.0.77
}

@test "all is killed at once: a restart takes the address back without anybody's help" {
    master_a
    router_kill a
    wait_for 2 has_vip b
    router_start a vrrpd
    wait_for 5 holds a
    holds_for 1 holds a
}

@test "a stopped daemon leaves no process, no address and no socket behind" {
    master_a
    router_stop b
    kill -TERM "$(cat "$LAB/a.pid")"
    wait_for 5 router_only addresses
    lacks_vip a
    [ ! -e "$LAB/a.run/vrrpd.sock" ]
    [ ! -e "$LAB/a.run/vrrpd.pid" ]
}

# The engine's process, without asking the daemon.
kill_engine() {
    local pid
    for pid in $(router_pids a); do
        [ "$(tr -d '\0' <"/proc/$pid/cmdline")" != 'vrrpd: vrrp' ] || kill -KILL "$pid"
    done
} 2>/dev/null

@test "an engine that dies at once, again and again, is given up: priority 0, no address, non-zero exit" {
    master_a
    router_hup a # the frames kept ready have to be those of the running configuration
    sleep 0.5
    since=$(now_us)
    for _ in $(seq 500); do
        kill_engine
        ! router_only addresses || break
    done
    wait_for 5 router_only addresses
    resigned a "$since"
    lacks_vip a
    wait_for 2 holds b
    reports a 'resigning'
}
