"""What must not be taken in: state secrets (秘密★、机密★、绝密★) and clues (问题线索).

A mark stands alone, in a cell, a heading, a title, a sheet's or a file's name; the word within
running text (保密工作、秘密举报) is none. Sources: 《国家秘密定密管理暂行规定》 on the form of marks;
巡视工作条例 art. 28 on clues, which are handed over by another road.
"""

import re
from collections.abc import Iterable
from itertools import chain

from duban.errors import DeliveryRefused
from duban.grid import Delivery, Grid
from duban.names import normalise

LEVEL = r"(?:秘密|机密|绝密)"
TERM = r"(?:[★☆*※·].{0,14}|(?:级|件|文件|资料|材料)|[:：]?\d+(?:年|个?月)|长期|[(（]内部[)）])"
LABEL = r"(?:密级|保密等级|保密级别|涉密等级|定密|密级标志)(?:和保密期限|及期限)?"
MARK = re.compile(rf"(?:{LABEL}:?)?[(\[【〔<《]?{LEVEL}{TERM}*[)\]】〕>》]?")
STARRED = re.compile(rf"{LEVEL}(?:级|件)?[★☆]|[★☆]{LEVEL}")
SHORT_MARK = 15
TRADITIONAL = str.maketrans("祕機絕級", "秘机绝级")
BOUND = r"[\s()\[\]【】〔〕<>《》_\-—–·.,，:：★☆*/]"
NAMED = re.compile(rf"(?:^|{BOUND}){LEVEL}(?:级|件|文件)?(?:\d+年)?(?:$|{BOUND})|{LABEL}:?{LEVEL}")
CLUE = re.compile(r".*线索.*")
CLUES = re.compile(
    r".*(?:(?:问题|违纪|违法|违规|信访举报|涉案)线索|线索(?:台账|清单|登记|汇总|移交|处置|办理|明细|一览)|^线索(?:表|库)?$).*"
)
REFUSED = "标有密级，涉密内容不得报送，应按保密规定另行处理；内容没有保存"


def refuse_secret_names(delivery: Delivery) -> None:
    """Raise DeliveryRefused where the file's or a sheet's name, or a label beside its cells, carries a
    mark; what is marked is not repeated.
    """
    file = delivery.origin.replace("\\", "/").rsplit("/", 1)[-1]
    if _named(file.rsplit(".", 1)[0]):
        raise DeliveryRefused(f"来源“{delivery.source}”的一份台账：文件名{REFUSED}")
    for number, grid in enumerate(delivery.grids, 1):
        if not grid.header and _named(grid.name):
            raise DeliveryRefused(f"来源“{delivery.source}”的一份台账：第{number}张工作表的名称{REFUSED}")
    labels = {t for grid in delivery.grids for t in grid.labels if "密" in t}
    if any(MARK.fullmatch(_plain(t)) or STARRED.search(_plain(t)) for t in labels):
        raise DeliveryRefused(f"来源“{delivery.source}”的一份台账：页眉、页脚或文件属性{REFUSED}")


def refuse_secret(grid: Grid, above: int, where: str) -> None:
    """Raise DeliveryRefused where a title in the first ``above`` rows carries a mark, or a cell is one."""
    titles = {c for row in grid.cells[:above] for c in row if "密" in c}
    if any(MARK.fullmatch(_plain(t)) or _named(t) for t in titles):
        raise DeliveryRefused(f"{where}：{REFUSED}")
    # Each distinct text once: a ledger of many rows holds few that have the word at all.
    for text in {c for c in chain.from_iterable(grid.cells[above:]) if "密" in c and len(c) < 80}:
        if _is_mark(_plain(text)):
            row = next(i for i, cells in enumerate(grid.cells) if i >= above and text in cells)
            raise DeliveryRefused(f"{where} 第{row + grid.first_row}行：{REFUSED}")


def holds_clues(grid: Grid, above: int) -> bool:
    """Whether a sheet calls itself one of clues: by its name, or by what stands above its heading."""
    return _clues((grid.name, *(c for row in grid.cells[:above] for c in row if "线索" in c)))


def is_clue_heading(parts: Iterable[str]) -> bool:
    """Whether a column is one of clues, by its heading or by the group it stands under."""
    return any(CLUE.fullmatch(part) for part in parts)


def named_for_clues(delivery: Delivery) -> bool:
    """Whether the file itself is called a ledger of clues."""
    return _clues((delivery.origin.replace("\\", "/").rsplit("/", 1)[-1],))


def _clues(texts: Iterable[str]) -> bool:
    return any(CLUES.fullmatch(_plain(t)) for t in texts)


def _named(text: str) -> bool:
    plain = normalise(text)
    return bool(STARRED.search(_plain(plain)) or NAMED.search(plain))


def _is_mark(plain: str) -> bool:
    """A mark by itself, or a few words around a star: 秘密★ stands in no running text by chance."""
    return bool(MARK.fullmatch(plain) or (len(plain) <= SHORT_MARK and STARRED.search(plain)))


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", normalise(text)).translate(TRADITIONAL)
