import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from touchpoint.cli.init import files
from touchpoint.config import load
from touchpoint.forecast import forecast
from touchpoint.run import known_rules, rulebook, sync
from touchpoint.store import open_store

EXAMPLE = re.compile(r"^#(?=\S)")


def written(folder: Path, texts: dict[str, str]) -> Path:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def examples(text: str) -> list[list[int]]:
    """The commented-out examples of a file, each as the numbers of its lines."""
    found: list[list[int]] = []
    for number, line in enumerate(text.splitlines()):
        if EXAMPLE.match(line):
            if not found or found[-1][-1] != number - 1:
                found.append([])
            found[-1].append(number)
    return found


def uncommented(text: str, numbers: list[int]) -> str:
    lines = text.splitlines()
    for number in numbers:
        lines[number] = EXAMPLE.sub("", lines[number])
    return "\n".join(lines) + "\n"


def test_init_tells_what_it_made_and_what_comes_next(tp, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = tp("init", "friends")
    assert done.code == 0
    assert done.out.startswith("Made friends/: 6 rules, 8 messages, 8 invented people.\n")
    assert done.out.endswith("Next: cd friends; touchpoint check\n")
    assert max(map(len, done.out.splitlines())) <= 80
    made = {path.name for path in Path("friends").iterdir()}
    assert made == {"touchpoint.toml", "rules", "templates", "customers.csv"}


def test_what_init_makes_runs_at_once(tp, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert tp("init").out.startswith("Made this folder: 6 rules")
    done = tp("run", "--json")
    assert done.code == 0
    assert '"rule": "ring"' in done.out


def test_a_second_init_says_so_and_changes_nothing(tp, friends, monkeypatch):
    (friends / "customers.csv").write_text("id,name\n1,Mine\n")
    before = {path: path.stat().st_mtime_ns for path in friends.rglob("*")}
    here = tp("init")
    monkeypatch.chdir(friends.parent)
    there = tp("init", "friends")
    assert (here.code, there.code) == (2, 2)
    assert "already. Nothing was changed." in here.err
    assert "Next: cd friends; touchpoint check" in there.err
    assert before == {path: path.stat().st_mtime_ns for path in friends.rglob("*")}


def test_init_among_other_files_overwrites_none_of_them(tp, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written(tmp_path, {"customers.csv": "id,name\n1,Mine\n", "templates/check-in.md": "Mine"})
    done = tp("init")
    assert done.code == 0
    assert "Made this folder: 6 rules, 7 messages, 0 invented people." in done.out
    assert "customers.csv was there and is as it was." in done.out
    assert Path("customers.csv").read_text() == "id,name\n1,Mine\n"
    assert Path("templates/check-in.md").read_text() == "Mine"


def test_a_place_where_nothing_can_be_written_gets_a_sentence(tp, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("taken").write_text("a file")
    done = tp("init", "taken")
    assert done.code == 2
    assert "cannot be written" in done.err


@pytest.mark.parametrize(
    "name", ["touchpoint.toml", "rules/friendship.toml", "rules/business.toml"]
)
def test_every_commented_out_example_is_valid_when_uncommented(tmp_path, name):
    texts = files("Europe/Warsaw", datetime(2026, 11, 23, 7, tzinfo=UTC))
    blocks = examples(texts[name])
    assert len(blocks) >= 2
    for numbers in [*blocks, [number for block in blocks for number in block]]:
        project = load(written(tmp_path, {**texts, name: uncommented(texts[name], numbers)}))
        assert not project.warnings


@pytest.mark.parametrize("zone", ["Europe/Warsaw", "Pacific/Auckland", "America/Los_Angeles"])
@pytest.mark.parametrize("hour", [0, 5, 11, 17, 22.5])
def test_whatever_the_day_and_hour_something_is_due_at_once(tmp_path, zone, hour):
    start = datetime(2028, 2, 24, tzinfo=UTC)
    for day in (0, 2, 3, 4, 5):
        now = start + timedelta(days=day, hours=hour)
        assert due(written(tmp_path / str(day), files(zone, now)), int(now.timestamp()))


def due(folder: Path, now: int) -> list[str]:
    project = load(folder)
    with open_store(folder / project.store, project.realm) as store:
        sync(project, store, now)
        book = rulebook(project, store, known_rules(project, store, now))
        views = store.views([customer.id for customer in store.customers()])
        return [one.touchpoint.rule for one in forecast(views, book, now, now)]


def test_the_senders_zone_is_that_of_the_machine(tp, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, zone in (("America/New_York", "America/New_York"), ("Etc/UTC", "UTC")):
        monkeypatch.setenv("TZ", name)
        tp("init", zone.lower())
        assert f'timezone = "{zone}"' in Path(zone.lower(), "touchpoint.toml").read_text()


def test_the_dates_of_the_invented_people_are_near_today_where_they_are():
    late_in_utc = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    people = files("UTC", late_in_utc)["customers.csv"].splitlines()
    assert "1984-11-24" in people[1], "it is already Tuesday in Warsaw"
    assert "{" not in "".join(people)
