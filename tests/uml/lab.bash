# The LVS lab: two directors, three real servers and a client on one bridge, each in a network namespace (with an IPVS
# table of its own) of the machine that tests/uml/run boots.
#
#   director 10.9.1.1   director2 10.9.1.2   rs1 .21   rs2 .22   rs3 .23   client 10.9.1.10     (2001:db8:9:1::N too)
#        eth0                eth0             eth0      eth0      eth0         eth0
#   -----+-------------------+----------------+---------+---------+------------+-----  br0 in namespace lan
#
# What tests/netns/lab.bash has for its nodes works for these: router_start, ctl, process, spawn, reports, cut_link...
# shellcheck shell=bash

# shellcheck source=tests/netns/lab.bash
. "$(dirname "${BASH_SOURCE[0]}")/../netns/lab.bash"

VIP=10.9.1.100
# shellcheck disable=SC2034 # for the tests
VIP6_GLOBAL=2001:db8:9:1::100
DIRECTORS=(director director2)
REAL_SERVERS=(rs1 rs2 rs3)
NODES=("${DIRECTORS[@]}" "${REAL_SERVERS[@]}" client)
declare -gA NODE_NUMBER=([director]=1 [director2]=2 [client]=10 [rs1]=21 [rs2]=22 [rs3]=23)
declare -gA NODE_ADDRESS=() NODE_GLOBAL6=() NODE_MAC=()
for node in "${NODES[@]}"; do
    NODE_ADDRESS[$node]=10.9.1.${NODE_NUMBER[$node]}
    NODE_GLOBAL6[$node]=2001:db8:9:1::${NODE_NUMBER[$node]}
    NODE_MAC[$node]=02:00:00:01:09:${NODE_NUMBER[$node]}
    [ "${#NODE_NUMBER[$node]}" = 2 ] || NODE_MAC[$node]=02:00:00:01:09:0${NODE_NUMBER[$node]}
done

# --- the wires ---------------------------------------------------------------------------------------------------

# A program's start takes a twentieth of a second on that kernel: few of them.
lab_up() {
    [ -n "${VRRPKIT_UML-}" ] || fail "the lab wants a kernel of its own: run this through tests/run" || return 1
    lab_down
    local node
    lab_inherited
    {
        printf 'netns add %s\n' lan "${NODES[@]}"
        echo 'link add br0 netns lan type bridge mcast_snooping 0 forward_delay 0'
        for node in "${NODES[@]}"; do
            echo "link add to-$node netns lan type veth peer name eth0 netns $node address ${NODE_MAC[$node]}"
        done
    } | ip -batch -
    {
        echo 'link set br0 up'
        printf 'link set to-%s master br0 up\n' "${NODES[@]}"
    } | ip -n lan -batch -
    for node in "${NODES[@]}"; do
        printf '%s\n' "link set lo up" "link set eth0 up" "addr add ${NODE_ADDRESS[$node]}/24 dev eth0" \
            "addr add ${NODE_GLOBAL6[$node]}/64 dev eth0 nodad" | ip -n "$node" -batch -
    done
}

# What every namespace made from now on starts with: forwarding, no redirects, IPv6 addresses usable at once.
lab_inherited() {
    local name
    echo 1 >/proc/sys/net/core/devconf_inherit_init_net
    for name in all default; do
        echo 1 >/proc/sys/net/ipv4/conf/$name/forwarding
        echo 0 >/proc/sys/net/ipv4/conf/$name/send_redirects
        echo 1 >/proc/sys/net/ipv6/conf/$name/forwarding
        echo 0 >/proc/sys/net/ipv6/conf/$name/accept_dad
    done
}

