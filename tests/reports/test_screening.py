"""What is not English is kept, uncoded, with its reason; English is read however short or odd it is."""

# ruff: noqa: E501 - sentences stand as they come

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from warledger.model import Report
from warledger.reports.screen import reason_to_drop

OTHERS = {
    "Arabic": "دخلت القوات الحكومية البلدة صباح الثلاثاء بعد انسحاب المسلحين كما قال السكان",
    "Cyrillic": "Войска вошли в посёлок во вторник утром, после того как повстанцы ушли, сообщили жители",
    "Hebrew": "הכוחות נכנסו לכפר ביום שלישי בבוקר לאחר שהמורדים נסוגו, כך אמרו תושבים במקום",
    "French": "Les forces gouvernementales sont entrées mardi matin dans la petite ville après le retrait des "
    "combattants, ont déclaré plusieurs habitants joints par téléphone.",
    "Spanish": "Las fuerzas del gobierno entraron el martes por la mañana en la pequeña ciudad después de la "
    "retirada de los combatientes, según dijeron varios vecinos por teléfono.",
    "German": "Regierungstruppen rückten am Dienstagmorgen in die kleine Stadt ein, nachdem sich die Kämpfer "
    "zurückgezogen hatten, wie mehrere Bewohner am Telefon berichteten.",
    "Turkish": "Hükümet güçleri, savaşçıların çekilmesinin ardından salı sabahı küçük kasabaya girdi, "
    "telefonla ulaşılan birçok kasaba sakini bunu doğruladı.",
}
ENGLISH = [
    "Government troops entered the small town on Tuesday after the fighters pulled out, residents said.",
    "Ardan: army shells rebel positions, three dead.",
    "URGENT Explosion heard Ardan north",
    "Troops shell Ardan; rebels claim drone strike near Belsk airfield, seven wounded, two tanks destroyed.",
    "Al-Qaryatayn, Tell Hamis, Deir ez-Zor, Abu Kamal: clashes reported overnight, no casualty figures.",
    "President Zelenskyy met Chancellor Scholz, Prime Minister Trudeau, Ursula von der Leyen, Jens Stoltenberg.",
    "The minister said “Войска вошли в посёлок” in a post that his office later took back, agencies reported.",
    "",
    "12 34 !!",
]


@pytest.mark.parametrize("language", OTHERS)
def test_another_language_is_named(language: str) -> None:
    reason = reason_to_drop(Report("x", OTHERS[language]))
    assert reason.startswith("not in English")
    assert language in reason


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_read(text: str) -> None:
    assert reason_to_drop(Report("x", text)) == ""


def test_what_is_dropped_is_listed_and_gone_once_it_is_coded(
    warledger: Callable[..., Any], tmp_path: Path
) -> None:
    file, book = tmp_path / "mixed.jsonl", tmp_path / "war.db"

    def give(*texts: str) -> Any:
        rows = [
            {
                "id": f"r{n}",
                "text": text,
                "date": "2024-03-05",
                "publisher": "Sample Gazette",
                "title": f"T{n}",
            }
            for n, text in enumerate(texts)
        ]
        file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
        return warledger("add", file, "--ledger", book)

    first = give(ENGLISH[0], OTHERS["Arabic"], OTHERS["German"])
    assert first.code == 0
    assert "1 new; " not in first.out
    assert "1 new, 2 not coded" in first.out
    rows = json.loads(warledger("reports", "--ledger", book, "--dropped", "--json").out)
    assert {(r["title"], r["reason"]) for r in rows} == {
        ("T1", "not in English (written in Arabic letters)"),
        ("T2", "not in English (German by its words)"),
    }
    assert rows[0]["letters"] > 50
    table = warledger("reports", "--ledger", book, "--dropped").out
    assert "German by its words" in table
    assert len(json.loads(warledger("reports", "--ledger", book, "--json").out)) == 1
    again = give(ENGLISH[0], ENGLISH[3], OTHERS["German"])
    assert "1 new, 1 already there, 1 not coded" in again.out
    left = json.loads(warledger("reports", "--ledger", book, "--dropped", "--json").out)
    assert [r["title"] for r in left] == ["T2"]
    assert warledger("reports", "--ledger", book, "--dropped", "--place", "Ardan").code == 2


def test_coded_and_dropped_come_in_the_order_given(warledger: Callable[..., Any], tmp_path: Path) -> None:
    texts = [OTHERS["French"], ENGLISH[0], OTHERS["Hebrew"], OTHERS["Cyrillic"], ENGLISH[3], OTHERS["Arabic"]]
    file = tmp_path / "mixed.jsonl"
    file.write_text("\n".join(json.dumps({"id": str(n), "text": t}) for n, t in enumerate(texts)))
    rows = [json.loads(line) for line in warledger("code", file, "-f", "jsonl").out.splitlines()]
    assert [row["id"] for row in rows] == ["0", "1", "2", "3", "4", "5"]
    assert ["dropped" in row for row in rows] == [True, False, True, True, False, True]
    assert "not coded: not in English" in warledger("code", file).out
