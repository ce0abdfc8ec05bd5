import csv
import json
import sqlite3

import pytest

from projects import project, touchpoint


def change(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_what_was_understood_is_shown_as_in_the_design(tp, friends):
    done = tp("check")
    assert done.code == 0
    assert done.err == ""
    assert done.out.splitlines() == [
        "customers.csv    8 people",
        '  birthday       6 of 8   "05-09" is 9 May; 2 without a year',
        '  last_contact   5 of 8   "2026-11-11" is 11 November 2026',
        '  last_meeting   1 of 8   "2026-06-03" is 3 June 2026',
        '  last_order     5 of 8   "20.11.2026" is 20 November 2026',
        '  renewal        2 of 8   "2027-02-06" is 6 February 2027',
        "  email          7 of 8   Ewa Lis (line 6) has none: only to-dos",
        "  as text        id, name, phone, tier, company, city, timezone",
        "time zones       7 from timezone, 1 as yours",
        "rules            6",
        "  birthday       like    6 people   next: Ada Nowak, today",
        "  check-in       trust   5 people   next: Mina Okafor, Wednesday",
        "  lunch          like    1 person   next: Ada Nowak, 3 December",
        "  referral       like    8 people   when you log a referral",
        "  ring           like    1 person   next: Ewa Lis, today",
        "  thank-you      trust   5 people   next: Tom Becker, today",
        "messages         8, tried on everyone, no gaps",
        "",
        "check-in: 3 people have nothing in tier and so are left out.",
        "thank-you: 4 were due before the rule was here and stay behind.",
        "",
        "No faults. Next: touchpoint preview",
    ]


def test_every_fault_of_rules_and_messages_is_told_at_once(tp, friends):
    change(friends / "rules/friendship.toml", "tier in (", "teir in (")
    change(friends / "templates/check-in.md", '{{ company or "everything" }}', "{{ company }}")
    done = tp("check")
    assert done.code == 2
    assert done.err.splitlines() == [
        "rules/friendship.toml, line 4, [check-in] who",
        '  There is no field "teir". Did you mean "tier"?',
        "templates/check-in.md, line 5",
        '  "company" is empty for 2 of 7 people: Luís Gonçalves, Mina Okafor.',
        '  Say what to write then: {{ company or "..." }}',
        "2 faults. Nothing was done.",
    ]
    assert not (friends / "state").exists()


def test_header_lines_of_another_channel_that_sends_the_same_template_are_no_fault(tp, friends):
    """`check` refused what a run sends: an invitation that goes out as a plain mail later on."""
    rule = 'why = "like"\nwhen = { yearly = "birthday" }\ndo = { email = "lunch" }\n'
    (friends / "rules" / "again.toml").write_text(f"[lunch-again]\n{rule}")
    assert "header line" not in tp("check").err
    assert "header line" not in tp("run").err


def test_a_gap_counts_those_whom_the_rule_is_for(tp, friends):
    change(friends / "templates/check-in.md", '{{ company or "everything" }}', "{{ company }}")
    done = tp("check")
    assert '"company" is empty for 2 of 5 people: Luís Gonçalves, Mina Okafor.' in done.err


def test_a_gap_in_the_signature_is_one_fault_for_all_messages(tp, friends):
    (friends / "templates/signature.md").write_text("{{ sender_name }}\n{{ company }}\n")
    done = tp("check")
    assert done.err.splitlines()[0] == "templates/signature.md, line 2"
    assert '"company" is empty for 2 of 7 people: Luís Gonçalves, Mina Okafor.' in done.err
    assert done.err.count("signature.md") == 1


def test_the_sentence_of_a_todo_and_an_invitation_are_tried_too(tp, friends):
    change(friends / "rules/friendship.toml", "Ring {{ name }}, {{ phone }}", "Ring {{ company }}")
    change(friends / "templates/lunch.md", "friday 12:30, in 5 to 15 days", "some day")
    done = tp("check")
    assert done.code == 2
    assert "rules/friendship.toml, line 26, [ring] do\n" in done.err
    assert '"company" is empty for 1 of 1 person: Ewa Lis.' in done.err
    assert "templates/lunch.md" in done.err
    assert "some day" in done.err


def test_a_step_that_guards_itself_against_emptiness_has_no_gap(tp, friends):
    change(
        friends / "rules/business.toml",
        'do   = { email = "thank-you" }',
        'do   = { email = "thank-you", if = "company" }',
    )
    (friends / "templates/thank-you.md").write_text("Subject: Thanks\n\nTo all of {{ company }}\n")
    assert tp("check").code == 0


ORDERS = """
[sources.orders]
path = "orders.csv"
gives = "order"
id = "nr"
customer = "who"
moment = "day"
"""
BOUGHT = """
[bought]
why = "help"
when = { event = "order", after = "1 day" }
if = "event.amount > 100"
do = { email = "bought" }
"""


def test_events_of_a_source_are_tried_as_they_were(tp, friends):
    rows = "nr,who,day,amount,item\n1,1,2026-11-20,300,Glasses\n2,2,2026-11-21,20,\n"
    (friends / "orders.csv").write_text(rows)
    with (friends / "touchpoint.toml").open("a") as settings:
        settings.write(ORDERS)
    (friends / "rules/orders.toml").write_text(BOUGHT)
    template = friends / "templates/bought.md"
    template.write_text("Subject: Yours\n\n{{ event.item }} for {{ event.amount }}\n")
    done = tp("check")
    assert (done.code, done.err) == (0, ""), "the order without an item is too small for the rule"
    assert "orders.csv       2 order events" in done.out
    change(template, "event.amount", "event.amont")
    assert 'There is no name "event.amont". Did you mean "event.amount"?' in tp("check").err


def test_what_an_event_will_tell_is_not_taken_for_empty(tp, friends):
    (friends / "templates/referral.md").write_text(
        "Subject: Thank you\n\n{{ greeting }},\n\nfor {{ event.name }}\n"
    )
    assert tp("check").code == 0


def test_gaps_of_a_message_that_no_rule_sends_stop_nothing(tp, friends):
    (friends / "templates/idea.md").write_text("Subject: {{ foo }}\n\n{{ company }}\n")
    done = tp("check")
    assert done.code == 0
    assert "messages         9, tried on everyone; 1 gap where no rule writes" in done.out
    assert "No rule sends it, so this stops nothing." in done.out


def test_people_of_another_file_are_tried_and_nothing_is_kept(tp, friends):
    tp("check")
    (friends / "new.csv").write_text("id,name,email,tier\n9,Ann Lee,ann@lee.example,gold\n")
    done = tp("check", "--people", "new.csv")
    assert '"city"' in done.err or "city" in done.err, "the rules need columns it does not have"
    people = (friends / "customers.csv").read_text().splitlines()
    (friends / "new.csv").write_text("\n".join(people[:3]) + "\n")
    done = tp("check", "--people", "new.csv")
    assert done.code == 0
    assert "2 people" in done.out.splitlines()[0]
    assert "8 people" in tp("check").out


def test_without_such_a_file_it_says_so(tp, friends):
    done = tp("check", "--people", "none.csv")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "There is no file none.csv" in done.err


def test_rows_that_were_set_aside_are_told_with_their_line(tp, friends):
    change(friends / "customers.csv", "tom@becker.example", "tom at becker")
    done = tp("check")
    assert done.code == 0
    assert "7 people" in done.out
    assert 'customers.csv, line 3 is set aside: "tom at becker" is no email address' in done.out
    assert done.out.count("tom at becker") == 1


def test_an_ambiguous_column_is_a_question(tp, friends):
    people = (friends / "customers.csv").read_text()
    for day, other in (("20.11", "04"), ("01.09", "05"), ("23.10", "06"), ("03.08", "07")):
        people = people.replace(f"{day}.2026", f"03/{other}/2026")
    (friends / "customers.csv").write_text(people.replace("17.05.2026", "03/08/2026"))
    done = tp("check")
    assert done.code == 2
    assert "03/04/2026" in done.err
    assert "can be read in two ways" in done.err


HOMES = """id,name,email,timezone,country,state
1,Ada,ada@example.com,Europe/Warszawa,Polska,
2,Tom,tom@example.com,,Germany,
3,Luis,luis@example.com,,BR,São Paulo
4,Mina,mina@example.com,,US,
5,Jo,jo@example.com,,Polnd,
6,Ewa,ewa@example.com,,,
"""


def test_from_which_column_people_have_their_time_is_counted_and_what_cannot_be_read_is_told(
    tp, friends
):
    (friends / "customers.csv").write_text(HOMES, encoding="utf-8")
    for rules in (friends / "rules").iterdir():
        rules.unlink()
    done = tp("check")
    assert done.code == 0
    out = " ".join(done.out.split())
    assert "time zones 2 from country, 1 from state, 3 as yours" in out
    assert (
        'There is no time zone "Europe/Warszawa". Did you mean "Europe/Warsaw"? '
        "Until then what their country says counts for Ada." in out
    )
    assert "US has several time zones: a column state, city or timezone tells which." in out
    assert 'There is no country "Polnd".' in out
    found = json.loads(tp("check", "--json").out)
    assert found["time_zones"] == {"country": 2, "state": 1, "sender": 3}


def test_zones_owners_and_languages_that_do_not_fit_are_told(tp, friends):
    change(friends / "customers.csv", "Africa/Lagos", "Lagos")
    people = (friends / "customers.csv").read_text().splitlines()
    rows = [people[0] + ",owner,language", *(row + ",bob,pl" for row in people[1:])]
    (friends / "customers.csv").write_text("\n".join(rows) + "\n")
    (friends / "templates/birthday.pl.md").write_text("Subject: Sto lat\n\n{{ greeting }}!\n")
    out = " ".join(tp("check").out.split())
    assert 'no time zone "Lagos". Did you mean "Africa/Lagos"?' in out
    assert 'The owner "bob" has no [senders.bob]' in out
    assert "8 people with the language pl get check-in, lunch, referral, thank-you" in out


def test_a_key_that_may_change_is_advised_against(tp, friends):
    people = (friends / "customers.csv").read_text().splitlines()
    rows = [row.partition(",")[2] for row in people if "Ewa" not in row]
    (friends / "customers.csv").write_text("\n".join(rows) + "\n")
    assert "People are told apart by their addresses." in tp("check").out


def test_a_broken_plugin_is_named_and_the_rest_goes_on(tp, friends):
    (friends / "plugins").mkdir()
    (friends / "plugins/bad.py").write_text("import nothing_of_that_name\n")
    done = tp("check")
    assert done.code == 1
    assert "The plugin bad (plugins/bad.py) is not used." in done.out
    assert "next: Ada Nowak, today" in done.out


def test_programs_get_all_of_it(tp, friends):
    found = json.loads(tp("check", "--json").out)
    assert [rule["name"] for rule in found["rules"]] == sorted(
        ["birthday", "check-in", "lunch", "referral", "ring", "thank-you"]
    )
    assert found["rules"][0]["next"]["moment"] == "2026-11-23T08:00:00+00:00"
    assert found["rules"][1]["left_out_by_empty"] == {"tier": 3}
    assert found["sources"][0]["rows"] == 8
    change(friends / "rules/friendship.toml", "tier in (", "teir in (")
    done = tp("check", "--json")
    assert done.code == 2
    assert json.loads(done.out)["faults"][0]["line"] == 4


def test_settings_that_are_no_toml_get_a_sentence(tp, friends):
    (friends / "touchpoint.toml").write_text("[sender\n")
    done = tp("check")
    assert done.code == 2
    assert "touchpoint.toml, line 1" in done.err
    assert done.err.endswith("Nothing was done.\n")


@pytest.mark.parametrize("arguments", [(), ("--people", "customers.csv")])
def test_check_decides_and_sends_nothing(tp, friends, arguments):
    tp("check", *arguments)
    assert not (friends / "state/mailbox").exists()
    store = friends / "state/touchpoint.sqlite3"
    if store.exists():
        with sqlite3.connect(store) as database:
            assert database.execute("select count(*) from touchpoint").fetchone() == (0,)
        database.close()


def test_no_line_is_wider_than_the_screen(tp, friends):
    change(friends / "customers.csv", "tom@becker.example", "tom at becker" * 20)
    assert max(map(len, tp("check").out.splitlines())) <= 80


def test_a_column_is_filled_in_no_more_rows_than_there_are(tp, friends):
    """Rows set aside were counted as filled, but not as rows: email, 9 of 8."""
    with (friends / "customers.csv").open("a", encoding="utf-8") as file:
        file.write("90,Bad,bad at" + "," * 10 + "\n90,Bad,bad at" + "," * 10 + "\n")
    out = tp("check").out
    (email,) = [line for line in out.splitlines() if line.startswith("  email ")]
    filled, _, rows = email.split()[1:4]
    assert int(filled) <= int(rows)
    assert "customers.csv    8 people" in out


def test_one_mistake_in_a_message_is_one_fault(tp, friends):
    """A message that cannot be understood was told once for itself and once for its readers."""
    path = friends / "templates" / "birthday.md"
    path.write_text("Subject: {{ first_name \n\nHello\n", encoding="utf-8")
    said = tp("check")
    assert said.code == 2
    assert "1 fault. Nothing was done." in said.err
    assert "birthday.md, line" in said.err


def test_one_person_gets_and_two_get(tp, friends):
    text = (friends / "templates" / "birthday.md").read_text(encoding="utf-8")
    (friends / "templates" / "birthday.pl.md").write_text(text, encoding="utf-8")
    people = (friends / "customers.csv").read_text(encoding="utf-8").splitlines()
    lines = [f"{people[0]},language", f"{people[1]},pl", *(f"{line}," for line in people[2:])]
    (friends / "customers.csv").write_text("\n".join(lines), encoding="utf-8")
    assert "1 person with the language pl gets " in tp("check").out


def without_birthdays(folder):
    """What the file of people says when one week's export has no dates."""
    path = folder / "customers.csv"
    with path.open(encoding="utf-8", newline="") as file:
        people = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, people[0])
        writer.writeheader()
        writer.writerows(person | {"birthday": ""} for person in people)


