"""What only lasts is no emergency by resemblance; what is new, or an age, is not what lasts."""

from assistant.triage.lasting import only_lasting
from tests.fakes.tables import every


@every(
    [
        ("头晕没劲好几个月了", True),
        ("两只手的小关节又肿又疼，三个月", True),
        ("大便带血断断续续俩月了", True),
        ("咽东西越来越费劲，快两个月了", True),
        ("咳嗽三个礼拜了", True),
        ("失眠两年", True),
        ("腰疼大半年了", True),
        ("my knees have been aching for two months", True),
        ("stiff every morning for about an hour, been going on for months", True),
        ("三个月前做过手术，今天肚子疼", False),
        ("三个月大的宝宝发烧", False),
        ("宝宝8个月，高烧", False),
        ("怀孕两个月肚子疼", False),
        ("前两个月能走一里地，走不到两百米胸就闷痛", False),
        ("头疼两个月，今天突然加重", False),
        ("胸口疼了半个小时", False),
        ("月经两个月没来", False),
        ("he is 3 months old and hot", False),
        ("for months on and off, suddenly much worse today", False),
    ],
    name=lambda row: row[0],
)
def test_only_what_lasts(row):
    assert only_lasting(row[0]) is row[1]
