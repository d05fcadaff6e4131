// What a reviewer can do, and how it is sent. One act is one record; what was seen goes along, so
// that nothing is decided about something that has changed.

import { get, post } from "./api.js";
import { statements } from "./card.js";
import * as dialogs from "./dialogs.js";
import { button, byId, count, say } from "./dom.js";
import { labelOf, merge, nameOf, store } from "./state.js";

const LABELS = {
  accept: { label: "Aceptar", key: "a" },
  rename: { label: "Renombrar…", key: "r" },
  merge: { label: "Fusionar…", key: "f" },
  split: { label: "Dividir…", key: "d", some: "Separar…" },
  take_out: { label: "Sacar", key: "s" },
  move: { label: "Mover a…", key: "m" },
  also_in: { label: "También en…", key: "t" },
  discard: { label: "Descartar…", key: "x" },
  align: { label: "Alinear…", key: "h" },
  dont_know: { label: "No sé", key: "n" },
  comment: { label: "Comentar…", key: "c" },
};

export const byKey = (kind) => LABELS[kind];

let page = { next: () => {}, refresh: () => {}, undone: () => {} };

export function onActs(handlers) {
  page = handlers;
}

const undoButton = (number) => button("Deshacer", () => DO.undo(number), { key: "z", style: "small" });

// Sends an act; afterwards the page goes on to the next card, or shows this one as it is now.
/** @param {import("./types.js").Act} body */
async function send(body, { next = false } = {}) {
  const about = store.card;
  try {
    /** @type {import("./types.js").Recorded} */
    const answer = await post("/api/decide", { since: about?.version ?? store.version, ...body });
    merge(answer);
    store.chosen.clear();
    const more = next && !await page.next() ? " No queda nada por revisar con estos filtros." : "";
    if (!next || more) await page.refresh();
    if (answer.already) say(`Ya estaba decidido así.${more}`);
    else say(`${answer.what}.${more}`, undoButton(answer.number));
  } catch (failure) {
    await refused(failure);
  }
}

async function refused(failure) {
  if (failure.status === 409) {
    await dialogs.conflict(failure.answer.changed ?? []);
    store.chosen.clear();
    await page.refresh({ whole: true });
  } else if (failure.answer?.lost) {
    await lost(failure.message);
  } else {
    say(failure.message);
  }
}

// The log is no longer where it was: nothing more is recorded, and what is in memory can be saved.
async function lost(what) {
  if (!await dialogs.lost(what)) {
    say("No se guardó nada. Avise a quien abrió esta página.");
    return;
  }
  /** @type {import("./types.js").Rescued} */
  const saved = await post("/api/rescue", {});
  say(`${count(saved.decisions, "decisión guardada", "decisiones guardadas")} en la carpeta de la corrida: ${saved.files.join(", ")}. Cierre esta página y avise a quien la abrió.`);
}

// What is chosen, or the statement that has the focus.
/** @returns {import("./types.js").SeenStatement[]} */
function chosen() {
  const all = statements();
  const focused = document.activeElement?.dataset?.statement;
  const ids = store.chosen.size > 0 ? store.chosen : new Set(focused ? [focused] : []);
  return all.filter((one) => ids.has(one.id)).map(({ id, seen }) => ({ id, seen }));
}

const onCard = (kind, more = {}) => ({ kind, card: store.card.id, seen: store.card.seen, ...more });

// The chosen statements, or a word on what to do first.
function some(what) {
  const list = chosen();
  if (list.length === 0) say(`Elija primero los textos que quiere ${what} (v, y la barra espaciadora).`);
  return list.length > 0 ? list : null;
}

const texts = (list) => count(list.length, "texto", "textos");

const suggested = () => (store.card?.near ?? []).map((one) => one.id);

