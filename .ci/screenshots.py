"""Pictures of a demo city of its own: the faces into docs/pictures, or every public page into a folder outside git.

.ci/screenshots.py [FOLDER]
.ci/screenshots.py public [FOLDER [PAGE ...]]
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from urllib.request import urlopen

import public_pages
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.browser.serving import PROGRAM

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
DESKTOP, TABLET, PHONE = (1280, 860), (1024, 768), (390, 844)
# whose page it is and how large it is shown
FACES = {
    "front": ("", DESKTOP),
    "competition": ("", DESKTOP),
    "result": ("", DESKTOP),
    "today": ("organiser", DESKTOP),
    "mark-sheet": ("judge", TABLET),
    "phone": ("", PHONE),
}


def main(words: list[str]) -> None:
    """Take the pictures asked for."""
    public = words[:1] == ["public"]
    words = words[public:]
    folder = Path(words[0]) if words else Path(tempfile.gettempdir()) / "public-pages" if public else PICTURES
    folder.mkdir(parents=True, exist_ok=True)
    with served() as (site, work), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=["--no-sandbox"])
        if public:
            public_pages.take(browser, site, work / "competition.sqlite", folder, tuple(words[1:]))
            print(f"look at {folder / 'index.html'}")
        else:
            take(browser, site, json.loads((work / "demo.json").read_text()), folder)
        browser.close()


@contextmanager
def served() -> Iterator[tuple[str, Path]]:
    """Load the demo into a folder of its own and serve it; give its address and the folder."""
    work = Path(tempfile.mkdtemp(prefix="pictures-"))
    env = {**os.environ, "COMPETITION_INSTANCE": str(work), "COMPETITION_SCHEDULER": "0"}
    port = free_port()
    command = [sys.executable, "-m", "competition"]
    subprocess.run([*command, "demo", "load", "--size", "small"], cwd=ROOT, env=env, check=True, capture_output=True)
    server = subprocess.Popen(
        [*command, "run", "--port", str(port)], cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}", work
    finally:
        server.terminate()
        server.wait(20)
        shutil.rmtree(work, ignore_errors=True)


def take(browser: Browser, site: str, demo: dict, folder: Path) -> None:
    """Take every face in both languages, and one certificate."""
    for language, suffix in (("zh_Hans_CN", ".zh"), ("en", "")):
        for name, (login, size) in FACES.items():
            page = opened(browser, site, size, language)
            if login:
                sign_in(page, site, *password_of(demo, login))
            WAYS[name](page, site)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=folder / f"{name}{suffix}.png")
            page.context.close()
    page = opened(browser, site, DESKTOP, "zh_Hans_CN")
    sign_in(page, site, *password_of(demo, "organiser"))
    certificate(page, site, folder)
    page.context.close()


def opened(browser: Browser, site: str, size: tuple[int, int], language: str) -> Page:
    """Open a window of its own in a language."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, device_scale_factor=1.5)
    page = context.new_page()
    page.goto(f"{site}/language/{language}?next=/")
    return page


def password_of(demo: dict, login: str) -> tuple[str, str]:
    """Find a demo sign-in."""
    entry = next(one for one in demo["sign_ins"] if one["login"] == login)
    return login, entry["password"]


def sign_in(page: Page, site: str, login: str, password: str) -> None:
    """Sign somebody in."""
    page.goto(f"{site}/sign-in")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit]")
    page.wait_for_load_state()


def to_competition(page: Page, site: str) -> None:
    """Open the first competition of the public list."""
    page.goto(f"{site}/competitions")
    page.locator("main a[href*='/competitions/']").first.click()


def to_result(page: Page, site: str) -> None:
    """Open the first announced result."""
    page.goto(f"{site}/results")
    page.locator("main a[href*='/results/']").last.click()


def to_mark_sheet(page: Page, site: str) -> None:
    """Open a judge's first sheet that is still open."""
    page.goto(f"{site}/tablet")
    page.locator("a[href*='/tablet/forms/']").first.click()
    page.locator("a[href*='/tablet/sheets/']").first.click()


WAYS: dict[str, Callable[[Page, str], object]] = {
    "front": lambda page, site: page.goto(site),
    "competition": to_competition,
    "result": to_result,
    "today": lambda page, site: page.goto(f"{site}/office"),
    "mark-sheet": to_mark_sheet,
    "phone": to_result,
}


def certificate(page: Page, site: str, folder: Path) -> None:
    """Print a gold medal's certificate and draw it (pdftoppm of poppler-utils)."""
    page.goto(f"{site}/office/honours/entries")
    row = page.locator("main tr", has_text="金牌").first
    row.locator("a[href*='/office/honours/entries/']").first.click()
    form = page.locator("form[action$='certificate.pdf']").first
    fields = {box.get_attribute("name"): box.input_value() for box in form.locator("input").all()}
    answer = page.request.post(site + form.get_attribute("action"), form=fields, headers={"Referer": page.url})
    with tempfile.TemporaryDirectory() as work:
        pdf = Path(work) / "certificate.pdf"
        pdf.write_bytes(answer.body())
        drawn = ["pdftoppm", "-png", "-singlefile", "-r", "110", str(pdf), str(folder / "certificate")]
        subprocess.run(drawn, check=True)


def free_port() -> int:
    """Find a free port."""
    with socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(address: str) -> None:
    """Wait until the server answers."""
    for _ in range(200):
        try:
            with urlopen(address) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    main(sys.argv[1:])
