"""What people decide and answer (行为、回应): each with who, when and why, and what follows at once."""

from tasks.acts.items import (
    accept,
    correct,
    extend,
    give_back,
    judge,
    release,
    reopen,
    silence,
    write_off,
)
from tasks.acts.recording import record
from tasks.acts.reviewing import reviews

__all__ = [
    "accept", "correct", "extend", "give_back", "judge", "record", "release", "reopen", "reviews", "silence",
    "write_off",
]  # fmt: skip
