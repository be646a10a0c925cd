/* A signed handover text, verified on the device: Ed25519 (RFC 8032) in the one form there is, for one order, in time.
   Only a text that holds may hand a parcel over without a network; six digits never do. */
const HEADER = btoa('{"alg":"EdDSA"}').replace(/=+$/, "");
const LEEWAY_MS = 600_000;
const LONGEST = 512;

export const isDigits = (said) => !said.includes(".");

function bytes(text) {
  const plain = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(plain + "=".repeat(-plain.length & 3)), (each) => each.charCodeAt(0));
}

async function claims(text, key) {
  const [header, payload, signature, more] = text.split(".");
  if (text.length > LONGEST || header !== HEADER || !payload || !signature || more !== undefined) return null;
  const imported = await crypto.subtle.importKey("raw", bytes(key), { name: "Ed25519" }, false, ["verify"]);
  const said = new TextEncoder().encode(`${header}.${payload}`);
  if (!await crypto.subtle.verify("Ed25519", imported, bytes(signature), said)) return null;
  return JSON.parse(new TextDecoder().decode(bytes(payload)));
}

/* "holds", "wrong" (damaged, forged, another order's, re-issued), "expired", "digits", or "unable" (an old browser). */
export async function judge(said, card, key, now) {
  const text = said.trim();
  if (isDigits(text)) return "digits";
  let found;
  try {
    found = await claims(text, key);
  } catch (error) {
    return error.name === "NotSupportedError" ? "unable" : "wrong";
  }
  if (!found || found.aud !== card.order || found.jti !== card.token) return "wrong";
  return found.exp * 1000 + LEEWAY_MS > now ? "holds" : "expired";
}
