#!/usr/bin/env bats
# Sync groups: what belongs together is on one node.
#
#      a: priority 150        b: priority 100
#      eth0 VI_1   eth1 VI_2  eth0 VI_1   eth1 VI_2      VI_1 and VI_2 are a group on both
#        |           |          |           |
#      --+-----------|----------+-----------|--- br0  10.9.0.0/24
#                    +----------------------+--- br1  10.8.0.0/24

load lab

INNER=10.8.0.100

setup() {
    lab_up
    ip -n lan link add br1 type bridge mcast_snooping 0 forward_delay 0
    ip -n lan link set br1 up
    local node
    for node in a b; do
        ip -n lan link add "in-$node" type veth peer name eth1 netns $node
        ip -n lan link set "in-$node" master br1 up
        ip -n $node addr add "10.8.0.${NODE_ADDRESS[$node]##*.}/24" dev eth1
        ip -n $node link set eth1 up
    done
}

# group_conf NODE DAEMON PRIORITY_OF_VI_1 PRIORITY_OF_VI_2
group_conf() {
    if [ "$2" = keepalived ]; then
        cat <<CONF
global_defs {
  vrrp_version 3
}
vrrp_sync_group G {
  group {
    VI_1
    VI_2
  }
}
vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
  priority $3
  advert_int 0.1
  virtual_ipaddress {
    $VIP/24
  }
}
vrrp_instance VI_2 {
  interface eth1
  virtual_router_id 52
  priority $4
  advert_int 0.1
  virtual_ipaddress {
    $INNER/24
  }
}
CONF
    else
        cat <<CONF
global: {link_up_delay: ${link_up_delay:-100ms}}
groups:
  G: {members: [VI_1, VI_2]${group_more-}}
instances:
  VI_1: {interface: eth0, vrid: 51, priority: $3, advert_interval: 100ms, addresses: [$VIP/24]}
  VI_2: {interface: eth1, vrid: 52, priority: $4, advert_interval: 100ms, addresses: [$INNER/24]}
${conf_more-}
CONF
    fi >"$LAB/$1.cfg"
}

# start_pair DAEMON_A DAEMON_B
start_pair() {
    group_conf a "$1" 150 150
    group_conf b "$2" 100 100
    router_start a "$1"
    router_start b "$2"
    wait_for 8 holds_all a
}

# holds_all NODE: both addresses, and the other node none.
holds_all() {
    holds "$1" $VIP && holds "$1" $INNER
}

# The link of one member, seen from the node as carrier lost.
inner_link() {
    ip -n lan link set "in-$1" "$2"
}

a_link_of_one_member() {
    start_pair "$1" "$2"
    inner_link a down
    wait_for 8 holds_all b
    sleep 0.5
    holds_all b
    inner_link a up
    wait_for 10 holds_all a
}

@test "when the link of one member fails, all members move, and come back together" {
    a_link_of_one_member vrrpd vrrpd
    reports a "VI_2: MASTER -> FAULT, the link is down"
    reports a "VI_1: MASTER -> FAULT, VI_2 of the same sync group is in FAULT"
    [ "$(ctl a status --json | json "d['groups'][0]['state']")" = MASTER ]
    [ "$(ctl a status --json | json "','.join(d['groups'][0]['members'])")" = VI_1,VI_2 ]
}

@test "a group of vrrpd and one of keepalived move together, vrrpd being the stronger" {
    need_peer
    a_link_of_one_member vrrpd keepalived
}

@test "a group of keepalived and one of vrrpd move together, keepalived being the stronger" {
    need_peer
    a_link_of_one_member keepalived vrrpd
}

@test "a member that becomes deaf does not make its node master of half the group" {
    start_pair vrrpd vrrpd
    ip netns exec lan nft add table netdev deaf
    ip netns exec lan nft add chain netdev deaf in "{ type filter hook egress device in-b priority 0; policy drop; }"
    sleep 2
    holds_all a
    [ "$(ctl b status --json | json "d['groups'][0]['blocked']")" = "VI_2 could be MASTER, but VI_1 follows 10.9.0.1 with priority 150" ]
    wait_for 8 reports b "sync group G stands still"
    ip netns exec lan nft delete table netdev deaf
    router_stop a
    wait_for 5 holds_all b
}

@test "members that prefer different nodes end on one node and stay there" {
    group_conf a vrrpd 150 100
    group_conf b vrrpd 100 150
    router_start a vrrpd
    router_start b vrrpd
    # Both want the whole group at the same moment: who is first keeps it, and the other one says why it waits.
    wait_for 8 one_holds_all
    local other=a
    holds_all a && other=b
    sleep 2
    not holds_all "$other"
    one_holds_all
    [ "$(field a "i['transitions']")" -le 5 ]
    wait_for 8 reports "$other" "sync group G stands still"
}

one_holds_all() {
    holds_all a || holds_all b
}

@test "a weight on one member moves the whole group" {
    local flag=$LAB/ok
    touch "$flag"
    conf_more="track:
  files:
    f: {path: $LAB/number, weight: 1}"
    echo 0 >"$LAB/number"
    group_more=", track: [f]"
    start_pair vrrpd vrrpd
    echo -60 >"$LAB/number.new"
    mv "$LAB/number.new" "$LAB/number"
    # Both nodes read the same file here: a falls to 90, b to 40, and nothing moves; then b has it alone.
    sleep 1
    holds_all a
    [ "$(ctl a status --json | json "','.join(str(i['effective_priority']) for i in d['instances'])")" = 90,90 ]
}

@test "draining one member moves the group, undraining brings it back" {
    start_pair vrrpd vrrpd
    ctl a drain VI_2
    wait_for 5 holds_all b
    ctl a undrain VI_2
    wait_for 8 holds_all a
}

@test "a member added by a reload joins without moving the others" {
    local since
    start_pair vrrpd vrrpd
    observer_start
    sleep 0.3
    since=$(now_us)
    local node
    for node in b a; do
        sed -i 's/members: \[VI_1, VI_2\]/members: [VI_1, VI_2, VI_3]/' "$LAB/$node.cfg"
        printf '  VI_3: {interface: eth0, vrid: 53, priority: %s, advert_interval: 100ms, addresses: [%s/24]}\n' \
            "$([ $node = a ] && echo 150 || echo 100)" $VIP2 >>"$LAB/$node.cfg"
        ctl $node reload
    done
    wait_for 5 holds a $VIP2
    holds_all a
    [ "$(adverts b "$since" | awk '$5 == 51 || $5 == 52' | wc -l)" = 0 ]
    between 0 "$(largest_gap_us a "$since")" 150000
    [ "$(ctl a status --json | json "d['groups'][0]['state']")" = MASTER ]
}
