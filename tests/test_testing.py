"""The suites for plugin authors find what they promise to find, and say it in a sentence."""

from __future__ import annotations

import doctest
import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import touchpoint.testing.fakes
from touchpoint.plugin import (
    Appointment,
    Carrier,
    Channel,
    Column,
    Context,
    CustomerRow,
    Delivered,
    Event,
    EventRow,
    Message,
    Occasion,
    Occurrence,
    SetAside,
    Setting,
    Source,
    TouchpointError,
    Trigger,
    hookimpl,
)
from touchpoint.testing import (
    Clock,
    ContractBroken,
    FakeOccasion,
    check_carrier,
    check_channel,
    check_plugin,
    check_plugins,
    check_source,
    check_trigger,
    compose,
    deliver,
    fake_context,
    fake_customer,
    fake_message,
    fake_sender,
    made,
)


class Board(Channel, Carrier):
    """A channel that keeps the contract."""

    name = "board"
    stays_here = True
    repeat = "harmless"
    settings = {"colour": Setting.text("of the paper", "white")}  # noqa: RUF012

    def compose(self, context: Context) -> Message:
        return Message(to="all", body=context.render())

    async def deliver(self, message: Message) -> Delivered:
        (self.folder / message.touchpoint).write_bytes(message.raw)
        return Delivered(message.touchpoint)


# --- fakes ------------------------------------------------------------------------------------


def test_the_examples_in_the_docstrings_are_right():
    assert doctest.testmod(touchpoint.testing.fakes).failed == 0


def test_a_clock_keeps_local_time_across_a_change_of_clocks():
    clock = Clock("2026-10-24 09:00", "Europe/Warsaw")
    before = clock()
    clock.advance("1 day")
    assert f"{clock.local:%d %H:%M}" == "25 09:00"
    assert clock() - before == 25 * 3600


def test_a_context_is_stable_and_about_one_person():
    assert fake_context() == fake_context()
    context = fake_context(customer=fake_customer("jo", name="Jo", email=None), rule="birthday")
    assert (context.touchpoint.customer, context.touchpoint.rule) == ("jo", "birthday")
    assert "email" not in context.customer.fields
    assert context.moment == datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Europe/Warsaw"))
    assert context.moment.timestamp() == context.touchpoint.moment


def test_a_token_looks_as_the_cores_do_and_is_another_for_another_touchpoint():
    one, two = fake_context().touchpoint.id, fake_context(rule="birthday").touchpoint.id
    assert one != two
    assert len(one) == 26
    assert one.isalnum()
    assert one.islower()


def test_what_a_plugin_declared_for_senders_is_there():
    assert fake_sender(slack="U0231")["slack"] == "U0231"


def test_a_plugin_is_made_with_what_it_declares_and_what_is_given(tmp_path):
    assert made(Board, tmp_path).settings == {"colour": "white"}
    assert made(Board, tmp_path, colour="red", size=3).settings == {"colour": "red", "size": 3}


def test_compose_finishes_a_message_as_the_core_does(tmp_path):
    context = fake_context("Hello", sender=fake_sender(slack="U0231"))
    message = compose(made(Board, tmp_path), context)
    assert message.touchpoint == context.touchpoint.id
    assert message.sender == context.sender
    assert message.carrier == "board"
    assert b"Hello" in message.raw


def test_deliver_finishes_what_is_not_finished_and_gives_the_receipts(tmp_path):
    carrier = made(Board, tmp_path)
    receipts = deliver(carrier, fake_message(), compose(carrier, fake_context(rule="birthday")))
    assert [receipt.reference for receipt in receipts] == sorted(
        (path.name for path in tmp_path.iterdir()),
        key=[receipt.reference for receipt in receipts].index,
    )


def test_an_occasion_gives_the_days_of_a_timeline():
    late = Event("2", "ada", "order", 1_700_000_000)
    early = Event("1", "ada", "order", 1_600_000_000, day=date(2020, 9, 13))
    occasion = FakeOccasion(timeline=(late, early, Event("3", "ada", "reply", 0)))
    assert [occasion.day(event) for event in occasion.events("order")] == [
        date(2020, 9, 13),
        date(2023, 11, 14),
    ]
    assert 0 <= occasion.share(7) < 7


# --- channels and carriers --------------------------------------------------------------------


def test_a_good_channel_passes_and_its_message_is_given_back(tmp_path):
    message = check_channel(Board, tmp_path)
    assert (tmp_path / message.touchpoint).read_bytes() == message.raw
    assert check_carrier(Board, tmp_path).raw


def variant(**changes: Any) -> type[Board]:
    return type("Board", (Board,), changes)


def refused(kind: type[Board], folder: Path) -> str:
    with pytest.raises(ContractBroken) as caught:
        check_channel(kind, folder)
    return str(caught.value)


