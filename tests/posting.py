"""A mail server that really delivers: what it takes over SMTP arrives where an inbox is read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from aiosmtpd.smtp import SMTP, Envelope, Session

Arrival = Callable[[bytes], None]


class Post:
    """An SMTP server's handler that puts what it takes into a mailbox, as the last server would.

    It refuses plus-addresses where it is told to, loses what it is told to lose, and writes above
    what it delivers the fields `handed_in` of the sender's server and its own `checks`.
    """

    def __init__(self, arrives: Arrival) -> None:
        self.arrives = arrives
        self.checks: Iterable[str] = ()
        self.handed_in: Iterable[str] = ()
        self.refuses_plus = False
        self.loses: Callable[[str], bool] = lambda _: False
        self.to: list[str] = []

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuses_plus and "+" in address:
            return f"550 5.1.1 <{address}> nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        to, content = envelope.rcpt_tos[0], envelope.original_content or b""
        self.to.append(to)
        if not self.loses(to):
            self.arrives(self._above(to) + content)
        return "250 2.0.0 queued as 1"

    def _above(self, to: str) -> bytes:
        date = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime())
        hop = (
            f"Received: from smtp.host.example by mx.example.com with ESMTPS\r\n for <{to}>; {date}"
        )
        lines = [f"Delivered-To: {to}", *self.checks, hop, *self.handed_in]
        return "".join(f"{line}\r\n" for line in lines).encode()
