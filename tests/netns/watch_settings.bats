#!/usr/bin/env bats
# vrrpwatch on a third host names settings that keep two routers from hearing each other: family B of its catalogue.
# Every test begins with a cluster that is well, about which nothing may be said, and ends with one that is not.
# keepalived starts its own timer anew with every advert it refuses, so of two that refuse each other often one is
# silent and holds the address all the same; vrrpd goes on sending.

load lab
load watch
load watch_well

# again NODE DAEMON KEY=VALUE..: the node with another configuration.
again() {
    local node=$1 daemon=$2
    shift 2
    router_stop "$node"
    router_conf "$node" "$daemon"
    instance "$node" "$daemon" "$@"
    router_start "$node" "$daemon"
}

both_hold() {
    has_vip a && has_vip b
}

# names_both CODE: as those who are master, or hold the address.
names_both() {
    local masters
    masters=$(finding "$1" masters)
    [[ $masters == *'"10.9.0.1"'* && $masters == *'"10.9.0.2"'* ]] || fail "$1 names $masters"
}

@test "SB-B1: two passwords, each router refuses the other" {
    well vrrpd vrrpd version=2 interval_ms=1000 password=walnut
    again b vrrpd version=2 interval_ms=1000 password=cherry
    wait_for 8 both_hold
    wait_for 8 alarm SB-B1
    names_both SB-B1
    alone SB-B1
    says SB-B1 cause 'passwords differ: 10.9.0.1 and 10.9.0.2 both use PASS'
    says SB-B1 fix 'the same authentication { } on both nodes'
    not grep -E 'walnut|cherry' "$LAB/watch.json"
}

@test "SB-B1 in silence: two keepalived with two passwords, of which hardly one is heard" {
    well keepalived keepalived version=2 interval_ms=1000 password=walnut
    again b keepalived version=2 interval_ms=1000 password=cherry
    wait_for 8 both_hold
    # As long as it has not sent a single advert nobody can know what it would have said.
    wait_for 8 eval 'alarm SB-B || alarm SB-B1'
    [ "$(incidents "any(e['event'] in ('silent-split-brain', 'split-brain') for e in all if e['code'] in ('SB-B', 'SB-B1'))")" = true ]
    found SB-B1 || { names_both SB-B && says SB-B cause 'Candidates: SB-B1' && says SB-B fix 'vrrpctl compare'; }
    not found SB-C5
}

@test "SB-B1: a password against none" {
    well vrrpd keepalived version=2 interval_ms=1000 password=walnut
    again b keepalived version=2 interval_ms=1000
    wait_for 8 both_hold
    wait_for 8 alarm SB-B1
    names_both SB-B1
    alone SB-B1
    says SB-B1 cause '10.9.0.1 uses PASS, 10.9.0.2 uses none'
}

@test "SB-B2: one address, two VRIDs" {
    well keepalived keepalived
    again b keepalived vrid=52
    wait_for 5 both_hold
    wait_for 5 alarm SB-B2
    names_both SB-B2
    alone SB-B2
    says SB-B2 cause '10.9.0.100 is advertised by 10.9.0.1 and 10.9.0.2 with different VRIDs'
    says SB-B2 fix 'the same virtual_router_id'
}

@test "SB-B3: version 2 with one second against two" {
    well vrrpd keepalived version=2 interval_ms=1000
    again b keepalived version=2 interval_ms=2000
    wait_for 12 both_hold
    wait_for 12 alarm SB-B3
    names_both SB-B3
    alone SB-B3
    says SB-B3 cause '10.9.0.1 1.00 s, 10.9.0.2 2.00 s'
    says SB-B3 fix 'the same advert_int'
}

@test "SB-B4: version 2 against version 3" {
    well vrrpd keepalived version=3
    again b keepalived version=2 interval_ms=1000
    wait_for 8 both_hold
    wait_for 8 alarm SB-B4
    names_both SB-B4
    says SB-B4 cause '10.9.0.1 speaks VRRP version 3, 10.9.0.2 version 2'
    says SB-B4 fix 'the same vrrp_version'
}

@test "SB-B5: a checksum without the pseudo-header, which keepalived refuses" {
    well vrrpd keepalived
    again a vrrpd priority=150 more='    checksum: plain'
    wait_for 5 both_hold
    wait_for 5 alarm SB-B5
    names_both SB-B5
    alone SB-B5
    says SB-B5 cause 'the checksum of 10.9.0.2 covers a pseudo-header, that of 10.9.0.1 does not'
    says SB-B5 fix v3_checksum_as_v2
}

