#!/usr/bin/env bats
# Split brains because adverts do not arrive: each cause is made with real daemons, and vrrpwatch, which first saw the
# same pair in good health and said nothing, has to name it. The third host `ob` sees that somebody is deaf; which
# cause it is shows on the node itself (--node).

load lab
load watch
load frr

export LAB PEERS_ROOT PEERS_LIBRARIES # for FRR

A=10.9.0.1 B=10.9.0.2

# healthy DAEMON_A DAEMON_B KEY=VALUE...: a is master, b its backup, and the watcher that was started has no complaint.
healthy() {
    pair "$@"
    started "$1" "$2"
}

# started DAEMON_A DAEMON_B [VIP]: the same, with what pair wrote.
started() {
    router_start a "$1"
    wait_for 8 has_vip a "${3:-$VIP}"
    router_start b "$2"
    sleep 1.5
    holds a "${3:-$VIP}"
    nothing_found
}

# The same for IPv6.
healthy6() {
    wait_for 5 ready6 a
    wait_for 5 ready6 b
    pair "$@" vips=$VIP6
    started "$1" "$2" $VIP6
}

# filter NODE HOOK RULE...: a firewall on that node; unfilter NODE removes it.
filter() {
    local node=$1 hook=$2
    shift 2
    ip netns exec "$node" nft add table inet filter
    ip netns exec "$node" nft add chain inet filter "$hook" "{ type filter hook $hook priority 0; }"
    ip netns exec "$node" nft add rule inet filter "$hook" "$@"
}

unfilter() {
    ip netns exec "$1" nft delete table inet filter
}

# cause_is CODE CULPRIT FIX: that finding is critical, says who and what to do.
cause_is() {
    says "$1" cause "$2"
    says "$1" fix "$3"
    [ "$(finding "$1" severity)" = critical ]
}

# masters_are CODE ADDRESS...: exactly these are told to be masters.
masters_are() {
    local code=$1
    shift
    [ "$(incidents "' '.join(sorted(m['address'] for m in [e for e in all if e['code'] == '$code'][-1]['masters']))")" = "$*" ] ||
        fail "masters: $(finding "$code" masters)"
}

# --- A1: a firewall ----------------------------------------------------------------------------------------------

# The weaker one is deaf: the stronger one answers each of its adverts, which tells who is deaf.
weak_is_deaf() {
    need_peer
    watch_start ob
    healthy "$1" "$2" interval_ms=200
    filter b input ip protocol vrrp drop
    wait_for 5 found SB-A update
    cause_is SB-A "$B is deaf: $A hears it (answers at once" 'nft insert rule inet filter input ip protocol vrrp accept'
    says SB-A cause SB-A1
    masters_are SB-A $A $B
    unfilter b
    wait_for 5 healed SB-A
    watch_stop
}

@test "A1: the weaker node is deaf, and the stronger one's answers say so (keepalived)" {
    weak_is_deaf keepalived keepalived
}

@test "A1: the weaker node is deaf, and the stronger one's answers say so (vrrpd beside keepalived)" {
    weak_is_deaf vrrpd keepalived
}

@test "A1: a stronger node that is known to answer and does not is deaf too" {
    need_peer
    watch_start ob
    healthy keepalived keepalived interval_ms=200
    filter b input ip protocol vrrp drop
    wait_for 5 found SB-A update
    unfilter b
    wait_for 5 healed SB-A
    filter a input ip protocol vrrp drop
    filter b input ip protocol vrrp drop
    wait_for 5 says SB-A cause 'both deaf'
    cause_is SB-A "$B and $A are both deaf" 'ip protocol vrrp accept'
    watch_stop
}

# FRR 8.4 never answers a weaker advert, deaf or not: nothing may be read out of that.
@test "A1: a master that answers nobody is not called deaf for it" {
    need_peer
    need_frr
    watch_start ob
    frr_start a 150
    wait_for 10 frr_is a Master
    router_conf b keepalived
    instance b keepalived priority=100
    router_start b keepalived
    sleep 1.5
    lacks_vip b
    nothing_found
    filter b input ip protocol vrrp drop
    wait_for 5 found SB-A open
    sleep 2 # enough weaker adverts to tell, if anything did
    cause_is SB-A "$B is deaf: it does not yield to the adverts of $A" 'ip protocol vrrp accept'
    [ "$(incidents "[e for e in all if 'hears it' in e['cause'] or 'both deaf' in e['cause']]")" = '[]' ]
    watch_stop
}

# --- A2: a mute node ---------------------------------------------------------------------------------------------

