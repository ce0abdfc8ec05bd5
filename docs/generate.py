"""Write docs/reference/ from the definitions that the program itself goes by: `make docs`.

A test fails when a page is not what this would write.
"""

from __future__ import annotations

import inspect
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from touchpoint import plugin as contract
from touchpoint import testing
from touchpoint.cli import COMMANDS, program
from touchpoint.compose.check import OWN
from touchpoint.compose.sandbox import Sandbox
from touchpoint.compose.writing import PRINT
from touchpoint.config.cases import CASE, EVENT, EXPECTED
from touchpoint.config.key import Key, keys_of
from touchpoint.config.keys import (
    STEP,
    WAIT,
    WHEN,
    channel_keys,
    inbox_keys,
    named_channels,
    rule_keys,
    sender_keys,
    settings_keys,
    source_keys,
)
from touchpoint.expression.vocabulary import BUILT_IN
from touchpoint.model import Duration, Limit
from touchpoint.plugin import Channel, Header, Trigger
from touchpoint.registry import Registry, load_plugins
from touchpoint.relationship import CLOCK, ENDS, NAMES, SEQUENCE, STANDARD

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from listen.measuring import page as listening

FOLDER = Path(__file__).parent / "reference"

Lines = Iterator[str]
Row = tuple[str, ...]


def pages() -> dict[str, str]:
    """Name -> text of every page."""
    registry = load_plugins()
    return {name: "\n".join([*page(registry), ""]) for name, page in _PAGES.items()}


# --- touchpoint.toml --------------------------------------------------------------------------


def _settings(registry: Registry) -> Lines:
    keys = settings_keys(registry)
    yield from _top(
        "touchpoint.toml", "Every key of the settings. One that is not here is a fault."
    )
    plain = {name: key for name, key in keys.items() if key.kind not in {"table", "named"}}
    yield from _keys("At the top of the file", _without(plain, "channels"))
    yield from _keys("[sender], and [senders.NAME]", sender_keys(registry), _SENDERS)
    for kind, source in registry.sources.items():
        about = "Without any, there is one: `customers.csv`."
        yield from _keys(f'[sources.NAME], kind = "{kind}"', source_keys(registry, source), about)
    for kind, inbox in registry.inboxes.items():
        about = " ".join(_doc(inbox).split())
        yield from _keys(f'[inboxes.NAME], kind = "{kind}"', inbox_keys(registry, inbox), about)
    for name in sorted(named_channels(registry)):
        yield from _channel_settings(registry, name)
    for name in ("groups", "policy", "store"):
        key = keys[name]
        yield from _keys(f"[{name}]", key.keys or {"NAME": key.each or key}, key.help)


_SENDERS = (
    "`[sender]` is whom messages come from; it needs its `timezone`. Others have a name of "
    "your own, by which a customer's `owner` or a rule's `from` picks them."
)


def _channel_settings(registry: Registry, name: str) -> Lines:
    found, own = channel_keys(registry, name), sender_keys(registry)
    if found and found.items() <= own.items():
        same = ", ".join(f"`{key}`" for key in found)
        yield from (f"## [channels.{name}]", "")
        yield from (f"{same}, as in `[sender]`, for all who have none of their own.", "")
    elif found:
        yield from _keys(f"[channels.{name}]", found)


# --- rules ------------------------------------------------------------------------------------


def _rules(registry: Registry) -> Lines:
    yield from _top(
        "Rules", "A rule is a table in `rules/*.toml`; its name is small letters, digits and `-`."
    )
    yield from _keys("A rule", rule_keys(registry))
    yield from _keys("when: every kind", WHEN, "Exactly one kind, and these beside it.")
    for trigger in registry.triggers.values():
        yield from _trigger(trigger)
    yield from _keys("do: every step", STEP,
                     "Each step has one action: a channel below, or `wait`.")  # fmt: skip
    yield from _keys("do: wait", WAIT)
    for channel in registry.channels.values():
        yield from _channel(channel)


def _trigger(trigger: type[Trigger]) -> Lines:
    yield from (f"## when: {trigger.name}", "", _doc(trigger), "")
    yield from (f"Worth doing {_late(trigger.late)}, unless `late` says.", "")
    yield from _table({trigger.name: Key.of(trigger.value), **keys_of(trigger.options)})


def _late(late: Duration | None) -> str:
    if late is None:
        return "for ever"
    return f"for {late} after its day" if late != Duration() else "on that day only"


def _channel(channel: type[Channel]) -> Lines:
    yield from (f"## do: {channel.name}", "", _doc(channel), "")
    if channel.takes == "sentence":
        yield from ("It takes a sentence, in which `{{ name }}` and the like may stand.", "")
    elif channel.headers:
        yield from ("It takes the name of a template, with these header lines:", "")
        yield from _grid(("header", "what it says"), map(_header, channel.headers.items()))
    if channel.step_settings:
        yield from _table(keys_of(channel.step_settings))