const ACTS = {
  accept: () => send(onCard("accept"), { next: true }),

  async rename() {
    const words = await dialogs.text(`Redacción de ${labelOf(store.card.id)}`, "El desafío, en sus palabras", nameOf(store.card), {
      note: "Es lo que se publicará. Los textos de origen no cambian.",
    });
    if (words) await send(onCard("rename", { text: words }));
  },

  async merge(with_) {
    const to = with_ ?? await dialogs.place(`Fusionar ${labelOf(store.card.id)} con…`, { except: store.card.id, suggested: suggested() });
    if (to) await send(onCard("merge", { target: to }), { next: true });
  },

  async split() {
    const list = chosen();
    if (list.length === 0) {
      const yes = await dialogs.sure(`Dividir ${labelOf(store.card.id)}`,
        "No hay textos elegidos. ¿Dejar dicho que esta propuesta mezcla varios desafíos, sin decir todavía qué texto va en cuál? Sus textos quedarán en espera.",
        "Queda por dividir");
      if (yes) await send(onCard("split"), { next: true });
      return;
    }
    const name = await dialogs.text(`Separar ${texts(list)} de ${labelOf(store.card.id)}`, "¿Cómo se llama el desafío nuevo?");
    if (name) await send(onCard("split", { statements: list, text: name }));
  },

  async take_out() {
    const list = some("sacar");
    if (list) await send(onCard("take_out", { statements: list }));
  },

  async move() {
    const list = some("mover");
    if (!list) return;
    // What waits at a card can go back to it.
    const waiting = new Set(store.card.waiting.map((one) => one.id));
    const except = list.every((one) => waiting.has(one.id)) ? null : store.card.id;
    const to = await dialogs.place(`Mover ${texts(list)} a…`, { except, suggested: suggested(), fresh: true, nowhere: true });
    if (to) await send(onCard("move", { statements: list, target: to }));
  },

  async also_in() {
    const list = some("poner en otra");
    if (!list) return;
    const to = await dialogs.place(`${texts(list)}, también en…`, { except: store.card.id, suggested: suggested(), fresh: true });
    if (to) await send(onCard("also_in", { statements: list, target: to }));
  },

  async discard() {
    const list = chosen();
    const what = list.length ? texts(list) : `toda la propuesta ${labelOf(store.card.id)}`;
    const why = await dialogs.reason(`Descartar ${what}`, store.reasons, list.length
      ? "" : `Son ${texts(statements())}: quedarán en la lista de descartados, con el motivo.`);
    if (why) await send(onCard("discard", { statements: list, reason: why }), { next: list.length === 0 });
  },

  async align() {
    const said = await dialogs.alignment(`Horizonte y alineación de ${labelOf(store.card.id)}`, store, store.card.alignment);
    if (said) await send(onCard("align", { alignment: said }));
  },

  dont_know() {
    const list = chosen();
    return send(onCard("dont_know", { statements: list }), { next: list.length === 0 });
  },

  async comment() {
    const list = chosen();
    const words = await dialogs.text(`Comentar ${list.length ? texts(list) : labelOf(store.card.id)}`, "Comentario");
    if (words) await send(onCard("comment", { statements: list, note: words }));
  },

  // The near-duplicates elsewhere come to this card.
  bring() {
    const list = store.card.repeated.map(({ id, seen }) => ({ id, seen }));
    return send({ kind: "move", statements: list, target: store.card.id });
  },

  // A statement without a card goes to one.
  async place(one) {
    const to = await dialogs.place(`Mover ${one.id} a…`, { suggested: one.card ? [one.card] : [], fresh: true, nowhere: true });
    if (to) await send({ kind: "move", statements: [{ id: one.id, seen: one.seen }], target: to });
  },

  async drop(one) {
    const why = await dialogs.reason(`Descartar ${one.id}`, store.reasons, "");
    if (why) await send({ kind: "discard", statements: [{ id: one.id, seen: one.seen }], reason: why });
  },

  // Who looked agrees that it is no matter of this plan.
  agree: (one) => send({ kind: "move", statements: [{ id: one.id, seen: one.seen }], target: "NINGUNO" }),

  async undo(number = null) {
    try {
      /** @type {import("./types.js").Recorded} */
      const answer = await post("/api/undo", { number });
      merge(answer);
      store.chosen.clear();
      await page.undone(answer.card);
      say(`${answer.what}.`);
    } catch (failure) {
      await refused(failure);
    }
  },

  async scores() {
    if (store.scores) store.scores = null;
    else {
      /** @type {import("./types.js").Scores} */
      const answer = await get("/api/scores", { id: store.card.id });
      store.scores = new Map(answer.statements);
      store.scores.mean = answer.mean;
      store.scores.weakest = answer.weakest;
    }
    await page.refresh({ again: false });
  },
};

let last = Promise.resolve();

// The acts, one after the other: what is pressed while one is being recorded waits for it.
export const DO = Object.fromEntries(Object.entries(ACTS).map(([kind, act]) => [kind, (...given) => {
  last = last.then(() => act(...given)).catch((failure) => say(failure.message));
  return last;
}]));

const KEYS = Object.fromEntries(Object.entries(LABELS).map(([kind, { key }]) => [key, kind]));

// Does what a key says about the open card; false if the key says nothing.
export function press(key) {
  if (key === "z") DO.undo();
  else if (!store.card || byId("tarjeta") === null) return false;
  else if (key === "p" && !store.blind) DO.scores();
  else if (KEYS[key] && store.card.state === "gone") say("Esta propuesta ya no tiene textos.");
  else if (KEYS[key]) DO[KEYS[key]]();
  else return false;
  return true;
}
