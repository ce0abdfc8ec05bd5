"""Calendars from where they are, as ICS."""

from __future__ import annotations

import ipaddress
from base64 import b64encode
from datetime import date, datetime, time
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from touchpoint.plugin import TouchpointError

_LARGEST = 50_000_000
_PATIENCE = 30


def fetched(url: str, username: str, password: str) -> bytes:
    """What an address gives. Raises TouchpointError with a sentence."""
    head = {"User-Agent": "touchpoint", "Accept": "text/calendar"}
    request = Request(safe(url), headers=head)  # noqa: S310 - https, as safe() says
    if username:
        login = b64encode(f"{username}:{password}".encode()).decode()
        request.add_unredirected_header("Authorization", f"Basic {login}")
    try:
        with urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310 - see above
            content = bytes(answer.read(_LARGEST + 1))
    except HTTPError as error:
        error.close()  # it holds the connection
        raise TouchpointError(f"{_place(url)} answers {error.code} {error.reason}.") from error
    except (URLError, OSError, ValueError) as error:
        why = getattr(error, "reason", error)
        raise TouchpointError(f"{_place(url)} cannot be reached: {why}.") from error
    if len(content) > _LARGEST:
        raise TouchpointError(f"{_place(url)} gives more than 50 MB, which is no calendar.")
    return content


def safe(url: str) -> str:
    """An address on which nobody else can listen: https, or this machine.

    Raises TouchpointError.
    """
    parts = urlsplit(url.strip())
    if parts.scheme.lower() in {"webcal", "webcals", "https"} and parts.hostname:
        return parts._replace(scheme="https").geturl()
    if parts.scheme.lower() == "http" and _loopback(parts.hostname or ""):
        return url.strip()
    raise TouchpointError(
        f"{_place(url)} is no address of a calendar that is safe to read: write https://..."
    )


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _place(url: str) -> str:
    """Without what comes behind the server's name: shared calendars have a secret in there."""
    parts = urlsplit(url.strip())
    return f"{parts.scheme}://{parts.hostname}" if parts.hostname else url[:60]


def caldav_events(url: str, username: str, password: str, start: date, end: date) -> bytes:
    """Every event between two days, of the calendar at an address or of all that are there.

    Raises TouchpointError with a sentence, also where the library is not installed.
    """
    try:
        import caldav  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise TouchpointError(
            'CalDAV needs a library that is not installed: pip install "touchpoint[caldav]"'
        ) from error
    login: dict[str, Any] = {"username": username, "password": password} if username else {}
    connect: Any = caldav.DAVClient
    try:
        with connect(safe(url), timeout=_PATIENCE, **login) as client:
            found = _calendars(client, url)
            texts = [event.data for one in found for event in _events(one, start, end)]
    except TouchpointError:
        raise
    except Exception as error:
        what = " ".join(str(error).split())[:200] or type(error).__name__
        raise TouchpointError(f"{_place(url)} does not give its calendar: {what}.") from error
    return "\r\n".join(sorted(map(str, texts))).encode()


def _calendars(client: Any, url: str) -> list[Any]:
    """The calendar at the address, else all of the account; some servers have no accounts."""
    from caldav.lib.error import DAVError  # noqa: PLC0415 - an extra

    try:
        found = list(client.principal().calendars())
    except DAVError:
        found = []
    exact = [one for one in found if str(one.url).rstrip("/") == url.strip().rstrip("/")]
    return exact or found or [client.calendar(url=url)]


def _events(calendar: Any, start: date, end: date) -> list[Any]:
    bounds = {"start": datetime.combine(start, time()), "end": datetime.combine(end, time())}
    return list(calendar.search(event=True, expand=False, **bounds))
