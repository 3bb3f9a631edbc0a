-- 50 features as an engineer writes them by hand: {key} tells rows apart, {cutoff} is the moment,
-- {crossed} sets events beside several moments (nothing for one), {last} is the latest of them.
WITH day AS (
  SELECT customer_id, ordered_day, round(sum(net), 6) AS net
  FROM orders WHERE ordered_day < {last}
  GROUP BY customer_id, ordered_day HAVING round(sum(net), 6) > 0 OR sum(refund) = 0
), gapped AS (
  SELECT *, ordered_day - lag(ordered_day) OVER (PARTITION BY customer_id ORDER BY ordered_day) AS gap
  FROM day
), by_day AS (
  SELECT {key}, min(age) AS recency_days, max(age) AS "T_days", count(*) AS orders_count,
    count(*) FILTER (age <= 30) AS orders_30d, count(*) FILTER (age <= 90) AS orders_90d,
    count(*) FILTER (age <= 365) AS orders_365d, sum(net) AS net_sum,
    coalesce(sum(net) FILTER (age <= 30), 0) AS net_30d,
    coalesce(sum(net) FILTER (age <= 90), 0) AS net_90d,
    coalesce(sum(net) FILTER (age <= 365), 0) AS net_365d,
    max(net) AS net_max, min(net) AS net_min, median(net) AS net_median,
    stddev_samp(net) AS net_sd, median(gap) AS gap_median_days, stddev_samp(gap) AS gap_sd_days,
    max(gap) AS gap_max_days, arg_max(gap, ordered_day) AS gap_last_days,
    count(*) FILTER ((ordered_day + 3) % 7 >= 5) AS weekend
  FROM (SELECT *, {cutoff} - ordered_day AS age FROM gapped {crossed}) WHERE age > 0 GROUP BY {key}
), by_order AS (
  SELECT {key}, count(*) AS n, count(*) FILTER (net > 0) AS bought,
    count(*) FILTER (net > 0 AND ordered_hour >= 17) AS evening,
    count(*) FILTER (net > 0 AND ordered_hour < 6) AS night,
    sum(net + refund) AS paid, sum(net + refund + discount) AS listed, sum(discount) AS discount,
    sum(net + refund + discount) FILTER (age <= 90) AS listed_90d,
    sum(discount) FILTER (age <= 90) AS discount_90d, sum(coupon) AS coupon,
    count(*) FILTER (discount > 0) AS discounted, sum(lines) AS lines, sum(quantity) AS quantity,
    sum(refund) AS refund, count(*) FILTER (refund > 0) AS refunds
  FROM (SELECT *, {cutoff} - ordered_day AS age FROM orders {crossed}) WHERE age > 0 GROUP BY {key}
), by_interaction AS (
  SELECT {key}, count(*) AS n, count(*) FILTER (age <= 30) AS n_30d,
    count(*) FILTER (age <= 90) AS n_90d, min(age) AS recency,
    count(*) FILTER ((happened_day + 3) % 7 >= 5) AS weekend,
    count(*) FILTER (type = 'login' AND age <= 30) AS logins_30d,
    count(*) FILTER (type = 'download' AND age <= 90) AS downloads_90d,
    count(DISTINCT type) AS types, count(*) FILTER (device = 'mobile') AS mobile,
    count(device) AS devices, count(*) FILTER (channel = 'web') AS web, count(channel) AS channels
  FROM (SELECT *, {cutoff} - happened_day AS age FROM interactions {crossed})
  WHERE age > 0 GROUP BY {key}
), visit AS (
  SELECT customer_id, happened_day, session, count(*) AS events,
    bool_or(type = 'cart') AS cart, bool_or(type IN ('checkout', 'purchase', 'order')) AS bought
  FROM interactions WHERE session IS NOT NULL AND happened_day < {last}
  GROUP BY customer_id, happened_day, session
), by_visit AS (
  SELECT {key}, count(*) AS n, sum(events) AS events, count(*) FILTER (cart) AS carts,
    count(*) FILTER (cart AND NOT bought) AS abandoned, min(age) FILTER (cart) AS cart_recency
  FROM (SELECT *, {cutoff} - happened_day AS age FROM visit {crossed}) WHERE age > 0 GROUP BY {key}
), active AS (
  SELECT DISTINCT customer_id, happened_day FROM interactions WHERE happened_day < {last}
), by_active AS (
  SELECT {key}, count(*) AS days FROM active {crossed} WHERE happened_day < {cutoff} GROUP BY {key}
)
SELECT {cutoff} AS cutoff_day, customer_id, recency_days, orders_count, orders_30d, orders_90d,
  orders_365d, net_sum, net_30d, net_90d, net_365d, net_sum / orders_count AS net_mean, net_max,
  net_min, net_median, net_sd / nullif(net_sum / orders_count, 0) AS net_cv_ratio,
  net_90d / nullif(orders_90d, 0) AS net_90d_mean,
  net_90d / least(90, "T_days") * "T_days" / nullif(net_sum, 0) AS net_trend_ratio,
  "T_days" - recency_days AS t_x_days, "T_days",
  ("T_days" - recency_days) / nullif(orders_count - 1, 0) AS gap_mean_days, gap_median_days,
  gap_sd_days, gap_max_days, gap_last_days,
  recency_days * nullif(orders_count - 1, 0) / nullif("T_days" - recency_days, 0) AS overdue_ratio,
  by_day.weekend / orders_count AS weekend_share, evening / nullif(bought, 0) AS evening_share,
  night / nullif(bought, 0) AS night_share, discount / nullif(listed, 0) AS discount_share,
  discount_90d / nullif(listed_90d, 0) AS discount_share_90d,
  discounted / by_order.n AS discounted_order_share, coupon / nullif(listed, 0) AS coupon_share,
  lines / by_order.n AS lines_mean, quantity / by_order.n AS quantity_mean,
  refund / nullif(paid, 0) AS refund_rate, refunds / by_order.n AS refund_order_share,
  coalesce(by_interaction.n, 0) AS interactions_count, coalesce(n_30d, 0) AS interactions_30d,
  coalesce(n_90d, 0) AS interactions_90d, recency AS visit_recency_days,
  coalesce(days, 0) AS active_days_count,
  by_interaction.weekend / by_interaction.n AS activity_weekend_share,
  coalesce(logins_30d, 0) AS logins_30d, coalesce(downloads_90d, 0) AS downloads_90d,
  coalesce(types, 0) AS interaction_types_count, web / nullif(channels, 0) AS activity_channel_web_share,
  mobile / nullif(devices, 0) AS device_mobile_share, coalesce(by_visit.n, 0) AS sessions_count,
  events / by_visit.n AS session_events_mean, abandoned / nullif(carts, 0) AS cart_abandoned_share,
  cart_recency AS cart_recency_days
FROM by_day JOIN by_order USING ({key}) LEFT JOIN by_interaction USING ({key})
LEFT JOIN by_visit USING ({key}) LEFT JOIN by_active USING ({key})
