"""The catalogue of wordings: the patterns of notices in many languages, and sentences that only look like them.

All lines are our own, in patterns that captures show.
"""

import re
import tomllib
from pathlib import Path

import pytest

from publisher.model.rights import NoticeKind
from publisher.readers.capture import catalogue, grammar
from publisher.readers.capture.patterns import needs_of, opening
from publisher.readers.capture.recognise import recognise
from publisher.readers.capture.skeleton import fold, sentences
from publisher.readers.capture.slots import Sentence
from publisher.readers.capture.zones import PICTURES

WORDINGS = Path(catalogue.__file__).parent / "wordings"

SAYS = [
    # where it first appeared
    ("originally-published", "This article was originally published on The Example Review."),
    ("originally-published", "Originally published on www.example.org"),
    ("originally-published", "[Originally posted at Example Policy Center]"),
    ("originally-published", "The post A bridge is closed appeared first on The Example Gazette."),
    (
        "originally-published",
        "A version of this post first appeared in “Example Daily,” an e-mail of the same house.",
    ),
    (
        "originally-published",
        "It is a good text. This story was originally published on May 4, 2021, by The Example.",
    ),
    ("originally-published", "_Originally published by_ The Example_. Read the original article._"),
    ("originally-published", "Este artículo fue publicado originalmente en La Revista Ejemplar."),
    ("originally-published", "Dieser Beitrag ist zuerst in der Beispielzeitung erschienen."),
    ("originally-published", "Der Text erschien zuerst bei Beispiel Online."),
    ("originally-published", "Cet article a été publié initialement sur L’Exemple."),
    ("originally-published", "Publicado originalmente em O Exemplo."),
    ("originally-published", "Questo articolo è stato pubblicato originariamente su L’Esempio."),
    ("originally-published", "Статья впервые опубликована на сайте Пример."),
    ("originally-published", "本文最初发表于《示例周刊》。"),
    ("originally-published", "この記事は例新聞に初めて掲載されました。"),
    ("originally-published", "이 글은 예시일보에 처음 게재되었습니다."),
    ("originally-published", "نُشر هذا المقال لأول مرة في المثال."),
    ("originally-published", "Im Original erschienen bei Beispiel Online"),
    ("originally-published", "Dieser Text erschien am 3. Mai 2020 zuerst im Beispielmagazin."),
    ("originally-published", "Cet article est paru en premier sur L’Exemple."),
    ("originally-published", "Artículo publicado originalmente en inglés en La Muestra."),
    ("originally-published", "Dit artikel verscheen eerder op Voorbeeld."),
    ("originally-published", "Tekst ukazał się pierwotnie w „Przykładzie”."),
    ("originally-published", "Оригинал статьи [здесь](https://example.org/a)."),
    (
        "originally-published",
        "This article was produced by The Example Desk, a project of the Example Institute.",
    ),
    # who let it be carried
    ("republished-with-permission", "The essay below is reprinted here with his permission."),
    (
        "republished-with-permission",
        "L’articolo è ripubblicato qui con l’autorizzazione dell’autore.",
    ),
    ("republished-with-permission", "Met toestemming overgenomen uit Voorbeeld."),
    ("republished-with-permission", "Przedruk za zgodą redakcji."),
    ("republished-courtesy", "(Cross-posted from the Example blog.)"),
    (
        "republished-cc",
        "Questo articolo è ripubblicato da L’Esempio sotto licenza Creative Commons.",
    ),
    ("republished-cc", "Publicado originalmente em O Exemplo sob a licença CC BY 4.0."),
    (
        "reuse-condition",
        "Esta traducción se puede reproducir libremente a condición de citar la fuente.",
    ),
    ("reuse-condition", "Traduction librement reproductible, en citant la source."),
    ("reuse-condition", "Sie dürfen diesen Text verbreiten und vervielfältigen."),
    ("reuse-condition", "Перепечатка материалов разрешается при наличии активной ссылки."),
    ("reuse-condition", "Our words may be freely distributed at will."),
    ("originally-published", "元の記事を読む"),
    ("fair-use", "For uses that go beyond fair use, ask whoever owns it."),
    (
        "views-disclaimer",
        (
            "Any opinions or findings in this text are those of the author and not of the office"
            " that paid for it."
        ),
    ),
    ("views-disclaimer", "Der Beitrag gibt die persönliche Sicht der Verfasserin wieder."),
    ("views-disclaimer", "Материалы не отражают позицию редакции."),
    ("views-disclaimer", "These views may or may not reflect those of The Example."),
    (
        "fair-use",
        "This page may use copyrighted material which has not always been authorized by its owner.",
    ),
    ("copyright-line", "Copyright: The Example Syndicate, 2020."),
    (
        "republished-with-permission",
        "This article has been republished with permission from The Example Institute.",
    ),
    ("republished-with-permission", "*Reprinted with permission"),
    (
        "republished-with-permission",
        "This blog post has been reproduced with the permission of Example Minds.",
    ),
    ("republished-with-permission", "Mit freundlicher Genehmigung der Beispielzeitung"),
    ("republished-with-permission", "Reproducido con permiso de El Ejemplo."),
    ("republished-with-permission", "Publié avec l’aimable autorisation de L’Exemple."),
    ("republished-with-permission", "Публикуется с разрешения автора."),
    ("republished-with-permission", "经作者授权转载。"),
    ("republished-with-permission", "許可を得て転載しています。"),
    ("republished-with-permission", "저자의 허락을 받아 옮깁니다."),
    ("republished-courtesy", "Republished courtesy of Example Net."),
    ("republished-courtesy", "_Republished from Café Example._"),
    ("republished-courtesy", "本文转载自示例网。"),
    (
        "republished-cc",
        "This article is republished from The Example under a Creative Commons license.",
    ),
    (
        "republished-cc",
        "This article appeared first on Example.org under a Creative Commons (CC BY 4.0) license.",
    ),
    # terms of the text
    ("copyright-line", "©2020 The Example Times"),
    ("copyright-line", "COPYRIGHT 2020 EXAMPLE.COM"),
    ("copyright-line", "This article is copyrighted by Example LLC, 2020"),
    ("copyright-line", "[ⓒ 예시일보 & example.co.kr, 무단전재 및 재배포 금지]"),
    ("all-rights-reserved", "Todos los derechos reservados"),
    ("all-rights-reserved", "Tous droits réservés"),
    ("all-rights-reserved", "Alle Rechte vorbehalten"),
    ("all-rights-reserved", "Все права защищены"),
    ("all-rights-reserved", "جميع الحقوق محفوظة"),
    ("all-rights-reserved", "版权所有"),
    (
        "reproduction-forbidden",
        "This material may not be published, broadcast, rewritten or redistributed.",
    ),
    ("reproduction-forbidden", "無断転載を禁じます"),
    ("reproduction-forbidden", "무단 전재, 재배포 금지"),
    ("reproduction-forbidden", "未经许可，不得转载"),
    ("reproduction-forbidden", "Nachdruck nur mit Genehmigung des Verlags"),
    ("reproduction-forbidden", "Prohibida su reproducción total o parcial"),
    (
        "cc-licence",
        (
            "Except where otherwise noted, this site is licensed under a Creative Commons"
            " Attribution 4.0 licence."
        ),
    ),
    ("cc-licence", "Die Texte stehen unter einer Creative-Commons-Lizenz (Namensnennung)."),
    ("cc-licence", "Esta obra está bajo una licencia Creative Commons."),
    ("cc-licence", "Ce texte est mis à disposition sous licence Creative Commons."),
    ("cc-licence", "© 2008-2020 Beispiel - Alle Inhalte stehen unter einer CC BY-SA 3.0 Lizenz."),
    ("cc-licence", "Die Inhalte stehen unter der Lizenz CC-BY 3.0, siehe Impressum"),
    ("republished-cc", "This Example article was republished through Creative Commons licensing."),
    ("republished-with-permission", "Reprinted from the Example Institute with permission."),
    ("cc-licence", "本作品采用知识共享署名 4.0 许可协议"),
    ("cc-licence", "クリエイティブ・コモンズ・ライセンスの下に提供されています"),
    (
        "reuse-condition",
        (
            "It may be re-posted freely with proper attribution, author bio, and this copyright"
            " statement."
        ),
    ),
    ("reuse-condition", "转载请注明出处"),
    ("reuse-condition", "При перепечатке активная ссылка обязательна"),
    (
        "verbatim-copying",
        "Verbatim copying of this page is permitted provided this notice is preserved.",
    ),
    (
        "fair-use",
        (
            "This site contains copyrighted material the use of which has not always been"
            " specifically authorized by the copyright owner."
        ),
    ),
    (
        "fair-use",
        (
            "We make such material available under the provisions of “fair use” in an effort to"
            " advance understanding."
        ),
    ),
    (
        "views-disclaimer",
        (
            "The views and opinions expressed in the article do not necessarily reflect those of"
            " The Example."
        ),
    ),
    ("views-disclaimer", "Die Meinung des Autors gibt nicht unbedingt die der Redaktion wieder."),
    ("views-disclaimer", "Las opiniones expresadas son responsabilidad de su autora."),
    ("views-disclaimer", "Les propos exprimés n’engagent que leur auteur."),
    ("views-disclaimer", "Мнение автора может не совпадать с мнением редакции."),
    ("views-disclaimer", "本文仅代表作者个人观点"),
    # terms of pictures
    ("image-credit", "Featured image is from Example Photos"),
    ("image-credit", "Image Credit:"),
    ("image-credit", "[张三 供图]"),
    ("image-credit", "写真：例太郎"),
    ("image-credit", "Foto: A. Ejemplo"),
    ("image-credit", "The bridge in the morning. A. Writer/AP"),
    ("image-credit", "Фото: А. Пример"),
    (
        "image-credit",
        (
            "© Provided/Example Journal The bridge as it was seen on the last day by those who"
            " crossed it"
        ),
    ),
    ("image-credit", "사진=예시일보"),
    ("image-licence", "[Image Credit: Flickr-A. Writer, CC BY 2.0]"),
    ("image-licence", "Die Bilder in diesem Blog stehen unter einer Creative Commons Lizenz."),
    ("image-public-domain", "Image Credit: U.S. Example Force-public domain"),
    # people
    ("byline", "By A. Writer"),
    ("byline", "Posted by A. Writer at 5:11 AM"),
    ("byline", "Von Anna Schreiber"),
    ("byline", "Por Ana Escritora"),
    ("byline", "Par Anne Auteur"),
    ("byline", "作者：张三"),
    ("byline", "홍길동 기자"),
    ("byline", "A. Writer, Visiting Professor of Law, University of Example"),
    ("author-bio", "Ada Writer is editor of The Example Review."),
    ("author-bio", "Anna Schreiber ist Redakteurin bei der Beispielzeitung."),
    ("contributors-note", "A. Writer and B. Author contributed to this report."),
    ("correction", "Correction: an earlier version of this story gave another date."),
    ("editor-note", "[Editor’s note: the first name was spelled in two ways.]"),
    ("translation-credit", "译者：李四 校对：王五"),
    ("translation-credit", "Перевод: А. Пример"),
    ("translation-credit", "Traducido por Ana Ejemplo"),
    ("translation-credit", "Aus dem Englischen übersetzt von A. Beispiel"),
    ("source-link", "via: https://example.org/a-text"),
    ("source-link", "Sources: Example.com; Other-example.com"),
    ("source-link", "h/t A Reader"),
    ("source-link", "Источник: Пример"),
    ("source-link", "来源：示例网"),
    ("agency-credit", "Distributed by Example Content Agency, LLC."),
    ("agency-credit", "EXAMPLETOWN (AP) — The bridge was closed on Monday."),
    # the site for itself
    ("share-invitation", "Share on Facebook"),
    ("boilerplate", "Sign up for our daily newsletter"),
    ("boilerplate", "Also read: Ten bridges to see before the winter"),
    ("boilerplate", "यह भी पढ़ें: एक पुल की कहानी"),
    ("boilerplate", "Lire aussi : Les ponts de la vallée"),
    ("boilerplate", "Читайте также: Мосты долины"),
    ("comment-boilerplate", "Leave a comment"),
    ("membership-boilerplate", "Become a Member of the Field Guide"),
    ("obfuscated-email", "Write to [email\u00a0protected] about it."),
]
SAYS_NOTHING = [
    "The virus first appeared in the valley in the spring, and nobody knew what to call it.",
    "The novel was first published in 1943 and sold few copies.",
    "The service was built on a system which was originally created by three people in a cellar.",
    "She entered the building with the permission of nobody, as she told the court.",
    "The picture of a quiet valley was shattered on Monday.",
    "Many works of that age are in the public domain, which helps teachers.",
    "How many licences of Creative Commons there are is a question that many ask.",
    "Analysts ask how many services people will sign up for before they tire.",
    "By the time the bridge was opened, nobody remembered the ferry.",
    "He said that all of them were there, and that nobody had shared this.",
    "The opinion of the court was read aloud on Monday.",
    (
        "In that year Creative Commons was given a prize, and the group began with version 2.0 of"
        " its terms."
    ),
    "Durch eine Creative-Commons-Lizenz soll die Verbreitung von Werken leichter werden.",
    "The court discussed fair use at length and came to no end.",
    "The council had published the letter in full with his permission, and a note beside it.",
    "This does not represent the thousands who stayed at home on that day.",
    "The original data is stored with its key in the database.",
    "All opinions on the bench were divided, and his own was the shortest.",
    "Er hat das Buch zuerst in der Küche gelesen und dann noch einmal im Garten.",
    "La primera edición fue publicada en 1943 y se vendió poco.",
    "Nobody may say that the mill was free to copy the bridge.",
]
NOT_OF_THE_TEXT = {"cc-licence", "republished-cc", "copyright-line", "public-domain"}


