"""`python -m publisher`: the same as the command `publisher`."""


def main() -> None:
    """Run the command line and end the process with the exit code that tells who must act."""
    from publisher.process import leave, search_seldom

    search_seldom()  # searching for garbage is a tenth of the time that loading takes
    from publisher.cli import main as command_line

    leave(command_line())


if __name__ == "__main__":
    main()
