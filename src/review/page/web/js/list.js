// The queue of cards: filters, progress, and one page of rows at a time.

import { get } from "./api.js";
import { button, byId, count, h, hits, number } from "./dom.js";
import { PAGE, STATES, isDone, labelOf, nameOf, store, visible, wanted } from "./state.js";

const KEPT = "minga-filtros";

let opened = () => {};
let looking = null;
let changed = () => {};

// The filters as they were before the page was loaded anew.
export async function restoreFilters() {
  Object.assign(store.filter, JSON.parse(sessionStorage.getItem(KEPT) ?? "{}"));
  if (!store.competencias[Number(store.filter.competencia)]) store.filter.competencia = "";
  if (store.filter.text) await look(store.filter.text);
}

const keepFilters = () => sessionStorage.setItem(KEPT, JSON.stringify(store.filter));

const option = (value, words, chosen) => h("option", { value, selected: value === chosen }, words);

function select(label, name, options) {
  const node = h("select", { id: `f-${name}`, on: { change: (event) => {
    store.filter[name] = event.target.value;
    store.page = 0;
    keepFilters();
    drawRows();
  } } }, options.map(([value, words]) => option(value, words, store.filter[name])));
  return h("div", { class: "field" }, h("label", { for: `f-${name}` }, label), node);
}

async function look(text) {
  store.filter.text = text.trim();
  store.page = 0;
  keepFilters();
  looking?.abort();
  if (store.filter.text === "") {
    store.found = null;
    return draw();
  }
  looking = new AbortController();
  try {
    /** @type {import("./types.js").SearchResult} */
    const { hits: found, loose } = await get("/api/search", { q: store.filter.text }, looking.signal);
    store.found = new Map(found.map((one) => [one.card, one]));
    store.found.loose = loose;
    draw();
  } catch { /* A newer search took its place, or the program is away, which is said elsewhere. */ }
}

function draw() {
  drawRows();
  changed();
}

// The whole column; `open` is called with the id of the card that is wanted, `sought` when something
// else is looked for.
export function list(open, sought) {
  opened = open;
  changed = sought;
  let waiting;
  const search = h("input", { id: "buscar", type: "search", autocomplete: "off", value: store.filter.text,
    on: { input: (event) => {
      clearTimeout(waiting);
      waiting = setTimeout(() => look(event.target.value), 150);
    }, keydown: async (event) => {
      if (event.isComposing || event.repeat) return;
      if (event.key === "Escape" && search.value !== "") {
        // The first Escape clears; the next one leaves the field.
        event.preventDefault();
        event.stopPropagation();
        clearTimeout(waiting);
        search.value = "";
        await look("");
      } else if (event.key === "Enter") {
        event.preventDefault();
        clearTimeout(waiting);
        if (store.filter.text !== search.value.trim() || (store.filter.text && !store.found)) await look(search.value);
        const first = visible()[0];
        if (first) opened(first.id);
      }
    } } });
  const filters = h("div", { class: "filters", role: "search", "aria-label": "Filtrar propuestas" },
    h("div", { class: "field wide" }, h("label", { for: "buscar" }, "Buscar en propuestas y aportes ", h("kbd", { "aria-hidden": "true" }, "/")), search),
    select("Competencia", "competencia", [["", "Todas"], ...store.competencias.map((one, at) => [String(at), one.text])]),
    select("Estado", "state", [["", "Todas"], ["todo", "Por revisar"], ["open", "Sin revisar"], ["begun", "Empezadas"],
      ["waiting", "En espera"], ["decided", "Ya revisadas"], ["gone", "Vacías"]]),
    select("Lados", "sides", [["", "Todas"], ["both", "Cruzadas"], ["institutional", "Solo institucionales"], ["citizen", "Solo ciudadanas"]]));
  return h("section", { class: "queue", id: "cola", "aria-label": "Propuestas por revisar" },
    h("div", { id: "avance" }), filters, h("p", { id: "cuantas", class: "note", role: "status" }),
    h("ol", { id: "filas", class: "rows" }), h("nav", { id: "paginas", class: "pager", "aria-label": "Páginas de propuestas" }));
}

function progress() {
  const chosen = store.filter.competencia;
  const all = store.counts.competencias.reduce(([a, b], [done, total]) => [a + done, b + total], [0, 0]);
  const [done, total] = chosen === "" ? all : store.counts.competencias[Number(chosen)] ?? [0, 0];
  const where = chosen === "" ? "propuestas revisadas" : `revisadas en ${store.competencias[Number(chosen)].text}`;
  const words = `${number(done)} de ${number(total)} ${where}`;
  return [h("label", { class: "progress-words", for: "barra" }, words),
    h("progress", { id: "barra", max: Math.max(total, 1), value: done })];
}

