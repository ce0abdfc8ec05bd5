"""How fast a compiled condition answers, next to `eval` of a code object, for 1,000 customers.

Run by hand: python benchmarks/expression.py. Figures drift between machines; the ratio does not.
"""

from __future__ import annotations

import timeit
from collections.abc import Callable
from datetime import date
from typing import Any

from touchpoint.expression import compile_condition
from touchpoint.model import FieldType

TYPES: dict[str, FieldType] = {
    "tier": "text",
    "city": "text",
    "email": "text",
    "orders": "number",
    "renewal": "date",
    "tags": "list",
}
# What a person writes, and its plain Python, which minds neither case, blanks nor empty values.
CONDITIONS = {
    "orders >= 3": "orders >= 3",
    "tier == 'gold'": "tier == 'gold'",
    "tier in ('gold', 'silver')": "tier in ('gold', 'silver')",
    "email": "bool(email)",
    "'card' in tags": "'card' in tags",
    "contains(city, 'war')": "'war' in city",
    "renewal < '2026-12-24'": "renewal < day",
    "orders / 4 > 2": "orders / 4 > 2",
    "tier == 'gold' and orders >= 3 and city != 'Warsaw'": (
        "tier == 'gold' and orders >= 3 and city != 'Warsaw'"
    ),
    "not (tier == 'lead' or orders < 3)": "not (tier == 'lead' or orders < 3)",
}
ROUNDS = 20


def customers() -> list[dict[str, Any]]:
    """Invented ones; every fifth is gold."""
    return [
        {
            "tier": "gold" if number % 5 == 0 else "silver",
            "city": "Warsaw" if number % 3 else "Lublin",
            "email": f"c{number}@example.com",
            "orders": number % 11,
            "renewal": date(2026, 1 + number % 12, 15),
            "tags": ("card", "fair") if number % 2 else ("fair",),
        }
        for number in range(1_000)
    ]


def nanoseconds(answer: Callable[[dict[str, Any]], Any], people: list[dict[str, Any]]) -> float:
    """The best time for one customer."""
    times = timeit.repeat(lambda: [answer(each) for each in people], number=ROUNDS, repeat=5)
    return min(times) / ROUNDS / len(people) * 1e9


def main() -> None:
    """Print one line for each condition."""
    people = customers()
    print(f"{'':54}{'compiled':>10}{'eval':>10}{'ratio':>8}")
    for text, plain in CONDITIONS.items():
        holds = compile_condition(text, TYPES).holds
        code = compile(plain, "", "eval")
        known = {"day": date(2026, 12, 24)}
        ours = nanoseconds(holds, people)
        theirs = nanoseconds(lambda each, code=code, known=known: eval(code, known, each), people)
        print(f"{text:54}{ours:7.0f} ns{theirs:7.0f} ns{ours / theirs:8.2f}")


if __name__ == "__main__":
    main()
