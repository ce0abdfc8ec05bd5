"""`touchpoint customer export` and `forget`: all that is known of a person, given out or erased."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import click

from touchpoint.address import normal_address
from touchpoint.cli.opening import Opened, opened, person, up_to_date
from touchpoint.cli.screen import as_json, count, paragraph, say
from touchpoint.errors import UsageError
from touchpoint.folding import folded
from touchpoint.model import Customer
from touchpoint.run.forgetting import everything, files
from touchpoint.run.forgetting import forget as erase
from touchpoint.run.sync import file_of


@click.command(name="export")
@click.argument("who")
def export(*, who: str) -> None:
    """Give out all that is known of them, as JSON: touchpoint customer export ada > ada.json.

    Fields, the timeline, every touchpoint, what waits for review, suppressions, rows that could
    not be used, and the files kept here, of practice and live.
    """
    with opened() as open_:
        up_to_date(open_)
        as_json(everything(open_.project, open_.store, person(open_.store, who)))


@click.command(name="forget")
@click.argument("who")
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget(*, who: str, yes: bool) -> None:
    """Erase all that is known of them, for good: touchpoint customer forget ada.

    What was sent stays as bare lines without them, so that quotas still count it; and a hash by
    which they are known again, so that they stay gone whatever is imported.
    """
    with opened() as open_:
        if open_.store.is_forgotten(who) and not _named(open_, who):
            open_.store.scrub()
            say(f"{who} was forgotten before, and nothing of them is left in the store.")
            return
        up_to_date(open_)
        customer = person(open_.store, who)
        _check_whole(customer, who)
        kept = files(open_.project, open_.store, customer)
        _ask(open_, customer, kept, yes=yes)
        known = _known_by(open_, customer)
        erase(open_.project, open_.store, customer, open_.now)
        say(*_said(open_, customer, kept, known))


def _named(open_: Opened, who: str) -> list[Customer]:
    """Whose id or address it is, as a whole."""
    word = folded(who)
    return [one for one in open_.store.find(who) if word in _whole(one)]


def _whole(customer: Customer) -> tuple[str, ...]:
    return folded(customer.id), folded(customer.text("email"))


def _check_whole(customer: Customer, who: str) -> None:
    """Raise UsageError for a part of a word: said once more, it would erase whoever is next."""
    word, words = folded(who), folded(customer.text("name")).split()
    if word not in _whole(customer) and not set(word.split()) <= set(words):
        raise UsageError(
            f'"{who}" is only a part of what {customer.name} is called, and what is erased does '
            f'not come back. If you mean them: touchpoint customer forget "{customer.id}"'
        )


def _ask(open_: Opened, customer: Customer, kept: Mapping[str, str], *, yes: bool) -> None:
    """Once, with what goes. Raises UsageError where nobody can be asked, or Abort."""
    events = len(open_.store.all_events(customer.id))
    rows = len(open_.store.all_touchpoints(customer.id))
    what = ", ".join(
        [
            count(events, "line of the timeline", "lines of the timeline"),
            count(rows, "touchpoint"),
            count(len(kept), "file"),
        ]
    )
    question = f"This erases all that is known of {customer.name} for good: {what}."
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError(f"{question} Nothing was done. To do it: --yes")
    click.confirm(f"{question} Go on?", err=True, abort=True)


def _known_by(open_: Opened, customer: Customer) -> str:
    """By what they are recognised from now on: others may have the same address."""
    address = normal_address(customer.text("email"))
    if not address:
        return "id"
    there = (normal_address(one.text("email")) for one in open_.store.find(address))
    return "id, or name and address" if list(there).count(address) > 1 else "id or address"


def _said(open_: Opened, customer: Customer, kept: Mapping[str, str], known: str) -> list[str]:
    sources = [spec for spec in open_.project.sources.values() if spec.name == customer.source]
    where = file_of(sources[0]) if sources else "your source"
    return [
        *paragraph(f"{customer.name} is forgotten, in practice and live. Nothing goes to them."),
        *(f"Erased: {name.removeprefix(f'{open_.project.folder}/')}" for name in kept),
        *paragraph(
            f"Not erased: their row in {where}. It is not read any more; take it out there. Nor "
            "the mails in your own mailbox, and backups."
        ),
        *paragraph(f"By {known} they stay gone: no import brings them back."),
    ]
