"""Where finished files are put: a folder, a store elsewhere, or ZIP archives in either."""

from publisher.outputs.places import FolderPlace, Place, StorePlace, joined
from publisher.outputs.shards import MARK, ShardPlace
from publisher.outputs.stores import FolderStore, Store, is_address

__all__ = [
    "MARK",
    "FolderPlace",
    "FolderStore",
    "Place",
    "ShardPlace",
    "Store",
    "StorePlace",
    "is_address",
    "joined",
]
