#!/usr/bin/env python3
"""catcher.py PORT FILE [STAMPS]: a mail server on loopback that appends each message, decoded, to FILE, and to STAMPS
the time (CLOCK_MONOTONIC, us) it was taken and its subject. READY when it listens."""
import email
import email.policy
import sys
import time

from aiosmtpd.controller import Controller


class Catcher:
    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        with open(sys.argv[2], "a", encoding="utf-8") as out:
            out.write(f"Subject: {message['subject']}\nTo: {', '.join(envelope.rcpt_tos)}\n\n{message.get_content()}\n")
        if len(sys.argv) > 3:
            with open(sys.argv[3], "a", encoding="utf-8") as out:
                out.write(f"{time.monotonic_ns() // 1000} {message['subject']}\n")
        return "250 OK"


controller = Controller(Catcher(), hostname="127.0.0.1", port=int(sys.argv[1]))
controller.start()
print("READY", flush=True)
while True:
    time.sleep(60)
