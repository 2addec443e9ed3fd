"""The journal (留痕日志) decided: how entries are bound to each other, and what of it does not hold."""
