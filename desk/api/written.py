"""The OpenAPI document on standard output, as it is committed: ``make openapi``."""

import json
import sys

from desk.api.app import document


def written() -> str:
    """The document as text."""
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.stdout.write(written())
