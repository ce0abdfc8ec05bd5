"""A letter of two parts to bytes: ours, checked by parsing them again, against EmailMessage.

Run by hand: `.venv/bin/python benchmarks/encode.py`. The ratio counts, not the figures.
"""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from timeit import repeat

from touchpoint.plugin import Message, Sender
from touchpoint_email.mime import encode

TEXT = "it has been a while since we last spoke, and I wonder how the bicycle is.\n" * 12
HTML = "<html><body>" + f'<p style="margin: 0 0 1em">{TEXT}</p>' * 4 + "</body></html>"
LETTER = Message(
    to="luis@goncalves.example",
    to_name="Luís Gonçalves",
    subject="Luís, how is the bicycle?",
    body=TEXT,
    html=HTML,
    headers=(("Auto-Submitted", "auto-generated"),),
    touchpoint="abcdefghijklmnopqrstuvwxyz",
    sender=Sender("", "Marta Zielińska", "marta@rowery.example", "Europe/Warsaw"),
    date=1_795_000_000,
)


def standard() -> bytes:
    """The same letter with the standard library."""
    message = EmailMessage(policy=SMTP)
    message["From"] = "Marta Zielińska <marta@rowery.example>"
    message["To"] = f"{LETTER.to_name} <{LETTER.to}>"
    message["Subject"] = LETTER.subject
    message["Date"] = formatdate(LETTER.date)
    message["Message-ID"] = f"<{LETTER.touchpoint}@rowery.example>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(TEXT)
    message.add_alternative(HTML, subtype="html")
    return message.as_bytes()


def microseconds(call: Callable[[], object]) -> float:
    """The best of five rounds of 200."""
    return min(repeat(call, number=200, repeat=5)) / 200 * 1e6


if __name__ == "__main__":
    ours, theirs = microseconds(lambda: encode(LETTER)), microseconds(standard)
    print(f"ours, checked  {ours:6.0f} us a letter")
    print(f"EmailMessage   {theirs:6.0f} us a letter, unchecked")
    print(f"ratio          {ours / theirs:6.2f}")
