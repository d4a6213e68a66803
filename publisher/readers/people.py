"""A byline → the people and bodies it credits.  The one home of splitting and cleaning names.

In: the words of a byline, of a field of metadata, or of an element that holds the author's name.
Out: names, each to the letter, in their order.  What is surely no name (a job, an institution
behind a name, an agency, a date, a button) is cut; a split that is not sure is not made: the words
stay one name.  The vocabulary is data (people.toml).
"""

import functools
import html
import re
from pathlib import Path
from typing import Any, NamedTuple

from publisher.rows import rows_of

_LONGEST = 80  # characters of a name; longer words are a sentence
_LONGEST_LINE = 600  # characters of a byline that are read
_SMALL = 3  # letters: shorter words of small letters stand inside names and bylines
_STOPS = ".!?…"

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_WIKI = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_ADDRESS = re.compile(
    r"<?(?:https?://|www\.|mailto:)\S+|(?:(?<=\s)(?:at|via|unter)\s+)?<?[\w.+-]+@[\w-]+(?:\.[\w-]+)+>?"
    r"|(?<!\S)(?:[\w-]+\.)+[a-z]{2,6}/\S*"
)
_HANDLE = re.compile(r"[@＠]\w[\w.]*")
_BRACKETS = re.compile(r"\s*(?:\([^()]*\)|（[^（）]*）|\[[^\[\]]*\])")
# Scripts of Japanese, Chinese and Korean; and all that know no capitals.  As pairs, not as sets of
# a pattern: those of several ranges take 3 ms each to compile.
_IDEOGRAPHS = (("\u3040", "\u30ff"), ("\u3400", "\u9fff"), ("\uac00", "\ud7a3"))
_CASELESS = (("\u0590", "\u08ff"), ("\u0900", "\u1cff"), *_IDEOGRAPHS)

_WORK = (
    r"(?:written|posted|published|submitted|authored|contributed|reported|compiled|story|words|"
    r"text|report|reporting|article|analysis|opinion|commentary|column|review|photos?|essay|"
    r"verfasst|geschrieben|ein (?:artikel|beitrag|kommentar|gastbeitrag)|un article|escrito|"
    r"publicado|texto|publié|écrit|propos recueillis|scritto|pubblicato)"
)
_BY = (
    rf"(?:{_WORK}(?:\s+(?:and|&|und)\s+\w+)?\s+)?"
    r"(?:by|von|par|por|di|da|door|av|af|от|oleh|autorem)"
)
_LEAD = re.compile(rf"^[\W_]*{_BY}(?:\s*[:：]\s*|\s+)(?=\S)", re.IGNORECASE)
_GLUED = re.compile(r"^[\W_]*(?:By|BY|Von|Par|Por)(?=[A-ZÀ-Þ][\w.'’-]*\s+[A-ZÀ-Þ])")
_LABEL = re.compile(
    r"^[\W_]*(?:authors?|autor(?:en|in|innen|es|as|a)?|auteurs?|autrice|autor[ei]|writers?|text|words|story|"
    r"texte|texto|testo|tekst|автор\w*|текст|作者|著者|撰文|文|本报记者|记者|記者|取材|글|بقلم|كتب)\s*"
    r"[:：／/=●■◆○]\s*(?=\S)"
    r"|^(?:本报|本報|新华社)?(?:记者|記者|作者|撰文)\s*(?=(?-i:[\u4e00-\u9fff]))|^(?:بقلم|كتبت?)\s+",
    re.IGNORECASE,
)
_AND = (
    r"(?:and|und|sowie|et|y|e|ed|i|og|och|en|и|та|ve|ja|dan|&amp;|&|\+|with|mit|con|avec|com|met)"
)
_JOINED = re.compile(
    rf"(\s*,\s*{_AND}\s+|\s*[,，]\s*|\s+{_AND}\s+|\s*、\s*|\s*(?<=(?-i:[\u3400-\u9fff]))和\s*)",
    re.IGNORECASE,
)
_PARTED = re.compile(r"\s*(?:[;；|｜•\n\t]|\s[·–—‒/-]{1,2}\s|／)\s*")
_SURE = re.compile(r"[;；|｜•\n]")


