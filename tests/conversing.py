"""Conversations over real servers: SMTP that delivers into Dovecot, and answers as they arrive.

Ben Field writes to Anna and Joerg, in August 2026: that is what the mails under
`listen/corpus/people` answer, so those of every mail program can be put into his mailbox.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiosmtpd.smtp import SMTP, Envelope, Session

from dovecot import PASSWORD, SENT, Dovecot
from projects import Inbox, Result, parsed, project, touchpoint

HOME = ZoneInfo("Europe/Berlin")
BEN = "ben@field.example"
ANNA = {"id": "anna", "name": "Anna Kowalska", "email": "anna@kowalska.example"}
JOERG = {"id": "joerg", "name": "Joerg Mueller", "email": "joerg@mueller.example"}
LIMITS = '[policy]\nhours = "00:00-24:00"\nat_most = "9 per day"\ndays = "mon-sun"\n'
_RULES = """
[check-in]
why = "trust"
when = { every = "30 days", first = "now" }
do = [ { email = "hello" }, { wait = "2 days" }, { email = "again" } ]

[news]
why = "help"
offer = true
when = { date = THAT-DAY, late = "30 days" }
do = { email = "news" }

[ready]
why = "help"
expected = true
when = { event = "ready" }
do = { email = "ready" }

[ring]
why = "trust"
when = { date = THAT-DAY, late = "30 days" }
do = { todo = "Ring {{ first_name }}" }
"""
TEMPLATES = {
    name: f"Subject: {name.title()}\n\n{{{{ greeting }}}},\n\nthis is {name}.\n"
    for name in ("hello", "again", "news", "ready")
}
"""Letters, one for each rule and step."""
_PEOPLE = Path(__file__).parent / "listen" / "corpus" / "people"
_ANSWERED = b"k3v7mq2xw5hn4bzr6tpa2dfcye"
"""The token that the mails of the corpus answer."""
_BASE64 = re.compile(rb"(?:^[A-Za-z0-9+/]{76}\n)+[A-Za-z0-9+/=]+\n", re.MULTILINE)


class Post(Inbox):
    """An SMTP server's handler that puts what it accepts into its recipient's mailbox."""

    def __init__(self, imap: Dovecot, name: str) -> None:
        super().__init__()
        self.imap = imap
        self._name = name

    def user(self, address: str) -> str:
        """The login of an address, which no other test has."""
        local, _, domain = address.partition("@")
        return f"{local.partition('+')[0]}.{self._name}@{domain}"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        for address in envelope.rcpt_tos:
            self.imap.put(self.user(address), envelope.original_content or b"")
        return await super().handle_DATA(server, session, envelope)


@dataclass(frozen=True)
class Conversation:
    """Ben's project, live, and all mailboxes."""

    folder: Path
    post: Post

    def run(self, *, code: int = 0) -> Result:
        """What cron does."""
        done = self.call("run")
        assert done.code == code, done.err
        return done

    def call(self, *arguments: str) -> Result:
        """A command, which must not stumble."""
        done = touchpoint(self.folder, *arguments)
        assert "Traceback" not in done.err
        return done

    def shown(self, command: str, who: str = "anna") -> str:
        """`touchpoint show anna`, as one line."""
        return " ".join(self.call(command, who).out.split())

    def told(self, who: str = "anna") -> dict[str, Any]:
        """The same, for programs."""
        return json.loads(self.call("show", who, "--json").out)

    def heard(self, who: str = "anna") -> list[dict[str, Any]]:
        """What inboxes told of somebody."""
        return [event for event in self.told(who)["events"] if event["data"].get("inbox")]

    def kinds(self, who: str = "anna") -> list[str]:
        """Of what kinds that is."""
        return [event["kind"] for event in self.heard(who)]

    # --- mailboxes ----------------------------------------------------------------------------

    def subjects(self, address: str = ANNA["email"]) -> list[str]:
        """What somebody has in the mailbox."""
        return [str(mail["Subject"]) for mail in self.mails(address)]

    def mails(self, address: str, folder: str = "INBOX") -> list[EmailMessage]:
        """What stands in somebody's mailbox; nobody's is there before the first mail."""
        found = self.post.imap.all(self.post.user(address), folder)
        return [parsed(raw) for _, raw in found]

    def last(self, address: str = ANNA["email"]) -> EmailMessage:
        """What somebody got last."""
        return self.mails(address)[-1]

    def arrives(self, raw: bytes, moment: str, *, folder: str = "INBOX") -> None:
        """A mail stands in Ben's mailbox, from a moment of his clock on."""
        at = datetime.fromisoformat(moment).replace(tzinfo=HOME).timestamp()
        self.post.imap.put(self.post.user(BEN), raw, folder, at=at)

    def answers(self, name: str, moment: str, address: str = ANNA["email"]) -> None:
        """A mail of the corpus answers what its writer got last."""
        self.arrives(corpus_mail(name, self.last(address)), moment)

    def by_hand(self, to: str, subject: str, moment: str, **headers: str) -> None:
        """Ben writes with his mail program, which keeps a copy."""
        raw = written(BEN, to, subject, "Hello, and all the best.", moment, **headers)
        self.arrives(raw, moment, folder=SENT)


def begun(
    folder: Path,
    post: Post,
    port: int,
    rules: str,
    templates: Mapping[str, str],
    *,
    people: Iterable[Mapping[str, str]] = (ANNA,),
    sender: str = "",
    imap_port: int | None = None,
) -> Conversation:
    """A live project that sends and hears through the servers; nothing ran yet."""
    (folder.parent / "secret").write_text(PASSWORD)
    settings = f"""mode = "live"
{LIMITS}
[sender]
name = "Ben Field"
email = "{BEN}"
timezone = "{HOME.key}"
{sender}

[sender.mailbox.smtp]
host = "127.0.0.1"
port = {port}
security = "none"

[sender.mailbox.imap]
host = "127.0.0.1"
port = {imap_port or post.imap.port}
security = "none"
username = "{post.user(BEN)}"
password = "file:{folder.parent}/secret"
"""
    made = project(folder, rules, people, settings=settings, templates=templates)
    return Conversation(made, post)


def corpus_mail(name: str, answered: EmailMessage) -> bytes:
    """A mail of the corpus, as if it had come back on another one of ours."""
    named = str(answered["Message-ID"]).strip("<>").encode()
    raw = (_PEOPLE / f"{name}.eml").read_bytes()
    return _renamed(_BASE64.sub(lambda block: _recoded(block[0], named), raw), named)


def _recoded(block: bytes, named: bytes) -> bytes:
    inner = base64.b64decode(block)
    return base64.encodebytes(_renamed(inner, named)) if _ANSWERED in inner else block


def _renamed(text: bytes, named: bytes) -> bytes:
    """The UID of an invitation is the whole Message-ID."""
    text = text.replace(b"UID:" + _ANSWERED, b"UID:" + named)
    return text.replace(_ANSWERED, named.partition(b"@")[0])


def written(sender: str, to: str, subject: str, text: str, moment: str, **headers: str) -> bytes:
    """A plain mail; underscores in names of headers stand for hyphens."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = datetime.fromisoformat(moment).replace(tzinfo=HOME)
    named = re.sub(r"\W+", ".", f"{subject} {moment}")
    mail["Message-ID"] = headers.pop("Message_ID", f"<{named}@mail.example>")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


def rules(day: str) -> str:
    """A letter at once and another two days later, an offer and a call on a day, one expected."""
    return _RULES.replace("THAT-DAY", day)
