# Who holds the VIP and how long, by every change of addresses in the nodes' kernels.
# shellcheck shell=bash disable=SC2154 # LAB and VIP are lab.bash's

# watch_holders NODE: every change of an address of that node, with its time; returns when it listens.
watch_holders() {
    spawn "$1" "$1-addresses" ip -ts -o monitor address
    # The monitor says nothing when it is ready: an address of no importance is changed until it is seen.
    wait_for 5 address_seen "$1"
}

address_seen() {
    ip -n "$1" addr replace 127.0.0.53/32 dev lo valid_lft "$((100 + RANDOM))" preferred_lft 0
    grep -q 127.0.0.53 "$LAB/$1-addresses.log"
}

# changes NODE [VIP]: TIME_US + or - for the VIP; a renewal is another +.
changes() {
    awk -v vip="${2:-$VIP}/" '
        /^\[/ { split(substr($1, 2, length($1) - 2), t, /[T:]/); us = ((t[2] * 60 + t[3]) * 60 + t[4]) * 1e6; $1 = "" }
        index($0, " " vip) { printf "%.0f %s\n", us, $0 ~ /Deleted/ ? "-" : "+" }' "$LAB/$1-addresses.log"
}

# both_us: how long a and b both had the VIP, all in all; to the present when they still have.
both_us() {
    { changes a | sed 's/^/a /'; changes b | sed 's/^/b /'; } | sort -s -n -k2,2 |
        awk -v now="$(date +'%H %M %S.%6N' | awk '{ printf "%.0f", (($1 * 60 + $2) * 60 + $3) * 1e6 }')" '
            { if (on["a"] && on["b"]) both += $2 - last; on[$1] = $3 == "+"; last = $2 }
            END { if (on["a"] && on["b"]) both += now - last; printf "%.0f\n", both }'
}

# lost: how many of the client's probes got no answer so far; after prober_stop.
lost() {
    awk '$1 == "OUTAGE" { lost += $4 } END { print lost + 0 }' "$LAB/prober.log"
}

# Processes of the daemon alone, not the test's own in the same namespace; the supervisor first.
daemon_pids() {
    cat "$LAB/$1.pid"
    ps -o pid= --ppid "$(cat "$LAB/$1.pid")"
}

# signal_all NODE SIGNAL: to all at once; stopped first, so that nobody outlives the others by a moment.
signal_all() {
    local pids
    mapfile -t pids < <(daemon_pids "$1")
    kill -STOP "${pids[@]}"
    [ "$2" = STOP ] || kill "-$2" "${pids[@]}"
}
