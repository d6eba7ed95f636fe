"""HTML: the visible text as blocks, tables with merged cells filled in; hidden text is counted, not read."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Comment, Tag
from bs4.element import NavigableString, PageElement

from guidelines.model import BlockKind, Reading
from guidelines.readers.encoding import decode
from guidelines.readers.markdown import misused_heading
from guidelines.readers.tree import Tree

_DROPPED = ("script", "style", "noscript", "template", "svg", "head", "iframe", "object")
_LEAVES: dict[str, BlockKind] = {
    "p": "paragraph",
    "li": "list_item",
    "dt": "list_item",
    "dd": "list_item",
    "caption": "caption",
    "figcaption": "caption",
    "blockquote": "paragraph",
    "pre": "paragraph",
}
_INLINE = re.compile(
    r"(?:a|abbr|b|bdi|bdo|cite|code|data|del|dfn|em|font|i|ins|kbd|label|mark|q|ruby|s|samp|small|span|strong|sub|"
    r"sup|time|tt|u|var|wbr)\Z"
)
_HEADING = re.compile(r"h[1-6]\Z")
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE
)
_MAX_SPAN = 100


def read_html(data: bytes, *, name: str) -> Reading:
    """Read an HTML page into blocks.

    Raises:
        UnreadableDocumentError: the bytes are no text, or the page shows none.
    """
    soup = BeautifulSoup(decode(data, name=name), "lxml")
    tree = Tree()
    title = soup.title.get_text() if soup.title else ""
    for tag in soup.find_all(_DROPPED):
        tag.decompose()
    hidden = [tag for tag in soup.find_all(_hidden) if isinstance(tag, Tag)]
    characters = sum(len(tag.get_text(strip=True)) for tag in hidden if tag.find_parent(_hidden) is None)
    for tag in hidden:
        tag.extract()
    if characters:
        tree.warn(f"{characters} characters of hidden text were left out")
    if title.strip() and soup.find("h1") is None:
        tree.add("title", title)
    _Walker(tree).walk(soup.body or soup)
    return tree.reading(name=name)


def _hidden(tag: Tag) -> bool:
    style = tag.get("style")
    return tag.has_attr("hidden") or (isinstance(style, str) and bool(_HIDDEN_STYLE.search(style)))


class _Walker:
    """Visits elements in order; runs of inline content between blocks become paragraphs."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._run: list[str] = []
        self._kind: BlockKind = "paragraph"
        self._mark = ""

    def walk(self, element: Tag) -> None:
        for child in element.children:
            self._visit(child)
        self._flush()

    def _visit(self, child: PageElement) -> None:
        if isinstance(child, NavigableString):
            if not isinstance(child, Comment):
                self._run.append(re.sub(r"\s+", " ", str(child)))
        elif isinstance(child, Tag):
            self._visit_tag(child)

    def _visit_tag(self, tag: Tag) -> None:
        if tag.name == "br":
            self._run.append("\n")
        elif _inline(tag):
            self._run.append(tag.get_text())
        elif _HEADING.match(tag.name):
            self._flush()
            text = tag.get_text(" ", strip=True)
            kind: BlockKind = "paragraph" if misused_heading(text) else "heading"
            self._tree.add(kind, text, level=int(tag.name[1]) if kind == "heading" else None)
        elif tag.name == "table":
            self._flush()
            self._table(tag)
        else:
            self._block(tag)

    def _block(self, tag: Tag) -> None:
        self._flush()
        outer = self._kind, self._mark
        self._kind = _LEAVES.get(tag.name, self._kind)
        if tag.name == "li":
            self._mark = _number(tag)
        self.walk(tag)
        self._kind, self._mark = outer

    def _flush(self) -> None:
        text, self._run = "".join(self._run), []
        for line in text.split("\n"):
            if line.strip():
                self._tree.add(self._kind, self._mark + line.strip())
                self._mark = ""

    def _table(self, table: Tag) -> None:
        caption = table.find("caption")
        if caption is not None:
            self._tree.add("caption", caption.get_text(" ", strip=True))
        self._tree.add_table(_grid(table))


def _inline(tag: Tag) -> bool:
    return all(_INLINE.match(one.name) for one in (tag, *tag.find_all(name=True)))


def _number(item: Tag) -> str:
    parent = item.parent
    if parent is None or parent.name != "ol":
        return ""
    start = str(parent.get("start", "1"))
    position = len(item.find_previous_siblings("li"))
    return f"{(int(start) if start.isdigit() else 1) + position}. "


def _grid(table: Tag) -> list[list[str]]:
    """Give a table's cells, a merged cell's text repeated wherever it reaches."""
    grid: list[list[str]] = []
    reaching: dict[int, tuple[int, str]] = {}
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    for row in rows:
        cells: dict[int, str] = {}
        for column, (left, text) in list(reaching.items()):
            cells[column] = text
            reaching[column] = (left - 1, text)
            if left == 1:
                del reaching[column]
        column = 0
        for cell in row.find_all(["td", "th"], recursive=False):
            while column in cells:
                column += 1
            text = cell.get_text(" ", strip=True)
            for reached in range(column, column + _span(cell, "colspan")):
                cells[reached] = text
                if _span(cell, "rowspan") > 1:
                    reaching[reached] = (_span(cell, "rowspan") - 1, text)
        width = max(cells, default=-1) + 1
        grid.append([cells.get(at, "") for at in range(width)])
    return grid


def _span(cell: Tag, attribute: str) -> int:
    value = str(cell.get(attribute, "1")).strip()
    return min(max(int(value), 1), _MAX_SPAN) if value.isascii() and value.isdigit() else 1
