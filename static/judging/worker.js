// The tablet's pages without a network: what was opened or prepared is shown from this device when the server is silent.
// Marks do not pass through here; they wait in the outbox and are sent by the pages.

const PAGES = "tablet-pages";
const ASSETS = "tablet-assets";
const SILENT_AFTER = 6000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin) return;
  if (address.pathname.startsWith("/static/")) event.respondWith(asset(event.request, address));
  else if (address.pathname.startsWith("/tablet") && address.pathname !== "/tablet/worker.js") event.respondWith(page(event.request));
});

async function asset(request, address) {
  const cache = await caches.open(ASSETS);
  const there = await cache.match(request);
  // an address with its content's print never changes
  if (there && address.searchParams.has("v")) return there;
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
  const there = (await cache.match(bare(request), { ignoreVary: true })) ?? null;
  try {
    const answer = await (there ? Promise.race([fetch(request), silence()]) : fetch(request));
    if (answer.ok && !answer.redirected) await cache.put(bare(request), answer.clone());
    // a server that is only half there must not take the page away
    if (answer.status < 500 || !there) return answer;
  } catch (silent) {
    const first = there ?? (await cache.match("/tablet", { ignoreVary: true }));
    if (!first) throw silent;
    return first;
  }
  return there;
}

const bare = (request) => new URL(request.url).pathname;
const silence = () => new Promise((_resolve, reject) => setTimeout(() => reject(new Error("silent")), SILENT_AFTER));
