# The network lab: two routers, a client and an observer on one bridge, each in a network namespace.
#
#        a 10.9.0.1      b 10.9.0.2      cl 10.9.0.10     ob 10.9.0.20
#          eth0            eth0            eth0             eth0
#           |               |               |                |
#      -----+---------------+---------------+----------------+-----  br0 in namespace lan
#
# A router runs "vrrpd" or "keepalived" (the peer that tests/peers.sh unpacked), chosen by a word. Everything lives
# in the namespaces that tests/netns/enter made, with files in $VRRPKIT_LAB: nothing of it can outlive the run.
# shellcheck shell=bash

# shellcheck source=tests/helpers.bash
. "$(dirname "${BASH_SOURCE[0]}")/../helpers.bash"

LAB=${VRRPKIT_LAB-}
VIP=10.9.0.100
# shellcheck disable=SC2034 # for the tests
VIP2=10.9.0.101
declare -gA NODE_ADDRESS=([a]=10.9.0.1 [b]=10.9.0.2 [cl]=10.9.0.10 [ob]=10.9.0.20)
# The link-local addresses that follow from the MACs.
declare -gA NODE_ADDRESS6=([a]=fe80::ff:fe00:901 [b]=fe80::ff:fe00:902 [cl]=fe80::ff:fe00:910 [ob]=fe80::ff:fe00:920)
# shellcheck disable=SC2034
VIP6=fe80::9:100 VIP6_GLOBAL=2001:db8:9::100
declare -gA NODE_MAC=([a]=02:00:00:00:09:01 [b]=02:00:00:00:09:02 [cl]=02:00:00:00:09:10 [ob]=02:00:00:00:09:20)

PEERS_ROOT=$("$TOP/tests/peers.sh" path)
PEERS_LIBRARIES=$(printf '%s:' "$PEERS_ROOT"/usr/lib/*-linux-gnu* "$PEERS_ROOT"/lib/*-linux-gnu*)

# The lab's clock, the same that the observer and the prober stamp with.
now_us() {
    "$OUT/tests/netns/observer" --now
}

# --- the wires ---------------------------------------------------------------------------------------------------

lab_up() {
    [ -n "$LAB" ] || fail "the lab wants namespaces of its own: run this through tests/run" || return 1
    lab_down
    local node
    ip netns add lan
    ip -n lan link add br0 type bridge mcast_snooping 0 forward_delay 0
    ip -n lan link set br0 up
    for node in a b cl ob; do
        ip netns add "$node"
        ip -n "$node" link set lo up
        lab_plug "$node"
    done
}

# Gives a node its eth0, wired to the bridge.
lab_plug() {
    local node=$1
    ip -n lan link add "to-$node" type veth peer name eth0 netns "$node" address "${NODE_MAC[$node]}"
    ip -n lan link set "to-$node" master br0 up
    ip -n "$node" addr add "${NODE_ADDRESS[$node]}/24" dev eth0
    ip -n "$node" link set eth0 up
}

# The kernel has made sure that nobody else has the node's link-local address.
ready6() {
    ip -n "$1" -6 -o addr show dev eth0 scope link -tentative | grep -q "${NODE_ADDRESS6[$1]}"
}

# Ends every process of the lab, then removes namespaces and files; harmless when there is nothing.
lab_down() {
    local node pids=()
    for node in $(lab_namespaces); do
        mapfile -t -O "${#pids[@]}" pids < <(ip netns pids "$node" 2>/dev/null)
    done
    [ ${#pids[@]} = 0 ] || kill -KILL "${pids[@]}" 2>/dev/null || true
    for node in $(lab_namespaces); do
        ip netns del "$node"
    done
    rm -rf "${LAB:?}"/*
}

lab_namespaces() {
    ip netns list 2>/dev/null | awk '{print $1}'
}

# For bats teardown: shows the end of every log when the test failed.
lab_report() {
    local log
    [ -n "${BATS_TEST_COMPLETED-}" ] && return
    for log in "$LAB"/*.log; do
        [ -s "$log" ] || continue
        echo "--- ${log##*/}"
        tail -n 25 "$log"
    done
}

# What bats calls around every test; a file may define its own after loading this one.
setup() {
    lab_up
}

teardown() {
    lab_report
    lab_down
}

# spawn NODE NAME COMMAND...: in the background, output in NAME.log, process id in NAME.pid.
spawn() {
    local node=$1 name=$2
    shift 2
    ip netns exec "$node" setsid "$@" >>"$LAB/$name.log" 2>&1 </dev/null 3>&- &
    echo $! >"$LAB/$name.pid"
    disown $! # its end by a signal is no news
}

