"""Files → raw rows: any delimiter, encoding and format; nothing dropped in silence."""

import gzip
import json
from pathlib import Path

import polars as pl
import pytest

from geo_rtcc.errors import InputError
from geo_rtcc.feeds.geojson_rows import LATITUDE, LONGITUDE
from geo_rtcc.feeds.raw_batch import RawBatch
from geo_rtcc.feeds.tables import read_batches


def read(path: Path, **options: str) -> RawBatch:
    batches = list(read_batches(path, **options))
    assert len(batches) == 1
    return batches[0]


def write(tmp_path: Path, name: str, content: bytes | str) -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    text = f'id{delimiter}"a,b;c|d"\n1{delimiter}x\n'
    batch = read(write(tmp_path, "c.csv", text))
    assert batch.frame.rows() == [("1", "x")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    text = "id,street\n" + "1,Peñalosa Avenue\n2,Calle São Vicente\n" * 20
    batch = read(write(tmp_path, "c.csv", text.encode(encoding)))
    assert batch.frame.columns == ["id", "street"]
    assert batch.frame["street"][0] == "Peñalosa Avenue"


def test_an_encoding_can_be_said(tmp_path: Path) -> None:
    path = write(tmp_path, "c.csv", "id,street\n1,Škofja\n".encode("cp1250"))
    assert read(path, encoding="cp1250").frame["street"][0] == "Škofja"


def test_gz_is_read_whatever_its_name(tmp_path: Path) -> None:
    path = write(tmp_path, "c.csv", gzip.compress(b"id\n1\n"))
    assert read(path).frame.rows() == [("1",)]


def test_text_stays_text(tmp_path: Path) -> None:
    batch = read(write(tmp_path, "c.csv", "id,beat,empty\n0012,007,\n"))
    assert batch.frame.rows() == [("0012", "007", "")]


def test_rows_with_too_few_or_many_fields_are_handed_back(tmp_path: Path) -> None:
    batch = read(write(tmp_path, "c.csv", "a,b\n1,2\n3\n4,5\n6,7,8\n9,10\n"))
    assert batch.frame.rows() == [("1", "2"), ("4", "5"), ("9", "10")]
    assert batch.row_numbers.tolist() == [1, 3, 5]
    assert [record.row_number for record in batch.rejected] == [2, 4]
    assert [record.raw["text"] for record in batch.rejected] == ["3", "6,7,8"]


def test_a_quoted_field_may_hold_lines(tmp_path: Path) -> None:
    batch = read(write(tmp_path, "c.csv", 'a,b\n1,"x\ny"\n2,z\n'))
    assert batch.frame.rows() == [("1", "x\ny"), ("2", "z")]


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    path = tmp_path / "c.parquet"
    pl.DataFrame({"id": [7], "x": [1.5]}).write_parquet(path)
    assert read(path).frame.schema == {"id": pl.Int64, "x": pl.Float64}


def test_geojson_gives_properties_and_coordinates(tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "properties": {"id": 5, "nothing": None, "deep": {"a": 1}},
        "geometry": {"type": "Point", "coordinates": [-77.5, 38.25, 12]},
    }
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    row = read(write(tmp_path, "c.geojson", "\ufeff  " + text)).frame.row(0, named=True)
    assert row["id"] == "5"
    assert row["nothing"] is None
    assert (row[LONGITUDE], row[LATITUDE]) == ("-77.5", "38.25")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.csv", "", "empty.csv: the file is empty"),
        ("twice.csv", "a,a\n1,2\n", "names a more than once"),
        ("broken.geojson", "{", "is not valid JSON"),
        ("none.geojson", '{"features": []}', "holds no features"),
        ("cut.csv.gz", gzip.compress(b"a,b\n" * 9999, mtime=0)[:60], "can't be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(
    tmp_path: Path, name: str, content: bytes | str, message: str
) -> None:
    with pytest.raises(InputError) as error:
        list(read_batches(write(tmp_path, name, content)))
    assert message in str(error.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.csv: there is no such file"):
        list(read_batches(tmp_path / "nowhere.csv"))
