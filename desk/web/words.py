"""The pages' own words: Chinese in the templates, English here; what is not here stays Chinese."""

from typing import Any

from desk.web.english import ENGLISH


def said(language: str, words: str, **facts: Any) -> str:
    """A page's words in the site's language, its places filled."""
    text = words if language == "zh" else ENGLISH.get(words, words)
    return text.format(**facts) if facts else text
