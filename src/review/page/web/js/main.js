// The page: which view is shown, what the keys do, and what others are doing meanwhile.

import { onActs, press } from "./acts.js";
import { get, takeToken } from "./api.js";
import { card, chooseRepeats, drawChosen, onRedraw, walk } from "./card.js";
import { help, isOpen } from "./dialogs.js";
import { button, byId, h, say } from "./dom.js";
import { overview } from "./figures.js";
import { drawRows, list, neighbour, nextOpen, reveal } from "./list.js";
import { PAGE, begin, merge, store } from "./state.js";
import { print, trays } from "./views.js";

const KEYS_OFF = "minga-sin-teclas";

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

async function load(id) {
  try {
    store.card = id ? await get("/api/card", { id, limit: store.limit }) : null;
  } catch (failure) {
    if (failure.status !== 404) throw failure;
    store.card = null;
    say("Esa propuesta ya no está.");
  }
}

function drawCard() {
  const fresh = card();
  const old = byId("tarjeta");
  if (old) old.replaceWith(fresh);
  drawChosen();
  document.body.classList.toggle("on-card", Boolean(store.card));
}

async function show({ focus = true } = {}) {
  const { view, detail } = route();
  const main = byId("principal");
  for (const link of document.querySelectorAll(".bar nav a")) {
    if (link.getAttribute("href") === `#${view}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (view === "revisar") {
    store.limit = PAGE;
    store.scores = null;
    store.chosen.clear();
    await load(detail);
    if (!byId("cola")) main.replaceChildren(h("h1", { class: "unseen" }, "Revisar propuestas"), h("div", { class: "desk" }, list(go), h("section", { id: "tarjeta" })));
    drawCard();
    reveal(store.card?.id);
    document.title = store.card ? `${store.card.id} · Revisión · minga` : "Revisión de propuestas · minga";
    if (focus && store.card) {
      byId("titulo").focus({ preventScroll: true });
      byId("tarjeta").scrollIntoView({ block: "start" });
    }
    return;
  }
  document.body.classList.remove("on-card");
  store.card = null;
  const made = view === "pendientes" ? await trays()
    : view === "panorama" ? overview(await get("/api/overview"), go)
      : view === "imprimir" ? await print(detail) : h("p", { class: "empty" }, "Esa vista no existe.");
  main.replaceChildren(made);
  document.title = `${made.querySelector("h1")?.textContent ?? "minga"} · minga`;
  if (focus) main.focus({ preventScroll: true });
  scrollTo(0, 0);
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
  const y = scrollY;
  if (whole) await reload();
  if (again && store.card) await load(store.card.id);
  drawCard();
  drawRows();
  scrollTo(0, y);
  const now = lists();
  const next = at && (now[at.list]?.find((box) => box.dataset.statement === at.id) ?? now[at.list]?.[at.place] ?? now[at.list]?.at(-1) ?? now.flat()[0]);
  (next ?? (onAct && document.querySelector(`[data-act="${onAct}"]`)) ?? byId("titulo"))?.focus({ preventScroll: true });
}

async function reload() {
  begin(await get("/api/state"));
}

onRedraw(refresh, go);
onActs({
  refresh,
  async next() {
    const id = nextOpen();
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
      const news = await get("/api/events", { since: store.version });
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
      if (failure.status === 401) return say("Este enlace ya no vale: pida uno nuevo.");
      await new Promise((resolve) => setTimeout(resolve, 3000));
    }
  }
}

const keysOn = () => localStorage.getItem(KEYS_OFF) === null;

function openHelp() {
  help(keysOn(), (on) => (on ? localStorage.removeItem(KEYS_OFF) : localStorage.setItem(KEYS_OFF, "1")));
}

function onKey(event) {
  if (isOpen() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (walk(event)) return;
  const typing = event.target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select");
  if (event.key === "Escape") {
    if (typing) typing.blur();
    else if (store.chosen.size > 0) {
      store.chosen.clear();
      drawChosen();
    }
    return;
  }
  if (typing || !keysOn()) return;
  const review = route().view === "revisar";
  const way = { j: 1, k: -1 }[event.key];
  if (event.key === "?") openHelp();
  else if (event.key === "/" && review) byId("buscar").focus();
  else if (way && review) go(neighbour(way));
  else if (event.key === "v" && store.card) document.querySelector("[data-statement]")?.focus();
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
    byId("principal").replaceChildren(h("p", { class: "empty" }, failure.message));
    return;
  }
  byId("marco").textContent = store.frame;
  byId("quien").textContent = store.me.read_only ? "Solo lectura" : `Revisa ${store.me.name}`;
  if (store.blind) document.body.classList.add("blind");
  byId("ayuda").addEventListener("click", openHelp);
  byId("saltar").addEventListener("click", (event) => {
    event.preventDefault();
    byId("principal").focus();
  });
  addEventListener("hashchange", () => {
    // Another link, opened in this tab.
    if (new URLSearchParams(location.hash.slice(1)).has("t")) location.reload();
    else show().catch((failure) => say(failure.message));
  });
  document.addEventListener("keydown", onKey);
  const { view, detail } = route();
  if (view === "revisar" && !detail && matchMedia("(min-width: 60rem)").matches) {
    const first = nextOpen() ?? store.order[0];
    if (first) history.replaceState(null, "", `#revisar/${encodeURIComponent(first)}`);
  }
  await show({ focus: false });
  document.body.dataset.ready = "yes";
  performance.mark("lista");
  listen();
}

start();
