"""Identifiers that are numbers or codes: identity card, phone, record, plate, e-mail, birth date.

A number is taken for what its label calls it, or for what its form proves: a check digit, a prefix.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.gate.identifiers.identifier import Kind

Found = tuple[Kind, int, int]

_GAP = (
    r"(?:[:#.]|\s|id\b|号码?|编号|卡号|是|为|no\.?|number|nr\.?|num|\bis\b|写错一?位?|尾号|后面|=|\(|\"){0,5}"
)
_CODE = r"(?P<value>[a-z]{0,5}[- ]?\d[\da-z]*(?:[-/][\da-z]+| \d{3,6}(?![\d.%])){0,4})"
_CODE_SPACED = r"(?P<value>[a-z]{0,5}-?\d[\da-z]*(?:[ -]?[\da-z]*\d[\da-z]*){0,8})"
_NO_PERSONS = (
    "批准文号|批号|准字|文号|型号|版本|货号|楼号|床号|房号|门牌|国药|标准|专利|期号|卷号|书号|章节|股票|邮政"
    "|邮编|序号|热线|电话|公众|符号|信号|问号|括号|引号|编译|药品|生产|流行|试剂|产品|商品|邮政编码|疾病编码|基因|基因|位点|染色"
)
_NUMBERED = re.compile(
    rf"(?:(?!{_NO_PERSONS})[\u4e00-\u9fff]){{1,6}}(?:(?<![符信型批文间楼床房门室])号码?|编号|账户|帐户|证件?|卡|(?<![品溯])条码|流水|(?<![品政病断邮])编码|单号|id)"
    r"(?:[:#]|\s|是|为){0,3}" + _CODE_SPACED + r"(?![\da-z.%]|[年月日个次片粒元岁度])"
)
_NUMBERED_BELOW = re.compile(
    r"(?<![品药政病邮断追监])(?:条形?码|流水号|单号|编号)[^\d,。;:a-z]{1,8}"
    r"(?P<value>(?!69\d{11}(?!\d))[a-z]{0,3}\d{6,14})(?![\da-z.%])"
)
"""A label with words between it and its number: `条形码下面那串7700182345`."""
_NUMBERED_EN = re.compile(
    r"\b(?:account|acct|case|reference|ref|booking|appointment|claim|invoice|ticket|badge|staff|employee|card|folder|"
    r"confirmation|specimen|sample|barcode|study|permit|visa|residence permit)\s?"
    r"(?:reference|ref\b|code|no\b\.?|number|num\b|#|id\b)"
    r"(?:[:#.]|\s|\bis\b){0,3}" + _CODE_SPACED + r"(?![\da-z%])"
)
_EMAIL = re.compile(r"[a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9](?:[a-z0-9.-]{0,80})\.[a-z]{2,12}")
_AT = r"(?:@|＠|#|艾特|圈a|爱特|\(at\)|\[at\]| at )"
_DOT = r"(?:\.|点|\(dot\)|\[dot\]| dot )"
_EMAIL_SPOKEN = re.compile(
    rf"(?<![a-z0-9])[a-z0-9][a-z0-9._-]{{1,40}} ?{_AT} ?[a-z0-9-]{{2,30}}"
    rf"(?: ?{_DOT} ?[a-z0-9-]{{2,20}}){{0,2}} ?{_DOT} ?"
    r"(?:com|cn|net|org|edu|gov|info|io|uk|hk|tw|de|fr|jp|kr|sg|au|ca|us)(?![a-z0-9])"
)
_ACCOUNT = re.compile(
    r"(?:[微薇威徽v维]信|企业?微信?|wechat(?: id)?|\bv[x信]|\bwx\b|抖音|快手|小红书"
    r"|微博|钉钉|飞书|陌陌|知乎|豆瓣|淘宝|闲鱼|京东|b站"
    r"|facebook|snapchat|tiktok|kakao(?:talk)?|(?<![a-z])v(?=[: 号])|支付宝|扣扣|企鹅|\bqq|\bq(?=号)"
    r"|line id|whatsapp|telegram|\bskype|instagram|\big\b|signal)(?:账号|帐号|号码?|id|\bhandle)?"
    r"(?:[:@]|\s|是|为|加|\bis\b){0,3}(?P<value>[a-z][a-z0-9_.-]{4,30}|\d{5,12})(?![a-z0-9])"
)
_ACCOUNT_WHOLE = re.compile(r"(?<![a-z\d])(?P<value>(?:wx|vx|qq|weixin)[_-]?\d{5,12})(?!\d)")
_IDENTITY = re.compile(
    r"(?<![\da-z.])(?P<value>\d{6}[ -]?(?:19|20)\d{2}[ -]?(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d"
    r"|3[01])[ -]?\d{3}[\dx])(?![\da-z])"
)
_TAIL = re.compile(
    r"(?:身份证|证件|手机|电话|银行卡|医保卡|社保卡|就诊卡|病历|病案|住院|门诊|就诊|登记|\bmrn|卡)号?码?的?(?:最?后|末|尾)(?:[三四五六3456]位|号)?(?:数字?|号)?"
    r"(?:[:]|\s|是|为){0,2}(?P<value>\d{3,5}[\dx])(?![\da-z])"
    r"|(?:last|ends? in|ending(?: in)?) (?:four|4)?(?: digits)?(?: of (?:my|his|her) (?:ssn|card|phone))?"
    r"(?: is| are|:)? ?(?P<said>\d{4})(?!\d)"
)
_IDENTITY_CALLED = re.compile(
    r"(?:\bsfz|身份(?:证|号)|证件|身分证|居民证|户口|id ?card|identity(?: card)?|national id|社会保障号)"
    + _GAP
    + r"(?P<value>\d(?:[ -]?\d){13,16}[ -]?[\dx])(?![\da-z])"
)
_SAID_DIGIT = "[零〇一二三四五六七八九幺洞两拐]"
_IDENTITY_APART = re.compile(
    r"(?:身[份分]证|证件)[^\d,。;:\n]{1,10}(?P<value>\d{15}|\d{17}[\dx])(?![\da-z])"
    rf"|(?<!{_SAID_DIGIT})(?P<said>{_SAID_DIGIT}(?: ?{_SAID_DIGIT}){{14}}"
    rf"(?:(?: ?{_SAID_DIGIT}){{2}} ?(?:{_SAID_DIGIT}|[x叉]))?)(?!{_SAID_DIGIT})"
)
"""Words between the label and so many digits, or that many digits said one by one."""
_IDENTITY_BEHIND = re.compile(
    r"(?<![\da-z.])(?P<value>\d(?:[ -]?\d){16}[ -]?[\dx])(?=[^\d,。;]{0,8}(?:身份证|证件|户口))"
)
_IDENTITY_ABROAD = re.compile(
    r"(?<![\da-z])(?P<value>[a-z]{1,2}\d{6}\([\da]\))"
    r"|(?:身[份分]证(?:字号|号码?)?|\bhkid\b|\bnric\b|\bfin\b(?= no|:)|\bid (?:card|no\.?|number))"
    r"[:\s是为#]{0,3}"
    r"(?P<called>[a-z]{1,2}\d{6}\(?[\da]\)?|[a-z]\d{9}|[stfgm]\d{7}[a-z])(?![\da-z])"
    r"|\b(?:nino|national insurance(?: number| no\.?)?|ni (?:number|no\.?))(?:[:\s]|is\b){0,3}"
    r"(?P<insured>[a-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[a-d])\b"
    r"|\b(?:aadhaar|aadhar|uidai)(?: card| number| no\.?)?(?:[:\s]|is\b){0,3}"
    r"(?P<indian>\d{4} ?\d{4} ?\d{4})(?!\d)"
)
"""Hong Kong by its form; Taiwan, Singapore, Britain and India behind their labels."""
_PASSPORT = re.compile(
    r"(?:护照|passport|通行证|台胞证|军官证|士兵证|居留证|居住证|永居证|永久居留身份证|回乡证)"
    + _GAP
    + r"(?P<value>[a-z]{0,4}-?\d{6,14}|(?=[a-z]*\d)[a-z\d]{8,10}"
    r"|[a-z军士兵文海空警\u4e00-\u9fff]{1,3}字第?\d{5,9}号?)(?![\da-z])"
)
_CARD = re.compile(
    r"(?:银行卡|信用卡|借记卡|储蓄卡|学号|工号|学生证|驾驶证|驾照|\bssn\b|social security(?: number)?"
    r"|driver'?s? licen[cs]e|credit card|bank card|student id|employee id)"
    r"(?:号码?|是|为|[:#]|\s|\bis\b|\bno\b|\bnumber\b){0,3}(?P<value>[a-z]{0,3}\d[\d -]{4,22}\d)(?![\da-z])"
)
_RECORD_BEHIND = re.compile(r"(?<![\da-z.])(?P<value>[a-z]{0,3}\d{5,12})号?(?:病历|病案|档案)")
_RECORD = re.compile(
    r"(?:(?:住院|门诊|门急诊)(?:病人)?(?=号|id|\s?[:#])|住院号|门诊号|门急诊号|病历号|病案号|病历(?=号|编号)"
    r"|就诊卡|就诊号|登记号|诊疗卡|病人id|患者id|患者编号|病人编号|挂号(?=号|单号)|检查号"
    r"|影像号|放射号|病理号|标本号|条码号|档案号|体检号|卡号|留观号|病历|病案|住院|门诊卡?"
    r"|(?:心电图?|超声|b超|ct|mr|内镜|胃镜|肠镜|检验|申请|处方|报告|胶片|预约)单?(?=号)"
    r"|就医号|急诊号|诊号|流水号|(?:收据|发票|票据|结算)(?=编号|号)"
    r"|(?:收费|缴费|退费|费用|检验|检查|化验|申请|取药|领药|发药|挂号|预约|报销|转诊|结算)单(?=[:#\s]?[a-z]{0,4}\d)"
    r"|\bmrn|medical record|hosp(?:ital)?\.? (?=no|number|id)|patient (?=id|no|number)|chart (?=no"
    r"|number)|nhs (?=no|number)|record (?=no|number|#)|admission (?=no|number|id)|(?:in"
    r"|out)patient (?=no|number|id)|file (?=no|number)|case (?=no|number)|\buhid\b"
    r"|hospital (?=#)|chart (?=#|[a-z]{0,3}-?\d)|encounter"
    r"|visit (?=no|number|id)|\burn\b|accession|病理(?=编?号)|识别码|唯一码|建档号"
    r"|(?:episode|spell|referral) (?=id|no|number|#)"
    r"|\bunit (?=no\b|number|#)|\b(?:emr|ehr|pid|empi)\b|\bchi(?= no| number|:? ?\d{10}))" + _GAP + _CODE
)
_NHS = re.compile(
    r"\bnhs(?: (?:no|number|num)\.?)?(?:[:#]|\s|\bis\b){0,3}(?P<value>\d{3} ?\d{3} ?\d{4})(?!\d)"
)
_INSURANCE = re.compile(
    r"(?:医保(?:卡|账户|电子凭证)?|参保人?(?:卡|号)?|社保(?:卡)?|新农合(?:证)?|保单|医疗保险"
    r"|(?:医疗)?保险(?:卡|单|证)?|健保(?:卡)?|医疗证|合作医疗|劳保(?:卡)?|商保(?:单)?"
    r"|(?:health )?insurance(?: id| card| policy| member)?|policy|subscriber id|group (?=no)"
    r"|health card|member(?:ship)? id|medicare|medicaid)" + _GAP + _CODE
)
_INSURANCE_SPACED = re.compile(
    r"(?:医保|社保|商业?保险?|保单|insurance|policy|medicare|medibank|philhealth|ehic|ghic|bpjs)"
    r"(?: ?(?:card|id|no\.?|number|member|卡号?|号码?|账号))?(?:[:#]|\s|是|为|\bis\b){0,3}"
    r"(?P<value>[a-z]{0,4} ?\d{2,4}(?:[ -]\d{3,9}){1,3}(?:[ -]\d)?)(?![\da-z%.元块个次万])"
)
"""The number of a card as it is printed, in groups."""
_DIGIT_SAID = r"zero|oh|o|one|two|three|four|five|six|seven|eight|nine|nought"
_MOBILE = re.compile(r"(?<![\da-z.])(?:\+?86[ -]?)?1[3-9]\d(?:[ .-]?\d{4}){2}(?![\d])")
_LANDLINE = re.compile(
    r"(?<![\d.])(?:\(0\d{2,3}\) ?|0\d{2,3}[ -])(?:\d{7,8}|\d{3,4}[ -]\d{4})"
    r"(?:(?:[ -]|转(?:分机|接)?:?|分机号?:?| ?ext\.? ?| ?x)\d{1,5})?(?!\d)"
    r"|(?<![\d.])0(?:10|2\d)\d{8}(?!\d)|(?<![\d.])0\d{2,4} \d{3,4} \d{3,4}(?!\d)"
    r"|(?<![\d.])07\d{3} ?\d{6}(?!\d)|(?<![\d.])01\d{3} \d{6}(?!\d)"
)
_SPOKEN = re.compile(
    r"[一幺么1][ -]?[三四五六七八九3-9](?:[ -]?[零〇一二三四五六七八九幺么洞两]){9}"
    r"(?![零〇一二三四五六七八九])"
)
_SPOKEN_LANDLINE = re.compile(
    r"(?:电话|手机|座机|固话|号码|联系方式)[^\d,。;!?]{0,4}?"
    r"(?P<value>[零〇一二三四五六七八九幺么洞两](?:[ -]?[零〇一二三四五六七八九幺么洞两]){6,11})"
    r"(?![零〇一二三四五六七八九十百千万])"
)
_SPELT = re.compile(
    rf"(?<![a-z])(?P<value>(?:(?:double|triple) )?(?:{_DIGIT_SAID})"
    rf"(?:[ ,-]{{1,2}}(?:and )?(?:(?:double|triple) )?(?:{_DIGIT_SAID})){{6,14}})(?![a-z])"
)
"""A number told digit by digit, in words."""
_CALLED = re.compile(
    r"(?:电话|手机|联系方式|分机号?|总机|座机|固话|致电|微信|qq|传真|\btel(?:ephone)?\b|\bphone\b"
    r"|\bmobile\b|\bcell\b|\bcall(?: me| him| her)?\b|\bfax\b|contact(?: number)?|reach (?:me"
    r"|him|her) (?:at|on))"
    r"(?:[:#.]|\s|号码?|是|为|系|number|no\.?|\bis\b|\bat\b|\bon\b"
    r"|=){0,4}(?P<value>\+?\(?\d[\d() -]{5,17}\d)(?!\d)"
)
_FOREIGN = re.compile(
    r"(?<![\d.])\+\d{1,3}[ -]?\(?\d(?:[ ()-]{0,2}\d){6,12}(?: ?(?:x|ext\.?) ?\d{1,5})?(?!\d)"
    r"|(?<![\d.-])\(?\d{3}\)?(?:[ -]\d{3}-|\.\d{3}\.)\d{4}(?![\d.-])"
)
_HOTLINES = re.compile(r"(?:400|800)[ -]?\d|1(?:1[0-9]|2[0-9]|23\d{2}|00\d{2})$|95\d{3}$|010-?83132345$")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][a-z]"
    r"[·•.\- ]?(?:[a-z\d]{4}[a-z\d挂学警港澳]"
    r"|[a-z\d]{6})[挂学警港澳]?(?![a-z\d])"
)
_PLATE_BESIDE = re.compile(
    r"(?<![\da-z])(?P<value>wj[ ·]?"
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][ ·]?\d{4}[\da-z])(?![\da-z])"
    r"|(?:使馆|外交|领馆|车牌|牌照)[^\d,。]{0,6}?(?P<envoy>[使领] ?\d{6}|\d{6}[使领])(?!\d)"
    r"|(?:车牌号?|牌照|号牌|港牌|澳牌|台牌|(?:香港|澳门|台湾)的?车(?:牌号?)?|车号)"
    r"(?:[:\s]|是|为){0,3}"
    r"(?P<abroad>[a-z]{2,3}[ -]?\d{2,4}|\d{3,4}-[a-z\d]{2}|[a-z]\d{1,2}-\d{2,4}|m[a-z]?-\d{2}-\d{2})"
    r"(?![\da-z])"
)
"""Armed police and envoys by their form; Hong Kong, Macao and Taiwan behind a label."""
_PLATE_CALLED = re.compile(
    r"(?:\bplate|\btag|registration|reg\b|licen[cs]e plate)(?: (?:number|no\.?"
    r"|is))*[: ]{1,2}(?P<value>(?=[a-z]*\d)[a-z\d]{2,4}[ -]?[a-z\d]{2,4})(?![a-z\d])"
    r"|\b(?:car|vehicle|van|taxi|cab|truck|bike) "
    r"(?P<beside>[a-z]{2,3}-\d{2,4}(?:[ -]?[a-z]{1,3})?)(?![a-z\d])"
)
_DATE = (
    r"(?:(?:19|20)\d{2}(?:[-/.年 ]{1,2})\d{1,2}(?:[-/.月 ]{1,2})\d{1,2}[日号]?"
    r"|\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)?\d{2}"
    r"|\d{1,2}(?:st|nd|rd|th)?[ /-](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
    r"(?:,? |[/-])(?:19|20)\d{2}"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d{2}"
    r"|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"|[一二]?[九〇零一二三四五六七八]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}[日号]?"
    r"|(?:19|20)?\d{2}年\d{1,2}月(?:\d{1,2}[日号]?)?"
    r"|(?:农历|阴历|阳历|公历)?(?:闰?\d{1,2}|[正腊冬一二三四五六七八九十]{1,2})月(?:初|廿)?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[日号]?"
    r"|(?:[一二]?[九〇零一二三四五六七八]{2,4}|(?:19|20)?\d{2})年(?:农历|阴历)?(?:[一二三四五六七八九十正腊冬]{1,2}|闰?\d{1,2})月"
    r"(?:初?[一二三四五六七八九十廿]{1,3}[日号]?|\d{1,2}[日号])?)"
)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_ORDINAL = (
    r"(?:\d{1,2}(?:st|nd|rd|th)?|(?:twenty|thirty)[- ](?:first|second|third|fourth|fifth|sixth"
    r"|seventh|eighth|ninth)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|(?:thir|four|fif|six|seven"
    r"|eigh|nine)teenth|twentieth|thirtieth)"
)
_TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_DIGIT = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_YEAR = (
    rf"(?:(?:19|20)\d{{2}}|nineteen[- ](?:{_TENS}(?:[- ]{_DIGIT})?|(?:oh|o)[- ]{_DIGIT}|ten"
    rf"|eleven|twelve|[a-z]+teen)"
    rf"|two thousand(?: and)?(?: {_DIGIT}| ten| eleven| twelve| [a-z]+teen| {_TENS}(?:[- ]{_DIGIT})?)?)"
)
_SAID = (
    rf"(?:(?:the )?{_ORDINAL}(?: day)?(?: of)? {_MONTH}(?:,? {_YEAR})?"
    rf"|{_MONTH},? (?:the )?{_ORDINAL}(?:,? (?:of )?{_YEAR})?"
    rf"|{_MONTH},? (?:of )?{_YEAR}|{_YEAR} {_MONTH} \d{{1,2}}(?:st|nd|rd|th)?)"
)
_ERA = (
    r"(?:(?:民国|昭和|平成|大正|光绪|宣统)[一二三四五六七八九十\d]{1,3}|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥])年"
    r"(?:农历|阴历)?(?:闰?[一二三四五六七八九十正冬腊\d]{1,2}月)?(?:初?[一二三四五六七八九十廿\d]{1,3}[日号]?)?"
)
_BIRTH_TOLD = re.compile(
    rf"(?:出生(?:日期|年月日?|时间|于|在)?|生日|生辰(?:八字)?|诞辰|(?<![发产])生[于在]|寿辰)"
    rf"(?:[:=]|\s|是|为){{0,3}}(?P<value>{_ERA})"
    rf"|(?P<born>{_ERA})(?:出?生|的?生日|生人)"
    rf"|(?:\bdob\b|d\.o\.b\.?|date of birth|\bborn(?: on| in)?|birth ?(?:day|date))"
    rf"(?:[:=]|\s|\bis\b|\bon\b){{0,3}}"
    rf"(?P<said>{_SAID})(?![a-z\d])"
)
"""A day of birth by an era, by stems and branches, or in English words."""
_BIRTH = re.compile(
    rf"(?:出生(?:日期|年月日?|时间|于|在)?|生日|生于|\bdob\b|d\.o\.b\.?|date of birth"
    rf"|\bborn(?: on)?|birth ?(?:day|date))(?:[:=]|\s|是|为|\bis\b){{0,3}}(?P<value>{_DATE})"
)
_BORN = re.compile(
    rf"(?P<value>{_DATE})(?:\s?(?:出生|的?生日|生人|生的|生\b|日生)|的?[,、 ]?属[鼠牛虎兔龙蛇马羊猴鸡狗猪])"
    rf"|[我他她娃](?:是|也是)(?P<said>{_DATE})(?=的(?:$|[,。;!?]))"
)
_YEARS_AGO = r"(?:19[2-9]\d|20[01]\d)[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
_AMONG = re.compile(
    rf"(?P<value>{_YEARS_AGO})(?=[,、;\s]{{1,3}}(?:电话|手机|tel\b|phone|[男女]|身份证"
    r"|(?:\+?86)?1[3-9]\d{9}|0\d{2,3}[- ]\d{4}))"
    rf"|(?<=[男女])[,、\s]{{1,2}}(?P<said>{_YEARS_AGO})(?![\d])"
    rf"|(?:户口本?|身份证|证件|登记|档案)上?(?:登|写|印|记|填)的?是?(?P<kept>{_YEARS_AGO})(?![\d])"
    rf"|(?:姓名|名字|患儿|宝宝|\bname)[:\s]{{0,2}}[^\d,、。;:\n]{{2,20}}[,、;\s]{{1,2}}(?P<named>{_DATE})(?![\d])"
)
"""A day of years ago amid what tells who somebody is, or any day right behind a name."""
_BEHIND_NAME = re.compile(
    rf"[ ,(]{{1,3}}(?P<value>(?:{_YEARS_AGO}"
    rf"|\d{{1,2}}[-/. ](?:\d{{1,2}}|{_MONTH})[-/. ](?:19[2-9]\d|20[01]\d)))(?!\d)",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"(?<![\da-z.,/×*^-])(?P<value>(?:[a-z]{1,5}[-/]){0,2}(?:[a-z]{1,4}|[a-z]{2} )?\d(?:[-/]?\d){6,17})"
    r"(?![\da-z.%×*/~-])"
)
_SAYS_WHAT = re.compile(
    r"(?:准字|文号|批号|文献|专利|标准|注册证?|登记号|版本|型号|货号|邮编|热线|基因|编码|国药|[价费款元]"
    r"|(?<![a-z])(?:doi|pmid|pmcid|isbn|issn|nct|isrctn|chictr|prospero|crd|loinc|snomed|icd|rs|gtin|ean|lot"
    r"|batch|ref|zl))[^\d。;!?]{0,6}$"
)
_A_DAY = re.compile(r"(?:19|20)\d{2}[-/]?(?:0?[1-9]|1[0-2])[-/]?(?:0?[1-9]|[12]\d|3[01])$")

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10x98765432"
_LONG = 7
"""So many digits behind letters are a number of somebody's, one more without; measured values have fewer."""


