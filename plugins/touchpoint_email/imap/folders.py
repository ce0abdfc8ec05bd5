"""The folders of a mailbox, found by what they are for: their names are in any language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from imap_tools import BaseMailBox, FolderInfo

from touchpoint.plugin import TouchpointError
from touchpoint_email.inboxes.batches import INBOX
from touchpoint_email.mailbox import Mailbox

SENT, DRAFTS, JUNK = "\\Sent", "\\Drafts", "\\Junk"
_USUAL = {
    SENT: ("Sent", "Sent Items", "Sent Messages", "Sent Mail", "INBOX.Sent", "INBOX/Sent"),
    DRAFTS: ("Drafts", "INBOX.Drafts", "INBOX/Drafts"),
    JUNK: ("Junk", "Spam", "Junk Email", "INBOX.Junk", "INBOX.Spam", "INBOX/Junk", "INBOX/Spam"),
}
"""What they are called where the server does not say what its folders are for."""
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that is read."""

    name: str
    sent: bool = False
    junk: bool = False


def for_use(found: Sequence[FolderInfo], use: str) -> list[str]:
    r"""The folders for a use (RFC 6154): `\Sent`, `\Drafts`. Mostly one; empty where none is."""
    named = [folder.name for folder in found if use.lower() in map(str.lower, folder.flags)]
    names = {folder.name.lower(): folder.name for folder in found}
    return named or [names[name.lower()] for name in _USUAL[use] if name.lower() in names][:1]


def to_read(
    box: BaseMailBox, mailbox: Mailbox, wanted: Sequence[str], sent: str | None
) -> tuple[Folder, ...]:
    """INBOX and what was sent, or those that are wanted. Raises TouchpointError."""
    found = box.folder.list()
    own = [_named(found, sent, mailbox)] if sent else for_use(found, SENT)
    names = [_named(found, name, mailbox) for name in wanted] or [INBOX, *own]
    return tuple(Folder(name, name in own) for name in dict.fromkeys(names))


def to_search(
    box: BaseMailBox, mailbox: Mailbox, wanted: Sequence[str], sent: str | None
) -> tuple[Folder, ...]:
    """The same, and what was taken for spam. Raises TouchpointError."""
    junk = for_use(box.folder.list(), JUNK)
    read = (one for one in to_read(box, mailbox, wanted, sent) if one.name not in junk)
    return (*read, *(Folder(name, junk=True) for name in junk))


def _named(found: Sequence[FolderInfo], name: str, mailbox: Mailbox) -> str:
    """As the server writes it; INBOX may be written in any way (RFC 3501 5.1)."""
    names = [folder.name for folder in found if "\\noselect" not in map(str.lower, folder.flags)]
    if name.upper() == INBOX:
        return INBOX
    if name not in names:
        there = ", ".join(sorted(names)[:_SHOWN])
        raise TouchpointError(
            f'There is no folder "{name}" in the mailbox {mailbox.name}. There is {there}. '
            "Correct folders."
        )
    return name
