# A master to whom something happens that nobody outside may notice: its peer, a client and an observer.
# shellcheck shell=bash disable=SC2034,SC2154 # LAB is lab.bash's; since is the test's

# often: many deaths within seconds are meant here, and no crash loop.
often() {
    sed -i 's/^instances:/  crash_loop: {deaths: 64, within: 1s}\n&/' "$LAB/a.cfg"
}

# master_a PEER KEY=VALUE...: a is master, b its peer, somebody watches.
master_a() {
    local peer=$1
    shift
    [ "$peer" != keepalived ] || need_peer
    pair vrrpd "$peer" "$@"
    often
    observer_start
    router_start a vrrpd
    wait_for 15 has_vip a
    router_start b "$peer"
    wait_for 5 b_listens
    prober_start
    sleep 0.5
    since=$(now_us)
}

b_listens() {
    ctl b status >/dev/null 2>&1 || reports b 'Entering BACKUP STATE'
}

# unnoticed INTERVAL_MS: no address moved, no probe was lost, no gap was longer than 1.5 intervals.
unnoticed() {
    local now
    sleep 0.3
    now=$(now_us)
    prober_stop
    holds a
    [ "$(moves "$since")" = 0 ]
    not resigned a "$since"
    between 0 "$(largest_gap_us a "$since" "$now")" $(($1 * 1500))
    not grep -E 'OUTAGE|DOWN' "$LAB/prober.log"
}