class Answer:
    """A message with something else than the good one has."""

    def __init__(self, **changes: Any) -> None:
        self.changes = changes

    def __call__(self, context: Context) -> Message:
        return replace(Message(to="all", body=context.render()), **self.changes)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"to": ""}, "names nobody in `to`"),
        ({"body": ""}, "left out the text"),
        ({"raw": b"x"}, "fills what is the core's"),
        ({"touchpoint": "x"}, "fills what is the core's"),
    ],
)
def test_a_message_that_is_not_whole_is_found(tmp_path, changes, words):
    answer = Answer(**changes)
    kind = variant(compose=lambda self, context: answer(context))
    assert words in refused(kind, tmp_path)


def test_no_message_at_all_is_found(tmp_path):
    assert "not a Message" in refused(variant(compose=lambda self, context: "text"), tmp_path)


def test_a_preview_that_would_not_be_what_is_sent_is_found(tmp_path):
    numbers = itertools.count()
    kind = variant(compose=lambda self, context: Message(to="all", body=f"{next(numbers)}"))
    assert "compose gives two answers" in refused(kind, tmp_path)


def test_a_compose_that_writes_files_is_found(tmp_path):
    def scribble(self: Board, context: Context) -> Message:
        (self.folder / "seen").touch()
        return Message(to="all", body=context.render())

    assert "writes files; only deliver may" in refused(variant(compose=scribble), tmp_path)


def test_a_channel_that_trips_over_an_odd_name_is_found(tmp_path):
    def fragile(self: Board, context: Context) -> Message:
        return Message(to="all", body=context.customer.text("name").encode("ascii").decode())

    words = refused(variant(compose=fragile), tmp_path)
    assert "raises UnicodeEncodeError for the name" in words


def test_refusing_an_odd_name_with_a_sentence_is_fine(tmp_path):
    def careful(self: Board, context: Context) -> Message:
        if "\n" in context.customer.text("name"):
            raise TouchpointError("This name has two lines.")
        return Message(to="all", body=context.render())

    assert check_channel(variant(compose=careful), tmp_path)


def test_a_message_that_no_carrier_would_take_is_found(tmp_path):
    class Letter(Channel):
        name = "letter"

        def compose(self, context: Context) -> Message:
            return Message(to="all", body=context.render())

    with pytest.raises(ContractBroken, match="Letter is no Carrier, and its messages name none"):
        check_channel(Letter, tmp_path)


def test_an_encoding_that_changes_is_found(tmp_path):
    numbers = itertools.count()
    kind = variant(encode=lambda self, message: b"%d" % next(numbers))
    assert "encode gives two answers" in refused(kind, tmp_path)


def test_no_bytes_are_found(tmp_path):
    assert "encode gave no bytes" in refused(variant(encode=lambda self, message: b""), tmp_path)


def test_a_repeat_that_is_not_harmless_is_found(tmp_path):
    async def append(self: Board, message: Message) -> Delivered:
        with (self.folder / "list").open("ab") as file:
            file.write(message.raw)
        return Delivered()

    assert "a second delivery changes its files" in refused(variant(deliver=append), tmp_path)


def test_a_second_delivery_under_another_reference_is_found(tmp_path):
    numbers = itertools.count()

    async def number(self: Board, message: Message) -> Delivered:
        return Delivered(str(next(numbers)))

    assert "gives another reference" in refused(variant(deliver=number), tmp_path)


def test_a_delivery_without_a_receipt_is_found(tmp_path):
    async def forget(self: Board, message: Message) -> None:
        pass

    assert "gave None, not Delivered" in refused(variant(deliver=forget), tmp_path)


def test_a_class_that_the_registry_would_refuse_is_found_first(tmp_path):
    assert 'A channel cannot be called "wait"' in refused(variant(name="wait"), tmp_path)


# --- sources ----------------------------------------------------------------------------------


class Friends(Source):
    """A source that keeps the contract."""

    name = "friends"
    settings = {"rows": Setting.any("what it gives")}  # noqa: RUF012

    def cursor(self) -> str:
        return "1"

    def columns(self) -> tuple[Column, ...]:
        return (Column("name", "text"), Column("born", "date"), Column("age", "number"))

    def rows(self) -> Iterator[CustomerRow | EventRow | SetAside]:
        yield CustomerRow("ada", {"name": "Ada", "born": date(1980, 1, 1), "age": 46}, 1)
        yield from self.settings.get("rows", ())


