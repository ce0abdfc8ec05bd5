"""Whether a mail system wrote a mail, and not a person who speaks of one."""

from __future__ import annotations

import re

from touchpoint.listen.automatic import has_nobody_behind
from touchpoint.listen.opening import Opened, field
from touchpoint.listen.reports.phrases import phrases

_DAEMON = re.compile(
    r"(?:mailer|mail|m)[-_.]?daemon.*|post[-_]?master.*|mail[-_.]?delivery.*|"
    r"(?:mail|system)[-_. ]?admin(?:istrator)?|bounces?|ndr|imss|e500_smtp.*|symantec.*|"
    r"mailadm|microsoftexchange[0-9a-f]+",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"^(?:e-?)?mail(?:er)?[ -](?:delivery (?:(?:sub)?system|service)|daemon|administrator|system)|"
    r"^(?:delivery (?:sub|)system|system administrator|jetmail system)|postmaster|"
    r"^microsoft outlook$",
    re.IGNORECASE,
)
_LIST = re.compile(r"^(?:\[[^\]]{1,60}\] ?)+|^\*+ ?")
_ANSWER = re.compile(
    r"(?:re|fwd?|aw|wg|tr|rv|sv|vs|antw|odp|ynt|enc|i|r)\s{0,3}(?:\[\d+\])?:", re.IGNORECASE
)
_PEOPLE = re.compile(
    r"thunderbird|apple mail|iphone|ipad|outlook(?!.*smtp)|mutt|evolution|kmail|claws|"
    r"airmail|samsung|roundcube|horde|zimbra|webmail|sogo|rainloop|em client|the bat",
    re.IGNORECASE,
)


def is_from_daemon(mail: Opened) -> bool:
    """Whether its sender is a name under which mail systems write, or nobody."""
    local = mail.finding.sender.partition("@")[0].strip('"')
    return bool(
        _DAEMON.fullmatch(local)
        or _NAME.search(mail.finding.sender_name)
        or field(mail.message, "From").endswith("<>")
    )


def is_titled_as_returned(mail: Opened) -> bool:
    """Whether its subject is one that mail systems write."""
    subject = _LIST.sub("", mail.finding.subject)
    return bool(phrases("subject").search(subject)) and not _ANSWER.match(subject)


def is_from_person(mail: Opened) -> bool:
    """Whether it was written in a mail program, or in Gmail's."""
    program = field(mail.message, "X-Mailer") or field(mail.message, "User-Agent")
    return bool(_PEOPLE.search(program)) or mail.finding.message_id.endswith("@mail.gmail.com>")


def is_from_machine(mail: Opened) -> bool:
    """Whether a report of delivery is believed though its form is not that of RFC 3462."""
    if is_from_daemon(mail) or has_nobody_behind(mail):
        return True
    return is_titled_as_returned(mail) and not is_from_person(mail)
