# ruff: noqa: E501, RUF001 - what people write is a line, in its own letters
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchpoint.listen.quoting import unquoted
from touchpoint.listen.quoting.html import text_of

INTRODUCTIONS = [
    "On Tue, 4 Aug 2026 at 10:00, Ben Field <ben@field.example> wrote:",
    "On Aug 4, 2026, at 10:00 AM, Ben Field\n<ben@field.example> wrote:",
    "On Tue, Aug 4, 2026 at\n10:00 AM Ben Field <ben@field.example>\nwrote:",
    "Am 04.08.26 um 10:00 schrieb Ben Field:",
    "Am Di., 4. Aug. 2026 um 10:00 Uhr schrieb Ben Field <\nben@field.example>:",
    "Le mar. 4 août 2026 à 10:00, Ben Field <ben@field.example> a écrit :",
    "El mar, 4 ago 2026 a las 10:00, Ben Field (<ben@field.example>) escribió:",
    "Il giorno mar 4 ago 2026 alle ore 10:00 Ben Field <ben@field.example> ha scritto:",
    "Em ter., 4 de ago. de 2026 às 10:00, Ben Field <ben@field.example> escreveu:",
    "Op di 4 aug 2026 om 10:00 schreef Ben Field <ben@field.example>:",
    "wt., 4 sie 2026 o 10:00 Ben Field <ben@field.example> napisał(a):",
    "W dniu 4.08.2026 o 10:00, Ben Field pisze:",
    "Den tis 4 aug. 2026 kl 10:00 skrev Ben Field <ben@field.example>:",
    "ti 4. elok. 2026 klo 10.00 Ben Field (ben@field.example) kirjoitti:",
    "út 4. 8. 2026 v 10:00 odesílatel Ben Field <ben@field.example> napsal:",
    "Ben Field <ben@field.example> ezt írta (időpont: 2026. aug. 4., K, 10:00):",
    "În mar., 4 aug. 2026 la 10:00, Ben Field <ben@field.example> a scris:",
    "Ben Field <ben@field.example>, 4 Ağu 2026 Sal, 10:00 tarihinde şunu yazdı:",
    "вт, 4 авг. 2026 г. в 10:00, Ben Field <ben@field.example>:",
    "вт, 4 серп. 2026 р. о 10:00 Ben Field <ben@field.example> пише:",
    "2026年8月4日(火) 10:00 Ben Field <ben@field.example>:",
    "Ben Field <ben@field.example> 于2026年8月4日周二 10:00写道：",
    "2026년 8월 4일 (화) 오전 10:00, Ben Field <ben@field.example>님이 작성:",
    "في الثلاثاء، 4 أغسطس 2026 في 10:00 تمت كتابة ما يلي بواسطة Ben <ben@field.example>:",
]
HEADERS = [
    "From: Ben Field <ben@field.example>\nSent: Tuesday, 4 August 2026 10:00\nTo: Anna\nSubject: Garden",
    "Von: Ben Field <ben@field.example>\nGesendet: Dienstag, 4. August 2026 10:00\nAn: Anna\nBetreff: Garten",
    "De : Ben Field <ben@field.example>\nEnvoyé : mardi 4 août 2026 10:00\nÀ : Anna\nObjet : Jardin",
    "De: Ben Field <ben@field.example>\nEnviado: martes, 4 de agosto de 2026 10:00\nPara: Anna\nAsunto: Jardín",
    "Da: Ben Field <ben@field.example>\nInviato: martedì 4 agosto 2026 10:00\nA: Anna\nOggetto: Giardino",
    "Od: Ben Field <ben@field.example>\nWysłano: wtorek, 4 sierpnia 2026 10:00\nDo: Anna\nTemat: Ogród",
    "Van: Ben Field <ben@field.example>\nVerzonden: dinsdag 4 augustus 2026 10:00\nAan: Anna\nOnderwerp: Tuin",
    "От: Ben Field <ben@field.example>\nОтправлено: 4 августа 2026 г. 10:00\nКому: Anna\nТема: Сад",
    "差出人: Ben Field <ben@field.example>\n送信日時: 2026年8月4日 10:00\n宛先: Anna\n件名: 庭",
    "发件人: Ben Field <ben@field.example>\n发送时间: 2026年8月4日 10:00\n收件人: Anna\n主题: 花园",
    "*From:* Ben Field <ben@field.example>\n*Sent:* Tuesday, August 4, 2026 10:00 AM\n*To:* Anna",
    "-----Original Message-----\nFrom: Ben Field\nTo: Anna",
    "-----Ursprüngliche Nachricht-----\nVon: Ben Field",
    "________________________________\nFrom: Ben <ben@field.example>\nSent: 4 August 2026\nTo: Anna",
]  # fmt: skip
DEVICES = [
    "Sent from my iPhone",
    "Get Outlook for iOS<https://aka.ms/o0ukef>",
    "Von meinem iPhone gesendet",
    "Gesendet mit der GMX Mail App",
    "Diese Nachricht wurde von meinem Android-Gerät mit GMX Mail gesendet.",
    "Envoyé de mon iPhone",
    "Enviado desde mi iPhone",
    "Inviato da iPhone",
    "Enviado do meu iPhone",
    "Wysłane z iPhone'a",
    "Verstuurd vanaf mijn iPhone",
    "Skickat från min iPhone",
    "Sendt fra min iPhone",
    "Lähetetty iPhonesta",
    "Odesláno z iPhonu",
    "Отправлено с iPhone",
    "iPhoneから送信",
    "发自我的iPhone",
    "Sent from Yahoo Mail on Android",
]
ANSWER = "Thank you, it grows.\n\nThe roses are late, though."


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
def test_what_a_mail_program_says_above_a_quote_goes_with_it(introduction):
    assert unquoted(f"{ANSWER}\n\n{introduction}\n\n> How is it?\n>\n> Ben\n") == ANSWER


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
def test_a_quote_without_marks_below_goes_too(introduction):
    assert unquoted(f"{ANSWER}\n\n{introduction}\n\nHow is it?\nBen") == ANSWER


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
def test_an_answer_below_the_quote_stays(introduction):
    assert unquoted(f"{introduction}\n> How is it?\n\n{ANSWER}") == ANSWER


