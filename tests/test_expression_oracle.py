"""Random conditions over random values answer as an interpreter does that knows only the rules."""

from __future__ import annotations

import operator
from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from touchpoint.expression import compile_condition, empty_names
from touchpoint.model import Duration, FieldType, PartialDate

FIELDS: dict[FieldType, tuple[str, ...]] = {
    "text": ("city", "tier"),
    "number": ("age", "touches.trust"),
    "boolean": ("newsletter",),
    "date": ("renewal", "birthday"),
    "moment": ("last_login",),
    "duration": ("notice",),
    "list": ("tags",),
    "any": ("event.a", "event.b"),
}
TYPES = {name: kind for kind, names in FIELDS.items() for name in names}
WORDS = ("gold", "GOLD ", "silver", "ß", "SS", "2026-12-24", "2026-12-24 10:00", "7 days", "3")
DAYS = tuple(map(date.fromisoformat, ("2026-12-24", "2026-12-25", "2024-02-29")))
TIMES = tuple(map(datetime.fromisoformat, ("2026-12-24 00:00", "2026-12-24 10:00")))
SPANS = tuple(
    map(Duration.parse, ("7 days", "1 week", "1 month", "30 days", "90 minutes", "5 business days"))
)
NUMBERS = (0, 1, 2.5, -3)
MORNING = TIMES[1]
VALUES: dict[FieldType, list] = {
    "text": [*WORDS, "bronze", " "],
    "number": [0, 1, -3, 2.5, float("nan"), 10**400, float("inf")],
    "boolean": [True, False],
    "date": [*DAYS, PartialDate(12, 24), PartialDate(2, 29)],
    "moment": [*TIMES, MORNING.replace(tzinfo=UTC)],
    "duration": list(SPANS),
    "list": [("gold",), ("SS", "x"), ("", "3")],
}
ANYTHING = st.sampled_from([value for values in VALUES.values() for value in values])
EMPTY = st.sampled_from([None, "", ()])


def of_field(kind):
    fitting = ANYTHING if kind == "any" else st.sampled_from(VALUES[kind])
    return st.one_of(fitting, fitting, EMPTY, ANYTHING)


PEOPLE = st.fixed_dictionaries({}, optional={name: of_field(kind) for name, kind in TYPES.items()})

# --- random conditions, as trees of tuples ------------------------------------------------------


def field(*kinds):
    return st.sampled_from([("field", name) for kind in kinds for name in FIELDS[kind]])


def constant(words):
    return st.sampled_from([("constant", word) for word in words])


NUMERIC = st.recursive(
    st.one_of(field("number", "any"), constant(NUMBERS)),
    lambda inner: st.tuples(st.sampled_from("+-*/"), inner, inner),
    max_leaves=4,
)
PAIRS = st.one_of(
    st.tuples(field("text", "any"), st.one_of(field("text", "any"), constant(WORDS))),
    st.tuples(NUMERIC, NUMERIC),
    st.tuples(field("date", "moment"), st.one_of(field("date", "moment", "any"), constant(DAYS))),
    st.tuples(field("moment"), constant(DAYS + TIMES)),
    st.tuples(field("duration"), st.one_of(field("duration", "any"), constant(SPANS))),
)
ORDERS = ("==", "!=", "<", "<=", ">", ">=")


def comparisons():
    ways = st.sampled_from(ORDERS)
    one = st.tuples(ways, PAIRS, st.booleans()).map(
        lambda made: (made[0], *(made[1][::-1] if made[2] else made[1]))
    )
    chain = st.tuples(st.just("chain"), NUMERIC, ways, NUMERIC, ways, NUMERIC)
    truth = st.tuples(st.sampled_from(ORDERS[:2]), field("boolean"), constant([True, False]))
    return st.one_of(one, one, chain, truth)


def memberships():
    ways = st.sampled_from(["in", "not in"])
    options = [
        (field("text", "any"), st.one_of(constant(WORDS), field("text"))),
        (field("number", "any"), constant(NUMBERS)),
        (field("date"), constant(DAYS)),
        (field("duration"), constant(SPANS)),
    ]
    listed = [
        st.tuples(ways, left, st.lists(right, min_size=1, max_size=3)) for left, right in options
    ]
    items = st.one_of(constant(WORDS), field("text", "any"))
    return st.one_of(*listed, st.tuples(ways, items, field("list", "any")))


BARE = st.sampled_from([("field", name) for name in TYPES])
COUNTED = st.tuples(
    st.sampled_from(ORDERS),
    st.tuples(st.just("days_since"), field("date", "moment", "any")),
    constant([0, 1]),
)
HELD = st.tuples(st.just("contains"), field("text", "any"), constant(("O", "2", "s")))
ATOMS = st.one_of(comparisons(), comparisons(), memberships(), COUNTED, HELD)


def conditions(atoms):
    return st.recursive(
        atoms,
        lambda inner: st.one_of(
            st.tuples(st.just("not"), inner),
            st.tuples(st.sampled_from(["and", "or"]), inner, inner),
        ),
        max_leaves=8,
    )


def written(tree):  # noqa: PLR0911 - one for each kind of node
    match tree:
        case ("field", name):
            return name
        case ("constant", int() | float() as value):
            return repr(value)
        case ("constant", value):
            return f"'{value}'"
        case ("not", inner):
            return f"not ({written(inner)})"
        case ("chain", *parts):
            return " ".join(part if isinstance(part, str) else written(part) for part in parts)
        case ("days_since" | "contains" as name, *arguments):
            return f"{name}({', '.join(map(written, arguments))})"
        case ("in" | "not in" as way, item, list() as options):
            return f"{written(item)} {way} [{', '.join(map(written, options))}]"
        case (sign, left, right):
            return f"({written(left)} {sign} {written(right)})"


