from __future__ import annotations

import pytest

from touchpoint.config import loading
from touchpoint.model import Duration

RULE = '[a]\nwhy = "like"\nwhen = { every = "90 days" }\ndo = { email = "check-in" }\n'


def test_rules_come_in_the_order_of_their_files_and_lines(folder):
    folder.rules(RULE.replace("[a]", "[z]"), "1")
    folder.rules(RULE.replace("[a]", "[m]") + RULE, "2")
    folder.write("rules/.#2.toml", "broken")
    rules = folder.load().rules
    assert [(rule.name, rule.order, rule.file, rule.line) for rule in rules] == [
        ("z", 0, "rules/1.toml", 1),
        ("m", 1, "rules/2.toml", 1),
        ("a", 2, "rules/2.toml", 5),
    ]


def test_steps_are_known_by_what_they_send_and_not_by_their_place(folder):
    folder.templates("lunch")
    folder.rules(
        """\
        [lunch]
        why = "like"
        when = { every = { tier.gold = "6 months" }, since = "last_meeting" }
        do = [
          { todo = "Book a table" },
          { calendar = "lunch" },
          { wait = "rsvp", up_to = "3 days" },
          { todo = "Ring {{ first_name }}", if = "rsvp != 'accepted'" },
          { wait = "1 week" },
          { email = "check-in", after = "10 days" },
          { email = "check-in", id = "second" },
        ]
        """
    )
    (rule,) = folder.load().rules
    assert [step.id for step in rule.steps] == [
        "todo:1",
        "calendar:lunch",
        "wait:1",
        "todo:2",
        "wait:2",
        "email:check-in",
        "second",
    ]
    wait, ring = rule.steps[2], rule.steps[3]
    assert (wait.wait_for, wait.wait) == ("rsvp", Duration(days=3))
    assert ring.condition is not None
    assert ring.condition.holds({"rsvp": "none"})
    assert not ring.condition.holds({"rsvp": "accepted"})
    assert rule.steps[5].after == Duration(days=10)


def test_a_rule_keeps_what_was_written(folder):
    folder.settings('[senders.Chair]\nname = "Jan"\nemail = "jan@example.com"\n')
    folder.rules(
        RULE + 'at_most = ["once"]\nfrom = "chair"\noffer = true\nexpected = true\nstop = []\n'
        'was = "old"\nwho = "tier == \'gold\'"\nif = "days_since(last_heard) > 30"\n'
    )
    (rule,) = folder.load().rules
    assert [limit.window for limit in rule.at_most] == [None]
    assert (rule.sender, rule.offer, rule.expected) == ("chair", True, True)
    assert (rule.stop, rule.was) == ((), "old")
    assert rule.who is not None
    assert rule.who.names == {"tier"}
    assert rule.condition is not None
    assert rule.condition.clock


def test_a_rule_stops_at_a_reply_unless_it_says_otherwise(folder):
    folder.rules(RULE)
    assert folder.load().rules[0].stop == ("reply",)


def test_late_is_as_long_as_its_kind_says_unless_the_rule_does(folder):
    folder.rules(
        RULE
        + RULE.replace("[a]", "[b]").replace('every = "90 days"', 'yearly = "birthday"')
        + RULE.replace("[a]", "[c]").replace('"90 days"', '"90 days", late = "2 days"')
    )
    a, b, c = (rule.when.late for rule in folder.load().rules)
    assert (a, b, c) == (None, Duration(), Duration(days=2))


def test_the_clock_is_for_if_and_not_for_who(folder):
    folder.rules(RULE + 'who = "days_since(last_contact) > 3"\n')
    _, line, where, what = folder.fault()
    assert (line, where) == (5, "[a] who")
    assert "timeless" in what


def test_events_have_the_names_of_the_source_that_gives_them(folder):
    folder.settings('[sources.orders]\npath = "orders.csv"\ngives = "order"\ncustomer = "who"\n')
    folder.write("orders.csv", "id,who,moment,amount,item\n1,1,2026-01-02,12.50,bicycle\n")
    rule = RULE.replace('every = "90 days"', 'event = "order"')
    folder.rules(rule + 'if = "event.amount > 10"\n')
    project = folder.load()
    assert project.types_of(project.rules[0])["event.amount"] == "number"
    assert project.sources["orders"].gives == "order"
    assert "customers" in project.sources
    folder.rules(rule + 'if = "event.amuont > 10"\n')
    assert folder.fault()[3].startswith('"event" has no') or "event.amount" in folder.fault()[3]


