"""The signs by which a clause of staff is known: of a table of rules, the first that holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from assistant.drafting.answering import Uttered
from assistant.drafting.finding import Finding, Kind
from assistant.drafting.lexicon import clinical, denied, latin, pattern, speaks_of

VALUE = re.compile(
    r"\d|[零一二两三四五六七八九十百]+(?:点[零一二三四五六七八九]+|[公千毫厘]|度|次|分|类|级)|[一二两三四五六七八九][百十千万]|[一二两三四]个?加|[零一二三四五六七八九十]+到[一二三四五六七八九十]+"
)
_FINDS = re.compile(
    r"示|见|清晰|(?<!不)是(?![要需必不])"
    r"|增[粗强大]|模糊|(?<!造)影|上看|变[窄宽薄厚]|降|(?<![a-z])(?:is|was|of|are|were)(?![a-z])",
    re.IGNORECASE,
)
_STRONGLY_FINDS = re.compile(
    r"提示|显示|满视野|阳性|阴性|正常|异常|升高|抬高|压低|增高|减少|增多|扩张|积液|占位|钙化|阴影|偏高|偏低|降到|吸收|没看到|(?:还是|偏|有点|都)[高低]|不高|不低|未见|没见|出来了?$|(?:没|未)(?:出|回|回报)来?$|达标|(?:尿|便|痰|涂片)[^，。]{0,3}有|位置[好可正满]|在位|良好|满意|(?:是)?好的$|没事$|没问题|干净$|全阴|[阴阳]的$|[低高][了一有]点|没有?异常"
    r"|(?<![a-z])(?:shows?|showed|came back|positive|negative|elevated|normal|unremarkable)(?![a-z])",
    re.IGNORECASE,
)
TO_DO = re.compile(
    r"^(?:[\d一二两三四五六七八九十半]+(?:小时|天|周|个?月)(?:以?后)?)?(?:先|再|去|来|给[您你他她]|马上|明[天早]|回头|还要|另外)?"
    r"(?:[查做拍约测验留送预找]|急查|"
    r"(?:急诊|急行|择期|限期)(?=[^，。]{0,6}(?:镜|术|造影|CT|穿刺))|"
    r"补(?![充液])|复查|完善|安排|监测|控制|随访|get |order |check |let|we)",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"复查[^，。]{1,8}?\d")
_TEST_ONLY = re.compile(r"(?:repeat|recheck|order|mri|x-ray|ct|check)\b", re.IGNORECASE)
_MEASURING = re.compile(r"量一下|给[您你]量|我量|测一下|量个")
_DICTATED = re.compile(
    r"患者|病人|主诉|自诉|诉(?!讼)|反复|加重|(?<![a-z])(?:patient|complains?|presents?|reports?)(?![a-z])",
    re.IGNORECASE,
)
_LASTING = re.compile(
    r"[\d一二两三四五六七八九十半几]+个?多?(?:天|周|月|年|小时)|\b(?:days?|weeks?|months?|years?)\b",
    re.IGNORECASE,
)
_BARE_DISEASE = re.compile(
    r"^(?!.*(?:提示|显示|病理|冰冻|见))[\u4e00-\u9fffA-Za-z\d]{0,12}(?:炎|病\d?级?|症|癌|瘤|骨折|综合征|结石|感染|疝|损伤|贫血|不全|梗死|出血|紊乱|障碍|"
    r"溃疡|息肉|囊肿|狭窄|增生|突出症?|异物|[挫裂刺割咬烧烫冻砸压切]伤|龋|瘘|皮癣|痤疮|丹毒|阻生|发作|先兆|早搏|阻滞|惊厥|紫癜|窘迫|早破|早剥|尿潴留|脱垂|栓塞|休克|中毒|缺损|失常|颤动|过[速缓]|脓肿|闭塞|硬化|痴呆|耳鸣|耳聋|稀发|闭经|"
    r"疱疹|裂孔|脱离|近视|远视|散光|斜视|弱视|内障|青光眼|动脉瘤|夹层|粘连|破裂|梗阻|黄疸|妊娠|分娩|流产|早产|难产|亢|甲减|型糖尿病|哮喘|湿疹|荨麻疹|流感|感冒|临产|痔|痛风|衰竭|脱位|扭伤"
    r"|高血压病?[\d一二三]?级?)(?:可能(?:性大)?|治疗[中后]|待[排查]|好转|稳定|(?:恢复|愈合|缓解|活动|稳定|急性|慢性|[早中晚])期|急性(?:发作|加重)期?|[轻中重]度|伴[\u4e00-\u9fff]{2,10}|术后\S{0,6})?$"
    r"|^[\u4e00-\u9fff]{2,14}术后(?:[\d一二两三四五六七八九十半]+(?:余|多)?(?:天|周|个?月|年))?$"
)
_COURSE = re.compile(
    r"剖[的了]|术中(?!诊断|所?见)|术后(?=第|当[天日]|[给予用])|(?:手术|经过|过程)顺利|予|给了|用了|静[滴点](?:了|过|[^，。]{0,6}[天后]$)|输了|行[\u4e00-\u9fff]{2,12}术|做的|做了[\u4e00-\u9fff]{2,12}(?:术|切除|置换|修补|吻合|植入)|术后第|体温第|(?:治疗|"
    r"抗感染|输液)[\u4e00-\u9fff]{0,4}[天后]"
    r"|(?:昨[天晚日夜]|前天|今[早晨]|凌晨|夜里)[^，。]{0,6}(?:做|行|给|用|输|予)了?"
    r"|(?<![a-z])(?:(?:was|were) (?:treated|given|started|placed|performed|transfused|switched|transferred|"
    r"extubated)|underwent|received)(?![a-z])",
    re.IGNORECASE,
)
_DID = re.compile(r"(?:做|输|插)了[\u4e00-\u9fff]{2,}")
_HEADS = re.compile(
    r"^(?:术[中后]|外院|门诊|昨[天日]|今[天晨日])?(?:病理|CT|B超|彩超|胸片|磁共振|心电图|血常规|尿常规|生化|化验|辅助检查|检验|冰冻)"
    r"(?:结果|回报|报告)?$",
    re.IGNORECASE,
)
_HEADS_WHAT = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4})(?:CT|MRI|心电图|[胸平]片|[Bb]超|彩超|超声|磁共振|[胃肠]镜|造影|脑电图|片子|病理|心超)",
    re.IGNORECASE,
)
# `X线：钉子进到末节指骨`: a test, a colon, and what it shows.
_BY_HEADING = re.compile(
    r"(?:[\u4e00-\u9fff]{0,6})(?:CT|MRI|心电图|片子?|[Bb]超|彩超|超声|磁共振|[胃肠喉]镜|造影|[Xx]线|病理|血常规|化验|镜检)[:：](?=\S{3})"
)
_GERM = re.compile(r"(?:病毒|抗[原体]|DNA|RNA|[杆球真]菌|原虫|螨|培养|核酸)[\u4e00-\u9fff]{0,3}[阴阳]性")
_FELT_WITH = re.compile(
    r"(?:数|[一二两三四五六七八九十\d]+)[个枚颗处片块](?!月)|散在|少许|少量|成簇|[区处面缘方](?:出血|溃疡|缺损)"
)
_EATEN = re.compile(
    r"(?:吃|打|用|抹|涂|戴|碰|闻|输|喝|贴)(?:了|过)?[^，。]{1,10}?(?:就|会|后|过)?(?:起|出|长|肿|冒)(?:过|了)?(?:一?身|全身|满身)?"
    r"(?:[皮红药]?疹|荨麻疹|风团|疙瘩|包$)"
)
_TESTED = re.compile(r"(?:先|做|要|须|需)(?:做|打)?皮试|皮试[^，。]{0,4}(?:再|后)")
_TREATED_AS = re.compile(r"(?:按|当)(?:照|作)?[^，。]{2,12}(?:处理|治疗|来?治)")
_BROUGHT_IN = re.compile(
    r"^(?:这个?)?(?:患者|病人)?(?:主?因|以|是)[^，。]{3,40}(?:入院|就诊|来诊|来院|收住?院?|收入|住院(?:手术|治疗)?的?$|住进来)"
)
# `肛诊三点位内痔`: an examination by hand and what it found.
_BY_HAND = re.compile(
    r"^(?:肛诊|肛门?指[检诊]|妇检|双合诊|三合诊|内诊|指检|触诊|叩诊|听诊|视诊)(?=[^，。]{2})(?!复查)"
)
_SHOWN = re.compile(
    r"(?!平扫|增强|检查|造影|监测|评估|正侧|三维|血管成像|引导|下|加|和|、|都|一)[\u4e00-\u9fff]{2,}"
)
_ANNOUNCED = re.compile(
    r"(?:出来|回来|拿到|做)了|[做查拍抽]的$|看(?:一)?[下看了过]|came back|are (?:in|back)", re.IGNORECASE
)
_READ_OUT = re.compile(
    r"显示|提示(?!有?炎)|(?<![a-z])(?:shows?|showed|revealed|came back)(?![a-z])", re.IGNORECASE
)
_FORMER = re.compile(
    r"^(?:既往|以前|过去|平素)|病史|手术史|外伤史|[年月]前[^，。]{0,6}(?:[有得患]过|患)|^曾(?:患|有)"
    r"|^(?:past|prior|no prior|history of|past medical)\b",
    re.IGNORECASE,
)
_FAMILY_LIFE = re.compile(
    r"已婚|未婚|离异|丧偶|育有|孕\d产\d|g\dp\d|初潮|绝经|末次月经|月经(?:规律|正常)", re.IGNORECASE
)
_TAKEN = re.compile(r"每(?:天|日)\S{0,8}[支包两瓶年]")
_REGIMEN = re.compile(
    r"每[天日晚早周]\S{0,2}次|一[天日][一二两三四]次"
    r"|\b(?:once|twice|three times|four times) (?:a|per) day\b|\bdaily\b"
    r"|\bfor (?:\w+|\d+) (?:days|weeks|months)\b|\bin (?:\w+|\d+) (?:days|weeks|months)\b",
    re.IGNORECASE,
)
_KIN_HAS = re.compile(
    r"去世|走的|没[的了]$|不在了|病逝|过世|健[在康]|体健|遗传|有\S{0,8}史|died|passed away", re.IGNORECASE
)
_LIVES = re.compile(r"\d|[一二两三四五六七八九十]+(?:年|支|包|两|瓶)|史|否认|不|无|从来|已")
_IF = re.compile(
    r"^若(?!干)|如果|要是|万一|一旦|(?:随时|马上|立即|立刻|及时|赶紧|尽快|赶快)(?:再|回|返|到|过|去)?"
    r"(?:来(?!不)|就[诊医]|返院|看|医院|门诊|急诊|复诊)|\bif\b",
    re.IGNORECASE,
)
_SEEN = re.compile(
    r"^(?![急慢]性).*(?:障碍|溃疡|出血|息肉|囊肿|增生|狭窄|缺损|脱垂|结石|不全|损伤|脱位|裂孔|脱离|粘连|破裂|龋|痤疮|早搏|异物|丹毒|瘘)$"
)
_ABSENT = re.compile(r"没有?|未见?|无")
_FOUGHT = re.compile(r"抗(?!磷脂|利尿|中性|核|[a-zA-Z])|预?防|控制|纠正|避免|减[少轻]|治疗")
_FOR_YEARS = re.compile(r"[\d一二两三四五六七八九十几]+(?:多|余|来)?年(?:多|余|来)?(?:了|史)?$")
_AGE = re.compile(r"岁|年龄|退休|\byears?[- ]old\b", re.IGNORECASE)
_ABNORMAL = re.compile(
    r"(?:mild(?:ly)? |slightly )?(?:low|high|elevated) \w+(?! (?:is|was|of|at)\b)[^\d]*$", re.IGNORECASE
)
_RESTATED = re.compile(
    r"(?:(?:and|so|okay) )*(?:you (?:mentioned|said|told me|endorsed|reported)|"
    r"i (?:see|hear|understand|know)(?: that)? (?:you|she|he)|"
    r"(?:(?:your|the|his|her)(?: \w+)? "
    r"(?:chart|records?|notes?|list|letter|label|bottle|form|physio|pharmacist) "
    r"(?:has|says?|shows?|wrote|lists?|noted)))\b"
    # 病历上写的是, 我这边处方上是, 上次给你调成
    r"|^(?:我这边|我看|可)?(?:您|你|他|她)?的?(?:门诊|挂号|评估|体检)?(?:病历|系统|记录|档案|处方|瓶子|药?盒子?|单子?|本子)"
    r"(?:上|里|本)?[^，。]{0,6}(?:写|记|是|开|调)|^(?:您|你)?上(?:次|回)[^，。]{0,4}(?:说|告诉|给(?:您|你))[^，。]*(?:的|了)$",
    re.IGNORECASE,
)
_OPENS_OPINION = re.compile(
    r"(?:so |well |and )?(?:i think|i suspect|i believe|this (?:looks|sounds) like|"
    r"looks like|sounds like|most likely|probably|"
    r"this is(?! (?:an?|the|your|my|what|how|why|where|all|just|going|good|great|really|not|something|"
    r"for|dr|doctor)\b))"
    r"\b",
    re.IGNORECASE,
)
_HAPPENED = re.compile(
    r"摔|跌|撞|车祸|坠|砸|烫|烧伤|割|咬|触电|溺|误[服食]|[送走抬]来|120|救护车|\b(?:fell|hit|crash\w*|brought)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"[\d一二两三四五六七八九十]点(?:[一二三]刻|半|[\d一二三四五六七八九十]{1,3}分?)?$|(?:天|小时|分钟)前$"
)
_NAMED = re.compile(r"^(?:患者|病人)[\u4e00-\u9fff]{2,3}$|^[\d一二三四五六七八九十]{1,3}岁$")
_SHORT = 7
_NAME_OF_A_TEST = 6
_LONG = 60
_FIRM = re.compile(r"^(?:初步)?(?:考虑|诊断|印象|怀疑|疑似)|待[排查]$|不能除外")
# `Hb 71`, `PHQ-9 14分`: a test or a scale by its capitals, and its value.
_ABBREVIATED = re.compile(
    r"(?!G\d)(?:Hb|Cr|Scr|Alb|Plt|[A-Z][A-Za-z\d-]*[A-Z][A-Za-z\d-]*)(?:评分|量表)?\s?[:：为是]?\s?\d"
)
_OFTEN = re.compile(r"大便|小便|尿|吐|泻|发作|起夜|醒")
_NOT_SEEN = re.compile(r"(?:没有?|未|无)(?:再)?(?:见|看到|发现|出血|新|异常|变化|积)")
_EVERY = re.compile(r"每(?:隔)?[\d一二两三四五六七八九十半]?个?[年月周天次]\S{0,4}$")
_AGAIN = re.compile(r"复查(?:是|为|到)?\s?\d")
_DONE_ON = re.compile(r"(?:[昨前今上]\S{0,3}|之前|外院)[^，。]{0,4}[做查拍抽]的$|[做查拍]了$")
_ONLY_NUMBER = re.compile(r"[是为]?[零一二两三四五六七八九十百千万点]{1,8}")
_NUMBER_ONLY = re.compile(r"[\d./%\s]+$")

_SIGN = re.compile(r"[征验](?:[（(]?[+-]|阳性|阴性)|(?<![指特象])征|试验")
_INSTRUCTS = re.compile(
    r"^(?:今天|明[天早]|我们先|可以|不用|不能|不可以|需要|得|要|就|按|自己|尽量|最好|保持|避免|每)(?=\S{2})"
)
_LATER = re.compile(r"以后|之后|[天周月]后|明[天早]|回去|出院后|later|tomorrow", re.IGNORECASE)
_POSITIVE = re.compile(r"阳性|阴性")

_Rule = Callable[[str, Uttered, Finding | None], bool]


def _is_result(text: str, _one: Uttered, near: Finding | None) -> bool:
    """Tell a result that is read out from a test that is asked for."""
    goes_on = near is not None and near.kind is Kind.RESULT and _AGAIN.match(text)
    headed = _BY_HEADING.match(text) and not TO_DO.search(text)
    if goes_on or headed or _is_read_out(text, near) or _HEADS.match(text):
        return True
    named = (
        speaks_of("disease", text)
        or bool(_GERM.search(text))
        or (near is not None and near.kind is Kind.RESULT)
    )
    if named and _POSITIVE.search(text) and not _SIGN.search(text) and not speaks_of("body", text):
        return True
    examining = speaks_of("vital", text) or (near is not None and near.kind is Kind.EXAM)
    if _ABBREVIATED.match(text) and not examining:
        return True
    if not speaks_of("result", text):
        return False
    if _STRONGLY_FINDS.search(text) or _DONE_ON.search(text) or _names_what_it_shows(text):
        return True
    repeated = (
        "复查" in text
        and (_NOT_SEEN.search(text) or _FINDS.search(text) or _COUNTED.match(text))
        and not _LATER.search(text)
    )
    later = _EVERY.search(text) and not _FINDS.search(text)
    wanted = (TO_DO.search(text) and not repeated) or _TEST_ONLY.match(text) or later
    told = pattern("result").sub("", text)
    return not wanted and bool(
        VALUE.search(told) or _FINDS.search(told) or _ONLY_NUMBER.fullmatch(told.strip())
    )


def _names_what_it_shows(text: str) -> bool:
    """Tell a test named together with the disease it shows, as in `心电图房颤`."""
    test = _HEADS_WHAT.match(text)
    wanted = speaks_of("plan", text) or speaks_of("opinion", text) or latin(text) or TO_DO.search(text)
    return test is not None and not wanted and _SHOWN.match(text, test.end()) is not None


def _is_read_out(text: str, near: Finding | None) -> bool:
    """Tell what a test said from what the doctor makes of it: the report was announced just before."""
    if speaks_of("opinion", text):
        return False
    if near is None or not speaks_of("result", near.text):
        return False
    only_named = near.kind is Kind.RESULT and len(near.text) <= _NAME_OF_A_TEST
    told = _ANNOUNCED.search(near.text) or (only_named and not VALUE.search(near.text))
    return bool(told) and (clinical(text) or bool(_BARE_DISEASE.match(text))) and not TO_DO.search(text)


def _is_measured(text: str, _one: Uttered, near: Finding | None) -> bool:
    if speaks_of("vital", text) and (VALUE.search(text) or _MEASURING.search(text)):
        return True
    return near is not None and near.kind is Kind.EXAM and bool(_NUMBER_ONLY.match(text))


def _is_concluded(text: str, _one: Uttered, near: Finding | None) -> bool:
    opines = speaks_of("opinion", text)
    if _FELT_WITH.search(text) and not opines:
        return False
    if _TREATED_AS.search(text) and (speaks_of("disease", text) or opines):
        return True
    if (TO_DO.match(text) and speaks_of("result", text) and not _FIRM.search(text)) or (
        not opines and _names_no_conclusion(text, near)
    ):
        return False
    if _BARE_DISEASE.match(text) or pattern("disease").fullmatch(text):
        return True
    short = latin(text) and len(text.split()) <= _SHORT
    wanted = speaks_of("plan", text) or _TEST_ONLY.match(text) or speaks_of("exam", text)
    return speaks_of("disease", text) and bool(opines or (short and not wanted))


def _names_no_conclusion(text: str, near: Finding | None) -> bool:
    """Tell a disease that is treated, looked for on the body, or said to be absent."""
    if near is None or _FOUGHT.match(text):
        return bool(_FOUGHT.match(text) or _ABSENT.match(text))
    seen = near.kind is Kind.EXAM and _SEEN.search(text)
    ordered = near.kind is Kind.PLAN and latin(text)
    return bool(seen) or ordered or (near.kind is not Kind.DIAGNOSIS and denied(text))


def _is_former(text: str, _one: Uttered, near: Finding | None) -> bool:
    """Tell what a dictating doctor reports of the time before; a clause without a sign goes on with it."""
    goes_on = near is not None and near.kind is Kind.PAST and speaks_of("disease", text)
    lasting = speaks_of("disease", text) and _FOR_YEARS.search(text)
    return bool(_FORMER.search(text) or lasting or goes_on) and not speaks_of("opinion", text)


def _is_of_kin(text: str, _one: Uttered, _near: Finding | None) -> bool:
    if not speaks_of("relative", text) or speaks_of("plan", text):
        return False
    return speaks_of("disease", text) or bool(_KIN_HAS.search(text))


def _is_lived(text: str, _one: Uttered, near: Finding | None) -> bool:
    """Tell a habit that is reported from one that is advised against."""
    if near is not None and near.kind is Kind.PERSONAL and _TAKEN.search(text):
        return True
    told = speaks_of("habit", text) and bool(_LIVES.search(text))
    return told and not (_INSTRUCTS.match(text) or speaks_of("plan", text))


def _is_read(text: str, _one: Uttered, _near: Finding | None) -> bool:
    wanted = TO_DO.search(text) or speaks_of("plan", text) or speaks_of("opinion", text)
    return bool(_READ_OUT.search(text)) and not wanted


def _is_judged(text: str, _one: Uttered, _near: Finding | None) -> bool:
    """Tell an opinion by how it begins, whatever organ it names."""
    wanted = speaks_of("plan", text) or speaks_of("result", text) or VALUE.search(text)
    if _ABNORMAL.match(text) and speaks_of("result", text):
        return not speaks_of("plan", text)
    return bool(_OPENS_OPINION.match(text)) and not wanted


def _is_examined(text: str, _one: Uttered, _near: Finding | None) -> bool:
    if not speaks_of("exam", text) or TO_DO.search(text):
        return False
    return bool(_SIGN.search(text)) or speaks_of("body", text) or not speaks_of("plan", text)


def _is_opinion(text: str, _one: Uttered, _near: Finding | None) -> bool:
    if not speaks_of("opinion", text) or speaks_of("plan", text) or len(text) >= _LONG:
        return False
    return clinical(text) or bool(_FIRM.search(text))


def _is_seen(text: str, _one: Uttered, near: Finding | None) -> bool:
    """Tell what is found on the body from the results that were read out before it."""
    return (
        near is not None
        and near.kind is Kind.RESULT
        and speaks_of("body", text)
        and speaks_of("symptom", text)
    )


def _is_plan(text: str, _one: Uttered, _near: Finding | None) -> bool:
    said_how = bool(_INSTRUCTS.match(text) or (_REGIMEN.search(text) and not _OFTEN.search(text)))
    return said_how or any(speaks_of(group, text) for group in ("plan", "drug", "result"))


def _is_course(text: str, near: Finding | None) -> bool:
    """Tell what was done before from what is done at the visit, right behind its diagnosis."""
    did = _DID.search(text) and (near is None or near.kind is not Kind.DIAGNOSIS)
    return bool(_COURSE.search(text) or did)


def _is_told(text: str, _one: Uttered, _near: Finding | None) -> bool:
    return bool(_DICTATED.search(text)) or (speaks_of("symptom", text) and bool(_LASTING.search(text)))


def _by_nurse(text: str, one: Uttered, near: Finding | None) -> bool:
    return near is None and one.clause.speaker == "nurse" and clinical(text) and not befell(text)


def befell(text: str) -> bool:
    """Say whether a clause tells what happened to the patient, not what was seen or measured."""
    seen = any(speaks_of(group, text) for group in ("vital", "exam", "body", "result")) or _SIGN.search(text)
    return not seen and bool(_HAPPENED.search(text) or _CLOCK.search(text))


_FIRST: Final[tuple[tuple[Kind, _Rule], ...]] = (
    (Kind.PRESENT, lambda text, _one, _near: bool(_BROUGHT_IN.match(text))),
    (Kind.ALLERGY, lambda text, _one, _near: bool(_EATEN.search(text))),
    (Kind.PLAN, lambda text, _one, _near: bool(_IF.search(text))),
    (Kind.GENERAL, lambda text, _one, _near: bool(_NAMED.match(text))),
    (Kind.PRESENT, lambda text, _one, _near: bool(_RESTATED.match(text))),
    (Kind.EXAM, lambda text, _one, _near: bool(_BY_HAND.match(text)) and not TO_DO.search(text)),
    (Kind.RESULT, _is_result),
    (Kind.EXAM, _is_measured),
    (Kind.FAMILY, _is_of_kin),
    (Kind.PAST, _is_former),
    (Kind.PERSONAL, _is_lived),
    (Kind.REPRODUCTIVE, lambda text, _one, _near: bool(_FAMILY_LIFE.search(text))),
    (Kind.DIAGNOSIS, _is_concluded),
    (Kind.COURSE, lambda text, _one, near: _is_course(text, near)),
    (Kind.DIAGNOSIS, _is_judged),
    (Kind.EXAM, _is_examined),
    (Kind.DIAGNOSIS, _is_opinion),
    (Kind.ALLERGY, lambda text, _one, _near: speaks_of("allergy", text) and not _TESTED.search(text)),
    (Kind.PRESENT, lambda text, _one, _near: bool(_DICTATED.search(text))),
    (Kind.PLAN, _is_plan),
    (Kind.EXAM, _is_seen),
    (Kind.RESULT, _is_read),
)
ALONE: Final[tuple[tuple[Kind, _Rule], ...]] = (
    (Kind.GENERAL, lambda text, _one, _near: bool(_AGE.search(text))),
    (Kind.EXAM, _by_nurse),
    (Kind.DIAGNOSIS, lambda text, _one, _near: speaks_of("disease", text)),
    (Kind.PRESENT, _is_told),
    (Kind.EXAM, lambda text, _one, _near: speaks_of("symptom", text) or speaks_of("body", text)),
)


def by_sign(one: Uttered, near: Finding | None) -> Kind | None:
    """Give the kind that a clause's own signs name, None where it has none."""
    return next((kind for kind, holds in _FIRST if holds(one.text, one, near)), None)


def is_ordered(text: str) -> bool:
    """Say whether a clause asks for something instead of going on to tell what was done."""
    return bool(TO_DO.search(text) or _INSTRUCTS.match(text) or _IF.search(text) or _LATER.search(text))


def tells_a_finding(text: str) -> bool:
    """Say whether a clause of the sentence that presents the patient already tells what is wrong."""
    return any(
        speaks_of(group, text) for group in ("symptom", "disease", "vital", "result", "exam", "surgery")
    )
