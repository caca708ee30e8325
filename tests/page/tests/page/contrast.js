// Every visible text whose contrast is below what WCAG 2.2 AA asks for (1.4.3), one on a line.
(() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  /** Any colour that a style can name, as red, green, blue and how opaque it is. */
  const parts = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return { rgb: [red, green, blue], opaque: alpha / 255 };
  };
  const over = (top, below) => top.rgb.map((part, index) => part * top.opaque + below[index] * (1 - top.opaque));
  const behind = (element) => {
    if (!element) return [255, 255, 255];
    const own = parts(getComputedStyle(element).backgroundColor);
    return own.opaque === 1 ? own.rgb : over(own, behind(element.parentElement));
  };
  const luminance = (rgb) => {
    const linear = rgb.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };

  const poor = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode.data.trim();
    const element = texts.currentNode.parentElement;
    if (!text || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (element.closest(".visually-hidden, script, :disabled")) continue;
    const style = getComputedStyle(element);
    const ground = behind(element);
    const [light, dark] = [luminance(over(parts(style.color), ground)), luminance(ground)].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) poor.add(`${ratio.toFixed(2)} ${element.tagName}.${element.className}: ${text.slice(0, 40)}`);
  }
  return [...poor].join("\n");
})()