@pytest.mark.parametrize(("kind", "line"), SAYS, ids=lambda value: value[:50])
def test_a_line_says_what_it_says(kind, line):
    assert kind in {kind for match in recognise(line) for kind in match.wording.kinds}


@pytest.mark.parametrize("line", SAYS_NOTHING, ids=lambda line: line[:50])
def test_prose_that_only_looks_like_a_notice_says_nothing(line):
    assert [match.wording.rule for match in recognise(line, "body")] == []


@pytest.mark.parametrize(
    "line", [line for kind, line in SAYS if kind in PICTURES], ids=lambda line: line[:50]
)
def test_the_terms_of_a_picture_are_never_terms_of_the_text(line):
    assert not NOT_OF_THE_TEXT & {kind for match in recognise(line) for kind in match.wording.kinds}


@pytest.mark.parametrize(
    "line", [line for kind, line in SAYS if kind in NOT_OF_THE_TEXT], ids=lambda line: line[:50]
)
def test_the_terms_of_the_text_are_never_terms_of_a_picture(line):
    assert not PICTURES & {
        kind for match in recognise(line, "tail") for kind in match.wording.kinds
    }


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Originally published on www.example.org", "www.example.org"),
        ("Originally published on www.example.org.", "www.example.org"),
        ("This article was originally published on The Example Review.", "The Example Review"),
        (
            "This post was first published by the Example Institute. Read the original article.",
            "Example Institute",
        ),
        (
            "This article was first published by the Institute for Examples.",
            "Institute for Examples",
        ),
        (
            "This article first appeared on U.S. Example and is reprinted here with permission.",
            "U.S. Example",
        ),
        ("This story was originally published on May 4, 2021, by The Example.", "The Example"),
        (
            "The post A bridge, at last appeared first on The Example Gazette.",
            "The Example Gazette",
        ),
        ("This article has been republished with permission from Example Minds.", "Example Minds"),
        ("本文最初于 2012 年发表于示例周刊。", "示例周刊"),
        ("Este texto fue publicado originalmente en La Revista.", "La Revista"),
    ],
)
def test_a_publication_is_named_to_the_letter(line, name):
    assert name in {match.name for match in recognise(line)}