@test "A2: a master whose adverts never leave it is found by its announcements, and named" {
    need_peer
    watch_start ob
    healthy keepalived keepalived interval_ms=200
    filter a output ip protocol vrrp drop
    wait_for 6 found SB-B
    has_vip a
    has_vip b
    cause_is SB-B "$A announces $VIP although $B advertises" "on $A: vrrpwatch --check --node -i eth0"
    says SB-B cause SB-A2
    [ "$(finding SB-B event)" = silent-split-brain ]
    watch_stop
}

@test "A2: a mute master that announces nothing is found by asking who has the address" {
    watch_start ob --probe --probe-every 2s
    healthy vrrpd vrrpd interval_ms=200 more='    lease: off' # else the kernel drops it within two seconds
    filter a output ip protocol vrrp drop
    wait_for 12 eval 'found SB-C || found SB-B'
    has_vip a
    has_vip b
    [ "$(incidents "[e for e in all if e['code'] in ('SB-B', 'SB-C')][-1]['severity']")" = critical ]
    incidents "[e for e in all if e['code'] in ('SB-B', 'SB-C')][-1]['cause']" | grep -E "^$A (answers|announces).*SB-A2"
    watch_stop
}

# --- A3: snooping ------------------------------------------------------------------------------------------------

# A Linux bridge never prunes 224.0.0.0/24, but it does know the members of ff02::12, and sends it to nobody else when
# its ports do not flood. Memberships end after 3 s here, one question of the bridge is all that there ever is, and what
# the nodes report unasked (a new address does that) is lost. The watcher's port is one that gets everything.
@test "A3: snooping lets the group memberships end, and the node that hears nothing any more is named" {
    need_peer
    ip -n lan link set to-ob type bridge_slave mcast_router 2
    watch_start ob
    healthy6 keepalived keepalived interval_ms=200
    ip -n lan link set br0 type bridge mcast_mld_version 2 mcast_query_response_interval 20 mcast_membership_interval 300 \
        mcast_startup_query_count 1 mcast_query_interval 60000
    ip -n lan link set br0 type bridge mcast_snooping 1 mcast_querier 1 # waits for an answer as long as was said above
    wait_for 2 has_member b
    sleep 0.3
    flood off
    reports_lost
    sleep 1
    holds a $VIP6
    nothing_found
    wait_for 8 found SB-A
    not has_member b
    has_vip a $VIP6
    has_vip b $VIP6
    cause_is SB-A 'is deaf' 'ip6 nexthdr vrrp'
    says SB-A cause 'SB-A3 snooping'
    masters_are SB-A "${NODE_ADDRESS6[a]}" "${NODE_ADDRESS6[b]}"
    ip -n lan link set br0 type bridge mcast_snooping 0
    flood on
    wait_for 5 healed SB-A
    watch_stop
}

has_member() {
    bridge -n lan mdb show dev br0 | grep -q "port to-$1 grp ff02::12"
}

reports_lost() {
    local node
    ip netns exec lan nft add table netdev reports
    for node in a b; do
        ip netns exec lan nft add chain netdev reports $node "{ type filter hook ingress device to-$node priority 0; }"
        ip netns exec lan nft add rule netdev reports $node icmpv6 type mld2-listener-report drop
    done
}

flood() {
    bridge -n lan link set dev to-a mcast_flood "$1"
    bridge -n lan link set dev to-b mcast_flood "$1"
}

# --- A4: no membership -------------------------------------------------------------------------------------------

# An MTU below IPv6's least takes the interface's IPv6 side away with all its memberships, and sockets that joined do
# not notice when it is back. (IPv4 does so below 68, which no veth accepts.)
@test "A4: a node that lost its group membership is deaf" {
    need_peer
    watch_start ob
    healthy6 keepalived keepalived interval_ms=200
    ip -n b link set dev eth0 mtu 1000
    ip -n b link set dev eth0 mtu 1500
    wait_for 8 found SB-A
    not is_member b
    cause_is SB-A "${NODE_ADDRESS6[b]} is deaf" "on ${NODE_ADDRESS6[b]}: vrrpwatch --check --node"
    says SB-A cause SB-A4
    watch_stop
}

is_member() {
    ip -n "$1" maddr show dev eth0 | grep -q 'inet6 ff02::12'
}

# --- A5: one way -------------------------------------------------------------------------------------------------

@test "A5: a path that loses adverts in one direction: who hears and who does not" {
    need_peer
    watch_start ob
    healthy keepalived vrrpd interval_ms=200
    ip netns exec lan nft add table netdev oneway
    ip netns exec lan nft add chain netdev oneway to-b '{ type filter hook egress device to-b priority 0; }'
    ip netns exec lan nft add rule netdev oneway to-b ip protocol 112 drop
    wait_for 5 found SB-A update
    cause_is SB-A "$B is deaf: $A hears it" "on $B: vrrpwatch --check --node -i eth0"
    says SB-A cause SB-A5
    masters_are SB-A $A $B
    ip netns exec lan nft delete table netdev oneway
    wait_for 5 healed SB-A
    watch_stop
}

