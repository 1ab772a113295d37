// Keeps the page's one connection, and holds its polling back while that is alive. Cut off, behind
// a proxy that collects messages, or with as many streams open as the server allows, the page polls.

const live = document.getElementById("live");

// The server says something every 15 seconds; whoever is silent for longer is not there.
const SILENCE_MS = 20_000;
// A page nobody looks at keeps its title true at this pace.
const HIDDEN_POLL_MS = 5_000;
const OPEN_AGAIN_MS = 10_000;
// Where nothing of it arrived at all: the server keeps a place for each try, the proxy collects it.
const COLLECTED_AGAIN_MS = 120_000;

let connection = null;
let heardAt = -Infinity;
let polledAt = -Infinity;
let openNotBefore = -Infinity;
let isOpening = false;
let isFull = false;
let isOver = false;
let hasArrived = false;

function isAlive() {
  return !document.hidden && performance.now() - heardAt < SILENCE_MS;
}

function heard(at) {
  heardAt = at;
  live.dataset.state = isAlive() ? "alive" : "polling";
}

// Once open, the extension sees to coming back; opening is ours, so that a page in the background
// waits until somebody looks at it.
async function connect() {
  if (isOver || isOpening || document.hidden || performance.now() < openNotBefore) return;
  if (connection) {
    connection.delayCanceller?.();
    return;
  }
  isOpening = true;
  const began = performance.now();
  await htmx.ajax("GET", live.dataset.stream, { source: live, swap: "none" });
  isOpening = false;
  if (connection) return;
  const wasSilent = performance.now() - began >= 0.9 * htmx.config.defaultTimeout;
  const pause = wasSilent ? COLLECTED_AGAIN_MS : OPEN_AGAIN_MS;
  if (wasSilent) openNotBefore = performance.now() + pause;
  setTimeout(connect, pause);
}

live.addEventListener("htmx:sse:before:connection", (event) => {
  connection = event.detail.connection;
  heard(-Infinity);
});
live.addEventListener("htmx:sse:before:message", (event) => {
  isFull = event.detail.message.event === "live:full";
  heard(isFull ? -Infinity : performance.now());
});
live.addEventListener("htmx:sse:error", () => heard(-Infinity));
live.addEventListener("htmx:sse:close", () => {
  connection = null;
  heard(-Infinity);
});
live.addEventListener("live:end", () => {
  isOver = true;
  arrive();
});

// The way on after an import is told to a request only, which can be told once. The last message
// may be swapped in before the end is heard or after it.
function arrive() {
  const ended = document.querySelector("[data-arrival]");
  if (!isOver || hasArrived || !ended) return;
  hasArrived = true;
  htmx.ajax("GET", ended.dataset.arrival, { source: ended, target: ended, swap: "outerMorph" });
}

// What a part asks by the clock; what a person does on it goes through.
function isPoll(event) {
  return event.detail.ctx.sourceEvent?.type === "every";
}

document.addEventListener("htmx:before:request", (event) => {
  if (!isPoll(event)) return;
  const moment = performance.now();
  if (isAlive() || (document.hidden && moment - polledAt < HIDDEN_POLL_MS)) event.preventDefault();
  else polledAt = moment;
});
document.addEventListener("htmx:after:swap", arrive);
document.addEventListener("htmx:after:request", (event) => {
  // Who answers this, if only that nothing has moved, will answer that: no need to wait out the
  // pause after the last failure.
  const isAnswered = event.detail.ctx.response?.raw.ok;
  if (isAnswered && !isFull && !isAlive() && isPoll(event)) connect();
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) heard(-Infinity);
  else connect();
});

// Silence makes no event.
setInterval(() => heard(heardAt), 1000);
connect();
