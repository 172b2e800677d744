"""What every part of the generator needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from server_schema.demo.goods import Goods
from server_schema.demo.search import Tokens
from server_schema.demo.words.staff import CALLERS, ENGINEERS, Person
from server_schema.demo.workdays import CHINA


@dataclass(frozen=True, kw_only=True)
class World:
    """The seed, the day that counts as today, the goods and the readings; *suffix* ends every login."""

    seed: str
    today: date
    customers: int
    suffix: str
    goods: Goods
    tokens: Tokens

    @property
    def callers(self) -> tuple[Person, ...]:
        """Return the people of the market department, who call targets."""
        return CALLERS

    @property
    def engineers(self) -> tuple[Person, ...]:
        """Return the service engineers."""
        return ENGINEERS

    @property
    def latest(self) -> datetime:
        """Return the moment after which nothing has happened: the evening of yesterday."""
        day = self.today - timedelta(days=1)
        return datetime(day.year, day.month, day.day, 19, tzinfo=CHINA)

    def login(self, person: Person) -> str:
        """Return the login of an employee in this account set."""
        return person.login + self.suffix

    def pinyin(self, words: str) -> str:
        """Return the letters for an address on the net."""
        return "".join(ch for ch in self.tokens.sort_key(words) if ch.isascii() and ch.isalnum())
