"""What the server that took a mail in made of it: SPF, DKIM and DMARC, as its header tells.

Anybody can write a field Authentication-Results (RFC 8601 1.6). Those count that the receiving
server wrote: they stand together with the topmost one, between two fields Received, and the
lowest of these was written when the sender's own server took the mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser

from touchpoint.listen.opening import addresses

_LONGEST = 20_000
"""Letters that are read of one field."""
_RESULTS, _HOP, _SIGNATURE = "authentication-results", "received", "dkim-signature"
_METHOD = re.compile(r"\s*([A-Za-z][\w-]*)\s*(?:/\s*\d+\s*)?=\s*([A-Za-z]+)")
_PROPERTY = re.compile(r"""([A-Za-z][\w-]*(?:\s*\.\s*[\w-]+)?)\s*=\s*(?:"([^"]*)"|([^\s;"]+))""")
_FROM = re.compile(r"from\s+\[?([\w.-]+)")
_BY = re.compile(r"\bby\s+([\w.-]+)")
_OVER_TLS = re.compile(r"\bwith\s+(?:UTF8)?E?SMTPSA?\b|\bTLS\s?v?1", re.IGNORECASE)
"""RFC 3848, RFC 6531 4.3; many servers name the version of TLS in a comment instead."""
_OVER_SMTP = re.compile(r"\bwith\s+(?:UTF8)?(?:E?SMTPS?A?|Microsoft SMTP)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a server (RFC 8601 2.2)."""

    method: str
    """`spf`, `dkim`, `dmarc` ..."""
    result: str
    """`pass`, `fail`, `none` ..."""
    properties: Mapping[str, str] = field(default_factory=dict)
    """`smtp.mailfrom`, `header.d` ..., and `reason`."""
    comment: str = ""
    """What stands in brackets: Google says the domain's policy there."""

    @property
    def domain(self) -> str:
        """The domain that was checked; empty where it is not said."""
        names = ("header.from", "header.d", "header.i", "smtp.mailfrom", "smtp.mail", "smtp.helo")
        said = next((one for name in names if (one := self.properties.get(name))), "")
        return said.rpartition("@")[2].strip("<>").lower()


@dataclass(frozen=True, slots=True)
class Authentication:
    """What is known of how a mail was taken in."""

    domain: str
    """Of the address in From."""
    server: str = ""
    """How the server that checked it calls itself; empty where none did, or it does not say."""
    checks: tuple[Check, ...] = ()
    encrypted: bool | None = None
    """Whether it came to that server over TLS; None where nobody says."""
    fields: frozenset[str] = frozenset()
    """The names of all its header fields, lower-case."""
    signed: frozenset[str] = frozenset()
    """Those that a DKIM signature of the domain covers (RFC 6376 3.5, `h=`)."""

    def of(self, method: str) -> tuple[Check, ...]:
        """The checks by one method, in their order."""
        return tuple(check for check in self.checks if check.method == method)

    def aligned(self, check: Check) -> bool:
        """Whether a check passed for the domain in From (RFC 7489 3.1, relaxed)."""
        return check.result == "pass" and aligned(check.domain, self.domain)


def aligned(one: str, other: str) -> bool:
    """Whether two domains are the same, or one is below the other."""
    return bool(one and other) and f".{one}".endswith(f".{other}") | f".{other}".endswith(f".{one}")


def authentication(raw: bytes) -> Authentication:
    """Read the header of a mail as it stands in the mailbox. It never raises."""
    header = _header(raw)
    sender = next((text for name, text in header if name == "from"), "")
    domain = (addresses(sender) or ("",))[-1].rpartition("@")[2].lower()
    written, above, below = _by_the_receiver(header)
    read = [_read(text) for text in written]
    server = read[0][0] if read else ""
    return Authentication(
        domain,
        server,
        tuple(check for name, checks in read if _same_house(name, server) for check in checks),
        _encrypted(above, below, server),
        frozenset(name for name, _ in header),
        _signed([text for name, text in header if name == _SIGNATURE], domain),
    )