_CODED: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("EMAIL", _EMAIL),
    ("EMAIL", _EMAIL_SPOKEN),
    ("PHONE", _ACCOUNT),
    ("PHONE", _ACCOUNT_WHOLE),
    ("MRN", _NHS),
    ("ID", _IDENTITY_CALLED),
    ("ID", _IDENTITY_APART),
    ("ID", _IDENTITY_BEHIND),
    ("ID", _IDENTITY_ABROAD),
    ("ID", _PASSPORT),
    ("ID", _CARD),
    ("MRN", _RECORD),
    ("MRN", _RECORD_BEHIND),
    ("INSURANCE", _INSURANCE_SPACED),
    ("INSURANCE", _INSURANCE),
    ("PLATE", _PLATE),
    ("PLATE", _PLATE_BESIDE),
    ("PLATE", _PLATE_CALLED),
    ("ID", _TAIL),
    ("DOB", _BIRTH),
    ("DOB", _BIRTH_TOLD),
    ("DOB", _BORN),
    ("DOB", _AMONG),
)


def coded(text: str) -> Iterator[Found]:
    """Give every identifier of a folded text that is a number, a code or a date."""
    found = [*_by_form(text)]
    yield from found
    taken = bytearray(len(text))
    for _, start, end in found:
        taken[start:end] = b"\1" * (end - start)
    for pattern in (_NUMBERED, _NUMBERED_BELOW, _NUMBERED_EN):
        for match in pattern.finditer(text):
            if _long_enough(match["value"]) and not any(taken[slice(*match.span("value"))]):
                yield _found("MRN", match)


