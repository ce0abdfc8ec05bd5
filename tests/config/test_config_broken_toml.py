from __future__ import annotations

import pytest

HEAD = '[check-in]\nwhy = "trust"\n'


@pytest.mark.parametrize(
    ("text", "line", "where", "what"),
    [
        (
            'when = {\n  every = "90 days",\n}\n',
            3,
            "[check-in] when",
            "A table in braces has to stay on one line. Write [check-in.when] and one key a line.",
        ),
        (
            'do = [\n  { email = "check-in",\n    after = "3 days" },\n]\n',
            4,
            "[check-in]",
            (
                "A table in braces has to stay on one line. "
                "Keep everything from { to its } on that line."
            ),
        ),
        (
            'when = { every = "90 days", }\n',
            3,
            "[check-in] when",
            "Nothing follows the last comma in these braces. Take the comma out.",
        ),
        (
            'when = { every = "90 days" at = "09:00" }\n',
            3,
            "[check-in] when",
            (
                "A comma or quotes are missing in these braces. "
                'Write it like { every = "90 days", at = "09:30" }.'
            ),
        ),
        ('when = { every: "90 days" }\n', 3, "[check-in] when", "Write = instead of the colon."),
        ("who: tier\n", 3, "[check-in]", "Write = instead of the colon."),
        ("from = bob\n", 3, "[check-in] from", 'Text stands in quotes: from = "bob"'),
        (
            'who = tier == "gold"\n',
            3,
            "[check-in] who",
            "Text stands in quotes: who = \"tier == 'gold'\"",
        ),
        (
            'who = "tier == "gold""\n',
            3,
            "[check-in] who",
            "Something follows the closing quotes. Inside of a text write ' for quotes.",
        ),
        (
            "at = 09:00\n",
            3,
            "[check-in] at",
            'Text stands in quotes: at = "09:00"',
        ),
        (
            'who =\nif = "x"\n',
            3,
            "[check-in] who",
            "Nothing stands behind who =. Write a value there, or take the line out.",
        ),
        (
            "offer = True\n",
            3,
            "[check-in] offer",
            "Write offer = true, small and without quotes.",
        ),
        (
            'who = "tier\nif = "x"\n',
            3,
            "[check-in] who",
            'The quotes on this line are not closed. Write a second " at the end of the text.',
        ),
        (
            "who = \u201ctier\u201d\n",
            3,
            "[check-in] who",
            'These quotes are typographic ones. Write straight ones: "',
        ),
        (
            'why = "like"\nfrom = "bob"\n',
            3,
            "[check-in] why",
            '"why" is set twice here. Take one of the two lines out.',
        ),
        (
            "[check-in]\nx = 1\n",
            3,
            "[check-in]",
            "There is a second table [check-in]. Rename one of them, or make them one.",
        ),
        (
            "when = { every = 1 }\nwhen.at = 2\nx = 1\n",
            4,
            "[check-in] when.at",
            "This table is already written in braces. Write all of its keys there.",
        ),
        (
            "[check in]\n",
            3,
            "[check in]",
            "A table's name is letters, digits, - and _ in one pair of brackets: [check-in].",
        ),
        (
            'stop = ["reply", "paid"\nfrom = "bob"\n',
            3,
            "[check-in] stop",
            "The list that begins here is never closed. Write a ] at its end.",
        ),
        (
            'do = [ { email = "a" } { email = "b" } ]\n',
            3,
            "[check-in] do",
            "A comma is missing between two entries of the list that begins here.",
        ),
        (
            'do = { email = "a" }, { email = "b" }\n',
            3,
            "[check-in] do",
            "Several tables make a list. Write brackets around them: do = [ ... ]",
        ),
        (
            'who = "C:\\dir"\n',
            3,
            "[check-in] who",
            "In double quotes \\ means something special. Write single ones: 'C:\\Users'.",
        ),
        (
            "when = 24.12.2026\n",
            3,
            "[check-in] when",
            "There is no date 24.12.2026. Write a date as 2026-12-24.",
        ),
        (
            "when = { date = 2026-02-31 }\n",
            3,
            "[check-in] when",
            "There is no date 2026-02-31. February 2026 has 28 days.",
        ),
        (
            "when = { date = 2026-13-01, late = '1 day' }\n",
            3,
            "[check-in] when",
            "There is no date 2026-13-01. Write a date as 2026-12-24.",
        ),
        (
            "hello\n",
            3,
            "[check-in]",
            'A line sets a key, such as mode = "practice"; this one says hello',
        ),
    ],
)
def test_broken_toml_is_explained_where_it_breaks(folder, text, line, where, what):
    folder.rules(HEAD + text)
    assert folder.fault() == ("rules/friends.toml", line, where, what)


def test_a_file_in_another_encoding_is_told_by_its_line(folder):
    folder.write("rules/friends.toml", "[a]\nwhy = 'ü'\n".encode("latin-1"))
    what = "This line is not in UTF-8. Save the file once more, with the encoding UTF-8."
    assert folder.fault() == ("rules/friends.toml", 2, "", what)


def test_a_byte_order_mark_is_no_fault(folder):
    folder.write("rules/friends.toml", b"\xef\xbb\xbf# empty\r\n")
    assert folder.faults() == []


def test_a_broken_file_does_not_hide_the_faults_of_the_others(folder):
    folder.write("touchpoint.toml", "mode = live\n")
    folder.rules('[a]\nwhy = "lik"\nwho = "tier == \'gold\'"\nwhen = { every = "90 dais" }\n', "a")
    folder.rules("why\n", "b")
    assert [fault[:3] for fault in folder.faults()] == [
        ("rules/a.toml", 1, "[a]"),
        ("rules/a.toml", 2, "[a] why"),
        ("rules/a.toml", 4, "[a] when.every"),
        ("rules/b.toml", 1, ""),
        ("touchpoint.toml", 1, "mode"),
    ]
