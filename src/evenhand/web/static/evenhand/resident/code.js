/* On a handover code's page: let it open later where there is no network. */
const worker = document.querySelector("[data-worker]").dataset.worker;

async function prepare() {
  if (!navigator.serviceWorker) return;
  navigator.serviceWorker.addEventListener("message", () => { document.body.dataset.offlineReady = ""; });
  await navigator.serviceWorker.register(worker);
  (await navigator.serviceWorker.ready).active.postMessage("keep");
}

prepare().catch(() => { /* private windows and old browsers: the page works with a network */ });
