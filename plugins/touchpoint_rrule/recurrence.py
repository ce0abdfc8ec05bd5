"""One recurrence rule, and its days.

python-dateutil walks on until a day fits, to the year 9999 if need be. So it is asked for one year
at a time, in a form that it walks by years, and counting from a first day (INTERVAL, COUNT) is done
here. A year is looked up in the one of the far future that has the same calendar: the Gregorian one
repeats after 400 years, and there dateutil is at the end of time before anybody notices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, time, timedelta
from functools import lru_cache
from heapq import merge
from itertools import takewhile

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_CYCLE, _FAR = 400, 9200
_AHEAD = 60
"""Years in which nothing comes, after which nothing is looked for any more."""
_DAY_PARTS = frozenset({"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"})


@dataclass(frozen=True, slots=True)
class Recurrence:
    """RFC 5545, section 3.3.10, in local time, at most once a day."""

    text: str
    frequency: str
    parts: Mapping[str, str]
    """Those whose names begin with BY, but the time of day."""
    interval: int = 1
    count: int | None = None
    until: datetime | None = None
    week_start: int = 0
    """Monday is 0."""
    at: time | None = None
    """From DTSTART, BYHOUR and BYMINUTE; without one it has days only."""
    start: date | None = None
    """From DTSTART."""
    without: frozenset[date] = frozenset()
    """EXDATE."""
    also: tuple[date, ...] = ()
    """RDATE, ascending."""

    @property
    def timed(self) -> bool:
        """Whether it says a time of day."""
        return self.at is not None

    @property
    def depends(self) -> str:
        """What of it counts from a first day; nothing if it is the same whenever it began."""
        if self.count:
            return "COUNT"
        if self.interval > 1:
            return "INTERVAL"
        return "no BYDAY or BYMONTHDAY" if self._filled(date(2000, 1, 1)) != self.parts else ""

    def ever(self) -> bool:
        """Whether there is any such day, whatever it counts from."""
        return bool(self.also) or _comes(self._expansion(date(2000, 1, 1)))

    def moments(self, start: date | None, after: date) -> Iterator[datetime]:
        """Its moments on or after a local day, ascending; `start` is the first day it can be.

        Without `start` the rule depends on none.
        """
        last = None
        extra = (self._timed(day) for day in self.also if day >= after)
        for moment in merge(self._by_rule(start or date.min, after), extra):
            if moment.date() != last and moment.date() not in self.without:
                yield moment
            last = moment.date()

    def _by_rule(self, start: date, after: date) -> Iterator[datetime]:
        days = self._days(start, start if self.count else max(start, after))
        for number, day in enumerate(days, 1):
            moment = self._timed(day)
            if self.until and moment > self.until:
                return
            if day >= after:
                yield moment
            if number == self.count:
                return

    def _days(self, start: date, first: date) -> Iterator[date]:
        """Those of the interval, until there are none for a long time."""
        expansion, seen = self._expansion(start), first.year
        for year in range(first.year, MAXYEAR):
            if year > seen + _AHEAD or (self.until and year > self.until.year):
                return
            for day in _in_year(expansion, year):
                if day >= first and self._on(start, day):
                    seen = year
                    yield day

    def _on(self, start: date, day: date) -> bool:
        """Whether a day lies in a period that counts, from the one in which the rule starts."""
        if self.interval == 1:
            return True
        return not (self._period(day) - self._period(start)) % self.interval

    def _period(self, day: date) -> int:
        match self.frequency:
            case "DAILY":
                return day.toordinal()
            case "WEEKLY":
                return (day.toordinal() - 1 - self.week_start) // 7
            case "MONTHLY":
                return day.year * 12 + day.month
        return day.isocalendar().year if "BYWEEKNO" in self.parts else day.year

    def _timed(self, day: date) -> datetime:
        return datetime.combine(day, self.at or time())

    def _filled(self, start: date) -> dict[str, str]:
        """The parts with what the first day says where the rule does not, as the RFC has it."""
        parts = dict(self.parts)
        weekday, of_month = WEEKDAYS[start.weekday()], str(start.day)
        given = parts.keys() & _DAY_PARTS
        if self.frequency == "WEEKLY" or given == {"BYWEEKNO"}:
            parts.setdefault("BYDAY", weekday)
        elif self.frequency == "MONTHLY" and not given:
            parts["BYMONTHDAY"] = of_month
        elif self.frequency == "YEARLY" and not given:
            parts.setdefault("BYMONTH", str(start.month))
            parts["BYMONTHDAY"] = of_month
        return parts

    def _expansion(self, start: date) -> str:
        """The same days without a start, an interval or an end, as dateutil walks them fastest."""
        parts, frequency = self._filled(start), self.frequency
        if frequency in {"DAILY", "WEEKLY"} and "BYSETPOS" not in parts:
            frequency = "YEARLY"
            parts.setdefault("BYDAY", ",".join(WEEKDAYS))
        by = [f"{name}={value}" for name, value in parts.items()]
        return ";".join([f"FREQ={frequency}", f"WKST={WEEKDAYS[self.week_start]}", *by])


@lru_cache(4096)
def _in_year(expansion: str, year: int) -> tuple[date, ...]:
    far = _FAR + year % _CYCLE
    days = takewhile(lambda day: day.year <= far, _walk(expansion, far))
    return tuple(day.replace(year=year) for day in days if day.year == far)


@lru_cache(256)
def _comes(expansion: str) -> bool:
    return next(_walk(expansion, _FAR), None) is not None


def _walk(expansion: str, year: int) -> Iterator[date]:
    """Every day from a little before a year, to the end of time."""
    from dateutil.rrule import rrulestr  # noqa: PLC0415 - only where a rule is of this kind

    before = datetime(year, 1, 1) - timedelta(weeks=1)  # noqa: DTZ001 - local
    try:
        for moment in rrulestr(expansion, dtstart=before):
            yield moment.date()
    except ValueError:  # there is no year 10000
        return
