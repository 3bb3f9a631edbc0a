"""Two small drawings of a card: its week as a grid of hours, its stages as one bar."""

from collections.abc import Sequence

from markupsafe import Markup

from src.personas.journey import STAGES
from src.personas.week import DAYS, HOURS, PARTS, Week
from src.reporting.formats import number, percent
from src.reporting.language import Speech

CELL, GAP, LEFT = 10, 1, 26  # points
SHADES = 6  # told apart at a glance
PALEST = 0.06


def week_strip(week: Week, said: Speech) -> Markup:
    """Draw the share of orders per weekday and hour: the darker, the more."""
    top = float(week.shares.max()) or 1.0
    cells = Markup("").join(
        Markup('<rect x="{}" y="{}" width="9" height="9" fill-opacity="{}"/>').format(
            LEFT + hour * CELL, day * CELL, _shade(float(week.shares[day, hour]) / top)
        )
        for day in range(DAYS)
        for hour in range(HOURS)
    )
    days = Markup("").join(
        Markup('<text x="0" y="{}">{}</text>').format(day * CELL + CELL - 2, _short(said, day))
        for day in range(DAYS)
    )
    hours = Markup("").join(
        Markup('<text x="{}" y="{}">{}</text>').format(LEFT + h * CELL, DAYS * CELL + 9, h)
        for h in range(0, HOURS, HOURS // PARTS)
    )
    return Markup(
        '<svg class="week" viewBox="0 0 {} {}" role="img" aria-label="{}" fill="currentColor">'
        "{}{}{}</svg>"
    ).format(LEFT + HOURS * CELL, DAYS * CELL + 11, _told(week, said), cells, days, hours)


def stage_bar(stages: Sequence[float], said: Speech) -> Markup:
    """Draw the shares of customers per stage, with their words below."""
    named = [
        (place, said.say(f"stage_short.{stage}"), share)
        for place, (stage, share) in enumerate(zip(STAGES, stages, strict=True))
        if share > 0
    ]
    told = said.listed([f"{words} {percent(share)}" for _, words, share in named])
    bar = Markup("").join(
        Markup('<i class="stage-{}" style="width:{}%"></i>').format(place, round(100 * share, 1))
        for place, _, share in named
    )
    legend = Markup("").join(
        Markup('<span><i class="stage-{}"></i>{} {}</span>').format(place, words, percent(share))
        for place, words, share in named
    )
    return Markup(
        '<div class="stages" role="img" aria-label="{}"><div>{}</div><p aria-hidden="true">{}</p>'
        "</div>"
    ).format(said.say("card.journey_alt", stages=told), bar, legend)


def _shade(share: float) -> str:
    return f"{PALEST + (1 - PALEST) * round(SHADES * share) / SHADES:.2f}"


def _short(said: Speech, day: int) -> str:
    return said.phrases[f"weekday.{day}"][: 3 if said.language == "en" else 1]


def _told(week: Week, said: Speech) -> str:
    by_day = week.shares.sum(axis=1)
    by_part = week.shares.sum(axis=0).reshape(PARTS, -1).sum(axis=1)
    day, part = int(by_day.argmax()), int(by_part.argmax())
    return said.say(
        "card.week_alt",
        weekday=said.phrases[f"weekday.{day}"],
        share=percent(float(by_day[day])),
        hours=said.phrases[f"hours.{part}"],
        part=percent(float(by_part[part])),
        n=number(week.customers),
    )
