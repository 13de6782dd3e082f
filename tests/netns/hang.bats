#!/usr/bin/env bats
# Processes of the master die, hang or are stopped, one by one or all together: nobody outside may notice.
#
#      a: priority 150, suffers        b: priority 100, would take over      cl: asks the VIP 1,000 times a second
#            |                              |                                     |
#      ------+------------------------------+-------------------------------------+------ 10.9.0.0/24

load lab
load unnoticed

group=/sys/fs/cgroup/freezer/vrrpkit-hang-$$ # of one test

teardown() {
    lab_report
    [ ! -d "$group" ] || echo THAWED >"$group/freezer.state"
    lab_down
    [ ! -d "$group" ] || wait_for 5 rmdir "$group" 2>/dev/null
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

# The freezer lets nobody die: what is frozen in there is as good as stuck in the kernel.
@test "an engine that cannot even be killed: the node resigns honestly" {
    local engine
    mkdir "$group" 2>/dev/null || skip "no freezer (cgroup v1) that we may use"
    loop_conf
    engine=$(process a vrrp)
    echo "$engine" >"$group/tasks"
    echo FROZEN >"$group/freezer.state"
    wait_for 5 resigned a "$since" || true
    wait_for 5 lacks_vip a || true
    wait_for 5 test -e "$LAB/status" || true
    echo THAWED >"$group/freezer.state"
    wait_for 10 router_gone a
    reports a 'vrrp hangs'
    reports a 'vrrp cannot be killed: resigning'
    grep -q '"code":"VR-JAM"' "$LAB/follower.log"
    resigned a "$since"
    lacks_vip a
    [ "$(cat "$LAB/status")" = 1 ]
    wait_for 2 holds b
}

# loop_conf: a with the default of five deaths in five seconds, and a hook that tells.
loop_conf() {
    printf '#!/bin/sh\necho "$*" >>%s/calls\n' "$LAB" >"$LAB/hook"
    chmod 755 "$LAB/hook"
    router_conf a vrrpd
    sed -i '1a\  script_user: root' "$LAB/a.cfg"
    instance a vrrpd priority=150 "more=    notify: {any: [$LAB/hook, any], stop: [$LAB/hook, stop]}"
    router_conf b vrrpd && instance b vrrpd priority=100
    observer_start
    # shellcheck disable=SC2016 # the inner shell's
    ip netns exec a setsid bash -c \
        '"$0" -n -l -f "$1/a.cfg" --run-dir "$1/a.run" >>"$1/a.log" 2>&1; echo $? >"$1/status"' \
        "$OUT/bin/vrrpd" "$LAB" </dev/null 3>&- &
    disown $!
    wait_for 5 has_vip a
    router_start b vrrpd
    wait_for 5 ctl b status
    spawn cl follower "$OUT/bin/vrrpctl" -s "$LAB/a.run/vrrpd.sock" events --follow --json
    sleep 0.5
    since=$(now_us)
}

# kill_often NAME: until it is given up.
kill_often() {
    local pid
    for _ in $(seq 200); do
        for pid in $(router_pids a); do
            [ "$(tr -d '\0' 2>/dev/null <"/proc/$pid/cmdline")" != "vrrpd: $1" ] || kill -KILL "$pid"
        done 2>/dev/null
        [ ! -e "$LAB/status" ] || break
        sleep 0.1
    done
}

crash_loop() {
    loop_conf
    kill_often "$1"
    wait_for 10 router_gone a
    [ "$(cat "$LAB/status")" = 1 ]
    reports a 'vrrp and kernel ended 5 times within 5 s: resigning'
    resigned a "$since"
    lacks_vip a
    wait_for 2 holds b
    grep -q '"code":"VR-DIED"' "$LAB/follower.log"
    grep -q '"code":"VR-LOOP"' "$LAB/follower.log"
    "$TOP/tests/schema/validate" event <"$LAB/follower.log"
    grep -q "^stop" "$LAB/calls"
    grep -q "^any INSTANCE VI_1 STOP" "$LAB/calls"
}

@test "an engine that dies five times within five seconds: resigned, events told, hooks run, status 1" {
    crash_loop vrrp
}

@test "a kernel process that dies five times within five seconds: the same" {
    crash_loop kernel
}

@test "four deaths within five seconds are none, and services may die as often as it likes" {
    local pid
    master_a vrrpd
    sed -i '/crash_loop/d' "$LAB/a.cfg"
    ctl a reload
    since=$(now_us)
    for _ in 1 2 3 4; do
        hurt vrrp KILL
        sleep 0.2
    done
    for _ in $(seq 8); do
        pid=$(process a services) || { sleep 0.5; continue; }
        kill -KILL "$pid"
        sleep 0.3
    done
    wait_for 5 ctl a status
    unnoticed 100
}

# Where real time is refused an engine may be kept from the processor for long: another one would be, too.
@test "an engine that starves is not taken for one that hangs" {
    local engine
    master_a vrrpd
    engine=$(process a vrrp)
    chrt --other --pid 0 "$engine" && taskset -p 1 "$engine"
    spawn ob hog timeout 2.5 taskset 1 chrt --rr 15 bash -c 'while :; do :; done'
    sleep 3
    not reports a 'hangs'
    [ "$(process a vrrp)" = "$engine" ]
    awk '{ exit !($2 > 200000000) }' "/proc/$engine/schedstat" # it did wait for the processor
}
