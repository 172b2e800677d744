"""What the registry says of a tab, a kind of record, a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, kw_only=True, slots=True)
class Tab:
    """One of the seven places; *title* is marked under ``Tabs``."""

    name: str
    title: str
    icon: str


@dataclass(frozen=True, slots=True)
class EntityEntry:
    """One kind of record; *source* is ``module:NAME`` of its descriptor.

    *listed*: has a list of its own among the pages of its *tab*. *record_page*: ``module:Class``
    of a hand-written record page. *quick*: offered by Ctrl+N. *group*: marked heading (``Groups``)
    under which the tab lists it. *beside*: ``module:Class`` of what its record page gets besides, made as
    ``Class(context, page)``. *actions*: ``module:function`` of what else can be done with its records,
    called as ``function(context, widget)``, returns ``BulkAction``; one of the same name replaces ours.
    *first*: at the top of its group.
    """

    name: str
    source: str
    tab: str
    listed: bool = True
    quick: bool = False
    record_page: str = ""
    group: str = ""
    beside: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    first: bool = False


ANY = "*"


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One hand-written page; *title* is marked under ``Pages``, *source* is ``module:Class``.

    It is shown to those who may do *action* on *module*; to everybody where *module* is '', and to
    those who may do it on any kind of record where it is ``ANY``. *group*: marked heading (``Groups``)
    under which the tab lists it. *listed*: offered there; else it opens from other pages only. *first*:
    at the top of its group. *words*: by which it is found beside its title, in both languages.
    """

    name: str
    tab: str
    title: str
    icon: str
    source: str
    module: str = ""
    action: str = "view"
    group: str = ""
    listed: bool = True
    first: bool = False
    words: str = ""


class Listed(NamedTuple):
    """A page or list that a tab offers, in the words of the language of the moment."""

    name: str
    title: str
    icon: str
    group: str
    words: str = ""
