"""Touchpoints that a mail names itself."""

from __future__ import annotations

import re

_OF_TOUCHPOINT = "[a-z2-7]{26}"
_TAGGED = re.compile(rf".+[+-]({_OF_TOUCHPOINT})@.+")
_LEAVES_TO = re.compile(rf"(?:.+[+-])?unsubscribe[+-]({_OF_TOUCHPOINT})@.+")
_LEAVES = re.compile(rf"\s*unsubscribe\s+<?({_OF_TOUCHPOINT})>?\s*", re.IGNORECASE)


def in_addresses(recipients: tuple[str, ...]) -> tuple[str, ...]:
    """The tokens of `local+TOKEN@domain`, also where the separator is a `-`; each once."""
    found = (_TAGGED.fullmatch(address) for address in recipients)
    return tuple(dict.fromkeys(one[1] for one in found if one))


def of_leaving(subject: str, recipients: tuple[str, ...]) -> str:
    """The token of `unsubscribe TOKEN`, as our own mails offer it; empty where there is none."""
    if found := _LEAVES.fullmatch(subject):
        return found[1].lower()
    return next((one[1] for one in map(_LEAVES_TO.fullmatch, recipients) if one), "")
