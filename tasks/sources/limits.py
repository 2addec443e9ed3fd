"""The limits a reading child sets itself; loaded beside it as a script, it must import nothing of ours."""

import resource

MEMORY, SECONDS = 2 * 2**30, 60


def limit() -> None:
    """Cap memory and processor time, and leave no core file behind."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))
