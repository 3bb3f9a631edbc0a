import pytest

from src.errors import ManifestError
from src.personas.by_hand import FILE, by_hand


def test_names_and_notes_are_read(tmp_path):
    (tmp_path / FILE).write_text('[p2]\nname = "Stock-up families"\nnotes = "Ask in June."\n')
    told = by_hand(tmp_path)
    assert told["p2"].name == "Stock-up families"
    assert told["p2"].notes == "Ask in June."
    assert "p1" not in told


def test_no_file_says_nothing(tmp_path):
    assert by_hand(tmp_path) == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[p2\n", "not TOML"),
        ('[p2]\nnmae = "x"\n', "p2.nmae"),
        ('["Loyal regulars"]\nname = "x"\n', "Loyal regulars"),
        ('[p1]\nname = ""\n', "p1.name"),
        ('[p1]\nname = "x"\n[p2]\nname = "x"\n', "two personas are called x"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path, text, told):
    (tmp_path / FILE).write_text(text)
    with pytest.raises(ManifestError, match=told):
        by_hand(tmp_path)
