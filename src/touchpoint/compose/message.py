"""A touchpoint, its letter and its channel -> the exact message that its carrier takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import TypeVar

from touchpoint.compose.outcome import Held
from touchpoint.errors import STRANGE, ComposeError, TouchpointError, raised
from touchpoint.model import Customer, Instant, Message
from touchpoint.plugin import Carrier, Channel, Context

_T = TypeVar("_T")


def compose(  # noqa: PLR0913 - a message is all of these
    context: Context,
    channel: Channel,
    carriers: Mapping[str, Carrier],
    *,
    date: Instant,
    redirect_to: str | None = None,
    held: Callable[[Message, Customer], str | None] | None = None,
) -> Message:
    """The exact message, with its bytes (`raw`) and their digest without the date.

    Raises ComposeError, naming the plugin, when the channel or the carrier cannot write it, and
    Held when `held` gives a reason to keep it back.
    """
    turned, customer = redirect_to if channel.reaches_customer else None, context.customer
    if turned and channel.address:
        context = _turned(context, channel.address, turned)
    written = _guarded(channel.name, lambda: channel.compose(context))
    if not isinstance(written, Message):
        raise ComposeError(f'The plugin "{channel.name}" composed no message.')
    message = replace(
        written,
        touchpoint=context.touchpoint.id,
        sender=context.sender,
        date=date,
        carrier=written.carrier or channel.name,
    )
    if turned:
        message = _redirected(message, turned)
    reason = _guarded("before_deliver", lambda: held(message, customer)) if held else None
    if reason:
        raise Held(reason)
    if message.carrier not in carriers:
        raise ComposeError(f'There is no carrier "{message.carrier}" for this message.')
    return encoded(message, carriers[message.carrier])


def encoded(message: Message, carrier: Carrier) -> Message:
    """With its bytes, and their digest without the date. Raises ComposeError."""
    dateless = _guarded(carrier.name, lambda: carrier.encode(replace(message, date=0)))
    raw = _guarded(carrier.name, lambda: carrier.encode(message))
    return replace(message, raw=raw, digest=sha256(dateless).hexdigest())


def _turned(context: Context, field: str, redirect_to: str) -> Context:
    """With oneself for the customer: an invitation names its guest where no envelope shows it."""
    if "@" not in context.customer.text(field):
        return context
    fields = {**context.customer.fields, field: redirect_to}
    changed = context.appointment and replace(context.appointment, attendee=redirect_to)
    customer = replace(context.customer, fields=fields)
    return replace(context, customer=customer, appointment=changed)


def _redirected(message: Message, redirect_to: str) -> Message:
    """To oneself. What goes to no mail address could still reach the customer, and is refused."""
    if "@" not in message.to:
        raise ComposeError(
            f'"{message.carrier}" does not write to mail addresses, so redirect_to cannot turn '
            "its messages round. Take redirect_to out, or practise without it."
        )
    return replace(message, to=redirect_to)


def _guarded(plugin: str, call: Callable[[], _T]) -> _T:
    try:
        return call()
    except TouchpointError as error:
        raise error if isinstance(error, ComposeError) else ComposeError(str(error)) from error
    except STRANGE as error:
        what = f'The plugin "{plugin}" could not write this message: {raised(error)}.'
        raise ComposeError(what) from error
