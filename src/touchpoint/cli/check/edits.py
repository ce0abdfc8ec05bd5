"""Whom an edited rule meets in the middle of it, and what becomes of them with the next run."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from touchpoint.cli.screen import count, some
from touchpoint.model import KnownSteps
from touchpoint.plan.edits import Edit, edits
from touchpoint.plan.frame import Frame


class Edits:
    """Everybody's running sequences, under the rules of the last run and under those of now."""

    def __init__(self, before: Mapping[str, KnownSteps], known: Mapping[str, int]) -> None:
        """`known` are the rules whose `when` and `who` are as they were."""
        self._before = before
        self._changed = before.keys() - known.keys()
        self._running: Counter[str] = Counter()
        self._names: dict[Edit, list[str]] = defaultdict(list)
        self._left: dict[str, set[str]] = {}
        """Rule -> the steps that it has now."""

    def person(self, frame: Frame) -> None:
        """Look at one of them."""
        for edit in edits(frame, self._before, self._changed):
            self._running[edit.rule] += bool(edit.before)
            self._names[edit].append(frame.customer.name)
            rule = frame.book.by_name.get(edit.rule)
            self._left[edit.rule] = {step.id for step in rule.steps} if rule else set()

    def notes(self) -> Iterator[str]:
        """What the owner should know before the next run."""
        for rule in sorted({edit.rule for edit in self._names}):
            said = [
                self._said(edit, names)
                for edit, names in self._names.items()
                if edit.rule == rule and _is_news(edit)
            ]
            number = self._running[rule]
            people = f"{count(number, 'person is', 'people are')} in the middle of it."
            if said or number:
                yield " ".join([f"{rule}: {people}", *(said or ["Nothing changes for them."])])

    def _said(self, edit: Edit, names: list[str]) -> str:
        who = f"{count(len(names), 'person', 'people')} ({some(names)})"
        if edit.ends:
            return f"{_ENDS[edit.ends].format(rule=edit.rule)}, so it ends for {who}."
        if edit.moved:
            return f"{edit.after} comes {edit.moved} than before for {who}."
        if not edit.before:
            return f"{edit.after} is new, and goes also to {who} who had all of it."
        gone = edit.before not in self._left[edit.rule]
        what = f"The step {edit.before} is gone" if gone else f"The step {edit.after} is new"
        if edit.after:
            return f"{what}: {who} {'go' if len(names) > 1 else 'goes'} on at {edit.after}."
        return f"{what} and none is left after it: it is over for {who}."


_ENDS = {
    "rule": 'The rule is gone (was it renamed? Then write was = "{rule}" in the new one)',
    "who": "Its who is another one now",
    "when": "Its when is about another date now",
}


def _is_news(edit: Edit) -> bool:
    return bool(edit.ends or edit.moved or edit.before != edit.after)
