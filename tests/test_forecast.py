from dataclasses import replace
from datetime import date

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


def test_a_company_is_the_same_however_it_is_spaced_as_in_a_run():
    """The store counted "Acme  Ltd" and "ACME Ltd" as one company, and the forecast as two."""
    rules = book(rule("hello", when(date="day")), at_most=("1 per 7 days per company",))
    start = at("2026-11-23 00:00")
    people = [
        replace(view, customer=replace(view.customer, id=id_))
        for id_, view in {
            "ada": ada(day=date(2026, 11, 24), company="Acme  Ltd"),
            "bob": ada(day=date(2026, 11, 24), company="ACME Ltd ", email="bob@acme.example"),
        }.items()
    ]
    found = list(forecast(people, rules, start, start + 3 * 86400))
    assert len(found) == 1


def test_what_moved_a_message_off_its_own_day_is_seen_beside_that_day():
    """Only a limit was named; a Saturday's message went out on Monday without a word."""
    rules = book(
        rule("letter", when(date="thursday")),
        rule("sale", when(date="saturday")),
    )
    people = [ada(saturday=date(2026, 11, 28), thursday=date(2026, 11, 26))]
    start = at("2026-11-23 08:00")
    letter, sale = list(forecast(people, rules, start, start + 30 * 86400))
    assert (letter.due.date(), letter.held, letter.limit) == (date(2026, 11, 26), "", "")
    assert sale.due.date() == date(2026, 11, 28)
    assert sale.held == sale.said == "1 per 7 days: letter on 26 November"
    assert sale.limit == "1 per 7 days"
