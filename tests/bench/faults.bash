# One fault after the other to a pair at 1 s adverts (a: priority 150, MASTER; b: 100), once with each daemon: how often the
# address moved, how many of the client's probes (one a millisecond) got no answer, how long both nodes held the address,
# and whether the faulty node still holds it at the end. Sourced by run.
# shellcheck shell=bash disable=SC2154 # seconds, results are run's

# shellcheck source=tests/netns/holders.bash
. "$(dirname "${BASH_SOURCE[0]}")/../netns/holders.bash"

faults="engine-killed engine-hangs all-killed node-frozen stop returns tracker reload upgrade vrrp-refused vrrp-blocked vrrp-blocked-hold link-down"

# What each is, for the table.
fault_words() {
    case $1 in
    engine-killed) echo "the process that adverts is killed" ;;
    engine-hangs) echo "the process that adverts hangs for 8 s" ;;
    all-killed) echo "every process is killed (OOM, \`docker rm -f\`)" ;;
    node-frozen) echo "every process is frozen for 8 s" ;;
    stop) echo "stopped in order" ;;
    returns) echo "the stronger node returns" ;;
    tracker) echo "a tracked script fails" ;;
    reload) echo "reload of an unchanged file" ;;
    upgrade) echo "new program (keepalived: stop and start)" ;;
    vrrp-refused) echo "the node's own firewall drops VRRP for 8 s" ;;
    vrrp-blocked) echo "a firewall between the nodes drops VRRP for 8 s" ;;
    vrrp-blocked-hold) echo "the same with \`on_silent_master: hold\`" ;;
    link-down) echo "the link goes down for 8 s" ;;
    esac
}

fault_conf() {
    local daemon=$1 fault=$2 more_a='' more_b=''
    touch "$LAB/well"
    if [ "$fault" = tracker ] && [ "$daemon" = keepalived ]; then
        more_a='  track_script { chk }'
    elif [ "$fault" = tracker ]; then
        more_a='    track: [{script: chk}]'
    elif [ "$fault" = vrrp-blocked-hold ]; then
        more_b='    on_silent_master: hold'
    fi
    router_conf a "$daemon" && router_conf b "$daemon"
    if [ "$fault $daemon" = "tracker keepalived" ]; then
        printf 'vrrp_script chk {\n  script "/usr/bin/test -e %s"\n  interval 1\n  fall 1\n  rise 1\n  user root\n}\n' \
            "$LAB/well" >>"$LAB/a.cfg"
    fi
    instance a "$daemon" priority=150 interval_ms=1000 more="$more_a"
    instance b "$daemon" priority=100 interval_ms=1000 more="$more_b"
    if [ "$fault" = tracker ] && [ "$daemon" != keepalived ]; then
        printf 'track:\n  scripts:\n    chk: {command: [/usr/bin/test, -e, %s], interval: 1s, fall: 1, rise: 1, user: root}\n' \
            "$LAB/well" >>"$LAB/a.cfg"
    fi
}

# The process of node a that adverts.
advertiser() {
    case $1 in
    keepalived) cat "$LAB/a.ka.vrrp.pid" ;;
    *) process a vrrp ;;
    esac
}

# A firewall between the nodes, or on node a itself, which tells the daemon.
vrrp_blocked() {
    ip netns exec lan nft -f - <<<'table netdev f { chain in { type filter hook ingress device "to-a" priority 0; ip protocol 112 drop; }; }'
}

vrrp_refused() {
    ip netns exec a nft -f - <<<'table ip f { chain out { type filter hook output priority 0; ip protocol 112 drop; }; }'
}

fault_stopped() {
    ! kill -0 "$(cat "$LAB/a.pid")" 2>/dev/null
}

# What watches its addresses stays.
fault_stop() {
    kill -TERM "$(cat "$LAB/a.pid")"
    wait_for 20 fault_stopped
}

fault_happens() {
    local daemon=$1 pid
    case $2 in
    engine-killed) kill -KILL "$(advertiser "$daemon")" ;;
    engine-hangs)
        pid=$(advertiser "$daemon")
        kill -STOP "$pid"
        sleep 8
        kill -CONT "$pid" 2>/dev/null || true
        ;;
    all-killed) signal_all a KILL ;;
    node-frozen)
        signal_all a STOP
        sleep 8
        mapfile -t pids < <(daemon_pids a)
        kill -CONT "${pids[@]}"
        ;;
    stop) fault_stop ;;
    returns) router_start a "$daemon" ;;
    tracker) rm "$LAB/well" ;;
    reload) router_hup a ;;
    upgrade)
        if [ "$daemon" = keepalived ]; then
            fault_stop
            router_start a "$daemon"
        else
            ctl a upgrade >/dev/null
        fi
        ;;
    vrrp-blocked*)
        vrrp_blocked
        sleep 8
        ip netns exec lan nft delete table netdev f
        ;;
    vrrp-refused)
        vrrp_refused
        sleep 8
        ip netns exec a nft delete table ip f
        ;;
    link-down)
        ip -n lan link set to-a down
        sleep 8
        ip -n lan link set to-a up
        ;;
    esac
}

# fault_block FAULT DAEMON: one line of results.
fault_block() {
    local fault=$1 daemon=$2 since left=no
    lab_up
    fault_conf "$daemon" "$fault"
    observer_start
    watch_holders a
    watch_holders b
    router_start a "$daemon"
    wait_for 10 has_vip a || return 1
    router_start b "$daemon"
    sleep 2.5
    if [ "$fault" = returns ]; then
        fault_stop
        wait_for 10 has_vip b || return 1
        sleep 1.5
    fi
    prober_start
    sleep "1.$((RANDOM % 10))"
    since=$(now_us)
    fault_happens "$daemon" "$fault"
    sleep 9
    prober_stop
    { has_vip a && has_vip b; } && left=yes
    printf '%s\t%s\t%s / %s / %s / %s\n' "$fault" "$column" "$(moves "$since")" "$(lost)" \
        "$(($(both_us) / 1000))" "$left" >>"$faults_results"
    lab_down
}

measure_faults() {
    local fault daemon
    faults_results=$(mktemp)
    for fault in ${BENCH_FAULTS:-$faults}; do
        for column in peer ours; do
            [ $column = ours ] && daemon=$ours || daemon=keepalived
            [ "$fault $column" != "vrrp-blocked-hold peer" ] || continue
            printf 'bench: %s, %s\n' "$fault" "$column" >&2
            fault_block "$fault" "$daemon" || echo "bench: could not measure: $fault for $column" >&2
        done
    done
    echo '| fault | keepalived: moves / lost ms / ms with two holders / both at the end | vrrpd |'
    echo '|---|---|---|'
    for fault in ${BENCH_FAULTS:-$faults}; do
        awk -F '\t' -v fault="$fault" -v words="$(fault_words "$fault")" '
            $1 == fault { cell[$2] = $3 }
            END { print "| " words " | " (cell["peer"] ? cell["peer"] : "-") " | " cell["ours"] " |" }' "$faults_results"
    done
    rm -f "$faults_results"
}
