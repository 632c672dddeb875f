"""One day of duty of all units, from 05:00 to 05:00: who is sent where, simulated call by call.

A day begins with every unit at home, so that no day needs those before it. What is on at its start
is taken over from the day before by fresh units.
"""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import numpy as np

from geo_rtcc.demo.beat_car import FASTEST_PACE, BeatCar, Errand
from geo_rtcc.demo.city import City
from geo_rtcc.demo.driving import roads
from geo_rtcc.demo.geometry import Floats
from geo_rtcc.demo.jobs import Job, jobs_between
from geo_rtcc.demo.lots import Ints
from geo_rtcc.demo.timeline import nodes_to
from geo_rtcc.demo.units import PATROL, Unit, ground, units

BEGINS = time(5)
_LONGEST_CALL = timedelta(hours=12)


def duty_day(city: City, at: datetime) -> date:
    """Return the duty day that an instant belongs to."""
    return (at.astimezone(ZoneInfo(city.zone)) - timedelta(hours=BEGINS.hour)).date()


class Duty:
    """A duty day, simulated as far as it has been asked for.

    The same city, day, anchor and seed give the same movements, however often it is advanced.
    """

    def __init__(self, city: City, on: date, *, anchor_on: date, seed: int) -> None:
        self._net, self._ground = roads(city), ground(city)
        zone = ZoneInfo(city.zone)
        begin, end = (
            datetime.combine(day, BEGINS, zone).astimezone(UTC)
            for day in (on, on + timedelta(days=1))
        )
        self.begin_s, self.end_s = begin.timestamp(), end.timestamp()
        self.cars = tuple(
            self._at_home(unit, f"{seed} {on}") for unit in units() if unit.kind == PATROL
        )
        jobs = jobs_between(city, begin - _LONGEST_CALL, end, anchor_on=anchor_on, seed=seed)
        self._jobs = sorted(
            (job for job in jobs if job.clear_s > self.begin_s),
            key=lambda job: (max(job.assign_s, self.begin_s), job.incident),
        )
        self._next = 0
        self.assigned: dict[str, list[tuple[float, str]]] = defaultdict(list)
        self.late_s: list[float] = []
        self.unanswered = 0

    def _at_home(self, unit: Unit, luck: str) -> BeatCar:
        return BeatCar(
            unit=unit,
            net=self._net,
            ground=self._ground,
            random=Random(f"{luck} {unit.call_sign}"),  # noqa: S311
            end_s=self.end_s,
            node=int(self._ground.home[unit.beat]),
            at_s=self.begin_s,
        )

    def advance(self, to_s: float) -> None:
        """Simulate up to an instant, seconds since 1970."""
        while self._next < len(self._jobs):
            job = self._jobs[self._next]
            if max(job.assign_s, self.begin_s) > to_s:
                break
            self._next += 1
            for _ in range(job.crew):
                self._assign(job, max(job.assign_s, self.begin_s))
        for car in self.cars:
            car.patrol(to_s)

    def forget(self, before_s: float) -> None:
        """Drop what is only needed to answer for instants before this one."""
        for car in self.cars:
            car.forget(before_s)

    def crew(self, incident: str, at_s: float) -> list[str]:
        """Return the units assigned to a call by an instant, in order."""
        return [sign for since, sign in self.assigned.get(incident, ()) if since <= at_s]

    def _assign(self, job: Job, assign_s: float) -> None:
        taken = {sign for _, sign in self.assigned[job.incident]}
        free = [
            car
            for car in self.cars
            if car.busy_until <= assign_s and car.unit.call_sign not in taken
        ]
        for car in free:
            car.patrol(assign_s)
        seconds, following = self._ways_to(job)
        best = self._nearest(job, assign_s, free, seconds)
        if best is None:
            self.unanswered += 1
            return
        car, end = best
        way = nodes_to(following[end], car.node)
        arrived = car.send(
            Errand(
                assign_s=assign_s,
                named_s=max(job.named_s, assign_s),
                arrive_s=job.arrive_s,
                clear_s=min(job.clear_s, car.latest_leave_s(int(way[-1]))),
                way=way,
                segment=job.segment,
                along_m=job.along_m,
            )
        )
        self.late_s.append(arrived - job.arrive_s)
        self.assigned[job.incident].append((max(job.named_s, assign_s), car.unit.call_sign))

    def _ways_to(self, job: Job) -> tuple[Floats, Ints]:
        """Return seconds to the job by each end of its segment, and the ways there."""
        seconds, following = self._net.towards(self._net.ends[job.segment])
        across = float(self._net.across[job.segment])
        shape = self._net.shapes[job.segment]
        share = job.along_m / float(np.hypot(*np.diff(shape, axis=0).T).sum())
        seconds += np.array([[share * across], [(1 - share) * across]])
        return seconds, following

    def _nearest(
        self, job: Job, assign_s: float, free: list[BeatCar], seconds: Floats
    ) -> tuple[BeatCar, int] | None:
        """Return the unit that can be there first, and by which end of the segment."""
        best: tuple[float, int, int] | None = None
        for number, car in enumerate(free):
            end = int(seconds[1, car.node] < seconds[0, car.node])
            there = car.reachable_from(assign_s) + float(seconds[end, car.node]) / FASTEST_PACE
            latest = car.latest_leave_s(int(self._net.ends[job.segment, end]))
            if max(there, job.arrive_s) < latest and (best is None or there < best[0]):
                best = (there, number, end)
        return None if best is None else (free[best[1]], best[2])
