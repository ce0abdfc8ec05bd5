"""A mailbox on a server as an inbox reads it.

What is new is known by UIDs alone (RFC 3501 2.3.1.1): whether something is unread is the owner's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from imap_tools import BaseMailBox

from touchpoint.plugin import Batch, Instant, Mail, SetAside, TouchpointError
from touchpoint_email.imap.connection import DROPPED, SAID_NO, connected, hang_up, said, told
from touchpoint_email.imap.folders import Folder, to_read, to_search
from touchpoint_email.imap.mails import (
    beginnings,
    groups,
    mark_seen,
    move,
    select,
    uids_after,
    uids_naming,
    uids_since,
    whole,
)
from touchpoint_email.inboxes.batches import beginning
from touchpoint_email.mailbox import Mailbox


class Reader:
    """One mailbox and its connection, which is opened when it is needed."""

    def __init__(self, mailbox: Mailbox, settings: Mapping[str, Any]) -> None:
        self._mailbox = mailbox
        self._settings = settings
        self._box: BaseMailBox | None = None

    def listen(self, cursor: str) -> Iterator[Batch]:
        """What came since `cursor`. Reconnects where the server hangs up. TouchpointError."""
        tried = False
        with told(self._mailbox, "give its mails"):
            while True:
                try:
                    for batch in self._read(json.loads(cursor) if cursor else {}):
                        yield batch
                        cursor, tried = batch.cursor, False
                except DROPPED:
                    self.close()
                    if tried:
                        raise
                    tried = True
                else:
                    return

    def acknowledge(self, batch: Batch) -> None:
        """Mark or move what was heard, where that is asked for. Raises TouchpointError."""
        places: dict[tuple[str, int], list[int]] = {}
        for item in batch.items:
            if isinstance(item, Mail) and not item.sent:
                name, validity, uid = _parts(item.place)
                places.setdefault((name, validity), []).append(uid)
        with told(self._mailbox, "mark what was heard"):
            for (name, validity), uids in places.items():
                try:
                    self._change(name, validity, uids)
                except DROPPED:
                    self.close()
                    self._change(name, validity, uids)

    def fetch(self, place: str) -> bytes:
        """The whole mail at `FOLDER/UIDVALIDITY/UID`. Raises TouchpointError."""
        name, validity, uid = _parts(place)
        with told(self._mailbox, f"give the mail {place}"):
            box = self._connected()
            same = select(box, name, readonly=True).validity == validity
            raw = whole(box, uid) if same else None
        if raw is None:
            raise TouchpointError(
                f"The mail {place} is not in the mailbox {self._mailbox.name} any more."
            )
        return raw

    def find(self, token: str, since: Instant) -> tuple[Mail, ...]:
        """The mails with a token in To or Message-ID, spam included. Raises TouchpointError."""
        with told(self._mailbox, "search its mails"):
            try:
                return tuple(self._naming(token, since))
            except DROPPED:
                self.close()
                return tuple(self._naming(token, since))

    def close(self) -> None:
        """Log out."""
        if self._box:
            hang_up(self._box)
            self._box = None

    @property
    def _changes(self) -> bool:
        return bool(self._settings.get("mark") or self._settings.get("move_to"))

    def _connected(self) -> BaseMailBox:
        self._box = self._box or connected(self._mailbox)
        return self._box

    def _read(self, marks: dict[str, list[int]]) -> Iterator[Batch]:
        box = self._connected()
        wanted = self._settings.get("folders") or ()
        for folder in to_read(box, self._mailbox, wanted, self._settings.get("sent")):
            yield from self._read_folder(box, folder, marks)

    def _naming(self, token: str, since: Instant) -> Iterator[Mail]:
        box = self._connected()
        wanted = self._settings.get("folders") or ()
        for folder in to_search(box, self._mailbox, wanted, self._settings.get("sent")):
            validity = select(box, folder.name, readonly=True).validity
            if uids := uids_naming(box, token, since):
                yield from _mails(box, folder, validity, uids)

    def _read_folder(
        self, box: BaseMailBox, folder: Folder, marks: dict[str, list[int]]
    ) -> Iterator[Batch]:
        """`marks` has, by folder, its UIDVALIDITY and the last UID that was given."""
        now = select(box, folder.name, readonly=not self._changes)
        validity, last = marks.get(folder.name) or (0, 0)
        if validity != now.validity:
            last, uids = 0, uids_since(box, beginning(self._settings))
        elif now.following == last + 1:
            return
        else:
            uids = uids_after(box, last)
        for group in groups(box, uids):
            last = group[-1]
            marks[folder.name] = [now.validity, last]
            yield Batch(tuple(self._items(box, folder, now.validity, group)), json.dumps(marks))
        last = max(last, now.following - 1)
        if marks.get(folder.name) != [now.validity, last]:
            marks[folder.name] = [now.validity, last]
            yield Batch((), json.dumps(marks))

    def _items(
        self, box: BaseMailBox, folder: Folder, validity: int, uids: Sequence[int]
    ) -> Iterator[Mail | SetAside]:
        """One that the server cannot give is set aside, and keeps back no other."""
        try:
            yield from _mails(box, folder, validity, uids)
        except DROPPED:
            raise
        except SAID_NO as error:
            if len(uids) == 1:
                place = f"{folder.name}/{validity}/{uids[0]}"
                yield SetAside(0, f"{self._mailbox.host} cannot give {place}: {said(error)}.")
            else:
                for uid in uids:
                    yield from self._items(box, folder, validity, [uid])

    def _change(self, name: str, validity: int, uids: Sequence[int]) -> None:
        """Doing it twice does no harm."""
        box = self._connected()
        if select(box, name, readonly=False).validity != validity:
            return
        if self._settings.get("mark"):
            mark_seen(box, uids)
        if self._settings.get("move_to"):
            move(box, uids, str(self._settings["move_to"]))


def _mails(box: BaseMailBox, folder: Folder, validity: int, uids: Sequence[int]) -> list[Mail]:
    """What stands in a selected folder."""
    return [
        Mail(f"{folder.name}/{validity}/{one.uid}", one.raw, one.received, folder.sent, folder.junk)
        for one in beginnings(box, uids)
    ]


def _parts(place: str) -> tuple[str, int, int]:
    """A folder's name may have a slash. Raises TouchpointError."""
    try:
        name, validity, uid = place.rsplit("/", 2)
        return name, int(validity), int(uid)
    except ValueError:
        raise TouchpointError(f"{place} is no place in a mailbox.") from None
