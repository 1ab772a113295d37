// Editing in place: whoever opens a form goes on in it, and back to its link when it closes.

document.addEventListener("htmx:after:swap", () => {
  const next = document.querySelector(".edit-form [autofocus], .edit-link[autofocus]");
  if (!next) return;
  next.removeAttribute("autofocus");
  next.focus();
});
