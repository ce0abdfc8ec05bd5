"""Everything about one person, in the store and in the files that carriers keep here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from touchpoint.config import Project
from touchpoint.model import Customer, Draft, Instant
from touchpoint.plugin import Carrier
from touchpoint.store import Store


def everything(project: Project, store: Store, customer: Customer) -> dict[str, Any]:
    """All that is known of them, of practice and live. Raises TouchpointError."""
    view = store.view(customer.id)
    return {
        "customer": customer,
        "events": [{"realm": realm, **asdict(one)} for realm, one in store.all_events(customer.id)],
        "touchpoints": [
            {**asdict(one), "realm": realm} for realm, one in store.all_touchpoints(customer.id)
        ],
        "drafts": [_draft(one) for one in store.all_drafts(customer.id)],
        "suppressions": view.suppressions if view else (),
        "set_aside": list(_set_aside(project, store, customer)),
        "files": files(project, store, customer),
    }


def files(project: Project, store: Store, customer: Customer) -> Mapping[str, str]:
    """What carriers keep of them on this machine, by names for people. Raises TouchpointError."""
    tokens = _tokens(store, customer)
    found: dict[str, str] = {}
    for carrier in _carriers(project):
        found |= carrier.kept(customer.id, tokens)
    return found


def forget(project: Project, store: Store, customer: Customer, now: Instant) -> None:
    """Erase all of it. The files first: where one cannot be erased, nothing else is.

    Raises TouchpointError with a sentence.
    """
    tokens = _tokens(store, customer)
    for carrier in _carriers(project):
        carrier.forget(customer.id, tokens)
    store.forget(customer, now)


def _tokens(store: Store, customer: Customer) -> frozenset[str]:
    return frozenset(one.id for _, one in store.all_touchpoints(customer.id))


def _carriers(project: Project) -> Iterator[Carrier]:
    """Each in the folder of practice and in that of live."""
    state = project.folder / "state"
    for carrier in project.carriers.values():
        for folder in (state, state / "live"):
            yield type(carrier)(carrier.settings, folder)


def _draft(draft: Draft) -> dict[str, object]:
    message = draft.message
    return {
        "touchpoint": draft.touchpoint,
        "to": message.to,
        "subject": message.subject,
        "body": message.body,
        "html": message.html,
    }


def _set_aside(project: Project, store: Store, customer: Customer) -> Iterator[dict[str, object]]:
    """Rows of theirs that could not be used."""
    for name in project.sources:
        state = store.source(name)
        for aside in state.set_aside if state else ():
            if aside.id == customer.id:
                yield {"source": name, "line": aside.line, "reason": aside.reason}
