#!/usr/bin/env bats
# Two or three directors: the table follows the master where it has to, connections survive the takeover.

load lab
load lvs

# A director that is a real server too: the address is on lo for the time as BACKUP.
both() {
    local node
    for node; do
        dr_server "$node"
        server_start "$node"
    done
}

masters() {
    local node count=0
    for node; do
        ip -n "$node" -o addr show dev eth0 to "$VIP/32" | grep -q . && count=$((count + 1))
    done
    echo "$count"
}

is_master() {
    ip -n "$1" -o addr show dev eth0 to "$VIP/32" | grep -q .
}

@test "two directors: connections that were synchronised survive the takeover" {
    local node
    for node in rs1 rs2; do
        dr_server "$node"
        server_start "$node"
    done
    for node in director director2; do
        conf_begin "$node" $([ "$node" = director ] && echo 150 || echo 100)
        sed -i '1a\  lvs_sync_daemon eth0 VI_1' "$LAB/$node.cfg"
        virtual "$node" DR 'lb_algo rr' rs1 rs2
    done
    director_up director
    wait_for 10 is_master director
    director_up director2
    wait_for 10 eval 'ip netns exec director ipvsadm -L --daemon | grep -q "master sync daemon"'
    wait_for 10 eval 'ip netns exec director2 ipvsadm -L --daemon | grep -q "backup sync daemon"'
    [ "$(masters director director2)" = 1 ]
    answered 10 rs1 rs2
    hold_start one
    hold_start two
    # The kernel sends what it has about a connection after some packets of it.
    wait_for 15 eval '[ "$(ip netns exec director2 ipvsadm -Lcn | grep -c ESTABLISHED)" -ge 2 ]'
    power_off director
    wait_for 10 is_master director2
    wait_for 10 eval 'ip netns exec director2 ipvsadm -L --daemon | grep -q "master sync daemon"'
    sleep 2
    hold_stop one
    hold_stop two
    answered 10 rs1 rs2
}

# The seed of many installations: each node is director and real server of one address. With the table on every node the
# backups would schedule a second time what the master has scheduled already.
@test "three nodes that are directors and real servers: no request fails, and shares are equal" {
    local node priority=150
    NODES3=(rs1 rs2 rs3)
    both "${NODES3[@]}"
    for node in "${NODES3[@]}"; do
        conf_begin "$node" "$priority" "  unicast_src_ip ${NODE_ADDRESS[$node]}
  unicast_peer {
$(for peer in "${NODES3[@]}"; do [ "$peer" = "$node" ] || echo "    ${NODE_ADDRESS[$peer]}"; done)
  }"
        virtual "$node" DR 'lb_algo rr; nat_mask 255.255.255.0' rs1 rs2 rs3
        router_start "$node" vrrpd
        priority=$((priority - 20))
    done
    wait_for 15 is_master rs1
    wait_for 15 in_table rs1 "-t $VIP:80"
    wait_for 15 eval '[ -z "$(table rs2)" ] && [ -z "$(table rs3)" ]'
    [ "$(masters "${NODES3[@]}")" = 1 ]
    ctl rs2 lvs | grep -q "once this node is MASTER"
    not grep -q "not in the kernel" <<<"$(ctl rs2 lvs)"
    answered 60 rs1 rs2 rs3
    power_off rs1
    wait_for 10 is_master rs2
    wait_for 10 in_table rs2 "-t $VIP:80"
    wait_for 15 rows_are rs2 "$(at rs2)" "$(at rs3)"
    [ -z "$(table rs3)" ]
    answered 20 rs2 rs3
    kill -TERM "$(cat "$LAB/rs2.pid")"
    wait_for 10 is_master rs3
    for node in rs2 rs3; do # what an administrator put on lo is nobody's leftover
        ip -n "$node" -o addr show dev lo to "$VIP/32" | grep -q . || fail "$node lost the address on lo"
    done
}

@test "three such nodes with the persistence that the seed has: one client stays with one server, none fails" {
    local node priority=150
    both rs1 rs2 rs3
    for node in rs1 rs2 rs3; do
        conf_begin "$node" "$priority"
        virtual "$node" DR 'lb_algo rr; persistence_timeout 60' rs1 rs2 rs3
        router_start "$node" vrrpd
        priority=$((priority - 20))
    done
    wait_for 15 in_table rs1 "-t $VIP:80"
    [ "$(ask 30 | wc -l)" = 1 ]
    not eval 'ask 10 | grep failed'
}

@test "a doctor on a real server names what is missing, and nothing when nothing is" {
    conf_begin director
    virtual director DR 'lb_algo rr' rs1 rs2
    run ip netns exec rs1 "$OUT/bin/vrrpctl" lvs doctor "$LAB/director.cfg"
    [ "$status" = 1 ]
    grep -qF "ip addr add $VIP/32 dev lo" <<<"$output"
    grep -qF 'arp_ignore=1' <<<"$output"
    # what it prints is what mends it
    grep '^    ' <<<"$output" | ip netns exec rs1 sh -e
    run ip netns exec rs1 "$OUT/bin/vrrpctl" lvs doctor "$LAB/director.cfg"
    [ "$status" = 0 ]
    run ip netns exec director "$OUT/bin/vrrpctl" lvs doctor "$LAB/director.cfg"
    [ "$status" = 0 ]
}
