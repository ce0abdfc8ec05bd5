"""Mails written down in the tests."""

from __future__ import annotations

from textwrap import dedent

from touchpoint.listen.understanding import understand
from touchpoint.model import Finding

HEAD = """\
From: {sender}
To: Maja <maja@studio.example>
Subject: {subject}
Message-ID: <answer@mail.example>
Date: Tue, 24 Nov 2026 09:30:00 +0100
"""
BOUNCE = """\
This is the mail system at host mx.studio.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

                   The mail system

<gone@shop.example>: host mx.shop.example[192.0.2.7] said: 550 5.1.1
    <gone@shop.example>: Recipient address rejected: User unknown
"""


def letter(text: str, *, sender: str, subject: str, more: str = "") -> Finding:
    head = HEAD.format(sender=sender, subject=subject)
    return understand(f"{head}{dedent(more)}\n{dedent(text)}".encode())


def report(fields: str, *, text: str = "", original: str = "", kind: str = "delivery-status"):
    """A multipart/report (RFC 6522); `fields` are those of the part for programs."""
    parts = [
        f"Content-Type: text/plain; charset=utf-8\n\n{dedent(text)}",
        f"Content-Type: message/{kind}\n\n{dedent(fields)}",
    ]
    if original:
        parts.append(f"Content-Type: message/rfc822\n\n{dedent(original)}")
    body = "".join(f"--cut\n{part}\n" for part in parts) + "--cut--\n"
    return letter(
        body,
        sender="Mail Delivery System <MAILER-DAEMON@mx.studio.example>",
        subject="Undelivered Mail Returned to Sender",
        more=f"Content-Type: multipart/report; report-type={kind}; boundary=cut\n",
    )
