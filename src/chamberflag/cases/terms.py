"""The closed lists of a case file: acts, roles, facts, modes, kinds of question. Source: the cases' own README, sections 1 to 4."""

from __future__ import annotations

from chamberflag.vocabulary.words import Role

# Case name -> the product's name. `wait` is the clock; `transfer` is `pass_on` in the product.
STEP_ACTS: dict[str, str] = {
    name: name
    for name in (
        "open_day", "close_day", "wrap", "duty_on", "duty_off", "meet", "raise_concern", "answer_concern", "train",
        "enter_zone", "plan_shot", "bring_in", "accept", "prove_round", "test_fire", "count", "open_store", "take_out",
        "put_away", "check", "prove_bore", "load", "unload", "clean", "witness", "declare", "show", "hand_over", "pick_up",
        "give_back", "set_down", "announce", "begin_use", "use", "call_cut", "call_hold", "call_break", "stop", "report",
        "review", "resume", "quarantine", "make_safe", "dispose", "add_exhibit", "give_account", "correct", "amend",
        "export", "wait",
    )
} | {"transfer": "pass_on"}  # fmt: skip
SUPPORT_ACTS = frozenset(
    {
        "add_person", "appoint", "assess", "attend", "bullet_removed", "consult", "day_declaration", "document",
        "join_meeting", "lift_lockdown", "notice", "sign_plan", "clearance", "release", "thaw", "lift_hold", "notify",
    }
)  # fmt: skip
CLOCK = "wait"
NOT_STATED = "not_stated"

# Role of a person in a case -> the capacity they sign in.
ROLES: dict[str, Role] = {
    "weapons lead": Role.LEAD,
    "firearms master": Role.LEAD,
    "technical manager": Role.LEAD,
    "assistant": Role.ASSISTANT,
    "witness": Role.WITNESS,
    "first AD": Role.AD,
    "stage manager": Role.AD,
    "safety supervisor": Role.SAFETY,
    "performer": Role.PERFORMER,
    "producer": Role.PRODUCER,
    "director": Role.DIRECTOR,
    "director of photography": Role.DP,
    "camera crew": Role.CAMERA,
    "stunt coordinator": Role.STUNT,
    "medic": Role.MEDIC,
    "unit production manager": Role.UPM,
    "dealer": Role.DEALER,
    "case owner": Role.CASE_OWNER,
    "authority": Role.AUTHORITY,
    "outsider": Role.OUTSIDER,
}
HEADS = ("weapons lead", "firearms master", "technical manager")  # the first of these that the case has is the weapons lead

FACTS = frozenset(
    {
        "duties", "appointed", "course", "trained_on", "licence", "briefed", "day_declaration", "weapons_lead_on_duty",
        "signer_key", "by", "signers", "override_by", "meeting_points", "compliance_contact", "medic",
        "safety_representative", "risk_assessment_specific", "request_open", "answered", "police_informed", "public_view",
        "acknowledged_with_reason", "walk_through", "place", "class", "found_class", "primers", "supplier_approved",
        "receipt", "other_production", "made_on_set", "made_by", "proved", "marks", "rounds", "count_expected",
        "count_found", "count_complete", "classes_in_container", "from", "locked", "registered", "weapon_class", "capacity",
        "lawful", "triggers_intact", "blank_listed", "test_fired", "cleaned", "after_check", "second_signature",
        "bore_clear", "bore_clear_after", "attended", "out", "chambers_seen", "chambers", "found", "blind", "contents",
        "said", "look_by_performer", "shot", "cue", "check", "ceremony", "signed_while", "decision", "phase", "needs",
        "plan_signed", "plan_count", "action", "actions", "non_firing_reason", "people_on_line", "consultation",
        "distance_m", "covered_by", "zone_roll", "backup", "sound_cue", "pull_rig", "pull_checklist", "kind", "harm",
        "cause", "meeting", "case", "says", "of", "photo", "outside", "day", "days_later", "minutes",
    }
)  # fmt: skip

MODES = ("as_shipped", "one_rule", "independent", "order", "trace", "pass")
RUNS = frozenset({"forced", "as_shipped"})
ROUND_CLASSES = frozenset({"BULLET", "PRIMED_INERT", "DUMMY", "BLANK", "SPENT", "UNPROVED"})

# kind -> modes it belongs to, arguments it needs, arguments it may have
KINDS: dict[str, tuple[frozenset[str], frozenset[str], frozenset[str]]] = {
    kind: (frozenset(modes.split()), frozenset(need.split()), frozenset(may.split()))
    for kind, (modes, need, may) in {
        "steps_as_expected": ("as_shipped", "", ""),
        "refused_by_each_rule": ("one_rule", "steps", ""),
        "refused_by_own_stops": ("independent", "steps", ""),
        "refused_without": ("one_rule", "step rule without", ""),
        "recorded": ("pass trace", "steps", "run"),
        "refused": ("trace", "from to", "run"),
        "refused_in_every_order": ("order", "steps refused rules", "keep anywhere"),
        "refused_under_packs": ("trace", "steps rules packs", ""),
        "decision_reasons": ("trace", "step", "run"),
        "rule_override": ("trace", "rule", ""),
        "signers": ("trace", "step", "run"),
        "signing_key": ("trace", "step", "run"),
        "key_held_from": ("trace", "key", "run"),
        "appointments": ("trace", "role at", "run"),
        "duties": ("trace", "person at", "run"),
        "last_two_person_look": ("trace", "item before", "run"),
        "last_bore_clear": ("trace", "item before", "run"),
        "loads": ("trace", "item from to", "run"),
        "proved_rounds": ("trace", "item at", "run"),
        "round_balance": ("trace", "lot at", "run"),
        "access": ("trace", "item from to", "run"),
        "gaps": ("trace", "item from to", "run"),
        "placed_by": ("trace", "item round_class at", "run"),
        "unknown_stays_unknown": ("trace", "item fact at", "run"),
        "in_service": ("trace", "at", "run"),
        "orphans": ("trace", "case at", "run"),
        "accounts_conflicting": ("trace", "topic", "run"),
        "corrections": ("trace", "step", "run"),
    }.items()
}
SETS = frozenset(
    {
        "recorded", "refused_by_own_stops", "refused", "refused_under_packs", "signers", "appointments", "duties", "loads",
        "access", "gaps", "placed_by", "in_service", "orphans", "accounts_conflicting", "corrections",
    }
)  # fmt: skip


def denies(value: object) -> bool:
    """Whether a value says that the fact is not so: false, nothing, none of it, or not stated."""
    return (
        value is None
        or value is False
        or (type(value) is int and value == 0)
        or value in (NOT_STATED, "never", "none", "nothing", "")
        or value == []
    )
