"""What the learned models see of a word: whether it bears a cue, and what each word around a cue is to it.

The same code serves training and use; a change here asks for a new training (training/attribution/README.md).
"""

from __future__ import annotations

from dataclasses import dataclass

from warledger.coding.attribution.found import Found
from warledger.coding.attribution.lexicon import Lexicon, lexicon
from warledger.coding.attribution.rules import at
from warledger.coding.attribution.syntax import subject_of, verb_class
from warledger.coding.attribution.table import Table

_CLOSED = {"DET", "ADP", "PUNCT", "PRON", "SCONJ", "CCONJ", "PART", "AUX", "ADV"}
_SHORT_QUOTE = 4
_BUCKETS = (1, 2, 3, 5, 8, 13, 21, 40)


def candidates(table: Table) -> list[int]:
    """The words that may bear a cue."""
    words = lexicon()
    out = []
    for word, pos in enumerate(table.pos):
        if pos == "VERB":
            out.append(word)
        elif pos == "AUX":
            if table.dep[word] not in ("aux", "auxpass"):
                out.append(word)
        elif pos == "NOUN":
            if table.lemma[word] in words.nouns or table.lemma[word] in words.verbs:
                out.append(word)
        elif table.text[word] == ":" or table.lower[word] in ("according", "per"):
            out.append(word)
        elif pos == "PROPN":
            if table.lower[word] in words.verbs or table.lemma[word] in words.verbs:
                out.append(word)
        elif pos == "ADV" and table.lower[word] in words.sets["hearsay"]:
            out.append(word)
    return out


def kind_of(table: Table, word: int, words: Lexicon) -> str:
    """The lexicon's class of a candidate, or ""."""
    pos = table.pos[word]
    if pos in ("VERB", "AUX"):
        return verb_class(table, word, words)
    if pos == "NOUN":
        return words.nouns.get(table.lemma[word], "")
    return table.lower[word]


def cue_features(table: Table, word: int, rule: Found | None) -> list[str]:
    """The features of a candidate."""
    words = lexicon()
    lemma, tag, dep, pos = table.lemma[word], table.tag[word], table.dep[word], table.pos[word]
    kind = kind_of(table, word, words)
    kids = table.kids[word]
    size = len(table)
    begin, end = table.bounds[table.sentence[word]]
    low = table.lower
    following = low[word + 1] if word + 1 < end else "</s>"
    second = low[word + 2] if word + 2 < end else "</s>"
    before = low[word - 1] if word > begin else "<s>"
    earlier = low[word - 2] if word - 1 > begin else "<s>"
    deps = sorted({table.dep[k] + ("<" if k < word else ">") for k in kids if table.dep[k] != "punct"})
    subject, passive = subject_of(table, word) if pos in ("VERB", "AUX") else (-1, False)
    who = "none"
    if subject >= 0:
        who = table.ent[subject] or (
            table.lower[subject] if table.pos[subject] == "PRON" else table.pos[subject]
        )
    own = any(k == subject for k in kids)
    head = table.head[word]
    frame = "+".join(d for d in deps if d[:-1] in _FRAME)
    inside = table.quote[word] >= 0
    left_quote = word > begin and (
        table.quote[word - 1] >= 0 or (subject > begin and table.quote[subject - 1] >= 0)
    )
    right_quote = any(table.quote[w] >= 0 for w in range(word + 1, min(word + 5, end)))
    out = [
        "b",
        "l=" + lemma,
        "lp=" + lemma + tag,
        "t=" + tag,
        "d=" + dep,
        "k=" + kind,
        "n=" + following,
        "n2=" + following + "_" + second,
        "p=" + before,
        "p2=" + earlier + "_" + before,
        "ln=" + lemma + "_" + following,
        "lf=" + lemma + "|" + frame,
        "f=" + frame,
        "kf=" + kind + "|" + frame,
        "tf=" + tag + "|" + frame,
        "w=" + who,
        "lw=" + lemma + "|" + who,
        "own" + str(own),
        "hd=" + table.lemma[head] + "|" + dep,
        "ld=" + lemma + "|" + dep,
        "s3=" + lemma[-3:],
        "p3=" + lemma[:4],
        f"q={inside:d}{left_quote:d}{right_quote:d}",
        f"lq={lemma}{inside:d}{left_quote:d}{right_quote:d}",
        f"pv={passive:d}{tag}",
        f"pos={min(word - begin, 6)}",
    ]
    out.extend("c=" + d for d in deps)
    out.extend("kc=" + kind + d for d in deps)
    for k in kids:
        if table.dep[k] in ("dobj", "xcomp", "attr", "acomp", "prt", "ccomp", "nsubjpass"):
            out.append("o=" + table.dep[k] + "|" + table.lemma[k])
            out.append("lo=" + lemma + "|" + table.dep[k] + "|" + table.lemma[k])
        elif table.dep[k] == "prep":
            out.append("lpr=" + lemma + "|" + table.lower[k])
        elif table.dep[k] in ("aux", "neg", "auxpass", "mark"):
            out.append("a=" + table.lower[k])
            out.append("la=" + lemma + "|" + table.lower[k])
    if subject >= 0:
        out.append("sl=" + table.lemma[subject])
    if rule is not None:
        out.append(f"r={bool(rule.content):d}{bool(rule.source):d}{rule.anonymous:d}")
        out.append("rk=" + kind + str(bool(rule.content)))
    if table.paragraph[word] == 0:
        out.append("para0")
        out.append("para0" + pos + lemma)
    if pos == "PUNCT":
        out.append(
            f"colon={word - begin if word - begin < 8 else 8}|{word + 1 < size and table.quote[min(word + 1, size - 1)] >= 0}|{end - word < 3}"
        )
    return out


