"""What servers send back about a mail, as three of them really build it (RFC 3464, RFC 5965)."""

from __future__ import annotations

import re
from email.message import EmailMessage

_POSTFIX = """\
Return-Path: <>
From: MAILER-DAEMON@mx.field.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: ben@field.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4Xq0C1.1785838500/mx.field.example"
Message-Id: <{number}.4Xq0C1@mx.field.example>

This is a MIME-encapsulated message.

--4Xq0C1.1785838500/mx.field.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.field.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

                   The mail system

<{to}>: host mx.kowalska.example[192.0.2.9] said: {said} (in reply
    to RCPT TO command)

--4Xq0C1.1785838500/mx.field.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.field.example
X-Postfix-Queue-ID: 4Xq0C1
X-Postfix-Sender: rfc822; ben@field.example

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: failed
Status: {status}
Remote-MTA: dns; mx.kowalska.example
Diagnostic-Code: smtp; {said}

--4Xq0C1.1785838500/mx.field.example
Content-Description: Undelivered Message
Content-Type: message/rfc822

{mail}
--4Xq0C1.1785838500/mx.field.example--
"""
_EXCHANGE = """\
From: <postmaster@kowalska.example>
To: <ben@field.example>
Subject: Undeliverable: {subject}
Message-ID: <{number}@AM9PR10MB0001.EURPRD10.PROD.OUTLOOK.COM>
In-Reply-To: {id}
References: {id}
X-MS-Exchange-Message-Is-Ndr:
Auto-Submitted: auto-replied
Content-Language: en-US
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
 boundary="f0a1-ndr"

--f0a1-ndr
Content-Type: multipart/alternative; differences=Content-Type;
 boundary="f0a1-alt"

--f0a1-alt
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

Your message to {to} couldn't be delivered.

Remote Server returned '{said}'

--f0a1-alt
Content-Type: text/html; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

<html><body><p>Your message to {to} couldn't be delivered.</p></body></html>

--f0a1-alt--

--f0a1-ndr
Content-Type: message/delivery-status

Reporting-MTA: dns;AM9PR10MB0001.eurprd10.prod.outlook.com
Arrival-Date: Tue, 4 Aug 2026 08:31:00 +0000

Final-Recipient: rfc822;{to}
Action: failed
Status: {status}
Diagnostic-Code: smtp;{said}

--f0a1-ndr
Content-Type: message/rfc822

{head}
--f0a1-ndr--
"""
_GMAIL = """\
Return-Path: <>
From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
To: ben@field.example
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
References: {id}
In-Reply-To: {id}
X-Failed-Recipients: {to}
Message-ID: <{number}.29e1.GMR@mx.google.com>
MIME-Version: 1.0
Content-Type: multipart/report; boundary="0000000000004be1"; report-type=delivery-status

--0000000000004be1
Content-Type: multipart/related; boundary="0000000000004be6"

--0000000000004be6
Content-Type: multipart/alternative; boundary="0000000000004be7"

--0000000000004be7
Content-Type: text/plain; charset="UTF-8"


** Message not delivered **

There was a problem delivering your message to {to}. See the technical details below.

The response from the remote server was:
{said}

--0000000000004be7
Content-Type: text/html; charset="UTF-8"

<html><body><h2>Message not delivered</h2></body></html>

--0000000000004be7--
--0000000000004be6
Content-Type: image/png; name="icon.png"
Content-Disposition: attachment; filename="icon.png"
Content-Transfer-Encoding: base64
Content-ID: <icon.png>

iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8A
AAAASUVORK5CYII=

--0000000000004be6--
--0000000000004be1
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.com
Received-From-MTA: dns; ben@field.example
Arrival-Date: Tue, 04 Aug 2026 01:31:00 -0700 (PDT)
X-Original-Message-ID: {id}

Final-Recipient: rfc822; {to}
Action: failed
Status: {status}
Remote-MTA: dns; mx.kowalska.example. (192.0.2.9, the server for the domain kowalska.example.)
Diagnostic-Code: smtp; {said}
Last-Attempt-Date: Tue, 04 Aug 2026 01:31:01 -0700 (PDT)

--0000000000004be1
Content-Type: message/rfc822

{mail}
--0000000000004be1--
"""
_ARF = """\
From: <complaints@provider.example>
To: <abuse@field.example>
Subject: FW: {subject}
Message-ID: <{number}@provider.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="arf"

--arf
Content-Type: text/plain; charset="us-ascii"

This is an email abuse report for an email message received from IP 192.0.2.5.

--arf
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <ben@field.example>
Source-IP: 192.0.2.5

--arf
Content-Type: message/rfc822
Content-Disposition: inline

{mail}
--arf--
"""
_DELIVERED = """\
From: Mail Delivery System <MAILER-DAEMON@mx.kowalska.example>
To: ben@field.example
Subject: Successful Mail Delivery Report
Message-ID: <{number}@mx.kowalska.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="ok"

--ok
Content-Type: text/plain; charset=us-ascii

Your message was successfully delivered to the destination(s) listed below.

<{to}>: delivered to mailbox

--ok
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.kowalska.example

Final-Recipient: rfc822; {to}
Action: delivered
Status: 2.0.0
Diagnostic-Code: x-postfix; delivered to mailbox

--ok
Content-Type: text/rfc822-headers

{head}
--ok--
"""
SERVERS = {"postfix": _POSTFIX, "exchange": _EXCHANGE, "gmail": _GMAIL}


def bounce(server: str, mail: EmailMessage, status: str, said: str, *, number: int = 1) -> bytes:
    """A report that a mail did not arrive; the number tells it from others about the same."""
    return _filled(SERVERS[server], mail, number, status=status, said=said)


def complaint(mail: EmailMessage) -> bytes:
    """Somebody has pressed "this is spam": their provider hides who it was (RFC 5965 2)."""
    hidden = _filled(_ARF, mail, 1).decode()
    return re.sub(r"(?m)^To: .*kowalska.*$", "To: redacted@provider.example", hidden).encode()


def delivered(mail: EmailMessage) -> bytes:
    """A report that a mail arrived."""
    return _filled(_DELIVERED, mail, 1)


def _filled(report: str, mail: EmailMessage, number: int, **values: str) -> bytes:
    raw = mail.as_string()
    known = {
        "to": mail["To"].addresses[0].addr_spec, "subject": mail["Subject"], "number": number,
        "id": mail["Message-ID"], "mail": raw, "head": raw.partition("\n\n")[0] + "\n",
    }  # fmt: skip
    return report.format(**known, **values).encode()
