// Inside the sandboxed frame: draws what the page sends, and sends the drawing back.
// The frame has no origin, no cookies and no network; whatever a source makes mermaid do stays here.

const LONGEST = 20_000;
const THEMES = {
  light: {
    background: "#fffefb", primaryColor: "#e2eee7", primaryBorderColor: "#1d5b47",
    primaryTextColor: "#1d1b18", lineColor: "#5e584e", textColor: "#1d1b18",
    secondaryColor: "#f9efd9", tertiaryColor: "#f1eee6",
  },
  dark: {
    darkMode: true, background: "#1e1e1a", primaryColor: "#1f3329", primaryBorderColor: "#8fd3b4",
    primaryTextColor: "#eceae3", lineColor: "#aaa598", textColor: "#eceae3",
    secondaryColor: "#352b17", tertiaryColor: "#262621",
  },
};
const FONT = 'ui-sans-serif, system-ui, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif';

// Tags of HTML, but not "<br>" and not "<<interface>>": they are shown as what they are, text.
const TAG = /(?<!<)<(?!br\b)(\/?[a-z][^<>]*)>(?!>)/gi;

let queue = Promise.resolve();

async function draw({ id, source, isDark }) {
  try {
    if (source.length > LONGEST) throw new Error("too long");
    mermaid.initialize({
      theme: "base",
      themeVariables: THEMES[isDark ? "dark" : "light"],
      startOnLoad: false,
      securityLevel: "strict",
      suppressErrorRendering: true,
      maxTextSize: LONGEST,
      maxEdges: 400,
      htmlLabels: false,
      flowchart: { htmlLabels: false },
      fontFamily: FONT,
      // What a source may not change in its own front matter or directives.
      secure: ["secure", "securityLevel", "startOnLoad", "maxTextSize", "maxEdges", "htmlLabels",
        "fontFamily", "themeCSS", "suppressErrorRendering"],
    });
    const { svg } = await mermaid.render(`drawing-${id}`, source.replace(TAG, "#lt;$1#gt;"));
    parent.postMessage({ id, ...portable(svg) }, "*");
  } catch {
    parent.postMessage({ id, failed: true }, "*");
  }
}

// As XML with a size of its own, as an image needs it.
function portable(svg) {
  // Parsed without being laid out: nothing in it is loaded or run.
  const root = new DOMParser().parseFromString(svg, "text/html").querySelector("svg");
  const [, , width, height] = root.getAttribute("viewBox").split(/[\s,]+/).map(Number);
  root.setAttribute("width", Math.ceil(width));
  root.setAttribute("height", Math.ceil(height));
  root.removeAttribute("style");
  const text = new XMLSerializer().serializeToString(root);
  return { svg: text, width: Math.ceil(width), height: Math.ceil(height) };
}

addEventListener("message", (event) => {
  const { id, source, isDark } = event.data ?? {};
  if (event.source !== parent || typeof source !== "string" || !Number.isInteger(id)) return;
  queue = queue.then(() => draw({ id, source, isDark: isDark === true }));
});

parent.postMessage({ isReady: true }, "*");
