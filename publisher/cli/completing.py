"""What the shell offers where a word of a command is completed: designs, devices, rules.

Nothing is loaded for it before a shell asks.
"""

from collections.abc import Iterable

import click
from click.shell_completion import CompletionItem


def _offered(words: Iterable[tuple[str, str]], begun: str) -> list[CompletionItem]:
    """Those of the words, each with its meaning, that go on what is typed.

    Of a list only what stands behind the last comma is completed.
    """
    before, comma, last = begun.rpartition(",")
    return [
        CompletionItem(f"{before}{comma}{word}", help=meaning)
        for word, meaning in words
        if word.startswith(last)
    ]


def themes(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """The designs."""
    from publisher.rendering.theme import describe_themes

    return _offered(((row["name"], row["description"]) for row in describe_themes([])), begun)


def devices(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """What --for knows."""
    from publisher.targets.devices import device_names, load_device

    return _offered(((name, load_device(name).title) for name in device_names()), begun)


def rules(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """The rules of verify."""
    from publisher.verify.rules import all_rules

    return _offered(((rule.id, rule.says) for rule in all_rules().values()), begun)


def formats(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """The formats of books."""
    return _offered((("epub", "for reading systems"), ("pdf", "for paper and screen")), begun)
