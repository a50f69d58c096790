// The benches follow the tablets: the lists are drawn anew every few seconds, but never under a question that stands open.
const PARTS = ["benches", "noted"];
const EVERY = 8000;

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.pathname);
    if (!answer.ok) return;
    const now = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const name of PARTS) {
      const old = document.getElementById(name);
      const fresh = now.getElementById(name);
      const busy = old.querySelector("details[open]") || old.contains(document.activeElement);
      if (fresh && !busy) old.replaceChildren(...fresh.childNodes);
    }
  } catch {
    // no network: the lists stay as they are until there is one
  }
}

setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);
