"""What goes wrong outside the program (故障), in one sentence for whoever ran a command."""

import errno
import sys

FULL = {errno.ENOSPC, errno.EDQUOT}


def sentence(fault: BaseException) -> str | None:
    """What a fault of the store or the disk means; None for any other, which is ours."""
    said = str(getattr(fault, "orig", None) or fault)
    if (
        isinstance(fault, OSError)
        and fault.errno in FULL
        or "disk is full" in said
        or "No space left" in said
    ):
        return "磁盘已满，没有写成的都没有记账；腾出空间后再运行一次即可补上"
    database = sys.modules.get("sqlalchemy.exc")
    if database is not None and isinstance(fault, database.DBAPIError):
        return (f"数据库中途不可用（{type(fault.orig).__name__}），已提交的都在，未完成的没有记账；"
                "数据库恢复后再运行一次即可补上")  # fmt: skip
    return None
