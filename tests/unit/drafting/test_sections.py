"""One question and its answer, one statement of a doctor: in which section each comes to stand."""

from __future__ import annotations

from assistant.drafting import Said, Talk, Turn, packaged_templates
from assistant.drafting.figures import in_figures
from tests.fakes.tables import every
from tests.unit.drafting.test_figures import DRAFTER

ANSWERS = (
    ("有什么老毛病吗？", "慢支十来年，冬天犯。", "既往史"),
    ("基础病有吗？", "高血脂，吃着瑞舒伐。", "既往史"),
    ("身体以前怎么样？", "一直挺好，没住过院。", "既往史"),
    ("得过传染病没有？", "小时候得过肝炎。", "既往史"),
    ("输过血没有？", "生孩子那次输过两袋。", "既往史"),
    ("预防接种呢？", "按本子打的，今年打了流感的。", "个人史|既往史"),
    ("平时用什么药？", "氯沙坦一天一片，维生素D。", "既往史"),
    ("以前做过什么手术？", "2015年切过胆。", "既往史"),
    ("受过什么伤？", "前年车祸断过肋骨。", "既往史"),
    ("对什么过敏？", "吃菠萝嘴麻。", "过敏史|既往史"),
    ("过敏的东西有吗？", "头孢打了休克过。", "过敏史|既往史"),
    ("药物食物过敏？", "都没发现。", "过敏史|既往史"),
    ("抽烟吗？", "一天半包，二十来年。", "个人史"),
    ("烟酒怎么样？", "酒不喝，烟戒了五年。", "个人史"),
    ("干什么工作的？", "跑长途货车的。", "个人史|一般情况"),
    ("一直住本地吗？", "前两年在云南待过。", "个人史|一般情况"),
    ("接触过什么毒物粉尘？", "在石料厂打过工。", "个人史"),
    ("结婚了吗，几个孩子？", "结了，俩闺女。", "婚育史"),
    ("月经怎么样？", "还规律，二十八天一次，末次五号。", "月经史|婚育史"),
    ("最后一次来月经？", "上月十九号。", "月经史|婚育史"),
    ("怀过几次孕？", "三次，生了一个，流了两个。", "婚育史"),
    ("爱人身体好吗？", "挺好，没病。", "婚育史|家族史|现病史"),
    ("父母身体怎么样？", "父亲糖尿病，母亲还行。", "家族史"),
    ("兄弟姐妹呢？", "我弟有癫痫。", "家族史"),
    ("家族里有遗传病吗？", "没听说有。", "家族史"),
    ("家里老人得过这病吗？", "爷爷好像也是。", "家族史"),
    ("多大岁数？", "六十二了。", "一般情况|主诉|现病史"),
    ("民族，哪儿人？", "汉族，山东菏泽的。", "一般情况|个人史"),
    ("怎么起的病？", "提水闪了一下腰，当时就动不了。", "现病史|主诉"),
    ("到哪儿看过？", "在社区打了三天吊针，没见好。", "现病史"),
    ("当地怎么治的？", "贴膏药，吃布洛芬，一天三回。", "现病史"),
    ("做过什么检查？", "照了个腰椎CT，说突出。", "现病史|辅助检查"),
    ("大小便正常吗？", "小便正常，大便干。", "现病史|一般情况"),
    ("这段时间吃睡怎么样？", "睡不好，吃得还凑合。", "现病史|一般情况"),
    ("体重有变化吗？", "轻了七八斤。", "现病史|一般情况"),
    ("什么情况下加重？", "一咳嗽就加重。", "现病史"),
    ("躺着好点吗？", "躺着好点。", "现病史"),
    ("腿麻不麻？", "左小腿外边麻。", "现病史"),
    ("打呼噜吗？", "打，爱人说停气。", "现病史|个人史|既往史"),
    ("有没有高血压糖尿病心脏病？", "高血压有，糖尿病没有，心脏早搏。", "既往史"),
    ("肝炎结核得过吗？", "没得过。", "既往史"),
    ("最近出过远门吗？", "上月去了趟三亚。", "现病史|个人史"),
    ("养宠物没有？", "养了两只鹦鹉。", "个人史|现病史"),
    ("睡前吃安眠药吗？", "偶尔半片。", "现病史|既往史"),
    ("戴假牙眼镜吗？", "上牙是假的。", "现病史|既往史|个人史"),
)
STATED = {
    "体格检查": (
        "右膝内侧间隙压痛，浮髌试验阴性，能伸直。",
        "舌苔厚腻，脉滑。",
        "鼓膜右边红，左边正常。",
        "腰三到腰五棘突有压痛，直腿抬高右边四十度。",
        "皮疹压之褪色，躯干多，四肢少。",
        "心尖部能听到三级吹风样杂音。",
        "双下肢静脉曲张，踝部色素沉着。",
        "宫颈光滑，白带多，豆渣样。",
        "左手第四掌骨处肿，活动受限，末梢血运好。",
        "牙龈红肿，36牙松动二度。",
    ),
    "辅助检查": (
        "血常规白细胞一万二，中性百分之八十五。",
        "B超示胆囊壁毛糙，没结石。",
        "CT做了，阑尾增粗，周围有渗出。",
        "心电图是窦律，大致正常。",
        "乙肝表面抗原阳性，DNA五次方。",
        "片子上看腰四五椎间隙变窄。",
        "骨密度T值负二点八。",
        "胃镜报的是浅表性胃炎，HP阳性。",
        "幽门螺杆菌呼气试验阳性。",
        "尿里有红细胞，两个加。",
    ),
    "诊断": (
        "诊断就是急性扁桃体炎。",
        "像是带状疱疹早期。",
        "高血压3级，很高危。",
        "左侧桡骨小头半脱位。",
        "考虑过敏性紫癜，肾炎待排。",
        "先兆流产。",
        "应该是反流性食管炎。",
        "混合痔，肛裂。",
        "怀疑甲状腺功能减退。",
        "腰椎间盘突出症，坐骨神经痛。",
    ),
    "处理意见": (
        "回家热敷，一天两次，少弯腰。",
        "开三天的药，吃完没好再来。",
        "下周一空腹来抽血。",
        "别吃辣的，多喝水。",
        "做个动态血压看看。",
        "伤口隔天换药，十二天拆线。",
        "收到呼吸科住院。",
        "建议手术，你们回去商量一下。",
        "明天带尿来化验。",
        "转到上级医院进一步查。",
        "戴护腕一个月，别提重物。",
        "要是喘得厉害马上去急诊。",
        "做一个疗程理疗。",
        "术后一周复查，平时坐浴。",
    ),
}


