# Big installations in the lab: one instance with very many addresses, very many instances over several links. Shared by
# the tests and the bench; after lab.bash.
# shellcheck shell=bash

SIZE_LINKS=4
SIZE_INSTANCES=1000
SIZE_VIPS=1000

# --- very many addresses -----------------------------------------------------------------------------------------

# wide_instance NODE DAEMON KEY=VALUE...: appends an instance of SIZE_VIPS addresses; 255 of them are for the adverts.
wide_instance() {
    local node=$1 daemon=$2 i all=() listed
    shift 2
    for ((i = 0; i < SIZE_VIPS; i++)); do
        all+=("10.9.$((2 + i / 250)).$((1 + i % 250))")
    done
    listed=$(IFS=,; echo "${all[*]:0:255}")
    instance "$node" "$daemon" "$@" vips="$listed" excluded="$(IFS=,; echo "${all[*]:255}")"
}

# wide_pair DAEMON: a (priority 150) and b (priority 100) with one such instance each, not started.
wide_pair() {
    router_conf a "$1" && wide_instance a "$1" priority=150
    router_conf b "$1" && wide_instance b "$1" priority=100
}

wide_count() {
    ip -n "$1" -4 -o addr show | grep -cE ' 10\.9\.[2-9]\.'
}

# wide_has NODE COUNT
wide_has() {
    [ "$(wide_count "$1")" = "$2" ]
}

# first_announcements NODE SINCE_US: when each address was announced for the first time: TIME ADDRESS.
first_announcements() {
    garps "$@" | awk '!seen[$4]++ { print $1, $4 }'
}

announced_all() {
    [ "$(first_announcements "$@" | wc -l)" = $SIZE_VIPS ]
}

# --- very many instances -----------------------------------------------------------------------------------------

# One interface more on both routers and the observer for every link: eth1 is 10.11.0.0/24, and so on.
wire_links() {
    local link node
    for ((link = 1; link < SIZE_LINKS; link++)); do
        ip -n lan link add "br$link" type bridge mcast_snooping 0 forward_delay 0
        ip -n lan link set "br$link" up
        for node in a b ob; do
            ip -n lan link add "to-$node$link" type veth peer name "eth$link" netns $node
            ip -n lan link set "to-$node$link" master "br$link" up
            ip -n $node addr add "10.$((10 + link)).0.${NODE_ADDRESS[$node]##*.}/24" dev "eth$link"
            ip -n $node link set "eth$link" up
        done
    done
}

# One witness for every link; size_adverts reads them all.
wire_observers() {
    local link
    observer_start
    for ((link = 1; link < SIZE_LINKS; link++)); do
        spawn ob "observer-$link" "$OUT/tests/netns/observer" "eth$link" 600
        wait_for 5 grep -q READY "$LAB/observer-$link.log"
    done
}

# very_many NODE DAEMON PRIORITY: SIZE_INSTANCES of them over SIZE_LINKS links, version 3, adverts once a second.
very_many() {
    local link vrid
    router_conf "$1" "$2"
    for ((link = 0; link < SIZE_LINKS; link++)); do
        for ((vrid = 1; vrid <= SIZE_INSTANCES / SIZE_LINKS; vrid++)); do
            instance "$1" "$2" name="L${link}_$vrid" interface=eth$link vrid=$vrid priority="$3" interval_ms=1000 \
                vips="10.$((link == 0 ? 9 : 10 + link)).1.$vrid"
        done
    done
}

# change_one NODE: the first instance of its file gets another priority, still above the others'.
change_one() {
    sed -i '0,/\(priority:\{0,1\}\) 150/s//\1 151/' "$LAB/$1.cfg"
}

many_count() {
    ip -n "$1" -4 -o addr show | grep -cE ' 10\.[0-9]+\.1\.'
}

# many_on NODE COUNT
many_on() {
    [ "$(many_count "$1")" = "$2" ]
}

# single_gap_us NODE SINCE_US UNTIL_US: the largest time without an advert of any single instance of a node, the end of
# the span included; the machine's own stalls are taken off. "none" when some instance sent nothing at all.
single_gap_us() {
    local since=$2 until=$3 last=${NODE_ADDRESS[$1]##*.}
    observer_sync
    cat "$LAB"/observer*.log | awk -v last="$last" -v since="$since" -v until="$until" -v count=$SIZE_INSTANCES '
        function note(key, time,    gap, i) {
            gap = time - seen[key]
            for (i = 0; i < stalls; i++)
                if (end[i] > seen[key] && end[i] - length_us[i] < time) gap -= length_us[i]
            if (gap > max) max = gap
        }
        BEGIN { stalls = 0 }
        $2 == "STALL" { end[stalls] = $1; length_us[stalls++] = $3 }
        $2 == "ADVERT" && $1 >= since && $1 <= until && $6 > 0 && $4 ~ "\\." last "$" {
            key = $4 " " $5
            if (key in seen) note(key, $1); else keys++
            seen[key] = $1
        }
        END {
            for (key in seen) note(key, until)
            if (keys < count) print "none"; else printf "%.0f\n", max
        }'
}

# --- who has which address, and when -----------------------------------------------------------------------------

# watched_count NODE: how many of them it has by what was seen.
watched_count() {
    address_times "$1" | awk '{ on[$3] = $2 == "+" } END { for (i in on) n += on[i]; print n + 0 }'
}

# address_times NODE: TIME_US +|- ADDRESS for the virtual addresses (10.x.1.y), by the wall clock.
address_times() {
    awk '
        /^\[/ { split(substr($1, 2, length($1) - 2), t, /[T:]/); us = ((t[2] * 60 + t[3]) * 60 + t[4]) * 1e6; $1 = "" }
        {
            sign = $0 ~ /Deleted/ ? "-" : "+"
            for (i = 1; i <= NF; i++) if ($i == "inet") address = $(i + 1)
            sub("/.*", "", address)
            if (address ~ /^10\.[0-9]+\.1\./) printf "%.0f %s %s\n", us, sign, address
        }' "$LAB/$1-addresses.log"
}
