"""Names in a report that may be places: found by the gazetteer, cues, capitals and the model together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from warledger.model import Level
from warledger.places.compound import streets
from warledger.places.country import country_of_demonym
from warledger.places.evidence import Mention, cues, observe, spoken_of
from warledger.places.gazetteer import Gazetteer
from warledger.places.normal import ARTICLES
from warledger.places.unlisted import area, is_head, is_part, tells_where, unlisted
from warledger.places.weighing import weigh

if TYPE_CHECKING:
    from warledger.language.document import Document, Sentence
    from warledger.language.tokens import Token

_LINKS = frozenset(
    "of the and de la le el al ar as an ad az ash es ez et du des del di da do den der van "
    "von bin ibn e i ye - ' ’ – & upon sur".split()
)
_HEADS = frozenset(
    "al el ar as an ad az ash tal tel tell tall sheikh shaykh kafr kfar abu um umm deir dayr "
    "beit ain ayn khan "
    "ras jabal jebel wadi bir maarat qalat khirbet khirbat bab bani beni mar nahr qasr sidi "
    "hay san saint".split()
)
_ABBREVIATED = frozenset({"country", "admin1", "region"})
_DATELINE = re.compile(r"[^\W\d_][^,;:/—–]*")
_AGED = re.compile(r",\s\d\d(?:,|\s+and\b)")  # "Troia, 46, was captured"
_ELIDED = re.compile(r"[dl]['’][^\W\d_a-z]")  # "Côte *d'Ivoire*"
_YEARS_OLD = re.compile(r"-year-old\s$")
_GLUE = frozenset("-‐‑–'’.")
_LONGEST = 7
_VILLAGE = 5_000  # people
_UNITS = frozenset(
    "km kms kilometer kilometers kilometre kilometres mile miles - meters metres people".split()
)


def scan(document: Document, gazetteer: Gazetteer) -> list[Mention]:
    """All names of a report that might be places, with the evidence for each; longest names first win."""
    out = _datelines(document, gazetteer)
    for sentence in document.sentences:
        out.extend(_scan_sentence(document, sentence, gazetteer))
    weigh(out, spoken_of(document))
    for m in out:
        if m.sentence < 0:
            m.weight += 3.0
    out.sort(key=lambda m: m.start)
    return out


def _datelines(document: Document, gazetteer: Gazetteer) -> list[Mention]:
    """The places before the first words: "KANSAS CITY, Mo. (AP) -"."""
    out: list[Mention] = []
    for index, paragraph in enumerate(document.paragraphs):
        line = paragraph.dateline
        if line is None:
            continue
        for found in _DATELINE.finditer(document.layout.text[line.start : line.end].split("(")[0]):
            name = found.group().rstrip(" -–—")
            start = line.start + found.start() + found.group().index(name)
            code = cues().states.get(name) if out and out[-1].sentence == -index - 1 else None
            candidates = gazetteer.find_unit(code) if code else gazetteer.exact(name)
            if candidates:
                last = 2 * len(out)
                m = Mention(name, start, start + len(name), -index - 1, last, last, candidates)
                m.text = document.text[m.start : m.end]
                m.features["bias"] = 1.0
                out.append(m)
    return out


def _scan_sentence(document: Document, sentence: Sentence, gazetteer: Gazetteer) -> Iterator[Mention]:
    tokens = sentence.words
    text = document.layout.text
    texts = [t.text for t in tokens]
    capital = [_capital(w) for w in texts]
    last: Mention | None = None
    i = 0
    while i < len(tokens):
        if (
            texts[max(0, i - 1)] == "$"
            or not (capital[i] or _prefixed(texts, i))
            or _owner(texts, capital, i, gazetteer)
        ):
            i += 1
            continue
        run = _run(texts, capital, i)
        found = _longest(text, sentence, tokens, i, run, gazetteer)
        if found is None or _is_cut(tokens, found, run[0]) or _is_small(found):
            whole = area(text, sentence, tokens, i, run)
            found = whole if whole is not None and (found is None or whole.last > found.last) else found
        if found is None and not _is_side(tokens, i, i):
            listed = last is not None and last.plural and _in_a_row(texts[last.last + 1 : i])
            found = unlisted(text, sentence, tokens, i, run, listed)
        if found is None:
            i += 1
            continue
        observe(found, tokens, texts, capital)
        if _is_aged(text, tokens, found):
            found.features["aged"] = 1.0
        if tells_where(text, found.start + len(found.name)):
            found.features["told_where"] = 1.0
        elif is_part(text, found.start + len(found.name)):
            found.features["kind_of"] = 1.0
        _with_its_kind(found, document, gazetteer)
        found.linked = last is not None and _in_a_row(texts[last.last + 1 : i])
        if found.linked and last is not None and last.plural and not found.asked:
            found.plural, found.asked = True, last.asked
            found.features["kind_of"] = 1.0
        last = found
        found.text = document.text[found.start : found.end]
        yield found
        i = max(found.last + 1, i + 1)


def _is_cut(tokens: list[Token], m: Mention, end: int) -> bool:
    """Whether a listed name is but a part of what the model takes for one ("*Ben* Younis")."""
    if not m.last < end:
        return False
    following = tokens[m.last + 1]
    return following.ent_iob_ == "I" and following.ent_type_ in {"PERSON", "GPE", "LOC", "FAC"}


def _is_small(m: Mention) -> bool:
    """Whether a name is only that of some village: "the *Plaine* Savo camp" is not there."""
    return all(c.level in {Level.TOWN, Level.POINT} and c.population < _VILLAGE for c in m.candidates)


def _is_aged(text: str, tokens: list[Token], m: Mention) -> bool:
    """Whether an age is told of who bears the name: "Troia, 46,", "the 46-year-old Troia was …"."""
    if _AGED.match(text, m.start + len(m.name)):
        return True
    after = tokens[m.last + 1].pos_ if m.last + 1 < len(tokens) else ""
    return after in {"VERB", "AUX"} and bool(_YEARS_OLD.search(text, max(0, m.start - 12), m.start))


def _owner(texts: list[str], capital: list[bool], i: int, gazetteer: Gazetteer) -> bool:
    """Whether a land's possessive lost its apostrophe: "in *Syrias* Idlib province"."""
    word = texts[i]
    if not word.endswith("s") or i + 1 >= len(texts) or not capital[i + 1] or gazetteer.exact(word):
        return False
    return any(c.kind == "country" for c in gazetteer.exact(word[:-1]))


