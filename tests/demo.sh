#!/usr/bin/env bash
# The demonstration: `make demo` runs it inside tests/netns/enter. Each act is one function; a new act is a function
# and its name in the list at the end. DEMO_ROUTER=keepalived shows the same play with the peer.
set -u

# shellcheck source=tests/netns/lab.bash
. "$(dirname "$0")/netns/lab.bash"

router=${DEMO_ROUTER:-vrrpd}
examples=$TOP/conf/examples
bold='' plain=''
[ -t 1 ] && [ -z "${NO_COLOR-}" ] && bold=$'\e[1m' plain=$'\e[0m'

started=$(now_us)

say() {
    printf '%s%6.2f s%s  %s\n' "$bold" "$(awk "BEGIN { print ($(now_us) - $started) / 1000000 }")" "$plain" "$*"
}

aside() {
    sed 's/^/            /'
}

give_up() {
    say "The demonstration cannot go on: $*"
    tail -n 15 "$LAB"/[ab].log 2>/dev/null | aside
    exit 1
}

ms() {
    awk "BEGIN { printf \"%.1f ms\", $1 / 1000 }"
}

# The number that a key of the first instance has in a YAML example, durations in microseconds.
example_value() {
    awk -v key="$2:" '$1 == key { v = $2; u = v; sub(/[0-9.]+/, "", u); sub(/[a-z]+$/, "", v)
        print v * (u == "ms" ? 1000 : u == "s" ? 1000000 : 1); exit }' "$1"
}

prepare() {
    lab_up
    if [ "$router" = keepalived ]; then
        need_peer
        pair keepalived keepalived interval_ms=1000
        interval_us=1000000 backup_priority=100
    else
        cp "$examples/simple-pair-a.yaml" "$LAB/a.cfg" && cp "$examples/simple-pair-b.yaml" "$LAB/b.cfg" ||
            give_up "conf/examples holds no simple pair"
        VIP=$(awk '$1 == "addresses:" { on = 1; next } on { gsub(/[^0-9.\/]/, ""); sub(/\/.*/, ""); print; exit }' "$LAB/a.cfg")
        interval_us=$(example_value "$LAB/a.cfg" advert_interval)
        backup_priority=$(example_value "$LAB/b.cfg" priority)
    fi
    ip -n cl route replace "$VIP/32" dev eth0
    prepare_mail
    floor_us=$(down_us "$backup_priority" $((interval_us / 1000)))
    skew_floor_us=$(skew_us "$backup_priority" $((interval_us / 1000)))
}

# b tells its administrator by mail; a catcher inside b is the mail server.
prepare_mail() {
    local python
    mailing=''
    [ "$router" = vrrpd ] && python=$(mail_python) || return 0
    spawn b catcher "$python" "$TOP/tests/netns/catcher.py" 2525 "$LAB/mails"
    wait_for 5 grep -q READY "$LAB/catcher.log" || give_up "no mail server"
    printf '%s\n' 'notify:' '  mail: {to: ops@example.com, from: b@example.com, server: "smtp://127.0.0.1:2525"}' \
        '  policy: {group_wait: 1s}' >>"$LAB/b.cfg"
    mailing=yes
}

# What the client lost since a moment: "12 requests in 340.1 ms" or "nothing".
client_lost() {
    sleep 0.1
    awk -v since="$1" '$1 == "OUTAGE" && $3 > since { n += $4; us += $3 - $2 }
        END { if (n) printf "%d requests in %.1f ms", n, us / 1000; else printf "nothing" }' "$LAB/prober.log"
}

act_election() {
    say "Two routers, a client and an observer, each in a network namespace, on one wire:"
    aside <<TXT

   a 10.9.0.1      b 10.9.0.2      client 10.9.0.10     observer
       |               |                  |                |
   ----+---------------+------------------+----------------+----
            who answers for the virtual address $VIP ?

TXT
    observer_start
    say "Both start $router. Whoever hears no master for $(ms "$floor_us") becomes master."
    router_start a "$router"
    router_start b "$router"
    wait_for 10 holds a || give_up "nobody became master"
    prober_start || give_up "the address does not answer"
    say "a is master: it has the higher priority and holds $VIP. The client asks it 1000 times a second."
    show_status
    sleep 1
}

show_status() {
    [ "$router" = keepalived ] || ctl a status 2>&1 | aside
}

act_death() {
    local since took
    say "Now machine a dies: every process gets SIGKILL, its cable is off, it cannot say goodbye."
    since=$(now_us)
    power_off a
    wait_for 10 has_vip b || give_up "nobody took over"
    sleep 0.3
    took=$(takeover_us a b "$since")
    say "b is master. From the last advert of a to the first of b: $(ms "$took")."
    say "The protocol's floor (3 adverts missed + skew) is $(ms "$floor_us"): $(ms $((took - floor_us))) are ours."
    say "The client lost $(client_lost "$since")."
}