@test "SB-B6: lists of addresses that differ, which keepalived refuses" {
    well keepalived keepalived
    again b keepalived vips=$VIP,$VIP2
    wait_for 5 both_hold
    wait_for 5 alarm SB-B6
    names_both SB-B6
    alone SB-B6
    says SB-B6 cause '10.9.0.1 advertises 1, 10.9.0.2 2' || says SB-B6 cause '10.9.0.2 advertises 2, 10.9.0.1 1'
    says SB-B6 fix 'copy virtual_ipaddress'
}

@test "SB-B7: adverts that come with another TTL than 255" {
    well keepalived keepalived
    ip netns exec a nft 'add table ip far'
    ip netns exec a nft 'add chain ip far sent { type filter hook output priority 0; }'
    ip netns exec a nft 'add rule ip far sent ip protocol 112 ip ttl set 254'
    wait_for 5 found SB-B7 open
    wait_for 5 both_hold
    wait_for 5 alarm SB-B7
    names_both SB-B7
    alone SB-B7
    says SB-B7 cause 'adverts of 10.9.0.1 arrive with TTL 254'
    says SB-B7 fix 'put the nodes on one link'
}

@test "SB-B8: two multicast groups" {
    well keepalived keepalived
    router_stop b
    sed -i 's/router_id b/&\n  vrrp_mcast_group4 224.0.0.30/' "$LAB/b.cfg"
    router_start b keepalived
    wait_for 5 both_hold
    wait_for 5 alarm SB-B8
    names_both SB-B8
    alone SB-B8
    says SB-B8 cause '10.9.0.1 uses 224.0.0.18, 10.9.0.2 uses 224.0.0.30'
    says SB-B8 fix 'the same vrrp_mcast_group4'
}

# Alike they are for a moment only: then the one with the higher address is left.
@test "SB-B9: two that claim the owner's priority" {
    well keepalived keepalived
    again a keepalived priority=255
    again b keepalived priority=255
    wait_for 5 found SB-B9
    names_both SB-B9
    says SB-B9 cause "claim priority 255, the owner's"
    says SB-B9 fix 'priority 254 on one of them'
}

@test "SB-B10: two nodes with one address" {
    well keepalived keepalived
    router_stop b
    ip -n b addr flush dev eth0 scope global
    ip -n b addr add 10.9.0.1/24 dev eth0
    router_conf b keepalived
    instance b keepalived priority=150
    router_start b keepalived
    wait_for 5 both_hold
    wait_for 5 alarm SB-B10
    alone SB-B10
    says SB-B10 cause 'two MACs take turns in sending as 10.9.0.1'
    says SB-B10 fix 'give each node an address of its own'
}

@test "SB-B11: two clusters with one VRID, apart by their passwords" {
    well vrrpd vrrpd version=2 interval_ms=1000 password=walnut
    again b vrrpd version=2 interval_ms=1000 password=cherry vips=$VIP2
    wait_for 8 has_vip b $VIP2
    wait_for 8 alarm SB-B11
    names_both SB-B11
    alone SB-B11
    says SB-B11 cause 'vrid 51 is used by two clusters'
    says SB-B11 fix 'not seen here: 52, 53, 54'
}

@test "SB-B11: two clusters with one VRID, of which one silences the other" {
    need_peer
    router_conf b keepalived
    instance b keepalived vips=$VIP2
    router_start b keepalived
    wait_for 5 has_vip b $VIP2
    watch_start ob --probe --probe-every 1s
    wait_for 3 found SB-F1
    sleep 1
    calm
    router_conf a vrrpd
    instance a vrrpd priority=150
    router_start a vrrpd
    wait_for 5 found SB-B11
    names_both SB-B11
    says SB-B11 fix 'give one of them another virtual_router_id'
}

@test "SB-B12: somebody never seen before claims priority 255" {
    well keepalived keepalived
    spawn cl rogue python3 "$TOP/tests/netns/advert.py" source=10.9.0.66 mac=02:00:00:00:09:10 priority=255 20 0.1
    wait_for 5 alarm SB-B12
    alone SB-B12
    says SB-B12 cause '10.9.0.66 was never seen before and claims priority 255 for vrid 51 against 10.9.0.1'
    says SB-B12 masters '"02:00:00:00:09:10"'
    says SB-B12 fix 'find that host'
}
