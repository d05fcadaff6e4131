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
  return Number.isNaN(date.getTime()) ? at : date.toLocaleString("es-EC", { dateStyle: "medium", timeStyle: "short" });
}

let quiet;

// Says something briefly, to eyes and ears; with what can be done about it.
export function say(text, ...more) {
  const box = byId("aviso");
  clearTimeout(quiet);
  box.replaceChildren(h("span", {}, text), ...more);
  quiet = setTimeout(() => box.replaceChildren(), more.length > 0 ? 12000 : 7000);
}
