"""Addresses of pages in the user's files."""

from __future__ import annotations

import re

_PAGE = re.compile(
    r"(?:https://[a-z0-9.-]+|http://(?:127\.0\.0\.1|localhost|\[::1\]))(?::\d{1,5})?"
    r"(?:/[\w.~%-]+)*/?",
    re.IGNORECASE | re.ASCII,
)
_LONGEST = 300
"""Characters; with its token it stands on one line of a header, which is never broken there."""


def read_page(url: str) -> str:
    """The address of a page, to which a token can be appended, without a / at its end.

    RFC 8058 3.1: https only; a page of this machine may do without. Raises ValueError.
    """
    if len(url) > _LONGEST or not _PAGE.fullmatch(url):
        raise ValueError(
            f'"{url[:_LONGEST]}" is no address of a page for this. Write it like '
            '"https://example.com/leave": with https, in plain letters, and without ? or #'
        )
    return url.rstrip("/")
