// Dragging rows of a list into another order. The form's arrows do the same without this file.

for (const form of document.querySelectorAll("[data-arrange]")) {
  const list = form.querySelector("ol");
  let dragged = null;
  let before = "";

  const order = () => [...list.children].map((row) => row.id).join();

  for (const row of list.children) row.draggable = true;

  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("li");
    before = order();
    dragged.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.id);
  });

  list.addEventListener("dragover", (event) => {
    const row = event.target.closest("li");
    if (!dragged || !row || row.parentElement !== list) return;
    event.preventDefault();
    if (row === dragged) return;
    const box = row.getBoundingClientRect();
    const isBelow = event.clientY > box.top + box.height / 2;
    list.insertBefore(dragged, isBelow ? row.nextSibling : row);
  });

  list.addEventListener("drop", (event) => event.preventDefault());

  list.addEventListener("dragend", () => {
    dragged?.classList.remove("is-dragged");
    dragged = null;
    if (order() !== before) form.requestSubmit();
  });
}
