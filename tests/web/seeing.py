"""What a person can hardly read or hit on the page, as a browser computes it; both are called with a selector."""

FAINT = """root => {
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = words => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = words;
    pen.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = (top, alpha, below) => below.map((part, i) => top[i] * alpha + part * (1 - alpha));
  const light = colour => {
    const [red, green, blue] = colour.map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * red + .7152 * green + .0722 * blue;
  };
  const contrast = (element, ink) => {
    let paper = [255, 255, 255], opacity = 1;
    const around = [];
    for (let each = element; each; each = each.parentElement) around.unshift(getComputedStyle(each));
    for (const style of around) {
      const fill = rgba(style.backgroundColor);
      paper = over(fill, fill[3], paper);
      opacity *= Number(style.opacity);
    }
    const colour = rgba(ink);
    const [dark, bright] = [light(over(colour, colour[3] * opacity, paper)), light(paper)].sort((a, b) => a - b);
    return (bright + .05) / (dark + .05);
  };
  const found = [];
  for (const element of document.querySelector(root).querySelectorAll("*")) {
    const box = element.getBoundingClientRect();
    const seen = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    if (!seen || !box.width || !box.height || element.closest("#presets")) continue;  // those lie on pictures
    const words = [...element.childNodes].filter(node => node.nodeType === 3).map(node => node.textContent).join("");
    const hint = element.placeholder && !element.value;
    if (!hint && !/[\\p{L}\\p{N}]/u.test(words)) continue;  // an arrow is no text
    const ratio = contrast(element, getComputedStyle(element, hint ? "::placeholder" : null).color);
    if (ratio < 4.5) found.push(`${(hint ? element.placeholder : words).trim()}: ${ratio.toFixed(2)}`);
  }
  return found;
}"""
"""Words whose contrast is below what WCAG 2.2 asks for (1.4.3, AA)."""

SMALL = """root => {
  const found = [];
  const things = "button, select, summary, textarea, input:not([type=file]), [role=option]";
  for (const element of document.querySelector(root).querySelectorAll(things)) {
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const tapped = element.matches("[type=radio], [type=checkbox]") ? element.closest("label") : element;
    const { width, height } = tapped.getBoundingClientRect();
    const name = tapped.innerText || element.ariaLabel || element.value;
    if (width && height && Math.min(width, height) < 43.5) found.push(`${name}: ${width} x ${height}`);
  }
  return found;
}"""
"""What is smaller than a fingertip, 44 px. Source: WCAG 2.2, 2.5.5; links within sentences are left out there too."""
