"""`touchpoint doctor --domain`: what servers make of a sender's mail, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator

from touchpoint.cli.doctor.sign import Sign
from touchpoint.cli.opening import Opened
from touchpoint.errors import STRANGE, TouchpointError, raised
from touchpoint.listen.authentication import Authentication, Check, authentication
from touchpoint.model import Sender
from touchpoint.run.proving import arrived

_OF_PROVIDERS = frozenset({
    "aol.com", "fastmail.com", "gmail.com", "gmx.de", "gmx.net", "googlemail.com", "hotmail.com",
    "icloud.com", "live.com", "mac.com", "me.com", "msn.com", "outlook.com", "proton.me",
    "protonmail.com", "t-online.de", "web.de", "yahoo.com", "yandex.com", "zoho.com",
})  # fmt: skip
"""Domains whose records nobody can change but their providers."""


def examined(open_: Opened) -> Iterator[Sign]:
    """Read the mail that each sender had from themself; nothing is sent, nobody else is asked."""
    for sender in open_.project.senders.values():
        try:
            mail = arrived(open_.project, open_.store, sender)
        except TouchpointError as error:
            yield Sign("domain", str(error), well=False)
        except STRANGE as error:
            yield Sign("domain", f"The inbox stopped with {raised(error)}.", well=False)
        else:
            yield from explained(authentication(mail.raw), sender)


def explained(found: Authentication, sender: Sender) -> Iterator[Sign]:
    """Each check in a sentence, and what to do now."""
    where = f"{found.domain}, as {found.server or 'the server that took your mail'} sees it"
    if not any(check.method in {"spf", "dkim", "dmarc"} for check in found.checks):
        yield Sign("domain", _unchecked(found))
    else:
        yield Sign("domain", where)
        yield _spf(found)
        yield _dkim(found)
        yield _dmarc(found, sender)
        if any(found.of("dkim")):
            yield from _leaving(found)
    yield from _transport(found)


def _unchecked(found: Authentication) -> str:
    return (
        f"{found.domain}: the server that took your mail wrote down no check of it, as many do "
        "with mail of their own people. Have one sent to you at another provider, by touchpoint "
        "preview --send-to ADDRESS, and read Authentication-Results there: spf, dkim and dmarc "
        "should pass"
    )


def _todo(found: Authentication, what: str) -> str:
    """What to do; a domain of a provider's is not one's own to change."""
    if found.domain in _OF_PROVIDERS:
        return (
            f"{found.domain} is its provider's: send through their server, or from an address at "
            "a domain of your own"
        )
    return what


# --- SPF (RFC 7208) ---------------------------------------------------------------------------


def _spf(found: Authentication) -> Sign:
    checks = found.of("spf")
    if not checks:
        return Sign("SPF", "not checked there")
    check = next((one for one in checks if found.aligned(one)), checks[0])
    if check.result == "pass":
        return _spf_passed(found, check)
    text = _SPF.get(check.result, _SPF["fail"]).format(domain=check.domain or found.domain)
    if check.result == "temperror":
        return Sign("SPF", text, well=False)
    return Sign("SPF", f"{text} {_todo(found, _SPF_TODO)}", well=False)


def _spf_passed(found: Authentication, check: Check) -> Sign:
    if found.aligned(check) or not check.domain:
        return Sign("SPF", "passes: the server that sent it may send for your domain")
    by_dkim = any(map(found.aligned, found.of("dkim")))
    text = f"passes for {check.domain}, to which bounces go, and says nothing of {found.domain}. "
    text += "DKIM has to vouch for that, and it does" if by_dkim else "DKIM has to vouch for that"
    return Sign("SPF", text, well=by_dkim)


_SPF = {
    "none": "{domain} does not say which servers may send for it.",
    "neutral": "{domain} says nothing for or against the server that sent it.",
    "softfail": "the server that sent it is not among those that {domain} names.",
    "fail": "the server that sent it may not send for {domain}.",
    "permerror": "the record of {domain} cannot be read: there are two, or it asks for too many "
    "others (ten at the most), or it is misspelt.",
    "temperror": "the record of {domain} could not be asked for just then. Once more tomorrow",
}
_SPF_TODO = (
    "In the DNS of your domain have one TXT record that begins with v=spf1, and in it the include: "
    "that your mail provider's help names"
)


# --- DKIM (RFC 6376) --------------------------------------------------------------------------


def _dkim(found: Authentication) -> Sign:
    checks = found.of("dkim")
    if any(map(found.aligned, checks)):
        return Sign("DKIM", "passes: the mail is signed by your domain, and arrived unchanged")
    passed = next((one for one in checks if one.result == "pass"), None)
    if passed:
        signer = passed.domain or "another domain"
        text = f"signed by {signer}, which does not vouch for {found.domain}."
    elif not checks or checks[0].result == "none":
        text = "the mail is not signed."
    elif checks[0].result == "temperror":
        return Sign(
            "DKIM", "the key could not be asked for just then. Once more tomorrow", well=False
        )
    else:
        why = checks[0].properties.get("reason")
        text = f"the signature does not fit{f' ({why[:80]})' if why else ''}."
        return Sign("DKIM", f"{text} {_todo(found, _DKIM_BROKEN)}", well=False)
    return Sign("DKIM", f"{text} {_todo(found, _DKIM_TODO)}", well=False)


_DKIM_TODO = (
    "Switch on signing for your own domain at your mail provider, and put the key that it shows "
    "into your DNS"
)
_DKIM_BROKEN = (
    "Compare the key in your DNS with the one that your mail provider shows, and let nothing "
    "change mail after it was signed, such as a footer"
)


# --- DMARC (RFC 7489) -------------------------------------------------------------------------


def _dmarc(found: Authentication, sender: Sender) -> Sign:
    check = next(iter(found.of("dmarc")), None)
    if check is None:
        return Sign("DMARC", "not checked there")
    if check.result == "pass":
        return Sign("DMARC", "passes: who asks for it sees that the mail is really yours")
    if check.result == "temperror":
        return Sign(
            "DMARC", "the policy could not be asked for just then. Once more tomorrow", well=False
        )
    if check.result in {"none", "bestguesspass"}:
        record = f'_dmarc.{found.domain} with "v=DMARC1; p=none; rua=mailto:{sender.email}"'
        todo = _todo(found, f"Once SPF or DKIM passes, add a TXT record {record}")
        return Sign("DMARC", f"{found.domain} has no policy. {todo}", well=False)
    if check.result == "permerror":
        todo = _todo(found, f"Have one TXT record at _dmarc.{found.domain}, beginning v=DMARC1")
        return Sign("DMARC", f"the policy of {found.domain} cannot be read. {todo}", well=False)
    text = f"fails: neither SPF nor DKIM passes for {found.domain} itself."
    return Sign("DMARC", f"{text} {_todo(found, 'Mend DKIM first, as above')}", well=False)


# --- what else the header tells ---------------------------------------------------------------


def _leaving(found: Authentication) -> Iterator[Sign]:
    """RFC 8058 4: both fields must be covered by a signature, or no program shows its button."""
    one_click = "list-unsubscribe-post" in found.fields
    names = {"list-unsubscribe", "list-unsubscribe-post"} if one_click else {"list-unsubscribe"}
    if not names <= found.fields:
        return
    missing = sorted(names - found.signed)
    if not missing:
        yield Sign("unsubscribe", "its header fields are signed, so mail programs may trust them")
        return
    what = " and ".join("-".join(map(str.capitalize, name.split("-"))) for name in missing)
    text = f"your provider signs the mail without {what}. "
    if one_click:
        todo = "mail programs then show no button. Ask your provider to sign these fields too"
        yield Sign("unsubscribe", text + todo, well=False)
    else:
        yield Sign("unsubscribe", f"{text}Without a page for one click that does no harm")


def _transport(found: Authentication) -> Iterator[Sign]:
    if found.encrypted:
        yield Sign("TLS", "the mail came encrypted to the server that took it")
    elif found.encrypted is False:
        text = "the mail came unencrypted to the server that took it, as it was handed on by your "
        text += "provider's. Ask them for TLS; what you send to them is another line"
        yield Sign("TLS", text, well=False)
