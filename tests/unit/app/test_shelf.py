"""A production's own pack on its box: put beside the log, adopted, in force, kept with the evidence; altered, it is damage."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
import pytest

from chamberflag import app
from chamberflag.app import shelf
from chamberflag.cli.main import run
from chamberflag.interlock.agreement import demand
from chamberflag.vocabulary.errors import Broken, Malformed
from tests.company import LEAD, PRODUCER
from tests.sim.box_writer import Crew, founded, opened

OURS = """
pack = "our-show"
[[also]]
rule = "HND-08"
expr = "f.medic_present"
acts = ["hand_over"]
refuses = "No medic is checked in."
"""


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """The folder of a box of the example kind, closed."""
    founded(tmp_path / "box").close()
    return tmp_path / "box"


def adopted(data: Path) -> str:
    """The rule set in force after producer and lead have adopted the pack and a day was opened."""
    now = opened(data)
    crew = Crew(now, 7)
    own = [hashlib.sha256(OURS.encode()).hexdigest()]
    assert (
        crew.hand_in(crew.signed("adopt_rules", [PRODUCER, LEAD], {"packs": ["base", "our-show"], "params": {}, "own": own})).error is None
    )
    answer = crew.hand_in(crew.signed("open_day", [("ad", "ad")], {"place": "barn", "public_view": False}))
    assert answer.error is None
    digest = now.recorder.rules.digest
    now.close()
    return digest


def test_a_pack_of_ones_own_is_installed_adopted_and_in_force(box: Path, tmp_path: Path) -> None:
    """After a restart the same rules decide, the log is sound, and an evidence pack carries the pack and replays with it."""
    path = tmp_path / "ours.toml"
    path.write_text(OURS, encoding="utf-8")
    assert run(["rules", "install", str(path), "--data", str(box)]) == 0
    assert run(["rules", "install", str(path), "--data", str(box)]) == 0
    digest = adopted(box)
    again = opened(box)
    assert (again.recorder.rules.digest, again.recorder.rules.packs) == (digest, ("base", "our-show"))
    assert "our-show" in {more.name for more in again.recorder.rules.book.rules["HND-08"].also}
    assert again.closed == ""
    again.close()
    assert app.check_log(box, whole=True).damage == ()
    made = tmp_path / "evidence.zip"
    assert run(["pack", "make", str(made), "--all", "--data", str(box)]) == 0
    assert run(["verify", str(made)]) in {0, 4}


def test_a_pack_that_is_not_there_is_not_adopted(box: Path) -> None:
    """The act is malformed, and makes no entry."""
    now = opened(box)
    crew = Crew(now, 7)
    answer = crew.hand_in(crew.signed("adopt_rules", [PRODUCER, LEAD], {"packs": ["base", "our-show"], "params": {}}))
    assert isinstance(answer.error, Malformed)
    now.close()


def test_an_altered_pack_is_damage(box: Path) -> None:
    """Whoever loosens a pack in its place changes no decision: the box does not start."""
    shelf.install_pack(box, "our-show", OURS)
    (path,) = (box / "packs").glob("our-show.*.toml")
    path.write_text(OURS.replace("f.medic_present", "True"), encoding="utf-8")
    with pytest.raises(Broken, match="not what its name says"):
        app.open_box(box)


def test_a_pack_is_adopted_by_what_it_says(box: Path) -> None:
    """Signed without the digest of its file, or with that of another, it is not adopted, and makes no entry."""
    shelf.install_pack(box, "our-show", OURS)
    now = opened(box)
    crew = Crew(now, 7)
    for own in ([], ["0" * 64]):
        body = {"packs": ["base", "our-show"], "params": {}, "own": own}
        answer = crew.hand_in(crew.signed("adopt_rules", [PRODUCER, LEAD], body))
        assert isinstance(answer.error, Malformed)
        assert hashlib.sha256(OURS.encode()).hexdigest() in answer.error.text
    now.close()


@pytest.mark.parametrize("beside", [False, True])
def test_another_pack_under_the_name_of_the_adopted_one_is_damage(box: Path, beside: bool) -> None:  # noqa: FBT001 - a case
    """Whoever lays a looser file of that name, under its true digest, in its place or beside it, changes no decision: no start."""
    shelf.install_pack(box, "our-show", OURS)
    adopted(box)
    looser = OURS.replace("f.medic_present", "True")
    if not beside:
        next((box / "packs").glob("our-show.*")).unlink()
    (box / "packs" / f"our-show.{hashlib.sha256(looser.encode()).hexdigest()}.toml").write_text(looser, encoding="utf-8")
    with pytest.raises(Broken) as told:
        app.open_box(box)
    assert told.value.code == "store.damaged"


def test_what_a_pack_says_of_a_proof_is_no_proof(box: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A replacement with the digests of both demands written beside it lies with no box where no solver is."""
    base = app.rules_of_packs(("base",))
    old = base.book.full["HND-08"]
    looser = f"({old.expr}) or w.cap == 6"
    new = msgspec.structs.replace(old, expr=looser, file="packs/our-show.toml")
    proof = f'{{ old = "{demand(base.model, old)}", new = "{demand(base.model, new)}", solver = "z3" }}'
    path = tmp_path / "ours.toml"
    path.write_text(f'pack = "our-show"\n[[replace]]\nrule = "HND-08"\nexpr = "{looser}"\nproof = {proof}\n', encoding="utf-8")
    assert run(["rules", "install", str(path), "--data", str(box)]) == 1
    monkeypatch.setattr("chamberflag.cli.proving.solver_name", lambda: "")
    assert run(["rules", "install", str(path), "--data", str(box)]) == 3
    assert not (box / "packs").exists()


@pytest.mark.parametrize("name", ["uk", "base/../x", "Ours"])
def test_a_pack_takes_no_name_that_is_another(box: Path, name: str) -> None:
    """Neither that of a pack that ships, nor one that is a path; and another text under a name that is there is refused."""
    with pytest.raises(Malformed):
        shelf.install_pack(box, name, OURS)
    shelf.install_pack(box, "our-show", OURS)
    with pytest.raises(Malformed, match="never changes"):
        shelf.install_pack(box, "our-show", OURS + "# more\n")


def test_a_pack_that_loosens_is_not_installed(box: Path, tmp_path: Path) -> None:
    """What `rules check` does not accept lies with no box."""
    path = tmp_path / "ours.toml"
    path.write_text('[raise_severity]\n"HND-08" = "warn"\n', encoding="utf-8")
    assert run(["rules", "install", str(path), "--data", str(box)]) != 0
    assert not list((box / "packs").glob("*")) if (box / "packs").exists() else True
