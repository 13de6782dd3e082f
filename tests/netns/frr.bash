# FRR's vrrpd as a router of the lab: `load lab`, then `load frr`. It wants a macvlan with the virtual MAC that
# holds the address already; FRR switches it on and off ("protodown"), so the address is always there and only its
# log says who is master.
# shellcheck shell=bash

need_frr() {
    [ -x "$PEERS_ROOT/usr/lib/frr/vrrpd" ] || skip_without "no FRR here (tests/peers.sh)"
}

# frr_macvlan NODE NAME MAC ADDRESS/LENGTH. For IPv6 it sends from the macvlan's own link-local address: the virtual
# one, as no other is made.
frr_macvlan() {
    ip -n "$1" link add "$2" link eth0 address "$3" type macvlan mode bridge
    ip netns exec "$1" bash -c "echo 1 >/proc/sys/net/ipv6/conf/$2/addr_gen_mode"
    ip -n "$1" link set "$2" up
    ip -n "$1" addr add "$4" dev "$2" $([ "$2" = frr4 ] || echo nodad)
}

# frr_start NODE PRIORITY [ADDRESS]: VRID 51, 100 ms.
frr_start() {
    local node=$1 priority=$2 vip=${3:-$VIP} family=ip mac=00:00:5e:00:01:33 name=frr4
    [[ $vip != *:* ]] || { family=ipv6 mac=00:00:5e:00:02:33 name=frr6; }
    mkdir -p "$LAB/$node.frr"
    cat >"$LAB/$node.cfg" <<CONF
interface eth0
 vrrp 51 version 3
 vrrp 51 priority $priority
 vrrp 51 advertisement-interval 100
 vrrp 51 $family $vip
CONF
    frr_macvlan "$node" $name $mac "$(with_length "$vip")"
    : >"$LAB/$node.log"
    spawn "$node" "$node.frr" unshare -m "$BASH" -c "$(declare -f frr_daemons); frr_daemons $node" || return
    wait_for 10 [ -s "$LAB/$node.frr/vrrpd.pid" ]
}

# frr_daemons NODE: in a mount namespace of its own, where root is a member of FRR's group. LAB, PEERS_ROOT and
# PEERS_LIBRARIES come through the environment.
frr_daemons() {
    local folder=$LAB/$1.frr daemon
    { cat /etc/group && echo 'frrvty:x:599:root'; } >"$folder/group"
    mount --bind "$folder/group" /etc/group
    for daemon in zebra vrrpd; do
        LD_LIBRARY_PATH=$PEERS_LIBRARIES$(printf '%s:' "$PEERS_ROOT"/usr/lib/*-linux-gnu*/frr) "$PEERS_ROOT/usr/lib/frr/$daemon" -d -u root -g root -N "lab$1" \
            -f "$([ $daemon = zebra ] && echo /dev/null || echo "$LAB/$1.cfg")" -i "$folder/$daemon.pid" \
            -z "$folder/zserv" --vty_socket "$folder" --log "file:$LAB/$1.log"
    done
}

# frr_state NODE: Initialize, Backup or Master, as its log last said.
frr_state() {
    sed -n 's/.* -> \(Initialize\|Backup\|Master\)$/\1/p' "$LAB/$1.log" | tail -n 1
}

frr_is() {
    [ "$(frr_state "$1")" = "$2" ]
}

# Stops FRR as its service manager would; `frr_gone NODE` after it takes the interfaces away.
frr_stop() {
    kill -TERM "$(cat "$LAB/$1.frr/vrrpd.pid")"
    sleep 0.3
    kill -TERM "$(cat "$LAB/$1.frr/zebra.pid")"
    wait_for 10 router_gone "$1"
    frr_gone "$1"
}

frr_gone() {
    ip -n "$1" link del frr4 2>/dev/null || ip -n "$1" link del frr6
    rm -rf "$LAB/$1.frr"
}
