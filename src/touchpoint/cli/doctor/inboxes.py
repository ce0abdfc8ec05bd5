"""Which inboxes are heard, when they last were, and how much they told."""

from __future__ import annotations

from collections.abc import Iterator

from touchpoint.cli.doctor.sign import Sign
from touchpoint.cli.opening import Opened
from touchpoint.cli.screen import ago, count
from touchpoint.store import Run

_SPOOL = "spool"
"""The kind of inbox that hears one click."""


def heard(open_: Opened, last: Run | None) -> Iterator[Sign]:
    """One line for each inbox, and one for clicks that none of them hears."""
    page = open_.project.policy.unsubscribe.page
    if page and all(inbox.name != _SPOOL for inbox in open_.project.inboxes.values()):
        text = (
            f"who clicks at {page} is heard by nobody. Write a table [inboxes.clicks] with "
            f'kind = "{_SPOOL}" and path, the folder that the page writes to'
        )
        yield Sign("one click", text, well=False)
    for name in open_.project.inboxes:
        moment = open_.store.last_heard(name)
        when = f"heard {ago(open_.now - moment)}" if moment is not None else "not heard yet"
        if why := open_.store.why_deaf(name):
            said = f"{when}, and not in the last run" if moment is not None else when
            yield Sign("inbox", f"{name}: {said}. {why}", well=False)
        elif moment is None:
            text = f"{name}: {when}. A run hears it: touchpoint run"
            yield Sign("inbox", text, well=last is None)
        else:
            yield Sign("inbox", f"{name}: {when}{_told(open_, name)}")


def _told(open_: Opened, name: str) -> str:
    number, latest = open_.store.heard_from(name)
    if not number:
        return ", nothing of your people so far"
    news = count(number, "piece of news", "pieces of news")
    return f", {news} of your people so far, the last of {ago(open_.now - latest)}"
