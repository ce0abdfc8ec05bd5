"""Every key of touchpoint.toml and of a rule: the one definition that all else is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from touchpoint.address import read_address
from touchpoint.config.key import Key, defaults, keys_of
from touchpoint.config.pages import read_page
from touchpoint.config.values import (
    at_least_a_day,
    factor,
    from_home,
    kebab_case,
    known_country,
    one_line,
    own_limit,
    own_line,
    refuse_url,
    whole,
    zone_name,
)
from touchpoint.days import parse_free_days
from touchpoint.local import parse_days, parse_hours, parse_time
from touchpoint.model import Limit, Patience
from touchpoint.plugin import Channel, Inbox, Source, Trigger
from touchpoint.registry import Registry


def _later(help: str) -> Key:
    return Key("any", help, later=True)


def _review(what: str) -> Key:
    says = f"true lets {what} go only when a person has approved it: touchpoint review"
    return Key("boolean", says, "true", default=False)


def _consent(what: str) -> Key:
    says = f"holds {what} back from those of whom no consent is known"
    return Key("choice", says, '"required"', default=False, choices=("required",), read=bool)


def _filled(help: str, keys: Mapping[str, Key]) -> Key:
    """A table that stands for its defaults where it is not written."""
    return Key("table", help, keys=keys, default=defaults(keys))


# --- touchpoint.toml --------------------------------------------------------------------------


def settings_keys(registry: Registry, missing: str = "") -> Mapping[str, Key]:
    """Every key of touchpoint.toml, those that plugins declare included.

    `missing` is the sentence about plugins that failed to load.
    """
    sender = sender_keys(registry)
    first = {**sender, "timezone": _timezone(required=True)}
    return {
        "mode": Key(
            "choice",
            "practice writes messages to state/mailbox; live sends them",
            '"practice"',
            default="practice",
            choices=("practice", "live"),
        ),
        "redirect_to": Key(
            "text",
            "send everything to this address instead; counts as practice",
            '"me@example.com"',
            read=read_address,
        ),
        "sender": Key(
            "table", "whom messages come from", required=True, keys=first, missing=missing
        ),
        "senders": Key(
            "named",
            "further people whom messages come from",
            default={},
            each=Key(
                "table", "one of them, by the name in from and owner", keys=sender, missing=missing
            ),
        ),
        "sources": Key("named", "where customers and events come from", default={}, each=_NAMED),
        "channels": Key("any", "the settings of channels, a table each", default={}),
        "groups": Key(
            "named",
            "conditions with a name, for who and if",
            default={},
            each=Key("text", "a condition", "\"kind == 'member'\""),
        ),
        "policy": _filled("the manners that hold for all rules", _POLICY),
        "store": _filled("where touchpoint remembers", STORE),
        "inboxes": Key("named", "where answers are heard", default={}, each=_NAMED),
    }


_NAMED = Key("table", "its kind and settings, by a name of your own")


def _timezone(*, required: bool = False) -> Key:
    return Key(
        "text",
        "the sender's time zone, and that of customers who have none of their own",
        '"Europe/Warsaw"',
        required=required,
        read=zone_name,
    )


def sender_keys(registry: Registry) -> dict[str, Key]:
    """The keys of `[senders.NAME]`; `[sender]` has the same, and needs its timezone."""
    own = {
        "name": Key("text", "as it stands in From", '"Ann Smith"', required=True, read=one_line),
        "email": Key("text", "the address", '"ann@example.com"', required=True, read=read_address),
        "timezone": _timezone(),
        "country": Key(
            "text",
            "the country of customers of whom it is not known, for holidays",
            '"Poland"',
            read=known_country,
        ),
        "transport": _transport(registry, "this sender's mail"),
        "reply_token": Key(
            "boolean",
            "true has letters answered at ANN+TOKEN@..., which tells what an answer is to, once "
            "touchpoint doctor --round-trip has proven that mail to such an address arrives",
            "true",
            default=False,
        ),
    }
    return {**declared_for_senders(registry), **own}


def declared_for_senders(registry: Registry) -> dict[str, Key]:
    """What plugins read of a sender. None of it is required of a sender who does not use it."""
    found: dict[str, Key] = {}
    for channel in registry.channels.values():
        found |= keys_of(channel.sender_settings)
    for carrier in registry.carriers.values():
        found |= keys_of(carrier.sender_settings)
    return found


def named_channels(registry: Registry) -> list[str]:
    """What may stand in `[channels.NAME]`: a carrier that stands in for another reads its table."""
    carriers = [name for name in registry.carriers if name not in _stand_ins(registry)]
    return list(dict.fromkeys([*registry.channels, *carriers]))


def channel_keys(registry: Registry, name: str) -> dict[str, Key]:
    """The keys of `[channels.NAME]`: those of the channel and of the carrier of that name."""
    kinds = (registry.channels.get(name), registry.carriers.get(name))
    found: dict[str, Key] = {}
    for kind in kinds:
        found |= keys_of(kind.settings) if kind else {}
    if kinds[0] and kinds[0].reaches_customer:
        found["review"] = _review("what goes through it")
    if name in _stand_ins(registry).values():
        found["transport"] = _transport(registry, "what goes through it")
    return found


def rule_keys(registry: Registry) -> dict[str, Key]:
    """The keys of a rule."""
    return {**RULE, "transport": _transport(registry, "its mail")}


def _transport(registry: Registry, what: str) -> Key:
    names = _stand_ins(registry)
    return Key(
        "choice" if names else "text",
        f"drafts puts {what} into the drafts of the mailbox, for a person to send; email sends it",
        '"drafts"',
        choices=tuple(sorted({*names, *names.values()})),
    )


def _stand_ins(registry: Registry) -> dict[str, str]:
    """The carriers that can take the place of another one, and of which."""
    kinds = registry.carriers.items()
    return {name: kind.instead_of for name, kind in kinds if kind.instead_of}


def source_keys(registry: Registry, kind: type[Source] | None) -> dict[str, Key]:
    """The keys of a `[sources.NAME]` of a kind."""
    kinds = tuple(sorted(registry.sources))
    own = Key("choice", "the kind of source", '"csv"', default="csv", choices=kinds)
    return {"kind": own, **(keys_of(kind.settings) if kind else {})}


def inbox_keys(registry: Registry, kind: type[Inbox] | None) -> dict[str, Key]:
    """The keys of an `[inboxes.NAME]` of a kind."""
    kinds = tuple(sorted(registry.inboxes))
    own = Key("choice", "the kind of inbox", required=True, choices=kinds)
    return {"kind": own, **(keys_of(kind.settings) if kind else {})}


_PATIENCE = {
    "after": Key(
        "number",
        "so many messages without an answer make intervals longer, and so many more again",
        "3",
        default=3,
        read=whole,
    ),
    "factor": Key("number", "how many times as long", "2", default=2, read=factor),
    "at_most": Key(
        "duration",
        "the longest that an interval may become",
        '"1 year"',
        default=Patience().at_most,
        read=at_least_a_day,
    ),
}
_UNSUBSCRIBE = {
    "page": Key(
        "text",
        "where one click is heard: the public address of a page that touchpoint answers",
        '"https://example.com/leave"',
        default="",
        read=read_page,
    ),
    "line": Key(
        "any",
        "true puts a sentence below each letter that is not expected: how to get no more; or the "
        "sentence itself",
        "true",
        default=False,
        read=own_line,
    ),
}
_SHIFT = Key(
    "choice",
    "where a message goes whose day is a weekend, a holiday or a free day",
    '"forward"',
    default="forward",
    choices=("forward", "back", "skip"),
)
_POLICY = {
    "hours": Key(
        "text",
        "when a message may arrive, where the customer is",
        '"08:00-20:00"',
        default=parse_hours("08:00-20:00"),
        read=parse_hours,
    ),
    "days": Key(
        "text",
        "on which weekdays a message may arrive",
        '"mon-fri"',
        default=parse_days("mon-fri"),
        read=parse_days,
    ),
    "at_most": Key(
        "list",
        "how many messages a person may get, over all rules; per company, channel, purpose (why), "
        "rule or mailbox, in so many days or a calendar month",
        '["1 per 7 days", "2 per 7 days per company"]',
        default=(Limit.parse("1 per 7 days"),),
        read=Limit.parse,
    ),
    "leap_day": Key(
        "choice",
        "when a 29 February is kept in a common year",
        '"mar1"',
        default="feb28",
        choices=("feb28", "mar1"),
    ),
    "patience": Key(
        "table",
        "makes the intervals of every longer while a person does not answer",
        '{ after = 3, factor = 2, at_most = "1 year" }',
        keys=_PATIENCE,
    ),
    "surge": Key(
        "number",
        "a run that wants to send more than this, and more than usual, stops and asks",
        "50",
        default=50,
        read=whole,
    ),
    "holidays": Key(
        "boolean",
        "true leaves out the public holidays of the customer's country and region",
        "true",
        default=False,
    ),
    "free_days": Key(
        "list",
        "further days on which nobody is written to: one, several, or those of every year",
        '["2026-12-23 to 2027-01-02", "12-24"]',
        default=(),
        read=parse_free_days,
    ),
    "shift": _SHIFT,
    "review": _review("every message"),
    "digest": Key(
        "text",
        "when each sender gets a mail, by their clock: what went, what waits for them, what failed",
        '"07:30"',
        read=parse_time,
    ),
    "unsubscribe": _filled("how messages offer to leave", _UNSUBSCRIBE),
    "consent": _consent("everything that is not expected"),
}
STORE = {
    "path": Key(
        "text",
        "the database file",
        '"state/touchpoint.sqlite3"',
        default="state/touchpoint.sqlite3",
        read=from_home,
    ),
    "url": Key("text", "a database that several machines share", read=refuse_url),
}


# --- rules ------------------------------------------------------------------------------------

RULE: Mapping[str, Key] = {
    "why": Key(
        "choice",
        "what the customer gains: they come to like you, to trust you, or get help",
        '"trust"',
        required=True,
        choices=("like", "trust", "help"),
    ),
    "who": Key("text", "which people it is for; everybody without it", "\"tier == 'gold'\""),
    "when": Key("any", "the trigger and its options", '{ every = "90 days" }', required=True),
    "if": Key("text", "asked on the day itself", '"open_promises == 0"'),
    "do": Key("any", "one step, or a list of steps", '{ email = "check-in" }', required=True),
    "at_most": Key(
        "list", "how often this rule may reach a person", '"1 per 60 days"', read=own_limit
    ),
    "from": Key("text", "whom it comes from, by the name of [senders.NAME]", '"chair"'),
    "stop": Key(
        "list",
        "the events that end a running sequence",
        '["reply"]',
        default=("reply",),
        read=kebab_case,
    ),
    "offer": Key("boolean", "true for what sells: people can opt out of it", "true", default=False),
    "expected": Key(
        "boolean",
        "true where the customer waits for it: no limits, days or holidays",
        "true",
        default=False,
    ),
    "shift": replace(_SHIFT, help="the same as in [policy], for this rule", default=None),
    "was": Key("text", "the rule's former name, so that its history stays", read=kebab_case),
    "review": _review("each of its messages"),
    "consent": _consent("it"),
}
"""The keys of a rule, but for those that go by what carriers there are."""

WHEN: Mapping[str, Key] = {
    "after": Key("duration", "this long after the moment", '"3 days"'),
    "before": Key("duration", "this long before the moment", '"30 days"'),
    "at": Key("text", "at this local time", '"09:30"', read=parse_time),
    "late": Key("duration", "how long after its moment it is still worth doing", '"7 days"'),
}
"""The options that every kind of `when` has."""

STEP: Mapping[str, Key] = {
    "if": Key("text", "asked on the day itself; false skips the step", "\"rsvp != 'accepted'\""),
    "before": Key("duration", "this long before the occurrence", '"7 days"'),
    "after": Key("duration", "this long after the occurrence", '"3 days"'),
    "id": Key("text", "a name of its own, unique in the rule", '"second"', read=kebab_case),
    "shared": Key(
        "boolean",
        "true for one event to which the rule invites many, hidden from one another",
        "true",
        default=False,
    ),
}
"""The options that every step has."""

WAIT: Mapping[str, Key] = {
    "wait": Key("text", "a duration, or the event that ends the wait", '"3 weeks"'),
    "up_to": Key("duration", "how long to wait for an event, at the most", '"3 days"'),
    "if": STEP["if"],
    "id": STEP["id"],
}
"""The keys of a step that waits."""


def when_keys(trigger: type[Trigger]) -> dict[str, Key]:
    """The keys of a `when` of one kind."""
    return {**WHEN, **keys_of(trigger.options), trigger.name: Key.of(trigger.value)}


def step_keys(channel: type[Channel]) -> dict[str, Key]:
    """The keys of a step through one channel."""
    what = "a sentence for the owner" if channel.takes == "sentence" else "a template's name"
    return {**STEP, **keys_of(channel.step_settings), channel.name: Key("text", what)}
