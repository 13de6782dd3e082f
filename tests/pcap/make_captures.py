#!/usr/bin/python3
"""Writes small capture files into FOLDER: the same frames in every file format and behind every link header that
vrrpwatch knows, and what is broken. None of our code is in it, so that it can show a mistake of ours.

    make_captures.py FOLDER
"""
import ipaddress
import pathlib
import struct
import sys

START = 1_700_000_000
SENDER = bytes.fromhex("00005e000133")
NODE = bytes.fromhex("525400123456")
EVERYBODY = b"\xff" * 6
ETHERNET, NULL, RAW, LOOP, SLL, SLL2, FRAME_RELAY = 1, 0, 101, 108, 113, 276, 107


def packed(text):
    return ipaddress.ip_address(text).packed


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data[: len(data) // 2 * 2]))
    total += data[-1] << 8 if len(data) % 2 else 0
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def pseudo(source, destination, protocol, size):
    return packed(source) + packed(destination) + struct.pack("!II", size, protocol)


def vrrp(version, vrid, priority, vips, source="10.9.0.1", destination="224.0.0.18", centis=100, password=b"", plain=False):
    """The message alone; `plain`: version 3 over IPv4 without the pseudo-header in its checksum."""
    addresses = b"".join(packed(vip) for vip in vips)
    if version == 2:
        middle = struct.pack("!BB", 1 if password else 0, centis // 100)
        addresses += password.ljust(8, b"\0")
    else:
        middle = struct.pack("!H", centis)
    head = struct.pack("!BBBB", version << 4 | 1, vrid, priority, len(vips)) + middle
    message = head + b"\0\0" + addresses
    over = b"" if version == 2 or plain else pseudo(source, destination, 112, len(message))
    return head + struct.pack("!H", checksum(over + message)) + addresses


def ipv4(payload, protocol=112, source="10.9.0.1", destination="224.0.0.18", ttl=255, fragment=0, options=b""):
    size = 20 + len(options)
    head = struct.pack("!BBHHHBBH", 0x40 | size // 4, 0xC0, size + len(payload), 1, fragment, ttl, protocol, 0)
    head += packed(source) + packed(destination) + options
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + payload


def ipv6(payload, protocol=112, source="fe80::1", destination="ff02::12", hops=255):
    return struct.pack("!IHBB", 0x60000000, len(payload), protocol, hops) + packed(source) + packed(destination) + payload


def icmpv6(message, source, destination):
    value = checksum(pseudo(source, destination, 58, len(message)) + message)
    return message[:2] + struct.pack("!H", value) + message[4:]


def arp(operation, sender, target, mac=NODE):
    return struct.pack("!HHBBH", 1, 0x0800, 6, 4, operation) + mac + packed(sender) + bytes(6) + packed(target)


def neighbour(kind, flags, source, destination, target, option):
    message = struct.pack("!BBHI", kind, 0, 0, flags << 24) + packed(target)
    message += struct.pack("!BB", option, 1) + NODE if option else b""
    return ipv6(icmpv6(message, source, destination), 58, source, destination)


def igmp(kind, group):
    message = struct.pack("!BBH", kind, 0, 0) + packed(group)
    return ipv4(message[:2] + struct.pack("!H", checksum(message)) + message[4:], 2, destination="224.0.0.1", ttl=1)


def mld_report(group):
    message = struct.pack("!BBHHH", 143, 0, 0, 0, 1) + struct.pack("!BBH", 4, 0, 0) + packed(group)
    router_alert = bytes([58, 0, 5, 2, 0, 0, 1, 0])
    return ipv6(router_alert + icmpv6(message, "fe80::1", "ff02::16"), 0, "fe80::1", "ff02::16", 1)


ADVERTS = [
    ipv4(vrrp(2, 51, 100, ["10.9.0.100"], password=b"secret")),
    ipv4(vrrp(3, 52, 200, ["10.9.0.101", "10.9.0.102"])),
    ipv4(vrrp(3, 53, 255, ["10.9.0.103"], plain=True, centis=10)),
    ipv6(vrrp(3, 54, 150, ["fe80::100", "2001:db8::100"], "fe80::1", "ff02::12")),
]
NEIGHBOURS = [
    (0x0806, arp(1, "10.9.0.1", "10.9.0.100"), EVERYBODY),
    (0x0806, arp(1, "0.0.0.0", "10.9.0.100"), EVERYBODY),
    (0x0806, arp(2, "10.9.0.100", "10.9.0.1"), SENDER),
    (0x0806, arp(1, "10.9.0.100", "10.9.0.100"), EVERYBODY),
    (0x86DD, neighbour(135, 0, "fe80::1", "ff02::1:ff00:100", "fe80::100", 1), EVERYBODY),
    (0x86DD, neighbour(135, 0, "::", "ff02::1:ff00:100", "fe80::100", 0), EVERYBODY),
    (0x86DD, neighbour(136, 0x60, "fe80::100", "fe80::1", "fe80::100", 2), SENDER),
    (0x86DD, neighbour(136, 0x20, "fe80::100", "ff02::1", "fe80::100", 2), EVERYBODY),
]
MEMBERS = [igmp(0x11, "0.0.0.0"), igmp(0x16, "224.0.0.18"), igmp(0x17, "224.0.0.18"), mld_report("ff02::12")]


def ether_type(datagram):
    return 0x0800 if datagram[0] >> 4 == 4 else 0x86DD


def ethernet(payload, kind=None, destination=b"\x01\0\x5e\0\0\x12", tags=()):
    head = destination + SENDER
    for protocol, vlan in tags:
        head += struct.pack("!HH", protocol, vlan)
    return (head + struct.pack("!H", kind or ether_type(payload)) + payload).ljust(60, b"\0")


def sll(datagram):
    return struct.pack("!HHH", 1, 1, 6) + SENDER + b"\0\0" + struct.pack("!H", ether_type(datagram)) + datagram


def sll2(datagram):
    return struct.pack("!HHIHBB", ether_type(datagram), 0, 3, 1, 1, 6) + SENDER + b"\0\0" + datagram


def null(datagram, order):
    return struct.pack(order + "I", 2 if datagram[0] >> 4 == 4 else 30) + datagram


def timed(frames, step_us=100_000):
    """(microseconds, bytes captured, bytes on the wire)"""
    return [(START * 1_000_000 + i * step_us, frame, len(frame)) for i, frame in enumerate(frames)]


def pcap(link, records, order="<", nano=False):
    out = struct.pack(order + "IHHiIII", 0xA1B23C4D if nano else 0xA1B2C3D4, 2, 4, 0, 0, 65535, link)
    for time_us, frame, length in records:
        fraction = time_us % 1_000_000 * (1000 if nano else 1)
        out += struct.pack(order + "IIII", time_us // 1_000_000, fraction, len(frame), length) + frame
    return out


def block(kind, body):
    body += bytes(-len(body) % 4)
    return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)


def pcapng(link, records):
    """Stamps in nanoseconds, as current dumpcap writes them."""
    out = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    out += block(1, struct.pack("<HHI", link, 0, 65535) + struct.pack("<HHB3xHH", 9, 1, 9, 0, 0))
    for time_us, frame, length in records:
        stamp = time_us * 1000
        out += block(6, struct.pack("<IIIII", 0, stamp >> 32, stamp & 0xFFFFFFFF, len(frame), length) + frame)
    return out


def broken_frames():
    advert = ADVERTS[0]
    ah = struct.pack("!BBHII", 112, 4, 0, 1, 1) + bytes(12)
    message = vrrp(3, 51, 100, [f"10.9.1.{i}" for i in range(1, 251)])
    return [
        ethernet(advert[:22] + b"\x65" + advert[23:]),  # the priority after the checksum was made
        ethernet(ipv4(vrrp(2, 51, 100, ["10.9.0.100"]), ttl=254)),
        ethernet(ipv4(b"\x41" + vrrp(2, 51, 100, ["10.9.0.100"])[1:])),
        ethernet(ipv4(vrrp(2, 51, 100, ["10.9.0.100"], centis=0))),
        ethernet(ipv4(ah, 51)),
        ethernet(ipv4(message[:976], fragment=0x2000)),
        ethernet(ipv4(message[976:], fragment=976 // 8)),
        ethernet(ipv4(vrrp(2, 51, 100, ["10.9.0.100"]), options=bytes([0x94, 4, 0, 0]))),
        ethernet(b"\x44" + advert[1:]),
        ethernet(ipv4(bytes(20), 17)),
        ethernet(bytes(20), 0x88CC),
    ]


def captures():
    everything = [ethernet(datagram) for datagram in ADVERTS]
    everything += [ethernet(payload, kind, to) for kind, payload, to in NEIGHBOURS]
    everything += [ethernet(datagram) for datagram in MEMBERS]
    tagged = [ethernet(datagram, tags=[(0x8100, 100)]) for datagram in ADVERTS]
    tagged += [ethernet(NEIGHBOURS[0][1], 0x0806, EVERYBODY, [(0x88A8, 7), (0x8100, 200)])]
    whole = pcap(ETHERNET, timed(everything))
    return {
        "ethernet.pcap": whole,
        "swapped.pcap": pcap(ETHERNET, timed(everything), ">"),
        "nanoseconds.pcap": pcap(ETHERNET, timed(everything), nano=True),
        "ethernet.pcapng": pcapng(ETHERNET, timed(everything)),
        "vlan.pcap": pcap(ETHERNET, timed(tagged)),
        "sll.pcap": pcap(SLL, timed(map(sll, ADVERTS))),
        "sll2.pcap": pcap(SLL2, timed(map(sll2, ADVERTS))),
        "raw.pcap": pcap(RAW, timed(ADVERTS)),
        "null.pcap": pcap(NULL, timed(null(datagram, "<") for datagram in ADVERTS)),
        "loop.pcap": pcap(LOOP, timed(null(datagram, ">") for datagram in ADVERTS)),
        "broken.pcap": pcap(ETHERNET, timed(broken_frames())),
        "snapped.pcap": pcap(ETHERNET, [(time, frame[:40], length) for time, frame, length in timed(everything[:4])]),
        "backwards.pcap": pcap(ETHERNET, timed(everything[:3], -1_000_000)),
        "cut.pcap": whole[:-1],
        "cut.pcapng": pcapng(ETHERNET, timed(everything[:2]))[:-1],
        "empty.pcap": pcap(ETHERNET, []),
        "relay.pcap": pcap(FRAME_RELAY, timed(everything[:1])),
        "text.pcap": b"this is no capture file, although it is long enough to be one\n",
    }


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    for name, content in captures().items():
        (folder / name).write_bytes(content)
