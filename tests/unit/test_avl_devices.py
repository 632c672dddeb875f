"""Unit positions as devices write them: NMEA sentences and TAIP messages."""

from datetime import UTC, datetime
from functools import reduce
from operator import xor

import pytest

from geo_rtcc.feeds.avl.nmea import parse_nmea
from geo_rtcc.feeds.avl.taip import parse_taip
from geo_rtcc.feeds.parsed import FeedContext, Parsed
from geo_rtcc.models import AvlFix

NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
CONTEXT = FeedContext(source="car7", zone="UTC", now=NOW)
RMC = "GPRMC,210412.25,A,4500.6720,N,09305.6460,W,26.0,271.0,310524,,,A"
PV = "RPV43218+4501120-0930941003027132"  # 43218 s of GPS time: 12:00:00 UTC


def summed(body: str) -> str:
    return f"{reduce(xor, body.encode()):02X}"


def sentence(body: str = RMC) -> str:
    return f"${body}*{summed(body)}"


def nmea(text: str | bytes) -> Parsed[AvlFix]:
    return parse_nmea(text if isinstance(text, bytes) else text.encode(), CONTEXT)


def taip(text: str | bytes, now: datetime = NOW) -> Parsed[AvlFix]:
    context = FeedContext(source="car7", zone="UTC", now=now)
    return parse_taip(text if isinstance(text, bytes) else text.encode(), context)


def test_an_rmc_sentence_is_a_fix_in_our_units() -> None:
    (fix,) = nmea(sentence()).records
    assert fix.fix_at == datetime(2024, 5, 31, 21, 4, 12, 250_000, tzinfo=UTC)
    assert (fix.lon, fix.lat) == (pytest.approx(-93.0941), pytest.approx(45.0112))
    assert (fix.speed_mps, fix.heading_deg) == (pytest.approx(13.3755, abs=1e-3), 271.0)


@pytest.mark.parametrize("talker", ["GP", "GN", "GL", "GA", "GB", "BD"])
def test_every_talker_is_heard(talker: str) -> None:
    assert len(nmea(sentence(talker + RMC[2:])).records) == 1


@pytest.mark.parametrize(
    ("before", "unit"),
    [("", "car7"), ("2A12 ", "2A12"), ("2A12,", "2A12"), ("2A12: ", "2A12"),
     ("Adam 12 ", "Adam 12"), (rf"\s:2A12*{summed('s:2A12')}" + "\\", "2A12"),
     (rf"\c:1,s:B*{summed('c:1,s:B')}" + "\\", "B")],
)  # fmt: skip
def test_the_unit_is_named_by_tag_block_prefix_or_source(before: str, unit: str) -> None:
    assert [fix.unit for fix in nmea(before + sentence()).records] == [unit]


def test_south_and_east_have_their_signs_and_the_hemisphere_is_needed() -> None:
    south = RMC.replace(",N,", ",S,").replace(",W,", ",E,")
    (fix,) = nmea(sentence(south)).records
    assert (fix.lon, fix.lat) == (pytest.approx(93.0941), pytest.approx(-45.0112))
    assert nmea(sentence(RMC.replace(",N,", ",E,"))).records == []


@pytest.mark.parametrize(
    ("body", "field"),
    [(RMC.replace(",A,", ",V,", 1), "status"), (RMC[:-1] + "N", "mode"), (RMC[:-1] + "S", "mode"),
     (RMC.replace("310524", "310224"), "time"), (RMC.replace("210412.25", "250412"), "time"),
     (RMC.replace("310524", ""), "time"), (RMC.replace("310524", "310525"), "time"),
     (RMC.replace("4500.6720", "4560.0"), "position"),
     (RMC.replace("4500.6720", "9100.0"), "position"),
     (RMC.replace("4500.6720,N,09305.6460,W", ",,,"), "position"),
     (RMC.replace("26.0", "x"), "speed"),
     (RMC.replace("4500.6720,N,09305.6460", "0000.0,N,00000.0"), "position"), ("GPRMC,1", "")],
)  # fmt: skip
def test_a_sentence_without_a_valid_position_is_refused(body: str, field: str) -> None:
    parsed = nmea("2A12 " + sentence(body))
    assert (parsed.records, [one.field_name for one in parsed.rejected]) == ([], [field])
    assert parsed.rejected[0].raw["text"] == "2A12 " + sentence(body)


