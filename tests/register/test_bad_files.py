"""Files nothing can be read from: one clear sentence each, and nothing worse."""

import struct
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlwt
from xlwt.CompoundDoc import XlsDoc

from silian.register.sheets import Limits, UnreadableSheet, read_table
from silian.register.sheets.known import NEED_FIELDS

GOOD = [["需求名称", "需求内容"], ["防爆电池", "提高安全性"]]


def refusal(path: Path, **options) -> str:
    with pytest.raises(UnreadableSheet) as error:
        read_table(path, NEED_FIELDS, **options)
    sentence = str(error.value)
    assert sentence.endswith("。")
    assert "\n" not in sentence
    return sentence


def with_sheet_xml(path: Path, xml: bytes) -> Path:
    """Replace the worksheet inside an xlsx file."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/worksheets/sheet1.xml"] = xml
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def worksheet(cells: str) -> bytes:
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{cells}</sheetData></worksheet>"
    ).encode()


def test_a_missing_file_a_folder_and_an_empty_file(tmp_path, save_text):
    assert (
        refusal(tmp_path / "没有.xlsx")
        == f"找不到文件 {tmp_path / '没有.xlsx'}。请检查路径和文件名（包括扩展名）。"
    )
    assert "是一个文件夹，不是表格" in refusal(tmp_path)
    assert refusal(save_text(b"", name="空.xlsx")) == "空.xlsx 是空文件（0 字节）。请重新导出或重新传一份。"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"MZ\x90\x00\x03" + bytes(200), "程序、图片或其他二进制文件"),
        (b"\x89PNG\r\n\x1a\n\x00\x00" + bytes(50), "程序、图片或其他二进制文件"),
        (b"%PDF-1.7\n%abc", "PDF 文件"),
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "网页（HTML）"),
        (b"<?xml version='1.0'?><a/>", "XML 文件"),
    ],
)
def test_a_program_or_a_picture_named_xlsx_is_called_what_it_is(save_text, content, said):
    assert refusal(save_text(content, name="表.xlsx")).startswith(f"表.xlsx 不是表格，而是{said}。")


@pytest.mark.parametrize(
    ("member", "said"),
    [
        ("word/document.xml", "Word 文档"),
        ("photos/1.jpg", "压缩包"),
        ("xl/workbook.bin", "Excel 二进制工作簿（.xlsb）"),
    ],
)
def test_other_zip_files_are_called_what_they_are(tmp_path, member, said):
    path = tmp_path / "表.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "x")
    assert refusal(path).startswith(f"表.xlsx 不是能读的表格，而是{said}。")


def test_a_password_protected_xlsx(save_text):
    directory = "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0")
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + directory + bytes(448)
    assert "文件有打开密码" in refusal(save_text(container, name="需求.xlsx"))


def test_a_password_protected_xls(tmp_path):
    stream = struct.pack("<HHHHHHII", 0x0809, 16, 0x0600, 0x0005, 0, 0, 0, 0)
    stream += struct.pack("<HHH", 0x002F, 6, 1) + bytes(4)  # FILEPASS
    stream += struct.pack("<HH", 0x000A, 0)
    path = tmp_path / "需求.xls"
    XlsDoc().save(str(path), stream.ljust(5000, b"\0"))
    assert "文件有打开密码" in refusal(path)


def test_an_old_word_file_and_a_damaged_xls(save_text):
    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    word = magic + bytes(504) + "WordDocument".encode("utf-16-le") + bytes(500)
    assert "不是表格，而是旧版 Word" in refusal(save_text(word, name="表.xls"))
    damaged = magic + bytes(504) + "Workbook".encode("utf-16-le") + bytes(500)
    assert "文件内容有损坏" in refusal(save_text(damaged, name="表.xls"))


def test_an_xls_on_which_the_parser_crashes_costs_one_sentence_not_the_process(tmp_path):
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "需求名称")
    book.save(str(tmp_path / "表.xls"))
    content = bytearray((tmp_path / "表.xls").read_bytes())
    content[48:52] = struct.pack("<I", 0x7FFFFFFF)  # the directory starts where no sector is
    content[512:600] = b"\xfe" * 88
    (tmp_path / "表.xls").write_bytes(content)
    assert "文件内容有损坏" in refusal(tmp_path / "表.xls")


def test_a_truncated_xlsx(save_xlsx, save_text):
    whole = save_xlsx(GOOD).read_bytes()
    assert "文件已损坏或没有传完整" in refusal(save_text(whole[: len(whole) // 2], name="半.xlsx"))


def test_a_zip_bomb_is_stopped(save_xlsx):
    bomb = with_sheet_xml(save_xlsx(GOOD), worksheet("<row/>" + " " * 80_000_000))
    assert "像是压缩炸弹" in refusal(bomb)


def test_a_zip_bomb_whose_directory_lies_about_its_size_is_stopped(save_xlsx):
    bomb = with_sheet_xml(save_xlsx(GOOD), worksheet("<row/>" + " " * 80_000_000))
    content = bytearray(bomb.read_bytes())
    with zipfile.ZipFile(bomb) as archive:
        member = archive.getinfo("xl/worksheets/sheet1.xml")
    true_size = struct.pack("<I", member.file_size)
    assert content.count(true_size) == 2  # in the local header and in the directory
    bomb.write_bytes(bytes(content).replace(true_size, struct.pack("<I", 1000)))
    assert "像是压缩炸弹" in refusal(bomb)


def test_the_limit_counts_all_members_together(save_xlsx):
    path = save_xlsx(GOOD)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(8):
            archive.writestr(f"xl/media/{number}.bin", bytes(400_000))
    assert "解压后超过 2 MB" in refusal(path, limits=Limits(max_expanded_bytes=2_500_000))


def test_two_cells_at_the_far_ends_of_a_sheet_do_not_fill_the_memory(save_xlsx):
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    sparse = with_sheet_xml(save_xlsx(GOOD), worksheet(cells))
    assert "表格有 1048576 行 × 16384 列，超出上限" in refusal(sparse)
    unplaced = '<row r="1"><c r="XFD1"><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>'
    assert "表格有 1048576 行 × 16384 列，超出上限" in refusal(
        with_sheet_xml(save_xlsx(GOOD), worksheet(unplaced))
    )


def test_formatting_far_outside_the_data_is_harmless(save_xlsx):
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>需求名称</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>防爆电池</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    )
    table = read_table(with_sheet_xml(save_xlsx(GOOD), worksheet(cells)), NEED_FIELDS)
    assert [dict(row.values) for row in table.rows] == [{"title": "防爆电池"}]


def test_an_ods_whose_repeated_cells_would_fill_the_memory(tmp_path):
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="a"><table:table-row table:number-rows-repeated="1000000">'
        '<table:table-cell table:number-columns-repeated="16000" office:value-type="string"><text:p>x</text:p>'
        "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    path = tmp_path / "大.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    assert "表格有 1000000 行 × 16000 列，超出上限" in refusal(path)


def test_an_xlsx_with_external_links_is_read_and_nothing_is_fetched(save_xlsx):
    path = save_xlsx(GOOD)
    link = '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", link)
        archive.writestr(
            "xl/externalLinks/_rels/externalLink1.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
            'Target="http://127.0.0.1:9/secret.xlsx" TargetMode="External" Type="externalLinkPath"/></Relationships>',
        )
    assert [dict(row.values) for row in read_table(path, NEED_FIELDS).rows] == [
        {"title": "防爆电池", "text": "提高安全性"}
    ]


def test_no_rows_under_the_header_and_no_content_at_all(save_xlsx, save_text):
    assert refusal(save_xlsx([GOOD[0]])) == (
        "sheet.xlsx 的工作表“Sheet”只有表头（第 1 行），下面没有数据。请填写后再试。"
    )
    book = BytesIO()
    openpyxl.Workbook().save(book)
    assert (
        refusal(save_text(book.getvalue(), name="空白.xlsx"))
        == "空白.xlsx 是空的：里面没有任何内容。请检查是否选对了文件。"
    )
    assert refusal(save_text("\n\n,,\n", name="空白.csv")).startswith("空白.csv 是空的")


def test_a_sheet_of_something_else_names_the_headers_there_are(save_xlsx):
    path = save_xlsx([["姓名", "电话", "金额"], ["张三", "028-123", "5"], ["李四", "028-456", "6"]])
    assert refusal(path) == (
        "sheet.xlsx 的工作表“Sheet”里找不到需求名称 或 需求内容列。现有的表头：姓名、电话、金额。请用 --map title=表头 指定。"
    )


def test_more_rows_than_the_limit(save_text):
    path = save_text("需求名称\n" + "防爆电池\n" * 20)
    assert "共 21 行，超出上限 10 行" in refusal(path, limits=Limits(max_rows=10))
