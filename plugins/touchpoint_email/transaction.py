"""One message, one SMTP transaction, and what is certain about it afterwards (RFC 5321 4.2).

Until the first byte of the content is written nothing can have been sent. From then on only a
reply says what happened: without one, the message is in doubt.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

from touchpoint.plugin import Deferred, InDoubt, Refused, Resting
from touchpoint_email.address import Address
from touchpoint_email.patience import Patience
from touchpoint_email.quota import enhanced, rest, used_up

_GO_AHEAD = 354
_CLOSING = 421
_LOGIN = frozenset({530, 534, 535, 538})
"""RFC 4954 6: it wants a login, a better one, or an encrypted one."""
_SHOWN = 500
_DOT = re.compile(rb"(?m)^\.")


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sends to whom through which server. One recipient, always."""

    host: str
    sender: Address
    to: Address

    @property
    def international(self) -> bool:
        """True when it needs SMTPUTF8 (RFC 6531)."""
        return not (self.sender.ascii and self.to.ascii)


class Dropped(Deferred):
    """The connection ended before any content left: certainly not sent, and not its fault."""


async def transact(smtp: SMTP, envelope: Envelope, raw: bytes, patience: Patience) -> str:
    """Hand over one message and return the server's words. Leaves `smtp` clean, or closed.

    Raises Refused, Deferred, Resting or InDoubt.
    """
    clean = False
    try:
        await _offer(smtp, envelope, len(raw), patience.before)
        said = await _hand_over(smtp, envelope, raw, patience.acceptance)
        clean = True
    except (Refused, Deferred) as outcome:
        clean = not isinstance(outcome, Dropped) and await _reset(smtp)
        raise
    else:
        return said
    finally:
        if not clean:
            smtp.close()


async def _offer(smtp: SMTP, envelope: Envelope, size: int, seconds: float) -> None:
    """MAIL, RCPT and DATA. Whatever goes wrong here, nothing was sent."""
    try:
        async with asyncio.timeout(seconds):
            await _announce(smtp, envelope, size)
    except SMTPResponseException as error:
        if error.code == _CLOSING:
            smtp.close()
        raise judged(envelope, error) from error
    except (SMTPException, OSError, ValueError) as error:
        raise Dropped(
            f"{envelope.host} broke off before it had the message: {reason(error)}"
        ) from error


async def _announce(smtp: SMTP, envelope: Envelope, size: int) -> None:
    options, encoding = _options(smtp, envelope, size)
    await smtp.mail(str(envelope.sender), options=options, encoding=encoding)
    await smtp.rcpt(str(envelope.to), encoding=encoding)
    reply = await smtp.execute_command(b"DATA")
    if reply.code != _GO_AHEAD:
        raise SMTPDataError(reply.code, reply.message)


def _options(smtp: SMTP, envelope: Envelope, size: int) -> tuple[list[str], str]:
    options = [f"SIZE={size}"] if smtp.supports_extension("size") else []
    if not envelope.international:
        return options, "ascii"
    if not smtp.supports_extension("smtputf8"):
        raise Refused(
            f"{envelope.host} cannot send to addresses with letters beyond a to z before the @: "
            f"{envelope.to}. Use another address for them, or another mail provider."
        )
    return [*options, "BODY=8BITMIME", "SMTPUTF8"], "utf-8"


async def _hand_over(smtp: SMTP, envelope: Envelope, raw: bytes, seconds: float) -> str:
    """The content and its final dot. From here on silence is doubt."""
    protocol = smtp.protocol
    try:
        if protocol is None:
            raise SMTPServerDisconnected("Connection lost")  # noqa: TRY301 - the same as write's
        protocol.write(_DOT.sub(b"..", raw) + b".\r\n")
    except SMTPServerDisconnected as error:
        raise Dropped(f"{envelope.host} broke off before it had the message.") from error
    try:
        reply = await protocol.read_response(timeout=seconds)
    except (SMTPException, OSError) as error:
        raise _doubt(envelope, reason(error)) from error
    if reply.code == _CLOSING:
        smtp.close()
    return _outcome(envelope, reply.code, reply.message)


def _outcome(envelope: Envelope, code: int, text: str) -> str:
    if code // 100 == 2:  # noqa: PLR2004 - RFC 5321 4.2.1: the first digit decides
        return words(f"{code} {text}")
    if code // 100 in {4, 5}:
        answer = judged(envelope, SMTPDataError(code, text))
        raise Deferred(str(answer)) if isinstance(answer, Dropped) else answer
    raise _doubt(envelope, words(f"{code} {text}"))


def _doubt(envelope: Envelope, why: str) -> InDoubt:
    return InDoubt(
        f"{envelope.host} had the whole message to {envelope.to} and did not say whether it took "
        f"it: {why}"
    )


def judged(envelope: Envelope, error: SMTPResponseException) -> Refused | Deferred:
    """What a reply other than yes means for the message (RFC 5321 4.2.1, RFC 3463)."""
    said = reason(error)
    resting = _resting(envelope, error, said)
    if resting:
        return resting
    if error.code == _CLOSING or error.code // 100 not in {4, 5}:
        return Dropped(f"{envelope.host} closed the connection: {said}")
    if error.code in _LOGIN:
        return Deferred(f"{envelope.host} wants another login for {envelope.sender}: {said}")
    if error.code // 100 == 4:  # noqa: PLR2004
        return Deferred(f"{envelope.host} asks to try {envelope.to} again later: {said}")
    if enhanced(said).startswith("5.7."):
        return Refused(
            f"{envelope.host} refused {envelope.sender} as the sender, which says nothing about "
            f"{envelope.to}: {said}"
        )
    return Refused(f"{envelope.host} refused {envelope.to}: {said}")


def _resting(envelope: Envelope, error: SMTPResponseException, said: str) -> Resting | None:
    """Where the mailbox may not send, whoever it is to: its quota, or MAIL itself is refused."""
    what = ""
    if used_up(error.code, said):
        what = f"The mailbox {envelope.sender} at {envelope.host} has sent as much as it may"
    elif (
        isinstance(error, SMTPSenderRefused)
        and error.code // 100 == 5  # noqa: PLR2004
        and error.code not in _LOGIN
        and not _too_large(error.code, said)
    ):
        what = f"{envelope.host} does not let {envelope.sender} send, whoever it is to"
    return Resting(f"{what}: {said}", after=rest(error.code)) if what else None


def _too_large(code: int, said: str) -> bool:
    """RFC 1870 6: MAIL is refused for the size of this one message."""
    return code == 552 or enhanced(said).endswith(".3.4")  # noqa: PLR2004


def words(text: str) -> str:
    """A server's words on one line that cannot harm a terminal."""
    shown = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(shown.split())[:_SHOWN]


def reason(error: Exception) -> str:
    """What went wrong, in the server's words where it said any."""
    if isinstance(error, SMTPResponseException):
        return words(f"{error.code} {error.message}")
    return words(str(error)) or "no answer in time"


async def _reset(smtp: SMTP) -> bool:
    """Forget the transaction, so that the connection serves the next. False when it cannot."""
    try:
        await smtp.rset()
    except (SMTPException, OSError):
        return False
    return True
