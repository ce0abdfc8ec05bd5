"""What machines write: complaints, reports of delivery, receipts, and mails that came back."""

from __future__ import annotations

from touchpoint.listen.reports.complaint import complaint
from touchpoint.listen.reports.delivery import delivery
from touchpoint.listen.reports.receipt import receipt
from touchpoint.listen.reports.undeliverable import undeliverable

__all__ = ["complaint", "delivery", "receipt", "undeliverable"]
