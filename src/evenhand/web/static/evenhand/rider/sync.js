/* On every page of the rider: keep today's cards on the phone, send what waits, show how many wait. */
import { Queue } from "./queue.js";
import { Store } from "./store.js";

const strip = document.querySelector("[data-rider]");
const { city, shift, acts, worker, shell, me } = strip.dataset;

export const store = await Store.open(city);
export const queue = new Queue(store, acts);
export const cityNow = async () => Date.now() + (await store.fact("offset") ?? 0);

export async function show() {
  const waiting = await queue.waiting();
  strip.querySelector("[data-count]").textContent = waiting;
  strip.querySelector("[data-some]").hidden = !waiting;
  const answers = await store.all("answers");
  const list = strip.querySelector("[data-answers]");
  list.replaceChildren(...answers.map(({ label, text }) => Object.assign(document.createElement("li"), { textContent: `${label}: ${text}` })));
  strip.querySelector("[data-refused]").hidden = !answers.length;
  strip.hidden = !(waiting || answers.length || strip.querySelector("[data-say]:not([hidden])"));
  dispatchEvent(new Event("rider:changed"));
}

function say(name) {
  strip.querySelectorAll("[data-say]").forEach((each) => { each.hidden = each.dataset.say !== name; });
}

/* The cards as the server has them, but for those whose handover waits here. */
async function refresh() {
  const response = await fetch(shift, { redirect: "error" });
  if (!response.ok) return response.status === 403 ? "signed_out" : "away";
  const said = await response.json();
  const gone = new Set((await store.all("queue")).filter(({ kind }) => kind === "hand_over").map(({ stop }) => stop));
  const stubs = (await store.all("cards")).filter(({ stop }) => gone.has(stop));
  await store.write(["cards", "facts"], (cards, facts) => {
    cards.clear();
    [...said.cards.filter(({ stop }) => !gone.has(stop)), ...stubs].forEach((card) => cards.put(card));
    Object.entries({ key: said.key, offset: said.now - Date.now(), as_of: said.now, me }).forEach(([name, value]) => facts.put(value, name));
  });
  return "";
}

export async function sync() {
  let stopped = "away";
  try { stopped = await queue.flush() || await refresh(); } catch { /* no network: later */ }
  say(stopped);
  await show();
  return stopped;
}

const kept = async () => (await caches.keys()).filter((name) => name.startsWith(`evenhand-rider:${city}:`));

/* The page that works without a network, in the language that is read now. */
async function prepare() {
  const registration = await navigator.serviceWorker?.register(worker);
  if (!registration) return;
  await navigator.serviceWorker.ready;
  const [name] = await kept();
  const cache = await caches.open(name);
  await cache.add(new Request(shell, { cache: "reload" }));
}

/* Another rider on the same phone sees nothing of the one before. */
async function forget() {
  await store.wipe();
  await Promise.all((await kept()).map((name) => caches.delete(name)));
  await (await navigator.serviceWorker?.getRegistration())?.unregister();
}

document.querySelectorAll('form[action$="/leave"]').forEach((form) => form.addEventListener("submit", async (event) => {
  event.preventDefault();
  await sync();
  if (await queue.waiting()) { say("unsent"); await show(); return; }
  await forget();
  form.submit();
}));
strip.querySelector("[data-dismiss]").addEventListener("click", async () => {
  await store.write(["answers"], (answers) => answers.clear());
  await show();
});
addEventListener("online", sync);

if (me && await store.fact("me") && await store.fact("me") !== me && !await queue.waiting()) await store.wipe();
await show();
if (await sync() === "" && me) {
  await prepare().catch(() => {});
  document.body.dataset.offlineReady = "";
}
