// The list of one's own repositories by keyboard: "/" goes to the search, arrows walk the rows.
// Everything works without this file.

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
