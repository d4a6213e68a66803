"""Proof by building again: the same edition gives the same bytes."""

from publisher.rebuilding.again import Hints, Rebuilt, judge_by_rebuilding
from publisher.rebuilding.difference import Difference

__all__ = ["Difference", "Hints", "Rebuilt", "judge_by_rebuilding"]
