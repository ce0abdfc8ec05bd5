"""A folder of mails as an inbox, and mails as people answer, for tests of what is heard."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

PLUGIN = '''
from pathlib import Path
from touchpoint.plugin import Batch, Inbox, Mail, Setting, hookimpl

class Letters(Inbox):
    """Mails as files in a folder; those in a folder `sent` are the owner's."""

    name = "letters"
    settings = {"path": Setting.text("a folder", required=True)}

    def listen(self, cursor):
        for file in sorted((self.folder / self.settings["path"]).rglob("*.eml")):
            if file.name > cursor:
                sent = file.parent.name == "sent"
                item = Mail(str(file), file.read_bytes(), int(file.stem.split("-")[0]), sent)
                yield Batch((item,), file.name)

    def fetch(self, place):
        return Path(place).read_bytes()

@hookimpl
def touchpoint_inboxes():
    return [Letters]
'''
SETTING = '\n[inboxes.work]\nkind = "letters"\npath = "letters"\n'


def with_inbox(folder: Path) -> Path:
    """The same project, with an inbox that reads the folder `letters`."""
    (folder / "plugins").mkdir(exist_ok=True)
    (folder / "plugins" / "letters.py").write_text(PLUGIN)
    (folder / "letters" / "sent").mkdir(parents=True, exist_ok=True)
    settings = folder / "touchpoint.toml"
    settings.write_text(settings.read_text() + SETTING)
    return folder


def arrives(folder: Path, mail: EmailMessage | bytes, at: datetime, *, sent: bool = False) -> None:
    """A mail stands in the inbox, or among what the owner sent, from an instant on."""
    raw = mail if isinstance(mail, bytes) else mail.as_bytes()
    place = folder / "letters" / ("sent" if sent else "")
    number = len(list((folder / "letters").rglob("*.eml")))
    (place / f"{int(at.timestamp())}-{number:03}.eml").write_bytes(raw)


def letter(
    sender: str, to: str, subject: str, text: str, at: datetime, **headers: str
) -> EmailMessage:
    """A mail as a person writes it. Underscores in names of headers stand for hyphens."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = headers.pop(
        "Message_ID", f"<{at.timestamp():.0f}.{abs(hash(text))}@mail.example>"
    )
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def moment(text: str) -> datetime:
    """`2026-11-24 10:00`, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
