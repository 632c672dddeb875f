"""The map's canvas layers on real canvases: what a change paints is what drawing anew paints."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from geo_rtcc.views.look import look

ASSETS = Path(__file__).parents[2] / "geo_rtcc" / "ui" / "assets"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PAGE = """<!doctype html><link rel="stylesheet" href="/node_modules/leaflet/dist/leaflet.css">
<script src="/node_modules/leaflet/dist/leaflet.js"></script>
<div id="map" style="width:800px;height:600px"></div>"""
KINDS = {".js": "text/javascript", ".css": "text/css"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


def answer(route: Route) -> None:
    """Answer from the assets' folder, so that no server is needed."""
    path = urlsplit(route.request.url).path
    file = Path(__file__).parent / "layers.js" if path == "/layers.js" else ASSETS / path[1:]
    if path == "/":
        route.fulfill(body=PAGE, content_type="text/html")
    else:
        route.fulfill(body=file.read_bytes(), content_type=KINDS.get(file.suffix, "image/png"))


@pytest.fixture
def run(browser: Browser) -> Iterator[Callable[..., object]]:
    """Run a script with the page's helpers as ``t`` and the look as ``look``."""
    pages: list[Page] = []

    def evaluate(script: str, ratio: float = 1.0) -> object:
        page = browser.new_page(device_scale_factor=ratio)
        pages.append(page)
        page.route("**/*", answer)
        page.goto("http://layers.test/")
        code = f"async (look) => {{ const t = await import('/layers.js'); {script} }}"
        return page.evaluate(code, json.loads(json.dumps(look("light"))))

    yield evaluate
    for page in pages:
        page.close()


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_after_any_changes_the_calls_look_as_drawn_anew(run, ratio: float) -> None:
    script = """
    const map = t.newMap(13), { layer, calls } = t.newCalls(look, map, 1500), wrong = [];
    const redraw = layer.redraw; let drawings = 0;
    layer.redraw = () => { drawings++; redraw.call(layer); };
    for (let i = 1; i <= 120; i++) {
      t.changeCalls(layer, calls);
      if (i % 20 === 0) wrong.push(t.wrongPixels(layer, () => layer.show([...calls.values()])));
    }
    return { wrong, drawings };"""
    assert run(script, ratio) == {"wrong": [0] * 6, "drawings": 6}


def test_after_any_changes_the_cells_look_as_drawn_anew(run) -> None:
    # Up to 40 of 255: a line that crosses a clip's edge is smoothed a little differently there.
    script = """
    const map = t.newMap(13), { layer, cells, counts } = t.newCells(look, map, 200), wrong = [];
    for (let i = 1; i <= 100; i++) {
      const name = `${Math.floor(t.random() * 200)}`;
      counts.set(name, Math.floor(t.random() * 20));
      layer.change(new Set([name]));
      if (i % 20 === 0) wrong.push(t.wrongPixels(layer, () => layer.show(cells, counts, 9), 40));
    }
    return wrong;"""
    assert run(script) == [0] * 5


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_after_moves_calls_and_cells_look_as_drawn_anew(run, ratio: float) -> None:
    # Lines of cells that cross a clip's edge are smoothed a little differently there.
    script = """
    const map = t.newMap(13), one = t.newCalls(look, map, 1500), other = t.newCells(look, map, 200);
    const redraw = one.layer.redraw, wrong = [], seams = []; let drawings = 0;
    one.layer.redraw = () => { drawings++; redraw.call(one.layer); };
    for (let i = 1; i <= 40; i++) {
      const by = [t.random() * 300 - 150, t.random() * 200 - 100].map(Math.round);
      map.panBy(by, { animate: false });
      if (i % 10) continue;
      const { cells, counts } = other;
      seams.push(t.wrongPixels(other.layer, () => other.layer.show(cells, counts, 9), 40));
      wrong.push(t.wrongPixels(one.layer, () => one.layer.show([...one.calls.values()])));
    }
    return { wrong, drawings, seams: Math.max(...seams) };"""
    found = run(script, ratio)
    assert found["seams"] <= 50 * ratio  # of a million
    assert (found["wrong"], found["drawings"]) == ([0] * 4, 4)


def test_no_frame_is_blank_while_calls_change_and_the_view_moves(run) -> None:
    script = """
    const map = t.newMap(13), { layer, calls } = t.newCalls(look, map, 300), least = [];
    for (let i = 0; i < 60; i++) {
      if (i % 10 === 0) map.panBy([60, 40], { animate: i % 20 === 0 });
      if (i === 25) map.setZoom(14);
      t.changeCalls(layer, calls);
      await new Promise(requestAnimationFrame);
      least.push(t.painted(layer));
    }
    return Math.min(...least);"""
    assert run(script) > 1000


def test_an_animated_zoom_moves_the_calls_to_where_they_will_be(run) -> None:
    script = """
    const map = t.newMap(13), { layer } = t.newCalls(look, map, 5), spot = L.latLng(45.01, -93.09);
    map.panBy([37, -21], { animate: false });
    const at = map.latLngToLayerPoint(spot).subtract(layer.corner), errors = [];
    map.on("zoomanim", ({ center, zoom }) => {
      const { e, f, a } = new DOMMatrix(layer.canvas.style.transform);
      const wanted = map._latLngToNewLayerPoint(spot, zoom, center);
      errors.push(Math.hypot(e + at.x * a - wanted.x, f + at.y * a - wanted.y));
    });
    map.setZoomAround(L.point(200, 150), 14);
    await new Promise((done) => map.once("moveend", done));
    return errors;"""
    errors = run(script)
    assert len(errors) == 1
    assert errors[0] < 1.5


def test_what_is_near_is_found_where_it_is_drawn_at_every_zoom(run) -> None:
    script = """
    const map = t.newMap(13), { layer, calls } = t.newCalls(look, map, 400), missed = [];
    for (const zoom of [9, 13, 16.5]) {
      map.setZoom(zoom, { animate: false });
      for (const call of [...calls.values()].slice(0, 50)) {
        const layerPoint = layer.corner.add(layer.project(call.x, call.y));
        if (!layer.near({ layerPoint }).includes(call)) missed.push(call.key);
      }
    }
    return missed;"""
    assert run(script) == []


def test_the_cell_under_the_pointer_is_the_one_whose_ring_holds_it(run) -> None:
    script = """
    const map = t.newMap(12), { layer, cells, counts } = t.newCells(look, map, 40);
    const found = [...cells.values()].map(({ name, x, y }) => {
      const hit = layer.find({ layerPoint: layer.corner.add(layer.project(x, y)) });
      return counts.get(name) ? hit !== null && counts.get(hit) > 0 : hit !== name;
    });
    return [found.every(Boolean), layer.find({ layerPoint: L.point(-9999, 0) })];"""
    assert run(script) == [True, None]
