"""`touchpoint plan` for one person, by person, in totals, as a page and as a calendar."""

from __future__ import annotations

import http.server
import json
import re
import shutil
import subprocess
import threading
from datetime import date, datetime
from html.parser import HTMLParser

import pytest
from icalendar import Calendar

from projects import project, touchpoint, write_people
from touchpoint.cli.plan.charts import weeks
from touchpoint.cli.plan.totals import OfWeek
from touchpoint.store import open_store

RULES = """
[birthday]
why = "like"
when = { yearly = "birthday", at = "09:00" }
do = { email = "hello" }

[check-in]
why = "trust"
who = "email"
when = { every = "90 days", since = "met" }
do = [{ email = "hello" }, { todo = "Ring {{ name }}" }]
"""
HOSTILE = '<img src="http://127.0.0.1:1/x"> & "Co"'
PEOPLE = [
    {"id": "1", "name": "山田太郎", "email": "y@example.com", "birthday": "12-04"},
    {"id": "2", "name": HOSTILE, "email": "h@example.com", "birthday": "", "met": "2026-10-01"},
    {"id": "3", "name": "Ewa Lis", "email": "", "birthday": ""},
    {"id": "4", "name": "Luís", "email": "l@example.com", "birthday": "12-05", "met": "2026-09-04"},
]  # fmt: skip
QUIET = '[hello]\nwhy = "help"\nwhen = { date = 2001-01-01 }\ndo = { email = "hello" }\n'


@pytest.fixture
def folder(tmp_path, at):
    at("2026-11-23 08:00")
    return project(tmp_path, RULES, PEOPLE)


# --- one person, and by person ----------------------------------------------------------------


def test_one_persons_plan_is_their_part_of_everybodys(folder):
    everybody = json.loads(touchpoint(folder, "plan", "--days", "90", "--json").out)
    theirs = json.loads(touchpoint(folder, "plan", "luís", "--days", "90", "--json").out)
    assert theirs == [row for row in everybody if row["customer"] == "4"]
    assert theirs
    said = touchpoint(folder, "plan", "luís", "--days", "90")
    assert said.out.splitlines()[0].startswith("The next 90 days: 2 messages to Luís, 1 to-do")


def test_one_persons_plan_knows_what_colleagues_take(tmp_path, at):
    """Forecast alone, they would get what a colleague's message leaves no room for."""
    at("2026-11-23 08:00")
    rules = """
[a]
why = "help"
when = { date = "first", at = "10:00" }
do = { email = "hello" }
"""
    limit = '[policy]\nat_most = ["1 per 7 days per company"]\n'
    people = [
        {"id": "1", "name": "Ada", "email": "a@x.example", "company": "X", "first": "2026-11-24"},
        {"id": "2", "name": "Bob", "email": "b@x.example", "company": "x ", "first": "2026-11-25"},
    ]
    folder = project(tmp_path, rules, people, settings=limit)
    (row,) = json.loads(touchpoint(folder, "plan", "bob", "--json").out)
    assert row["moment"][:10] == "2026-12-01"


def test_by_person_each_has_their_lines_together(folder):
    write_people(folder, [one for one in PEOPLE if one["name"] != HOSTILE])
    lines = touchpoint(folder, "plan", "--days", "90", "--by", "person").out.splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("Luís"))
    assert "birthday" in lines[first] or "check-in" in lines[first]
    assert all(line.startswith(" ") for line in lines[first + 1 : first + 3])
    assert any("for you: Ring" in line for line in lines[first : first + 3])


def test_what_a_weekend_moved_is_told_with_its_reason(tmp_path, at):
    at("2026-11-23 08:00")
    rules = (
        '[a]\nwhy = "help"\nwhen = { date = 2026-11-28, at = "10:00" }\ndo = { email = "hello" }\n'
    )
    folder = project(tmp_path, rules, PEOPLE[:1])
    said = touchpoint(folder, "plan").out
    assert "Moved: a for 山田太郎, 28 to 30 Nov." in said
    (row,) = json.loads(touchpoint(folder, "plan", "--json").out)
    assert (row["due"], row["moment"][:10]) == ("2026-11-28", "2026-11-30")
    assert row["moved"]


