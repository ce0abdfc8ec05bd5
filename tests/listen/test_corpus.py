import pytest

from listen.corpora import CORPUS, bounces, finds, labelled, understood, weighed, weighs


@pytest.fixture(scope="module")
def heard():
    return understood()


def share(answers):
    answers = list(answers)
    return sum(answers) / len(answers)


def of(kind, heard):
    return [one for one in heard if one.label.kind == kind]


def test_every_mail_that_is_labelled_is_there_once():
    paths = [mail.path for mail in labelled()]
    assert len(set(paths)) == len(paths)
    assert all(path.is_file() for path in paths)


def test_mails_of_people_and_of_machines_are_measured_all_of_them():
    there = set(CORPUS.rglob("*.eml"))
    assert {path.relative_to(CORPUS).parts[0] for path in there} == {"people", "reports"}
    assert there <= {mail.path for mail in labelled()}


def test_at_least_93_of_100_real_bounces_are_found_with_the_right_address(heard):
    assert share(map(finds, bounces(heard))) >= 0.98


def test_at_least_90_of_100_bounces_are_told_hard_from_soft_where_they_say_it(heard):
    assert share(map(weighs, weighed(heard))) >= 0.98


def test_nothing_but_a_bounce_is_taken_for_one(heard):
    taken = [one for one in heard if one.finding.kind == "bounce" and one.label.kind != "bounce"]
    assert [one.label.path.name for one in taken] == []


@pytest.mark.parametrize("kind", ["complaint", "delivery-notice"])
def test_what_else_machines_write_is_understood_every_time(heard, kind):
    assert {one.finding.kind for one in of(kind, heard)} == {kind}
    assert all(one.label.kind == kind for one in heard if one.finding.kind == kind)
