"""The app's fixtures, and those of the live map: a city whose day goes on."""

from app_fixtures import app_url, city, city_conninfo
from live_city import live_city
from live_page import browser, live

__all__ = ["app_url", "browser", "city", "city_conninfo", "live", "live_city"]
