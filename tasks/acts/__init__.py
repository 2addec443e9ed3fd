"""What people decide and answer (行为、回应): each with who, when and why, and what follows at once."""

from tasks.acts.answering import Reply, Taken, answer
from tasks.acts.handing import Handed, hand_over
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
    "Handed", "Reply", "Taken", "accept", "answer", "correct", "extend", "give_back", "hand_over", "judge", "record", "release", "reopen", "reviews", "silence",
    "write_off",
]  # fmt: skip