def test_a_column_that_is_empty_for_everybody_is_shown_and_is_no_fault(tp, friends):
    without_birthdays(friends)
    done = tp("check")
    assert done.code == 0
    assert "  0 of 8         birthday" in done.out.splitlines()
    assert "  birthday       like    0 people   for nobody, as things are" in done.out.splitlines()


def test_one_export_without_dates_does_not_silence_cron(tp, friends):
    first = tp("run")
    without_birthdays(friends)
    done = tp("run")
    assert (first.code, done.code, done.err) == (0, 0, "")


def test_those_to_whom_nothing_goes_any_more_are_counted_by_their_column(friends, tp):
    people = friends / "customers.csv"
    first, *rows = people.read_text().splitlines()
    died = [f"{row},{'yes' if number < 2 else ''}" for number, row in enumerate(rows)]
    people.write_text("\n".join([f"{first},Died", *died, ""]))
    said = " ".join(tp("check").out.split())
    assert "Nothing goes to 2 people any more, says the column deceased: " in said


def test_a_start_that_nobody_could_read_is_one_fault_and_not_one_for_each_person(tmp_path):
    """For ten thousand people `check` told it ten thousand times."""
    rules = '[lunch]\nwhy = "like"\nwhen = { every = "30 days" }\ndo = { calendar = "lunch" }\n'
    letter = "Summary: Lunch\nStarts: soon\n\nDear {{ first_name }}\n"
    people = [{"id": str(n), "name": f"P{n}", "email": f"p{n}@x.example"} for n in range(9)]
    folder = project(tmp_path, rules, people, templates={"lunch": letter})
    said = touchpoint(folder, "check")
    assert (said.code, said.err.count("Starts says 'soon'")) == (2, 1)
    assert "1 fault. Nothing was done." in said.err