@pytest.mark.parametrize(
    "line",
    [
        "This story was originally published on March 30, 2020.",
        "First published Monday: 10:15",
        "Originally published in 2019",
    ],
)
def test_a_date_is_no_publication(line):
    found = recognise(line)
    assert not any(match.name for match in found)
    assert not any(NoticeKind.ORIGINALLY_PUBLISHED in match.wording.kinds for match in found)


@pytest.mark.parametrize(
    "marks",
    ["“fair use”", '"fair use"', "«fair use»", "'fair use'", "``fair use''".replace("`", "'")],
)
def test_quotes_of_any_form_are_the_same_to_a_wording(marks):
    assert "fair-use" in {
        match.wording.rule
        for match in recognise(f"It is offered under the provisions of {marks} to its readers.")
    }


def test_a_weak_wording_counts_only_in_its_zone():
    line = "https://example.org/a-text"
    assert recognise(line, "tail")
    assert not recognise(line, "body")


def test_every_row_is_well_formed_and_every_pattern_compiles():
    rows = catalogue.catalogue()
    assert len({row.rule for row in rows}) == len(rows)
    for row in rows:
        assert row.any or row.forms, row.rule
        assert all(word == fold(word) for word in row.needs), row.rule
        for pattern in (*row.any, *row.unless):
            re.compile(pattern)