def _header(item: tuple[str, Header]) -> Row:
    name, header = item
    return f"`{name}:`", header.help + ("; required" if header.required else "")


# --- tests of rules ---------------------------------------------------------------------------


def _tests(registry: Registry) -> Lines:
    about = "A case is a table in `tests/*.toml`; `touchpoint test` tries it. Times are theirs."
    yield from _top("Tests of rules", about)
    yield from _keys("A case", CASE)
    yield from _keys("events: each", EVENT, "All other keys are the event's own: `event.amount`.")
    channels = ", ".join(f"`{name}`" for name in registry.channels)
    yield from _keys("expect: each", EXPECTED, f"Beside them stands one channel, {channels}, with "
                     "the name of its template, or the sentence, as in the rule.")  # fmt: skip


# --- names ------------------------------------------------------------------------------------

_MEANING = {
    "id": "the key of the customer in their source, in small letters",
    "name": "the whole name",
    "first_name": "the name before the first blank, unless the source says",
    "last_name": "the rest of the name, unless the source says",
    "email": "the address",
    "age": "whole years on their local day, where the year of `birthday` is known",
    "last_contact": "the last real contact: a reply, meeting, call, visit, order or mail by hand",
    "last_heard": "when they last did something: a reply, an answer to an invitation, an order ...",
    "last_touch": "our last automated message",
    "last_meeting": "the last meeting",
    "touches": "how many messages we have sent them",
    "touches.like": 'those of rules with `why = "like"`',
    "touches.trust": 'those of rules with `why = "trust"`',
    "touches.help": 'those of rules with `why = "help"`',
    "replies": "how many replies they have sent",
    "meetings": "how many meetings there were",
    "referrals": "how many people they have sent to us",
    "unanswered": "our messages since we last heard from them",
    "open_promises": "what we promised and have not done",
    "known": "how many fields of theirs are filled",
    "today": "their local day",
    "today.year": "its year",
    "today.month": "its month, 1 to 12",
    "today.day": "its day of the month",
    "today.weekday": "`'monday'` to `'sunday'`",
    "replied": "whether they have replied since the sequence began",
    "rsvp": "`'none'`, `'accepted'`, `'tentative'` or `'declined'`",
    "greeting": "`Dear Ada`, and where the first name is not known `Hello`; never empty",
    "sender_name": "the name of whom the message comes from",
    "sender_email": "their address",
}


def _words(registry: Registry) -> Lines:
    yield from _top(
        "Names", "What `who`, `if` and templates may say, beside the columns of your own sources."
    )
    yield from _named("Of every customer", STANDARD)
    yield from _ends()
    yield from _named("What the timeline adds up to", NAMES)
    yield from _named("The clock, in `if` and templates", CLOCK)
    yield from _named("In the `if` of a step", SEQUENCE)
    yield from (
        "In a rule with `when = { event = ... }` there is `event.` and each column of the event.",
        "",
    )
    yield from _named("In templates only", OWN)
    yield from ("## Functions", "")
    functions = {**BUILT_IN, **registry.functions}
    rows = (
        (f"`{name}({', '.join(one.takes)})`", one.gives, one.help)
        for name, one in functions.items()
    )
    yield from _grid(("function", "gives", "what"), rows)
    yield from _FUNCTIONS_OF_TEMPLATES
    filters = sorted(set(Sandbox({}).filters) - {PRINT, "date", "number"})
    yield from (
        "Of Jinja's own filters there are: " + ", ".join(f"`{name}`" for name in filters) + ".",
    )


_FUNCTIONS_OF_TEMPLATES = (
    "`days_since` and `days_until` are for `if` only; `who` knows no clock.",
    "",
    "Templates have `ago(last_contact)`, a length such as `6 weeks`; `| date` and `| number`, in",
    "the way of the customer's `language`; `| years`, how many are full by then, empty where the",
    "year is unknown; and `{% if %}`, `{% for %}` and `{% set %}`.",
)


def _ends() -> Lines:
    """The columns that end everything outward."""
    yield from ("## Columns that end everything", "")
    yield from (
        "Where one of these says yes (true, a day that has come, any text but a no), nothing goes",
        "to that person any more, also when they wait for it, and what runs for them ends. To-dos",
        "for you come as ever. Once it is empty or no again, what happens from then on counts.",
        "",
    )
    rows = ((f"`{name}`", f"the customer {what}") for name, what in ENDS.items())
    yield from _grid(("column", "what it says"), rows)


def _named(title: str, types: Mapping[str, str]) -> Lines:
    yield from (f"## {title}", "")
    rows = ((f"`{name}`", kind, _MEANING[name]) for name, kind in types.items())
    yield from _grid(("name", "type", "what"), rows)


# --- commands ---------------------------------------------------------------------------------


def _commands(_: Registry) -> Lines:
    yield from _top("Commands", "What `--help` says of each.")
    yield from _help("touchpoint", program, None)


