"""Bodies of acts on items: arrivals, acceptance, counts, proofs, looks, claims, loading. In order unless the case says otherwise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from chamberflag.cases.scene import total
from chamberflag.cases.terms import NOT_STATED, ROUND_CLASSES, denies
from chamberflag.vocabulary.words import Chamber, Contents, WeaponClass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chamberflag.cases.scene import Doing, Scene

Body = dict[str, Any]
MARKS = ("rattle", "side hole", "struck primer", "blackened case", "crimp", "weight")
LIVE_FIRE = re.compile(r"live[- _]?fire", re.IGNORECASE)
CLAIMS = frozenset(Contents)
RESULTS = frozenset(Chamber)


def load_of(text: object) -> str:
    """A load class as stored: three-quarter -> three_quarter."""
    return str(text).strip().lower().replace("-", "_").replace(" ", "_") if text else "none"


def weapon_class(text: object) -> str:
    """A weapon class; unknown counts as FUNCTIONAL."""
    return str(text) if text in set(WeaponClass) else str(WeaponClass.FUNCTIONAL)


def round_class(text: object) -> str:
    """A class of rounds; unknown counts as UNPROVED."""
    return str(text) if text in ROUND_CLASSES else "UNPROVED"


def thing(scene: Scene, item: str, doing: Doing) -> Body:
    """An item as the one who brings or accepts it describes it."""
    found = scene.case.of(item)
    kind = found.kind if found is not None else "weapon"
    made: Body = {"id": item, "kind": kind}
    if found is not None:
        made |= {k: v for k in ("calibre", "maker", "model", "serial") if (v := getattr(found, k)) is not None}
    if kind == "weapon":
        made["class"] = weapon_class(doing.told("weapon_class") or doing.told("class") or (found.klass if found is not None else None))
        made["capacity"] = capacity(scene, item, doing)
        made.setdefault("serial", f"number of {item}")
        if not any("LOG-01" in s.stops and item in s.on for s in scene.case.step):
            made = {"maker": f"maker of {item}", "model": f"model of {item}", "calibre": f"calibre of {item}"} | made
        if "triggers_intact" in doing.args:
            if doing.told("triggers_intact") is not None:
                made["safeties_intact"] = bool(doing.told("triggers_intact"))
        elif not scene.says_no(item, "triggers_intact", "bring_in"):
            made["safeties_intact"] = True
    elif kind in {"lot", "round"}:
        made["rounds"] = round_class(doing.told("class") or (found.klass if found is not None else None))
        made["load"] = load_of(doing.told("load") or (found.load if found is not None else None))
        made["look"] = "alike" if any("AMM-11" in (*s.stops, *s.raises) for s in scene.case.step) else f"look of {item}"
        if kind == "lot":
            made["count"] = scene.size(item)
        _making(made, doing)
    elif kind in {"store", "container"}:
        made["access"] = [m.id for m in scene.cast.members if m.id == scene.cast.lead or m.role == "assistant"]
    return made


def capacity(scene: Scene, item: str, doing: Doing) -> int:
    """The capacity as told, else of the case."""
    told = doing.told("capacity")
    return told if type(told) is int else scene.capacity(item)


def _making(made: Body, doing: Doing) -> None:
    """Who made the rounds, and on what primers."""
    if doing.told("made_on_set") is True:
        made["made_on_set"] = True
    if doing.told("made_by"):
        made["made_by"] = str(doing.told("made_by"))
    if doing.told("primers"):
        made["primers"] = str(doing.told("primers"))


def bring_in(scene: Scene, doing: Doing) -> Body:
    """Goods-in: from whom, with which receipt, and whether the items were in another production."""
    first = doing.on[0] if doing.on else "nothing named"
    made: Body = {
        "things": [thing(scene, item, doing) for item in doing.on],
        "supplier": str(doing.told("from") or f"supplier of {first}"),
    }
    gone = {
        fact
        for item in doing.on
        for fact in ("receipt", "other_production")
        if scene.says_no(item, fact, "bring_in") and fact not in doing.args
    }
    if "receipt" not in gone and not denies(doing.args.get("receipt", True)):
        made["receipt"] = f"receipt of {first}"
    if "other_production" not in gone and doing.args.get("other_production") != NOT_STATED:
        made["other_production"] = bool(doing.args.get("other_production", told_of(scene, doing.on, "other_production") is True))
    origin = str(doing.told("from") or told_of(scene, doing.on, "from") or "")
    if LIVE_FIRE.search(origin) or any("AMM-02" in s.stops and set(s.on) & set(doing.on) for s in scene.case.step):
        made["live_fire"] = True
    if any("STO-06" in (*s.stops, *s.raises) and set(s.on) & set(doing.on) for s in scene.case.step):
        made["transport"] = True
    return made


def told_of(scene: Scene, on: tuple[str, ...], fact: str) -> object:
    """What a step says of an item's past."""
    told = (s.args[fact] for s in scene.case.step if fact in s.args and set(s.on) & set(on) and s.act in {"accept", "load"})
    return next(told, None)


def accept(scene: Scene, doing: Doing) -> Body:
    """Into service, with class, capacity and number."""
    return {"things": [thing(scene, item, doing) for item in doing.on]}


