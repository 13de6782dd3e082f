#!/usr/bin/env bats
# Addresses that are held without adverts, or advertised without being held: family C of vrrpwatch's catalogue. The
# third host `ob` asks who has the address, and sees who answers beside the master; which cause it is shows on the node
# itself (--node). Every test begins with a cluster that is well, about which nothing may be said.

load lab
load watch
load watch_well

# on NODE COMMAND...: looks at what vrrpwatch --node on that node found.
on() {
    WATCH=node-$1 "${@:2}"
}

# look_on NODE: vrrpwatch --node there, beside the one on ob.
look_on() {
    WATCH=node-$1 watch_start "$1" --node --config "$LAB/$1.cfg"
}

# tells CODE KEY WORDS: one of the findings with that code does; a node tells the cause and what follows from it.
tells() {
    [ "$(incidents "any('''$3''' in e['$2'] for e in all if e['code'] == '$1')")" = true ] ||
        fail "no $1 $2 says '$3': $(incidents "[e['$2'] for e in all if e['code'] == '$1']")"
}

# blames CODE WORD: among the masters and holders of the finding.
blames() {
    says "$1" masters "\"$2\""
}

# stale NODE MASTER: ob tells that NODE answers while MASTER advertises.
stale() {
    wait_for 5 alarm SB-C
    blames SB-C "${NODE_ADDRESS[$1]}"
    blames SB-C "${NODE_ADDRESS[$2]}"
    says SB-C event silent-split-brain
    says SB-C cause "${NODE_ADDRESS[$1]} answers for $VIP but sends no adverts while ${NODE_ADDRESS[$2]} does"
    says SB-C fix "on ${NODE_ADDRESS[$1]}: ip addr flush dev eth0 to $VIP "
    says SB-C fix "on ${NODE_ADDRESS[$2]}: arping -U"
    alone SB-C
}

@test "SB-C1: the daemon is killed, the address stays, the other one takes over" {
    well keepalived keepalived
    router_kill a
    wait_for 5 has_vip b
    has_vip a
    stale a b
    look_on a
    wait_for 8 on a alarm SB-C1
    on a tells SB-C1 cause "this node still owns $VIP on eth0 but runs no VRRP daemon"
    on a tells SB-C1 fix "ip addr del $VIP/24 dev eth0; then arping -U on the master"
    # And the command that the third host was given mends it, as it was printed.
    ip netns exec a sh -c "$(finding SB-C fix | sed 's/^on [^:]*: //; s/ (or start its daemon).*//')"
    lacks_vip a
    wait_for 5 healed SB-C
}

@test "SB-C2: a container is removed without a signal to its daemon" {
    need_peer
    pair keepalived keepalived
    rm -f "$LAB"/a.ka.*
    spawn a a unshare --pid --fork --kill-child env LD_LIBRARY_PATH="$PEERS_LIBRARIES" \
        "$PEERS_ROOT/usr/sbin/keepalived" -n -l -D -P -f "$LAB/a.cfg" -p "$LAB/a.ka.pid" -r "$LAB/a.ka.vrrp.pid"
    router_start b keepalived
    all_is_well
    kill -KILL "$(cat "$LAB/a.pid")" # the runtime; the kernel ends all in the container at once
    wait_for 5 router_gone a
    wait_for 5 has_vip b
    stale a b
    look_on a
    wait_for 8 on a alarm SB-C1
    on a tells SB-C1 unseen SB-C2
}

@test "SB-C3: the address is in the backup's network configuration too" {
    well keepalived vrrpd
    ip -n b addr add $VIP/24 dev eth0
    wait_for 5 alarm SB-C5
    alone SB-C5
    blames SB-C5 "${NODE_MAC[b]}"
    says SB-C5 cause "10.9.0.2 (${NODE_MAC[b]}) answers for $VIP"
    says SB-C5 cause SB-C3
    look_on b
    wait_for 8 on b alarm SB-C3
    on b tells SB-C3 cause 'although 10.9.0.1 is the master and vrrpd did not put it there: configured statically'
    on b tells SB-C3 fix "ip addr del $VIP/24 dev eth0; and take it out of this host's network configuration"
}

@test "SB-C4: a stopped daemon whose node still answers" {
    local pids
    well keepalived keepalived
    mapfile -t pids < <(router_pids a)
    kill -STOP "${pids[@]}"
    wait_for 5 has_vip b
    stale a b
    look_on a
    wait_for 8 on a alarm SB-C4
    on a tells SB-C4 cause "is stopped and this node still answers for $VIP: a frozen daemon"
    on a tells SB-C4 fix 'kill -CONT'
    # It wakes up, is the stronger one, and b yields: that b answered until then was right.
    kill -CONT "${pids[@]}"
    wait_for 5 holds a
    sleep 2.5
    [ "$(incidents "[e['cause'] for e in all if e['code'] == 'SB-C' and e['phase'] == 'open' and e['cause'].startswith('10.9.0.2')]")" = '[]' ]
}