def _header(raw: bytes) -> list[tuple[str, str]]:
    """Every field, its name lower-case, its text on one line; bytes beyond ASCII as they can be."""
    fields = BytesHeaderParser().parsebytes(raw.partition(b"\r\n\r\n")[0]).raw_items()
    return [(name.lower(), " ".join(str(text)[:_LONGEST].split())) for name, text in fields]


def _by_the_receiver(header: Sequence[tuple[str, str]]) -> tuple[list[str], str, str]:
    """Its results, and the fields Received above and below them, empty for none."""
    hops = [at for at, (name, _) in enumerate(header) if name == _HOP]
    first = next((at for at, (name, _) in enumerate(header) if name == _RESULTS), len(header))
    above = max((at for at in hops if at < first), default=None)
    below = min((at for at in hops if at > first), default=None)
    block = header[above or 0 : below]
    written = [text for name, text in block if name == _RESULTS]
    up, down = (header[at][1] if at is not None else "" for at in (above, below))
    if below is None and not (written and _same_house(_read(written[0])[0], _host(up))):
        # It stands below all hops, where the one who wrote the mail could have put it.
        return [], header[hops[0]][1] if hops else "", ""
    return written, up, down


def _host(hop: str) -> str:
    """The server that wrote a field Received."""
    found = _BY.search(hop)
    return found[1] if found else ""


def _same_house(one: str, other: str) -> bool:
    """Whether two servers call themselves after one domain: iCloud has one for each check."""
    return one.lower().split(".")[-2:] == other.lower().split(".")[-2:]


def _encrypted(above: str, below: str, server: str) -> bool | None:
    """The results stand below the hop that brought the mail; Microsoft's, without a name, above."""
    near = (above, below) if server else (below, above)
    hop = next((one for one in near if _OVER_SMTP.search(one) and not _stays(one)), "")
    return bool(_OVER_TLS.search(hop)) if hop else None


def _stays(hop: str) -> bool:
    """Whether a mail was only handed on within a machine or a house."""
    found = _FROM.match(hop)
    before = found[1] if found else ""
    return before in {"127.0.0.1", "localhost"} or _same_house(before, _host(hop))


# --- RFC 8601 2.2 -----------------------------------------------------------------------------


def _read(text: str) -> tuple[str, tuple[Check, ...]]:
    """The server's name and its checks. Microsoft's servers leave out their name."""
    parts = list(_parts(text))
    named = not (parts and _METHOD.match(parts[0][0]))
    words = parts[0][0].split() if parts and named else []
    found = (_check(plain, comment) for plain, comment in (parts[1:] if named else parts))
    return words[0] if words else "", tuple(check for check in found if check)


def _check(text: str, comment: str) -> Check | None:
    found = _METHOD.match(text)
    if not found:
        return None
    properties = {
        re.sub(r"\s", "", one[1]).lower(): one[2] or one[3] or ""
        for one in _PROPERTY.finditer(text, found.end())
    }
    return Check(found[1].lower(), found[2].lower(), properties, comment)


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """What stands between semicolons, and what of it in brackets (RFC 5322 3.2.2)."""
    plain, comment, depth, quoted, escaped = "", "", 0, False, False
    for letter in text:
        if escaped or letter == "\\":
            escaped = not escaped
        elif letter == '"' and not depth:
            quoted = not quoted
        elif letter in "()" and not quoted:
            depth = max(depth + (1 if letter == "(" else -1), 0)
            plain += " "
            continue
        elif letter == ";" and not depth and not quoted:
            yield plain, comment
            plain, comment = "", ""
            continue
        plain, comment = (plain, comment + letter) if depth else (plain + letter, comment)
    yield plain, comment


# --- RFC 6376 3.5 -----------------------------------------------------------------------------


def _signed(signatures: Sequence[str], domain: str) -> frozenset[str]:
    """What the signatures of a domain cover."""
    tags = [dict(_tags(text)) for text in signatures]
    own = [one.get("h", "") for one in tags if aligned(one.get("d", "").lower(), domain)]
    return frozenset(name.lower() for names in own for name in names.split(":"))


def _tags(signature: str) -> Iterator[tuple[str, str]]:
    for part in signature.split(";"):
        name, _, value = part.partition("=")
        yield name.strip(), re.sub(r"\s", "", value)