def _help(name: str, command: click.Command, parent: click.Context | None) -> Lines:
    context = command.make_context(
        name, [], parent=parent, resilient_parsing=True, terminal_width=80
    )
    yield from (f"## {context.command_path}", "", "```text", command.get_help(context), "```", "")
    if isinstance(command, click.Group):
        # Those that plugins bring are not ours to describe.
        for part in COMMANDS if command is program else command.list_commands(context):
            inner = command.get_command(context, part)
            yield from _help(part, inner, context) if inner else ()


# --- the plugin contract ----------------------------------------------------------------------


def _plugins(_: Registry) -> Lines:
    yield from _top("The plugin contract", "All that a plugin may import is `touchpoint.plugin`. "
                    "How to write one: [Write a plugin](../how-to/write-a-plugin.md).")  # fmt: skip
    yield from ("## Hooks", "")
    for name, hook in vars(contract).items():
        if name.startswith("touchpoint_"):
            yield from (f"### {name}({', '.join(inspect.signature(hook).parameters)})", "")
            yield from _example(_doc(hook))
    yield from ("## Values and kinds", "")
    yield from _grid(("name", "what"), _public(contract))
    yield from ("## touchpoint.testing", "", "What a plugin's own tests may use.", "")
    yield from _grid(("name", "what"), _public(testing))


def _example(text: str) -> Lines:
    before, _, example = text.partition(">>> ")
    lines = [line[4:] for line in f">>> {example}".splitlines()]
    yield from (before.strip(), "", "```python", *lines, "```", "")


def _public(module: Any) -> Iterator[Row]:
    for name in module.__all__:
        thing = getattr(module, name)
        described = getattr(thing, "__module__", "").startswith("touchpoint.")
        text = _doc(thing).split("\n\n")[0] if described else _UNDESCRIBED[name]
        yield f"`{name}`", text.replace("\n", " ")


_UNDESCRIBED = {
    "FieldType": "The types of fields: text, number, boolean, date, moment, duration, list, any.",
    "Fields": "Names and their values.",
    "HOSTILE": "Names of customers that break careless code.",
    "Instant": "UTC, in seconds since 1970.",
    "Value": "What a field may hold.",
    "hookimpl": "Marks a function as a hook.",
}
"""Names that carry no docstring of their own."""


# --- Markdown ---------------------------------------------------------------------------------


def _top(title: str, about: str) -> Lines:
    written = "<!-- Written by `make docs`; change the definitions instead. -->"
    yield from (f"# {title}", "", about, "", written, "")


def _keys(title: str, keys: Mapping[str, Key], about: str = "") -> Lines:
    yield from (f"## {title}", "")
    yield from (about, "") if about else ()
    yield from _table(keys)


def _table(keys: Mapping[str, Key]) -> Lines:
    working = dict(_flat(keys, ""))
    rows = ((f"`{name}`", _takes(key), _default(key), key.help) for name, key in working.items())
    yield from _grid(("key", "takes", "default", "what"), rows)
    later = [f"`{name}`" for name, key in keys.items() if key.later]
    if later:
        yield from (f"Refused with a sentence until they work: {', '.join(later)}.", "")


def _flat(keys: Mapping[str, Key], before: str) -> Iterator[tuple[str, Key]]:
    for name, key in keys.items():
        if not key.later:
            yield f"{before}{name}", key
            yield from _flat(key.keys, f"{before}{name}.")


def _without(keys: Mapping[str, Key], *names: str) -> dict[str, Key]:
    return {name: key for name, key in keys.items() if name not in names}


def _takes(key: Key) -> str:
    if key.choices:
        return ", ".join(f'`"{choice}"`' for choice in key.choices)
    kind = {"any": "", "secret": "a reference: `file:`, `command:`, `env:`"}.get(key.kind, key.kind)
    return ", ".join(part for part in (kind, key.example and f"`{key.example}`") if part)


def _default(key: Key) -> str:
    if key.required:
        return "required"
    if key.read and key.example and key.kind == "text" and key.default is not None:
        meant = key.read(tomllib.loads(f"x = {key.example}")["x"])
        return f"`{key.example}`" if meant == key.default else ""
    if key.default in (None, (), {}) or key.kind == "table":
        return ""
    return f"`{_toml(key.default)}`"


def _toml(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, str | Duration | Limit):
        return f'"{value}"'
    return str(value).lower()


def _grid(head: Row, rows: Iterable[Row]) -> Lines:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
    yield ""


def _doc(thing: object) -> str:
    return inspect.getdoc(thing) or ""


_PAGES: Mapping[str, Callable[[Registry], Lines]] = {
    "settings.md": _settings,
    "rules.md": _rules,
    "tests.md": _tests,
    "names.md": _words,
    "commands.md": _commands,
    "plugins.md": _plugins,
    "listening.md": lambda _: listening(),
}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        click.echo(f"docs/reference/{name}")