def _by_form(text: str) -> Iterator[Found]:
    for kind, pattern in _CODED:
        for match in pattern.finditer(text):
            if kind not in {"MRN", "INSURANCE"} or _long_enough(match["value"]):
                yield _found(kind, match)
    for match in _IDENTITY.finditer(text):
        if checked(re.sub("[ -]", "", match["value"])):
            yield _found("ID", match)
    for pattern in (_MOBILE, _LANDLINE, _SPOKEN, _SPOKEN_LANDLINE, _SPELT, _CALLED, _FOREIGN):
        for match in pattern.finditer(text):
            found = _found("PHONE", match)
            if not _HOTLINES.match(text[found[1] : found[2]]):
                yield found


def beside_a_person(text: str) -> Iterator[Found]:
    """Give the long numbers and codes of a text that names somebody: theirs, unless they say what else."""
    for match in _BESIDE.finditer(text):
        value = match["value"]
        before = text[max(0, match.start() - 12) : match.start()] + re.sub(r"\d.*", "", value)
        if (
            sum(character.isdigit() for character in value) >= (_LONG if value[0].isalpha() else _LONG + 1)
            and not _A_DAY.match(value)
            and not _HOTLINES.match(value)
            and not _SAYS_WHAT.search(before)
        ):
            yield _found("MRN", match)


def born_behind(text: str, ends: Iterable[int]) -> Iterator[Found]:
    """Give the days of years ago right behind a name that ends in one of these places of a text as given."""
    for end in ends:
        match = _BEHIND_NAME.match(text, end)
        if match is not None:
            yield _found("DOB", match)


def checked(number: str) -> bool:
    """Say whether an 18-character identity number carries its right check digit."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == number[17]


def _long_enough(value: str) -> bool:
    return sum(character.isdigit() for character in value) >= 4


def _found(kind: Kind, match: re.Match[str]) -> Found:
    groups = [one for one in match.re.groupindex if match[one] is not None]
    start, end = match.span(groups[0] if groups else 0)
    while end > start and match.string[end - 1] in " -.":
        end -= 1
    return kind, start, end
