"""Canaries (金丝雀): words of chance in restricted rows, and a search that finds them however they are packed."""

import base64
import binascii
import gzip
import html
import io
import quopri
import re
import zipfile
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import unquote_to_bytes

# In title, person, unit, document number and remark; in Chinese, pinyin and as an id; and the items' own codes.
TITLE, PERSON, UNIT, DOCUMENT, REMARK = "霁蓝鹦鹉", "鹮七公", "鹮翎处", "鹮函〔2019〕77120号", "鹮羽留痕"
PINYIN, IDENTITY = "jilanyingwu", "JLYW77120"
WORDS = (TITLE, PERSON, UNIT, "鹮函", REMARK, PINYIN, IDENTITY, "ZX-900")
HEAD = "反馈问题,主要表现,整改措施,责任领导,责任单位,责任人,配合单位,整改时限,整改进展,完成情况,佐证材料,备注,密级"
DEEP = 5
RUN = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}(?:\r?\n[A-Za-z0-9+/_-]+={0,2})*")
ESCAPED = re.compile(rb"\\u([0-9a-fA-F]{4})")


def closed_rows(day: int) -> list[str]:
    """Restricted rows as they stand on the first, second and third delivery: what is well, odd and unreadable."""
    tail = f"{PERSON},{UNIT}"
    due = "2019年8月1日" if day == 2 else "2019年6月10日前"
    rows = [
        f"{TITLE}问题,{TITLE}之一,核查{TITLE}反映事项{PINYIN},王三,执法支队,{tail},{due},已谈{PERSON},正在整改,,{REMARK},受限",
        f"{TITLE}问题,{TITLE}之二,归还{IDENTITY}款项,王三,执法支队,{tail},尽快{PINYIN},待办{IDENTITY},未整改,,{REMARK},受限",
        f"{TITLE}举报,{TITLE}之三,答复{DOCUMENT}来件,王三,执法支队,{tail},2019年6月25日,已复{PERSON},差不多了{PINYIN},{DOCUMENT},"
        f"{REMARK},敏感{UNIT}",
    ]  # fmt: skip
    return rows if day < 3 else rows[:2]


def open_rows(day: int) -> list[str]:
    """Ordinary rows beside them."""
    return [
        f"执法台账不全,台账缺项,补齐二季度执法台账,王三,执法支队,钱六,,2019年6月28日,已补录{day}成,正在整改,,,内部",
        f"执法培训不足,培训不足,开展两期执法培训,王三,执法支队,钱六,,2019年6月12日,已办{day}课,正在整改,,,公开",
    ]


def deliver(site: Path, days: dict[int, str], *, closed: bool) -> None:
    """A source of its own with ordinary rows, and restricted ones (``closed``) behind them."""
    text = (site / "site.yaml").read_text("utf-8")
    line = '  - {name: 专项, prefix: ZX, kind: csv, path: "inbox/*/专项整改台账.csv", reporter: head-enforcement, every: month}\n'
    (site / "site.yaml").write_text(text.replace("sources:\n", "sources:\n" + line, 1), "utf-8")
    for number, day in days.items():
        folder = site / "inbox" / day
        folder.mkdir(exist_ok=True)
        rows = [HEAD, *open_rows(number), *(closed_rows(number) if closed else [])]
        (folder / "专项整改台账.csv").write_text("\n".join(rows) + "\n", "utf-8")


def found(content: bytes, words: tuple[str, ...] = WORDS) -> set[str]:
    """The words that stand in some bytes, however they are packed."""
    needles = [(word, word.encode(code)) for word in words for code in ("utf-8", "gb18030", "utf-16-le")]
    return {word for layer in layers(content) for word, needle in needles if needle in layer}


def layers(content: bytes, depth: int = 0) -> Iterator[bytes]:
    """The bytes, and what they hold unpacked: archives, mails, base64, quoted-printable, percent, escapes."""
    yield content
    if depth < DEEP and content:
        for inner in _inside(content):
            yield from layers(inner, depth + 1)


def _inside(content: bytes) -> Iterator[bytes]:
    if content[:2] == b"PK" and zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from (name.encode() for name in archive.namelist())
            yield from (archive.read(name) for name in archive.namelist())
        return
    if content[:2] == b"\x1f\x8b":
        yield gzip.decompress(content)
        return
    if re.match(rb"[A-Za-z-]+: ", content) and b"\n\n" in content.replace(b"\r", b""):
        mail = message_from_bytes(content, policy=policy.default)
        yield "\n".join(str(value) for value in mail.values()).encode("utf-8", "replace")
        yield from (part.get_payload(decode=True) or b"" for part in mail.walk() if not part.is_multipart())
    yield from _decoded(content)


def _decoded(content: bytes) -> Iterator[bytes]:
    for run in RUN.findall(content):
        plain = re.sub(rb"\s", b"", run).translate(bytes.maketrans(b"-_", b"+/")).rstrip(b"=")
        try:
            yield base64.b64decode(plain + b"=" * (-len(plain) % 4), validate=True)
        except binascii.Error:
            continue
    if b"%" in content:
        yield from _other(unquote_to_bytes(content), content)
    if b"=E" in content or b"=e" in content:
        yield from _other(quopri.decodestring(content), content)
    if b"\\u" in content:
        yield from _other(
            ESCAPED.sub(lambda m: chr(int(m[1], 16)).encode("utf-8", "surrogatepass"), content), content
        )
    if b"&#" in content:
        yield from _other(html.unescape(content.decode("utf-8", "replace")).encode(), content)


def _other(made: bytes, content: bytes) -> Iterator[bytes]:
    if made != content:
        yield made
