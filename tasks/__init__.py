"""ACT: every trip outside, and nothing else. Only here is ``task``."""
