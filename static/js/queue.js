// The queue page beyond htmx: its buttons answer without a new page, waiting imports can be dragged.
// Everything works without this file; the arrows beside each row do what dragging does.

const queue = () => document.getElementById("queue");
let dragged = null;

document.documentElement.classList.add("can-drag");

// Not the section's own request: that is held back while the page hears of changes by itself.
function refresh() {
  const source = document.getElementById("queue-form");
  htmx.ajax("GET", queue().getAttribute("hx-get"), {
    source,
    target: queue(),
    swap: "outerMorph",
  });
}

async function send(url, body) {
  const answer = await fetch(url, { method: "POST", body, redirect: "manual" }).catch(() => null);
  // A change that worked answers with a redirect to the page, which is open already.
  const worked = answer?.type === "opaqueredirect";
  document.getElementById("queue-trouble").hidden = worked;
  refresh();
}

document.addEventListener("submit", (event) => {
  if (event.target.id !== "queue-form" || !event.submitter) return;
  event.preventDefault();
  const address = event.submitter.formAction;
  send(address, new URLSearchParams(new FormData(event.target, event.submitter)));
});

function clearMarks() {
  for (const row of document.querySelectorAll(".is-before, .is-after")) {
    row.classList.remove("is-before", "is-after");
  }
}

function target(event) {
  const row = event.target.closest?.("[data-sortable] > .job");
  if (!dragged || !row || row === dragged) return null;
  const box = row.getBoundingClientRect();
  return { row, side: event.clientY < box.top + box.height / 2 ? "before" : "after" };
}

// Only what is pulled by its grip moves: elsewhere text can be selected as ever.
document.addEventListener("pointerdown", (event) => {
  const row = event.target.closest?.(".job-grip")?.closest(".job");
  if (row) row.draggable = true;
});
document.addEventListener("pointerup", () => {
  for (const row of document.querySelectorAll(".job[draggable]")) row.removeAttribute("draggable");
});

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".job[draggable]") ?? null;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.name);
  dragged.classList.add("is-dragged");
});

document.addEventListener("dragover", (event) => {
  const over = target(event);
  if (!over) return;
  event.preventDefault();
  clearMarks();
  over.row.classList.add(`is-${over.side}`);
});

document.addEventListener("drop", (event) => {
  const over = target(event);
  if (!over) return;
  event.preventDefault();
  over.row[over.side](dragged);
  const body = new URLSearchParams(new FormData(document.getElementById("queue-form")));
  body.set(over.side, over.row.dataset.name);
  send(dragged.dataset.position, body);
});

document.addEventListener("dragend", () => {
  clearMarks();
  dragged?.classList.remove("is-dragged");
  dragged?.removeAttribute("draggable");
  dragged = null;
});

// What is under the pointer must not be exchanged meanwhile.
document.addEventListener("htmx:before:swap", (event) => {
  if (dragged && event.detail.tasks?.some((task) => task.target?.id === "queue")) {
    event.preventDefault();
  }
});
