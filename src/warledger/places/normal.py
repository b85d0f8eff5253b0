"""One spelling for many: the keys by which names are looked up."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

ARTICLES = frozenset("al el ar as an ad az at ash es ez ed en er et adh ath ush ul ur us un".split())
_MARKS = re.compile(r"[’‘'`´ʻʼʿʾʹ\"“”]")
_BREAKS = re.compile(r"[-–—‐‑_/.,;:()\[\]]+")
_SPACES = re.compile(r"\s+")
_LETTERS = str.maketrans(
    {
        "ı": "i",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ə": "a",
        "&": " and ",
    }
)

_HEADS = {
    **dict.fromkeys(("tall", "tal", "til", "tel"), "tell"),
    **dict.fromkeys(("kfar", "kufr", "kafar", "kfr", "kufur", "kefr", "kifr"), "kafr"),
    **dict.fromkeys(("dayr", "der", "dair", "dier", "deyr"), "deir"),
    **dict.fromkeys(("bayt", "beyt", "bait"), "beit"),
    **dict.fromkeys(("khan", "hann"), "khan"),
    **dict.fromkeys(("ayn", "ein", "eyn", "ayin"), "ain"),
    **dict.fromkeys(("shaykh", "sheik", "shaikh", "cheikh", "shekh"), "sheikh"),
    **dict.fromkeys(
        ("maarat", "maarrat", "marrat", "maaret", "maarret", "meret", "marat", "marret", "maarrath"), "maarat"
    ),
    **dict.fromkeys(("jebel", "djebel", "gabal", "jabel", "jbel", "gebel"), "jabal"),
    **dict.fromkeys(("qalat", "qalaat", "kalat", "kalaat"), "qalat"),
    **dict.fromkeys(("khirbet", "khirbat", "kherbet", "khurbat", "kharbet"), "khirbat"),
    **dict.fromkeys(("wady", "ouadi", "oued"), "wadi"),
    **dict.fromkeys(("umm", "oum"), "um"),
    **dict.fromkeys(("abou",), "abu"),
    **dict.fromkeys(("saint", "ste", "sainte"), "st"),
    **dict.fromkeys(("mount", "mnt"), "mt"),
    **dict.fromkeys(("fort",), "ft"),
}
_SOUNDS = tuple(
    (re.compile(a), b)
    for a, b in (
        (r"tch", "ch"),
        (r"dj", "j"),
        (r"ou|oo", "u"),
        (r"ee|ie|iy|yi", "i"),
        (r"ei|ey|ai|ay", "e"),
        (r"oe|au|aw|ow", "o"),
        (r"ck|q", "k"),
        (r"gh", "g"),
        (r"ph", "f"),
        (r"tz|ts", "z"),
        (r"sch", "sh"),
        (r"(.)\1+", r"\1"),
        (r"(a|e)(h|t)?\b", "a"),
        (r"y\b", "i"),
    )
)
_BONES = tuple(
    (re.compile(a), b)
    for a, b in (
        (r"sh|ch", "S"),
        (r"kh", "K"),
        (r"th", "t"),
        (r"dh|z", "d"),
        (r"[gqk]", "k"),
        (r"[pb]", "b"),
        (r"[vf]", "f"),
        (r"[aeiouywh ]+", ""),
        (r"(.)\1+", r"\1"),
    )
)


@lru_cache(maxsize=8192)
def fold(name: str) -> str:
    """Small letters without diacritics, apostrophes and hyphens: the key of an exact look-up.

    Args:
        name: A name in any script; only Latin letters are stripped of their marks.
    """
    plain = _MARKS.sub("", name.casefold().translate(_LETTERS))
    plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return _SPACES.sub(" ", _BREAKS.sub(" ", _MARKS.sub("", plain))).strip()


@lru_cache(maxsize=8192)
def loose(name: str) -> str:
    """The sound of a name: articles dropped, usual transliterations made one, double letters single."""
    words = [w for w in fold(name).split(" ") if w]
    kept = [w for w in words if w not in ARTICLES] or words
    glued = [w[2:] if len(w) > 5 and w[:2] == "al" and words[0] != w else w for w in kept]
    heads = [_HEADS.get(w, w) for w in glued]
    sound = " ".join(heads)
    for pattern, plain in _SOUNDS:
        sound = pattern.sub(plain, sound)
    return sound


_KURDISH = (("x", "kh"), ("ş", "sh"), ("ç", "ch"), ("ê", "e"), ("î", "i"), ("û", "u"))


def from_kurdish(name: str) -> str:
    """A name in Kurdish spelling as English would spell it ("Xan Şêxon" → "Khan Shekhon").

    Returns:
        The respelling; "" where nothing speaks for Kurdish.
    """
    low = name.casefold()
    if not any(c in low for c in "xêîû"):
        return ""
    for letter, plain in _KURDISH:
        low = low.replace(letter, plain)
    return low


@lru_cache(maxsize=8192)
def skeleton(name: str) -> str:
    """The consonants of a name, for spellings that differ in vowels; "" where fewer than three are left."""
    bones = loose(name)
    for pattern, plain in _BONES:
        bones = pattern.sub(plain, bones)
    return bones if len(bones) >= 3 and bones.isascii() else ""


def is_latin(name: str) -> bool:
    """Whether a name is written in Latin letters."""
    return all(c < "\u0250" or "\u1e00" <= c <= "\u1eff" or c in "ʻʼʿʾʹ’‘–" for c in name)


def is_arabic(name: str) -> bool:
    """Whether a name is written in Arabic letters."""
    return any("\u0600" <= c <= "\u06ff" for c in name)