# --- the rules, told once more ------------------------------------------------------------------

SIGNS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
OPPOSITE = {"==": "!=", "<": ">=", "<=": ">", "in": "not in"}
OPPOSITE |= {after: before for before, after in OPPOSITE.items()}
COMPARE = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
TODAY = date(2026, 12, 25)


def is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


def forms(value):
    """Every form in which a value can be compared, the best one first."""
    found = {}
    match value:
        case bool():
            found["boolean"] = value
        case int() | float():
            found["number"] = value
        case str() if value:
            found["text"] = value.strip().casefold()
            found |= next(
                (forms(each) for each in DAYS + TIMES + SPANS if str(each)[:16] == value), {}
            )
            if len(value) > len("2026-12-24"):
                found.pop("day", None)
        case datetime():
            found = {"moment": value, "day": value.date()}
        case date():
            found["day"] = value
        case PartialDate():
            found["partial"] = value
        case Duration(months, days, business, minutes):
            found["span"] = (months * 30 + days) * 1440 + business * 2016 + minutes
    return found


def keys(left, right):
    """Both in one form, or None."""
    one, other = forms(left), forms(right)
    kind = next((each for each in one if each in other), None)
    return None if kind is None else alike(one[kind], other[kind])


def alike(left, right):
    """A moment without a zone is one of the other's zone."""
    zones = {each.tzinfo for each in (left, right) if isinstance(each, datetime)}
    if len(zones) > 1:
        return left.replace(tzinfo=None), right.replace(tzinfo=None)
    return left, right


def value_of(tree, person):
    match tree:
        case ("field", name):
            return person.get(name)
        case ("constant", value):
            return value
        case ("days_since", day):
            found = forms(value_of(day, person)).get("day")
            return None if found is None else (TODAY - found).days
        case (sign, left, right):
            return reckoned(sign, value_of(left, person), value_of(right, person))


def reckoned(sign, left, right):
    try:
        return SIGNS[sign](left, right) if is_number(left) and is_number(right) else None
    except (ZeroDivisionError, OverflowError):
        return None


def compared(way, left, right):
    found = keys(left, right)
    if way in {"==", "!="}:
        return (found is not None and found[0] == found[1]) is (way == "==")
    if found is None or isinstance(found[0], bool):
        return False
    return COMPARE[way](*found)


def is_in(item, options):
    return any(compared("==", item, option) for option in options)


def expected(tree, person, *, wanted=True):  # noqa: PLR0911 - one for each kind of node
    """The answer, or what `not` of it answers: not is pushed inwards first."""
    match tree:
        case ("not", inner):
            return expected(inner, person, wanted=not wanted)
        case ("and" | "or" as way, left, right):
            both = (expected(left, person, wanted=wanted), expected(right, person, wanted=wanted))
            return all(both) if (way == "and") is wanted else any(both)
        case ("chain", a, one, b, other, c):
            both = ("and", (one, a, b), (other, b, c))
            return expected(both, person, wanted=wanted)
        case ("contains", text, part):
            held, looked = value_of(text, person), value_of(part, person)
            found = isinstance(held, str) and looked.casefold() in held.casefold()
            return found is wanted
        case ("in" | "not in" as way, item, list() as options):
            found = is_in(value_of(item, person), [value_of(each, person) for each in options])
            return found is ((way == "in") is wanted)
        case ("in" | "not in" as way, item, items):
            held, looked = value_of(items, person), value_of(item, person)
            found = isinstance(held, tuple) and isinstance(looked, str) and is_in(looked, held)
            return found is ((way == "in") is wanted)
        case ("field", name):
            value = person.get(name)
            given_ = value if isinstance(value, bool) else value not in (None, "", ())
            return given_ is wanted
        case (way, left, right):
            values = value_of(left, person), value_of(right, person)
            return compared(way if wanted else OPPOSITE[way], *values)


@settings(max_examples=400, deadline=None)
@given(conditions(st.one_of(ATOMS, ATOMS, BARE)), PEOPLE)
def test_a_compiled_condition_answers_as_the_rules_say(tree, person):
    condition = compile_condition(written(tree), TYPES, clock=True)
    assert condition.holds(person | {"today": TODAY}) is expected(tree, person)


@settings(max_examples=100, deadline=None)
@given(conditions(st.one_of(ATOMS, ATOMS, BARE)), PEOPLE)
def test_a_group_answers_as_its_text_does_in_its_place(tree, person):
    grouped = compile_condition("not g or age", TYPES, groups={"g": written(tree)}, clock=True)
    plain = compile_condition(f"not ({written(tree)}) or age", TYPES, clock=True)
    names = person | {"today": TODAY}
    assert grouped.names == plain.names
    assert grouped.holds(names) is plain.holds(names)


@settings(max_examples=100, deadline=None)
@given(conditions(ATOMS), PEOPLE, PEOPLE)
def test_where_emptiness_decided_nothing_any_values_give_the_same_answer(tree, person, other):
    condition = compile_condition(written(tree), TYPES, clock=True)
    names = person | {"today": TODAY}
    told = empty_names(condition, names)
    assert all(names.get(name) in (None, "", ()) for name in told)
    if not told:
        filled = other | {
            name: value for name, value in names.items() if value not in ("", None, ())
        }
        assert condition.holds(filled) is condition.holds(names)
