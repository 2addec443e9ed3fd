"""A source's query: one statement that only selects, or the site is refused."""

import re

from duban.errors import Refused

# Read from left to right, so that a quote in a comment and a comment in a quote count for nothing.
ASIDE = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|/\*.*?\*/""", re.DOTALL)
# As a statement or a clause, never as a function: replace(a, b, c) is harmless.
WRITES = re.compile(r"(?<![.\w])(insert|update|delete|merge|replace|into|drop|alter|create|truncate|grant|revoke"
                    r"|attach|detach|pragma|copy|call|exec|execute|vacuum|lock)\b(?!\s*[(,.=]|\s+as\b)",
                    re.IGNORECASE)  # fmt: skip


def one_select(query: str, where: str) -> str:
    """The query without its last semicolon, if it is one SELECT (or WITH … SELECT).

    Raises Refused otherwise. A guard against slips, not against an enemy: the account itself
    should be allowed to read only, and the transaction is read-only where the database can.
    """
    kept = query.strip().rstrip(";").rstrip()
    bare = ASIDE.sub(" ", kept).strip()
    if "\\'" in kept or "/*!" in kept:
        raise Refused(f"{where}：query 里有反斜杠引号或可执行注释，读法因数据库而异，请改写")
    if set(";'\"`") & set(bare) or not re.match(r"\(*\s*(select|with)\b", bare, re.IGNORECASE):
        raise Refused(f"{where}：query 应为一条 SELECT 语句，现为“{kept[:60]}”")
    if found := WRITES.search(bare):
        raise Refused(f"{where}：query 里有 {found[1].upper()}，应为一条只读的 SELECT 语句")
    return kept
