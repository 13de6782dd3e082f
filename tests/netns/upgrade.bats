#!/usr/bin/env bats
# Another program takes the master's place while it serves: nobody outside may notice.
#
#      a: priority 150, is upgraded        b: priority 100, would take over      cl: asks the VIP 1,000 times a second
#            |                                  |                                     |
#      ------+----------------------------------+-------------------------------------+------ 10.9.0.0/24

load lab
load unnoticed

# upgraded_a PEER KEY=VALUE...: as master_a, and who is who.
upgraded_a() {
    master_a "$@"
    supervisor=$(process a supervisor)
    engine=$(process a vrrp)
}

# same_daemon: everything that was at work still is.
same_daemon() {
    [ "$(process a supervisor)" = "$supervisor" ]
    [ "$(process a vrrp)" = "$engine" ]
}

# upgraded: the supervisor is the same process, its engine another one.
upgraded() {
    [ "$(process a supervisor)" = "$supervisor" ]
    [ "$(process a vrrp)" != "$engine" ]
    engine=$(process a vrrp)
}

# program NAME: a copy of vrrpd of its own.
program() {
    cp "$OUT/bin/vrrpd" "$LAB/$1"
    chmod 755 "$LAB/$1"
}

upgrade_under_traffic() {
    local transitions
    upgraded_a "$1"
    transitions=$(field a "i['transitions']")
    program vrrpd-next
    run ctl a upgrade "$LAB/vrrpd-next"
    echo "$output"
    [ "$status" = 0 ]
    [[ $output == "upgraded from version "*"$LAB/vrrpd-next" ]]
    upgraded
    [ "$(readlink "/proc/$supervisor/exe")" = "$LAB/vrrpd-next" ]
    [ "$(field a "i['transitions']")" = "$transitions" ]
    [ "$(ctl a status --json | json "d['counters']['upgrades']")" = 1 ]
    ctl a events --json | grep -q '"code":"VR-NEW"'
    unnoticed 100
}

@test "an upgrade under traffic, with vrrpd as peer" {
    upgrade_under_traffic vrrpd
}

@test "an upgrade under traffic, with keepalived as peer" {
    upgrade_under_traffic keepalived
}

@test "an upgrade to the file that runs, twice in a row, at 1 s adverts" {
    upgraded_a keepalived interval_ms=1000
    ctl a upgrade
    upgraded
    ctl a upgrade
    upgraded
    unnoticed 1000
}

@test "the file that runs was replaced, as a package does: its successor takes over" {
    program vrrpd
    OUT_BIN=$LAB/vrrpd
    pair vrrpd vrrpd
    spawn a a "$OUT_BIN" -n -l -f "$LAB/a.cfg" --run-dir "$LAB/a.run"
    router_start b vrrpd
    wait_for 5 holds a
    supervisor=$(process a supervisor) engine=$(process a vrrp)
    cp "$LAB/vrrpd" "$LAB/vrrpd.new"
    chmod 755 "$LAB/vrrpd.new"
    mv "$LAB/vrrpd.new" "$LAB/vrrpd"
    [[ $(readlink "/proc/$supervisor/exe") == *deleted* ]]
    ctl a upgrade
    upgraded
    [ "$(readlink "/proc/$supervisor/exe")" = "$LAB/vrrpd" ]
    holds a
}

# refused STATUS WORDS ARGUMENT...: vrrpctl upgrade says no, and nothing has changed.
refused() {
    local wanted=$1 words=$2
    shift 2
    run ctl a upgrade "$@"
    echo "$output"
    [ "$status" = "$wanted" ]
    [[ $output == *"$words"* ]]
    same_daemon
}

@test "what cannot take over is refused, and nothing has changed" {
    upgraded_a vrrpd
    program vrrpd-broken
    truncate -s 100000 "$LAB/vrrpd-broken"
    refused 1 vrrpd-broken "$LAB/vrrpd-broken"
    printf '#!/bin/sh\nexit 0\n' >"$LAB/vrrpd-other"
    chmod 755 "$LAB/vrrpd-other"
    refused 1 'no vrrpd that can take over' "$LAB/vrrpd-other"
    printf '#!/bin/sh\nkill -SEGV $$\n' >"$LAB/vrrpd-other"
    refused 1 'signal 11' "$LAB/vrrpd-other"
    printf '#!/bin/sh\necho vrrpd-inherits 9.9 1234567890abcdef\n' >"$LAB/vrrpd-other"
    refused 3 'restart' "$LAB/vrrpd-other"
    refused 1 'begin with vrrpd' /bin/true
    program vrrpd-writable
    chmod 777 "$LAB/vrrpd-writable"
    refused 1 'chmod go-w' "$LAB/vrrpd-writable"
    echo '    prioritty: 3' >>"$LAB/a.cfg"
    program vrrpd-next
    refused 1 prioritty "$LAB/vrrpd-next"
    refused 1 prioritty --check "$LAB/vrrpd-next"
    unnoticed 100
}

