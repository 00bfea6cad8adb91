from __future__ import annotations

import io
import stat
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.pack.packs import Files, codes, files_of, judged, zipped


def other(files: Files, change: Callable[[zipfile.ZipFile], None], packed: int = zipfile.ZIP_STORED) -> bytes:
    """The files in an archive of another writer, with something added."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packed) as archive:
        for path, data in files.items():
            archive.writestr(zipfile.ZipInfo(path), data, packed)
        change(archive)
    return out.getvalue()


def entry(name: str, mode: int = 0) -> zipfile.ZipInfo:
    """A member of this name and Unix mode."""
    made = zipfile.ZipInfo("placeholder")
    made.filename = name
    made.external_attr = mode << 16
    return made


NAMES = ["../verify.py", "a/../../b", "/etc/passwd", "C:\\boot", "c:boot", "a\\b", "a//b", "./a", "a/.", "\u00e9", "a\x1b[2Jb", "a\nb"]


@pytest.mark.parametrize("name", NAMES)
def test_no_name_leads_out_of_the_folder(files: Files, vkey: str, tmp_path: Path, name: str) -> None:
    """A name that is absolute, goes up, or hides what it is: unreadable, and nothing of the archive is read."""
    answer = judged(other(files, lambda z: z.writestr(entry(name), b"x")), vkey, tmp_path)
    assert answer["exit"] == 2
    assert codes(answer) == {"zip.name"}
    assert all(f["where"].isascii() and f["where"].isprintable() for f in answer["findings"])


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["README.txt", "readme.TXT"])
def test_no_two_files_have_one_name(files: Files, vkey: str, tmp_path: Path, name: str) -> None:
    """Two files of one name, or of names that one disk takes for one: unreadable."""
    answer = judged(other(files, lambda z: z.writestr(entry(name), b"x")), vkey, tmp_path)
    assert (answer["exit"], codes(answer)) == (2, {"zip.duplicate"})


@pytest.mark.parametrize("mode", [stat.S_IFLNK | 0o777, stat.S_IFBLK | 0o600, stat.S_IFIFO | 0o600, stat.S_IFDIR | 0o700])
def test_links_and_devices_are_no_files(files: Files, vkey: str, tmp_path: Path, mode: int) -> None:
    """A link, a device, a pipe, or a file that calls itself a folder: unreadable."""
    answer = judged(other(files, lambda z: z.writestr(entry("report/link", mode), b"/etc/passwd")), vkey, tmp_path)
    assert (answer["exit"], codes(answer)) == (2, {"zip.link"})


def test_what_unpacks_without_end_is_not_unpacked(files: Files, vkey: str, tmp_path: Path) -> None:
    """A file that unpacks to far more than it holds is refused by its own numbers: nothing is unpacked, and the answer comes at once."""
    data = other(files, lambda z: z.writestr(entry("attachments/zeros"), bytes(300 << 20), zipfile.ZIP_DEFLATED), zipfile.ZIP_DEFLATED)
    start = time.process_time()
    answer = judged(data, vkey, tmp_path)
    assert (answer["exit"], codes(answer)) == (2, {"zip.size"})
    assert time.process_time() - start < 2


def test_a_file_is_read_no_further_than_it_says(files: Files, vkey: str, tmp_path: Path) -> None:
    """A bomb that gives itself out as small ends where its number ends, and is not what the manifest lists."""
    data = bytearray(other(files, lambda z: z.writestr(entry("zz"), bytes(50 << 20), zipfile.ZIP_DEFLATED), zipfile.ZIP_DEFLATED))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<L", 1000)
    answer = judged(bytes(data), vkey, tmp_path)
    assert answer["exit"] in {1, 2}


def test_two_files_do_not_share_bytes(whole: bytes, vkey: str, tmp_path: Path) -> None:
    """Two names over the same bytes of the archive (a bomb of another kind): unreadable."""
    data = bytearray(whole)
    first, second = data.find(b"PK\x01\x02"), data.find(b"PK\x01\x02", data.find(b"PK\x01\x02") + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    answer = judged(bytes(data), vkey, tmp_path)
    assert answer["exit"] == 2
    assert "zip.overlap" in codes(answer)


@pytest.mark.parametrize("packed", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_only_the_two_usual_ways_of_packing(files: Files, vkey: str, tmp_path: Path, packed: int) -> None:
    """Another compression than none or deflate: unreadable, whatever this Python could unpack."""
    answer = judged(other(files, lambda _: None, packed), vkey, tmp_path)
    assert answer["exit"] == 2
    assert "zip.method" in codes(answer)


def test_a_pack_that_was_packed_again_still_holds(files: Files, vkey: str, tmp_path: Path) -> None:
    """Unpacked and packed by another program, the contents are judged as ever, and the answer says that it is another archive."""
    answer = judged(other(files, lambda _: None, zipfile.ZIP_DEFLATED), vkey, tmp_path)
    assert (answer["exit"], codes(answer)) == (0, {"zip.form"})


@pytest.mark.parametrize("cut", [0, 1, 30, 1000, -1, -22, -4000])
def test_a_cut_archive_is_unreadable(whole: bytes, vkey: str, tmp_path: Path, cut: int) -> None:
    """An archive that was cut off anywhere: unreadable, never an exception and never a good answer."""
    answer = judged(whole[:cut], vkey, tmp_path)
    assert (answer["exit"], codes(answer)) == (2, {"zip.unreadable"})


@pytest.mark.parametrize("data", [b"not a zip", b"%PDF-1.7", b"PK\x05\x06" + bytes(18), b"PK\x03\x04" + bytes(4000)])
def test_what_is_no_pack_is_unreadable(vkey: str, tmp_path: Path, data: bytes) -> None:
    """A text, a PDF, an empty archive: exit 2, with a reason."""
    answer = judged(data, vkey, tmp_path)
    assert answer["exit"] == 2
    assert codes(answer) in ({"zip.unreadable"}, {"manifest.missing"})


def test_a_missing_file_is_named(vkey: str, tmp_path: Path) -> None:
    """A pack that is not there: exit 2, with the path that was given."""
    from chamberflag.pack.verify.main import verify  # noqa: PLC0415

    answer = verify(str(tmp_path / "no.zip"), vkey, replay=False)
    assert (answer["exit"], answer["findings"][0]["where"]) == (2, str(tmp_path / "no.zip"))


MANIFESTS = [b"", b"{}", b"[]", b"null", b"{", b"\xff", b'{"format":1}', b'{"format":2}', b"[" * 100_000, b'{"a":' + b"9" * 5000 + b"}"]


@pytest.mark.parametrize("data", MANIFESTS, ids=range(len(MANIFESTS)))
def test_a_manifest_that_is_none(files: Files, vkey: str, tmp_path: Path, data: bytes) -> None:
    """A manifest without its form, however deep or long: exit 2, no exception."""
    answer = judged(zipped({**files, "manifest.json": data}), vkey, tmp_path)
    assert (answer["exit"], codes(answer)) == (2, {"manifest.form"})


def test_files_come_and_go_only_with_the_manifest(whole: bytes, vkey: str, tmp_path: Path) -> None:
    """A file more or a file less than the manifest lists: false, and named."""
    files = files_of(whole)
    more = judged(zipped({**files, "attachments/extra": b"x"}), vkey, tmp_path)
    assert (more["exit"], codes(more) & {"file.unlisted"}) == (1, {"file.unlisted"})
    less = judged(zipped({path: data for path, data in files.items() if path != "README.txt"}), vkey, tmp_path)
    assert (less["exit"], codes(less)) == (1, {"file.missing"})
