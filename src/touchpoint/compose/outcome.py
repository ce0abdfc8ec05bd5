"""Why a message cannot be written, as errors that say where and what to do."""

from __future__ import annotations

from touchpoint.errors import ComposeError


class EmptyValue(ComposeError):
    """A template prints what is empty for this customer: `expression`, on `line` (from 1)."""

    def __init__(self, template: str, line: int, expression: str, printed: str = "") -> None:
        self.template = template
        """The file, from the project's folder: `templates/check-in.md`."""
        self.line = line
        self.expression = expression
        """A name where the name is empty, else the whole expression: `ago(last_contact)`."""
        self.advice = _advice(expression, printed or expression)
        """What the author can do about it, as a sentence."""
        super().__init__(f'{template}, line {line}: "{expression}" is empty. {self.advice}')


class Held(ComposeError):
    """A plugin holds this message back; the message is its reason."""


def _advice(expression: str, printed: str) -> str:
    if printed.startswith(expression) and " or " not in printed:
        return f'Say what to write then: {{{{ {printed} or "..." }}}}'
    return f"Leave it out then: {{% if {expression} %}} ... {{% endif %}}"
