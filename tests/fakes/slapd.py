"""A real LDAP server of one's own (OpenLDAP): on loopback, in a temporary folder, gone with the tests."""

import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import ldap3
import pytest

READER, PASSWORD, BASE = "cn=reader,o=ward", "geheim", "ou=staff,o=ward"
GROUPS = ("admins", "doctors", "clerks", "porters")
_ROOT = "cn=root,o=ward"
_CONFIGURATION = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
moduleload ppolicy
database mdb
maxsize 16777216
dbnosync
suffix o=ward
rootdn {root}
rootpw {password}
directory {folder}
overlay memberof
overlay ppolicy
limits dn.exact="{reader}" size.soft=unlimited size.hard=unlimited size.prtotal={most}
"""


class Slapd:
    """A hospital's directory; people come, change groups, are locked and go."""

    def __init__(self, url):
        self.url = url
        server = ldap3.Server(url, get_info=ldap3.NONE)
        self._root = ldap3.Connection(server, _ROOT, PASSWORD, auto_bind=True, raise_exceptions=True)
        self._root.add("o=ward", "organization")
        self._root.add(BASE, "organizationalUnit")
        self._root.add(READER, "person", {"sn": "r", "userPassword": PASSWORD})
        for group in GROUPS:
            self._root.add(group_dn(group), "groupOfNames", {"member": [READER]})

    def comes(self, name, group=None, **also):
        self._root.add(_dn(name), "inetOrgPerson", {"sn": "x", "cn": name, "uid": name} | also)
        if group:
            self.joins(name, group)

    def joins(self, names, group):
        joining = [_dn(name) for name in ([names] if isinstance(names, str) else names)]
        self._root.modify(group_dn(group), {"member": [(ldap3.MODIFY_ADD, joining)]})

    def leaves_group(self, name, group):
        self._root.modify(group_dn(group), {"member": [(ldap3.MODIFY_DELETE, [_dn(name)])]})

    def sets(self, name, **values):
        changes = {key: [(ldap3.MODIFY_REPLACE, value)] for key, value in values.items()}
        self._root.modify(_dn(name), changes)

    def is_now_called(self, name, new):
        self._root.modify_dn(_dn(name), f"uid={new}")

    def goes(self, name):
        self._root.delete(_dn(name))

    def close(self):
        self._root.unbind()


def group_dn(group):
    return f"cn={group},o=ward"


def _dn(name):
    return f"uid={name},{BASE}"


def running_slapd(*, most="unlimited"):
    """Start a server, give its directory and end it; `most` entries are told to a reader at most."""
    program = shutil.which("slapd") or "/usr/sbin/slapd"
    if not Path(program).exists():
        pytest.skip("no LDAP server is installed; .ci/system-packages.sh does it")
    with tempfile.TemporaryDirectory(prefix="slapd-") as name, socket.socket() as probe:
        folder = Path(name)
        told = _CONFIGURATION.format(root=_ROOT, password=PASSWORD, reader=READER, folder=folder, most=most)
        (folder / "slapd.conf").write_text(told)
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        url = f"ldap://127.0.0.1:{port}"
        server = subprocess.Popen(
            [program, "-h", url, "-f", folder / "slapd.conf", "-d", "0"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(port, server)
            directory = Slapd(url)
            yield directory
            directory.close()
        finally:
            server.terminate()
            server.wait(10)


def _wait_for(port, server):
    for _ in range(100):
        assert server.poll() is None, "slapd ended at its start"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError
