"""What is heard while messages wait to leave, and what a bounce does to what had left."""

from __future__ import annotations

import pytest

from answers import moment
from projects import project, touchpoint
from touchpoint.cli.opening import opened
from touchpoint.model import Consequences, Event, Receipt, Suppression
from touchpoint.plan import plan, still
from touchpoint.relationship import names
from touchpoint.run import Desk, known_rules, rulebook, worded

RULES = """
[hello]
why = "like"
when = { date = 2026-11-24, late = "30 days", at = "10:00" }
do = [ { email = "hello" }, { wait = "2 days" }, { email = "again" } ]

[ring]
why = "trust"
when = { date = 2026-11-24, late = "30 days", at = "10:00" }
do = [ { todo = "Ring {{ first_name }}" } ]
"""
TEMPLATES = {
    "hello": "Subject: Hello\n\n{{ greeting }},\n\nhow are you?\n",
    "again": "Subject: Again\n\n{{ greeting }},\n\ndid you see this?\n",
}
ADA = {"id": "ada", "name": "Ada Nowak", "email": "ada@nowak.example"}
TUESDAY = "2026-11-24 12:00"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    made = project(tmp_path, RULES, [ADA], templates=TEMPLATES)
    monkeypatch.chdir(made)
    assert touchpoint(made, "run", "--now", "2026-11-23 12:00").code == 0
    return made


def bounce(store, strength, at, *, address="ada@nowak.example", dead=False):
    """What listening makes of a report on what Ada got last."""
    gone = store.touchpoints(customer="ada", states=["delivered"])
    row = next(one for one in gone if one.channel == "email")
    now = int(moment(at).timestamp())
    data = {"address": address, "strength": strength, "said": "550 5.1.1 no such user"}
    event = Event(f"mail:{at}", "ada", "bounce", now, data=data, origin="work",
                  realm="practice", touchpoint=row.id)  # fmt: skip
    stop = Suppression(None, address, "address", f"nothing arrives at {address}", now)
    state = "refused" if strength == "hard" else "deferred"
    told = Receipt(row.id, state, now, row.reference, "It came back: full", retry_at=now + 86400)
    store.hear(Consequences((event,), (stop,) if dead else (), (told,)), now)


def gone(folder):
    with opened(None, looking=True) as open_:
        rows = open_.store.touchpoints(customer="ada")
        return [(row.step, row.state, row.cause) for row in rows]


@pytest.mark.parametrize("scope", ["all", "address", "rule:hello", "channel:email"])
def test_who_is_suppressed_after_planning_is_not_claimed(folder, scope):
    """The message was ready; the words "please stop" were heard before it left."""
    with opened(TUESDAY) as open_:
        store, now = open_.store, open_.now
        found = worded(open_.project)
        book = rulebook(found, store, known_rules(found, store, now))
        desk = Desk.of(found, book)
        view = store.view("ada")
        assert store.decide(view, plan(view, book, now))
        (row,) = (one for one in store.ready(now, 9) if one.rule == "hello")
        message = desk.written(store.view("ada"), row, now)
        stop = Suppression(None, "ada@nowak.example", scope, "she asked to get no more", now)
        store.suppress(stop, now)
        claimed = store.sending([(row, message)], now, now + 600,
                                lambda view, one: still(view, one, book, now))  # fmt: skip
        assert claimed == []
        assert store.touchpoint(row.id).reason == "she asked to get no more"


def test_a_hard_bounce_ends_the_sequence_and_holds_the_address_until_it_is_corrected(folder):
    touchpoint(folder, "run", "--now", TUESDAY)
    with opened(TUESDAY) as open_:
        bounce(open_.store, "hard", "2026-11-24 12:05", dead=True)
    touchpoint(folder, "run", "--now", "2026-11-27 12:00")
    assert ("email:again", "delivered", "") not in gone(folder)
    why = " ".join(touchpoint(folder, "why", "ada", "--now", "2026-11-27 12:00").out.split())
    assert "Not to be written to: nothing arrives at ada@nowak.example." in why
    assert "Correct the address in customers.csv, or: touchpoint customer allow ada" in why
    write = (folder / "customers.csv").read_text()
    (folder / "customers.csv").write_text(write.replace("ada@nowak", "ada.nowak@new"))
    why = touchpoint(folder, "why", "ada", "--now", "2026-11-27 12:00").out
    assert "Not to be written to" not in why


def test_a_soft_bounce_is_tried_again_a_day_later_and_counts_once(folder):
    touchpoint(folder, "run", "--now", TUESDAY)
    with opened(TUESDAY) as open_:
        bounce(open_.store, "soft", "2026-11-24 12:05")
    why = touchpoint(folder, "why", "ada", "hello", "--now", "2026-11-24 13:00").out
    told = "It was tried and put off: It came back: full. It is tried again then"
    assert told in " ".join(why.split())
    touchpoint(folder, "run", "--now", "2026-11-25 12:00")
    assert ("email:hello", "deferred", "") in gone(folder)
    out = touchpoint(folder, "run", "--now", "2026-11-25 14:00").out
    assert "Written  hello  Ada Nowak  Hello" in out
    with opened("2026-11-25 14:00", looking=True) as open_:
        view = open_.store.view("ada")
        where = open_.home
        assert names(view.customer, view.events, where, open_.now, inward=["todo"])["touches"] == 1
