// What the tests call in the modules of web/: bytes come and go as base64url, digests as hexadecimal.
({
  encode: (value) => b64u(encode(value)),
  decode: (text) => decode(unb64u(text)),
  text: (bytes) => toText(unb64u(bytes)),
  bytes: (text) => b64u(toBytes(text)),
  b64: (bytes) => b64(unb64u(bytes)),
  unb64: (text) => {
    const made = unb64(text);
    return made && b64u(made);
  },
  unb64u: (text) => b64u(unb64u(text)),
  sha256: (bytes) => toHex(sha256(unb64u(bytes))),
  message: (line, practice) => b64u(message(unb64u(line), { practice })),
  digest: (line, practice) => toHex(actDigest(unb64u(line), { practice })),
  words: (digest, lang) => words(unb64u(digest), lang),
  lists: () => LISTS,
  line: ({ alg, kid, sig, ad, cd }) => {
    const more = ad === undefined ? {} : { ad: unb64u(ad), cd: unb64u(cd) };
    return b64u(signatureLine({ alg, kid, sig: unb64u(sig), ...more }));
  },
  parse: (line) => b64u(signatureLine(parseLine(unb64u(line)))),
  entry: (bytes) => {
    const { line, act, signatures, box } = decodeEntry(unb64u(bytes));
    const lines = splitEntry(unb64u(bytes)).map(toText);
    return { line: b64u(line), act, kids: signatures.map((s) => s.kid), box, lines, leaf: toHex(leafHash(unb64u(bytes))) };
  },
  inclusion: (leaf, index, size, path, root) => checkInclusion(unb64u(leaf), index, size, path.map((h) => unb64u(h)), unb64u(root)),
  consistency: (old, size, path, first, last) => checkConsistency(old, size, path.map((h) => unb64u(h)), unb64u(first), unb64u(last)),
  note: (note, vkeys) => openNote(unb64u(note), vkeys.map(parseVkey), (...parts) => python_verify(...parts.map(toHex))),
  receipt: async (text, entry, vkey) => {
    const verify = (...parts) => python_verify(...parts.map(toHex));
    const found = await verifyReceipt(parseReceipt(text), unb64u(entry), [parseVkey(vkey)], verify);
    return { ...found, root: toHex(found.root) };
  },
});