def test_a_line_begins_as_the_pattern_that_it_matches_says():
    for kind, line in SAYS:
        begins = re.sub(r"^[\W_]+", "", fold(line))
        for match in recognise(line):
            found = [pattern for pattern in match.wording.any if re.search(pattern, fold(line))]
            for group in (group for one in found for group in needs_of(one)):
                assert any(word in fold(line) for word in group), kind
            assert all(
                begins.startswith(opening(pattern) or "")
                for pattern in found
                if pattern.startswith("^")
            ), kind


@pytest.mark.parametrize(
    "line", [line for _, line in SAYS] + SAYS_NOTHING, ids=lambda line: line[:40]
)
def test_what_is_passed_over_without_trying_would_not_match(line):
    folded = fold(line)
    begins = re.sub(r"^[\W_]+", "", folded)
    for row in catalogue.catalogue():
        if any(re.search(pattern, folded) for pattern in row.any):
            assert not row.needs or any(word in folded for word in row.needs), row.rule
            assert not row.also or any(word in folded for word in row.also), row.rule
            assert not row.starts or begins.startswith(row.starts), row.rule


def test_no_row_names_the_corpus():
    words = "\n".join(
        tomllib.loads(path.read_text("utf-8")).__repr__() for path in WORDINGS.glob("*.toml")
    ).lower()
    assert not re.search(
        r"mercator|globalresearch|greenmed|epoch|heartland|dailysignal|jagran|huffpost", words
    )


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("originally published", {("originally published",)}),
        ("re-?posted", {("re",), ("posted",)}),
        ("(?:some|other) words?", {("some", "other"), (" word",)}),
        ("(?:ab)?cd", {("cd",)}),
        ("(?:ab|[cd])ef", {("ef",)}),
        ("(?:ab){2,}", set()),
        (r"\bab(?=cd)", {("ab",)}),
        (r"(?P<name>.+) said", {(" said",)}),
        ("a|bc", set()),
        (r"\w+(?:ab(?:cd|ef))(?<!gh)ij", {("ij",)}),
    ],
)
def test_a_pattern_needs_what_every_match_of_it_holds(pattern, expected):
    assert set(needs_of(pattern)) == expected


