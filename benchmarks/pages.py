"""How well news pages are read: 120 pages in ten layouts, made from this project's own templates and words.

    python benchmarks/pages.py [--each 12] [--show]

Every page is made of parts that are news (paragraphs, facts in lists, updates of a live blog) and parts that are
none (menus, cookie walls, teasers, captions, bylines, share bars, boxes of related stories, paywall notes). The
reader and the layout of paragraphs run over the page; what is left is compared with what is known to be in it:

* recall: of the words of the news, those whose whole sentence is in the text that the coder reads;
* leak: of the words that the coder reads, those of parts that are no news;
* title and date: share of pages where they are exactly right.
"""

# ruff: noqa: D102, E501 - parts of pages are named by what they are; templates stand as they come

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import escape

TOWNS = "Ardan Belsk Corvo Dunmar Estrin Falkir Garvan Holm Irsk Jarnow Keld Lomza Marden Norvik".split()
SITES = ("Sample Gazette", "The Daily Example", "Example Broadcasting", "Sample Press Agency", "Kordun Post")
PEOPLE = ("Ana Verin", "Jonas Held", "Mira Sokol", "Peter Lund", "Dalia Hamran", "Ivo Marek")
OPENERS = (
    "Government troops entered {t} on {d} after rebels pulled out of its northern quarter, residents said.",
    "At least {n} people were killed when shells hit a market in {t} on {d}, the health ministry said.",
    "Rebel fighters said on {d} that they had taken the bridge at {t} after {n} days of fighting.",
    "Air strikes hit a fuel depot near {t} early on {d}, wounding {n} workers, local officials said.",
)
MIDDLES = (
    "The army denied it and said that its units still hold the heights above {t}.",
    "“We heard the first explosion at dawn and ran to the cellar,” said a teacher in {t}.",
    "A spokesman for the rebels said that {n} soldiers had been captured; the claim could not be verified.",
    "Hospitals in {t} have run out of blood, a doctor there told reporters by telephone.",
    "The United Nations said that some {n}00 families had fled {t} since the weekend.",
    "Both sides accuse each other of breaking the ceasefire that was signed in {t} last month.",
    "Satellite pictures show at least {n} burnt-out vehicles along the road to {t}.",
    "Talks between the two delegations are to go on in {t} next week, the mediators said.",
    "The power station at {t} was damaged and half of the district is without electricity.",
    "Aid workers said a convoy of {n} lorries was turned back at the checkpoint outside {t}.",
    "More than {n} houses were destroyed, according to the mayor of {t}, who asked for tents and water.",
    "The governor said that schools in {t} would stay closed until further notice.",
)
ENDINGS = (
    "It was the heaviest fighting around {t} since the spring.",
    "The front line there has hardly moved for {n} months.",
)
TITLES = (
    "Troops enter {t} as rebels pull out",
    "At least {n} killed in shelling of {t}",
    "Rebels claim bridge at {t}: what we know",
    "Strikes hit fuel depot near {t}",
)
TEASERS = (
    "How the battle for {t} began",
    "Who are the fighters in the hills of {t}?",
    "In pictures: life on the front line at {t}",
    "Opinion: Why the talks on {t} were bound to fail",
    "Minister resigns over {t} scandal",
    "Film festival opens in {t} despite the war",
)
PLAIN = "Five things to know about the economy,Star striker out for the season,Why bread costs more this year".split(
    ","
)


@dataclass(slots=True)
class Page:
    """A page and what is known to be in it."""

    layout: str
    url: str
    title: str
    day: date
    site: str
    html: str = ""
    news: list[str] = field(default_factory=list)
    junk: list[str] = field(default_factory=list)


