"""Bare `touchpoint`: what went out, what needs me, is cron alive."""

from __future__ import annotations

from touchpoint.cli.opening import opened
from touchpoint.cli.screen import as_json as print_json
from touchpoint.cli.screen import say
from touchpoint.local import to_local, zone


def today(*, as_json: bool) -> None:
    """Print the day's state: date, last run, what was sent, and what needs the owner."""
    with opened() as open_:
        local = to_local(open_.now, zone(open_.project.senders[""].timezone))
        if as_json:
            print_json({"now": local})
        else:
            say(f"{local:%A} {local.day} {local:%B, %H:%M}.")
