import random

import phonenumbers
import pytest

from src.unify.standardise.emails import email
from src.unify.standardise.phones import phone


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (" Ann.Lee@Example.COM ", "ann.lee@example.com"),
        ("ａｎｎ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ann@example.com"),  # noqa: RUF001
        ("ann+shop@example.com", "ann@example.com"),
        ("ann+a+b@example.com", "ann@example.com"),
        ("+ann@example.com", "+ann@example.com"),
        ("a.n.n@gmail.com", "ann@gmail.com"),
        ("a.n.n+x@GoogleMail.com", "ann@gmail.com"),
        ("a.n.n@example.com", "a.n.n@example.com"),
        ("Ann Lee <ann@example.com>", "ann@example.com"),
        ("mailto:ann@example.com", "ann@example.com"),
        ("'ann@example.com'", "ann@example.com"),
        ('"ann.lee"@example.com', "ann.lee@example.com"),
        ('"ann lee"@example.com', '"ann lee"@example.com'),
        ("ann@example.com;", "ann@example.com"),
        ("o'brien@example.com", "o'brien@example.com"),
        ("info@example.co.uk", "info@example.co.uk"),
        ("用户@例子.广告", "用户@例子.广告"),
        ("ann@example", None),
        ("ann.example.com", None),
        ("ann@@example.com", None),
        ("ann lee@example.com", None),
        ("ann@example..com", None),
        ("a@b.com, c@d.com", None),
        ("@example.com", None),
        ("n/a", None),
        ("-", None),
    ],
)
def test_emails(written, expected):
    assert email(written) == expected


@pytest.mark.parametrize(
    ("written", "region", "expected"),
    [
        ("+44 (0)20 7946 0018", "DE", "+442079460018"),
        ("0044 20 7946 0018", "US", "+442079460018"),
        ("(+44) 20 7946 0018", None, "+442079460018"),
        ("+44 020 7946 0018", None, "+442079460018"),
        ("020 7946 0018", "GB", "+442079460018"),
        ("020 7946 0018 ext. 12", "GB", "+442079460018"),
        ("(07700) 900-123", "GB", "+447700900123"),
        ("983.566.0706x9509", "US", "+19835660706"),
        ("+1-569-626-5660", "GB", "+15696265660"),
        ("1 (569) 626-5660", "US", "+15696265660"),
        ("1-800-FLOWERS", "US", "+18003569377"),
        ("011 44 20 7946 0018", "US", "+442079460018"),
        ("030/901820", "DE", "+4930901820"),
        ("Tel. 030 901820", "DE", "+4930901820"),
        ("030-901820 Durchwahl 7", "DE", "+4930901820"),
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("06 698 12345", "IT", "+390669812345"),
        ("+39 (0)6 698 12345", None, "+390669812345"),
        ("49 30 901820", "DE", "+4930901820"),
        ("010 44 20 7946 0018", "JP", "+442079460018"),
        ("015 11 98765-4321", "BR", "+5511987654321"),
        ("011 15 1234-5678", "AR", "+5491112345678"),
        ("090-1234-5678", "JP", "+819012345678"),
        ("０９０ー１２３４ー５６７８", "JP", "+819012345678"),
        ("03(1234)5678 内線12", "JP", "+81312345678"),
        ("020 7946 0018", None, "02079460018"),
        ("555-0123", "US", "+15550123"),
        ("06034 871657", "FR", "+336034871657"),
        ("+44 12", "GB", None),
        ("+999 1234 5678", "GB", "+99912345678"),
        ("12345", "GB", None),
        ("0000000000", "GB", None),
        ("unknown", "GB", None),
    ],
)
def test_phones(written, region, expected):
    assert phone(written, region) == expected


@pytest.mark.parametrize("written", ["k0000tel 098355", "0.000tel 58355", "5a49)2 499", "49+20496"])
def test_what_is_no_number_is_read_once(written):
    once = phone(written, "DE")
    assert once
    assert phone(once, "DE") == once


def test_numbers_are_those_of_the_library():
    """The quick way is told from tables; what it says is what the slow way says."""
    rng = random.Random(7)  # noqa: S311  no secret
    regions = sorted(phonenumbers.SUPPORTED_REGIONS)
    parsed = 0
    for _ in range(5000):
        written, region = _number(rng, rng.choice(regions))
        expected = _by_the_library(written, region)
        if expected and _by_the_library(expected, region) == expected:
            parsed += 1
            assert phone(written, region) == expected, (written, region)
    assert parsed > 1000


def _number(rng, region):
    code = phonenumbers.country_code_for_region(region)
    example = phonenumbers.example_number_for_type(region, rng.choice((0, 1, 2, 3, 4)))
    digits = phonenumbers.national_significant_number(
        example or phonenumbers.example_number(region)
    )
    kept = rng.randint(0, len(digits) - 1)
    digits = str(rng.randint(1, 9)) if not kept else digits[:kept]
    digits += "".join(rng.choice("0123456789") for _ in range(rng.randint(5, 9)))
    trunk = phonenumbers.PhoneMetadata.metadata_for_region(region).national_prefix or ""
    forms = (f"+{code}{digits}", f"{trunk}{digits}", digits, f"+{code} {trunk}{digits}")
    written = rng.choice(forms)
    return (written if not written.startswith("00") else f"+{code}{digits}"), region


def _by_the_library(written, region):
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    if len(str(number.national_number)) < 6:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
