"""What is wrong with a plugin, in sentences for whoever installed it."""

from __future__ import annotations

from pathlib import Path
from traceback import extract_tb

from touchpoint.errors import raised

_LONG = 60


def not_loaded(fault: BaseException, place: str) -> str:
    """Why a plugin whose code stands under `place` could not be loaded or asked."""
    if isinstance(fault, SyntaxError):
        return _not_python(fault)
    if isinstance(fault, ModuleNotFoundError):
        return (
            f"It needs the Python module {fault.name}, which is not installed here. "
            "Install it into the environment that touchpoint runs in."
        )
    if isinstance(fault, OSError) and fault.filename == place:
        return f"Its file cannot be read: {fault.strerror}."
    return f"It {stopped(fault, place)}"


def stopped(fault: BaseException, place: str = "") -> str:
    """What it raised: `stops with ValueError: no token (plugins/slack.py, line 7)`."""
    return f"stops with {raised(fault)}{_line_in(fault, place)}."


def shown(thing: object) -> str:
    """A value as a sentence can hold it, however long it is."""
    text = " ".join(repr(thing).split())
    return text if len(text) <= _LONG else f"{text[:_LONG]}..."


def _not_python(fault: SyntaxError) -> str:
    line = f", line {fault.lineno}" if fault.lineno else ""
    return f"{_short(fault.filename or 'It')}{line} is not Python: {fault.msg}."


def _line_in(fault: BaseException, place: str) -> str:
    """The innermost line of the plugin's own code that was being run."""
    frames = [frame for frame in extract_tb(fault.__traceback__) if _is_in(frame.filename, place)]
    return f" ({_short(frames[-1].filename)}, line {frames[-1].lineno})" if frames else ""


def _is_in(filename: str, place: str) -> bool:
    inside = f"/{place}/" in filename or filename.endswith(f"/{place}.py")
    return not place or filename == place or inside


def _short(filename: str) -> str:
    path = Path(filename)
    return f"{path.parent.name}/{path.name}" if path.parent.name else filename
