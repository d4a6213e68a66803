"""Blocks within blocks, no deeper than what `import` writes may be read again.

In: the blocks of a capture.  Out: the same words; what stands too deep is paragraphs.
"""

from dataclasses import replace

from publisher.model.body import (
    Aside,
    Block,
    List,
    Note,
    Paragraph,
    Passage,
    Quote,
    Terms,
    Text,
    plain_text,
)

# levels of Markdown, in which a list has two; our own form is read to 99, and no page that anybody
# wrote has 20
DEEPEST = 90


def flattened(blocks: tuple[Block, ...], room: int = DEEPEST) -> tuple[Block, ...]:
    """The blocks; what stands deeper than `room` levels as one paragraph for each run of words."""
    if room <= 0:
        runs = (" ".join(run.split()) for run in plain_text(blocks).split("\n"))
        return tuple(Paragraph(children=(Text(text=run),)) for run in runs if run)
    return tuple(_flattened(block, room) for block in blocks)


def _flattened(block: Block, room: int) -> Block:
    match block:
        case Quote() | Aside() | Passage() | Note():
            return replace(block, children=flattened(block.children, room - 1))
        case List(items=items):
            made = (replace(item, children=flattened(item.children, room - 2)) for item in items)
            return replace(block, items=tuple(made))
        case Terms(entries=entries):
            return Terms(
                entries=tuple(
                    replace(
                        entry,
                        definitions=tuple(
                            replace(one, children=flattened(one.children, room - 2))
                            for one in entry.definitions
                        ),
                    )
                    for entry in entries
                )
            )
        case _:
            return block
