"""From a company's scattered customer records to personas, churn and lifetime value."""
