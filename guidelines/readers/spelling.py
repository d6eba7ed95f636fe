"""Characters that a font names by their looks, given back the code that a reader would type."""

from __future__ import annotations

import re
import unicodedata

_RADICALS = str.maketrans(
    "⺁⺇⺌⺍⺕⺗⺙⺝⺟⺠⺢⺣⺤⺥⺧⺩⺪⺫⺬⺭⺮⺯⺰⺱⺳⺶⺷⺸⺹⺻⺼⺽⻀⻁⻂⻃⻄⻅⻆⻈⻉⻊⻋⻌⻎⻐⻑⻒⻓⻔⻗⻘⻙⻚⻛⻜⻝⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻳",
    "厂几小小彐心攵月母民氵灬爪爪牛王疋目示礻竹糸纟罓罒羊羊羊耂聿月臼艹虎衤覀西见角讠贝足车辶辶钅长镸长门雨青韦页风飞食饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜龟",
)
_ODD = re.compile(r"[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06\ufe30-\ufe4f]")


def plain_spelling(text: str) -> str:
    """Give radicals, compatibility ideographs, ligatures and vertical forms their everyday code.

    What looks different to a reader (full width, raised digits, ≥) stays as printed.
    """
    return _ODD.sub(_everyday, text)


def _everyday(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match[0].translate(_RADICALS))
