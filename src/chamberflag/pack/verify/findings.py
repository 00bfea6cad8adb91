"""What can be found, and what each finding means for the answer. Source: log.md section 12.

Levels: `broken` our own fault (exit 5), `unreadable` no pack, or not used rightly (2), `false` something does not hold (1), `untrusted` all
holds but nobody said whom to trust (4), `incomplete` something is erased, withheld, missing or not understood (3), `note` information (0).
"""

from __future__ import annotations

EXITS = {"broken": 5, "unreadable": 2, "false": 1, "untrusted": 4, "incomplete": 3, "note": 0}
ORDER = ("broken", "unreadable", "false", "untrusted", "incomplete", "note")
MOST = 100  # findings shown of one code
LONGEST = 400  # characters of a place or sentence

# Code -> level and sentence.
CODES: dict[str, tuple[str, str]] = {
    # 1 the file
    "zip.unreadable": ("unreadable", "the file is not there, is no zip archive, or is cut off"),
    "zip.name": ("unreadable", "a name that could lead out of the folder or hide: absolute, with .., backslash or unusual characters"),
    "zip.duplicate": ("unreadable", "two files have this name"),
    "zip.link": ("unreadable", "a link or device where a file belongs"),
    "zip.method": ("unreadable", "encrypted, or packed in a way that is not used here"),
    "zip.size": ("unreadable", "the archive is larger than is allowed, or unpacks to far more than it holds"),
    "zip.overlap": ("unreadable", "two files share the same bytes"),
    "zip.between": ("unreadable", "bytes stand before, between or behind the files: another archive, a page or a program may hide there"),
    "zip.form": ("note", "the archive was packed again by another program; what it holds is judged by the manifest"),
    # 2 the manifest
    "manifest.missing": ("unreadable", "there is no manifest.json: this is no evidence pack"),
    "manifest.form": ("unreadable", "manifest.json does not have the form of a manifest"),
    "manifest.note": ("false", "the manifest is not the one that the exporter signed"),
    "file.missing": ("false", "the manifest lists this file, and it is not there"),
    "file.altered": ("false", "the file is not the one that the manifest lists"),
    "file.unlisted": ("false", "the manifest does not list this file"),
    "layout.unknown": ("false", "a pack has no such file: it follows from nothing in the log"),
    "layout.missing": ("incomplete", "every pack has this file, and this one lists none"),
    "layout.private": ("false", "the manifest says that texts are withheld, and some are disclosed"),
    "scope.differs": ("false", "what the manifest says the pack is about is not what it names as its items"),
    # 3 trust
    "trust.form": ("unreadable", "this is no verifier key: name+id+key"),
    "trust.missing": ("unreadable", "the pack has no trust/vkey, and no --trust was given"),
    "trust.none": ("untrusted", "no --trust was given: whoever made the pack may have made the key in it"),
    "trust.other": ("false", "the pack belongs to another log, or was signed with another key, than the one you trust"),
    # 4 the checkpoint
    "checkpoint.missing": ("false", "there is no log/checkpoint"),
    "checkpoint.form": ("false", "the checkpoint does not have the form of one"),
    "checkpoint.differs": ("false", "checkpoint and manifest speak of another log, size or root"),
    "note.form": ("false", "the signed note does not have the form of one"),
    "note.forged": ("false", "the log's signature on this note does not hold"),
    "note.unsigned": ("false", "the log's key has not signed this note"),
    "checkpoint.cosigned": ("note", "others have signed this head as well; this verifier was told none of their keys and checks none"),
    # 5 the tree
    "tree.missing": ("false", "a part of the log is not there"),
    "tree.bundle": ("false", "the bundle of entries does not have its form"),
    "tree.tile": ("false", "the hash tile is not what the entries below it add up to"),
    "tree.extra": ("false", "a tree of this size has no such file"),
    "tree.broken_off": ("false", "from here on neither entries nor hashes can be read"),
    "tree.root": ("false", "the entries do not add up to the root that was signed"),
    "tree.leaf": ("false", "the entry is not the one in the tree"),
    "proof.form": ("false", "the proof does not have the form of one, or is for another entry or checkpoint"),
    "proof.inclusion": ("false", "the proof does not lead from the entry to the signed root"),
    # 6 the entries
    "entry.form": ("false", "these bytes are no entry in canonical form"),
    "entry.unknown": ("incomplete", "an act of a kind or version that this verifier does not know"),
    "entry.body": ("false", "the body does not have the form of its type"),
    "act.log": ("false", "the act was signed for another log"),
    "act.id_reused": ("false", "the id of this act stands in the log twice"),
    "box.recv": ("false", "the box's clock goes back"),
    "box.late": ("false", "a key that was revoked before has signed, and the act is not marked late; or a late act was permitted"),
    "box.pin": ("false", "the box says that it asked for the PIN of a key that has not signed"),
    "act.box_only": ("false", "somebody else has signed what the box writes by itself"),
    "genesis.missing": ("false", "entry 0 is not the founding of a log, or another entry is"),
    "genesis.differs": ("false", "the founding names another log or another key"),
    "scope.empty": ("false", "no entry in this pack is about what the manifest says it is about"),
    "scope.part": ("incomplete", "a part of a log: refusals, acts on the whole unit, and what came later can be left out of it unseen"),
    # 7 the signatures
    "signature.count": ("false", "not as many signatures as signers"),
    "signature.malformed": ("false", "the signature line is not in canonical form"),
    "signature.key": ("false", "the signature names another key than the signer's"),
    "signature.algorithm": ("false", "the signature is of another kind than the key was enrolled for"),
    "signature.form": ("false", "the signature does not have the form of its kind"),
    "signature.forged": ("false", "the signature is not this key's over these bytes"),
    "key.unknown": ("false", "no key of this id was enrolled before this entry"),
    "key.form": ("false", "the enrolled key is not a SubjectPublicKeyInfo in its one form"),
    "key.weak": ("false", "the enrolled key is too weak to prove anything"),
    "key.kind": ("false", "the enrolled key is of a kind that is not used"),
    "key.taken": ("false", "this key was enrolled before: what was said of it then stays"),
    "passkey.form": ("false", "the assertion does not have its form"),
    "passkey.type": ("false", "the assertion is not one of a signature"),
    "passkey.cross_origin": ("false", "the assertion was made inside a page of another origin"),
    "passkey.challenge": ("false", "the assertion is for another act"),
    "passkey.origin": ("false", "the assertion was made on an origin that is not allowed"),
    "passkey.rp_id": ("false", "the assertion is for another relying party"),
    "passkey.presence": ("false", "the user was not present"),
    "passkey.verification": ("false", "the authenticator did not check the user by face, finger or PIN"),
    "key.compromised": ("note", "since then, what this key signed is in doubt: that is on record"),
    # 8 the chains
    "device.sequence": ("false", "the device has signed this number before: its chain forks"),
    "device.chain": ("false", "the act does not follow this device's last one"),
    "device.gap": ("incomplete", "acts of this device that came before are not in the log"),
    "subject.chain": ("false", "the entry does not follow the item's last one"),
    "seen.other": ("false", "the signer had been shown another tree than this one: the log forks"),
    # 9 older checkpoints
    "fork.checkpoint": ("false", "the log has signed another tree of this size: it forks"),
    "checkpoint.beyond": ("incomplete", "the log has signed a larger tree than the one in this pack"),
    # 10 what lies beside the log
    "commit.differs": ("false", "a disclosed text is not the one that was committed to in this place"),
    "private.erased": ("incomplete", "erased, commitment c"),
    "private.withheld": ("incomplete", "texts that were committed to are not in this pack"),
    "attachment.missing": ("incomplete", "an attachment that an act names is not in this pack"),
    "attachment.altered": ("false", "the attachment is not what its name says"),
    # 11 timestamps
    "timestamp.unchecked": ("incomplete", "a timestamp that this verifier does not check: try openssl ts -verify"),
    # 12 the decisions
    "rules.missing": ("incomplete", "the rule set that decided is not in this pack"),
    "rules.altered": ("false", "the rule files do not give the digest of their rule set"),
    "rules.not_in_force": ("false", "the box decided with a rule set that was not in force"),
    "decision.differs": ("false", "the rules decide this act differently than the box did"),
    "not_replayable": ("incomplete", "decisions whose facts cannot be computed from the entries in this pack"),
    "rules.not_shipped": (
        "incomplete",
        "the decisions follow from these rules, but they are not the rules of this release: compare the digest with a release's",
    ),
    "rules.decide_otherwise": ("incomplete", "the rules that are installed here decide this act differently"),
    "not_replayed": ("note", "decisions were not replayed: that needs Chamberflag installed"),
    # 13 the report
    "report.missing": ("incomplete", "there is no such report in this pack"),
    "report.claim": ("false", "the claim is not what the entry says"),
    "report.differs": ("false", "Chamberflag makes another text than this one of the entries in this pack"),
    "report.other_version": ("incomplete", "made by another Chamberflag than the one installed here: not compared"),
    "report.unmade": ("incomplete", "Chamberflag cannot make report and README again out of what is in this pack: not compared"),
    "report.not_compared": ("note", "report and README were not compared: that needs Chamberflag installed"),
    "broken": ("broken", "the verifier itself failed"),
}


