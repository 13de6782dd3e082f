#!/usr/bin/env bats
# What the third host can only call deaf or mute, the node itself can name: vrrpwatch --node compares the wire with its
# own sockets, memberships and addresses. Two views together show what neither has: a partition.

load lab
load watch

A=10.9.0.1 B=10.9.0.2

# healthy NODE KEY=VALUE...: two keepalived, a is master, and vrrpwatch --node on that node has no complaint.
healthy() {
    local node=$1
    shift
    need_peer
    pair keepalived keepalived interval_ms=200 "$@"
    router_start a keepalived
    wait_for 8 has_vip a "${ADDRESS:-$VIP}"
    router_start b keepalived
    sleep 1
    watch_start "$node" --node --config "$LAB/$node.cfg" ${PROBE:+--probe --probe-every 2s}
    sleep 4
    holds a "${ADDRESS:-$VIP}"
    nothing_found
}

filter() {
    local node=$1 hook=$2
    shift 2
    ip netns exec "$node" nft add table inet filter
    ip netns exec "$node" nft add chain inet filter "$hook" "{ type filter hook $hook priority 0; }"
    ip netns exec "$node" nft add rule inet filter "$hook" "$@"
}

@test "A1: the node sees adverts on the wire that its sockets do not get" {
    healthy b
    filter b input ip protocol vrrp drop
    wait_for 15 says SB-A1 cause 'this node does not receive'
    says SB-A1 cause 'a local firewall drops IP protocol 112'
    says SB-A1 fix 'nft insert rule inet filter input ip protocol vrrp accept'
    [ "$(finding SB-A1 severity)" = critical ]
    # What it says to do helps.
    ip netns exec b nft insert rule inet filter input ip protocol vrrp accept
    wait_for 15 healed SB-A1
    watch_stop
}

@test "A1: a check on the node names the firewall and fails" {
    healthy b
    filter b input ip protocol vrrp drop
    sleep 2
    run ip netns exec b "$OUT/bin/vrrpwatch" --check --node --config "$LAB/b.cfg" -i eth0
    echo "$output"
    [ "$status" = 2 ]
    [[ $output == *SB-A1* ]]
    watch_stop
}

@test "A2: a node that holds the address and whose adverts do not leave" {
    healthy a
    filter a output ip protocol vrrp drop
    wait_for 12 found SB-A2
    says SB-A2 cause "this node holds $VIP and hears $B, which is weaker, but none of its own adverts leaves on eth0"
    says SB-A2 fix 'nft insert rule inet filter output ip protocol vrrp accept'
    [ "$(finding SB-A2 severity)" = critical ]
    watch_stop
}

@test "A4: a node that lost its group membership" {
    wait_for 5 ready6 a
    wait_for 5 ready6 b
    ADDRESS=$VIP6 healthy b vips=$VIP6
    ip -n b link set dev eth0 mtu 1000
    ip -n b link set dev eth0 mtu 1500
    wait_for 10 found SB-A4
    says SB-A4 cause 'eth0 is not a member of ff02::12'
    says SB-A4 fix 'systemctl restart keepalived'
    watch_stop
}

@test "A5: somebody else answers for the address and none of its adverts arrives" {
    PROBE=yes healthy b
    ip netns exec lan nft add table netdev oneway
    ip netns exec lan nft add chain netdev oneway to-b '{ type filter hook egress device to-b priority 0; }'
    ip netns exec lan nft add rule netdev oneway to-b ip protocol 112 drop
    wait_for 12 found SB-A
    says SB-A cause "another node answers for $VIP and none of its adverts arrives on eth0"
    says SB-A cause 'one-way'
    [ "$(finding SB-A severity)" = critical ]
    watch_stop
}

@test "A13: the address on one network, VRRP on another that is cut" {
    need_peer
    local node
    ip -n lan link add br8 type bridge mcast_snooping 0 forward_delay 0
    ip -n lan link set br8 up
    for node in a b; do
        ip -n lan link add "eth1-$node" type veth peer name eth1 netns $node
        ip -n lan link set "eth1-$node" master br8 up
        ip -n $node addr add "${NODE_ADDRESS[$node]/10.9.0/10.8.0}/24" dev eth1
        ip -n $node link set eth1 up
    done
    pair keepalived keepalived interval_ms=200 interface=eth1
    sed -i "s|^    $VIP/24|& dev eth0|" "$LAB/a.cfg" "$LAB/b.cfg"
    router_start a keepalived
    wait_for 8 has_vip a
    router_start b keepalived
    sleep 1
    watch_start b --node --config "$LAB/b.cfg" -i eth1 --probe --probe-every 2s
    sleep 4
    holds a
    nothing_found
    ip -n lan link set eth1-a nomaster
    wait_for 20 found SB-A13
    says SB-A13 cause "$VIP is on eth0 and another node answers for it, while VRRP runs on eth1"
    says SB-A13 fix 'mend the link behind eth1'
    [ "$(finding SB-A13 severity)" = critical ]
    watch_stop
}

# --- A6: a partition ---------------------------------------------------------------------------------------------

# Two bridges with a link between them: a and ob on one, b and cl on the other.
two_switches() {
    ip -n lan link add br1 type bridge mcast_snooping 0 forward_delay 0
    ip -n lan link add trunk0 type veth peer name trunk1
    ip -n lan link set trunk0 master br0 up
    ip -n lan link set trunk1 master br1 up
    ip -n lan link set br1 up
    ip -n lan link set to-b master br1
    ip -n lan link set to-cl master br1
}

@test "A6: two places that each see one master show a partition when they are merged" {
    need_peer
    two_switches
    WATCH=near watch_start ob
    WATCH=far watch_start cl
    pair keepalived keepalived interval_ms=200
    router_start a keepalived
    wait_for 8 has_vip a
    router_start b keepalived
    sleep 2
    holds a
    WATCH=near nothing_found
    WATCH=far nothing_found
    "$OUT/bin/vrrpwatch" merge "$LAB/near.json" "$LAB/far.json" >"$LAB/before.txt"
    not grep SB-A6 "$LAB/before.txt"
    ip -n lan link set trunk0 nomaster
    wait_for 5 has_vip b
    has_vip a
    sleep 2
    WATCH=near watch_stop
    WATCH=far watch_stop
    WATCH=near nothing_found # neither of them can see it
    "$OUT/bin/vrrpwatch" merge "$LAB/near.json" "$LAB/far.json" >"$LAB/after.txt"
    cat "$LAB/after.txt"
    grep -q "SB-A6" "$LAB/after.txt"
    grep -q "$A" "$LAB/after.txt"
    grep -q "$B" "$LAB/after.txt"
}
