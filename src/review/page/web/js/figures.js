// The overview: where the texts are, how far each competencia is, and the map; each figure with its
// table.

import { h, number, svg } from "./dom.js";
import { STATES, nameOf, sidesOf, store } from "./state.js";

const ENDS = ["en propuestas, por decisión de personas", "en propuestas, sin decidir", "en espera de una decisión", "fuera de competencia", "descartados"];
const SIDES = [["institucionales", "inst"], ["ciudadanos", "ciud"]];

function table(caption, head, rows, foot) {
  const cell = (tag, words, i) => (i === 0 ? h("th", { scope: "row" }, words) : h(tag, { class: "n" }, words));
  return h("div", { class: "table", tabindex: "0", role: "group", "aria-label": caption }, h("table", {}, h("caption", {}, caption),
    h("thead", {}, h("tr", {}, head.map((words, i) => h("th", { scope: "col", class: i ? "n" : "" }, words)))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map((words, i) => cell("td", words, i))))),
    foot && h("tfoot", {}, h("tr", {}, foot.map((words, i) => cell("td", words, i))))));
}

const figure = (id, title, words, picture, ...tables) => h("section", { class: "figure", "aria-labelledby": id },
  h("h2", { id }, title), h("p", { class: "note" }, words), h("div", { class: "plate" }, picture, h("div", {}, tables)));

// Bands from the two origins to where the texts are, as wide as there are texts.
function flow(data) {
  const W = 610, H = 380, BAR = 14, GAP = 22, LEAST = 38;
  const counts = data.map((one) => one.counts);
  const total = counts.flat().reduce((a, b) => a + b, 0);
  const ends = ENDS.map((_, i) => counts[0][i] + counts[1][i]);
  const used = ends.filter((n) => n > 0).length;
  const scale = total ? (H - 30 - (GAP + 10) * Math.max(used, 2)) / total : 0;
  const left = [];
  let y = 20;
  for (const [i, one] of counts.entries()) {
    const n = one.reduce((a, b) => a + b, 0);
    left.push({ y, n, at: y, words: `${number(n)} ${SIDES[i][0]}` });
    y += n * scale + GAP * 2;
  }
  y = 20;
  const right = ends.map((n) => {
    const end = { y, n, at: y };
    if (n > 0) y += Math.max(n * scale + GAP, LEAST);
    return end;
  });
  const bands = [];
  for (const [i, one] of counts.entries()) {
    for (const [j, n] of one.entries()) {
      if (n === 0) continue;
      const wide = n * scale, a = left[i].at, b = right[j].at, x1 = 120 + BAR, x2 = 360, mid = (x1 + x2) / 2;
      bands.push(svg("path", { class: `band ${SIDES[i][1]}`,
        d: `M${x1} ${a}C${mid} ${a} ${mid} ${b} ${x2} ${b}V${b + wide}C${mid} ${b + wide} ${mid} ${a + wide} ${x1} ${a + wide}Z` }));
      left[i].at += wide;
      right[j].at += wide;
    }
  }
  const lines = (x, y, words, anchor) => words.map((line, i) => svg("text", { x, y: y + i * 15, "text-anchor": anchor }, line));
  return svg("svg", { viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": "De los aportes leídos a dónde están ahora; los números están en la tabla" },
    bands,
    left.map((one, i) => [svg("rect", { class: SIDES[i][1], x: 120, y: one.y, width: BAR, height: Math.max(one.n * scale, 1) }),
      lines(112, one.y + (one.n * scale) / 2 + 4, one.words.split(" "), "end")]).flat(3),
    right.map((one, j) => (one.n === 0 ? [] : [svg("rect", { class: `end e${j}`, x: 360, y: one.y, width: BAR, height: Math.max(one.n * scale, 1) }),
      lines(382, one.y + (one.n * scale) / 2 + 1, [number(one.n), ENDS[j].replace("decisión de personas", "personas")], "start")])).flat(3));
}

function flowTable(data) {
  const [inst, ciud] = data.map((one) => one.counts);
  const sum = (list) => list.reduce((a, b) => a + b, 0);
  return table("Dónde están los aportes", ["Lugar", "Inst.", "Ciud.", "Total"],
    ENDS.map((words, i) => [words, number(inst[i]), number(ciud[i]), number(inst[i] + ciud[i])]),
    ["Leídos", number(sum(inst)), number(sum(ciud)), number(sum(inst) + sum(ciud))]);
}

const ORDER = ["decided", "begun", "waiting", "open", "gone"];

function advance(cards) {
  const most = Math.max(1, ...cards.map((row) => row.reduce((a, b) => a + b, 0)));
  const W = 560, ROW = 44;
  return svg("svg", { viewBox: `0 0 ${W} ${cards.length * ROW + 4}`, role: "img", "aria-label": "Propuestas de cada competencia por estado; los números están en la tabla" },
    cards.map((row, i) => {
      let x = 0;
      const name = store.competencias[i]?.text ?? "";
      return [svg("text", { x: 0, y: i * ROW + 14 }, name.length > 72 ? `${name.slice(0, 70)}…` : name),
        row.map((n, j) => {
          const bar = svg("rect", { class: `s-${ORDER[j]}`, x, y: i * ROW + 20, width: (n / most) * W, height: 14 });
          x += (n / most) * W;
          return n > 0 ? bar : null;
        })];
    }).flat(3).filter(Boolean));
}

const key = () => h("ul", { class: "key" }, ORDER.map((state) => h("li", { class: `k-${state}` }, `${STATES[state].sign} ${STATES[state].words}`)));

// How many candidates are drawn: of more a planner sees nothing and a browser is slow.
const DRAWN = 2000;

/** @param {import("./types.js").MapPoint[]} points */
function map(points, open) {
  const W = 560, PAD = 24;
  const xs = points.map((p) => p.x), ys = points.map((p) => p.y);
  const span = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys)) || 1;
  const middle = (all) => (Math.max(...all) + Math.min(...all)) / 2;
  const [mx, my] = [middle(xs), middle(ys)];
  const place = (p) => [W / 2 + ((p.x - mx) / span) * (W - 2 * PAD), W / 2 - ((p.y - my) / span) * (W - 2 * PAD)];
  const shapes = [...points].sort((a, b) => b.institutional + b.citizen - a.institutional - a.citizen).slice(0, DRAWN).map((p) => {
    const [x, y] = place(p);
    const r = Math.min(3 + 1.1 * Math.sqrt(p.institutional + p.citizen), 16);
    const sides = sidesOf(p);
    const shape = sides === "institutional" ? svg("rect", { x: x - r, y: y - r, width: 2 * r, height: 2 * r })
      : sides === "citizen" ? svg("path", { d: `M${x} ${y - 1.2 * r}L${x + 1.15 * r} ${y + 0.9 * r}H${x - 1.15 * r}Z` })
        : svg("circle", { cx: x, cy: y, r });
    shape.setAttribute("class", `point ${sides}`);
    shape.append(svg("title", {}, `${p.id}: ${nameOf(p)}`));
    shape.addEventListener("click", () => open(p.id));
    return shape;
  });
  return svg("svg", { viewBox: `0 0 ${W} ${W}`, role: "img", "aria-label": "Mapa de las propuestas, solo para orientarse; la tabla lista las mismas" },
    svg("rect", { class: "field", x: 0.5, y: 0.5, width: W - 1, height: W - 1 }), shapes);
}

