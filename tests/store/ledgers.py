"""Customers, touchpoints and messages in as few words as a test wants to say about them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from touchpoint.model import Column, Instant, Message, Plan, Receipt, State, Touchpoint, View
from touchpoint.plugin import CustomerRow, EventRow, SetAside
from touchpoint.store import Import, Store

NOW: Instant = 1_800_000_000
DAY = 86_400
COLUMNS = (Column("name", "text", example="Ada"), Column("email", "text"))


def row(id: str, line: int = 0, **fields: Any) -> CustomerRow:
    return CustomerRow(id, {"name": id.title(), "email": f"{id}@shop.example"} | fields, line)


def read(
    store: Store,
    *rows: CustomerRow | EventRow | SetAside,
    source: str = "till",
    now: Instant = NOW,
    guard: bool = False,
) -> Import:
    return store.remember(source, f"at {now}", COLUMNS, rows, now, guard=guard)


def touchpoint(
    customer: str, state: State = "ready", rule: str = "hello", **more: Any
) -> Touchpoint:
    values = {
        "id": f"{rule}-{customer}-{more.get('occurrence', '2027')}",
        "rule": rule,
        "customer": customer,
        "occurrence": "2027",
        "step": "email:hello",
        "channel": "email",
        "template": "hello",
        "state": state,
        "moment": NOW,
        "decided": NOW,
    }
    return Touchpoint(**values | more)


def plan(store: Store, *decisions: Touchpoint, wake_at: Instant = NOW + DAY) -> None:
    """Decide for customers who are known already."""
    for decision in decisions:
        view = store.view(decision.customer)
        assert view is not None
        assert store.decide(view, Plan((decision,), wake_at))


def message(one: Touchpoint, **more: Any) -> Message:
    values = {"to": f"{one.customer}@shop.example", "body": "Hello", "subject": "Hello"}
    return Message(**values | {"touchpoint": one.id, "digest": "d1"} | more)


def go(_view: View, _touchpoint: Touchpoint) -> str:
    return ""


def send(
    store: Store, *batch: Touchpoint, now: Instant = NOW, lease: int = 600
) -> list[Touchpoint]:
    return store.sending([(one, message(one)) for one in batch], now, now + lease, go)


def receipts(state: Any, *batch: Touchpoint, now: Instant = NOW, **more: Any) -> Iterable[Receipt]:
    return [Receipt(one.id, state, now, **more) for one in batch]


def asleep(store: Store, now: Instant = NOW) -> set[str]:
    """Put everybody to sleep for a day; who was awake."""
    views = [view for batch in store.awake(now) for view in batch]
    assert not store.decide_all([(view, Plan((), now + DAY)) for view in views])
    return {view.customer.id for view in views}


def awake(store: Store, now: Instant = NOW) -> set[str]:
    return {view.customer.id for batch in store.awake(now) for view in batch}
