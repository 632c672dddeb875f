"""The app's fixtures."""

from app_fixtures import app_url, city, city_conninfo

__all__ = ["app_url", "city", "city_conninfo"]
