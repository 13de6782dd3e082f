#!/usr/bin/env python3
"""hostile.py FOLDER: servers that do what servers should not, and some that are well, each on a port of loopback of a
namespace of its own: see SERVERS. FOLDER holds good.pem, expired.pem, other.pem with their keys. READY when all listen.
"""

import asyncio
import os
import socket
import ssl
import struct
import sys

FOLDER = sys.argv[1]
CHUNK = b"x" * 65536


def page(body, status=b"200 OK", extra=b""):
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n%s\r\n%s" % (status, len(body), extra, body)


async def forever():
    await asyncio.sleep(3600)


async def reset(reader, writer):
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


async def reset_later(reader, writer):
    await reader.read(1)
    await reset(reader, writer)


async def silence(reader, writer):
    await forever()


async def one_byte_a_second(reader, writer):
    for byte in page(b"hello"):
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(1)


async def endless(writer, first, more):
    writer.write(first)
    while not writer.transport.is_closing():
        writer.write(more)
        await writer.drain()
        await asyncio.sleep(0)  # a transport that is gone never waits


async def endless_body(reader, writer):
    await endless(writer, b"HTTP/1.0 200 OK\r\n\r\n", CHUNK)


async def endless_headers(reader, writer):
    await endless(writer, b"HTTP/1.1 200 OK\r\n", b"X-Header: 0123456789\r\n" * 100)


async def endless_line(reader, writer):
    await endless(writer, b"HTTP/1.1 200 OK\r\nX-Header: ", CHUNK)


async def endless_continue(reader, writer):
    await endless(writer, b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


async def endless_greeting(reader, writer):
    await endless(writer, b"", b"220-still here\r\n" * 100)


async def bad_chunks(reader, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nZZ\r\nhello\r\n")
    await writer.drain()
    await forever()


async def bad_length(reader, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello")


async def cut_body(reader, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello")


async def garbage(reader, writer):
    writer.write(bytes(range(1, 256)) * 20)
    await writer.drain()
    await forever()


async def close_at_once(reader, writer):
    pass


async def half_greeting(reader, writer):
    writer.write(b"220 hel")
    await writer.drain()
    await forever()


async def well(reader, writer):
    """/host says the Host header, /big 20 MiB, /NNN has that status, everything else is "hello"."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    path = head.split()[1]
    if path == "/host":
        hosts = [line for line in head.split("\r\n") if line.lower().startswith("host:")]
        writer.write(page("|".join(hosts).encode()))
    elif path == "/big":
        writer.write(b"HTTP/1.0 200 OK\r\n\r\n")
        for _ in range(320):
            writer.write(CHUNK)
            await writer.drain()
    elif path == "/chunks":
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n")
    elif path == "/302":
        writer.write(page(b"", b"302 Found", b"Location: http://127.0.0.1:7011/\r\n"))
    elif path[1:].isdigit():
        writer.write(page(b"", path[1:].encode() + b" As Asked"))
    else:
        writer.write(page(b"hello"))


async def mail(reader, writer, greeting=b"220 ready", helo=b"250 hello"):
    writer.write(greeting + b"\r\n")
    while line := await reader.readline():
        verb = line[:4].upper()
        writer.write({b"QUIT": b"221 bye", b"NOOP": b"250 ok"}.get(verb, helo) + b"\r\n")
        if verb == b"QUIT":
            return


async def mail_refuses(reader, writer):
    await mail(reader, writer, b"554 no service here")


async def mail_dislikes(reader, writer):
    await mail(reader, writer, b"220-we\r\n220 are", b"501 who are you?")


def answer(query, code=0):
    return query[:2] + bytes([0x80 | query[2], code]) + query[4:]


def wrong(query):
    return bytes([query[0] ^ 1]) + answer(query)[1:]


DATAGRAMS = {
    7040: lambda query: [answer(query)],
    7041: lambda query: [wrong(query)],
    7042: lambda query: [answer(query, 2)],
    7043: lambda query: [b"\xff" * 60000],
    7044: lambda query: [wrong(query), query, b"", b"x", b"\0" * 600] * 20 + [answer(query)],
    7045: lambda query: [b"12345678"],
    7046: lambda query: [],
}

SERVERS = {
    7001: reset, 7002: silence, 7003: one_byte_a_second, 7004: endless_body, 7005: endless_headers,
    7006: endless_line, 7007: endless_continue, 7008: bad_chunks, 7009: bad_length, 7010: cut_body, 7011: well,
    7012: garbage, 7013: close_at_once, 7014: half_greeting, 7015: reset_later,
    7020: mail, 7021: mail_refuses, 7022: mail_dislikes, 7023: endless_greeting,
}  # fmt: skip
ENCRYPTED = {
    7030: (well, "good"), 7031: (well, "expired"), 7032: (well, "other"), 7033: (mail, "good"),
    7034: (mail_refuses, "good"), 7035: (silence, "good"), 7036: (endless_body, "good"),
}  # fmt: skip


class Datagrams(asyncio.DatagramProtocol):
    def __init__(self, answers):
        self.answers = answers

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        for one in self.answers(data):
            self.transport.sendto(one, address)


def guarded(serve):
    async def run(reader, writer):
        try:
            await serve(reader, writer)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        writer.close()

    return run


async def main():
    loop = asyncio.get_running_loop()
    for port, serve in SERVERS.items():
        await asyncio.start_server(guarded(serve), ["127.0.0.1", "::1"], port, backlog=1000)
    for port, (serve, name) in ENCRYPTED.items():
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(FOLDER, name + ".pem"), os.path.join(FOLDER, name + ".key"))
        await asyncio.start_server(guarded(serve), "127.0.0.1", port, ssl=context)
    for port, answers in DATAGRAMS.items():
        await loop.create_datagram_endpoint(lambda a=answers: Datagrams(a), local_addr=("127.0.0.1", port))
    print("READY", flush=True)
    await forever()


asyncio.run(main())
