// On every tablet page: what waits to be sent, when the server was last heard, and the pages that work without a network.
import { Outbox, device } from "./outbox.js";
import * as evidence from "./evidence.js";
import { clock } from "./renewal.js";
import * as store from "./store.js";
import "./view.js";

const bar = document.getElementById("tablet-state");
const texts = bar.dataset;
const lamp = bar.querySelector(".saving");
export const outbox = new Outbox(texts.user, texts.token);
const fill = (text, values) => Object.entries(values).reduce((said, [key, value]) => said.replace(`{${key}}`, value), text);
const sheet = document.getElementById("sheet");
let unsent = 0;
// named from its first page on
device();

// evidence waits beside the marks, and is counted with them
const sendEvidence = () => evidence.send(outbox, (one) => document.dispatchEvent(new CustomEvent("evidence-kept", { detail: one })));
document.addEventListener("evidence", () => outbox.tell());
document.addEventListener("evidence-given", sendEvidence);
addEventListener("online", sendEvidence);
setInterval(sendEvidence, 15_000);

outbox.addEventListener("state", ({ detail }) => {
  const before = unsent;
  unsent = detail.waiting.length + evidence.waiting().length;
  // a tablet that is put away now must not stand on the chief's benches as one that holds marks
  if (before && !unsent) setTimeout(beat, 300);
  const undecided = [...detail.stuck, ...evidence.refused()];
  const stuck = undecided.length;
  const [state, words] = detail.state === "ended" && unsent ? ["bad", fill(texts.tEnded, { count: unsent })]
    : stuck ? ["bad", fill(texts.tStuck, { count: stuck })]
    : unsent ? [detail.state === "sending" ? "saving" : "waiting", fill(texts.tWaiting, { count: unsent })]
    : detail.state === "offline" ? ["offline", texts.tOffline]
    : detail.state === "ended" ? ["bad", texts.tSignIn]
    : ["saved", texts.tSaved];
  lamp.dataset.saving = state;
  tell(words, stuck && words === fill(texts.tStuck, { count: stuck }) ? where(undecided) : "");
  lamp.dataset.unsent = unsent;
  contact();
});

// a mark to decide is one tap away: of this sheet first, else of the first one there is
function where(stuck) {
  const address = (one) => `/tablet/sheets/${one.sheet}`;
  const one = stuck.find((each) => address(each) === location.pathname) ?? stuck[0];
  return `${address(one)}#a${one.aspect}`;
}

function tell(words, address) {
  const link = lamp.querySelector("a");
  // a link that says the same stays, and with it the finger or key that is on it
  if (lamp.textContent === words && (link?.getAttribute("href") ?? "") === address) return;
  if (!address) { lamp.textContent = words; return; }
  const made = document.createElement("a");
  made.href = address;
  made.textContent = words;
  lamp.replaceChildren(made);
}

function contact() {
  const at = Number(localStorage.getItem("judging.contact") ?? 0);
  const shown = bar.querySelector(".contact");
  shown.textContent = at ? fill(texts.tContact, { time: clock(at) }) : "";
}
setInterval(contact, 15_000);

let level = null;
navigator.getBattery?.().then((battery) => {
  const show = () => { level = Math.round(battery.level * 100); bar.querySelector(".battery").textContent = fill(texts.tBattery, { percent: Math.round(battery.level * 100) }); };
  battery.addEventListener("levelchange", show);
  show();
});

// the chief judge's benches show which tablet is there and what it has not sent
async function beat() {
  if (outbox.state === "ended") return;
  const body = JSON.stringify({ device: device(), unsent, battery: level, sheet: sheet ? Number(sheet.dataset.sheet) : null });
  const headers = { "Content-Type": "application/json", "X-CSRFToken": outbox.token };
  const answer = await fetch(texts.pulse, { method: "POST", headers, body, signal: AbortSignal.timeout(10_000) }).catch(() => null);
  if (sheet && answer?.ok) beside(await answer.json().catch(() => ({})));
}

