// The card that is open: its two sides, what is near it, and who decided what.

import { DO, byKey } from "./acts.js";
import { button, byId, count, h, number, say, when } from "./dom.js";
import { draftOf, draftsOn, dropDraft } from "./drafts.js";
import { PAGE, STATES, competenciaOf, labelOf, nameOf, store } from "./state.js";
import { statement } from "./statement.js";

let redraw = () => {};
let open = () => {};
let putBeside = () => {};
// The statement that was chosen last: where a range begins.
let anchor = null;

export function onRedraw(again, openCard, beside) {
  redraw = again;
  open = openCard;
  putBeside = beside;
}

// Every statement of the card that can be chosen, by id.
/** @returns {import("./types.js").StatementView[]} */
export function statements() {
  const card = store.card;
  return card ? [...card.sides[0].statements, ...card.sides[1].statements, ...card.waiting] : [];
}

// Every statement of the card beside.
export const besides = () => (store.beside ? [...store.beside.sides[0].statements, ...store.beside.sides[1].statements] : []);

// Those of a list from one to another, whichever comes first.
export function range(list, from, to) {
  const [a, b] = [from, to].map((id) => list.findIndex((one) => one.id === id));
  return a < 0 || b < 0 ? list.filter((one) => one.id === to) : list.slice(Math.min(a, b), Math.max(a, b) + 1);
}

// Chooses a statement or leaves it; with Shift, all from the one before to this one.
function choose(one, chosen, shift = false) {
  for (const { id } of shift && anchor ? range(statements(), anchor, one.id) : [one]) {
    if (chosen) store.chosen.add(id);
    else store.chosen.delete(id);
  }
  anchor = one.id;
  drawChosen();
}

// The statements of this card that hold what is looked for.
const found = () => {
  const ids = new Set(store.found?.get(store.card?.id)?.statements ?? []);
  return statements().filter((one) => ids.has(one.id));
};

export function chooseFound() {
  for (const one of found()) store.chosen.add(one.id);
  drawChosen();
}

// The acts on what is chosen, at the foot of the window while something is.
export function drawChosen() {
  const bar = byId("elegidos");
  if (!bar) return;
  for (const box of document.querySelectorAll("[data-statement]")) box.checked = store.chosen.has(box.dataset.statement);
  const n = store.chosen.size;
  bar.hidden = n === 0;
  if (n === 0) return bar.replaceChildren();
  const more = repeats().length;
  bar.replaceChildren(
    h("p", { role: "status" }, `Con ${count(n, "aporte elegido", "aportes elegidos")}:`),
    h("div", { class: "acts", role: "group", "aria-label": "Acciones con los aportes elegidos" },
      store.beside && button(`Pasar a ${labelOf(store.beside.id)}`, () => DO.across(), { key: ">" }),
      ["take_out", "move", "split", "also_in", "discard", "dont_know", "comment"].map((kind) => act(kind, true)),
      more > 0 && button(`Elegir ${count(more, "repetido", "repetidos")}`, chooseRepeats, { key: "e" }),
      button("Ninguno", () => { store.chosen.clear(); drawChosen(); }, { style: "plain" })));
}

// The statements that say almost what a chosen one says and are not chosen.
function repeats() {
  const all = statements();
  const families = new Set(all.filter((one) => one.family && store.chosen.has(one.id)).map((one) => one.family));
  return all.filter((one) => families.has(one.family) && !store.chosen.has(one.id));
}

export function chooseRepeats() {
  for (const one of repeats()) store.chosen.add(one.id);
  drawChosen();
}

function act(kind, chosen = false) {
  const { label, key, some } = byKey(kind);
  return button(chosen ? some ?? label : label, () => DO[kind](), { key, "data-act": kind });
}

function side(title, words, which, class_) {
  const { total, statements: shown } = which;
  return h("section", { class: `side-column ${class_}`, "aria-label": `${title}: ${count(total, "aporte", "aportes")}` },
    h("h3", {}, title, " ", h("span", { class: "tally" }, number(total))),
    total === 0 && h("p", { class: "empty" }, words),
    h("ul", { class: "statements" }, shown.map((one) => {
      const line = statement(one, { choose: !store.me.read_only, onChoose: choose });
      line.draggable = Boolean(store.beside) && !store.me.read_only;
      return line;
    })),
    shown.length < total && button(`Mostrar ${number(Math.min(PAGE, total - shown.length))} más de ${number(total - shown.length)}`,
      () => { store.limit += PAGE; redraw(); }, { style: "link" }));
}

