// The list of one's own repositories: what is ticked stays ticked while one searches, filters and
// turns pages. By keyboard "/" goes to the search, and arrows walk the rows.
// Without this file ticks hold for the page they are on; everything else works.

const BOXES = "#picker-rows input[name=address]";
// Addresses in the order they were ticked in. The browser's history keeps them for whoever comes
// back to this page or loads it again; a new visit begins with none.
const ticked = new Set(history.state?.ticked);

// The form sends the boxes of this page, and for what is ticked elsewhere hidden fields.
function showTicks() {
  const here = new Set();
  for (const box of document.querySelectorAll(BOXES)) {
    box.checked = ticked.has(box.value);
    here.add(box.value);
  }
  const fields = [...ticked].filter((address) => !here.has(address)).map((address) => {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "address", value: address });
    return field;
  });
  document.getElementById("picker-kept").replaceChildren(...fields);
  document.getElementById("picker-ticked").textContent = ticked.size ? `${ticked.size} ticked` : "";
  document.getElementById("picker-untick").hidden = ticked.size === 0;
  history.replaceState({ ...history.state, ticked: [...ticked] }, "");
}

if (document.getElementById("picker-kept")) {
  showTicks();
  // A browser that comes back to a page restores its boxes only after this has run.
  window.addEventListener("pageshow", showTicks);
  document.addEventListener("change", (event) => {
    if (!event.target.matches(BOXES)) return;
    const { checked, value } = event.target;
    if (checked) ticked.add(value);
    else ticked.delete(value);
    showTicks();
  });
  document.addEventListener("htmx:after:swap", showTicks);
  document.getElementById("picker-untick").addEventListener("click", () => {
    ticked.clear();
    showTicks();
    // The button is gone, and the focus should not be.
    document.getElementById("picker-q").focus();
  });
}

const ACTS = "#picker-rows .repo-act :is(button, a)";

function step(from, by) {
  const acts = [...document.querySelectorAll(ACTS)];
  const at = acts.indexOf(from);
  const next = at + by;
  if (next < 0) document.getElementById("picker-q")?.focus();
  else acts[Math.min(next, acts.length - 1)]?.focus();
}

function isTyping(target) {
  return target.closest("input, select, textarea, [contenteditable]") !== null;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const inSearch = event.target.id === "picker-q";
  const inRows = event.target.matches(ACTS);
  if (event.key === "/" && !isTyping(event.target)) {
    event.preventDefault();
    document.getElementById("picker-q")?.focus();
  } else if (event.key === "ArrowDown" && (inSearch || inRows)) {
    event.preventDefault();
    step(inSearch ? null : event.target, 1);
  } else if (event.key === "ArrowUp" && inRows) {
    event.preventDefault();
    step(event.target, -1);
  }
});
