// Lets the times of a running import go on between two answers of the server: how long it has been
// going, and how long it probably still takes.

// What an element said and when it was found saying so: the server's clock is not compared with
// the viewer's.
const said = new WeakMap();

function secondsSince(element, value) {
  const known = said.get(element);
  if (known?.value === value) return (performance.now() - known.at) / 1000;
  said.set(element, { value, at: performance.now() });
  return 0;
}

function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

function left(low, likely, high, isTrusted) {
  if (isTrusted) return likely < 1 ? "a moment left" : `about ${duration(likely)} left`;
  if (high < 60) return `${Math.round(Math.max(0, low))}–${Math.ceil(Math.max(1, high))} s left`;
  return `${duration(low)} to ${duration(high)} left`;
}

function tick() {
  for (const element of document.querySelectorAll("[data-elapsed]")) {
    const value = element.dataset.elapsed;
    element.textContent = duration(Number(value) + secondsSince(element, value) - 0.5);
  }
  for (const element of document.querySelectorAll("[data-left]")) {
    const value = element.dataset.left;
    const passed = secondsSince(element, value);
    const [low, likely, high] = value.split(",").map((text) => Number(text) - passed);
    element.textContent = left(low, likely, high, "trusted" in element.dataset);
  }
}

document.addEventListener("htmx:after:swap", tick);
setInterval(tick, 1000);
tick();
