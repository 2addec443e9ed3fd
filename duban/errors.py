"""What can go wrong, each as one sentence for a clerk: where, what was found, what was expected."""


class DubanError(Exception):
    """A sentence that a user may read as it stands; the base of every error of ours."""


class Refused(DubanError):
    """The site's own data (site, roster, ladder, register) cannot be used: the run stops."""


class SourceFailed(DubanError):
    """A source could not be reached or read: the other sources go on, its last good state stands."""


class DeliveryRefused(DubanError):
    """A delivery (报送) came, but cannot be read as a ledger: nothing of it is applied."""


class Unsent(DubanError):
    """Something due could not be sent: the run ends failed, after everything was tried."""
