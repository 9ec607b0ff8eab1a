/**
 * What waits on this device, in IndexedDB: it survives a reload, a crash and a day without network.
 *
 *   drafts    by client_id: {client_id, state: "draft" | "queued" | "refused", campaign, fields, photos, errors}
 *   receipts  by number: {number, private_url, title, at} of what was sent from here
 *
 * all(store), put(store, value), remove(store, key), clear(store). Where storage is blocked (cookies forbidden, private
 * windows of some browsers) or full, the page keeps them itself, for as long as it is open: isKept() → false.
 */
const NAME = "maptag-reports";
const STORES = { drafts: "client_id", receipts: "number" };
const memory = { drafts: new Map(), receipts: new Map() };
let opened;

function database() {
  opened ??= open().catch(() => null);
  return opened;
}

/** Merely naming `indexedDB` throws in some pages; opening it fails in others. */
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(STORES)) request.result.createObjectStore(name, { keyPath });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(request.error);
  });
}

async function run(store, mode, act) {
  const base = await database();
  if (!base) return undefined;
  return new Promise((resolve, reject) => {
    const transaction = base.transaction(store, mode);
    const request = act(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export async function isKept() {
  return Boolean(await database()) && !memory.drafts.size;
}

export async function all(store) {
  const kept = (await run(store, "readonly", (s) => s.getAll()).catch(() => [])) ?? [];
  const ours = [...memory[store].values()];
  const key = STORES[store];
  return [...kept.filter((one) => !memory[store].has(one[key])), ...ours];
}

export async function put(store, value) {
  const key = value[STORES[store]];
  try {
    if ((await run(store, "readwrite", (s) => s.put(value))) !== undefined) return void memory[store].delete(key);
  } catch {
    // A full disk, or storage that was taken away meanwhile.
  }
  memory[store].set(key, value);
}

export async function remove(store, key) {
  memory[store].delete(key);
  await run(store, "readwrite", (s) => s.delete(key)).catch(() => {});
}

export async function clear(store) {
  memory[store].clear();
  await run(store, "readwrite", (s) => s.clear()).catch(() => {});
}