class Maker:
    """Draws the parts of one page, and notes which are news."""

    def __init__(self, layout: str, seed: int) -> None:
        self.random = random.Random(f"{layout}{seed}")
        self.day = date(2024, 1, 3) + timedelta(days=self.random.randrange(600))
        self.town = self.random.choice(TOWNS)
        site = self.random.choice(SITES)
        title = self.fill(self.random.choice(TITLES))
        slug = re.sub(r"[^a-z]+", "-", title.lower()).strip("-")
        host = re.sub(r"[^a-z]", "", site.lower())
        self.page = Page(layout, f"https://{host}.example/world/{slug}-{seed}", title, self.day, site)
        self.author = self.random.choice(PEOPLE)

    def fill(self, words: str) -> str:
        weekday = (self.day - timedelta(days=self.random.randrange(2))).strftime("%A")
        return words.format(t=self.town, d=weekday, n=self.random.randrange(3, 40))

    def news(self, words: str) -> str:
        """A piece of news, ready to stand in the page."""
        self.page.news.append(words)
        return escape(words, quote=False)

    def junk(self, words: str) -> str:
        """A piece that is no news."""
        self.page.junk.append(words)
        return escape(words, quote=False)

    def paragraphs(self, least: int = 2, most: int = 11) -> list[str]:
        """The story: each paragraph of one to three sentences."""
        middles = self.random.sample(MIDDLES, k=min(len(MIDDLES), self.random.randrange(least, most + 1)))
        told = [self.fill(self.random.choice(OPENERS))]
        at = 0
        while at < len(middles):
            n = self.random.choice((1, 1, 2, 2, 3))
            told.append(" ".join(self.fill(m) for m in middles[at : at + n]))
            at += n
        told.append(self.fill(self.random.choice(ENDINGS)))
        return [self.news(words) for words in told]

    def teaser(self) -> str:
        other = self.random.choice([t for t in TOWNS if t != self.town])
        words = self.random.choice((*TEASERS, *PLAIN)).format(t=other)
        return self.junk(words)

    def link(self) -> str:
        return f'<a href="/world/{self.random.randrange(10**6)}">{self.teaser()}</a>'

    def links(self, most: int = 4) -> str:
        return "".join(f"<li>{self.link()}</li>" for _ in range(self.random.randrange(2, most + 1)))

    def between(self, blocks: list[str], inserts: list[str]) -> str:
        """Blocks in order, with inserts somewhere between them."""
        out = list(blocks)
        for insert in inserts:
            out.insert(self.random.randrange(1, len(out)), insert)
        return "\n".join(out)

    def head(self, more: str = "", title: str = "") -> str:
        shown = title or f"{self.page.title} | {self.page.site}"
        return (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(shown)}</title>{more}'
            "<style>p{margin:0}</style><script>var x = {'track': true};</script></head>"
        )

    def menu(self) -> str:
        return (
            '<header><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li>'
            '<li><a href="/sport">Sport</a></li><li><a href="/weather">Weather</a></li></ul></nav></header>'
        )

    def footer(self) -> str:
        words = self.junk(f"© {self.day.year + 1} {self.page.site}. All rights reserved.")
        return f'<footer><p>{words}</p><ul><li><a href="/about">About us</a></li></ul></footer></body></html>'

    def figure(self) -> str:
        caption = self.junk(self.fill("Smoke rises over {t} in a file photo."))
        credit = self.junk(f"Photo: {self.author}/{self.page.site}")
        return (
            f'<figure><img src="/i.jpg" alt="smoke"><figcaption>{caption} <span class="credit">{credit}</span>'
            "</figcaption></figure>"
        )

    def cookies(self) -> str:
        words = self.junk(
            "We and our partners store cookies on your device to show you personalised content."
        )
        return (
            f'<div id="cookie-consent" class="cookie-banner" role="dialog"><p>{words}</p>'
            f"<button>{self.junk('Accept all')}</button><button>{self.junk('Manage preferences')}</button></div>"
        )

    def share(self) -> str:
        return (
            '<div class="share-bar"><a href="#">Facebook</a> <a href="#">WhatsApp</a> '
            f'<a href="#">{self.junk("Copy link to this article")}</a></div>'
        )


