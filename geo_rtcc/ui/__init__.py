"""Streamlit pages and the routes beside them. Thin: asks ``situation``, shows ``views``."""
