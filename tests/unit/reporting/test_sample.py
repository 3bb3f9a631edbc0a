"""That not everybody was learnt from is said, and only then."""

from dataclasses import replace

from src.reporting.report import render_report


def test_a_sample_is_told(findings):
    told = "about 1,000 of 2,469 customers were learnt from and are described here"
    assert told in render_report(replace(findings, sample=told))
    assert "A sample:" not in render_report(findings)
