"""recorder: rule packs and parameters are adopted only where they make a rule set."""

from __future__ import annotations

import pytest

from chamberflag.acts import people
from tests.company import LEAD, PRODUCER, Company


@pytest.mark.parametrize(
    ("packs", "params", "code"),
    [
        (("base", "nonsense"), {}, "malformed.pack"),
        (("us",), {}, "malformed.pack"),
        ((), {}, "malformed.pack"),
        (("us", "base"), {}, "malformed.pack"),
        (("base", "us", "us"), {}, "malformed.pack"),
        (("base",), {"no_such": 1}, "malformed.param"),
        (("base",), {"marks_min": 1}, "malformed.loosens"),
        (("base",), {"ceremony_max_s": 999_000}, "malformed.loosens"),
    ],
)
def test_what_makes_no_rule_set_is_not_adopted(packs: tuple[str, ...], params: dict[str, int], code: str) -> None:
    """An unknown pack, a set without base, an unknown or loosened parameter: one error, no entry, and the box goes on with its rules."""
    company = Company().crew().stock().opened()
    before = company.rec.state
    answer = company.do("adopt_rules", [PRODUCER, LEAD], people.AdoptRules(packs, params))
    assert company.why(answer) == {code}
    assert company.rec.state is before
    company.do("close_day", [LEAD, PRODUCER])
    company.do("open_day", [PRODUCER])
    assert company.why(company.do("stop", [LEAD])) == set()
    assert company.rec.rules.digest


def test_a_digest_that_is_named_is_that_of_the_set() -> None:
    """Whoever names the digest of what they adopt gets that rule set or nothing."""
    company = Company().crew()
    wrong = people.AdoptRules(("base",), {"weapons_per_handler": 4}, digest="0" * 64)
    assert company.why(company.do("adopt_rules", [PRODUCER, LEAD], wrong)) == {"malformed.digest"}
    right = people.AdoptRules(("base",), {"weapons_per_handler": 4}, digest=company.rec.rules.digest)
    assert company.why(company.do("adopt_rules", [PRODUCER, LEAD], right)) == set()
