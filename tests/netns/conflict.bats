#!/usr/bin/env bats
# A master that is not alone: it says who the other one is, why, and what mends it; it takes the clients back; and
# when it is left its hooks hear so.
#
#      a: vrrpd, priority 150        b: the other one        ob: observer, a stranger
#            |                            |                        |
#      ------+----------------------------+------------------------+------ 10.9.0.0/24

load lab

STRANGER=02:00:00:00:09:66

# watched_conf NODE PRIORITY KEY=VALUE...: an instance whose hooks write STATE to NODE.calls.
watched_conf() {
    local node=$1 priority=$2
    shift 2
    printf '#!/bin/sh\necho "$1 $3 $VRRP_REASON_CODE" >>"%s"\n' "$LAB/$node.calls" >"$LAB/$node.hook"
    chmod +x "$LAB/$node.hook"
    : >"$LAB/$node.calls"
    router_conf "$node" vrrpd
    sed -i "1a\\  script_user: root" "$LAB/$node.cfg"
    instance "$node" vrrpd priority="$priority" more="    notify: {any: [$LAB/$node.hook]}" "$@"
}

told() {
    grep -qF -e "$2" "$LAB/$1.calls"
}

incident() {
    [ "$(field "$1" "(i['incident'] or {}).get('code', 'none')")" = "$2" ]
}

events() {
    ctl "$1" events --json
}

@test "the password differs: cause and fix on the node itself, and the hooks again when it is over" {
    need_peer
    watched_conf a 150 version=2 interval_ms=1000 password=one
    router_conf b keepalived && instance b keepalived priority=100 version=2 interval_ms=1000 password=two
    router_start a vrrpd
    wait_for 8 has_vip a
    router_start b keepalived
    wait_for 10 incident a SB-B1
    reports a 'SB-B1 open: 10.9.0.2 with priority 100 is master too and its adverts are refused, auth-failed'
    ctl a explain VI_1 | grep -F 'It is not alone (SB-B1'
    ctl a show VI_1 | grep -F 'to mend it: the same password on both nodes'
    [ "$(grep -c 'SB-B1' "$LAB/a.log")" = 1 ]
    router_stop b
    wait_for 10 incident a none
    wait_for 5 told a "INSTANCE MASTER master-confirmed"
    [ "$(grep -c MASTER "$LAB/a.calls")" = 2 ]
    events a >"$LAB/events"
    grep -q '"phase":"closed"' "$LAB/events"
    "$TOP/tests/schema/validate" event <"$LAB/events"
}

@test "a split that heals: the winner announces last and its hooks hear that it is confirmed" {
    local since
    watched_conf a 150
    watched_conf b 100
    observer_start
    router_start a vrrpd
    wait_for 5 has_vip a
    router_start b vrrpd
    sleep 1
    cut_link b rx
    wait_for 5 has_vip b
    wait_for 5 incident a SB-A5 # a hears b, which hears nobody
    since=$(now_us)
    mend_link b
    wait_for 5 holds a
    wait_for 5 told a "INSTANCE MASTER master-confirmed"
    not told b master-confirmed
    incident a none
    [ "$(observer_sync; awk -v since="$since" '$2 == "GARP" && $1 >= since { last = $3 } END { print last }' "$LAB/observer.log")" = "${NODE_MAC[a]}" ]
}

@test "a clean hand-over, preemption and a restart are no conflicts" {
    watched_conf a 150
    watched_conf b 100
    router_start b vrrpd
    wait_for 5 has_vip b
    router_start a vrrpd
    wait_for 5 holds a
    router_stop a
    wait_for 5 holds b
    router_start a vrrpd
    wait_for 5 holds a
    sleep 1.5
    not reports a SB-
    not reports b SB-
    not told a master-confirmed
}

