"""The table gives every word what spaCy's attribute ruler gives it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.pipeline import AttributeRuler
from spacy.vocab import Vocab

from warledger.language.parse import load_model, load_plain
from warledger.language.ruler import TableRuler, use_tables

_WORDS = """I ain n't gon na got ta let 's c'm on y' all you it There is are was got gets not does did have 'd
that because but the a Rebels took town army \n nothin' NATO Khan what which who be been to of""".split(" ")


@pytest.fixture(scope="module")
def plain() -> Language:
    return load_plain()


def attributes(model: Language, words: list[str]) -> list[tuple[str, str, str, str, str]]:
    from spacy.tokens import Doc  # noqa: PLC0415

    doc = model(Doc(model.vocab, words))
    return [(t.text, t.pos_, t.tag_, t.lemma_, str(t.morph)) for t in doc]


@settings(max_examples=60)
@given(words=st.lists(st.sampled_from(_WORDS), min_size=1, max_size=12))
def test_words_in_any_order_are_given_the_same(plain: Language, words: list[str]) -> None:
    assert attributes(load_model(), words) == attributes(plain, words)


def test_the_table_stands_where_the_ruler_stood() -> None:
    names = load_model().pipe_names

    assert "attribute_tables" in names
    assert "attribute_ruler" not in names


@pytest.mark.parametrize(
    "pattern",
    [
        [{"TAG": "NN"}, {"TAG": "NN"}, {"TAG": "NN"}],
        [{"LOWER": "town", "OP": "+"}],
        [{"SHAPE": "Xxxx"}],
    ],
)
def test_a_ruler_that_asks_for_more_is_left_alone(pattern: list[dict[int | str, Any]]) -> None:
    ruler = AttributeRuler(Vocab())
    ruler.add([pattern], {"POS": "NOUN"})

    assert not TableRuler.fits(ruler)
    with pytest.raises(ValueError, match="do not fit"):
        TableRuler(ruler)


def test_a_model_without_a_ruler_is_left_alone() -> None:
    model = Language()

    use_tables(model)

    assert model.pipe_names == []
