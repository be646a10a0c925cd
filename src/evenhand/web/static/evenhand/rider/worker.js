/* Serves the rider's door where there is no network: any page of it becomes the one that works from the phone's own
   store. LIST and NAME stand before this text when it is served. */
const PATIENCE_MS = 4000;
const OWN = (name) => name.startsWith(NAME.slice(0, NAME.lastIndexOf(":") + 1));

addEventListener("install", (event) => event.waitUntil((async () => {
  const cache = await caches.open(NAME);
  await cache.addAll(LIST.map((address) => new Request(address, { cache: "reload" })));
  await skipWaiting();
})()));

addEventListener("activate", (event) => event.waitUntil((async () => {
  const stale = (await caches.keys()).filter((name) => OWN(name) && name !== NAME);
  await Promise.all(stale.map((name) => caches.delete(name)));
  await clients.claim();
})()));

async function page(request) {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch {
    return await caches.match(LIST[0]) ?? Response.error();
  }
}

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (request.method === "GET" && LIST.slice(1).includes(new URL(request.url).pathname)) {
    event.respondWith(caches.match(request, { ignoreSearch: true }).then((kept) => kept ?? fetch(request)));
  }
});
