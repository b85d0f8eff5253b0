"""What the learned models see of a word that may bear a cue.

The same code serves training and use; a change here asks for a new training (training/attribution/README.md).
"""

from __future__ import annotations

from warledger.coding.attribution.found import Found
from warledger.coding.attribution.lexicon import Lexicon, lexicon
from warledger.coding.attribution.rules import at
from warledger.coding.attribution.syntax import subject_of, verb_class
from warledger.coding.attribution.table import Table


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
            f"colon={min(word - begin, 8)}|{word + 1 < size and table.quote[word + 1] >= 0}|{end - word < 3}"
        )
    return out


_FRAME = {
    "nsubj", "nsubjpass", "ccomp", "xcomp", "dobj", "parataxis", "agent", "attr", "acomp", "advcl", "dative",
    "prt", "csubj", "acl", "relcl", "poss",
}  # fmt: skip


def rule_at(table: Table, word: int) -> Found | None:
    """What the rules find at a candidate."""
    return at(table, word, lexicon())
