// Follows what is released: by server-sent events where the server has a thread free, else by asking now and then.
// A page at an item's own address loads itself anew; an old version's page says that a newer one stands.
const box = document.querySelector("[data-follow]");
const EVERY = 5000;
const item = box.dataset.follow;
const shown = Number(box.dataset.version);
const lives = location.pathname === box.dataset.here || box.dataset.always !== undefined;
const trace = `released:${location.pathname}`;
let told = shown;

function said() {
  const before = JSON.parse(sessionStorage.getItem(trace) ?? "{}");
  if (before.version === shown && shown && before.fresh) {
    box.textContent = box.dataset.said;
    // a big screen shows the news itself
    box.hidden = box.dataset.always !== undefined;
    sessionStorage.setItem(trace, JSON.stringify({ version: shown }));
  }
}

function take(items) {
  const newest = items[item] ?? 0;
  if (newest <= told) return;
  told = newest;
  const busy = !getSelection().isCollapsed || document.querySelector("dialog[open]");
  if (!lives || busy) return document.documentElement.classList.add("newer-out");
  const before = JSON.parse(sessionStorage.getItem(trace) ?? "{}");
  const tries = before.version === newest ? (before.tries ?? 0) + 1 : 0;
  // a cache on the way may still give the old one: it is asked a few times, then the reader is
  if (tries > 3) return document.documentElement.classList.add("newer-out");
  sessionStorage.setItem(trace, JSON.stringify({ version: newest, tries, fresh: true }));
  // not all readers at the same moment
  setTimeout(() => location.reload(), tries * EVERY + Math.random() * 2000);
}

async function ask() {
  if (document.visibilityState === "visible") {
    try {
      const answer = await fetch(box.dataset.stamp);
      if (answer.ok) take((await answer.json()).items);
    } catch {
      // the network is away; asked again below
    }
  }
  setTimeout(ask, EVERY * (0.7 + Math.random() * 0.6));
}

function listen() {
  const source = new EventSource(new URL("events", new URL(box.dataset.stamp, location.href)));
  source.addEventListener("releases", (event) => take(JSON.parse(event.data).items));
  source.addEventListener("error", () => {
    // "no thread free" closes the stream for good
    if (source.readyState === EventSource.CLOSED) setTimeout(ask, Math.random() * EVERY);
  });
}

said();
if ("EventSource" in window) listen();
else ask();
