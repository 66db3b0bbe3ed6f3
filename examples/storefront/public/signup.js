// Owns the report of a signup in browser mode. Copy this: it works whether or not the script tag
// has loaded by now, and whether or not the visitor blocks it.
const { customerKey, email } = document.currentScript.dataset;

if (window.affitor) {
  window.affitor.signup(customerKey, email);
} else {
  window.affitorQueue = window.affitorQueue || [];
  window.affitorQueue.push(['signup', customerKey, email]);
}
