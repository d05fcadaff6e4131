// Speaking with the program. The token comes in the link, after the #, and stays in this tab.

const KEPT = "minga-enlace";

// An answer that is no success: a refusal, or a conflict (status 409).
export class Failure extends Error {
  /** @param {number} status @param {Partial<import("./types.js").Refused & import("./types.js").Conflict & import("./types.js").LogLost>} answer */
  constructor(status, answer) {
    super(answer.error ?? "la página no pudo hablar con el programa");
    this.status = status;
    this.answer = answer;
  }
}

export function takeToken() {
  const given = new URLSearchParams(location.hash.slice(1)).get("t");
  if (given) {
    sessionStorage.setItem(KEPT, given);
    history.replaceState(null, "", "/#revisar");
  }
  return sessionStorage.getItem(KEPT);
}

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, {
      ...options,
      headers: { ...options.headers, Authorization: `Bearer ${sessionStorage.getItem(KEPT) ?? ""}` },
    });
  } catch (cause) {
    if (cause.name === "AbortError") throw cause;
    throw new Failure(0, { error: "El programa no responde: ¿sigue abierto? Lo decidido hasta aquí está guardado." });
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Failure(response.status, answer);
  return answer;
}

export function get(path, query = {}, signal = undefined) {
  const search = new URLSearchParams(query).toString();
  return ask(search ? `${path}?${search}` : path, { signal });
}

export const post = (path, body) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
