"""Reports of delivery: failed, delayed, delivered (RFC 3464)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from touchpoint.listen.decoding import words_in
from touchpoint.listen.opening import Opened, addresses, ids, parts
from touchpoint.listen.reports.finding import LONGEST, failed_addresses
from touchpoint.listen.reports.machine import is_from_machine
from touchpoint.listen.reports.parts import returned, returned_ids, said, status_fields
from touchpoint.listen.reports.strength import status_in, strength
from touchpoint.model import Bounce, Finding

_STATUS = ("message/delivery-status", "message/global-delivery-status", "text/delivery-status")
_WHO = ("original-recipient", "final-recipient", "x-actual-recipient", "x-failed-recipients")
_MOST = 100
"""Addresses of one report that are read: we write to one person at a time."""
_KNOWN = ("delayed", "delivered", "relayed", "expanded")
_TYPE = re.compile(r"^[ \t]*[\w.-]{1,40}[ \t]*;[ \t]*")

Block = dict[str, str]


def delivery(mail: Opened) -> Finding | None:
    """What a report of delivery says; a person who forwards one is not believed."""
    if mail.message.get_content_type() != "multipart/report" and not is_from_machine(mail):
        return None
    mail = _unwrapped(mail)
    blocks = [block for block in _blocks(mail) if _is_about_somebody(block)][:_MOST]
    if not blocks:
        return None
    failed = [block for block in blocks if _failed(block)]
    if not failed:
        return replace(about_returned(mail), kind="delivery-notice", text=_told(blocks[0]))
    return replace(about_returned(mail), kind="bounce", bounces=tuple(_bounces(mail, failed)))


def _unwrapped(mail: Opened) -> Opened:
    """The report, where a gateway put one of its own around it."""
    inside = returned(mail)
    if inside is None or inside.get_content_type() != "multipart/report":
        return mail
    if any(part.type in _STATUS for part in mail.parts):
        return mail
    return replace(mail, message=inside, parts=tuple(parts(inside)))


def about_returned(mail: Opened) -> Finding:
    """What a report says by itself: which mail it returns, and that a program wrote it."""
    own = returned_ids(mail) or _named_ids(mail)
    references = own or mail.finding.references
    return replace(mail.finding, references=references, reported=bool(own), automatic=True)


def _named_ids(mail: Opened) -> tuple[str, ...]:
    """Gmail and Exchange name the mail among the fields."""
    return tuple(
        one for block in _blocks(mail) for one in ids(block.get("x-original-message-id", ""))
    )


def _blocks(mail: Opened) -> Iterator[Block]:
    for part in mail.parts:
        if part.type in _STATUS:
            for block in status_fields(part):
                yield {name: words_in(value) for name, value in reversed(block)}


def _is_about_somebody(block: Block) -> bool:
    return any(block.get(name) for name in _WHO) or ("action" in block and "status" in block)


def _failed(block: Block) -> bool:
    action = block.get("action", "").strip().lower()
    if action.startswith("fail"):
        return True
    return not action.startswith(_KNOWN) and not block.get("status", "").strip().startswith("2")


def _told(block: Block) -> str:
    words = (block.get("action", ""), block.get("status", ""), _diagnostic(block))
    return " ".join(word.strip() for word in words if word.strip())[:LONGEST]


def _diagnostic(block: Block) -> str:
    return _TYPE.sub("", block.get("diagnostic-code", "")).strip()


def _bounces(mail: Opened, failed: list[Block]) -> Iterator[Bounce]:
    text = said(mail)
    seen = set()
    for block in failed:
        address = _address(block) or next(iter(failed_addresses(mail, text)), "")
        if address.casefold() not in seen:
            seen.add(address.casefold())
            yield _bounce(address, block, text)


def _bounce(address: str, block: Block, text: str) -> Bounce:
    words = _diagnostic(block)
    status = status_in(f"{block.get('status', '')} {words}") or status_in(text)
    return Bounce(
        address, strength(status, words, text), status, (words or " ".join(text.split()))[:LONGEST]
    )


def _address(block: Block) -> str:
    """The one that was written to, before the one that it was forwarded to."""
    values = (_TYPE.sub("", block.get(name, "")).strip(" <>") for name in _WHO)
    return next((found for found in map(_whole, values) if found), "")


def _whole(value: str) -> str:
    if "@" in value.strip("@") and not re.search(r"[\s<>,;]", value):
        return value
    return next(iter(addresses(value)), "")