@test "a stranger claims the address: named, and answered with our own announcement, at most once a second" {
    local since count
    pair vrrpd vrrpd
    observer_start
    router_start a vrrpd
    wait_for 5 has_vip a
    router_start b vrrpd
    sleep 6 # the second round of announcements is over
    since=$(now_us)
    ip netns exec ob "$TOP/tests/netns/neighbour.py" eth0 $STRANGER claim $VIP 30 0.05
    wait_for 3 reports a "SB-C5 open: $STRANGER says that it has $VIP"
    incident a SB-C5
    not reports b SB-
    count=$(garps a "$since" | wc -l)
    between 5 "$count" 10
    [ "$(observer_sync; awk -v vip=$VIP -v since="$since" '$2 == "GARP" && $4 == vip && $1 >= since && $3 != "'$STRANGER'" { print $1; exit }' "$LAB/observer.log")" -le $((since + 300000)) ]
    wait_for 5 reports a 'SB-C5 closed'
}

@test "a neighbour advertisement for an IPv6 address by a stranger" {
    wait_for 5 ready6 a
    wait_for 5 ready6 b
    pair vrrpd vrrpd vips="$VIP6,$VIP6_GLOBAL"
    router_start a vrrpd
    wait_for 5 has_vip a $VIP6_GLOBAL
    router_start b vrrpd
    sleep 1
    ip netns exec ob "$TOP/tests/netns/neighbour.py" eth0 $STRANGER claim $VIP6_GLOBAL 2 0.2
    wait_for 3 reports a "SB-C5 open: $STRANGER says that it has $VIP6_GLOBAL"
    not reports b SB-
}

# fence_conf NODE PRIORITY PASSWORD: a node whose fence command writes what it is told to NODE.fenced.
fence_conf() {
    printf '#!/bin/sh\necho "$(date +%%s%%N) $VRRP_FENCE_SIDE $VRRP_FENCE_ADDRESS $VRRP_WINNER $VRRP_VRID $VRRP_VIP $VRRP_INTERFACE" >>"%s"\n' \
        "$LAB/$1.fenced" >"$LAB/$1.fence"
    chmod +x "$LAB/$1.fence"
    : >"$LAB/$1.fenced"
    router_conf "$1" vrrpd
    sed -i "1a\\  script_user: root\n  fence: {command: [$LAB/$1.fence], confirm: 3, delay: 3s}" "$LAB/$1.cfg"
    instance "$1" vrrpd priority="$2" version=2 interval_ms=1000 password="$3"
}

@test "a certain split is fenced: the winner's command first, the loser's after its delay, both against the loser" {
    fence_conf a 150 one
    fence_conf b 100 two
    router_start a vrrpd
    router_start b vrrpd
    wait_for 12 grep -q . "$LAB/a.fenced"
    [ "$(cut -d' ' -f2- "$LAB/a.fenced")" = "winner 10.9.0.2 10.9.0.1 51 $VIP eth0" ]
    [ ! -s "$LAB/b.fenced" ]
    reports a 'VI_1: fences 10.9.0.2 with priority 100, the loser, seen 3 times'
    wait_for 6 grep -q . "$LAB/b.fenced"
    [ "$(cut -d' ' -f2- "$LAB/b.fenced")" = "loser 10.9.0.2 10.9.0.1 51 $VIP eth0" ]
    [ $(($(cut -d' ' -f1 "$LAB/b.fenced") - $(cut -d' ' -f1 "$LAB/a.fenced"))) -ge 1500000000 ]
    sleep 4 # cool-down
    [ "$(wc -l <"$LAB/a.fenced")" = 1 ]
    ctl a events --json | "$TOP/tests/schema/validate" event
}

@test "nobody is fenced for a split that heals, for a hand-over, or because of a stranger's claims" {
    fence_conf a 150 one
    fence_conf b 100 one
    router_start a vrrpd
    wait_for 8 has_vip a
    router_start b vrrpd
    sleep 1
    ip netns exec ob "$TOP/tests/netns/neighbour.py" eth0 $STRANGER claim $VIP 10 0.1
    cut_link b rx
    wait_for 6 has_vip b
    mend_link b
    wait_for 5 holds a
    router_stop a
    wait_for 5 holds b
    [ ! -s "$LAB/a.fenced" ] && [ ! -s "$LAB/b.fenced" ]
}
