"""Update packages: opened whole, and only when somebody trusted signed exactly these bytes."""

import io
import zipfile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from guidelines.errors import PackageError
from guidelines.package import key_name, pack, unpack

KEY = Ed25519PrivateKey.generate()
META = b'{"document_id": "jia-2024"}\n'
FILES = [("jia-2024.md", "# 甲病\n".encode()), ("yi.txt", b"second")]


def opened(data, *keys):
    return unpack(data, name="update.yzp", trusted=[key.public_key() for key in keys or (KEY,)])


def rebuilt(data, **changed):
    """Write the archive again with some parts changed, added or (None) left out."""
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    parts = {name: source.read(name) for name in source.namelist()} | changed
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            if content is not None:
                archive.writestr(name, content)
    return out.getvalue()


def test_what_was_packed_comes_out():
    package = opened(pack(FILES, META, KEY))
    assert (package.key, package.meta, dict(package.files)) == (key_name(KEY.public_key()), META, dict(FILES))


PACKED = pack(FILES, META, KEY)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(b"", "no whole update package", id="empty"),
        pytest.param(PACKED[:-40], "no whole update package", id="cut off"),
        pytest.param(rebuilt(PACKED, signature=b"x" * 64), "signature", id="another signature"),
        pytest.param(rebuilt(PACKED, signature=None), "no whole update package", id="no signature"),
        pytest.param(
            rebuilt(PACKED, **{"files/yi.txt": b"sEcond"}), "not what was signed", id="a changed file"
        ),
        pytest.param(
            rebuilt(PACKED, **{"files/yi.txt": b"second+"}), "not what was signed", id="a longer file"
        ),
        pytest.param(rebuilt(PACKED, **{"meta.jsonl": b"{}\n"}), "not what was signed", id="changed records"),
        pytest.param(
            rebuilt(PACKED, **{"manifest.json": b"{}"}), "no whole update package", id="no manifest"
        ),
    ],
)
def test_a_package_that_is_not_what_was_signed_stays_shut(data, why):
    with pytest.raises(PackageError, match=why):
        opened(data)


def test_a_strangers_package_stays_shut():
    with pytest.raises(PackageError, match="not trusted here"):
        opened(PACKED, Ed25519PrivateKey.generate())


def test_what_was_added_behind_the_signature_is_not_there():
    assert "evil.md" not in opened(rebuilt(PACKED, **{"files/evil.md": b"x"})).files


@pytest.mark.parametrize("name", ["../up.md", "a/b.md", "", "..", "a\\b.md"])
def test_only_plain_file_names_are_packed(name):
    with pytest.raises(PackageError, match="no plain file name"):
        pack([(name, b"x")], META, KEY)


def test_two_files_of_one_name_are_refused():
    with pytest.raises(PackageError, match="two files"):
        pack([("a.md", b"1"), ("a.md", b"2")], META, KEY)
