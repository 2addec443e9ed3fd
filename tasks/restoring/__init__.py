"""After a restore from backup (恢复模式): what was handed over is kept outside the store, and nobody told again."""
