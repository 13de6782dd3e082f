#!/usr/bin/env bats
# Processes of the master die, hang or are stopped, one by one or all together: nobody outside may notice.
#
#      a: priority 150, suffers        b: priority 100, would take over      cl: asks the VIP 1,000 times a second
#            |                              |                                     |
#      ------+------------------------------+-------------------------------------+------ 10.9.0.0/24

load lab

# often: many deaths within seconds are meant here, and no crash loop.
often() {
    sed -i 's/^instances:/  crash_loop: {deaths: 64, within: 1s}\n&/' "$LAB/a.cfg"
}

# master_a PEER KEY=VALUE...: a is master, b its peer, somebody watches.
master_a() {
    local peer=$1
    shift
    [ "$peer" != keepalived ] || need_peer
    pair vrrpd "$peer" "$@"
    often
    observer_start
    router_start a vrrpd
    wait_for 15 has_vip a
    router_start b "$peer"
    wait_for 5 b_listens
    prober_start
    sleep 0.5
    since=$(now_us)
}

b_listens() {
    ctl b status >/dev/null 2>&1 || reports b 'Entering BACKUP STATE'
}

# replaced NAME OLD_PID: another process does the job now.
replaced() {
    local pid
    pid=$(process a "$1") && [ "$pid" != "$2" ] && [ "$pid" != 0 ]
}

# hurt NAME SIGNAL: and waits for the one that follows.
hurt() {
    local pid
    pid=$(process a "$1")
    kill "-$2" "$pid"
    wait_for 8 replaced_seen "$1" "$pid"
}

# The services process that would tell may be the one that is hurt.
replaced_seen() {
    [ ! -e "/proc/$2" ] && replaced "$1" "$2"
}

# unnoticed INTERVAL_MS: no address moved, no probe was lost, no gap was longer than 1.5 intervals.
unnoticed() {
    local now
    now=$(now_us)
    prober_stop
    holds a
    [ "$(moves "$since")" = 0 ]
    not resigned a "$since"
    between 0 "$(largest_gap_us a "$since" "$now")" $(($1 * 1500))
    not grep -E 'OUTAGE|DOWN' "$LAB/prober.log"
}

engine_dies() {
    master_a "$1"
    for signal in KILL ABRT STOP; do
        hurt vrrp $signal
        sleep 0.4
    done
    reports a 'vrrp hangs'
    unnoticed 100
}

@test "the engine is killed, aborted, stopped: nobody notices, with vrrpd as peer" {
    engine_dies vrrpd
}

@test "the engine is killed, aborted, stopped: nobody notices, with keepalived as peer" {
    engine_dies keepalived
}

@test "the engine is stopped at 1 s adverts: nobody notices" {
    master_a keepalived interval_ms=1000
    hurt vrrp STOP
    sleep 2
    unnoticed 1000
}

others_die() {
    local name signal
    master_a "$1"
    for name in services kernel runner; do
        for signal in KILL STOP; do
            hurt $name $signal
            sleep 0.3
        done
    done
    reports a 'kernel hangs'
    reports a 'services hangs'
    reports a 'runner hangs'
    has_vip a # its lease has been renewed
    unnoticed 100
}

@test "services, kernel and runner are killed and stopped: nobody notices, with vrrpd as peer" {
    others_die vrrpd
}

@test "services, kernel and runner are killed and stopped: nobody notices, with keepalived as peer" {
    others_die keepalived
}

@test "the kernel process is stopped at 1 s adverts: it is replaced before the lease runs out" {
    master_a vrrpd interval_ms=1000
    spawn a addresses ip monitor address
    hurt kernel STOP
    sleep 3
    not grep -q "^Deleted.*$VIP" "$LAB/addresses.log"
    unnoticed 1000
}

# Everything at once is no hang: who wakes up has not been judged while all slept.
@test "the whole daemon is stopped for half a second, many times: nobody is killed for it" {
    local pids i
    master_a vrrpd interval_ms=1000
    mapfile -t pids <<<"$(router_pids a)"
    for i in 1 2 3 4 5 6; do
        kill -STOP "${pids[@]}"
        sleep 0.5
        kill -CONT "${pids[@]}"
        sleep 1
    done
    not reports a 'hangs'
    [ "$(router_pids a | tr '\n' ' ')" = "${pids[*]} " ]
    prober_stop
    [ "$(moves "$since")" = 0 ]
    holds a
}

@test "the supervisor alone is stopped for two seconds: nobody is killed for it" {
    local pids
    master_a vrrpd
    pids=$(router_pids a)
    kill -STOP "$(cat "$LAB/a.pid")"
    sleep 2
    kill -CONT "$(cat "$LAB/a.pid")"
    sleep 1
    not reports a 'hangs'
    [ "$(router_pids a)" = "$pids" ]
    unnoticed 100
}
