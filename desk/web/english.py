"""English for the pages' words."""

ENGLISH: dict[str, str] = {}
