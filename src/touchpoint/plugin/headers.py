"""The header fields of mail that a program writes to a person."""

from __future__ import annotations

from urllib.parse import quote

from touchpoint.plugin.channels import Context


def automated(context: Context, home: str) -> tuple[tuple[str, str], ...]:
    """For each mail to a customer, whichever channel composes it.

    RFC 3834 5 and its Exchange counterpart keep programs from answering it. RFC 2369 3.2 offers to
    leave: by a mail to `home`, the sender's address in ASCII, with the token that says who; and
    where there is a page for it by one click (RFC 8058 3.1), which mail programs prefer.
    """
    return fields(context.touchpoint.id, home, context.unsubscribe)


def fields(token: str, home: str, page: str) -> tuple[tuple[str, str], ...]:
    """The same for a token, and the page of its one click or nothing."""
    leave = f"<mailto:{quote(home, safe='@+')}?subject=unsubscribe%20{token}>"
    alone = (("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "OOF, AutoReply"))
    if not page:
        return (*alone, ("List-Unsubscribe", leave))
    return (
        *alone,
        ("List-Unsubscribe", f"<{page}>, {leave}"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    )
