#!/usr/bin/env bats
# What programs read is what the schemas in tests/schema say, in every state that a router can be in.
#
#      a: priority 150, asked          b: priority 100
#            |                              |
#      ------+------------------------------+------ 10.9.0.0/24

load lab

valid() {
    python3 -W ignore "$TOP/tests/schema/validate" "$1"
}

start_pair() {
    pair vrrpd vrrpd
    router_start a vrrpd
    wait_for 5 has_vip a
    router_start b vrrpd
    wait_for 5 state_is b BACKUP
}

state_is() {
    [ "$(field "$1" "i['state']")" = "$2" ]
}

# ask NODE REQUEST: one request as it is, the whole answer.
ask() {
    python3 -c '
import socket, sys
s = socket.socket(socket.AF_UNIX)
s.settimeout(5)
s.connect(sys.argv[1])
s.sendall(sys.argv[2].encode() + b"\n")
print(s.makefile().read(), end="")' "$LAB/$1.run/vrrpd.sock" "$2"
}

# refused CODE NODE REQUEST: answered with that error.
refused() {
    ask "$2" "$3" >"$LAB/answer"
    valid answer <"$LAB/answer"
    [ "$(json "d['error']['code']" <"$LAB/answer")" = "$1" ]
}

@test "the validator finds what is wrong" {
    local good='{"schema":1,"ok":true,"findings":[]}'
    [ "$(printf '%s\n\n%s\n' "$good" "$good" | valid answer)" = 2 ]
    ! valid answer </dev/null || fail "nothing is valid"
    ! valid answer <<<'{"schema":1,"ok":"yes","findings":[]}' || fail "a word is no truth"
    ! valid answer <<<'{"schema":2,"ok":true,"findings":[]}' || fail "another schema"
    ! valid status <<<"$good" || fail "another kind"
}

@test "the status in every state" {
    start_pair
    ctl a status --json | valid status
    ctl b status --json | valid status
    ctl a show VI_1 --json | valid status
    ctl a drain
    wait_for 3 state_is a BACKUP
    ctl a status --json | valid status
    ip -n b link set eth0 down
    wait_for 3 state_is b FAULT
    ctl b status --json | valid status
    ip -n b link del eth0
    sleep 0.2
    ctl b status --json | valid status
}

@test "the status of a keepalived.conf, and with rejected adverts" {
    pair keepalived keepalived version=2 interval_ms=1000 password=one
    router_start a vrrpd
    sed -i 's/auth_pass one/auth_pass two/' "$LAB/b.cfg"
    router_start b vrrpd
    wait_for 10 has_vip a
    wait_for 10 rejects b
    ctl b status --json | tee "$LAB/status" | valid status
    [ "$(json "d['config']['format']" <"$LAB/status")" = keepalived ]
}

rejects() {
    [ "$(field "$1" "i['rejected'].get('auth-failed', 0) > 0")" = true ]
}

@test "a followed status is a status on every line" {
    start_pair
    spawn a follow "$OUT/bin/vrrpctl" -s "$LAB/a.run/vrrpd.sock" status --follow --json
    wait_for 5 enough_lines
    kill "$(cat "$LAB/follow.pid")"
    head -n 3 "$LAB/follow.log" | valid status
}

# Both streams are told of the same moments: a change applied to what was known is the status that others get, as far
# as anybody can tell times that were computed from ages.
@test "what changed is what the schema says, and applied to the status before it is the status that others get" {
    start_pair
    spawn a whole "$OUT/bin/vrrpctl" -s "$LAB/a.run/vrrpd.sock" status --follow --json
    spawn a changes "$OUT/bin/vrrpctl" -s "$LAB/a.run/vrrpd.sock" status --follow --json --changes
    wait_for 5 grep -q '"type":"status-change"' "$LAB/changes.log"
    ctl a failover VI_1
    wait_for 3 holds b
    sleep 2.2
    kill "$(cat "$LAB/changes.pid")" "$(cat "$LAB/whole.pid")"
    head -n 1 "$LAB/changes.log" | valid status
    grep '"type":"status-change".*}$' "$LAB/changes.log" >"$LAB/only"
    [ "$(valid status-change <"$LAB/only")" -ge 4 ]
    grep -q '"instances":\[{"name":"VI_1".*"state":"BACKUP"' "$LAB/only"
    python3 - "$LAB/whole.log" "$LAB/changes.log" <<'PYTHON'
import json, sys

def lines(path):
    return [json.loads(line) for line in open(path) if line.endswith("}\n")]

def add(items, columns):
    for name, text in columns.items():
        for item, difference in zip(items, text.split(" "), strict=True):
            before = item[name] if item[name] is not None else -1
            item[name] = before + int(difference) if before + int(difference) >= 0 else None

def plain(instance):
    return {key: value for key, value in instance.items() if key not in ("since", "last_transition", "trackers")}

whole = {status["time"]: status for status in lines(sys.argv[1])}
known, *changes = lines(sys.argv[2])
compared = 0
for change in changes:
    add(known["instances"], change.get("adverts", {}))
    for new in change["instances"]:
        names = [instance["name"] for instance in known["instances"]]
        known["instances"][names.index(new["name"])] = new
    other = whole.get(change["time"])
    if other is None:
        continue
    compared += 1
    assert [plain(i) for i in known["instances"]] == [plain(i) for i in other["instances"]], change
    assert change["counters"] == other["counters"] and change["uptime_us"] == other["uptime_us"]
assert compared >= 3, compared
PYTHON
}

