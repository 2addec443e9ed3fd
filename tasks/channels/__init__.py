"""Channels (渠道): one recipient, one address, one attempt, one honest verdict, through apprise.

``letter`` is what is sent and how it ended, ``addresses`` who is reached where and how much may
be said there, ``send`` the attempt; ``eml`` and ``mail`` are our own channels, ``witness`` sees
what a web service really answered.
"""
