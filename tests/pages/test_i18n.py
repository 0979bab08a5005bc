"""The catalogue is one mapping from all files; the language belongs to the session."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared import i18n

HEADER = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'


def write(folder: Path, name: str, *entries: str) -> None:
    (folder / name).write_text(HEADER + "\n\n".join(entries) + "\n", encoding="utf-8")


def test_files_are_merged_and_plurals_are_found_by_their_singular(tmp_path: Path) -> None:
    write(tmp_path, "a.po", 'msgid "Units"\nmsgstr "Đơn vị"')
    write(tmp_path, "b.po", 'msgid "{n} vote"\nmsgid_plural "{n} votes"\nmsgstr[0] "{n} phiếu"')
    assert i18n.catalogue(tmp_path) == {"Units": "Đơn vị", "{n} vote": "{n} phiếu"}


def test_one_id_may_stand_in_two_files_only_with_one_text(tmp_path: Path) -> None:
    write(tmp_path, "a.po", 'msgid "Close"\nmsgstr "Đóng"')
    write(tmp_path, "b.po", 'msgid "Close"\nmsgstr "Đóng"')
    assert i18n.catalogue(tmp_path) == {"Close": "Đóng"}


def test_two_files_that_disagree_are_refused_by_name(tmp_path: Path) -> None:
    write(tmp_path, "a.po", 'msgid "Close"\nmsgstr "Đóng"')
    write(tmp_path, "b.po", 'msgid "Close"\nmsgstr "Kết thúc"')
    with pytest.raises(ValueError, match=r"'Close' differs in a\.po and b\.po"):
        i18n.catalogue(tmp_path)


def test_an_untranslated_message_shows_its_id(tmp_path: Path) -> None:
    write(tmp_path, "a.po", 'msgid "Units"\nmsgstr ""')
    assert i18n.catalogue(tmp_path) == {}


def test_vietnamese_is_spoken_outside_a_run() -> None:
    assert i18n.language() == "vi"


def test_the_shipped_catalogue_can_be_read() -> None:
    assert i18n.catalogue()


def two_languages() -> None:
    import streamlit as st

    from pages.shared.i18n import language, use_language

    if st.button("switch"):
        use_language("en")
    st.text(language())


def test_the_language_lasts_for_the_session_and_not_beyond_it() -> None:
    first, second = AppTest.from_function(two_languages).run(), AppTest.from_function(two_languages).run()
    first.button[0].click().run()
    first.run()
    second.run()
    assert (first.text[0].value, second.text[0].value) == ("en", "vi")


def test_a_language_planted_in_the_session_is_not_believed() -> None:
    app = AppTest.from_function(two_languages)
    app.session_state["language"] = "xx"
    assert app.run().text[0].value == "vi"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="unsupported"):
        i18n.use_language("fr")


@pytest.mark.parametrize(("n", "english"), [(1, "{n} vote"), (0, "{n} votes"), (2, "{n} votes")])
def test_plural_follows_the_language(monkeypatch: pytest.MonkeyPatch, n: int, english: str) -> None:
    monkeypatch.setattr(i18n, "catalogue", lambda: {"{n} vote": "{n} phiếu"})
    assert i18n.ngettext("{n} vote", "{n} votes", n) == "{n} phiếu"
    monkeypatch.setattr(i18n, "language", lambda: "en")
    assert i18n.ngettext("{n} vote", "{n} votes", n) == english