@functools.cache
def _words() -> dict[str, Any]:
    rows = rows_of(Path(__file__).parent / "people.toml")
    return {
        key: given if isinstance(given, str) else frozenset(given) for key, given in rows.items()
    }


@functools.cache
def _behind() -> re.Pattern[str]:
    """Where a name ends and a date, a section or an outlet begins."""
    month = rf"(?:{_words()['months']})[^\W\d]*\.?"
    day = (
        rf"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)(?:day)?\b\.?|{month}\s+\d|"
        rf"\d{{1,2}}(?:st|nd|rd|th)?\.?\s+(?:de\s+)?{month}|\d{{1,4}}\s*[./-]\s*\d{{1,2}}|\d{{1,2}}:\d\d|\d{{4}}\b|\d{{8}}\b)"
    )
    return re.compile(
        rf"[\s,|·•–—(-]+(?:on|am|vom|le|el|em|il|at|or|@)?\s*{day}"
        r"|[\s,|·•–—(-]+(?:published|posted|updated|last (?:updated|modified)|"
        r"created|veröffentlicht|aktualisiert|stand|publié|mis à jour|publicado|"
        r"actualizado|atualizado|pubblicato|aggiornato)\b"
        r"|[\s,|·•–—(-]+\d+\s*(?:min|minutes?|minuten|shares?|views?)\b"
        r"|[\s,|·•–—(-]+(?:\d+|no|one|keine?|ein|aucun|une?|uno|sin|nessun|geen)\s*"
        r"(?:comments?|kommentare?|commentaires?|comentarios?|commenti?o?|comentários?|reacties?)\b"
        r"|[\s,|–—-]+(?:special|exclusive(?:ly)?|exclusivo|exklusiv) (?:to|for|para|für)\b"
        r"|\s+(?:is|was|are|has|writes|covers|reports|works|lives|teaches|joined|ist|schreibt|arbeitet|"
        r"est|écrit|es|escribe|è|scrive)\s+(?=[a-zà-ÿ])",
        re.IGNORECASE,
    )


_OUTLET = re.compile(
    r"\s+(?:in|[Ff]or|at|from|via|für|bei|pour|para)\s+(?:[Tt]he\s+)?(?=[A-ZÀ-Þ\d])"
)
# "Ada Example. Example International": a stop behind a name, and not behind a short form
_STOPPED = re.compile(r"(?<=[^\W\d_]{3})\.\s+(?=[^\W\d_])")
_ACCOUNT = re.compile(r"admin\w*|\w*admin\d*", re.IGNORECASE)  # of whoever keeps the site


class _Part(NamedTuple):
    """A stretch of a byline: what joins it to the one before, and what it is."""

    joiner: str
    words: str
    kind: str  # "name", "word", "suffix", "job", "body", "agency", "other"


def names_in(written: str) -> tuple[str, ...]:
    """The names that a byline, a field or an element of the author's holds; () where none.

    A single word and a handle are names as well: whether these words can hold the author's name at
    all is for the caller to know.
    """
    text = _stripped(written[:_LONGEST_LINE])
    if not text:
        return ()
    found: dict[str, str] = {}
    for name in _parted(text):
        cleaned = _cleaned(name)
        if not cleaned or _is_nobody(cleaned):
            continue
        key = re.sub(r"\W+", "", cleaned).casefold()
        if key and (key not in found or found[key].isupper()):
            found[key] = cleaned
    return tuple(found.values())


def one_name(written: str) -> str:
    """The name of a body, or of one person, as a field that holds exactly one states it."""
    name = _cleaned(_stripped(written[:_LONGEST_LINE]) or written[:_LONGEST_LINE])
    return "" if _is_nobody(name) else name


def is_byline(line: str) -> bool:
    """Whether a line is a byline: it opens as one does and says who, perhaps what they are.

    A sentence that opens with "By" is none: it goes on in small letters to a stop.
    """
    return opens_byline(line) and bool(names_in(line)) and not reads_on(line)


