"""The frozen constants of the simulated world; the package's docstring says how they act.

A row of numbers has one entry per persona type, in the order of ``TYPES``. The last type exists
only in a world with ``--new-persona``.
"""

from datetime import date

import numpy as np

START = date(2023, 1, 2)  # a Monday; 104 whole weeks follow
DAYS = 728
MONTH_DAYS = 30.0
SHUFFLE_DAY = DAYS - 91  # from here on, --shuffle-outcomes exchanges what people do
OPENING_DAYS = 56  # the first weeks, in which those who were customers already turn up
OPENING_SHARE = 0.25

TYPES = (
    "bargain hunter",
    "loyal regular",
    "convenience shopper",
    "gift buyer",
    "enthusiast",
    "drifting browser",
    "night owl",
)
NEW_TYPE = len(TYPES) - 1


def _per_type(*values: float) -> np.ndarray:
    return np.array(values)


# Who they are
SHARE = _per_type(0.21, 0.20, 0.18, 0.15, 0.10, 0.16, 0)  # of those who arrive
DRIFTED_SHARE = _per_type(0.34, 0.10, 0.16, 0.10, 0.05, 0.25, 0)  # after --drift
NEW_TYPE_SHARE = 0.3  # of those who arrive after --new-persona
SENSITIVITY = _per_type(0.78, 0.35, 0.40, 0.35, 0.25, 0.60, 0.15)  # mean of the price sensitivity
SENSITIVITY_SIZE = 8.0  # the two parameters of its beta distribution add up to this
LATE_PAYER = _per_type(0.22, 0.05, 0.12, 0.10, 0.08, 0.25, 0.10)  # share
FEMALE = _per_type(0.55, 0.52, 0.42, 0.62, 0.35, 0.50, 0.25)  # share
BORN = _per_type(1980, 1972, 1986, 1976, 1989, 1995, 1999)  # mean year of birth
BORN_YEARS = 9.0  # its standard deviation

# How they buy
FIRST_ORDER = _per_type(0.94, 0.98, 0.96, 0.96, 0.97, 0.82, 0.99)  # order on the day of arrival
ORDERS = _per_type(0.45, 1.3, 0.6, 0.25, 1.7, 0.30, 3.0) / MONTH_DAYS  # mean order rate per day
ORDERS_SHAPE = _per_type(1.0, 1.5, 1.0, 1.0, 1.4, 0.8, 2.0)  # of its gamma distribution
VISITS = _per_type(0.6, 0.4, 0.25, 0.2, 0.8, 0.7, 1.2) / MONTH_DAYS  # mean, beyond those that order
MORE_LINES = _per_type(1.3, 1.5, 0.8, 0.9, 1.2, 0.5, 2.2)  # mean number of lines after the first
MORE_PIECES = _per_type(0.5, 0.4, 0.2, 0.3, 0.2, 0.1, 0.8)  # mean pieces per line after the first
LEVEL = _per_type(0.8, 1.0, 1.1, 1.1, 1.25, 0.9, 1.6)  # median of price paid / list price
LEVEL_SIGMA = 0.3  # of its logarithm
RETURNED = _per_type(0.05, 0.03, 0.04, 0.08, 0.06, 0.12, 0.02)  # share of lines
PLAN = _per_type(0.005, 0.02, 0.02, 0.002, 0.02, 0.002, 0.03)  # takes the plan, per order

# Why they leave
ONCE = _per_type(0.08, 0.02, 0.06, 0.14, 0.03, 0.18, 0)  # leaves for good the day after arrival
LEAVE = _per_type(0.018, 0.007, 0.014, 0.008, 0.008, 0.030, 0.010) / MONTH_DAYS  # mean per day
LEAVE_SHAPE = 2.0  # of its gamma distribution
LATE_PAYER_LEAVE = 1.5  # times the hazard of others
PAUSE_LEAVE = 1.6  # log hazard ratio at price sensitivity 1 while coupons are paused
PAUSE_ORDER = -0.9  # log rate ratio likewise
MOOD_LEAVE = np.array([0.0, 1.1, 2.0])  # log hazard ratio: calm, annoyed, angry
MOOD_ORDER = np.array([0.0, -0.2, -0.6])  # log rate ratio
MOOD_FADES = np.array([0.0, 1 / 30, 1 / 75])  # chance per day to be calm again
DELIVERY_BARRIER_LEAVE = 1.35  # times the mood's log hazard ratio, for those who mind delivery

# What a campaign does to those who are written to, from its day on
CAMPAIGN_DAYS = tuple(range(28, DAYS, 28))
CAMPAIGN_EFFECT_DAYS = 21
TREATED = 0.5  # share of those who may be written to
TREATED_LEAVE = _per_type(-1.2, 0.0, 0.8, 0.0, -0.6, -0.2, 0.0)  # log hazard ratio
TREATED_ORDER = _per_type(0.25, 0.0, -0.1, 0.35, 0.1, 0.05, 0.0)  # log rate ratio
CLICKED = _per_type(0.10, 0.06, 0.03, 0.06, 0.12, 0.05, 0.10)  # of living people: a visit
OPENED = _per_type(0.38, 0.34, 0.16, 0.26, 0.42, 0.22, 0.30)  # of all, the departed included
UNSUBSCRIBED = _per_type(0.004, 0.004, 0.02, 0.006, 0.003, 0.015, 0.004)  # of all, likewise

