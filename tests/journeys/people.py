"""People at their browsers: each in a context of their own, finding their way by what the pages show."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TABLET = {"width": 820, "height": 1180}
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
# where pictures of the pages go, when somebody wants to look at them
PICTURES = os.environ.get("COMPETITION_PICTURES", "")
# milliseconds: the machine may be busy with other tests
PATIENCE = 120_000


@dataclass
class Person:
    """Somebody with a browser."""

    login: str
    name: str
    url: str
    page: Any
    password: str = ""
    troubles: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Note whatever goes wrong on any page: our faults, and what the security policy had to stop."""
        self.page.on(
            "response", lambda answer: answer.status >= 500 and self.troubles.append(f"{answer.status} {answer.url}")
        )
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", lambda said: "Refused to" in said.text and self.troubles.append(said.text))

    # --- finding the way ---

    def today(self) -> None:
        """Go to today's work."""
        self.page.goto(f"{self.url}/office")

    def menu(self, label: str) -> None:
        """Choose a link of the office menu, from wherever this is."""
        if not self.page.locator("#office-nav").count():
            self.today()
        link = self.page.locator("#office-nav").get_by_role("link", name=label, exact=True)
        if not link.is_visible():
            # on a tablet the menu is folded away
            self.page.get_by_role("button", name="Menu").click()
        self._leave_by(link)

    def follow(self, label: str) -> None:
        """Follow a link of the page by what it says."""
        self._leave_by(self._link(label))

    def _link(self, label: str) -> Any:
        return self.page.locator("main").get_by_role("link", name=re.compile(label)).first

    def _leave_by(self, link: Any) -> None:
        # the page that is left could be read for a moment longer
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            link.click()

    def at(self, heading: str) -> None:
        """Be sure of the page by its heading."""
        self.page.get_by_role("heading", level=1, name=re.compile(re.escape(heading))).wait_for()

    # --- doing ---

    def fill(self, **values: Any) -> None:
        """Fill in fields by their names."""
        for name, value in values.items():
            one = self.page.locator(f"main [name='{name}']").first
            if one.evaluate("e => e.tagName") == "SELECT":
                one.select_option(label=str(value)) if not str(value).startswith("=") else one.select_option(
                    str(value)[1:]
                )
            else:
                one.fill(str(value))

    def press(self, label: str) -> None:
        """Press a button by what it says."""
        self.page.locator("main").get_by_role("button", name=label, exact=True).first.click()

    def confirm(self, label: str, reason: str = "") -> None:
        """Press a button that asks first, read the question, give the reason and agree."""
        self.page.locator("main summary[role=button]", has_text=label).first.click()
        dialog = self.page.locator("dialog[open]")
        if reason:
            dialog.locator("[name=reason]").fill(reason)
        dialog.locator("button[type=submit]").click()

    def told(self, words: str) -> str:
        """Be told something on the next page, and give the whole sentence."""
        alert = self.page.locator(".alert", has_text=re.compile(words)).first
        alert.wait_for()
        return str(alert.inner_text())

    def download(self, act: Callable[[], None]) -> bytes:
        """Do what gives a file, and read the file."""
        with self.page.expect_download() as coming:
            act()
        return coming.value.path().read_bytes()

    def take(self, label: str) -> bytes:
        """Take the file a link gives, by what it says."""
        return self.download(self._link(label).click)

    def upload(self, name: str, content: bytes, to: str = "") -> None:
        """Choose a file in the page's file field, the first or the one named."""
        field = f"main input[type=file][name='{to}']" if to else "main input[type=file]"
        self.page.locator(field).first.set_input_files({"name": name, "mimeType": "", "buffer": content})

    def file(self, label: str) -> bytes:
        """Read the file a link of the page leads to."""
        link = self._link(label)
        answer = self.page.request.get(self.url + str(link.get_attribute("href")))
        assert answer.ok, answer.status
        return bytes(answer.body())

    def waits_for(self, words: str) -> None:
        """Load the page again until it says something: the clock's own work comes within a minute."""
        for _ in range(90):
            if re.search(words, self.says()):
                return
            self.page.wait_for_timeout(1000)
            self.page.reload()
        raise AssertionError(f"{self.page.url} never said {words}")

    def row(self, words: str) -> Any:
        """Find the row of a table that says something."""
        return self.page.locator("main tbody tr", has_text=words).first

    def follow_in(self, words: str, label: str) -> None:
        """Follow a link in the row that says something."""
        self._leave_by(self.row(words).get_by_role("link", name=re.compile(label)).first)

    def picture(self, name: str, again: Callable[[], None] | None = None) -> None:
        """Take pictures of this page in both languages, at a desk and on a phone, where a folder is asked for.

        A page that answers a form is shown anew by sending it `again`.
        """
        if not PICTURES:
            return
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        for language in ("zh_Hans_CN", "en"):
            self.page.context.add_cookies([{"name": "language", "value": language, "url": self.url}])
            (again or self.page.reload)()
            for kind, size in (("desk", DESK), ("phone", PHONE)):
                self.page.set_viewport_size(size)
                self.page.screenshot(path=Path(PICTURES) / f"{name}.{language[:2]}.{kind}.png", full_page=True)
            self.page.set_viewport_size(DESK)

    def says(self) -> str:
        """Give all that the page says, once it is all there."""
        self.page.wait_for_load_state("domcontentloaded")
        return str(self.page.locator("main").inner_text())

    def table(self, number: int = 0) -> list[list[str]]:
        """Read a table of the page, row by row, once it is all there."""
        self.page.wait_for_load_state("domcontentloaded")
        rows = self.page.locator("main table").nth(number).locator("tbody tr").all()
        return [[cell.strip() for cell in row.locator("td, th").all_inner_texts()] for row in rows]

    # --- signing in ---

    def sign_in(self) -> None:
        """Sign in; at the first time choose a password of one's own."""
        self.page.goto(f"{self.url}/sign-in")
        self.fill(login=self.login, password=self.password)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(lambda address: "/sign-in" not in address)
        if "/account/password" in self.page.url:
            new = "kiln-and-glaze-19"
            self.fill(old=self.password, new=new, again=new)
            self.press("Change the password")
            self.page.wait_for_url(lambda address: "/office" in address)
            self.password = new


