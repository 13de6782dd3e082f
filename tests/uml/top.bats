#!/usr/bin/env bats
# vrrptop on a director: the kernel's own table where no daemon is, and what vrrpd knows of it while clients ask.

load lab
load lvs

# frames OPTION...: vrrptop's frames on the director.
frames() {
    ip netns exec director timeout 60 "$OUT/bin/vrrptop" -s "$LAB/director.run/vrrpd.sock" "$@"
}

# newest EXPRESSION: over the frame that came last.
newest() {
    tail -n 1 "$LAB/frames.log" | json "$1"
}

@test "without a daemon the kernel's table is shown, with its connections; then a daemon's" {
    ip -n director addr add "$VIP/32" dev eth0
    for node in rs1 rs2; do
        dr_server "$node"
        server_start "$node"
    done
    ipvs -A -t "$VIP:80" -s wrr
    ipvs -a -t "$VIP:80" -r "${NODE_ADDRESS[rs1]}" -g -w 3
    ipvs -a -t "$VIP:80" -r "${NODE_ADDRESS[rs2]}" -g -w 0
    ipvs -A -u "[$VIP6_GLOBAL]:53" -s rr
    ask 9
    spawn director frames "$OUT/bin/vrrptop" -s "$LAB/director.run/vrrpd.sock" --json -d 1
    # The kernel adds its counts up every two seconds.
    wait_for 10 eval 'newest "[s[\"conns\"] for s in d[\"servers\"]]" | grep -qxF "[9, 0]"'
    newest d >"$LAB/frame"
    [ "$(json "[(s['service'], s['sched'], s['method'], s['state']) for s in d['services']]" <"$LAB/frame")" = \
        "[[\"$VIP:80/tcp\", \"wrr\", \"dr\", \"UP\"], [\"[$VIP6_GLOBAL]:53/udp\", \"rr\", \"nat\", \"DOWN\"]]" ]
    [ "$(json "[(s['server'], s['weight'], s['state'], s['inactive']) for s in d['servers']]" <"$LAB/frame")" = \
        "[[\"${NODE_ADDRESS[rs1]}:80\", 3, \"UP\", 9], [\"${NODE_ADDRESS[rs2]}:80\", 0, \"DRAIN\", 0]]" ]
    frames -n 1 -v servers | grep -q "${NODE_ADDRESS[rs1]}:80 .* DR"
    ipvs -C
    conf_begin director
    virtual director DR 'lb_algo rr' rs1 rs2
    director_up
    wait_for 15 eval 'newest "[s[\"check\"] for s in d[\"servers\"]]" | grep -qF "\"tcp\", \"tcp\""'
}

@test "with vrrpd connections and rates follow the traffic, and stop with it" {
    ip -n director addr add "$VIP/32" dev eth0
    for node in rs1 rs2; do
        dr_server "$node"
        server_start "$node"
    done
    conf_begin director
    virtual director DR 'lb_algo rr' rs1 rs2
    director_up
    wait_for 10 is_state rs1 UP
    load_start
    frames --json -n 10 -d 1 >"$LAB/frames"
    load_stop
    frames --json -n 6 -d 1 >>"$LAB/frames"
    python3 - "$LAB/frames" <<'END'
import json, sys
frames = [json.loads(line) for line in open(sys.argv[1])]
busy, calm = frames[8:10], frames[-1]
for at in 0, 1:
    counts = [frame["servers"][at]["conns"] for frame in frames]
    assert counts == sorted(counts) and counts[9] > counts[0], counts
    rates = [frame["servers"][at]["cps"] for frame in busy]
    assert all(rate is not None and rate > 1 for rate in rates), rates
    assert calm["servers"][at]["cps"] == 0, calm["servers"][at]
    assert busy[-1]["servers"][at]["out"] is None  # direct routing: nobody can count it
rates = [frame["services"][0]["cps"] for frame in busy]
assert min(rates) > sum(frame["servers"][0]["cps"] for frame in busy) / len(busy), rates
END
}
