"""The rulebook of a project: its rules and policy, joined with what the store and plugins say."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import replace

from touchpoint.config import Project
from touchpoint.holidays import holidays_of
from touchpoint.model import Instant, Proof, Realm, Rule, Sender, Touchpoint
from touchpoint.plan import FOR_EVER, Rulebook
from touchpoint.run.known import Known
from touchpoint.store import Store

TOKEN_LENGTH = 26
CARRIER = "email"
"""What takes mails to the senders themselves."""


def rulebook(project: Project, store: Store, known: Known, more: tuple[Rule, ...] = ()) -> Rulebook:
    """What planning needs beside the customer.

    `more` are rules that stand in no file: what they want was asked for by hand, whenever.
    """
    since = {**dict.fromkeys((rule.name for rule in more), 0), **known.since}
    book = unstored(project, store.key, since)
    imported = {name: one.first_import for name in project.sources if (one := store.source(name))}
    rules = project.rules + more
    return replace(
        book,
        senders={key: _proven(project, store, one) for key, one in project.senders.items()},
        rules=rules,
        imported=imported,
        shared=store.shared(),
        steps=known.steps,
        paused=pauses(store),
    )


def unstored(project: Project, key: bytes, since: Mapping[str, Instant]) -> Rulebook:
    """The same where nothing is remembered: for trying rules out."""
    channels = project.channels.items()
    return Rulebook(
        rules=project.rules,
        policy=project.policy,
        senders={k: replace(one, reply_token=False) for k, one in project.senders.items()},
        since=since,
        token=token_maker(key, project.realm),
        inward=project.inward,
        address={name: channel.address for name, channel in channels if channel.address},
        holidays=holidays_of,
        unsure=unsure(project),
    )


def pauses(store: Store) -> Mapping[str, Instant]:
    """Rule -> when its pause is over, FOR_EVER for one without an end; "" is everything."""
    found = store.pauses()
    return {name: FOR_EVER if until is None else until for name, until in found.items()}


def unsure(project: Project) -> bool:
    """Whether something is missing that may be back tomorrow: a plugin, or a source's columns."""
    return bool(project.registry.broken or project.set_aside)


def proof_of(project: Project, store: Store, sender: Sender) -> Proof | None:
    """That mail of a sender arrives, as their address and mailbox are now; None where nobody knows.

    Raises TouchpointError when the mailbox makes no sense.
    """
    carrier = project.carriers.get(CARRIER)
    now = sender.email.casefold(), carrier and carrier.mailbox(sender)
    known = store.proofs()
    return next((one for one in known if (one.address.casefold(), one.mailbox) == now), None)


def _proven(project: Project, store: Store, sender: Sender) -> Sender:
    """Where nobody has seen that mail to a plus-address arrives, answers could be lost there."""
    proof = proof_of(project, store, sender) if sender.reply_token else None
    return replace(sender, reply_token=proof is not None and proof.tagged)


def shared_token(book: Rulebook, row: Touchpoint, sender: Sender) -> str:
    """What all share whom a sender invites to one occurrence by one step."""
    return book.token(row.rule, f"\0{sender.key}", row.occurrence, row.step)


def token_maker(key: bytes, realm: Realm) -> Callable[[str, str, str, str], str]:
    """Names touchpoints: the same identity has the same token, and nobody can guess one.

    Lower-case base32 of a keyed hash: it survives a local part, a subject and a file name.
    """

    def token(rule: str, customer: str, occurrence: str, step: str) -> str:
        identity = f"{realm}\0{rule}\0{customer}\0{occurrence}\0{step}".encode()
        digest = hmac.digest(key, identity, hashlib.sha256)
        return base64.b32encode(digest).decode().lower()[:TOKEN_LENGTH]

    return token
