"""What people write for an act: its name in the table of acts, or the verb in the third person. One form, one act."""

from __future__ import annotations

IRREGULAR: dict[str, tuple[str, ...]] = {
    "duty_on": ("goes on duty", "on duty"),
    "duty_off": ("goes off duty", "off duty"),
    "meet": ("holds the meeting", "meets"),
    "join_meeting": ("joins the meeting", "was at the meeting"),
    "day_declaration": ("declares no own weapons",),
    "call_cut": ("calls cut",),
    "call_hold": ("calls hold",),
    "call_break": ("calls break",),
    "raise_concern": ("raises a concern", "raises concern"),
    "answer_concern": ("answers the concern", "answers concern"),
    "ask_to_see": ("asks to see",),
    "say_seen": ("has seen", "says seen"),
    "notice": ("gives notice",),
    "enter_zone": ("takes the roll of the zone", "enters the zone"),
    "leave_zone": ("leaves the zone",),
    "key.compromised_since": ("says compromised the key of", "reports compromised the key of"),
    "legal_hold.placed": ("places a legal hold", "places legal hold"),
    "legal_hold.lifted": ("lifts the legal hold", "lifts legal hold"),
    "redaction.done": ("redacts",),
    "start_without_memory": ("starts without memory",),
    "key.revoked": ("revokes the key of", "revokes key"),
    "adopt_rules": ("adopts rules",),
    "lift_hold": ("lifts the hold", "lifts hold"),
    "bring_in": ("brings in",),
    "open_day": ("opens the day", "opens day"),
    "close_day": ("closes the day", "closes day"),
    "wrap": ("wraps", "wraps the production"),
    "open_store": ("opens store", "opens"),
    "close_store": ("closes store", "closes"),
    "leave_set": ("leaves the set with",),
    "return_item": ("returns",),
    "prove_round": ("proves rounds of", "proves rounds"),
    "prove_bore": ("proves the bore of", "proves bore"),
    "hand_over": ("hands over",),
    "second_witness": ("looks as second witness at",),
    "issue_moulded": ("issues the rack", "issues"),
    "collect_moulded": ("collects the rack",),
    "lend": ("hands over for the block", "lends"),
    "change_hands": ("takes over", "changes hands"),
    "lay": ("lays down", "lays"),
    "take_up": ("takes up",),
    "look_away": ("looked away from", "looks away from", "looks away"),
    "withdraw_decline": ("withdraws decline", "takes the decline back"),
    "plan_shot": ("plans", "plans shot"),
    "sign_plan": ("signs the plan", "signs plan"),
    "line_clear": ("says the line is clear", "says line clear"),
    "line_lost": ("says the line is lost", "says line lost"),
    "begin_use": ("begins", "begins use"),
    "use": ("uses",),
    "test_fire": ("test fires",),
    "bullet_removed": ("removes the bullet round",),
    "lift_lockdown": ("lifts the lockdown",),
    "resume": ("resumes", "resumes work"),
    "make_safe": ("makes safe",),
    "move_to_evidence": ("moves to evidence",),
    "add_exhibit": ("adds exhibit",),
    "give_account": ("gives account",),
    "welfare_check": ("asks how they are", "welfare checks"),
    "take_magazine_out": ("takes the magazine out of", "takes the magazine out"),
    "give": ("gives",),
    "prepare": ("prepares",),
    "finish": ("finishes",),
}
LOOK_IN = {"takes out and checks": "take_out", "collects and checks": "collect"}
PLAIN = (
    "add_person", "document", "appoint", "train", "override", "acknowledge", "clearance", "accept", "take_out", "put_away", "pick_up",
    "pass_on", "attend", "give_back", "collect", "set_down", "clean", "repair", "quarantine", "release", "count", "load", "unload",
    "dispose", "fill", "strip", "insert",
    "check", "observe", "witness", "declare", "show", "decline", "consult", "assess", "stop", "report", "review", "thaw",
    "correct", "amend", "export", "announce",
)  # fmt: skip


def third_person(kind: str) -> str:
    """`take_out` -> `takes out`; `witness` -> `witnesses`; `carry` -> `carries`."""
    first, _, rest = kind.replace("_", " ").partition(" ")
    if first.endswith(("s", "sh", "ch", "x")):
        first += "es"
    elif first.endswith("y") and first[-2] not in "aeiou":
        first = first[:-1] + "ies"
    else:
        first += "s"
    return f"{first} {rest}".strip()


def plural(form: str) -> str:
    """`closes the day` -> `close the day`, as several people do it."""
    first, _, rest = form.partition(" ")
    if first in {"on", "off", "was", "has"}:
        return form
    for ending, kept in (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("oes", "o"), ("s", "")):
        if first.endswith(ending):
            return f"{first.removesuffix(ending)}{kept} {rest}".strip()
    return form


def _forms() -> dict[str, str]:
    found: dict[str, str] = {}
    for kind in PLAIN:
        for form in (kind, kind.replace("_", " "), third_person(kind)):
            found[form] = kind
    for kind, forms in IRREGULAR.items():
        for form in (kind, *forms, *(plural(form) for form in forms)):
            found[form] = kind
    for form in LOOK_IN:
        found[form] = "look_in"
    return found


VERBS = _forms()
LONGEST = max(form.count(" ") + 1 for form in VERBS)
