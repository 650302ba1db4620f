// The brush over the photo. Runs as `js_on_load` of a gr.HTML: `element`, `props`, `trigger` and `watch` are gradio's.
//
// props.value  what a person did: { strokes: [{kind, radius, points: [[x, y]]}], keep: [part numbers], or null for all,
//              of: the photo's file, so that the page does not take it for another photo's }
// props.photo, props.overlay  data URLs of the same proportions: the photo, and what veils all that is not kept
// props.parts  [{number, x, y}]: separate people and things, x and y as shares of the sides
// props.marks  [[left, top, right, bottom]]: where the cut-out is doubtful, as shares of the sides
// props.start  what the brush does at first, "keep" or "remove"
// props.seen   how many strokes the overlay shows already
// Every change triggers "input"; the page answers with a new overlay.

const board = element.querySelector(".brush-board");
const canvas = element.querySelector("canvas");
const context = canvas.getContext("2d");
const size = element.querySelector(".brush-size");
const photo = new Image(), overlay = new Image();
const COLOURS = { keep: "#22c55ecc", remove: "#f43f5ecc" };
let kind = "remove", stroke = null, cursor = null, undone = [], view = { zoom: 1, x: 0, y: 0 };
const fingers = new Map();

const done = () => props.value || { strokes: [], keep: null };
const kept = (number) => !done().keep || done().keep.includes(number);
// A share of the longer side, 0.4 % to 11 % where the whole photo is seen; as large on the screen at any zoom.
const radius = () => 0.004 * 1.06 ** Number(size.value) / view.zoom;

function change(value) {
  props.value = value;
  show();
  trigger("input");
}

function toPhoto(event) { // where on the photo, as shares of its sides
  const box = canvas.getBoundingClientRect();
  return [((event.clientX - box.left) / box.width - view.x) / view.zoom,
          ((event.clientY - box.top) / box.height - view.y) / view.zoom];
}

function line({ kind, radius, points }) {
  const longer = Math.max(canvas.width, canvas.height);
  context.strokeStyle = COLOURS[kind];
  context.lineWidth = 2 * radius * longer;
  context.lineCap = context.lineJoin = "round";
  context.beginPath();
  points.forEach(([x, y]) => context.lineTo(x * canvas.width, y * canvas.height));
  if (points.length === 1) context.lineTo(points[0][0] * canvas.width + 0.01, points[0][1] * canvas.height);
  context.stroke();
}

function ring([x, y]) {
  context.lineWidth = 1.5 * canvas.width / canvas.clientWidth / view.zoom;
  for (const [colour, shift] of [["#000a", 1], ["#fff", 0]]) {
    context.strokeStyle = colour;
    context.beginPath();
    context.arc(x * canvas.width, y * canvas.height,
                radius() * Math.max(canvas.width, canvas.height) + shift * context.lineWidth, 0, 7);
    context.stroke();
  }
}

function mark([left, top, right, bottom]) {
  const unit = canvas.width / canvas.clientWidth / view.zoom;
  context.setLineDash([7 * unit, 5 * unit]);
  context.lineWidth = 2 * unit;
  context.strokeStyle = "#fbbf24";
  context.strokeRect(left * canvas.width, top * canvas.height,
                     (right - left) * canvas.width, (bottom - top) * canvas.height);
  context.setLineDash([]);
}

function draw() {
  if (!photo.naturalWidth) return;
  if (canvas.width !== photo.naturalWidth || canvas.height !== photo.naturalHeight) {
    canvas.width = photo.naturalWidth;
    canvas.height = photo.naturalHeight;
  }
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.setTransform(view.zoom, 0, 0, view.zoom, view.x * canvas.width, view.y * canvas.height);
  context.drawImage(photo, 0, 0, canvas.width, canvas.height);
  if (overlay.naturalWidth) context.drawImage(overlay, 0, 0, canvas.width, canvas.height);
  (props.marks || []).forEach(mark);
  done().strokes.slice(props.seen || 0).forEach(line);
  if (stroke) line(stroke);
  if (cursor) ring(cursor);
}

function show() {
  element.querySelectorAll("[data-kind]").forEach((button) =>
    button.setAttribute("aria-pressed", String(button.dataset.kind === kind)));
  element.querySelector("[data-do=undo]").disabled = !done().strokes.length;
  element.querySelector("[data-do=redo]").disabled = !undone.length;
  element.querySelector("[data-do=clear]").disabled = !done().strokes.length && !done().keep;
  element.querySelector("[data-do=fit]").hidden = view.zoom === 1;
  badges();
  draw();
}

function badges() {
  const parts = props.parts || [], holder = element.querySelector(".brush-parts");
  holder.replaceChildren(...(parts.length < 2 ? [] : parts).map(({ number, x, y }) => {
    const badge = document.createElement("button"), stays = kept(number);
    badge.type = "button";
    badge.dataset.part = number;
    badge.setAttribute("aria-pressed", String(stays));
    badge.setAttribute("aria-label", `Part ${number}: ${stays ? "kept" : "removed"}`);
    badge.title = stays ? "Tap to remove this one" : "Tap to keep this one";
    badge.textContent = stays ? `${number} ✓` : `${number} ✕`;
    badge.style.left = `${100 * (view.x + x * view.zoom)}%`;
    badge.style.top = `${100 * (view.y + y * view.zoom)}%`;
    return badge;
  }));
}

