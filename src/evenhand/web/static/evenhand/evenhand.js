/* Comforts for browsers that run scripts. Every page works without this file. */
"use strict";

const all = (selector) => document.querySelectorAll(selector);
const each = (selector, act) => all(selector).forEach(act);
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/* The city's time, from the page itself: the browser's own clock is never asked. A rehearsal's city may run faster. */
const page = document.body.dataset;
const began = performance.getEntriesByType("navigation")[0]?.responseStart ?? 0;
const cityNow = () => Number(page.now) + (performance.now() - began + Number(page.lag)) * Number(page.rate ?? 1);

function ticking(clock) {
  const until = Number(clock.dataset.until);
  const show = () => {
    const left = Math.max(0, Math.ceil((until - cityNow()) / 1000));
    const parts = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
    clock.textContent = parts.map((part) => String(part).padStart(2, "0")).join(":");
    if (left > 0) return true;
    each("[data-before]", (element) => { element.hidden = true; });
    each("[data-after]", (element) => { element.hidden = false; });
    return false;
  };
  if (show()) {
    each("[data-after]", (element) => { element.hidden = true; });
    const timer = setInterval(() => { if (!clock.isConnected || !show()) clearInterval(timer); }, 250);
  }
}

/* Whether a place in the line has its answer, or its number: then the page is asked for anew. */
function served(board, status) {
  if (!("place" in board.dataset) || status.inWaitingRoom) return false;
  const place = Number(board.dataset.place);
  return place === 0 || status.servedUpTo >= place || status.state !== "open";
}

/* What is left, asked at the pace the gate names, each at a moment of their own, by whoever is looking. */
async function live(board) {
  let pause = 5;
  let jitter = 2;
  for (;;) {
    await wait((pause + jitter * Math.random()) * 1000);
    if (document.hidden) continue;
    try {
      const status = await (await fetch(board.dataset.status)).json();
      pause = status.refreshIntervalSeconds;
      jitter = status.jitterSeconds;
      if (served(board, status)) location.reload();
      const seconds = { hour12: false, timeZone: page.zone, hour: "2-digit", minute: "2-digit", second: "2-digit" };
      board.querySelectorAll("[data-live]").forEach((element) => {
        element.textContent = status[element.dataset.live].toLocaleString("en");
      });
      board.querySelectorAll("[data-live-time]").forEach((element) => {
        element.textContent = new Date(status.as_of).toLocaleTimeString("en-GB", seconds);
      });
    } catch { pause = 15; }
  }
}

/* One press is one request; after one that brings a file (data-file) the page is still there to be pressed. */
function busy(form, on) {
  form.querySelectorAll("button").forEach((button) => {
    button.disabled = on;
    button.setAttribute("aria-busy", String(on));
  });
  form.querySelectorAll("[data-busy]").forEach((element) => { element.hidden = !on; });
}

function fill(bar, seconds) {
  bar.max = seconds;
  const started = performance.now();
  setInterval(() => { bar.value = Math.min(0.97 * seconds, (performance.now() - started) / 1000); }, 200);
}

/* Ask the gate itself; an answer that got lost is asked for again under the same key. */
async function claim(form) {
  const said = Object.fromEntries(new FormData(form));
  const body = JSON.stringify({ pass: said.pass, key: said.key, units: Number(said.units) });
  for (let pause = 1000; ; pause = Math.min(pause * 2, 8000)) {
    try {
      const response = await fetch(form.dataset.gate, { method: "POST", body, headers: { "content-type": "application/json" } });
      const answer = await response.json();
      if (!answer.retry_after_s) {
        const reason = answer.reason ? `?reason=${encodeURIComponent(answer.reason)}` : "";
        location.assign(form.dataset.result + reason);
        return;
      }
      pause = answer.retry_after_s * 1000;
    } catch { /* unknown is an answer too: the same question again */ }
    await wait(pause * (0.75 + 0.5 * Math.random()));
  }
}

