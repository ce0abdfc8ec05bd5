"""Complaints: somebody pressed the button that says a mail is spam (RFC 5965)."""

from __future__ import annotations

from dataclasses import replace
from email.message import Message

from touchpoint.listen.opening import Opened, Part, addresses, field, fields
from touchpoint.listen.reports.parts import returned, returned_ids, status_fields
from touchpoint.model import Bounce, Finding

_NO_COMPLAINT = ("not-spam", "auth-failure", "dmarc")
"""RFC 6430; RFC 6591: somebody else's forgery of our address."""
_RECIPIENT = ("original-rcpt-to", "removal-recipient", "original-recipient")
_REPORT = "message/feedback-report"
_HOTMAIL = "X-HmXmrOriginalRecipient"


def complaint(mail: Opened) -> Finding | None:
    """Who complains is in `bounces`, as far as the report says it; many hide it."""
    fields_of = next((_named(part) for part in mail.parts if part.type == _REPORT), None)
    if fields_of is None:
        return _of_hotmail(mail)
    how = fields_of.get("feedback-type", "abuse").strip().lower()
    if how in _NO_COMPLAINT:
        return mail.finding
    wanted = (fields_of.get(name, "") for name in _RECIPIENT)
    who = next((found for found in map(addresses, wanted) if found), ()) or _to(returned(mail))
    return _complaint(mail, who, how)


def _of_hotmail(mail: Opened) -> Finding | None:
    """Outlook.com sends the mail complained of, with who complains in its header."""
    original = returned(mail)
    who = addresses(field(original, _HOTMAIL)) if original else ()
    return _complaint(mail, who, "abuse") if who else None


def _complaint(mail: Opened, who: tuple[str, ...], how: str) -> Finding:
    ids = returned_ids(mail)
    return replace(
        mail.finding,
        kind="complaint",
        references=ids or mail.finding.references,
        reported=bool(ids),
        bounces=tuple(Bounce(one, "policy", said=how) for one in who),
        automatic=True,
    )


def _named(part: Part) -> dict[str, str]:
    pairs = (pair for block in status_fields(part) for pair in block)
    return dict(reversed(list(pairs)))


def _to(original: Message | None) -> tuple[str, ...]:
    return addresses(*fields(original, "To")) if original else ()
