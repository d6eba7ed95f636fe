"""Whatever hides a word, the gate reads the word, and says where it stood in the text as given."""

import base64
import codecs
import time
from urllib.parse import quote

import pytest

from assistant.gate.disguise import undisguised
from assistant.gate.folding import fold
from assistant.gate.names import names
from assistant.gate.reading import readings
from assistant.gate.spelling import read_aloud


@pytest.mark.parametrize(
    ("text", "word"),
    [
        pytest.param("氯 雷 他 定 几片", "氯雷他定", id="spaces"),
        pytest.param("氯/雷/他/定", "氯雷他定", id="slashes"),
        pytest.param("氯*雷⚪他🙂定", "氯雷他定", id="stuffed"),
        pytest.param("n.a.p.r.o.x.e.n", "naproxen", id="dotted"),
        pytest.param("h o w m u c h n a p r o x e n", "how much naproxen", id="spaced-letters"),
        pytest.param("napr0xen", "naproxen", id="leet"),
        pytest.param("氯雷他定\u200b几片", "氯雷他定几片", id="zero-width"),
        pytest.param(base64.b64encode("氯雷他定一次几片".encode()).decode(), "氯雷他定一次几片", id="base64"),
        pytest.param("氯雷他定一次几片".encode().hex(), "氯雷他定", id="hex"),
        pytest.param(quote("氯雷他定几片"), "氯雷他定", id="url"),
        pytest.param(
            codecs.encode("how many naproxen should I take", "rot13"), "naproxen should", id="rot13"
        ),
        pytest.param("lü lei ta ding yi ci ji pian".replace("ü", "v"), "一次几片", id="pinyin"),
        pytest.param("氯lei他定吃ji片", "氯雷他定吃几片", id="mixed-pinyin"),
        pytest.param("氯雷塔定", "氯雷他定", id="homophone"),
        pytest.param("💊吃几颗", "药吃几颗", id="picture"),
        pytest.param("nai nai gai chi sha yao", "啥药", id="pinyin-of-a-dialect"),
        pytest.param("cn i stp my npoxn nw", "can i stop", id="no-vowels"),
        pytest.param("hw mny ibprfn fr me", "ibuprofen", id="a-name-without-vowels"),
        pytest.param("1 0r 2 naproxen", "1 or 2", id="leet-in-two-letters"),
        pytest.param("ㄅㄨˋ ㄌㄨㄛˋ ㄈㄣ ㄔ ㄐㄧˇ ㄆㄧㄢˋ", "布洛芬吃几片", id="zhuyin"),
        pytest.param("bu4 luo4 fen1 chi1 ji3 pian4", "布洛芬吃几片", id="numbered-tones"),
        pytest.param("芬洛布一次吃几片", "布洛芬一次", id="a-name-backwards"),
        pytest.param("【氯】【雷】【他】【定】", "氯雷他定", id="boxed"),
        pytest.param("woh ynam stelbat dluohs i ekat", "how many tablets should", id="words-backwards"),
        pytest.param("krz pdqb wdeohwv vkrxog l wdnh", "how many tablets should", id="shifted-by-three"),
        pytest.param("hooow maaany taaablets caaan i taaake", "how many tablets can", id="drawn-out"),
        pytest.param("🅷🅾🆆 🅼🅰🅽🆈 🇵🇮🇱🇱🇸", "how many pills", id="letters-in-boxes"),
        pytest.param(base64.b64encode(base64.b64encode(b"how many pills")).decode(), "pills", id="twice"),
        pytest.param("<b>na</b>pro<i>xen</i>", "naproxen", id="tags-within-a-word"),
    ],
)
def test_the_word_behind_the_disguise_is_read(text, word):
    assert word in read_aloud(undisguised(text)).text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("please call dr smith at the clinic", id="one-title"),
        pytest.param("hr 90, bp 120/80, wk 3 after surgery", id="measures"),
    ],
)
def test_abbreviations_keep_their_letters(text):
    assert undisguised(text).text == fold(text).text


@pytest.mark.parametrize(
    "text",
    [
        "肌酐偏高要紧吗",
        "高血压要挂哪个科",
        "can you tell me when he can take a bath",
        "2024 ADA 对肥胖的建议",
        "每6h一次, q8h, HbA1c 7.1%, B12 低",
        "The code is ABCDEFGHIJKLMNOPQRST",
        "can he take the long pan to lan",
        "血压 120 80 78 95 110 102 98 101",
        "ECG showed st-t changes, qrs 0.1 s, pr 0.2 s",
        "https://example.org/a%20b",
    ],
)
def test_what_is_not_disguised_stays(text):
    assert read_aloud(undisguised(text)).text.replace(" ", "") == fold(text).text.replace(" ", "")


def test_offsets_lead_back_to_what_was_written():
    text = "请问:氯 雷 他 定 一次几片"
    marked = readings(text)[0]
    start = marked.text.index("氯雷他定")
    assert text[slice(*marked.original(start, start + 4))] == "氯 雷 他 定"


def test_the_longest_name_is_found_and_only_whole_words():
    assert [one.kind for one in names().find("左氧氟沙星片")] == ["drug"]
    assert list(names().find("cistatinx")) == []


@pytest.mark.parametrize("piece", ["我.", "a ", "wo chi ji pian ", "布洛芬 ", "%41", "QUJD"])
def test_reading_is_linear(piece):
    readings(piece * 100)
    short, long = (min(_seconds(piece * count) for _ in range(2)) for count in (2_000, 8_000))
    assert long < max(10 * short, 0.2)


def _seconds(text):
    started = time.perf_counter()
    readings(text)
    return time.perf_counter() - started