_FRAME = {
    "nsubj", "nsubjpass", "ccomp", "xcomp", "dobj", "parataxis", "agent", "attr", "acomp", "advcl", "dative", "prt", "csubj",
    "acl", "relcl", "poss",
}  # fmt: skip


@dataclass(slots=True)
class Window:
    """The words around a cue in which its source and content are sought: single words, quotations as one."""

    cue: int
    atoms: list[tuple[int, int]]
    quoted: list[bool]

    def words(self, atom: int) -> range:
        """The words of an atom."""
        first, last = self.atoms[atom]
        return range(first, last + 1)


def window(table: Table, cue: int) -> Window:
    """Cut the window of a cue: its sentence, the quotations that reach into it or stand beside it."""
    number = table.inner[cue]
    if number >= 0 and table.quotations[number].end - table.quotations[number].start < 30:
        number = -1
    begin, end = table.bounds[table.sentence[cue]]
    group = [-1]
    if number >= 0:
        span = table.quotations[number].inner
        while begin < cue and table.start[begin] < span.start:
            begin += 1
        while end > cue + 1 and table.start[end - 1] >= span.end:
            end -= 1
        atoms, quoted = _atoms(table, begin, end, number, cue)
        return Window(cue, atoms, quoted)
    size = len(table)
    paragraph = table.paragraph[cue]
    quote = table.quote
    # A quotation that reaches over the sentence's bounds comes whole; one that stands beside it comes too.
    while (
        begin > 0
        and table.paragraph[begin - 1] == paragraph
        and quote[begin - 1] >= 0
        and (quote[begin] == quote[begin - 1] or quote[begin] < 0)
        and cue - begin < 400
    ):
        begin -= 1
        if quote[begin] != quote[begin - 1] and quote[begin] >= 0 and begin > 0:
            break
    for _ in range(3):
        while end < size and quote[end] >= 0 and quote[end] == quote[end - 1] and end - cue < 1200:
            end += 1
        if end >= size:
            break
        same = table.paragraph[end] == paragraph
        if quote[end] >= 0 and (
            same
            or table.text[end - 1] == ":"
            or table.quotations[quote[end]].continues
            or (
                quote[end - 1] < 0
                and table.paragraph[end] == paragraph + 1
                and not _has_quote(table, begin, end)
            )
        ):
            paragraph = table.paragraph[end]
            end += 1
            continue
        if same and table.text[end - 1] not in _STOPS and quote[end] < 0:
            end = table.bounds[table.sentence[end]][1]
            continue
        break
    while end < size and quote[end] >= 0 and quote[end] == quote[end - 1]:
        end += 1
    del group
    atoms, quoted = _atoms(table, begin, end, -1, cue)
    return Window(cue, atoms, quoted)


