"""touchpoint.toml and its overlay: read, and made into senders, groups and policy."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from touchpoint.config.document import TABLES_OF_TABLES, Document, Findings, Place, read_document
from touchpoint.config.keys import declared_for_senders, settings_keys
from touchpoint.config.reading import Keys, read, tell_unknown
from touchpoint.config.secrets import SettingValues
from touchpoint.config.vocabulary import Vocabulary
from touchpoint.config.words import sentence
from touchpoint.days import check_some_left
from touchpoint.errors import Fault, UsageError
from touchpoint.model import Patience, Policy, Sender, Unsubscribe
from touchpoint.registry import Registry

FILE = "touchpoint.toml"
_RULE = frozenset({"why", "when", "do"})


def find_folder(start: Path) -> Path:
    """The project that a folder is in, looking upwards as git does. Raises UsageError."""
    if folder := folder_around(start):
        return folder
    raise UsageError(
        f"There is no {FILE} here, nor in any folder above, so this is no touchpoint project.\n"
        "Go to the folder of yours, or make one with: touchpoint init friends"
    )


def folder_around(start: Path) -> Path | None:
    """The same; None outside of a project."""
    here = start.resolve()
    return next((one for one in (here, *here.parents) if (one / FILE).is_file()), None)


def read_settings_file(folder: Path, findings: Findings) -> Document | None:
    """touchpoint.toml, with touchpoint.NAME.toml over it where TOUCHPOINT_ENV says NAME.

    None where one of the two is not TOML; that is told.
    """
    base = read_document(folder / FILE, FILE, findings, TABLES_OF_TABLES)
    overlay = os.environ.get("TOUCHPOINT_ENV", "").strip()
    if not overlay:
        return base
    file = f"touchpoint.{overlay}.toml"
    if not re.fullmatch(r"[\w-]+", overlay) or not (folder / file).is_file():
        what = f'TOUCHPOINT_ENV is "{overlay}", and there is no such file. Write it, or unset that.'
        findings.faults.append(Fault(file, 0, "", what))
        return base
    over = read_document(folder / file, file, findings, TABLES_OF_TABLES)
    return base.overlaid(over) if base and over else None


def read_settings(root: Place, registry: Registry, missing: str) -> dict[str, Any]:
    """Every key but those of sources and channels, as values; what is wrong is told."""
    keys = settings_keys(registry, missing)
    for name, value in root.value.items():
        if name not in keys:
            _tell_unknown(root / name, value, keys)
    values = {}
    for name, key in keys.items():
        found = read(root / name, key) if name in root.value else None
        values[name] = key.default if found is None else found
    if "sender" not in root.value:
        (root / "sender").fault(_NO_SENDER)
    return values


_NO_SENDER = (
    "Nobody is there for messages to come from. Write [sender] and below it\n"
    'name = "Ann Smith"\nemail = "ann@example.com"\ntimezone = "Europe/Warsaw"'
)


def _tell_unknown(place: Place, value: Any, known: Keys) -> None:
    if isinstance(value, Mapping) and _RULE & value.keys():
        place.fault(f"This is a rule. Rules stand in files of the folder rules, not in {FILE}.")
    else:
        tell_unknown(place, known)


def make_senders(
    root: Place, values: Mapping[str, Any], registry: Registry, folder: Path
) -> dict[str, Sender]:
    """Every sender that is whole, by its name in small letters; "" is `[sender]`."""
    first = values["sender"] or {}
    declared = declared_for_senders(registry)
    found: dict[str, Sender] = {}
    for key, table in {"": first, **values["senders"]}.items():
        if not table:
            continue
        if key.casefold() in found:
            (root / "senders" / key).fault(f'There are two senders "{key}". Rename one of them.')
        own = SettingValues({name: table.get(name) for name in declared}, folder)
        where = table.get("timezone") or first.get("timezone")
        if table.get("name") and table.get("email") and where:
            name = key.casefold()
            country = table.get("country") or first.get("country") or ""
            transport, tokens = table["transport"] or "", bool(table.get("reply_token"))
            found[name] = Sender(
                name, table["name"], table["email"], where, own, country, transport, tokens
            )
    return found


def make_policy(root: Place, values: Mapping[str, Any]) -> Policy:
    """`[policy]`, without the quotas of mailboxes."""
    policy = values["policy"]
    free_days = policy["free_days"]
    try:
        check_some_left(free_days)
    except ValueError as fault:
        (root / "policy" / "free_days").fault(sentence(fault))
        free_days = ()
    return Policy(
        hours=policy["hours"],
        days=policy["days"],
        holidays=policy["holidays"],
        free_days=free_days,
        shift=policy["shift"],
        at_most=tuple(limit for limit in policy["at_most"] if limit.per != "mailbox"),
        leap_day=policy["leap_day"],
        patience=policy["patience"] and Patience(**policy["patience"]),
        surge=policy["surge"],
        review=policy["review"],
        digest=policy["digest"],
        consent=policy["consent"],
        unsubscribe=Unsubscribe(**policy["unsubscribe"]),
    )


def check_groups(
    root: Place, groups: Mapping[str, str | None], vocabulary: Vocabulary
) -> dict[str, str]:
    """The texts of the groups, harmless ones for those that are wrong: that is told once, here."""
    texts = {name: text for name, text in groups.items() if text}
    trial = replace(vocabulary, groups=texts)
    places = {name: Place(root.document, ("groups", name), Findings()) for name in groups}
    for name, place in places.items():
        if name in texts:
            _check_group(place, name, trial)
        root.findings.add(place.findings)
    wrong = {name for name, place in places.items() if place.findings.faults}
    return {
        name: _ANYBODY if name in wrong else text for name, text in texts.items()
    } | dict.fromkeys(wrong, _ANYBODY)


_ANYBODY = "id"
"""Stands for a group that is wrong in the conditions that name it."""


def _check_group(place: Place, name: str, trial: Vocabulary) -> None:
    if not name.isidentifier():
        close = re.sub(r"\W+", "_", name).strip("_").lower()
        place.fault(f'"{name}" cannot stand in a condition. Write it as {close or "active"}.')
    elif name in trial.types:
        place.fault(f'"{name}" is already a field of your customers. Rename the group.')
    else:
        trial.asked(place, trial.of_event(""), within=True)
