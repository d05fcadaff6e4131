// Making elements. What people wrote only ever becomes text: nothing here parses HTML.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const h = (tag, props, ...children) => fill(document.createElement(tag), props, children);

export const svg = (tag, props, ...children) => fill(document.createElementNS(SVG, tag), props, children);

export const byId = (id) => document.getElementById(id);

export function button(label, listener, { key, style, ...props } = {}) {
  return h("button", { type: "button", class: style, "aria-keyshortcuts": key, on: { click: listener }, ...props },
    label, key && h("kbd", { "aria-hidden": "true" }, key));
}

const numbers = new Intl.NumberFormat("es-EC", { useGrouping: "always" });

// 1132 as 1.132; Spanish of Ecuador groups with a dot on the documents this page stands beside.
export const number = (n) => numbers.format(n).replaceAll(",", ".");

export const count = (n, one, many) => `${number(n)} ${n === 1 ? one : many}`;

export const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export function when(at) {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? at : date.toLocaleString("es-EC", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hour12: false, timeZoneName: "shortOffset" });
}

// A text in pieces, plain and marked by turns: marked is what holds one of the words looked for,
// without case and accents. Pieces that are marked already stay so.
export function hits(text, words) {
  const spots = [...text];
  let folded = "";
  const at = [];
  for (const [i, spot] of spots.entries()) {
    const plain = fold(spot);
    folded += plain;
    for (let k = 0; k < plain.length; k += 1) at.push(i);
  }
  const marked = new Array(spots.length).fill(false);
  for (const word of words) {
    for (let from = folded.indexOf(word); word && from >= 0; from = folded.indexOf(word, from + 1)) {
      for (let k = from; k < from + word.length; k += 1) marked[at[k]] = true;
    }
  }
  const pieces = [""];
  for (const [i, spot] of spots.entries()) {
    if (marked[i] !== (pieces.length % 2 === 0)) pieces.push("");
    pieces[pieces.length - 1] += spot;
  }
  return pieces;
}

let quiet;

// Says something briefly, to eyes and ears; with what can be done about it.
export function say(text, ...more) {
  const box = byId("aviso");
  clearTimeout(quiet);
  box.replaceChildren(h("span", { dir: "auto" }, text), ...more);
  quiet = setTimeout(() => {
    if (!box.contains(document.activeElement)) box.replaceChildren();
  }, more.length > 0 ? 12000 : 7000);
}
