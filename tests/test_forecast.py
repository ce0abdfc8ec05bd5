from planning import ada, at, book, rule, when
from touchpoint.forecast import forecast
from touchpoint.model import PartialDate


def test_what_goes_out_is_seen_with_the_customer_as_before_it():
    """A preview counted its own message among the touches, and so differed from what was sent."""
    rules = book(rule("birthday", when(yearly="birthday")))
    people = [ada(birthday=PartialDate(11, 24))]
    start = at("2026-11-23 08:00")
    found = list(forecast(people, rules, start, start + 7 * 86400))
    assert [one.touchpoint.rule for one in found] == ["birthday"]
    assert [event.kind for event in found[0].view.events] == []
