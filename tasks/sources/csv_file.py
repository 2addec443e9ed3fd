"""CSV as departments export it: UTF-8, else GB18030; every cell text; ragged rows refused."""

import csv
import io

from duban.errors import DeliveryRefused
from duban.grid import Grid
from duban.site import Source

csv.field_size_limit(1_000_000)


def read_csv(content: bytes, where: str, source: Source) -> tuple[Grid, ...]:
    """Parse one file. Raises DeliveryRefused naming the line that does not fit its heading."""
    text, delimiter = _text(content, where).replace("\0", ""), source.delimiter
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        delimiter, text = first.strip()[4], rest
    rows: list[tuple[str, ...]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    try:
        for row in reader:
            if not row or not any(c.strip() for c in row):
                rows.append(("",) * (len(rows[0]) if rows else 0))
                continue
            if rows and len(row) != len(rows[0]):
                raise DeliveryRefused(f"{where} 第{reader.line_num}行：有{len(row)}列，表头有{len(rows[0])}列，"
                                      "应一致，请检查是否多写或漏写了分隔符")  # fmt: skip
            rows.append(tuple(row))
    except csv.Error as fault:
        raise DeliveryRefused(f"{where} 第{reader.line_num}行：引号或格式有误（{fault}），请重新导出") from None
    if not rows:
        raise DeliveryRefused(f"{where}：文件是空的，应有表头和数据行")
    return (Grid(source.name, tuple(rows), header=True),)


def _text(content: bytes, where: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DeliveryRefused(f"{where}：既不是 UTF-8 也不是 GB18030 编码，请另存为 UTF-8")
