-- Features of every customer who bought before $cutoff, from the canonical tables of a linked world.
-- Written by hand from the words of data/FEATURES.md, one common table per grain.
WITH seen_orders AS (
  SELECT CASE WHEN linked_day >= $cutoff THEN alone_id ELSE customer_id END AS who, $cutoff - ordered_day AS age, *
  FROM orders WHERE ordered_day < $cutoff
), seen_lines AS (
  SELECT CASE WHEN linked_day >= $cutoff THEN alone_id ELSE customer_id END AS who, $cutoff - ordered_day AS age, *
  FROM order_lines WHERE ordered_day < $cutoff
), seen_interactions AS (
  SELECT CASE WHEN linked_day >= $cutoff THEN alone_id ELSE customer_id END AS who, $cutoff - happened_day AS age, *
  FROM interactions WHERE happened_day < $cutoff
), seen_messages AS (
  SELECT CASE WHEN linked_day >= $cutoff THEN alone_id ELSE customer_id END AS who, $cutoff - sent_day AS age,
    campaign, cost,
    CASE WHEN opened_day < $cutoff THEN opened_day END AS opened, CASE WHEN clicked_day < $cutoff THEN clicked_day END AS clicked,
    CASE WHEN unsubscribed_day < $cutoff THEN unsubscribed_day END AS unsubscribed, sent_day
  FROM messages WHERE sent_day < $cutoff AND arm IS DISTINCT FROM 'control'
), seen_tickets AS (
  SELECT CASE WHEN linked_day >= $cutoff THEN alone_id ELSE customer_id END AS who, $cutoff - opened_day AS age, topic,
    opened_day, opened_s, CASE WHEN closed_day < $cutoff THEN closed_day END AS closed,
    CASE WHEN closed_day < $cutoff THEN satisfaction END AS rating
  FROM tickets WHERE opened_day < $cutoff
), seen_answers AS (
  SELECT CASE WHEN linked_day >= $cutoff THEN alone_id ELSE customer_id END AS who, $cutoff - answered_day AS age, question,
    answered_day, score, scale, score / scale AS part, lower(question) = 'nps' AND score IS NOT NULL AND scale IS NOT NULL AS nps
  FROM feedback WHERE answered_day < $cutoff
), seen_contracts AS (
  SELECT CASE WHEN linked_day >= $cutoff THEN alone_id ELSE customer_id END AS who, $cutoff - started_day AS age, plan,
    started_day, started_s, CASE WHEN ended_day < $cutoff THEN ended_day END AS ended,
    amount / CASE period WHEN 'week' THEN 12 / 52 WHEN 'month' THEN 1 WHEN 'quarter' THEN 3 WHEN 'year' THEN 12 END AS monthly,
    CASE period WHEN 'week' THEN 7 WHEN 'month' THEN 30 WHEN 'quarter' THEN 91 WHEN 'year' THEN 365 END AS length
  FROM subscriptions WHERE started_day < $cutoff
), days AS (
  SELECT who, ordered_day, age, round(sum(net), 6) AS net FROM seen_orders
  GROUP BY ALL HAVING round(sum(net), 6) > 0 OR round(sum(refund), 6) = 0
), gaps AS (
  SELECT *, ordered_day - lag(ordered_day) OVER (PARTITION BY who ORDER BY ordered_day) AS gap FROM days
), of_days AS (
  SELECT who,
    min(age) AS recency_days, count(*) AS orders_count, sum(net) AS net_sum,
    count(*) FILTER (age <= 7) AS orders_7d, count(*) FILTER (age <= 30) AS orders_30d, count(*) FILTER (age <= 90) AS orders_90d,
    count(*) FILTER (age <= 180) AS orders_180d, count(*) FILTER (age <= 365) AS orders_365d,
    coalesce(sum(net) FILTER (age <= 30), 0) AS net_30d, coalesce(sum(net) FILTER (age <= 90), 0) AS net_90d,
    coalesce(sum(net) FILTER (age <= 365), 0) AS net_365d,
    avg(net) AS net_mean, max(net) AS net_max, min(net) AS net_min, median(net) AS net_median,
    round(arg_max(net, ordered_day) * 1024) / 1024 AS net_last, -- told to a thousandth
    avg(net) FILTER (age <= 90) AS net_90d_mean,
    (coalesce(sum(net) FILTER (age <= 90), 0) / least(90, max(age))) / nullif(sum(net) / max(age), 0) AS net_trend_ratio,
    (count(*) FILTER (age <= 30) / least(30, max(age))) / (count(*) / max(age)) AS orders_trend_ratio,
    count(*) - 1 AS x, max(age) - min(age) AS t_x_days, max(age) AS T_days,
    avg(gap) AS gap_mean_days, median(gap) AS gap_median_days, stddev_samp(gap) AS gap_sd_days, min(gap) AS gap_min_days,
    max(gap) AS gap_max_days, arg_max(gap, ordered_day) AS gap_last_days, stddev_samp(gap) / avg(gap) AS gap_cv_ratio,
    min(age) / avg(gap) AS overdue_ratio, arg_max(gap, ordered_day) / avg(gap) AS gap_trend_ratio,
    count(*) / (max(age) / 30) AS orders_per_month,
    count(*) FILTER (isodow(make_date(ordered_day::INT)) >= 6) / count(*) AS weekend_share
  FROM gaps GROUP BY who
), of_orders AS (
  SELECT who,
    sum(coalesce(discount, 0)) AS discount_sum, sum(coalesce(refund, 0)) AS refund_sum,
    sum(coalesce(discount, 0)) / nullif(round(sum(net + refund + coalesce(discount, 0)), 6), 0) AS discount_share,
    sum(coalesce(coupon, 0)) / nullif(round(sum(net + refund + coalesce(discount, 0)), 6), 0) AS coupon_share,
    count(*) FILTER (discount > 0) / count(*) AS discounted_order_share,
    count(*) FILTER (coupon > 0) / count(*) AS coupon_order_share,
    count(*) FILTER (refund > 0) / count(*) AS refund_order_share,
    sum(coalesce(discounted_lines, 0)) / sum(lines) AS discounted_lines_share, sum(lines) / count(*) AS lines_mean,
    max(lines) AS lines_max, sum(refund) / nullif(sum(net + refund), 0) AS refund_rate,
    count(*) FILTER (net > 0 AND ordered_hour >= 17) / nullif(count(*) FILTER (net > 0), 0) AS evening_share,
    count(*) FILTER (net > 0 AND ordered_hour < 12) / nullif(count(*) FILTER (net > 0), 0) AS morning_share,
    count(*) FILTER (due_day < $cutoff) AS due_count,
    avg((coalesce(paid_day, $cutoff) > due_day)::INT) FILTER (due_day < $cutoff) AS late_payment_share,
    max(greatest(least(coalesce(paid_day, $cutoff), $cutoff) - due_day, 0)) FILTER (due_day < $cutoff) AS late_max_days,
    count(*) FILTER (due_day < $cutoff AND coalesce(paid_day, $cutoff) >= $cutoff) AS overdue_count
  FROM seen_orders GROUP BY who
), of_lines AS (
  SELECT who, count(DISTINCT item) FILTER (net > 0) AS items_count, count(DISTINCT item) FILTER (net > 0 AND age <= 90) AS items_90d,
    1 - items_count / nullif(count(item) FILTER (net > 0), 0) AS item_repeat_share
  FROM seen_lines GROUP BY who
), wallets AS (
  SELECT who, category, sum(net) AS net FROM seen_lines WHERE category IS NOT NULL GROUP BY ALL HAVING sum(net) > 1e-6
), of_wallets AS (
  SELECT who, max(net) / sum(net) AS category_top_share FROM wallets GROUP BY who
), of_interactions AS (
  SELECT who,
    count(*) AS interactions_count, count(*) FILTER (age <= 7) AS interactions_7d, count(*) FILTER (age <= 30) AS interactions_30d,
    count(*) FILTER (age <= 90) AS interactions_90d, count(*) FILTER (age <= 365) AS interactions_365d,
    count(DISTINCT happened_day) AS active_days_count, min(age) AS visit_recency_days, max(age) AS activity_age_days,
    count(*) / count(DISTINCT happened_day) AS active_day_mean,
    (max(age) - min(age)) / nullif(count(DISTINCT happened_day) - 1, 0) AS activity_gap_mean_days,
    min(age) / nullif((max(age) - min(age)) / nullif(count(DISTINCT happened_day) - 1, 0), 0) AS activity_overdue_ratio,
    (count(*) FILTER (age <= 30) / least(30, max(age))) / (count(*) / max(age)) AS interactions_trend_ratio,
    count(*) FILTER (isodow(make_date(happened_day::INT)) >= 6) / count(*) AS activity_weekend_share,
    count(DISTINCT type) AS interaction_types_count, count(DISTINCT item) AS items_touched_count,
    count(*) FILTER (type = 'login') AS logins_count, count(*) FILTER (type = 'login' AND age <= 30) AS logins_30d,
    min(age) FILTER (type = 'login') AS login_recency_days,
    count(*) FILTER (type = 'download') AS downloads_count, count(*) FILTER (type = 'download' AND age <= 90) AS downloads_90d,
    nullif(max(list_position(['awareness', 'consideration', 'intent', 'purchase', 'loyalty'], stage)), 0) AS funnel_stage_max,
    nullif(max(list_position(['awareness', 'consideration', 'intent', 'purchase', 'loyalty'], stage)) FILTER (age <= 30), 0)
      AS funnel_stage_30d_max,
    count(*) FILTER (type = 'coupon_redemption') AS redemptions_count,
    count(*) FILTER (type = 'coupon_redemption' AND age <= 90) AS redemptions_90d,
    min(age) FILTER (type = 'coupon_redemption') AS redemption_recency_days
  FROM seen_interactions GROUP BY who
), visits AS (
  SELECT who, session, age, count(*) AS events, bool_or(type = 'cart') AS cart,
    bool_or(type IN ('checkout', 'purchase', 'order')) AS bought
  FROM seen_interactions WHERE session IS NOT NULL GROUP BY ALL
), of_visits AS (
  SELECT who,
    count(*) AS sessions_count, count(*) FILTER (age <= 30) AS sessions_30d, count(*) FILTER (age <= 90) AS sessions_90d,
    (count(*) FILTER (age <= 90) / least(90, max(age))) / (count(*) / max(age)) AS sessions_trend_ratio,
    avg(events) AS session_events_mean, max(events) AS session_events_max,
    count(*) FILTER (events = 1) / count(*) AS session_single_share,
    count(*) FILTER (cart) AS cart_sessions_count, count(*) FILTER (cart AND age <= 90) AS cart_sessions_90d,
    min(age) FILTER (cart) AS cart_recency_days, avg((NOT bought)::INT) FILTER (cart) AS cart_abandoned_share,
    avg((NOT bought)::INT) FILTER (cart AND age <= 90) AS cart_abandoned_share_90d,
    min(age) FILTER (cart AND NOT bought) AS cart_abandoned_recency_days,
    avg(bought::INT) AS session_bought_share, avg(bought::INT) FILTER (age <= 90) AS session_bought_share_90d,
    min(age) FILTER (bought) AS session_bought_recency_days
  FROM visits GROUP BY who
), of_messages AS (
  SELECT who,
    count(*) AS messages_count, count(*) FILTER (age <= 30) AS messages_30d, count(*) FILTER (age <= 90) AS messages_90d,
    min(age) AS message_recency_days, max(age) AS message_age_days, count(DISTINCT campaign) AS campaigns_count,
    coalesce(sum(cost), 0) AS message_cost_sum,
    count(opened) AS opens_count, count(*) FILTER (opened >= $cutoff - 90) AS opens_90d, count(opened) / count(*) AS open_rate,
    avg((opened IS NOT NULL)::INT) FILTER (age <= 90) AS opened_share_90d,
    avg((opened IS NOT NULL)::INT) FILTER (age <= 90) / nullif(count(opened) / count(*), 0) AS open_trend_ratio,
    $cutoff - max(opened) AS open_recency_days, avg(opened - sent_day) AS open_delay_mean_days,
    count(clicked) AS clicks_count, count(*) FILTER (clicked >= $cutoff - 90) AS clicks_90d, count(clicked) / count(*) AS click_rate,
    avg((clicked IS NOT NULL)::INT) FILTER (age <= 90) AS clicked_share_90d, $cutoff - max(clicked) AS click_recency_days,
    count(unsubscribed) AS unsubscribes_count, $cutoff - max(unsubscribed) AS unsubscribe_recency_days
  FROM seen_messages GROUP BY who
), ticket_after AS (
  SELECT *, opened_day - lag(opened_day) OVER before AS gap, opened_day - lag(closed) OVER before AS rest
  FROM seen_tickets WINDOW before AS (PARTITION BY who ORDER BY opened_s, closed NULLS LAST)
), of_tickets AS (
  SELECT who,
    count(*) AS tickets_count, count(*) FILTER (age <= 30) AS tickets_30d, count(*) FILTER (age <= 90) AS tickets_90d,
    count(*) FILTER (age <= 365) AS tickets_365d, min(age) AS ticket_recency_days, count(DISTINCT topic) AS ticket_topics_count,
    count(*) FILTER (gap <= 7) AS tickets_again_7d_count, count(*) FILTER (gap <= 30) AS tickets_again_30d_count,
    count(*) FILTER (rest BETWEEN 0 AND 14) AS tickets_reopened_count,
    count(*) - count(closed) AS tickets_open_count, max(age) FILTER (closed IS NULL) AS ticket_waiting_days,
    avg(closed - opened_day) AS ticket_open_mean_days, median(closed - opened_day) AS ticket_open_median_days,
    max(closed - opened_day) AS ticket_open_max_days,
    avg(rating) AS ticket_mean_score, min(rating) AS ticket_min_score,
    arg_max(rating, (opened_day, rating)) FILTER (rating IS NOT NULL) AS ticket_last_score,
    avg((rating <= 2)::INT) AS ticket_unhappy_share, count(rating) / nullif(count(closed), 0) AS ticket_rated_share
  FROM ticket_after GROUP BY who
), of_answers AS (
  SELECT who,
    count(*) AS answers_count, count(*) FILTER (age <= 90) AS answers_90d, count(*) FILTER (age <= 365) AS answers_365d,
    min(age) AS answer_recency_days, count(DISTINCT question) AS questions_count,
    avg(part) AS answer_mean_score, min(part) AS answer_min_score, max(part) AS answer_max_score,
    arg_max(part, (answered_day, part)) FILTER (part IS NOT NULL) AS answer_last_score,
    min(age) FILTER (part IS NOT NULL) AS score_recency_days, avg(part) FILTER (age <= 365) AS answer_365d_score,
    CASE WHEN count(part) > 1 THEN arg_max(part, (answered_day, part)) FILTER (part IS NOT NULL) - avg(part) END AS answer_trend_score,
    count(*) FILTER (nps) AS nps_count, min(age) FILTER (nps) AS nps_recency_days,
    arg_max(part * 10, (answered_day, part)) FILTER (nps) AS nps_last_score, avg(part * 10) FILTER (nps) AS nps_mean_score,
    avg((score * 10 >= scale * 9)::INT) FILTER (nps) AS nps_promoter_share,
    avg((score * 10 <= scale * 6)::INT) FILTER (nps) AS nps_detractor_share
  FROM seen_answers GROUP BY who
), contract_after AS (
  SELECT *, monthly - lag(monthly) OVER (PARTITION BY who ORDER BY started_s, monthly NULLS FIRST) AS change FROM seen_contracts
), of_contracts AS (
  SELECT who,
    count(*) AS contracts_count, count(*) FILTER (ended IS NULL) AS contracts_active_count,
    count(*) FILTER (age <= 90) AS contracts_begun_90d, max(age) FILTER (ended IS NULL) AS contract_tenure_days,
    max(age) AS contract_first_days, min((length - age % length) % length) FILTER (ended IS NULL) AS contract_renewal_days,
    max(length) FILTER (ended IS NULL) AS contract_period_days, count(DISTINCT plan) AS plans_count,
    round(sum(monthly) FILTER (ended IS NULL), 6) AS contract_amount_per_month,
    round(sum(monthly), 6) / count(monthly) AS contract_amount_mean, max(monthly) AS contract_amount_max,
    (round(sum(monthly) FILTER (ended IS NULL), 6) / count(monthly) FILTER (ended IS NULL))
      / (round(sum(monthly), 6) / count(monthly)) AS contract_price_ratio,
    count(*) - 1 AS contract_changes_count, count(*) FILTER (change <= -0.01) AS contract_downgrades_count,
    count(*) FILTER (change >= 0.01) AS contract_upgrades_count, count(ended) AS contracts_ended_count,
    $cutoff - max(ended) AS contract_end_recency_days, avg(ended - started_day) AS contract_length_mean_days
  FROM contract_after GROUP BY who
), joined AS (
  FROM of_days LEFT JOIN of_orders USING (who) LEFT JOIN of_lines USING (who)
  LEFT JOIN of_wallets USING (who) LEFT JOIN of_interactions USING (who) LEFT JOIN of_visits USING (who)
  LEFT JOIN of_messages USING (who) LEFT JOIN of_tickets USING (who) LEFT JOIN of_answers USING (who)
  LEFT JOIN of_contracts USING (who)
)
SELECT -- a number of things that never happened is 0; anything else is not known
  coalesce(COLUMNS(lambda c: c = 'message_cost_sum' OR regexp_matches(c, '_count$|[a-z]{3}_[0-9]+d$') AND NOT contains(c, 'share')), 0) AS '\0',
  COLUMNS(lambda c: NOT (c = 'message_cost_sum' OR regexp_matches(c, '_count$|[a-z]{3}_[0-9]+d$') AND NOT contains(c, 'share')))
FROM joined