# Frames of one direction of a node's link are dropped: cut_link NODE rx|tx; mend_link NODE heals it.
cut_link() {
    local hook=ingress
    [ "$2" = rx ] && hook=egress # the bridge side: what leaves the bridge is what the node receives
    ip netns exec lan nft add table netdev "cut_$1"
    ip netns exec lan nft add chain netdev "cut_$1" "$2" "{ type filter hook $hook device to-$1 priority 0; policy drop; }"
}

mend_link() {
    ip netns exec lan nft delete table netdev "cut_$1"
}

# The machine loses its power: off the wire at once, nothing of it is heard again, its processes are gone.
power_off() {
    ip -n lan link set "to-$1" nomaster
    router_kill "$1"
    ip -n "$1" addr flush dev eth0 to "$VIP/31"
}

power_on() {
    ip -n lan link set "to-$1" master br0
}

# --- routers -----------------------------------------------------------------------------------------------------

need_peer() {
    [ -x "$PEERS_ROOT/usr/sbin/keepalived" ] || skip_without "no keepalived here (tests/peers.sh)"
}

# The Python that has aiosmtpd, for a mail server of the lab's own.
mail_python() {
    local python
    for python in python3 /usr/bin/python3; do
        "$python" -c 'import aiosmtpd' 2>/dev/null && echo "$python" && return
    done
    return 1
}

# router_conf NODE DAEMON: begins NODE.cfg, in either language: vrrpd tells them apart. Instances follow.
router_conf() {
    case $2 in
    vrrpd) printf 'global:\n  router_id: %s\ninstances:\n' "$1" ;;
    keepalived) printf 'global_defs {\n  router_id %s\n}\n' "$1" ;;
    esac >"$LAB/$1.cfg"
}

# instance NODE DAEMON KEY=VALUE...: appends one instance to NODE.cfg, in the daemon's language. Keys: name interface
# vrid priority interval_ms version preempt=yes|no delay (seconds) password vips (comma separated) garp_delay (seconds)
# vmac=yes|no peers (comma separated: unicast) accept=yes|no excluded (comma separated) more (further lines, as the
# daemon has them)
instance() {
    local node=$1 daemon=$2 pair
    local name=VI_1 interface='' vrid=51 priority=100 interval_ms=100 version=3 preempt=yes delay='' password='' vips=$VIP
    local vmac=no peers='' accept=yes excluded='' more=''
    shift 2
    for pair; do
        local "${pair?}"
    done
    "instance_$daemon" >>"$LAB/$node.cfg"
}

# shellcheck disable=SC2154 # the variables are instance()'s
instance_vrrpd() {
    local vip
    printf '  %s:\n    interface: %s\n    vrid: %s\n    priority: %s\n    version: %s\n    advert_interval: %sms\n' \
        "$name" "${interface:-eth0}" "$vrid" "$priority" "$version" "$interval_ms"
    [ "$preempt" = yes ] || printf '    preempt: false\n'
    [ -z "$delay" ] || printf '    preempt: {delay: %ss}\n' "$delay"
    if [ -n "$password" ]; then
        (umask 077 && printf '%s\n' "$password" >"$LAB/$node.$name.secret")
        printf '    auth: {type: pass, password_file: %s}\n' "$LAB/$node.$name.secret"
    fi
    [ "$vmac" = no ] || printf '    vmac: true\n'
    [ "$accept" = yes ] || printf '    accept: false\n'
    [ -z "$peers" ] || printf '    unicast: {peers: [%s]}\n' "$(printf '"%s",' ${peers//,/ })"
    [ -z "$more" ] || printf '%s\n' "$more"
    printf '    addresses:\n'
    for vip in ${vips//,/ }; do
        printf '      - "%s"\n' "$(with_length "$vip")"
    done
    [ -z "$excluded" ] || printf '    excluded:\n'
    for vip in ${excluded//,/ }; do
        printf '      - "%s"\n' "$(with_length "$vip")"
    done
}

# with_length ADDRESS: the prefix length that all VIPs of the lab have.
with_length() {
    case $1 in
    *:*) echo "$1/64" ;;
    *) echo "$1/24" ;;
    esac
}