/** @param {import("./types.js").CardRow} one */
function row(one) {
  const state = STATES[one.state];
  const current = store.card?.id === one.id;
  const hit = store.found?.get(one.id);
  const words = wanted();
  const marked = (text) => (words.length === 0 ? text : hits(text, words).map((part, at) => (at % 2 ? h("mark", { class: "hit" }, part) : part)));
  return h("li", {}, h("button", {
    type: "button", class: `row ${one.state}`, "data-card": one.id, "aria-current": current ? "true" : undefined,
    on: { click: () => opened(one.id) },
  },
    h("span", { class: "row-top" },
      h("span", { class: "id" }, labelOf(one.id)),
      h("span", { class: "state" }, h("span", { "aria-hidden": "true" }, `${state.sign} `), state.words)),
    one.name && h("span", { class: "row-name", dir: "auto" }, one.name),
    h("span", { class: "row-title", dir: "auto" }, marked(nameOf(one))),
    hit?.sample && h("span", { class: "row-hit", dir: "auto" }, marked(around(hit.sample, words)),
      hit.statements.length > 1 && ` (y en ${count(hit.statements.length - 1, "aporte", "aportes")} más)`),
    h("span", { class: "row-more" },
      h("span", { class: "dot inst" }, `${number(one.institutional)} inst.`),
      h("span", { class: "dot ciud" }, `${number(one.citizen)} ciud.`),
      one.doubtful && h("span", { class: "tag warn" }, "dudosa"),
      one.pending > 0 && h("span", { class: "tag warn" }, count(one.pending, "pendiente", "pendientes")),
      one.comments > 0 && h("span", { class: "tag" }, count(one.comments, "comentario", "comentarios")),
      one.by.length > 0 && h("span", { class: "by" }, one.by.join(", ")))));
}

// A text cut to what stands around the first word looked for.
function around(text, words) {
  const before = hits(text, words)[0].length;
  const from = before > 60 ? text.lastIndexOf(" ", before - 40) + 1 : 0;
  return `${from > 0 ? "…" : ""}${text.slice(from, from + 150)}${text.length > from + 150 ? "…" : ""}`;
}

export function drawRows() {
  const place = byId("filas");
  if (!place) return;
  const all = visible();
  const pages = Math.max(1, Math.ceil(all.length / PAGE));
  store.page = Math.min(store.page, pages - 1);
  const shown = all.slice(store.page * PAGE, (store.page + 1) * PAGE);
  const focused = document.activeElement?.closest?.("[data-card]")?.dataset.card;
  place.setAttribute("start", String(store.page * PAGE + 1));
  place.replaceChildren(...shown.map(row));
  if (focused) place.querySelector(`[data-card="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  byId("avance").replaceChildren(...progress());
  byId("cuantas").textContent = all.length === 0
    ? "Ninguna propuesta con estos filtros."
    : `${count(all.length, "propuesta", "propuestas")}${store.blind ? "" : ", primero las que más conviene mirar"}`;
  if (store.found?.loose > 0) byId("cuantas").append(`. Además, ${count(store.found.loose, "aporte", "aportes")} en «Sin propuesta».`);
  const turn = (by) => () => {
    store.page += by;
    drawRows();
    byId("filas").querySelector("button")?.focus();
  };
  byId("paginas").replaceChildren(...(pages === 1 ? [] : [
    button("Anteriores", turn(-1), { disabled: store.page === 0 }),
    h("span", {}, `página ${number(store.page + 1)} de ${number(pages)}`),
    button("Siguientes", turn(1), { disabled: store.page === pages - 1 })]));
  const loose = store.counts.pending + store.counts.out + store.counts.discarded;
  byId("sueltos").textContent = number(loose);
}

// Turns to the page on which a card is and marks it, without moving the focus.
export function reveal(id) {
  const at = visible().findIndex((one) => one.id === id);
  if (at >= 0) store.page = Math.floor(at / PAGE);
  drawRows();
  byId("filas")?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: "nearest" });
}

// The id of the card so many places away in the queue.
export function neighbour(by) {
  const all = visible();
  if (all.length === 0) return null;
  const at = all.findIndex((one) => one.id === store.card?.id);
  if (at < 0) return all[0].id;
  return all[Math.min(Math.max(at + by, 0), all.length - 1)].id;
}

// The next card that waits for a decision, from the one that is open on, and then from the start; one
// that somebody else has open only where there is no other.
export async function nextOpen() {
  const all = visible();
  const at = all.findIndex((one) => one.id === store.card?.id);
  const turned = [...all.slice(at + 1), ...all.slice(0, Math.max(at, 0))];
  const open = turned.filter((one) => !isDone(one));
  if (open.length < 2) return open[0]?.id ?? null;
  /** @type {import("./types.js").OpenCards} */
  const { cards } = await get("/api/open").catch(() => ({ cards: [] }));
  const others = new Set(cards.map((one) => one.card));
  return (open.find((one) => !others.has(one.id)) ?? open[0]).id;
}
