#!/usr/bin/env bats
# VRRPv3 over IPv6: adverts to ff02::12 from link-local addresses, neighbour advertisements instead of ARP.
#
#      a fe80::ff:fe00:901      b fe80::ff:fe00:902      cl
#            |                        |                   |
#      ------+------------------------+-------------------+------

load lab

setup() {
    lab_up
    wait_for 5 ready6 a
    wait_for 5 ready6 b
}

# neighbour_of_vip: the MAC that the client has for the address; asked for by sending something.
neighbour_of_vip() {
    ip netns exec cl bash -c "echo >/dev/udp/$VIP6%eth0/9" 2>/dev/null
    sleep 0.05
    ip -n cl -6 neigh show to "$VIP6" dev eth0 | grep -o 'lladdr [^ ]*' | cut -d' ' -f2
}

# known_at NODE: without asking, the client's cache says that the address lives there.
known_at() {
    ip -n cl -6 neigh show to "$VIP6" dev eth0 | grep -q "lladdr ${NODE_MAC[$1]}"
}

no_rejects() {
    [ "$(field "$1" "sum(i['rejected'].values())")" = 0 ] || fail "$1 rejected: $(field "$1" "i['rejected']")"
}

# works_together DAEMON_A DAEMON_B: as in interop.bats.
works_together() {
    local a=$1 b=$2 since
    pair "$a" "$b" vips=$VIP6,$VIP6_GLOBAL
    observer_start
    router_start a "$a"
    wait_for 8 has_vip a $VIP6
    wait_for 2 has_vip a $VIP6_GLOBAL
    router_start b "$b"
    sleep 0.5
    holds a $VIP6
    [ "$a" = keepalived ] || no_rejects a

    since=$(now_us)
    power_off a
    wait_for 8 has_vip b $VIP6
    on_time "$(down_us 100 100)" "$(takeover_us a b "$since")"

    power_on a
    ip -n a addr flush dev eth0 to "$VIP6"
    ip -n a addr flush dev eth0 to "$VIP6_GLOBAL"
    router_start a "$a"
    wait_for 10 holds a $VIP6
    [ "$b" = keepalived ] || no_rejects b
    [ "$a" = keepalived ] || no_rejects a

    since=$(now_us)
    router_stop a
    wait_for 5 holds b $VIP6
    on_time "$(skew_us 100 100)" "$(takeover_us a b "$since")"
}

@test "two vrrpd share an IPv6 router" {
    works_together vrrpd vrrpd
}

@test "keepalived is master, vrrpd backup" {
    need_peer
    works_together keepalived vrrpd
}

@test "vrrpd is master, keepalived backup" {
    need_peer
    works_together vrrpd keepalived
}

@test "an unsolicited neighbour advertisement moves the address in the client's cache" {
    pair vrrpd vrrpd vips=$VIP6,$VIP6_GLOBAL
    observer_start
    router_start a vrrpd
    wait_for 8 has_vip a $VIP6
    router_start b vrrpd
    [ "$(neighbour_of_vip)" = "${NODE_MAC[a]}" ]
    known_at a
    sleep 0.5
    router_stop a
    wait_for 2 known_at b
    observer_sync
    grep -qE "NA ${NODE_MAC[b]} $VIP6 (router,)?override" "$LAB/observer.log"
    grep -qE "NA ${NODE_MAC[b]} $VIP6_GLOBAL (router,)?override" "$LAB/observer.log"
}

@test "the addresses are usable at once, and a whole host's address is no source of the machine's own" {
    router_conf a vrrpd
    instance a vrrpd vips=$VIP6
    sed -i "s|\"$VIP6/64\"|\"$VIP6/64\"\n      - \"$VIP6_GLOBAL/128\"|" "$LAB/a.cfg"
    router_start a vrrpd
    wait_for 5 has_vip a $VIP6_GLOBAL
    ip -n a -6 -o addr show to $VIP6/128 | grep -q nodad
    not eval 'ip -n a -6 -o addr show tentative | grep -q .'
    ip -n a -6 -o addr show to $VIP6_GLOBAL/128 | grep -q deprecated
    not eval 'ip -n a -6 -o addr show to $VIP6/128 | grep -q deprecated'
}

@test "nothing is sent from a tentative address" {
    local first
    router_conf a vrrpd && instance a vrrpd vips=$VIP6
    observer_start
    ip -n a addr flush dev eth0 scope link
    router_start a vrrpd
    sleep 1
    [ "$(adverts_count a)" = 0 ]
    ip -n a link set eth0 down
    ip netns exec a bash -c 'echo 3 >/proc/sys/net/ipv6/conf/eth0/dad_transmits'
    ip -n a link set eth0 up
    wait_for 10 ready6 a
    first=$(now_us)
    wait_for 10 has_vip a $VIP6
    observer_sync
    [ "$(adverts a 0 "$first" | wc -l)" = 0 ]
    [ "$(adverts_count a)" -gt 0 ]
}

@test "with duplicate detection asked for, an address that another host has counts as not installed" {
    router_conf a vrrpd && instance a vrrpd vips=$VIP6
    sed -i "s|- \"$VIP6/64\"|- {address: \"$VIP6/64\", dad: true}\n      - \"$VIP6_GLOBAL/64\"|" "$LAB/a.cfg"
    ip -n ob addr add $VIP6/64 dev eth0 nodad
    router_start a vrrpd
    wait_for 5 has_vip a $VIP6_GLOBAL
    wait_for 5 reports a "$VIP6 on eth0: another host has this address"
    [ "$(field a "i['addresses_present']")" = 1 ]
}

@test "a pair for each family on one interface and one VRID: both fail over" {
    local node
    for node in a b; do
        router_conf $node vrrpd
        instance $node vrrpd name=V4 priority=$([ $node = a ] && echo 150 || echo 100)
        instance $node vrrpd name=V6 vips=$VIP6 priority=$([ $node = a ] && echo 150 || echo 100)
        router_start $node vrrpd
        wait_for 5 ctl $node status
    done
    wait_for 5 holds a
    wait_for 5 holds a $VIP6
    router_stop a
    wait_for 5 holds b
    wait_for 5 holds b $VIP6
    no_rejects b
}
