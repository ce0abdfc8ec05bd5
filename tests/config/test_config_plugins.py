from __future__ import annotations

import pytest

from touchpoint.config.keys import STEP, WAIT, WHEN, sender_keys
from touchpoint.expression.vocabulary import BUILT_IN
from touchpoint.model import Column
from touchpoint.registry import registry_of
from touchpoint.registry.gifts import RESERVED

RULE = '[a]\nwhy = "like"\nwhen = { every = "90 days" }\ndo = { email = "check-in" }\n'
SLACK = """\
from touchpoint.plugin import Carrier, Channel, Delivered, Message, Setting, hookimpl

class Slack(Channel, Carrier):
    name = "slack"
    reaches_customer = False
    repeat = "harmless"
    settings = {"token": Setting.secret("a bot token", required=True)}
    sender_settings = {"slack": Setting.text("member id")}
    step_settings = {"urgent": Setting.boolean("ring a bell")}

    def compose(self, context):
        return Message(to=context.sender["slack"], body=context.render())

    async def deliver(self, message):
        return Delivered()

@hookimpl
def touchpoint_channels():
    return [Slack]
"""
NOTICE = """\
from touchpoint.plugin import Setting, Trigger, hookimpl

class Notice(Trigger):
    name = "notice"
    value = Setting.text("the field with the end")
    options = {"period": Setting.duration("how long the notice is")}

    def __init__(self, argument, given):
        super().__init__(argument, given)
        if given["period"] is None:
            raise ValueError('notice needs its period, such as "3 months"')

    def names(self):
        return (self.argument,)

    def occurrences(self, occasion, after):
        return iter(())

@hookimpl
def touchpoint_triggers():
    return [Notice]
"""
BROKEN = "import a_module_that_nobody_has\n"
WHY = (
    "This is set aside: the plugin slack is not used. It needs the Python module "
    "a_module_that_nobody_has, which is not installed here. "
    "Install it into the environment that touchpoint runs in."
)


@pytest.fixture
def slack(folder):
    folder.write("plugins/slack.py", SLACK)
    folder.settings('slack = "U0231"\n[channels.slack]\ntoken = "file:token"\n')
    folder.rules(RULE.replace('email = "check-in"', 'slack = "check-in", urgent = true'))
    return folder


def test_a_plugin_brings_a_channel_its_settings_and_keys_of_senders_and_steps(slack):
    project = slack.load()
    slack.write("token", "xoxb\n")
    assert project.channels["slack"] is project.carriers["slack"]
    assert project.channels["slack"].settings["token"] == "xoxb"
    assert project.senders[""]["slack"] == "U0231"
    assert project.rules[0].steps[0].options == {"urgent": True}


def test_a_setting_that_a_channel_needs_is_asked_for_once_a_rule_names_it(slack):
    slack.settings('slack = "U0231"\n')
    what = '"token" is missing: a bot token.'
    assert slack.fault() == ("touchpoint.toml", 0, "[channels.slack]", what)
    slack.rules(RULE)
    assert "slack" not in slack.load().channels


def test_what_a_plugin_declared_is_checked_like_any_other_key(slack):
    slack.settings('slack = 5\n[channels.slack]\ntoken = "xoxb"\n')
    slack.rules(RULE.replace('email = "check-in"', 'slack = "check-in", urgent = "yes"'))
    assert [fault[2] for fault in slack.faults()] == [
        "[a] do.urgent",
        "[sender] slack",
        "[channels.slack] token",
    ]


def test_while_a_plugin_fails_to_load_the_rules_that_may_need_it_are_set_aside(slack):
    slack.write("plugins/slack.py", BROKEN)
    whole = (slack.path / "rules" / "friends.toml").read_text()
    slack.rules(whole + RULE.replace("[a]", "[b]"))
    project = slack.load()
    assert [rule.name for rule in project.rules] == ["b"]
    assert [(fault.where, fault.what) for fault in project.set_aside] == [
        ("[sender] slack", WHY),
        ("[channels.slack]", WHY),
        ("[a] do", WHY),
    ]


def test_while_a_plugin_fails_to_load_other_mistakes_are_still_told(slack):
    slack.write("plugins/slack.py", BROKEN)
    slack.rules(RULE.replace('"like"', '"lik"') + 'who = "tier > 3"\n')
    assert [fault[2] for fault in slack.faults()] == ["[a] why", "[a] who"]


def test_kinds_functions_and_options_of_a_plugin_that_fails_set_their_rule_aside(slack):
    slack.write("plugins/slack.py", BROKEN)
    slack.settings("")
    slack.rules(
        RULE.replace('every = "90 days"', 'notice = "renewal"')
        + RULE.replace("[a]", "[b]").replace('"90 days"', '"90 days", period = "1 day"')
        + RULE.replace("[a]", "[c]")
        + "who = \"domain(email) == 'nowak.example'\"\n"
    )
    project = slack.load()
    assert project.rules == ()
    where = [fault.where for fault in project.set_aside]
    assert where == ["[a] when", "[b] when.period", "[c] who"]


