"""The call types of the demo's dispatch system: how often, when, where and how urgent."""

from dataclasses import dataclass

from geo_rtcc.models import Category


@dataclass(frozen=True, kw_only=True)
class CallType:
    """One call type.

    Parameters
    ----------
    priority
        1 is the most urgent, 5 the least.
    daily
        Calls on an average day.
    hours, week, where
        Names of its profiles in ``rhythm`` and ``placing``.
    on_view
        Share started by an officer rather than a caller.
    at_crossing
        Share placed at an intersection rather than an address.
    busy_min
        Median minutes from arrival to close.
    """

    code: str
    name: str
    category: Category
    priority: int
    daily: float
    hours: str
    week: str
    where: str
    on_view: float
    at_crossing: float
    busy_min: float


_TABLE = """
ASLT Assault|violence|2|24|night|leisure|night|.03|.08|55
ASLW Assault with a weapon|violence|1|3.6|night|leisure|mixed|.02|.1|120
DOMV Domestic violence|violence|1|16|evening|leisure|homes|0|0|75
ROBP Robbery of a person|violence|1|4.4|night|leisure|street|.02|.25|80
ROBB Robbery of a business|violence|1|1.2|evening|flat|shops|0|0|110
SEXA Sexual assault|violence|2|1.7|night|leisure|mixed|0|0|140
SHOT Shots heard|weapons|1|7.2|night|leisure|mixed|.02|.3|35
GUNP Person with a weapon|weapons|1|6|evening|leisure|street|.05|.2|45
BURR Burglary, residence|property|3|9|day|office|homes|0|0|50
BURC Burglary, business|property|3|4.2|small hours|flat|works|.04|0|55
THEF Theft|property|4|26|day|office|mixed|0|.02|35
SHOP Shoplifting|property|4|24|trade|trade|mall|0|0|40
VAND Criminal damage|property|4|15|day|flat|mixed|.03|.02|30
FRAU Fraud or forgery|property|5|11|office|office|mixed|0|0|40
TFA Theft from a vehicle|vehicle|4|27|day|flat|mixed|.02|.02|30
AUTO Stolen vehicle|vehicle|3|11|day|flat|mixed|.02|.03|35
RECV Recovered vehicle|vehicle|4|4|day|flat|mixed|.35|.1|40
NOIS Noise|disorder|5|26|night|leisure|homes|0|.01|18
DIST Disturbance|disorder|3|47|evening|leisure|mixed|.04|.05|28
DOMD Domestic argument|disorder|2|22|evening|leisure|homes|0|0|40
INTX Intoxicated person|disorder|3|16|night|leisure|night|.12|.1|28
TRES Trespass|disorder|4|22|day|flat|shops|.08|.01|25
PANH Panhandling|disorder|5|8|trade|trade|shops|.15|.4|16
FWKS Fireworks|disorder|5|4|night|leisure|homes|0|.15|14
YOUT Juvenile disturbance|disorder|4|12|afternoon|flat|mixed|.05|.08|22
SUSP Suspicious person|disorder|3|34|evening|flat|street|.35|.12|20
SUSV Suspicious vehicle|disorder|3|28|small hours|flat|street|.6|.15|18
STOP Traffic stop|traffic|5|94|patrol|office|roads|1|.6|14
ACCP Crash, property damage|traffic|4|34|commute|office|roads|.05|.6|45
ACCI Crash, injury|traffic|1|9|commute|office|roads|.03|.65|70
HITR Hit and run|traffic|4|12|commute|flat|roads|.02|.4|40
PARK Parking complaint|traffic|5|22|day|office|mixed|.1|.1|16
HAZD Road hazard|traffic|3|12|commute|flat|roads|.2|.6|22
DUI Impaired driver|traffic|2|7|night|leisure|roads|.35|.4|65
ABAN Abandoned vehicle|traffic|5|9|office|office|street|.15|.05|20
WELF Check welfare|welfare|3|40|day|flat|homes|.03|.05|25
MENT Mental-health crisis|welfare|2|14|evening|flat|mixed|.02|.06|60
MEDA Medical assist|welfare|2|22|day|flat|homes|.02|.03|30
OVER Overdose|welfare|1|4.6|evening|leisure|mixed|.03|.04|45
MISS Missing person|welfare|2|5|evening|flat|homes|0|0|80
SUIC Suicide threat|welfare|1|4.4|evening|flat|homes|0|.01|75
ALRB Alarm, business|alarm|3|26|small hours|flat|works|0|0|15
ALRR Alarm, residence|alarm|3|14|day|office|homes|0|0|14
ALRP Hold-up alarm|alarm|1|4|trade|trade|shops|0|0|18
ASST Assist another agency|other|4|18|day|flat|mixed|.1|.1|30
CIVL Civil standby|other|5|9|day|office|homes|0|0|35
FOLL Follow-up|other|5|16|office|office|mixed|.6|.02|35
PROP Found property|other|5|7|day|flat|street|.1|.1|22
ANML Animal complaint|other|5|10|day|flat|homes|.03|.08|22
BCHK Business check|other|5|24|small hours|flat|shops|1|0|12
HANG 911 hang-up|other|3|26|day|flat|mixed|0|.04|14
"""


def _parse(line: str) -> CallType:
    head, category, priority, daily, hours, week, where, on_view, crossing, busy = line.split("|")
    code, name = head.split(" ", 1)
    return CallType(
        code=code,
        name=name,
        category=Category(category),
        priority=int(priority),
        daily=float(daily),
        hours=hours,
        week=week,
        where=where,
        on_view=float(on_view),
        at_crossing=float(crossing),
        busy_min=float(busy),
    )


CALL_TYPES: tuple[CallType, ...] = tuple(_parse(line) for line in _TABLE.strip().splitlines())
