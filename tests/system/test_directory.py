"""Signing in by a real directory: slapd over TLS, asked by binding and nothing else."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from duban.logins import LdapLogin
from tasks.context import open_site
from tasks.logins import LoginAway
from tasks.logins.ldap import knows
from tasks.pages.accounts import Grants, close_account, give_account, sign_in
from tests.desk.serving import form_of, serving
from tests.sinks import free_port

pytestmark = pytest.mark.system
MONDAY, BASE = date(2019, 7, 1), "dc=hb,dc=example"
WORD, OWN = "directory-w0rd", "correct horse battery"
PATHS = f"{os.environ['PATH']}:/usr/sbin:/usr/libexec"
CONF = """include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {folder}/pid
TLSCertificateFile {folder}/cert.pem
TLSCertificateKeyFile {folder}/key.pem
database mdb
suffix "dc=hb,dc=example"
directory {folder}/data
"""
PEOPLE = f"""dn: {BASE}
objectClass: dcObject
objectClass: organization
o: hb
dc: hb

dn: uid=han.15,{BASE}
objectClass: inetOrgPerson
uid: han.15
cn: han
sn: han
userPassword: {WORD}
"""


class Directory(NamedTuple):
    """A directory: its port with TLS from the first byte, its other port, and who vouches for it."""

    tls: int
    plain: int
    ca: Path


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[Directory]:
    """slapd with one person."""
    folder = tmp_path / "slapd"
    (folder / "data").mkdir(parents=True)
    vouched(folder, "localhost")
    conf = folder / "slapd.conf"
    conf.write_text(CONF.format(folder=folder))
    slapd = shutil.which("slapd", path=PATHS) or "slapd"
    subprocess.run([slapd, "-Ta", "-f", str(conf)], input=PEOPLE.encode(), check=True, capture_output=True)
    one = Directory(free_port(), free_port(), folder / "cert.pem")
    listens = f"ldaps://localhost:{one.tls} ldap://localhost:{one.plain}"
    process = subprocess.Popen([slapd, "-f", str(conf), "-h", listens, "-d", "0"], stderr=subprocess.DEVNULL)
    end = time.monotonic() + 30
    while not (folder / "pid").exists() and time.monotonic() < end:
        time.sleep(0.05)
    yield one
    process.terminate()
    process.wait(10)


def vouched(folder: Path, host: str) -> None:
    """A certificate for a host, that vouches for itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
            .sign(key, hashes.SHA256()))  # fmt: skip
    (folder / "cert.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def asked(one: Directory, **other: str) -> LdapLogin:
    given = {"url": f"ldaps://localhost:{one.tls}", "user": f"uid={{name}},{BASE}", "ca": one.ca.name}
    return LdapLogin(**{**given, **other})


def test_the_directory_is_asked_over_tls_whether_a_password_is_right(directory: Directory) -> None:
    folder, one = directory.ca.parent, directory
    for setting in (asked(one), asked(one, url=f"ldap://localhost:{one.plain}")):
        assert knows(setting, folder, "han.15", WORD)
        assert not knows(setting, folder, "han.15", "wrong")
        assert not knows(setting, folder, "han.15", "")
        assert not knows(setting, folder, "nobody", WORD)
        assert not knows(setting, folder, f"han.15,{BASE}+uid=x", WORD)
    elsewhere = folder / "other"
    elsewhere.mkdir()
    vouched(elsewhere, "localhost")
    for setting, where in ((asked(one), elsewhere), (asked(one, url=f"ldaps://127.0.0.1:{one.tls}"), folder),
                           (asked(one, url="ldaps://localhost:9"), folder),
                           (asked(one, url=f"ldap://localhost:{one.tls}"), folder)):  # fmt: skip
        with pytest.raises(LoginAway):
            knows(setting, where, "han.15", WORD)


def test_who_the_directory_knows_comes_in_and_own_passwords_stay_when_it_is_away(
    site: Path, directory: Directory
) -> None:
    shutil.copy(directory.ca, site / "ldap-ca.pem")
    text = (site / "site.yaml").read_text("utf-8")
    url = f"ldaps://localhost:{directory.tls}"
    said = f'logins: {{ldap: {{url: "{url}", user: "uid={{name}},{BASE}", ca: ldap-ca.pem}}}}\n'
    (site / "site.yaml").write_text(text + said, "utf-8")
    at = open_site(str(site), MONDAY)
    give_account(at, "韩十五", None, Grants(outside="han.15"), "张一", "统一登录")
    give_account(at, "李二", OWN, Grants(), "张一", "应急")
    with serving(site, MONDAY) as client:

        def enter(name: str, password: str) -> int:
            client.cookies.clear()
            form = form_of(client.get("/login"))
            return client.post("/login", data={"name": name, "password": password, "form": form}).status_code

        assert enter("韩十五", WORD) == 200 and client.get("/todo").url.path == "/todo"
        assert enter("han.15", WORD) == 200
        assert (
            enter("韩十五", "wrong") == 403 and enter("李二", WORD) == 403 and enter("没有此人", WORD) == 403
        )
        (site / "site.yaml").write_text(text + said.replace(str(directory.tls), "9"), "utf-8")
        assert enter("韩十五", WORD) == 503 and enter("没有此人", WORD) == 503
        assert enter("李二", OWN) == 200
    (site / "site.yaml").write_text(text + said, "utf-8")
    at = open_site(str(site), MONDAY)
    for _ in range(5):
        assert sign_in(at, "韩十五", "wrong", at.now) is None
    assert sign_in(at, "韩十五", WORD, at.now) is None
    later = at.now + timedelta(minutes=16)
    assert sign_in(at, "韩十五", WORD, later)
    close_account(at, "韩十五", "张一", "调离")
    assert sign_in(at, "han.15", WORD, later) is None
