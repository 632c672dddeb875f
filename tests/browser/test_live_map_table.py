"""The map without the map: as a table, by keyboard, and named for screen readers."""

from live_page import Open

NAMELESS = """[...root.querySelectorAll("button, input, a, [role=slider], [role=button]")].filter(
  (each) => each.checkVisibility() && !(each.getAttribute("aria-label") ?? "").trim() &&
    !each.innerText?.trim() && !each.closest("label")?.innerText.trim()).map(
  (each) => each.outerHTML)"""
ROWS = "root.querySelectorAll('.table tbody tr').length"


def test_the_table_has_what_the_map_has(live: Open) -> None:
    with live() as seen:
        seen.press("t")
        counts = seen.get("({ Calls: model.calls().length, Hits: model.hits().length, "
                          "Units: model.units().length })")  # fmt: skip
        for name, n in counts.items():
            tab = seen.find(".table .segments").get_by_role("button", name=f"{name} {n}")
            tab.click()
            seen.until(f"{ROWS} === Math.min(100, arg)", n)
            assert seen.find(".table caption").inner_text().startswith(f"{n} {name[:-1].lower()}")


def test_the_table_is_sorted_by_keyboard(live: Open) -> None:
    with live() as seen:
        seen.press("t")
        header = seen.find(".table th", has_text="Priority")
        header.get_by_role("button").press("Enter")
        column = "[...root.querySelectorAll('.table td:nth-child(4)')].map((td) => td.innerText)"
        seen.until("root.querySelectorAll('.table th')[3].ariaSort === 'ascending'")
        found = seen.get(column)
        assert found == sorted(found)
        seen.find(".table th", has_text="Priority").get_by_role("button").press("Enter")
        seen.until("root.querySelectorAll('.table th')[3].ariaSort === 'descending'")
        assert seen.get(column)[0] in ("5", "–")


def test_a_row_of_the_table_selects_on_the_map(live: Open) -> None:
    with live() as seen:
        seen.press("t")
        row = seen.find(".table tbody tr").nth(3)
        key = row.get_attribute("data-key")
        row.get_by_role("button").press("Enter")
        seen.find(f'.table tr[data-key="{key}"][aria-selected=true]').wait_for()
        seen.page.wait_for_url(lambda url: f"sel=call:{key}" in url)


def test_everything_to_press_has_a_name_and_news_are_announced(live: Open) -> None:
    with live("/?layers=base,calls,hits,units,cameras,cells") as seen:
        seen.find(".queue .front").first.click()
        for key in ("", "t", "?"):
            if key:
                seen.press(key)
                seen.page.wait_for_timeout(100)
            assert seen.get(NAMELESS) == []
        regions = seen.find("[aria-live]").all()
        assert {each.get_attribute("aria-live") for each in regions} >= {"polite", "assertive"}
        assert seen.find("[role=application]").get_attribute("aria-label")


def test_the_focus_can_be_seen_wherever_it_goes(live: Open) -> None:
    with live() as seen:
        seen.find(".open-layers").focus()
        hidden = []
        for _ in range(40):
            seen.press("Tab")
            hidden += seen.get("""(() => {
              const each = root.getRootNode().activeElement;
              if (!each) return [];
              const seen = each.matches("input") ? each.closest("label, .search") : each;
              const { outlineStyle, boxShadow } = getComputedStyle(each);
              const around = getComputedStyle(seen);
              return [outlineStyle, boxShadow, around.outlineStyle, around.boxShadow].some((s) =>
                s !== "none") || each.nextElementSibling?.matches("span") ? [] : [each.outerHTML];
            })()""")
        assert hidden == []
