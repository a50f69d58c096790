// What this device keeps: marks and reasons of penalties on their way (outbox) and what the server said it has (kept). One database for all judges.

const NAME = "judging";
let opening = null;

function opened() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      const outbox = asked.result.createObjectStore("outbox", { keyPath: "id" });
      outbox.createIndex("user", "user");
      asked.result.createObjectStore("kept", { keyPath: ["sheet", "aspect"] });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opening;
}

// what was changed is on the disk, not only in the browser's memory, once this is resolved
async function change(names, act) {
  const database = await opened();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(names, "readwrite", { durability: "strict" });
    const result = act(...names.map((name) => transaction.objectStore(name)));
    transaction.oncomplete = () => resolve(result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

async function read(name, act) {
  const database = await opened();
  return new Promise((resolve, reject) => {
    const asked = act(database.transaction(name).objectStore(name));
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

const inOrder = (operations) => operations.sort((a, b) => a.sequence - b.sequence);

export const isMark = (operation) => operation.reason === undefined;
const why = (aspect) => `why${aspect}`;

// the operations of one judge, in the order they were given
export const operations = async (user) => inOrder(await read("outbox", (store) => store.index("user").getAll(user)));
export const waiting = async (user) => (await operations(user)).filter((one) => one.state === "waiting");
export const keep = (operation) => change(["outbox"], (outbox) => outbox.put(operation));
export const drop = (id) => change(["outbox"], (outbox) => outbox.delete(id));
export const keptOn = async (sheet) => (await read("kept", (store) => store.getAll())).filter((one) => one.sheet === sheet);
export const forget = () => change(["kept"], (kept) => kept.clear());

// one answer of the server: what is settled leaves the outbox in the same step in which what stands is noted
export function settle(answered, sheet, version) {
  return change(["outbox", "kept"], (outbox, kept) => {
    for (const [operation, said] of answered) {
      if (said.state === "kept") outbox.delete(operation.id);
      else if (said.state !== "early") outbox.put({ ...operation, state: said.state, message: said.message ?? "", mark: said.mark });
      if (said.newest !== undefined) kept.put({ sheet, aspect: said.aspect, value: said.mark, newest: said.newest, version });
    }
  });
}

// the server has the reason of a penalty: a page made before then still shows it
export function explained({ id, sheet, aspect, reason }) {
  return change(["outbox", "kept"], (outbox, kept) => {
    outbox.delete(id);
    kept.put({ sheet, aspect: why(aspect), reason });
  });
}

// the reason of a penalty as this device knows it: the last one on its way, else the last one sent
export async function reasonOn(user, sheet, aspect) {
  const waits = (await operations(user)).findLast((one) => one.sheet === sheet && one.aspect === aspect && !isMark(one));
  return waits ?? (await keptOn(sheet)).find((one) => one.aspect === why(aspect));
}

export function note(sheet, aspect, value, newest, version) {
  return change(["kept"], (kept) => kept.put({ sheet, aspect, value, newest, version }));
}
