"""Whose mail goes through which server: the `mailbox` table of a sender or of all of them."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from touchpoint.plugin import Deferred, Sender, Setting, TouchpointError
from touchpoint_email.providers import BY_HAND, PROVIDERS, Provider

_Tables: TypeAlias = tuple[Mapping[str, Any], ...]
_PORTS = 65536

PASSWORD = Setting.secret("the password; most providers want an app password")
TOKEN = Setting.secret("an OAuth2 access token, instead of a password")
SECURITY = Setting.choice('encryption: "none" on this machine only', "starttls", "tls", "none")
MAILBOX = Setting.table(
    "the mailbox to send from, and where answers to it are heard",
    at=Setting.choice("the provider, which fills in servers and the daily limit", *PROVIDERS),
    password=PASSWORD,
    token=TOKEN,
    smtp=Setting.table(
        "the server, by hand",
        host=Setting.text("its name"),
        port=Setting.number("its port; 587 for starttls, 465 for tls"),
        security=SECURITY,
        username=Setting.text("the name to log in with; the sender's address unless given"),
        password=PASSWORD,
        connections=Setting.number("how many connections to keep open at once"),
        limit=Setting.text('its quota: "400 per day", "400 per 24 hours"'),
    ),
    imap=Setting.table(
        "where answers arrive, by hand",
        host=Setting.text("its name"),
        port=Setting.number("its port; 993 for tls, 143 for starttls"),
        security=SECURITY,
        username=Setting.text("the name to log in with; as for sending unless given"),
        password=PASSWORD,
    ),
)


@dataclass(frozen=True, slots=True)
class _Protocol:
    """One of the two sides of a mailbox."""

    table: str
    ports: Mapping[str, int]
    usual: str
    """How it is encrypted where nothing is said, and no port."""

    @property
    def by_hand(self) -> str:
        """What is written where no provider fills it in."""
        return f"{self.table} = {{ host = ... }}"

    def security(self, port: Any) -> str:
        """What a port means. `none` is never guessed."""
        meant = (name for name, number in self.ports.items() if number == port and name != "none")
        return next(meant, self.usual)


_SMTP = _Protocol("smtp", {"starttls": 587, "tls": 465, "none": 25}, "starttls")
_IMAP = _Protocol("imap", {"starttls": 143, "tls": 993, "none": 143}, "tls")
_NAMELESS = {*_SMTP.ports.values(), *_IMAP.ports.values()}


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
        port = "" if self.port in _NAMELESS else f":{self.port}"
        return f"{self.username} at {self.host}{port}"

    @property
    def keeps_sent(self) -> bool:
        """Whether what it sends stands among what was sent without our doing."""
        return any(one.keeps_sent and one.smtp == self.host for one in PROVIDERS.values())

    def secret(self, key: str) -> str | None:
        """The password or the token. Raises TouchpointError when its reference leads nowhere."""
        value = _first(key, self.tables)
        return None if value is None else str(value)


def mailbox(sender: Sender, shared: Any) -> Mailbox | None:
    """The mailbox to send from: the sender's, else the one shared by all; None for none.

    Raises TouchpointError with a sentence when the settings make no sense.
    """
    tables = _tables(sender.get("mailbox"), shared, _SMTP)
    if not tables or (_lacks_server(tables) and incoming(sender, shared)):
        return None
    return _checked(_SMTP, _where(sender), sender.email, tables, tables)


def incoming(sender: Sender, shared: Any) -> Mailbox | None:
    """Where what is sent to it arrives, over IMAP; None where no server is known for that.

    Its login is the one for sending, unless it has its own. Raises TouchpointError.
    """
    tables = _tables(sender.get("mailbox"), shared, _IMAP)
    logins = (*tables, *_tables(sender.get("mailbox"), shared, _SMTP))
    if _lacks_server(tables):
        return None
    return _checked(_IMAP, _where(sender), sender.email, tables, logins)


def needed(
    find: Callable[[Sender, Any], Mailbox | None], sender: Sender, shared: Any, what: str
) -> Mailbox:
    """What `mailbox` or `incoming` finds. Raises Deferred, with what to write, where it cannot."""
    try:
        found = find(sender, shared)
    except TouchpointError as error:
        raise Deferred(str(error)) from error
    if found is None:
        table = f"[senders.{sender.key}]" if sender.key else "[sender]"
        raise Deferred(
            f"{sender.name or sender.email} has no mailbox {what}. Write under {table}: "
            'mailbox = { at = "gmail", password = "file:..." }'
        )
    return found


def standing(settings: Mapping[str, Any]) -> Mailbox:
    """The server that an inbox of the kind `imap` names. Raises TouchpointError."""
    where = "[inboxes]"
    if not settings.get("username"):
        raise TouchpointError("Whose mailbox is it? Write username, which is mostly the address.")
    if _lacks_server((settings,)):
        raise TouchpointError('Which server is it? Write at = "gmail", or host = "imap.NAME".')
    return _checked(_IMAP, where, "", (settings,), (settings,))


def _lacks_server(tables: _Tables) -> bool:
    return not (_first("host", tables) or _first("at", tables))


def _where(sender: Sender) -> str:
    name = f"[senders.{sender.key}]" if sender.key else "[sender]"
    return f"{name} mailbox" if sender.get("mailbox") else "[channels.email] mailbox"


def _tables(own: Any, shared: Any, protocol: _Protocol) -> _Tables:
    """Where to look for a key, in order. A sender who names a server takes nothing from shared."""
    named = [table for one in (_SMTP, _IMAP) for table in _inner(own, one)]
    independent = bool(_first("at", named) or _first("host", named))
    mine = _inner(own, protocol)
    return mine if independent else mine + _inner(shared, protocol)


def _inner(table: Any, protocol: _Protocol) -> _Tables:
    return tuple(part for part in (table.get(protocol.table), table) if part) if table else ()


def _first(key: str, tables: Iterable[Mapping[str, Any]]) -> Any:
    """Each table is asked once: asking for a secret may start a command."""
    values = (table.get(key) for table in tables)
    return next((value for value in values if value not in (None, "")), None)


def _checked(
    protocol: _Protocol, where: str, email: str, tables: _Tables, logins: _Tables
) -> Mailbox:
    provider = _provider(where, _first("at", tables), protocol)
    host = str(_first("host", tables) or provider.host(protocol.table))
    if not host:
        raise TouchpointError(
            f'{where} does not say which server. Write at = "gmail", or {protocol.by_hand}.'
        )
    security = _security(where, host, tables, provider.security(protocol.table), protocol)
    return Mailbox(
        host=host,
        port=_whole(where, "port", _first("port", tables) or protocol.ports[security]),
        security=security,
        username=str(_first("username", logins) or email),
        connections=_whole(
            where, "connections", _first("connections", tables) or provider.connections
        ),
        limit=_first("limit", tables) or provider.limit or None,
        where=where,
        tables=logins,
    )


def _provider(where: str, name: Any, protocol: _Protocol) -> Provider:
    if name is None:
        return BY_HAND
    if name not in PROVIDERS:
        raise TouchpointError(
            f"{where} has at = {name!r}, which is not known. Known are {', '.join(PROVIDERS)}; "
            f"for others write {protocol.by_hand}."
        )
    return PROVIDERS[name]


def _security(where: str, host: str, tables: _Tables, usual: str, protocol: _Protocol) -> str:
    given = _first("security", tables) or usual or protocol.security(_first("port", tables))
    if given not in protocol.ports:
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