/* A second's press for what cannot be taken back; Enter and Space held do the same. */
function holding(button) {
  let timer;
  const release = () => { clearTimeout(timer); timer = undefined; button.classList.remove("held"); };
  const press = () => {
    if (timer || button.disabled || !button.form.reportValidity()) return;
    button.classList.add("held");
    timer = setTimeout(() => { release(); button.form.requestSubmit(); }, 1000);
  };
  const key = (event) => event.key === "Enter" || event.key === " ";
  button.addEventListener("click", (event) => event.preventDefault());
  button.addEventListener("pointerdown", press);
  button.addEventListener("keydown", (event) => { if (key(event)) { event.preventDefault(); press(); } });
  button.addEventListener("keyup", (event) => { if (key(event)) release(); });
  ["pointerup", "pointerleave", "pointercancel", "blur", "contextmenu"].forEach((name) => button.addEventListener(name, release));
}

/* Once a district is picked, its communities alone are offered. */
function narrowing(select) {
  const district = select.form.elements.district;
  const narrow = () => select.querySelectorAll("optgroup").forEach((group) => {
    group.hidden = group.disabled = !group.querySelector("option").value.startsWith(`${district.value}/`);
    if (group.disabled && group.contains(select.selectedOptions[0])) select.value = "";
  });
  district.addEventListener("change", narrow);
  narrow();
}

each("select[name=community]", narrowing);
each("[data-until]", ticking);
each("[data-status]", live);
each("[data-hold]", (element) => { element.hidden = false; });
each(".hold", holding);
each("form", (form) => form.addEventListener("submit", (event) => {
  if (form.dataset.gate) { event.preventDefault(); claim(form); }
  form.querySelectorAll("progress").forEach((bar) => fill(bar, Number(form.elements.seconds.value)));
  if (form.method === "post" && !event.submitter?.hasAttribute("data-file")) setTimeout(() => busy(form, true));
}));
addEventListener("pageshow", (event) => { if (event.persisted) each("form", (form) => busy(form, false)); });
addEventListener("keydown", (event) => {
  const field = document.querySelector("[data-slash]");
  if (event.key === "/" && field && !event.target.closest("input, select, textarea")) { event.preventDefault(); field.focus(); }
});

/* Read aloud what the page says, in its language, without hurry. Pressed again, it is silent. */
function aloud(button) {
  const voice = window.speechSynthesis;
  if (!voice) return;
  button.hidden = false;
  const silent = () => { voice.cancel(); button.setAttribute("aria-pressed", "false"); };
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") return silent();
    const parts = [...all("main :is(h1, h2, p, li, dt, dd, label, legend, .button)")]
      .filter((part) => part.checkVisibility() && !part.querySelector("p, li, dt, dd, label"))
      .map((part) => part.innerText.trim()).filter(Boolean);
    const words = new SpeechSynthesisUtterance(parts.join(". "));
    words.lang = document.documentElement.lang === "en" ? "en" : "zh-CN";
    words.rate = 0.85;
    words.onend = words.onerror = silent;
    button.setAttribute("aria-pressed", "true");
    voice.speak(words);
  });
  addEventListener("pagehide", silent);
}
each("[data-aloud]", aloud);

/* The page's panels as they are now; one whose table is open stays as it is. */
async function renew(board) {
  const fresh = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  board.querySelectorAll("section[id]").forEach((panel) => {
    if (panel.querySelector("details[open]")) return;
    const found = fresh.getElementById(panel.id);
    if (!found) return;
    const next = document.importNode(found, true);
    panel.replaceWith(next);
    next.querySelectorAll("[data-until]").forEach(ticking);
  });
}

/* Dashboards: new figures are fetched when the server says that there are some. */
each("[data-stream]", (board) => {
  let told = "";
  new EventSource(board.dataset.stream).addEventListener("message", (news) => {
    if (told && told !== news.data && !document.hidden) renew(board);
    if (!told || !document.hidden) told = news.data;
  });
});

/* What a room watches is looked at again every few seconds. */
each("[data-again]", (board) => setInterval(() => {
  if (!document.hidden) renew(board).catch(() => {});
}, 1000 * Number(board.dataset.again)));

/* Codes that were kept for doors without a network leave the phone with their order, and all of them with the person. */
async function forgetCodes(address = "") {
  for (const name of (await window.caches?.keys() ?? []).filter((each) => each.startsWith("evenhand-code:"))) {
    if (address) await (await caches.open(name)).delete(address);
    else await caches.delete(name);
  }
}
each("[data-code-over]", (element) => { forgetCodes(element.dataset.codeOver).catch(() => {}); });
each('form[action$="/leave"]', (form) => form.addEventListener("submit", () => { forgetCodes().catch(() => {}); }));
