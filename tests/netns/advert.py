"""Sends adverts that no daemon would, as frames from eth0: advert.py KEY=VALUE.. COUNT INTERVAL_S

Keys: source mac vrid priority ttl group version vip (comma separated) interval_cs
"""
import socket
import struct
import sys
import time


def add_up(data):
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def frame(of):
    source, group = (socket.inet_aton(of[key]) for key in ("source", "group"))
    vips = [socket.inet_aton(vip) for vip in of["vip"].split(",")]
    head = struct.pack("!BBBBH", 0x31, int(of["vrid"]), int(of["priority"]), len(vips), int(of["interval_cs"]))
    body = b"".join(vips)
    pseudo = source + group + struct.pack("!BBH", 0, 112, 8 + len(body))
    message = head + struct.pack("!H", add_up(pseudo + head + b"\0\0" + body)) + body
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0xC0, 20 + len(message), 1, 0, int(of["ttl"]), 112, 0, source, group)
    ip = ip[:10] + struct.pack("!H", add_up(ip)) + ip[12:]
    ether = b"\x01\x00\x5e" + bytes([group[1] & 0x7F]) + group[2:] + bytes.fromhex(of["mac"].replace(":", ""))
    return ether + b"\x08\x00" + ip + message


of = {"vrid": "51", "priority": "255", "ttl": "255", "group": "224.0.0.18", "vip": "10.9.0.100", "interval_cs": "10"}
of.update(word.split("=", 1) for word in sys.argv[1:-2])
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
wire.bind(("eth0", 0))
for _ in range(int(sys.argv[-2])):
    wire.send(frame(of))
    time.sleep(float(sys.argv[-1]))