/** @param {import("./types.js").CardView} card */
function facts(card) {
  const state = STATES[card.state];
  return h("ul", { class: "facts", "aria-label": "De un vistazo" },
    h("li", { class: `state ${card.state}` }, h("span", { "aria-hidden": "true" }, `${state.sign} `), state.words),
    h("li", { class: "dot inst" }, count(card.institutional, "institucional", "institucionales")),
    h("li", { class: "dot ciud" }, count(card.citizen, "ciudadano", "ciudadanos")),
    card.firmness && h("li", { class: card.doubtful ? "warn" : "" }, card.firmness),
    card.opposed?.length > 0 && h("li", { class: "warn" }, "posturas opuestas: ", card.opposed.map((pair, n) => [n ? "; " : "",
      pair.map((id, i) => [i ? " y " : "", h("button", { type: "button", class: "link inline", on: { click: () => point(id) } }, id)])])),
    card.weakest && h("li", {}, "el par menos parecido, ", card.weakest.pair.map((id, i) => [i ? " y " : "",
      h("button", { type: "button", class: "link inline", on: { click: () => point(id) } }, id)]), `: ${card.weakest.words}`),
    card.comments > 0 && h("li", {}, count(card.comments, "comentario", "comentarios")),
    aligned(card.alignment),
    card.horizon && !card.alignment.horizon && h("li", {}, `horizonte propuesto: ${card.horizon}`),
    card.published && h("li", {}, "desafío ya publicado"),
    store.scores?.mean && h("li", {}, `en promedio sus aportes son más parecidos que el ${store.scores.mean} de los pares; los menos parecidos, que el ${store.scores.weakest}`));
}

const HORIZONS = { largo_plazo: "largo plazo", gestion: "gestión" };

// What people said of its horizon and of what it is aligned to.
function aligned({ horizon, objetivo_desarrollo, objetivo_gestion, politicas }) {
  const words = [horizon && `horizonte: ${HORIZONS[horizon]}`, objetivo_desarrollo && `objetivo de desarrollo ${objetivo_desarrollo}`,
    objetivo_gestion && `objetivo de gestión ${objetivo_gestion}`, politicas.length > 0 && `políticas ${politicas.join(", ")}`].filter(Boolean);
  return words.length > 0 && h("li", {}, words.join(" · "));
}

// Goes to a statement of this card.
function point(id) {
  const line = document.querySelector(`li[data-id="${CSS.escape(id)}"]`);
  line?.scrollIntoView({ block: "center" });
  line?.querySelector("input")?.focus({ preventScroll: true });
  line?.classList.add("pointed");
  setTimeout(() => line?.classList.remove("pointed"), 2500);
}

/** @param {import("./types.js").CardView} card */
function near(card) {
  if (store.blind || !card.near) return null;
  return h("section", { class: "near", "aria-label": "Propuestas parecidas" }, h("h3", {}, "Propuestas parecidas"),
    card.near.length === 0 && h("p", { class: "note" }, "No hay otra parecida."),
    h("ul", {}, card.near.map((one) => h("li", {},
      h("a", { href: `#revisar/${encodeURIComponent(one.id)}` }, h("span", { class: "id" }, labelOf(one.id)), " ",
        h("span", { dir: "auto" }, nameOf(one))),
      h("p", { class: "meta" }, h("span", { class: "dot inst" }, number(one.institutional)),
        h("span", { class: "dot ciud" }, number(one.citizen)), h("span", {}, STATES[one.state].words)),
      !store.me.read_only && h("div", { class: "acts small" }, button(`Fusionar con ${labelOf(one.id)}`, () => DO.merge(one.id), { style: "small" }),
        button("Poner al lado", () => putBeside(one.id), { style: "small", "aria-label": `Poner al lado ${labelOf(one.id)}` }))))));
}

/** @param {import("./types.js").CardView} card */
function repeated(card) {
  if (card.repeated.length === 0) return null;
  const n = card.repeated.length;
  return h("section", { class: "also", "aria-label": "Repetidos en otras propuestas" },
    h("h3", {}, "Dicen casi lo mismo en otra parte ", h("span", { class: "tally" }, number(n))),
    h("ul", { class: "statements" }, card.repeated.map((one) => statement(one, { home: true }))),
    !store.me.read_only && button(n === 1 ? "Traerlo aquí" : `Traer los ${number(n)} aquí`, () => DO.bring()));
}