@pytest.mark.parametrize("header", HEADERS)
def test_the_header_that_outlook_writes_ends_the_answer(header):
    assert unquoted(f"{ANSWER}\n\n{header}\n\nHow is it?\nBen") == ANSWER


@pytest.mark.parametrize("line", DEVICES)
def test_the_line_of_a_telephone_is_nobodys_words(line):
    assert unquoted(f"{ANSWER}\n\n{line}\n\n> How is it?") == ANSWER


def test_a_signature_below_its_rule_goes():
    assert unquoted(f"{ANSWER}\n-- \nAnna Kowalska\nGardens".replace("-- ", "--")) == ANSWER


@pytest.mark.parametrize(
    "text",
    [
        "Please note:\nwe come at 10:00.",
        "She wrote on Monday:\nthe roses are late.",
        "From: Berlin\nTo: Hamburg\nDate: 3 August\n\nCan you book that?",
        "Our address is now: anna@kowalska.example",
        "We met in 2026:\nI sent it from my office on Monday, and you said yes.",
        "--\n" + "\n".join(f"{number}. a rose" for number in range(1, 20)),
        "I sent it from my telephone shop in Samsung Street, as you asked, with the bill, the keys and a long letter.",
    ],
)
def test_words_that_only_look_like_a_quote_are_kept(text):
    assert unquoted(text) == text


def test_answers_between_the_lines_of_a_quote_are_kept():
    text = "> How is it?\nFine.\n> And the roses?\nLate."
    assert unquoted(text) == "Fine.\nLate."


@pytest.mark.parametrize(
    "quote",
    [
        '<div class="gmail_quote"><div class="gmail_attr">On Tue, Ben wrote:</div><blockquote>How is it?</blockquote></div>',
        '<div class="gmail_quote gmail_quote_container">On Tue, Ben wrote: How is it?</div>',
        '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Ben</div><div>How is it?</div>',
        '<div id="x_divRplyFwdMsg">From: Ben</div><p>How is it?</p>',
        '<div><blockquote type="cite">How is it?<blockquote>No</blockquote></blockquote></div>',
        '<div class="moz-cite-prefix">Am 04.08.26 um 10:00 schrieb Ben:<br></div><blockquote type="cite" cite="mid:1">How is it?</blockquote>',
        '<div id="ydp1yahoo_quoted_9" class="yahoo_quoted">On Tuesday Ben wrote: How?</div>',
        "<div style='border-top:solid #E1E1E1 1.0pt'><p><b>From:</b> Ben &lt;b@f.example&gt;<br><b>Sent:</b> Tuesday, 4 August 2026 10:00<br><b>To:</b> Anna</p></div><p>How is it?</p>",
    ],
)
def test_quotes_in_html_are_told_by_the_marks_of_each_mail_program(quote):
    html = (
        "<html><head><style>p {color: red}</style><title>x</title></head><body>"
        f"<p>Thank you, it <b>grows</b>.</p><p>The roses are\n late, though.</p>{quote}</body>"
    )
    assert unquoted(text_of(html)) == ANSWER


def test_a_paragraph_that_is_moved_to_the_right_is_no_quote():
    html = '<blockquote style="margin:0 0 0 40px;border:none;padding:0">Mine</blockquote>'
    assert unquoted(text_of(html)) == "Mine"


def test_lines_of_html_are_lines():
    html = "a<br>b<div>c</div><ul><li>d<li>e</ul><pre>f\n g</pre>&euro;&nbsp;5"
    assert text_of(html).replace("\xa0", " ").split("\n") == [
        "a", "b", "c", "- d", "- e", "", "f", "g", "€ 5",
    ]  # fmt: skip


LINES = st.one_of(
    st.sampled_from([*INTRODUCTIONS, *HEADERS, *DEVICES, "", "> quoted", "--", "Fine.", "a:"]),
    st.text(max_size=30),
)


@given(st.lists(LINES).map("\n".join))
def test_no_word_is_invented_and_none_changes_its_place(text):
    left = iter(text.split("\n"))
    assert all(
        any(line.strip() == other.strip() for other in left)
        for line in unquoted(text).split("\n")
        if line
    )


@given(st.lists(LINES.filter(lambda line: ":" not in line and "\uff1a" not in line)).map("\n".join))
def test_without_a_mark_of_a_quote_only_signatures_are_lost(text):
    if not re.search(r"^>|^--$|--|__", text, re.MULTILINE):
        lost = set(text.split("\n")) - set(unquoted(text).split("\n"))
        assert all(line in DEVICES or not line.strip() or line.strip() != line for line in lost)


HTML = st.lists(
    st.one_of(
        st.sampled_from(["<div>", "</div>", "<blockquote>", "</blockquote>", "<pre>", "<!--", "<"]),
        st.sampled_from(
            ['<div id="appendonsend">', "<br", "&#x110000;", "&amp", "<![CDATA[", "\n"]
        ),
        st.text(max_size=9),
    )
).map("".join)


@given(HTML)
def test_html_in_any_state_is_read(html):
    assert isinstance(text_of(html), str)
