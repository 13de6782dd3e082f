#!/usr/bin/env bats
# Time, and what is left behind when a split brain is over: pauses, late adverts, caches that point at the loser. Real
# daemons again, and vrrpwatch on a third host, which has to be silent about the same pair in good health first.

load lab
load watch

A=10.9.0.1 B=10.9.0.2

# healthy DAEMON_A DAEMON_B KEY=VALUE...: a is master, b its backup, and the watcher that was started has no complaint.
healthy() {
    pair "$@"
    router_start a "$1"
    wait_for 8 has_vip a
    router_start b "$2"
    sleep "${CALM:-1.5}"
    holds a
    nothing_found
}

# pause NODE SECONDS: all its processes stand still for so long, as those of a virtual machine during a snapshot do.
pause() {
    local pids
    mapfile -t pids < <(router_pids "$1")
    kill -STOP "${pids[@]}"
    sleep "$2"
    kill -CONT "${pids[@]}"
}

# no_critical: nothing critical so far.
no_critical() {
    [ "$(incidents "[e['code'] for e in all if e['severity'] == 'critical']")" = '[]' ]
}

# --- D1: a pause -------------------------------------------------------------------------------------------------

paused() {
    need_peer
    watch_start ob
    healthy "$1" keepalived interval_ms=200
    pause a 2
    wait_for 5 found SB-D1
    says SB-D1 cause "$A was silent for"
    says SB-D1 cause 'never resigned and came back as master'
    says SB-D1 fix 'larger advert_int'
    [ "$(finding SB-D1 severity)" = warning ]
    found SB-F3 # the backup did take over meanwhile
    wait_for 5 holds a
    no_critical
    watch_stop
}

@test "D1: a paused keepalived that comes back as master is told as a pause, not as a split" {
    paused keepalived
}

@test "D1: a paused vrrpd that comes back as master is told as a pause, not as a split" {
    paused vrrpd
}

# --- D2, D3: late adverts ----------------------------------------------------------------------------------------

# late DAEMON INTERVAL_MS SECONDS CODE: a pause too short for anybody to take over.
late() {
    need_peer
    watch_start ob
    CALM=2.5 healthy "$1" keepalived "interval_ms=$2"
    pause a "$3"
    wait_for 5 found "$4"
    says "$4" cause "$A"
    [ "$(finding "$4" severity)" = warning ]
    [ "$(finding "$4" event)" = late-adverts ]
    [ "$(incidents "[e for e in all if e['code'] == '$4'][-1]['evidence']['gap_us'] > 1500 * $2")" = true ]
    not found SB-F3
    no_critical
    watch_stop
}

@test "D2: adverts that come late are told before anybody takes over (keepalived)" {
    late keepalived 1000 2.2 SB-D2
    says SB-D2 fix "vrrp_rt_priority (keepalived: max_auto_priority) on $A"
}

@test "D2: adverts that come late are told before anybody takes over (vrrpd)" {
    late vrrpd 1000 2.2 SB-D2
    says SB-D2 fix 'noisy host'
}

@test "D3: an interval that is too short for the host" {
    late keepalived 500 1.05 SB-D3 # far from both ends: two intervals, and the time when the other one takes over
    says SB-D3 cause 'an interval of 500 ms is below the jitter'
    says SB-D3 fix 'a larger advert_int'
}

# --- E1, E3: after the heal --------------------------------------------------------------------------------------

deafen() {
    ip netns exec "$1" nft add table inet filter
    ip netns exec "$1" nft add chain inet filter input '{ type filter hook input priority 0; }'
    ip netns exec "$1" nft add rule inet filter input ip protocol vrrp drop
}

mend() {
    ip netns exec "$1" nft delete table inet filter
}

# announce NODE: one gratuitous ARP for the address with that node's MAC.
announce() {
    ip netns exec "$1" python3 - "${NODE_MAC[$1]}" "$VIP" <<'END'
import socket, sys
mac = bytes.fromhex(sys.argv[1].replace(":", ""))
vip = socket.inet_aton(sys.argv[2])
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
wire.bind(("eth0", 0))
wire.send(b"\xff" * 6 + mac + b"\x08\x06" + b"\0\1\x08\0\6\4\0\1" + mac + vip + b"\0" * 6 + vip)
END
}

# split DAEMON: a runs that; both are deaf. To heal it, the weaker one is mended first: it yields before the stronger one
# has heard it and would announce.
split() {
    need_peer
    watch_start ob
    healthy "$1" keepalived interval_ms=200
    deafen a
    deafen b
    wait_for 5 found SB-A
    has_vip a
    has_vip b
    sleep 6 # keepalived announces again 5 s after it became master
}

@test "E1: when the loser announced last, caches point at it, until the master announces" {
    split keepalived
    announce b
    mend b
    wait_for 5 healed SB-A
    wait_for 3 found SB-E1
    says SB-E1 cause "came from the loser, $B"
    says SB-E1 fix "on $A: arping -U -c 5 -I eth0 -s $VIP $VIP"
    [ "$(finding SB-E1 severity)" = warning ]
    [ "$(finding SB-E1 event)" = stale-caches ]
    announce a
    wait_for 3 healed SB-E1
    watch_stop
}

@test "E1: when the master announced last, nothing is told of caches" {
    split keepalived
    announce b
    announce a
    mend b
    wait_for 5 healed SB-A
    sleep 1
    not found SB-E1
    watch_stop
}

@test "E3: who stayed master throughout is told that its scripts did not run" {
    split vrrpd
    mend b
    mend a
    wait_for 5 healed SB-A
    wait_for 3 found SB-E3
    says SB-E3 cause "$A stayed master throughout"
    says SB-E3 fix notify_master
    [ "$(finding SB-E3 severity)" = info ]
    [ "$(incidents "[e for e in all if e['code'] == 'SB-A' and e['phase'] == 'closed'][0]['masters'][0]['address']")" = $A ]
    watch_stop
}
