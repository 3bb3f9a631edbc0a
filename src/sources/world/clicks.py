"""When somebody follows a letter into the shop: one moment for the newsletter and the shop."""

from src.sources.world.events import Ints

FIRST_SECOND, SECONDS = 36_000, 43_200  # from ten to ten


def click_second(number: Ints, day: Ints) -> Ints:
    """Return the second of the day at which people click."""
    return FIRST_SECOND + (number * 7919 + day * 104_729) % SECONDS
