"""The values that the stages hand to one another. All are frozen; none of them does anything."""

from __future__ import annotations

from touchpoint.model.ledger import (
    COUNTED,
    DECIDED,
    Cause,
    Contact,
    Plan,
    State,
    Suppression,
    Touchpoint,
    Verdict,
    View,
)
from touchpoint.model.message import Attachment, Delivered, Message, Receipt
from touchpoint.model.people import Column, Customer, Event, Sender
from touchpoint.model.rules import (
    Condition,
    Limit,
    Occurrence,
    Policy,
    Rule,
    Step,
    When,
)
from touchpoint.model.values import (
    Duration,
    Fields,
    FieldType,
    Instant,
    PartialDate,
    Realm,
    Value,
    Why,
    one_line,
)

__all__ = [
    "COUNTED",
    "DECIDED",
    "Attachment",
    "Cause",
    "Column",
    "Condition",
    "Contact",
    "Customer",
    "Delivered",
    "Duration",
    "Event",
    "FieldType",
    "Fields",
    "Instant",
    "Limit",
    "Message",
    "Occurrence",
    "PartialDate",
    "Plan",
    "Policy",
    "Realm",
    "Receipt",
    "Rule",
    "Sender",
    "State",
    "Step",
    "Suppression",
    "Touchpoint",
    "Value",
    "Verdict",
    "View",
    "When",
    "Why",
    "one_line",
]
