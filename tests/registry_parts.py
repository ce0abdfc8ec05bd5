"""What the tests of the registry share: a project whose plugins they write."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from touchpoint.registry import Registry, load_plugins

GOOD = """
from touchpoint.plugin import Carrier, Channel, Delivered, Message, hookimpl

class Board(Channel, Carrier):
    name = "board"

    def compose(self, context):
        return Message(to="all", body=context.render())

    async def deliver(self, message):
        return Delivered()

@hookimpl
def touchpoint_channels():
    return [Board]
"""


@dataclass
class Project:
    """A project folder whose plugins/ a test fills."""

    folder: Path

    def write(self, name: str, text: str) -> Path:
        path = self.folder / "plugins" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def load(self) -> Registry:
        return load_plugins(self.folder)

    def broken(self, text: str) -> str:
        """The reason why a plugin of this text is not used, though a good one beside it is."""
        self.write("bad.py", text)
        self.write("zz_good.py", GOOD)
        registry = self.load()
        assert "board" in registry.channels
        (broken,) = registry.broken
        assert (broken.name, broken.origin) == ("bad", "plugins/bad.py")
        return broken.reason


def hook(body: str, name: str = "touchpoint_channels", arguments: str = "") -> str:
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return f"from touchpoint.plugin import *\n\n@hookimpl\ndef {name}({arguments}):\n{lines}\n"