def test_a_plugin_brings_a_kind_of_when_with_its_options(folder):
    folder.write("plugins/notice.py", NOTICE)
    rule = RULE.replace('every = "90 days"', 'notice = "renewal", period = "3 months"')
    folder.rules(rule)
    (read,) = folder.load().rules
    assert read.when.kind == "notice"
    assert str(read.when.trigger.given["period"]) == "3 months"
    folder.rules(rule.replace("renewal", "renewl"))
    assert folder.fault()[2:] == (
        "[a] when.notice",
        'There is no field "renewl". Did you mean "renewal"?',
    )
    folder.rules(rule.replace(', period = "3 months"', ""))
    assert folder.fault()[2:] == (
        "[a] when.notice",
        'Notice needs its period, such as "3 months".',
    )


@pytest.mark.parametrize(
    ("what", "said"), [("{}['x']", "KeyError: 'x'"), ("raise SystemExit(3)", "SystemExit: 3")]
)
def test_a_channel_that_raises_when_it_is_made_sets_its_rules_aside(slack, what, said):
    slack.write(
        "plugins/slack.py",
        SLACK.replace(
            "    def compose",
            f"    def __init__(self, settings, folder):\n        {what}\n\n    def compose",
        ),
    )
    project = slack.load()
    assert project.rules == ()
    assert [str(fault) for fault in project.set_aside] == [
        f"rules/friends.toml, line 1, [a] do\n  The channel slack stops with {said}."
    ]


CRM = """\
from touchpoint.plugin import Column, CustomerRow, Setting, Source, hookimpl

class Crm(Source):
    name = "crm"
    settings = {"token": Setting.secret("an API token"), "limit": Setting.number("rows", 10)}

    def cursor(self):
        return "7"

    def columns(self):
        WHAT

    def rows(self):
        return iter(())

@hookimpl
def touchpoint_sources():
    return [Crm]
"""


def test_a_source_of_a_plugin_has_its_settings_and_columns(folder):
    folder.write("plugins/crm.py", CRM.replace("WHAT", 'return (Column("score", "number"),)'))
    folder.settings('[sources.crm]\nkind = "crm"\n')
    folder.rules(RULE + 'who = "score > 3"\n')
    project = folder.load()
    assert project.columns == {"crm": (Column("score", "number"),)}
    assert dict(project.sources["crm"].source.settings) == {"token": None, "limit": 10}


def test_a_source_that_raises_is_named_and_rules_with_its_fields_are_set_aside(folder):
    folder.write("plugins/crm.py", CRM.replace("WHAT", "raise KeyError('x')"))
    folder.settings('[sources.crm]\nkind = "crm"\n[sources.mine]\npath = "customers.csv"\n')
    folder.rules(
        RULE
        + 'who = "score > 3"\n'
        + RULE.replace("[a]", "[b]")
        + 'who = "tier"\n'
        + RULE.replace("[a]", "[c]").replace('"90 days"', '"90 days", since = "deal"')
    )
    project = folder.load()
    assert [rule.name for rule in project.rules] == ["b"]
    assert list(project.sources) == ["mine"]
    assert [(fault.where, fault.what) for fault in project.set_aside] == [
        ("[sources.crm]", "The source crm stops with KeyError: 'x'."),
        ("[a] who", "This is set aside while a source cannot be asked."),
        ("[c] when.since", "This is set aside while a source cannot be asked."),
    ]


def test_groups_still_mean_what_they_say_while_a_source_cannot_be_asked(folder):
    folder.write("plugins/crm.py", BROKEN)
    folder.settings(
        '[sources.crm]\nkind = "crm"\n[sources.mine]\npath = "customers.csv"\n'
        '[groups]\nbest = "tier == \'gold\'"\nhot = "score > 3"\n'
    )
    folder.rules(RULE + 'who = "best"\n' + RULE.replace("[a]", "[b]") + 'who = "hot"\n')
    (rule,) = folder.load().rules
    assert rule.name == "a"
    assert rule.who is not None
    assert not rule.who.holds({"tier": "silver"})


def test_no_plugin_may_take_a_word_that_rules_and_settings_have_already():
    """The list stands below the keys; `shared` and `country` were missing in it."""
    assert RESERVED["step key"] == RESERVED["channel"] == STEP.keys() | WAIT.keys()
    assert RESERVED["option"] == RESERVED["trigger"] == WHEN.keys()
    assert RESERVED["sender key"] == sender_keys(registry_of([])).keys()
    assert RESERVED["function"] == BUILT_IN.keys()
