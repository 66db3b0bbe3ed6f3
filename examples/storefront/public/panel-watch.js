// Owns watching what the script tag sends, for the panel alone. A shop of yours needs nothing of
// this: it wraps `fetch` before the script tag loads and passes on a copy of each tracking call.
(() => {
  const send = window.fetch.bind(window);

  window.fetch = async (resource, options) => {
    const kind = /\/track\/(click|lead)$/.exec(String(resource?.url ?? resource))?.[1];
    if (!kind) return send(resource, options);
    try {
      const response = await send(resource, options);
      void tell(kind, options?.body, await readResult(response.clone()));
      return response;
    } catch (error) {
      void tell(kind, options?.body, { ok: false, status: 0, error: String(error) });
      throw error;
    }
  };

  /** The reply in the form in which the server SDK gives it. */
  async function readResult(response) {
    const { ok, status } = response;
    const body = await response.json().catch(() => null);
    return ok ? { ok, status, data: body } : { ok, status, data: null, error: body?.error };
  }

  /** Keeps the call in the journal, so that the next page can show it, and shows it on this one. */
  async function tell(kind, body, result) {
    const response = await send('/journal', {
      method: 'POST',
      keepalive: true,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ kind, input: body ? JSON.parse(body) : null, result }),
    });
    if (!response.ok) return;
    document.getElementById('journal')?.insertAdjacentHTML('afterbegin', await response.text());
    showCookie();
  }

  /** The server wrote its sentence about the cookie before this page had one. */
  function showCookie() {
    const clickId = /affitor_click_id=([^;]+)/.exec(document.cookie)?.[1];
    const line = document.getElementById('cookie');
    if (clickId && line) line.textContent = `Your browser keeps affitor_click_id as ${clickId}`;
  }

  // A script that fails to load says so to nobody but this.
  window.addEventListener(
    'error',
    ({ target }) => {
      if (!(target instanceof HTMLScriptElement) || !target.dataset.affitorProgramId) return;
      const error = 'the script tag could not be loaded';
      void tell('click', null, { ok: false, status: 0, error });
    },
    true,
  );
})();
