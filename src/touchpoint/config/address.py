"""Addresses in the user's files."""

from __future__ import annotations

import re

_PLAIN = re.compile(
    r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}",
    re.IGNORECASE,
)


def read_address(text: str) -> str:
    """An e-mail address as it was written. Raises ValueError."""
    if _PLAIN.fullmatch(text):
        return text
    # The plain case, nearly all there are, is not made to wait 60 ms for this import.
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415

    try:
        found = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError as fault:
        raise ValueError(f'"{text}" is not an e-mail address. {fault}') from None
    return found.normalized
