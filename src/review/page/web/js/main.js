// The page: which view is shown, what the keys do, and what others are doing meanwhile.

import { onActs, press } from "./acts.js";
import { get, takeToken } from "./api.js";
import { card, chooseFound, chooseRepeats, dragging, drawChosen, onRedraw, walk } from "./card.js";
import { help, isOpen, leave } from "./dialogs.js";
import { button, byId, h, say } from "./dom.js";
import { overview } from "./figures.js";
import { drawRows, list, neighbour, nextOpen, restoreFilters, reveal } from "./list.js";
import { PAGE, begin, merge, store } from "./state.js";
import { print, trays, unchooseLoose } from "./views.js";

const KEYS_OFF = "minga-sin-teclas";
// How long a card is shown before it takes acts, in milliseconds.
const MOMENT = 300;

// Which showing of a view is the last: one that is overtaken shows nothing.
let turn = 0;

// The view and its detail, from what stands after the #.
function route() {
  const [view, ...rest] = location.hash.slice(1).split("/");
  return { view: view || "revisar", detail: decodeURIComponent(rest.join("/")) };
}

// Opens a card, or the list; done when it is shown.
function go(id) {
  history.pushState(null, "", id ? `#revisar/${encodeURIComponent(id)}` : "#revisar");
  return show().catch((failure) => say(failure.message));
}

// A card as it is now; null if there is none.
async function load(id, limit = store.limit) {
  try {
    return id ? await get("/api/card", limit ? { id, limit } : { id }) : null;
  } catch (failure) {
    if (failure.status !== 404) throw failure;
    say("Esa propuesta ya no está.");
    return null;
  }
}

// The card that is drawn takes acts once it has been painted and shown for a moment.
function takeActs(mine) {
  requestAnimationFrame(() => requestAnimationFrame(() => {
    if (mine !== turn) return;
    store.takesFrom = performance.now() + MOMENT;
    setTimeout(() => {
      if (mine === turn) document.body.dataset.acts = "ready";
    }, MOMENT + 1);
  }));
}

function drawCard() {
  const fresh = card();
  const old = byId("tarjeta");
  if (old) old.replaceWith(fresh);
  drawChosen();
  byId("saltar-actos").hidden = !byId("actos");
  document.body.classList.toggle("on-card", Boolean(store.card));
}

