"""An IMAP mailbox is heard, from a real Dovecot, and nothing in it is changed unasked."""

from __future__ import annotations

import time

import pytest
from imap_tools import FolderInfo
from inbox_parts import DAY, letter, run, subjects

from dovecot import DRAFTS, JUNK, PASSWORD, SENT, cut
from touchpoint.plugin import TouchpointError
from touchpoint.testing import check_inbox
from touchpoint_email import Imap
from touchpoint_email.imap import folders as of_folders


@pytest.fixture
def user(request, imap):
    """A name that no other test has."""
    return f"{request.node.name.replace('[', '-').rstrip(']')[:60]}@ann.example"


@pytest.fixture
def inbox(imap, user, tmp_path):
    """Its mailbox as an inbox; settings as they are given."""
    server = {"host": "127.0.0.1", "port": imap.port, "security": "none"}

    inboxes = []

    def made(**settings):
        settings = {**server, "username": user, "password": PASSWORD, **settings}
        inboxes.append(Imap(settings, tmp_path))
        return inboxes[-1]

    yield made
    for one in inboxes:
        one.close()


def test_it_keeps_the_contract_of_inboxes(imap, user, tmp_path):
    imap.put(user, letter(1))
    imap.put(user, letter(2))
    server = {"host": "127.0.0.1", "port": imap.port, "security": "none"}
    found = check_inbox(Imap, tmp_path, **server, username=user, password=PASSWORD)
    assert len(found) == 2


def test_a_first_reading_goes_back_so_far_and_later_ones_go_on(imap, user, inbox):
    for number, days in ((1, 40), (2, 20), (3, 0)):
        imap.put(user, letter(number), at=time.time() - days * DAY)
    heard, cursor = run(inbox())
    assert subjects(heard) == [2, 3]
    assert heard[0].raw == letter(2)
    assert abs(heard[0].received - (time.time() - 20 * DAY)) < 60
    assert run(inbox(), cursor) == ([], cursor)
    imap.put(user, letter(4), at=time.time() - 90 * DAY)
    assert subjects(run(inbox(), cursor)[0]) == [4]


def test_a_mail_that_was_read_or_answered_elsewhere_is_heard_all_the_same(imap, user, inbox):
    _, cursor = run(inbox())
    imap.put(user, letter(1))
    with imap.as_user(user) as client:
        client.select()
        client.store("1", "+FLAGS", r"(\Seen \Answered)")
    assert subjects(run(inbox(), cursor)[0]) == [1]


def test_reading_changes_nothing_on_the_server(imap, user, inbox):
    imap.put(user, letter(1))
    before = imap.all(user)
    mails, _ = run(inbox())
    inbox().fetch(mails[0].place)
    assert imap.all(user) == before
    assert b"Seen" not in before[0][0]


def test_what_you_sent_is_found_by_its_use_and_junk_and_drafts_are_left_alone(imap, user, inbox):
    for number, folder in ((1, "INBOX"), (2, SENT), (3, DRAFTS), (4, JUNK)):
        imap.put(user, letter(number), folder)
    heard, _ = run(inbox())
    assert [(mail.place.split("/")[0], mail.sent) for mail in heard] == [
        ("INBOX", False),
        (SENT, True),
    ]


def test_folders_are_read_that_are_named_whatever_is_in_their_names(imap, user, inbox):
    names = ("Kunden/Köln & Bonn", "Ablage 2026")
    for number, name in enumerate(names):
        imap.put(user, letter(number), name)
    heard, cursor = run(inbox(folders=names, sent="Ablage 2026"))
    assert [mail.place.rsplit("/", 2)[0] for mail in heard] == list(names)
    assert [mail.sent for mail in heard] == [False, True]
    assert inbox().fetch(heard[0].place) == letter(0)
    assert run(inbox(folders=names), cursor)[0] == []


