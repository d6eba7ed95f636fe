"""The shape of the house: sizes, places, and words that must not be in a commit."""

import ast
import importlib
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.fakes.tables import every

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ["assistant", "evals", "guidelines", "prompts", "retrieval", "serving"]
FILES = sorted(
    path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if "migrations/versions" not in path.as_posix()
)
MOST_LINES, MOST_FUNCTION_LINES = 400, 80


def has_exports(room):
    return "__all__ = [" in (ROOT.joinpath(*room.split(".")) / "__init__.py").read_text("utf-8")


def isort_order(name):
    rank = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return rank, [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


@every(FILES, name=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_one_noun(path):
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= MOST_LINES
    longest = [
        (node.end_lineno - node.lineno + 1, node.name)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert all(lines <= MOST_FUNCTION_LINES for lines, _ in longest), max(longest)


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_resolve_inside_the_repo(package):
    """These names exist on package indexes too; ours must win."""
    found = Path(importlib.import_module(package).__file__).resolve()
    assert found == ROOT / package / "__init__.py"


ROOMS = sorted(
    ".".join(path.parent.relative_to(ROOT).parts)
    for package in PACKAGES
    for path in (ROOT / package).rglob("__init__.py")
    if "migrations" not in path.parts
)


@every(ROOMS)
def test_a_package_says_what_is_in_it(room):
    told = importlib.import_module(room).__doc__.strip()
    assert len(told.split()) >= 8, f"{room}: {told!r} is no contents page"


@every([room for room in ROOMS if has_exports(room)])
def test_exports_exist_and_are_sorted(room):
    """Sorted as ruff's RUF022 sorts: constants, then classes, then the rest, digits by value."""
    module = importlib.import_module(room)
    exported = module.__all__
    assert all(hasattr(module, name) for name in exported)
    assert len(set(exported)) == len(exported)
    assert list(exported) == sorted(exported, key=isort_order)


@pytest.mark.parametrize("package", ["evals", "guidelines", "prompts", "retrieval"])
def test_a_package_that_others_build_on_lists_its_exports(package):
    assert importlib.import_module(package).__all__


FORBIDDEN = re.compile(
    r"/work/(?:main|shared)|/opt/(?:wheels|pypi)|/tmp/w/|/root/|pypi\.org|files\.pythonhosted"
)


def test_no_machine_path_or_index_host_is_committed():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    this_file = Path(__file__).resolve()
    guilty = []
    for name in listed:
        path = ROOT / name
        if path == this_file or not path.is_file() or path.suffix in {".png", ".npz", ".npy"}:
            continue
        if FORBIDDEN.search(path.read_text(encoding="utf-8", errors="ignore")):
            guilty.append(name)
    assert not guilty


def test_the_distribution_holds_every_package_and_its_data():
    """A package that the list forgets, or data beside no package, is missing from the installed product."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    setuptools = project["tool"]["setuptools"]
    there = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for package in PACKAGES
        for path in (ROOT / package).rglob("__init__.py")
    }
    assert set(setuptools["packages"]) == there
    patterns = setuptools["package-data"]
    listed = subprocess.run(
        ["git", "ls-files", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    left_out = [
        name
        for name in map(Path, listed)
        if name.suffix != ".py"
        and ".".join(name.parent.parts) not in there
        and not any(name.relative_to(name.parts[0]).match(one) for one in patterns.get(name.parts[0], ()))
    ]
    assert not left_out


CLIENTS = {"Client", "AsyncClient", "DefaultAsyncHttpxClient", "QdrantClient"}
REQUESTS = {"get", "post", "put", "patch", "delete", "request", "stream"}


@every(FILES, name=lambda path: str(path.relative_to(ROOT)))
def test_no_client_takes_a_proxy_from_the_environment(path):
    """A proxy would see what patients ask."""
    guilty = []
    text = path.read_text(encoding="utf-8")
    if not any(word in text for word in ("httpx", "Client", "OpenAI")):
        return
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        of_httpx = isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "httpx"
        name = node.func.attr if of_httpx else ast.unparse(node.func)
        if name in CLIENTS or (of_httpx and name in REQUESTS):
            stated = {word.arg: ast.unparse(word.value) for word in node.keywords}
            if stated.get("trust_env") != "False":
                guilty.append(node.lineno)
        elif name in {"OpenAI", "AsyncOpenAI"} and "http_client" not in {word.arg for word in node.keywords}:
            guilty.append(node.lineno)
    assert guilty == []


SILENCED = re.compile(r"#\s*(?:noqa|type: ignore)(?P<rest>.*)$")
REASONED = re.compile(r"^(?:: [A-Z]+\d+ - |\[[\w, -]+\] # )\S.+")


@every(FILES, name=lambda path: str(path.relative_to(ROOT)))
def test_whatever_silences_a_check_says_why(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        found = SILENCED.search(line)
        assert found is None or REASONED.match(found["rest"]), line.strip()