@test "a whole status comes first again after a reload, which ends the stream" {
    start_pair
    spawn a changes "$OUT/bin/vrrpctl" -s "$LAB/a.run/vrrpd.sock" status --follow --json --changes
    wait_for 5 grep -q '"type":"status-change"' "$LAB/changes.log"
    sed -i 's|"10.9.0.100/24"|&\n      - "10.9.0.101/24"|' "$LAB/a.cfg"
    ctl a reload
    wait_for 5 eval '[ "$(grep -c "\"type\":\"status\"" "$LAB/changes.log")" = 2 ]'
    wait_for 5 eval 'tail -n 1 "$LAB/changes.log" | grep -q "\"type\":\"status-change\".*}$"'
    grep '"type":"status",.*}$' "$LAB/changes.log" | tail -n 1 | tee "$LAB/second" | valid status
    [ "$(json "d['instances'][0]['addresses']" <"$LAB/second")" = '["10.9.0.100/24", "10.9.0.101/24"]' ]
}

@test "a frame of vrrptop, of the socket and of the same through vrrpctl" {
    start_pair
    "$OUT/bin/vrrptop" --json -n 3 -d 0.5 -s "$LAB/a.run/vrrpd.sock" >"$LAB/frames"
    [ "$(valid frame <"$LAB/frames")" = 3 ]
    printf '#!/bin/sh\nexec "%s/bin/vrrpctl" -s "%s/${RUN}.run/vrrpd.sock" status --json --follow --changes\n' \
        "$OUT" "$LAB" >"$LAB/ssh"
    chmod +x "$LAB/ssh"
    RUN=b "$OUT/bin/vrrptop" --json -n 2 --ssh "$LAB/ssh" -H lb02 >"$LAB/frames"
    [ "$(valid frame <"$LAB/frames")" = 2 ]
    tail -n 1 "$LAB/frames" >"$LAB/last"
    [ "$(json "d['vrrp'][0]['state'] + ' ' + d['hosts'][0]['name']" <"$LAB/last")" = "BACKUP lb02" ]
}

enough_lines() {
    [ "$(wc -l <"$LAB/follow.log")" -ge 3 ]
}

@test "events from the start to the stop" {
    start_pair
    spawn a follow "$OUT/bin/vrrpctl" -s "$LAB/a.run/vrrpd.sock" events --follow --json
    ctl a failover VI_1
    wait_for 3 holds b
    ip -n a link set eth0 down
    wait_for 3 state_is a FAULT
    ip -n a link set eth0 up
    wait_for 3 state_is a BACKUP
    ctl a events --json | valid event
    kill -TERM "$(cat "$LAB/a.pid")"
    wait_for 3 grep -q '"to":"STOP"' "$LAB/follow.log"
    grep '^{' "$LAB/follow.log" >"$LAB/events"
    [ "$(valid event <"$LAB/events")" = 6 ]
    # Counted on without a gap, within one start of the daemon.
    python3 -c '
import json, sys
events = [json.loads(line) for line in sys.stdin]
assert [e["seq"] for e in events] == list(range(len(events))), events
assert len({e["boot"] for e in events}) == 1
assert all(a["mono_us"] <= b["mono_us"] for a, b in zip(events, events[1:]))' <"$LAB/events"
}

@test "every answer that can be had" {
    start_pair
    refused bad-request a hello
    refused bad-request a '{"verb":17}'
    refused bad-request a "{\"verb\":\"$(printf 'x%.0s' {1..5000})\"}"
    refused no-such-verb a '{"verb":"frobnicate"}'
    refused no-such-instance a '{"verb":"show","name":"VI_9"}'
    refused no-such-instance a '{"verb":"drain","name":"VI_9"}'
    refused no-name a '{"verb":"show"}'
    refused no-name a '{"verb":"failover"}'
    refused not-master b '{"verb":"failover","name":"VI_1"}'
    ask a '{"verb":"version"}' | valid answer
    ask a '{"verb":"drain"}' | valid answer
    ask a '{"verb":"undrain","name":"VI_1"}' | valid answer
    ask a '{"verb":"reload"}' | tee "$LAB/answer" | valid answer
    [ "$(json "d['ok']" <"$LAB/answer")" = true ]
    echo nonsense >>"$LAB/a.cfg"
    ask a '{"verb":"reload"}' | tee "$LAB/answer" | valid answer
    [ "$(json "d['ok'] or len(d['findings']) == 0" <"$LAB/answer")" = false ]
}
