// Turns the link that minga printed into a session. What stands after # is in no log.
const token = new URLSearchParams(location.hash.slice(1)).get('t') ?? '';
history.replaceState(null, '', location.pathname);
const said = document.getElementById('estado');
try {
  const answer = await fetch('/entrar', {
    method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ t: token }), redirect: 'error',
  });
  if (answer.ok) location.replace('/');
  else said.textContent = await answer.text();
} catch {
  said.textContent = 'minga no responde: ábralo de nuevo y use el enlace que muestra.';
}
document.body.dataset.ready = 'yes';
