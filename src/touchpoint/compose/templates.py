"""A project's templates: found by name and language, checked, and written for a customer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from touchpoint.compose.template import OWN_WORDS, RESERVED, SIGNATURE, Template
from touchpoint.compose.words import tags
from touchpoint.errors import ComposeError, Fault, TouchpointError
from touchpoint.model import FieldType, LeapDay, Sender
from touchpoint.plugin import Function, Header, Letter
from touchpoint.wording import did_you_mean

if TYPE_CHECKING:
    from touchpoint.compose.script import Script
    from touchpoint.compose.writing import Writing

_NO_FUNCTIONS: Mapping[str, Function] = MappingProxyType({})
_TODO = "The to-do"


class Templates:
    """The files under `templates/` of a project's folder. Each is read when it is first used."""

    def __init__(
        self,
        folder: Path,
        functions: Mapping[str, Function] = _NO_FUNCTIONS,
        leap_day: LeapDay = "feb28",
    ) -> None:
        self.folder = folder
        self._functions = functions
        self._leap_day = leap_day
        self._of_file = cache(self._read)
        self._of_sentence = cache(self._compiled)

    def names(self) -> tuple[str, ...]:
        """Every message's name, in order, without what stands under it or changes it."""
        return tuple(sorted({file.name for file in self._files} - RESERVED))

    def languages(self, name: str) -> tuple[str, ...]:
        """In which languages a message is there; the empty one is everybody's."""
        return tuple(sorted({file.language for file in self._files if file.name == name}))

    def find(self, name: str, language: str = "") -> Template:
        """The file for a customer's language, else everybody's. Raises TouchpointError."""
        found = self._found(name, language)
        if found is None:
            raise TouchpointError(self._not_there(name))
        return found

    def check(
        self, name: str, types: Mapping[str, FieldType], headers: Mapping[str, Header]
    ) -> list[Fault]:
        """Every fault of a template in all its languages, and of the signature under it.

        `types` are the names that it may read, `headers` the header lines of its channel.
        """
        from touchpoint.compose.check import header_faults, name_faults  # noqa: PLC0415

        if not self._found(name, "") and name not in OWN_WORDS:
            return [Fault(f"templates/{name}.md", 0, "", self._not_there(name))]
        faults = list(self._duplicates(name))
        for file in self._files:
            if file.name in {name, SIGNATURE}:
                script = self._of_file(file)
                found = [*name_faults(script, types)]
                if file.name == name and script.rows:
                    found += header_faults(script, headers, self.folder)
                faults += [Fault(file.file, line, "", what) for line, what in found]
        return sorted(set(faults))

    def check_sentence(self, text: str, types: Mapping[str, FieldType]) -> list[str]:
        """What is wrong with the sentence of a to-do, as sentences."""
        from touchpoint.compose.check import name_faults  # noqa: PLC0415 - see _sandbox

        return [what for _, what in name_faults(self._of_sentence(text), types)]

    def letter(  # noqa: PLR0913 - all that a letter is made of
        self,
        name: str,
        names: Mapping[str, Any],
        language: str = "",
        *,
        sender: Sender | None = None,
        signed: bool = True,
        leave: tuple[str, str] = ("", ""),
        edited: str = "",
    ) -> Letter:
        """A template written for one customer. `names` are what templates may read.

        `leave` is what stands below it, as text and as HTML. `edited` is what a person made of it
        (see `source`), and is taken as it stands. Raises EmptyValue or another ComposeError, with
        file and line.
        """
        from touchpoint.compose.letter import letter  # noqa: PLC0415 - see _sandbox

        known = _with_sender(names, sender)
        if edited:
            written = _as_edited(edited, language)
        else:
            written = self._script(name, language).write(known, language)
        signature = self._found(SIGNATURE, language) if signed else None
        if signature is None:
            return letter(written, None, self.folder, leave)
        below = self._of_file(signature).write(known, language)
        return letter(written, below, self.folder, leave)

    def source(
        self,
        name: str,
        names: Mapping[str, Any],
        language: str = "",
        *,
        sender: Sender | None = None,
    ) -> str:
        """The same letter as text that a person may edit: header lines, a blank line, Markdown.

        Raises ComposeError.
        """
        from touchpoint.compose.letter import editable  # noqa: PLC0415 - see _sandbox

        known = _with_sender(names, sender)
        return editable(self._script(name, language).write(known, language))

    def sentence(
        self,
        text: str,
        names: Mapping[str, Any],
        language: str = "",
        *,
        sender: Sender | None = None,
    ) -> str:
        """The sentence of a to-do for one customer, in one line. Raises ComposeError."""
        from touchpoint.compose.letter import sentence_of  # noqa: PLC0415 - see _sandbox

        return sentence_of(*self._of_sentence(text).write(_with_sender(names, sender), language))

    @cached_property
    def _files(self) -> tuple[Template, ...]:
        found = sorted((self.folder / "templates").rglob("*.md"))
        return tuple(Template.at(path, self.folder) for path in found if path.is_file())

    @cached_property
    def _first(self) -> Mapping[tuple[str, str], Template]:
        return {(file.name, file.language): file for file in reversed(self._files)}

    def _script(self, name: str, language: str) -> Script:
        found = self._found(name, language)
        if found is not None:
            return self._of_file(found)
        if name in OWN_WORDS:
            return self._of_sentence(OWN_WORDS[name], name)
        raise ComposeError(self._not_there(name))

    def _found(self, name: str, language: str) -> Template | None:
        known = (self._first.get((name, tag)) for tag in tags(language))
        return next(filter(None, known), None)

    def _not_there(self, name: str) -> str:
        if written := self.languages(name):
            return (
                f'The template "{name}" is there in {", ".join(written)} only. '
                f"Write templates/{name}.md for everybody else."
            )
        return f'There is no template "{name}".{did_you_mean(name, self.names())}'

    def _duplicates(self, name: str) -> Iterator[Fault]:
        for file in self._files:
            first = self._first[file.name, file.language]
            if file.name in {name, SIGNATURE} and file is not first:
                yield Fault(
                    file.file, 0, "", f"{first.file} has the same name. Rename or delete one."
                )

    @cached_property
    def _sandbox(self) -> Any:
        # Jinja and Markdown cost 150 ms to import: a run that writes nothing leaves them alone.
        from touchpoint.compose.sandbox import Sandbox  # noqa: PLC0415

        return Sandbox(self._functions, self._leap_day)

    def _read(self, file: Template) -> Script:
        from touchpoint.compose.script import Script  # noqa: PLC0415 - see _sandbox

        try:
            source = file.path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            return Script(file.file, ((0, "It is not in UTF-8. Save it in that encoding."),))
        except OSError as error:
            return Script(file.file, ((0, f"It cannot be read: {error.strerror}."),))
        return self._compiled(source, file.file)

    def _compiled(self, source: str, file: str = _TODO) -> Script:
        from touchpoint.compose.script import script  # noqa: PLC0415 - see _sandbox

        return script(file, source, self._sandbox)


def _as_edited(text: str, language: str) -> tuple[str, Writing]:
    """A person's text, whatever their editor made of its line ends. Raises ComposeError."""
    from touchpoint.compose.tokens import clean, token_line  # noqa: PLC0415 - see _sandbox
    from touchpoint.compose.writing import Writing  # noqa: PLC0415

    plain = clean(text.removeprefix("\ufeff"))
    if line := token_line(plain):
        raise ComposeError(
            f"{_EDITED}, line {line}: a letter of the private use area stands there."
        )
    return plain, Writing(_EDITED, (), language, None)


_EDITED = "The edited letter"


def _with_sender(names: Mapping[str, Any], sender: Sender | None) -> Mapping[str, Any]:
    if sender is None:
        return names
    return {**names, "sender_name": sender.name, "sender_email": sender.email}
