import json

PLUGIN = """
from touchpoint.plugin import Channel, Message, hookimpl

__version__ = "1.2"


class Board(Channel):
    name = "board"

    def compose(self, context):
        return Message(to="all", body=context.render())


@hookimpl
def touchpoint_channels():
    return [Board]
"""


def test_what_is_installed_and_what_it_gives_is_listed(tp, friends):
    (friends / "plugins").mkdir()
    (friends / "plugins/board.py").write_text(PLUGIN)
    done = tp("plugins")
    assert done.code == 0
    lines = [line.split() for line in done.out.splitlines()]
    assert ["board", "1.2", "plugins/board.py", "channel", "board"] in lines
    assert any(line[0] == "csv" and line[-2:] == ["source", "csv"] for line in lines)
    assert max(map(len, done.out.splitlines())) <= 80


def test_a_broken_one_is_named_with_its_reason_and_the_others_are_there(tp, friends):
    (friends / "plugins").mkdir()
    (friends / "plugins/board.py").write_text("raise ZeroDivisionError")
    done = tp("plugins")
    assert done.code == 1
    assert "The plugin board (plugins/board.py) is not used." in done.out
    assert "source csv" in done.out


def test_programs_get_them_too(tp, friends):
    found = json.loads(tp("plugins", "--json").out)
    assert {"calendar", "csv", "email", "notes"} <= {one["name"] for one in found["plugins"]}
    assert found["broken"] == []


def test_it_works_outside_of_a_project(tp, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert tp("plugins").code == 0