// two tablets on one sheet are told so on both, and whoever holds another than the one that was paired
function beside({ others, paired_elsewhere: elsewhere }) {
  const box = document.getElementById("beside");
  box.hidden = !others && !elsewhere;
  box.querySelector("[data-others]").hidden = !others;
  box.querySelector("[data-elsewhere]").hidden = !elsewhere;
}
setInterval(beat, 15_000);
setTimeout(beat, 1500);

// --- leaving with marks that are not sent ---

addEventListener("beforeunload", (event) => { if (unsent && texts.leaving !== "no") event.preventDefault(); });
// going on within the tablet's own pages loses nothing: every page sends what waits
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (link && link.origin === location.origin && link.pathname.startsWith("/tablet")) texts.leaving = "no";
}, true);

const asking = document.getElementById("sign-out-ask");
for (const form of document.querySelectorAll("form[action$='/sign-out']")) {
  form.addEventListener("submit", async (event) => {
    if (form.dataset.sure) return;
    event.preventDefault();
    event.stopPropagation();
    if (unsent) {
      asking.querySelector("[data-count]").textContent = fill(texts.tWaiting, { count: unsent });
      asking.showModal();
      asking.querySelector("[data-sure]").onclick = () => leave(form);
    } else leave(form);
  });
}
asking?.querySelector("[data-dismiss]").addEventListener("click", () => asking.close());

async function leave(form) {
  form.dataset.sure = "yes";
  texts.leaving = "no";
  if (!unsent) await store.forget();
  // the pages this judge saw are nobody else's; marks not sent stay until the judge is back
  await globalThis.caches?.delete("tablet-pages");
  const left = document.createElement("input");
  Object.assign(left, { type: "hidden", name: "unsent", value: String(unsent) });
  form.append(left);
  form.submit();
}

// --- without a network ---

function warn() {
  const plain = document.getElementById("no-offline");
  if (plain) plain.hidden = isSecureContext && "serviceWorker" in navigator;
}
warn();
// a list that was renewed may name sheets that are not on this device yet
document.addEventListener("renewed", () => { warn(); outbox.hurry(); prefetch().catch(() => null); });

async function prepare() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/tablet/worker.js", { scope: "/tablet" });
  await navigator.serviceWorker.ready;
  const loaded = performance.getEntriesByType("resource").map((one) => one.name).filter((name) => /\/static\/|\/tablet\/scripts\//.test(new URL(name).pathname));
  await keepAssets([...loaded, ...JSON.parse(texts.assets)]);
  await prefetch();
}

async function keepAssets(names) {
  const assets = await caches.open("tablet-assets");
  await Promise.all([...new Set(names)].map(async (name) => (await assets.match(name)) ?? assets.add(name).catch(() => null)));
}

// the scripts and styles a page asks for: one that is missing would hold the page up while the server is silent
const asked = (page) => [...page.matchAll(/ (?:src|href)="((?:\/static\/|\/tablet\/scripts\/)[^"#]+)/g)].map((found) => found[1]);

async function prefetch() {
  const said = await outbox.ask();
  if (!said) return;
  const pages = await caches.open("tablet-pages");
  const wanted = [...said.pages, ...said.sheets];
  const meter = document.getElementById("prefetch");
  let ready = 0;
  for (const address of wanted) {
    const there = await pages.match(address);
    if (!there) {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      if (answer.ok && !answer.redirected) {
        await pages.put(address, answer.clone());
        await keepAssets(asked(await answer.text()));
      }
    }
    ready += 1;
    if (meter) {
      meter.hidden = false;
      meter.querySelector("progress").max = wanted.length;
      meter.querySelector("progress").value = ready;
      if (ready === wanted.length) meter.dataset.ready = "yes";
      meter.querySelector("[data-said]").textContent = fill(ready < wanted.length ? texts.tPreparing : texts.tReady, { ready, all: wanted.length });
    }
  }
}

outbox.tell();
outbox.flush();
sendEvidence();
prepare().catch(() => null);
