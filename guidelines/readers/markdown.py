"""Markdown: headings, lists, tables and paragraphs, free of markup; front matter is metadata, not text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from markdown_it.token import Token

from guidelines.model import Reading
from guidelines.readers.encoding import decode
from guidelines.readers.tree import Tree, join_lines

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_HEADING_LIMIT = 160


def read_markdown(data: bytes, *, name: str) -> Reading:
    """Read Markdown into blocks; an ordered item keeps its number.

    Raises:
        UnreadableDocumentError: the bytes are no text, or there is nothing but markup.
    """
    source = decode(data, name=name)
    tree = Tree()
    front = _FRONT_MATTER.match(source)
    if front:
        tree.warn(f"front matter of {front[0].count(chr(10)) - 1} lines is metadata and was not read as text")
        source = source[front.end() :]
    _Walker(tree).walk(MarkdownIt("commonmark").enable("table").parse(source))
    return tree.reading(name=name)


def misused_heading(text: str) -> bool:
    """Say whether a text set as a heading is a remark (in brackets) or whole sentences."""
    bare = text.strip()
    return len(bare) > _HEADING_LIMIT or (bare.startswith("(") and bare.endswith(")"))


class _Walker:
    """Visits Markdown tokens in order and adds a block for each."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._lists: list[int | None] = []
        self._mark: str | None = None
        self._level: int | None = None
        self._rows: list[list[str]] | None = None

    def walk(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            if token.type.endswith("_open"):
                self._enter(token)
            elif token.type.endswith("_close"):
                self._leave(token)
            else:
                self._leaf(token)

    def _enter(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open":
                self._lists.append(None)
            case "ordered_list_open":
                self._lists.append(int(token.attrs.get("start", 1)))
            case "list_item_open":
                self._mark = self._next_mark()
            case "heading_open":
                self._level = int(token.tag[1:])
            case "table_open":
                self._rows = []
            case "tr_open":
                if self._rows is not None:
                    self._rows.append([])

    def _next_mark(self) -> str:
        number = self._lists[-1]
        if number is None:
            return ""
        self._lists[-1] = number + 1
        return f"{number}. "

    def _leave(self, token: Token) -> None:
        match token.type:
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "heading_close":
                self._level = None
            case "list_item_close":
                self._mark = None
            case "table_close":
                self._tree.add_table(self._rows or [])
                self._rows = None

    def _leaf(self, token: Token) -> None:
        if token.type == "inline":
            self._text(_plain(token))
        elif token.type in {"fence", "code_block"}:
            for line in token.content.splitlines():
                self._text(line)
        elif token.type == "html_block":
            for line in BeautifulSoup(token.content, "lxml").get_text("\n").splitlines():
                self._text(line)

    def _text(self, text: str) -> None:
        if self._rows is not None:
            self._rows[-1].append(text)
        elif self._level is not None:
            if misused_heading(text):
                self._tree.add("paragraph", text)
            else:
                self._tree.add("heading", text, level=self._level)
        elif self._mark is not None:
            self._tree.add("list_item", self._mark + text, level=len(self._lists))
            self._mark = None
        elif self._lists:
            self._tree.add("list_item", text, level=len(self._lists) + 1)
        else:
            self._tree.add("paragraph", text)


def _plain(token: Token) -> str:
    parts: list[str] = []
    for child in token.children or []:
        if child.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
        elif child.type in {"text", "code_inline", "image"}:
            parts.append(child.content)
    return join_lines("".join(parts).split("\n"))
