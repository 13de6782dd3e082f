#!/usr/bin/env python3
"""speaker.py INTERFACE ADDRESS PRIORITY VRIDS VIP [SECONDS]: a master of these virtual routers (51 or 51-80) that hears
nobody: an advert each SECONDS (0.1) for all of them. The VIP is the first one's, the next has the next address. READY
after the first one."""
import ipaddress
import pathlib
import socket
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "pcap"))
sys.dont_write_bytecode = True
from make_captures import vrrp  # noqa: E402

interface, address, priority, vrids, vip = sys.argv[1:6]
seconds = float(sys.argv[6]) if len(sys.argv) > 6 else 0.1
first, _, last = vrids.partition("-")
messages = [
    vrrp(3, vrid, int(priority), [str(ipaddress.ip_address(vip) + i)], address, centis=int(seconds * 100))
    for i, vrid in enumerate(range(int(first), int(last or first) + 1))
]
sender = socket.socket(socket.AF_INET, socket.SOCK_RAW, 112)
sender.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.encode())
sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255)
sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(address))
due = time.monotonic()
while True:
    for message in messages:
        sender.sendto(message, ("224.0.0.18", 0))
    print("READY", flush=True)
    due += seconds
    time.sleep(max(0, due - time.monotonic()))
