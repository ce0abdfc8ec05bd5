"""Where everybody lives, as far as their holidays go."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from touchpoint.cli.screen import count, some
from touchpoint.holidays import country_name, region_code
from touchpoint.model import Customer, Sender
from touchpoint.relationship import country_of, region_of, sender_of

MOST = 4
"""Countries that are named; the others are counted."""


class Homes:
    """Countries and regions, looked at for one customer after the other."""

    def __init__(self, senders: Mapping[str, Sender]) -> None:
        self._senders = senders
        self._countries: Counter[str] = Counter()
        self._regions: dict[tuple[str, str], list[str]] = defaultdict(list)

    def person(self, customer: Customer) -> None:
        """Look at one of them."""
        region = region_of(customer)
        code = country_of(customer, sender_of(customer, self._senders, None))
        self._countries[code] += 1
        if code and region and not region_code(code, region):
            self._regions[code, region].append(customer.name)

    def notes(self) -> Iterator[str]:
        """Who has which holidays, and who has none, as sentences."""
        if kept := {code: people for code, people in self._countries.items() if code}:
            yield _kept(kept)
        if self._countries[""]:
            yield _nowhere(self._countries[""])
        for (code, region), names in self._regions.items():
            yield (
                f'No region "{region}" of {country_name(code)} is known: the holidays of the whole '
                f"country count for {some(names)}."
            )


def _kept(people: Mapping[str, int]) -> str:
    """`Holidays of Poland are kept for 12 people, of Germany for 3`."""
    first, *others = sorted(people, key=lambda code: (-people[code], code))
    parts = [f"Holidays of {country_name(first)} are kept for {_whom(people[first])}"]
    parts += [f"of {country_name(code)} for {people[code]}" for code in others[: MOST - 1]]
    if more := others[MOST - 1 :]:
        parts.append(f"of {len(more)} more for {sum(people[code] for code in more)}")
    return f"{', '.join(parts)}."


def _whom(people: int) -> str:
    return count(people, "person", "people")


def _nowhere(people: int) -> str:
    has = "has" if people == 1 else "have"
    return (
        f"{_whom(people)} {has} no country, and so no holidays. Give them a column country, or "
        '[sender] a country = "PL".'
    )
