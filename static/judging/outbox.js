// Marks on their way to the server: each is an operation with its own id, kept on this device before anything is sent,
// sent in order until the server says what became of it. Sent again it gets the first answer and counts once.
import * as store from "./store.js";

const AT_ONCE = 100;
const LONGEST_PAUSE = 30_000;
const PATIENCE = 25_000;

export class Outbox extends EventTarget {
  constructor(user, token) {
    super();
    Object.assign(this, { user, token, state: "idle", pause: 0, timer: null, busy: false, again: false, giving: Promise.resolve() });
    addEventListener("online", () => this.hurry());
    addEventListener("focus", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
  }

  // what was given: on this device for good before it is shown as waiting; one after another, as each builds on the last
  enter(made) {
    this.giving = this.giving.catch(() => null).then(async () => {
      const all = await store.operations(this.user);
      const common = { id: newId(), user: this.user, state: "waiting", sequence: (all.at(-1)?.sequence ?? 0) + 1 };
      const operation = { ...common, ...(await made(all)) };
      await store.keep(operation);
      await this.tell();
      this.hurry();
      return operation;
    });
    return this.giving;
  }

  // a mark; `seen` tells what the page knows by then to stand: the mark before may have been answered meanwhile
  give(sheet, aspect, value, seen) {
    return this.enter(async (all) => {
      const mine = (one) => one.sheet === sheet && one.aspect === aspect && one.state === "waiting" && store.isMark(one);
      const kept = (await store.keptOn(sheet)).find((one) => one.aspect === aspect);
      const { newest, version } = seen();
      const stands = kept && kept.version > version ? kept.newest : newest;
      return { sheet, aspect, value, base: all.findLast(mine)?.id ?? stands };
    });
  }

  // why a penalty was given; it waits behind the mark it explains
  explain(sheet, aspect, reason) {
    return this.enter(() => ({ sheet, aspect, reason }));
  }

  hurry() {
    this.pause = 0;
    clearTimeout(this.timer);
    this.flush();
  }

  async flush() {
    if (this.busy) return;
    this.busy = true;
    clearTimeout(this.timer);
    try {
      // of several pages on one device one sends; without locks (plain http) sending twice does no harm
      const done = navigator.locks
        ? await navigator.locks.request("judging-outbox", { ifAvailable: true }, (lock) => (lock ? this.sendAll() : false))
        : await this.sendAll();
      this.pause = done ? 0 : Math.min(LONGEST_PAUSE, Math.max(500, this.pause * 2));
    } catch {
      this.state = "offline";
      this.pause = Math.min(LONGEST_PAUSE, Math.max(500, this.pause * 2));
    }
    this.busy = false;
    await this.tell();
    const left = await store.waiting(this.user);
    // with nothing to send the server is only asked whether it is there
    const next = left.length ? this.pause * (0.5 + Math.random()) : 20_000;
    this.timer = setTimeout(() => (left.length ? this.flush() : this.ask().catch(() => this.lost())), next);
  }

  lost() {
    this.state = "offline";
    this.tell();
    this.timer = setTimeout(() => this.flush(), 5000);
  }

  async sendAll() {
    let left = await store.waiting(this.user);
    if (!left.length) {
      if (this.state !== "idle") await this.ask();
      return true;
    }
    this.state = "sending";
    await this.tell();
    while (left.length) {
      const sheet = left[0].sheet;
      const mine = left.filter((one) => one.sheet === sheet);
      const reason = mine.findIndex((one) => !store.isMark(one));
      const sent = reason === 0 ? this.sendReason(mine[0]) : this.send(sheet, mine.slice(0, reason < 0 ? AT_ONCE : Math.min(reason, AT_ONCE)));
      if (!(await sent)) return false;
      left = await store.waiting(this.user);
    }
    return true;
  }

  async send(sheet, sending) {
    const operations = sending.map(({ id, aspect, value, base, sequence }) => ({ id, aspect: Number(aspect), value, base, sequence }));
    const answer = await this.post(`/api/v1/sheets/${sheet}/operations`, { device: device(), operations });
    if (!answer.ok) return this.refused(answer, sheet, sending);
    const said = await answer.json();
    this.heard();
    this.again = false;
    const byId = new Map(said.operations.map((one) => [one.id, one]));
    await store.settle(sending.map((one) => [one, byId.get(one.id)]), sheet, said.version);
    await this.rebase(sending, byId);
    this.state = "idle";
    this.dispatchEvent(new CustomEvent("answered", { detail: { sheet, ...said } }));
    await this.tell();
    return said.operations.some((one) => one.state !== "early");
  }

  async sendReason(one) {
    const { id, sheet, aspect, reason } = one;
    const answer = await this.post(`/api/v1/sheets/${sheet}/reasons`, { id, aspect: Number(aspect), reason });
    if (!answer.ok) return this.refused(answer, sheet, [one]);
    this.heard();
    this.again = false;
    await store.explained(one);
    this.state = "idle";
    await this.tell();
    return true;
  }

  // what builds on an operation that neither the server nor this device has any more: sent as building on nothing,
  // so that it is kept where nothing stands, and otherwise asked about
  async rebase(sending, byId) {
    const there = new Set((await store.operations(this.user)).map((one) => one.id));
    for (const one of sending) if (byId.get(one.id).state === "early" && !there.has(one.base)) await store.keep({ ...one, base: "" });
  }

  // the server answered, but with no: a stale token is fetched anew, an ended session waits for the judge,
  // and what is still refused then is shown with the server's sentence and kept here
  async refused(answer, sheet, sending) {
    if (answer.status >= 500 || answer.status === 429) {
      this.state = "offline";
      return false;
    }
    const message = (await answer.json().catch(() => ({}))).error ?? "";
    await this.ask();
    if (this.state === "ended") return false;
    if (!this.again) {
      this.again = true;
      return true;
    }
    this.again = false;
    await store.settle(sending.map((one) => [one, { id: one.id, state: "refused", message }]), sheet, 0);
    return true;
  }

  async ask() {
    const answer = await fetch("/api/v1/tablet", { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE), cache: "no-store" });
    if (answer.status >= 500) throw new Error("the server is not there");
    const said = answer.ok && !answer.redirected ? await answer.json() : null;
    if (said?.user === Number(this.user)) {
      this.token = said.csrf;
      document.getElementById("tablet-state").dataset.token = said.csrf;
      for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = said.csrf;
      this.state = "idle";
      this.heard();
    } else this.state = "ended";
    await this.tell();
    return said;
  }

  post(address, body) {
    return fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.token },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE),
    });
  }

  async choose(sheet, operation, take) {
    const answer = await this.post(`/api/v1/sheets/${sheet}/choice`, { operation: operation.id, take });
    if (answer.ok) {
      const said = await answer.json();
      for (const one of said.operations) await store.note(sheet, one.aspect, one.mark, one.newest, said.version);
    }
    // decided elsewhere meanwhile: what stands now is read anew
    if (answer.ok || answer.status === 422) await store.drop(operation.id);
    await this.tell();
    return answer.ok || answer.status === 422;
  }

  heard() {
    localStorage.setItem("judging.contact", String(Date.now()));
  }

  async tell() {
    const all = await store.operations(this.user);
    const detail = { state: this.state, waiting: all.filter((one) => one.state === "waiting"), stuck: all.filter((one) => one.state !== "waiting") };
    this.dispatchEvent(new CustomEvent("state", { detail }));
  }
}

// this browser, named by itself: tells two tablets of one judge apart
export function device() {
  const known = localStorage.getItem("judging.device") ?? newId();
  localStorage.setItem("judging.device", known);
  return known;
}

// plain http in a hall's LAN has no crypto.randomUUID
export function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
