"""A directory asked whether a password is right (LDAP): by binding as that person, over TLS, and nothing else."""

import ssl
from pathlib import Path

from ldap3 import NONE, SIMPLE, Connection, Server, Tls
from ldap3.core.exceptions import LDAPException
from ldap3.utils.dn import escape_rdn

from duban.logins import LdapLogin
from tasks.logins import LoginAway

CONNECT_SECONDS, ANSWER_SECONDS = 5, 10
WRONG = 49  # invalidCredentials
AWAY = "统一身份目录（LDAP）暂时不能使用，请稍后再试，或用本地口令登录"


def knows(setting: LdapLogin, folder: Path, name: str, password: str) -> bool:
    """Whether the directory takes this password of this name. Raises LoginAway where it cannot be asked."""
    # Without a password a directory binds anybody, as nobody.
    if not password:
        return False
    link = None
    try:
        link = _opened(setting, folder, name, password)
        right = bool(link.bind())
        code = int(link.result["result"])
    except (LDAPException, OSError, ValueError):
        raise LoginAway(AWAY) from None
    finally:
        if link is not None:
            link.unbind()
    if not right and code != WRONG:
        raise LoginAway(AWAY)
    return right


def _opened(setting: LdapLogin, folder: Path, name: str, password: str) -> Connection:
    ca = str(folder / setting.ca) if setting.ca else None
    tls = Tls(validate=ssl.CERT_REQUIRED, version=ssl.PROTOCOL_TLS_CLIENT, ca_certs_file=ca)
    server = Server(setting.url, tls=tls, get_info=NONE, connect_timeout=CONNECT_SECONDS)
    user = setting.user.replace("{name}", escape_rdn(name))
    link = Connection(server, user=user, password=password, authentication=SIMPLE, auto_referrals=False,
                      receive_timeout=ANSWER_SECONDS, read_only=True)  # fmt: skip
    link.open()
    if not setting.url.startswith("ldaps://") and not link.start_tls():
        raise LDAPException("no TLS")
    return link