@test "SB-C5: a foreign host uses the address" {
    well keepalived keepalived
    ip -n cl addr add $VIP/24 dev eth0
    wait_for 5 alarm SB-C5
    alone SB-C5
    blames SB-C5 "${NODE_MAC[cl]}"
    says SB-C5 cause "${NODE_MAC[cl]} answers for $VIP and never spoke VRRP"
    says SB-C5 fix "keep $VIP out of DHCP"
    ip -n cl addr del $VIP/24 dev eth0
    wait_for 6 healed SB-C5
}

@test "SB-C6: real servers with the address on lo are silent, and answer when arp_ignore is off" {
    NODE_ADDRESS[r1]=10.9.0.11 NODE_ADDRESS[r2]=10.9.0.12
    NODE_MAC[r1]=02:00:00:00:09:11 NODE_MAC[r2]=02:00:00:00:09:12
    local real
    for real in r1 r2; do
        ip netns add $real
        ip -n $real link set lo up
        lab_plug $real
        ip netns exec $real sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
        ip -n $real addr add $VIP/32 dev lo
    done
    well keepalived keepalived
    for real in r1 r2; do
        ip netns exec $real sysctl -qw net.ipv4.conf.all.arp_ignore=0
    done
    wait_for 5 alarm SB-C5
    alone SB-C5
    says SB-C5 cause SB-C6
    says SB-C5 fix 'on real servers: sysctl net.ipv4.conf.all.arp_ignore=1'
    wait_for 5 eval '[ "$(incidents "len({m[\"mac\"] for e in all if e[\"code\"] == \"SB-C5\" for m in e[\"masters\"]})")" = 3 ]'
    blames_real 02:00:00:00:09:11
    blames_real 02:00:00:00:09:12
    for real in r1 r2; do
        ip netns exec $real sysctl -qw net.ipv4.conf.all.arp_ignore=1
    done
    wait_for 6 healed SB-C5
}

blames_real() {
    [ "$(incidents "any(m['mac'] == '$1' for e in all if e['code'] == 'SB-C5' for m in e['masters'])")" = true ]
}

@test "SB-C6: a director that is a real server too" {
    well keepalived keepalived
    ip -n b addr add $VIP/32 dev lo
    wait_for 5 alarm SB-C5
    says SB-C5 cause SB-C6
    look_on b
    wait_for 8 on b found SB-C6
    on b tells SB-C6 cause "$VIP is on lo and arp_ignore is 0"
    on b tells SB-C6 fix 'sysctl -w net.ipv4.conf.all.arp_ignore=1'
}

# A kernel does not answer for others when the question has no sender, as that of a probe: only questions of hosts that
# want to talk show it, so nothing else asks here.
@test "SB-C7: proxy ARP on the backup" {
    LOOK='' well keepalived keepalived
    ip -n b link add other type veth peer name beyond
    ip -n b link set other up
    ip -n b link set beyond up
    ip -n b route add $VIP/32 dev other # its way to the address leads out of another interface
    ip netns exec b sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.eth0.proxy_arp=1 net.ipv4.neigh.eth0.proxy_delay=0
    for _ in 1 2 3 4; do
        ip -n ob neigh flush dev eth0
        talk ob $VIP
        sleep 0.4
    done
    wait_for 5 alarm SB-C5
    alone SB-C5
    blames SB-C5 "${NODE_MAC[b]}"
    says SB-C5 cause SB-C7
    look_on b
    wait_for 8 on b found SB-C7
    on b tells SB-C7 cause 'proxy ARP is on for eth0'
    on b tells SB-C7 fix 'sysctl -w net.ipv4.conf.eth0.proxy_arp=0'
}

# Both daemons put the address back at once when somebody removes it, so that its removal is never seen for long. That
# nobody answers is made with a filter for ARP.
@test "SB-C8: a master that nobody answers for" {
    well keepalived keepalived
    ip netns exec a nft add table arp gone
    ip netns exec a nft add chain arp gone asked '{ type filter hook input priority 0; }'
    ip netns exec a nft add rule arp gone asked arp daddr ip $VIP drop
    wait_for 8 alarm SB-C8
    alone SB-C8
    blames SB-C8 10.9.0.1
    says SB-C8 cause "10.9.0.1 advertises vrid 51 but nobody answers for $VIP"
    says SB-C8 fix 'restart the daemon on 10.9.0.1'
    ip netns exec a nft delete table arp gone
    wait_for 5 healed SB-C8
}

# Both daemons notice a removal, one that hangs does not: here the process that sets addresses is stopped, and the one
# that would replace it, while the adverts go on.
@test "SB-C8: the node itself sees that the address is gone" {
    well vrrpd vrrpd
    look_on a
    kill -STOP "$(process a supervisor)" "$(process a kernel)"
    ip -n a addr del $VIP/24 dev eth0
    wait_for 10 on a alarm SB-C8
    on a tells SB-C8 cause "this node advertises vrid 51 but $VIP is not on eth0"
    on a tells SB-C8 fix 'systemctl restart vrrpd'
}
