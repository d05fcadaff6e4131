// The views besides the review: statements without a card, and a competencia for printing.

import { DO } from "./acts.js";
import { get } from "./api.js";
import { button, byId, count, h, number } from "./dom.js";
import { draftsOn } from "./drafts.js";
import { range } from "./card.js";
import { labelOf, nameOf, store } from "./state.js";
import { statement } from "./statement.js";

const TRAYS = [
  ["pending", "En espera", "Se quitaron de su propuesta, nadie supo decidir, no hay acuerdo, o el aporte cambió."],
  ["out", "Fuera de competencia", "La máquina, o una persona, cree que no son desafíos de este plan. Si alguno lo es, muévalo a su propuesta."],
  ["discarded", "Descartados", "Personas los descartaron, con su motivo. Nada se borra: se pueden recuperar."],
];

let shown = { kind: "pending", page: 0 };

const acts = (one) => store.me.read_only ? null : h("div", { class: "acts small" },
  button(`Mover ${one.id} a…`, () => DO.place([one]), { style: "small" }),
  shown.kind === "out" && !one.people && button("De acuerdo: queda fuera", () => DO.agree([one]), { style: "small" }),
  shown.kind === "pending" && button(`Descartar ${one.id}…`, () => DO.drop([one]), { style: "small" }));

// The statements that are shown, and the one that was chosen last.
let here = [];
let anchor = null;

function choose(one, chosen, shift) {
  const list = shift && anchor ? range(here, anchor, one.id) : [one];
  for (const each of list) {
    if (chosen) store.loose.set(each.id, each);
    else store.loose.delete(each.id);
  }
  anchor = one.id;
  drawLoose();
}

// What can be done with all that is chosen, while something is.
function drawLoose() {
  for (const box of document.querySelectorAll("[data-statement]")) box.checked = store.loose.has(box.dataset.statement);
  const bar = byId("elegidos");
  const list = [...store.loose.values()];
  bar.hidden = list.length === 0;
  bar.replaceChildren(...(list.length === 0 ? [] : [
    h("p", { role: "status" }, `Con ${count(list.length, "aporte elegido", "aportes elegidos")}:`),
    h("div", { class: "acts", role: "group", "aria-label": "Acciones con los aportes elegidos" },
      button("Mover a…", () => DO.place(list), { key: "m" }),
      shown.kind === "out" && list.some((one) => !one.people) && button("De acuerdo: quedan fuera", () => DO.agree(list.filter((one) => !one.people))),
      shown.kind !== "discarded" && button("Descartar…", () => DO.drop(list), { key: "x" }),
      button("Elegir todos los de esta página", () => { for (const one of here) store.loose.set(one.id, one); drawLoose(); }),
      button("Ninguno", () => { store.loose.clear(); drawLoose(); }, { style: "plain" }))].filter(Boolean)));
}

export function unchooseLoose() {
  store.loose.clear();
  if (byId("elegidos")) drawLoose();
}

// What was written about statements of this page and not sent.
function unsent() {
  const of = (ids) => here.filter((one) => ids.includes(one.id));
  const drafts = draftsOn(null).filter(({ ids }) => of(ids).length === ids.length);
  if (drafts.length === 0) return null;
  return h("p", { class: "note", id: "borradores" }, "Tiene algo escrito sin guardar: ", drafts.map(({ kind, ids }) =>
    button(`${kind === "drop" ? "Descartar" : "Mover"} ${count(ids.length, "aporte", "aportes")}…`, () => DO[kind](of(ids)), { style: "link inline" })));
}

export async function trays() {
  /** @type {import("./types.js").UngroupedPage} */
  const data = await get("/api/tray", shown);
  here = data.statements;
  store.loose.clear();
  const turn = (by) => async () => {
    shown.page += by;
    byId("principal").replaceChildren(await trays());
  };
  const tab = ([kind, title]) => h("button", {
    type: "button", "aria-pressed": String(kind === shown.kind),
    on: { click: async () => {
      shown = { kind, page: 0 };
      byId("principal").replaceChildren(await trays());
      byId("principal").querySelector('[aria-pressed="true"]').focus();
    } },
  }, title, " ", h("span", { class: "tally" }, number(store.counts[kind])));
  const [, title, words] = TRAYS.find(([kind]) => kind === shown.kind);
  return h("div", { class: "view" }, h("h1", {}, "Aportes sin propuesta"),
    h("div", { class: "tabs", role: "group", "aria-label": "Cuáles" }, TRAYS.map(tab)),
    h("section", { class: "also", "aria-label": title }, h("h2", {}, title), h("p", { class: "note" }, words),
      data.total === 0 && h("p", { class: "empty" }, "Ninguno."),
      unsent(),
      h("ul", { class: "statements loose" }, data.statements.map((one) => {
        const line = statement(one, { home: true, choose: !store.me.read_only, onChoose: choose });
        line.append(acts(one) ?? "");
        return line;
      })),
      data.pages > 1 && h("nav", { class: "pager", "aria-label": "Páginas" },
        button("Anteriores", turn(-1), { disabled: data.page === 0 }),
        h("span", {}, `página ${number(data.page + 1)} de ${number(data.pages)}`),
        button("Siguientes", turn(1), { disabled: data.page + 1 >= data.pages }))),
    h("div", { id: "elegidos", class: "chosen", hidden: true }));
}

/** @param {import("./types.js").PrintedCard} card */
function printed(card) {
  const side = (origin, title) => {
    const all = card.statements.filter((one) => one.origin === origin);
    return all.length > 0 && h("div", {}, h("h4", {}, title, " ", h("span", { class: "tally" }, number(all.length))),
      h("ul", {}, all.map((one) => h("li", {}, h("span", { class: "id" }, one.id), " ", h("span", { dir: "auto" }, one.text),
        one.place && h("span", { class: "note", dir: "auto" }, ` — ${one.place}`)))));
  };
  return h("article", {}, h("h3", {}, h("span", { class: "id" }, labelOf(card.id)), " ", h("span", { dir: "auto" }, nameOf(card))),
    h("p", { class: "note" }, [count(card.institutional, "institucional", "institucionales"), count(card.citizen, "ciudadano", "ciudadanos"),
      card.state === "decided" ? `revisada por ${card.by.join(", ")}` : "por revisar"].join(" · ")),
    h("div", { class: "crossing" }, side("institutional", "Lo institucional"), side("citizen", "Lo ciudadano")),
    h("p", { class: "lines" }, "Decisión: ______________________________  Notas: ____________________________________________"));
}

export async function print(competencia) {
  const at = Number(competencia) || 0;
  /** @type {import("./types.js").PrintedCompetencia} */
  const data = await get("/api/print", { competencia: at });
  const choice = h("select", { id: "cual", on: { change: (event) => { location.hash = `imprimir/${event.target.value}`; } } },
    store.competencias.map((one, i) => h("option", { value: i, selected: i === at }, one.text)));
  return h("div", { class: "view paper" },
    h("div", { class: "screen" }, h("h1", {}, "Imprimir una competencia"),
      h("div", { class: "field" }, h("label", { for: "cual" }, "Competencia"), choice),
      button("Imprimir", () => window.print(), { style: "main" })),
    h("h2", {}, data.competencia), h("p", { class: "note" }, `${store.frame} · ${count(data.cards.length, "propuesta", "propuestas")}`),
    data.cards.map(printed));
}
