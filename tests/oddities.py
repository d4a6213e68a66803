"""Pages and Markdown of our own making, as odd as the web.

Each is made from a number, so that a case can be made again.

Every word is told apart from every other (`w12`), so that what is lost has a name.
"""

import random
from collections.abc import Callable

ADDRESSES = (
    "https://example.org/a",
    "http://example.org/a b",
    "HTTPS://EXAMPLE.ORG/%zz",
    "https://example.org/a|b[c]{d}^`",
    "//example.org/x",
    "/relative/a.html",
    "javascript:alert(1)",
    "",
    " ",
    "#",
    "#w",
    "#no such id",
    "mailto:a@example.org",
    "mailto:",
    "mailto:a b@c",
    "tel:+49 30 1",
    "data:text/html,x",
    "https://",
    "https:///x",
    "http://[::1",
    "https://exämple.org/ü?q=ä#ö",
    "https://example.org:99999/",
    "ftp://example.org/a",
    "file:///etc/x",
    "https://example.org/\\a\\b",
    "https://user:pass@example.org/",
    "about:blank",
    "https://example.org/?a=1&b=2&amp;c=3",
    "https://example.org/a#b#c",
    "https://example..org/",
    "https://-a.example/",
    "https://example.org/\u202e",
    "https://example.org/%",
    "x:y",
    "https://example.org/<a>",
    "http:a",
    "https:/a.b",
)
PICTURES = (
    "a.png",
    "https://example.org/a.png",
    "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7",
    "data:,",
    "",
    "//example.org/a.webp",
    "../up.png",
    "C:\\a.png",
    "data:image/png;base64," + "A" * 4000,
    "a.png?x=1#y",
    "{{ src }}",
    "cid:1",
)
LANGUAGES = (
    "en",
    "de-DE",
    "x",
    "zh_CN",
    "xx-yy-zz-long-subtag",
    "english",
    "",
    " ",
    "de,en",
    "i-klingon",
    "en-",
    "-en",
    "sr-Latn-RS",
    "EN",
    "123",
    "ar",
    "fr_FR.UTF-8",
    "und",
)
MARKS = (
    "&nbsp;",
    "&shy;",
    "&#1;",
    "&#x1F600;",
    "&zwj;",
    "&unknown;",
    "&",
    "<",
    ">",
    "\u200b",
    "\ufeff",
    "&#xFFFE;",
    "&#0;",
    "&lrm;",
    "\u2028",
    "\x85",
    "&#128;",
    "&#xD800;",
)
PHRASES = (
    "a",
    "b",
    "i",
    "em",
    "strong",
    "span",
    "small",
    "sub",
    "sup",
    "u",
    "s",
    "del",
    "ins",
    "code",
    "kbd",
    "q",
    "cite",
    "mark",
    "abbr",
    "time",
    "font",
    "bdo",
    "bdi",
    "ruby",
    "rt",
    "var",
    "big",
    "tt",
    "label",
    "button",
    "custom-tag",
    "o:p",
    "nobr",
    "math",
    "mi",
    "dfn",
    "data",
    "output",
    "acronym",
    "strike",
)
BLOCKS = (
    "p",
    "div",
    "section",
    "article",
    "header",
    "footer",
    "nav",
    "aside",
    "main",
    "blockquote",
    "ul",
    "ol",
    "dl",
    "table",
    "figure",
    "pre",
    "h1",
    "h2",
    "h3",
    "h6",
    "details",
    "form",
    "fieldset",
    "address",
    "center",
    "hr",
    "noscript",
    "li",
    "dt",
    "td",
    "figcaption",
    "caption",
    "legend",
    "summary",
    "svg",
    "iframe",
    "video",
    "object",
    "select",
    "dialog",
    "menu",
    "amp-img",
    "picture",
    "map",
    "frameset",
    "marquee",
    "tr",
    "tbody",
    "col",
    "hgroup",
    "search",
    "slot",
    "canvas",
)


