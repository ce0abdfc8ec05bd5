"""The mailboxes people have: what `at` fills in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Provider:
    """Two servers. Limits stay below what the provider allows, to leave room for hand."""

    smtp: str
    encrypted: str
    """How the connection to `smtp` is encrypted; to `imap` it always is, from its start."""
    limit: str
    connections: int = 3
    imap: str = ""
    keeps_sent: bool = False
    """True where what is sent over SMTP is put among what was sent by the provider itself."""

    def host(self, protocol: str) -> str:
        """Its server for `smtp` or `imap`."""
        return self.smtp if protocol == "smtp" else self.imap

    def security(self, protocol: str) -> str:
        """How the connection to that server is encrypted; empty where nobody knows."""
        return self.encrypted if protocol == "smtp" else "tls" if self.imap else ""


PROVIDERS: Mapping[str, Provider] = {
    "gmail": Provider(
        "smtp.gmail.com", "starttls", "400 per day", imap="imap.gmail.com", keeps_sent=True
    ),
    "outlook": Provider(
        "smtp-mail.outlook.com",
        "starttls",
        "250 per day",
        2,
        "outlook.office365.com",
        keeps_sent=True,
    ),
    "office365": Provider(
        "smtp.office365.com",
        "starttls",
        "2000 per day",
        2,
        "outlook.office365.com",
        keeps_sent=True,
    ),
    "fastmail": Provider("smtp.fastmail.com", "tls", "1000 per day", imap="imap.fastmail.com"),
    "icloud": Provider("smtp.mail.me.com", "starttls", "800 per day", 2, "imap.mail.me.com"),
    "yahoo": Provider("smtp.mail.yahoo.com", "tls", "400 per day", 2, "imap.mail.yahoo.com"),
    "zoho": Provider("smtp.zoho.com", "tls", "200 per day", 2, "imap.zoho.com"),
}
BY_HAND = Provider("", "", "", 5)
