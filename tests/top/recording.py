#!/usr/bin/env python3
"""Writes lines as `vrrpctl status --json --follow` and `vrrpctl events --follow` give them: a status a second, numbers that
grow, and some events between. None of our code is in it.

    recording.py [KEY=VALUE...]

routers, services, servers (of each service): how many (3, 2, 2). seconds: how long (20). start: seconds since 1970, or now.
name: what virtual routers are called before their number (VI_). host: who says so (lb01). events: yes, or no.
"""
import json
import sys
import time
from datetime import datetime, timezone

OPTIONS = {"routers": 3, "services": 2, "servers": 2, "seconds": 20, "start": 1_700_000_000, "name": "VI_", "host": "lb01",
           "events": "yes"}
STATES = ["MASTER", "BACKUP", "FAULT"]
SECOND_US = 1_000_000


def stamp(at):
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def instance(options, number, turn):
    state = STATES[number % 3] if options["events"] == "yes" else "BACKUP"
    since = stamp(options["start"] - 60)
    return {"name": f"{options['name']}{number + 1}", "family": "ipv4", "interface": f"eth{number % 4}", "vrid": number % 255 + 1,
            "version": 3, "state": state, "since": since, "priority": 100 + number % 50, "effective_priority": 100 + number % 50,
            "advert_interval_us": SECOND_US, "addresses": [f"10.{1 + number // 200}.{number % 200}.1/24"],
            "master": {"address": "10.9.0.1", "priority": 150, "interval_us": SECOND_US}, "transitions": number,
            "last_transition": {"from": "BACKUP", "to": state, "at": since, "reason": f"reason {number + 1}",
                                "reason_code": "master-silent"},
            "adverts_sent": 10 * turn if state == "MASTER" else 0, "adverts_received": 0 if state == "MASTER" else turn,
            "send_errors": 0, "rejected": {}, "drained": False, "addresses_present": 1 if state == "MASTER" else 0,
            "addresses_restored": 0, "last_advert_age_us": 400_000, "master_down_us": 3_609_375, "deadline_us": 3_209_375,
            "trackers": [{"name": "check_link", "kind": "script", "ok": state != "FAULT", "weight": 0, "since": since,
                          "reason": "exit status 1" if state == "FAULT" else "", "disabled": False, "reverse": False}],
            "lease_us": None}


def server(options, service, number, turn):
    amount = turn * (number + 1)
    return {"address": f"192.0.{2 + service % 200}.{number + 1}:80", "weight": 1, "effective_weight": 1, "operator_weight": None,
            "state": "UP", "in_table": True, "since": stamp(options["start"] - 60),
            "check": {"kind": "tcp", "last": "good", "reason": None, "latency_us": 1500}, "active": 2000 + number,
            "inactive": 100, "persistent": 0, "connections": 1234567 + 10 * amount, "bytes_in": 100_000 * amount,
            "bytes_out": 0 if service % 2 else 1_000_000 * amount,  # the kernel cannot count what does not pass it
            "connection_rate": 10 * (number + 1)}


def virtual_server(options, number, turn):
    name = f"10.{200 + number // 200}.{number % 200}.1:80"
    return {"address": name, "name": name, "endpoints": [name], "protocol": "tcp", "scheduler": ["wlc", "rr"][number % 2],
            "method": ["nat", "dr"][number % 2], "persistence_us": 0, "quorum": 1, "weight": options["servers"], "up": True,
            "sorry": False, "instance": None, "servers": [server(options, number, n, turn) for n in range(options["servers"])]}


def status(options, turn):
    return {"schema": 1, "type": "status", "time": stamp(options["start"] + turn), "version": "0", "router_id": options["host"],
            "config": {"path": "/etc/vrrpd/vrrpd.yaml", "format": "yaml", "loaded_at": stamp(options["start"] - 60), "warnings": 0},
            "processes": {"supervisor": 1, "vrrp": 2, "kernel": 3, "services": 4, "runner": 5},
            "uptime_us": (60 + turn) * SECOND_US, "instances": [instance(options, i, turn) for i in range(options["routers"])],
            "groups": [], "virtual_servers": [virtual_server(options, i, turn) for i in range(options["services"])],
            "lvs": {"error": None, "requests": 1, "corrected": 0, "sync": None, "panic": False, "counted_age_us": 0},
            "counters": {}}


def event(options, number, at, reason):
    return {"schema": 1, "type": "event", "time": stamp(at), "host": options["host"], "seq": number, "boot": "1f",
            "mono_us": number * SECOND_US, "source": "vrrpd", "kind": "transition", "instance": f"{options['name']}1",
            "group": None, "vrid": 1, "family": "ipv4", "interface": "eth0", "from": "BACKUP", "to": "MASTER", "priority": 100,
            "reason_code": "master-silent", "reason": reason, "addresses": ["10.1.0.1/24"], "master": None}


def say(line):
    print(json.dumps(line, separators=(",", ":"), ensure_ascii=False), flush=True)


def main():
    options = dict(OPTIONS)
    for word in sys.argv[1:]:
        key, value = word.split("=", 1)
        options[key] = time.time() if value == "now" else type(OPTIONS[key])(value)
    for turn in range(options["seconds"]):
        say(status(options, turn))
        if options["events"] == "yes" and turn % 5 == 2:
            say(event(options, turn, options["start"] + turn + 0.5, f"event of second {turn}"))


main()
