"""How properties are tested, and the servers that several tests share.

No test may fail since the machine is slow.
"""

from hypothesis import settings

from dovecot import imap

__all__ = ["imap"]

settings.register_profile("touchpoint", deadline=None)
settings.load_profile("touchpoint")
