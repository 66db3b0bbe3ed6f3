// Owns the report of a signup in browser mode. Copy this: it works whether or not the script tag
// has loaded by now, and harms nothing where the visitor blocks it.
const { customerKey, email } = document.currentScript.dataset;

window.affitorQueue = window.affitorQueue || [];
window.affitorQueue.push(['signup', customerKey, email]);
