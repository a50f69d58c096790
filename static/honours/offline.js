// Verifies a saved certificate on this device: the same steps as competition/honours/verifying.py, with what the browser
// has (SHA-256, Ed25519). Keys, status lists and the log's head are kept from the last time the register could be reached.

const KEPT = "register-trust";
const PLACES = 131072;
const LARGEST = 1 << 20;
const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
// behind the name of what is no real honour
const DEMO = "（演示数据，无效）";
const PURPOSES = ["revocation", "refresh"];

// --- what everything rests on ------------------------------------------------------------------------------------------

export function canonical(value) {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

const bytesOf = (text) => new TextEncoder().encode(text);
const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", joined(parts)));
const hex = (bytes) => [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

function joined(parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}

function fromBase58(text) {
  if (text[0] !== "z" || text.length > 100) throw new Error("not base58btc");
  let number = 0n;
  for (const letter of text.slice(1)) {
    const digit = ALPHABET.indexOf(letter);
    if (digit < 0) throw new Error("not base58btc");
    number = number * 58n + BigInt(digit);
  }
  const zeros = text.slice(1).match(/^1*/)[0].length;
  const digits = number ? number.toString(16) : "";
  return joined([new Uint8Array(zeros), fromHex(digits.length % 2 ? `0${digits}` : digits)]);
}

const bare = ({ proof, ...rest }) => rest;

// --- signatures --------------------------------------------------------------------------------------------------------

async function fault(document, issuer) {
  const proof = document.proof;
  if (proof?.type !== "DataIntegrityProof" || proof.cryptosuite !== "eddsa-jcs-2022") return "altered";
  if (proof.proofPurpose !== "assertionMethod") return "altered";
  if (canonical(proof["@context"] ?? null) !== canonical(document["@context"] ?? null)) return "altered";
  const method = (issuer.verificationMethod ?? []).find((one) => one.id === proof.verificationMethod);
  if (!method || method.controller !== issuer.id) return "unknown_key";
  if (!(await isSigned(document, proof, method.publicKeyMultibase))) return "altered";
  if (method.revoked || !issuer.assertionMethod.includes(method.id)) return "key_revoked";
  const at = Date.parse(proof.created);
  const inTime = at >= Date.parse(method.created ?? proof.created) && !(at > Date.parse(method.expires ?? proof.created));
  return inTime ? null : "key_dates";
}

async function isSigned(document, { proofValue, ...options }, key) {
  const hashed = joined([await sha256(bytesOf(canonical(options))), await sha256(bytesOf(canonical(bare(document))))]);
  try {
    // not every browser takes a raw key, but each takes this form
    const raw = joined([fromHex("302a300506032b6570032100"), fromBase58(key).slice(2)]);
    const read = await crypto.subtle.importKey("spki", raw, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, read, fromBase58(proofValue), hashed);
  } catch (wrong) {
    // a browser that does not know Ed25519 must not call a good certificate a bad one
    if (wrong.name === "NotSupportedError") throw wrong;
    return false;
  }
}

// --- the log -----------------------------------------------------------------------------------------------------------

async function isIncluded(bundle) {
  const node = (left, right) => sha256(Uint8Array.of(1), left, right);
  let here = await sha256(Uint8Array.of(0), bytesOf(bundle.leaf));
  let [at, last] = [bundle.index, bundle.head.size - 1];
  if (!(at >= 0 && at <= last)) return false;
  for (const beside of bundle.path.map(fromHex)) {
    if (last === 0) return false;
    if (at % 2 || at === last) {
      here = await node(beside, here);
      while (!(at % 2) && at) [at, last] = [at >> 1, last >> 1];
    } else here = await node(here, beside);
    [at, last] = [at >> 1, last >> 1];
  }
  return last === 0 && hex(here) === bundle.head.root;
}

async function isLogged(bundle, credential, trust) {
  const told = JSON.parse(bundle.leaf);
  const named = Object.fromEntries(credential.credentialSubject.identifier.map((one) => [one.identityType, one.identityHash]));
  const persons = { name: named.name ?? "", unit: named["ext:unit"] ?? "", team: named["ext:team"] ?? "" };
  const seal = hex(await sha256(bytesOf(canonical({ salt: bundle.salt, ...persons }))));
  if (told.format !== "register-leaf/1" || !["entered", "changed"].includes(told.event)) return false;
  if (told.personal !== seal || !saysTheSame(credential, told)) return false;
  if (bundle.head.log !== trust.issuer.id || (await fault(bundle.head, trust.issuer))) return false;
  if (trust.head?.size === bundle.head.size && trust.head.root !== bundle.head.root) return false;
  return isIncluded(bundle);
}

function saysTheSame(credential, told) {
  const { name, description, criteria } = credential.credentialSubject.achievement;
  const said = [numberOf(credential), name, description, criteria.narrative, credential.awardedDate.slice(0, 10), credential.issuer.name];
  const where = [told.competition, told.item].filter(Boolean).join(" ");
  return canonical(said) === canonical([told.number, told.what, where, told.document || told.competition, told.awarded_on, told.issuer]);
}

const numberOf = (credential) => credential.id.split("/").pop();

// --- the lists of what no longer counts --------------------------------------------------------------------------------

async function state(document, credential, trust) {
  const marked = {};
  const dates = [];
  const { statusListCredential: listed, statusListIndex } = credential.credentialStatus;
  const index = Number(statusListIndex);
  for (const purpose of PURPOSES) {
    const address = listed.replace(/[^/]*$/, purpose);
    const list = await newest(address, purpose, [...trust.status, ...(document.status ?? [])], trust.issuer);
    if (!list) return { finding: "no_status" };
    const bits = await unpacked(fromBase64(list.credentialSubject.encodedList.slice(1)), "gzip", PLACES / 8);
    if (bits.length !== PLACES / 8 || !(index >= 0 && index < PLACES)) return { finding: "no_status" };
    marked[purpose] = Boolean(bits[index >> 3] & (0x80 >> (index % 8)));
    dates.push(list.validFrom);
  }
  const finding = marked.refresh ? "superseded" : marked.revocation ? "revoked" : "valid";
  return { finding, asOf: dates.sort()[0] };
}

async function newest(address, purpose, lists, issuer) {
  const found = [];
  for (const one of lists) {
    const isAsked = one.id === address && one.credentialSubject.statusPurpose === purpose;
    if (isAsked && !(await fault(one, issuer))) found.push(one);
  }
  return found.sort((a, b) => (a.validFrom < b.validFrom ? 1 : -1))[0];
}

const fromBase64 = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));

