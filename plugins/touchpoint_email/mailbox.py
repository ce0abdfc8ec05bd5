"""Whose mail goes through which server: the `mailbox` table of a sender or of all of them."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from touchpoint.plugin import Sender, Setting, TouchpointError

_Tables: TypeAlias = tuple[Mapping[str, Any], ...]
_STANDARD_PORT = {"starttls": 587, "tls": 465, "none": 25}
_IMPLICIT_TLS = 465
_PORTS = 65536


@dataclass(frozen=True, slots=True)
class Provider:
    """What `at` fills in. Limits stay below what the provider allows, to leave room for hand."""

    host: str
    security: str
    limit: str
    connections: int = 3


PROVIDERS: Mapping[str, Provider] = {
    "gmail": Provider("smtp.gmail.com", "starttls", "400 per day"),
    "outlook": Provider("smtp-mail.outlook.com", "starttls", "250 per day", 2),
    "office365": Provider("smtp.office365.com", "starttls", "2000 per day", 2),
    "fastmail": Provider("smtp.fastmail.com", "tls", "1000 per day"),
    "icloud": Provider("smtp.mail.me.com", "starttls", "800 per day", 2),
    "yahoo": Provider("smtp.mail.yahoo.com", "tls", "400 per day", 2),
    "zoho": Provider("smtp.zoho.com", "tls", "200 per day", 2),
}
_BY_HAND = Provider("", "", "", 5)

_PASSWORD = Setting.secret("the password; most providers want an app password")
_SECURITY = Setting.choice('encryption: "none" on this machine only', "starttls", "tls", "none")
MAILBOX = Setting.table(
    "the mailbox to send from",
    at=Setting.choice("the provider, which fills in the server and its daily limit", *PROVIDERS),
    password=_PASSWORD,
    token=Setting.secret("an OAuth2 access token, instead of a password"),
    smtp=Setting.table(
        "the server, by hand",
        host=Setting.text("its name"),
        port=Setting.number("its port; 587 for starttls, 465 for tls"),
        security=_SECURITY,
        username=Setting.text("the name to log in with; the sender's address unless given"),
        password=_PASSWORD,
        connections=Setting.number("how many connections to keep open at once"),
        limit=Setting.text('its quota: "400 per day", "400 per 24 hours"'),
    ),
    imap=Setting.table(
        "where answers arrive, by hand",
        host=Setting.text("its name"),
        port=Setting.number("its port"),
        security=_SECURITY,
        username=Setting.text("the name to log in with"),
        password=_PASSWORD,
    ),
)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One login at one server. Equal ones share their connections."""

    host: str
    port: int
    security: str
    username: str
    connections: int = field(compare=False)
    limit: str | None = field(compare=False)
    where: str = field(compare=False)
    """The setting to correct: `[senders.bob] mailbox`."""
    tables: _Tables = field(compare=False, repr=False)
    """Secrets are read from these only when a connection is opened."""

    @property
    def name(self) -> str:
        """For people: `ann@example.com at smtp.gmail.com`, the port where it is no usual one."""
        port = "" if self.port in _STANDARD_PORT.values() else f":{self.port}"
        return f"{self.username} at {self.host}{port}"

    def secret(self, key: str) -> str | None:
        """The password or the token. Raises TouchpointError when its reference leads nowhere."""
        value = _first(key, self.tables)
        return None if value is None else str(value)


def mailbox(sender: Sender, shared: Any) -> Mailbox | None:
    """The sender's mailbox, else the one shared by all; None where nothing is set.

    Raises TouchpointError with a sentence when the settings make no sense.
    """
    own = sender.get("mailbox")
    tables = _tables(own, shared)
    if not tables:
        return None
    name = f"[senders.{sender.key}]" if sender.key else "[sender]"
    return _checked(sender, f"{name} mailbox" if own else "[channels.email] mailbox", tables)


def _tables(own: Any, shared: Any) -> _Tables:
    """Where to look for a key, in order. A sender who names a server takes nothing from shared."""
    independent = bool(own) and bool(_first("at", _inner(own)) or _first("host", _inner(own)))
    return _inner(own) if independent else _inner(own) + _inner(shared)


def _inner(table: Any) -> _Tables:
    return tuple(part for part in (table.get("smtp"), table) if part) if table else ()


def _first(key: str, tables: _Tables) -> Any:
    """Each table is asked once: asking for a secret may start a command."""
    values = (table.get(key) for table in tables)
    return next((value for value in values if value not in (None, "")), None)


def _checked(sender: Sender, where: str, tables: _Tables) -> Mailbox:
    provider = _provider(where, _first("at", tables))
    host = str(_first("host", tables) or provider.host)
    if not host:
        raise TouchpointError(
            f'{where} does not say which server. Write at = "gmail", or smtp = {{ host = ... }}.'
        )
    security = _security(where, host, tables, provider)
    return Mailbox(
        host=host,
        port=_whole(where, "port", _first("port", tables) or _STANDARD_PORT[security]),
        security=security,
        username=str(_first("username", tables) or sender.email),
        connections=_whole(
            where, "connections", _first("connections", tables) or provider.connections
        ),
        limit=_first("limit", tables) or provider.limit or None,
        where=where,
        tables=tables,
    )


def _provider(where: str, name: Any) -> Provider:
    if name is None:
        return _BY_HAND
    if name not in PROVIDERS:
        raise TouchpointError(
            f"{where} has at = {name!r}, which is not known. Known are {', '.join(PROVIDERS)}; "
            "for others write smtp = { host = ... }."
        )
    return PROVIDERS[name]


def _security(where: str, host: str, tables: _Tables, provider: Provider) -> str:
    implicit = _first("port", tables) == _IMPLICIT_TLS
    given = _first("security", tables) or provider.security or ("tls" if implicit else "starttls")
    if given not in _STANDARD_PORT:
        raise TouchpointError(f'{where} has security = {given!r}. It is "starttls" or "tls".')
    if given == "none" and not _loopback(host):
        raise TouchpointError(
            f'{where} has security = "none", but {host} is another machine: everybody on the way '
            'could read the password and the letters. Write "starttls" or "tls".'
        )
    return str(given)


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _whole(where: str, key: str, value: Any) -> int:
    if not isinstance(value, int | float) or value != int(value) or not 0 < value < _PORTS:
        raise TouchpointError(f"{where} has {key} = {value!r}, which is not a number that can be.")
    return int(value)
