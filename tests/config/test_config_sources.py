from __future__ import annotations

import pytest

from touchpoint.model import Column

RULE = '[a]\nwhy = "like"\nwhen = { every = "90 days" }\ndo = { email = "check-in" }\n'


def test_customers_csv_goes_without_saying_and_is_asked_for_when_it_is_not_there(folder):
    (folder.path / "customers.csv").unlink()
    folder.rules(RULE + "who = \"tier == 'gold'\"\n")
    file, line, where, what = folder.fault()
    assert (file, line, where) == ("customers.csv", 0, "")
    assert what.startswith("There is no file customers.csv.")


def test_a_source_that_is_not_there_is_told_at_its_table_and_its_fields_are_not(folder):
    folder.settings('[sources.till]\npath = "exports/*.csv"\n')
    folder.rules(RULE + "who = \"level == 'gold'\"\n")
    file, line, where, what = folder.fault()
    assert (file, line, where) == ("touchpoint.toml", 5, "[sources.till]")
    assert what.startswith("There is no file exports/*.csv.")


def test_the_types_of_all_sources_come_together(folder):
    folder.settings('[sources.a]\npath = "a.csv"\n[sources.b]\npath = "b.csv"\n')
    folder.write("a.csv", "id,points,since\n1,5,2026-01-02\n")
    folder.write("b.csv", "id,points,since\n2,many,2026-01-03\n")
    types = folder.load().types
    assert (types["points"], types["since"]) == ("any", "date")


@pytest.mark.parametrize(
    "parts",
    [
        'when = { yearly = "gap" }',
        'when = { date = "gap", before = "3 days" }',
        'when = { every = "90 days", since = "gap" }',
        'when = { every = "gap" }',
        *(
            f'when = {{ every = "90 days" }}\nwho = "{who}"'
            for who in ("gap < '2026-12-24'", "gap > 5", "gap", "'card' in gap", "gap == 'gold'")
        ),
        'when = { every = "90 days" }\nif = "days_since(gap) > 9 or gap <= today"',
    ],
)
def test_a_column_that_is_empty_for_everybody_stops_no_rule(folder, parts):
    folder.write("customers.csv", "id,email,gap\n1,ada@nowak.example,\n")
    folder.rules(f'[a]\nwhy = "like"\ndo = {{ email = "check-in" }}\n{parts}\n')
    assert folder.faults() == []


def test_a_file_with_nothing_but_its_first_line_stops_no_rule(folder):
    folder.write("customers.csv", "id,email,birthday\n")
    folder.rules('[a]\nwhy = "like"\nwhen = { yearly = "birthday" }\ndo = { email = "check-in" }\n')
    assert folder.faults() == []


def test_the_names_of_the_timeline_are_there_without_any_column(folder):
    types = folder.load().types
    assert types["last_contact"] == "date"
    assert types["touches.trust"] == "number"


def test_remembered_columns_are_taken_for_the_same_cursor(folder):
    asked = []

    def cached(name, cursor):
        asked.append((name, cursor))
        return (Column("level", "text"),)

    folder.rules(RULE + 'who = "level"\n')
    project = folder.load(cached=cached)
    assert asked == [("customers", project.sources["customers"].source.cursor())]
    assert project.columns["customers"] == (Column("level", "text"),)


def test_people_of_another_file_stand_in_for_the_customers(folder, tmp_path):
    other = tmp_path / "people.csv"
    other.write_text("Nr,level\n1,5\n", encoding="utf-8")
    folder.settings(
        '[sources.till]\npath = "nowhere.csv"\nid = "Nr"\n[sources.more]\npath = "nowhere.csv"\n'
        '[sources.orders]\npath = "orders.csv"\ngives = "order"\ncustomer = "who"\n'
    )
    folder.write("orders.csv", "id,who,moment\n1,1,2026-01-02\n")
    project = folder.load(people=other)
    assert sorted(project.sources) == ["orders", "till"]
    assert project.types["level"] == "number"


def test_settings_that_a_source_refuses_are_told_at_its_table(folder):
    folder.settings('[sources.till]\npath = "customers.csv"\n[sources.till.fields]\nx = 5\n')
    assert folder.fault()[:3] == ("touchpoint.toml", 5, "[sources.till]")


def test_what_a_source_asks_is_answered_by_copying_the_lines_it_shows(folder):
    folder.write("customers.csv", "id,email,Born\n1,ada@nowak.example,03/04/1999\n")
    *_, what = folder.fault()
    lines = [line.strip() for line in what.splitlines()]
    assert lines[1].startswith("[sources.customers.fields]")
    folder.settings("\n".join(lines[1:3]))
    assert folder.load().types["born"] == "date"


def test_a_source_with_a_name_of_its_own_is_asked_about_by_that_name(folder):
    folder.settings('[sources.till]\npath = "till.csv"\n')
    folder.write("till.csv", "nr,name\n1,Ada\n")
    *_, what = folder.fault()
    assert what.splitlines()[1:] == [
        "  [sources.till]   # once, at the end of the file",
        '  id = "..."',
    ]


def test_a_trigger_over_a_field_with_another_heading_says_where_it_gets_its_name(folder):
    folder.write("customers.csv", "id,email,Geburtstag\n1,ada@nowak.example,1999-03-04\n")
    folder.rules('[a]\nwhy = "like"\nwhen = { yearly = "birthday" }\ndo = { email = "check-in" }\n')
    *_, what = folder.fault()
    assert "Those that fit are geburtstag, " in what
    *_, table, line = what.splitlines()
    folder.settings(f"{table}\n{line}".replace("that heading", "Geburtstag"))
    assert folder.faults() == []


def test_an_event_that_no_rule_could_name_is_refused_where_it_is_given(folder):
    folder.settings(
        '[sources.orders]\npath = "orders.csv"\ngives = "Big Order"\ncustomer = "who"\n'
    )
    folder.write("orders.csv", "id,who,moment\n1,1,2026-01-02\n")
    what = '"Big Order" is not a name; write small letters, digits and -, such as "big-order".'
    assert folder.fault() == ("touchpoint.toml", 7, "[sources.orders] gives", what)
