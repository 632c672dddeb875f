"""Tables as the pages show them."""

import polars as pl
import streamlit as st

_FORMATS = {"Mean": "%.1f", "Change": "%+.1f", "Response": "%.1f"}
_HELP = {
    "Mean": "Mean of the same weekday and shift in the weeks before. A plain description.",
    "Change": "Calls minus the mean. Says nothing about chance.",
    "Ambiguous": "Calls so close to a boundary that another area may be right.",
    "Response": "Median response: minutes from received to on scene, without on-view calls.",
}
_MOST_ROWS, _MOST_PX = 18, 640
_TITLES = {"Response": "Resp. min"}
_WIDTHS_PX = {"Mean": 66, "Change": 76, "Ambiguous": 98, "Response": 82}


def show_areas(table: pl.DataFrame) -> None:
    """Show the beat table with its figures formatted and explained."""
    columns = {
        name: st.column_config.NumberColumn(
            _TITLES.get(name, name),
            format=_FORMATS.get(name),
            help=help_text,
            width=_WIDTHS_PX[name],
        )
        for name, help_text in _HELP.items()
    }
    columns["Calls"] = st.column_config.NumberColumn(width=60)
    st.dataframe(
        table,
        hide_index=True,
        column_config=columns,
        height="content" if table.height < _MOST_ROWS else _MOST_PX,
        placeholder="–",
        key="area_table",
        alt="Areas with their counts",
    )
