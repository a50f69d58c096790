// Marks not yet saved, kept on this device in the order they were given, one list a judge and sheet.
// Each entry is an operation with its own key: sent again it gets the first answer and is stored once.

export class Outbox {
  constructor(name, storage = localStorage) {
    this.name = name;
    this.storage = storage;
  }

  all() {
    const kept = JSON.parse(this.storage.getItem(this.name) ?? "[]");
    return kept.sort((a, b) => a.seq - b.seq);
  }

  // a later mark for the same aspect takes the place of one that was never on its way
  put(aspect, value, base) {
    const kept = this.all();
    const before = kept.find((op) => op.aspect === aspect && !op.sent);
    const seq = kept.reduce((most, op) => Math.max(most, op.seq), Number(this.storage.getItem(`${this.name}.seq`) ?? 0)) + 1;
    const op = { seq, key: crypto.randomUUID?.() ?? randomKey(), aspect, value, base: before ? before.base : base, sent: false };
    this.storage.setItem(`${this.name}.seq`, String(seq));
    this.keep([...kept.filter((other) => other !== before), op]);
    return op;
  }

  change(key, values) {
    this.keep(this.all().map((op) => (op.key === key ? { ...op, ...values } : op)));
  }

  drop(key) {
    this.keep(this.all().filter((op) => op.key !== key));
  }

  keep(ops) {
    if (ops.length) this.storage.setItem(this.name, JSON.stringify(ops));
    else this.storage.removeItem(this.name);
  }
}

// plain http in a hall's LAN has no crypto.randomUUID
export function randomKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
