// Pictures in full size over the page. Without this file they are links to themselves.

const zoomed = () => [...document.querySelectorAll("a.zoom, button.zoom")];

const dialog = document.createElement("dialog");
dialog.className = "lightbox";
dialog.setAttribute("aria-label", "Picture");
const picture = document.createElement("img");
const words = document.createElement("p");
words.setAttribute("aria-live", "polite");
const bar = document.createElement("div");
bar.className = "lightbox-bar";
const previous = button("Previous picture", "‹");
const next = button("Next picture", "›");
const close = button("Close", "×");
bar.append(words, previous, next, close);
dialog.append(bar, picture);
document.body.append(dialog);

let place = 0;

function button(name, sign) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = sign;
  made.setAttribute("aria-label", name);
  return made;
}

function show(wanted) {
  const all = zoomed();
  if (all.length === 0) return;
  place = (wanted + all.length) % all.length;
  const link = all[place];
  const shown = link.querySelector("img");
  picture.src = link.href ?? shown.src;
  picture.alt = shown?.alt ?? "";
  const count = all.length > 1 ? `${place + 1} of ${all.length}` : "";
  words.textContent = [picture.alt, count].filter(Boolean).join(" · ");
  previous.hidden = next.hidden = all.length < 2;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a.zoom, button.zoom");
  const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey);
  if (!link || !isPlain) return;
  event.preventDefault();
  show(zoomed().indexOf(link));
  // The browser gives the focus back to the link when the dialog closes.
  link.focus();
  dialog.showModal();
});

dialog.addEventListener("click", (event) => {
  if (event.target === previous) show(place - 1);
  else if (event.target === next) show(place + 1);
  else if (event.target !== picture && event.target !== words) dialog.close();
});

dialog.addEventListener("keydown", (event) => {
  if (event.key === "ArrowLeft") show(place - 1);
  if (event.key === "ArrowRight") show(place + 1);
});

dialog.addEventListener("close", () => picture.removeAttribute("src"));
