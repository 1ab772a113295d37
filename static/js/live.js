// Keeps the page's one connection, and holds its polling back while that is alive. Cut off, behind
// a proxy that collects messages, or with as many streams open as the server allows, the page polls.

const live = document.getElementById("live");

// The server says something every 15 seconds; whoever is silent for longer is not there.
const SILENCE_MS = 20_000;
// A page nobody looks at keeps its title true at this pace.
const HIDDEN_POLL_MS = 5_000;
const OPEN_AGAIN_MS = 10_000;

let connection = null;
let heardAt = -Infinity;
let polledAt = -Infinity;
let isOpening = false;
let isOver = false;

function isAlive() {
  return !document.hidden && performance.now() - heardAt < SILENCE_MS;
}

// Once open, the extension sees to coming back; opening is ours, so that a page in the background
// waits until somebody looks at it.
async function connect() {
  if (isOver || isOpening || document.hidden) return;
  if (connection) {
    connection.delayCanceller?.();
    return;
  }
  isOpening = true;
  await htmx.ajax("GET", live.dataset.stream, { source: live, swap: "none" });
  isOpening = false;
  if (!connection) setTimeout(connect, OPEN_AGAIN_MS);
}

live.addEventListener("htmx:sse:before:connection", (event) => {
  connection = event.detail.connection;
  heardAt = -Infinity;
});
live.addEventListener("htmx:sse:before:message", (event) => {
  heardAt = performance.now();
  if (event.detail.message.event === "live:full") heardAt = -Infinity;
});
live.addEventListener("htmx:sse:error", () => {
  heardAt = -Infinity;
});
live.addEventListener("htmx:sse:close", () => {
  connection = null;
  heardAt = -Infinity;
});
live.addEventListener("live:end", () => {
  isOver = true;
  // The way on after an import is told to a request only, which can be told once.
  const ended = document.querySelector("[data-arrival]");
  if (ended) {
    htmx.ajax("GET", ended.dataset.arrival, { source: ended, target: ended, swap: "outerMorph" });
  }
});

document.addEventListener("htmx:before:request", (event) => {
  const source = event.detail.ctx.sourceElement;
  if (!source.getAttribute("hx-trigger")?.startsWith("every ")) return;
  const moment = performance.now();
  if (isAlive() || (document.hidden && moment - polledAt < HIDDEN_POLL_MS)) event.preventDefault();
  else polledAt = moment;
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) heardAt = -Infinity;
  else connect();
});

connect();
