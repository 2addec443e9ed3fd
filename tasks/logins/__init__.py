"""The organisation's own logins (统一登录): OpenID Connect and LDAP, each asked once, believed only when checked."""

from duban.errors import DubanError


class LoginAway(DubanError):
    """The organisation's login cannot be asked now: nobody is signed in by it, the desk's own passwords stay."""
