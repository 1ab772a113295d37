const canvas = document.querySelector("#scroll");
const pen = canvas.getContext("2d");

/** A ridge is noise added to noise. */
function ridge(x, seed) {
  return [1, 2, 4, 8].reduce((height, k) => height + Math.sin((x * k) / 97 + seed * k) / k, 0);
}

for (let layer = 0; layer < 5; layer += 1) {
  pen.beginPath();
  for (let x = 0; x < canvas.width; x += 1) pen.lineTo(x, 80 + layer * 30 - 20 * ridge(x, layer));
  pen.stroke();
}
