# vrrpwatch beside tcpdump and beside the bare loop of libpcap; sourced by run.
# shellcheck shell=bash
# shellcheck disable=SC2154 # the variables are those of tests/bench/run

sniff_adverts=2000000
sniff_rate=100000
sniff_bin=$OUT/tests/bench

# seconds COMMAND...: of wall time, the page cache being warm. Output goes nowhere.
seconds_of() {
    local began ended
    began=$(date +%s%N)
    "$@" >/dev/null 2>&1 || return 1
    ended=$(date +%s%N)
    awk "BEGIN { print ($ended - $began) / 1e9 }"
}

# thousands MEASURE COMMAND...: records thousands of adverts per second.
thousands() {
    local measure=$1 took
    shift
    took=$(seconds_of "$@") || return 1
    record "$measure" k/s "$(awk "BEGIN { print $sniff_adverts / $took / 1000 }")"
}

sniff_offline() {
    local file=$LAB/adverts.pcap beside_tcpdump beside_loop
    beside_tcpdump="offline, 2 M adverts of 255 routers; the other is tcpdump -nn -r"
    beside_loop="offline, 2 M adverts of 255 routers; the other is a bare libpcap loop"
    "$sniff_bin/make_adverts" "$sniff_adverts" >"$file" || return 1
    for _ in 1 2 3; do
        column=ours
        thousands "$beside_loop" "$OUT/bin/vrrpwatch" -r "$file"
        column=peer
        thousands "$beside_loop" "$sniff_bin/pcap_loop" "$file"
    done
    ! command -v tcpdump >/dev/null || for column in ours peer peer ours; do
        if [ $column = ours ]; then
            thousands "$beside_tcpdump" "$OUT/bin/vrrpwatch" -r "$file"
        else
            thousands "$beside_tcpdump" tcpdump -nn -r "$file"
        fi
    done
    rm -f "$file"
}

# cpu_seconds PID
cpu_seconds() {
    cat "/proc/$1"/task/*/schedstat | awk '{ sum += $1 } END { print sum / 1e9 }'
}

# flooded COMMAND...: runs a listener on sniff1 while adverts come in by sniff0; its output goes to $LAB/sniff.log.
# Records the CPU time it took per advert.
flooded() {
    local pid cpu
    "$@" >"$LAB/sniff.log" 2>&1 &
    pid=$!
    sleep 1
    cpu=$(cpu_seconds $pid)
    "$sniff_bin/flood" sniff0 "$sniff_rate" "$seconds" <"$LAB/some.pcap" >&2 || return 1
    sleep 1.5 # tcpdump lets the kernel gather for a second
    record "live, $sniff_rate adverts/s: CPU per advert; the other is tcpdump -w" us \
        "$(awk "BEGIN { print ($(cpu_seconds $pid) - $cpu) * 1e6 / $sniff_rate / $seconds }")"
    kill -INT $pid
    wait $pid
}

sniff_live() {
    local measure="live, $sniff_rate adverts/s: dropped in $seconds s; the other is tcpdump -w"
    "$sniff_bin/make_adverts" 1000 >"$LAB/some.pcap"
    ip link add sniff0 type veth peer name sniff1 && ip link set sniff0 up && ip link set sniff1 up || return 1
    sleep 1
    for column in ours peer peer ours; do
        if [ $column = ours ]; then
            flooded "$OUT/bin/vrrpwatch" -i sniff1
            record "$measure" adverts $((sniff_rate * seconds - $(sed -n 's/^[0-9]* frames, \([0-9]*\) adverts.*/\1/p' "$LAB/sniff.log")))
        elif command -v tcpdump >/dev/null; then
            flooded tcpdump -n -i sniff1 -w /dev/null proto 112
            record "$measure" adverts $((sniff_rate * seconds - $(sed -n 's/^\([0-9]*\) packets captured/\1/p' "$LAB/sniff.log")))
        fi
    done
    ip link del sniff0
}

measure_sniff() {
    mkdir -p "$LAB"
    sniff_offline
    sniff_live
}
