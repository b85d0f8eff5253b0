"""The names found all at once are those that spaCy's recogniser finds word by word."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, Span

from warledger.language.entities import Entities, use_entities
from warledger.language.parse import load_model, load_plain
from warledger.samples import load

_WORDS = [
    *"The Syrian Army said on Monday , 3 December 2024 that the Red Crescent in Deir ez - Zor Mrs".split(),
    *"Amina al - Khatib had counted two hundred dead . United Nations 's $ 4 million Friday".split(),
    *("\n", "\n\n", '"', " "),
]


@pytest.fixture(scope="module")
def plain() -> Language:
    return load_plain()


def names(docs: list[Doc]) -> list[list[tuple[str, str, str]]]:
    return [[(t.text, t.ent_iob_, t.ent_type_) for t in doc] for doc in docs]


@settings(max_examples=60)
@given(texts=st.lists(st.lists(st.sampled_from(_WORDS), max_size=14), min_size=1, max_size=4))
def test_words_in_any_order_give_the_same_names(plain: Language, texts: list[list[str]]) -> None:
    quick, slow = (
        names(list(model.pipe([Doc(model.vocab, words) for words in texts])))
        for model in (load_model(), plain)
    )
    assert quick == slow


def test_dispatches_give_the_same_names() -> None:
    model = load_model()
    texts = [report.text for report in load()[::5]]
    quick = list(model.pipe(texts))
    recogniser: Any = model.get_pipe("ner")
    slow = [doc.copy() for doc in quick]
    for doc in slow:
        doc.set_ents([], default="missing")
        recogniser(doc)
    assert names(quick) == names(slow)
    assert sum(len(doc.ents) for doc in quick) > 30


def test_a_name_that_stands_there_already_is_kept() -> None:
    model = load_model()
    doc = model.make_doc("Residents of Tall Rifaat saw smoke over Aleppo on Monday.")
    doc.set_ents([Span(doc, 2, 4, label="PRODUCT")], default="missing")
    found = {e.text: e.label_ for e in model(doc).ents}
    assert found["Tall Rifaat"] == "PRODUCT"
    assert found["Monday"] == "DATE"


def test_it_stands_where_the_recogniser_stood() -> None:
    names_ = load_model().pipe_names
    assert "entities" in names_
    assert "ner" not in names_


def test_a_recogniser_of_another_kind_is_left_alone() -> None:
    model = Language()
    use_entities(model)
    assert model.pipe_names == []
    recogniser: Any = model.add_pipe("beam_ner")
    recogniser.add_label("ORG")
    model.initialize()
    assert not Entities.fits(recogniser)
    with pytest.raises(ValueError, match="usual kind"):
        Entities(recogniser)
