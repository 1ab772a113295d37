// Diagrams of a README: their source stands on the page as code. Where script runs, a sandboxed
// frame draws it, and the drawing is shown as an image, in which nothing can run or be followed.

const LONGEST = 20_000;
const LARGEST_DRAWING = 2_000_000;
const MOST_PIXELS = 8_000;

const figures = [...document.querySelectorAll("figure.diagram")].filter(
  (figure) => source(figure).length <= LONGEST,
);
const dark = matchMedia("(prefers-color-scheme: dark)");

let frame = null;
let isReady = false;
const wanted = new Set();

function source(figure) {
  return figure.querySelector("pre")?.textContent.trim() ?? "";
}

function start(address) {
  frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.className = "diagram-frame";
  frame.title = "Drawing of diagrams";
  frame.tabIndex = -1;
  frame.setAttribute("aria-hidden", "true");
  frame.src = address;
  document.body.append(frame);
}

function ask(id) {
  // "*": the frame has no origin that could be named. It is ours, and what it gets stands on
  // this page for everybody to read.
  frame.contentWindow.postMessage({ id, source: source(figures[id]), isDark: dark.matches }, "*");
}

function want(id) {
  wanted.add(id);
  if (frame === null) start(figures[id].dataset.frame);
  else if (isReady) ask(id);
}

function isDrawing({ svg, width, height }) {
  const sizes = [width, height].every((n) => Number.isInteger(n) && n > 0 && n < MOST_PIXELS);
  return sizes && typeof svg === "string" && svg.length < LARGEST_DRAWING;
}

function show(figure, { svg, width, height }) {
  let image = figure.querySelector("img");
  if (!image) {
    image = document.createElement("img");
    image.className = "diagram-drawing";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "zoom";
    button.append(image);
    figure.prepend(button);
    fold(figure);
  }
  image.alt = figure.dataset.label;
  image.width = width;
  image.height = height;
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}

// The source stays at hand.
function fold(figure) {
  const details = document.createElement("details");
  details.className = "diagram-source";
  const summary = document.createElement("summary");
  summary.textContent = "Source of the diagram";
  const code = figure.querySelector("pre");
  code.replaceWith(details);
  details.append(summary, code);
}

addEventListener("message", (event) => {
  if (frame === null || event.source !== frame.contentWindow) return;
  const said = event.data ?? {};
  if (said.isReady === true) {
    isReady = true;
    wanted.forEach(ask);
  } else if (wanted.has(said.id) && isDrawing(said)) {
    show(figures[said.id], said);
  }
});

dark.addEventListener("change", () => isReady && wanted.forEach(ask));

const nearing = new IntersectionObserver(
  (entries) => {
    for (const entry of entries.filter((one) => one.isIntersecting)) {
      nearing.unobserve(entry.target);
      want(figures.indexOf(entry.target));
    }
  },
  { rootMargin: "600px" },
);
figures.forEach((figure) => nearing.observe(figure));