@test "--check only asks" {
    upgraded_a vrrpd
    run ctl a upgrade --check
    [ "$status" = 0 ]
    [[ $output == *"can take over" ]]
    same_daemon
    unnoticed 100
}

@test "an upgrade is a right of those who may write" {
    upgraded_a vrrpd
    cp "$OUT/bin/vrrpctl" "$LAB/vrrpctl"
    chmod 755 "$LAB/vrrpctl" "$LAB" "$LAB/a.run"
    chmod 666 "$LAB/a.run/vrrpd.sock"
    run setpriv --reuid=65534 --clear-groups "$LAB/vrrpctl" -s "$LAB/a.run/vrrpd.sock" upgrade
    echo "$output"
    [ "$status" = 1 ]
    [[ $output == *'only root and the control group'* ]]
    same_daemon
}

@test "upgrades under a flood of reloads" {
    local i
    upgraded_a keepalived
    (for i in $(seq 100); do
        kill -HUP "$supervisor"
        sleep 0.03
    done) &
    for i in 1 2 3; do
        sleep 0.3
        ctl a upgrade
        upgraded
    done
    wait
    sleep 0.5
    ctl a reload
    unnoticed 100
}

@test "processes die in the middle of an upgrade: the addresses stay" {
    local i pid
    upgraded_a vrrpd
    for i in 1 2 3 4 5 6; do
        pid=$(process a vrrp)
        [ $((i % 2)) = 0 ] || pid=$(process a kernel)
        ctl a upgrade >"$LAB/upgrade.out" 2>&1 &
        sleep "0.0$((i * 3 % 10))"
        kill -KILL "$pid" || true
        wait $! || true
        sleep 0.5
    done
    ctl a upgrade
    unnoticed 100
}

@test "after an upgrade everything works: reload, drain, stop, and nothing is left behind" {
    upgraded_a vrrpd
    ctl a upgrade
    ctl a reload
    ctl a drain
    wait_for 5 holds b
    ctl a undrain
    wait_for 5 holds a
    router_stop b
    ctl a upgrade
    router_stop a
    lacks_vip a
    [ ! -e "$LAB/a.run/vrrpd.sock" ]
    [ ! -e "$LAB/a.run/vrrpd.pid" ]
}

@test "after an upgrade the supervisor's death is still noticed" {
    upgraded_a vrrpd
    ctl a upgrade
    since=$(now_us)
    kill -KILL "$supervisor"
    wait_for 5 holds b
    wait_for 5 router_gone a
    resigned a "$since"
}

# treacherous COMMAND: a program that checks well and does something else when it has taken over.
treacherous() {
    printf '#!/bin/sh\ncase "$*" in *--upgrade-check*) ;; *) %s ;; esac\nexec %s "$@"\n' "$1" "$OUT/bin/vrrpd" \
        >"$LAB/vrrpd-late"
    chmod 755 "$LAB/vrrpd-late"
}

@test "the new program's engine does not start: the old one goes on until it does" {
    upgraded_a vrrpd
    cp "$LAB/a.cfg" "$LAB/good.cfg"
    treacherous "echo '    prioritty: 3' >>$LAB/a.cfg"
    run ctl a upgrade "$LAB/vrrpd-late"
    echo "$output"
    [ "$status" = 3 ]
    [[ $output == *"did not start"* ]]
    same_daemon
    cp "$LAB/good.cfg" "$LAB/a.cfg"
    ctl a reload
    upgraded
    [ "$(ctl a status --json | json "d['counters']['upgrades']")" = 1 ]
    unnoticed 100
}

@test "the new program's engine does not start, and the old one dies: the node resigns" {
    upgraded_a vrrpd
    treacherous "echo '    prioritty: 3' >>$LAB/a.cfg"
    run ctl a upgrade "$LAB/vrrpd-late"
    kill -KILL "$engine"
    wait_for 5 router_gone a
    resigned a "$since"
    lacks_vip a
    wait_for 2 holds b
}

@test "the new program dies at once: the node resigns and leaves nothing behind" {
    upgraded_a vrrpd
    treacherous 'exit 1'
    run ctl a upgrade "$LAB/vrrpd-late"
    [ "$status" != 0 ]
    wait_for 5 router_gone a
    resigned a "$since"
    lacks_vip a
    wait_for 2 holds b
}
