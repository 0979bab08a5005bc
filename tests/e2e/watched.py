"""Every text that a screen shows, however briefly: what may not be seen must never have been there."""

import re

from playwright.sync_api import Page

# In every page, from its first moment on
WATCH = """(() => {
  const shown = window.__shown = new Set();
  const keep = () => { if (document.body) shown.add(document.body.innerText); };
  new MutationObserver(keep).observe(document, {subtree: true, childList: true, characterData: true});
})()"""
# Figures that everybody may see while a vote goes on: a clock, a year, who is there and has voted, what is
# asked, points of the agenda, the number of a ballot paper, the code of a ballot
_KNOWN = re.compile(
    r"\d\d:\d\d(:\d\d)?|20\d\d|\d/9|[Bb]ầu chọn 1|1/2|2/3|(?m:^\d\.)|\d+ phút|6 nhiệm vụ"
    r"|phiếu [0-9a-f]{12}|[0-9A-Z]{4}(-[0-9A-Z]{4})+|vòng 2"
)


def forget(*pages: Page) -> None:
    """Begin anew with what is shown now."""
    for page in pages:
        page.evaluate("() => { __shown.clear(); __shown.add(document.body.innerText); }")


def figures_shown(page: Page) -> list[str]:
    """The texts that the page has shown since then, as far as they have a figure that is not known."""
    texts: list[str] = page.evaluate("() => [...__shown]")
    assert texts, "nothing was watched"
    return [text for text in texts if re.search(r"\d", _KNOWN.sub("", text))]
