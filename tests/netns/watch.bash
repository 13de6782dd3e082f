# vrrpwatch in the lab: started and ended on a node, and what it found, read from its JSON lines. Load it after lab.
# shellcheck shell=bash

# watch_start NODE [OPTION...]: vrrpwatch in the background on the node's eth0, its JSON lines in $LAB/NAME.json, where
# NAME is "watch", or $WATCH when several watch at once. It listens when this returns.
watch_start() {
    local node=$1 name=${WATCH:-watch}
    shift
    ip netns exec "$node" env TZ=UTC "$OUT/bin/vrrpwatch" --json -i eth0 "$@" \
        >"$LAB/$name.json" 2>"$LAB/$name.log" </dev/null 3>&- &
    echo $! >"$LAB/$name.pid"
    wait_for 5 watch_listens "$node"
}

# A packet socket is bound to the node's eth0.
watch_listens() {
    local number
    number=$(ip -n "$1" -o link show dev eth0 | cut -d: -f1)
    ip netns exec "$1" awk -v number="$number" '$5 == number { found = 1 } END { exit !found }' /proc/net/packet
}

# Ends it as people do; fails when it failed.
watch_stop() {
    local name=${WATCH:-watch} status=0 pid
    pid=$(cat "$LAB/$name.pid")
    kill -INT "$pid"
    wait "$pid" || status=$?
    rm "$LAB/$name.pid"
    [ "$status" = 0 ] || fail "vrrpwatch ended with $status: $(cat "$LAB/$name.log")"
}

# incidents EXPRESSION: what it found so far, as a Python expression over `all`, the list of its events; an event has
# code, severity, phase (open, update, closed), event, cause, fix, masters, evidence, duration_us .. A note, which is
# no incident, is "closed" and took no time.
incidents() {
    python3 - "$LAB/${WATCH:-watch}.json" "$1" <<'END'
import json, sys
all = [json.loads(line) for line in open(sys.argv[1]) if line.endswith("\n")]
all = [e for e in all if e["type"] == "event"]
value = eval(sys.argv[2])
print(value if isinstance(value, str) else json.dumps(value))
END
}

# found CODE [PHASE]: there is such a finding.
found() {
    [ "$(incidents "any(e['code'] == '$1' and e['phase'] in ('${2:-}' or e['phase']) for e in all)")" = true ]
}

# healed CODE: an incident with that code is over.
healed() {
    [ "$(incidents "any(e['code'] == '$1' and e['phase'] == 'closed' and e['duration_us'] > 0 for e in all)")" = true ]
}

# finding CODE KEY: that key of the latest finding with that code that is not an incident's end: finding SB-A1 fix
finding() {
    incidents "[e for e in all if e['code'] == '$1' and (e['phase'] != 'closed' or e['duration_us'] == 0)][-1]['$2']"
}

# says CODE KEY WORDS: that key of a finding with that code, not its end, holds these words, as JSON or as they are.
says() {
    local said
    said=$(incidents "[e['$2'] for e in all if e['code'] == '$1' and (e['phase'] != 'closed' or e['duration_us'] == 0)]")
    grep -qF -e "$3" -e "$(python3 -c 'import json,sys; print(json.dumps(sys.argv[1])[1:-1])' "$3")" <<<"$said" ||
        fail "$1 $2 does not say '$3': $said"
}

# nothing_found: no warning or worse so far.
nothing_found() {
    local worse
    worse=$(incidents "[e['code'] + ' ' + e['cause'] for e in all if e['severity'] != 'info']")
    [ "$worse" = '[]' ] || fail "found although all is well: $worse"
}