def _with_its_kind(m: Mention, document: Document, gazetteer: Gazetteer) -> None:
    """The site that the name and the word behind it name together: "Aleppo *airport*", "Mosul *dam*"."""
    if m.name in cues().compass and m.asked not in {"admin1", "admin2"}:
        m.candidates = ()  # "West Wing", "North American": no region that is called so in another tongue
        return
    whole = document.layout.text[m.start : m.end]
    if len(whole) == len(m.name) or m.asked in {"admin1", "admin2", "town"}:
        return
    sites = gazetteer.exact(whole)
    if sites:
        m.asked = m.asked or sites[0].kind
        m.candidates = (*sites, *(c for c in m.candidates if all(c.gid != s.gid for s in sites)))
    elif "tail_capital" in m.features and (m.name in cues().doubtful or _is_street(whole)):
        m.candidates = ()  # "Hill Hospital" has nothing to do with a town of that name, nor "Baghdad Street"
        if _is_street(whole) and m.name not in cues().doubtful:
            m.features["kind_of"] = 1.0


def _is_street(name: str) -> bool:
    return name.rsplit(" ", 1)[-1].lower() in streets()


def _capital(word: str) -> bool:
    return word[:1].isupper() or (len(word) > 1 and word[0] in "'’‘`ʿ" and word[1].isupper())


