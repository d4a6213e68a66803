"""Captures: lines → zones → recognise (the catalogue in wordings/) → assemble."""

from publisher.readers.capture.assemble import assemble, read

__all__ = ["assemble", "read"]
