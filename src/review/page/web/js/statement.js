// One statement as a line of a card: its text with the shared terms marked, who wrote it, and what
// was decided about it.

import { button, h, hits } from "./dom.js";
import { store, wanted } from "./state.js";

const LONG = 480;

let made = 0;

// The terms that the card shares, and in them and around them what is looked for.
function pieces(text) {
  const words = wanted();
  const found = (piece) => (words.length === 0 ? piece
    : hits(piece, words).map((part, at) => (at % 2 ? h("mark", { class: "hit" }, part) : part)));
  return text.map((piece, at) => (at % 2 ? h("mark", {}, found(piece)) : found(piece)));
}

// `choose`: whether it can be chosen; `home`: whether to say which card it is in.
/** @param {import("./types.js").StatementView} one */
export function statement(one, { choose = false, home = false, onChoose } = {}) {
  const official = one.origin === "institutional";
  const length = one.text.reduce((sum, piece) => sum + piece.length, 0);
  const id = `t${(made += 1)}`;
  const text = h("span", { class: length > LONG ? "words long" : "words", dir: "auto" }, pieces(one.text));
  const share = store.scores?.get(one.id);
  const meta = h("p", { class: "meta", id: `${id}-m` },
    h("span", { class: "id" }, one.id),
    h("span", { class: "side" }, official ? "institucional" : "ciudadano"),
    one.place && h("span", { dir: "auto" }, one.place),
    one.more.map((word) => h("span", { dir: "auto" }, word)),
    home && one.card && h("a", { href: `#revisar/${encodeURIComponent(one.card)}` }, `en ${one.card}`),
    one.family && one.family !== one.id && h("span", { class: "tag" }, `dice casi lo mismo que ${one.family}`),
    one.personal && h("span", { class: "tag" }, `datos personales: ${one.personal}`),
    one.novel && !store.blind && h("span", { class: "tag" }, "tema posiblemente nuevo"),
    one.contradicted && !store.blind && h("span", { class: "tag" }, `¿será de ${one.contradicted}?`),
    one.also.map((to) => h("span", { class: "tag" }, `también en ${to}`)),
    one.why && h("span", { class: "tag warn" }, one.why),
    one.by && h("span", { class: "tag done" }, `${one.people ? "✓ " : ""}${one.by}`),
    share && h("span", { class: "tag" }, `más parecido que el ${share} de los pares`));
  const more = length > LONG && button("Ver todo el texto", (event) => {
    text.classList.remove("long");
    event.target.remove();
  }, { style: "link" });
  const box = choose && h("input", {
    type: "checkbox", id, "data-statement": one.id, "aria-describedby": `${id}-m`,
    on: { click: (event) => onChoose(one, event.target.checked, event.shiftKey) },
  });
  if (box) box.checked = store.chosen.has(one.id);
  return h("li", { class: `statement ${official ? "inst" : "ciud"}`, "data-id": one.id,
    on: { mousedown: (event) => { if (event.shiftKey) event.preventDefault(); } } },
    box ? h("label", { for: id }, box, text) : h("div", { class: "label" }, text), more, meta);
}