_STOPS = {".", "?", "!", '"', "''", "...", "…", ")"}


def _has_quote(table: Table, begin: int, end: int) -> bool:
    return any(table.quote[w] >= 0 for w in range(begin, end))


def _atoms(
    table: Table, begin: int, end: int, level: int, cue: int
) -> tuple[list[tuple[int, int]], list[bool]]:
    atoms: list[tuple[int, int]] = []
    quoted: list[bool] = []
    word = begin
    while word < end:
        own = table.quote[word] if level < 0 else table.inner[word]
        if own >= 0 and own != level:
            last = word
            holds = table.quote if level < 0 else table.inner
            while last + 1 < end and holds[last + 1] == own:
                last += 1
            if not word <= cue <= last:
                atoms.append((word, last))
                quoted.append(True)
                word = last + 1
                continue
        atoms.append((word, word))
        quoted.append(False)
        word += 1
    return atoms, quoted


def span_features(
    table: Table, view: Window, rule: Found | None, frequent: frozenset[str]
) -> list[list[str]]:
    """The features of every atom of a window, towards its cue."""
    words = lexicon()
    cue = view.cue
    lemma = table.lemma[cue]
    kind = kind_of(table, cue, words)
    name = lemma if lemma in frequent else "~" + kind
    own_sentence = table.sentence[cue]
    chain = [cue]
    while table.head[chain[-1]] != chain[-1] and len(chain) < 12:
        chain.append(table.head[chain[-1]])
    level = {w: i for i, w in enumerate(chain)}
    up = [table.dep[w] for w in chain]
    source = frozenset(rule.source) if rule else frozenset()
    content = frozenset(rule.content) if rule else frozenset()
    subject, passive = subject_of(table, cue) if table.pos[cue] in ("VERB", "AUX") else (-1, False)
    shape = f"{table.tag[cue]}{passive:d}{subject >= 0:d}{subject > cue:d}{bool(source):d}{bool(content):d}"
    count = len(view.atoms)
    here = next((i for i, (a, b) in enumerate(view.atoms) if a <= cue <= b), 0)
    reps: list[int] = []
    rels: list[str] = []
    branches: list[int] = []
    for (first, last), quoted in zip(view.atoms, view.quoted, strict=True):
        rep = _representative(table, first, last, own_sentence) if quoted else first
        reps.append(rep)
        if table.sentence[rep] != own_sentence:
            rels.append("o<" if rep < cue else "o>")
            branches.append(-table.sentence[rep] - 2)
            continue
        branch, word, depth = -1, rep, 0
        while word not in level and depth < 40:
            branch, word, depth = word, table.head[word], depth + 1
            if table.head[word] == word and word not in level:
                break
        k = level.get(word, 9)
        if branch < 0:
            rels.append("self" if k == 0 else f"up{min(k, 4)}{up[k - 1]}")
            branches.append(word)
        else:
            side = "<" if branch < cue else ">"
            way = (
                ""
                if k == 0
                else (up[0] if k == 1 else up[0] + "." + up[min(1, len(up) - 1)] + (f".{k}" if k > 2 else ""))
            )
            rels.append(f"{way}:{table.dep[branch]}{side}")
            branches.append(branch)
    tags = []
    for i in range(count):
        rep = reps[i]
        if view.quoted[i]:
            tags.append("Q")
        elif table.pos[rep] in _CLOSED:
            tags.append(table.lower[rep])
        else:
            tags.append(table.tag[rep])
    roles = []
    for i in range(count):
        rep = reps[i]
        roles.append("S" if rep in source else "C" if rep in content else "-")
    out: list[list[str]] = []
    for i in range(count):
        rep, rel = reps[i], rels[i]
        far = abs(i - here)
        bucket = next((n for n, b in enumerate(_BUCKETS) if far <= b), len(_BUCKETS))
        side = "<" if i < here else ">" if i > here else "="
        edge = ("B" if i == 0 or branches[i - 1] != branches[i] else "") + (
            "E" if i + 1 == count or branches[i + 1] != branches[i] else ""
        )
        before = tags[i - 1] if i else "<w>"
        after = tags[i + 1] if i + 1 < count else "</w>"
        rel_before = rels[i - 1] if i else "<w>"
        rel_after = rels[i + 1] if i + 1 < count else "</w>"
        role = roles[i]
        role_before = roles[i - 1] if i else "-"
        role_after = roles[i + 1] if i + 1 < count else "-"
        features = [
            "b",
            "t=" + tags[i],
            "g=" + table.tag[rep],
            "r=" + rel,
            "re=" + rel + edge,
            "rn=" + rel + "|" + name,
            "rk=" + rel + "|" + kind,
            "rs=" + rel + "|" + shape,
            "rt=" + rel + "|" + tags[i],
            "rp=" + rel_before + "|" + rel,
            "rx=" + rel + "|" + rel_after,
            "ret=" + rel + edge + before,
            "d=" + table.dep[rep] + side,
            f"x={bucket}{side}",
            f"xt={bucket}{side}{tags[i]}",
            "pt=" + before + "|" + tags[i],
            "nt=" + tags[i] + "|" + after,
            "ppt=" + (tags[i - 2] if i > 1 else "<w>") + "|" + before,
            "nnt=" + after + "|" + (tags[i + 2] if i + 2 < count else "</w>"),
            "z=" + role_before + role + role_after,
            "zk=" + role + "|" + kind,
            "zn=" + role_before + role + role_after + "|" + name,
            "zt=" + role + "|" + tags[i],
            "zr=" + role_before + role + role_after + "|" + rel,
            "zs=" + role + side + shape,
            "rpa=" + rel_before + "|" + before + "|" + side,
            "rna=" + rel_after + "|" + after + "|" + side,
            f"st={table.sentence[rep] - own_sentence}"
            if abs(table.sentence[rep] - own_sentence) < 4
            else "st=far",
        ]
        if far <= 3:
            features.append(f"near={i - here}|{tags[i]}")
            features.append(f"nearn={i - here}|{name}")
        if i == 0:
            features.append("first")
        if i + 1 == count:
            features.append("last")
        ent = table.ent[rep]
        if ent and not view.quoted[i]:
            features.append("e=" + ent)
            features.append("er=" + ent + "|" + rel)
        if view.quoted[i]:
            first, last = view.atoms[i]
            size = last - first
            long = 0 if size < 5 else 1 if size < 10 else 2
            ends = table.text[last - 1] if last > first else ""
            ends = ends if ends in (",", ".", "?", "!") else "w"
            features += [
                f"q{long}",
                f"q{long}{side}{kind}",
                f"qr{long}{rel}",
                f"qx{long}{side}{min(far, 4)}",
                f"qxe{side}{min(far, 4)}{ends}",
                f"qn{side}{name}",
                f"qs{long}{side}{shape}",
                f"qa{before}|{after}{side}",
            ]
        out.append(features)
    return out


def _representative(table: Table, first: int, last: int, sentence: int) -> int:
    """The word of a quotation by which it hangs in the sentence of the cue, or else its first real word."""
    chosen = -1
    for word in range(first, last + 1):
        if table.sentence[word] != sentence or table.pos[word] == "PUNCT":
            continue
        head = table.head[word]
        if head == word or not first <= head <= last:
            if chosen < 0 or table.pos[word] in ("VERB", "AUX"):
                chosen = word
            if table.pos[word] in ("VERB", "AUX"):
                break
    return chosen if chosen >= 0 else min(first + 1, last)


def rule_at(table: Table, word: int) -> Found | None:
    """What the rules find at a candidate."""
    return at(table, word, lexicon())
