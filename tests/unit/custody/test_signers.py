from __future__ import annotations

import pytest

from chamberflag.acts import day, incident, people, plan
from chamberflag.acts.people import OriginsSet
from chamberflag.canon.profile import b64u
from chamberflag.vocabulary.words import Role
from tests.company import AD, LEAD, PERFORMER, PRODUCER, RP, SAFETY, WEB, Company


@pytest.fixture
def company() -> Company:
    """People, stock, an open day, a signed plan with dummies."""
    return Company().crew().stock().opened()


def test_a_plan_is_signed_by_nobody_who_only_says_so(company: Company) -> None:
    """Two performers who sign as first AD and safety supervisor have not signed the plan: no rule of its own asks for a plan of dummies."""
    company.do("plan_shot", [AD], plan.PlanShot("s13", weapons=("w1",)))
    answer = company.do("sign_plan", [("perf", "ad"), ("perf2", "safety")], plan.SignPlan("s13"))
    assert company.why(answer) == {"LOG-11"}
    assert company.rec.state.plans["s13"].signed_version == 0
    assert company.why(company.do("sign_plan", [AD, SAFETY], plan.SignPlan("s13"))) == set()


def test_a_role_is_held_and_not_claimed(company: Company) -> None:
    """The day is opened by the first AD or the producer; a performer who signs as first AD is none."""
    assert "LOG-11" in company.why(company.do("open_day", [("perf", "ad")], day.OpenDay()))
    assert "LOG-11" not in company.why(company.do("open_day", [AD], day.OpenDay(public_view=False)))


def test_a_review_without_an_event_still_needs_its_two_people(company: Company) -> None:
    """A report of a fall is closed by weapons lead and safety supervisor or producer, and by no two others."""
    company.do("report", [PERFORMER], incident.Report("drop"), ["w1"])
    assert company.why(company.do("review", [("perf", "lead"), ("perf2", "safety")], incident.Review())) == {"LOG-11"}
    assert len(company.rec.state.incident.open_reports) == 1
    assert company.why(company.do("review", [LEAD, SAFETY], incident.Review(cause="strap"))) == set()
    assert company.rec.state.incident.open_reports == frozenset()


def test_a_lot_is_released_and_moved_by_the_people_of_the_act(company: Company) -> None:
    """For a lot the machine has no event of evidence: the signers are asked for all the same."""
    company.do("quarantine", [PERFORMER], None, ["dm"])
    assert "LOG-11" in company.why(company.do("release", [("perf", "lead"), ("perf2", "safety")], None, ["dm"]))
    assert company.rec.state.core.lots["dm"]["held"]
    assert company.why(company.do("release", [LEAD, SAFETY], None, ["dm"])) == set()
    assert not company.rec.state.core.lots["dm"]["held"]


def test_a_key_is_enrolled_by_those_who_keep_the_list_of_people(company: Company) -> None:
    """A performer cannot put a key of their own on record as the weapons lead's."""
    thief = company.key("thief")
    body = people.KeyEnrolled(b64u(thief.key.spki), "webauthn-es256", "lead", rp_id=RP, origins=(WEB,))
    assert company.why(company.do("key.enrolled", [("thief", "crew"), PERFORMER], body)) == {"LOG-11"}
    assert company.why(company.do("key.enrolled", [("thief", "crew"), ("perf", "producer")], body)) == {"LOG-11"}
    assert thief.kid not in company.rec.state.keys


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("origins.set", OriginsSet(("https://elsewhere.example",))),
        ("log.key.next", people.LogKeyNext("next+00000000+key")),
        ("start_without_memory", None),
    ],
)
def test_what_founds_the_log_anew_is_signed_by_two_who_founded_it(company: Company, kind: str, body: object) -> None:
    """Origins, the next key of the log and a start without memory take two root people; one of them with another does not do."""
    assert company.why(company.do(kind, [PRODUCER, AD], body)) == {"LOG-11"}
    assert company.rec.state.settings.origins == (WEB,)
    assert company.why(company.do(kind, [PRODUCER, LEAD], body)) == set()


def test_an_appointment_is_signed_by_the_one_appointed(company: Company) -> None:
    """A person is appointed with their own signature, and trained with their own signature, never with a third person's."""
    body = people.Appoint("perf2", Role.ASSISTANT)
    assert company.why(company.do("appoint", [PRODUCER, ("dp", "dp")], body)) == {"LOG-11"}
    assert company.why(company.do("train", [LEAD, ("dp", "dp")], people.Train("perf2"), ["w1"])) == {"LOG-11"}
    assert company.why(company.do("appoint", [PRODUCER, ("perf2", "performer")], body)) == set()


def test_a_concern_is_not_answered_by_the_one_it_is_about(company: Company) -> None:
    """The weapons lead's answer to a concern about the weapons lead is refused and the concern stays open; another's closes it."""
    company.do("raise_concern", [PERFORMER], day.RaiseConcern("safety", about="lead"))
    (concern,) = company.rec.state.incident.open_concerns
    assert company.why(company.do("answer_concern", [LEAD], day.AnswerConcern(concern))) == {"LOG-11"}
    assert company.rec.state.incident.open_concerns == {concern}
    assert company.why(company.do("answer_concern", [SAFETY], day.AnswerConcern(concern))) == set()
    assert company.rec.state.incident.open_concerns == frozenset()


def test_a_joint_act_needs_everybody_it_names(company: Company) -> None:
    """A `prepare` signed by the loader alone lacks its witness, whom no single step asks for."""
    company.do("take_out", [LEAD], None, ["w1"])
    company.do("check", [LEAD], {"chambers": ["EMPTY"] * 6}, ["w1"])
    steps = [{"type": "unload"}, {"type": "check", "chambers": ["EMPTY"] * 6}, {"type": "prove_bore"}, {"type": "load", "n": 2}]
    assert "LOG-11" in company.why(company.do("prepare", [LEAD], {"steps": steps}, ["w1", "dm"]))
    assert company.why(company.do("prepare", [LEAD, ("ad", "witness")], {"steps": steps}, ["w1", "dm"])) == set()


def test_the_founders_act_before_anybody_is_on_record() -> None:
    """The first person is added by a founder in a role that nobody holds yet; a stranger cannot do it."""
    company = Company()
    answer = company.do("add_person", [PRODUCER], people.AddPerson("producer", (Role.PRODUCER,)))
    assert company.why(answer) == set()
    assert company.why(company.do("add_person", [("lead", "producer")], people.AddPerson("lead", (Role.CREW,)))) == set()
    assert company.why(company.do("add_person", [("lead", "producer")], people.AddPerson("ad", (Role.AD,)))) == {"LOG-11"}
