#!/usr/bin/python3
"""Writes captures of one LAN over twelve seconds into FOLDER: one master, two of them, two for a while, and what each
side of a cut network sees.

    make_splits.py FOLDER
"""
import pathlib
import sys

from make_captures import ETHERNET, START, ethernet, ipv4, pcap, vrrp

SECOND = 1_000_000
# node: its last byte, priority
STRONG, WEAK = (1, 150), (2, 100)


def advert(second, node, vrid=51):
    number, priority = node
    source = f"10.9.0.{number}"
    frame = ethernet(ipv4(vrrp(3, vrid, priority, [f"10.9.0.{vrid + 49}"], source), source=source))
    frame = frame[:6] + bytes([2, 0, 0, 0, 9, number]) + frame[12:]
    return (START * SECOND + int(second * SECOND) + number * 1000, frame, len(frame))


def adverts(node, since=0, until=12, vrid=51):
    return [advert(second, node, vrid) for second in range(since, until)]


def capture(*lists):
    return pcap(ETHERNET, sorted(record for records in lists for record in records))


def captures():
    split = capture(adverts(STRONG), adverts(WEAK, 2))
    return {
        "well.pcap": capture(adverts(STRONG)),
        "split.pcap": split,
        "healed.pcap": capture(adverts(STRONG, 0, 30), adverts(WEAK, 2, 8)),
        "both.pcap": capture(adverts(STRONG), adverts(WEAK, 2), adverts(STRONG, vrid=52), adverts(WEAK, 3, vrid=52)),
        "left.pcap": capture(adverts(STRONG, 0, 20)),
        "right.pcap": capture(adverts(WEAK, 0, 20)),
        "cut.pcap": split[:-1],
        "none.pcap": capture(),
        "text.pcap": b"this is no capture file, although it is long enough to be one\n",
        "nothing.pcap": b"",
    }


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    for name, content in captures().items():
        (folder / name).write_bytes(content)