def _paragraphs(parts: list[str]) -> list[str]:
    return [f"<p>{part}</p>" for part in parts]


def broadcaster(m: Maker) -> str:
    p = m.page
    og = (
        f'<meta property="og:title" content="{escape(p.title)}"><meta property="og:site_name" '
        f'content="{p.site}"><meta property="article:published_time" content="{p.day}T07:41:00Z">'
        f'<meta property="article:modified_time" content="{p.day + timedelta(days=2)}T09:00:00Z">'
    )
    inserts = [
        f"<p><strong>{m.junk('Read more:')}</strong> {m.link()}</p>",
        f'<div class="related-inline"><h3>{m.junk("More on this story")}</h3><ul>{m.links(3)}</ul></div>',
        m.figure(),
    ]
    return (
        m.head(og) + f"<body>{m.menu()}<main><article><h1>{escape(p.title)}</h1>"
        f'<p class="byline">{m.junk("By " + m.author + ", " + p.site)}</p>'
        f'<time datetime="{p.day}T07:41:00Z">{p.day:%d %B %Y}</time>{m.share()}'
        + m.between(_paragraphs(m.paragraphs()), inserts)
        + f"</article><aside><h2>{m.junk('Most read')}</h2><ol>{m.links(5)}</ol></aside></main>{m.footer()}"
    )


def agency(m: Maker) -> str:
    p = m.page
    data = (
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle",'
        f'"headline":"{p.title}","datePublished":"{p.day}T05:12:33+00:00","dateModified":'
        f'"{p.day + timedelta(days=1)}T05:12:33+00:00","publisher":{{"@type":"Organization","name":"{p.site}"}}}}'
        "</script>"
    )
    parts = m.paragraphs()
    parts[0] = f"{m.town.upper()}, {p.day:%B} {p.day.day} ({p.site}) - {parts[0]}"
    credit = m.junk(f"Reporting by {m.author} in {m.town}; Editing by {m.random.choice(PEOPLE)}")
    return (
        m.head(data, f"{p.title} - {p.site}")
        + f'<body>{m.menu()}<div class="article-page"><article><header><h1>{escape(p.title)}</h1></header>'
        f'<div class="article-body__content">{m.figure()}'
        + m.between(_paragraphs(parts), [f'<p class="also">{m.junk("Also read:")} {m.link()}</p>', m.share()])
        + f'<p>{credit}</p><p>Our Standards: <a href="/trust">{m.junk("The principles that we work by")}</a></p>'
        f'</div></article><section class="read-next"><h2>{m.junk("Read Next")}</h2><ul>{m.links(5)}</ul></section>'
        f"</div>{m.footer()}"
    )


def weblog(m: Maker) -> str:
    p = m.page
    comments = m.junk("Great piece, thank you for your work on this!")
    meta = (
        f'<meta property="article:published_time" content="{p.day}T10:00:00+02:00">'
        f'<link rel="canonical" href="{p.url}">'
    )
    return (
        m.head(meta, f"{p.title} – {p.site}")
        + f'<body class="single-post">{m.menu()}<div id="content"><article class="post hentry">'
        f'<h1 class="entry-title">{escape(p.title)}</h1><div class="entry-meta">{m.junk("Posted by " + m.author)}'
        f' on <time class="entry-date" datetime="{p.day}">{p.day:%B %d, %Y}</time></div>'
        '<div class="entry-content">'
        + m.between(
            _paragraphs(m.paragraphs()), [m.figure(), f"<p><em>{m.junk('See also:')} {m.link()}</em></p>"]
        )
        + f'<div class="sharedaddy">{m.share()}</div><div class="jp-relatedposts"><h3>{m.junk("Related Posts")}'
        f'</h3><ul>{m.links()}</ul></div></div><footer class="entry-footer">Tags: <a href="/t">war</a></footer>'
        f'</article><div id="comments"><h2>2 comments</h2><ol><li><p>{comments}</p></li></ol></div></div>'
        + m.footer()
    )


