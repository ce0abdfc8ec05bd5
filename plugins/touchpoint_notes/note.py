"""The channel `note`: an entry in the customer's journal, `state/journal/NAME.md`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from touchpoint.plugin import (
    Carrier,
    Channel,
    Context,
    Delivered,
    Header,
    Message,
    TouchpointError,
)
from touchpoint_notes.marks import marker, shown
from touchpoint_notes.names import file_name
from touchpoint_notes.rewriting import read, rewrite


class Note(Channel, Carrier):
    """Writes down what the owner should know about a customer. Nobody else sees it."""

    name = "note"
    reaches_customer = False
    stays_here = True
    repeat = "harmless"
    headers = {  # noqa: RUF012 - the contract says what it is
        "Subject": Header("the heading of the entry; the rule's name when there is none"),
    }

    def compose(self, context: Context) -> Message:
        """An entry with the local day of the touchpoint."""
        return Message(
            to=context.customer.id,
            to_name=context.customer.name,
            subject=context.header("Subject") or context.touchpoint.rule,
            body=context.render(),
            headers=(("Day", context.moment.date().isoformat()),),
        )

    def encode(self, message: Message) -> bytes:
        """The entry: a heading, the marker by which it is found again, the text."""
        heading = " ".join([dict(message.headers).get("Day", ""), *message.subject.split()])
        entry = [shown(f"## {heading.strip()}"), _marker(message), b"", shown(message.body.strip())]
        return b"\n".join([*entry, b""])

    async def deliver(self, message: Message) -> Delivered:
        """Add the entry unless it is there; what people wrote in the journal stays.

        Raises Deferred when the file cannot be written.
        """
        path = self._journal(message.to)

        def with_entry(journal: bytes) -> bytes:
            if _marker(message) in journal.splitlines():
                return journal
            before = journal.rstrip() or _title(message)
            return before + b"\n\n" + message.raw

        rewrite(path, with_entry)
        return Delivered(path.name)

    def kept(self, customer: str, touchpoints: Collection[str]) -> Mapping[str, str]:  # noqa: ARG002
        """Their whole journal: what people wrote there is about them too. TouchpointError."""
        path = self._journal(customer)
        text = read(path).decode(errors="replace")
        return {str(path): text} if text else {}

    def forget(self, customer: str, touchpoints: Collection[str]) -> None:  # noqa: ARG002
        """Remove it. Raises TouchpointError."""
        path = self._journal(customer)
        try:
            path.unlink(missing_ok=True)
        except OSError as fault:
            raise TouchpointError(f"{path} cannot be removed: {fault.strerror}.") from fault

    def _journal(self, customer: str) -> Path:
        return self.folder / "journal" / file_name(customer)


def _marker(message: Message) -> bytes:
    return marker(f"touchpoint {message.touchpoint}").encode()


def _title(message: Message) -> bytes:
    return shown(f"# {' '.join(message.to_name.split()) or message.to}")
