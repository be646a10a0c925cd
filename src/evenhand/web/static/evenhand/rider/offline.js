/* The rider's door from the phone's own store: the next stop, the code before the parcel, the hold, or the reason. */
import { isDigits, judge } from "./codes.js";
import { cityNow, queue, show, store, sync } from "./sync.js";

const root = document.querySelector("[data-offline]");
const part = (name, within = root) => within.querySelector(`[data-part="${name}"]`);
const proof = part("proof");
const failure = part("failure");
let chosen = location.pathname.match(/\/stop\/([0-9a-f-]{36})/)?.[1];
let attempt = crypto.randomUUID();

const clock = (ms) => new Date(ms).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: document.body.dataset.zone });
const open = (cards) => cards.filter((card) => !card.gone).sort((a, b) => Boolean(a.noted) - Boolean(b.noted) || a.position - b.position);

function fill(card, within) {
  const texts = { position: card.position, time: clock(card.arrives_at), address: card.address, name: card.name,
    phone: card.phone, label: card.label, units: card.units, collect: card.collect };
  within.querySelectorAll("[data-text]").forEach((each) => { each.textContent = texts[each.dataset.text] ?? ""; });
  within.querySelectorAll("[data-way]").forEach((each) => { each.href = `geo:${card.way}?q=${card.way}`; });
  within.querySelectorAll("[data-if]").forEach((each) => { each.hidden = !texts[each.dataset.if]; });
}

function view(name) {
  root.querySelectorAll("[data-view]").forEach((each) => { each.hidden = each.dataset.view !== name; });
  root.querySelectorAll("[data-tell]").forEach((each) => { each.hidden = true; });
}

function tell(name, left) {
  root.querySelectorAll("[data-tell]").forEach((each) => { each.hidden = each.dataset.tell !== name; });
  if (left !== undefined) root.querySelectorAll("[data-left]").forEach((each) => { each.textContent = left; });
}

async function draw() {
  const cards = open(await store.all("cards"));
  const card = cards.find(({ stop }) => stop === chosen) ?? cards[0];
  part("none").hidden = Boolean(card);
  part("next").hidden = !card;
  part("rest").hidden = cards.length < 2;
  if (!card) return;
  root.querySelectorAll("[data-job]").forEach((each) => fill(card, each));
  part("stops").replaceChildren(...cards.filter((each) => each !== card).map((each) => {
    const line = part("line").content.cloneNode(true);
    fill(each, line);
    line.querySelector("button").addEventListener("click", () => { chosen = each.stop; view("list"); draw(); scrollTo(0, 0); });
    return line;
  }));
}

const current = async () => {
  const cards = open(await store.all("cards"));
  return cards.find(({ stop }) => stop === chosen) ?? cards[0];
};

async function back(word) {
  chosen = undefined;
  attempt = crypto.randomUUID();
  proof.reset();
  failure.reset();
  view("list");
  await show();
  tell(word);
}

/* Send, or keep what the device itself may keep. */
async function handOver() {
  const card = await current();
  const said = new FormData(proof).get("code").trim();
  const action = { id: attempt, stop: card.stop, kind: "hand_over", code: said };
  const { answer, refusal, kept } = await queue.send(action);
  if (kept) return withoutNetwork(card, said, action);
  attempt = crypto.randomUUID();
  if (refusal) { root.querySelector("[data-tell=refused] span").textContent = refusal.text; return tell("refused"); }
  if (answer.result !== "handed_over") return tell(answer.result, answer.tries_left);
  await store.write(["cards"], (cards) => cards.delete(card.stop));
  return back("handed_over");
}

async function withoutNetwork(card, said, action) {
  const now = await cityNow();
  const found = await judge(said, card, await store.fact("key"), now);
  if (found !== "holds") return tell(`offline_${found}`);
  await queue.keep({ ...action, at: new Date(now).toISOString() }, card);
  return back("kept");
}

async function fail(result) {
  const card = await current();
  const action = { id: attempt, stop: card.stop, kind: "failed", result };
  const { refusal, kept } = await queue.send(action);
  if (kept) await queue.keep({ ...action, at: new Date(await cityNow()).toISOString() }, card);
  if (refusal) root.querySelector("[data-tell=refused] span").textContent = refusal.text;
  await back(refusal ? "refused" : kept ? "noted_here" : "noted");
  if (!kept) await sync();
}

async function once(form, act) {
  const buttons = form.querySelectorAll("button");
  buttons.forEach((button) => { button.disabled = true; });
  try { await act(); } finally { buttons.forEach((button) => { button.disabled = false; }); }
}

proof.addEventListener("submit", (event) => { event.preventDefault(); once(proof, handOver); });
failure.addEventListener("submit", (event) => {
  event.preventDefault();
  once(failure, () => fail(new FormData(failure).get("result")));
});
part("unchecked").addEventListener("click", () => fail("unchecked"));
root.querySelectorAll("[data-go]").forEach((button) => button.addEventListener("click", () => {
  view(button.dataset.go);
  root.querySelector(`[data-view="${button.dataset.go}"] h1`)?.focus();
}));
proof.elements.code.addEventListener("input", () => { if (isDigits(proof.elements.code.value)) return; tell(""); });
addEventListener("rider:changed", draw);
view(chosen ? "door" : "list");
await draw();
document.body.dataset.shellReady = "";