async function unpacked(bytes, how, most) {
  const parts = [];
  let size = 0;
  for await (const part of readable(new Blob([bytes]).stream().pipeThrough(new DecompressionStream(how)))) {
    parts.push(part);
    size += part.length;
    if (size > most) throw new Error("larger than anything of ours");
  }
  return joined(parts);
}

async function* readable(stream) {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

// --- the verdict -------------------------------------------------------------------------------------------------------

export async function verdict(document, trust) {
  try {
    return await judged(document, trust);
  } catch (wrong) {
    if (wrong.name === "NotSupportedError") return { finding: "no_browser" };
    return { finding: "not_ours" };
  }
}

async function judged(document, trust) {
  const isBundle = document.format === "register-bundle/1";
  const credential = isBundle ? document.credential : document;
  if (!credential.type.includes("OpenBadgeCredential")) return { finding: "not_ours" };
  if (credential.issuer.id !== trust.issuer.id) return { finding: "unknown_key" };
  const wrong = await fault(credential, trust.issuer);
  if (wrong) return { finding: wrong };
  const subject = credential.credentialSubject;
  const told = {
    number: numberOf(credential),
    name: subject.identifier.find((one) => one.identityType === "name").identityHash,
    what: subject.achievement.name + (credential.name.endsWith(DEMO) ? DEMO : ""),
    told: subject.achievement.description,
    on: credential.awardedDate.slice(0, 10),
  };
  if (isBundle && !(await isLogged(document, credential, trust))) return { finding: "not_logged", ...told };
  return { ...told, ...(await state(document, credential, trust)), logged: isBundle };
}

// --- files -------------------------------------------------------------------------------------------------------------

export async function credentialsOf(bytes) {
  const text = new TextDecoder("latin1").decode(bytes);
  if (!text.startsWith("%PDF")) return [JSON.parse(new TextDecoder().decode(bytes))];
  const found = [];
  for (const { index } of text.matchAll(/\/Type\s*\/EmbeddedFile\b/g)) {
    const begin = text.lastIndexOf(" obj", index);
    const start = text.indexOf("stream", index);
    const about = text.slice(begin, start);
    if (start < 0 || !about.includes("json")) continue;
    const from = start + 6 + (text[start + 6] === "\r" ? 2 : 1);
    const body = bytes.subarray(from, from + Number(/\/Length (\d+)/.exec(about)[1]));
    const plain = about.includes("FlateDecode") ? await unpacked(body, "deflate", LARGEST) : body;
    found.push(JSON.parse(new TextDecoder().decode(plain)));
  }
  return found;
}

// --- the page ----------------------------------------------------------------------------------------------------------

const page = document.querySelector("[data-offline]");

async function trusted() {
  try {
    const answer = await fetch(page.dataset.offline, { cache: "no-store" });
    if (answer.ok) localStorage.setItem(KEPT, await answer.text());
  } catch {
    // no network: what was kept counts
  }
  return JSON.parse(localStorage.getItem(KEPT) ?? "null");
}

function show(verdicts) {
  const shown = page.querySelector("[data-verdicts]");
  shown.replaceChildren(...verdicts.map(card));
  shown.querySelector(".card")?.focus();
}

function card(found) {
  const made = page.querySelector(`template[data-finding="${found.finding}"]`).content.cloneNode(true).firstElementChild;
  for (const place of made.querySelectorAll("[data-fill]")) {
    const text = found[place.dataset.fill];
    if (text) place.textContent = place.dataset.fill === "asOf" ? new Date(text).toLocaleString(page.lang || undefined) : text;
    else place.closest("[data-line]")?.remove();
  }
  if (!found.logged) made.querySelector("[data-logged]")?.remove();
  return made;
}

async function judge(file) {
  const trust = await trusted();
  if (!trust) return show([{ finding: "no_keys" }]);
  let found = [];
  try {
    found = await credentialsOf(new Uint8Array(await file.arrayBuffer()));
  } catch {
    // said below: there is no credential in it
  }
  show(found.length ? await Promise.all(found.map((one) => verdict(one, trust))) : [{ finding: "not_ours" }]);
}

// the page as nobody in particular sees it, and what it loads: the worker shows them where there is no network
async function keepPage() {
  if (!navigator.serviceWorker) return;
  await navigator.serviceWorker.register("/verify/offline_worker.js", { scope: "/verify/offline" });
  const cache = await caches.open("register-offline");
  const loaded = performance.getEntriesByType("resource").map((one) => one.name).filter((name) => new URL(name).pathname.startsWith("/static/"));
  await cache.add(new Request("/verify/offline", { credentials: "omit" }));
  await cache.addAll(loaded);
  await navigator.serviceWorker.ready;
}

if (page) {
  page.querySelector("input[type=file]").addEventListener("change", (event) => {
    if (event.target.files.length) judge(event.target.files[0]);
  });
  // where no worker may stand (plain http), an open page still verifies without a network
  Promise.allSettled([trusted(), keepPage()]).then(([{ value: trust }]) => {
    page.querySelector("[data-ready]").hidden = !trust;
    if (trust) page.querySelector("[data-ready] [data-at]").textContent = new Date(trust.at).toLocaleString(page.lang || undefined);
  });
}
