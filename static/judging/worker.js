// The tablet's pages without a network: what was opened or prepared is shown from this device when the server is silent.
// Marks do not pass through here; they wait in the outbox and are sent by the pages.

const PAGES = "tablet-pages";
const ASSETS = "tablet-assets";
const LIST = "/tablet";
const SCRIPTS = "/tablet/scripts/";
const SILENT_AFTER = 6000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin) return;
  if (address.pathname.startsWith("/static/") || address.pathname.startsWith(SCRIPTS)) event.respondWith(asset(event.request, address));
  else if (address.pathname.startsWith("/tablet") && address.pathname !== "/tablet/worker.js") event.respondWith(page(event.request));
});

async function asset(request, address) {
  const cache = await caches.open(ASSETS);
  const there = await cache.match(request);
  // an address with its content's print never changes
  if (there && (address.searchParams.has("v") || address.pathname.startsWith(SCRIPTS))) return there;
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(request, answer.clone());
    return answer;
  } catch (silent) {
    if (there) return there;
    throw silent;
  }
}

async function page(request) {
  const cache = await caches.open(PAGES);
  const fresh = async () => {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await cache.put(bare(request), answer.clone());
    return answer;
  };
  // a page that asks by itself wants what the server has, however long it takes, and never what is kept here
  if (request.mode !== "navigate") return fresh();
  const there = (await cache.match(bare(request), { ignoreVary: true })) ?? null;
  try {
    const answer = await (there ? Promise.race([fresh(), silence()]) : fresh());
    // a server that is only half there must not take the page away
    if (answer.status < 500 || !there) return answer;
  } catch (silent) {
    const list = there ?? (await cache.match(LIST, { ignoreVary: true }));
    if (!list) throw silent;
    return old(list, !there);
  }
  return old(there, false);
}

// what is shown in place of an answer says in its first tag when it was fetched, and whether it is another page than asked
// for; static/judging/renewal.js tells the judge, and asks for it anew
async function old(answer, instead) {
  const marks = `data-fetched="${Date.parse(answer.headers.get("date")) || ""}"${instead ? ' data-instead="yes"' : ""}`;
  const headers = new Headers(answer.headers);
  for (const name of ["content-encoding", "content-length"]) headers.delete(name);
  return new Response((await answer.text()).replace("<html ", `<html ${marks} `), { status: answer.status, headers });
}

const bare = (request) => new URL(request.url).pathname;
const silence = () => new Promise((_resolve, reject) => setTimeout(() => reject(new Error("silent")), SILENT_AFTER));
