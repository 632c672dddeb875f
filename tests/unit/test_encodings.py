"""Who gets a gzipped answer."""

import pytest

from geo_rtcc.ui.encodings import accepts_gzip


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "br, gzip;q=0.5", "*", "identity;q=0, *;q=0.1"])
def test_who_takes_gzip_gets_it(coding: str) -> None:
    assert accepts_gzip({"accept-encoding": coding})


@pytest.mark.parametrize("coding", ["", "br", "gzip;q=0", "br, gzip; q=0.000", "x-gzip",
                                    "gzip;q=0, *", "*;q=0"])  # fmt: skip
def test_who_refuses_gzip_gets_none(coding: str) -> None:
    assert not accepts_gzip({"accept-encoding": coding})


def test_who_names_no_encoding_gets_none() -> None:
    assert not accepts_gzip({})
