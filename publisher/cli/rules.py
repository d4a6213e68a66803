"""`publisher rules`: what findings of `publisher verify` mean, why they matter, what mends them."""

import difflib
from pathlib import Path

import click

from publisher.cli.output import give, give_json
from publisher.deliver import put_text
from publisher.verify.rules import all_rules, index, page


@click.command("rules")
@click.argument("ident", metavar="[ID]", default="")
@click.option(
    "-o",
    "--output",
    "--out",
    "folder",
    default="",
    metavar="FOLDER",
    help="Write a page of Markdown for each rule, and an index.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def rules_(ident: str, folder: str, *, as_json: bool) -> int:
    """List the rules of `publisher verify`, or explain one of them.

    \b
    publisher rules
    publisher rules notice-changed
    publisher rules -o out/rules/
    """
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
        give_json(
            [
                {
                    "id": rule.id,
                    "family": rule.family,
                    "severity": rule.severity,
                    "says": rule.says,
                    "why": rule.why,
                    "mend": rule.mend,
                    "rests": list(rule.rests),
                }
                for rule in chosen
            ]
        )
    elif ident:
        give(page(chosen[0]).rstrip())
    else:
        width = max(map(len, rules))
        for rule in chosen:
            give(f"{rule.id:<{width}}  {rule.severity:<7}  {rule.says}")
    return 0
