"""Listen: hear every inbox, and write what follows before anything is acknowledged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Literal

from touchpoint.config import Project
from touchpoint.errors import STRANGE, StoreError, TouchpointError, raised
from touchpoint.listen.following import Letter, follow, follow_sent
from touchpoint.model import (
    About,
    Consequences,
    Event,
    Finding,
    Instant,
    Matched,
    Touchpoint,
    View,
    one_line,
)
from touchpoint.plugin import Heard, Inbox, Mail, SetAside
from touchpoint.run.quota import longer_rest
from touchpoint.store import Store


@dataclass(slots=True)
class Ear:
    """One round of listening, while it goes on."""

    project: Project
    store: Store
    now: Instant
    heard: list[Event] = field(default_factory=list)
    """What is new on the timelines."""
    troubles: list[str] = field(default_factory=list)

    def tell(self, key: str, sentence: str) -> None:
        """A trouble, unless it was told before."""
        if not self.store.told(key):
            self.troubles.append(sentence)


def listen(project: Project, store: Store, now: Instant) -> Ear:
    """Hear every inbox. One that cannot be reached is told of once a day, and stops no other."""
    ear = Ear(project, store, now)
    for name, inbox in project.inboxes.items():
        try:
            _hear(ear, name, inbox)
        except StoreError:
            raise
        except TouchpointError as error:
            _tell_deaf(ear, name, str(error))
        except STRANGE as error:
            _tell_deaf(ear, name, f"It stops with {raised(error)}.")
    return ear


def _tell_deaf(ear: Ear, name: str, what: str) -> None:
    day = ear.now // 86400
    ear.store.keep_deaf(name, what)
    ear.tell(f"inbox:{name}:{day}:{what}", f"The inbox {name} was not heard. {what}")


def _hear(ear: Ear, name: str, inbox: Inbox) -> None:
    try:
        for batch in inbox.listen(ear.store.inbox_cursor(name)):
            for item in batch.items:
                _take(ear, name, item)
            ear.store.keep_inbox_cursor(name, batch.cursor)
            inbox.acknowledge(batch)
        ear.store.keep_heard(name, ear.now)
    finally:
        inbox.close()


def _take(ear: Ear, name: str, item: Mail | Heard | SetAside) -> None:
    """One thing, each in a commit of its own: the next one is read knowing it.

    What is strange about one must not keep its inbox from being heard for ever.
    """
    try:
        if isinstance(item, SetAside):
            ear.tell(f"heard:{name}:{item.id}:{item.reason}", f"{name}: {item.reason}")
        elif isinstance(item, Heard):
            _take_heard(ear, name, item)
        else:
            _write(ear, *_understood(ear, name, item))
    except StoreError:
        raise
    except STRANGE as error:
        said = (
            str(error) if isinstance(error, TouchpointError) else f"It stops with {raised(error)}."
        )
        which = one_line(str(getattr(item, "place", None) or getattr(item, "id", None) or item))
        told = f"{name}: {which[:60]} is left out. {said} Look at it yourself."
        ear.tell(f"heard:{name}:{which}", told)


# --- mails ------------------------------------------------------------------------------------


def _understood(ear: Ear, name: str, mail: Mail) -> tuple[Consequences, About]:
    from touchpoint.listen.understanding import UNREADABLE, understand  # noqa: PLC0415 - 40 ms

    finding = understand(mail.raw)
    if finding.text.startswith(UNREADABLE):
        ear.tell(f"unreadable:{name}:{mail.place}", f"{name}, {mail.place}: {finding.text}")
    own = {sender.email.casefold() for sender in ear.project.senders.values()}
    letter = Letter(_identity(mail, finding), name, mail.place, min(mail.received, ear.now),
                    finding, ear.store.realm)  # fmt: skip
    if mail.sent:
        about = _about_sent(ear, finding, own)
        return follow_sent(letter, about), about
    if finding.sender in own or _named(ear, [finding.message_id]):
        return Consequences(), About()  # our own, come back
    about = _about(ear, finding)
    if not about.touchpoint and _is_of_other_realm(ear, finding):
        return Consequences(), About()
    return follow(_after(letter, about, ear.now), about), about


def _after(letter: Letter, about: About, now: Instant) -> Letter:
    """What answers a touchpoint came after it: the mailbox's clock may be behind ours."""
    row = about.touchpoint
    went = row.decided if row and row.state != "refused" else 0  # that was decided by a bounce
    return replace(letter, received=min(max(letter.received, went + 1), now))


def _identity(mail: Mail, finding: Finding) -> str:
    """The same wherever the mail is seen again, in another folder or another inbox."""
    known = f"{finding.message_id}\n{finding.sender}\n{finding.moment}".encode()
    return "mail:" + sha256(known if finding.message_id else mail.raw).hexdigest()[:32]


