from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.pack.packs import Files, codes, files_of, judged, zipped

PAGE = b"<html><body>nothing was ever refused</body></html>\n"
FALSE = zipped({"report/report.html": PAGE})


def repacked(files: Files, *, streamed: bool = False, packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The files as another program packs them; streamed: to an output that cannot go back."""
    out = io.BytesIO()

    class Pipe(io.RawIOBase):
        """Takes bytes and gives no place."""

        def write(self, data: object) -> int:
            """One piece more."""
            return out.write(bytes(data))  # type: ignore[call-overload, no-any-return]

        def writable(self) -> bool:
            """It can be written to."""
            return True

    with zipfile.ZipFile(Pipe() if streamed else out, "w", packed) as archive:
        for folder in sorted({"/".join(path.split("/")[:n]) for path in files for n in range(1, path.count("/") + 1)}):
            archive.mkdir(folder)
        for path, data in files.items():
            archive.writestr(path, data)
    return out.getvalue()


def between(data: bytes, what: bytes) -> bytes:
    """The archive with something between its second and its third file, and every place in its directory moved along."""
    at = data.find(b"PK\x03\x04", data.find(b"PK\x03\x04", 4) + 4)
    made = bytearray(data[:at] + what + data[at:])
    row = made.find(b"PK\x01\x02")
    end = made.rfind(b"PK\x05\x06")
    for place in [p for p in range(row, end) if bytes(made[p : p + 4]) == b"PK\x01\x02"]:
        old = int.from_bytes(made[place + 42 : place + 46], "little")
        made[place + 42 : place + 46] = (old + (len(what) if old >= at else 0)).to_bytes(4, "little")
    made[end + 16 : end + 20] = row.to_bytes(4, "little")
    return bytes(made)


def behind_deflate(data: bytes, what: bytes) -> bytes:
    """The archive with something inside the packed bytes of its last file, behind their own end mark."""
    infos = zipfile.ZipFile(io.BytesIO(data)).infolist()
    last = infos[-1]
    row, end = data.find(b"PK\x01\x02"), data.rfind(b"PK\x05\x06")
    made = bytearray(data[:row] + what + data[row:])
    head, longer = last.header_offset, last.compress_size + len(what)
    made[head + 18 : head + 22] = longer.to_bytes(4, "little")
    place = made.rfind(b"PK\x01\x02", 0, end + len(what))
    made[place + 20 : place + 24] = longer.to_bytes(4, "little")
    end += len(what)
    made[end + 16 : end + 20] = (row + len(what)).to_bytes(4, "little")
    return bytes(made)


HIDDEN: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("an archive before", lambda data: FALSE + data),
    ("a script before", lambda data: b"#!/bin/sh\n" + data),
    ("a page before", lambda data: PAGE + data),
    ("an archive between", lambda data: between(data, FALSE[: FALSE.find(b"PK\x01\x02")])),
    ("a page between", lambda data: between(data, PAGE)),
    ("a page behind", lambda data: data + PAGE),
    ("a comment", lambda data: data[:-2] + len(PAGE).to_bytes(2, "little") + PAGE),
]


@pytest.mark.parametrize(("what", "change"), HIDDEN, ids=[what for what, _ in HIDDEN])
@pytest.mark.parametrize("again", [False, True], ids=["as made", "packed again"])
def test_nothing_hides_beside_the_files(
    whole: bytes, vkey: str, tmp_path: Path, what: str, change: Callable[[bytes], bytes], *, again: bool
) -> None:
    """Anybody may put a second archive, a page or a program before, between or behind the files: such an archive is not judged at all."""
    answer = judged(change(repacked(files_of(whole)) if again else whole), vkey, tmp_path)
    assert (answer["exit"], codes(answer) <= {"zip.between", "zip.unreadable"}) == (2, True), what


def test_nothing_hides_behind_the_end_of_packed_bytes(whole: bytes, vkey: str, tmp_path: Path) -> None:
    """Packed bytes that go on behind their own end mark: a reader from the front would go on there with other files."""
    data = repacked(files_of(whole))
    assert judged(data, vkey, tmp_path)["exit"] == 0
    answer = judged(behind_deflate(data, FALSE), vkey, tmp_path)
    assert (answer["exit"], codes(answer)) == (2, {"zip.between"})


def test_a_file_says_of_itself_what_the_directory_says(whole: bytes, vkey: str, tmp_path: Path) -> None:
    """Name or length before the content another than in the directory: readers would differ, so it is not judged."""
    data = repacked(files_of(whole))
    for old, new, step in ((b"report/report.html", b"report/rep0rt.html", 0), (b"report/report.html", None, -8)):
        at = data.find(old)
        changed = new if new is not None else bytes([data[at + step] ^ 1])
        answer = judged(data[: at + step] + changed + data[at + step + len(changed) :], vkey, tmp_path)
        assert (answer["exit"], codes(answer)) == (2, {"zip.between"}), (step, new)


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("packed", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_honest_packers_are_believed(whole: bytes, vkey: str, tmp_path: Path, packed: int, *, streamed: bool) -> None:
    """Unpacked and packed again, with folders, with sizes behind the content: judged by what it holds (stored to a pipe: refused)."""
    answer = judged(repacked(files_of(whole), streamed=streamed, packed=packed), vkey, tmp_path, replay=True)
    if streamed and packed == zipfile.ZIP_STORED:  # nobody who reads from the front can tell where such a file ends
        assert (answer["exit"], codes(answer)) == (2, {"zip.between"})
    else:
        assert (answer["exit"], codes(answer), answer["report"]) == (0, {"zip.form"}, "compared")


def test_a_folder_holds_nothing_itself(files: Files, vkey: str, tmp_path: Path) -> None:
    """A folder with a content of its own is a file that nobody lists."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, data in files.items():
            archive.writestr(path, data)
        archive.writestr(zipfile.ZipInfo("report/"), PAGE)
    answer = judged(out.getvalue(), vkey, tmp_path)
    assert (answer["exit"], codes(answer)) == (2, {"zip.between"})