def test_a_folder_that_is_numbered_anew_is_read_again(imap, user, inbox):
    """Another UIDVALIDITY: what 4711 was is no longer 4711."""
    for number in range(3):
        imap.put(user, letter(number), "Kunden")
    heard, cursor = run(inbox(folders=("Kunden",)))
    with imap.as_user(user) as client:
        client.delete("Kunden")
    imap.put(user, letter(7), "Kunden")
    again, cursor = run(inbox(folders=("Kunden",)), cursor)
    assert subjects(again) == [7]
    with pytest.raises(TouchpointError, match=r"is not in the mailbox .* any more"):
        inbox().fetch(heard[0].place)
    assert run(inbox(folders=("Kunden",)), cursor)[0] == []


def test_batches_stay_small_and_a_run_that_dies_goes_on_behind_the_last(imap, user, inbox):
    with imap.as_user(user) as client:
        for number in range(120):
            client.append("INBOX", None, None, letter(number))
    first = next(inbox().listen(""))
    assert subjects(first.items) == list(range(50))
    assert subjects(run(inbox(), first.cursor)[0]) == list(range(50, 120))


def test_of_a_huge_mail_the_beginning_is_heard_and_all_of_it_is_fetched(imap, user, inbox):
    huge = letter(1) + b"0123456789abcde\r\n" * (3 << 18)
    imap.put(user, huge)
    imap.put(user, letter(2))
    heard, _ = run(inbox())
    assert subjects(heard) == [1, 2]
    assert len(heard[0].raw) == 1 << 20
    assert inbox().fetch(heard[0].place) == huge


# --- what is asked for ------------------------------------------------------------------------


def test_what_was_heard_is_marked_as_read_once_it_is_stored(imap, user, inbox):
    imap.put(user, letter(1))
    imap.put(user, letter(2), SENT)
    marking = inbox(mark="seen")
    batches = list(marking.listen(""))
    assert rb"\Seen" not in imap.all(user)[0][0]
    for batch in batches:
        marking.acknowledge(batch)
    assert rb"\Seen" in imap.all(user)[0][0]
    assert rb"\Seen" not in imap.all(user, SENT)[0][0]


def test_what_was_heard_is_moved_and_what_others_deleted_is_not_removed(imap, user, inbox):
    imap.put(user, b"Subject: 9\r\n\r\nmine\r\n", at=time.time() - 90 * DAY)
    with imap.as_user(user) as client:
        client.select()
        client.store("1", "+FLAGS", r"(\Deleted)")
        client.create("Heard")
    for number in range(60):
        imap.put(user, letter(number))
    moving = inbox(move_to="Heard")
    heard = []
    for batch in moving.listen(""):
        heard += batch.items
        moving.acknowledge(batch)
    assert subjects(heard) == list(range(60))
    assert len(imap.all(user, "Heard")) == 60
    assert len(imap.all(user)) == 1


@pytest.mark.parametrize("after", [b"STORE", b"SELECT"])
def test_a_server_that_hangs_up_while_it_marks_is_asked_once_more(imap, user, inbox, after):
    imap.put(user, letter(1))
    with cut(imap.port, after=after, of_answers=False) as port:
        marking = inbox(mark="seen", port=port, folders=("INBOX",))
        for batch in marking.listen(""):
            marking.acknowledge(batch)
    assert rb"\Seen" in imap.all(user)[0][0]


def test_a_folder_to_move_to_that_is_not_there_is_said(imap, user, inbox):
    imap.put(user, letter(1))
    moving = inbox(move_to="Nowhere")
    batch = next(moving.listen(""))
    with pytest.raises(TouchpointError, match=r"did not mark what was heard: .*Nowhere"):
        moving.acknowledge(batch)
    assert len(imap.all(user)) == 1


# --- connections ------------------------------------------------------------------------------


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_the_connection_is_encrypted_unless_told_otherwise(
    imap, user, inbox, monkeypatch, security
):
    imap.put(user, letter(1))
    port = imap.tls_port if security == "tls" else imap.port
    monkeypatch.setenv("SSL_CERT_FILE", str(imap.certificate))
    chosen = inbox(host="localhost", port=port, security=security)
    assert subjects(run(chosen)[0]) == [1]


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_that_nobody_vouches_for_is_not_trusted(imap, inbox, security):
    port = imap.tls_port if security == "tls" else imap.port
    with pytest.raises(TouchpointError, match=r"no safe connection to localhost.*certificate"):
        run(inbox(host="localhost", port=port, security=security))


