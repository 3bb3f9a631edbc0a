"""From a company's scattered customer records to personas, churn and lifetime value.

OpenMP reads its switch when LightGBM or scikit-learn load it, so it is set here, before either.
A value the user has set stays.
"""

import os

# Threads that wait by spinning take the core from the one they wait for: beside other programs on
# two cores, 600 small trees took 3 to 60 s instead of 1.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