def tabloid(m: Maker) -> str:
    p = m.page
    facts = [f"<li>{m.news(m.fill(f))}</li>" for f in m.random.sample(MIDDLES[4:], 2)]
    used = set(m.page.news)
    parts = [f'<div class="mol-para"><p class="txt">{x}</p></div>' for x in m.paragraphs()]
    m.page.news = list(dict.fromkeys([*used, *m.page.news]))
    inserts = [
        f'<div class="ad">{m.junk("ADVERTISEMENT")}</div>',
        f'<div class="promo-box"><p><b>{m.junk("MORE:")}</b> {m.link()}</p></div>',
        f"<p>{m.junk('WATCH: ')}{m.link()}</p>",
    ]
    return (
        m.head(f'<meta property="og:title" content="{escape(p.title)}">')
        + f'<body>{m.cookies()}{m.menu()}<div id="page"><div class="article-text"><h2 class="kicker">World</h2>'
        f'<h1>{escape(p.title)}</h1><ul class="bullets">{"".join(facts)}</ul>'
        f'<p class="author-section">{m.junk("By " + m.author.upper())}</p>'
        f'<p class="date">Published: 08:14, {p.day.day} {p.day:%B %Y}</p>{m.share()}<div itemprop="articleBody">'
        + m.between(parts, inserts)
        + f'</div></div><div class="sidebar"><h3>{m.junk("TOP STORIES")}</h3><ul>{m.links(6)}</ul></div></div>'
        + m.footer()
    )


def paywall(m: Maker) -> str:
    p = m.page
    note = m.junk("Subscribe to continue reading. Cancel at any time.")
    counter = m.junk("You have 2 free articles left this month.")
    letter = m.junk("Sign up for our morning newsletter and never miss a story.")
    return (
        m.head(
            f'<meta name="date" content="{p.day}"><meta property="og:site_name" content="{p.site}">'
            f'<meta property="og:title" content="{escape(p.title)}">'
        )
        + f'<body>{m.cookies()}{m.menu()}<main><article class="story"><h1>{escape(p.title)}</h1>'
        f'<p class="standfirst">{m.news(m.fill("What the fighting at {t} means for those who live there."))}</p>'
        f'<div class="meter"><p>{counter}</p></div>'
        + m.between(
            _paragraphs(m.paragraphs()), [f'<div class="newsletter-signup"><p>{letter}</p></div>', m.figure()]
        )
        + f'<div class="paywall-overlay"><h3>{note}</h3><p>{m.junk("Already a subscriber? Log in.")}</p></div>'
        f'</article><section class="recommended"><h2>{m.junk("Recommended for you")}</h2><ul>{m.links()}</ul>'
        f"</section></main>{m.footer()}"
    )


def live_blog(m: Maker) -> str:
    p = m.page
    updates = []
    hour = 21
    for part in m.paragraphs():
        updates.append(
            f'<div class="live-update" id="u{hour}"><time datetime="{p.day}T{hour:02d}:05:00Z">{hour:02d}:05</time>'
            f"<h3>{m.news(m.fill('What is known so far from {t}'))}</h3><p>{part}</p>"
            f'<div class="share-tools"><button>{m.junk("Share this update")}</button></div></div>'
        )
        hour -= 1
    keys = "".join(f'<li><a href="#u{n}">{m.junk("Jump to update " + str(n))}</a></li>' for n in range(3))
    return (
        m.head(
            f'<meta property="og:title" content="{escape(p.title)}">'
            f'<meta property="article:published_time" content="{p.day}T06:00:00Z">'
        )
        + f'<body>{m.menu()}<main><article class="live-blog"><h1>{escape(p.title)}</h1>'
        f'<nav class="key-events"><h2>{m.junk("Key events")}</h2><ul>{keys}</ul></nav>'
        + "\n".join(updates)
        + f"</article><aside><h2>{m.junk('Most viewed')}</h2><ul>{m.links()}</ul></aside></main>{m.footer()}"
    )


