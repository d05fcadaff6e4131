// What a reviewer can do, and how it is sent. One act is one record, and one press is one act. It
// belongs to the card that it was begun on, whose fingerprint goes along, so that nothing is decided
// about something else or about something that has changed.

import { get, post } from "./api.js";
import { besides, statements } from "./card.js";
import * as dialogs from "./dialogs.js";
import { button, byId, count, say } from "./dom.js";
import { draftName } from "./drafts.js";
import { labelOf, merge, nameOf, store } from "./state.js";

const LABELS = {
  accept: { label: "Aceptar", key: "a" },
  rename: { label: "Renombrar…", key: "r" },
  merge: { label: "Fusionar…", key: "f" },
  split: { label: "Marcar para dividir…", key: "d", some: "Separar…" },
  take_out: { label: "Quitar de esta propuesta", key: "s" },
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

// What is under way: nothing else begins meanwhile.
let running = null;

const undoButton = (number) => button("Deshacer", () => DO.undo(number), { key: "z", style: "small" });
const redoButton = () => button("Rehacer", () => DO.redo(), { key: "y", style: "small" });

let told;

// Shows that something is being recorded, if it takes long enough to be noticed.
async function saving(work) {
  told = setTimeout(() => say("Guardando…"), 250);
  document.body.classList.add("saving");
  byId("tarjeta")?.setAttribute("aria-busy", "true");
  try {
    return await work;
  } finally {
    clearTimeout(told);
    document.body.classList.remove("saving");
    byId("tarjeta")?.removeAttribute("aria-busy");
  }
}

// Sends an act about a card, or about statements without one; afterwards the page goes on to the
// next card, or shows what is open as it is now.
/** @param {import("./types.js").CardView|null} about @param {Partial<import("./types.js").Act>} body */
async function send(about, body, { next = false } = {}) {
  const of = about ? { card: about.id, seen: about.seen } : {};
  try {
    /** @type {import("./types.js").Recorded} */
    const answer = await saving(post("/api/decide", { since: about?.version ?? store.version, ...of, ...body }));
    store.redo = [];
    merge(answer);
    store.chosen.clear();
    store.loose.clear();
    const still = !about || store.card?.id === about.id;
    const more = next && still && !await page.next() ? " No queda nada por revisar con estos filtros." : "";
    if (!next || more || !still) await page.refresh();
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
    store.loose.clear();
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

// The chosen statements, or a word on what to do first.
function some(what) {
  const list = chosen();
  if (list.length === 0) say(`Elija primero los aportes que quiere ${what} (v, y la barra espaciadora).`);
  return list.length > 0 ? list : null;
}

const texts = (list) => count(list.length, "aporte", "aportes");
const named = (list) => (list.length === 1 ? list[0].id : texts(list));
const seenOf = (list) => list.map(({ id, seen }) => ({ id, seen }));

// What each of some statements is like; what several are like, before the rest.
function likely(list) {
  const scores = new Map();
  for (const one of list) one.likely.forEach((id, at) => scores.set(id, (scores.get(id) ?? 0) + 1 / (at + 1)));
  return [...scores].sort((a, b) => b[1] - a[1]).map(([id]) => id);
}

// Where statements might go, the likeliest first: the card beside; what they are like; and what the
// card is like.
function suggested(card, list = []) {
  const ids = new Set(list.map((one) => one.id));
  const like = likely(statements().filter(({ id }) => ids.has(id)));
  return [...new Set([store.beside?.id, ...like, ...(card.near ?? []).map((one) => one.id)])].filter(Boolean);
}
const places = (card, list, more) => ({ except: card.id, suggested: suggested(card, list), ...more });

const ACTS = {
  accept: (card) => send(card, { kind: "accept" }, { next: true }),

  async rename(card) {
    const words = await dialogs.text(`Redacción de ${labelOf(card.id)}`, "El desafío, en sus palabras", nameOf(card), {
      note: "Es lo que se publicará. Los aportes no cambian.", keep: draftName("rename", card.id),
    });
    if (words) await send(card, { kind: "rename", text: words });
  },

  // Somebody else's wording becomes one's own: that settles who disagreed.
  agreed: (card, words) => send(card, { kind: "rename", text: words }),

  async merge(card, with_) {
    const to = with_ ?? await dialogs.place(`Fusionar ${labelOf(card.id)} con…`, places(card, [], { keep: draftName("merge", card.id) }));
    if (to) await send(card, { kind: "merge", target: to }, { next: true });
  },

  async split(card) {
    const list = chosen();
    if (list.length === 0) {
      const byHand = card.brought ?? [];
      const here = card.sides[0].total + card.sides[1].total;
      const hand = byHand.length > 0
        ? ` Entre ellos, ${count(byHand.length, "uno que se trajo", "los que se trajeron")} a mano: ${byHand.slice(0, 12).join(", ")}${byHand.length > 12 ? "…" : ""}.` : "";
      const yes = await dialogs.sure(`Marcar ${labelOf(card.id)} para dividir`,
        `No hay aportes elegidos. ¿Dejar dicho que esta propuesta mezcla varios desafíos, sin decir todavía qué aporte va en cuál? Aquí mismo quedarán en espera ${count(here, "aporte", "aportes")}.${hand}`,
        "Marcar para dividir");
      if (yes) await send(card, { kind: "split" }, { next: true });
      return;
    }
    const name = await dialogs.text(`Separar ${texts(list)} de ${labelOf(card.id)}`, "¿Cómo se llama el desafío nuevo?", "", { keep: draftName("split", card.id, list) });
    if (name) await send(card, { kind: "split", statements: list, text: name });
  },

  async take_out(card) {
    const list = some("quitar");
    if (list) await send(card, { kind: "take_out", statements: list });
  },

  async move(card, to_) {
    const list = some("mover");
    if (!list) return;
    // What waits at a card can go back to it.
    const waiting = new Set(card.waiting.map((one) => one.id));
    const except = list.every((one) => waiting.has(one.id)) ? null : card.id;
    const to = to_ ?? await dialogs.place(`Mover ${texts(list)} a…`, places(card, list, { except, fresh: true, nowhere: true, keep: draftName("move", card.id, list) }));
    if (to) await send(card, { kind: "move", statements: list, target: to });
  },

  async also_in(card) {
    const list = some("poner en otra");
    if (!list) return;
    const to = await dialogs.place(`${texts(list)}, también en…`, places(card, list, { fresh: true, keep: draftName("also_in", card.id, list) }));
    if (to) await send(card, { kind: "also_in", statements: list, target: to });
  },

  async discard(card) {
    const list = chosen();
    const what = list.length ? texts(list) : `toda la propuesta ${labelOf(card.id)}`;
    const why = await dialogs.reason(`Descartar ${what}`, store.reasons, list.length
      ? "" : `Son ${texts(statements())}: quedarán en la lista de descartados, con el motivo.`, draftName("discard", card.id, list));
    if (why) await send(card, { kind: "discard", statements: list, reason: why }, { next: list.length === 0 });
  },

  async align(card) {
    const said = await dialogs.alignment(`Horizonte y alineación de ${labelOf(card.id)}`, store, card, draftName("align", card.id));
    if (said) await send(card, { kind: "align", alignment: said });
  },

  dont_know(card) {
    const list = chosen();
    return send(card, { kind: "dont_know", statements: list }, { next: list.length === 0 });
  },

  async comment(card) {
    const list = chosen();
    const words = await dialogs.text(`Comentar ${list.length ? texts(list) : labelOf(card.id)}`, "Comentario", "", { keep: draftName("comment", card.id, list) });
    if (words) await send(card, { kind: "comment", statements: list, note: words });
  },

  // The near-duplicates elsewhere come to this card.
  bring: (card) => send(null, { kind: "move", statements: seenOf(card.repeated), target: card.id }),

  // A statement is dragged from one of two cards to the other.
  carry(card, id, to) {
    const from = to === card.id ? besides() : statements();
    const list = store.chosen.has(id) ? from.filter((one) => store.chosen.has(one.id)) : from.filter((one) => one.id === id);
    return send(to === card.id ? null : card, { kind: "move", statements: seenOf(list), target: to });
  },

  // The chosen statements go to the card beside.
  async across(card) {
    if (!store.beside) return say("Ponga antes otra propuesta al lado (o).");
    const list = some("pasar a la de al lado");
    if (list) await send(card, { kind: "move", statements: list, target: store.beside.id });
  },

  // Statements without a card go to one.
  async place(list) {
    const to = await dialogs.place(`Mover ${named(list)} a…`, { suggested: [...new Set([...list.map((one) => one.card), ...likely(list)])].filter(Boolean), fresh: true, nowhere: true, keep: draftName("place", null, list) });
    if (to) await send(null, { kind: "move", statements: seenOf(list), target: to });
  },

  async drop(list) {
    const why = await dialogs.reason(`Descartar ${named(list)}`, store.reasons, "", draftName("drop", null, list));
    if (why) await send(null, { kind: "discard", statements: seenOf(list), reason: why });
  },

  // Who looked agrees that they are no matter of this plan.
  agree: (list) => send(null, { kind: "move", statements: seenOf(list), target: "NINGUNO" }),

  undo: (number = null) => back(number, true),

  redo() {
    const number = store.redo.pop();
    return number === undefined ? say("No hay nada que rehacer.") : back(number, false);
  },

  async scores(card) {
    if (store.scores) store.scores = null;
    else {
      /** @type {import("./types.js").Scores} */
      const answer = await get("/api/scores", { id: card.id });
      store.scores = new Map(answer.statements);
      store.scores.mean = answer.mean;
      store.scores.weakest = answer.weakest;
    }
    await page.refresh({ again: false });
  },
};

// Takes back an act, or the taking back of one.
async function back(number, undoing) {
  try {
    /** @type {import("./types.js").Recorded} */
    const answer = await saving(post("/api/undo", { number }));
    if (undoing) store.redo.push(answer.number);
    merge(answer);
    store.chosen.clear();
    await page.undone(answer.card);
    say(`${answer.what}.`, undoing ? redoButton() : undoButton(null));
  } catch (failure) {
    await refused(failure);
  }
}

// Acts that are about no open card.
const ANYWHERE = new Set(["place", "drop", "agree", "undo", "redo"]);

// The acts, one at a time: what is pressed while one is under way, or before the card has been seen
// for a moment, does nothing and says so.
export const DO = Object.fromEntries(Object.entries(ACTS).map(([kind, act]) => [kind, async (...given) => {
  if (running) {
    clearTimeout(told);
    if (!dialogs.isOpen()) say("Se está guardando lo anterior: espere un momento y pulse otra vez.");
    return;
  }
  const anywhere = ANYWHERE.has(kind);
  if (!anywhere && (!store.card || performance.now() < store.takesFrom)) {
    say("La propuesta acaba de aparecer: léala y pulse otra vez.");
    return;
  }
  running = kind;
  try {
    await (anywhere ? act(...given) : act(store.card, ...given));
  } catch (failure) {
    say(failure.message);
  } finally {
    running = null;
  }
}]));

const KEYS = Object.fromEntries(Object.entries(LABELS).map(([kind, { key }]) => [key, kind]));

// Does what a key says about the open card, or about what is chosen of those without one; false if
// the key says nothing.
export function press(key) {
  if (key === "z") DO.undo();
  else if (key === "y") DO.redo();
  else if (store.loose.size > 0 && (key === "m" || key === "x")) DO[key === "m" ? "place" : "drop"]([...store.loose.values()]);
  else if (!store.card || byId("tarjeta") === null) return false;
  else if (key === "p" && !store.blind) DO.scores();
  else if (key === ">") DO.across();
  else if (KEYS[key] && store.card.state === "gone") say("Esta propuesta ya no tiene aportes.");
  else if (KEYS[key]) DO[KEYS[key]]();
  else return false;
  return true;
}
