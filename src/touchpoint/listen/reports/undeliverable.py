"""Mails that came back in a server's own words, as it was before RFC 3464, and still is."""

from __future__ import annotations

from dataclasses import replace

from touchpoint.listen.automatic import has_nobody_behind
from touchpoint.listen.opening import Opened, field
from touchpoint.listen.reports.delivery import about_returned
from touchpoint.listen.reports.finding import LONGEST, failed_addresses
from touchpoint.listen.reports.machine import (
    is_from_daemon,
    is_from_person,
    is_titled_as_returned,
)
from touchpoint.listen.reports.parts import said
from touchpoint.listen.reports.phrases import phrases
from touchpoint.listen.reports.strength import (
    speaks_of_failure,
    speaks_of_servers,
    status_in,
    strength,
)
from touchpoint.model import Bounce, Finding

_FIRST = 4_000
"""Letters in which a server says what it is about."""


def undeliverable(mail: Opened) -> Finding | None:
    """A mail that came back, or waits; only where a mail system wrote it."""
    text = said(mail)
    if not _is_from_system(mail, text):
        return None
    if phrases("arrived").search(mail.finding.subject):
        return replace(about_returned(mail), kind="delivery-notice")
    if _is_still_tried(mail, text):
        told = " ".join(text.split())[:LONGEST]
        return replace(about_returned(mail), kind="delivery-notice", text=told)
    return _returned(mail, text)


def _returned(mail: Opened, text: str) -> Finding | None:
    """A bounce; that of nobody known, where its subject leaves no doubt."""
    found = failed_addresses(mail, text)
    if not found and not (is_titled_as_returned(mail) and _is_sure(mail)):
        return None
    bounces = tuple(_bounce(one, found, text) for one in found or ("",))
    return replace(about_returned(mail), kind="bounce", bounces=bounces)


def _is_from_system(mail: Opened, text: str) -> bool:
    """Parcels are not delivered either: a subject alone needs the words of a mail server."""
    if is_from_person(mail) and not is_from_daemon(mail):
        return False
    titled = is_titled_as_returned(mail)
    if titled and (_is_sure(mail) or has_nobody_behind(mail)):
        return True
    if phrases("no-bounce").search(mail.finding.subject):
        return False
    if _is_sure(mail):
        return bool(phrases("failed").search(text[:_FIRST]))
    return (titled or has_nobody_behind(mail)) and speaks_of_servers(text[:_FIRST])


def _is_sure(mail: Opened) -> bool:
    """Whether no person writes such a header."""
    report = mail.message.get_content_type() == "multipart/report"
    return is_from_daemon(mail) or report or bool(field(mail.message, "X-Failed-Recipients"))


def _is_still_tried(mail: Opened, text: str) -> bool:
    head = f"{mail.finding.subject}\n{text}"
    return bool(phrases("still-tried").search(head)) and not phrases("gave-up").search(head)


def _bounce(address: str, all_found: tuple[str, ...], text: str) -> Bounce:
    near = _around(address, all_found, text)
    status = status_in(near) or status_in(text)
    told = near if speaks_of_failure(near) else text
    return Bounce(address, strength(status, near, text), status, " ".join(told.split())[:LONGEST])


def _around(address: str, all_found: tuple[str, ...], text: str) -> str:
    """What stands behind an address, up to the next one."""
    at = text.lower().rfind(address.lower()) if address else -1
    if at < 0:
        return ""
    rest = text[at + len(address) : at + len(address) + 1000]
    ends = (rest.lower().find(one.lower()) for one in all_found if one != address)
    return rest[: min((end for end in ends if end >= 0), default=len(rest))].lstrip(" >:\"'\n")
