"""canon-accept.json and canon-refuse.json: what is one byte string, and what is none. Source: vectors.md section 2, log.md section 2.2."""

from __future__ import annotations

import unicodedata
from typing import Any

import rfc8785

from chamberflag.canon import profile
from proofs.vectors.keys import b64u, sha

BIGGEST = 2**53 - 1
Case = dict[str, object]


def _nested(depth: int) -> object:
    """`depth` objects and arrays, one inside the other, the outermost an object."""
    inner: object = []
    for _ in range(depth - 2):
        inner = [inner]
    return {"a": inner}


ACCEPT: tuple[tuple[str, str, Any], ...] = (
    ("empty-object", "The smallest act there could be.", {}),
    (
        "every-type",
        "Object, array, string, whole number, true, false.",
        {"a": {}, "b": [], "c": "", "d": 0, "e": True, "f": False, "g": [1, "x", True]},
    ),
    (
        "keys-by-length",
        "A shorter key sorts before its continuation, a digit before an underscore, both before a letter.",
        {"b": 1, "a": 2, "aa": 3, "a1": 4, "a_": 5, "a_b": 6, "ab": 7},
    ),
    ("key-of-32", "The longest key.", {"k" * 32: 1}),
    (
        "key-like-javascript",
        "Words that objects of JavaScript know are keys like any other.",
        {"constructor": 1, "prototype": 2, "tostring": 3, "length": 4},
    ),
    ("integers", "Zero, minus one, and both ends of the range.", {"a": 0, "b": -1, "c": BIGGEST, "d": -BIGGEST}),
    (
        "text-with-everything",
        "Accents, an emoji beyond the first plane, a quotation mark and a backslash: only the last two are escaped.",
        {"t": 'Añó "é" \\ 🎬 / ß 漢'},
    ),
    ("text-delete-neighbours", "The printable ends of ASCII and of Latin-1.", {"t": " ~\u00a0\u00ff"}),
    ("text-nfc", "One word with composed characters: verifiers do not normalise.", {"t": unicodedata.normalize("NFC", "café")}),
    ("text-nfd", "The same word with combining characters is another line, and as good.", {"t": unicodedata.normalize("NFD", "café")}),
    ("text-joiner", "A zero-width joiner is no bidirectional control: emoji need it.", {"t": "👩\u200d🎤"}),
    ("text-private-use", "A private-use character and the last code point.", {"t": "\ue000\U0010ffff"}),
    ("depth-8", "Eight objects and arrays, one inside the other.", _nested(8)),
    ("bytes-8192-ascii", "Exactly 8,192 bytes.", {"a": "x" * 8184}),
    ("bytes-8192-two-byte", "Exactly 8,192 bytes in characters of two bytes.", {"a": "é" * 4092}),
    ("same-keys-nested", "Order is kept inside arrays and sorted inside objects.", {"b": [{"z": 1, "a": [3, 1, 2]}], "a": {"b": {"a": 1}}}),
)

