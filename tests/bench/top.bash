# What vrrptop costs, beside viewers that do jobs of their own, and what it costs the daemon to be looked at; sourced by
# run.
# shellcheck shell=bash
# shellcheck disable=SC2154 # the variables are those of tests/bench/run

# top_farm: virtual servers of the size that a viewer has to bear; without ip_vs here, and without checks.
top_farm() {
    awk -v services=1000 -v servers=10 'BEGIN {
        print "virtual_servers:"
        for (i = 0; i < services; i++) {
            printf "  - address: 10.100.%d.%d:80\n    scheduler: rr\n    method: nat\n    servers:\n", int(i / 250), i % 250
            for (j = 0; j < servers; j++) printf "      - {address: \"10.20%d.%d.%d:80\"}\n", int(i / 250), i % 250, 1 + j
        }
    }'
}

# ticks PID: the CPU time it had, in clock ticks.
ticks() {
    awk '{ print $14 + $15 }' "/proc/$1/stat"
}

# top_cpu MEASURE COMMAND...: per cent of a core that a viewer takes on a terminal of 200x60.
top_cpu() {
    local measure=$1 pid before top_tmux="tmux -L bench$$-$RANDOM -f /dev/null" # a server that ends takes its time
    shift
    $top_tmux new-session -d -x 200 -y 60 "exec $*" || return
    sleep 6 # it has its first rates
    pid=$($top_tmux list-panes -F '#{pane_pid}')
    [ -z "$(pgrep -P "$pid")" ] || pid=$(pgrep -P "$pid" | head -n 1) # the one that draws
    before=$(ticks "$pid") || return
    sleep "$((2 * seconds))"
    record "$measure" "% of a core" \
        "$(awk "BEGIN { print ($(ticks "$pid") - $before) * 100 / $(getconf CLK_TCK) / (2 * $seconds) }")"
    $top_tmux kill-server
}

top_many() {
    local command column
    lab_up
    wire_links
    router_conf a vrrpd
    very_many a vrrpd 150
    top_farm >>"$LAB/a.cfg"
    router_start a vrrpd
    wait_for 60 many_on a $SIZE_INSTANCES || return
    for command in 'htop -d 10' 'bmon -r 1'; do
        column=ours
        top_cpu "vrrptop, 1,000 virtual routers and 10,000 real servers at 1 Hz; the other is $command" \
            "$OUT/bin/vrrptop" -s "$LAB/a.run/vrrpd.sock" -v servers
        column=peer
        top_cpu "vrrptop, 1,000 virtual routers and 10,000 real servers at 1 Hz; the other is $command" \
            env "LD_LIBRARY_PATH=$PEERS_LIBRARIES" "$PEERS_ROOT/usr/bin/${command%% *}" "${command#* }"
    done
    router_stop a
}

# All of these servers have traffic: every number of every line is another one each second.
top_busy() {
    local column=ours
    mkfifo "$LAB/lines"
    "$TOP/tests/bench/top_lines" $((3 * seconds + 10)) >"$LAB/lines" &
    top_cpu "vrrptop, the same, every counter of all of them changing" "$OUT/bin/vrrptop" - "<$LAB/lines"
    wait
}

# jitter_watched VIEWERS: how far every advert is from its time while so many ask for the status ten times a second.
jitter_watched() {
    local viewers=$1 pids=() since
    lab_up
    router_conf a vrrpd && instance a vrrpd priority=150 interval_ms=10
    observer_start
    router_start a vrrpd
    wait_for 10 has_vip a || return 1
    for _ in $(seq "$viewers"); do
        timeout $((seconds + 5)) "$OUT/bin/vrrptop" -s "$LAB/a.run/vrrpd.sock" -d 0.1 --json >/dev/null &
        pids+=($!)
    done
    sleep 1
    since=$(now_us)
    sleep "$seconds"
    adverts a "$since" | awk 'last { d = $1 - last - 10000; print d < 0 ? -d : d } { last = $1 }' |
        while read -r late; do
            record "advert jitter at 10 ms with 20 vrrptop at 10 Hz; the other is without" us "$late"
        done
    [ ${#pids[@]} = 0 ] || kill "${pids[@]}"
    wait
    router_stop a
}

measure_top() {
    local column
    command -v tmux >/dev/null || { echo "bench: no tmux for vrrptop" >&2; return; }
    top_many
    top_busy
    for column in ours peer peer ours; do
        jitter_watched "$([ $column = ours ] && echo 20 || echo 0)"
    done
    echo "bench: vrrptop and ipvsadm, on a kernel of its own" >&2
    UML_MEMORY=1024 "$TOP/tests/uml/run" "$TOP/tests/bench/top_table" |
        while IFS=$'\t' read -r mark measure unit who value; do
            [ "$mark" = RESULT ] && printf '%s\t%s\t%s\t%s\n' "$measure" "$unit" "$who" "$value" >>"$results"
        done
}