ROWS = [
    row
    for family in catalogue.FAMILIES
    for row in tomllib.loads((WORDINGS / f"{family}.toml").read_text("utf-8"))["wording"]
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["rule"])
def test_each_pattern_and_form_is_met_by_an_example_of_its_row(row):
    wording = next(one for one in catalogue.catalogue() if one.rule == row["rule"])
    said = [part for line in row["says"] for part in (line, *sentences(line))]
    unproved = [
        pattern
        for pattern in wording.any
        if not any(re.search(pattern, fold(part)) for part in said)
    ]
    unproved += [form for form in wording.forms if not any(is_met(form, part) for part in said)]
    assert not unproved


def is_met(form: str, sentence: str) -> bool:
    slots = Sentence(sentence, fold(sentence))
    return any(grammar.find(grammar.form(form), slots, language) for language in slots.filled)


@pytest.mark.parametrize(
    ("rule", "line"),
    [(row["rule"], line) for row in ROWS for line in row.get("not", ())],
    ids=lambda value: value[:40],
)
def test_what_only_looks_like_a_row_is_not_said_by_it(rule, line):
    assert rule not in {match.wording.rule for match in recognise(line)}


def test_every_slot_of_a_form_has_words():
    shapes = {"name", "who", "date", "link", "host", "mark"}
    known = {
        slot
        for slots in tomllib.loads((WORDINGS / "slots.toml").read_text("utf-8")).values()
        for slot in slots
    }
    for row in catalogue.catalogue():
        for form in map(grammar.form, row.forms):
            named = {slot for group in form.needs for slot in group if slot.isalnum()}
            assert named <= known | shapes, (row.rule, form.written, named - known - shapes)
    used = {
        slot
        for row in catalogue.catalogue()
        for form in map(grammar.form, row.forms)
        for element in form.elements
        for slot in (*element.slots, *row.lacks)
    }
    assert known - used == {"none"}  # which takes words away from other slots


