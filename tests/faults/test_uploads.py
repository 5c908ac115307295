"""Files that are not what they say, that grow when opened, or that never end."""

import http.client
import io
import shutil
import tempfile
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from silian.chains.industry.models import Company
from silian.register.models import ImportRun
from tests.contract.conftest import signed_in
from tests.faults.conftest import Installation

GIGABYTE = 1 << 30
CHUNK = bytes(1 << 20)
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(4096)


def bomb() -> bytes:
    """Return a small workbook whose sheet is two gigabytes of blanks."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        with made.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _piece in range(2048):
                sheet.write(CHUNK)
    return out.getvalue()


def sent(client: Client, name: str, content: bytes) -> str:
    answer = client.post("/companies/import/", {"file": SimpleUploadedFile(name, content)}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("content", [EXE, b"", b"PK\x03\x04 and no more", bytes(range(256)) * 40])
def test_a_file_that_is_no_workbook_is_refused_in_one_sentence(content: bytes) -> None:
    _user, client = signed_in("admin", is_superuser=True)
    page = sent(client, "companies.xlsx", content)
    assert 'class="alert alert-danger"' in page
    assert Company.objects.count() == 0
    assert {made.state for made in ImportRun.objects.all()} <= {"failed"}


@pytest.mark.slow
@pytest.mark.django_db
def test_a_zip_bomb_is_refused_without_being_opened() -> None:
    _user, client = signed_in("admin", is_superuser=True)
    assert 'class="alert alert-danger"' in sent(client, "companies.xlsx", bomb())
    assert ImportRun.objects.get().state == "failed"


def resident(pid: int) -> int:
    """Return the bytes that a process and its children hold in memory."""
    total = 0
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (folder / "statm").exists():
            group = (folder / "stat").read_text().rpartition(")")[2].split()[2]
            if int(group) == pid:
                total += int((folder / "statm").read_text().split()[1]) * 4096
    return total


def stream(site: Installation, path: str, headers: dict[str, str], size: int) -> tuple[int, int]:
    """Send ``size`` bytes piece by piece; returns the answer's status and how much the server let in."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port)
    connection.putrequest("POST", path)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    gone = 0
    try:
        while gone < size:
            connection.send(CHUNK)
            gone += len(CHUNK)
    except (BrokenPipeError, ConnectionResetError):
        pass
    try:
        return connection.getresponse().status, gone
    except (ConnectionResetError, http.client.BadStatusLine):
        return 0, gone
    finally:
        connection.close()


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/companies/import/", "/accounts/login/", "/api/companies"])
def test_a_body_of_two_gigabytes_fills_neither_memory_nor_disk(installation: Installation, path: str) -> None:
    site = installation.serve()
    assert site.process is not None
    browser = site.signed_in()
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    headers = {"Content-Type": "multipart/form-data; boundary=x", "Content-Length": str(2 * GIGABYTE)}
    before, free = resident(site.process.pid), shutil.disk_usage(tempfile.gettempdir()).free
    status, _gone = stream(site, path, headers | {"Cookie": cookies}, 2 * GIGABYTE)
    assert status in (0, 413)
    assert resident(site.process.pid) - before < GIGABYTE // 4
    assert free - shutil.disk_usage(tempfile.gettempdir()).free < GIGABYTE
    assert site.answers()
    form = {"Content-Type": "multipart/form-data; boundary=x"}
    refused = browser.post(site.address + path, headers=form, data=bytes(250 << 20))
    assert refused.status_code == 413
    assert "200 MB" in refused.text