async function show({ focus = true } = {}) {
  const { view, detail } = route();
  const main = byId("principal");
  const mine = (turn += 1);
  store.takesFrom = Infinity;
  document.body.dataset.acts = "wait";
  leave();
  for (const link of document.querySelectorAll(".bar nav a")) {
    if (link.getAttribute("href") === `#${view}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (view === "revisar") {
    store.limit = PAGE;
    store.scores = null;
    store.chosen.clear();
    const loaded = await load(detail);
    if (mine !== turn) return;
    store.card = loaded;
    if (!store.beside || store.beside.id === loaded?.id) store.beside = null;
    if (!byId("cola")) main.replaceChildren(h("h1", { class: "unseen" }, "Revisar propuestas"), h("div", { class: "desk" }, list(go, () => store.card && drawCard()), h("section", { id: "tarjeta" })));
    drawCard();
    takeActs(mine);
    reveal(store.card?.id);
    document.title = store.card ? `${store.card.id} · Revisión · minga` : "Revisión de propuestas · minga";
    if (focus && store.card) {
      byId("titulo").focus({ preventScroll: true });
      byId("hoja").scrollTop = 0;
    }
    return;
  }
  document.body.classList.remove("on-card");
  byId("saltar-actos").hidden = true;
  store.card = null;
  const made = view === "pendientes" ? await trays()
    : view === "panorama" ? overview(await get("/api/overview"), go)
      : view === "imprimir" ? await print(detail) : h("p", { class: "empty" }, "Esa vista no existe.");
  if (mine !== turn) return;
  main.replaceChildren(made);
  document.title = `${made.querySelector("h1")?.textContent ?? "minga"} · minga`;
  if (focus) main.focus({ preventScroll: true });
  main.scrollTop = 0;
}

// Puts a card beside the open one, or takes it away.
async function putBeside(id) {
  const of = store.card?.id;
  const other = id ? await load(id, null) : null;
  if (store.card?.id !== of) return;
  store.beside = other;
  const y = byId("hoja").scrollTop;
  drawCard();
  byId("hoja").scrollTop = y;
  (byId("al-lado")?.querySelector("button") ?? byId("titulo"))?.focus({ preventScroll: true });
}

// The statements that can be chosen, list by list.
const lists = () => [...document.querySelectorAll(".crossing .statements")]
  .map((list) => [...list.querySelectorAll("[data-statement]")]);

// The statement that has the focus, and where it is.
function focused() {
  const box = document.activeElement;
  const list = lists().findIndex((all) => all.includes(box));
  return list < 0 ? null : { id: box.dataset.statement, card: store.card?.id, list, place: lists()[list].indexOf(box) };
}

// The statement that had the focus last: a dialog takes it away, and what it came from may be gone.
let last = null;
document.addEventListener("focusin", () => { last = focused() ?? last; });

// The view as it is now, after an act; the focus stays near where it was.
async function refresh({ again = true, whole = false } = {}) {
  if (route().view !== "revisar") return show({ focus: false });
  const at = focused() ?? (document.activeElement === document.body && last?.card === store.card?.id ? last : null);
  const onAct = document.activeElement?.dataset?.act;
  const y = byId("hoja")?.scrollTop ?? 0;
  const [mine, of, other] = [turn, store.card?.id, store.beside?.id];
  if (whole) await reload();
  const loaded = again && of ? await load(of) : store.card;
  const beside = again && other ? await load(other, null) : store.beside;
  // Another card was opened meanwhile.
  if (mine !== turn) return;
  store.card = loaded;
  store.beside = beside;
  drawCard();
  drawRows();
  if (byId("hoja")) byId("hoja").scrollTop = y;
  const now = lists();
  const next = at && (now[at.list]?.find((box) => box.dataset.statement === at.id) ?? now[at.list]?.[at.place] ?? now[at.list]?.at(-1) ?? now.flat()[0]);
  (next ?? (onAct && document.querySelector(`[data-act="${onAct}"]`)) ?? byId("titulo"))?.focus({ preventScroll: true });
}

async function reload() {
  begin(await get("/api/state"));
}

onRedraw(refresh, go, putBeside);
onActs({
  refresh,
  async next() {
    const id = await nextOpen();
    if (id) await go(id);
    return Boolean(id);
  },
  async undone(id) {
    const here = route();
    if (here.view === "revisar" && id && id !== store.card?.id) await go(id);
    else await refresh();
  },
});

// What others decide arrives here. The card under one's eyes is not changed by it: it says so.
async function listen() {
  for (;;) {
    try {
      /** @type {import("./types.js").News} */
      const news = await get("/api/events", { since: store.version, card: store.card?.id ?? "" });
      if (byId("estado").hidden === false) {
        banner("");
        await reload();
        await show({ focus: false });
      }
      if (news.reload) {
        await reload();
        drawRows();
        continue;
      }
      const others = (news.told ?? []).filter((one) => one.who !== store.me.name);
      merge(news);
      store.version = news.version;
      drawRows();
      if (others.length > 0 && store.card && news.touched.includes(store.card.id)) {
        byId("cambios")?.replaceChildren(h("p", { class: "changed" }, `${others.map((one) => one.what).join(". ")}. `,
          button("Ver cómo quedó", () => refresh(), { style: "small" })));
      } else if (others.length > 0) {
        say(`${others.at(-1).what}.`);
      }
    } catch (failure) {
      if (failure.status === 401) return banner("Su enlace ya no funciona. Pida uno nuevo.");
      banner("Sin conexión con el programa. Lo decidido hasta aquí está guardado. Se vuelve a intentar cada 3 segundos.");
      await new Promise((resolve) => setTimeout(resolve, 3000));
    }
  }
}

// What stays until it is over: no connection, or a link that is closed.
function banner(words) {
  byId("estado").hidden = words === "";
  byId("estado").textContent = words;
}

// A second click of a double click is for what was clicked first and for nothing else; a key that is
// held is for what it was pressed in.
function onePress() {
  let clicked = null;
  let down = null;
  addEventListener("click", (event) => {
    const again = event.detail > 1 && event.target !== clicked && !event.target.closest?.(".pager");
    const act = event.detail > 1 && event.target.closest?.("[data-act], dialog button");
    if (again || act) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else clicked = event.target;
  }, true);
  addEventListener("keydown", (event) => {
    const box = event.target.closest?.("textarea, input:not([type=checkbox]):not([type=radio])");
    const elsewhere = event.repeat && down && (event.target !== down);
    const pressed = event.repeat && (event.key === "Enter" || (event.key === " " && !box)) && event.target.closest?.("button, input, select");
    if (elsewhere || pressed) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else if (!event.repeat) down = event.target;
  }, true);
}

const keysOn = () => localStorage.getItem(KEYS_OFF) === null;

function openHelp() {
  help(keysOn(), (on) => (on ? localStorage.removeItem(KEYS_OFF) : localStorage.setItem(KEYS_OFF, "1")));
}

function onKey(event) {
  if (isOpen() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (walk(event)) return;
  // A key that is held goes on through the queue and does nothing else.
  if (event.repeat && event.key !== "j" && event.key !== "k") return;
  const typing = event.target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select");
  if (event.key === "Escape") {
    if (typing) typing.blur();
    else if (store.chosen.size > 0) {
      store.chosen.clear();
      drawChosen();
    } else unchooseLoose();
    return;
  }
  if (typing || !keysOn()) return;
  const review = route().view === "revisar";
  const way = { j: 1, k: -1 }[event.key];
  if (event.key === "?") openHelp();
  else if (event.key === "/" && review) byId("buscar").focus();
  else if (way && review) go(neighbour(way));
  else if (event.key === "g" && store.card) chooseFound();
  else if (event.key === "o" && store.card?.near) putBeside(store.beside ? null : store.card.near[0]?.id ?? null);
  else if (event.key === "v" && (store.card || route().view === "pendientes")) document.querySelector("[data-statement]")?.focus();
  else if (event.key === "e" && store.card) chooseRepeats();
  else if (store.me.read_only || !press(event.key)) return;
  event.preventDefault();
}

async function start() {
  if (!takeToken()) {
    byId("principal").replaceChildren(h("p", { class: "empty" }, "Falta el enlace completo: abra el que muestra el programa, o pida uno a quien lo maneja."));
    return;
  }
  try {
    await reload();
  } catch (failure) {
    byId("principal").replaceChildren(h("p", { class: "empty" }, failure.status === 401 ? "Su enlace ya no funciona. Pida uno nuevo." : failure.message));
    return;
  }
  byId("marco").textContent = store.frame;
  byId("quien").textContent = store.me.read_only ? "Solo lectura" : `Revisa ${store.me.name}`;
  if (store.blind) document.body.classList.add("blind");
  byId("ayuda").addEventListener("click", openHelp);
  byId("saltar").addEventListener("click", (event) => {
    event.preventDefault();
    (byId("titulo") ?? byId("principal")).focus();
  });
  byId("saltar-actos").addEventListener("click", (event) => {
    event.preventDefault();
    (byId("actos")?.querySelector("button") ?? byId("principal")).focus();
  });
  dragging(byId("principal"));
  addEventListener("hashchange", () => {
    // Another link, opened in this tab.
    if (new URLSearchParams(location.hash.slice(1)).has("t")) location.reload();
    else show().catch((failure) => say(failure.message));
  });
  onePress();
  document.addEventListener("keydown", onKey);
  await restoreFilters();
  const { view, detail } = route();
  if (view === "revisar" && !detail && matchMedia("(min-width: 60rem)").matches) {
    const first = await nextOpen() ?? store.order[0];
    if (first) history.replaceState(null, "", `#revisar/${encodeURIComponent(first)}`);
  }
  await show({ focus: false });
  document.body.dataset.ready = "yes";
  performance.mark("lista");
  listen();
}

start();