# --- A8: unicast beside multicast --------------------------------------------------------------------------------

# A bridge that learns nothing sends unicast everywhere, like a mirror port.
@test "A8: one side sends unicast and the other multicast" {
    need_peer
    ip -n lan link set br0 type bridge ageing_time 0
    watch_start ob --promiscuous
    healthy keepalived keepalived interval_ms=200
    router_stop b
    router_conf b keepalived
    instance b keepalived priority=100 interval_ms=200 peers=$A
    router_start b keepalived
    wait_for 6 found SB-A8
    cause_is SB-A8 'unicast on one side' unicast_peer
    masters_are SB-A8 $A $B
    watch_stop
}

# --- A10: ARP flux -----------------------------------------------------------------------------------------------

@test "A10: one router that answers with two MACs is a warning and no split" {
    need_peer
    watch_start ob --probe --probe-every 2s
    healthy keepalived keepalived interval_ms=200 vmac=yes
    for name in all eth0 vrrp.51; do
        ip netns exec a sh -c "echo 0 >/proc/sys/net/ipv4/conf/$name/arp_ignore"
    done
    wait_for 12 found SB-A10
    says SB-A10 cause "$A is the only master but answers for $VIP with its own MAC"
    says SB-A10 fix arp_ignore=1
    [ "$(finding SB-A10 severity)" = warning ]
    [ "$(incidents "[e['code'] for e in all if e['severity'] == 'critical']")" = '[]' ]
    watch_stop
}

# --- A12: fragments ----------------------------------------------------------------------------------------------

@test "A12: adverts that come in fragments, which one node drops" {
    need_peer
    local i vips=$VIP6
    for i in $(seq 85); do
        vips+=,2001:db8:9::$i
    done
    wait_for 5 ready6 a
    wait_for 5 ready6 b
    pair keepalived keepalived interval_ms=500 vips="$vips"
    router_start a keepalived
    wait_for 8 has_vip a $VIP6
    sleep 2 # so many announcements hold its adverts up
    watch_start ob
    started_b_in_health
    ip -n a link set eth0 mtu 1280
    wait_for 5 found SB-A12
    [ "$(finding SB-A12 event)" = lost-adverts ]
    says SB-A12 cause "adverts of ${NODE_ADDRESS6[a]} for vrid 51 are larger than the link's MTU"
    says SB-A12 fix virtual_ipaddress_excluded
    [ "$(finding SB-A12 severity)" = warning ]
    sleep 2
    [ "$(incidents "[e['code'] for e in all if e['severity'] == 'critical']")" = '[]' ] # it is heard, if in pieces
    ip netns exec b nft add table netdev pieces
    ip netns exec b nft add chain netdev pieces in '{ type filter hook ingress device eth0 priority 0; }'
    ip netns exec b nft add rule netdev pieces in ip6 nexthdr 44 drop
    wait_for 6 eval '[ "$(finding SB-A12 event)" = split-brain ]'
    cause_is SB-A12 "adverts of ${NODE_ADDRESS6[a]}" virtual_ipaddress_excluded
    masters_are SB-A12 "${NODE_ADDRESS6[a]}" "${NODE_ADDRESS6[b]}"
    watch_stop
}

started_b_in_health() {
    router_start b keepalived
    sleep 1.5
    holds a $VIP6
    nothing_found
}

# --- A13: the heartbeat is another network -------------------------------------------------------------------------

@test "A13: the network that VRRP runs on is cut, and both hold the address on the other one" {
    need_peer
    local node
    ip -n a link add eth1 type veth peer name eth1 netns b
    for node in a b; do
        ip -n $node addr add "${NODE_ADDRESS[$node]/10.9.0/10.8.0}/24" dev eth1
        ip -n $node link set eth1 up
    done
    watch_start ob --vip $VIP --probe --probe-every 2s
    pair keepalived keepalived interval_ms=200 interface=eth1
    sed -i "s|^    $VIP/24|& dev eth0|" "$LAB/a.cfg" "$LAB/b.cfg"
    started keepalived keepalived
    filter a input iifname eth1 drop
    filter b input iifname eth1 drop
    wait_for 10 found SB-A13
    has_vip a
    has_vip b
    cause_is SB-A13 'the heartbeat network is cut' 'run VRRP on eth0'
    says SB-A13 cause "answers for $VIP"
    watch_stop
}
