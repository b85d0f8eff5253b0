"""The words of a parse: they tell what spaCy tells, and can be hung elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from warledger.language.parse import Parser, load_model
from warledger.language.tokens import Reader, Token, spelled
from warledger.model import Report

Parsed = tuple[Doc, list[Token]]
TEXT = (
    "On Monday the army's 5th Brigade, which had held Tel Amar since May, left the town and its airbase. "
    "Rebels said: \"We didn't fight, and 20 of our men were killed.\" U.S. officials weren't sure."
)
NAMES = (
    "i",
    "idx",
    "text",
    "lower_",
    "lemma_",
    "pos_",
    "tag_",
    "dep_",
    "ent_type_",
    "ent_iob_",
    "whitespace_",
)
FLAGS = ("is_punct", "is_space", "is_alpha", "is_stop", "is_title", "is_upper")


@pytest.fixture(scope="module")
def both() -> Parsed:
    doc = load_model()(TEXT)
    return doc, Reader(doc.vocab).read(doc)


def test_every_word_tells_what_spacy_tells_of_it(both: Parsed) -> None:
    doc, tokens = both
    for theirs, ours in zip(doc, tokens, strict=True):
        assert [getattr(ours, n) for n in NAMES + FLAGS] == [getattr(theirs, n) for n in NAMES + FLAGS]
        assert (ours.sent.start, ours.sent.end) == (theirs.sent.start, theirs.sent.end)
        assert ours.head.i == theirs.head.i


@pytest.mark.parametrize("name", ["children", "lefts", "rights", "subtree", "ancestors", "conjuncts"])
def test_the_tree_is_spacys(both: Parsed, name: str) -> None:
    doc, tokens = both
    for theirs, ours in zip(doc, tokens, strict=True):
        assert [t.i for t in getattr(ours, name)] == [t.i for t in getattr(theirs, name)]
        assert (ours.left_edge.i, ours.right_edge.i) == (theirs.left_edge.i, theirs.right_edge.i)


def test_words_are_spelled_as_they_stand(both: Parsed) -> None:
    doc, tokens = both
    assert spelled(tokens) == TEXT
    assert spelled(tokens[3:9]) == doc[3:9].text
    assert not spelled([])


def test_a_neighbour_before_the_first_word_is_an_error(both: Parsed) -> None:
    _, tokens = both
    assert tokens[1].nbor(-1) is tokens[0]
    with pytest.raises(IndexError):
        tokens[0].nbor(-1)


def test_a_word_hung_elsewhere_leaves_its_old_head(both: Parsed) -> None:
    _, tokens = both
    verb = next(t for t in tokens if t.text == "left")
    noun = next(t for t in tokens if t.text == "airbase")
    old = noun.head
    noun.attach(verb)
    assert noun.head is verb
    assert noun not in old.children
    assert [t.i for t in verb.children] == sorted(t.i for t in verb.children)
    assert noun in verb.rights and noun not in verb.lefts
    noun.attach(noun)
    assert noun.head is noun and noun not in verb.children and not list(noun.ancestors)
    noun.attach(old)
    assert noun in old.children


def test_sentences_stand_where_they_stand_in_the_report() -> None:
    text = f"AMARA (Agency) - {TEXT}\n\nA second paragraph tells nothing."
    document = next(iter(Parser().parse([Report("r", text)])))
    assert len(document.sentences) >= 3
    for sentence in document.sentences:
        assert sentence.text == text[sentence.start : sentence.end]
        words: list[Token] = sentence.words
        assert [text[(s := sentence.at(w)).start : s.end] for w in words] == [w.text for w in words]


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)), min_size=1, max_size=25))
def test_heads_never_go_round_in_a_circle(both: Parsed, moves: list[tuple[int, int]]) -> None:
    doc, _ = both
    tokens = Reader(doc.vocab).read(doc)
    for one, other in moves:
        token, head = tokens[one % len(tokens)], tokens[other % len(tokens)]
        token.attach(head)
        assert token.head is head

    for token in tokens:
        above, steps = token, 0
        while above.head is not above:
            above, steps = above.head, steps + 1
            assert steps < len(tokens)
        assert all(c.head is token for c in token.children)


def test_what_a_word_is_hung_beneath_takes_its_place(both: Parsed) -> None:
    doc, _ = both
    tokens = Reader(doc.vocab).read(doc)
    root = next(t for t in tokens if t.head is t)
    below = root.children[0]
    root.attach(below)

    assert below.head is below
    assert below.dep_ == "ROOT"
