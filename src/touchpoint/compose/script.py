"""A text with Jinja in it -> a script that writes it for a customer, and its faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Template, TemplateSyntaxError, nodes
from jinja2.exceptions import UndefinedError
from jinja2.meta import find_undeclared_variables

from touchpoint.compose import words
from touchpoint.compose.outcome import EmptyValue
from touchpoint.compose.reading import DOT, Reading, read
from touchpoint.compose.sandbox import Missing, Sandbox, is_empty
from touchpoint.compose.writing import WRITING, Site, Writing
from touchpoint.errors import ComposeError

GREETING = "greeting"


@dataclass(frozen=True, slots=True)
class Script:
    """One text, ready to be written for anybody. With faults it cannot be written."""

    file: str
    faults: tuple[tuple[int, str], ...] = ()
    uses: Mapping[str, int] = field(default_factory=dict)
    """Every name it reads, dotted ones whole, and the line where it first does."""
    rows: tuple[tuple[int, str], ...] = ()
    sites: tuple[Site, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    template: Template | None = None

    def write(self, names: Mapping[str, Any], language: str = "") -> tuple[str, Writing]:
        """The text with tokens for its values, and the values. Raises ComposeError."""
        if self.template is None:
            line, what = self.faults[0]
            raise ComposeError(f"{self.file}, line {line}: {what}")
        writing = Writing(self.file, self.sites, language, names.get("today"))
        context = {plain: _value(names, name, language) for plain, name in self.names}
        context[WRITING] = writing
        try:
            template = self.template
            return "".join(template.root_render_func(template.new_context(context))), writing
        except ComposeError:
            raise
        except Exception as error:
            # A plugin's function may raise anything.
            raise self._explained(error) from error

    def _explained(self, error: Exception) -> ComposeError:
        line = self._line(error)
        if not isinstance(error, UndefinedError):
            return ComposeError(f"{self.file}, line {line}: {_sentence(error)}")
        here = [site.expression for site in self.sites if site.line == line]
        name = str(error.message)
        if name in dict(self.names).values():
            return EmptyValue(self.file, line, name, printed=(here or [name])[0])
        return EmptyValue(self.file, line, (here or [name])[0])

    def _line(self, error: Exception) -> int:
        line, trace = 0, error.__traceback__
        while trace is not None:
            found = trace.tb_frame.f_globals.get("__jinja_template__")
            if isinstance(found, Template):
                line = found.get_corresponding_lineno(trace.tb_lineno)
            trace = trace.tb_next
        return line


def _sentence(error: Exception) -> str:
    what = str(error) or type(error).__name__
    return f"{what[:1].upper()}{what[1:].rstrip('.')}."


def _value(names: Mapping[str, Any], name: str, language: str) -> Any:
    value = names.get(name)
    if not is_empty(value):
        return value
    if name == GREETING:
        return words.greeting(str(names.get("first_name") or ""), language)
    return Missing(name=name)


def script(file: str, source: str, sandbox: Sandbox) -> Script:
    """Compile a text. What is wrong with it stands in `faults`."""
    try:
        reading = read(sandbox, source)
        uses = _uses(reading.tree, sandbox) if not reading.faults else {}
        return _compiled(file, reading, uses, sandbox)
    except TemplateSyntaxError as error:
        return Script(file, ((error.lineno, _plainly(str(error.message))),))


def _compiled(file: str, reading: Reading, uses: Mapping[str, int], sandbox: Sandbox) -> Script:
    if reading.faults:
        return Script(file, reading.faults, uses, reading.rows)
    code = sandbox.compile(reading.tree, file, file)
    template = Template.from_code(sandbox, code, sandbox.globals)
    names = tuple((name.replace(".", DOT), name) for name in uses)
    return Script(file, (), uses, reading.rows, reading.sites, names, template)


def _uses(tree: nodes.Template, sandbox: Sandbox) -> dict[str, int]:
    wanted = find_undeclared_variables(tree) - sandbox.globals.keys()
    lines: dict[str, int] = {}
    for node in tree.find_all(nodes.Name):
        if node.name in wanted:
            lines.setdefault(node.name.replace(DOT, "."), node.lineno)
    return lines


def _plainly(message: str) -> str:
    return f"This cannot be understood: {message.rstrip('.')}."
