/**
 * What waits on this device, in IndexedDB: it survives a reload, a crash and a day without network.
 *
 *   drafts    by client_id: {client_id, state: "draft" | "queued" | "refused", campaign, fields, photos, errors}
 *   receipts  by number: {number, private_url, title, at} of what was sent from here
 *
 * all(store), put(store, value), remove(store, key), clear(store). Without IndexedDB (private windows of some
 * browsers) the page keeps them itself, for as long as it is open.
 */
const NAME = "maptag-reports";
const STORES = { drafts: "client_id", receipts: "number" };
const memory = { drafts: new Map(), receipts: new Map() };
let opened;

function database() {
  opened ??= new Promise((resolve) => {
    if (!globalThis.indexedDB) return void resolve(null);
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(STORES)) request.result.createObjectStore(name, { keyPath });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
  });
  return opened;
}

async function run(store, mode, act) {
  const base = await database();
  return new Promise((resolve, reject) => {
    const transaction = base.transaction(store, mode);
    const request = act(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export async function all(store) {
  return (await database()) ? run(store, "readonly", (s) => s.getAll()) : [...memory[store].values()];
}

export async function put(store, value) {
  if (await database()) return run(store, "readwrite", (s) => s.put(value));
  return memory[store].set(value[STORES[store]], value);
}

export async function remove(store, key) {
  return (await database()) ? run(store, "readwrite", (s) => s.delete(key)) : memory[store].delete(key);
}

export async function clear(store) {
  return (await database()) ? run(store, "readwrite", (s) => s.clear()) : memory[store].clear();
}
