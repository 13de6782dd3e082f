# The bench at size: what a big installation does to both daemons. Sourced by tests/bench/run.
# shellcheck shell=bash

scale_links=4      # interfaces
scale_instances=1000
scale_vips=1000

# ip_times NODE: an address and when it came (+) or went (-), in microseconds, from the node's monitor.
ip_times() {
    awk '/^\[/ { split(substr($1, 2, length($1) - 2), t, /[T:]/); us = ((t[2] * 60 + t[3]) * 60 + t[4]) * 1e6; $1 = "" }
        { sign = "+"; for (i = 1; i <= NF; i++) { if ($i == "Deleted") sign = "-"; if ($i == "inet") address = $(i + 1) } }
        /inet / { sub("/.*", "", address); printf "%.0f %s %s\n", us, sign, address }' "$LAB/$1-addresses.log"
}

watch_addresses() {
    spawn "$1" "$1-addresses" ip -ts -o monitor address
}

# overlap: reads the times of both nodes (a's prefixed with a, b's with b): how many addresses were on both nodes at
# once at most, the longest such time, and from a's first address to the last move.
overlap() {
    sort -n -k 2 | awk '
        { node = $1; us = $2; sign = $3; ip = $4 }
        node == "a" && sign == "+" { if (!first) first = us; if (on_b[ip]) { since[ip] = us; if (++both > most) most = both } on_a[ip] = 1; last = us }
        node == "b" && sign == "+" { on_b[ip] = 1 }
        node == "b" && sign == "-" { on_b[ip] = 0; last = us
            if (since[ip]) { if (us - since[ip] > longest) longest = us - since[ip]; since[ip] = 0; both-- } }
        END { print most + 0, longest + 0, last - first }'
}

# return_block DAEMON: b holds everything, then the stronger a comes.
return_block() {
    local most longest all since
    lab_up
    many a "$1" 150 100
    many b "$1" 100 100
    watch_addresses b
    router_start b "$1"
    wait_for 15 has_vip b 10.9.1.$instances || return 1
    sleep 7
    watch_addresses a
    router_start a "$1"
    wait_for 60 lacks_all b || return 1
    sleep 1
    read -r most longest all < <({ ip_times a | sed 's/^/a /'; ip_times b | sed 's/^/b /'; } | overlap)
    since="stronger node returns, $instances instances at 100 ms"
    record "$since: from its first address to the last one moved" ms $((all / 1000))
    record "$since: most addresses on both nodes at once" addresses "$most"
    record "$since: longest time an address is on both nodes" ms "$(awk "BEGIN { print $longest / 1000 }")"
}

lacks_all() {
    [ "$(ip -n "$1" -4 -o addr show | grep -c ' 10\.9\.1\.')" = 0 ]
}

measure_return() {
    alternating return_block
}

# One interface more on both routers and the observer: eth1 is 10.11.0.0/24, and so on.
wire_link() {
    local node
    ip -n lan link add "br$1" type bridge mcast_snooping 0 forward_delay 0
    ip -n lan link set "br$1" up
    for node in a b ob; do
        ip -n lan link add "to-$node$1" type veth peer name "eth$1" netns $node
        ip -n lan link set "to-$node$1" master "br$1" up
        ip -n $node addr add "10.$((10 + $1)).0.${NODE_ADDRESS[$node]##*.}/24" dev "eth$1"
        ip -n $node link set "eth$1" up
    done
}

# very_many NODE DAEMON PRIORITY: scale_instances of them over scale_links interfaces, adverts once a second.
very_many() {
    local link vrid net
    router_conf "$1" "$2"
    for ((link = 0; link < scale_links; link++)); do
        net=$((link == 0 ? 9 : 10 + link))
        for ((vrid = 1; vrid <= scale_instances / scale_links; vrid++)); do
            instance "$1" "$2" name="L${link}_$vrid" vrid=$vrid priority="$3" interval_ms=1000 \
                vips="10.$net.1.$vrid" | sed "s/eth0/eth$link/"
        done
    done
    # instance() knows eth0 alone.
    awk -v per=$((scale_instances / scale_links)) '
        /interface:? eth0/ { sub("eth0", "eth" int(n++ / per)) } { print }' "$LAB/$1.cfg" >"$LAB/$1.cfg.new"
    mv "$LAB/$1.cfg.new" "$LAB/$1.cfg"
}

all_on() {
    [ "$(ip -n "$1" -4 -o addr show | grep -cE ' 10\.[0-9]+\.1\.')" -ge $scale_instances ]
}

scale_block() {
    local daemon=$1 link since words="$scale_instances instances over $scale_links interfaces at 1 s"
    lab_up
    for ((link = 1; link < scale_links; link++)); do
        wire_link $link
    done
    very_many a "$daemon" 150
    observer_start
    router_start a "$daemon"
    wait_for 60 all_on a || return 1
    sleep 7
    record "memory (PSS) of all processes, $words" KiB "$(pss_kib a)"
    since=$(cpu_ns a)
    sleep "$seconds"
    record "CPU, $words" "% of a core" "$(awk "BEGIN { print ($(cpu_ns a) - $since) / $seconds / 1e7 }")"
    sed -i '0,/priority:\? 150/s//priority 151/; s/priority 151/priority'"$([ "$daemon" = keepalived ] || echo :)"' 151/' "$LAB/a.cfg"
    since=$(now_us)
    router_hup a
    sleep 6
    record "reload with one of $words changed: largest advert gap beyond the interval" ms \
        "$(awk "BEGIN { print ($(vrid_gap_us "$since") - 1000000) / 1000 }")"
}

# The largest gap of any single VRID on eth0.
vrid_gap_us() {
    adverts a $(($1 - 1000000)) | awk '$6 > 0 { if (last[$5] && $1 - last[$5] > max) max = $1 - last[$5]; last[$5] = $1 }
        END { printf "%.0f\n", max }'
}

measure_scale() {
    alternating scale_block
}

# vips_block DAEMON: one instance with very many addresses changes its node.
vips_block() {
    local daemon=$1 i vips=() since words="take-over of $scale_vips addresses at 100 ms"
    for ((i = 0; i < scale_vips; i++)); do
        vips+=("10.9.$((2 + i / 250)).$((1 + i % 250))")
    done
    vips=("$(IFS=,; echo "${vips[*]:0:255}")" "$(IFS=,; echo "${vips[*]:255}")")
    lab_up
    pair "$daemon" "$daemon" vips="${vips[0]}" excluded="${vips[1]}"
    observer_start
    router_start a "$daemon"
    wait_for 20 has_vip a 10.9.5.250 || return 1
    router_start b "$daemon"
    sleep 8
    since=$(now_us)
    router_kill a
    sleep 12
    record "$words: from the first advert to the first announcement of the last address" ms \
        "$(awk -v mac="${NODE_MAC[b]}" -v first="$(adverts b "$since" | first_time)" -v since="$since" \
            '$2 == "GARP" && $3 == mac && $1 >= since && !seen[$NF]++ { last = $1 } END { print (last - first) / 1000 }' \
            "$LAB/observer.log")"
    record "$words: largest advert gap beyond the interval" ms \
        "$(adverts b "$since" | awk 'last && $1 - last > max { max = $1 - last } { last = $1 } END { print max / 1000 - 100 }')"
}

measure_vips() {
    alternating vips_block
}
