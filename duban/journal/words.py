"""What does not hold in a journal, one sentence each."""

from duban.journal.chain import Fault

ZH = {
    "gap": "留痕日志：缺第{n}条",
    "unlinked": "留痕日志第{n}条：与前一条不相衔接",
    "altered": "留痕日志第{n}条：内容被改动，与其哈希不符",
    "cut": "留痕日志只到第{w}条，检查点记有第{n}条：末尾被截去，或换上了较早的备份",
    "replaced": "留痕日志第{n}条：与检查点所记的哈希不符，日志被整体重写过",
    "not restored": "检查点记有自备份恢复（第{n}条），留痕日志中没有这一行为",
    "unreadable": "检查点文件第{n}行：读不懂，应为程序写入的一行",
    "no checkpoint": "没有检查点文件，日志末尾是否被截去无从核对；应恢复该文件，或查明谁移走了它",
    "row gone": "留痕日志第{n}条所记的{w}已不在库中",
    "row altered": "留痕日志第{n}条所记的{w}被改动",
    "row unknown": "{w}没有留痕，不是由程序写入的",
}
EN = {
    "gap": "journal: entry {n} is missing",
    "unlinked": "journal, entry {n}: does not follow from the one before",
    "altered": "journal, entry {n}: was changed, its hash does not fit",
    "cut": "the journal ends at entry {w}, a checkpoint knows entry {n}: its end was cut, or an older copy put in its place",
    "replaced": "journal, entry {n}: not what the checkpoint says, the journal was written anew",
    "not restored": "a checkpoint says that a backup was restored (entry {n}), the journal does not",
    "unreadable": "checkpoints, line {n}: cannot be read, expected a line written by this program",
    "no checkpoint": "there is no checkpoint file, a cut end could not be seen; put it back, or find out who took it away",
    "row gone": "{w}, recorded by journal entry {n}, is no longer there",
    "row altered": "{w}, recorded by journal entry {n}, was changed",
    "row unknown": "{w} is in no journal entry: this program did not write it",
}
ROWS_ZH = {"act": "行为记录{k}", "answer": "签收回应记录{k}", "notice": "通知{k}", "delivery": "{k}号报送",
           "reading": "{k}号报送的读数", "change": "变化记录（{k}）", "told": "通知{k}所告知的提级记录",
           "attempt": "送达记录{k}"}  # fmt: skip
ROWS_EN = {"act": "act {k}", "answer": "answer {k}", "notice": "notice {k}", "delivery": "delivery {k}",
           "reading": "what delivery {k} said", "change": "changes ({k})", "told": "what notice {k} told of",
           "attempt": "attempt {k}"}  # fmt: skip


def sentence(fault: Fault, language: str = "zh") -> str:
    """One fault as a clerk reads it; of a row ``what`` is kind and key."""
    what = fault.what
    if fault.kind.startswith("row"):
        kind, key = fault.what.split(" ", 1)
        what = (ROWS_ZH if language == "zh" else ROWS_EN)[kind].format(k=key)
    return (ZH if language == "zh" else EN)[fault.kind].format(n=fault.number, w=what)
