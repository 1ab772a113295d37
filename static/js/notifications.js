// What the open page does about notices: shows them as they come, asks less and less often whether
// there are any, and lets the tab's title and icon say how the import is getting on.
// Without this file notices come with the next page.

const region = document.getElementById("toasts");
const ownImport = document.getElementById("progress")
  ? location.pathname.split("/").pop()
  : "";

// ---- the tab's title and icon -------------------------------------------------------------

const plainTitle = document.title;
const icon = document.querySelector('link[rel="icon"]');
const plainIcon = icon.href;
const NEWS = "repofolio-news";

const sheet =
  '<path fill="#1d5b47" d="M8 2h12l8 8v17a3 3 0 0 1-3 3H8a3 3 0 0 1-3-3V5a3 3 0 0 1 3-3z"/>' +
  '<path fill="#8fcbb0" d="M20 2l8 8h-6a2 2 0 0 1-2-2z"/>';
const MARKS = {
  finished:
    '<circle cx="21" cy="21" r="11" fill="#12805a"/><path d="M15.5 21.5l4 4 7-8.5" fill="none" stroke="#fff" stroke-width="3"/>',
  failed:
    '<circle cx="21" cy="21" r="11" fill="#b3261e"/><path d="M21 14.5v8M21 26v1.6" fill="none" stroke="#fff" stroke-width="3"/>',
};

function draw(inner) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${inner}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

function ring(percent) {
  const round = 2 * Math.PI * 12;
  const done = (Math.max(3, percent) / 100) * round;
  return draw(
    '<circle cx="16" cy="16" r="12" fill="none" stroke="#8fcbb0" stroke-width="7"/>' +
      `<circle cx="16" cy="16" r="12" fill="none" stroke="#1d5b47" stroke-width="7" stroke-dasharray="${done.toFixed(1)} ${round.toFixed(1)}" transform="rotate(-90 16 16)"/>`,
  );
}

function showTab(title, href) {
  if (document.title !== title) document.title = title;
  if (icon.getAttribute("href") !== href) icon.setAttribute("href", href);
}

// What has ended while nobody looked stays on the tab until somebody does.
let news = sessionStorage.getItem(NEWS);

function showProgress(active, percent) {
  if (news && document.hidden) {
    const word = news === "failed" ? "! Import failed" : "✓ Import complete";
    showTab(`${word} · ${plainTitle}`, draw(sheet + MARKS[news]));
  } else if (active) {
    showTab(`${percent} % · ${plainTitle}`, ring(percent));
  } else {
    showTab(plainTitle, plainIcon);
  }
}

function tell(happening) {
  if (!document.hidden || !MARKS[happening]) return;
  news = happening;
  sessionStorage.setItem(NEWS, news);
}

function forgetNews() {
  news = null;
  sessionStorage.removeItem(NEWS);
}

// ---- toasts -------------------------------------------------------------------------------

function readyToast(toast) {
  const close = toast.querySelector(".toast-close");
  close.hidden = false;
  close.addEventListener("click", () => dismiss(toast));
}

function dismiss(toast) {
  const following = toast.nextElementSibling ?? toast.previousElementSibling;
  const hadFocus = toast.contains(document.activeElement);
  toast.remove();
  if (hadFocus) (following?.querySelector(".toast-close") ?? document.getElementById("main")).focus();
}

region.addEventListener("keydown", (event) => {
  const toast = event.target.closest(".toast");
  if (event.key === "Escape" && toast) dismiss(toast);
});

async function take() {
  const form = new FormData(document.getElementById("toasts-form"));
  if (!document.hidden) form.set("but_of", ownImport);
  const answer = await fetch(region.dataset.take, { method: "POST", body: form });
  if (!answer.ok) return;
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const toast of [...parsed.querySelectorAll(".toast")]) {
    tell([...toast.classList].find((name) => name.startsWith("is-")).slice(3));
    document.dispatchEvent(new CustomEvent("repofolio:told", { detail: toast }));
    // The import's own page says it already.
    if (ownImport && toast.dataset.job === ownImport) continue;
    region.append(document.adoptNode(toast));
    readyToast(toast);
  }
}

// ---- asking -------------------------------------------------------------------------------

const SHORTEST = 2000;
const LONGEST = 20000;
let pause = SHORTEST;
let timer = null;
let isAsking = false;

async function ask() {
  clearTimeout(timer);
  if (isAsking) return;
  isAsking = true;
  let active = true;
  try {
    const answer = await fetch(region.dataset.pulse);
    if (answer.ok && !answer.redirected) {
      const pulse = await answer.json();
      active = pulse.active > 0;
      if (pulse.unseen) await take();
      if (!ownImport) showProgress(pulse.active, pulse.percent);
    } else {
      active = false; // signed out elsewhere
    }
  } catch {
    // No network just now: the next time may be better.
  } finally {
    isAsking = false;
  }
  if (active) askLater();
}

function askLater() {
  clearTimeout(timer);
  // Nobody looks at a hidden page; it asks at once when it is looked at again.
  if (document.hidden && !document.documentElement.dataset.tellsWhenHidden) return;
  timer = setTimeout(ask, pause);
  pause = Math.min(LONGEST, pause * 1.4);
}

// Where the page has a stream, what comes over it is a reason to ask, and the clock can wait.
let isAboutToAsk = false;
document.addEventListener("htmx:sse:before:message", (event) => {
  pause = LONGEST;
  if (ownImport || isAboutToAsk || event.detail.message.event?.startsWith("live:")) return;
  isAboutToAsk = true;
  setTimeout(() => {
    isAboutToAsk = false;
    ask();
  }, 400);
});

// The service worker has been pushed to while this page was in view.
navigator.serviceWorker?.addEventListener("message", (event) => {
  if (event.data === "repofolio:news") ask();
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    if (timer === null) return;
    askLater();
    return;
  }
  forgetNews();
  pause = SHORTEST;
  showOwnProgress();
  ask();
});

// ---- the import's own page ----------------------------------------------------------------

function showOwnProgress() {
  const part = document.getElementById("progress");
  if (!part) return;
  const bar = part.querySelector("progress.bar");
  const isOver = ["is-succeeded", "is-failed", "is-canceled"].some((name) =>
    part.classList.contains(name),
  );
  if (part.classList.contains("is-failed") && wasRunning) tell("failed");
  // Seen here: it need not be said on the next page.
  if (isOver && wasRunning && !document.hidden) ask();
  wasRunning = !isOver;
  showProgress(!isOver, Math.round(bar?.value ?? 0));
}
let wasRunning = false;

if (ownImport) {
  new MutationObserver(showOwnProgress).observe(document.getElementById("main"), {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["class", "value"],
  });
}

// A hidden tab is not looked at, which the server ought to know.
document.addEventListener("htmx:config:request", (event) => {
  if (document.hidden) event.detail.ctx.request.headers["X-Tab-Hidden"] = "yes";
});
document.addEventListener("import:succeeded", () => tell("finished"), { capture: true });

if (!document.hidden) forgetNews();
for (const toast of region.querySelectorAll(".toast")) {
  readyToast(toast);
  tell([...toast.classList].find((name) => name.startsWith("is-")).slice(3));
}
showProgress(Number(region.dataset.active), Number(region.dataset.percent));
showOwnProgress();
if (Number(region.dataset.active)) askLater();