def explainer(m: Maker) -> str:
    p = m.page
    parts = _paragraphs(m.paragraphs(7, 11))
    half = len(parts) // 2
    facts = "".join(f"<li>{m.news(m.fill(f))}</li>" for f in m.random.sample(MIDDLES, 3))
    box = (
        f'<div class="related-articles"><h4>{m.junk("Related articles")}</h4><ul>{m.links(3)}</ul></div>'
        f"<p>{m.junk('READ NEXT | ')}{m.link()}</p>"
    )
    return (
        m.head(
            f'<meta property="og:title" content="{escape(p.title)}">'
            f'<meta itemprop="datePublished" content="{p.day}">'
        )
        + f'<body>{m.menu()}<main><article><h1>{escape(p.title)}</h1><p class="author">{m.junk(m.author)}</p>'
        f'<time itemprop="datePublished" datetime="{p.day}">{p.day.day} {p.day:%b %Y}</time>'
        f"<h2>{m.news('What happened, and who says so')}</h2>"
        + "\n".join(parts[:half])
        + box
        + f"<h2>{m.news('What both sides say about it')}</h2><ul>{facts}</ul>"
        + "\n".join(parts[half:])
        + f"</article></main>{m.share()}{m.footer()}"
    )


def old_portal(m: Maker) -> str:
    p = m.page
    body = "<br><br>\n".join(m.paragraphs())
    return (
        m.head("", p.title)
        + '<body bgcolor="#ffffff"><table width="760"><tr><td colspan="2"><a href="/">Home</a> &gt; '
        '<a href="/news">News</a></td></tr><tr><td width="160" valign="top"><ul>'
        f'{m.links(5)}</ul></td><td valign="top"><h1><font size="5">{escape(p.title)}</font></h1>'
        f"<p>{p.day:%A}, {p.day:%B} {p.day.day}, {p.day.year}</p><p>{body}</p>"
        f'<p><a href="print">{m.junk("Printable version of this page")}</a></p></td></tr></table>{m.footer()}'
    )


def microdata(m: Maker) -> str:
    p = m.page
    parts = m.paragraphs()
    promo = (
        f'<div class="newsletter"><h3>{m.junk("Get the week in one mail")}</h3>'
        f"<p>{m.junk('Sign up to our weekly letter: the stories that matter, every Friday.')}</p></div>"
    )
    return (
        m.head(f'<link rel="canonical" href="{p.url}">', f"{p.title} | World news | {p.site}")
        + f"<body>{m.cookies()}{m.menu()}"
        f'<div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">{escape(p.title)}</h1>'
        f'<meta itemprop="datePublished" content="{p.day}T12:00:00Z"><span itemprop="author">{m.junk(m.author)}'
        f'</span><div itemprop="articleBody">'
        + m.between(
            _paragraphs(parts),
            [promo, m.figure(), f"<p>{m.junk('RELATED: ')}{m.link()}</p>"],
        )
        + f'</div></div><div class="taboola"><h3>{m.junk("You may also like")}</h3>{m.links(6)}</div>{m.footer()}'
    )


def aggregator(m: Maker) -> str:
    p = m.page
    p.url = f"https://example-news.example/{p.day:%Y/%m/%d}/{p.url.rpartition('/')[2]}"
    blocks = [
        f'<div class="css-1x{n}"><p class="css-at9">{x}</p></div>' for n, x in enumerate(m.paragraphs())
    ]
    cards = "".join(f'<div class="card"><h3>{m.link()}</h3></div>' for _ in range(4))
    inline = f'<div class="css-77"><a href="/z"><span>{m.junk("Read more")}</span> <span>{m.teaser()}</span></a></div>'
    return (
        m.head(f'<link rel="canonical" href="{p.url}"><meta property="og:title" content="{escape(p.title)}">')
        + f'<body><div id="root">{m.menu()}<section><h1 class="css-9">{escape(p.title)}</h1>'
        f'<div class="css-by">{m.junk(m.author + " is a reporter for " + p.site)}</div>'
        + m.between(blocks, [inline])
        + f'</section><section class="recommended"><h2>{m.junk("Recommended")}</h2>{cards}</section></div>'
        + m.footer()
    )


