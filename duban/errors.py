"""What can go wrong, each as one sentence for a clerk: where, what was found, what was expected."""


class DubanError(Exception):
    """A sentence that a user may read as it stands; the base of every error of ours.

    ``digest`` is the SHA-256 of the content that was refused, "" where it is about no one content.
    """

    digest = ""


class Refused(DubanError):
    """The site's own data (site, roster, ladder, register) cannot be used: the run stops."""


class SourceFailed(DubanError):
    """A source could not be reached or read: the other sources go on, its last good state stands."""


class DeliveryRefused(DubanError):
    """A delivery (报送) came, but cannot be read as a ledger: nothing of it is applied."""


class Unfinished(DeliveryRefused):
    """A file that is still being written: it is waited for, and refused only if that does not end.

    ``origin`` is the file's place, as a person finds it again.
    """

    origin = ""


class Unsent(DubanError):
    """Something due could not be sent: the run ends failed, after everything was tried."""