class Maker:
    """Makes one text; `words` are those that a reader of it would see."""

    def __init__(self, number: int) -> None:
        self._random = random.Random(number)
        self._count = 0
        self.words: list[str] = []

    def said(self, least: int = 0, most: int = 6) -> str:
        """Some words that are seen."""
        made = [f"w{self._count + place}" for place in range(self._random.randint(least, most))]
        self._count += len(made)
        self.words += made
        mark = self._random.choice(MARKS) if self._random.random() < 0.1 else ""
        return " ".join(made) + (f" {mark} " if mark else "")

    def some(self, what: Callable[[int], str], depth: int, most: int) -> str:
        """None or several of something."""
        return "".join(what(depth - 1) for _ in range(self._random.randint(0, most)))

    def page(self) -> str:
        """A whole page."""
        base = (
            f'<base href="{self._random.choice(ADDRESSES)}">' if self._random.random() < 0.2 else ""
        )
        head = (
            f'<!DOCTYPE html><html lang="{self._random.choice(LANGUAGES)}"><head><meta'
            f' charset="utf-8">{base}<title>The odd page</title></head><body>'
        )
        prose = f"<p>{self.said(40, 60)}</p>"
        return (
            head
            + self.some(self.block, 5, 6)
            + prose
            + self.some(self.block, 5, 8)
            + ("</body></html>" if self._random.random() < 0.7 else "")
        )

    def _attributes(self) -> str:
        pick, chance = self._random.choice, self._random.random
        given = [
            f'id="{pick(("a", "a", "1", "a b", "", "ü", "x:y"))}"' if chance() < 0.2 else "",
            (
                f'class="{pick(("a", "poem", "callout", "footnote", "language-x y", "caption", "credit"))}"'
                if chance() < 0.2
                else ""
            ),
            f'lang="{pick(LANGUAGES)}"' if chance() < 0.15 else "",
            f'dir="{pick(("rtl", "ltr", "auto", "x"))}"' if chance() < 0.1 else "",
            (
                f'style="{pick(("text-align:center", "color:red", "width:1px", "direction:rtl"))}"'
                if chance() < 0.1
                else ""
            ),
        ]
        return "".join(f" {one}" for one in given if one)

    def phrase(self, depth: int) -> str:
        """A stretch of a line."""
        chance = self._random.random()
        if depth <= 0 or chance < 0.4:
            return self.said(0, 4)
        if chance < 0.5:
            alt, width = self._random.choice(("", "alt")), self._random.choice(("", "16", "900"))
            candidates = f"{self._random.choice(PICTURES)} 2x, {self._random.choice(PICTURES)} 900w"
            return (
                f'<img src="{self._random.choice(PICTURES)}" alt="{alt}" width="{width}"'
                f' srcset="{candidates}"{self._attributes()}>'
            )
        if chance < 0.55:
            return "<br>" * self._random.randint(1, 3)
        tag = self._random.choice(PHRASES)
        href = f' href="{self._random.choice(ADDRESSES)}"' if tag == "a" else ""
        close = "" if self._random.random() < 0.05 else f"</{tag}>"
        return f"<{tag}{href}{self._attributes()}>{self.some(self.phrase, depth, 3)}{close}"

    def block(self, depth: int) -> str:
        """A block, with what it may hold and what it may not."""
        if depth <= 0 or self._random.random() < 0.3:
            return f"<p{self._attributes()}>{self.some(self.phrase, 4, 5)}</p>"
        tag = self._random.choice(BLOCKS)
        span = self._random.choice(("0", "2", "999", "x"))
        extra = {
            "ol": ' start="x"',
            "table": ' border="1"',
            "iframe": ' src="https://example.org/f"',
            "td": f' colspan="{span}"',
            "video": ' src="https://example.org/v.mp4"',
            "object": ' data="https://example.org/o"',
        }.get(tag, "")
        inner = {
            "ul": self._items,
            "ol": self._items,
            "menu": self._items,
            "table": self._rows,
            "dl": self._terms,
            "tr": self._cells,
            "picture": self._picture,
            "figure": self._figure,
        }.get(tag, self._mixed)
        close = "" if self._random.random() < 0.05 else f"</{tag}>"
        return f"<{tag}{extra}{self._attributes()}>{inner(depth)}{close}"

    def _mixed(self, depth: int) -> str:
        return "".join(
            self._random.choice((self.phrase, self.block))(depth - 1)
            for _ in range(self._random.randint(0, 4))
        )

    def _items(self, depth: int) -> str:
        kinds = (
            lambda: f"<li>{self._mixed(depth)}</li>",
            lambda: "<li></li>",
            lambda: self._mixed(depth),
            lambda: "\n",
        )
        return "".join(self._random.choice(kinds)() for _ in range(self._random.randint(0, 4)))

    def _cells(self, depth: int) -> str:
        return "".join(
            f"<{cell}"
            f' rowspan="{self._random.choice(("1", "0", "9"))}">{self._mixed(depth)}</{cell}>'
            for cell in self._random.choices(("td", "th"), k=self._random.randint(0, 4))
        )

    def _rows(self, depth: int) -> str:
        rows = "".join(f"<tr>{self._cells(depth)}</tr>" for _ in range(self._random.randint(0, 4)))
        return self._random.choice(
            (
                lambda: rows,
                lambda: f"<caption>{self.said()}</caption>{rows}",
                lambda: f"<thead>{rows}</thead>",
                lambda: f"{self.said()}{rows}",
                lambda: rows + self._mixed(depth),
            )
        )()

    def _terms(self, depth: int) -> str:
        return "".join(
            f"<{term}>{self._mixed(depth)}</{term}>"
            for term in self._random.choices(("dt", "dd"), k=self._random.randint(0, 5))
        )

    def _picture(self, depth: int) -> str:
        return (
            f'<source srcset="{self._random.choice(PICTURES)}">{self.phrase(depth)}<img'
            f' data-src="{self._random.choice(PICTURES)}">'
        )

    def _figure(self, depth: int) -> str:
        picture = f'<img src="{self._random.choice(PICTURES)}">' * self._random.randint(0, 2)
        return f"{picture}{self._mixed(depth)}<figcaption>{self.some(self.phrase, depth, 3)}</figcaption><noscript>{picture}</noscript>"

    def markdown(self) -> str:
        """A whole Markdown file."""
        return f"# The odd text\n\n{self.said(40, 60)}\n\n" + "".join(
            self._markdown_block(4) + "\n\n" for _ in range(self._random.randint(0, 14))
        )

    def _line(self, depth: int = 3) -> str:
        return " ".join(self._marked(depth) for _ in range(self._random.randint(0, 5)))

    def _marked(self, depth: int) -> str:
        if depth <= 0:
            return self.said(1, 3)
        address = (
            self._random.choice(ADDRESSES).replace(" ", "%20").replace("(", "").replace(")", "")
        )
        return self._random.choice(
            (
                lambda: self.said(1, 4),
                lambda: f"*{self._line(depth - 1)}*",
                lambda: f"**{self._line(depth - 1)}",
                lambda: f"_{self.said(1, 2)}_",
                lambda: f"~~{self.said(1, 2)}~~",
                lambda: f"`{self.said(1, 1).strip()}`",
                lambda: f"[{self._line(depth - 1)}]({address})",
                lambda: f"[{self.said(1, 1)}][r]",
                lambda: f"![alt]({address})",
                lambda: f"<{address}>" if address.startswith("http") else self.said(1, 1),
                lambda: "[^n]",
                lambda: self.phrase(2),
                lambda: "\\",
                lambda: "  \n",
            )
        )()

    def _markdown_block(self, depth: int) -> str:
        inner: Callable[[], str] = (
            (lambda: self._markdown_block(depth - 1)) if depth > 0 else (lambda: self.said(1, 4))
        )
        return self._random.choice(
            (
                self._line,
                lambda: f"{'#' * self._random.randint(1, 7)} {self._line()}",
                lambda: "> " + inner().replace("\n", "\n> "),
                lambda: "- " + inner().replace("\n", "\n  ") + "\n- ",
                lambda: "1. " + inner().replace("\n", "\n   ") + "\n7) " + self.said(1, 2),
                lambda: "---",
                lambda: "***",
                lambda: f"```x y\n{self.said(1, 3)}\n```",
                lambda: f"    {self.said(1, 3)}",
                self._markdown_table,
                lambda: f"[^n]: {self._line()}",
                lambda: f"[r]: {self._random.choice(ADDRESSES[:4]).replace(' ', '')}",
                lambda: self.block(2),
                lambda: f"{self.said(1, 3)}\n===",
                lambda: "",
            )
        )()

    def _markdown_table(self) -> str:
        return (
            f"| {self.said(1, 1)} | b |\n|---|:-:|\n| {self.said(1, 1)} | c | {self.said(1, 1)} |"
        )
