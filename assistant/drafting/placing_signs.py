"""The words by which a clause of a lay person, and the question before it, are told apart: patterns alone."""

from __future__ import annotations

import re
from typing import Final

STANDS_FOR = re.compile(r"(?:替|帮|给|陪|带)我?(?:家)?(?P<who>[\u4e00-\u9fff]{1,3})(?:来|看|问|挂|咨询)")
SEX = re.compile(
    r"(?:[^，。]{0,8}[：:]\s?)?(?:病人|患者|患儿)?(?:男|女)(?:性|患者|病人)?$|(?:fe)?male$", re.IGNORECASE
)
LASTING = re.compile(
    r"高血压|血压高|糖尿病|冠心病|房颤|乙肝|慢阻肺|肾病|哮喘|"
    r"(?<![a-z])(?:diabet\w+|hypertension|high blood pressure|asthma|copd)",
    re.IGNORECASE,
)
FORMERLY = re.compile(
    r"以前|既往|曾|得过|患过|之前有|(?<![a-z])(?:history|ever had|in the past|previous)", re.IGNORECASE
)
YOUR_KIN = re.compile(r"\byour (\w+)", re.IGNORECASE)
INTRODUCED = re.compile(r"^我是(?:他|她|患者|孩子|病人)")
AGE_ASKED = re.compile(
    r"叫什么|名字|贵姓|怎么称呼|your (?:full )?name|"
    r"哪[一]?年(?:的|生|出生)|属什么|您今年$|你今年$|高寿|岁数|多大|年纪|几岁|年龄|how old",
    re.IGNORECASE,
)
VALUE = re.compile(r"\d|[一二两三四五六七八九十百半]+(?:片|粒|颗|毫克|微克|毫升|单位)")
BLOOD_ASKED = re.compile(
    r"家里|家族|父母|遗传|爷爷|奶奶|爸|妈|父亲|母亲|兄弟|姐妹|长辈|亲戚|直系"
    r"|family|anybody in|anyone in|parents|runs in",
    re.IGNORECASE,
)
CHILDREN_ASKED = re.compile(
    r"(?:孩子|小孩)[几有]|老伴|爱人|对象|配偶|[几有生][^，。？]{0,3}(?:孩子|小孩|[子儿]女)|生育|生过|结婚|成家|婚[育姻]"
    r"|(?:any|have) (?:children|kids)|married",
    re.IGNORECASE,
)
OFFSPRING = re.compile(
    r"儿子|女儿|我们(?:兄弟|姐妹|兄妹|姐弟|弟兄)|[一二两三四五]个?[儿女]|孩子|闺女|[个俩仨]|son|daughter|kid|child",
    re.IGNORECASE,
)
INHERITED = re.compile(
    r"病|癌|瘤|得过|走的|没[的了]$|不在了|去世|遗传|身体|健康|过世|小时候|年轻时|[犯抽做开][过了]|"
    r"died|passed away|history|healthy|migraine|runs in",
    re.IGNORECASE,
)
MEDICINES_ASKED = re.compile(
    r"吃(?:着|过)?(?:什么|哪些)?药|[用服](?:着|过)?(?:什么|哪些)药|药[^，。]{0,3}[吃用打服][着过]|用药|服药|"
    r"在[吃用服]的(?:什么)?药|what medic|medications?|taking any",
    re.IGNORECASE,
)
TAKEN_FOR_THIS = re.compile(
    r"^(?!.*(?:以前|平时|长期|一直)).*[用吃]过(?:什么|啥)药|外面|这次|来之?前|(?:吃|用|服|抹)(?:过|了)?药了?(?:没|吗)|自己(?:吃|用|买)"
)
RESULT_ASKED = re.compile(r"结果|报告|化验单|(?<![a-z])(?:results?|readings?)(?![a-z])", re.IGNORECASE)
TIMED = re.compile(
    r"[昨今前][天晚早日夜晨]|上(?:周|个?月|礼拜|星期)|[一二两三四五六七八九十]点|早上|上午|中午|下午|晚上|夜里|半夜|刚才|"
    r"(?<![a-z])(?:yesterday|last night|this morning|tonight|ago|since|all day|\w+day)(?![a-z])",
    re.IGNORECASE,
)
HOME_ASKED = re.compile(
    r"哪[儿里]的?人|哪的人|老家|籍贯|住(?:在)?哪|where are you from|where do you live", re.IGNORECASE
)
GAVE_BIRTH = re.compile(
    r"(?:生|怀)(?:完|了|过)?(?:第?[一二两三]个?|[大小头老]二?)?(?:孩子|小孩|宝宝|娃)(?:的时候|时|后|以后)?"
)
NAME = re.compile(
    r"(?:我|本人|他|她|孩子|病人|患者)?(?:的?名字(?:叫|是)|叫|姓)(?!不|没|我|他|她|你|您|救护|车|人|医)[\u4e00-\u9fff]{1,6}$"
    r"|(?:my|his|her|the patient's) name(?: is|'s) [a-z' -]+$|i'm called [a-z' -]+$",
    re.IGNORECASE,
)
PARENTS: Final = (re.compile(r"爸爸?|父亲|爹"), re.compile(r"妈妈?|母亲|娘"))
VOCATIVE = re.compile(r"^(?:妈妈?|爸爸?|[爷奶]{2}|姥姥|姥爷|外公|外婆)(?=我)")
MYSELF = re.compile(r"我|(?<![a-z])(?:i|my|me)(?![a-z])", re.IGNORECASE)
MENSES = re.compile(
    r"月经|末次|例假|大姨妈|经期|绝经|初潮|(?<![a-z])(?:menstrual|last period|your periods?)", re.IGNORECASE
)
ONCE = re.compile(r"过|\d{4}年|年前|小时候")
LONG_AGO_ASKED = re.compile(
    r"老毛病|基础病|慢性病|(?:身体|健康)[^，。]{0,4}(?:以前|平时|平素|一直|一向)|(?:以前|平时|平素|一向)[^，。]{0,4}(?:身体|健康)"
    r"|输过?血|住过院|假牙|既往"
)
ONCE_HAD = re.compile(r"得过|患过|也得|是[^，。]{1,6}癌")
AS_IT_BEGAN = re.compile(
    r"[喝抽吃]\S?(?:完|了|多)(?:点|些)?[酒烟]|酒后|after (?:drinking|smoking)", re.IGNORECASE
)
"""A habit told as what one did before it began is no habit: `喝完酒，肚子疼`."""
LIVED_ASKED = re.compile(r"本地|外地|毒物|粉尘|放射|疫[区水]|去过哪|待过|出生(?:在|地)|长大")
SAID_OF_IT = re.compile(r"说(?:是)?(?!不)|诊断|提示|告诉")
SEEN_ELSEWHERE = re.compile(r"(?:外面|别处|当地|哪[儿里])?(?:看|治|处理)过|怎么治")
TELLS_AGE = re.compile(
    r"^[\d一二两三四五六七八九十零〇]{1,4}年(?:的|生|出生)|^[\d一二三四五六七八九十]{1,4}岁?$|属\S$"
)
FAMILY_FOUNDED = re.compile(r"[结未已离]\S{0,2}婚|生[过了]|[儿女]一?[儿女]|怀|流[过了产]|产")
JUST_BEFORE = re.compile(
    r"来(?:医院)?(?:之?前|的路上)|刚才|发作时|[昨今前][天晚早夜]|上(?:周|个?礼拜|星期)"
    r"|before (?:coming|i came)|on the way",
    re.IGNORECASE,
)
ON_TREATMENT = re.compile(r"吃|服|用药|[减加][到成]|停药|打针")
# What was given or offered and left alone: it says what became of the clause before it.
NOT_TAKEN = re.compile(
    r"(?:但|可|不过)?(?:是)?(?:我|他|她)?(?:就|也|都|一直|根本)?没(?:敢|有|再|去|舍得)?[吃用打抹贴喝碰做要拿接](?:它|的|过)?$"
    r"|(?:but )?(?:i|he|she|we) (?:didn't|never|haven't|did not) "
    r"(?:dare )?(?:take|taken|took|use|used|try|touch)\w*"
    r"(?: (?:it|them|any|one))?$",
    re.IGNORECASE,
)
CONTACT_ASKED = re.compile(
    r"(?!.*(?:遗传|家族|得过|病史|直系))(?:.*(?:一样的|同样的|也这样|一[起块儿]{1,2}吃|身边|周围|班[上里]|幼儿园|学校|单位|同事|同学)"
    r"|.*(?<![a-z])(?:any(?:one|body) else (?:at home )?(?:with it|sick|ill|unwell|poorly)"
    r"|around (?:you|him|her)|nursery|contacts?)(?![a-z]))",
    re.IGNORECASE,
)
HAS_IT_TOO = re.compile(
    r"(?:我|他|她)?(?:们)?\S{1,5}(?:也|都|倒是)?(?:有|得过|是|一样|查出来过)的?"
    r"|(?:my|his|her) \w+ (?:does|did|has|had|too)(?: it)?",
    re.IGNORECASE,
)
# What is said about the talk itself: who is right, that one has to think.
ASIDE = re.compile(
    r"(?:你?们?)?(?:别|甭|不要)听(?:他|她)(?:的|说|瞎说|乱说)*|(?:让|容)?我(?:再)?(?:想|算|寻思|琢磨)(?:一?[想算]|一下)?(?:啊|哦|吧|呢|看)*"
    r"|(?:他|她|你|我)?(?:肯定|准是?|又)?(?:记|说|看|听|弄|搞)(?:错|岔|混|反|倒)了?"
    r"|don't listen to (?:him|her|them)|(?:let me|i have to) think|dear|honey|darling|sweetheart",
    re.IGNORECASE,
)