act_mail() {
    [ -n "$mailing" ] || return 0
    wait_for 5 grep -q Subject "$LAB/mails" || give_up "no mail came"
    say "And this mail of b has arrived meanwhile:"
    sed '/^$/{N;/^\n$/D}' "$LAB/mails" | aside
}

act_return() {
    local since
    say "Machine a comes back. It listens first, then takes over as the stronger one."
    since=$(now_us)
    power_on a
    router_start a "$router"
    wait_for 10 holds a || give_up "a did not come back"
    sleep 0.3
    say "a is master again after $(ms $(($(adverts a "$since" | awk '{ print $1; exit }') - since))); the client lost $(client_lost "$since")."
}

act_engine_crash() {
    local since engine
    [ "$router" = vrrpd ] || return 0
    engine=$(process a vrrp) || give_up "no status from a"
    say "Something smaller: only the engine of a (process $engine) is killed. Its successor adopts its state."
    since=$(now_us)
    kill -KILL "$engine"
    sleep "$((2 * interval_us))e-6"
    holds a || give_up "the address moved"
    say "The address did not move. Largest gap between two adverts: $(ms "$(largest_gap_us a "$since")"); the client lost $(client_lost "$since")."
}

act_goodbye() {
    local since took
    say "Last: a is stopped properly. It resigns, so b has to wait for its skew only."
    since=$(now_us)
    router_stop a
    wait_for 5 has_vip b || give_up "nobody took over"
    sleep 0.3
    took=$(takeover_us a b "$since")
    say "b is master after $(ms "$took"), the floor is $(ms "$skew_floor_us"); the client lost $(client_lost "$since")."
}

# What a third host sees: vrrpwatch for some seconds, with what it says indented. Extra arguments are its options.
watch_wire() {
    ip netns exec ob timeout 20 "$OUT/bin/vrrpwatch" --quiet --color never -i eth0 --for "$@" 2>&1 |
        sed '/^interface /,$d' | fold -s -w 110 | aside
}

act_deaf() {
    say "A rule too many: the firewall of b drops IP protocol 112. b hears no master and becomes one: a split brain."
    ip netns exec b nft -f - <<'NFT' || { say "(no nft here: left out)"; return 0; }
table inet demo {
    chain input {
        type filter hook input priority 0
        ip protocol 112 drop
    }
}
NFT
    wait_for 10 has_vip b || give_up "b did not become master"
    say "A third host on the wire runs vrrpwatch:"
    watch_wire "$((7 * interval_us / 1000))ms"
    if [ "$router" = vrrpd ]; then
        say "And on b itself, vrrpwatch --node compares the wire with what the daemon is given:"
        ip netns exec b timeout 20 "$OUT/bin/vrrpwatch" --check --node --config "$LAB/b.cfg" -i eth0 --for "$((4 * interval_us / 1000))ms" 2>&1 |
            grep -A1 'node SB-A1' | head -n 2 | fold -s -w 110 | aside
    fi
    ip netns exec b nft delete table inet demo
    wait_for 10 lacks_vip b || give_up "b did not yield"
    say "The rule is gone, b has yielded."
}

act_passwords() {
    [ -z "$mailing" ] || kill "$(cat "$LAB/catcher.pid")"
    router_stop b
    say "Another classic: the two nodes have different passwords. What tcpdump shows, where there is one:"
    pair "$router" "$router" version=2 interval_ms=1000 vips="$VIP"
    printf '    auth: {type: pass, password_file: %s}\n' "$LAB/a.secret" >>"$LAB/a.cfg"
    printf '    auth: {type: pass, password_file: %s}\n' "$LAB/b.secret" >>"$LAB/b.cfg"
    (umask 077 && echo tiger123 >"$LAB/a.secret" && echo tiger124 >"$LAB/b.secret")
    router_start a "$router"
    router_start b "$router"
    wait_for 10 has_vip a && wait_for 10 has_vip b || give_up "no split brain"
    ! command -v tcpdump >/dev/null ||
        ip netns exec ob timeout 3 tcpdump -nn -c 4 -i eth0 proto 112 2>/dev/null | cut -c1-110 | aside
    say "What vrrpwatch shows:"
    watch_wire 5s
}

prepare
for act in election death mail return engine_crash deaf goodbye passwords; do
    "act_$act"
done
lab_down
say "That was all. Nothing of it is left: no process, no namespace, no file."