def count(scene: Scene, doing: Doing, people: int) -> Body:
    """A count by `people`: of a lot with its number, of a container's classes, of weapons."""
    found, lots = doing.told("found"), scene.lots(doing.on)
    made: Body = {}
    if not lots:
        if isinstance(found, list):
            names = [str(x) for x in found]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
            made["classes" if set(names) & ROUND_CLASSES else "weapons"] = [
                round_class(x) if set(names) & ROUND_CLASSES else x for x in names
            ]
        elif scene.weapons(doing.on):
            made["weapons"] = list(scene.weapons(doing.on))
        return made
    if type(doing.told("cases")) is int:
        made["cases"] = doing.told("cases")
    due = total(doing.told("count_expected"))
    number = total(doing.told("count_found"))
    if number is None:
        number = total(found)
    if number is None:
        number = due if due is not None else in_store(scene, lots[0])
    tally: Body = {"found": number}
    whole = total(doing.told("count_complete"))
    if whole is not None:
        tally["complete"] = whole
    made["tallies"] = [tally] * people
    by_class = doing.told("count_found")
    if isinstance(by_class, dict):
        made["by_class"] = {str(k).lower(): int(str(n)) for k, n in by_class.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if due is not None:
        made["by_class"] = {**made.get("by_class", {}), "expected": due}
    return made


def in_store(scene: Scene, lot: str) -> int:
    """Rounds of a lot that should be in the store."""
    record = scene.log.state.core.lots.get(lot)
    if record is not None and record["reg"]:
        return max(0, int(record["store"]))  # what was forced may have taken more than there was
    return scene.size(lot)


def prove_round(scene: Scene, doing: Doing) -> Body:
    """Single rounds looked at: their class and the marks each shows."""
    lot = next(iter(scene.lots(doing.on)), doing.on[0] if doing.on else "")
    item = scene.case.of(lot)
    klass = round_class(doing.told("found_class") or (item.klass if item is not None else None))
    told, marks = doing.told("rounds") or doing.told("proved"), doing.args.get("marks", 2)
    marks = len(marks) if isinstance(marks, list) else marks if type(marks) is int else 0  # pyright: ignore[reportUnknownArgumentType]
    number = told if type(told) is int else scene.size(lot)
    return {"results": [{"class": klass, "marks": list(MARKS[:marks]), "n": max(1, number)}]}


def looked(scene: Scene, weapon: str, doing: Doing) -> list[str]:
    """The results of a look, chamber by chamber: as told, else what the record says, and in a weapon of unknown contents nothing."""
    told = doing.told("chambers")
    if isinstance(told, list):
        return [_result(x) for x in told]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    number = doing.told("chambers_seen")
    seen = number if type(number) is int else capacity(scene, weapon, doing)
    inside = _inside(scene, weapon, doing)
    return (inside + [str(Chamber.EMPTY)] * max(0, seen - len(inside)))[: max(seen, len(inside) if "found" in doing.args else seen)]


def _inside(scene: Scene, weapon: str, doing: Doing) -> list[str]:
    found = doing.told("found") or doing.told("found_class")
    if isinstance(found, dict):
        return [r for k, n in found.items() for r in [_result(k)] * int(str(n)) if r != Chamber.EMPTY]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(found, list):
        return [r for x in found if (r := _result(x)) != Chamber.EMPTY]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    record = scene.record(weapon)
    if found is not None:
        klass = _result(found)
        n = int(record["n"]) if record is not None and record["contents"] == klass else 1
        return [] if klass == Chamber.EMPTY else [klass] * max(1, n)
    if record is None:
        return []
    klass = record["contents"]
    if klass == Contents.UNKNOWN and record["n"]:  # what the ledger says was loaded is still inside
        lot = scene.log.state.core.lots.get(str(record["lot"]))
        klass = lot["klass"] if lot is not None else klass
    return [_result(klass)] * int(record["n"])


def _result(text: object) -> str:
    return str(text) if text in RESULTS else str(Chamber.CANNOT_TELL)


def claim(scene: Scene, weapon: str, doing: Doing) -> Body | None:
    """Contents as the doer states them; as recorded where the case says nothing; None where they are not stated."""
    told = doing.args.get("contents")
    if told is not None and denies(told):
        return None
    record = scene.record(weapon)
    if told is None:
        if record is None or record["contents"] == Contents.UNKNOWN:
            return {"class": str(Contents.EMPTY)}
        return _claim(str(record["contents"]), int(record["n"]), str(record["load"]))
    load = load_of(doing.told("load")) if doing.told("load") else _load_on_record(scene, weapon)
    if isinstance(told, dict):
        filled = {str(k): int(str(n)) for k, n in told.items() if k != Contents.EMPTY and int(str(n))}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        klass = next(iter(filled)) if len(filled) == 1 and next(iter(filled)) in CLAIMS else "EMPTY" if not filled else "UNKNOWN"
        return _claim(klass, sum(filled.values()), load)
    klass = str(told) if told in CLAIMS else "UNKNOWN"
    n = int(record["n"]) if record is not None and record["contents"] == klass else 0
    return _claim(klass, n, load)


def _claim(klass: str, n: int, load: str) -> Body:
    made: Body = {"class": klass, "n": n}
    if klass == Contents.BLANK:
        made["load"] = load
    elif klass == Contents.EMPTY:
        made["n"] = 0
    return made


def _load_on_record(scene: Scene, weapon: str) -> str:
    record = scene.record(weapon)
    if record is not None and record["load"] != "none":
        return str(record["load"])
    return next((load_of(lot.load) for lot in scene.case.items("lot") if lot.klass == "BLANK"), "none")


def blanks(scene: Scene) -> Iterable[str]:
    """The blank lots of the case."""
    return [lot.id for lot in scene.case.items("lot") if lot.klass == "BLANK"]


def missing_cases(scene: Scene, lot: str) -> int:
    """Cases of a lot that were fired and not counted."""
    record = scene.log.state.lots.get(lot)
    return max(0, record.fired - record.cases) if record is not None else 0