def opens_byline(line: str) -> bool:
    """Whether a line opens as a byline does ("By", "Text:", "作者") with a name behind."""
    behind = _LEAD.match(line) or _GLUED.match(line) or _LABEL.match(line)
    rest = line[behind.end() :] if behind else ""
    return bool(rest) and (rest[:1].isupper() or has_caseless(rest[:1]) or rest[:1] in "@\"'“")


def reads_on(line: str) -> bool:
    """Whether a line is a sentence of prose: small words that no byline holds, and a stop."""
    small = [
        word
        for word in re.findall(r"[^\W\d_][\w'’-]*", line)
        if word[:1].islower() and word not in _words()["particles"] and not _is_office(word)
    ]
    long = [word for word in small if len(word) > _SMALL]
    ended = re.sub(r"\s[ap]\.?m\.?\W*$", "", line, flags=re.IGNORECASE).rstrip("\"'”’)]* _")
    if ended[-1:] not in _STOPS:
        return len(long) > 4 and line.count(",") < 2
    return len(long) > 1 or len(small) > 2 or any(word in _words()["verbs"] for word in small)


def has_caseless(words: str) -> bool:
    """Whether words hold a letter of a script that knows no capitals: Arabic, Hindi, Chinese."""
    return not words.isascii() and any(
        first <= letter <= last for letter in words for first, last in _CASELESS
    )


def _is_ideograph(letter: str) -> bool:
    return any(first <= letter <= last for first, last in _IDEOGRAPHS)


def is_person(name: str) -> bool:
    """Whether a name has the form of a person's: two to six words as names are written."""
    return _kind(name) == "name"


def is_body(name: str) -> bool:
    """Whether a name says that it is a body's: "Institute", "GmbH", "News"."""
    return _kind(name) in {"body", "agency"} or _last_of(name) in _words()["bodies"]


def is_agency(name: str) -> bool:
    """Whether a name is that of a news agency."""
    return name.casefold().strip() in _words()["agencies"]


def same_person(one: str, other: str) -> bool:
    """Whether two spellings name one person: letters alone, or one with a title before it."""
    first, second = (re.sub(r"\W+", "", name).casefold() for name in (one, other))
    return bool(first) and bool(second) and (first.endswith(second) or second.endswith(first))


def _stripped(written: str) -> str:
    """The words without markup, addresses, what leads in, and what follows the names."""
    text = _INVISIBLE.sub("", html.unescape(written))
    text = _WIKI.sub(lambda link: link[1].rpartition("/")[2], text)
    text = _LINK.sub(r"\1", text)
    whole = " ".join(re.sub(r"[^\S\n]+", " ", text).split(" ")).strip()
    text = _ADDRESS.sub(" ", whole)
    text = re.sub(r"<[^<>]*>", " ", text).strip(' *_`"')
    for lead in (_LABEL, _LEAD, _GLUED, _LABEL):
        text = _without(lead, text)
    if _HANDLE.sub("", text).strip(" ,|·-"):
        text = _HANDLE.sub(" ", text)
    bare = _BRACKETS.sub("", text).strip()
    text = bare or text
    end = _behind().search(text)
    if end and end.start() and text[: end.start()].strip(" ,|·•–—-"):
        text = text[: end.start()]
    stop = _STOPPED.search(text)
    if stop and _kind(_JOINED.split(text[: stop.start()])[-1]) == "name":
        text = text[: stop.start()]
    outlet = _OUTLET.search(text)
    if outlet and _kind(_JOINED.split(text[: outlet.start()])[-1].strip()) in {"name", "job"}:
        text = text[: outlet.start()]
    return re.sub(r"[^\S\n]+", " ", text).strip()


def _without(lead: re.Pattern[str], text: str) -> str:
    found = lead.match(text)
    return text[found.end() :] if found else text


