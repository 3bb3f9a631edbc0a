"""Labels, models of churn and value, their baselines and their yardsticks."""
