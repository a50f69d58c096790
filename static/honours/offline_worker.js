// The page that verifies without a network, without a network: what static/honours/offline.js kept of it is shown then.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  const isOurs = address.pathname === "/verify/offline" || address.pathname.startsWith("/static/");
  if (event.request.method === "GET" && address.origin === location.origin && isOurs) event.respondWith(answer(event.request));
});

async function answer(request) {
  try {
    return await fetch(request);
  } catch (silent) {
    const there = await (await caches.open("register-offline")).match(request, { ignoreVary: true });
    if (there) return there;
    throw silent;
  }
}
