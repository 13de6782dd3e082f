#!/usr/bin/env bats
# A planned hand-over loses nothing: priority 0 leaves at once, the addresses stay until the successor is heard. The
# client asks every millisecond and counts what was not answered; the peer is vrrpd or keepalived.

load lab

setup() {
    lab_up
    slow=1000
}

# begin PEER INTERVAL_MS [KEY=VALUE...]: a is MASTER, b listens, the client asks.
begin() {
    local peer=$1 interval=$2
    shift 2
    [ "$peer" = vrrpd ] || need_peer
    pair vrrpd "$peer" interval_ms="$interval" "$@"
    [ ! -e "$LAB/more" ] || cat "$LAB/more" >>"$LAB/a.cfg"
    observer_start
    router_start a vrrpd
    wait_for 5 has_vip a
    router_start b "$peer"
    wait_for 5 ready b "$peer"
    prober_start
    sleep 0.3
}

# ready NODE DAEMON: it listens.
ready() {
    case $2 in
    vrrpd) [ "$(field "$1" "i['state']")" = BACKUP ] ;;
    *) reports "$1" 'Entering BACKUP STATE' ;;
    esac
}

# Every probe was answered, from the first to the last.
nothing_lost() {
    sleep 0.5
    prober_stop
    awk '$1 == "OUTAGE" { lost += $4 } $1 == "END" { sent = $2 }
        END { print lost + 0, "of", sent, "lost"; exit !(sent > 500 && lost == 0) }' "$LAB/prober.log" ||
        fail "$(cat "$LAB/prober.log")"
}

@test "a master that is stopped serves until vrrpd or keepalived has the address" {
    local peer stopped
    for peer in vrrpd keepalived; do
        begin "$peer" $slow
        stopped=$(now_us)
        router_stop a
        has_vip b
        resigned a "$stopped"
        on_time "$(skew_us 100 $slow)" "$(takeover_us a b "$stopped")"
        nothing_lost
        lab_down
        lab_up
    done
}

@test "drain and failover lose nothing" {
    begin vrrpd 100
    ctl a drain
    wait_for 5 holds b
    ctl a undrain
    wait_for 5 holds a
    ctl a failover VI_1
    wait_for 5 holds b
    nothing_lost
    router_stop a
}

@test "a tracker that fails is a planned hand-over" {
    touch "$LAB/well"
    cat >"$LAB/more" <<YAML
    track: [{script: chk}]
track:
  scripts:
    chk: {command: [/usr/bin/test, -e, $LAB/well], interval: 100ms, fall: 1, rise: 1, user: root}
YAML
    begin keepalived 100
    rm "$LAB/well"
    wait_for 5 holds b
    nothing_lost
    [ "$(field a "i['state']")" = FAULT ]
}

@test "a stronger node that returns takes over from vrrpd without a loss" {
    local peer
    for peer in vrrpd keepalived; do
        [ "$peer" = vrrpd ] || need_peer
        pair "$peer" vrrpd interval_ms=100
        router_start b vrrpd
        wait_for 5 has_vip b
        prober_start
        router_start a "$peer"
        wait_for 8 holds a
        nothing_lost
        lab_down
        lab_up
    done
}

@test "without a successor a stopped master serves for one master down interval; told twice it leaves at once" {
    local stopped
    pair vrrpd vrrpd interval_ms=$slow
    router_start a vrrpd
    wait_for 8 has_vip a
    prober_start
    stopped=$(now_us)
    kill -TERM "$(cat "$LAB/a.pid")"
    sleep 2
    has_vip a
    wait_for 5 router_gone a
    between 3000000 $(($(now_us) - stopped)) 4500000
    lacks_vip a
    router_start a vrrpd
    wait_for 8 has_vip a
    stopped=$(now_us)
    kill -TERM "$(cat "$LAB/a.pid")"
    sleep 0.3
    kill -TERM "$(cat "$LAB/a.pid")"
    wait_for 5 router_gone a
    between 0 $(($(now_us) - stopped)) 1500000
    lacks_vip a
}

@test "who serves for a successor goes on after its engine died" {
    begin vrrpd $slow
    kill -STOP $(router_pids b)
    ctl a failover VI_1
    kill -KILL "$(process a vrrp)"
    sleep 1.8 # longer than what was left of the lease
    has_vip a
    kill -CONT $(router_pids b)
    wait_for 5 holds b
    nothing_lost
}

@test "the hook of the state that gives up runs when the addresses are gone" {
    cat >"$LAB/hook" <<EOF
#!/bin/sh
ip addr show to $VIP/32 | grep -q . && echo "\$1 has it" >>$LAB/hook.log || echo "\$1 lacks it" >>$LAB/hook.log
EOF
    chmod 755 "$LAB/hook"
    echo "    notify: {backup: {command: [$LAB/hook, backup], user: root}}" >"$LAB/more"
    begin vrrpd 100
    : >"$LAB/hook.log"
    ctl a failover VI_1
    wait_for 5 holds b
    wait_for 5 grep -q 'backup' "$LAB/hook.log"
    [ "$(cat "$LAB/hook.log")" = 'backup lacks it' ]
}
