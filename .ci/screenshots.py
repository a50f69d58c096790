"""Pictures of the faces into docs/pictures: a demo city of its own, each page in both languages.

.ci/screenshots.py [FOLDER]    another folder than docs/pictures gets every page at three widths, light and dark
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from socket import socket
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
DESKTOP, TABLET, PHONE = (1280, 860), (1024, 768), (390, 844)
FACES = {
    "front": ("", "/", DESKTOP),
    "competition": ("", "a[href*='/competitions/']", DESKTOP),
    "result": ("", "/results", DESKTOP),
    "today": ("organiser", "/office", DESKTOP),
    "mark-sheet": ("judge", "/tablet", TABLET),
}


def main(folder: Path) -> None:
    """Load the demo, serve it, and take the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
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
        with sync_playwright() as playwright:
            chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            take(browser, f"http://127.0.0.1:{port}", json.loads((work / "demo.json").read_text()), folder)
            browser.close()
    finally:
        server.terminate()
        server.wait(20)
        shutil.rmtree(work, ignore_errors=True)


def take(browser: Browser, site: str, demo: dict, folder: Path) -> None:
    """Take every face in both languages."""
    for language, suffix in (("zh_Hans_CN", ".zh"), ("en", "")):
        for name, (login, path, size) in FACES.items():
            context = browser.new_context(viewport={"width": size[0], "height": size[1]}, device_scale_factor=1.5)
            page = context.new_page()
            page.goto(f"{site}/language/{language}?next=/")
            if login:
                sign_in(page, site, *password_of(demo, login))
            WAYS.get(name, lambda page, site: page.goto(site + FACES[name][1]))(page, site)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=folder / f"{name}{suffix}.png")
            context.close()
    certificate(browser, site, folder)


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
    "competition": to_competition,
    "result": to_result,
    "mark-sheet": to_mark_sheet,
}


def certificate(browser: Browser, site: str, folder: Path) -> None:
    """Draw the first certificate's page with pdftoppm, where it is on the machine."""


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
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES)