def _about(ear: Ear, finding: Finding) -> About:
    """Whom it is about, by the strongest way there is."""
    for matched, words in _ways(finding):
        if row := next(iter(_named(ear, words)), None):
            return About(tuple(ear.store.views([row.customer])), row, matched)
    there = [bounce.address for bounce in finding.bounces] or [finding.sender]
    if finding.rsvp:
        there.append(finding.rsvp.attendee)
    views = ear.store.views(ear.store.customers_at(there))
    return _invited(finding, About(tuple(views), None, "address" if views else ""))


def _is_of_other_realm(ear: Ear, finding: Finding) -> bool:
    """Whether it answers what the other realm sent: it is heard there, as that.

    Known by its address here, it would be known there already. Leaving holds in both.
    """
    words = [word for _, some in _ways(finding) for word in some]
    return finding.kind not in _LEAVES and any(map(ear.store.touchpoint_anywhere, _tokens(words)))


def _ways(finding: Finding) -> Iterator[tuple[Matched, Sequence[str]]]:
    yield "token", finding.tokens
    if finding.rsvp:
        yield "token", [finding.rsvp.uid]
    yield "report" if finding.reported else "reference", finding.references


def _invited(finding: Finding, about: About) -> About:
    """An answer to a meeting that is shared names it by what all its guests share."""
    uid = finding.rsvp.uid if finding.rsvp else ""
    for view in about.views:
        for event in view.events:
            if uid and event.data.get("uid") == uid and event.touchpoint:
                row = next((r for r in view.touchpoints if r.id == event.touchpoint), None)
                return About((view,), row, "token")
    return about


def _about_sent(ear: Ear, finding: Finding, own: set[str]) -> About:
    row = next(iter(_named(ear, [finding.message_id])), None)
    there = [address for address in finding.recipients if address not in own]
    customers = [row.customer] if row else ear.store.customers_at(there)
    return About(tuple(ear.store.views(customers)), row, "token" if row else "address")


def _named(ear: Ear, words: Sequence[str]) -> list[Touchpoint]:
    """The touchpoints whose tokens stand before the @ of ids, or are given as they are."""
    return ear.store.touchpoints_called(_tokens(words))


def _tokens(words: Sequence[str]) -> list[str]:
    tokens = (word.strip("<> ").partition("@")[0].casefold() for word in words)
    return [token for token in tokens if token]


def _write(ear: Ear, follows: Consequences, about: About) -> None:
    if follows == Consequences():
        return
    new = ear.store.hear(follows, ear.now)
    ear.heard += new
    if follows.rests and new and about.touchpoint:
        _rest(ear, about.touchpoint, follows.rests)


def _rest(ear: Ear, row: Touchpoint, why: str) -> None:
    """The mailbox that sent it rests: a server refuses the sender, whoever it is to.

    One that rests already is left to that: several reports of one trouble are one.
    """
    mailbox = ear.project.policy.mailbox(row.carrier, row.sender)
    if mailbox is None:
        return
    known = {(one.carrier, one.mailbox): one for one in ear.store.mailbox_rests()}
    before = known.get((mailbox.carrier, mailbox.name))
    if before is None or before.until <= ear.now:
        ear.store.rest_mailbox(longer_rest(before, mailbox, why, ear.now))
        ear.tell(f"policy:{mailbox.name}:{ear.now // 86400}", f"{mailbox.name} rests. {why}")


# --- what inboxes know by themselves ----------------------------------------------------------


def _take_heard(ear: Ear, name: str, item: Heard) -> None:
    about = _about_heard(ear, item)
    if item.kind in _LEAVES:
        _write(ear, follow(_as_letter(ear, name, item), about), about)
        return
    for view in about.views:
        event = _event(name, item, view)
        if ear.store.move(event, ear.now) or item.cancelled:
            continue
        new = ear.store.hear(Consequences((event,)), ear.now)
        ear.heard += [one for one in new if one.moment <= ear.now]  # what is to come is no news


_LEAVES: Mapping[str, Literal["unsubscribe", "complaint"]] = {
    "unsubscribe": "unsubscribe",
    "complaint": "complaint",
}


def _about_heard(ear: Ear, item: Heard) -> About:
    """Whoever got the touchpoint that it names, in whatever realm; else by address."""
    if row := ear.store.touchpoint_anywhere(item.touchpoint):
        return About(tuple(ear.store.views([row.customer])), row, "token")
    return About(tuple(ear.store.views(ear.store.customers_at(item.addresses))), None, "address")


def _as_letter(ear: Ear, name: str, item: Heard) -> Letter:
    """The same as a mail that says it: what follows is one thing."""
    said = str(item.data.get("text") or "")
    finding = Finding(_LEAVES[item.kind], text=said)
    moment = min(item.moment, ear.now)
    return Letter(f"{name}:{item.id}", name, "", moment, finding, ear.store.realm)


def _event(name: str, item: Heard, view: View) -> Event:
    kind = f"{item.kind}-cancelled" if item.cancelled else item.kind
    data = {"inbox": name, **item.data}
    return Event(f"{name}:{item.id}:{view.customer.id}", view.customer.id, kind, item.moment,
                 item.day, data, name, touchpoint=item.touchpoint or None)  # fmt: skip