def plain(text: str) -> str:
    """A text out of a pack as it may be shown: short, and nothing in it that a terminal would obey."""
    return text if text.isprintable() and len(text) <= LONGEST else ascii(text[:LONGEST])


class Findings:
    """What was found, step by step; of one code at most MOST are kept and the rest counted."""

    def __init__(self) -> None:
        """Nothing found yet."""
        self.steps: dict[int, list[tuple[str, str, str]]] = {}
        self.counts: dict[str, int] = {}

    def add(self, step: int, code: str, where: str = "", text: str = "") -> None:
        """Keep a finding of a step (1 to 13). The sentence of the code stands for itself unless `text` says more."""
        where, text = plain(where), plain(text)
        self.counts[code] = self.counts.get(code, 0) + 1
        if self.counts[code] <= MOST:
            self.steps.setdefault(step, []).append((code, where, text or CODES[code][1]))

    def stopped(self) -> bool:
        """Whether nothing further can be judged."""
        return any(CODES[code][0] == "unreadable" for code in self.counts)

    def exit(self) -> int:
        """The exit code: the first of 5, 2, 1, 4, 3."""
        levels = {CODES[code][0] for code in self.counts}
        return next((EXITS[level] for level in ORDER if level in levels), 0)

    def listed(self) -> list[dict[str, str]]:
        """All findings in the order of the steps, as JSON values."""
        found = [{"code": code, "where": where, "text": text} for step in sorted(self.steps) for code, where, text in self.steps[step]]
        more = [(code, n - MOST) for code, n in sorted(self.counts.items()) if n > MOST]
        return found + [{"code": code, "where": "", "text": f"and {n} more of this kind"} for code, n in more]
