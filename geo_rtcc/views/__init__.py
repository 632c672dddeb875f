"""Read model → tables, folium maps, legends and words. Pure: no I/O, no Streamlit."""
