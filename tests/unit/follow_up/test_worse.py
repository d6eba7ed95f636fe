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
走路越发吃力
饭量比上周差了些
精神不比从前，比昨天更差
今早起来肿到膝盖了，昨天才到脚踝
血压一天高过一天
夜里要起来四五次，上周才一两次
换了药以后更难受
一上楼就喘，以前不会
It is worse than yesterday
hurts more than before
my ankles have swollen up more
The pain is stronger than it was on Monday
I get out of breath sooner than I used to
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
比刚出院那阵子精神多了
血压稳住了，比上周低
上周的检查结果出来了，正常
血糖比之前好控制
没有更严重
no worse than before
not getting worse
much better than last week
the cough isn't any worse
I can walk further than before
nothing got worse
I have more energy than last week
I can climb stairs again""".splitlines()


@every(WORSE)
def test_a_doctor_hears_of_what_got_worse(said):
    assert says_worse(said)


@every(NOT_WORSE)
def test_nobody_is_troubled_by_what_did_not(said):
    assert not says_worse(said)
