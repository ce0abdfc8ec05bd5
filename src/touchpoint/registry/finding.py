"""Where plugins are: the entry-point group `touchpoint`, and a project's `plugins/` folder."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from importlib.metadata import EntryPoint, entry_points
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Protocol

_GROUP = "touchpoint"


class Found(Protocol):
    """A plugin that is there and not loaded yet."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def origin(self) -> str:
        """The distribution, or the file."""

    def load(self) -> object:
        """Import it. Raises whatever it raises."""

    def version(self, plugin: object) -> str:
        """Its version, empty where it says none."""

    @property
    def place(self) -> str:
        """Where its code stands: a file, or the module's path, `touchpoint_csv`."""


def find_plugins(folder: Path | None) -> Iterator[Found]:
    """Its own plugins first, then the other distributions', then the files of the project."""
    installed = [_Installed(point) for point in entry_points(group=_GROUP)]
    yield from sorted(installed, key=lambda plugin: (plugin.origin != _GROUP, plugin.origin))
    if folder:
        files = sorted((folder / "plugins").glob("*.py"))
        yield from (_File(path) for path in files if not path.name.startswith(("_", ".")))


@dataclass(frozen=True, slots=True)
class _Installed:
    point: EntryPoint

    @property
    def name(self) -> str:
        return self.point.name

    @property
    def origin(self) -> str:
        return self.point.dist.name if self.point.dist else "an unnamed distribution"

    def load(self) -> object:
        return self.point.load()

    def version(self, plugin: object) -> str:  # noqa: ARG002
        return self.point.dist.version if self.point.dist else ""

    @property
    def place(self) -> str:
        return self.point.module.replace(".", "/")


@dataclass(frozen=True, slots=True)
class _File:
    path: Path

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def origin(self) -> str:
        return f"plugins/{self.path.name}"

    def load(self) -> object:
        loader = _Fresh(f"_touchpoint_plugin_{self.path.stem}", str(self.path))
        spec = spec_from_loader(loader.name, loader)
        assert spec  # noqa: S101 - it is None only without a loader
        return _executed(module_from_spec(spec), loader)

    def version(self, plugin: object) -> str:
        return str(getattr(plugin, "__version__", ""))

    @property
    def place(self) -> str:
        return str(self.path)


class _Fresh(SourceFileLoader):
    """Compiles what stands in the file now: no stale cache, no __pycache__ in people's folders."""

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002
        return self.source_to_code(self.get_data(self.path), self.path)


def _executed(module: ModuleType, loader: _Fresh) -> ModuleType:
    sys.modules[module.__name__] = module  # dataclasses look their module up while it is executed
    try:
        loader.exec_module(module)
    except BaseException:
        del sys.modules[module.__name__]
        raise
    return module
