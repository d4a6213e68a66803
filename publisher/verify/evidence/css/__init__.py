"""CSS as the judge reads it: which words a reader sees, by every sheet that a reader applies."""

from publisher.verify.evidence.css.look import Fault
from publisher.verify.evidence.css.page import Page, Place, Styles, View

__all__ = ["Fault", "Page", "Place", "Styles", "View"]
