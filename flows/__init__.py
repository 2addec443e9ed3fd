"""ORDER: what comes after what. One module per job; only here is ``flow``."""
