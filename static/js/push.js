// Browser notifications: asking for them where the person has said yes, handing the browser's
// subscription to the server, and showing notifications ourselves where there is no push service.
// Nothing here asks for a permission unless a button has been pressed.

const region = document.getElementById("toasts");
const { pushKey, pushAdd } = region.dataset;

// How this browser is told: "push", or "tab" (only while a tab is open); absent if not at all.
const WAY = "repofolio-told-by";
const ENDPOINT = "repofolio-endpoint";
const NO_OFFER = "repofolio-no-offer";
const OFFER_AFTER = 8000;

const canNotify = window.isSecureContext && "Notification" in window;
const canPush = canNotify && "serviceWorker" in navigator && "PushManager" in window;
const way = () =>
  canNotify && Notification.permission === "granted" ? localStorage.getItem(WAY) : null;

function bytes(base64url) {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function isOurs(subscription) {
  const key = new Uint8Array(subscription.options.applicationServerKey ?? []);
  const own = bytes(pushKey);
  return key.length === own.length && key.every((byte, index) => byte === own[index]);
}

async function subscription() {
  await navigator.serviceWorker.register("/sw.js");
  const { pushManager } = await navigator.serviceWorker.ready;
  const present = await pushManager.getSubscription();
  if (present && isOurs(present)) return present;
  // One made with keys the server has no more.
  await present?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(pushKey) });
}

async function register(made) {
  const { endpoint, keys } = made.toJSON();
  const form = new FormData(document.getElementById("toasts-form"));
  form.set("endpoint", endpoint);
  form.set("p256dh", keys.p256dh);
  form.set("auth", keys.auth);
  const answer = await fetch(pushAdd, { method: "POST", body: form });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  localStorage.setItem(WAY, "push");
  localStorage.setItem(ENDPOINT, endpoint);
}

// Ask, subscribe, register. Returns "push", "tab", "denied" or "dismissed".
async function enable() {
  const permission = await Notification.requestPermission();
  if (permission !== "granted") return permission === "denied" ? "denied" : "dismissed";
  try {
    if (!canPush) throw new Error("no push here");
    await register(await subscription());
  } catch (error) {
    console.info("Push is not to be had here:", error.message);
    localStorage.setItem(WAY, "tab");
  }
  begin();
  return localStorage.getItem(WAY);
}

// ---- showing them ourselves -----------------------------------------------------------------

function show(toast) {
  if (!document.hidden || way() !== "tab") return;
  const text = (part) => toast.querySelector(part)?.textContent.trim() ?? "";
  const link = toast.querySelector("a")?.href;
  try {
    const shown = new Notification(text(".toast-title"), {
      body: text(".toast-text"),
      tag: toast.dataset.tag,
      icon: "/static/img/notification.png",
    });
    shown.addEventListener("click", () => {
      window.focus();
      if (link) location.href = link;
    });
  } catch {
    // Some telephones let only a service worker show them; there it is push or nothing.
  }
}

function begin() {
  if (way() === "tab") document.documentElement.dataset.tellsWhenHidden = "yes";
}

document.addEventListener("repofolio:told", (event) => show(event.detail));

// ---- the offer, and the settings ------------------------------------------------------------

const SAID = {
  push: "This device will be told when an import ends, even when no tab is open.",
  tab: "This browser offers no push service: you will be told while a tab of Repofolio is open.",
  denied: "Your browser forbids it. Allow notifications for this site in the browser’s settings.",
  dismissed: "You have not been asked to decide; press the button again when you like.",
};

function connect(panel, isOver) {
  const button = panel.querySelector("[data-push=enable]");
  const said = panel.querySelector("[data-push=said]");
  button.addEventListener("click", async () => {
    button.disabled = true;
    const result = await enable();
    said.textContent = SAID[result];
    button.disabled = false;
    isOver(result);
  });
}

function connectOffer(offer) {
  const decline = offer.querySelector("[data-push=decline]");
  decline.addEventListener("click", () => {
    localStorage.setItem(NO_OFFER, "yes");
    offer.hidden = true;
    document.getElementById("main").focus();
  });
  connect(offer, (result) => {
    offer.querySelector(".actions").hidden = result !== "dismissed";
  });
  setTimeout(() => {
    const progress = document.getElementById("progress");
    const runs = progress && !/is-(succeeded|failed|canceled)/.test(progress.className);
    if (runs) offer.hidden = false;
  }, OFFER_AFTER);
}

function connectSettings(panel) {
  const said = panel.querySelector("[data-push=said]");
  panel.querySelector("[data-push=with-script]").hidden = false;
  const state = !canNotify
    ? "This browser cannot show notifications here. They need https, or localhost."
    : Notification.permission === "denied"
      ? SAID.denied
      : way()
        ? SAID[way()]
        : "";
  said.textContent = state;
  panel.querySelector("[data-push=enable]").hidden = !canNotify || way() === "push";
  connect(panel, (result) => {
    // The list of devices has grown by one.
    if (result === "push") location.reload();
  });
}

const offer = document.getElementById("push-offer");
const isWelcome = canNotify && Notification.permission !== "denied" && !way();
if (offer && isWelcome && !localStorage.getItem(NO_OFFER)) connectOffer(offer);

const panel = document.getElementById("push-settings");
if (panel) connectSettings(panel);

// Who signs out here does not want to be told here.
for (const form of document.querySelectorAll('form[action$="/sign-out"]')) {
  form.addEventListener("submit", () => {
    const endpoint = localStorage.getItem(ENDPOINT);
    localStorage.removeItem(WAY);
    localStorage.removeItem(ENDPOINT);
    if (!endpoint) return;
    const field = Object.assign(document.createElement("input"), { type: "hidden" });
    form.append(Object.assign(field, { name: "endpoint", value: endpoint }));
  });
}

// Browsers renew subscriptions by themselves; the server must hear of it.
if (canPush && way() === "push") {
  subscription()
    .then((made) => made.endpoint === localStorage.getItem(ENDPOINT) || register(made))
    .catch(() => localStorage.setItem(WAY, "tab"));
}
begin();
for (const toast of region.querySelectorAll(".toast")) show(toast);
