"""The memory of contents is bounded, and never gives anything but what was put in."""

from assistant.store.shelf import Content, Shelf


def held(words, *passages):
    return Content(text=words, passages=dict.fromkeys(passages))


def test_lets_go_of_the_least_recently_used():
    shelf = Shelf(characters=10)
    shelf.put("a@1", held("x" * 4, "a@1#1"))
    shelf.put("b@1", held("x" * 4, "b@1#1"))
    assert shelf.get("a@1") is not None
    shelf.put("c@1", held("x" * 4, "c@1#1"))
    assert [shelf.get(name) is not None for name in ("a@1", "b@1", "c@1")] == [True, False, True]
    assert (shelf.owner("a@1#1"), shelf.owner("b@1#1")) == ("a@1", None)


def test_holds_one_that_is_too_long_alone():
    shelf = Shelf(characters=10)
    shelf.put("a@1", held("x" * 4))
    shelf.put("b@1", held("x" * 40))
    shelf.put("b@1", held("x" * 40))
    assert (shelf.get("a@1"), shelf.get("b@1").text) == (None, "x" * 40)
