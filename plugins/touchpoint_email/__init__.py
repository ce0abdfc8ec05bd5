"""Email: letters to customers over SMTP when live and into a Maildir in practice, and answers."""

from __future__ import annotations

from touchpoint.plugin import Carrier, Channel, Inbox, hookimpl
from touchpoint_email.channel import Email
from touchpoint_email.drafts import Drafts
from touchpoint_email.inboxes import Imap, MaildirInbox, Mbox
from touchpoint_email.maildir import Maildir
from touchpoint_email.one_click import Spool

__all__ = [
    "Email",
    "Imap",
    "Maildir",
    "MaildirInbox",
    "Mbox",
    "Spool",
    "touchpoint_channels",
    "touchpoint_inboxes",
]


@hookimpl
def touchpoint_channels() -> list[type[Channel | Carrier]]:
    """The channel and carrier `email`, and the carriers `drafts` and `maildir`."""
    return [Email, Drafts, Maildir]


@hookimpl
def touchpoint_inboxes() -> list[type[Inbox]]:
    """The kinds `imap`, `maildir`, `mbox` and `spool`."""
    return [Imap, MaildirInbox, Mbox, Spool]
