"""Mails as they stand on the server: which are new, how large they are, and their bytes."""

from __future__ import annotations

import imaplib
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from imap_tools import BaseMailBox
from imap_tools.errors import MailboxFetchError, MailboxFlagError, MailboxMoveError
from imap_tools.utils import check_command_status, encode_folder

from touchpoint.plugin import Instant
from touchpoint_email.inboxes.batches import LARGEST, MOST, ROOM

_AT_ONCE = 500
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True, slots=True)
class Selected:
    """A folder as it was when it was selected (RFC 3501 2.3.1.1)."""

    validity: int
    following: int
    """The UID that the next mail gets; 0 where the server does not say."""


def select(box: BaseMailBox, folder: str, *, readonly: bool) -> Selected:
    """Go into a folder. Raises ImapToolsError."""
    box.folder.set(folder, readonly)
    numbers = [box.client.response(name)[1][-1] for name in ("UIDVALIDITY", "UIDNEXT")]
    return Selected(*(int(number or 0) for number in numbers))


def uids_after(box: BaseMailBox, last: int) -> list[int]:
    """What came after a mail. `4711:*` always finds the last one, however old (RFC 3501 6.4.8)."""
    return sorted(uid for uid in map(int, box.uids(f"UID {last + 1}:*", None)) if uid > last)


def uids_since(box: BaseMailBox, start: Instant) -> list[int]:
    """What was received since an instant; days of a server may begin elsewhere, so a day more."""
    day = datetime.fromtimestamp(start, UTC) - timedelta(days=1)
    found = box.uids(f"SINCE {day.day}-{_MONTHS[day.month - 1]}-{day.year}", None)
    return sorted(map(int, found))


def uids_naming(box: BaseMailBox, token: str, start: Instant) -> list[int]:
    """What was received since an instant and has a token in To or Message-ID.

    Servers search for words, each in its own way, so that a part of one may not be found there.
    """
    uids, what = uids_since(box, start), "(UID BODY.PEEK[HEADER.FIELDS (TO MESSAGE-ID)])"
    return [
        record.uid
        for at in range(0, len(uids), _AT_ONCE)
        for record in _fetched(box, uids[at : at + _AT_ONCE], what)
        if token.encode() in record.raw.lower()
    ]


def groups(box: BaseMailBox, uids: Sequence[int]) -> Iterator[list[int]]:
    """So many at once as fit into memory, by the sizes that the server tells."""
    for at in range(0, len(uids), _AT_ONCE):
        group: list[int] = []
        octets = 0
        for uid, size in _sizes(box, uids[at : at + _AT_ONCE]):
            if group and (len(group) == MOST or octets + size > ROOM):
                yield group
                group, octets = [], 0
            group.append(uid)
            octets += size
        if group:
            yield group


def _sizes(box: BaseMailBox, uids: Sequence[int]) -> list[tuple[int, int]]:
    sizes = {}
    for record in _fetched(box, uids, "(UID RFC822.SIZE)"):
        uid, size = _UID.search(record.said), _SIZE.search(record.said)
        if uid and size:
            sizes[int(uid[1])] = min(int(size[1]), LARGEST)
    return sorted((uid, size) for uid, size in sizes.items() if uid in set(uids))


@dataclass(frozen=True, slots=True)
class Record:
    """One mail of a FETCH response."""

    said: bytes
    """What the server told beside its bytes."""
    raw: bytes = b""

    @property
    def uid(self) -> int:
        """0 where the server did not say."""
        found = _UID.search(self.said)
        return int(found[1]) if found else 0

    @property
    def received(self) -> Instant:
        """Its INTERNALDATE, which has an offset of its own (RFC 3501 2.3.3)."""
        local = imaplib.Internaldate2tuple(self.said)
        return int(time.mktime(local)) if local else 0


def beginnings(box: BaseMailBox, uids: Sequence[int]) -> list[Record]:
    """The mails, of large ones their beginning. PEEK leaves them unread. Those gone are left out.

    Raises ImapToolsError, and what imaplib raises.
    """
    what = f"(UID INTERNALDATE BODY.PEEK[]<0.{LARGEST}>)"
    found = {record.uid: record for record in _fetched(box, uids, what) if record.raw}
    return [found[uid] for uid in uids if uid in found]


def whole(box: BaseMailBox, uid: int) -> bytes | None:
    """A mail as it is; None where it is gone."""
    found = [one.raw for one in _fetched(box, [uid], "(UID BODY.PEEK[])") if one.uid == uid]
    return found[0] if found else None


def _fetched(box: BaseMailBox, uids: Sequence[int], what: str) -> Iterator[Record]:
    """For each literal imaplib gives a pair, then the rest of its line."""
    answer = box.client.uid("FETCH", ",".join(map(str, uids)), what)
    check_command_status(answer, MailboxFetchError)
    pending: tuple[bytes, bytes] | None = None
    for part in answer[1]:
        if isinstance(part, tuple):
            if pending:
                yield Record(*pending)
            pending = (part[0], part[1])
        elif isinstance(part, bytes) and pending:
            yield Record(pending[0] + part, pending[1])
            pending = None
        elif isinstance(part, bytes):
            yield Record(part)
    if pending:
        yield Record(*pending)


def mark_seen(box: BaseMailBox, uids: Sequence[int]) -> None:
    """Mark as read. imap_tools' own `flag` would also remove what others marked as deleted."""
    _store(box, uids, "\\Seen")


def move(box: BaseMailBox, uids: Sequence[int], folder: str) -> None:
    """RFC 6851; where the server cannot do that, copied and then removed (RFC 4315)."""
    listed = ",".join(map(str, uids))
    if "MOVE" in box.client.capabilities:
        check_command_status(box.client.uid("MOVE", listed, _quoted(folder)), MailboxMoveError)
        return
    check_command_status(box.client.uid("COPY", listed, _quoted(folder)), MailboxMoveError)
    _store(box, uids, "\\Deleted")
    if "UIDPLUS" in box.client.capabilities:
        check_command_status(box.client.uid("EXPUNGE", listed), MailboxMoveError)


def _store(box: BaseMailBox, uids: Sequence[int], flag: str) -> None:
    listed = ",".join(map(str, uids))
    check_command_status(
        box.client.uid("STORE", listed, "+FLAGS.SILENT", f"({flag})"), MailboxFlagError
    )


def _quoted(folder: str) -> str:
    return encode_folder(folder).decode()
