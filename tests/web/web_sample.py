"""A small ledger of its own making: twenty places, three voices, and the things that a page must bear."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from warledger.ledger import Ledger
from warledger.model import (
    Actor,
    Claim,
    Coding,
    Count,
    Counts,
    Level,
    Period,
    Place,
    Precision,
    Report,
    Source,
    Stance,
    Status,
)

NOW = datetime(2024, 12, 10, tzinfo=UTC)
REBELS = Actor("Hayat Tahrir al-Sham", "hts")
ARMY = Actor("Syrian army", "syr-army")
MONITOR = Source("Syrian Observatory for Human Rights", "sohr", (), "said")
MINISTRY = Source("Syrian Defense Ministry", "syr-defence-ministry", ("SANA",), "said")
COMMAND = Source("Military Operations Administration", "moa", (), "announced")

# name, latitude, longitude, province, day of November/December on which it fell (0: never)
TOWNS = (
    ("Qubtan al-Jabal", 36.27, 36.88, "Aleppo", 1),
    ("Anjara", 36.23, 36.94, "Aleppo", 1),
    ("Khan al-Asal", 36.17, 37.03, "Aleppo", 2),
    ("Saraqib", 35.86, 36.80, "Idlib", 3),
    ("Aleppo", 36.20, 37.16, "Aleppo", 3),
    ("Maarrat al-Numan", 35.64, 36.68, "Idlib", 4),
    ("Khan Shaykhun", 35.44, 36.65, "Idlib", 4),
    ("Morek", 35.37, 36.69, "Hama", 5),
    ("Suran", 35.29, 36.75, "Hama", 6),
    ("Halfaya", 35.26, 36.61, "Hama", 6),
    ("Taybat al-Imam", 35.27, 36.71, "Hama", 7),
    ("Hama", 35.13, 36.75, "Hama", 9),
    ("Salamiyah", 35.01, 37.05, "Hama", 9),
    ("Al-Rastan", 34.93, 36.73, "Homs", 10),
    ("Talbiseh", 34.84, 36.73, "Homs", 10),
    ("Homs", 34.73, 36.71, "Homs", 11),
    ("Daraa", 32.62, 36.10, "Daraa", 11),
    ("Suwayda", 32.71, 36.57, "Suwayda", 11),
    ("Damascus", 33.51, 36.29, "Damascus", 12),
    ("Tartus", 34.89, 35.89, "Tartus", 0),
)
FIRST = date(2024, 11, 26)
HOSTILE = (
    "<script>document.title='hacked'</script><img src=x onerror=alert(1)> The army withdrew from "
    "\u202ekerom\u202c Morek & Suran. " + "x" * 10_000
)


def day(number: int) -> date:
    """The n-th day of the offensive."""
    return FIRST + timedelta(days=number)


def place(name: str, at: int) -> Place:
    """A town of the table as named at an offset."""
    _, lat, lon, admin1, _ = next(t for t in TOWNS if t[0] == name)
    return Place(
        name=name, start=at, end=at + len(name), resolved=name, gazetteer_id=f"gn:{abs(hash_of(name))}",
        lat=lat, lon=lon, level=Level.TOWN, admin1=admin1, country="SY", probability=0.9,
    )  # fmt: skip


def hash_of(name: str) -> int:
    """A number for a name, the same on every run."""
    return sum(ord(c) * 31**i for i, c in enumerate(name)) % 1_000_000


class Writer:
    """Writes one report sentence by sentence and codes it on the way."""

    def __init__(self, ref: str, publisher: str, when: date, title: str) -> None:
        self.ref, self.publisher, self.when, self.title = ref, publisher, when, title
        self.text = ""
        self.claims: list[Claim] = []

    def say(self, sentence: str, kind: str, town: str = "", end: str = " ", **fields: object) -> Writer:
        """Add a sentence that carries one claim."""
        start = len(self.text)
        self.text += sentence + end
        at = start + max(0, sentence.find(town)) if town else 0
        given = {
            "source": MONITOR,
            "place": place(town, at) if town else None,
            "date": Period(self.when, self.when, Precision.DAY),
            **fields,
        }
        number = f"{self.ref}-{len(self.claims)}"
        claim = Claim(number, start, start + len(sentence), sentence, kind, confidence=0.8, **given)  # type: ignore[arg-type]
        self.claims.append(claim)
        return self

    def done(self) -> Coding:
        """The coding of what was written."""
        url = f"sample:{self.ref}"
        return Coding(Report(self.ref, self.text, self.when, self.publisher, self.title, url), self.claims)


def codings() -> Iterator[Coding]:
    """Reports of a made-up telling of the offensive, some 60 claims."""
    for n in range(1, 13):
        fallen = [t for t in TOWNS if t[4] == n]
        if not fallen:
            continue
        names = [t[0] for t in fallen]
        wire = Writer(f"wire-{n}", "Sample Wire", day(n), f"Insurgents press on, day {n}")
        for name in names:
            wire.say(
                f"Insurgents took {name} on {day(n):%A}, the Observatory said.", "capture", name,
                actors=(REBELS,), targets=(ARMY,),
            )  # fmt: skip
        wire.say(
            f"At least {10 + n} people were killed in strikes on {names[0]}.", "airstrike", names[0], "\n",
            source=Source(), actors=(Actor("Russia", "rus"),),
            counts=Counts(killed=Count(10 + n, 10 + n, None)),
        )  # fmt: skip
        wire.say("Thousands of people have fled their homes.", "displacement", date=None, source=Source())
        yield wire.done()
        state = Writer(f"state-{n}", "Sample State Agency", day(n), "Army repels attack")
        state.say(
            f"The army did not withdraw from {names[0]}, the Defense Ministry said.", "withdraw", names[0],
            source=MINISTRY, stance=Stance.DENIES, actors=(ARMY,),
        )  # fmt: skip
        state.say(
            f"The army will soon retake {names[-1]}.", "capture", names[-1],
            source=MINISTRY, status=Status.PLANNED, actors=(ARMY,), targets=(REBELS,),
        )  # fmt: skip
        yield state.done()
        outlet = Writer(f"opp-{n}", "Sample Opposition Outlet", day(n), f"Fighters enter {names[-1]}")
        outlet.say(
            f"Fighters advanced towards {names[-1]} at dawn.", "advance", names[-1],
            source=COMMAND, actors=(REBELS,), origin=place("Saraqib", 0),
        )  # fmt: skip
        if n == 9:
            outlet.say("Shells fell on Salamiyah.", "shelling", "Salamiyah", source=Source(), actors=(ARMY,))
            outlet.say(
                "The army said that it had redeployed from Hama.", "withdraw", "Hama",
                source=Source("Syrian army", "syr-army"), actors=(ARMY,),
            )  # fmt: skip
        yield outlet.done()
    hostile = Writer("hostile", "Sample <b>Wire</b>", day(5), "Title with <script>alert(1)</script>")
    hostile.say(HOSTILE, "withdraw", "Morek", actors=(Actor("<i>army</i>"),))
    yield hostile.done()
    names = Writer("arabic", "Sample Wire", day(6), "حماة")
    names.say(
        "دخلت الفصائل مدينة حماة", "advance", source=Source("المرصد السوري"), actors=(Actor("الفصائل"),)
    )
    yield names.done()
    cyrillic = Writer("ukrainian", "Sample Wire", day(6), "Місто Куп’янськ")
    cyrillic.say("Війська утримують Куп’янськ", "hold", source=Source(), actors=(Actor("Збройні сили"),))
    yield cyrillic.done()


def fill(ledger: Ledger) -> None:
    """Put all of it into a ledger."""
    for coding in codings():
        ledger.add(coding, NOW)