# shellcheck disable=SC2154
instance_keepalived() {
    local vip
    printf 'vrrp_instance %s {\n  interface %s\n  virtual_router_id %s\n  priority %s\n  version %s\n  advert_int %s\n' \
        "$name" "${interface:-eth0}" "$vrid" "$priority" "$version" "$(awk "BEGIN { print $interval_ms / 1000 }")"
    [ "$preempt" = yes ] || printf '  state BACKUP\n  nopreempt\n'
    [ -z "$delay" ] || printf '  preempt_delay %s\n' "$delay"
    [ -z "$password" ] || printf '  authentication {\n    auth_type PASS\n    auth_pass %s\n  }\n' "$password"
    [ "$vmac" = no ] || printf '  use_vmac\n'
    [ "$accept" = yes ] || printf '  no_accept\n'
    [ -z "$peers" ] || printf '  unicast_peer {\n%s  }\n' "$(printf '    %s\n' ${peers//,/ })"
    [ -z "$more" ] || printf '%s\n' "$more"
    printf '  virtual_ipaddress {\n'
    for vip in ${vips//,/ }; do
        printf '    %s\n' "$(with_length "$vip")"
    done
    printf '  }\n'
    [ -z "$excluded" ] || printf '  virtual_ipaddress_excluded {\n'
    for vip in ${excluded//,/ }; do
        printf '    %s\n' "$(with_length "$vip")"
    done
    [ -z "$excluded" ] || printf '  }\n'
    printf '}\n'
}

# pair DAEMON_A DAEMON_B KEY=VALUE...: a (priority 150) and b (priority 100) with one instance each, not started.
pair() {
    local daemon_a=$1 daemon_b=$2
    shift 2
    router_conf a "$daemon_a" && instance a "$daemon_a" priority=150 "$@"
    router_conf b "$daemon_b" && instance b "$daemon_b" priority=100 "$@"
}

# router_start NODE DAEMON [FILE [ARGUMENT...]]: FILE is NODE.cfg unless given.
router_start() {
    local node=$1 daemon=$2 file=${3:-$LAB/$1.cfg}
    shift $(($# < 3 ? $# : 3))
    case $daemon in
    vrrpd)
        spawn "$node" "$node" "$OUT/bin/vrrpd" -n -l -f "$file" --run-dir "$LAB/$node.run" "$@"
        ;;
    keepalived) # a stale pid file would stop it
        rm -f "$LAB/$node".ka.*
        spawn "$node" "$node" env LD_LIBRARY_PATH="$PEERS_LIBRARIES" "$PEERS_ROOT/usr/sbin/keepalived" -n -l -D -P \
            -f "$file" -p "$LAB/$node.ka.pid" -r "$LAB/$node.ka.vrrp.pid" "$@"
        ;;
    *) fail "no such daemon: $daemon" ;;
    esac
}

# Ends a router as its service manager would, and waits until it is gone.
router_stop() {
    kill -TERM "$(cat "$LAB/$1.pid")"
    wait_for 10 router_gone "$1"
}

# SIGKILL to all processes of the node at once. They are stopped first: who outlived the others by a moment would
# resign for them, and that is another event than a death.
router_kill() {
    local pids
    mapfile -t pids < <(router_pids "$1")
    kill -STOP "${pids[@]}"
    kill -KILL "${pids[@]}"
    wait_for 5 router_gone "$1"
}

router_pids() {
    ip netns pids "$1" | sort -n
}

router_gone() {
    [ -z "$(router_pids "$1")" ]
}

# router_hup NODE: reload by signal.
router_hup() {
    kill -HUP "$(cat "$LAB/$1.pid")"
}

# ctl NODE VERB...: the operator's hand on that node's vrrpd.
ctl() {
    local node=$1
    shift
    "$OUT/bin/vrrpctl" -s "$LAB/$node.run/vrrpd.sock" "$@"
}

# process NODE NAME: process id of one of vrrpd's processes.
process() {
    ctl "$1" status --json | json "d['processes']['$2']"
}

# field NODE EXPRESSION: of the node's first instance: field a "i['state']"
field() {
    ctl "$1" status --json | json "(lambda i: $2)(d['instances'][0])"
}

# reports NODE WORDS: the node's log says so.
reports() {
    grep -qE -e "$2" "$LAB/$1.log"
}

# --- who holds what ----------------------------------------------------------------------------------------------

has_vip() {
    local vip=${2:-$VIP}
    case $vip in
    *:*) ip -n "$1" -6 -o addr show to "$vip/128" ;;
    *) ip -n "$1" -4 -o addr show to "$vip/32" ;;
    esac | grep -q .
}

