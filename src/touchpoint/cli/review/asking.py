"""Card by card at a terminal, one key each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import click

from touchpoint.cli.opening import Opened
from touchpoint.cli.review.showing import page
from touchpoint.cli.screen import count, paragraph, say
from touchpoint.cli.snooze import snoozing
from touchpoint.errors import ComposeError, UsageError
from touchpoint.run.reviewing import Card, Reviewing

KEYS = {
    "a": "approve",
    "e": "edit",
    "s": "skip",
    "z": "snooze",
    "n": "next",
    "A": "approve all shown",
    "q": "quit",
}
_HELP = "  ".join(f"{key} {word}" for key, word in KEYS.items())


@dataclass
class Sitting:
    """One person going through the cards."""

    begin: Callable[[], Reviewing]
    """Ready for a decision, with everything as it is at that moment."""
    open_: Opened
    done: Counter[str] = field(default_factory=Counter)
    left: list[Card] = field(default_factory=list)
    """Shown and left undecided: what `A` approves with the card on the screen."""
    kept: dict[str, bytes] = field(default_factory=dict)
    """What could not become a letter, in its encoding, so that nobody writes it twice."""

    def card(self, id: str, place: str) -> bool:
        """Show one until it is decided on; False to stop."""
        while card := self.begin().card(id):
            say(*page(self.open_, card, place), _HELP)
            key = _key()
            if key == "q":
                self.left.append(card)
                return False
            if self._settled(key, card):
                say("")
                return True
        return True

    def _settled(self, key: str, card: Card) -> bool:
        """Do what a key says; False where the card is to be shown again."""
        match key:
            case "a":
                return self._take(card)
            case "A":
                for one in self.left:
                    self._take(one)
                self.left.clear()
                return self._take(card)
            case "s":
                return self._refused(self.begin().leave_out(card.row.id, card.hash), "left out")
            case "e":
                self._edit(card)
                return False
            case "z":
                return self._snooze(card)
        self.left.append(card)
        return True

    def _take(self, card: Card) -> bool:
        return self._refused(self.begin().approve(card.row.id, card.hash), "approved")

    def _refused(self, reason: str, word: str) -> bool:
        """Whether it was done; where not, why."""
        if reason:
            say(*paragraph(reason), "")
            return False
        self.done[word] += 1
        return True

    def _edit(self, card: Card) -> None:
        row = card.row
        try:
            shown = self.begin().source(card)
            text = self._typed(row.id, shown)
            if text.strip() in {"", shown.strip()}:
                say("Nothing was changed.", "")
                return
            self._refused(self.begin().edit(row.id, card.hash, text), "edited")
        except (UsageError, ComposeError) as error:
            say(*paragraph(str(error)), *self._again(row.id), "")
        else:
            self.kept.pop(row.id, None)

    def _typed(self, touchpoint: str, shown: str) -> str:
        """What the editor leaves, kept until it is a letter. Raises UsageError."""
        try:
            typed = click.edit(self.kept.get(touchpoint, shown.encode()), extension=".md")
        except (click.ClickException, OSError, ValueError) as error:
            what = error.message if isinstance(error, click.ClickException) else error
            raise UsageError(
                f"Nothing was changed: {what}. With another editor: EDITOR=nano touchpoint review"
            ) from error
        if typed is None:
            return shown
        if typed.strip():
            self.kept[touchpoint] = typed
        try:
            return typed.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            raise UsageError("The letter is not in UTF-8. Save it in that encoding.") from None

    def _again(self, touchpoint: str) -> list[str]:
        return ["What you wrote is kept: e goes on with it."] if touchpoint in self.kept else []

    def _snooze(self, card: Card) -> bool:
        """Nothing goes to them before a day, this card included."""
        answer = click.prompt("Until when? A day, or how long", default="1 week")
        try:
            event = snoozing(self.open_, card.view.customer, answer.split())
        except UsageError as error:
            say(*paragraph(str(error)), "")
            return False
        self.open_.store.log([event], self.open_.now)
        self.done["snoozed"] += 1
        return True


def _key() -> str:
    """The next key that means something; what else is typed is let pass."""
    while True:
        try:
            key = click.getchar()
        except EOFError:
            return "q"
        if key in KEYS:
            return key


def ask(begin: Callable[[], Reviewing], open_: Opened, cards: Sequence[Card]) -> None:
    """Go through the cards, and say at the end what became of them."""
    if not cards:
        say("Nothing waits for review. What comes next: touchpoint plan")
        return
    sitting = Sitting(begin, open_)
    for number, card in enumerate(cards, 1):
        if not sitting.card(card.row.id, f"{number} of {len(cards)}"):
            break
    say(*_ending(sitting.done, len(list(begin().cards()))))


def _ending(done: Counter[str], waiting: int) -> list[str]:
    said = [f"{number} {word}" for word, number in done.items()]
    lines = [f"{', '.join(said)[:1].upper()}{', '.join(said)[1:]}."] if said else []
    if done["approved"]:
        lines.append("What is approved goes with the first run that its time and limits allow.")
    if waiting:
        word = "waits" if waiting == 1 else "wait"
        lines.append(f"{count(waiting, 'message')} still {word} for review: touchpoint review")
    return lines
