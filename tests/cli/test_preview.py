import json
import mailbox
import re
from email import message_from_bytes, policy

import pytest

from projects import Inbox, live, project, smtp_server, touchpoint

DATED = re.compile(rb"^Date: .*$", re.MULTILINE)


def undated(raw):
    return DATED.sub(b"", raw.replace(b"\r\n", b"\n"))


def maildir(folder):
    box = mailbox.Maildir(folder / "state/mailbox", create=False)
    return {box.get_bytes(key) for key in box.iterkeys()}


def test_without_arguments_it_shows_what_is_due_next_as_in_the_design(tp, friends):
    done = tp("preview")
    assert done.code == 0
    assert done.out.splitlines() == [
        "birthday for Ada Nowak, today 09:00 in Warsaw                      1 of 3 today",
        "─" * 79,
        "From     Ann Smith <ann@example.com>",
        "To       Ada Nowak <ada@nowak.example>",
        "Subject  Happy birthday, Ada",
        "",
        "Dear Ada,",
        "",
        "I hope the day is a good one, with time for something you enjoy.",
        "",
        "Ann Smith",
        "─" * 79,
        "Exactly as it will be sent. Another: touchpoint preview thank-you tom",
    ]


@pytest.mark.parametrize(
    ("words", "now"),
    [
        ("birthday ada", "2026-11-23 09:05"),
        ("check-in mina", "2026-11-25 12:00"),
        ("thank-you tom", "2026-11-23 12:00"),
        ("lunch ada", "2026-12-03 12:00"),
    ],
)
def test_the_bytes_of_a_preview_are_those_that_run_writes_but_for_their_date(
    tp, friends, words, now
):
    tp("run")
    raw = tp("preview", *words.split(), "--eml").out.encode()
    assert tp("run", "--now", now).code == 0
    assert undated(raw) in {undated(one) for one in maildir(friends)}
    assert DATED.search(raw)


def test_a_message_that_speaks_of_what_was_sent_is_previewed_as_it_will_be(tp, friends):
    """Its own sending must not count, and what went before it must."""
    (friends / "templates/thank-you.md").write_text(
        "Subject: Thanks\n\nThis is number {{ touches + 1 }}.\n"
    )
    raw = tp("preview", "thank-you", "tom", "--eml").out.encode()
    assert b"number 1." in raw
    tp("run", "--now", "2026-11-23 12:00")
    assert undated(raw) in {undated(one) for one in maildir(friends)}


def test_an_invitation_says_when_and_where(tp, friends):
    lines = tp("preview", "lunch", "ada").out.splitlines()
    assert "Invites  Lunch with Ann Smith" in lines
    assert "When     Friday 11 December 12:30 to 13:30 in Warsaw" in lines
    assert "With     invite.ics, 1 kB" in lines


def test_a_todo_is_shown_as_the_line_that_it_will_be(tp, friends):
    done = tp("preview", "ring")
    assert "For you  todo (todo.md)\nSays     Ring Ewa Lis, +48 600 100 200\n" in done.out
    assert tp("preview", "ring", "--eml").out.startswith("Ring Ewa Lis, +48 600 100 200 <!--")


def test_what_is_not_due_is_shown_as_an_example_and_says_so(tp, friends):
    assert "referral for Ada Nowak, if it were due now\n" in tp("preview", "referral").out
    assert "touchpoint why luis" in tp("preview", "lunch", "luis").out
    done = tp("preview", "renewal", "jo")
    assert done.out.endswith("An example: no rule sends it. Now: touchpoint send renewal jo\n")


def test_one_word_may_be_a_person(tp, friends):
    assert tp("preview", "mina").out.startswith("check-in for Mina Okafor, Wednesday ")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["bithday"], 'Did you mean "birthday"?'),
        (["r"], '"r" could be referral, ring, renewal.'),
        (["birthday", "nobody"], 'Nobody is called "nobody".'),
        (["xyzzy"], "There are: "),
        (["welcome", "ewa"], "Ewa Lis has no email address"),
        (["--send-to", "me"], '"me" is no email address.'),
        (["ring", "--send-to", "me@example.com"], "for you alone"),
    ],
)
def test_what_nobody_can_show_gets_a_sentence(tp, friends, words, answer):
    done = tp("preview", *words)
    assert done.code == 2
    assert answer in done.err
    assert done.out == ""


def test_a_message_that_cannot_be_written_says_where_and_why(tp, friends):
    (friends / "templates/birthday.md").write_text("Subject: Hello\n\n{{ company }}\n")
    done = tp("preview", "birthday", "luis")
    assert done.code == 1
    assert 'templates/birthday.md, line 3: "company" is empty.' in done.err


def test_nothing_that_is_previewed_is_remembered(tp, friends):
    tp("run", "--now", "2026-11-23 09:05")
    before = maildir(friends)
    plan = tp("plan").out
    for words in ([], ["lunch", "ada"], ["ada"], ["--html", "out"], ["--eml"]):
        assert tp("preview", *words).code == 0
    assert tp("plan").out == plan
    assert maildir(friends) == before


