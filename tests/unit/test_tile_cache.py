"""The cache of tiles: asked at once, failing, full."""

import threading

import pytest

from geo_rtcc.ui.tile_cache import TileCache


class Answer:
    """Something of a size."""

    def __init__(self, size: int) -> None:
        self.size = size


def test_fifty_who_ask_at_once_cost_one_answer() -> None:
    made, begin = [], threading.Event()

    def make() -> Answer:
        begin.wait(10)
        made.append(1)
        return Answer(10)

    cache: TileCache[Answer] = TileCache(10_000)
    futures = [cache.ask("one", make) for _ in range(50)]
    begin.set()
    assert len({id(future.result(10)) for future in futures}) == 1
    assert cache.ask("one", make).result(10) is futures[0].result()
    assert len(made) == 1


def test_an_answer_that_failed_is_asked_for_again() -> None:
    cache: TileCache[Answer] = TileCache(10_000)

    def fail() -> Answer:
        raise ValueError

    with pytest.raises(ValueError):
        cache.ask("one", fail).result(10)
    assert cache.ask("one", lambda: Answer(7)).result(10).size == 7


def test_the_cache_is_bounded_and_forgets_what_was_used_longest_ago() -> None:
    cache: TileCache[Answer] = TileCache(10_000)
    for key in range(30):
        cache.ask(key, lambda: Answer(1500)).result(10)
        first = cache.ask(0, lambda: Answer(1500)).result(10)
        assert cache.size <= 10_000
    assert cache.ask(0, lambda: Answer(1)).result(10) is first
    assert cache.ask(1, lambda: Answer(1)).result(10).size == 1
