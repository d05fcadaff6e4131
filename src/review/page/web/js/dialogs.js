// The questions that an act asks. Each answers with a promise: what was said, or null.

import { button, byId, h } from "./dom.js";
import { draftOf, dropDraft, keepDraft } from "./drafts.js";
import { targets } from "./state.js";

const SHOWN = 40;

export const isOpen = () => byId("dialogo").open;

// The question that is open is left unanswered because the view changes: it was about what was shown.
let leaving = () => {};
export const leave = () => leaving();

// Shows a question; `build` gets the function that answers it. `keep`: the name under which what is
// being said (`words`) is kept until it is sent or given up.
function ask(title, build, { submit = "Guardar", answer = () => null, refuse, keep, words, ready = false } = {}) {
  const dialog = byId("dialogo");
  const before = document.activeElement;
  return new Promise((resolve) => {
    let said = null;
    const close = (value) => {
      said = value;
      if (keep) dropDraft(keep);
      dialog.close();
    };
    leaving = () => dialog.close();
    const wrong = h("p", { class: "wrong", role: "alert" });
    const onSubmit = (event) => {
      event.preventDefault();
      const value = answer();
      if (value === null || value === undefined) wrong.textContent = refuse ?? "Falta algo.";
      else close(value);
    };
    const onInput = () => {
      if (keep && words) keepDraft(keep, words());
    };
    const onKey = (event) => {
      if (event.key !== "Enter" || !event.ctrlKey || event.repeat) return;
      event.preventDefault();
      form.requestSubmit();
    };
    const form = h("form", { on: { submit: onSubmit, input: onInput, change: onInput, keydown: onKey } },
      h("h2", { id: "dialogo-titulo", tabindex: "-1" }, title),
      keep && draftOf(keep) !== undefined && h("p", { class: "note" }, "Se recuperó lo que había escrito aquí y no guardó."),
      build(close), wrong,
      h("div", { class: "buttons" },
        submit && h("button", { type: "submit", class: "main", autofocus: ready }, submit),
        button(submit ? "Cancelar" : "Cerrar", () => close(null))));
    dialog.replaceChildren(form);
    dialog.addEventListener("close", () => {
      leaving = () => {};
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
export function place(title, { except, suggested = [], fresh = false, nowhere = false, keep }) {
  let options = [];
  let at = 0;
  const input = h("input", { id: "destino", type: "text", role: "combobox", autocomplete: "off", autofocus: true, value: draftOf(keep) ?? "",
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
  }, { keep, words: () => input.value, submit: "Elegir", answer: () => options[at]?.id ?? null, refuse: "Ningún destino con ese nombre." });
}

function rank(order, id) {
  const at = order.indexOf(id);
  return at < 0 ? order.length : at;
}

// A text, with what it is about.
export function text(title, label, given = "", { note, needed = true, keep } = {}) {
  const area = h("textarea", { id: "texto", rows: 4, maxlength: 2000, autofocus: true, value: draftOf(keep) ?? given });
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.repeat) {
      event.preventDefault();
      area.form.requestSubmit();
    }
  });
  return ask(title, () => [note && h("p", { class: "note" }, note), h("label", { for: "texto" }, label), area],
    { keep, words: () => area.value, answer: () => (area.value.trim() || !needed ? area.value.trim() : null), refuse: "Escríbalo antes de guardar." });
}

// A reason of the list, or one's own.
export function reason(title, reasons, note, keep) {
  const draft = draftOf(keep) ?? "";
  const own = h("input", { id: "otro", type: "text", maxlength: 200, autocomplete: "off", value: reasons.includes(draft) ? "" : draft });
  const radios = reasons.map((words, i) => h("label", { class: "choice" },
    h("input", { type: "radio", name: "motivo", value: words, checked: words === draft, autofocus: i === 0, on: { change: () => { own.value = ""; } } }), words));
  own.addEventListener("input", () => {
    for (const label of radios) label.firstChild.checked = false;
  });
  const said = () => own.value.trim() || radios.map((label) => label.firstChild).find((radio) => radio.checked)?.value;
  return ask(title, () => [note && h("p", { class: "note" }, note),
    h("fieldset", {}, h("legend", {}, "¿Por qué?"), radios, h("label", { for: "otro" }, "Otro motivo"), own)], {
    keep,
    words: () => said() ?? "",
    submit: "Descartar",
    answer: () => said() ?? null,
    refuse: "Elija un motivo o escríbalo.",
  });
}

// The horizon, the objectives and the policies, from the frame's lists: what is chosen before comes
// first, with how probable the machine finds it; only what fits together is offered.
/** @param {import("./types.js").CardView} card */
export function alignment(title, { desarrollo, gestion, politicas }, card, keep) {
  const NONE = "NINGUNO";
  const said = card.alignment;
  const open = !said.horizon && !said.objetivo_desarrollo && !said.objetivo_gestion && said.politicas.length === 0;
  const machine = card.aligned;
  const draft = draftOf(keep);
  const given = draft ?? (open && machine ? machine.best : said);
  const cut = (text) => (text.length > 110 ? `${text.slice(0, 108)}…` : text);
  const chances = new Map([...machine?.desarrollo ?? [], ...machine?.gestion ?? [], ...machine?.politicas ?? []].map((one) => [`${one.kind}/${one.id}`, one.probability]));
  const chance = (kind, id) => (chances.has(`${kind}/${id}`) ? ` · ${chances.get(`${kind}/${id}`)}` : "");
  const rank = (kind, all) => {
    const order = [...chances.keys()];
    const at = (one) => order.indexOf(`${kind}/${one.id}`);
    return [...all].sort((a, b) => (at(a) < 0 ? 99 : at(a)) - (at(b) < 0 ? 99 : at(b)));
  };
  const fill = (node, options, value) => node.replaceChildren(...[["", "Sin definir"], ...options]
    .map(([key, words]) => h("option", { value: key, selected: key === (value ?? "") }, words)));
  const listed = (kind, all) => [...rank(kind, all).map((one) => [one.id, `${one.id}. ${cut(one.text)}${chance(kind, one.id)}`]), [NONE, `Ninguno${chance(kind, NONE)}`]];
  const horizon = h("select", { id: "horizonte" });
  const goal = h("select", { id: "desarrollo" });
  const task = h("select", { id: "gestion" });
  const tasks = h("div", {}, h("label", { for: "gestion" }, "Objetivo de gestión"), task);
  const box = h("fieldset", { class: "policies" });
  const misfit = h("p", { class: "wrong", id: "incompatible", role: "status" });
  const chosen = new Set(given.politicas);
  const parent = (all, id) => all.find((one) => one.id === id)?.of;
  const answer = () => ({ horizon: horizon.value || null, objetivo_desarrollo: goal.value || null,
    objetivo_gestion: task.value || null, politicas: [...chosen].sort() });
  // What does not fit together, in words.
  const wrong = () => {
    const now = answer();
    const [long, torn] = [now.horizon === "largo_plazo", []];
    if (long && ((now.objetivo_gestion && now.objetivo_gestion !== NONE) || now.politicas.some((id) => id !== NONE))) {
      torn.push("un desafío de largo plazo no tiene objetivo de gestión ni política");
    }
    const above = parent(gestion, now.objetivo_gestion);
    if (above && now.objetivo_desarrollo && above !== now.objetivo_desarrollo) {
      torn.push(`el objetivo de gestión ${now.objetivo_gestion} es del objetivo de desarrollo ${above} y no de ${now.objetivo_desarrollo}`);
    }
    for (const id of now.politicas) {
      const of = parent(politicas, id);
      if (of && now.objetivo_gestion && of !== now.objetivo_gestion) torn.push(`la política ${id} es del objetivo de gestión ${of} y no de ${now.objetivo_gestion}`);
    }
    return torn[0] && `Alineación incompatible: ${torn[0]}.`;
  };
  const draw = () => {
    const now = answer();
    const long = now.horizon === "largo_plazo";
    const fits = gestion.filter((one) => !now.objetivo_desarrollo || one.of === now.objetivo_desarrollo || one.id === now.objetivo_gestion);
    fill(task, listed("gestion", fits), now.objetivo_gestion);
    tasks.hidden = long && !now.objetivo_gestion;
    const shown = rank("politica", politicas.filter((one) => one.of === now.objetivo_gestion || chosen.has(one.id)));
    box.hidden = long && chosen.size === 0;
    box.replaceChildren(h("legend", {}, "Políticas"),
      shown.length === 0 ? h("p", { class: "note" }, "Elija antes un objetivo de gestión.") : "",
      ...shown.map((one) => h("label", { class: "choice" }, h("input", { type: "checkbox", value: one.id, checked: chosen.has(one.id),
        on: { change: (event) => { if (event.target.checked) chosen.add(one.id); else chosen.delete(one.id); tell(); } } }),
      h("span", {}, `${one.id}. ${one.text}${chance("politica", one.id)}`))));
    tell();
  };
  const tell = () => { misfit.textContent = wrong() ?? ""; };
  fill(horizon, [["largo_plazo", `Largo plazo${machine?.largo_plazo ? ` · ${machine.largo_plazo}` : ""}`], ["gestion", "Gestión"]], given.horizon);
  fill(goal, listed("desarrollo", desarrollo), given.objetivo_desarrollo);
  fill(task, listed("gestion", gestion), given.objetivo_gestion);
  horizon.addEventListener("change", () => {
    if (horizon.value === "largo_plazo") {
      task.value = "";
      chosen.clear();
    }
    draw();
  });
  goal.addEventListener("change", () => {
    if (task.value && parent(gestion, task.value) !== goal.value) {
      task.value = "";
      chosen.clear();
    }
    draw();
  });
  task.addEventListener("change", () => {
    for (const id of [...chosen]) if (parent(politicas, id) !== task.value) chosen.delete(id);
    const above = parent(gestion, task.value);
    if (above) goal.value = above;
    draw();
  });
  draw();
  const proposed = open && machine && draft === undefined;
  return ask(title, () => [
    h("p", { class: "note" }, proposed
      ? machine.by_frame ? "Así lo alinea el plan. Compruebe y guarde, o cambie lo que no corresponda."
        : "Viene llena con lo más probable, para comprobar: guarde si es correcto (Entrar), o cambie lo que no corresponda."
      : "Un desafío de largo plazo se alinea a un objetivo de desarrollo; uno de gestión, también a un objetivo de gestión y a sus políticas."),
    h("label", { for: "horizonte" }, "Horizonte"), horizon,
    h("label", { for: "desarrollo" }, "Objetivo de desarrollo"), goal, tasks, box, misfit], {
    keep, words: answer, ready: true,
    answer: () => (wrong() ? null : answer()),
    refuse: "Corrija antes lo que no es compatible.",
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
  ["d", "Separar los aportes elegidos como un desafío nuevo; sin elegir, la propuesta queda marcada para dividir"],
  ["s", "Quitar de esta propuesta los aportes elegidos"],
  ["m", "Mover los aportes elegidos a otra"],
  ["t", "Poner los aportes elegidos también en otra"],
  ["x", "Descartar con un motivo: los aportes elegidos, o toda la propuesta"],
  ["h", "Alinear: horizonte, objetivos y políticas. Viene llena con lo más probable; Entrar o Ctrl+Entrar guarda"],
  ["n", "No sé: los aportes elegidos, o toda la propuesta"],
  ["c", "Comentar"],
  ["z", "Deshacer lo último que usted decidió"],
  ["y", "Rehacer lo que acaba de deshacer"],
  ["j", "Siguiente propuesta"],
  ["k", "Propuesta anterior"],
  ["v", "Ir a los aportes; entre ellos, con las flechas; elegir, con la barra espaciadora; varios seguidos, con Mayúsculas. Sin elegir ninguno, las teclas actúan sobre el aporte en el que está"],
  ["e", "Elegir también los aportes que dicen casi lo mismo que los elegidos"],
  ["g", "Elegir todos los aportes de la propuesta que contienen lo buscado"],
  ["o", "Poner al lado la propuesta más parecida, o quitarla"],
  [">", "Pasar los aportes elegidos a la propuesta de al lado"],
  ["p", "Ver u ocultar cuánto se parecen"],
  ["/", "Buscar: Entrar abre la primera, Escape borra"],
  ["?", "Esta ayuda"],
];

const WORDS = [
  ["Aporte", "lo que escribió una oficina (institucional) o una persona en un taller (ciudadano). No se cambia."],
  ["Propuesta", "aportes que el programa juntó porque parecen tratar de lo mismo. Espera la decisión de personas."],
  ["Desafío", "una propuesta aceptada, con su redacción final."],
  ["Solidez", "si los aportes de una propuesta siguen juntos al repetir el trabajo. Dudosa: algunos cambian de grupo con ajustes mínimos."],
  ["Sin propuesta", "aportes en espera de una decisión, fuera de competencia o descartados."],
  ["Alinear", "decir el horizonte, el objetivo y las políticas del plan a los que responde."],
];

const glossary = () => h("details", {}, h("summary", {}, "Qué significan las palabras"),
  h("dl", {}, WORDS.map(([word, words]) => [h("dt", {}, word), h("dd", {}, words)])));

export const help = (on, toggle) =>
  ask("Ayuda", () => [
    h("p", {}, "La máquina propone y las personas deciden. Nada se pierde: cada decisión queda guardada con su nombre y se puede deshacer."),
    glossary(),
    h("table", {}, h("caption", {}, "Con el teclado"),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Tecla"), h("th", { scope: "col" }, "Qué hace"))),
      h("tbody", {}, KEYS.map(([key, words]) => h("tr", {}, h("th", { scope: "row" }, h("kbd", {}, key)), h("td", {}, words))))),
    h("label", { class: "choice" }, h("input", { type: "checkbox", checked: on, on: { change: (event) => toggle(event.target.checked) } }),
      "Usar estas teclas (desactívelas si dicta o usa otro programa de voz)"),
  ], { submit: null });
