#!/usr/bin/env bats
# Routes and policy rules are there while an instance is master, and nobody else's are touched.

load lab

ROUTES='    routes:
      - {to: 192.0.2.0/24, via: 10.9.0.10}
      - {to: 198.51.100.0/24, type: blackhole}
      - {to: 203.0.113.0/24, nexthops: [{via: 10.9.0.10, dev: eth0, weight: 2}, {via: 10.9.0.20, dev: eth0}]}
      - {to: default, dev: eth0, table: 100, source: 10.9.0.100, metric: 5}
    rules:
      - {from: 10.9.7.0/24, table: 100, preference: 500}
      - {to: 192.0.2.0/24, type: prohibit}'

# routes NODE: how many routes of ours it has, in all tables.
routes() {
    ip -n "$1" route show table all proto 112 | grep -vc '^[[:space:]]' || true
}

rules() {
    ip -n "$1" -d rule show | grep -c 'proto 112' || true
}

has_all() {
    [ "$(routes "$1")" = 4 ] && [ "$(rules "$1")" = 2 ]
}

has_none() {
    [ "$(routes "$1")" = 0 ] && [ "$(rules "$1")" = 0 ]
}

with_routes() {
    router_conf a vrrpd && instance a vrrpd more="$ROUTES" "$@"
}

@test "a master has its routes and rules, a backup has not, and after the end nobody has" {
    pair vrrpd vrrpd more="$ROUTES"
    router_start a vrrpd
    wait_for 5 has_all a
    ip -n a route show 192.0.2.0/24 | grep -q 'via 10.9.0.10 dev eth0'
    ip -n a route show type blackhole | grep -q 198.51.100.0/24
    ip -n a route show 203.0.113.0/24 | grep -q 'via 10.9.0.10 dev eth0 weight 2'
    ip -n a route show table 100 | grep -q "default dev eth0.* src $VIP metric 5"
    ip -n a rule show | grep -q '500:.*from 10.9.7.0/24 lookup 100'
    ip -n a rule show | grep -q 'to 192.0.2.0/24 prohibit'
    router_start b vrrpd
    wait_for 5 ctl b status
    sleep 0.5
    has_none b
    router_stop a
    has_none a
    wait_for 5 has_all b
}

@test "a route that somebody deletes comes back, and so it does after the interface was down" {
    with_routes
    router_start a vrrpd
    wait_for 5 has_all a
    ip -n a route del 192.0.2.0/24
    wait_for 3 has_all a
    ip -n a rule del pref 500
    wait_for 3 has_all a
    ip -n a link set eth0 down
    wait_for 5 has_none a
    ip -n a link set eth0 up
    wait_for 10 has_all a
}

@test "somebody who deletes a route again and again is answered once a second" {
    local i seen=0 began
    with_routes
    router_start a vrrpd
    wait_for 5 has_all a
    began=$SECONDS
    for ((i = 0; i < 200; i++)); do
        ip -n a route del 192.0.2.0/24 2>/dev/null && seen=$((seen + 1))
        sleep 0.01
    done
    [ "$seen" -ge 2 ]
    [ "$seen" -le $((SECONDS - began + 3)) ] # the loop takes 2 s, and longer on a busy machine
    wait_for 3 has_all a
}

@test "an administrator's route is neither replaced nor removed" {
    with_routes
    ip -n a route add 192.0.2.0/24 via 10.9.0.20
    ip -n a route add 198.18.0.0/15 via 10.9.0.20
    router_start a vrrpd
    wait_for 5 reports a "cannot add the route to 192.0.2.0/24: File exists"
    [ "$(grep -c 'cannot add the route' "$LAB/a.log")" = 1 ]
    has_vip a
    [ "$(routes a)" = 3 ]
    ip -n a route del 192.0.2.0/24
    wait_for 3 has_all a
    router_stop a
    ip -n a route show | grep -q 198.18.0.0/15
}

@test "a reload keeps the routes and takes away what the new file does not have" {
    with_routes
    router_start a vrrpd
    wait_for 5 has_all a
    spawn a watch ip monitor route rule
    sleep 0.2
    router_hup a
    wait_for 5 reports a reload
    sleep 0.5
    has_all a
    not grep -q Deleted "$LAB/watch.log"
    ROUTES='    routes:
      - {to: 192.0.2.0/24, via: 10.9.0.10}' with_routes
    router_conf a vrrpd
    instance a vrrpd more='    routes: [{to: 192.0.2.0/24, via: 10.9.0.10}]'
    router_hup a
    wait_for 5 routes_are 1
    [ "$(rules a)" = 0 ]
}

routes_are() {
    [ "$(routes a)" = "$1" ]
}

@test "all is killed at once: routes that were left are taken over or removed by the next start" {
    with_routes
    router_start a vrrpd
    wait_for 5 has_all a
    router_kill a
    has_all a
    router_start a vrrpd
    wait_for 5 ctl a status
    wait_for 5 has_all a
    router_kill a
    router_conf a vrrpd && instance a vrrpd
    router_start a vrrpd
    wait_for 5 has_vip a
    wait_for 5 has_none a
}

# second_start [KEY=VALUE...]: another vrrpd in a, with its own run directory.
second_start() {
    router_conf b vrrpd && instance b vrrpd name=VI_2 vrid=60 vips=$VIP2 "$@"
    spawn a second "$OUT/bin/vrrpd" -n -l -f "$LAB/b.cfg" --run-dir "$LAB/second.run"
    wait_for 5 has_vip a $VIP2
}

@test "two daemons side by side leave each other's routes and rules alone" {
    with_routes
    router_start a vrrpd
    wait_for 5 has_all a
    spawn a watch ip monitor route rule
    sleep 0.2
    second_start
    kill -TERM "$(cat "$LAB/second.pid")"
    wait_for 5 lacks_vip a $VIP2
    second_start more='    routes: [{to: 198.18.0.0/15, via: 10.9.0.10}]
    rules: [{from: 10.9.8.0/24, table: 100, preference: 501}]'
    wait_for 5 routes_are 5
    sleep 1.5
    router_hup a
    wait_for 5 reports a reload
    sleep 0.5
    [ "$(routes a)" = 5 ]
    [ "$(rules a)" = 3 ]
    not grep -E 'Deleted.*(proto 112|10.9.7.0|198.18|192.0.2|blackhole)' "$LAB/watch.log"

    kill -TERM "$(cat "$LAB/second.pid")"
    wait_for 5 has_all a
    kill -KILL "$(cat "$LAB/watch.pid")"
    router_stop a
    has_none a
}

@test "a keepalived file's routes and rules are the same" {
    router_conf a keepalived
    instance a keepalived more='  virtual_routes {
    192.0.2.0/24 via 10.9.0.10
    blackhole 198.51.100.0/24
    203.0.113.0/24 nexthop via 10.9.0.10 dev eth0 weight 2 nexthop via 10.9.0.20 dev eth0
    default dev eth0 table 100 src 10.9.0.100 metric 5
  }
  virtual_rules {
    from 10.9.7.0/24 table 100 preference 500
    to 192.0.2.0/24 prohibit
  }'
    router_start a vrrpd
    wait_for 5 has_all a
    router_stop a
    has_none a
}
