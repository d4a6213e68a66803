"""`python -m publisher`: the same as the command `publisher`."""

import sys


def main() -> None:
    """Run the command line and end the process with the exit code that tells who must act."""
    from publisher.process import search_seldom

    search_seldom()  # searching for garbage is a tenth of the time that loading takes
    from publisher.cli import main as command_line

    sys.exit(command_line())


if __name__ == "__main__":
    main()
