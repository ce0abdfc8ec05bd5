"""What planning decided, and when it wants to look again."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import blake2b

from touchpoint.model import Instant, KnownSteps, Plan, State, Touchpoint, View
from touchpoint.store.rows import touchpoint_values
from touchpoint.store.steps import steps_from_text, steps_to_text
from touchpoint.store.timeline import Timeline
from touchpoint.store.values import listed

_PLANNABLE: frozenset[State] = frozenset({"planned", "review", "ready", "skipped"})


class Decisions(Timeline):
    """Rules and since when they are known; decisions and wake_at."""

    def known(
        self, fingerprints: Mapping[str, str], now: Instant, was: Mapping[str, str] | None = None
    ) -> Mapping[str, Instant]:
        """Since when each rule (name to fingerprint) is known in this realm.

        A new or changed one is known from `now`. `was` maps new names to old ones: a renamed
        rule keeps what it has.
        """
        with self._database.transaction():
            for name, old in (was or {}).items():
                self._rename(name, old, fingerprints)
            stored = {r["name"]: r for r in self._database.rows("rules", realm=self.realm)}
            for name, fingerprint in fingerprints.items():
                if name not in stored or stored[name]["fingerprint"] != fingerprint:
                    values = {"name": name, "fingerprint": fingerprint, "known_since": now}
                    self._database.run("keep_rule", realm=self.realm, **values)
            rows = self._database.rows("rules", realm=self.realm)
        return {row["name"]: row["known_since"] for row in rows if row["name"] in fingerprints}

    def known_already(self, fingerprints: Mapping[str, str]) -> Mapping[str, Instant]:
        """The same, writing nothing: only the rules that are known as they are now."""
        rows = self._database.rows("rules", realm=self.realm)
        named = {self._was.get(row["name"], row["name"]): row for row in rows}
        return {
            name: row["known_since"]
            for name, row in named.items()
            if fingerprints.get(name) == row["fingerprint"]
        }

    def steps(self) -> Mapping[str, KnownSteps]:
        """The steps of the rules as the last run of this realm knew them."""
        kept = self._database.one("cursor", realm=self.realm, name="steps")
        found = steps_from_text(kept["value"]) if kept else {}
        return {self._was.get(rule, rule): known for rule, known in found.items()}

    def keep_steps(self, known: Mapping[str, KnownSteps]) -> None:
        """Remember them."""
        with self._database.transaction():
            self._keep_cursor("steps", steps_to_text(known))

    def wake(self, fingerprint: str, now: Instant) -> bool:
        """Wake everybody when what planning depends on changed, or the clock went back.

        Returns whether it did.
        """
        with self._database.transaction():
            seen = self._database.one("cursor", realm=self.realm, name="fingerprint")
            last = self._database.one("last_run", realm=self.realm, number=self._run)
            if seen and seen["value"] == fingerprint and not (last and now < last["now"]):
                return False
            self._database.run("wake_everybody", realm=self.realm)
            self._keep_cursor("fingerprint", fingerprint)
        return True

    def pauses(self) -> Mapping[str, Instant | None]:
        """Rule -> the instant at which its pause is over, None for no end; "" is everything."""
        rows = self._database.rows("pauses", realm=self.realm)
        found = {row["name"].partition(":")[2]: row["value"] for row in rows}
        return {
            self._was.get(rule, rule): int(until) if until else None
            for rule, until in found.items()
        }

    def pause(self, rule: str, until: Instant | None) -> None:
        """Put off a rule, or everything (""), until an instant or for good; wakes everybody."""
        with self._database.transaction():
            self._keep_cursor(_pause(rule), "" if until is None else until)
            self._database.run("wake_everybody", realm=self.realm)

    def go_on(self, rule: str) -> bool:
        """End a pause; wakes everybody. Returns whether there was one."""
        with self._database.transaction():
            self._database.run("wake_everybody", realm=self.realm)
            return bool(self._database.run("drop_cursor", realm=self.realm, name=_pause(rule)))

    def decide(self, view: View, plan: Plan) -> bool:
        """Write what was planned from a view; False, and nothing written, if it is stale."""
        return not self.decide_all([(view, plan)])

    def decide_all(self, planned: Iterable[tuple[View, Plan]]) -> list[View]:
        """Write many plans in one commit; returns the stale views, to be read and planned again."""
        with self._database.transaction():
            return [view for view, plan in planned if not self._decide(view, plan)]

    def _decide(self, view: View, plan: Plan) -> bool:
        fresh = self._database.run(
            "keep_wake_at",
            wake_at=plan.wake_at,
            customer=view.customer.id,
            realm=self.realm,
            version=view.version,
        )
        if fresh:
            for decision in plan.decisions:
                self._keep(decision)
        return bool(fresh)

    def _keep(self, decision: Touchpoint) -> None:
        if decision.state not in _PLANNABLE:
            raise ValueError(f"planning cannot make a touchpoint {decision.state}")
        values = touchpoint_values(decision) | {"realm": self.realm}
        if self._database.run("add_touchpoint", **values):
            return
        identity = {name: values[name] for name in _IDENTITY}
        if not self._database.one("identity", **identity):
            # The token is taken by a rule that had this name once and was renamed.
            self._keep(replace(decision, id=_another(decision.id)))
            return
        self._database.run("change_touchpoint", **values)
        if decision.state == "skipped" and decision.attempts:
            # It was tried and is given up: what it took of a limit is free for others.
            customers = listed([decision.customer])
            self._database.run("wake_mates", realm=self.realm, customers=customers)

    def _rename(self, name: str, old: str, fingerprints: Mapping[str, str]) -> None:
        stored = {row["name"] for row in self._database.rows("rules", realm=self.realm)}
        if old in stored and name not in stored and old not in fingerprints:
            for query in ("rename_rule", "rename_touchpoints"):
                self._database.run(query, realm=self.realm, name=name, was=old)
            self._database.run("rename_suppressions", name=f"rule:{name}", was=f"rule:{old}")
            paused = {"name": _pause(name), "was": _pause(old)}
            self._database.run("rename_cursor", realm=self.realm, **paused)


_IDENTITY = ("realm", "customer", "rule", "occurrence", "step")


def _pause(rule: str) -> str:
    return f"pause:{rule}" if rule else "pause"


def _another(token: str) -> str:
    return b32encode(blake2b(token.encode(), digest_size=16).digest()).decode().lower().rstrip("=")