/** @param {import("./types.js").CardView} card */
function history(card) {
  return h("section", { class: "history", "aria-label": "Quién decidió qué" }, h("h3", {}, "Quién decidió qué"),
    card.history.length === 0 && h("p", { class: "note" }, "Nadie ha decidido nada aquí todavía."),
    h("ol", {}, card.history.map((one) => h("li", { class: one.undone ? "undone" : "" },
      h("span", { dir: "auto" }, one.undone ? "Deshecho: " : "", one.what), " ",
      one.note && h("blockquote", { dir: "auto" }, one.note),
      h("span", { class: "meta" }, h("time", { datetime: one.at }, when(one.at)),
        one.mine && !store.me.read_only && button("Deshacer", () => DO.undo(one.number), { style: "link inline", "aria-label": `Deshacer: ${one.what}` }))))));
}

function others(title, words, all, class_, choosing) {
  if (all.length === 0) return null;
  return h("section", { class: `also ${class_}`, "aria-label": title },
    h("h3", {}, title, " ", h("span", { class: "tally" }, number(all.length))), h("p", { class: "note" }, words),
    h("ul", { class: "statements" }, all.map((one) => statement(one, { choose: choosing && !store.me.read_only, home: !choosing, onChoose: choose }))));
}

export function card() {
  const card = store.card;
  if (!card) {
    return h("section", { class: "card", id: "tarjeta", "aria-label": "Propuesta" },
      h("p", { class: "empty" }, "Elija una propuesta de la lista."));
  }
  const acting = !store.me.read_only && card.state !== "gone";
  return h("section", { class: "card", id: "tarjeta", "aria-labelledby": "titulo" },
    acting && actions(),
    h("div", { class: "sheet", id: "hoja" },
      button("← Volver a la lista", () => open(null), { style: "link back" }),
      h("div", { id: "cambios", role: "status" }),
      h("p", { class: "over" }, h("span", { class: "id" }, labelOf(card.id)), " · ", competenciaOf(card)),
      card.name && h("p", { class: "card-name", dir: "auto" }, card.name),
      h("h2", { id: "titulo", tabindex: "-1", dir: "auto" }, nameOf(card)),
      facts(card),
      contested(card, acting),
      acting && unsent(card),
      found().length > 0 && acting && button(`Elegir ${count(found().length, "aporte que contiene", "aportes que contienen")} «${store.filter.text}»`, chooseFound, { key: "g", style: "small", id: "elegir-hallados" }),
      h("div", { class: store.beside ? "body two" : "body" },
        h("div", { class: "crossing", "data-place": card.id },
          side("Lo institucional", "Ninguna oficina lo pide.", card.sides[0], "inst"),
          side("Lo ciudadano", "Ningún espacio ciudadano lo pide.", card.sides[1], "ciud"),
          others("Esperan una decisión", "Estaban aquí y todavía no tienen lugar. Elíjalos para moverlos, o devuélvalos con «mover a…».", card.waiting, "waiting", true),
          others("Están en otra propuesta y también aquí", "Cuentan en la suya.", card.also, "", false),
          repeated(card)),
        h("div", { class: "around" }, beside(acting), near(card), history(card)))),
    h("div", { id: "elegidos", class: "chosen", hidden: true }));
}

const WHOLE = ["accept", "rename", "merge", "split", "align", "discard", "dont_know", "comment"];

// What can be done with the whole card, always within reach: above it, or at the foot of a phone.
function actions() {
  const more = button("Más acciones", (event) => {
    const open = byId("actos").classList.toggle("all");
    event.currentTarget.setAttribute("aria-expanded", String(open));
  }, { style: "more", "aria-expanded": "false", "aria-controls": "actos" });
  return h("div", { class: "acts whole", id: "actos", tabindex: "-1", role: "group", "aria-label": "Acciones con la propuesta" },
    act(WHOLE[0]), more, WHOLE.slice(1).map((kind) => act(kind)),
    !store.blind && button(store.scores ? "Ocultar parecidos" : "Ver parecidos", () => DO.scores(), { key: "p", style: "plain" }));
}

// What reviewers do not agree on; a wording of somebody else is taken over with one press.
/** @param {import("./types.js").CardView} card */
function contested(card, acting) {
  if (!card.contested) return null;
  const torn = card.contested.includes("lineación incompatible");
  return h("div", { class: "contested" }, h("p", {}, h("strong", {}, torn ? "Hay que corregir algo. " : "No hay acuerdo. "), card.contested),
    acting && card.wordings.filter((one) => !one.mine).map((one) =>
      button(`Adoptar la redacción de ${one.who}: «${one.text}»`, () => DO.agreed(one.text), { style: "small wrap" })));
}

