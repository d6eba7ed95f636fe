"""Free words that say that something got worse, and those that only sound like it."""

from assistant.follow_up.screening import says_worse
from tests.fakes.tables import every

WORSE = """比昨天重了
咳得比前几天厉害
伤口越来越疼
一点没好，反而更肿了
不如前两天
走路比手术前还费劲
状态变差了
起初好了点，现在又厉害了
昨晚又烧起来了
感觉一天差过一天
皮疹扩散到背上了
今天喘得更明显了
It is worse than yesterday
hurts more than before
the swelling has got bigger
I feel weaker than last week
the wound opened again
I sleep worse than before the operation""".splitlines()
NOT_WORSE = """没有加重
没再加重，和昨天一样
越来越好
精神越来越足，饭量也越来越大
不比昨天重
比上次轻
疼得没那么厉害了
能走两千步，比前天多
睡得更好了
没觉得更疼
没有更严重
no worse than before
not getting worse
much better than last week
the cough isn't any worse
I can walk further than before
nothing got worse""".splitlines()


@every(WORSE)
def test_a_doctor_hears_of_what_got_worse(said):
    assert says_worse(said)


@every(NOT_WORSE)
def test_nobody_is_troubled_by_what_did_not(said):
    assert not says_worse(said)
