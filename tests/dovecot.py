"""A real IMAP server on loopback: Dovecot, as whoever runs the tests, or as nobody for root.

Ask for the fixture `imap`. Any name is a user, whose password is `right`, with folders of their
own; a test takes a name that no other has. Where the program is missing its tests are skipped.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import imaplib
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from servers import make_certificate

NOBODY = 65534
PASSWORD = "right"
SENT, DRAFTS, JUNK = "Gesendete Objekte", "Entwürfe", "Unerwünscht"
"""Its folders with a special use (RFC 6154), which no program could guess."""
_KEY = b"a key that signs tokens in the tests"
_CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service stats {{
  chroot =
}}
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_failure_delay = 0
auth_mechanisms = plain login xoauth2
mail_max_userip_connections = 100
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox "{sent}" {{
    special_use = \\Sent
    auto = create
  }}
  mailbox "{drafts}" {{
    special_use = \\Drafts
    auto = create
  }}
  mailbox "{junk}" {{
    special_use = \\Junk
    auto = create
  }}
}}
"""
_TOKENS = """
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={folder}/keys/
username_attribute = sub
active_attribute = active
active_value = yes
"""


@dataclass(frozen=True, slots=True)
class Dovecot:
    """A running server."""

    folder: Path
    port: int
    """In the clear, or with STARTTLS."""
    tls_port: int
    certificate: Path

    @contextmanager
    def as_user(self, user: str) -> Iterator[imaplib.IMAP4]:
        """A mail program of that user."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        client.login(user, PASSWORD)
        try:
            yield client
        finally:
            client.logout()

    def put(self, user: str, raw: bytes, folder: str = "INBOX", *, at: float | None = None) -> None:
        """Have a mail arrive, at an instant."""
        with self.as_user(user) as client:
            quoted = f'"{utf7(folder)}"'
            client.create(quoted)
            moment = imaplib.Time2Internaldate(at or time.time())
            assert client.append(quoted, None, moment, raw)[0] == "OK"

    def all(self, user: str, folder: str = "INBOX") -> list[tuple[bytes, bytes]]:
        """Every mail of a folder: its flags as the server tells them, and its bytes."""
        with self.as_user(user) as client:
            assert client.select(f'"{utf7(folder)}"', readonly=True)[0] == "OK"
            _, found = client.uid("FETCH", "1:*", "(FLAGS BODY.PEEK[])")
        return [(one[0], one[1]) for one in found if isinstance(one, tuple)]

    def token(self, user: str) -> str:
        """An access token (RFC 7519) for that user."""
        claims = {
            "sub": user,
            "active": "yes",
            "iat": int(time.time()) - 10,
            "exp": int(time.time()) + 600,
        }
        parts = [_part(json.dumps(one)) for one in ({"alg": "HS256", "typ": "JWT"}, claims)]
        signed = hmac.new(_KEY, ".".join(parts).encode(), hashlib.sha256).digest()
        return ".".join([*parts, _part(signed)])


def utf7(name: str) -> str:
    """A folder's name as IMAP writes it (RFC 3501 5.1.3)."""
    found = name.replace("&", "&-")
    for one in sorted({letter for letter in name if not letter.isascii()}):
        octets = base64.b64encode(one.encode("utf-16-be")).rstrip(b"=").decode().replace("/", ",")
        found = found.replace(one, f"&{octets}-")
    return found


def _part(data: str | bytes) -> str:
    octets = data.encode() if isinstance(data, str) else data
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


@pytest.fixture(scope="session")
def imap() -> Iterator[Dovecot]:
    """One server for all tests; each takes users that no other has."""
    program = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if not program:
        pytest.skip("The program dovecot is missing: apt-get install dovecot-imapd")
    folder = Path(tempfile.mkdtemp(prefix="touchpoint-dovecot-"))
    try:
        with _running(program, folder) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(program: str, folder: Path) -> Iterator[Dovecot]:
    port, tls_port = _free_ports(2)
    server = Dovecot(folder, port, tls_port, make_certificate(folder)[0])
    lowered = _configured(server)
    command = [program, "-F", "-c", str(folder / "dovecot.conf")]
    process = subprocess.Popen([*lowered, *command], stdout=subprocess.DEVNULL)
    try:
        _wait_for(server, process)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _configured(server: Dovecot) -> list[str]:
    """Write its files. Gives what makes another user of root, whom Dovecot refuses to be."""
    folder, root = server.folder, os.getuid() == 0
    uid, gid = (NOBODY, NOBODY) if root else (os.getuid(), os.getgid())
    values = {
        "folder": folder, "port": server.port, "tls_port": server.tls_port, "uid": uid, "gid": gid,
        "user": _name("passwd", uid), "group": _name("group", gid), "password": PASSWORD,
        "sent": SENT, "drafts": DRAFTS, "junk": JUNK,
    }  # fmt: skip
    (folder / "dovecot.conf").write_text(_CONFIG.format(**values), encoding="utf-8")
    (folder / "oauth2.conf").write_text(_TOKENS.format(folder=folder), encoding="utf-8")
    keys = folder / "keys" / "default" / "HS256"
    keys.mkdir(parents=True)
    (keys / "default").write_bytes(base64.b64encode(_KEY))
    for path in (folder, *folder.rglob("*")) if root else ():
        os.chown(path, uid, gid)
    setpriv = f"setpriv --reuid={uid} --regid={gid} --clear-groups".split()
    return setpriv if root else []


def _name(database: str, number: int) -> str:
    asked = subprocess.run(
        ["getent", database, str(number)], capture_output=True, text=True, check=True
    )
    return asked.stdout.partition(":")[0]


def _free_ports(count: int) -> list[int]:
    found = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in found]
    for one in found:
        one.close()
    return ports


def _wait_for(server: Dovecot, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", server.port), 1) as one:
            if one.recv(4) == b"* OK":
                return
        time.sleep(0.02)
    raise AssertionError((server.folder / "log").read_text()[:2000])


# --- a line that is cut -----------------------------------------------------------------------


@contextmanager
def cut(port: int, *, after: bytes, times: int = 1, of_answers: bool = True) -> Iterator[int]:
    """A port that leads to another one, and breaks off as soon as `after` goes over it.

    That happens so many times; later connections hold. With `of_answers` what the server says is
    looked at and never reaches the other side, otherwise what the server is told, which does.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    left = [times]
    pairs: list[socket.socket] = []

    def serve() -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", port))
            pairs.extend((near, far))
            for source, target, looked in ((near, far, not of_answers), (far, near, of_answers)):
                pump = threading.Thread(target=_pump, args=(source, target, looked, after, left))
                threads.append(pump)
                pump.start()

    threads = [threading.Thread(target=serve)]
    threads[0].start()
    try:
        yield listener.getsockname()[1]
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        threads[0].join(10)
        for one in pairs:
            _hang_up(one)
        for one in threads[1:]:
            one.join(10)
        for one in pairs:
            one.close()


def _pump(
    source: socket.socket, target: socket.socket, looked: object, after: bytes, left: list[int]
) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            if looked and left[0] and after in data:
                left[0] -= 1
                break
            target.sendall(data)
    _hang_up(source)
    _hang_up(target)


def _hang_up(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