SAID_IN_MANY_WORDS = [
    ("reuse-condition", "This article may be republished free of charge."),
    ("reuse-condition", "Any paper can run this story at no cost."),
    ("reuse-condition", "Feel free to share this essay with your readers."),
    ("reuse-condition", "Dieser Beitrag darf kostenlos weiterverwendet werden."),
    ("reuse-condition", "Cet article peut être repris gratuitement en citant la source."),
    ("reuse-condition", "Este artículo puede reproducirse gratis citando la fuente."),
    ("reuse-condition", "Questo testo può essere ripubblicato gratuitamente."),
    ("reuse-condition", "Este texto pode ser republicado de graça."),
    ("reuse-condition", "Dit artikel mag gratis worden overgenomen."),
    ("reproduction-forbidden", "Questo testo non può essere riprodotto senza permesso."),
    ("reproduction-forbidden", "This story may not be reposted."),
    ("views-disclaimer", "The opinions expressed here are mine alone."),
    ("views-disclaimer", "Die hier geäußerten Ansichten sind meine eigenen."),
    ("views-disclaimer", "Le opinioni qui espresse sono personali."),
    ("originally-published", "This Lowland Review story was first published in March."),
    ("source-link", "Via the Lowland Review"),
    ("republished-with-permission", "We thank the Lowland Review for allowing us to reprint this."),
]
SAID_IN_PASSING = [
    'In a lecture he quoted a clause that read "this article may be republished with his name".',
    "Feel free to open the window, the teacher said, and nobody did.",
    "The reproduction of the ferry stands in the yard and may be visited for free.",
    "She asked for permission to reprint the map and was told that nobody knew whose it was.",
    "Die Meinung des Müllers gab im Dorf den Ausschlag, und die der Frauen nicht.",
]


@pytest.mark.parametrize(("kind", "line"), SAID_IN_MANY_WORDS, ids=lambda value: value[:50])
def test_a_form_is_filled_by_the_words_of_any_language(kind, line):
    assert kind in {kind for match in recognise(line) for kind in match.wording.kinds}


@pytest.mark.parametrize("line", SAID_IN_PASSING, ids=lambda value: value[:50])
def test_a_form_within_a_quotation_or_a_tale_says_nothing(line):
    assert [match.wording.rule for match in recognise(line, "body")] == []


def test_a_name_before_the_text_is_the_publication():
    found = recognise("This Lowland Review article was republished with permission.")
    assert {match.name for match in found if match.name} == {"Lowland Review"}


def test_no_pattern_that_is_bound_to_the_beginning_has_a_second_branch():
    for row in catalogue.catalogue():
        for pattern in (*row.any, *row.unless):
            if opening(pattern):
                flat = re.sub(r"\\.|\[(?:\\.|[^\]])*\]", "", pattern)
                while re.search(r"\([^()]*\)", flat):
                    flat = re.sub(r"\([^()]*\)", "", flat)
                assert "|" not in flat, pattern
