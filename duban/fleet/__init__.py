"""DECIDE of many sites at once: which there are, and how they stand together."""
