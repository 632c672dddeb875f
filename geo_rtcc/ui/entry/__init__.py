"""The script that every page runs in.

In a folder of its own: Streamlit takes a folder ``pages`` beside it for a list of scripts, and
tells whoever opens a page's address first after a start that there is no such page.
"""
