"""What Prefect's UI shows of a day (运维看的页): pages with stable keys, and progress; nothing without a Prefect run."""

from tasks.artifacts.progress import Progress

__all__ = ["Progress"]