REFUSE: tuple[tuple[str, str, str | bytes, str | None], ...] = (
    ("blank-inside", "A blank between two tokens.", '{"a": 1}', "malformed.form"),
    ("blank-in-front", "A blank before the text.", ' {"a":1}', "malformed.form"),
    ("newline-behind", "The newline that ends the line is not part of it.", '{"a":1}\n', "malformed.form"),
    ("wrong-order", "Keys are sorted.", '{"b":1,"a":2}', "malformed.form"),
    ("key-twice", "A doubled key.", '{"a":1,"a":1}', "malformed.form"),
    ("key-twice-other-value", "A doubled key: two readers could take two values.", '{"a":1,"a":2}', "malformed.form"),
    ("point-zero", "A whole number written with a point.", '{"a":1.0}', "malformed.form"),
    ("exponent", "A whole number written with an exponent.", '{"a":1e2}', "malformed.form"),
    ("minus-zero", "Zero has no sign.", '{"a":-0}', "malformed.form"),
    ("fraction", "No fractions: angles are millidegrees.", '{"a":1.5}', "malformed.integer"),
    ("leading-zero", "A number does not begin with zero.", '{"a":01}', "malformed.json"),
    ("plus", "A number has no plus sign.", '{"a":+1}', "malformed.json"),
    ("not-a-number", "NaN is not JSON.", '{"a":NaN}', "malformed.json"),
    ("infinity", "Infinity is not JSON.", '{"a":Infinity}', "malformed.json"),
    ("integer-too-big", "2^53: doubles round from here on.", '{"a":9007199254740992}', "malformed.integer"),
    ("integer-too-small", "-2^53.", '{"a":-9007199254740992}', "malformed.integer"),
    ("integer-of-30-digits", "A reader with doubles would round it.", '{"a":123456789012345678901234567890}', "malformed.integer"),
    ("integer-of-6000-digits", "As long as the limit lets it be.", '{"a":' + "9" * 6000 + "}", "malformed.integer"),
    ("exponent-beyond", "A number that no double holds.", '{"a":1e999}', "malformed.integer"),
    ("null", "Absent is absent: there is no null.", '{"a":null}', "malformed.type"),
    ("null-in-array", "Nor in an array.", '{"a":[null]}', "malformed.type"),
    ("escape-not-needed", "A letter written as an escape.", '{"a":"\\u0041"}', "malformed.form"),
    ("slash-escaped", "A slash needs no escape.", '{"a":"\\/"}', "malformed.form"),
    ("accent-escaped", "Characters stand as they are.", '{"a":"\\u00e9"}', "malformed.form"),
    ("pair-escaped", "An emoji as two escapes.", '{"a":"\\ud83c\\udfac"}', "malformed.form"),
    ("key-escaped", "A key written with an escape.", '{"\\u0061":1}', "malformed.form"),
    ("lone-surrogate", "Half an emoji, as an escape.", '{"a":"\\ud83c"}', "malformed.character"),
    ("lone-low-surrogate", "The other half.", '{"a":"\\udfac!"}', "malformed.character"),
    ("control-raw", "A control character as it is.", '{"a":"\x01"}', "malformed.json"),
    ("tab-raw", "A tab as it is.", '{"a":"\t"}', "malformed.json"),
    ("control-escaped", "A control character as an escape.", '{"a":"\\u0001"}', "malformed.character"),
    ("newline-escaped", "A newline as an escape: a line is one line, when shown too.", '{"a":"\\n"}', "malformed.character"),
    ("delete", "DEL.", '{"a":"\x7f"}', "malformed.character"),
    ("c1-control", "U+0085, next line.", '{"a":"\x85"}', "malformed.character"),
    ("line-separator", "U+2028.", '{"a":"\u2028"}', "malformed.character"),
    ("paragraph-separator", "U+2029.", '{"a":"\u2029"}', "malformed.character"),
    ("right-to-left-override", "U+202E: what is shown would not be what is signed.", '{"a":"\u202e21"}', "malformed.character"),
    ("right-to-left-mark", "U+200F.", '{"a":"\u200f"}', "malformed.character"),
    ("arabic-letter-mark", "U+061C.", '{"a":"\u061c"}', "malformed.character"),
    ("isolate", "U+2066.", '{"a":"\u2066"}', "malformed.character"),
    ("byte-order-mark-inside", "U+FEFF inside a text.", '{"a":"\ufeff"}', "malformed.character"),
    ("byte-order-mark-in-front", "U+FEFF before the text.", '\ufeff{"a":1}', "malformed.json"),
    ("bad-character-in-array", "The check reaches everything.", '{"a":[{"b":["\u202e"]}]}', "malformed.character"),
    ("key-capital", "Keys are small letters, digits and underscores.", '{"A":1}', "malformed.key"),
    ("key-dash", "No dash in a key.", '{"a-b":1}', "malformed.key"),
    ("key-accent", "No accent in a key.", '{"é":1}', "malformed.key"),
    ("key-digit-first", "A key begins with a letter.", '{"1a":1}', "malformed.key"),
    ("key-of-33", "A key too long.", '{"' + "z" * 33 + '":1}', "malformed.key"),
    ("key-empty", "A key has a letter.", '{"":1}', "malformed.key"),
    ("key-proto", "A key that changes objects of JavaScript.", '{"__proto__":1}', "malformed.key"),
    ("key-inside", "Keys of inner objects count too.", '{"a":[{"B":1}]}', "malformed.key"),
    ("key-newline", "A newline at the end of a key.", '{"a\\n":1}', "malformed.key"),
    ("depth-9", "Nine deep.", '{"a":[[[[[[[[]]]]]]]]}', "malformed.depth"),
    ("bytes-8193", "One byte too many.", '{"a":"' + "x" * 8185 + '"}', "malformed.size"),
    ("bytes-8193-two-byte", "8,193 bytes, though half as many characters.", '{"a":"' + "é" * 4092 + 'x"}', "malformed.size"),
    ("array-at-the-top", "The top is an object.", "[]", "malformed.form"),
    ("number-at-the-top", "Not a number.", "1", "malformed.form"),
    ("text-at-the-top", "Not a text.", '"a"', "malformed.form"),
    ("nothing", "Nothing at all.", "", "malformed.json"),
    ("cut-short", "A text without its end.", '{"a":1', "malformed.json"),
    ("two-values", "A second value behind the first.", '{"a":1}{"a":1}', "malformed.json"),
    ("comma-last", "A comma before the end.", '{"a":1,}', "malformed.json"),
    ("single-quotes", "Other quotation marks.", "{'a':1}", "malformed.json"),
    ("comment", "A comment.", '{"a":1/**/}', "malformed.json"),
    ("nul-behind", "A zero byte behind the text.", '{"a":1}\x00', "malformed.json"),
    ("not-utf8", "A byte that begins nothing.", b'{"a":"\xff"}', "malformed.json"),
    ("utf8-too-long", "A slash in two bytes.", b'{"a":"\xc0\xaf"}', "malformed.json"),
    ("utf8-surrogate", "A surrogate in three bytes.", b'{"a":"\xed\xa0\xbc"}', "malformed.json"),
    ("utf8-beyond", "A number above the last code point.", b'{"a":"\xf4\x90\x80\x80"}', "malformed.json"),
    ("utf8-cut", "A character without its last byte.", b'{"a":"\xc3"}', "malformed.json"),
    ("several-faults", "Several rules at once: only that it is refused is agreed.", '{"B": null,"a":1.5}', None),
    ("nothing-closed", "Deep and never closed.", "[" * 4000, None),
)


def accept() -> list[Case]:
    """Lines by `canon`, each equal to what the `rfc8785` package makes of the same value."""
    made: list[Case] = []
    for name, why, value in ACCEPT:
        line = profile.encode(value)
        if line != rfc8785.dumps(value):
            raise AssertionError(f"{name}: rfc8785 makes other bytes")
        made.append({"name": name, "why": why, "value": value, "line_b64u": b64u(line), "sha256_hex": sha(line).hex()})
    return made


def refuse() -> list[Case]:
    """Texts with the one code that both languages give, where one rule alone is broken."""
    made: list[Case] = []
    for name, why, text, code in REFUSE:
        data = text if isinstance(text, bytes) else text.encode()
        case: Case = {"name": name, "why": why, "text_b64u": b64u(data)}
        made.append(case | ({"code": code} if code else {}))
    return made
