// What a page needs besides its forms: sheets are sent one by one, and a run's progress is shown.
const said = document.getElementById('aviso');
const tell = (words) => { said.textContent = words; };

/** Sends one file with what the fields beside it say; returns what was wrong with it, and where it leads. */
async function send(address, file, fields) {
  const query = new URLSearchParams({ nombre: file.name, ...fields });
  try {
    const answer = await fetch(`${address}?${query}`, {
      method: 'POST', headers: { 'Content-Type': 'application/octet-stream' }, body: file,
    });
    const said = await answer.text();
    return answer.ok ? { to: said } : { wrong: said };
  } catch {
    return { wrong: `«${file.name}» no se pudo enviar: ¿sigue abierto minga? ¿Cambió el archivo al enviarlo?` };
  }
}

/** Sends files one after the other; the page then shows what was read in them. */
async function sendAll(zone, files) {
  const address = zone.closest('[data-subir]').dataset.subir;
  const input = zone.querySelector('input[type="file"]');
  const fields = { origen: input.dataset.origen };
  for (const field of zone.querySelectorAll('[data-campo]')) {
    if (!field.reportValidity()) { input.value = ''; return; }
    fields[field.name] = field.value;
  }
  const wrong = [];
  let n = 0;
  let to = '';
  for (const file of files) {
    n += 1;
    tell(`Enviando «${file.name}» (${n} de ${files.length})…`);
    const sent = await send(address, file, fields);
    if (sent.wrong) wrong.push(sent.wrong); else to = sent.to;
  }
  input.value = '';
  if (wrong.length < files.length) {
    if (wrong.length) sessionStorage.setItem('aviso', wrong.join(' '));
    tell('Leyendo…');
    if (to) location.assign(to); else location.reload();
  } else {
    tell(wrong.join(' '));
  }
}

for (const zone of document.querySelectorAll('[data-drop]')) {
  const input = zone.querySelector('input[type="file"]');
  input.addEventListener('change', () => { if (input.files.length) sendAll(zone, [...input.files]); });
  zone.addEventListener('dragover', (event) => { event.preventDefault(); zone.classList.add('over-it'); });
  zone.addEventListener('dragleave', () => zone.classList.remove('over-it'));
  zone.addEventListener('drop', (event) => {
    event.preventDefault();
    zone.classList.remove('over-it');
    const files = [...event.dataTransfer.files];
    if (files.length) sendAll(zone, input.multiple ? files : files.slice(0, 1));
  });
}
// A file that misses its place must not take the window away.
for (const kind of ['dragover', 'drop']) window.addEventListener(kind, (event) => event.preventDefault());

const kept = sessionStorage.getItem('aviso');
if (kept) { tell(kept); sessionStorage.removeItem('aviso'); }

// A form is sent once, and shows that it works.
for (const form of document.querySelectorAll('form')) {
  form.addEventListener('submit', () => {
    tell('Un momento…');
    setTimeout(() => { for (const button of form.querySelectorAll('button')) button.disabled = true; });
  });
}
window.addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });

/** Asks how far the run is until it ends. */
async function follow(panel) {
  const words = panel.querySelector('[data-que]');
  const bar = panel.querySelector('progress');
  for (;;) {
    await new Promise((done) => { setTimeout(done, 700); });
    let job;
    try {
      const answer = await fetch(panel.dataset.estado);
      if (!answer.ok) throw new Error();
      job = await answer.json();
    } catch {
      words.textContent = 'minga no responde: si se cerró, ábralo y haga la corrida de nuevo.';
      continue;
    }
    if (job.state === 'done') { location.replace(job.page); return; }
    if (job.state !== 'working') { location.reload(); return; }
    const many = job.total > 0 ? ` (${job.done} de ${job.total})` : '';
    const now = `${job.what}${many}…`;
    if (words.textContent !== now) words.textContent = now;
    if (job.total > 0) { bar.max = job.total; bar.value = job.done; } else bar.removeAttribute('value');
  }
}
for (const panel of document.querySelectorAll('[data-estado]')) follow(panel);
document.body.dataset.ready = 'yes';
