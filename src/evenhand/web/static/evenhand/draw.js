/* One entrant's place in a draw, recomputed by the browser itself. The page works without this file; with it, nobody
   need believe the page. Needs WebCrypto, which browsers give to HTTPS and localhost only.

   A page says what was published in <data data-draw-paper value="…">: rules, log_root, log_size, salt,
   ikm, result_root, entrants, and the entrant's seq, leaf, leaf_proof, row, row_proof. One of the elements marked
   data-draw-right, data-draw-wrong, data-draw-unable is then shown. */

const text = new TextEncoder();
const subtle = globalThis.crypto?.subtle;

export const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
export const hex = (raw) => Array.from(raw, (byte) => byte.toString(16).padStart(2, "0")).join("");

const join = (...parts) => Uint8Array.from(parts.flatMap((part) => Array.from(part)));
const less = (a, b) => hex(a) < hex(b);
const number = (raw) => raw.reduce((sum, byte) => sum * 256 + byte, 0);

export const sha256 = async (...parts) => new Uint8Array(await subtle.digest("SHA-256", join(...parts)));

export async function hmac(key, message) {
  const made = await subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await subtle.sign("HMAC", made, message));
}

export const leafHash = (leaf) => sha256([0], leaf);
const nodeHash = (left, right) => sha256([1], left, right);

/* The officials' salt: every accepted value, ascending by index. */
export const saltOf = (values) =>
  sha256(text.encode("evenhand/officials/1\0"), ...values.map(([index, value]) => join([index], value)));

export const prkOf = (salt, ikm) => hmac(salt, text.encode(ikm));

/* The least of a label's tickets. */
export async function keyOf(prk, label, tickets) {
  let least = await hmac(prk, join(label, [1]));
  for (let index = 1; index < tickets; index += 1) {
    const next = await hmac(prk, join(label, text.encode(`#${index}`), [1]));
    if (less(next, least)) least = next;
  }
  return least;
}

/* RFC 9162, 2.1.3.2: whether a leaf stands at an index of a tree of this size and root. */
export async function included(leaf, index, size, proof, root) {
  let [place, last, found] = [index, size - 1, await leafHash(leaf)];
  if (index >= size) return false;
  for (const step of proof) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      found = await nodeHash(step, found);
      while (place > 0 && place % 2 === 0) [place, last] = [place / 2, Math.floor(last / 2)];
    } else {
      found = await nodeHash(found, step);
    }
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 && hex(found) === hex(root);
}

/* Whether a paper is true: its leaf is in the log, its row in the result, both are of one label, and the key is what
   the draw makes of it. Any paper that is shaped otherwise is false. */
export async function holds(paper) {
  try {
    const [leaf, row] = [bytes(paper.leaf), bytes(paper.row)];
    const label = leaf.slice(5, 21);
    if (leaf.length < 78 || leaf[4] !== 1 || row.length !== 66) return false;
    if (hex(label) !== hex(row.slice(12, 28)) || number(leaf.slice(25, 29)) !== 1) return false;
    const ikm = paper.ikm.split("\n");
    if (ikm[1] !== `rules:${paper.rules}` || ikm[2] !== `root:${paper.log_root}`) return false;
    const key = await keyOf(await prkOf(bytes(paper.salt), paper.ikm), label, number(leaf.slice(21, 25)));
    const rank = number(row.slice(4, 12));
    return hex(key) === hex(row.slice(28, 60))
      && await included(leaf, paper.seq, paper.log_size, paper.leaf_proof.map(bytes), bytes(paper.log_root))
      && await included(row, rank - 1, paper.entrants, paper.row_proof.map(bytes), bytes(paper.result_root));
  } catch {
    return false;
  }
}

async function answer(paper) {
  if (!subtle) return "unable";
  return await holds(JSON.parse(paper.value)) ? "right" : "wrong";
}

for (const paper of document.querySelectorAll("[data-draw-paper]")) {
  const shown = await answer(paper);
  document.querySelectorAll(`[data-draw-${shown}]`).forEach((element) => { element.hidden = false; });
}