def _sections(last: int, template: str, *turns: Turn) -> dict[str, str]:
    """Give what stands in each section of what was said in one turn."""
    told = (Turn("doctor", "哪儿不舒服？"), Turn("patient", "腰疼三天。"), *turns)
    draft = DRAFTER.draft(Talk(turns=told, language="zh"), packaged_templates().named(template, "zh"))
    lines = ((section.name, one) for section in draft.sections for one in section.sentences)
    found: dict[str, str] = {}
    for name, one in lines:
        if any(isinstance(source, Said) and source.turn == last for source in one.sources):
            found[name] = found.get(name, "") + one.text
    return found


@every(ANSWERS)
def test_an_answer_stands_where_its_question_asks(row: tuple[str, str, str]) -> None:
    asked, answered, sections = row
    found = _sections(3, "入院记录", Turn("doctor", asked), Turn("patient", answered))
    assert found
    assert set(found) <= set(sections.split("|")), found


@every([(name, said) for name, told in STATED.items() for said in told])
def test_what_a_doctor_states_stands_whole_in_its_section(row: tuple[str, str]) -> None:
    section, said = row
    found = _sections(2, "门诊初诊", Turn("doctor", said))
    assert set(found) == {section}, found
    assert set(in_figures(said)) - set("，。") <= set(found[section])
