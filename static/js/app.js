// What the pages do beyond htmx: local times, the way on after an import, a word on lost
// contact, folded sections that open for a link.
// Everything works without this file; it only makes it kinder.

const FORMATS = {
  date: { day: "numeric", month: "long", year: "numeric" },
  minute: { hour: "2-digit", minute: "2-digit" },
  second: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  full: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" },
};

// The pages are in English; whoever reads them in another kind of it keeps its habits.
const locale = navigator.language.startsWith("en") ? navigator.language : "en-GB";

function localiseTimes() {
  for (const time of document.querySelectorAll("time[data-local]")) {
    const format = FORMATS[time.dataset.local];
    const text = new Date(time.dateTime).toLocaleString(locale, { ...format, hourCycle: "h23" });
    if (time.textContent !== text) {
      time.textContent = text;
      time.title = time.dateTime.replace("T", " ").replace("+00:00", " UTC");
    }
  }
}

function sayConnected(isConnected) {
  const notice = document.getElementById("connection");
  if (notice) notice.hidden = isConnected;
}

document.addEventListener("import:succeeded", (event) => {
  // Replaced, not visited: Back then leads to where the import was asked for.
  location.replace(new URL(event.detail.location, location.origin).pathname);
});

document.addEventListener("htmx:after:swap", () => {
  localiseTimes();
  sayConnected(true);
});
// "Nothing has moved" is an answer too.
document.addEventListener("htmx:after:request", (event) => {
  if (event.detail.ctx.response?.raw.ok) sayConnected(true);
});
// Where nothing can be pushed the page asks, and whether that is answered is what matters.
function sayLost(event) {
  if (event.target.id !== "live") sayConnected(false);
}

document.addEventListener("htmx:error", sayLost);
document.addEventListener("htmx:response:error", sayLost);

// A page kept alive for Back shows an import as it was then; ask again.
window.addEventListener("pageshow", (event) => {
  if (event.persisted && document.getElementById("progress")) location.reload();
});

// A link may lead into a folded part of a README; what is printed is printed whole.
function unfold(inside) {
  for (let part = inside?.closest("details"); part; part = part.parentElement.closest("details")) {
    part.open = true;
  }
}

function linkTarget() {
  try {
    return document.getElementById(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return null; // "#%" is no address of anything
  }
}

function unfoldTarget() {
  const target = linkTarget();
  if (!target?.closest("details:not([open])")) return;
  unfold(target);
  target.scrollIntoView();
}

window.addEventListener("hashchange", unfoldTarget);
window.addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll(".prose details")) part.open = true;
});

unfoldTarget();
localiseTimes();