def _parted(text: str) -> tuple[str, ...]:
    """The names between bars, dashes and line ends, where each is sure to be one."""
    chunks = [chunk for chunk in _PARTED.split(text) if chunk and chunk.strip(" ,.")]
    if not chunks:
        return ()
    if len(chunks) == 1:
        slashed = [part.strip() for part in chunks[0].split("/")]
        kinds = [_kind(part) for part in slashed]
        if len(slashed) > 1 and kinds[0] == "name" and set(kinds) <= {"name", "agency", "body"}:
            chunks = [part for part, kind in zip(slashed, kinds, strict=True) if kind == "name"]
        return tuple(name for chunk in chunks for name in _split(chunk))
    kinds = [_kind(chunk) for chunk in chunks]
    listed = all(_kind(name) == "name" for chunk in chunks for name in _split(chunk))
    if kinds[0] == "name" or listed:
        known = [chunk for chunk in chunks if any(map(is_person, _split(chunk)))]
        return tuple(name for chunk in known for name in _split(chunk))
    if _SURE.search(text):
        kept = [chunk for chunk, kind in zip(chunks, kinds, strict=True) if kind != "job"]
        return tuple(name for chunk in kept for name in _split(chunk))
    return (text,)


def _split(chunk: str) -> tuple[str, ...]:
    """The names between commas and "and"; one where a split is not sure."""
    pieces = _JOINED.split(chunk)
    parts = [_Part("", pieces[0], _kind(pieces[0]))]
    for joiner, words in zip(pieces[1::2], pieces[2::2], strict=True):
        if words.strip():
            parts.append(_Part(joiner, words, _kind(words)))
    if len(parts) == 1:
        return (chunk,)
    if all(_is_ideograph(part.words[:1]) and len(part.words) <= 8 for part in parts):
        return tuple(part.words for part in parts)
    if parts[0].kind == "agency":
        return (parts[0].words,)  # and where it reports from
    if parts[0].kind != "name":
        return (_before_offices(parts),)
    names = [parts[0].words]
    previous = "name"
    for part in parts[1:]:
        with_comma = part.joiner.strip()[:1] in {",", "，", "、"}
        if part.kind == "name" and not (with_comma and _ends_in_office(part.words)):
            names.append(part.words)
        elif part.kind == "suffix" or (
            not with_comma and previous == "name" and part.kind not in {"job", "agency"}
        ):
            names[-1] += part.joiner + part.words
        previous = part.kind
    return tuple(names)


def _before_offices(parts: list[_Part]) -> str:
    """All of it as one name, but for the jobs, bodies and agencies at its end."""
    kept = list(parts)
    while len(kept) > 1 and kept[-1].joiner.lstrip().startswith((",", "，")):
        if kept[-1].kind not in {"job", "agency", "body"}:
            break
        kept.pop()
    return "".join(f"{part.joiner}{part.words}" for part in kept)


@functools.lru_cache(maxsize=4096)
def _kind(words: str) -> str:
    """What a stretch of a byline is, by its form and the vocabulary."""
    known = _words()
    tokens = words.strip(" ,;:|·-–—").split()
    if not tokens:
        return "other"
    small = [token.strip(".,'’\"“”").casefold() for token in tokens]
    plain = "".join(small).replace(".", "")
    if len(tokens) <= 3 and all(word.replace(".", "") in known["suffixes"] for word in small):
        return "suffix"
    if plain in known["suffixes"]:
        return "suffix"
    if " ".join(small) in known["agencies"]:
        return "agency"
    if _is_office_of(small) or _is_of_agency(tokens, small):
        return "job"
    if _is_body(tokens, small):
        return "body"
    if re.search(r"\d", words) or len(words) > _LONGEST:
        return "other"
    if has_caseless(words):
        return "name" if len(tokens) > 1 or len(words) >= 2 else "word"
    big = [token for token in tokens if token[:1].isupper() or token.startswith(("d’", "d'", "‘"))]
    rest = [word for token, word in zip(tokens, small, strict=True) if token not in big]
    if any(word not in known["particles"] for word in rest) or "/" in words:
        return "other"
    if len(big) == 1 and (len(tokens) == 1 or not rest):
        return "word"
    return "name" if 1 <= len(big) <= 6 and tokens[-1] in big and len(tokens) > 1 else "other"


def _is_office(word: str) -> bool:
    small = word.casefold()
    return any(small in _words()[key] for key in ("jobs", "ranks", "subjects", "bodies"))


