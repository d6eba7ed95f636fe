"""What a doctor reads: escaped, numbered, marked for origin, status, source and certainty."""

import re
from html.parser import HTMLParser

import pytest

from assistant.exchange import Answered, Claim, Dropped
from guidelines import Certainty, Source, Status
from serving.ui.board import Board
from serving.ui.cards import badges_html, card_html, cards_html
from serving.ui.labels import both, keys
from serving.ui.render import dropped_html, fault_html, notices_html, outcome_html, sentence_html
from serving.ui.shell import answer_html
from tests.fakes.page import (
    ANSWERED,
    BLOCKED,
    CARDS,
    CLAIMS,
    DEFERRED,
    EMERGENCY,
    OTHER,
    PASSAGE,
    SECOND,
    card,
    citation,
    template,
    trace,
)
from tests.fakes.tables import every

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"' &"
BOARD = Board(CARDS)


class Page(HTMLParser):
    """Collects tags and attributes, and fails on what does not nest."""

    VOID = frozenset({"input", "meta", "link", "br"})

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.text, self._open = [], [], "", []
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.text += data


EVIL_CITATION = {"title": EVIL, "issuer": EVIL, "label": EVIL, "section": (EVIL,), "name": EVIL}
RENDERED = [
    pytest.param(card_html([card(1, EVIL, passage=f"a{EVIL}b", **EVIL_CITATION)]), id="card"),
    pytest.param(sentence_html(Claim(text=EVIL, origin="model", citations=()), [1]), id="sentence"),
    pytest.param(dropped_html([Dropped(EVIL, EVIL)]), id="dropped"),
    pytest.param(fault_html(EVIL), id="fault"),
    pytest.param(
        outcome_html(
            Answered(
                mode="verbatim", claims=template(EVIL), trace=trace(notes=(EVIL,), versions={EVIL: EVIL})
            ),
            Board(),
        ),
        id="outcome",
    ),
]


@pytest.mark.parametrize("html", RENDERED)
def test_nothing_from_outside_becomes_markup(html):
    page = Page(html)
    assert not {"script", "img"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert EVIL in page.text


def test_card_highlights_each_quotation_inside_its_whole_passage():
    html = card_html(CARDS[:2])
    page = Page(html)
    assert re.sub(r"\d(?=甲病的诊断|65 岁)", "", page.text).endswith(PASSAGE)
    marks = re.findall(r'<mark id="yz-ev-(\d)".*?</sup>(.*?)</mark>', html)
    assert marks == [("1", CARDS[0].citation.quote), ("2", SECOND)]


def test_overlapping_quotations_keep_every_letter_once():
    cards = [card(1, "甲病的诊断界值为 10 单位。"), card(2, "界值为 10 单位。65 岁及以上"), card(3, "界值")]
    text = Page(card_html(cards)).text
    assert re.sub(r"(?<=位。)2|(?<=以上)3|(?<!\d)1(?=甲)|3(?= ?$)", "", text).count("界值为 10 单位。") == 1
    assert all(f'id="yz-ev-{number}"' in card_html(cards) for number in (1, 2, 3))


@pytest.mark.parametrize(
    ("changes", "shown", "hidden"),
    [
        pytest.param({"status": Status.SUPERSEDED}, "已被替代", "现行", id="superseded"),
        pytest.param({"status": Status.WITHDRAWN}, "已撤回", "现行", id="withdrawn"),
        pytest.param({"source": Source.DIGEST}, "摘要", "全文", id="digest"),
        pytest.param({"source": Source.FULLTEXT}, "全文", "摘要", id="fulltext"),
        pytest.param({"certainty": Certainty.UNCHECKED}, "待核对", "二手", id="unchecked"),
        pytest.param({"certainty": Certainty.SECONDARY}, "二手来源", "现行 ", id="secondary"),
        pytest.param({"certainty": Certainty.CHECKED}, "现行", "待核对", id="checked"),
    ],
)
def test_badges_tell_status_source_and_certainty(changes, shown, hidden):
    html = badges_html(citation(SECOND, **changes))
    assert shown in html
    assert hidden not in html


def test_sentence_links_to_its_evidence_and_names_its_origin():
    html = sentence_html(CLAIMS[1], BOARD.numbers(CLAIMS[1]))
    assert 'href="#yz-ev-2"' in html
    assert "修正" in html


@pytest.mark.parametrize(
    ("source", "shown", "hidden"),
    [(Source.FULLTEXT, ">原文<", ">摘要<"), (Source.DIGEST, ">摘要<", ">原文<")],
)
def test_a_digests_words_are_not_called_the_guidelines(source, shown, hidden):
    claim = Claim(text=SECOND, origin="verbatim", citations=(citation(SECOND, source=source),))
    html = sentence_html(claim, [1])
    assert shown in html
    assert hidden not in html


def test_a_quotation_without_a_card_gets_one_within_the_known_passage():
    quote = "其他患者每年复查 1 次。"
    board = BOARD.with_claims([Claim(text="x", origin="model", citations=(citation(quote),))])
    added = board.cards[-1]
    assert (added.marker, added.passage_text[added.quote_start : added.quote_end]) == (4, quote)
    assert added.passage_text == PASSAGE


def test_passages_that_nothing_stands_on_fold_away_at_the_end():
    html = cards_html(BOARD, cited=frozenset({1}))
    assert html.index("<details") > html.index('id="yz-ev-2"')
    assert html.index("<details") < html.index('id="yz-ev-3"')
    assert OTHER in Page(html).text


@pytest.mark.parametrize(
    ("outcome", "shown"),
    [
        pytest.param(
            ANSWERED,
            ("人工智能生成", "未显示的句子（1）", "数字 6 不在所引原文中", "5.12 s", "请复核"),
            id="answered",
        ),
        pytest.param(DEFERRED, ("暂不作答", "不足以支持可靠的回答"), id="deferred"),
        pytest.param(BLOCKED, ("不提供用药方案", "P11", "药师"), id="blocked"),
        pytest.param(EMERGENCY, ('role="alert"', "tel:120", "拍背 5 次"), id="emergency"),
    ],
)
def test_outcomes_say_what_they_are(outcome, shown):
    html = outcome_html(outcome, BOARD)
    Page(html)
    assert [words for words in shown if words not in html] == []


@pytest.mark.parametrize("outcome", [DEFERRED, BLOCKED, EMERGENCY], ids=["deferred", "blocked", "emergency"])
def test_fixed_text_is_not_called_generated(outcome):
    assert "人工智能生成" not in outcome_html(outcome, BOARD)


def test_every_page_carries_the_label_and_the_advice():
    assert "人工智能生成" in notices_html()
    assert "请载入贵院的指南全文" in notices_html()


@every(sorted(keys()))
def test_every_label_stands_in_both_languages(key):
    html = both(key, "7", "8", "9", "6", "5", "4")
    chinese, english = re.findall(r">([^<]+)<", html)
    assert chinese != english
    assert english.isascii() or "·" in english


def test_still_parts_nest():
    assert "yz-progress" in answer_html()
    Page(answer_html())
