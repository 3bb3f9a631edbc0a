import hashlib
import hmac

from src.unify.customers import DEMO_KEY, pseudonym, secret


def test_the_secret_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv("CUSTOMER_KEY", "s3cret")
    assert secret() == b"s3cret"
    monkeypatch.delenv("CUSTOMER_KEY")
    assert secret() == DEMO_KEY.encode()


def test_no_source_key_reaches_a_table_and_ids_follow_the_secret(shop, monkeypatch):
    monkeypatch.setenv("CUSTOMER_KEY", "s3cret")
    first = shop.ingest()
    ids = shop.rows("orders", "customer_id, bucket")
    digest = hmac.new(b"s3cret", b"007", hashlib.sha256).hexdigest()
    assert (f"c{digest[:15]}", int(digest[13:15], 16)) in ids
    assert first.customers == 2
    for path in first.tables.values():
        assert "'ann'" not in str(shop.engine.con.sql(f"FROM '{path}'").fetchall())
    monkeypatch.setenv("CUSTOMER_KEY", "other")
    assert shop.ingest().fingerprint != first.fingerprint
    assert not set(ids) & set(shop.rows("orders", "customer_id, bucket"))


def test_one_customer_in_two_sources_is_one_whatever_the_type_of_its_key(shop):
    shop.write("seen.jsonl", '{"who": 7.0, "t": "2017-01-02"}\n{"who": 8, "t": "2017-01-02"}\n')
    shop.write("orders.csv", "receipt,customer,at,net\n1,7,2017-01-01,1\n")
    with (shop.folder / "dataset.toml").open("a") as toml:
        toml.write('[tables.messages]\nsource = { path = "seen.jsonl" }\n')
        toml.write('columns = { customer_key = "who", sent_at = "t" }\n')
    assert shop.ingest().customers == 2
    assert set(shop.rows("orders", "customer_id")) < set(shop.rows("messages", "customer_id"))


def test_pseudonyms_differ():
    assert len({pseudonym(str(number), b"k") for number in range(1000)}) == 1000
