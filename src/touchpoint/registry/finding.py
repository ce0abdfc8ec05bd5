"""Where plugins are: the entry-point group `touchpoint`, and a project's `plugins/` folder."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from importlib.machinery import SourceFileLoader
from importlib.metadata import EntryPoint, entry_points
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import CodeType, ModuleType

_GROUP = "touchpoint"


@dataclass(frozen=True, slots=True)
class Found:
    """A plugin that is there and not loaded yet."""

    name: str
    """What people call it."""
    origin: str
    """The distribution, or the file."""
    place: str
    """Where its code stands: a file, or a module's path, `touchpoint_csv`."""
    load: Callable[[], object]
    """Imports it. Raises whatever it raises."""
    release: str = ""
    """The distribution's version."""

    def version(self, plugin: object) -> str:
        """Its version, empty where nobody says one."""
        return self.release or str(getattr(plugin, "__version__", ""))

    def fingerprint(self, plugin: object) -> str:
        """Another one whenever its code may be another: its version, or what stands in its file."""
        if self.release:
            return self.release
        with suppress(OSError):
            return sha256(Path(self.place).read_bytes()).hexdigest()
        return self.version(plugin)


def find_plugins(folder: Path | None) -> Iterator[Found]:
    """Its own plugins first, then the other distributions', then the files of the project."""
    installed = [_installed(point) for point in entry_points(group=_GROUP)]
    yield from sorted(installed, key=lambda plugin: (plugin.origin != _GROUP, plugin.origin))
    if folder:
        files = sorted((folder / "plugins").glob("*.py"))
        yield from (_file(path) for path in files if not path.name.startswith(("_", ".")))


def given(name: str, plugin: object) -> Found:
    """A plugin that is loaded already: a module, or any object with hooks."""
    return Found(name, "given", str(getattr(plugin, "__file__", "")), lambda: plugin)


def _installed(point: EntryPoint) -> Found:
    place = point.value.partition(":")[0].strip().replace(".", "/")
    origin, release = _distribution(point)
    return Found(point.name, origin, place, point.load, release)


def _distribution(point: EntryPoint) -> tuple[str, str]:
    """Its name and version; one that is half removed has neither, or raises all sorts of things."""
    try:
        if point.dist and point.dist.name:
            return point.dist.name, point.dist.version
    except Exception:  # noqa: BLE001, S110 - said above
        pass
    return "a damaged distribution", ""


def _file(path: Path) -> Found:
    return Found(path.stem, f"plugins/{path.name}", str(path), lambda: _module(path))


def _module(path: Path) -> ModuleType:
    loader = _Fresh(f"_touchpoint_plugin_{path.stem}", str(path))
    spec = spec_from_loader(loader.name, loader)
    assert spec  # noqa: S101 - it is None only without a loader
    return _executed(module_from_spec(spec), loader)


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
