"""A small production for tests: people with software passkeys who act through the real recorder, in memory."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chamberflag import app
from chamberflag.acts import box, ceremony, day, people, plan, rounds, weapons
from chamberflag.acts.act import plain
from chamberflag.acts.body import Claim
from chamberflag.canon.profile import b64u
from chamberflag.recorder.attest import Signed
from chamberflag.recorder.compose import Device, compose
from chamberflag.recorder.record import Answer, Recorder
from chamberflag.seal.authenticator import SoftAuthenticator
from chamberflag.seal.device import DeviceKey
from chamberflag.seal.known import test_seed
from chamberflag.seal.note import note_key
from chamberflag.seal.signature import encode_line
from chamberflag.store.memory import MemoryLedger
from chamberflag.vocabulary.words import Action, Chamber, Contents, ItemKind, Load, Role, RoundClass, WeaponClass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chamberflag.ledger.ports import Ledger

ORIGIN = "dry-creek.example/cf/p_1/main/1"
RP = "box.dry-creek.example"
WEB = "https://box.dry-creek.example"
START = 1_790_000_000_000
LEAD, AD, PERFORMER = ("lead", "lead"), ("ad", "ad"), ("perf", "performer")
PRODUCER, SAFETY = ("producer", "producer"), ("safety", "safety")
STAFF = {
    "producer": (Role.PRODUCER,), "lead": (Role.CREW,), "ad": (Role.AD,), "safety": (Role.CREW,), "perf": (Role.PERFORMER,),
    "perf2": (Role.PERFORMER,), "medic": (Role.CREW,), "asst": (Role.CREW,), "dp": (Role.DP,), "case": (Role.CASE_OWNER,),
}  # fmt: skip
EMPTY = ceremony.Look((Chamber.EMPTY,) * 6)
FIVE = ceremony.Look((Chamber.DUMMY,) * 5 + (Chamber.EMPTY,))


class Company:
    """People, a recorder, and a clock that goes on two seconds an act."""

    def __init__(self, ledger: Ledger | None = None) -> None:
        """A founded log with nobody in it but the two root people."""
        self.ledger = ledger or MemoryLedger()
        self.log_key = Ed25519PrivateKey.from_private_bytes(test_seed("log"))
        self.now, self.count = START, 0
        self.keys: dict[str, Any] = {"box": DeviceKey.from_seed(test_seed("box"))}
        self.rec = Recorder(self.ledger, app.empty_state(), app.rules_for, app.act_table(), ORIGIN, self.log_key, own=self.keys["box"])
        roots = [box.RootKey(b64u(self.key(p).key.spki), "webauthn-es256", p) for p in ("producer", "lead")]
        roots.append(box.RootKey(b64u(self.keys["box"].spki), "ed25519", "box", 3))
        vkey = note_key(ORIGIN, self.log_key.public_key().public_bytes_raw()).vkey()
        genesis = box.Genesis("example", ORIGIN, vkey, ("v1",), tuple(roots), self.rec.rules.digest, rp_id=RP, origins=(WEB,))
        self.do("genesis", [("box", "box"), PRODUCER, ("lead", "lead")], genesis)

    def key(self, person: str) -> Any:  # noqa: ANN401
        """The person's passkey."""
        if person not in self.keys:
            self.keys[person] = SoftAuthenticator.from_seed(test_seed(person), RP, WEB)
        return self.keys[person]

    def signed(self, kind: str, who: Sequence[tuple[str, str]], body: object = None, items: Sequence[str] = (), **other: Any) -> Signed:  # noqa: ANN401
        """The act, composed and signed as of now; `other` replaces arguments of `compose`."""
        self.count += 1
        keys = [self.key(person) for person, _ in who]
        dseq, dprev = self.ledger.device_head(keys[0].kid)
        gated = app.act_table().rows[kind].klass == "G"
        heads = {i: self.ledger.subject_head(i) for i in items}
        head = self.ledger.head()
        whole: dict[str, Any] = {
            "log": ORIGIN,
            "act_id": hashlib.sha256(f"act {self.count}".encode()).digest()[:16],
            "kind": kind,
            "at": self.now,
            "body": plain(body) if hasattr(body, "__struct_fields__") else dict(body or {}),  # type: ignore[arg-type, call-overload]
            "signers": [(k.kid, role) for k, (_, role) in zip(keys, who, strict=True)],
            "device": Device(keys[0].kid, dseq + 1, dprev, (head.size, head.frontier.root()) if head else (0, bytes(32))),
            "subjects": [(i, n + 1, leaf) for i, (n, leaf) in heads.items()] if gated else list(items),
            "rules": self.rec.rules.digest,
            "ui": "0" * 64,
        }
        line = compose(**{**whole, **other})
        return Signed(line, tuple(encode_line(k.sign(line)) for k in keys))

    def do(
        self,
        kind: str,
        who: Sequence[tuple[str, str]],
        body: object = None,
        items: Sequence[str] = (),
        wait: int = 2000,
        **other: Any,  # noqa: ANN401
    ) -> Answer:
        """Compose, sign, submit."""
        self.now += wait
        return self.rec.submit(self.signed(kind, who, body, items, **other), self.now)

    def why(self, answer: Answer) -> set[str]:
        """Rule ids of a refusal; the code of what never became an entry."""
        if answer.error is not None:
            return {answer.error.code}
        assert answer.decision is not None
        return {reason.rule for reason in answer.decision.why} if answer.decision.verdict == "refuse" else set()

    def crew(self) -> Company:
        """People, papers, duties: everybody in order, nothing in the store yet."""
        for person, roles in STAFF.items():
            self.do("add_person", [PRODUCER], people.AddPerson(person, roles))
            if person not in {"producer", "lead"}:
                spki = b64u(self.key(person).key.spki)
                body = people.KeyEnrolled(spki, "webauthn-es256", person, rp_id=RP, origins=(WEB,))
                self.do("key.enrolled", [(person, "crew"), PRODUCER], body)
            self.do("document", [PRODUCER], people.Document(person, "course"))
        for person, role in (("lead", Role.LEAD), ("safety", Role.SAFETY), ("medic", Role.MEDIC), ("asst", Role.ASSISTANT)):
            self.do("appoint", [PRODUCER, (person, str(role))], people.Appoint(person, role))
        self.do("adopt_rules", [PRODUCER, LEAD], people.AdoptRules(("base",), {"weapons_per_handler": 4}))
        for kind in ("contact", "sign_photo", "call_sheet"):
            self.do("document", [PRODUCER], people.Document("production", kind))
        self.do("document", [PRODUCER], people.Document("dealer1", "supplier_approved"))
        self.do("duty_on", [LEAD], day.DutyOn("weapons lead"))
        self.do("duty_on", [("asst", "assistant")], day.DutyOn("weapons"))
        self.do("duty_on", [("medic", "medic")], day.DutyOn("medic"))
        return self

    def stock(self) -> Company:
        """Two revolvers, ten dummies and twenty blanks: received, proved, counted, accepted."""
        guns = tuple(weapons.Thing(w, ItemKind.WEAPON, WeaponClass.FUNCTIONAL, capacity=6, safeties_intact=True) for w in ("w1", "w2"))
        dummies = weapons.Thing("dm", ItemKind.LOT, rounds=RoundClass.DUMMY, count=10, calibre=".45", look="hole")
        blanks = weapons.Thing("bl", ItemKind.LOT, rounds=RoundClass.BLANK, load=Load.HALF, count=20, calibre=".45", look="crimp")
        for gun in ("w1", "w2"):
            for kind in ("weapon_licence", "maintenance"):
                self.do("document", [PRODUCER], people.Document(gun, kind))
            self.do("document", [PRODUCER], people.Document(gun, "blank_listed", other="bl"))
        self.do("document", [PRODUCER], people.Document("dm", "maker_statement"))
        for things in (guns, (dummies, blanks)):
            body = weapons.BringIn(things, supplier="dealer1", receipt="r1", other_production=False)
            self.do("bring_in", [("asst", "assistant")], body, [t.id for t in things])
        proof = rounds.ProveRound((rounds.Proof(RoundClass.DUMMY, ("rattle", "hole"), 10),))
        self.do("prove_round", [LEAD, ("ad", "witness")], proof, ["dm"])
        self.count_rounds()
        for things in (guns, (dummies, blanks)):
            self.do("accept", [LEAD, AD], weapons.Accept(things), [t.id for t in things])
        return self

    def count_rounds(self, dummies: int = 10, blanks: int = 20) -> None:
        """Both lots, counted blind by two."""
        for lot, n in (("dm", dummies), ("bl", blanks)):
            self.do("count", [LEAD, ("ad", "witness")], rounds.CountItems((rounds.Tally(n), rounds.Tally(n))), [lot])

    def opened(self) -> Company:
        """Assessed, met, declared, trained, the day open, one plan signed for w1 with dummies."""
        for kind, fields in (("general", ()), ("specific", ("mitigation", "precautions", "rated", "group"))):
            self.do("assess", [LEAD, SAFETY], plan.Assess(kind, fields))
        present = tuple(STAFF)
        points = ("action", "deviations", "abort", "emergency", "command")
        self.do("meet", [AD], day.Meet(points=points, present=present, walk_through=True, finger=True))
        for person in STAFF:
            role = {"lead": "lead", "ad": "ad", "perf": "performer", "perf2": "performer", "safety": "safety"}.get(person, "crew")
            self.do("join_meeting", [(person, role)], day.JoinMeeting())
            self.do("day_declaration", [(person, role)])
        for person in ("perf", "perf2"):
            self.do("train", [LEAD, (person, "performer")], people.Train(person), ["w1", "w2"])
        self.do("open_day", [AD], day.OpenDay(place="base", public_view=False))
        self.plan()
        return self

    def plan(self, **changes: Any) -> None:  # noqa: ANN401
        """A new version of the plan of shot s12, signed."""
        actions = (Action.HOLD, Action.DRAW, Action.AIM, Action.COCK)
        usual: dict[str, Any] = {
            "weapons": ("w1", "w2"), "performers": ("perf",), "actions": actions, "rounds": 5, "contents": Contents.DUMMY,
            "on_line": (), "toward_people": False,
        }  # fmt: skip
        self.do("plan_shot", [AD], plan.PlanShot("s12", **{**usual, **changes}))
        self.do("sign_plan", [AD, SAFETY], plan.SignPlan("s12"))

    def loaded(self, weapon: str = "w1", n: int = 5) -> Company:
        """Taken out, checked, loaded with dummies."""
        self.do("take_out", [LEAD], None, [weapon])
        self.do("check", [LEAD], EMPTY, [weapon])
        self.do("load", [LEAD], rounds.LoadRounds(n), [weapon, "dm"])
        return self


DECLARED = Claim(Contents.DUMMY, 5)
DECLARE = ceremony.Declare(DECLARED, "s12", "perf")
HAND = ceremony.HandOver(DECLARED, "s12", Action.COCK, fit=True)
