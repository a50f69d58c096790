// A tablet tells the server that it is there and how many marks it has not sent; signing out warns while there are any.
const KEY = "judging.device";
const EVERY = 15000;
const part = document.getElementById("pulse");

function device() {
  let key = localStorage.getItem(KEY);
  if (!key) {
    key = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    localStorage.setItem(KEY, key);
  }
  return key;
}

// the outbox says its own count where it keeps marks elsewhere than here
export async function unsent() {
  if (globalThis.judgingUnsent) return globalThis.judgingUnsent();
  return Object.keys(localStorage)
    .filter((name) => /^judging\.outbox\.\d+\.\d+$/.test(name))
    .reduce((sum, name) => sum + JSON.parse(localStorage.getItem(name)).length, 0);
}

async function beat() {
  const battery = navigator.getBattery ? Math.round((await navigator.getBattery()).level * 100) : null;
  const body = JSON.stringify({ device: device(), unsent: await unsent(), battery });
  const headers = { "Content-Type": "application/json", "X-CSRFToken": part.dataset.token };
  await fetch(part.dataset.url, { method: "POST", headers, body }).catch(() => {});
}

for (const form of document.querySelectorAll("form[action$='/sign-out']")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const count = await unsent();
    if (count && !confirm(part.dataset.tWarn.replace("{count}", count))) return;
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "unsent", value: String(count) });
    form.append(field);
    form.submit();
  });
}

setInterval(beat, EVERY);
addEventListener("online", beat);
beat();
