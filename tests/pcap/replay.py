#!/usr/bin/python3
"""Sends the frames of a little-endian capture file, one every 2 ms.

    replay.py FILE INTERFACE
"""
import pathlib
import socket
import struct
import sys
import time


def frames(data):
    at = 24
    while at + 16 <= len(data):
        size = struct.unpack_from("<I", data, at + 8)[0]
        yield data[at + 16 : at + 16 + size]
        at += 16 + size


with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as wire:
    wire.bind((sys.argv[2], 0))
    for frame in frames(pathlib.Path(sys.argv[1]).read_bytes()):
        wire.send(frame)
        time.sleep(0.002)
