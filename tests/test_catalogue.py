"""Every sentence of the screens has its Vietnamese: none missing, unsure, left over or short of a figure."""

from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from babel.messages import Message
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def ids_in_code() -> set[str]:
    """The ids of all messages in the code; of a plural, its singular."""
    found = [
        message
        for file in ("app.py", "manage.py")
        for _, message, _, _ in extract_from_file("python", ROOT / file, keywords=KEYWORDS)
    ]
    for folder in ("pages", "services"):
        found += [message for _, _, message, _, _ in extract_from_dir(ROOT / folder, keywords=KEYWORDS)]
    return {message if isinstance(message, str) else message[0] for message in found}


def translations() -> Iterator[tuple[Path, Message]]:
    for path in sorted((ROOT / "locales" / "vi").glob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale="vi", abort_invalid=True)
        yield from ((path, message) for message in [*catalogue, *catalogue.obsolete.values()] if message.id)


def forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """All forms of an id or a translation: one, or those of a plural."""
    return (text,) if isinstance(text, str) else tuple(text or ("",))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_message_is_translated() -> None:
    translated = {forms(message.id)[0] for _, message in translations() if message.string}
    assert not ids_in_code() - translated


def test_no_translation_is_unsure_empty_or_left_over() -> None:
    wanted = ids_in_code()
    bad = [
        f"{path.name}: {message.id}"
        for path, message in translations()
        if message.fuzzy or not all(forms(message.string)) or forms(message.id)[0] not in wanted
    ]
    assert not bad


def test_no_message_is_translated_twice() -> None:
    ids = [forms(message.id)[0] for _, message in translations()]
    assert len(ids) == len(set(ids))


def test_translations_keep_the_placeholders() -> None:
    bad = [
        f"{path.name}: {message.id}"
        for path, message in translations()
        for form in forms(message.string)
        if placeholders(form) != placeholders(forms(message.id)[-1])
    ]
    assert not bad
