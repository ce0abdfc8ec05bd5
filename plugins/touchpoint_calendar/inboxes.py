"""Calendars as inboxes: meetings with people we know, from an ICS file or address, or CalDAV."""

from __future__ import annotations

import json
import time
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from touchpoint.plugin import Batch, Duration, Heard, Inbox, Setting, TouchpointError

AHEAD = timedelta(days=180)
"""How far meetings are known beforehand, for rules that come before one."""
_BATCH = 200
_SINCE = Duration.parse("30 days")
_PASSWORD = Setting.secret("the password, where it wants one")
_OF_ALL = {
    "me": Setting.text("the address whose calendar it is, to leave out what they declined"),
    "since": Setting.duration("how far back it is read", _SINCE),
}


class _Meetings(Inbox):
    """Gives each meeting once, and again where it is moved or taken out before it begins."""

    holds_mail = False

    @abstractmethod
    def _content(self, start: date, end: date) -> bytes:
        """The calendar as ICS, at least from one day up to another."""

    def listen(self, cursor: str) -> Iterator[Batch]:
        """Every meeting from `since` on, if anything has changed since yesterday or the cursor."""
        from touchpoint_calendar.meetings import Window, meetings  # noqa: PLC0415 - 120 ms

        known: dict[str, Any] = json.loads(cursor) if cursor else {"seen": "", "ahead": {}}
        now = datetime.fromtimestamp(time.time(), UTC)
        since = self.settings.get("since") or _SINCE
        start, end = now - timedelta(days=since.most_days), now + AHEAD
        content = self._content(start.date(), end.date())
        seen = f"{now.date()}:{sha256(content).hexdigest()}"
        if seen == known["seen"]:
            return
        found = meetings(content, Window(start, end), str(self.settings.get("me") or ""))
        gone = _gone(known["ahead"], found, int(now.timestamp()))
        ahead = {one.id: [one.moment, list(one.addresses)] for one in found
                 if one.moment > now.timestamp() and not one.cancelled}  # fmt: skip
        yield from _batches([*found, *gone], cursor, json.dumps({"seen": seen, "ahead": ahead}))


def _gone(ahead: dict[str, tuple[int, list[str]]], found: Sequence[Heard], now: int) -> list[Heard]:
    """What was to come and stands in the calendar no more."""
    there = {one.id for one in found}
    return [
        Heard(token, "meeting", tuple(addresses), moment, cancelled=True)
        for token, (moment, addresses) in ahead.items()
        if token not in there and moment > now
    ]


def _batches(items: Sequence[Heard], before: str, after: str) -> Iterator[Batch]:
    """In parts; only the last one moves the cursor, since what was given may come again."""
    parts = [tuple(items[at : at + _BATCH]) for at in range(0, len(items), _BATCH)] or [()]
    for part in parts[:-1]:
        yield Batch(part, before)
    yield Batch(parts[-1], after)


class CalendarFile(_Meetings):
    """A calendar as an ICS file, or at an address that gives one: most programs can share it so."""

    name = "calendar"
    settings = {  # noqa: RUF012 - the instance's settings take its place
        "path": Setting.text("the file"),
        "url": Setting.text("the address: https:// or webcal://"),
        "username": Setting.text("the name to log in with, where it wants one"),
        "password": _PASSWORD,
        **_OF_ALL,
    }

    def _content(self, start: date, end: date) -> bytes:  # noqa: ARG002 - it is given whole
        path, url = self.settings.get("path"), self.settings.get("url")
        if not path and not url:
            raise TouchpointError('Say where the calendar is: path = "calendar.ics", or url.')
        if url:
            from touchpoint_calendar.fetching import fetched  # noqa: PLC0415 - the network: 5 ms

            return fetched(str(url), *_login(self))
        file = self.folder / Path(str(path)).expanduser()
        if file.exists() and not file.is_file():
            raise TouchpointError(f"{path} is no file. Write the path of the calendar's own.")
        try:
            return file.read_bytes()
        except OSError as error:
            raise TouchpointError(f"{path} cannot be read: {error.strerror}.") from error


class CalDav(_Meetings):
    """A calendar on a server (CalDAV, RFC 4791). Needs: pip install "touchpoint[caldav]"."""

    name = "caldav"
    settings = {  # noqa: RUF012 - see above
        "url": Setting.text("the address of the calendar, or of all of them", required=True),
        "username": Setting.text("the name to log in with"),
        "password": _PASSWORD,
        **_OF_ALL,
    }

    def _content(self, start: date, end: date) -> bytes:
        from touchpoint_calendar.fetching import caldav_events  # noqa: PLC0415 - as above

        return caldav_events(str(self.settings["url"]), *_login(self), start, end)


def _login(inbox: Inbox) -> tuple[str, str]:
    return str(inbox.settings.get("username") or ""), str(inbox.settings.get("password") or "")
