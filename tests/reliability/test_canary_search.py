"""The search itself: no packing hides a canary from it."""

import base64
import gzip
import io
import json
import quopri
import zipfile
from email.message import EmailMessage
from urllib.parse import quote

import pytest

from tests.reliability.canary import TITLE, WORDS, found

SAID = f"核查{TITLE}反映事项，请于本周内办结"


def _zipped(content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", content)
    return made.getvalue()


def _mailed(content: str) -> bytes:
    mail = EmailMessage()
    mail["Subject"] = content
    mail.set_content("见标题")
    return bytes(mail)


@pytest.mark.parametrize("packed", [
    SAID.encode(), SAID.encode("gb18030"), SAID.encode("utf-16-le"), gzip.compress(SAID.encode()), _zipped(SAID.encode()),
    _mailed(SAID), base64.b64encode(SAID.encode()), base64.urlsafe_b64encode(SAID.encode()), quote(SAID).encode(),
    quopri.encodestring(SAID.encode()), json.dumps(SAID).encode(), "".join(f"&#{ord(c)};" for c in SAID).encode(),
    gzip.compress(_zipped(base64.b64encode(json.dumps(SAID).encode())))])  # fmt: skip
def test_g30_no_packing_hides_a_canary(packed: bytes) -> None:
    assert found(packed) == {TITLE}


def test_g30_nothing_is_found_where_there_is_nothing() -> None:
    assert found(_zipped("补齐二季度执法台账".encode()) + b"ZX-01-1 %E6%95%B4") == set()
    assert len(set(WORDS)) == len(WORDS) == 8
