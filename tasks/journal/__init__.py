"""The journal (留痕日志) kept and checked: entries, checkpoints outside the store, what was handed over."""
