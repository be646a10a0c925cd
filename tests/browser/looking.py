"""What a person with a ruler would find on a page: too small to press, wider than the screen, nothing to read aloud."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
TARGETS = """
(least) => [...document.querySelectorAll(
    'a[href], button, select, input:not([type=hidden]), textarea, summary, label.tick')]
  .filter(element => element.checkVisibility({ visibilityProperty: true }))
  .filter(element => !element.closest('.skip'))
  .filter(element => !(element.matches('input[type=checkbox], input[type=radio]') && element.closest('label.tick')))
  .map(element => ({ box: element.getBoundingClientRect(), words: element.outerHTML.slice(0, 90) }))
  .filter(({ box }) => box.width > 0 && (box.width < least - 0.5 || box.height < least - 0.5))
  .map(({ box, words }) => `${Math.round(box.width)}x${Math.round(box.height)} ${words}`)
"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALLEST_TEXT = """
() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const sizes = [];
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim()) continue;
    if (parent.closest('script, style, svg, .sr') || !parent.checkVisibility()) continue;
    sizes.push(parseFloat(getComputedStyle(parent).fontSize));
  }
  return Math.min(...sizes);
}
"""


TIGHTEST_LINES = """
() => Math.min(...[...document.querySelectorAll('p, li, dd, td, label, legend, h1, h2')]
  .filter(element => element.checkVisibility() && element.textContent.trim() && !element.matches('.secret, .clock'))
  .map(element => getComputedStyle(element))
  .map(style => (parseFloat(style.lineHeight) || 0) / parseFloat(style.fontSize)))
"""


def violations(page: Page) -> list[str]:
    """What axe finds, with the first place of each."""
    found: dict[str, Any] = Axe().run(page, options=RULES).response
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found["violations"]]


def small_targets(page: Page, least: int) -> list[str]:
    """What can be pressed and is smaller than so many CSS pixels either way."""
    found: list[str] = page.evaluate(TARGETS, least)
    return found


def sideways(page: Page) -> int:
    """CSS pixels by which the page is wider than the screen."""
    beyond: int = page.evaluate(SIDEWAYS)
    return beyond


def smallest_text(page: Page) -> float:
    """CSS pixels of the smallest text that is seen."""
    size: float = page.evaluate(SMALLEST_TEXT)
    return size


def tightest_lines(page: Page) -> float:
    """The smallest line height of running text, as a multiple of its size."""
    leading: float = page.evaluate(TIGHTEST_LINES)
    return leading
