"""What several unit tests look at."""

from demo_city import city, same_again, sixty_days

__all__ = ["city", "same_again", "sixty_days"]
