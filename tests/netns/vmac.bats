#!/usr/bin/env bats
# Virtual MACs: adverts, ARP and the address come from 00:00:5e:00:01:VRID, whichever router is master.
#
#      a: eth0 + vrrp.51 (virtual MAC)      b: the same
#            |                                |
#      ------+--------------------------------+------ 10.9.0.0/24

load lab

VMAC=00:00:5e:00:01:33

# mac_of_vip: what the client has learned; asked anew.
mac_of_vip() {
    ip netns exec cl ip neigh flush dev eth0
    ip netns exec cl bash -c "echo >/dev/udp/$VIP/9" || return
    sleep 0.02
    ip -n cl neigh show to "$VIP" | grep -o 'lladdr [^ ]*' | cut -d' ' -f2
}

client_sees() {
    [ "$(mac_of_vip)" = "$1" ]
}

advert_macs() {
    adverts "$@" | awk '{ print $3 }' | sort -u
}

@test "adverts, announcements and answers carry the virtual MAC, and the client keeps it over a take-over" {
    local since
    pair vrrpd vrrpd vmac=yes
    observer_start
    router_start a vrrpd
    wait_for 5 has_vip a
    router_start b vrrpd
    wait_for 5 client_sees $VMAC
    [ "$(advert_macs a)" = $VMAC ]
    grep -q "GARP $VMAC $VIP" "$LAB/observer.log"
    not grep -q "GARP ${NODE_MAC[a]} $VIP" "$LAB/observer.log"
    ip -n a -o addr show dev vrrp.51 | grep -q "$VIP/24"
    ip -n b -d link show vrrp.51 | grep -q 'macvlan mode bridge'

    since=$(now_us)
    router_stop a
    wait_for 5 holds b
    on_time "$(skew_us 100 100)" "$(takeover_us a b "$since")"
    wait_for 3 client_sees $VMAC
    [ "$(advert_macs b)" = $VMAC ]
    not ip -n a link show vrrp.51
}

# Answers of two machines for one address would be a split brain of the client's making.
@test "only the virtual MAC answers for the address" {
    router_conf a vrrpd && instance a vrrpd vmac=yes
    observer_start
    router_start a vrrpd
    wait_for 5 client_sees $VMAC
    observer_sync
    not grep -q "ARP ${NODE_MAC[a]} $VIP " "$LAB/observer.log"
}

@test "settings of the interface below are as before when vrrpd has stopped" {
    local setting=/proc/sys/net/ipv4/conf/eth0/arp_ignore
    router_conf a vrrpd && instance a vrrpd vmac=yes
    [ "$(ip netns exec a cat $setting)" = 0 ]
    router_start a vrrpd
    wait_for 5 has_vip a
    [ "$(ip netns exec a cat $setting)" = 1 ]
    router_stop a
    [ "$(ip netns exec a cat $setting)" = 0 ]
    not ip -n a link show vrrp.51
    [ ! -s "$LAB/a.run/ledger" ]
}

@test "the interface below is deleted and made anew: the virtual MAC is built again" {
    router_conf a vrrpd && instance a vrrpd vmac=yes
    router_start a vrrpd
    wait_for 5 client_sees $VMAC
    ip -n a link del eth0
    sleep 0.5
    not ip -n a link show vrrp.51
    lab_plug a
    wait_for 8 client_sees $VMAC
}

@test "a virtual MAC that is there already is adopted, another thing of that name is left alone" {
    local index
    router_conf a vrrpd && instance a vrrpd vmac=yes
    ip -n a link add link eth0 name vrrp.51 address $VMAC type macvlan mode private
    index=$(ip -n a -o link show vrrp.51 | cut -d: -f1)
    router_start a vrrpd
    wait_for 5 has_vip a
    [ "$(ip -n a -o link show vrrp.51 | cut -d: -f1)" = "$index" ]
    ip -n a -d link show vrrp.51 | grep -q 'macvlan mode bridge' # else the backup would not hear its master
    router_stop a
    not ip -n a link show vrrp.51

    ip -n a link add vrrp.51 type bridge
    router_start a vrrpd
    wait_for 5 reports a 'vrrp.51 was not made by vrrpd'
    sleep 1
    lacks_vip a
    router_stop a
    ip -n a link show vrrp.51
}