// What was written about this card and not sent.
function unsent(card) {
  const drafts = draftsOn(card.id).filter(({ kind }) => byKey(kind));
  if (drafts.length === 0) return null;
  return h("p", { class: "note", id: "borradores" }, "Tiene algo escrito sin guardar: ", drafts.map((draft) =>
    button(`${byKey(draft.kind).label}${draft.ids.length ? ` (${count(draft.ids.length, "aporte", "aportes")})` : ""}`, () => resume(draft), { style: "link inline" })));
}

// Asks again what was being written: about the same statements, or not at all.
function resume({ name, kind, ids }) {
  const here = new Set(statements().map((one) => one.id));
  if (!ids.every((id) => here.has(id))) {
    const drop = () => { dropDraft(name); byId("borradores")?.remove(); };
    say(`No se ven aquí todos los aportes de que trataba. Había escrito: «${draftOf(name)}».`, button("Borrarlo", drop, { style: "small" }));
    return;
  }
  store.chosen.clear();
  for (const id of ids) store.chosen.add(id);
  drawChosen();
  DO[kind]();
}

// The card beside: its statements can be dragged here, and those of here there.
function beside(acting) {
  const other = store.beside;
  if (!other) return null;
  const line = (one) => {
    const node = statement(one, {});
    node.draggable = acting;
    return node;
  };
  return h("section", { class: "beside", id: "al-lado", "data-place": other.id, "aria-label": `Al lado: ${labelOf(other.id)}` },
    h("h3", {}, h("span", { class: "id" }, labelOf(other.id)), " ", h("span", { dir: "auto" }, nameOf(other))),
    h("p", { class: "note" }, "Arrastre aportes de una propuesta a la otra, o elíjalos y pulse ", h("kbd", {}, ">"), "."),
    h("div", { class: "acts small" }, button("Quitar de al lado", () => putBeside(null), { key: "o", style: "small" }),
      h("a", { href: `#revisar/${encodeURIComponent(other.id)}` }, "Abrirla")),
    other.sides.map(({ statements: all, total }, at) => total > 0 && h("div", {}, h("h4", {}, at ? "Lo ciudadano " : "Lo institucional ", h("span", { class: "tally" }, number(total))),
      h("ul", { class: "statements" }, all.map(line)))));
}

// Dragging between the two cards.
export function dragging(place) {
  let carried = null;
  place.addEventListener("dragstart", (event) => {
    carried = event.target.closest?.("[data-id]")?.dataset.id ?? null;
    event.dataTransfer?.setData("text/plain", carried ?? "");
  });
  const target = (event) => {
    const to = event.target.closest?.("[data-place]");
    const from = carried && document.querySelector(`[data-id="${CSS.escape(carried)}"]`)?.closest("[data-place]");
    return store.beside && to && from && to !== from ? to : null;
  };
  place.addEventListener("dragover", (event) => {
    for (const one of place.querySelectorAll(".over-it")) one.classList.remove("over-it");
    const to = target(event);
    if (!to) return;
    event.preventDefault();
    to.classList.add("over-it");
  });
  place.addEventListener("drop", (event) => {
    const to = target(event);
    if (!to) return;
    event.preventDefault();
    DO.carry(carried, to.dataset.place);
    carried = null;
  });
  place.addEventListener("dragend", () => {
    for (const one of place.querySelectorAll(".over-it")) one.classList.remove("over-it");
    carried = null;
  });
}

// Arrows move between statements: up and down in a side, left and right between them.
export function walk(event) {
  const box = event.target.closest?.("[data-statement]");
  if (!box) return false;
  const column = (node) => [...node.closest(".statements").querySelectorAll("[data-statement]")];
  const here = column(box);
  const at = here.indexOf(box);
  const beside = () => {
    const all = [...document.querySelectorAll(".crossing .statements")].filter((list) => list.querySelector("[data-statement]"));
    const by = event.key === "ArrowRight" ? 1 : -1;
    const list = all[all.indexOf(box.closest(".statements")) + by];
    return list ? [...list.querySelectorAll("[data-statement]")] : [];
  };
  const to = { ArrowDown: () => here[at + 1], ArrowUp: () => here[at - 1], ArrowLeft: () => beside()[0], ArrowRight: () => beside()[0] }[event.key];
  if (!to) return false;
  event.preventDefault();
  const next = to();
  if (event.shiftKey && next && box.closest("#tarjeta")) {
    // Shift and an arrow choose all that is passed.
    for (const { id } of range(statements(), box.dataset.statement, next.dataset.statement)) store.chosen.add(id);
    anchor = next.dataset.statement;
    drawChosen();
  }
  next?.focus();
  next?.closest("li").scrollIntoView({ block: "nearest" });
  return true;
}
