"""What a question about a medicine is about: a stretch that is taken, dosed or compared names nobody.

New medicines stand in no list, and many begin with a surname (`舒普深`). Their place in the sentence
tells them: behind a word of taking, before what is asked of medicines alone, or beside a known one.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from assistant.gate.identifiers.naming import any_of, naming

_TAKEN: Final = re.compile(
    r"(?:(?:服用|口服|含服|停用|停掉|漏服|漏[吃打用]|加[服用]|改[吃用服]|换成|联用|合用|注射|静滴|皮下打|外用)[了过着完]?"
    r"|(?:长期|一直|正在|开始|继续|[在我没能了要该先刚又让后前还不])?(?:吃|服|喝|打|涂|抹|用)[了过着完]?"
    r"|停[了过]?|开了|开的(?:是|药是)?|(?:孕妇|孕期|哺乳期|儿童|小孩|宝宝|老人)(?:能|可以|可不可以|能不能)[吃用服打]"
    r"|(?:药|药名|药物|用药|处方)(?:[叫是:]|叫做|名字叫)"
    r"|(?:[\d一二两三四半几每][片粒颗支针袋盒瓶喷吸贴]))$"
)
"""What is taken stands behind one of these, unless a title or a doing of somebody follows."""
_REACH: Final = 10
_SHORTEST: Final = 2
_ASKING: Final = "请问"
"""A label before a name that as often opens a question about a thing."""
_DOING: Final = (
    "开的|开[给了]|给|送|配的|推荐|介绍|带来|的(?:药|处方|方子|手机|电话|号|微信)"
    "|电话|[她他]|你好|您好|说|来|去"
)
_OF_MEDICINE: Final = re.compile(
    r"(?:他|因|[单双]抗|缓释片|片|针剂?|胶囊|颗粒|注射液|滴眼液)?(?:"
    r"(?:的|说明书上?|包装上)?(?:药品)?(?:说明书|副作用|不良反应|禁忌症?|用法|用量|剂量|适应症|成分|药效|半衰期|通用名|商品名|仿制药|原研药?|规格|价格|保质期|有效期)"
    r"|是(?:治|干)(?:什么|啥|哪)|过期|(?:儿童|小孩|孕妇|老人|哺乳期)[\u4e00-\u9fff]{0,2}?(?:可以|能)[吃用服打](?![药饭])"
    r"|(?:到底|究竟|算|是不是|不是|是|属于)+(?:一种|什么|哪[一类种]*|不是)?(?:[^\W吃服用该打要开\da-z]{0,3})(?:药|激素|抗生素|疫苗|单抗|靶向)(?![师店房])"
    r"|(?:会|能|可能)?(?:有|没有)(?:什么|哪些|啥|多大)?(?:副作用|禁忌|不良反应|依赖性?)"
    r"|(?:应该|应|该|要)?(?:怎么|如何|咋)(?:吃|服用?|用|打|喷|滴|贴|涂|注射|保存|停)(?![药饭水餐力])"
    r"|(?:要|是|得|应该?)?(?:在)?(?:饭前|饭后|空腹|餐前|餐后|睡前)(?:还是|[吃服用](?![药饭水]))"
    r"|(?:现在)?(?:多少钱|几块钱)一?[盒瓶支片针袋]|(?:进|纳入|走|在)医保"
    r"|(?:一天|每天|每日|一日|一次|每次|早晚)?(?:[吃服用打]|该[吃服用打])?(?:几|多少)(?:次|片|粒|颗|支|针|袋|喷|单位|毫克|毫升|mg|ml)(?![药药饭])"
    r"|(?:[一二两三四五六半\d.]{1,4})(?:片|粒|颗|支|袋|丸|喷|吸|贴|毫克|微克|单位|毫升|mg|mcg|ug|ml|iu|g)(?![a-z])"
    r"|(?:对)(?:血糖|血压|血脂|尿酸|肝|肾|胃|心脏|骨|胎儿|孕妇)"
    r"|(?:会|会不会)(?:反弹|上瘾|成瘾|依赖|伤[肝肾胃]|影响[肝肾胎])"
    r"|(?:之)?(?:能|可以|需要|要)(?:长期|一直)[吃服用打]|(?:能|可以)(?:掰开|嚼碎?|碾碎|磨碎|突然停|停药)"
    r"|(?:要|需要|得)?(?:吃|用|服|打)多久|(?:起效|见效)|换成|(?:和|跟|与|同|还是)[\u4e00-\u9fff]{2,10}?(?:能|可以)?(?:一起|同时|一块)[吃用服](?![药饭])"
    r"|(?:能|可以|可不可以|能不能)(?:喝酒|哺乳|怀孕))"
)
"""What is asked of medicines alone; an ending of theirs may stand between (`贝利尤单抗`)."""
_JOINS: Final = re.compile(r"(?:[和跟与同加、+或/]|还是|联合|换成|换|改)?")


@cache
def _somebody() -> re.Pattern[str]:
    data = naming()
    return re.compile(any_of((*data.titles, *data.relations, _DOING)))


@cache
def _told() -> tuple[str, ...]:
    data = naming()
    return tuple(one for one in (*data.labels, *data.before) if len(one) > 1 and one != _ASKING)


def is_subject(text: str, start: int, stop: int, medicines: bytearray) -> bool:
    """Say whether a stretch of a folded text stands where a medicine stands, and nothing calls it somebody.

    `medicines` holds 1 at every character of a medicine that the lists know.
    """
    if text.endswith(_told(), 0, start) or text[max(0, start - 1) : start] == ":":
        return False
    if _OF_MEDICINE.match(text, stop) or _beside(text, start, stop, medicines):
        return True
    if stop - start > _SHORTEST and _OF_MEDICINE.match(text, stop - 1):
        return True
    begin = start - (text[max(0, start - 1) : start] == "替")
    taken = _TAKEN.search(text[max(0, begin - _REACH) : begin])
    return taken is not None and _somebody().match(text, stop) is None


def _beside(text: str, start: int, stop: int, medicines: bytearray) -> bool:
    """Say whether a known medicine stands before or behind, with a word that joins two of a kind."""
    joined = _JOINS.match(text, stop)
    behind = joined.end() if joined else stop
    if stop < behind < len(text) and medicines[behind]:
        return True
    return start > 1 and text[start - 1] in "和跟与同加、+或/" and bool(medicines[start - 2])
