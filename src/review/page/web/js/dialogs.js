// The questions that an act asks. Each answers with a promise: what was said, or null.

import { button, byId, h } from "./dom.js";
import { targets } from "./state.js";

const SHOWN = 40;

export const isOpen = () => byId("dialogo").open;

// Shows a question; `build` gets the function that answers it.
function ask(title, build, { submit = "Guardar", answer = () => null, refuse } = {}) {
  const dialog = byId("dialogo");
  const before = document.activeElement;
  return new Promise((resolve) => {
    let said = null;
    const close = (value) => {
      said = value;
      dialog.close();
    };
    const wrong = h("p", { class: "wrong", role: "alert" });
    const onSubmit = (event) => {
      event.preventDefault();
      const value = answer();
      if (value === null || value === undefined) wrong.textContent = refuse ?? "Falta algo.";
      else close(value);
    };
    const form = h("form", { on: { submit: onSubmit } },
      h("h2", { id: "dialogo-titulo", tabindex: "-1" }, title), build(close), wrong,
      h("div", { class: "buttons" },
        submit && h("button", { type: "submit", class: "main" }, submit),
        button(submit ? "Cancelar" : "Cerrar", () => close(null))));
    dialog.replaceChildren(form);
    dialog.addEventListener("close", () => {
      dialog.replaceChildren();
      if (before?.isConnected) before.focus({ preventScroll: true });
      resolve(said);
    }, { once: true });
    dialog.showModal();
    (form.querySelector(submit ? "[autofocus]" : "h2") ?? form.querySelector("button"))?.focus();
  });
}

// The log of decisions was taken away: whether what is in memory is to be saved.
export const lost = (what) =>
  ask("Lo que decida ya no se guarda", () => h("p", {}, what),
    { submit: "Guardar lo decidido hasta aquí", answer: () => true });

// A place: typed with or without accents, chosen with the arrows. `suggested`: ids offered first.
export function place(title, { except, suggested = [], fresh = false, nowhere = false }) {
  let options = [];
  let at = 0;
  const input = h("input", { id: "destino", type: "text", role: "combobox", autocomplete: "off", autofocus: true,
    "aria-expanded": "true", "aria-controls": "destinos", "aria-autocomplete": "list" });
  const box = h("ul", { id: "destinos", role: "listbox", "aria-label": "Destinos", class: "options" });
  const draw = (close) => {
    const query = input.value.trim();
    const found = targets(query, except);
    if (query === "" && suggested.length) {
      found.sort((a, b) => rank(suggested, a.id) - rank(suggested, b.id));
    }
    options = found.slice(0, SHOWN);
    if (fresh && query.length > 2) {
      options.push({ id: `nuevo:${query}`, title: `Crear un desafío nuevo: «${query}»`, more: "" });
    }
    if (nowhere && query === "") {
      options.push({ id: "NINGUNO", title: "Ninguna propuesta: queda fuera", more: "" });
    }
    at = Math.min(at, Math.max(options.length - 1, 0));
    box.replaceChildren(...options.map((one, i) => h("li", {
      role: "option", id: `destino-${i}`, "aria-selected": String(i === at), "data-target": one.id,
      on: { click: () => close(one.id), mousemove: () => { if (at !== i) { at = i; mark(); } } },
    }, h("span", { class: "id" }, one.id.startsWith("nuevo:") ? "nuevo" : one.id), h("span", { dir: "auto" }, one.title),
      one.more && h("span", { class: "note" }, one.more))));
    mark();
  };
  const mark = () => {
    [...box.children].forEach((node, i) => node.setAttribute("aria-selected", String(i === at)));
    if (options.length) input.setAttribute("aria-activedescendant", `destino-${at}`);
    else input.removeAttribute("aria-activedescendant");
    box.children[at]?.scrollIntoView({ block: "nearest" });
  };
  return ask(title, (close) => {
    input.addEventListener("input", () => { at = 0; draw(close); });
    input.addEventListener("keydown", (event) => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!by || options.length === 0) return;
      event.preventDefault();
      at = (at + by + options.length) % options.length;
      mark();
    });
    draw(close);
    return [h("label", { for: "destino" }, fresh
      ? "Escriba parte del nombre o del id, o el nombre de un desafío nuevo"
      : "Escriba parte del nombre o del id"), input, box];
  }, { submit: "Elegir", answer: () => options[at]?.id ?? null, refuse: "Ningún destino con ese nombre." });
}

function rank(order, id) {
  const at = order.indexOf(id);
  return at < 0 ? order.length : at;
}

// A text, with what it is about.
export function text(title, label, given = "", { note, needed = true } = {}) {
  const area = h("textarea", { id: "texto", rows: 4, maxlength: 2000, autofocus: true, value: given });
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      area.form.requestSubmit();
    }
  });
  return ask(title, () => [note && h("p", { class: "note" }, note), h("label", { for: "texto" }, label), area],
    { answer: () => (area.value.trim() || !needed ? area.value.trim() : null), refuse: "Escríbalo antes de guardar." });
}

// A reason of the list, or one's own.
export function reason(title, reasons, note) {
  const own = h("input", { id: "otro", type: "text", maxlength: 200, autocomplete: "off" });
  const radios = reasons.map((words, i) => h("label", { class: "choice" },
    h("input", { type: "radio", name: "motivo", value: words, autofocus: i === 0, on: { change: () => { own.value = ""; } } }), words));
  own.addEventListener("input", () => {
    for (const label of radios) label.firstChild.checked = false;
  });
  return ask(title, () => [note && h("p", { class: "note" }, note),
    h("fieldset", {}, h("legend", {}, "¿Por qué?"), radios, h("label", { for: "otro" }, "Otro motivo"), own)], {
    submit: "Descartar",
    answer: () => own.value.trim() || radios.map((label) => label.firstChild).find((radio) => radio.checked)?.value || null,
    refuse: "Elija un motivo o escríbalo.",
  });
}

