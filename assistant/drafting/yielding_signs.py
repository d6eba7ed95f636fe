"""How somebody lets another's word stand, or a record's: patterns alone."""

from __future__ import annotations

import re
from typing import Final

_PAPER: Final = (
    r"(?:单子?|记录|病[历例]|本子?|手册|档案|系统|报告|卡片?|上[面头边]|片子|处方|医嘱|评估表?|表|化验|瓶子?|盒子?|说明|"
    r"写|条子|电脑|体检|手环|血压计|血糖仪|仪器|机器|数据)"
)
_PERSON: Final = (
    r"(?:他|她|你|您|咱?[爸妈爹娘]|我?(?:爸|妈|儿子|女儿|闺女|媳妇|老公|老婆|老伴儿?|爱人|先生|家里人|姐|哥|弟|妹)|"
    r"家属|家里人?|孩子|护士|本人|老人)"
)
_PAPER_EN: Final = (
    r"(?:chart|records?|notes?|list|letter|labels?|bottle|box|report|sheet|form|meter|monitor|scales?)"
)
_IS_EN: Final = r"(?: is|'s|'re| are| must be| would be|'d be| has to be)(?: \w+ly)? right"
GIVES_WAY: Final = re.compile(
    # 按单子上的, 听我妈的, 以病历为准
    rf"(?:按|照|听|依|信|随|用|从)着?(?:[^，。]{{0,8}}{_PAPER}|{_PERSON})[^，。不]{{0,5}}$|以[^，。]{{1,10}}为准"
    # 单子是对的, 她记得准, 你这么一说是
    rf"|{_PAPER}[^，。不没]{{0,4}}(?:是对的|没错|准的?$|才对|肯定对)"
    rf"|{_PERSON}(?:说|记|讲)?(?:的|得)?(?:是?对|没错|准|清楚)(?:的|些|着呢)?$"
    rf"|{_PERSON}这?(?:么|一)(?:一)?(?:说|提|讲)[^，。]{{0,3}}(?:是|对|想)"
    # 我日子过糊涂了, 也是, 那就是四十八片吧
    r"|(?:我|瞧我|看我)[^，。]{0,6}(?:糊涂|记不[清准住]|不记(?:日子|得)|没数|记性)"
    r"|^(?:嗯|哦|噢|啊|唉)*(?:也是|倒是|还真是|可不是?|没错|那倒是|对对对?|你?说得对)"
    r"|^(?:嗯|哦|噢|好|行|…)*(?:那就是?[^，。]{1,8}(?:吧|呗)?|就是?[^，。]{1,8}(?:吧|呗))$"
    rf"|\b(?:go(?:ing)? (?:with|by)|trust|believe|use|take) (?:the|your|his|her|my|that|what)(?: \w+)? ?"
    rf"{_PAPER_EN}\b"
    r"|\b(?:go with|trust|believe|listen to|take) (?:(?:my|his|her) \w+|him|her|what \w+ says?)\b"
    rf"|\b(?:the|your|his|her)(?: \w+)? {_PAPER_EN}{_IS_EN}|\b(?:s?he|you|they){_IS_EN}\b"
    r"|\bs?he(?:'d| would) know\b"
    r"|\bif (?:the \w+|it|s?he|you) says? so|\bmy mistake|\bi stand corrected"
    r"|^(?:okay|ok|all right|fine|fair enough),? (?:yes|yeah|then|it|that)",
    re.IGNORECASE,
)
AGREES: Final = re.compile(
    r"^(?:(?:嗯|哦|噢|啊|唉|哎|诶|呀)+[，,]?)*(?:对+|是的?|没错|可不)[，,。 ]"
    r"|^(?:oh,? )?(?:yes|yeah|right|true|okay),",
    re.IGNORECASE,
)
RULES: Final = re.compile(
    rf"(?:按|听|以|信|依|照)(?:着|照)?(?P<who>{_PERSON})(?:说|讲|记)?的?(?:为准|来|算|吧|$|说)", re.IGNORECASE
)
READS: Final = re.compile(
    rf"{_PAPER}|写的?|记的|登记|挂号|according|\b(?:says?|wrote|{_PAPER_EN})\b", re.IGNORECASE
)
ALSO: Final = re.compile(
    r"也(?!许)|还有|另外|都|(?<![a-z])(?:too|also|as well|both|another)(?![a-z])", re.IGNORECASE
)
"""What adds to the other's word puts nothing right: `对，右边也疼`."""
READS_SAYS: Final = re.compile(
    rf"{_PAPER}[^，。]{{0,6}}(?:写|记|是|说|有)|\b{_PAPER_EN} (?:says?|has|shows?|lists?)\b"
    r"|\byou (?:wrote|ticked|told)\b",
    re.IGNORECASE,
)
YOU_WROTE: Final = re.compile(
    r"[你您][^，。]{0,6}[写填报勾]的?[是成]|\byou (?:wrote|ticked)\b", re.IGNORECASE
)
REFUTES: Final = re.compile(
    r"(?:啊|哎|不)*(?:不是|不对|没有的事|写错|搞错)"
    r"|(?:[啊哎哦噢，,]|那个?|我|当时)*(?:填错|(?:胡?乱|瞎|随便|随手)[写填报勾])"
    r"|no[,. ]|that's (?:wrong|not right)",
    re.IGNORECASE,
)
OUTRIGHT: Final = re.compile(
    rf"^(?:[嗯哦噢啊对是]|她|他)*(?:说得对|是对的|没错|是有)|\b(?:s?he|you){_IS_EN}", re.IGNORECASE
)
# What a patient cannot witness, or may play down: both words stand there.
UNWITNESSED: Final = re.compile(
    r"昏|晕[倒厥过]|抽(?:搐|过去|风)|打(?:呼|鼾)|憋醒|梦|记性|忘|糊涂|幻|自杀|不想活|割|酒|"
    r"烟|毒|赌|摔|打人|骂|走丢|迷路|"
    r"faint|pass(?:ed|es)? out|seizure|snor|memory|forget|confus|suicid|hurt|drink|drunk|beer|wine|alcohol|"
    r"smok|drugs|fell|fall",
    re.IGNORECASE,
)
NOT_SO: Final = re.compile(
    r"(?:不是|不止|哪有|哪是|哪儿有|没有?|没到|不到|\bnot|isn't|wasn't|never)[^，。,]{0,6}$", re.IGNORECASE
)