function mapTable(points) {
  // Made when it is asked for: there can be thousands.
  const fill = (event) => {
    if (event.target.childElementCount > 1) return;
    event.target.append(table("Propuestas del mapa", ["Propuesta", "Inst.", "Ciud."], points.map((p) => [
      h("a", { href: `#revisar/${encodeURIComponent(p.id)}` }, `${p.id} `, h("span", { dir: "auto" }, nameOf(p))), number(p.institutional), number(p.citizen)])));
  };
  return h("details", { on: { toggle: fill } }, h("summary", {}, `Las ${number(points.length)} propuestas del mapa, como tabla`));
}

/** @param {import("./types.js").Overview} data */
export function overview(data, open) {
  const cards = data.cards.map((row, i) => [store.competencias[i]?.text ?? "", ...row.map(number)]);
  const drawn = data.map.length > DRAWN ? ` Se dibujan las ${number(DRAWN)} de más aportes; la tabla las lista todas.` : "";
  const located = data.map.some((p) => p.x !== 0 || p.y !== 0);
  return h("div", { class: "view" }, h("h1", {}, "Panorama de la revisión"),
    figure("fig-flujo", "De los aportes a los desafíos", "Cada aporte está en exactamente un lugar. Nada se pierde ni se cuenta dos veces.", flow(data.flow), flowTable(data.flow)),
    figure("fig-avance", "Avance por competencia", "Cuántas propuestas de cada competencia están revisadas.", h("div", {}, key(), advance(data.cards)),
      table("Propuestas por estado", ["Competencia", ...ORDER.map((state) => STATES[state].words)], cards)),
    located && figure("fig-mapa", "Mapa de las propuestas", "Solo para orientarse: las propuestas que hablan de cosas parecidas suelen quedar cerca, pero las distancias y los ejes no miden nada. Tamaño: cuántos aportes. Pulse una para abrirla." + drawn,
      h("div", {}, h("ul", { class: "key" }, h("li", { class: "k-both" }, "● cruzada"), h("li", { class: "k-inst" }, "■ solo institucional"), h("li", { class: "k-ciud" }, "▲ solo ciudadana")), map(data.map, open)),
      mapTable(data.map)));
}
