"""`[inboxes.NAME]`, and the inboxes in which answers to the senders arrive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from touchpoint.config.channels import Workshop
from touchpoint.config.document import Place
from touchpoint.config.keys import inbox_keys
from touchpoint.config.reading import read_table
from touchpoint.config.secrets import SettingValues
from touchpoint.config.words import sentence, shown
from touchpoint.errors import STRANGE, TouchpointError, raised
from touchpoint.model import Sender
from touchpoint.plugin import Carrier, Inbox
from touchpoint.wording import suggestion


def read_inboxes(root: Place, shop: Workshop) -> dict[str, Inbox]:
    """Every inbox that the settings name; what is wrong with their tables is told."""
    tables = root.value.get("inboxes", {})
    named = tables if isinstance(tables, Mapping) else {}
    made = {name: _make(root / "inboxes" / name, shop) for name in named}
    return {name: inbox for name, inbox in made.items() if inbox}


def senders_inboxes(
    root: Place, senders: Mapping[str, Sender], carriers: Mapping[str, Carrier]
) -> dict[str, Inbox]:
    """Where answers to the senders arrive, as the carriers tell it, by the mailbox's name."""
    found: dict[str, Inbox] = {}
    for carrier in carriers.values():
        for key, sender in senders.items():
            place = root / "senders" / key if key else root / "sender"
            found |= _of_sender(place, sender, carrier)
    return found


def _make(place: Place, shop: Workshop) -> Inbox | None:
    table, known = place.value, shop.registry.inboxes
    if not isinstance(table, Mapping):
        return None
    kind = table.get("kind")
    inbox = known.get(kind) if isinstance(kind, str) else None
    if kind is not None and inbox is None:
        _tell_no_kind(place, kind, shop)
        return None
    values = read_table(place, inbox_keys(shop.registry, inbox))
    return _instance(place, inbox, values, shop) if inbox else None


def _tell_no_kind(place: Place, kind: Any, shop: Workshop) -> None:
    if shop.missing:
        (place / "kind").set_aside(shop.missing)
    else:
        close = suggestion(str(kind), shop.registry.inboxes)
        (place / "kind").fault(f"There is no kind of inbox {shown(kind)}.{close}")


def _instance(
    place: Place, inbox: type[Inbox], values: Mapping[str, Any], shop: Workshop
) -> Inbox | None:
    own = {name: value for name, value in values.items() if name in inbox.settings}
    try:
        return inbox(SettingValues(own, shop.folder), shop.folder)
    except (ValueError, TouchpointError) as fault:
        place.fault(sentence(fault))
    except STRANGE as fault:
        place.set_aside(f"The inbox {inbox.name} stops with {raised(fault)}.")
    return None


def _of_sender(place: Place, sender: Sender, carrier: Carrier) -> dict[str, Inbox]:
    try:
        inbox = carrier.inbox(sender)
        return {carrier.mailbox(sender): inbox} if inbox else {}
    except (ValueError, TouchpointError) as fault:
        place.fault(sentence(fault))
    except STRANGE as fault:
        place.set_aside(f"The carrier {carrier.name} stops with {raised(fault)}.")
    return {}
