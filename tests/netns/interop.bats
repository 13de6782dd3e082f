#!/usr/bin/env bats
# vrrpd and keepalived 2.2.7 share one virtual router.
#
#      a: priority 150, one daemon        b: priority 100, the other one
#            |                                 |
#      ------+---------------------------------+------ 10.9.0.0/24

load lab

setup() {
    need_peer
    lab_up
}

nothing_rejected() {
    [ "$(field "$1" "sum(i['rejected'].values())")" = 0 ] || fail "$1 rejected: $(field "$1" "i['rejected']")"
}

# works_together DAEMON_A DAEMON_B VERSION INTERVAL_MS KEY=VALUE...: a is master, dies, b takes over on time, a comes
# back and preempts, a is stopped and b takes over after the skew. Never two masters at rest.
works_together() {
    local a=$1 b=$2 version=$3 ms=$4 since
    shift 4
    pair "$a" "$b" version="$version" interval_ms="$ms" "$@"
    observer_start
    router_start a "$a"
    wait_for 8 has_vip a
    router_start b "$b"
    sleep "$((2 * ms))e-3"
    [ "$a" = keepalived ] || nothing_rejected a

    since=$(now_us)
    power_off a
    wait_for 8 has_vip b
    on_time "$(down_us 100 "$ms" "$version")" "$(takeover_us a b "$since")"

    power_on a
    since=$(now_us)
    router_start a "$a"
    wait_for 10 holds a
    [ "$(moves "$since")" = 1 ]
    [ "$b" = keepalived ] || nothing_rejected b
    [ "$a" = keepalived ] || nothing_rejected a

    since=$(now_us)
    router_stop a
    wait_for 5 holds b
    on_time "$(skew_us 100 "$ms" "$version")" "$(takeover_us a b "$since")"
}

@test "v3: keepalived is master, vrrpd backup" {
    works_together keepalived vrrpd 3 100
}

@test "v3: vrrpd is master, keepalived backup" {
    works_together vrrpd keepalived 3 100
}

@test "v2 without authentication: keepalived is master, vrrpd backup" {
    works_together keepalived vrrpd 2 1000
}

@test "v2 without authentication: vrrpd is master, keepalived backup" {
    works_together vrrpd keepalived 2 1000
}

@test "v2 with a password: keepalived is master, vrrpd backup" {
    works_together keepalived vrrpd 2 1000 password=secret12
}

@test "v2 with a password: vrrpd is master, keepalived backup" {
    works_together vrrpd keepalived 2 1000 password=secret12
}

@test "a wrong password is counted and does not make vrrpd follow" {
    router_conf a keepalived && instance a keepalived priority=150 version=2 interval_ms=1000 password=one
    router_conf b vrrpd && instance b vrrpd priority=100 version=2 interval_ms=1000 password=two
    router_start a keepalived
    wait_for 8 has_vip a
    router_start b vrrpd
    wait_for 6 has_vip b
    [ "$(field b "sum(i['rejected'].values()) > 0")" = true ]
    reports b '(auth|password)'
}

@test "a pair moves from keepalived to vrrpd, node by node, with at most one move of the address per node" {
    local since
    pair keepalived keepalived preempt=no
    observer_start
    router_start a keepalived
    wait_for 5 has_vip a
    router_start b keepalived
    sleep 1

    since=$(now_us)
    router_stop b
    router_start b vrrpd # the very file that keepalived had
    wait_for 5 ctl b status
    sleep 1
    holds a
    [ "$(moves "$since")" = 0 ]

    since=$(now_us)
    router_stop a
    wait_for 2 holds b
    router_start a vrrpd
    wait_for 5 ctl a status
    sleep 1
    holds b
    [ "$(moves "$since")" = 1 ]
    nothing_rejected a
    nothing_rejected b
}