# --- totals -----------------------------------------------------------------------------------


def test_totals_count_by_rule_purpose_week_person_and_limit(folder):
    said = touchpoint(folder, "plan", "--totals")
    assert said.code == 0
    found = json.loads(touchpoint(folder, "plan", "--totals", "--json").out)
    rows = json.loads(touchpoint(folder, "plan", "--days", "365", "--json").out)
    sent = [row for row in rows if row["channel"] == "email"]
    assert found["messages"] == len(sent) == sum(week["messages"] for week in found["weeks"])
    assert found["todos"] == len(rows) - len(sent)
    assert found["why"] == {
        why: sum(row["why"] == why for row in sent) for why in ("like", "trust", "help")
    }
    assert {one["rule"]: one["moved"] for one in found["rules"]} == {
        rule: sum(row["rule"] == rule and row["due"] != row["moment"][:10] for row in rows)
        for rule in ("birthday", "check-in")
    }
    assert found["never"] == ["3"]
    assert "Never reached  1 person: Ewa Lis. Why: touchpoint why ewa" in said.out
    (limit,) = found["limits"]
    assert limit["limit"] == "1 per 7 days"
    assert limit["held"] == sum(row["held"].startswith("1 per 7 days") for row in rows) > 0
    assert all(len(line) <= 79 for line in said.out.splitlines())


def test_totals_touch_nothing(folder):
    touchpoint(folder, "plan", "--totals", "--html", "plan.html", "--ics", "plan.ics")
    with open_store(folder / "state" / "touchpoint.sqlite3", "practice") as store:
        assert store.touchpoints() == []
        assert store.known_already({"birthday": "x"}) == {}


@pytest.mark.parametrize("people", [PEOPLE[:1], PEOPLE[2:3], []])
def test_a_plan_of_one_person_or_nobody_is_whole(tmp_path, at, people):
    at("2026-11-23 08:00")
    header = {"id": "", "name": "", "email": "", "birthday": "12-04", "met": "2026-09-04"}
    folder = project(tmp_path, QUIET, people or [header])
    for form in (["--totals"], ["--by", "person"], ["--totals", "--json"]):
        assert touchpoint(folder, "plan", *form).code in {0, 1}
    assert "at most 0" not in touchpoint(folder, "plan", "--totals").out
    assert touchpoint(folder, "plan", "--html", "a.html", "--ics", "a.ics").code in {0, 1}
    assert "Nothing is due in these days." in (folder / "a.html").read_text()
    calendar = Calendar.from_ical((folder / "a.ics").read_bytes())
    assert not calendar.walk("VEVENT")
    assert calendar.subcomponents, "RFC 5545, 3.6: a calendar has at least one component"


# --- the page ---------------------------------------------------------------------------------


class Page(HTMLParser):
    """Its text, its elements, and whether they are closed in order."""

    VOID = frozenset({"meta", "line", "rect"})

    def __init__(self, text):
        super().__init__()
        self.words, self.tags, self.open, self.refers = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.refers += [name for name, _ in attrs if name in {"src", "href", "srcset", "action"}]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert tag in self.VOID or self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def written(folder):
    said = touchpoint(folder, "plan", "--html", "plan.html")
    assert said.out == "The next 365 days are in plan.html. Open it in your browser.\n"
    return (folder / "plan.html").read_text(encoding="utf-8")


def test_the_page_is_whole_and_refers_to_nothing_outside(folder):
    text = written(folder)
    page = Page(text)
    assert not page.open
    assert not page.refers
    assert not {"script", "img", "link", "iframe"} & {*page.tags}
    assert not re.search(r"url\(|@import", text)
    assert "default-src 'none'" in text


def test_each_chart_of_the_page_has_its_numbers_as_a_table(folder):
    page = Page(written(folder))
    assert page.tags.count("svg") == 1
    assert page.tags.index("svg") < page.tags.index("details") < page.tags.index("table")
    words = " ".join(page.words)
    for heading in ("Messages a week", "Rules", "What they are for", "People", "Limits"):
        assert heading in words


