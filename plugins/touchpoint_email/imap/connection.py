"""A connection to an IMAP server: encrypted, logged in, and its refusals as sentences."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from imap_tools import (
    BaseMailBox,
    ImapToolsError,
    MailBox,
    MailBoxUnencrypted,
)
from imap_tools.errors import UnexpectedCommandStatusError

from touchpoint.plugin import TouchpointError
from touchpoint_email.mailbox import Mailbox

DROPPED = (imaplib.IMAP4.abort, OSError)
"""The connection is gone; on another one it may well go on."""
SAID_NO = (imaplib.IMAP4.error, ImapToolsError)
"""The server did not do what it was asked to."""
SECONDS = 30.0
"""How long each answer may take."""
_SHOWN = 300


def connected(mailbox: Mailbox, seconds: float = SECONDS) -> BaseMailBox:
    """Logged in, no folder selected. Raises TouchpointError with a sentence."""
    password, token = mailbox.secret("password"), mailbox.secret("token")
    if not (password or token):
        raise TouchpointError(
            f"There is no password for {mailbox.name}. Write it into {mailbox.where}: "
            'password = "file:~/.touchpoint/password", or a token.'
        )
    box = _reached(mailbox, seconds)
    try:
        _log_in(box, mailbox, password or "", token or "")
    except SAID_NO as error:
        hang_up(box)
        if isinstance(error, imaplib.IMAP4.abort):
            raise _unreachable(mailbox, error) from error
        raise TouchpointError(
            f"{mailbox.host} did not accept the login of {mailbox.username}: {said(error)}. "
            f"Check {mailbox.where}: most providers want an app password, or a fresh token, and "
            "IMAP to be allowed."
        ) from error
    except OSError as error:
        hang_up(box)
        raise _unreachable(mailbox, error) from error
    return box


def _reached(mailbox: Mailbox, seconds: float) -> BaseMailBox:
    """Never in the clear where that was not asked for, and to nobody without a certificate."""
    place = mailbox.host, mailbox.port, seconds
    try:
        if mailbox.security == "tls":
            return MailBox(*place, ssl_context=ssl.create_default_context())
        box = MailBoxUnencrypted(*place)
    except (*SAID_NO, OSError) as error:
        raise _unreachable(mailbox, error) from error
    if mailbox.security == "starttls":
        try:
            box.client.starttls(ssl.create_default_context())
        except (*SAID_NO, OSError) as error:
            hang_up(box)
            raise _unreachable(mailbox, error) from error
    return box


def _unreachable(mailbox: Mailbox, error: Exception) -> TouchpointError:
    return TouchpointError(
        f"There is no safe connection to {mailbox.host}, port {mailbox.port}, for "
        f"{mailbox.username}: {said(error)}. Check {mailbox.where}, and the network."
    )


def _log_in(box: BaseMailBox, mailbox: Mailbox, password: str, token: str) -> None:
    """RFC 3501 6.2: a password beyond ASCII fits only into AUTHENTICATE PLAIN (RFC 4616).

    What the server can do it says again to whoever has logged in.
    """
    if token:
        box.client.authenticate("XOAUTH2", _bearer(mailbox.username, token))
    elif (mailbox.username + password).isascii():
        box.login(mailbox.username, password, initial_folder=None)
    else:
        box.login_utf8(mailbox.username, password, initial_folder=None)
    box.client.capabilities = tuple(box.client.capability()[1][-1].decode().upper().split())


def _bearer(username: str, token: str) -> Callable[[bytes], bytes]:
    """The second answer is empty: the server then says what is wrong with the token."""
    answers = iter([f"user={username}\1auth=Bearer {token}\1\1".encode()])
    return lambda _: next(answers, b"")


def hang_up(box: BaseMailBox) -> None:
    """End it, whatever state it is in."""
    with suppress(*SAID_NO, OSError):
        box.client.logout()
    with suppress(OSError):
        box.client.shutdown()


@contextmanager
def told(mailbox: Mailbox, what: str) -> Iterator[None]:
    """A server's refusal as a sentence: `imap.gmail.com did not WHAT: ...`. TouchpointError."""
    try:
        yield
    except DROPPED as error:
        raise TouchpointError(
            f"{mailbox.host} broke off before it could {what}: {said(error)}. It is tried again "
            "in the next run."
        ) from error
    except SAID_NO as error:
        raise TouchpointError(f"{mailbox.host} did not {what}: {said(error)}.") from error


def said(error: Exception) -> str:
    """What went wrong in the server's own words, on one line that cannot harm a terminal."""
    text: object = error
    if isinstance(error, UnexpectedCommandStatusError):
        text = error.command_result[1]
    elif isinstance(error, OSError):
        text = error.strerror or error
    elif error.args:
        text = error.args[0]
    words = text[-1] if isinstance(text, list) and text else text
    shown = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    printable = "".join(letter if letter.isprintable() else " " for letter in shown)
    return " ".join(printable.split())[:_SHOWN].rstrip(".") or type(error).__name__
