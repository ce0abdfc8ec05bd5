# ruff: noqa: E501, RUF001 - what people write is a line, in its own letters
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchpoint.listen.absence.returning import back_on
from touchpoint.listen.folding import folded

WRITTEN = datetime(2026, 8, 4, 10, tzinfo=timezone(timedelta(hours=2)))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("I am out of the office until 14 August.", "2026-08-14"),
        ("I will be back on Monday 10th.", "2026-08-10"),
        ("Ich bin bis einschließlich 12.08. nicht im Büro.", "2026-08-13"),
        ("Ich bin bis einschl. 12.08. nicht im Büro.", "2026-08-13"),
        ("Ich bin ab dem 13.8. wieder im Büro.", "2026-08-13"),
        ("Je suis absent du 3 au 17 août.", "2026-08-18"),
        ("Je suis absente du 3 au 17 août inclus.", "2026-08-18"),
        ("Nieobecność, powrót 12 sierpnia.", "2026-08-12"),
        ("Jestem na urlopie do 12 sierpnia.", "2026-08-13"),
        (
            "Jestem na urlopie od 3 do 12 sierpnia. W pilnych sprawach +48 600 12 08 33",
            "2026-08-13",
        ),
        ("Ich bin vom 3.-17. August im Urlaub.", "2026-08-18"),
        ("Ich bin vom 3.8. bis 12.8. nicht da und am 13.8. wieder erreichbar.", "2026-08-13"),
        ("I am on vacation August 3-17.", "2026-08-18"),
        ("I am on vacation from August 3 to August 17, 2026.", "2026-08-18"),
        ("8月3日から8月14日まで休暇をいただいております。", "2026-08-15"),
        ("8月17日より出社いたします。", "2026-08-17"),
        ("我将于8月15日返回办公室", "2026-08-15"),
        ("休假至8月14日", "2026-08-15"),
        ("8월 14일까지 휴가입니다", "2026-08-15"),
        ("8월 17일부터 출근합니다", "2026-08-17"),
        ("14 Ağustos'a kadar izindeyim", "2026-08-15"),
        ("17 Ağustos'ta döneceğim", "2026-08-17"),
        ("2026. augusztus 14-ig szabadságon vagyok.", "2026-08-15"),
        ("Augusztus 17-én vissza", "2026-08-17"),
        ("Estaré fuera de la oficina hasta el 14 de agosto de 2026.", "2026-08-15"),
        ("Volveré el 17 de agosto.", "2026-08-17"),
        ("Sono in ferie dal 3 al 21 agosto. Rientro il 24 agosto.", "2026-08-24"),
        ("Sarò assente fino al 14 agosto", "2026-08-15"),
        ("Estou de férias de 3 a 14 de agosto.", "2026-08-15"),
        ("Regresso a 17 de agosto", "2026-08-17"),
        ("Ik ben afwezig tot en met 14 augustus", "2026-08-15"),
        ("Ik ben afwezig tot 14 augustus", "2026-08-14"),
        ("Vanaf maandag 17 augustus ben ik weer bereikbaar", "2026-08-17"),
        ("Jag är på semester t.o.m. 14 augusti", "2026-08-15"),
        ("Jag är tillbaka den 17 augusti", "2026-08-17"),
        ("Jeg er tilbage mandag d. 17. august", "2026-08-17"),
        ("Olen lomalla 14.8. asti", "2026-08-15"),
        ("Palaan töihin 17.8.2026", "2026-08-17"),
        ("Jsem na dovolené do 14. 8. 2026", "2026-08-15"),
        ("Vrátím se 17. srpna", "2026-08-17"),
        ("Sunt în concediu până la 14 august", "2026-08-15"),
        ("Revin la birou pe 17 august", "2026-08-17"),
        ("Я в отпуске до 14 августа", "2026-08-15"),
        ("Вернусь 17 августа", "2026-08-17"),
        ("Я у відпустці до 14 серпня включно", "2026-08-15"),
        ("Повернуся 17 серпня", "2026-08-17"),
        ("Out until 8/14", "2026-08-14"),
        ("I'm away until Friday.", "2026-08-07"),
        ("Bin bis Freitag im Urlaub.", "2026-08-08"),
        ("I'll return Monday, August 17th.", "2026-08-17"),
        ("I am out of office through August 14th", "2026-08-15"),
        ("Out of office until 2026-08-14", "2026-08-14"),
        ("Call +49 30 12.08.55 until then", None),
        ("Our prices are 12.08 EUR from today", None),
        ("I was back on 20 July", None),
        ("I am away. Office hours 8.30 - 17.00", None),
        (
            "I will be out of the office starting 3 August and will not return until 17 August 2026",
            "2026-08-17",
        ),
        ("Von 03.08.2026 bis 14.08.2026 bin ich nicht im Büro", "2026-08-15"),
        ("Urlaub 03.08. - 17.08.", "2026-08-18"),
        (
            "I will be out from Monday 3 August until Friday 14 August, returning Monday 17 August",
            "2026-08-17",
        ),
        ("أنا في إجازة حتى 14 أغسطس", "2026-08-15"),
        ("سأعود يوم 17 أغسطس", "2026-08-17"),
        ("Je serai de retour au bureau le lundi 17 août", "2026-08-17"),
        ("À partir du 17 août, je serai à nouveau joignable", "2026-08-17"),
        ("I'll be back on 17 August 2027", None),
        ("Ich bin am Montag, den 10.8., zurück", "2026-08-10"),
        ("Ich bin erst wieder am 17. August erreichbar", "2026-08-17"),
        ("until further notice. Orders above 14.08 USD.", None),
        ("Ich bin bis zum 12.08.26 im Urlaub", "2026-08-13"),
        ("Until 14 August I have no access to mail", "2026-08-14"),
        ("Back in the office on the 17th of August", "2026-08-17"),
        ("I will be out of the office until 17:00 on 14 August", "2026-08-14"),
        ("Parental leave until 1 March 2027", "2027-03-01"),
        (
            "Thanks for your email. I'm currently on leave and will return to the office on Thursday 20th August.",
            "2026-08-20",
        ),
        ("I am out of the office from 27 July to 14 August inclusive.", "2026-08-15"),
        ("I'm OOO until the 14th.", "2026-08-14"),
        ("I will be out of office returning 08/17.", "2026-08-17"),
        (
            "I'm on PTO through Friday, August 14, and will respond when I return on Monday, August 17.",
            "2026-08-17",
        ),
        ("Our office will be closed from 10th - 21st August 2026.", "2026-08-22"),
        ("I'll be back at my desk on 10.08.2026", "2026-08-10"),
        ("I am traveling 5-7 August.", "2026-08-08"),
        ("I am away now, and back tomorrow.", None),
        ("Out of office 3 Aug – 17 Aug. Please call 0800 14 08 26.", "2026-08-18"),
        ("Am 17.08.2026 bin ich wieder für Sie da.", "2026-08-17"),
        ("Ich bin ab Montag, 17. August wieder erreichbar.", "2026-08-17"),
        ("Ich befinde mich bis einschließlich Freitag, den 21.08.2026 im Urlaub.", "2026-08-22"),
        ("Vom 03.08.26 bis zum 18.08.26 bin ich abwesend.", "2026-08-19"),
        ("Unser Büro ist zwischen dem 10. und 21. August geschlossen.", "2026-08-22"),
        ("Ich bin heute nicht im Haus. Ab morgen bin ich wieder da.", None),
        ("Ich bin erst am 24.8. zurück.", "2026-08-24"),
        ("Ich lese Ihre Mail nach meiner Rückkehr am 13. August.", "2026-08-13"),
        ("bis Ende August", None),
        ("Betriebsferien 10.08.–21.08.2026", "2026-08-22"),
        ("Je suis en congé jusqu'au vendredi 14 août inclus.", "2026-08-15"),
        ("Je serai absente jusqu'au 24/08.", "2026-08-25"),
        ("Notre bureau sera fermé du 10 août au 21 août 2026.", "2026-08-22"),
        ("Retour le 17 août.", "2026-08-17"),
        ("Je répondrai à mon retour, le lundi 17 août 2026.", "2026-08-17"),
        ("Estoy fuera de la oficina del 3 al 14 de agosto, ambos inclusive.", "2026-08-15"),
        ("Me reincorporo el lunes 17 de agosto.", "2026-08-17"),
        ("Regreso a la oficina el 17/08/2026.", "2026-08-17"),
        ("Sarò di nuovo in ufficio lunedì 17 agosto.", "2026-08-17"),
        ("L'ufficio resterà chiuso dal 10 al 21 agosto.", "2026-08-22"),
        ("Estarei ausente até dia 14/08.", "2026-08-15"),
        ("Estarei de volta no dia 17 de agosto de 2026.", "2026-08-17"),
        ("W dniach 3-14 sierpnia jestem na urlopie.", "2026-08-15"),
        ("Wracam do pracy w poniedziałek 17 sierpnia.", "2026-08-17"),
        ("Będę dostępna od 17.08.", "2026-08-17"),
        ("Jestem nieobecny do 14.08.2026 włącznie.", "2026-08-15"),
        ("Ik ben op vakantie van 3 t/m 14 augustus.", "2026-08-15"),
        ("Ik ben weer aanwezig op 17 augustus.", "2026-08-17"),
        ("Maandag 17 augustus ben ik er weer.", "2026-08-17"),
        ("Od 3. do 14. srpna jsem na dovolené.", "2026-08-15"),
        ("Budu zpět 17. 8.", "2026-08-17"),
        ("Jag är ledig till och med den 14 augusti.", "2026-08-15"),
        ("Åter på kontoret 17/8.", "2026-08-17"),
        ("Jeg holder ferie fra den 3. august til den 14. august.", "2026-08-15"),
        ("Jeg er tilbake på kontoret 17.08.", "2026-08-17"),
        ("Olen lomalla 3.-14.8.2026.", "2026-08-15"),
        ("Palaan lomalta 17. elokuuta.", "2026-08-17"),
        ("Legközelebb augusztus 17-én leszek az irodában.", None),
        ("Voi reveni la birou luni, 17 august.", "2026-08-17"),
        ("Sunt în concediu în perioada 3 - 14 august.", "2026-08-15"),
        ("3-14 Ağustos tarihleri arasında izindeyim.", "2026-08-15"),
        ("Буду на работе 17 августа.", "2026-08-17"),
        ("Нахожусь в отпуске с 3 по 14 августа.", "2026-08-15"),
        ("З 3 по 14 серпня я у відпустці.", "2026-08-15"),
        ("8月10日(月)から8月14日(金)まで夏季休業とさせていただきます。", "2026-08-15"),
        ("8月17日（月）より通常営業いたします。", "2026-08-17"),
        ("我8月3日至8月14日休假", "2026-08-15"),
        ("本人将于2026年8月17日回到办公室。", "2026-08-17"),
        ("8월 17일에 복귀합니다.", "2026-08-17"),
        ("8/3 ~ 8/14 휴가입니다.", "2026-08-15"),
        ("I am out of office. My deputy is reachable from 8 am on +49 89 17.08.26", None),
        ("We received 14 orders; delivery back in 3 days", None),
        ("Price until stock lasts: 12.80 EUR", None),
        ("I have been with the company since 1 August 2020", None),
        ("Back on 1st September", "2026-09-01"),
        ("I return on 1/9", "2026-09-01"),
        ("see you on 2 September at our fair!", None),
    ],
)
def test_the_day_on_which_somebody_is_back_is_read_in_many_languages_and_spellings(text, day):
    assert back_on(folded(text), WRITTEN) == (day and date.fromisoformat(day))


