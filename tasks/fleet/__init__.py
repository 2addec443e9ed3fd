"""ACT for many sites: find them, run each, read how they stand."""