def test_events_that_nobody_describes_may_have_any_name(folder):
    folder.rules(RULE.replace('every = "90 days"', 'event = "gift"') + 'if = "event.amount > 1"\n')
    project = folder.load()
    assert project.types_of(project.rules[0])["event.amount"] == "any"


def test_event_names_are_not_there_without_an_event(folder):
    folder.rules(RULE + 'if = "event.amount > 1"\n')
    assert folder.fault()[2] == "[a] if"


def test_a_time_outside_of_the_hours_is_a_warning(folder):
    folder.rules(RULE.replace('"90 days"', '"90 days", at = "07:00"'))
    (warning,) = folder.load().warnings
    assert warning == (
        "rules/friends.toml, line 3, [a] when.at\n"
        "  This lies outside of the hours of [policy], 08:00-20:00: messages are moved into them."
    )


def test_a_todo_may_come_at_any_hour(folder):
    rule = RULE.replace('"90 days"', '"90 days", at = "07:00"')
    folder.rules(rule.replace('email = "check-in"', 'todo = "Ring"'))
    assert folder.load().warnings == ()


def test_a_group_is_a_condition_with_a_name(folder):
    folder.settings("[groups]\nbest = \"tier == 'gold'\"\nlocal = \"best and city == 'Warsaw'\"\n")
    folder.rules(RULE + 'who = "local"\n')
    (rule,) = folder.load().rules
    assert rule.who is not None
    assert rule.who.holds({"tier": "gold", "city": "Warsaw"})
    assert not rule.who.holds({"tier": "silver", "city": "Warsaw"})


def test_a_wrong_group_is_told_once_and_not_where_it_is_used(folder):
    folder.settings("[groups]\nbest = \"teir == 'gold'\"\n")
    folder.rules(RULE + 'who = "best"\n')
    assert folder.fault()[:3] == ("touchpoint.toml", 6, "[groups] best")


def test_a_group_that_asks_the_clock_may_stand_in_if_only(folder):
    folder.settings('[groups]\nfresh = "days_since(last_heard) < 9"\n')
    folder.rules(RULE + 'if = "fresh"\n')
    assert folder.faults() == []
    folder.rules(RULE + 'who = "fresh"\n')
    assert folder.fault()[2] == "[a] who"


def _stamps(folder) -> tuple[str, str]:
    project = folder.load()
    return project.rules[0].when.fingerprint, project.fingerprint


def test_a_rules_own_shift_overrides_the_policys_and_makes_it_no_other_rule(folder):
    folder.rules(RULE)
    when, whole = _stamps(folder)
    assert folder.load().rules[0].shift is None
    folder.rules(RULE + 'shift = "skip"\n')
    assert folder.load().rules[0].shift == "skip"
    assert _stamps(folder)[0] == when
    assert _stamps(folder)[1] != whole


@pytest.mark.parametrize("table", ["holidays", "babel", "tzdata"])
def test_another_version_of_a_table_wakes_everybody(folder, monkeypatch, table):
    folder.rules(RULE)
    before = _stamps(folder)[1]
    real = loading.version
    monkeypatch.setattr(loading, "version", lambda name: "99" if name == table else real(name))
    assert _stamps(folder)[1] != before


def test_what_decides_the_occurrences_is_what_makes_a_rule_known_anew(folder):
    folder.rules(
        RULE.replace('"90 days"', '"90 days", at = "09:00"') + "who = \"tier  == 'gold'\"\n"
    )
    when, whole = _stamps(folder)
    folder.rules(
        RULE.replace('every = "90 days"', 'at = "09:00", every = "90 days"')
        + "who = \"tier == 'gold'\"\noffer = true\n"
    )
    assert _stamps(folder)[0] == when
    assert _stamps(folder)[1] != whole
    folder.rules(RULE + "who = \"tier == 'silver'\"\n")
    assert _stamps(folder)[0] != when


def test_a_changed_group_makes_the_rules_that_name_it_known_anew(folder):
    folder.rules(RULE + 'who = "local"\n')
    folder.settings('[groups]\nbest = "tier == \'gold\'"\nlocal = "best and city"\n')
    before = _stamps(folder)[0]
    folder.settings('[groups]\nbest = "tier == \'silver\'"\nlocal = "best and city"\n')
    assert _stamps(folder)[0] != before


def test_the_mode_and_the_surge_guard_wake_nobody(folder):
    folder.rules(RULE)
    before = _stamps(folder)
    folder.settings("[policy]\nsurge = 5\n")
    folder.settings("", sender=f'mode = "live"\n{(folder.path / "touchpoint.toml").read_text()}')
    assert _stamps(folder)[0] == before[0]