function zoomAt(event, factor) {
  const box = canvas.getBoundingClientRect();
  const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  const zoom = Math.min(8, Math.max(1, view.zoom * factor)), scale = zoom / view.zoom;
  move(zoom, x - (x - view.x) * scale, y - (y - view.y) * scale);
}

function move(zoom, x, y) { // the photo never leaves its frame
  view = { zoom, x: Math.min(0, Math.max(1 - zoom, x)), y: Math.min(0, Math.max(1 - zoom, y)) };
  show();
}

function pinch() { // two fingers: zoom and move, no paint
  const box = canvas.getBoundingClientRect();
  const [a, b] = [...fingers.values()];
  const middle = { clientX: (a.now.x + b.now.x) / 2, clientY: (a.now.y + b.now.y) / 2 };
  const spread = (key) => Math.hypot(a[key].x - b[key].x, a[key].y - b[key].y);
  const drift = (axis) => (a.now[axis] + b.now[axis] - a.was[axis] - b.was[axis]) / 2;
  zoomAt(middle, spread("now") / Math.max(1, spread("was")));
  move(view.zoom, view.x + drift("x") / box.width, view.y + drift("y") / box.height);
}

canvas.addEventListener("pointerdown", (event) => {
  if (!photo.naturalWidth || event.button) return;
  event.preventDefault();
  canvas.setPointerCapture(event.pointerId);
  canvas.focus({ preventScroll: true }); // so that Ctrl+Z finds its way here
  const place = { x: event.clientX, y: event.clientY };
  fingers.set(event.pointerId, { now: place, was: place });
  stroke = fingers.size > 1 ? null : { kind, radius: radius(), points: [toPhoto(event)] };
  draw();
});

canvas.addEventListener("pointermove", (event) => {
  const finger = fingers.get(event.pointerId);
  cursor = event.pointerType === "mouse" ? toPhoto(event) : null;
  if (finger) {
    finger.was = finger.now;
    finger.now = { x: event.clientX, y: event.clientY };
    if (fingers.size === 2) pinch();
  }
  if (stroke && fingers.size === 1) {
    const point = toPhoto(event), last = stroke.points.at(-1);
    if (Math.hypot(point[0] - last[0], point[1] - last[1]) > 0.2 * stroke.radius) stroke.points.push(point);
  }
  draw();
});

function lift(event) {
  fingers.delete(event.pointerId);
  if (!stroke) return;
  const finished = stroke;
  stroke = null;
  undone = [];
  if (event.type === "pointerup") change({ ...done(), strokes: [...done().strokes, finished] });
}
canvas.addEventListener("pointerup", lift);
canvas.addEventListener("pointercancel", lift);
canvas.addEventListener("pointerleave", () => { cursor = null; draw(); });
canvas.addEventListener("wheel", (event) => {
  if (!event.ctrlKey && !event.metaKey) return; // plain wheels scroll the page
  event.preventDefault();
  zoomAt(event, Math.exp(-event.deltaY / 300));
}, { passive: false });

const actions = {
  undo() {
    const strokes = [...done().strokes];
    undone.push(strokes.pop());
    change({ ...done(), strokes });
  },
  redo() { change({ ...done(), strokes: [...done().strokes, undone.pop()] }); },
  clear() { undone = []; change({ ...done(), strokes: [], keep: null }); },
  fit() { canvas.focus({ preventScroll: true }); move(1, 0, 0); },
};

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.kind) { kind = button.dataset.kind; show(); }
  if (button.dataset.do) actions[button.dataset.do]();
  if (button.dataset.part) {
    const number = Number(button.dataset.part), all = props.parts.map((part) => part.number);
    const keep = all.filter((one) => (one === number ? !kept(one) : kept(one)));
    change({ ...done(), keep: keep.length === all.length ? null : keep });
    element.querySelector(`[data-part="${number}"]`)?.focus();
  }
});

element.addEventListener("keydown", (event) => {
  const key = event.key.toLowerCase();
  if ((event.ctrlKey || event.metaKey) && key === "z") {
    event.preventDefault();
    const action = event.shiftKey ? "redo" : "undo";
    if (!element.querySelector(`[data-do=${action}]`).disabled) actions[action]();
  }
  if (key === "[" || key === "]") {
    size.value = Number(size.value) + (key === "]" ? 3 : -3);
    draw();
  }
});

photo.onload = overlay.onload = draw;
function arrive() {
  if (props.photo && photo.src !== props.photo) { // another photo: nothing of the last one is left
    photo.src = props.photo;
    kind = props.start;
    stroke = null;
    undone = [];
    view = { zoom: 1, x: 0, y: 0 };
  }
  if (props.overlay && overlay.src !== props.overlay) overlay.src = props.overlay;
  show();
}
watch(["photo", "overlay", "parts", "marks", "value", "seen"], arrive);
arrive();
