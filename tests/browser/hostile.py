"""Texts that try to run a script in all the ways that a browser knows, and what notices if one does."""

from collections.abc import Iterable

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Frame, Page

# Without quotes and blanks, so that it runs within any of them.
RUN = "console.log(`RAN`)"
PAYLOADS = (
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f'<img src="x" onerror="{RUN}">',
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<iframe srcdoc='<script>{RUN}</script>'></iframe>",
    f"<iframe src=javascript:{RUN}></iframe>",
    f'"><script>{RUN}</script>',
    f"'><img src=x onerror={RUN}>",
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}",
    f" javascript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    f"<a href=javascript:{RUN}>x</a>",
    f"<body onload={RUN}>",
    f"<details open ontoggle={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<video><source onerror={RUN}></video>",
    f"<math><mtext><script>{RUN}</script></mtext></math>",
    f"<template><script>{RUN}</script></template>",
    f"<style>@import 'x'</style><script>{RUN}</script>",
    f"</textarea></title><script>{RUN}</script>",
    f"<!--><script>{RUN}</script>-->",
    f"<![CDATA[<script>{RUN}</script>]]>",
    f"${{{RUN}}}{{{{constructor.constructor('{RUN}')()}}}}",
    f"{{name}} {{n}} <script>{RUN}</script>",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"\u202e<script>{RUN}</script>",
    f"<base href=//x.example><object data=javascript:{RUN}>",
)
ALL = " | ".join(PAYLOADS)
# What a page shows, and what its boxes hold.
_TEXT = """() => [document.body.textContent,
  ...[...document.querySelectorAll("input, textarea")].map((box) => box.value)].join("\\n")"""


class Watch:
    """Of a page and all its frames, those that come later included: what ran, what a policy had to stop."""

    def __init__(self, page: Page) -> None:
        self.ran: list[str] = []
        self.stopped: list[str] = []
        page.on("console", self._listen)
        page.on("dialog", self._dismiss)

    def _listen(self, message: ConsoleMessage) -> None:
        in_body = "/body/" in message.text or "/body/" in str(message.location)
        if message.text == "RAN":
            self.ran.append(str(message.location))
        # The body of a message is Outlook's part: it is to be stopped there.
        elif not in_body and ("Content Security Policy" in message.text or "Trusted" in message.text):
            self.stopped.append(message.text)

    def _dismiss(self, dialog: Dialog) -> None:
        self.ran.append(dialog.message)
        dialog.dismiss()


def control(context: BrowserContext) -> int:
    """How many of the payloads run where somebody writes them into a page of their own as they are."""
    page = context.new_page()
    ran = 0
    for payload in PAYLOADS:
        watch = Watch(page)
        page.set_content(f"<!doctype html><p>{payload}</p>")
        ran += bool(watch.ran)
    page.close()
    return ran


def missing(frame: Frame, texts: Iterable[str]) -> list[str]:
    """Which of the texts are not there as they are; blanks side by side count as one."""
    shown = " ".join(frame.evaluate(_TEXT).split())
    return [text for text in texts if " ".join(text.split()) not in shown]


def links(frame: Frame) -> set[str]:
    """The schemes of all links."""
    return set(frame.locator("a[href]").evaluate_all("all => all.map((a) => a.protocol)"))
