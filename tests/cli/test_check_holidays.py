"""What `check` says of everybody's countries."""

import json

PEOPLE = """id,name,email,country,region
1,Ada Nowak,ada@nowak.example,Polska,
2,Tom Becker,tom@becker.example,DE,Bayern
3,Ola Berg,ola@berg.example,Germany,Atlantis
4,Jan Malik,jan@malik.example,,
5,Mina Okafor,mina@okafor.example,,
"""


def holidays(friends, sender=""):
    for file in (friends / "rules").glob("*.toml"):
        file.unlink()
    (friends / "customers.csv").write_text(PEOPLE)
    settings = friends / "touchpoint.toml"
    text = settings.read_text().replace("[policy]", "[policy]\nholidays = true")
    settings.write_text(text.replace('timezone = "Europe/Warsaw"', f'{sender}timezone = "UTC"'))


def notes(tp):
    return json.loads(tp("check", "--json").out)["notes"]


NOWHERE = (
    "2 people have no country, and so no holidays. Give them a column country, or "
    '[sender] a country = "PL".'
)
NO_REGION = (
    'No region "Atlantis" of Germany is known: the holidays of the whole country count for '
    "Ola Berg."
)


def test_how_many_have_holidays_of_which_country_and_who_has_none(tp, friends):
    holidays(friends)
    assert notes(tp) == [
        "Holidays of Germany are kept for 2 people, of Poland for 1.",
        NOWHERE,
        NO_REGION,
    ]


def test_the_senders_country_is_that_of_who_has_none(tp, friends):
    holidays(friends, 'country = "Poland"\n')
    assert notes(tp)[0] == "Holidays of Poland are kept for 3 people, of Germany for 2."
    assert not any("no country, and" in note for note in notes(tp))


def test_without_holidays_nothing_is_said_of_them(tp, friends):
    holidays(friends)
    settings = friends / "touchpoint.toml"
    settings.write_text(settings.read_text().replace("holidays = true", "holidays = false"))
    assert notes(tp) == []
