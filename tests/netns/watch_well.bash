# A cluster that is well, as the beginning of every test of what vrrpwatch finds: nothing may be said about it, so that
# what is said afterwards is about what was done to it. Load it after lab and watch.
# shellcheck shell=bash

# well DAEMON_A DAEMON_B KEY=VALUE..: a is master, b its backup, and vrrpwatch on ob has nothing to say.
well() {
    [ "$1" != keepalived ] && [ "$2" != keepalived ] || need_peer
    pair "$@"
    router_start a "$1"
    router_start b "$2"
    all_is_well
}

# The same with routers that run already. ob knows whose MAC the backup's is, as any host that ever talked to it. It
# asks for the addresses, unless LOOK has other options.
all_is_well() {
    wait_for 8 holds a
    # shellcheck disable=SC2086 # words on purpose
    watch_start ob ${LOOK---probe --probe-every 1s}
    wait_for 3 found SB-F1
    talk ob "${NODE_ADDRESS[b]}"
    sleep 1.2
    calm
}

# calm: no warning or worse so far, but that adverts came late: a busy machine sends them so, and that is told rightly.
calm() {
    local worse
    worse=$(incidents "[e['code'] + ' ' + e['cause'] for e in all if e['severity'] != 'info' and e['event'] != 'late-adverts']")
    [ "$worse" = '[]' ] || fail "found although all is well: $worse"
}

# talk NODE ADDRESS: it asks for that address as any program makes it ask, and sends a datagram.
talk() {
    ip netns exec "$1" bash -c "echo >/dev/udp/$2/9"
}

# alarm CODE: it is told, as critical.
alarm() {
    [ "$(incidents "any(e['code'] == '$1' and e['severity'] == 'critical' for e in all)")" = true ]
}

# alone CODE..: no other alarm than these.
alone() {
    local others
    others=$(incidents "[e['code'] + ' ' + e['cause'] for e in all if e['severity'] == 'critical' and e['code'] not in '$*'.split()]")
    [ "$others" = '[]' ] || fail "beside $*: $others"
}