@pytest.mark.parametrize(
    "line", [f"${RMC}", f"${RMC}*00", f"${RMC}*ZZ", "Jane Roe 555-0100", "\\s:A*00\\" + sentence(),
             "\\s:A\\" + sentence(), "$", "x" * 5000, sentence() + sentence()]
)  # fmt: skip
def test_lines_that_are_no_sound_sentences_are_refused(line: str) -> None:
    parsed = nmea(line)
    assert (parsed.records, len(parsed.rejected)) == ([], 1)
    assert "Roe" not in parsed.rejected[0].reason


def test_other_sentences_are_ignored_and_blank_lines_are_nothing() -> None:
    gga = "GPGGA,210412,4500.6720,N,09305.6460,W,1,9,0.9,28,M,,,"
    text = "\r\n".join(["", sentence(gga), sentence(), "", sentence("GPGSV,1,1,00"), "é"])
    parsed = nmea("\ufeff" + text)
    assert (len(parsed.records), parsed.ignored) == (1, 2)
    assert [one.row_number for one in parsed.rejected] == [4]


def test_a_taip_position_is_a_fix_of_today_in_our_units() -> None:
    (fix,) = taip(f">{PV};ID=2A12<").records
    assert fix == AvlFix(unit="2A12", fix_at=NOW, lon=-93.0941, lat=45.0112,
                         speed_mps=pytest.approx(13.4112), heading_deg=271.0)  # fmt: skip


@pytest.mark.parametrize(
    ("now", "day"),
    [("2024-06-01T12:00:00", 1), ("2024-06-01T11:55:00", 1), ("2024-06-01T11:30:00", 31),
     ("2024-06-02T02:00:00", 1), ("2024-06-01T23:59:59", 1)],
)  # fmt: skip
def test_the_day_of_a_position_is_the_latest_that_is_not_in_the_future(now: str, day: int) -> None:
    (fix,) = taip(f">{PV}<", datetime.fromisoformat(now).replace(tzinfo=UTC)).records
    assert (fix.fix_at.day, fix.fix_at.hour, fix.unit) == (day, 12, "car7")


@pytest.mark.parametrize("week", ["2316", "0268"])
def test_an_event_tells_its_week_whole_or_in_ten_bits(week: str) -> None:
    (fix,) = taip(f">REV01{week}5{PV[3:]};ID=2A12<").records
    assert fix.fix_at == datetime(2024, 5, 31, 12, tzinfo=UTC)


def test_gps_time_runs_ahead_by_the_leap_seconds_of_its_day() -> None:
    (fix,) = taip(f">REV0116180{PV[3:]}<").records  # Sunday, 2011-01-09
    assert fix.fix_at == datetime(2011, 1, 9, 12, 0, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("message", "field"),
    [(PV[:-1] + "1", "age"), (PV[:-1] + "0", "age"), (PV[:-2] + "92", "source"), (PV + "1", ""),
     (PV.replace("43218", "86400"), "time"), (PV.replace("+4501120", "+9501120"), "position"),
     ("RPV43218+0000000+0000000003027132", "position"), ("RLN" + PV, ""), ("REV012316" + PV, ""),
     (f"REV0199990{PV[3:]}", "time"), ("", ""), ("?", "")],
)  # fmt: skip
def test_stale_missing_and_broken_positions_are_refused(message: str, field: str) -> None:
    parsed = taip(f">{message};ID=2A12<")
    assert (parsed.records, [one.field_name for one in parsed.rejected]) == ([], [field])


def test_checksums_are_verified_with_and_without_the_star() -> None:
    for counted in (f">{PV};ID=2A12;", f">{PV};ID=2A12;*"):
        good = f">{PV};ID=2A12;*{summed(counted)}<"
        assert len(taip(good).records) == 1
    assert taip(f">{PV};ID=2A12;*00<").records == taip(f">{PV};*G<").records == []


def test_messages_may_stand_side_by_side_and_nothing_between_is_lost() -> None:
    parsed = taip(f">{PV};ID=A<>RTM1;ID=A<junk>{PV};ID=B<\r\n>cut>{PV};ID=C<<\0 \n>{PV[:9]}")
    assert [fix.unit for fix in parsed.records] == ["A", "B", "C"]
    assert (parsed.ignored, len(parsed.rejected)) == (1, 3)


def test_beyond_a_hundred_thousand_messages_the_rest_is_refused_as_one() -> None:
    for parsed in (nmea("$A,*6D\n" * 100_000 + "x\ny\nz"), taip(">RTM<" * 100_000 + ">x<>y<>z<")):
        assert (parsed.ignored, len(parsed.rejected)) == (100_000, 1)
        assert "100,000" in parsed.rejected[0].reason
        assert parsed.rejected[0].raw["text"][-3:] in ("y\nz", ">z<")
