#!/usr/bin/env python3
"""Prints the bench's table from lines "measure TAB unit TAB ours|peer TAB value".

Exit status 1 when an overhead over the protocol's floor is negative by more than the observer's own error: somebody
became master before the protocol allows it.
"""
import collections
import os
import platform
import sys
import time

OBSERVER_ERROR_US = 20


def quantile(values, p):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * p))]


def spread(values):
    if not values:
        return "-"
    if len(values) <= 2:
        return " ".join(f"{v:.2f}" for v in values)
    return f"{quantile(values, .5):.1f} / {quantile(values, .99):.1f}"


def ratio(ours, peer):
    if not ours or not peer or quantile(peer, .5) == 0:
        return "-"
    return f"{quantile(ours, .5) / quantile(peer, .5):.2f}"


def main():
    rows = collections.OrderedDict()
    for line in open(sys.argv[1]):
        measure, unit, who, value = line.rstrip("\n").split("\t")
        rows.setdefault((measure, unit), {"ours": [], "peer": []})[who].append(float(value))
    print(f"\n{time.strftime('%Y-%m-%d')}, Linux {platform.release()}, {os.cpu_count()} CPUs, "
          f"load {os.getloadavg()[0]:.1f}. Ours and keepalived's: median / p99; two values are the two runs.\n")
    print("| measure | unit | n | ours | keepalived | ratio of medians |")
    print("|---|---|---|---|---|---|")
    early = []
    for (measure, unit), by in rows.items():
        print(f"| {measure} | {unit} | {len(by['ours'])}+{len(by['peer'])} | {spread(by['ours'])} | "
              f"{spread(by['peer'])} | {ratio(by['ours'], by['peer'])} |")
        early += [(measure, v) for v in by["ours"] if "over the floor" in measure and v < -OBSERVER_ERROR_US]
    for measure, value in early:
        print(f"FAILURE: {measure}: {value:.0f} us: before the protocol allows it")
    return 1 if early or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
