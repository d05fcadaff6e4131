// What the page knows: the rows of all cards, the card that is open, and what is chosen in it.

import { fold } from "./dom.js";

export const PAGE = 40;

export const store = {
  /** @type {import("./types.js").Reviewer} */
  me: { name: "", read_only: true },
  blind: false,
  frame: "",
  /** @type {import("./types.js").FrameItem[]} */
  competencias: [],
  /** @type {(import("./types.js").FrameItem & { folded?: string })[]} */
  finals: [],
  /** @type {string[]} */
  reasons: [],
  /** @type {import("./types.js").FrameItem[]} */
  desarrollo: [],
  /** @type {import("./types.js").FrameSubitem[]} */
  gestion: [],
  /** @type {import("./types.js").FrameSubitem[]} */
  politicas: [],
  /** @type {Map<string, import("./types.js").CardRow & { folded?: string }>} */
  rows: new Map(),
  /** @type {string[]} */
  order: [],
  /** @type {import("./types.js").Counts} */
  counts: { competencias: [], statements: 0, decided: 0, pending: 0, out: 0, discarded: 0 },
  version: 0,
  /** @type {import("./types.js").CardView|null} */
  card: null,
  limit: PAGE,
  chosen: new Set(),
  // What is chosen of the statements without a card, by id.
  loose: new Map(),
  /** @type {import("./types.js").CardView|null} */
  beside: null,
  // The numbers of the acts of undoing that can be undone, the last at the end.
  redo: [],
  // From when on the open card takes acts, by the browser's clock: once it has been seen for a moment.
  takesFrom: Infinity,
  scores: null,
  filter: { competencia: "", state: "", sides: "", text: "" },
  /** @type {Map<string, import("./types.js").SearchHit>|null} */
  found: null,
  page: 0,
};

export const STATES = {
  open: { sign: "○", words: "sin revisar" },
  begun: { sign: "◐", words: "empezada" },
  waiting: { sign: "!", words: "en espera" },
  decided: { sign: "✓", words: "revisada" },
  gone: { sign: "×", words: "vacía (fusionada o descartada)" },
};

/** @param {import("./types.js").ReviewState} state */
export function begin(state) {
  for (const name of ["me", "blind", "frame", "competencias", "finals", "reasons", "desarrollo", "gestion", "politicas", "counts", "version"]) {
    store[name] = state[name];
  }
  store.rows = new Map(state.rows.map((row) => [row.id, row]));
  store.order = state.rows.map((row) => row.id);
}

// Takes in the rows that changed; what is new goes to the end of the queue.
/** @param {import("./types.js").Recorded|import("./types.js").News} answer */
export function merge(answer) {
  for (const row of answer.rows ?? []) {
    if (!store.rows.has(row.id)) store.order.push(row.id);
    store.rows.set(row.id, row);
  }
  for (const id of answer.gone ?? []) store.rows.delete(id);
  if (answer.gone?.length) store.order = store.order.filter((id) => store.rows.has(id));
  if (answer.counts) store.counts = answer.counts;
}

// The words looked for, folded.
export const wanted = () => (store.found ? fold(store.filter.text).split(/\s+/).filter(Boolean) : []);

/** @param {import("./types.js").CardRow} row */
export const isDone = (row) => row.state === "decided" || row.state === "gone";

export const sidesOf = (row) =>
  row.institutional && row.citizen ? "both" : row.institutional ? "institutional" : row.citizen ? "citizen" : "none";

// The rows that the filters let through, in the order of review.
export function visible() {
  const { competencia, state, sides, text } = store.filter;
  return store.order.map((id) => store.rows.get(id)).filter((row) =>
    (competencia === "" || row.competencia === Number(competencia)) &&
    (state === "" || (state === "todo" ? !isDone(row) : row.state === state)) &&
    (sides === "" || sidesOf(row) === sides) &&
    (text === "" || !store.found || store.found.has(row.id)));
}

/** @param {import("./types.js").CardRow|import("./types.js").CardView|import("./types.js").MapPoint|import("./types.js").PrintedCard} row */
export function nameOf(row) {
  return row.title || (row.id.startsWith("nuevo:") ? row.id.slice(6) : `Propuesta ${row.id}`);
}

export const labelOf = (id) => (id.startsWith("nuevo:") ? "nuevo" : id);

export const competenciaOf = (row) => store.competencias[row.competencia]?.text ?? "";

// The cards, and the frame's challenges that are no card yet, whose words hold all of the query's.
export function targets(query, except) {
  const words = fold(query).split(/\s+/).filter(Boolean);
  const holds = (text) => words.every((word) => text.includes(word));
  const found = [];
  for (const id of store.order) {
    const row = store.rows.get(id);
    if (id === except || row.state === "gone") continue;
    row.folded ??= fold(`${id} ${row.title} ${competenciaOf(row)}`);
    if (holds(row.folded)) found.push({ id, title: nameOf(row), more: competenciaOf(row) });
  }
  for (const final of store.finals) {
    if (final.id === except || store.rows.has(final.id)) continue;
    final.folded ??= fold(`${final.id} ${final.text}`);
    if (holds(final.folded)) found.push({ id: final.id, title: final.text, more: "desafío ya publicado" });
  }
  return found;
}
