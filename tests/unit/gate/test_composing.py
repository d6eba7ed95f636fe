"""What the learned channels are trained on is composed from slots, alike in every run."""

import random

from assistant.gate.learned.composing import composed

TABLE = """
each = 4
[slots]
drug = ["布洛芬", "美林"]
[request]
dose = ["<drug>{吃|喝}几片"]
[harmless]
about = ["<drug>是什么药"]
"""


def test_templates_are_filled_with_every_choice_and_slot(tmp_path):
    where = tmp_path / "composed.toml"
    where.write_text(TABLE, "utf-8")
    made = list(composed(where, "request", random.Random(1)))
    assert made == sorted(set(made))
    assert made
    assert set(made) <= {a + b + "几片" for a in ("布洛芬", "美林") for b in "吃喝"}


def test_the_same_seed_gives_the_same_texts(tmp_path):
    where = tmp_path / "composed.toml"
    where.write_text(TABLE, "utf-8")
    first, again = (list(composed(where, "harmless", random.Random(5))) for _ in range(2))
    assert first == again


def test_a_choice_may_stand_within_a_choice(tmp_path):
    where = tmp_path / "composed.toml"
    where.write_text(TABLE.replace("{吃|喝}几片", "{吃{一|两}片|喝几口}"), "utf-8")
    made = set(composed(where, "request", random.Random(1)))
    assert made
    assert not any("{" in one or "|" in one for one in made)
