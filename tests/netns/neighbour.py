#!/usr/bin/env python3
"""neighbour.py INTERFACE MAC claim ADDRESS [COUNT [SECONDS]]: says to everybody that ADDRESS is at MAC, by gratuitous ARP
or an unsolicited neighbour advertisement, COUNT times with a pause of SECONDS.
neighbour.py INTERFACE MAC tagged ADDRESS [COUNT [SECONDS]]: the same in VLAN 7.
neighbour.py INTERFACE MAC answer ADDRESS: answers each question for ADDRESS (IPv4) with MAC, as a proxy does, until it is
killed. Prints READY first."""
import ipaddress
import socket
import struct
import sys
import time

interface, mac_text, verb, *rest = sys.argv[1:]
mac = bytes.fromhex(mac_text.replace(":", ""))
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0806))
wire.bind((interface, 0x0806))


def arp(operation, target_mac, sender, target, to=b"\xff" * 6):
    return (
        to + mac + b"\x08\x06" + struct.pack("!HHBBH", 1, 0x0800, 6, 4, operation) + mac + sender + target_mac + target
    )


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def advertisement(address):
    everybody = ipaddress.ip_address("ff02::1").packed
    body = struct.pack("!BBHI", 136, 0, 0, 0x20000000) + address + b"\x02\x01" + mac
    pseudo = address + everybody + struct.pack("!II", len(body), 58)
    body = body[:2] + struct.pack("!H", checksum(pseudo + body)) + body[4:]
    header = struct.pack("!IHBB", 0x60000000, len(body), 58, 255) + address + everybody
    return b"\x33\x33\0\0\0\x01" + mac + b"\x86\xdd" + header + body


def claim(address):
    return advertisement(address) if len(address) == 16 else arp(1, bytes(6), address, address)


def answer(address):
    while True:
        frame = wire.recv(2048)
        if frame[20:22] == b"\0\x01" and frame[38:42] == address and frame[6:12] != mac:
            wire.send(arp(2, frame[22:28], address, frame[28:32], to=frame[22:28]))


print("READY", flush=True)
if verb in ("claim", "tagged"):
    frame = claim(ipaddress.ip_address(rest[0]).packed)
    if verb == "tagged":
        frame = frame[:12] + b"\x81\0\0\x07" + frame[12:]
    for _ in range(int(rest[1]) if len(rest) > 1 else 1):
        wire.send(frame)
        time.sleep(float(rest[2]) if len(rest) > 2 else 0)
elif verb == "answer":
    answer(ipaddress.ip_address(rest[0]).packed)
