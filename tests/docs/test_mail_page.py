"""docs/how-to/does-my-mail-arrive.md does what it says, with a server that really delivers."""

from __future__ import annotations

import itertools

from pages import ROOT, Reader

from posting import Post
from servers import Server

PAGE = ROOT / "docs" / "how-to" / "does-my-mail-arrive.md"
CHECKED = (
    "Authentication-Results: mx.example.com; dkim=pass header.d=example.com;\r\n"
    " spf=pass smtp.mailfrom=ann@example.com; dmarc=none header.from=example.com"
)
SIGNED = "DKIM-Signature: v=1; d=example.com; h=from:to:list-unsubscribe; bh=x; b=y"
OUT = "Received: from [127.0.0.1] by smtp.host.example with ESMTPSA"


def test_the_page_can_be_followed_as_it_stands(tmp_path):
    numbers = itertools.count()
    new = tmp_path / "friends" / "mail" / "new"
    post = Post(lambda raw: new.joinpath(str(next(numbers))).write_bytes(raw))
    post.checks, post.handed_in = (CHECKED,), (SIGNED, OUT)
    server = Server(post)
    server.start()
    try:
        Reader(tmp_path, server.port).follow(PAGE)
    finally:
        server.stop()
    (to,) = post.to
    assert to.endswith("@example.com")
