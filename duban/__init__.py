"""DECIDE: the rules of supervision (督办). No I/O, no clock, no Prefect in this room."""

__version__ = "0.1.0"
