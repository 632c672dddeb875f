"""What several unit tests look at."""

from demo_city import city, sixty_days

__all__ = ["city", "sixty_days"]
