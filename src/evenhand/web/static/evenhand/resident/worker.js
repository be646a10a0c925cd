/* Shows a handover code where there is no network: the page as it was last loaded, for as long as its picture holds.
   NAME, LIST and KEEP_MS stand before this text when it is served; only pages of codes lie in its scope. */
const PATIENCE_MS = 4000;
const KEPT_AT = "x-kept-at";
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

async function keep(cache, request, response) {
  const headers = new Headers(response.headers);
  headers.set(KEPT_AT, String(Date.now()));
  await cache.put(request.url, new Response(await response.blob(), { headers }));
}

async function kept(cache, request) {
  const found = await cache.match(request.url, { ignoreVary: true });
  if (found && Date.now() - Number(found.headers.get(KEPT_AT)) < KEEP_MS) return found;
  await cache.delete(request.url);
  return null;
}

/* What the server says stands: a new code replaces the old one; with the order, or signed out, the copy goes too. */
async function page(request) {
  const cache = await caches.open(NAME);
  let response;
  try {
    response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch {
    return await kept(cache, request) ?? Response.error();
  }
  if (response.status >= 500 || response.status === 429) return await kept(cache, request) ?? response;
  if (response.ok && !response.redirected) await keep(cache, request, response.clone());
  else await cache.delete(request.url);
  return response;
}

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (LIST.includes(new URL(request.url).pathname)) {
    event.respondWith(caches.match(request, { ignoreSearch: true }).then((found) => found ?? fetch(request)));
  }
});

/* The page that registered this worker was loaded before it: it asks to be kept as well. */
addEventListener("message", (event) => event.waitUntil((async () => {
  await page(new Request(event.source.url, { credentials: "same-origin", redirect: "manual" }));
  event.source.postMessage("kept");
})()));
