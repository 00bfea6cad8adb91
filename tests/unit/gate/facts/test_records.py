"""Facts of records: registers of licensees, and whose signature counts."""

from __future__ import annotations

import pytest
from immutables import Map
from msgspec.structs import replace

from chamberflag.acts.attested import ProvenSigner
from chamberflag.acts.people import Appoint
from chamberflag.acts.weapons import ReturnItem
from chamberflag.custody.persons import KeyRecord, People, Person, Settings
from chamberflag.custody.records import Incident
from chamberflag.vocabulary.keys import EnrolledKey
from chamberflag.vocabulary.words import Role
from tests.scenes import DUMMIES, GUN, NOW, Answer, Rows, Scene, agrees, paper, params

DEALER = Settings(licensee=True)
WHOLE = replace(GUN, maker="m", model="m", calibre="c", serial="s", supplier="d", accepted_at=0)
KEY = KeyRecord(EnrolledKey("k", "", "", "ann"), 0)
LEO = People(persons=Map({"ann": Person("ann", frozenset({"lead"}), minor=False, index=1)}))
HELD = {"lead": ("ann",)}
KEYS = {"k0": KEY}


def sworn(**more: object) -> Scene:
    """An act that the lead has signed with a key of their own."""
    return replace(Scene(people=LEO, held=HELD, keys=KEYS), **more)


ROWS: Rows = {
    "acquisition_fields_missing": (
        ("no licensee", 0, Scene(things=(GUN,))),
        ("no weapon", 0, Scene(weapon="", settings=DEALER)),
        ("not on record", 5, Scene(settings=DEALER)),
        ("all", 0, Scene(settings=DEALER, things=(WHOLE,))),
        *(
            (f"without {name}", 1, Scene(settings=DEALER, things=(replace(WHOLE, **{name: None}),)))
            for name in ("maker", "model", "calibre", "serial", "supplier")
        ),
    ),
    "disposition_fields_missing": (
        ("no licensee", 0, Scene(body=ReturnItem())),
        ("no licence", 1, Scene(body=ReturnItem(), settings=DEALER)),
        ("a licence", 0, Scene(body=ReturnItem(licence="l1"), settings=DEALER)),
        ("another act", 1, Scene(settings=DEALER)),
    ),
    **{
        name: (("no licensee", True, Scene()), ("a licensee", None, Scene(settings=DEALER)))
        for name in ("required_columns_only", "printable")
    },
    "corrections_overwrite": (("always", True, Scene()),),
    "register_late_or_short": (("always", True, Scene()),),
    "replicas": (("nobody knows", None, Scene()),),
    "completeness_gaps": (
        ("no licensee", 0, Scene(things=(replace(GUN, accepted_at=0),))),
        ("nothing stated", 5, Scene(settings=DEALER, things=(replace(GUN, accepted_at=0),))),
        ("not accepted", 0, Scene(settings=DEALER, things=(GUN,))),
        ("a lot", 0, Scene(settings=DEALER, things=(replace(DUMMIES, accepted_at=0),))),
        ("one field of one", 1, Scene(settings=DEALER, things=(WHOLE, replace(WHOLE, id="w2", serial=None)))),
    ),
    "hosting_stated": (
        ("no licensee", True, Scene()),
        ("not stated", None, Scene(settings=DEALER)),
        ("stated", True, Scene(settings=DEALER, papers=(("production", "hosting", paper()),))),
    ),
    "notice_overdue": (
        ("no licensee", 0, Scene(things=(replace(GUN, returned_at=5, gone_at=0),))),
        ("nothing went", 0, Scene(settings=DEALER, things=(GUN,))),
        ("no time set: at once", 1, Scene(settings=DEALER, things=(replace(GUN, returned_at=5, gone_at=NOW - 1),))),
        ("long ago", 1, Scene(settings=DEALER, things=(replace(GUN, returned_at=5, gone_at=0),))),
        (
            "the shorter time is not over",
            0,
            Scene(
                settings=DEALER, things=(replace(GUN, returned_at=5, gone_at=NOW - 9),), params={"uk_notice_days": 20, "uk_visitor_h": 9}
            ),
        ),
        (
            "it is",
            1,
            Scene(
                settings=DEALER, things=(replace(GUN, returned_at=5, gone_at=NOW - 10),), params={"uk_notice_days": 20, "uk_visitor_h": 9}
            ),
        ),
        (
            "the other is the shorter",
            1,
            Scene(
                settings=DEALER, things=(replace(GUN, returned_at=5, gone_at=NOW - 10),), params={"uk_notice_days": 9, "uk_visitor_h": 20}
            ),
        ),
        ("told since", 0, Scene(settings=DEALER, things=(replace(GUN, returned_at=5, gone_at=0),), incident=Incident(police_index=6))),
        ("told with it", 0, Scene(settings=DEALER, things=(replace(GUN, returned_at=5, gone_at=0),), incident=Incident(police_index=5))),
        ("told before", 1, Scene(settings=DEALER, things=(replace(GUN, returned_at=5, gone_at=0),), incident=Incident(police_index=4))),
    ),
    "signatures_unbound": (
        ("a key of their own", 0, sworn()),
        ("a required signer is missing", 2, sworn(missing=2)),
        ("a key of nobody on record", 1, Scene(held=HELD, keys=KEYS)),
        ("the founders are known", 0, Scene(settings=Settings(root=("ann", "ben")), keys=KEYS)),
        ("the box is known", 0, Scene(signers=(("box", "box"),), keys=KEYS)),
        ("a key that is held", 1, sworn(keys={"k0": replace(KEY, held_by="r1")})),
        ("a role they do not hold", 1, sworn(held={})),
        ("anyone may sign as crew", 0, sworn(held={}, signers=(("ann", "crew"),))),
        ("appointed by this very act", 0, sworn(held={}, body=Appoint("ann", Role.LEAD))),
        ("appointed to another role", 1, sworn(held={}, body=Appoint("ann", Role.MEDIC))),
        ("a rung that suffices", 0, sworn(signed=(ProvenSigner("k0", "lead", "ann", 3),))),
        ("one that does not", 1, sworn(signed=(ProvenSigner("k0", "lead", "ann", 3),), rung=2)),
        ("paper never does", 1, sworn(signed=(ProvenSigner("k0", "lead", "ann", 4),), rung=4)),
        ("a key nobody enrolled", 1, sworn(keys={})),
        ("enrolled by this very act", 0, sworn(act="key.enrolled", keys={})),
        ("by the first entry", 0, sworn(act="genesis", keys={})),
        ("two of them", 2, sworn(signers=(("ann", "lead"), ("tom", "lead")), keys={"k0": replace(KEY, held_by="r1"), "k1": KEY})),
    ),
}


@pytest.mark.parametrize(("fact", "want", "scene"), params(ROWS))
def test_what_a_fact_of_records_says(fact: str, want: Answer, scene: Scene) -> None:
    """Each fact says of each scene what stands beside it, and of the same type."""
    assert agrees(fact, want, scene)