# Ends every process of the lab, then removes namespaces and files; harmless when there is nothing.
lab_down() {
    local pids=()
    mapfile -t pids < <(lab_processes)
    [ ${#pids[@]} = 0 ] || kill -KILL "${pids[@]}" 2>/dev/null || true
    find /run/netns -mindepth 1 -printf 'netns del %f\n' | ip -batch -
    rm -rf "${LAB:?}"/*
}

# Everything that runs in another network namespace than we do.
lab_processes() {
    find /proc/[0-9]*/ns/net -maxdepth 0 -printf '%p %l\n' 2>/dev/null |
        awk -F '[/ ]' -v own="$(readlink /proc/self/ns/net)" '$NF != own { print $3 }'
}

# settings NODE NAME=VALUE...: under /proc/sys/net of that node.
settings() {
    local node=$1
    shift
    # shellcheck disable=SC2016 # the inner shell's
    ip netns exec "$node" sh -c 'for s; do echo "${s#*=}" >"/proc/sys/net/${s%%=*}"; done' - "$@"
}

# dr_server NODE [VIP...]: it takes packets to those addresses that a director hands it, and nobody asks it for them.
dr_server() {
    local node=$1 vip
    shift
    settings "$node" ipv4/conf/all/arp_ignore=1 ipv4/conf/all/arp_announce=2
    for vip in "${@:-$VIP}"; do
        case $vip in
        *:*) ip -n "$node" addr add "$vip/128" dev lo nodad ;;
        *) ip -n "$node" addr add "$vip/32" dev lo ;;
        esac
    done
}

# nat_server NODE [DIRECTOR]: its answers to the client go back through the director.
nat_server() {
    local director=${2:-director}
    ip -n "$1" route add "${NODE_ADDRESS[client]}" via "${NODE_ADDRESS[$director]}"
    ip -n "$1" route add "${NODE_GLOBAL6[client]}" via "${NODE_GLOBAL6[$director]}"
}

# tun_server NODE [VIP...]: it unpacks what a director sends in IPIP.
tun_server() {
    ip -n "$1" link set tunl0 up 2>/dev/null || { modprobe ipip && ip -n "$1" link set tunl0 up; }
    settings "$1" ipv4/conf/tunl0/rp_filter=0 ipv4/conf/all/rp_filter=0
    dr_server "$@"
}

# --- servers and requests ----------------------------------------------------------------------------------------

# server_start NODE [PORT [ADDRESS]]: it answers connections and HTTP requests with its name.
server_start() {
    local port=${2:-80}
    spawn "$1" "server-$1-$port" "$OUT/tests/uml/server" "$1" "$port" ${3:+"$3"}
    wait_for 5 grep -q READY "$LAB/server-$1-$port.log"
}

# server_stop NODE [PORT]: connections are refused from now on.
server_stop() {
    local name=server-$1-${2:-80}
    kill -KILL "$(cat "$LAB/$name.pid")"
    wait_for 5 not kill -0 "$(cat "$LAB/$name.pid")"
    rm -f "$LAB/$name".*
}

# ask COUNT [ADDRESS [PORT]]: the client's requests one after the other; "NAME COUNT" for each who answered, in order.
ask() {
    ip netns exec client "$OUT/tests/uml/client" ask "${2:-$VIP}" "${3:-80}" "$1" | sort
}

# answered COUNT NAME...: COUNT requests to the VIP, each name answered as often as the others and nobody else did.
answered() {
    local count=$1 name want=''
    shift
    for name; do
        want+="$name $((count / $#))"$'\n'
    done
    local got
    got=$(ask "$count")$'\n'
    [ "$got" = "$want" ] || fail "answers: ${got//$'\n'/, }"
}

# hold_start NAME [ADDRESS [PORT]]: a connection of the client's that goes on.
hold_start() {
    spawn client "hold-$1" "$OUT/tests/uml/client" hold "${2:-$VIP}" "${3:-80}" 50
    wait_for 5 grep -q READY "$LAB/hold-$1.log"
}

# hold_stop NAME: ends it; fails when it broke before.
hold_stop() {
    kill -TERM "$(cat "$LAB/hold-$1.pid")" 2>/dev/null
    wait_for 10 grep -qE 'END|BROKEN' "$LAB/hold-$1.log"
    grep END "$LAB/hold-$1.log" || fail "connection $1: $(tail -n 1 "$LAB/hold-$1.log")"
}

# --- the table ---------------------------------------------------------------------------------------------------

# table [NODE]: the IPVS table of that node as ipvsadm writes it, sorted.
table() {
    ip netns exec "${1:-director}" ipvsadm -Sn | sort
}

# ipvs ARGUMENT...: ipvsadm on the director.
ipvs() {
    ip netns exec director ipvsadm "$@"
}

# table_is NODE [ROW...]: those rows and no others.
table_is() {
    local node=$1 want
    shift
    want=$([ $# = 0 ] || printf '%s\n' "$@" | sort)
    [ "$(table "$node")" = "$want" ] || fail "the table of $node: $(table "$node")"
}

# in_table NODE WORDS: a row with those words is there.
in_table() {
    table "$1" | grep -qF -e "$2"
}
