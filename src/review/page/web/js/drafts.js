// What somebody wrote in a question and did not send, by act, card and statements, in this tab: it is
// there when the same question is asked again, also after the page was loaded anew.

const KEPT = "minga-escrito";

export const draftName = (kind, card, list = []) => JSON.stringify([kind, card, ...list.map((one) => one.id)]);

const all = () => JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");

export const draftOf = (name) => (name ? all()[name] : undefined);

export function keepDraft(name, words) {
  if (name) sessionStorage.setItem(KEPT, JSON.stringify({ ...all(), [name]: words }));
}

export function dropDraft(name) {
  const kept = all();
  delete kept[name];
  sessionStorage.setItem(KEPT, JSON.stringify(kept));
}

// What is kept for a card: of which act, and about which of its statements.
export const draftsOn = (card) => Object.keys(all()).map((name) => [name, JSON.parse(name)])
  .filter(([, [, of]]) => of === card).map(([name, [kind, , ...ids]]) => ({ name, kind, ids }));
