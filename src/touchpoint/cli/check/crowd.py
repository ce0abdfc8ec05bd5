"""What all people together show: zones, owners, languages and ids that do not fit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from touchpoint.cli.check.homes import Homes
from touchpoint.cli.screen import count, some
from touchpoint.model import Customer
from touchpoint.plan.frame import Frame
from touchpoint.relationship import ended_by
from touchpoint.run import Desk
from touchpoint.whereabouts import place_of


class Crowd:
    """Everybody, looked at one after the other."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._senders = desk.project.senders
        self._homes = Homes(self._senders) if desk.project.policy.holidays else None
        self._languages: Counter[str] = Counter()
        self.people = 0
        self._by_address = 0
        self.zones: Counter[str] = Counter()
        """The field that told somebody's time zone, nothing for the sender's -> how many."""
        self._doubts: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._ended: dict[str, list[str]] = defaultdict(list)
        self._not_agreed: list[str] = []
        self._owners: dict[str, list[str]] = defaultdict(list)

    def person(self, frame: Frame) -> None:
        """Look at one of them, on their local day."""
        customer = frame.customer
        if frame.book.asks_consent and not frame.consent.holds:
            self._not_agreed.append(customer.name)
        if end := ended_by(customer, frame.today):
            self._ended[end].append(customer.name)
        self.people += 1
        self._by_address += customer.id == customer.text("email").casefold()
        self._languages[customer.text("language").casefold()] += 1
        self._zone(customer)
        if self._homes:
            self._homes.person(customer)
        owner = customer.text("owner")
        if owner and owner.casefold() not in self._senders:
            self._owners[owner].append(customer.name)

    def _zone(self, customer: Customer) -> None:
        place = place_of(customer)
        self.zones[place.origin] += 1
        if place.doubt:
            self._doubts[place.doubt, place.origin].append(customer.name)

    def notes(self) -> Iterator[str]:
        """What the owner may want to change, as sentences."""
        for (what, origin), names in self._doubts.items():
            counts = f"what their {origin} says" if origin else "your own time"
            yield f"{what} Until then {counts} counts for {some(names)}."
        for end, names in self._ended.items():
            people = count(len(names), "person", "people")
            yield f"Nothing goes to {people} any more, says the column {end}: {some(names)}."
        if self._not_agreed:
            people = count(len(self._not_agreed), "person", "people")
            yield (
                f"No consent is known of {people}, so what needs it is held back: "
                f"{some(self._not_agreed)}. Once they agree: touchpoint log WHO consent"
            )
        for owner, names in self._owners.items():
            first = self._senders[""].name
            yield (
                f'The owner "{owner}" has no [senders.{owner}] in touchpoint.toml, so {first} '
                f"writes to {some(names)}."
            )
        if self._homes:
            yield from self._homes.notes()
        if self.people and self._by_address == self.people:
            yield (
                "People are told apart by their addresses. With a column id, which never changes, "
                "somebody with a new address stays the same person."
            )
        yield from _languages(self._desk, self._languages)


def _languages(desk: Desk, languages: Mapping[str, int]) -> Iterator[str]:
    """Which messages are missing in a language in which others are there."""
    templates = desk.templates
    named = {step.template for rule in desk.project.rules for step in rule.steps}
    used = [name for name in templates.names() if name in named]
    for language, people in sorted(languages.items()):
        there = [name for name in templates.names() if language in templates.languages(name)]
        missing = [name for name in used if name not in there]
        if language and there and missing:
            who = f"{count(people, 'person', 'people')} with the language {language}"
            get = "gets" if people == 1 else "get"
            yield (
                f"{who} {get} {some(missing, 4)} as everybody does: "
                f"there is no {missing[0]}.{language}.md."
            )