LAYOUTS: dict[str, Callable[[Maker], str]] = {
    f.__name__: f
    for f in (
        broadcaster,
        agency,
        weblog,
        tabloid,
        paywall,
        live_blog,
        explainer,
        old_portal,
        microdata,
        aggregator,
    )
}


def pages(each: int) -> Iterator[Page]:
    """So many pages of each layout."""
    for name, layout in LAYOUTS.items():
        for seed in range(each):
            maker = Maker(name, seed)
            maker.page.html = layout(maker)
            yield maker.page


@dataclass(slots=True)
class Score:
    """Sums over pages; the marks of the issue are shares of them."""

    pages: int = 0
    news: int = 0
    found: int = 0
    read: int = 0
    leaked: int = 0
    titles: int = 0
    days: int = 0
    lost: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)

    def add(self, page: Page) -> None:
        """Read one page and compare."""
        from warledger.reports.layout import lay_out  # noqa: PLC0415
        from warledger.reports.readers import Given  # noqa: PLC0415
        from warledger.reports.readers.html import page as read  # noqa: PLC0415

        report = read(page.html.encode(), page.url, Given(), page.url)
        text = report.text
        kept = "\n".join(text[p.start : p.end] for p in lay_out(text).paragraphs)
        flat = f" {_flat(kept)} "
        self.pages += 1
        self.titles += report.title == page.title
        self.days += report.date == page.day
        self.read += len(flat.split())
        if report.title != page.title:
            self.lost.append(f"title {report.title!r}, not {page.title!r}")
        if report.date != page.day:
            self.lost.append(f"day {report.date}, not {page.day}")
        for part in page.news:
            for sentence in re.split(r"(?<=[.!?”])\s+(?=[A-Z“])", part):
                words = len(sentence.split())
                self.news += words
                if _flat(sentence) in flat:
                    self.found += words
                else:
                    self.lost.append(sentence)
        for part in page.junk:
            if len(part.split()) > 1 and f" {_flat(part)} " in flat:
                self.leaked += len(part.split())
                self.leaks.append(part)

    def shares(self) -> dict[str, float]:
        """Recall, leak, title and date."""
        return {
            "recall": self.found / max(self.news, 1),
            "leak": self.leaked / max(self.read, 1),
            "title": self.titles / max(self.pages, 1),
            "date": self.days / max(self.pages, 1),
        }


def _flat(text: str) -> str:
    return " ".join(text.split())


def measure(each: int) -> tuple[Score, dict[str, Score]]:
    """Over all pages, and by layout."""
    whole, parts = Score(), defaultdict(Score)
    for page in pages(each):
        whole.add(page)
        parts[page.layout].add(page)
    return whole, dict(parts)


def main() -> int:
    options = argparse.ArgumentParser(description="How well news pages are read.")
    options.add_argument("--each", type=int, default=12, help="pages of each of the ten layouts")
    options.add_argument("--show", action="store_true", help="show what is lost and what leaks")
    given = options.parse_args()
    whole, parts = measure(given.each)
    for name, score in [*parts.items(), ("all", whole)]:
        print(
            f"{name:12}",
            "  ".join(f"{k} {v:.4f}" for k, v in score.shares().items()),
            f"  {score.pages} pages",
        )
        if given.show and name != "all":
            for kind, found in (("lost", score.lost), ("leak", score.leaks)):
                for words in sorted(set(found))[:8]:
                    print(f"    {kind}: {words[:110]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