@dataclass
class Account:
    """A sign-in that somebody was handed."""

    name: str
    password: str
    tablet: bool = False


class House:
    """All the people of a journey at one installation; each signs in when first needed."""

    def __init__(self, url: str, chromium: Any, hands: dict[str, str]) -> None:
        self.url, self.chromium = url, chromium
        self.accounts = {login: Account(f"{login} administrator", password) for login, password in hands.items()}
        self.people: dict[str, Person] = {}
        # what one step of the journey must remember for another
        self.notes: dict[str, Any] = {}

    def who(self, login: str) -> Person:
        """Find somebody at their browser, or give them one and let them sign in."""
        if login not in self.people:
            account = self.accounts[login]
            context = self.chromium.new_context(locale="en-US", viewport=TABLET if account.tablet else DESK)
            context.set_default_timeout(PATIENCE)
            person = Person(login, account.name, self.url, context.new_page(), account.password)
            person.watch()
            self.people[login] = person
            person.sign_in()
            account.password = person.password
        return self.people[login]

    def stranger(self) -> Person:
        """Open a browser that never was here."""
        person = Person("", "", self.url, self.chromium.new_context(locale="zh-CN", viewport=DESK).new_page())
        person.watch()
        self.people["stranger"] = person
        return person

    def troubles(self) -> list[str]:
        """Name everything that went wrong on anybody's page."""
        return [f"{who.login}: {trouble}" for who in self.people.values() for trouble in who.troubles]

    def close(self) -> None:
        """Let everybody go home."""
        for person in self.people.values():
            person.page.context.close()
