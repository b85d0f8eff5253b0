"""Where the news stands in a text: paragraphs, datelines, and the teasers and bylines to leave out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from warledger.language.document import Layout, Paragraph
from warledger.model import Link, Span

_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\u00a0": " ", "\u200b": " "}
)
_LONE = re.compile(r"[\ud800-\udfff]")  # half a character: spaCy would refuse the whole report
_LINE = re.compile(r"[^\n]+")
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’)\]]*\s*$")
_HARD_WRAP = (30, 100)


@dataclass(slots=True, frozen=True)
class _Rules:
    teasers: tuple[re.Pattern[str], ...]
    bylines: tuple[re.Pattern[str], ...]
    datelines: tuple[re.Pattern[str], ...]
    first_datelines: tuple[re.Pattern[str], ...]


@cache
def _rules() -> _Rules:
    raw = yaml.safe_load(files(__package__).joinpath("layout.yaml").read_text(encoding="utf-8"))

    def compiled(name: str, first_only: bool = False) -> tuple[re.Pattern[str], ...]:
        chosen = (rule for rule in raw[name] if bool(rule.get("first_only")) == first_only)
        return tuple(re.compile(rule["pattern"], re.IGNORECASE) for rule in chosen)

    return _Rules(
        compiled("teasers"), compiled("bylines"), compiled("datelines"), compiled("datelines", True)
    )


def lay_out(text: str) -> Layout:
    """Find the paragraphs of news.

    Args:
        text: A report's text as given.

    Returns:
        The layout; every offset counts characters of ``text``.
    """
    plain = _LONE.sub("\ufffd", text.translate(_PLAIN))
    rules = _rules()
    paragraphs: list[Paragraph] = []
    links: list[Link] = []
    for span in _blocks(plain):
        words = plain[span.start : span.end]
        if any(p.match(words) for p in rules.teasers):
            links.append(Link(text[span.start : span.end].strip(), span.start, span.end))
        elif not any(p.match(words) for p in rules.bylines):
            paragraphs.append(Paragraph(span.start, span.end, _dateline(words, span.start, not paragraphs)))
    flat = re.sub(r"[\n\r\t\f\v]", " ", plain)
    return Layout(flat, tuple(paragraphs), tuple(links))


def _dateline(words: str, start: int, first: bool) -> Span | None:
    rules = _rules()
    for pattern in rules.datelines + (rules.first_datelines if first else ()):
        found = pattern.match(words)
        if found and found.end() < len(words):
            return Span(start, start + found.end())
    return None


def _blocks(plain: str) -> list[Span]:
    """Paragraphs: lines, but where lines are wrapped at a fixed width, runs of lines up to an empty one."""
    lines = [m for m in _LINE.finditer(plain) if m.group().strip()]
    if not lines:
        return []
    wrapped = _is_hard_wrapped([m.group().rstrip() for m in lines])
    blocks: list[Span] = []
    for line in lines:
        body = line.group()
        start = line.start() + len(body) - len(body.lstrip())
        end = line.start() + len(body.rstrip())
        gap = plain[blocks[-1].end : start] if blocks else "\n\n"
        if wrapped and gap.count("\n") == 1:
            blocks[-1] = Span(blocks[-1].start, end)
        else:
            blocks.append(Span(start, end))
    return blocks


def _is_hard_wrapped(lines: list[str]) -> bool:
    """Whether most lines break off in the middle of a sentence at much the same width."""
    if len(lines) < 3:
        return False
    broken = [line for line in lines if not _SENTENCE_END.search(line)]
    in_width = [line for line in broken if _HARD_WRAP[0] <= len(line) <= _HARD_WRAP[1]]
    return len(broken) >= 0.5 * len(lines) and len(in_width) >= 0.7 * len(broken)
