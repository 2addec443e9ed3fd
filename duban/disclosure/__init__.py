"""Disclosure (知悉范围): how much of what may be said where and to whom; denied unless it is allowed.

``classes`` the table of channel classes and levels, ``outward`` the words as each channel can bear them.
"""