def _prefixed(texts: list[str], i: int) -> bool:
    """An article in small letters before a name: "al-Bab", "ash-Shaddadi"."""
    return (
        i + 2 < len(texts)
        and texts[i] in _LINKS
        and texts[i] not in {"of", "the", "and", "on", "in"}
        and texts[i + 1] == "-"
        and _capital(texts[i + 2])
    ) or (texts[i][:3] in {"al-", "el-", "ar-", "as-", "an-", "at-", "az-"} and texts[i][3:4].isupper())


def _run(texts: list[str], capital: list[bool], i: int) -> list[int]:
    """Indices at which a name that starts at i may end, the farthest first."""
    ends: list[int] = []
    for j in range(i, min(i + _LONGEST, len(texts))):
        word = texts[j]
        if (
            (j > i and _ELIDED.match(word))
            or capital[j]
            or (word.isdigit() and j > i and texts[min(j + 1, len(texts) - 1)].lower() not in _UNITS)
        ):
            ends.append(j)
        elif j > i and word not in _LINKS and word not in _GLUE and not _tied(texts, j):
            break
    return ends[::-1] or [i]


def _tied(texts: list[str], j: int) -> bool:
    """Whether hyphens stand before and after a word: "Port-*au*-Prince"."""
    return texts[j - 1] == "-" and j + 1 < len(texts) and texts[j + 1] == "-"


def _goes_on(tokens: list[Token], j: int) -> bool:
    """Whether a hyphen ties the next capitalised word to this one."""
    if j + 2 >= len(tokens) or tokens[j + 1].text != "-":
        return False
    if tokens[j].whitespace_ or tokens[j + 1].whitespace_:
        return False
    return tokens[j + 2].text[:1].isupper() or tokens[j + 2].text in {"e", "i", "ye"}


def _longest(  # noqa: PLR0913, PLR0917 - one step of the scan
    text: str, sentence: Sentence, tokens: list[Token], i: int, ends: list[int], gazetteer: Gazetteer
) -> Mention | None:
    states = cues().states
    for j in ends:
        span = sentence.cover(tokens[i], tokens[j])
        name = text[span.start : span.end]
        if len(name) < 2 or len(name) > 70:
            continue
        if j == i and country_of_demonym(name):
            return None
        if _goes_on(tokens, j) and (name.lower() in _HEADS or len(name) < 4 or tokens[j].lower_ in ARTICLES):
            continue
        if _is_side(tokens, i, j) or is_head(tokens, i, j):
            continue
        code = states.get(name) or states.get(name + ".")
        if code and i > 1 and tokens[i - 1].text == ",":
            held = tuple(c for c in gazetteer.find_unit(code))
            if held:
                return Mention(name, span.start, span.end, sentence.index, i, j, held, "admin1")
        candidates = gazetteer.exact(name)
        if not candidates and len(name) > 4:
            candidates = gazetteer.similar(name)
        if name.isupper() and len(name) < 6:
            candidates = tuple(c for c in candidates if c.kind in _ABBREVIATED)
        elif len(name) == 2:
            candidates = tuple(c for c in candidates if c.own)  # "Al" is no "AL"
        if candidates:
            return Mention(name, span.start, span.end, sentence.index, i, j, candidates)
    return None


def _is_side(tokens: list[Token], i: int, j: int) -> bool:
    """Whether words only tell a side of the name behind them: "*South West* England"."""
    if any(t.text not in cues().compass and t.text != "-" for t in tokens[i : j + 1]) or j + 1 >= len(tokens):
        return False
    return _capital(tokens[j + 1].text) and tokens[j + 1].lower_ not in cues().asked


def _in_a_row(between: list[str]) -> bool:
    return 0 < len(between) <= 2 and all(w in {",", "and", "or", "&", "/"} for w in between)
