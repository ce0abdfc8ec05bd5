"""`make demo` shows the main job, and never throws away what somebody has worked on in it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

DEMO = Path(__file__).parents[1] / "scripts" / "demo"
TOUCHPOINT = Path(sys.executable).parent / "touchpoint"


def demo(folder: Path) -> str:
    """What the demo prints, run in a folder."""
    done = subprocess.run(
        [DEMO, TOUCHPOINT, "demo"], cwd=folder, check=True, capture_output=True, text=True,
        stdin=subprocess.DEVNULL, encoding="utf-8",
    )  # fmt: skip
    return done.stdout


def test_a_demo_writes_something_and_says_where_and_a_touched_one_is_kept(tmp_path):
    said = demo(tmp_path)
    assert "  todo.md" in said.split("Written in demo/state:")[1]
    assert (tmp_path / "demo" / "state" / "todo.md").is_file()
    assert "Next: cd demo; touchpoint why" in said
    mine = tmp_path / "demo" / "customers.csv"
    mine.write_text(mine.read_text(encoding="utf-8") + "9,Me\n", encoding="utf-8")
    assert "it is kept as demo-1/" in demo(tmp_path)
    assert "9,Me" in (tmp_path / "demo-1" / "customers.csv").read_text(encoding="utf-8")
    assert "9,Me" not in mine.read_text(encoding="utf-8")
