"""Seconds, local times and days of a UTC timestamp, as SQL."""


def epoch_seconds(instant: str) -> str:
    """Seconds since 1970-01-01 UTC."""
    return f"CAST(floor(epoch({instant})) AS BIGINT)"


def local(instant: str, calendar_timezone: str) -> str:
    """Return the wall clock time in the calendar's time zone."""
    if calendar_timezone == "UTC":
        return instant
    return f"timezone('{calendar_timezone}', timezone('UTC', {instant}))"


def day(local_time: str) -> str:
    """Days since 1970-01-01 of a local time."""
    return f"CAST(CAST({local_time} AS DATE) - DATE '1970-01-01' AS BIGINT)"
