#!/usr/bin/env bats
# The second heartbeat path: a dead path of the adverts makes no second master, a dead node has its successor as soon
# as ever, and nobody on the heartbeats' link can do anything but be counted.
#
#      a eth0 10.9.0.1     b eth0 10.9.0.2     the LAN with the adverts
#      a eth1 192.0.2.1    b eth1 192.0.2.2    ob eth1 192.0.2.20: a stranger on the other link

load lab

setup() {
    local node last
    lab_up
    ip -n lan link add br1 type bridge mcast_snooping 0 forward_delay 0
    ip -n lan link set br1 up
    for node in a b ob; do
        case $node in a) last=1 ;; b) last=2 ;; ob) last=20 ;; esac
        ip -n lan link add "two-$node" type veth peer name eth1 netns "$node"
        ip -n lan link set "two-$node" master br1 up
        ip -n "$node" addr add "192.0.2.$last/24" dev eth1
        ip -n "$node" link set eth1 up
    done
    (umask 077 && head -c 32 /dev/urandom | base64 >"$LAB/key")
}

# heartbeats NODE [KEY=FILE] [LINE...]: NODE.cfg gets its heartbeat, and more lines of `global'.
heartbeats() {
    local node=$1 key=$LAB/key other=192.0.2.2
    shift
    [ "$node" = a ] || other=192.0.2.1
    [ -z "${1-}" ] || key=$1
    shift || true
    sed -i "s|^global:|global:\n  heartbeat: {key_file: $key, peers: [{address: $other, interface: eth1}]}|" "$LAB/$node.cfg"
    [ $# = 0 ] || sed -i "s|^instances:|$(printf '%s\\n' "$@")instances:|" "$LAB/$node.cfg"
}

# live NODE: it hears the other one.
live() {
    [ "$(path "$1")" = live ]
}

path() {
    ctl "$1" status --json | json "d['heartbeat']['peers'][0]['state']"
}

refused() {
    ctl "$1" status --json | json "d['heartbeat']['refused'].get('$2', 0)"
}

# begin [KEY=VALUE...]: a is MASTER, b BACKUP, and they hear each other on both paths.
begin() {
    pair vrrpd vrrpd "$@"
    heartbeats a
    heartbeats b
    begin_so
}

begin_so() {
    observer_start
    router_start a vrrpd
    wait_for 8 has_vip a
    router_start b vrrpd
    wait_for 8 is b BACKUP
    wait_for 5 live a
    wait_for 5 live b
    sleep 0.3
}

is() {
    [ "$(field "$1" "i['state']")" = "$2" ]
}

# deaf NODE: it does not hear adverts any more, of anybody; all else goes its way.
deaf() {
    ip netns exec "$1" nft add table ip deaf
    ip netns exec "$1" nft add chain ip deaf in '{ type filter hook input priority 0; }'
    ip netns exec "$1" nft add rule ip deaf in ip protocol 112 drop
}

cured() {
    ip netns exec "$1" nft delete table ip deaf
}

cut_second() {
    ip -n lan link set "two-$1" nomaster
}

mend_second() {
    ip -n lan link set "two-$1" master br1
}

@test "adverts are blocked: no second master, and both nodes say which path is dead" {
    begin
    deaf b
    holds_for 2.5 holds a
    [ "$(adverts_count b)" = 0 ]
    [ "$(field b "i['held_by']")" = heartbeat ]
    field b "i['path']" | grep -q 'the VRRP path on eth0 is dead: no advert comes, but a is MASTER and well'
    field a "i['path']" | grep -q 'by heartbeat our adverts do not reach b'
    reports b 'VI_1: the VRRP path on eth0 is dead'
    reports a 'VI_1: the VRRP path on eth0 is dead'
    ctl b explain VI_1 | grep -q 'the VRRP path on eth0 is dead'
    [ "$(grep -c 'VRRP path' "$LAB/b.log")" = 1 ]
    [ "$(incidents b)" = open ]
    cured b
    wait_for 2 eval '[ "$(field b "i[\"path\"]")" = null ]'
    wait_for 12 reports b 'nothing contradicts the adverts'
    is b BACKUP
    [ "$(incidents b)" = 'open closed' ]
    [ "$(adverts_count b)" = 0 ]
}

# incidents NODE: the phases of those of a dead path.
incidents() {
    ctl "$1" events --json | python3 -c '
import json, sys
all = [json.loads(line) for line in sys.stdin]
print(*[e["phase"] for e in all if e["kind"] == "incident" and "by heartbeat" in e["cause"]])'
}

@test "the same without heartbeats is a split brain" {
    pair vrrpd vrrpd
    router_start a vrrpd
    wait_for 8 has_vip a
    router_start b vrrpd
    wait_for 8 is b BACKUP
    deaf b
    wait_for 2 has_vip b
    has_vip a
}

@test "a node that dies has its successor no later than without heartbeats" {
    local i
    begin
    for i in 1 2 3 4 5; do
        sleep "0.$((RANDOM % 10))"
        since=$(now_us)
        power_off a
        wait_for 3 has_vip b
        on_time "$(down_us 100 100)" "$(takeover_us a b "$since")"
        power_on a
        router_start a vrrpd
        wait_for 8 holds a
        wait_for 5 live b
    done
}

@test "the engine alone freezes or is frozen out: what it said is believed no longer than its adverts" {
    begin
    since=$(now_us)
    ctl a status >/dev/null
    pid=$(process a vrrp)
    supervisor=$(cat "$LAB/a.pid")
    kill -STOP "$supervisor" "$pid" # so that nobody replaces it
    wait_for 3 has_vip b
    on_time "$(down_us 100 100)" "$(takeover_us a b "$since")"
    kill -CONT "$supervisor" "$pid"
}

@test "the node dies while adverts are blocked: its successor comes within a master down interval" {
    begin
    deaf b
    sleep 1
    holds a
    since=$(now_us)
    power_off a
    wait_for 3 has_vip b
    between 0 $(($(adverts b "$since" | awk '{ print $1; exit }') - since)) $(($(down_us 100 100) + 50000))
}

@test "a stop is heard by heartbeat where the adverts are blocked" {
    begin
    deaf b
    sleep 1
    kill -TERM "$(cat "$LAB/a.pid")"
    wait_for 2 holds b
}

@test "the heartbeats' cable is cut: a warning, and nothing else" {
    begin
    cut_second a
    wait_for 3 reports b 'heartbeat path to a \(192.0.2.1\) is dead: the node lives, its adverts still come'
    wait_for 3 reports a 'heartbeat path to b \(192.0.2.2\) is dead, or the node is'
    [ "$(path b)" = dead ]
    [ "$(path a)" = silent ]
    holds_for 1 holds a
    mend_second a
    wait_for 3 live a
    wait_for 3 live b
    [ "$(field a "i['transitions']")" = "$(field a "i['transitions']")" ]
    [ "$(adverts_count b)" = 0 ]
}

@test "both paths are cut: a successor, as ever" {
    begin
    cut_second a
    cut_link a rx
    cut_link a tx
    wait_for 2 has_vip b
    mend_link a
    mend_second a
    wait_for 3 holds a
}

@test "one direction of the heartbeats is no heartbeat, and is told from silence" {
    begin
    ip netns exec b nft add table ip half
    ip netns exec b nft add chain ip half in '{ type filter hook input priority 0; }'
    ip netns exec b nft add rule ip half in udp dport 61112 drop
    wait_for 3 eval '! live a'
    wait_for 3 eval '! live b'
    reports a 'heartbeat path to b \(192.0.2.2\) is dead one way: ours do not get there'
    deaf b
    wait_for 2 has_vip b # nothing holds it back
}

@test "another key: refused, counted, and nobody is held back" {
    (umask 077 && echo 'quite another key, long enough' >"$LAB/other")
    pair vrrpd vrrpd
    heartbeats a
    heartbeats b "$LAB/other"
    router_start a vrrpd
    wait_for 8 has_vip a
    router_start b vrrpd
    wait_for 8 is b BACKUP
    wait_for 3 eval '[ "$(refused b heartbeat_bad_seal)" -gt 3 ]'
    [ "$(refused a heartbeat_bad_seal)" -gt 3 ]
    not live b
    deaf b
    wait_for 2 has_vip b
}

@test "strangers on the heartbeats' link are counted and do nothing, whatever they send" {
    begin
    ip netns exec ob python3 - <<'PY'
import os, socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for size in (0, 1, 87, 119, 120, 152, 1232, 1233, 9000):
    s.sendto(os.urandom(size), ("192.0.2.1", 61112))
PY
    wait_for 2 eval '[ "$(refused a heartbeat_stranger)" = 9 ]'
    # The same VRID there, stronger than everybody: VRRP is not spoken on that link.
    ip netns exec ob python3 - <<'PY'
import socket, struct, time
def checksum(b):
    t = sum(struct.unpack("!%dH" % (len(b) // 2), b))
    t = (t & 0xffff) + (t >> 16)
    return ~((t & 0xffff) + (t >> 16)) & 0xffff
src, dst = socket.inet_aton("192.0.2.20"), socket.inet_aton("224.0.0.18")
body = struct.pack("!BBBBHH4s", 0x31, 51, 255, 1, 10, 0, socket.inet_aton("10.9.0.100"))
body = body[:6] + struct.pack("!H", checksum(src + dst + struct.pack("!BBH", 0, 112, len(body)) + body)) + body[8:]
s = socket.socket(socket.AF_INET, socket.SOCK_RAW, 112)
s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255)
s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, src)
for _ in range(20):
    s.sendto(body, ("224.0.0.18", 0))
    time.sleep(0.05)
PY
    holds a
    live a
    live b
    [ "$(field a "i['rejected']")" = '{}' ]
}

@test "garbage and replays from the peer's own address are counted and change nothing" {
    begin
    ip netns exec b env LAB="$LAB" python3 - <<'PY'
import os, socket, struct
tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
tap.bind(("eth1", 0))
tap.settimeout(3)
caught = []
while len(caught) < 5:
    frame = tap.recv(2000)
    if frame[23] == 17 and frame[26:30] == socket.inet_aton("192.0.2.2") and frame[36:38] == struct.pack("!H", 61112):
        caught.append(frame[42:])
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for payload in caught * 4:
    s.sendto(payload, ("192.0.2.1", 61112))
good = caught[0]
for at in range(0, len(good), 7):
    bent = bytearray(good)
    bent[at] ^= 0x40
    s.sendto(bytes(bent), ("192.0.2.1", 61112))
for size in (0, 1, 119, len(good) - 1, 1233, 9000):
    s.sendto((good * 10)[:size], ("192.0.2.1", 61112))
open(os.environ["LAB"] + "/caught", "wb").write(b"".join(struct.pack("!H", len(c)) + c for c in caught))
PY
    wait_for 2 eval '[ "$(refused a heartbeat_replayed)" = 20 ]'
    [ "$(refused a heartbeat_bad_seal)" -gt 10 ]
    [ "$(refused a heartbeat_size)" -ge 6 ]
    [ "$(refused a heartbeat_format)" -ge 1 ]
    live a
    holds a
}

@test "what was recorded is worth nothing to a node that started anew" {
    begin
    ip netns exec a env LAB="$LAB" timeout 3 python3 - <<'PY' || true
import os, socket, struct
tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
tap.bind(("eth1", 0))
tap.settimeout(2)
out = open(os.environ["LAB"] + "/caught", "wb")
for _ in range(20):
    frame = tap.recv(2000)
    if frame[23] == 17 and frame[26:30] == socket.inet_aton("192.0.2.1") and frame[36:38] == struct.pack("!H", 61112):
        out.write(struct.pack("!H", len(frame) - 42) + frame[42:])
PY
    [ -s "$LAB/caught" ]
    router_stop b
    power_off a
    router_start b vrrpd
    sleep 0.5
    # "a is MASTER and well", said again and again, to a b that has never heard a.
    ip -n a link set eth1 up
    ip netns exec a env LAB="$LAB" python3 - <<'PY' &
import os, socket, struct, time
raw, said, at = open(os.environ["LAB"] + "/caught", "rb").read(), [], 0
while at < len(raw):
    size, = struct.unpack("!H", raw[at:at + 2])
    said.append(raw[at + 2:at + 2 + size])
    at += 2 + size
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
end = time.monotonic() + 6
while time.monotonic() < end:
    for payload in said:
        s.sendto(payload, ("192.0.2.2", 61112))
        time.sleep(0.01)
PY
    wait_for 5 has_vip b
    not live b
    [ "$(ctl b status --json | json "d['heartbeat']['peers'][0]['received']")" = 0 ]
    wait
}

@test "reloads on both sides while adverts are blocked make no second master" {
    local i
    begin
    deaf b
    sleep 1
    for i in 1 2 3 4; do
        ctl b reload
        sleep "0.$((RANDOM % 5))"
        ctl a reload
        sleep "0.$((RANDOM % 5))"
    done
    sleep 1
    holds a
    [ "$(adverts_count b)" = 0 ]
    live a
    live b
}

@test "a node that starts while adverts are blocked, or wakes up, makes no second master" {
    local pids
    begin
    router_stop b
    deaf b
    router_start b vrrpd
    wait_for 5 is b BACKUP
    holds_for 2 holds a
    wait_for 2 eval '[ "$(field b "i[\"held_by\"]")" = heartbeat ]'
    for _ in 1 2 3; do
        kill -KILL "$(process b vrrp)"
        holds_for 0.7 holds a
    done
    mapfile -t pids < <(router_pids b)
    kill -STOP "${pids[@]}"
    sleep 3
    kill -CONT "${pids[@]}"
    holds_for 1.5 holds a
    [ "$(adverts_count b)" = 0 ]
}

@test "the stronger node comes back behind blocked adverts: it does not take the addresses a second time" {
    begin
    power_off a
    wait_for 3 has_vip b
    power_on a
    deaf a
    router_start a vrrpd
    wait_for 5 is a BACKUP
    holds_for 2 holds b
    [ "$(field a "i['held_by']")" = heartbeat ]
    cured a
    wait_for 5 holds a
}

@test "the other node runs keepalived: nothing is heard by heartbeat, and all else is as ever" {
    need_peer
    router_conf a keepalived && instance a keepalived priority=150
    router_conf b vrrpd && instance b vrrpd priority=100
    heartbeats b
    observer_start
    router_start a keepalived
    wait_for 8 has_vip a
    router_start b vrrpd
    wait_for 8 is b BACKUP
    wait_for 8 eval '[ "$(path b)" = silent ]'
    reports b 'heartbeat path to 192.0.2.1 \(192.0.2.1\) is dead, or the node is'
    since=$(now_us)
    power_off a
    wait_for 3 has_vip b
    on_time "$(down_us 100 100)" "$(takeover_us a b "$since")"
}

@test "the process that hears heartbeats dies or stands still: no advert notices" {
    local node
    begin
    since=$(now_us)
    deaf b # and no second master meanwhile
    sleep 0.5
    for node in a b a b; do
        kill -KILL "$(process "$node" services)"
        sleep 0.7
    done
    holds a
    [ "$(adverts_count b)" = 0 ]
    cured b
    wait_for 5 live a
    for node in a b; do
        kill -STOP "$(process "$node" services)"
    done
    sleep 1.5
    holds a
    [ "$(adverts_count b)" = 0 ]
    [ "$(largest_gap_us a "$since")" -lt 200000 ]
    ip netns pids a | xargs kill -CONT
    ip netns pids b | xargs kill -CONT
    wait_for 5 live a
}

@test "sixty virtual routers need several datagrams, and none of them gets a second master" {
    local vrid more=()
    router_conf a vrrpd
    router_conf b vrrpd
    for vrid in $(seq 60); do
        instance a vrrpd name="VI_$vrid" vrid="$vrid" vips="10.9.7.$vrid" priority=150
        instance b vrrpd name="VI_$vrid" vrid="$vrid" vips="10.9.7.$vrid" priority=100
    done
    heartbeats a
    heartbeats b
    observer_start
    router_start a vrrpd
    wait_for 8 has_vip a 10.9.7.60
    router_start b vrrpd
    wait_for 8 is b BACKUP
    wait_for 5 live b
    sleep 0.5
    deaf b
    sleep 2
    [ "$(adverts_count b)" = 0 ]
    [ "$(ctl b status --json | json "sum(i['held_by'] == 'heartbeat' for i in d['instances'])")" = 60 ]
    power_off a
    wait_for 2 eval '[ "$(ctl b status --json | json "sum(i[\"state\"] == \"MASTER\" for i in d[\"instances\"])")" = 60 ]'
}

@test "over IPv6 link-local addresses" {
    pair vrrpd vrrpd
    sed -i "s|^global:|global:\n  heartbeat: {key_file: $LAB/key, port: 4444, interval: 30ms, peers: [{address: \"$(link_local b)\", interface: eth1}]}|" "$LAB/a.cfg"
    sed -i "s|^global:|global:\n  heartbeat: {key_file: $LAB/key, port: 4444, interval: 40ms, peers: [{address: \"$(link_local a)\", interface: eth1}]}|" "$LAB/b.cfg"
    begin_so
    deaf b
    holds_for 1.5 holds a
    [ "$(field b "i['held_by']")" = heartbeat ]
}

link_local() {
    wait_for 5 eval "ip -n $1 -6 -o addr show dev eth1 scope link -tentative | grep -q ."
    ip -n "$1" -6 -o addr show dev eth1 scope link | awk '{ sub("/.*", "", $4); print $4 }'
}
