"""What holds for any text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warledger.actors import Registry
from warledger.actors.registry import keys_of, normalise
from warledger.model import Actor

PIECES = st.sampled_from(
    "it they who its The the and or Syria Syrian army HTS (HTS) rebels said that its forces of our we 'we "
    "former latter two leaders both country President Haddad al - ' \" “ ” , . ; ( ) \n Russia's Putin's "
    "claims denied dozens hundreds fighters group ministry in Homs Jordan Sudan al-Sudani ʿ ß İ 你好 🙂 # @x "
    "themselves himself another one to be which whom 30 1st of of of".split(" ")
)
QUIET = settings(max_examples=60, suppress_health_check=list(HealthCheck))


def check(asked: Any) -> None:
    text = asked.document.text
    for span, actor in asked.cast.parties():
        assert 0 <= span.start < span.end <= len(text)
        assert isinstance(actor, Actor)
    for sentence in asked.document.sentences:
        for token in sentence.words:
            one = asked.cast.actor_at(sentence, token, Actor("Chadian army", "tcd-army"))
            assert one.name == one.name.strip() and "\n" not in one.name
            assert one.name or not one.id
            for actor in asked.cast.actors_at(sentence, token):
                assert actor.name


@QUIET
@given(text=st.lists(PIECES, max_size=40).map(" ".join))
def test_any_words_give_parties(ask: Callable[..., Any], text: str) -> None:
    check(ask(text))


@QUIET
@given(text=st.text(max_size=200))
def test_any_text_gives_parties(ask: Callable[..., Any], text: str) -> None:
    check(ask(text))


def test_odd_reports_give_parties(ask: Callable[..., Any]) -> None:
    for text in (
        "",
        "A" * 10_000,
        "they " * 100,
        '"' * 200,
        "((((" * 40,
        "the army's " * 30,
        "H T S " * 50,
    ):
        check(ask(text))


@given(st.text(max_size=60))
@settings(max_examples=300)
def test_any_name_may_be_asked(registry: Registry, name: str) -> None:
    found = registry.find(name)
    assert found is None or found.id in registry
    assert normalise(normalise(name)) == normalise(name)
    assert isinstance(keys_of(name), str)
    registry.source(name)
