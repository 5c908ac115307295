// Draws every chart of a page from the JSON beside it; follows light and dark, and the width of the window.
const probe = document.createElement("span");
const looks = getComputedStyle(document.documentElement);

function colour(name) {
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}
function resolved(value) {
  if (typeof value === "string") return value.startsWith("@") ? colour(value.slice(1)) : value;
  if (Array.isArray(value)) return value.map(resolved);
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, resolved(part)]));
  }
  return value;
}
// On a narrow screen a picture from left to right becomes one from top to bottom.
function turned(option, box) {
  if (box.clientWidth >= 640) return option;
  const [nodes] = option.series;
  nodes.data.forEach((node) => {
    node.value = [...node.value].reverse();
    node.label = { ...node.label, width: box.clientWidth / (option.yAxis.max + 1.5), fontSize: 11 };
  });
  const across = { ...option.yAxis, inverse: false };
  option.yAxis = { ...option.xAxis, inverse: true };
  option.xAxis = across;
  return option;
}
// One kilometre is as long upwards as sideways: the axis with room to spare shows more.
function proportioned(option, box) {
  const { xAxis, yAxis, grid } = option;
  const width = box.clientWidth - grid.left - grid.right;
  const height = box.clientHeight - grid.top - grid.bottom;
  const narrowing = Math.cos((((yAxis.min + yAxis.max) / 2) * Math.PI) / 180);
  const perPixel = Math.max(((xAxis.max - xAxis.min) * narrowing) / width, (yAxis.max - yAxis.min) / height);
  const widen = (axis, degrees) => {
    const middle = (axis.min + axis.max) / 2;
    axis.min = middle - degrees / 2;
    axis.max = middle + degrees / 2;
  };
  widen(xAxis, (perPixel * width) / narrowing);
  widen(yAxis, perPixel * height);
  [xAxis, yAxis].forEach((axis) => Object.assign(axis.axisLabel, { formatter: (degree) => degree.toFixed(1), showMinLabel: false, showMaxLabel: false }));
  return option;
}
const shapes = { plain: (option) => option, turned, map: proportioned };

function draw(figure) {
  const box = figure.querySelector("[data-chart]");
  const known = echarts.getInstanceByDom(box);
  if (known) known.dispose();
  const chart = echarts.init(box);
  const option = resolved(JSON.parse(document.getElementById(box.dataset.chart).textContent));
  const tooltip = {
    ...option.tooltip, renderMode: "richText", confine: true, backgroundColor: colour("tblr-bg-surface"),
    borderColor: colour("tblr-border-color"), textStyle: { color: colour("tblr-body-color") },
    formatter: (point) => (point.data && point.data.tip) || "",
  };
  const textStyle = { fontFamily: looks.getPropertyValue("--tblr-font-sans-serif") };
  chart.setOption({ ...shapes[box.dataset.draw](option, box), tooltip, textStyle, animation: false });
  chart.on("click", (point) => { if (point.data && point.data.url) location.assign(point.data.url); });
}
function drawAll() {
  document.querySelectorAll("figure.chart").forEach(draw);
}
document.addEventListener("DOMContentLoaded", () => {
  let width = innerWidth;
  let waiting = 0;
  drawAll();
  new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  addEventListener("resize", () => {
    if (innerWidth === width) return;
    width = innerWidth;
    clearTimeout(waiting);
    waiting = setTimeout(drawAll, 150);
  });
});
