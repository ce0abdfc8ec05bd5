"""Where mail is heard: a Maildir, an mbox file, or a folder on an IMAP server."""

from __future__ import annotations

from touchpoint_email.inboxes.imap import Imap
from touchpoint_email.inboxes.maildir import MaildirInbox
from touchpoint_email.inboxes.mbox import Mbox

__all__ = ["Imap", "MaildirInbox", "Mbox"]