@pytest.mark.parametrize(
    ("text", "hours", "day"),
    [
        ("I am out of the office until 8/9", -5, date(2026, 8, 9)),
        ("I am out of the office until 8/9", 1, date(2026, 9, 8)),
        ("Estoy de vacaciones hasta el 8/9", -5, date(2026, 9, 9)),
        ("I am out of the office until 8/24", 1, date(2026, 8, 24)),
    ],
)
def test_the_month_stands_first_in_america_where_english_is_written(text, hours, day):
    assert back_on(folded(text), WRITTEN.replace(tzinfo=timezone(timedelta(hours=hours)))) == day


def test_a_day_without_its_year_is_the_next_such_day():
    written = datetime(2026, 12, 22, tzinfo=WRITTEN.tzinfo)
    assert back_on("back on 4 january", written) == date(2027, 1, 4)
    assert back_on("vom 21.12. bis 3.1. im urlaub", written) == date(2027, 1, 4)


def test_a_forgotten_automatic_reply_pauses_nobody_until_next_year():
    assert back_on("i am away until 14 july.", WRITTEN) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("i am out of the office until monday, 17 august.", None),
        ("i am back on 17 august.", None),
        ("back on monday, 2 march", None),
        ("back on tuesday, 2 march", date(2027, 3, 2)),
        ("back on 2 march", date(2027, 3, 2)),
        ("on parental leave until 17 august 2027", date(2027, 8, 17)),
    ],
)
def test_one_that_was_forgotten_since_summer_pauses_nobody_until_the_next(text, day):
    """On 25 November that is nine months ahead, and three months ago."""
    assert back_on(text, datetime(2026, 11, 25, tzinfo=WRITTEN.tzinfo)) == day


WORDS = st.sampled_from(
    ["until", "back on", "bis", "du", "au", "wieder ab", "31.", "12.8.", "8/9", "2026", "august",
     "mars", "monday", "the 5th", "-", "29 february", "31.6.", "\n\n", "8月14日", "까지", "0.0.", "99"]
)  # fmt: skip
TIMES = st.datetimes(timezones=st.just(WRITTEN.tzinfo))


@given(st.lists(st.one_of(WORDS, st.text(max_size=12))).map(" ".join), TIMES)
def test_nobody_is_back_before_they_wrote_or_later_than_a_year_and_a_day(text, written):
    found = back_on(folded(text), written)
    assert found is None or timedelta() <= found - written.date() <= timedelta(367)
