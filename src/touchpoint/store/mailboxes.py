"""What left through a mailbox, which may not send for now, and which were proven."""

from __future__ import annotations

import json

from touchpoint.model import Instant, Mailbox, MailboxRest, Proof
from touchpoint.store.timeline import Timeline
from touchpoint.store.values import listed


class Mailboxes(Timeline):
    """Quotas are counted in the ledger; a server's word that one is used up is kept."""

    def sent_through(self, mailbox: Mailbox, since: Instant, newest: int) -> Instant | None:
        """The instant of the newest message but so many that left through a mailbox.

        None where fewer have left since then. What is in doubt or put off counts as well.
        """
        row = self._database.one(
            "sent_through",
            realm=self.realm,
            carrier=mailbox.carrier,
            senders=listed(mailbox.senders),
            since=since,
            newest=newest,
            inward=self._inward,
        )
        return int(row["decided"]) if row else None

    def mailbox_rests(self) -> list[MailboxRest]:
        """The mailboxes of this realm that may not send for now, or may have one message tried."""
        rows = self._database.rows("cursors_of_mailboxes", realm=self.realm)
        return [MailboxRest(**json.loads(row["value"])) for row in rows]

    def rest_mailbox(self, rest: MailboxRest) -> None:
        """Remember that a mailbox may not send for now, in the place of what was known of it."""
        value = {name: getattr(rest, name) for name in rest.__slots__}
        with self._database.transaction():
            self._keep_cursor(_name(rest.carrier, rest.mailbox), json.dumps(value))

    def end_mailbox_rest(self, carrier: str, mailbox: str) -> None:
        """It sends again."""
        with self._database.transaction():
            self._database.run("drop_cursor", realm=self.realm, name=_name(carrier, mailbox))

    def proofs(self) -> list[Proof]:
        """The latest of each sender's mailbox. They are of both realms: it is the same mailbox."""
        rows = self._database.rows("cursors", realm=_BOTH, low="proof:", high="proof;")
        return [Proof(**json.loads(row["value"])) for row in rows]

    def keep_proof(self, proof: Proof) -> None:
        """Remember it in the place of what was proven of that address and mailbox before."""
        value = {name: getattr(proof, name) for name in proof.__slots__}
        with self._database.transaction():
            name = _of_proof(proof)
            self._database.run("keep_cursor", realm=_BOTH, name=name, value=json.dumps(value))

    def drop_proof(self, proof: Proof) -> None:
        """What was proven of that address and mailbox holds no longer."""
        with self._database.transaction():
            self._database.run("drop_cursor", realm=_BOTH, name=_of_proof(proof))


_BOTH = "live"
"""Where that stands which is the same in both realms."""


def _of_proof(proof: Proof) -> str:
    return f"proof:{proof.address.casefold()}:{proof.mailbox}"


def _name(carrier: str, mailbox: str) -> str:
    return f"mailbox:{carrier}:{mailbox}"