# What goes wrong
BAD_ORDER = 0.05  # share of orders that come late or broken
BAD_DECEMBER = 2.2  # times that, in December
LATE_SHARE = 0.7  # of bad orders; the others are broken
UNSOLVED = 0.3  # share of bad orders whose complaint is not solved
PLAN_ENDS = 0.025 / MONTH_DAYS  # hazard per day of the plan
PLAN_ENDS_WHEN_GONE = 8.0  # times that, after one has left

# Prices
PROMO_OFF = 0.2  # reduction of a promoted line
PROMO_LINES = (0.3, 0.5)  # share of lines bought in promotion on such a day: at 0, per sensitivity
PROMO_ORDER = 0.7  # log rate ratio at price sensitivity 1 on promotion days
COUPON_OFF = 0.1  # reduction of an order by a coupon
COUPON_ORDERS = (0.04, 0.3, 0.15)  # share of orders: at 0, per sensitivity, more when treated
RETURN_DAYS = (5, 30)  # a return comes this long after its order, each day equally likely
SPENDING_DRIFT, ORDER_DRIFT, LEAVE_DRIFT = 0.9, 0.75, 1.7  # times, after --drift

# Places
COUNTRIES = ("GB", "DE", "FR", "JP")
LOCALES = ("en_GB", "de_DE", "fr_FR", "ja_JP")
LANGUAGES = ("en", "de", "fr", "ja")
COUNTRY_SHARE = np.array([0.40, 0.28, 0.17, 0.15])
PAUSES = {"GB": (399, 483), "FR": (245, 329), "DE": (560, DAYS)}  # days without coupons

# What they think, by type: each has a barrier, a driver and a mindset that most of its people share
BARRIERS = ("none", "price", "delivery", "trust", "time")
BARRIER_SHARE = np.array(
    [
        [0.20, 0.50, 0.10, 0.08, 0.12],
        [0.55, 0.10, 0.15, 0.05, 0.15],
        [0.20, 0.08, 0.20, 0.07, 0.45],
        [0.22, 0.12, 0.45, 0.09, 0.12],
        [0.45, 0.20, 0.15, 0.08, 0.12],
        [0.15, 0.20, 0.10, 0.40, 0.15],
        [0.30, 0.10, 0.20, 0.10, 0.30],
    ]
)
DRIVERS = ("low prices", "good quality", "fast delivery", "presents", "wide choice", "inspiration")
DRIVER_SHARE = np.array(
    [
        [0.50, 0.10, 0.10, 0.10, 0.10, 0.10],
        [0.10, 0.50, 0.10, 0.10, 0.10, 0.10],
        [0.10, 0.10, 0.50, 0.10, 0.10, 0.10],
        [0.10, 0.10, 0.10, 0.50, 0.10, 0.10],
        [0.10, 0.10, 0.10, 0.10, 0.50, 0.10],
        [0.10, 0.10, 0.10, 0.10, 0.10, 0.50],
        [0.05, 0.15, 0.30, 0.05, 0.35, 0.10],
    ]
)
MINDSETS = ("planner", "impulsive", "cautious", "curious")
MINDSET_SHARE = np.array(
    [
        [0.20, 0.50, 0.15, 0.15],
        [0.50, 0.10, 0.25, 0.15],
        [0.45, 0.25, 0.20, 0.10],
        [0.25, 0.10, 0.50, 0.15],
        [0.15, 0.20, 0.10, 0.55],
        [0.10, 0.30, 0.15, 0.45],
        [0.10, 0.50, 0.05, 0.35],
    ]
)

CATEGORIES = ("kitchen", "garden", "books", "toys", "beauty", "sports", "electronics", "grocery")
CATEGORY_PRICE = np.array([18, 22, 12, 16, 14, 24, 40, 7.0])  # median list price of an item
CATEGORY_ITEMS = 40
FAVOURITE = 0.5  # share of lines from a person's own category, the others as its type buys
NEEDS = np.array(  # how often a line of a type is of a category
    [
        [2, 1, 1, 1, 2, 1, 1, 5],
        [2, 1, 1, 1, 2, 1, 1, 5],
        [3, 1, 1, 1, 1, 1, 1, 6],
        [2, 1, 3, 5, 3, 1, 1, 0],
        [1, 1, 1, 1, 0, 5, 5, 0],
        [1, 1, 3, 1, 4, 2, 1, 1],
        [0, 0, 2, 3, 0, 1, 8, 0],
    ],
    dtype=np.float64,
)