def test_programs_get_its_parts(tp, friends):
    found = json.loads(tp("preview", "birthday", "ada", "--json").out)
    assert found["subject"] == "Happy birthday, Ada"
    assert found["moment"] == "2026-11-23T09:00:00+01:00"
    assert found["due"] is True


def test_a_test_really_goes_out_to_oneself_through_the_senders_mailbox(
    tp, friends, mail_server, mailbox_at
):
    mailbox_at(mail_server.port)
    done = tp("preview", "birthday", "ada", "--send-to", "me@example.com")
    assert done.code == 0
    assert "Sent to me@example.com, really: birthday for Ada Nowak." in done.out
    (envelope,) = mail_server.taken
    assert envelope.rcpt_tos == ["me@example.com"]
    parsed = message_from_bytes(envelope.content, policy=policy.default)
    assert parsed["Subject"] == "Happy birthday, Ada"
    assert not (friends / "state/mailbox").exists()
    assert "birthday for Ada Nowak, today" in tp("preview", "birthday").out


def test_a_test_that_does_not_leave_says_why(tp, friends):
    done = tp("preview", "--send-to", "me@example.com")
    assert done.code == 1
    assert "The test was not sent: Ann Smith has no mailbox to send from." in done.err


# --- the gallery ------------------------------------------------------------------------------


def test_the_gallery_holds_every_message_and_every_kind_of_message(tp, friends):
    done = tp("preview", "--html", "out")
    assert done.code == 0
    pages = sorted(path.name for path in (friends / "out").iterdir())
    index = (friends / "out/index.html").read_text()
    assert "index.html" in pages
    assert f"{len(pages) - 1} messages" in done.out
    assert all(f'href="{page}"' in index for page in pages if page != "index.html")
    shown = " ".join(pages)
    for template in ("birthday", "check-in", "lunch", "referral", "thank-you", "ring",
                     "renewal-by-hand", "welcome-by-hand", "how-did-it-go-by-hand"):  # fmt: skip
        assert template in shown


def test_the_gallery_needs_no_network(tp, friends):
    (friends / "templates/birthday.md").write_text(
        "Subject: Hi\n\n![a picture](https://example.com/a.png)\n\n[a link](https://example.com)\n"
    )
    tp("preview", "--html", "out")
    for page in (friends / "out").iterdir():
        text = page.read_text()
        assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in text
        assert not re.search(r"<(script|link|img)|@import|url\(", text)


def test_customers_data_stays_text_in_the_gallery(tp, friends):
    people = friends / "customers.csv"
    people.write_text(people.read_text().replace("Ada Nowak", "<script>alert(1)</script>"))
    tp("preview", "--html", "out")
    for page in (friends / "out").iterdir():
        assert "<script" not in page.read_text()


def test_a_gallery_takes_the_place_of_an_older_one_and_of_nothing_else(tp, friends):
    tp("preview", "--html", "out")
    (friends / "out/007-mine.html").write_text("mine")
    tp("preview", "birthday", "ada", "--html", "out")
    left = sorted(path.name for path in (friends / "out").iterdir())
    assert left == ["001-birthday-ada-nowak.html", "007-mine.html", "index.html"]
    (friends / "site").mkdir()
    (friends / "site/index.html").write_text("my homepage")
    done = tp("preview", "--html", "site")
    assert done.code == 2
    assert "so it stays" in done.err
    assert (friends / "site/index.html").read_text() == "my homepage"


def test_a_message_with_a_gap_has_its_page_that_says_so(tp, friends):
    (friends / "templates/birthday.md").write_text("Subject: Hello\n\n{{ company }}\n")
    assert tp("preview", "birthday", "luis", "--html", "out").code == 0
    page = (friends / "out/001-birthday-luis-goncalves.html").read_text()
    assert "It cannot be written: templates/birthday.md, line 3:" in page


def test_a_person_comes_before_the_middle_of_a_word(tp, friends):
    """`preview ewa` showed the renewal, for somebody else."""
    assert tp("preview", "ewa").out.startswith("ring for Ewa Lis, ")
    assert tp("preview", "newal").out.startswith("renewal by hand for ")


def test_another_one_that_goes_by_hand_is_named_so_that_it_can_be_shown(tmp_path):
    """`Another: touchpoint preview hello by hand ada` is no command."""
    rules = '[hello]\nwhy = "help"\nwhen = { event = "hi" }\ndo = { email = "hello" }\n'
    people = [{"id": n, "name": n, "email": f"{n}@example.com"} for n in ("ada", "tom")]
    answers = {f"{n}@example.com": "451 4.3.0 later" for n in ("ada", "tom")}
    with smtp_server(Inbox(answers)) as port:
        folder = project(tmp_path, rules, people, settings=live(port))
        for name in ("ada", "tom"):
            touchpoint(folder, "send", "hello", name)
        end = touchpoint(folder, "preview").out.splitlines()[-1]
    assert "Another: touchpoint preview hello " in end
    assert touchpoint(folder, *end.split("touchpoint ")[1].split()).code == 0
