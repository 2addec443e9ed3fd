"""Loggers that must not be heard: below WARNING they print whole addresses, keys and letters."""

import logging

TALKATIVE = ("apprise", "urllib3")


def hush() -> None:
    """Keep the libraries under the channels quiet, whatever level was set since."""
    for name in TALKATIVE:
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.WARNING))
    # What apprise warns of may quote an address; a verdict says all there is to say.
    logging.getLogger("apprise").propagate = False