lacks_vip() {
    ! has_vip "$@"
}

# holds NODE [VIP]: this router holds it, the other one does not.
holds() {
    local other=a
    [ "$1" = a ] && other=b
    has_vip "$1" "${2:-$VIP}" && lacks_vip "$other" "${2:-$VIP}"
}

nobody_holds() {
    lacks_vip a "${1:-$VIP}" && lacks_vip b "${1:-$VIP}"
}

# --- the witness and the client ----------------------------------------------------------------------------------

observer_start() {
    spawn ob observer "$OUT/tests/netns/observer" eth0 600
    wait_for 5 grep -q READY "$LAB/observer.log"
}

# Lets the last lines reach the file.
observer_sync() {
    sleep 0.06
}

prober_start() {
    spawn cl prober "$OUT/tests/netns/prober" "${1:-$VIP}" 1000
    wait_for 5 grep -q READY "$LAB/prober.log"
}

prober_stop() {
    kill -TERM "$(cat "$LAB/prober.pid")"
    wait_for 5 grep -q END "$LAB/prober.log"
}

# adverts NODE [SINCE_US [UNTIL_US]]: the observer's lines of the node's adverts.
adverts() {
    observer_sync
    awk -v src="${NODE_ADDRESS[$1]}" -v src6="${NODE_ADDRESS6[$1]}" -v since="${2:-0}" -v until="${3:-9e18}" \
        '$2 == "ADVERT" && ($4 == src || $4 == src6) && $1 >= since && $1 <= until' "$LAB/observer.log"
}

adverts_count() {
    adverts "$@" | wc -l
}

# garps NODE [SINCE_US]: gratuitous ARP of that node for the VIP.
garps() {
    observer_sync
    awk -v mac="${NODE_MAC[$1]}" -v since="${2:-0}" '$2 == "GARP" && $3 == mac && $1 >= since' "$LAB/observer.log"
}

# largest_gap_us NODE SINCE_US [UNTIL_US]: between two adverts of one node, the ends of the time span included. What
# the observer saw of the whole machine standing still (a virtual machine's host does that) is not counted.
largest_gap_us() {
    { grep STALL "$LAB/observer.log"; adverts "$@"; } | awk -v last="$2" -v until="${3:-0}" '
        BEGIN { stalls = 0 }
        function note(time,    gap, i) {
            gap = time - last
            for (i = 0; i < stalls; i++)
                if (end[i] > last && end[i] - length_us[i] < time)
                    gap -= length_us[i]
            if (gap > max) max = gap
            last = time
        }
        $2 == "STALL" { end[stalls] = $1; length_us[stalls++] = $3; next }
        { note($1) }
        END { if (until) note(until); printf "%.0f\n", max }'
}

# resigned NODE [SINCE_US]: it sent priority 0.
resigned() {
    adverts "$@" | awk '$6 == 0 { found = 1 } END { exit !found }'
}

# moves SINCE_US: how often the address went to another router: who announced it last, by gratuitous ARP. Adverts would
# not do: a master that yields says one last word after its successor's first.
moves() {
    observer_sync
    awk -v since="$1" '$2 != "GARP" { next }
        { if (holder != "" && $3 != holder && $1 >= since) n++; holder = $3 }
        END { print n + 0 }' "$LAB/observer.log"
}

# takeover_us FROM TO SINCE_US: from the last advert of one to the first of the other, after SINCE_US.
takeover_us() {
    local first
    first=$(adverts "$2" "$3" | awk '{ print $1; exit }')
    adverts "$1" 0 "${first:?nobody took over}" | awk -v first="$first" 'END { printf "%.0f\n", first - $1 }'
}

# down_us PRIORITY INTERVAL_MS [VERSION]: the master down interval, RFC 9568 6.1 and RFC 3768 6.1.
down_us() {
    echo $((3 * $2 * 1000 + $(skew_us "$@")))
}

skew_us() {
    [ "${3:-3}" = 3 ] && echo $(((256 - $1) * $2 * 1000 / 256)) || echo $(((256 - $1) * 1000000 / 256))
}

# on_time FLOOR_US VALUE_US: not before the protocol allows it, and no more than 50 ms later (the machine may be
# busy; how late it really is belongs to the bench).
on_time() {
    between $(($1 - 300)) "$2" $(($1 + 50000))
}

# between LOW VALUE HIGH
between() {
    [ "$1" -le "$2" ] && [ "$2" -le "$3" ] || fail "$2 is not within $1..$3"
}
