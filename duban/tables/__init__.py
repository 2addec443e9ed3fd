"""The store's tables. Every row belongs to a site; rows that were said are never changed.

Append-only: ``delivery``, ``reading``, ``change``, ``act``, ``answer``, ``attempt``, ``policy``,
``journal``.
"""

from duban.tables.acts import act, answer, correction, duty_sheet, request, talk, tenure
from duban.tables.base import metadata
from duban.tables.desk import account, session, visit
from duban.tables.hooks import hook, push, push_attempt
from duban.tables.items import change, item, planned, review, sample, signal, target
from duban.tables.journal import journal
from duban.tables.ledgers import call, delivery, figure, look, proposal, reading, tag
from duban.tables.papers import slip
from duban.tables.programs import asked, token
from duban.tables.told import ask, attempt, chase, escalation, lane, notice, outbox, policy, run

__all__ = [
    "account", "act", "answer", "ask", "asked", "attempt", "call", "change", "chase", "correction", "delivery",
    "duty_sheet", "escalation", "figure", "hook", "item", "journal", "lane", "look", "metadata", "notice", "outbox",
    "planned", "policy", "proposal", "push", "push_attempt", "reading", "request", "review", "run", "sample",
    "session", "signal", "slip", "tag", "talk", "target", "tenure", "token", "visit",
]  # fmt: skip
