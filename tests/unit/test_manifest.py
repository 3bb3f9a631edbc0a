import pytest

from src.errors import ManifestError
from src.manifest import load_manifest, parse_manifest

COLUMNS = {"customer_key": "c", "ordered_at": "t", "net": "n"}


def manifest_with(**changes):
    orders = {"source": {"path": "o.csv"}, "grain": ["r"], "columns": COLUMNS}
    given = {"name": "shop", "currency": "EUR", "tables": {"orders": orders}}
    return given | changes


def orders_with(**changes):
    given = manifest_with()
    return manifest_with(tables={"orders": given["tables"]["orders"] | changes})


def refusal(given):
    with pytest.raises(ManifestError) as raised:
        parse_manifest(given, "shop/dataset.toml")
    assert raised.value.exit_code == 11
    return str(raised.value)


def test_a_sound_manifest_is_frozen_and_has_defaults():
    manifest = parse_manifest(manifest_with(), "x")
    assert manifest.calendar_timezone == "UTC"
    assert manifest.churn.horizon_days == "auto"
    with pytest.raises(ValueError, match="frozen"):
        manifest.name = "other"


def test_every_breach_is_listed_at_once_with_its_place():
    given = {
        "name": "My Shop",
        "curency": "EUR",
        "tables": {
            "orders": {
                "source": {"path": "o.csv", "delimeter": ";"},
                "columns": {"customer_key": "c", "orderd_at": "t", "net": 5},
            },
            "mesages": {"source": {"path": "m.csv"}, "columns": {}},
        },
        "churn": {"kind": "subscription", "horizon_days": 0},
        "settings": {"threads": "many"},
    }
    lines = refusal(given).splitlines()
    assert all(line.startswith("shop/dataset.toml: ") for line in lines)
    expected = [
        "found 'My Shop'. What the data set is called: lower case",
        "curency is not known. Did you mean 'currency'?",
        "currency is missing",
        "tables.orders.source.delimeter is not known. Did you mean 'delimiter'?",
        "tables.orders.columns.orderd_at is not a column of orders. Did you mean 'ordered_at'?",
        "tables.orders.columns.ordered_at is missing",
        "tables.orders.columns.net should be a valid string",
        "tables.orders.grain is missing",
        "tables.mesages is not a canonical table. Did you mean 'messages'?",
        "churn.kind is 'subscription', but no source maps subscriptions",
        "churn.horizon_days should be greater than or equal to 1 or should be 'auto'",
        "settings.threads should be a valid integer or should be 'auto'",
    ]
    assert [part for part in expected if not any(part in line for line in lines)] == []
    assert len(lines) == len(expected)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ({}, "exactly one of path, files, url; found none"),
        ({"path": "a.csv", "url": "sqlite://"}, "found ['path', 'url']"),
        ({"path": "a.csv", "query": "SELECT 1"}, "query belongs to files or url"),
        ({"files": {"a": "a.csv"}}, "query belongs to files or url"),
        ({"url": "sqlite://", "query": "q", "package": "p"}, "not to url"),
        ({"path": "a.csv", "encoding": "klingon"}, "'klingon' is no encoding"),
        ({"path": 7}, "path should be a valid string"),
        ({"path": "a.csv", "header_row": 0}, "header_row should be greater than 0"),
    ],
)
def test_a_source_has_one_origin(source, says):
    assert says in refusal(orders_with(source=source))


def test_a_url_is_not_shown_when_the_manifest_is_printed():
    source = {"url": "postgresql://me:hunter2@host/shop", "query": "SELECT 1"}
    manifest = parse_manifest(orders_with(source=source), "x")
    assert "hunter2" not in f"{manifest} {manifest.model_dump_json()}"


def test_keys_that_belong_to_another_table_are_refused():
    messages = {
        "source": {"path": "m.csv"},
        "columns": {"customer_key": "c", "sent_at": "t"},
        "grain": ["id"],
        "attributes": {"age_years": "age"},
    }
    tables = manifest_with()["tables"] | {"messages": messages}
    told = refusal(manifest_with(tables=tables))
    assert "tables.messages.grain belongs to tables.orders only" in told
    assert "tables.messages.attributes belongs to tables.profiles only" in told


def test_cancellations_need_what_they_match_on():
    told = refusal(orders_with(cancellations={"match_days": 7}))
    assert "tables.orders.cancellations need columns.item and columns.quantity" in told


@pytest.mark.parametrize(
    "name", ["Age", "age years", "net", "customer_id", "1st", "reasons", "rank", "net__found"]
)
def test_attribute_names_are_plain_and_free(name):
    profiles = {"source": {"path": "p.csv"}, "columns": {"customer_key": "c"}}
    tables = manifest_with()["tables"] | {"profiles": profiles | {"attributes": {name: "a"}}}
    assert f"attributes.{name} is no free name" in refusal(manifest_with(tables=tables))


def test_some_table_is_needed():
    assert "tables is empty" in refusal(manifest_with(tables={}))


@pytest.mark.parametrize("tables", [7, {"orders": 7}, {"orders": {"columns": 7}}])
def test_nonsense_is_refused_not_crashed_on(tables):
    assert "tables" in refusal(manifest_with(tables=tables))


def test_missing_file_and_broken_toml_are_told(tmp_path):
    with pytest.raises(ManifestError, match="there is no such file"):
        load_manifest(tmp_path)
    (tmp_path / "dataset.toml").write_text("name = \n")
    with pytest.raises(
        ManifestError, match=r"dataset.toml: this is not TOML: .*line 1.* in quotes"
    ):
        load_manifest(tmp_path)


def labelled(**churn):
    profiles = {
        "source": {"path": "p.csv"},
        "columns": {"customer_key": "c"},
        "attributes": {"left": "l", "fee_usd": "f"},
        "categories": {"tariff": "t"},
    }
    told = {"kind": "label", "label": "left", **churn}
    return manifest_with(tables={"profiles": profiles}, churn=told)


@pytest.mark.parametrize("value", ["tariff", "left", "fee_eur"])
def test_value_is_a_number_of_profiles_and_not_the_label(value):
    assert f"churn.value is {value!r}, which is no attribute" in refusal(labelled(value=value))
    assert parse_manifest(labelled(value="fee_usd"), "x").churn.value_periods == 1


def test_what_a_kind_of_churn_has_no_use_for_is_refused_not_ignored():
    told = refusal(manifest_with(churn={"value": "fee"}))
    assert "churn.value belongs to churn.kind 'label' only" in told
    told = refusal(labelled() | {"segments": {"big": "fee_usd > 10"}})
    assert "segments is for churn of kind inactivity" in told


def test_a_customers_value_is_a_word_or_an_amount():
    terms = {"cost": 1.0, "success_rate": 0.1}
    for value, read in (("clv", "clv"), (80, 80.0)):
        given = manifest_with(contact=terms | {"value": value})
        assert parse_manifest(given, "x").contact.value == read
    for value in ("much", -1):
        assert "contact.value should be" in refusal(manifest_with(contact=terms | {"value": value}))
