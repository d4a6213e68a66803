"""`publisher rules`: what findings of `publisher verify` mean, why they matter, what mends them."""

import difflib
from pathlib import Path
from typing import Any

import click

from publisher.cli import completing
from publisher.cli.answer import give_answer
from publisher.cli.output import give, renamed
from publisher.deliver import put_text
from publisher.verify.rules import Rule, all_rules, index, page


@click.command("rules")
@click.argument("ident", metavar="[ID]", default="", shell_complete=completing.rules)
@click.option(
    "-o",
    "--output",
    "folder",
    default="",
    metavar="FOLDER",
    help="Write a page of Markdown for each rule, and an index.",
)
@click.option("--out", "former", default="", hidden=True)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def rules_(ident: str, folder: str, former: str, *, as_json: bool) -> int:
    """List the rules of `publisher verify`, or explain one of them.

    \b
    publisher rules
    publisher rules notice-changed
    publisher rules -o out/rules/
    """
    folder = folder or renamed("--out", "-o", former)
    rules = all_rules()
    if ident and ident not in rules:
        near = difflib.get_close_matches(ident, rules, n=1)
        raise click.UsageError(
            f"there is no rule '{ident}'"
            + (f"; did you mean '{near[0]}'?" if near else "; `publisher rules` lists them")
        )
    chosen = [rules[ident]] if ident else list(rules.values())
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for name, text in (
            *((f"{rule.id}.md", page(rule)) for rule in chosen),
            *([] if ident else [("index.md", index())]),
        ):
            put_text(Path(folder) / name, text)
            give(str(Path(folder) / name))
    elif as_json:
        give_answer("rules", map(_row, chosen))
    elif ident:
        give(page(chosen[0]).rstrip())
    else:
        width = max(map(len, rules))
        for rule in chosen:
            give(f"{rule.id:<{width}}  {rule.severity:<7}  {rule.says}")
    return 0


def _row(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "family": rule.family,
        "severity": rule.severity,
        "says": rule.says,
        "why": rule.why,
        "mend": rule.mend,
        "rests": list(rule.rests),
    }