def _is_office_of(small: list[str]) -> bool:
    """Whether words are a job: "Senior Reporter", "Health Editor", "Professor of Hydrology".

    A two-word name may end like one ("Ada Writer"): only known words before the job make it one.
    """
    known = _words()
    offices = known["ranks"] | known["subjects"] | known["jobs"]
    bridges = {"and", "of", "for", "&", "the", "at", "und", "für", "et", "de", "in", "y", "-"}
    if all(word in offices or word in bridges for word in small):
        return any(word in known["jobs"] | known["subjects"] for word in small)
    if small[0] in known["jobs"]:
        alone = len(small) == 2 and len(small[1]) == 1  # "Editor M"
        named = len(small) > 2 and small[-1] in offices  # "Researcher Life Sciences"
        if alone or named:
            return True
    start = next((place for place, word in enumerate(small) if word not in known["ranks"]), 0)
    after = small[start + 1] if start + 1 < len(small) else ""
    return small[start] in known["jobs"] and after in bridges


def _is_of_agency(tokens: list[str], small: list[str]) -> bool:
    """Whether words are somebody's place at an agency: "AP National", "AP Auto Writer"."""
    known = _words()
    if len(small) == 1 or small[0] not in known["agencies"]:
        return False
    shouted = all(token.isupper() for token in tokens)
    return (tokens[0].isupper() and not shouted) or small[-1] in known["jobs"]


def _ends_in_office(words: str) -> bool:
    """Whether a stretch behind a comma is a job whose subject no list knows: "Text Engineer"."""
    tokens = [token.strip(".,").casefold() for token in words.split()]
    return len(tokens) > 2 and tokens[-1] in _words()["jobs"]


def _is_body(tokens: list[str], small: list[str]) -> bool:
    known = _words()
    if small[0] in known["articles"] and tokens[0][:1].isupper() and len(tokens) > 1:
        return True
    if small[0] in known["places"] and len(tokens) > 1 and small[0] != "san":
        return True
    named = [word for word in small if known["bodies"] & {word, *word.split("-")}]
    if len(small) == 2 and small[0] not in known["bodies"] | known["subjects"]:
        return small[1] in {
            "university",
            "institute",
            "college",
            "news",
            "media",
        }  # not "Bill Press"
    return bool(named)


def _last_of(name: str) -> str:
    return (name.split() or [""])[-1].casefold().strip(",")


def _cleaned(name: str) -> str:
    """A name without stray marks around it, and without a job that runs on behind it."""
    words = name.strip(' \t\n,;:|–—-·•/"“”„*_')
    glued = re.search(r"(?<=[a-zß-ÿ])(?=[A-Z])", words)
    while glued:
        if _kind(words[glued.end() :]) == "job":
            words = words[: glued.start()]
            break
        glued = re.compile(r"(?<=[a-zß-ÿ])(?=[A-Z])").search(words, glued.end() + 1)
    tokens = words.split()
    for place in range(2, len(tokens)):
        before = " ".join(tokens[:place])
        whole = is_person(before) and len(tokens[place - 1].strip(".")) > 1
        behind = " ".join(tokens[place:])
        if whole and _kind(behind) == "job" and behind.casefold() not in _words()["subjects"]:
            words = before
            break
    last = words.rpartition(" ")[2]
    initial = len(last) <= 3 or "." in last[:-1] or _kind(last) == "suffix"
    if words.endswith(".") and not initial and last.casefold() not in _words()["bodies"]:
        words = words[:-1]
    words = re.sub(r"\s*(?:기자|특파원|记者|記者)$", "", words)
    return words.strip(" \t,;:|–—-·•")


def _is_nobody(name: str) -> bool:
    """Whether words are no name at all: an account, a button, a number, a job alone, a sentence."""
    known = _words()
    small = name.casefold().strip(" .:")
    first = (small.split() or [""])[0]
    no_letters = not re.search(r"[^\W\d_]", name)
    button = first in known["buttons"] and len(small.split()) > 1
    job = _kind(name) == "job"
    article = name.islower() and first in known["articles"]
    dated = bool(_behind().match(f" {name}"))
    return (
        no_letters
        or button
        or job
        or dated
        or article
        or small in known["nobody"]
        or bool(_ACCOUNT.fullmatch(small))
        or len(name) > _LONGEST
        or bool(re.search(r"https?:|www\.", small))
        or reads_on(name)
    )
