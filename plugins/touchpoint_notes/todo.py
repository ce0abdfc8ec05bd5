"""The channel `todo`: a numbered line in `state/todo.md` that `touchpoint done` ticks."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path

from touchpoint.plugin import (
    Carrier,
    Channel,
    Context,
    Deferred,
    Delivered,
    Message,
    TouchpointError,
)
from touchpoint_notes.marks import marker, shown
from touchpoint_notes.rewriting import read, rewrite

_NUMBER = re.compile(rb"^[ \t]*[-*+] \[[ xX]?\] (\d{1,9})\. ", re.MULTILINE)
_MARKED = re.compile(rb"<!-- (\w+) -->\s*$")
_HEADING = b"# To do\n\n"


class Todo(Channel, Carrier):
    """Asks the owner to do something by hand: ring somebody, write a card."""

    name = "todo"
    takes = "sentence"
    reaches_customer = False
    stays_here = True
    repeat = "harmless"

    def compose(self, context: Context) -> Message:
        """The sentence on one line, which is also its subject."""
        sentence = " ".join(context.render().split())
        return Message(to="todo.md", subject=sentence, body=sentence)

    def encode(self, message: Message) -> bytes:
        """What stands behind the number."""
        return b"%b %b\n" % (shown(message.body), _marker(message))

    async def deliver(self, message: Message) -> Delivered:
        """Add the line unless it is there; its number is the reference, and is never used again.

        Raises Deferred when a file cannot be written.
        """
        there = _line_with(_marker(message), read(self._list))
        if there is None:
            number = self._take_number()
            line = b"- [ ] %d. %b" % (number, message.raw)
            rewrite(self._list, lambda todo: _ended(todo or _HEADING) + line)
            return Delivered(str(number))
        found = _NUMBER.match(there)
        return Delivered(found[1].decode() if found else "")

    def close(self, reference: str) -> None:
        """Tick the line with this number, if it is still there.

        Raises TouchpointError when the file cannot be written.
        """
        open_line = re.compile(
            rb"^([ \t]*[-*+]) \[ ?\] (%b\. .*<!-- \w+ -->)" % re.escape(reference.encode()),
            re.MULTILINE,
        )
        if not open_line.search(read(self._list)):
            return
        try:
            rewrite(self._list, lambda todo: open_line.sub(rb"\1 [x] \2", todo))
        except Deferred as fault:
            raise TouchpointError(f"{fault} Tick number {reference} there yourself.") from fault

    def kept(self, customer: str, touchpoints: Collection[str]) -> Mapping[str, str]:  # noqa: ARG002
        """The lines about them, done or not. Raises TouchpointError."""
        lines = read(self._list).splitlines(keepends=True)
        own = [line for line in lines if _is_of(line, touchpoints)]
        return {str(self._list): b"".join(own).decode(errors="replace")} if own else {}

    def forget(self, customer: str, touchpoints: Collection[str]) -> None:
        """Take them out; what else stands in the list stays. Raises TouchpointError."""
        if self.kept(customer, touchpoints):
            rewrite(self._list, lambda todo: _without(todo, touchpoints))

    @property
    def _list(self) -> Path:
        return self.folder / "todo.md"

    def _take_number(self) -> int:
        """The next number. The last one is kept beside the list, since people clear lists."""
        last = self.folder / ".todo-last"
        used = re.findall(rb"\d+", read(last)) + _NUMBER.findall(read(self._list))
        number = max(map(int, used), default=0) + 1
        rewrite(last, lambda _: b"%d\n" % number)
        return number


def _marker(message: Message) -> bytes:
    return marker(message.touchpoint).encode()


def _is_of(line: bytes, touchpoints: Collection[str]) -> bool:
    found = _MARKED.search(line)
    return found is not None and found[1].decode() in touchpoints


def _without(todo: bytes, touchpoints: Collection[str]) -> bytes:
    lines = todo.splitlines(keepends=True)
    return b"".join(line for line in lines if not _is_of(line, touchpoints))


def _line_with(marker: bytes, text: bytes) -> bytes | None:
    return next((line for line in text.splitlines() if marker in line), None)


def _ended(text: bytes) -> bytes:
    """Where the next line can follow, whatever people's editors left."""
    return text if text.endswith(b"\n") else text + b"\n"
