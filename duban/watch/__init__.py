"""What ops staff watch in Prefect (运维看的页): short pages of codes, units, posts, levels, days and counts.

Whoever has the one password of a Prefect server reads them, so that no page holds a text of an item, a person's
name or answer, or anything of a restricted item, not even by what a count adds up to.
"""
