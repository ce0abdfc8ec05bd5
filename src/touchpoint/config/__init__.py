"""touchpoint.toml, rules/ and what belongs to them -> one frozen Project, or all faults at once."""

from __future__ import annotations

from touchpoint.config.loading import attempt, load, where_store
from touchpoint.config.project import Project, SourceSpec
from touchpoint.config.settings import find_folder, folder_around

__all__ = [
    "Project",
    "SourceSpec",
    "attempt",
    "find_folder",
    "folder_around",
    "load",
    "where_store",
]
