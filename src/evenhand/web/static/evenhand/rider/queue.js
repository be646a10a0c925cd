/* Actions of the rider: sent at once, or kept and sent later; each once, in the order in which they were made.
   An action bears an id of its own, so that one whose answer got lost is the same action when it is sent again. */
const PATIENCE_MS = 8000;

const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

/* What became of an action: { answer }, { refusal }, or { kept }: nobody could be asked ("away") or nobody is signed in. */
async function ask(address, action) {
  let response;
  try {
    response = await fetch(address, {
      method: "POST",
      body: JSON.stringify(action),
      headers: { "content-type": "application/json", "x-csrftoken": token() },
      signal: AbortSignal.timeout(PATIENCE_MS),
      redirect: "error",
    });
  } catch { return { kept: "away" }; }
  const said = await response.json().catch(() => null);
  if (response.ok && said) return { answer: said };
  if (response.status >= 500 || response.status === 429) return { kept: "away" };
  return said?.reason ? { refusal: said } : { kept: "signed_out" };
}

export class Queue {
  constructor(store, address) { Object.assign(this, { store, address }); }

  waiting() { return this.store.count("queue"); }

  /* Send now, past nobody: while others wait, this one waits behind them. */
  async send(action) {
    return await this.waiting() ? { kept: "behind" } : ask(this.address, action);
  }

  /* Keep for later. A card that was handed over loses its person at once; the label stays until the server knows. */
  keep(action, card) {
    return this.store.write(["queue", "cards"], (queue, cards) => {
      queue.add({ ...action, label: card.label });
      if (action.kind === "hand_over") cards.put({ stop: card.stop, label: card.label, gone: true });
      else cards.put({ ...card, noted: true });
    });
  }

  /* Send what waits, one after the other, in one tab alone. Returns why it stopped, or "" if nothing waits any more. */
  flush() {
    return navigator.locks.request("evenhand-rider-flush", async () => {
      for (const { number, label, ...action } of await this.store.all("queue")) {
        const { kept, answer, refusal } = await ask(this.address, action);
        if (kept) return kept;
        await this.store.write(["queue", "cards", "answers"], (queue, cards, answers) => {
          queue.delete(number);
          cards.delete(action.stop);
          if (refusal || answer.result === "wrong_code" || answer.result === "locked") {
            answers.add({ label, text: (refusal ?? answer).text });
          }
        });
      }
      return "";
    });
  }
}
