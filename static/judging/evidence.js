// Evidence on its way: a note or a photo for an aspect is on this device for good before it is sent, and leaves it only
// when the server has it. It waits in a database of its own, beside the outbox of the marks.
import { newId } from "./outbox.js";

const NAME = "judging-evidence";
const PATIENCE = 60_000;
const LONGEST_SIDE = 1600;
// what another try would not change: not understood, too large, not this judge's any more
const FOR_GOOD = new Set([403, 404, 409, 413, 422]);
let opening = null;
let sending = false;
let all = [];

function opened() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("waiting", { keyPath: "id" }).createIndex("user", "user");
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opening;
}

async function change(act) {
  const database = await opened();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction("waiting", "readwrite", { durability: "strict" });
    act(transaction.objectStore("waiting"));
    transaction.oncomplete = resolve;
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

async function look(user) {
  const database = await opened();
  all = await new Promise((resolve, reject) => {
    const asked = database.transaction("waiting").objectStore("waiting").index("user").getAll(user);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  document.dispatchEvent(new Event("evidence"));
}

// what waits here, of one sheet or of all
export const waiting = (sheet) => all.filter((one) => !one.message && (!sheet || one.sheet === sheet));
export const refused = (sheet) => all.filter((one) => one.message && (!sheet || one.sheet === sheet));

export async function keep(user, sheet, aspect, text, photo) {
  await change((store) => store.put({ id: newId(), user, sheet, aspect, text, photo: photo ?? null }));
  await look(user);
}

export async function drop(user, id) {
  await change((store) => store.delete(id));
  await look(user);
}

// sends what waits, one after another; `onKept` is told of each the server has
export async function send(outbox, onKept = () => null) {
  if (sending) return;
  sending = true;
  try {
    await look(outbox.user);
    for (const one of waiting()) if (!(await sent(outbox, one, onKept))) break;
  } catch {
    // no network, or no room: it stays here and is tried again
  }
  sending = false;
}

async function sent(outbox, one, onKept) {
  const body = new FormData();
  for (const name of ["id", "aspect", "text"]) body.append(name, one[name]);
  if (one.photo) body.append("photo", one.photo, "photo.jpg");
  const headers = { Accept: "application/json", "X-CSRFToken": outbox.token };
  const answer = await fetch(`/api/v1/sheets/${one.sheet}/evidence`, { method: "POST", headers, body, signal: AbortSignal.timeout(PATIENCE) });
  if (answer.ok && !answer.redirected) {
    await drop(outbox.user, one.id);
    onKept(one);
    return true;
  }
  // an ended session answers with a no as well, and that is none to the evidence
  await outbox.ask();
  if (outbox.state === "ended" || !FOR_GOOD.has(answer.status)) return false;
  const message = (await answer.json().catch(() => ({}))).error ?? String(answer.status);
  await change((store) => store.put({ ...one, message }));
  await look(outbox.user);
  return true;
}

// a photo no larger than what there is to see on it
export async function shrunk(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => { canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no photo"))), "image/jpeg", 0.82); });
}
