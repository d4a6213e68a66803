"""`python -m publisher`: the same as the command `publisher`."""

import sys


def main() -> None:
    """Run the command line and end the process with the exit code that tells who must act."""
    from publisher.process import prepare_process

    prepare_process()  # before anything is loaded: searching for garbage is a tenth of the loading
    from publisher.cli import main as command_line

    sys.exit(command_line())


if __name__ == "__main__":
    main()
