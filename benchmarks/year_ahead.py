"""The year ahead of 1,000 customers and 10 rules: `touchpoint plan --days 365 --totals`.

Run it by hand: .venv/bin/python benchmarks/year_ahead.py. It must take less than 10 seconds on two
processors. Processors differ, so the limit is a ratio: to a count in plain Python, one run of which
takes a second where the year may take 10.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

SETTINGS = """
[sender]
name = "Ann Smith"
email = "ann@example.com"
timezone = "Europe/Warsaw"

[policy]
at_most = ["1 per 7 days", "2 per 7 days per company"]
"""
RULES = """
[bike-ready]
why = "help"
expected = true
when = { event = "bike-ready" }
do = { email = "hello" }

[thank-you]
why = "trust"
when = { event = "order", after = "3 days" }
if = "event.amount > 200"
at_most = "1 per 60 days"
do = { email = "hello" }

[renewal]
why = "help"
who = "tier != 'none'"
when = { date = "renewal" }
stop = ["paid"]
do = [
  { email = "hello", id = "month", before = "30 days" },
  { email = "hello", id = "week", before = "7 days" },
  { email = "hello", id = "lapsed", after = "3 days" },
]

[service]
why = "help"
when = { date = "last_service", after = "11 months" }
do = [{ email = "hello" }, { wait = "3 weeks" }, { email = "hello", id = "again" }]

[birthday]
why = "like"
when = { yearly = "birthday", at = "09:00" }
do = { email = "hello" }

[cards]
why = "like"
who = "tier == 'gold'"
when = { yearly = "12-01" }
do = { todo = "Write a card to {{ name }}" }

[newsletter]
why = "like"
who = "newsletter == 'T'"
when = { monthly = "first friday", at = "10:00" }
do = { email = "hello" }

[promised]
why = "trust"
who = "open_promises > 0"
when = { weekly = "monday" }
if = "days_since(last_contact) > 7"
do = { todo = "Keep what you promised {{ name }}" }

[check-in]
why = "trust"
when = { every = { tier.gold = "6 weeks", tier.silver = "3 months" } }
if = "open_promises == 0"
do = { email = "hello" }

[ring-them]
why = "like"
who = "touches < 30 and age > 20"
when = { every = "6 months", since = "last_order" }
do = { todo = "Ring {{ name }}" }
"""
FIELDS = (
    "id,name,email,company,birthday,last_contact,tier,newsletter,renewal,last_service,last_order"
)
TODAY = date(2026, 11, 23)
NOW = "2026-11-23 12:00"
PEOPLE = 1_000
LIMIT = 10.0
ROUNDS = 3


def main() -> int:
    """Print both times and their ratio; 1 when it is over the limit."""
    with tempfile.TemporaryDirectory() as base:
        folder = project(Path(base), PEOPLE)
        touchpoint(folder, "run", "--now", "2026-11-01 12:00")
        touchpoint(folder, "log", "--from", "events.csv")
        command = ("plan", "--days", "365", "--totals", "--now", NOW)
        year = min(touchpoint(folder, *command) for _ in range(ROUNDS))
    plain = min(count() for _ in range(ROUNDS))
    print(f"{PEOPLE:,} customers, 10 rules, a year ahead: {year:6.2f} s")
    print(f"a count in plain Python:                {plain:6.2f} s")
    print(f"ratio {year / plain:.1f}, limit {LIMIT}")
    return int(year / plain > LIMIT)


def project(folder: Path, people: int) -> Path:
    """A folder of people with histories, and rules of every kind."""
    chance = random.Random(people)
    for name in ("rules", "templates"):
        (folder / name).mkdir(parents=True)
    (folder / "touchpoint.toml").write_text(SETTINGS)
    (folder / "rules" / "rules.toml").write_text(RULES)
    (folder / "templates" / "hello.md").write_text("Subject: Hello\n\n{{ greeting }}\n")
    rows = (_person(chance, number, people) for number in range(people))
    (folder / "customers.csv").write_text("\n".join([FIELDS, *rows]))
    events = (line for number in range(people) for line in _events(chance, number))
    (folder / "events.csv").write_text("\n".join(["customer,kind,at,amount", *events]))
    return folder


def _person(chance: random.Random, number: int, people: int) -> str:
    company = f"Firm {chance.randrange(people // 4 + 1)}" if chance.random() < 0.7 else ""
    born = date(1950, 1, 1) + timedelta(days=chance.randrange(18_000))
    tier, letter = chance.choice(("gold", "silver", "silver", "none")), chance.choice("TTF")
    days = [_day(chance, *span) for span in ((-200, 0), (-60, 365), (-400, 0), (-300, 0))]
    spoken, *others = (str(day) for day in days)
    parts = (f"c{number}", f"Person {number}", f"p{number}@example.com", company, str(born))
    return ",".join([*parts, spoken, tier, letter, *others])


def _events(chance: random.Random, number: int) -> list[str]:
    kinds = ("order", "order", "meeting", "call", "bike-ready")
    rare = ("reply",) * (number % 10 == 0) + ("promise",) * (number % 20 == 1)
    happened = [chance.choice(kinds) for _ in range(chance.randrange(5))]
    return [
        f"c{number},{kind},{_day(chance, -100, 0)} 12:00,{chance.randrange(500)}"
        for kind in (*happened, *rare)
    ]


def _day(chance: random.Random, first: int, last: int) -> date:
    return TODAY + timedelta(days=chance.randrange(first, last))


def touchpoint(folder: Path, *arguments: str) -> float:
    """Seconds of one command as a person starts it."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "touchpoint", *arguments]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def count() -> float:
    """Seconds of what any Python does alike: calls, small numbers, a dictionary."""
    start, seen = time.perf_counter(), dict[int, int]()
    for number in range(9_000_000):
        seen[number & 1023] = abs(seen.get(number & 1023, 0) - number)
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