@test "all is killed at once: the next start takes the virtual MAC over, and a file without it removes it" {
    local index
    router_conf a vrrpd && instance a vrrpd vmac=yes
    router_start a vrrpd
    wait_for 5 has_vip a
    index=$(ip -n a -o link show vrrp.51 | cut -d: -f1)
    router_kill a
    router_start a vrrpd
    wait_for 5 client_sees $VMAC
    [ "$(ip -n a -o link show vrrp.51 | cut -d: -f1)" = "$index" ]
    router_kill a
    router_conf a vrrpd && instance a vrrpd
    router_start a vrrpd
    wait_for 5 client_sees "${NODE_MAC[a]}"
    not ip -n a link show vrrp.51
    [ "$(ip netns exec a cat /proc/sys/net/ipv4/conf/eth0/arp_ignore)" = 0 ]
}

@test "a reload keeps the virtual MAC and its address" {
    local index since
    router_conf a vrrpd && instance a vrrpd vmac=yes
    observer_start
    router_start a vrrpd
    wait_for 5 has_vip a
    index=$(ip -n a -o link show vrrp.51 | cut -d: -f1)
    since=$(now_us)
    router_hup a
    wait_for 5 reports a 'reload'
    sleep 1
    [ "$(ip -n a -o link show vrrp.51 | cut -d: -f1)" = "$index" ]
    has_vip a
    [ "$(largest_gap_us a "$since")" -lt 250000 ]
}

# A switch would send what is for the master to the backup.
@test "a backup puts no frame with the virtual MAC of IPv4 on the wire, and hears the master all the same" {
    pair vrrpd vrrpd vmac=yes
    router_start a vrrpd
    wait_for 5 has_vip a
    spawn lan frames tcpdump -Q in -lnei to-b ether src $VMAC
    wait_for 5 grep -q listening "$LAB/frames.log"
    router_start b vrrpd
    wait_for 5 ctl b status
    sleep 3
    holds a
    not grep -q " $VMAC > " "$LAB/frames.log"
    router_stop a
    wait_for 5 grep -q " $VMAC > " "$LAB/frames.log"
}

@test "IPv6 over virtual MACs: adverts and the address come from it, the source is the node's own" {
    wait_for 5 ready6 a
    wait_for 5 ready6 b
    pair vrrpd vrrpd vmac=yes vips=$VIP6
    observer_start
    router_start a vrrpd
    wait_for 5 has_vip a $VIP6
    router_start b vrrpd
    sleep 1
    holds a $VIP6
    [ "$(advert_macs a)" = 00:00:5e:00:02:33 ]
    ip -n a -6 -o addr show dev vrrp6.51 | grep -q "$VIP6/64"
    [ "$(ip -n b -6 -o addr show dev vrrp6.51 | wc -l)" = 0 ]
    grep -q "NA 00:00:5e:00:02:33 $VIP6" "$LAB/observer.log"
    router_stop a
    wait_for 5 holds b $VIP6
    [ "$(advert_macs b)" = 00:00:5e:00:02:33 ]
}

both_roles() {
    local a=$1 b=$2 since
    need_peer
    pair "$a" "$b" vmac=yes
    observer_start
    router_start a "$a"
    wait_for 8 client_sees $VMAC
    router_start b "$b"
    sleep 1
    holds a
    since=$(now_us)
    router_stop a
    wait_for 8 holds b
    wait_for 3 client_sees $VMAC
    router_start a "$a"
    wait_for 8 holds a
    wait_for 3 client_sees $VMAC
    [ "$(advert_macs a "$since")" = $VMAC ]
    [ "$(advert_macs b "$since")" = $VMAC ]
}

@test "keepalived with use_vmac is master, vrrpd backup" {
    both_roles keepalived vrrpd
}

@test "vrrpd is master, keepalived with use_vmac backup" {
    both_roles vrrpd keepalived
}

# What is run at a fault would be run for nothing.
@test "a reload that adds a virtual MAC makes no fault of its beginning" {
    router_conf a vrrpd && instance a vrrpd
    router_start a vrrpd
    wait_for 5 has_vip a
    instance a vrrpd name=VI_2 vrid=52 vips=$VIP2 vmac=yes
    router_hup a
    wait_for 5 has_vip a $VIP2
    wait_for 3 reports a 'VI_2: INIT -> BACKUP'
    not reports a 'FAULT'
}
