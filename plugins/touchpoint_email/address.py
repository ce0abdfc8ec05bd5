"""Email addresses as they go into headers and envelopes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from touchpoint.plugin import TouchpointError

_ATOM = r"[^\s\x00-\x20\x7f-\xa0\"(),.:;<>@\[\]\\]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_LONGEST = 254
"""RFC 5321 4.5.3.1.3: a path has 256 octets, two of them angle brackets."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address with its domain in ASCII: A-labels where it is international (RFC 5891)."""

    local: str
    domain: str

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"

    @property
    def ascii(self) -> bool:
        """False when only a server with SMTPUTF8 (RFC 6531) can take it."""
        return self.local.isascii()


def address(text: str) -> Address:
    """The one address in `text`. Raises TouchpointError when it is none, or more than one."""
    local, at, domain = text.strip().rpartition("@")
    if not domain.isascii():
        domain = _a_labels(domain)
    found = Address(local, domain)
    if not (at and _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)):
        raise _refusal(text)
    if len(_utf8(text, str(found))) > _LONGEST or "=?" in local:
        raise _refusal(text)
    return found


@lru_cache(maxsize=1024)
def _a_labels(domain: str) -> str:
    """Empty when it is no domain."""
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - 30 ms, rare

    try:
        valid = validate_email(f"a@{domain}", check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return ""
    return valid.ascii_domain or ""


def _utf8(text: str, found: str) -> bytes:
    try:
        return found.encode()
    except UnicodeEncodeError as error:
        raise _refusal(text) from error


def _refusal(text: str) -> TouchpointError:
    return TouchpointError(
        f"{text[:100]!r} is not an email address that can be written to. Correct it in the source."
    )
