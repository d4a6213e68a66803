"""Marks of other tools in Markdown: each becomes what its tool makes of it, and no word is lost."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.model.article import Article, LeftOutBecause, Relation
from publisher.model.body import (
    Abbreviation,
    Anchor,
    Aside,
    CheckBox,
    Code,
    CodeText,
    Figure,
    Formula,
    Heading,
    Link,
    List,
    Paragraph,
    Quote,
    Rule,
    Script,
    Table,
    Terms,
    Text,
    Verse,
    inlines,
    plain_text,
    walk,
)
from publisher.readers.markdown import read
from publisher.readers.source import Reading, SourceText

PROSE = "The lock keeper opened the upper gate at six, as on every other morning of that year."


def reading(text: str) -> Reading:
    return read(
        SourceText.of("note.md", f"---\ntitle: A gate\ndate: 2026-01-02\n---\n{text}".encode())
    )


def body(text: str) -> tuple[object, ...]:
    return reading(f"{PROSE}\n\n{text}\n").article.body[1:]


def printed(text: str) -> list[str]:
    return [plain_text((block,)) for block in reading(f"{PROSE}\n\n{text}\n").article.body[1:]]


WORDS = {
    "see [[Mill|the mill]] now": "see the mill now",
    "see [[Mill#Wheel]] now": "see Mill > Wheel now",
    "see [[#Wheel]] now": "see Wheel now",
    "a ==marked *word*== here": "a marked word here",
    "a %%hidden%% word": "a word",
    "paid 100%% of it, 50%% of that": "paid 100%% of it, 50%% of that",
    "a block. ^b1": "a block.",
    "if a == b and c == d": "if a == b and c == d",
    "as said[[1]](https://example.org/1) there": "as said[1] there",
    "costs $5 or $6 a day": "costs $5 or $6 a day",
    "an A$ and a $ sign": "an A$ and a $ sign",
    "[small words]{.smallcaps} here": "small words here",
    "[a link](https://example.org/){target=_blank} here": "a link here",
    "a [link]({{ site.url }}/a/){:.x} here": "a link here",
    "a [link]({% link a b.md %}) here": "a link here",
    'a [link]({{< relref "a.md" >}}) here': "a link here",
    "the set {a, b} here": "the set {a, b} here",
    "the `{{ call }}` here": "the {{ call }} here",
    "the {{< icon star >}} here": "the here",
    "the {{</* icon */>}} here": "the {{< icon >}} here",
    "{% raw %}{{ x }}{% endraw %} here": "{{ x }} here",
    "\\[Credit: A. Example\\] here": "[Credit: A. Example] here",
    "a word^[*of* note] here": "a word here",
    "a {/* hidden */} word": "a word",
    "a {{/* hidden */}} word": "a word",
    "a {++new++} word, an {--old--} one": "a new word, an old one",
    "a {~~small~>large~~} word{>>really?<<} here": "a smalllarge word here",
    "press ++ctrl+c++ or ++esc++ now": "press ctrl+c or esc now",
    "i++ and ++i, C++ and C++": "i++ and ++i, C++ and C++",
    "as {ref}`the lock <lock>` says": "as the lock says",
    "as :doc:`locks` says, {kbd}`Esc`": "as locks says, Esc",
    "see \\@ref(fig:a) and \\cite{doe} here": "see and here",
    "the {{#include a.rs}} here": "the here",
    "the {props.name} here": "the here",
    "a note[^n]{:.x} here\n\n[^n]: Words.": "a note here",
    "a <Badge text={x} /> word": "a word",
    "第一行\n第二行": "第一行第二行",
    "one\ntwo": "one two",
    "a [[note|*said* `so`]] word": "a said so word",
    "*a* [[note|so]] **word**": "a so word",
    "a\\ b": "a\u00a0b",
    "`<b>a</b>`{=html} and `\\x`{=latex} word": "a and word",
    "a <% tp.date %> word": "a word",
    "a :material-check: word": "a word",
    "^^a^^ word": "a word",
    "a [^[1]](https://example.org/) mark": "a ^[1] mark",
}


@pytest.mark.parametrize(("written", "words"), WORDS.items(), ids=WORDS)
def test_a_mark_in_a_line_leaves_the_words_that_its_tool_prints(written, words):
    # a note's number is no word of the line
    assert re.sub(r"(?<=word)\d+", "", printed(written)[0]) == words


KINDS = {
    "- [ ] a\n- [x] b": (CheckBox, "☐ a\n☑ b"),
    "x^2^": (Script, "x2"),
    "> [!note] Look\n> Words.": (Aside, "Look\nWords."),
    "> [!NOTE]\n> Words.": (Aside, "Note\nWords."),
    '{{< alert "circle-info" >}}\nWords.\n{{< /alert >}}': (Aside, "Words."),
    '{{< tip text="Words." >}}': (Aside, "Tip\nWords."),
    "Words.\n{: .notice--info}": (Aside, "Words."),
    "1. a\n{: start=1}\n2. b": (List, "a\nb"),
    "{{< mermaid >}}\nA-->B\n{{< /mermaid >}}": (Code, "A-->B"),
    '<div>\n{{ x | remove: "<p>" }}\n<p>Words.</p>\n</div>': (Paragraph, "Words."),
    "$$\nx^2\n$$ {#eq-a}": (Formula, "x2"),
    "> $$\n> x\n> $$": (Formula, "x"),
    "\\\\[ x^2 \\\\]": (Formula, "x2"),
    "\\begin{align}\nx &= y\n\\end{align}": (Formula, "x, =y"),
    "the $\\undefined{x}$ word": (CodeText, "the \\undefined{x} word"),
    '=== "Look"\n\n    Words.': (Aside, "Look\nWords."),
    '<details markdown="1"><summary>*Look*</summary>\n*Words.*\n</details>': (
        Aside,
        "Look\nWords.",
    ),
    "<figure markdown>\n  ![a](a.png){ .x }\n  <figcaption>Words.</figcaption>\n</figure>": (
        Figure,
        "Words.",
    ),
    "    #!python\n    x": (Code, "x"),
    "> [!cite]\n> Words.": (Quote, "Words."),
    "> Words.": (Quote, "Words."),
    "::: {.callout-tip}\n## Look\n\nWords.\n:::": (Aside, "Look\nWords."),
    ":::info Look\nWords.\n:::": (Aside, "Look\nWords."),
    "!!! hint\n    Words.": (Aside, "Hint\nWords."),
    "{{% alert warning %}}\nWords.\n{{% /alert %}}": (Aside, "Warning\nWords."),
    "{% note %}\nWords.\n{% endnote %}": (Aside, "Note\nWords."),
    "<details>\n<summary>Look</summary>\n\nWords.\n\n</details>": (Aside, "Look\nWords."),
    "{{< quote >}}\nWords.\n{{< /quote >}}": (Quote, "Words."),
    "{% highlight sh %}\n# x\n{% endhighlight %}": (Code, "# x"),
    "Term\n: Words.": (Terms, "Term\nWords."),
    "| one\n| two": (Verse, "one\ntwo"),
    "+---+---+\n| a | b |\n+---+---+\n| c | d |\n+---+---+": (Table, "a\nb\nc\nd"),
    " a    b\n---  ---\n c    d\n e    f": (Table, "a\nb\nc\nd\ne\nf"),
    '{{< figure src="a.png" caption="Words." >}}': (Figure, "Words."),
    '{% include image.html url="/a.png" caption="Words." %}': (Figure, "Words."),
    "![[a.png|200]]": (Figure, ""),
    '![A dam](a.png "Words.")': (Figure, "Words."),
    "![Words.](a.png){#fig-a}": (Figure, "Words."),
    "```{note} Look\n:class: x\n\nWords.\n```": (Aside, "Look\nWords."),
    "```{figure} a.png\nWords.\n```": (Figure, "Words."),
    ".. note::\n\n   Words.": (Aside, "Note\nWords."),
    ".. tip:: One.\n   Two.": (Aside, "Tip\nOne. Two."),
    ".. admonition:: Look\n   :class: x\n\n   Words.": (Aside, "Look\nWords."),
    ".. figure:: a.png\n   :alt: A dam\n\n   Words.": (Figure, "Words."),
    ".. image:: a.png\n   :alt: A dam": (Figure, ""),
    ".. code-block:: python\n\n   if x:\n       y": (Code, "if x:\n    y"),
    ".. epigraph::\n\n   Words.": (Quote, "Words."),
    "#+BEGIN_QUOTE\nWords.\n#+END_QUOTE": (Quote, "Words."),
    "- #+BEGIN_QUOTE\n  Words.\n  #+END_QUOTE": (Quote, "Words."),
    "#+begin_note\nWords.\n#+end_note": (Aside, "Note\nWords."),
    "#+BEGIN_SRC sh\n# x\n#+END_SRC": (Code, "# x"),
    "# (PART) Words {-}": (Heading, "Words"),
    "{% img left /a.png 300 200 'Words here.' 'A dam' %}": (Figure, "Words here."),
    "```{r}\n#| label: x\nplot()\n```": (Code, "plot()"),
    "{% quote(author=x) %}\nWords.\n{% end %}": (Quote, "Words.\nx"),
    "{% code %}\n```js\nx\n```\n{% endcode %}": (Code, "x"),
    "| a | b |\n| c | d |": (Table, "a\nb\nc\nd"),
    "## Words {#w .x}": (Heading, "Words"),
    "-" * 60: (Rule, ""),
    "* * *": (Rule, "* * *"),
}


@pytest.mark.parametrize(("written", "made"), KINDS.items(), ids=KINDS)
def test_a_mark_is_the_form_that_its_tool_gives_it(written, made):
    kind, words = made
    blocks = reading(f"{PROSE}\n\n{written}\n").article.body[1:]
    assert any(isinstance(each, kind) for each in (*walk(blocks), *inlines(blocks)))
    assert plain_text(blocks) == words
    assert len(blocks) == 1


@pytest.mark.parametrize(
    "plain",
    [
        "He said: {nothing}.",
        "::: is three colons",
        ".. note that",
        ".. unheard-of:: words",
        "#+BEGIN_QUOTE is never ended",
        "#+BEGIN_DRAWER\nwords\n#+END_DRAWER",
        "#work/notes#",
        "{% img /a.png",
        "!!! stop",
        "| a single bar",
        "+ a list",
        "Words\n::\nwords",
        "2^10 and 3^5",
        "~5 km, then ~6 km",
        "%% of all",
        "[!note] in a paragraph",
        "{% of all",
        "{{ of all",
        "Table: no table is here",
    ],
)
def test_words_that_only_look_like_a_mark_stay(plain):
    squeezed = "".join("".join(printed(plain)).split())
    assert squeezed == "".join(plain.removeprefix("+ ").split())


def test_what_is_not_understood_is_told_once_with_its_lines_and_listed():
    found = reading("{{< tweet 12 >}}\n\nWords.\n\n{{< tweet 13 >}}\n\n{{< map a=1 >}}\n")
    assert found.remarks == (
        "not understood, and left out: {{< tweet … >}} (2 times, line 5, 9)",
        "not understood, and left out: {{< map … >}} (line 11)",
    )
    listed = [left.text for left in found.article.left_out]
    assert listed[:3] == ["{{< tweet 12 >}}", "{{< tweet 13 >}}", "{{< map a=1 >}}"]


@pytest.mark.parametrize(
    "comment",
    [
        "%% ask Petra %%",
        "%%\nask\n\nPetra\n%%",
        "<!-- ask Petra -->",
        "{% comment %}ask Petra{% endcomment %}",
        "{::comment}\nask Petra\n{:/comment}",
        "{/* ask Petra */}",
        "Words <!-- ask Petra --> and %%ask Petra%% words.",
        "> - Words.\n>\n>   <!-- ask Petra -->",
    ],
)
def test_a_comment_is_never_printed_and_stands_on_the_list_as_one(comment):
    article = reading(f"{PROSE}\n\n{comment}\n").article
    assert "Petra" not in plain_text(article.body)
    private = [left for left in article.left_out if left.because is LeftOutBecause.PRIVATE]
    assert {left.text for left in private} == {"ask Petra"}


def test_keys_of_a_bibliography_stay_and_are_told():
    found = reading("As [@smith2020, p. 3] said, see @fig-map, or write to a@b.example.")
    assert "[@smith2020, p. 3]" in plain_text(found.article.body)
    told = "since what it refers to is not at hand: @smith2020, @fig-map (2 times, line 5)"
    assert found.remarks == (f"printed as written, {told}",)


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("A walk in May.md", PROSE, "A walk in May"),
        ("A walk in May.md", f"## The gate\n\n{PROSE}", "The gate"),
        ("a-walk-in-may.md", f"The gate\n\n{PROSE}", "The gate"),
    ],
)
def test_a_note_without_a_heading_is_called_what_its_file_is(name, text, title):
    source = SourceText.of(name, f"---\ndate: 2026-01-02\n---\n{text}\n".encode())
    assert read(source).article.title == title


def test_a_picture_that_shows_what_the_title_says_stays():
    assert [type(block) for block in body("![A gate](gate.png)")] == [Figure]


def test_links_within_a_text_lead_to_its_headings():
    text = f"{PROSE} [a](#the-gate) [b](#g) [[#The gate]] [c](#none)\n\n## The gate {{#g}}\n\nEnd."
    found = reading(text).article.body
    links = [inline.address for inline in inlines(found) if isinstance(inline, Link)]
    assert links == ["#g", "#g", "#g"]
    assert [inline.name for inline in inlines(found) if isinstance(inline, Anchor)] == ["g"]


def test_a_day_may_stand_in_a_mapping_and_a_title_may_hold_marks():
    head = 'title: "The **gate** & a `key`"\ndate:\n  created: 2026-01-02\n  updated: 2026-01-03'
    text = f"---\n{head}\n---\n# The **gate** & a `key`\n\n{PROSE}\n"
    found = read(SourceText.of("note.md", text.encode())).article
    assert (found.title, str(found.published), str(found.updated)) == (
        "The gate & a key",
        "2026-01-02",
        "2026-01-03",
    )
    assert plain_text(found.body) == PROSE


def test_an_abbreviation_keeps_what_it_stands_for():
    found = reading(f"{PROSE} The HTML of XHTML.\n\n*[HTML]: Words of a page").article.body
    short = [inline for inline in inlines(found) if isinstance(inline, Abbreviation)]
    assert [(one.meaning, one.children) for one in short] == [
        ("Words of a page", (Text(text="HTML"),))
    ]


def test_an_abstract_of_several_parts_is_a_box():
    head = "title: A gate\ndate: 2026-01-02\nabstract: |\n  One part.\n\n  Two parts."
    found = read(SourceText.of("note.md", f"---\n{head}\n---\n{PROSE}\n".encode())).article
    assert plain_text(found.body[:1]) == "Abstract\nOne part.\nTwo parts."


def test_a_source_is_where_a_copy_was_taken_from_and_a_day_of_clipping_no_publication():
    head = "title: A gate\nsource: https://example.org/gate\ncreated: 2026-10-01"
    article = read(SourceText.of("note.md", f"---\n{head}\n---\n{PROSE}\n".encode())).article
    assert [(source.relation, source.url) for source in article.sources] == [
        (Relation.CAPTURED_FROM, "https://example.org/gate")
    ]
    assert article.published is None


@pytest.mark.parametrize(
    ("description", "standfirst"),
    [
        ("Who opened the gate, and why.", "Who opened the gate, and why."),
        ("The lock keeper opened the upper gate at si…", ""),
        ("A gate", ""),
    ],
)
def test_a_description_is_the_standfirst_unless_the_text_says_the_same(description, standfirst):
    text = f"---\ntitle: A gate\ndate: 2026-01-02\ndescription: {description}\n---\n{PROSE}\n"
    assert read(SourceText.of("note.md", text.encode())).article.standfirst == standfirst


_PIECES = (
    "{w}",
    "**{w}** and *{v}*",
    "[[{w}|{v}]]",
    "![[{w}]]",
    "=={w}=={v}",
    "%%{w}%%",
    "<!-- {w} -->",
    "{{{{< {w} {v} >}}}}",
    "{{% {w} %}}",
    "{{{{ {w} }}}}",
    '{{{{% note "{w}" %}}}}\n{v}\n{{{{% /note %}}}}',
    "{{% highlight {w} %}}\n{v}\n{{% endhighlight %}}",
    "{w}\n: {v}",
    "::: {w}\n{v}\n:::",
    "> [!{w}]- {v}\n> {w}",
    '!!! {w} "{v}"\n    {w}',
    "| {w}\n| {v}",
    "# {w} {{#{v}}}",
    "[{w}]{{.{v}}}",
    "{{: .{w}}}",
    "$${w}^2$$",
    "^[{w}]",
    "*[{w}]: {v}",
    "+---+\n| {w} |\n+---+",
    '<div class="box">\n\n{v}\n\n</div>',
    "<details><summary>{w}</summary>\n\n{v}\n\n</details>",
    "- {w}\n  - [x] {v}",
    "```{w}\n{v}\n```",
    "Table: {w}",
    "<X{w} a={{{v}}} />",
    "{{/* {w} */}}",
    '![{w}](a.png "{v}")',
    "```{{note}} {w}\n{v}\n```",
    "[caption a=1]{w}[/caption]",
    "{{% {w}(a=1) %}}\n{v}\n{{% end %}}",
    "| {w} | b |\n| {v} | b |",
    '=== "{w}"\n\n    {v}',
    "<div markdown>\n  *{w}* [[{v}|x]]\n</div>",
    "<div>*{w}* <b>x</b></div>",
    "a <i>[[{w}|{v}]] {{/* b */}}</i>",
    "{{::comment}}\n{w}\n{{:/comment}}",
    "\\{w}",
)


def all_words(article: Article) -> str:
    facts = [article.title, plain_text(article.body), article.standfirst]
    facts += [left.text for left in article.left_out]
    facts += [notice.text for notice in article.rights.notices]
    facts += [f"{asset.alt} {asset.file}" for asset in article.assets]
    facts += [person.name for person in article.contributors]
    facts += [block.language for block in walk(article.body) if isinstance(block, Code)]
    return " ".join(facts).lower()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(_PIECES), st.sampled_from(["", "> ", "- "])), max_size=6))
def test_every_word_of_any_marks_is_in_the_edition_or_on_the_list(chosen):
    words: list[str] = []
    blocks: list[str] = []
    for number, (piece, around) in enumerate(chosen):
        pair = (f"wa{number}w", f"vu{number}v")
        words += [word for word, mark in zip(pair, ("{w}", "{v}"), strict=True) if mark in piece]
        written = piece.format(w=pair[0], v=pair[1])
        lines = (
            f"{around if at == 0 or around == '> ' else '  '}{line}"
            for at, line in enumerate(written.split("\n"))
        )
        blocks.append("\n".join(lines) if around else written)
    held = all_words(reading("\n\n".join([PROSE, *blocks])).article)
    assert [word for word in words if word not in held] == []


def test_boxes_and_paragraphs_keep_their_order():
    found = body("One.\n\n> [!tip]\n> Two.\n\nThree.")
    assert [type(block) for block in found] == [Paragraph, Aside, Paragraph]


NUMBERED = {
    "a. one\nb. two": ("lower-alpha", 1, ["one", "two"]),
    "(i) one\n(ii) two": ("lower-roman", 1, ["one", "two"]),
    "iv) one\nv) two": ("lower-roman", 4, ["one", "two"]),
    "A.  one\nB.  two": ("upper-alpha", 1, ["one", "two"]),
    "#. one\n#. two": ("decimal", 1, ["one", "two"]),
    "(2) one\n(3) two": ("decimal", 2, ["one", "two"]),
    "(@) one\n(@b) two": ("decimal", 1, ["one", "two"]),
    "a. one\n   more\n\n   - below\n\nb. two": ("lower-alpha", 1, ["one more\nbelow", "two"]),
}


@pytest.mark.parametrize("text", NUMBERED)
def test_letters_numerals_and_signs_number_a_list(text):
    numbering, start, items = NUMBERED[text]
    (made,) = body(text)
    assert isinstance(made, List)
    assert (made.ordered, made.numbering, made.start) == (True, numbering, start)
    assert [plain_text(item.children).replace("\n\n", "\n") for item in made.items] == items


@pytest.mark.parametrize(
    "text",
    [
        "A. Example wrote it.",
        "A. Writer\nB. Author",
        "a. alone",
        "a. one\nc. three",
        "no. 1\nno. 2",
    ],
)
def test_initials_and_single_letters_number_nothing(text):
    assert not any(isinstance(block, List) for block in body(text))


def test_another_kind_of_numbers_begins_another_list():
    made = body("a. one\nb. two\n\ni. first\nii. second")
    lists = [block for block in made if isinstance(block, List)]
    assert [block.numbering for block in lists] == ["lower-alpha", "lower-roman"]


def test_examples_are_counted_through_the_text_and_referred_to_by_number():
    shown = printed("(@) first\n\nWords.\n\n(@b) second\n\nAs (@b) says, and (@c) does not.")
    assert shown[-1] == "As (2) says, and (@c) does not."
    assert [
        block.start for block in body("(@) a\n\nWords.\n\n(@) b") if isinstance(block, List)
    ] == [
        1,
        2,
    ]


def test_boxes_between_slashes_are_boxes():
    (box,) = body("/// note | A title\n    type: plain\n\nWords.\n///")
    assert isinstance(box, Aside)
    assert plain_text((box,)) == "A title\nWords."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A :ship: here.", "names of small pictures: :ship: (line 7)"),
        ("The mean is `r mean(x)`.", "`r mean(x)` (line 7)"),
        ("- [/] half done", "- [/] (line 7)"),
        ("\\begin{tabular}{l}\na\n\\end{tabular}", "\\begin{tabular}"),
        ("<<< @/a.js", "<<< @/a.js (line 7)"),
        ("{{#include a.rs}}", "{{#include a.rs}} (line 7)"),
        ("export const A = () => (\n  1\n);", "export const A"),
    ],
)
def test_what_is_not_understood_is_told_with_its_line(text, told):
    assert told in " ".join(reading(f"{PROSE}\n\n{text}\n").remarks)


@pytest.mark.parametrize(
    "text",
    [
        "Words <span>here</span>.",
        "![A lock](lock.png)",
        "Words {{< icon a >}}.",
        "# A heading",
        "[[Mill]]",
    ],
)
def test_a_head_of_a_title_alone_leaves_the_text_to_tell_whose_a_file_is(text):
    found = read(SourceText.of("note.md", f"---\ntitle: A gate\n---\n\n{text}\n".encode()))
    assert found.capture
    ours = f"---\ntitle: A gate\nrights:\n  basis: own-work\n---\n\n{PROSE}\n"
    assert not read(SourceText.of("note.md", ours.encode())).capture


def test_a_title_alone_above_an_empty_line_is_a_head():
    found = read(SourceText.of("note.md", f"Title: A gate\n\n{PROSE}\n".encode()))
    assert found.article.title == "A gate"
    assert plain_text(found.article.body) == PROSE
