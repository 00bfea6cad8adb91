"""Which column is which: our headers, Spanish ones, FastBound's and Snipe-IT's as they are, what a person says, and where the header is."""

from __future__ import annotations

import pytest

from chamberflag.formats.sheets.judged import Item
from chamberflag.vocabulary.errors import Malformed
from tests.unit.formats.sheets import look

FASTBOUND = (
    "ItemNumber,Status,Manufacturer,Importer,CountryOfManufacture,Model,Type,Caliber,Serial,BarrelLength,OverallLength,MPN,UPC,SKU,Condition,"
    "Location,Cost,Price,LocationVerifiedUtc,DoNotDispose,Acquire_Date,AcquisitionType,Acquire_License,Acquire_LicenseName,"
    "Acquire_LicenseExpires,Acquire_TradeName,Acquire_Organization,Acquire_FirstName,Acquire_MiddleName,Acquire_LastName,Acquire_Address1,"
    "Acquire_PhoneNumber,Acquire_EmailAddress,Acquire_InvoiceNumber,Dispose_Date,DispositionType,TTSN,Id,ExternalId,Notes"
)
SNIPE_EXPORT = (
    "ID,Asset Name,Device Image,Asset Tag,Serial,Model,Model No.,Category,Status,Checked Out To,Location,Manufacturer,Supplier,"
    "Purchase Cost,Notes"
)
SNIPE_IMPORT = (
    "Full Name,Email,Username,Company,item Name,Category,Model name,Manufacturer,Model Number,Serial,Asset Tag,Location,Category,Notes,"
    "Purchase Date,Purchase Cost,Company,Status,Warranty,Supplier"
)
PERSONAL = {
    "Full Name",
    "Email",
    "Username",
    "Checked Out To",
    "Acquire_FirstName",
    "Acquire_LastName",
    "Acquire_PhoneNumber",
    "Acquire_EmailAddress",
}


def test_fastbounds_download_as_it_is() -> None:
    """Serial, maker, model, number, invoice, licensee are taken; dates are American; a disposed item waits; people are left out."""
    kept = (
        "1001,Active,Harrow,,USA,Frontier,Revolver,.45,HF-20417,4.75,,,,,,,,,,,03/04/2026,Purchase,1-23,Hill Armoury,,,,Ana,,Ruiz,,,,"
        "INV-7,,,,,,"
    )
    gone = kept.replace("1001,Active", "1002,Disposed").replace("HF-20417", "HF-20418").replace("INV-7,,", "INV-7,04/05/2026,")
    found = look("weapons", f"{FASTBOUND}\n{kept}\n{gone}\n", set_all={"class": "FUNCTIONAL", "capacity": "6"})
    mapped = found.columns.mapped
    assert mapped["Serial"] == "serial"
    assert mapped["ItemNumber"] == "id"
    assert mapped["Caliber"] == "calibre"
    assert mapped["Acquire_LicenseName"] == "supplier"
    assert not PERSONAL & set(mapped)
    first = found.rows[0].made
    assert isinstance(first, Item)
    assert (first.id, first.serial, first.maker, first.supplier, first.receipt) == ("1001", "HF-20417", "Harrow", "Hill Armoury", "INV-7")
    assert [row.held for row in found.rows] == [False, True]


def test_snipe_its_export_as_it_is() -> None:
    """Links of the web page in the cells are read as their text; the tag is the mark."""
    model = '"<a href=""x""> Frontier</a>"'
    line = f"7,Frontier revolver,,CF-0007,HF-20417,{model},F1,Blank firing,Ready to Deploy,Ana Ruiz,Truck 2,Harrow,Hill Armoury,900,"
    found = look("weapons", f"{SNIPE_EXPORT}\n{line}\n")
    made = found.rows[0].made
    assert isinstance(made, Item)
    assert (made.id, made.serial, made.model, made.supplier) == ("CF-0007", "HF-20417", "Frontier", "Hill Armoury")
    assert not PERSONAL & set(found.columns.mapped)


def test_snipe_its_import_file_with_a_header_that_stands_twice() -> None:
    """Category and Company stand twice: the first counts, and where the second says otherwise a person is asked."""
    line = (
        "Ana Ruiz,a@x.example,aruiz,Hill,Frontier,Replica,Frontier,Harrow,F1,HF-1,CF-1,Truck,Rubber,,4/5/26,,Hill,Deployable,,Hill Armoury"
    )
    found = look("weapons", f"{SNIPE_IMPORT}\n{line}\n")
    assert found.columns.mapped["Serial"] == "serial"
    assert "Category (column 6)" in found.columns.mapped
    assert not PERSONAL & set(found.columns.mapped)
    assert found.rows[0].held


@pytest.mark.parametrize(
    "header",
    ["Número de serie;Clase;Capacidad;Fabricante", "Nº de serie;CLASE;Recámaras;Marca",
     "n. de serie;clase de arma;Número de cámaras;fabricante", "\ufeffSerial No.;Class;Chambers;Make", "S/N;Weapon class;Capacity;Brand"],
)  # fmt: skip
def test_headers_in_two_languages(header: str) -> None:
    """Accents, signs and case make no difference."""
    found = look("weapons", f"{header}\nHF-1;rubber;0;Harrow\n")
    assert sorted(found.columns.mapped.values()) == ["capacity", "class", "maker", "serial"]
    assert found.plain()["ok"] == 1


def test_rows_above_the_header_are_passed_over() -> None:
    """A title and a blank row stand above it: the header is found, its row is said, and rows keep their numbers."""
    found = look("weapons", "Dry Creek weapons,,\n,,\nserial,class,capacity\nHF-1,functional,6\n,functional,6\n")
    assert found.columns.row == 3
    assert [error["row"] for error in found.plain()["errors"]] == [5]


def test_a_person_says_which_column_is_which() -> None:
    """--map goes before every alias, leaves a column out, and takes headers that nobody knows."""
    found = look("weapons", "nr,klasse,serial\nHF-1,rubber,9\n", maps=("nr=serial", "klasse=class", "serial=-"))
    assert found.columns.mapped == {"nr": "serial", "klasse": "class"}
    assert found.columns.ignored == ("serial",)


@pytest.mark.parametrize(
    ("maps", "problem"),
    [(("nr",), "HEADER=FIELD"), (("x=serial",), "no column is called 'x'"), (("nr=colour",), "no field of weapons is called 'colour'")],
)
def test_a_wrong_map_says_what_there_is(maps: tuple[str, ...], problem: str) -> None:
    """A header or field that is not there is named, with those that are."""
    with pytest.raises(Malformed, match=problem):
        look("weapons", "nr,serial\n1,2\n", maps=maps)


def test_a_table_without_any_known_column_says_how_to_go_on() -> None:
    """The headers are listed, and what to type."""
    with pytest.raises(Malformed, match=r"headers are: colour, size; say which with --map 'HEADER=serial'"):
        look("weapons", "colour,size\nred,6\n")


def test_columns_without_a_header_are_named_when_they_hold_something() -> None:
    """Empty columns at the end are nothing; one with values is left out by its number."""
    assert look("weapons", "serial,class,,\nHF-1,rubber,,x\n").columns.ignored == ("(column 4)",)
