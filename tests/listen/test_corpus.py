import pytest

from listen.corpora import NOT_ASKED, finds, share, understood, weighs


@pytest.fixture(scope="module")
def heard():
    return understood()


def test_at_least_93_of_100_real_bounces_are_found_with_the_right_address(heard):
    found = [finds(mail, finding) for mail, finding in heard if mail.kind == "bounce"]
    assert share(found) >= 0.97


def test_at_least_90_of_100_bounces_are_told_hard_from_soft_where_they_say_it(heard):
    asked = [one for one in heard if one[0].kind == "bounce" and one[0].strength != NOT_ASKED]
    assert share([weighs(mail, finding) for mail, finding in asked]) >= 0.97


def test_nothing_but_a_bounce_is_taken_for_one(heard):
    taken = [mail.path.name for mail, finding in heard if finding.kind == "bounce" != mail.kind]
    assert taken == []
