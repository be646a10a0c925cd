/* What a rider's phone keeps for one city: open cards, actions that wait, and what the server said of them. */
const VERSION = 1;

const settled = (request) => new Promise((done, fail) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error);
});

export class Store {
  static async open(city) {
    const request = indexedDB.open(`evenhand-rider-${city}`, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("cards", { keyPath: "stop" });
      request.result.createObjectStore("queue", { keyPath: "number", autoIncrement: true });
      request.result.createObjectStore("answers", { keyPath: "number", autoIncrement: true });
      request.result.createObjectStore("facts");
    };
    return new Store(await settled(request));
  }

  constructor(database) { this.database = database; }

  /* One transaction: all of it is written, or nothing. */
  async write(stores, act) {
    const transaction = this.database.transaction(stores, "readwrite", { durability: "strict" });
    const over = new Promise((done, fail) => {
      transaction.oncomplete = () => done();
      transaction.onabort = () => fail(transaction.error);
    });
    act(...stores.map((name) => transaction.objectStore(name)));
    await over;
  }

  all(store) { return settled(this.database.transaction(store).objectStore(store).getAll()); }
  count(store) { return settled(this.database.transaction(store).objectStore(store).count()); }
  fact(name) { return settled(this.database.transaction("facts").objectStore("facts").get(name)); }

  wipe() { return this.write(["cards", "answers", "facts"], (...stores) => stores.forEach((store) => store.clear())); }
}