// The horizon, the objectives and the policies, from the frame's lists; what is left open is not said.
export function alignment(title, { desarrollo, gestion, politicas }, given) {
  const NONE = "NINGUNO";
  const cut = (text) => (text.length > 110 ? `${text.slice(0, 108)}…` : text);
  const select = (id, options, value) => h("select", { id, autofocus: id === "horizonte" }, [["", "Sin decir"], ...options]
    .map(([key, words]) => h("option", { value: key, selected: key === (value ?? "") }, words)));
  const listed = (all, none) => [...all.map((one) => [one.id, `${one.id}. ${cut(one.text)}`]), [NONE, none]];
  const horizon = select("horizonte", [["largo_plazo", "Largo plazo"], ["gestion", "Gestión"]], given.horizon);
  const goal = select("desarrollo", listed(desarrollo, "Ninguno"), given.objetivo_desarrollo);
  const place = h("div", {});
  const box = h("fieldset", { class: "policies" });
  const chosen = new Set(given.politicas);
  let task;
  const drawPolicies = () => {
    const shown = politicas.filter((one) => one.of === task.value || chosen.has(one.id));
    box.replaceChildren(h("legend", {}, "Políticas"),
      shown.length === 0 ? h("p", { class: "note" }, "Elija antes un objetivo de gestión.") : "",
      ...shown.map((one) => h("label", { class: "choice" }, h("input", { type: "checkbox", value: one.id, checked: chosen.has(one.id),
        on: { change: (event) => (event.target.checked ? chosen.add(one.id) : chosen.delete(one.id)) } }), h("span", {}, `${one.id}. ${one.text}`))));
  };
  const drawTasks = (value) => {
    const shown = gestion.filter((one) => goal.value === "" || one.of === goal.value || one.id === value);
    task = select("gestion", listed(shown, "Ninguno"), value);
    task.addEventListener("change", () => { chosen.clear(); drawPolicies(); });
    place.replaceChildren(h("label", { for: "gestion" }, "Objetivo de gestión"), task);
    drawPolicies();
  };
  goal.addEventListener("change", () => { chosen.clear(); drawTasks(null); });
  drawTasks(given.objetivo_gestion);
  return ask(title, () => [
    h("p", { class: "note" }, "Un desafío de largo plazo se alinea a un objetivo de desarrollo; uno de gestión, también a un objetivo de gestión y a sus políticas."),
    h("label", { for: "horizonte" }, "Horizonte"), horizon,
    h("label", { for: "desarrollo" }, "Objetivo de desarrollo"), goal, place, box], {
    answer: () => ({ horizon: horizon.value || null, objetivo_desarrollo: goal.value || null, objetivo_gestion: task.value || null, politicas: [...chosen].sort() }),
  });
}

// Yes or no.
export const sure = (title, words, submit) =>
  ask(title, () => h("p", {}, words), { submit, answer: () => true });

// What others did while this card was open.
export const conflict = (what) =>
  ask("Esta propuesta cambió mientras usted la miraba", () => [
    h("p", {}, "No se guardó lo suyo, para no pasar por encima de lo que otra persona decidió:"),
    h("ul", {}, (what.length ? what : ["alguien la cambió"]).map((line) => h("li", {}, line))),
    h("p", {}, "Mire cómo quedó y decida otra vez si hace falta."),
  ], { submit: "Ver cómo está ahora", answer: () => true });

export const KEYS = [
  ["a", "Aceptar la propuesta y pasar a la siguiente"],
  ["r", "Renombrar: escribir la redacción"],
  ["f", "Fusionar con otra"],
  ["d", "Dividir: los textos elegidos van aparte; sin elegir, la propuesta queda por dividir"],
  ["s", "Sacar de la propuesta los textos elegidos"],
  ["m", "Mover los textos elegidos a otra"],
  ["t", "Poner los textos elegidos también en otra"],
  ["x", "Descartar con un motivo: los textos elegidos, o toda la propuesta"],
  ["h", "Alinear: horizonte, objetivos y políticas"],
  ["n", "No sé: los textos elegidos, o toda la propuesta"],
  ["c", "Comentar"],
  ["z", "Deshacer lo último que usted decidió"],
  ["j", "Siguiente propuesta"],
  ["k", "Propuesta anterior"],
  ["v", "Ir a los textos; entre ellos, con las flechas; elegir, con la barra espaciadora. Sin elegir ninguno, las teclas actúan sobre el texto en el que está"],
  ["e", "Elegir también los textos que dicen casi lo mismo que los elegidos"],
  ["p", "Ver u ocultar cuánto se parecen"],
  ["/", "Buscar"],
  ["?", "Esta ayuda"],
];

export const help = (on, toggle) =>
  ask("Ayuda", () => [
    h("p", {}, "La máquina propone y las personas deciden. Nada se pierde: cada decisión queda guardada con su nombre y se puede deshacer."),
    h("table", {}, h("caption", {}, "Con el teclado"),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Tecla"), h("th", { scope: "col" }, "Qué hace"))),
      h("tbody", {}, KEYS.map(([key, words]) => h("tr", {}, h("th", { scope: "row" }, h("kbd", {}, key)), h("td", {}, words))))),
    h("label", { class: "choice" }, h("input", { type: "checkbox", checked: on, on: { change: (event) => toggle(event.target.checked) } }),
      "Usar estas teclas (desactívelas si dicta o usa otro programa de voz)"),
  ], { submit: null });