def test_large_numbers_beside_the_chart_are_whole():
    """Of 10000 messages a week, the page said 0000: its first digit was outside the drawing."""
    week = OfWeek(date(2026, 11, 23), 123_456, 0, {"like": 123_456, "trust": 0, "help": 0})
    labels = re.findall(r'<text x="(\d+)"[^>]*text-anchor="end">([^<]+)<', weeks([week]))
    assert labels[-1][1] == "150,000"
    assert all(int(x) >= 7 * len(label) - 4 for x, label in labels)


def test_names_in_any_script_and_hostile_ones_are_text_on_the_page(folder):
    words = Page(written(folder)).words
    assert any("山田太郎" in word for word in words)
    assert any(HOSTILE in "".join(words[i : i + 3]) for i in range(len(words)))


def test_a_page_is_written_again_and_no_other_file_is_ever_lost(folder):
    written(folder)
    written(folder)
    before = (folder / "customers.csv").read_bytes()
    for form in ("--html", "--ics"):
        said = touchpoint(folder, "plan", form, "customers.csv")
        assert said.code == 2
        assert said.err == (
            "customers.csv is no plan of touchpoint, so it stays. Name another file.\n"
        )
        assert touchpoint(folder, "plan", form, "nowhere/x").code == 2
        assert touchpoint(folder, "plan", form, "rules").code == 2
    assert (folder / "customers.csv").read_bytes() == before


class _Proxy(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        self.send_error(404)

    do_CONNECT = do_GET  # noqa: N815

    def log_message(self, *_):
        pass


@pytest.fixture
def proxy():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Proxy) as server:
        server.asked = []
        threading.Thread(target=server.serve_forever).start()
        yield server
        server.shutdown()


def test_a_browser_shows_the_page_and_asks_nobody(folder, proxy, tmp_path):
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if not browser:
        pytest.skip("This needs the program chromium")
    written(folder)
    command = [
        browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
        f"--user-data-dir={tmp_path / 'profile'}", f"--proxy-server=127.0.0.1:{proxy.server_port}",
        "--proxy-bypass-list=<-loopback>", "--dump-dom", (folder / "plan.html").as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, timeout=120, check=True)
    shown = Page(done.stdout.decode())
    assert shown.tags.count("rect") > 0
    assert "img" not in shown.tags
    assert not [path for path in proxy.asked if "127.0.0.1:1" in path]


# --- the calendar -----------------------------------------------------------------------------


def entries(folder, *arguments):
    said = touchpoint(folder, "plan", "--ics", "plan.ics", *arguments)
    assert said.code == 0, said.err
    calendar = Calendar.from_ical((folder / "plan.ics").read_bytes())
    return {str(entry["UID"]): entry for entry in calendar.walk("VEVENT")}


def test_the_calendar_holds_an_entry_for_each_touchpoint_at_its_instant(folder):
    rows = json.loads(touchpoint(folder, "plan", "--days", "90", "--json").out)
    found = entries(folder).values()
    planned = {(row["rule"], row["name"], datetime.fromisoformat(row["moment"])) for row in rows}
    assert planned == {
        (*str(entry["SUMMARY"]).split(": ", 1), entry.decoded("DTSTART")) for entry in found
    }
    assert len(found) == len(rows)
    assert [entry for entry in found if "1 per 7 days" in str(entry["DESCRIPTION"])]


def test_read_again_the_calendar_updates_its_own_entries(folder, at):
    before = entries(folder)
    people = [{**one, "birthday": one["birthday"].replace("12-05", "12-09")} for one in PEOPLE]
    write_people(folder, people)
    at("2026-11-24 08:00")
    after = entries(folder)
    (changed,) = [
        uid for uid, entry in after.items()
        if uid in before and "birthday: Luís" in str(entry["SUMMARY"])
    ]  # fmt: skip
    assert after[changed].decoded("DTSTART") > before[changed].decoded("DTSTART")
    assert after[changed].decoded("DTSTAMP") > before[changed].decoded("DTSTAMP")


def test_the_calendar_names_nobody_where_nobody_need_be_named(folder):
    assert all("example.com" not in uid and "@touchpoint" in uid for uid in entries(folder))