def test_a_good_source_passes_and_its_rows_are_given_back(tmp_path):
    order = EventRow("4711", "ada", "order", date(2026, 11, 1))
    bad = SetAside(3, "The address has no @.", "jo")
    assert check_source(Friends, tmp_path, rows=(order, bad))[1:] == [order, bad]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (CustomerRow("jo", {"name": 3}), "name is 3, and its column says text"),
        (CustomerRow("jo", {"age": True}), "age is True, and its column says number"),
        (CustomerRow("jo", {"born": "1980-01-01"}), "its column says date"),
        (CustomerRow("jo", {"born": datetime(1980, 1, 1)}), "its column says date"),  # noqa: DTZ001
        (CustomerRow("jo", {"city": "Warsaw"}), "the field city, which is in no column"),
        (EventRow("1", "", "order", 0), "needs a customer and a kind"),
        (SetAside(3, "bad"), "is not a sentence"),
        ({"name": "Jo"}, "which is no row"),
    ],
)
def test_a_row_that_does_not_fit_is_found(tmp_path, row, words):
    with pytest.raises(ContractBroken, match=words):
        check_source(Friends, tmp_path, rows=(row,))


def test_an_event_twice_is_found(tmp_path):
    order = EventRow("4711", "ada", "order", 0)
    with pytest.raises(ContractBroken, match="the event 4711 twice"):
        check_source(Friends, tmp_path, rows=(order, order))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"cursor": lambda self: ""}, "cursor must give a text that is not empty"),
        ({"columns": lambda self: ["name"]}, "columns must give a tuple of Columns"),
        ({"columns": lambda self: (Column("a", "text"),) * 2}, "columns gives a twice"),
    ],
)
def test_a_source_that_describes_itself_wrongly_is_found(tmp_path, changes, words):
    with pytest.raises(ContractBroken, match=words):
        check_source(type("Friends", (Friends,), changes), tmp_path)


def test_a_cursor_that_never_rests_is_found(tmp_path):
    numbers = itertools.count()
    kind = type("Friends", (Friends,), {"cursor": lambda self: str(next(numbers))})
    with pytest.raises(ContractBroken, match="cursor changes while nothing else does"):
        check_source(kind, tmp_path)


# --- triggers ---------------------------------------------------------------------------------


class Daily(Trigger):
    """A trigger that keeps the contract; its argument turns it bad."""

    name = "daily"
    value = Setting.text("good or bad")

    def occurrences(self, occasion: Occasion, after: date) -> Iterator[Occurrence]:
        days = [after + timedelta(days=number) for number in range(3)]
        if self.argument == "backwards":
            days.reverse()
        if self.argument == "early":
            days.insert(0, after - timedelta(days=1))
        for day in days:
            yield Occurrence("same" if self.argument == "same" else day.isoformat(), day)


def test_a_good_trigger_passes_and_its_occurrences_are_given_back():
    assert [found.key for found in check_trigger(Daily, "good", after=date(2026, 1, 1))] == [
        "2026-01-01",
        "2026-01-02",
        "2026-01-03",
    ]


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ("backwards", "does not give the earliest first"),
        ("early", "gives an occurrence before 2026-11-23"),
        ("same", "gives the key same twice: only one would be sent"),
    ],
)
def test_a_trigger_that_would_confuse_planning_is_found(argument, words):
    with pytest.raises(ContractBroken, match=words):
        check_trigger(Daily, argument)


# --- plugins ----------------------------------------------------------------------------------


def test_a_good_plugin_passes_alone():
    plugin = SimpleNamespace(touchpoint_channels=hookimpl(lambda: [Board]))
    assert check_plugin(plugin).channels == {"board": Board}


def test_a_broken_plugin_is_named_with_the_reason(tmp_path):
    with pytest.raises(ContractBroken, match=r"The plugin mine .* It has no hook"):
        check_plugin(SimpleNamespace(), "mine")
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "mine.py").write_text("import no_such_module", encoding="utf-8")
    with pytest.raises(ContractBroken, match="needs the Python module no_such_module"):
        check_plugins(tmp_path)


class Party(Channel):
    """Invites to a party; what it does wrong is a subclass."""

    name = "party"
    invites = True

    def compose(self, context: Context) -> Message:
        first = Appointment(
            "u@example.com", 1_800_000_000, 1_800_003_600, "Party", attendee="a@b.example"
        )
        told = self.told(context.appointment or first)
        return Message(to=told.attendee, body="Come!", carrier="email", appointment=told)

    def told(self, appointment: Appointment) -> Appointment:
        return appointment


class Deaf(Party):
    def told(self, appointment: Appointment) -> Appointment:
        return replace(appointment, sequence=0)


class Silent(Party):
    def compose(self, context: Context) -> Message:
        return replace(super().compose(context), appointment=None)


class Astray(Party):
    def compose(self, context: Context) -> Message:
        return replace(super().compose(context), to="somebody@example.com")


def test_a_channel_that_tells_changes_passes(tmp_path):
    assert check_channel(Party, tmp_path).appointment


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Deaf, "Deaf changes the appointment that it is to tell of"),
        (Silent, "Silent invites, and its messages carry no appointment"),
        (Astray, "Astray tells somebody else than was invited"),
    ],
)
def test_a_channel_that_invites_and_tells_no_change_is_found(tmp_path, kind, words):
    with pytest.raises(ContractBroken, match=words):
        check_channel(kind, tmp_path)
