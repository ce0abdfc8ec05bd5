"""Tell the plugins that listen what happened."""

from __future__ import annotations

from touchpoint.run.work import Work


def tell_listeners(work: Work) -> None:
    """Give each plugin the new lines of the timeline; one that fails gets them again next time."""
    if work.project.realm == "practice":
        return
    for name, listener in work.project.registry.listeners.items():
        while (unheard := work.store.unheard(name)).events:
            try:
                listener(events=unheard.events)
            except Exception as error:  # noqa: BLE001 - a plugin may raise anything at all
                what = f"The plugin {name} failed to take what happened: {error}"
                work.report.troubles += [] if work.store.told(what) else [what]
                break
            work.store.heard(name, unheard)
