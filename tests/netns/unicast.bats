#!/usr/bin/env bats
# Unicast: adverts go to the peers alone, and are taken from them alone.
#
#      a: priority 150      b: priority 120      c (on cl): priority 90
#            |                    |                    |
#      ------+--------------------+--------------------+------ 10.9.0.0/24

load lab

A=10.9.0.1 B=10.9.0.2 C=10.9.0.10

state_is() {
    [ "$(field "$1" "i['state']")" = "$2" ]
}

# three [DAEMON_A]: a, b and cl as each other's peers.
three() {
    router_conf a "${1:-vrrpd}" && instance a "${1:-vrrpd}" priority=150 peers=$B,$C
    router_conf b vrrpd && instance b vrrpd priority=120 peers=$A,$C
    router_conf cl vrrpd && instance cl vrrpd priority=90 peers=$A,$B
}

# alone NODE: it holds the address, the other two do not.
alone() {
    local node
    for node in a b cl; do
        if [ $node = "$1" ]; then has_vip $node; else lacks_vip $node; fi || return
    done
}

three_nodes() {
    three "$1"
    observer_start
    router_start a "$1"
    router_start b vrrpd
    router_start cl vrrpd
    wait_for 8 alone a
    sleep 1
    alone a
    [ "$(field b "sum(i['rejected'].values())")" = 0 ]
    [ "$(field cl "sum(i['rejected'].values())")" = 0 ]
    router_stop a
    wait_for 8 alone b
    sleep 0.5
    alone b
    router_stop b
    wait_for 8 alone cl
    router_start b vrrpd
    wait_for 8 alone b
    router_start a "$1"
    wait_for 8 alone a
    # What the bridge floods before it has learned a port may be seen; adverts to the group would come every time.
    [ "$(adverts_count a)" -lt 10 ]
}

@test "three vrrpd: the strongest that is left takes over, one at a time" {
    three_nodes vrrpd
}

@test "three nodes, the strongest of them keepalived" {
    need_peer
    three_nodes keepalived
}

@test "an advert from somebody who is no peer is counted and changes nothing" {
    router_conf a vrrpd && instance a vrrpd priority=150 peers=$B
    router_conf b vrrpd && instance b vrrpd priority=100 peers=$C
    router_start b vrrpd
    wait_for 5 has_vip b
    router_start a vrrpd
    wait_for 5 has_vip a
    sleep 0.5
    state_is b MASTER
    [ "$(field b "i['rejected']['unknown-peer'] > 0")" = true ]
}

@test "multicast does not reach a unicast router of the same VRID" {
    router_conf a vrrpd && instance a vrrpd priority=150
    router_conf b vrrpd && instance b vrrpd priority=100 peers=$A
    router_start b vrrpd
    wait_for 5 has_vip b
    router_start a vrrpd
    wait_for 5 has_vip a
    sleep 0.5
    state_is a MASTER
    state_is b MASTER
    [ "$(field a "i['rejected'].get('wrong-destination', 0) > 0")" = true ]
}

@test "IPv6 unicast between link-local addresses" {
    local fe80=${NODE_ADDRESS6[a]}
    wait_for 5 ready6 a
    wait_for 5 ready6 b
    router_conf a vrrpd && instance a vrrpd priority=150 vips=$VIP6 peers="${NODE_ADDRESS6[b]}"
    router_conf b vrrpd && instance b vrrpd priority=100 vips=$VIP6 peers="$fe80"
    router_start a vrrpd
    wait_for 5 has_vip a $VIP6
    router_start b vrrpd
    sleep 1
    holds a $VIP6
    router_stop a
    wait_for 3 holds b $VIP6
}

@test "a source that is no address of this host is a fault, not a second master that nobody hears" {
    router_conf a vrrpd
    instance a vrrpd priority=150
    sed -i 's/^    addresses:/    unicast: {source: 10.9.0.77, peers: [10.9.0.2]}\n    addresses:/' "$LAB/a.cfg"
    router_start a vrrpd
    wait_for 5 state_is a FAULT
    [ "$(field a "i['last_transition']['reason_code']")" = no-address ]
    sleep 1
    lacks_vip a
    ip -n a addr add 10.9.0.77/24 dev eth0
    wait_for 5 has_vip a
    ip -n a addr del 10.9.0.77/24 dev eth0
    wait_for 5 lacks_vip a
    state_is a FAULT
}

@test "a multicast source that is no address of this host costs no mastership: its own address is used" {
    router_conf a vrrpd
    instance a vrrpd priority=150 more='    source: 10.9.0.77'
    router_start a vrrpd
    wait_for 5 has_vip a
    grep -q 'mcast_src_ip 10.9.0.77 is no address of this host' "$LAB/a.log"
    ip -n a addr add 10.9.0.77/24 dev eth0
    router_conf b vrrpd
    instance b vrrpd priority=100
    router_start b vrrpd
    wait_for 5 sent_by b 10.9.0.77
    ip -n a addr del 10.9.0.77/24 dev eth0
    wait_for 5 sent_by b 10.9.0.1
    state_is a MASTER
    state_is b BACKUP
}

# sent_by NODE ADDRESS: what the node holds for its master.
sent_by() {
    [ "$(field "$1" "(i['master'] or {}).get('address')")" = "$2" ]
}
