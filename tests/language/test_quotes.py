"""The quotation finder: every kind of mark, and marks that are set badly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warledger.language.quotes import find_quotations


def quoted(text: str) -> list[str]:
    return [text[q.start : q.end] for q in find_quotations(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('The mayor said "we stay" and left.', ['"we stay"']),
        ("The mayor said “we stay” and left.", ["“we stay”"]),
        ("« Nous restons », dit-elle.", ["« Nous restons »"]),
        ("The mayor said ``we stay'' and left.", ["``we stay''"]),
        ("‘We stay’, the villagers’ envoy said.", ["‘We stay’"]),
        ("The town's 'safe zone' isn't safe.", ["'safe zone'"]),
        ("Den Satz „wir bleiben“ sprach er.", ["„wir bleiben“"]),
        ("A 5\" shell fell near the farmers' market.", []),
        ("", []),
    ],
)
def test_marks(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


def test_quotation_in_a_quotation_has_depth() -> None:
    text = "He said: “They shouted ‘go home’ at us.”"
    outer, inner = find_quotations(text)
    assert (outer.depth, inner.depth) == (0, 1)
    assert text[inner.start : inner.end] == "‘go home’"


def test_quotation_over_paragraphs_opens_each_anew() -> None:
    text = "“The bridge fell at dawn.\n“Nobody crossed it,” the engineer said."
    first, second = find_quotations(text)
    assert not first.closed
    assert second.continues
    assert text[first.start : first.end] == "“The bridge fell at dawn."


def test_quotation_never_closed_ends_with_its_sentence() -> None:
    text = "He said “the bridge fell. Traffic stopped.\nAnother day began."
    assert quoted(text) == ["“the bridge fell."]


def test_spans_stay_in_the_text_and_nest() -> None:
    text = '"a “b" c” \'d "e\' f'
    for q in find_quotations(text):
        assert 0 <= q.start < q.end <= len(text)


@given(st.text(alphabet="ab .,\n\"“”‘’'`«»„", max_size=60))
def test_any_text_is_survived(text: str) -> None:
    found = find_quotations(text)
    for q in found:
        assert 0 <= q.start < q.end <= len(text)
        assert "\n" not in text[q.start : q.end]
    for a in found:
        for b in found:
            apart = a.end <= b.start or b.end <= a.start
            nested = a.span.contains(b.span) or b.span.contains(a.span)
            assert apart or nested
