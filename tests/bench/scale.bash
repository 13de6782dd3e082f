# The bench at size: what a big installation does to both daemons. Sourced by tests/bench/run.
# shellcheck shell=bash
# shellcheck disable=SC2154 # the variables are those of tests/bench/run

# shellcheck source=tests/netns/size.bash
. "$(dirname "${BASH_SOURCE[0]}")/../netns/size.bash"

# within SECONDS COMMAND...: not longer than that, whatever the daemon does.
within() {
    local limit=$1 block sleeper
    shift
    "$@" &
    block=$!
    sleep "$limit" &
    sleeper=$!
    wait -n "$block" "$sleeper"
    kill -0 "$sleeper" 2>/dev/null || {
        kill "$block" 2>/dev/null
        echo "bench: ended after $limit s: $*" >&2
    }
    kill "$sleeper" 2>/dev/null
    wait "$block"
}

# gave_up WORDS: why a row stays empty; for `|| gave_up ... || return`.
gave_up() {
    echo "bench: $column: $*" >&2
    return 1
}

# wait_gently SECONDS COMMAND...: as wait_for, asked once a second: reading a long list of addresses takes the kernel's
# lock that a daemon wants while it moves them.
wait_gently() {
    local left=$1
    shift
    until "$@"; do
        [ $((left--)) -gt 0 ] || return
        sleep 1
    done
}

us_to_ms() {
    awk "BEGIN { print ($1) / 1000 }"
}

# --- the stronger node returns -----------------------------------------------------------------------------------

# overlap: reads lines NODE TIME +|- ADDRESS: how many addresses were on both nodes at once at most, the longest such
# time, and the time from a's first address to the last move. A lease that is renewed is another + of what is there.
overlap() {
    sort -s -n -k 2 | awk '
        function begin(ip, us) { since[ip] = us; if (++both > most) most = both }
        function end(ip, us) { if (us - since[ip] > longest) longest = us - since[ip]; both-- }
        { node = $1; us = $2; here = node SUBSEP $4; there = (node == "a" ? "b" : "a") SUBSEP $4 }
        $3 == "+" && !on[here] {
            on[here] = 1
            if (node == "a") { if (!first) first = us; last = us }
            if (on[there]) begin($4, us)
        }
        $3 == "-" && on[here] {
            on[here] = 0
            if (node == "b") last = us
            if (on[there]) end($4, us)
        }
        END { print most + 0, longest + 0, last - first }'
}

# As the monitors saw it: to ask the kernel would disturb.
all_moved() {
    [ "$(watched_count a)" = "$instances" ] && [ "$(watched_count b)" = 0 ]
}

# return_block DAEMON: b holds everything, then the stronger a comes.
return_block() {
    local most longest all words="stronger node returns, $instances instances at 100 ms"
    lab_up
    many a "$1" 150 100
    many b "$1" 100 100
    watch_addresses a && watch_addresses b || return 1
    router_start b "$1"
    wait_gently 15 many_on b "$instances" || return 1
    sleep 7
    router_start a "$1"
    wait_gently 90 all_moved || gave_up "a has not taken everything after 90 s" || return 1
    sleep 1
    read -r most longest all < <({ address_times a | sed 's/^/a /'; address_times b | sed 's/^/b /'; } | overlap)
    record "$words: from its first address to the last one moved" ms "$(us_to_ms "$all")"
    record "$words: most addresses on both nodes at once" addresses "$most"
    record "$words: longest time an address is on both nodes" ms "$(us_to_ms "$longest")"
}

measure_return() {
    alternating within 150 return_block
}

# --- 1,000 instances ---------------------------------------------------------------------------------------------

scale_block() {
    local daemon=$1 since words="1,000 instances over $SIZE_LINKS interfaces at 1 s"
    lab_up
    wire_links
    very_many a "$daemon" 150
    wire_observers
    router_start a "$daemon"
    wait_gently 60 many_on a $SIZE_INSTANCES || gave_up "not all addresses came" || return 1
    sleep 8 # beyond the second round of gratuitous ARP
    record "memory (PSS) of all processes, $words" KiB "$(pss_kib a)"
    since=$(cpu_ns a)
    sleep "$seconds"
    record "CPU, $words" "% of a core" "$(awk "BEGIN { print ($(cpu_ns a) - $since) / $seconds / 1e7 }")"
    change_one a
    since=$(now_us)
    router_hup a
    sleep 8
    record_reload "$words" "$(single_gap_us a $((since - 2000000)) "$(now_us)")"
}

# record_reload WORDS GAP_US
record_reload() {
    [ "$2" != none ] || gave_up "some instance sent no advert about the reload" || return
    record "reload with one changed, $1: largest advert gap of any instance beyond the interval" ms \
        "$(us_to_ms "$2 - 1000000")"
}

measure_scale() {
    alternating within 150 scale_block
}

# --- 1,000 addresses ---------------------------------------------------------------------------------------------

# vips_block DAEMON: one instance with very many addresses changes its node. What keepalived announces in bursts of
# 5,000 frames keeps it from its adverts, so b starts when a has done with them: else b would be master before its time.
vips_block() {
    local daemon=$1 since entitled words="take-over of 1,000 addresses at 100 ms"
    lab_up
    wide_pair "$daemon"
    observer_start
    router_start a "$daemon"
    wait_gently 30 wide_has a $SIZE_VIPS || gave_up "not all addresses came" || return 1
    sleep 18
    router_start b "$daemon"
    sleep 4
    wide_has b 0 || gave_up "b took addresses while a was alive" || return 1
    since=$(now_us)
    router_kill a
    sleep 20
    announced_all b "$since" || gave_up "not all addresses were announced" || return 1
    entitled=$(($(adverts a 0 | tail -n 1 | first_time) + $(down_us "$backup_priority" 100)))
    record "$words: from being entitled to the first announcement of the last address" ms \
        "$(us_to_ms "$(first_announcements b "$since" | tail -n 1 | first_time) - $entitled")"
    record "$words: largest advert gap meanwhile beyond the interval" ms "$(us_to_ms "$(own_gap_us b "$since") - 100000")"
}

# own_gap_us NODE SINCE_US: between two adverts of one node, from its first one on.
own_gap_us() {
    largest_gap_us "$1" "$(adverts "$1" "$2" | first_time)" "$(now_us)"
}

measure_vips() {
    alternating within 150 vips_block
}
