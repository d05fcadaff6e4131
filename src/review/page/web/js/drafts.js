// What somebody wrote in a question and did not send, by card and act, in this tab: it is there when
// the question is asked again, also after the page was loaded anew.

const KEPT = "minga-borradores";

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

// The acts of which something is kept for a card.
export const draftsOn = (card) =>
  Object.keys(all()).filter((name) => name.endsWith(`/${card}`)).map((name) => name.split("/")[0]);
