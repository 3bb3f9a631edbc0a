"""The simulated world: people whose truth is known, and what six systems hold of them.

Numbers are in `design`, formulas in `hazards`. A day is counted from Monday 2023-01-02 (UTC); the
world has 728. ``*`` marks what a model is never told; all of it is written to ``truth/``.

**Who.** A person has a type* (bargain hunter, loyal regular, convenience shopper, gift buyer,
enthusiast, drifting browser), a price sensitivity* s from 0 to 1, a purchase barrier*, a driver*
and a mindset* (each type has one of each that about half of its people share), a need* (favourite
category), a country, an order rate* r and a leaving rate* l per day (gamma within the type), a
price level*; some pay late*. A quarter arrives in the first eight weeks, the others on any day;
most order on the day they arrive, some leave for good on the next (one-timers).

**A day of a living person**, in this order:

1. leaves for good with probability 1 - exp(-l·exp(1.6·s·paused + mood + treated)), where *paused*
   is 1 while the country has no coupons, *mood** adds 0, 1.1 (annoyed) or 2.0 (angry), more for
   those whose barrier is delivery, and *treated* adds the type's effect of a letter: it keeps
   bargain hunters and enthusiasts, drives convenience shoppers away ("sleeping dogs"), and leaves
   regulars and gift buyers as they are;
2. orders, once at most, with probability 1 - exp(-r·exp(season + 0.7·s·promotion - 0.9·s·paused -
   mood + treated)); season holds Christmas, summer and the weekday;
3. else visits the shop at a constant rate, or because of a letter.

**After an order.** One in twenty (December: one in nine) comes late or broken; the person is
annoyed from the next day on, angry if the complaint is not solved, until that fades (30 and 75 days
on average). Lines come back with the type's probability 5 to 30 days later. Bills are due after 14
days and paid late by some. One may join the loyalty programme, or take the paid plan, whose hazard
of ending is 8 times higher once one has left.

**Campaigns** run every 28 days. Of all who may be written to, a coin decides who is; a letter acts
for 21 days. Unsubscribing ends it. Whether a letter is opened says nothing about being alive;
clicks, orders and visits do: only the living do these.

**Money.** An order has 1 + Poisson lines of 1 + Poisson pieces, at list price times the person's
level; promoted lines cost 20 % less, a coupon takes 10 % off. Amounts are EUR.

**What the systems hold**: CRM, shop, loyalty programme, support desk, newsletter, survey tool, each
with identifiers of its own, spellings, gaps and second records (`records`, `written_names`), of
people some of whom are kin and share a mailbox (`kinship`); then half a per cent of
all rows are spoilt in a known way (`faulty`).

**What can be odd**: ``--shuffle-outcomes`` gives everything that happens from day 637 on (the last
91 days) to a stranger's record; ``--drift`` lowers order rates by a quarter, raises leaving by 70 %
and lets more bargain hunters arrive; ``--new-persona`` lets night owls arrive; ``--leak`` adds a
CRM attribute that nearly counts the orders of the last 91 days.

All chance comes from one seed, spawned per chunk of 10,000 people, so chunks are independent and
the same seed gives the same bytes. `truth` says what could be predicted at best.
"""
