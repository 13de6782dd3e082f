#!/usr/bin/env python3
"""Mail and web servers for tests, on loopback, on a port that the kernel chooses; they end with the test that started them.

    smtp_server.py MODE FOLDER [CERTIFICATE KEY]

Writes FOLDER/port when it listens, every line that a client says to FOLDER/lines, each accepted message to
FOLDER/mail.N. Modes: good ones are aiosmtpd's (plain, auth, starttls, starttls12, starttls-auth, smtps, smtps-auth;
the login is lb01 / secret); the others are scripts of bytes, see RULES and STREAMS; http:CODE[:BODY] answers posts.
"""

import asyncio
import os
import socket
import ssl
import sys
import threading
import time

MODE, FOLDER = sys.argv[1:3]
CERTIFICATE = sys.argv[3:5]

# What a scripted server answers instead of "250 ok", by verb.
RULES = {
    "450": {"RCPT": "450 4.2.0 greylisted, come back"},
    "451-data": {".": "451 4.3.0 try again"},
    "452": {"MAIL": "452 4.3.1 no room"},
    "535": {"EHLO": "250-test\r\n250 AUTH PLAIN LOGIN", "AUTH": "535 Error: authentication failed"},
    "454-auth": {"EHLO": "250-test\r\n250 AUTH PLAIN LOGIN", "AUTH": "454 4.7.0 temporary failure"},
    "530": {"MAIL": "530 5.7.0 authentication required"},
    "550": {"RCPT": "550 5.1.1 no such user"},
    "550-second": {"RCPT 2": "550 5.1.1 no such user"},
    "550-rate": {"RCPT": "550 Connection frequency limited"},
    "553": {"MAIL": "553 Mail from must equal authorized user"},
    "554": {".": "554 5.7.1 refused"},
    "554-rate": {".": "554 DT:SPM 163 smtp1, please see http://mail.163.com/help"},
    "ntlm": {"EHLO": "250-test\r\n250 AUTH NTLM", "AUTH": "504 unknown"},
    "noauth": {},
    "nostarttls": {},
    "closing": {"MAIL": "421 4.3.2 shutting down"},
    "nul": {"EHLO": "250-te\0st\r\n250 o\0k", "MAIL": "250 o\0k", ".": "250 o\0k"},
}


def log(text):
    with open(os.path.join(FOLDER, "lines"), "a", encoding="latin-1") as file:
        file.write(text + "\n")


def keep(data):
    number = sum(name.startswith("mail.") and not name.endswith(".new") for name in os.listdir(FOLDER)) + 1
    path = os.path.join(FOLDER, "mail.%d" % number)
    with open(path + ".new", "wb") as file:
        file.write(data)
    os.rename(path + ".new", path)


def announce(port):
    with open(os.path.join(FOLDER, "port.new"), "w", encoding="ascii") as file:
        file.write("%d\n" % port)
    os.rename(os.path.join(FOLDER, "port.new"), os.path.join(FOLDER, "port"))


# ---- scripts of bytes ----


def silent(connection):
    time.sleep(60)


def slow(connection):
    for byte in b"220 I take my time, and more of it than anybody has who has news to tell\r\n":
        connection.send(bytes([byte]))
        time.sleep(1)


def busy(connection):
    connection.send(b"421 4.3.2 too busy\r\n")


def garbage(connection):
    connection.send(bytes(range(128, 256)) * 8 + b"\r\n" + os.urandom(4096))


def numbers(connection):
    connection.send(b"983 983 no reply of RFC 5321\r\n" * 8)
    time.sleep(1)


def endless(connection):
    connection.send(b"220-")
    for _ in range(160):
        connection.send(b"x" * 65536)
    time.sleep(60)


STREAMS = {"silent": silent, "slow": slow, "busy": busy, "garbage": garbage, "numbers": numbers,
           "endless": endless}


def read_message(lines):
    data = b""
    for line in lines:
        if line == b".\r\n":
            return data
        data += line[1:] if line.startswith(b".") else line
    return None


def converse(connection, rules):
    counts = {}
    lines = iter(connection.makefile("rb").readline, b"")
    say = lambda text: connection.sendall(text.encode("latin-1") + b"\r\n")
    say("220 test ESMTP")
    for line in lines:
        log(line.decode("latin-1").rstrip())
        verb = line.decode("latin-1").split(" ")[0].strip().upper()
        counts[verb] = counts.get(verb, 0) + 1
        answer = rules.get(verb) or rules.get("%s %d" % (verb, counts[verb])) or "250 ok"
        if verb == "DATA":
            say("354 go on")
            if MODE == "cut":
                connection.recv(16)
                return
            data = read_message(lines)
            if data is None or MODE == "cut-after":
                return
            answer = rules.get(".", "250 ok")
            if answer.startswith("250"):
                keep(data)
        say(answer)
        if verb == "QUIT" or answer.startswith("421"):
            return


def scripted():
    listener = socket.create_server(("127.0.0.1", 0))
    announce(listener.getsockname()[1])
    while True:
        connection, _ = listener.accept()

        def serve(connection=connection):
            try:
                if MODE in STREAMS:
                    STREAMS[MODE](connection)
                else:
                    converse(connection, RULES.get(MODE, {}))
            except OSError:
                pass
            finally:
                connection.close()

        threading.Thread(target=serve, daemon=True).start()


# ---- posts ----


def web():
    from http.server import BaseHTTPRequestHandler, HTTPServer

    _, code, *body = MODE.split(":", 2)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            keep(self.rfile.read(int(self.headers["Content-Length"])))
            log("%s %s" % (self.headers["Content-Type"], self.headers.get("Authorization", "-")))
            self.send_response(int(code))
            self.end_headers()
            self.wfile.write("".join(body).encode())

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    if CERTIFICATE:
        server.socket = tls_context().wrap_socket(server.socket, server_side=True)
    announce(server.server_port)
    server.serve_forever()


# ---- good servers ----


def tls_context():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*CERTIFICATE)
    if MODE.endswith("12"):
        context.maximum_version = ssl.TLSVersion.TLSv1_2
    if MODE.endswith("11"):
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


class Handler:
    async def handle_DATA(self, server, session, envelope):
        keep(envelope.content)
        return "250 2.0.0 taken"


async def good():
    from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

    def authenticate(server, session, envelope, mechanism, data):
        good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"lb01", b"secret")
        return AuthResult(success=good, handled=good)

    class Server(SMTP):
        async def smtp_MAIL(self, arg):
            log("MAIL " + arg)
            await super().smtp_MAIL(arg)

    implicit = MODE.startswith("smtps")
    starttls = MODE.startswith("starttls")
    auth = "auth" in MODE

    def make():
        return Server(
            Handler(),
            tls_context=tls_context() if starttls else None,
            require_starttls=starttls,
            auth_require_tls=starttls,
            auth_required=auth,
            authenticator=authenticate if auth else None,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(make, "127.0.0.1", 0, ssl=tls_context() if implicit else None)
    announce(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def end_with_parent():
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


threading.Thread(target=end_with_parent, daemon=True).start()
if MODE.startswith("http:"):
    web()
elif MODE in RULES or MODE in STREAMS or MODE in ("cut", "cut-after"):
    scripted()
else:
    asyncio.run(good())
