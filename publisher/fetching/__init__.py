"""Pages from addresses: the only door to the network.

Everything that decides how long and how much is an argument (Limits, Clock), so that a test of a
hostile server takes milliseconds.
"""

from publisher.fetching.client import Client, Clock, Limits, Response
from publisher.fetching.page import Fetched, Picture, fetch_page

__all__ = ["Client", "Clock", "Fetched", "Limits", "Picture", "Response", "fetch_page"]