def test_encryption_is_what_is_meant_where_nothing_is_said(tmp_path):
    settings = {"host": "imap.example.com", "username": "ann"}
    assert (Imap(settings, tmp_path).mailbox.port, Imap(settings, tmp_path).mailbox.security) == (
        993,
        "tls",
    )
    assert Imap({**settings, "port": 143}, tmp_path).mailbox.security == "starttls"
    with pytest.raises(TouchpointError, match="is another machine"):
        Imap({**settings, "security": "none"}, tmp_path)
    with pytest.raises(TouchpointError, match="Write username"):
        Imap({"host": "imap.example.com"}, tmp_path)
    with pytest.raises(TouchpointError, match="Which server is it"):
        Imap({"username": "ann"}, tmp_path)


def test_a_token_logs_in_with_xoauth2(imap, user, inbox):
    imap.put(user, letter(1))
    assert subjects(run(inbox(token=imap.token(user), password=None))[0]) == [1]


@pytest.mark.parametrize(
    "wrong", [{"password": "wrong"}, {"password": "falsch und für immer"}, {"token": "stale"}]
)
def test_a_login_that_is_not_accepted_says_what_to_do(inbox, user, wrong):
    with pytest.raises(
        TouchpointError, match=rf"did not accept the login of {user}: .*app password"
    ):
        run(inbox(**wrong))


def test_a_mailbox_without_a_password_says_so(inbox):
    with pytest.raises(TouchpointError, match=r"There is no password for"):
        run(inbox(password=None))


def test_nobody_at_the_port_is_said(inbox):
    with pytest.raises(TouchpointError, match=r"no safe connection to .*, port 1, .*refused"):
        run(inbox(port=1))


def test_a_folder_that_is_not_there_is_said_with_those_that_are(inbox):
    with pytest.raises(TouchpointError, match=r'no folder "Kunden" .*There is Entwürfe, Gesendete'):
        run(inbox(folders=("Kunden",)))


def test_a_server_that_hangs_up_in_the_middle_is_asked_once_more(imap, user, inbox):
    for number in range(60):
        imap.put(user, letter(number))
    with cut(imap.port, after=b"Subject: 55") as port:
        heard, cursor = run(inbox(port=port))
    assert subjects(heard) == list(range(60))
    assert run(inbox(), cursor)[0] == []


def test_a_server_that_hangs_up_again_and_again_is_left_for_the_next_run(imap, user, inbox):
    for number in range(60):
        imap.put(user, letter(number))
    with cut(imap.port, after=b"Subject: 55", times=9) as port:
        batches = inbox(port=port).listen("")
        first = next(batches)
        with pytest.raises(TouchpointError, match=r"broke off .* tried again in the next run"):
            next(batches)
    assert subjects(run(inbox(), first.cursor)[0]) == list(range(50, 60))


# --- folders by their use ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ({"Sent": (), "Wysłane": (r"\Sent",)}, ["Wysłane"]),
        ({"[Gmail]/Sent Mail": (r"\HasNoChildren", r"\sent")}, ["[Gmail]/Sent Mail"]),
        ({"INBOX": (), "INBOX.Sent": ()}, ["INBOX.Sent"]),
        ({"Sent Items": (), "Sent": ()}, ["Sent"]),
        ({"INBOX": ()}, []),
    ],
)
def test_a_folder_is_known_by_its_use_and_only_then_by_its_name(names, found):
    there = [FolderInfo(name, "/", flags) for name, flags in names.items()]
    assert of_folders.for_use(there, r"\Sent") == found


def test_a_place_that_is_none_is_said(inbox):
    with pytest.raises(TouchpointError, match="INBOX is no place in a mailbox"):
        inbox().fetch("INBOX")
