"""Tell the plugins that listen what happened."""

from __future__ import annotations

from touchpoint.errors import STRANGE, raised
from touchpoint.run.work import Work


def tell_listeners(work: Work) -> None:
    """Give each plugin the new lines of the timeline; one that fails gets them again next time."""
    if work.project.realm == "practice":
        return
    for name, listener in work.project.registry.listeners.items():
        while (unheard := work.store.unheard(name)).events:
            try:
                listener(events=unheard.events)
            except STRANGE as error:
                what = f"The plugin {name} failed to take what happened: {raised(error)}."
                work.tell(what, what)
                break
            work.store.heard(name, unheard)
