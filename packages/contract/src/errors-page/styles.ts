// Owns the look of the errors page until the documentation site takes it over.

/** Colours keep a contrast of at least 4.5 to 1 in both themes. */
export const PAGE_STYLES = `
:root {
  --text: #1c2024; --muted: #555d66; --page: #ffffff; --panel: #f4f5f7; --line: #d5d9de;
  --link: #0b57b8; --notice: #fff4d6; --target: #e8f1fd;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e8eaed; --muted: #a9b1ba; --page: #15181c; --panel: #1f2429; --line: #3a4149;
    --link: #8ab8ff; --notice: #3a2f10; --target: #1b2b42;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
main, footer { max-width: 82rem; margin: 0 auto; padding: 1.5rem; }
main > p, main > ul, main > ol, main > pre, nav { max-width: 48rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 1rem 0 0.5rem; }
h2 {
  font-size: 1.5rem;
  margin: 2.5rem 0 0.75rem;
  border-top: 1px solid var(--line);
  padding-top: 1.5rem;
}
h3 { font-size: 1.15rem; margin: 2rem 0 0.75rem; }
a { color: var(--link); text-decoration: underline; text-underline-offset: 0.15em; }
.summary { color: var(--muted); font-size: 1.1rem; margin: 0 0 1.5rem; }
.notice {
  background: var(--notice);
  border: 1px solid var(--line);
  border-radius: 8px;
  padding: 0.9rem 1rem;
}
nav { background: var(--panel); border-radius: 8px; padding: 0.75rem 1rem; }
nav ul { list-style: none; margin: 0; padding: 0; columns: 2 16rem; }
nav li { break-inside: avoid; padding: 0.1rem 0; }
nav .level-3 { padding-left: 1rem; }
code {
  font: 0.88em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  overflow-wrap: anywhere;
}
pre { background: var(--panel); border-radius: 8px; padding: 1rem; overflow-x: auto; }
pre code { overflow-wrap: normal; }
a code { text-decoration: none; }
a:has(> code) { text-underline-offset: 0.3em; }
td a code { overflow-wrap: break-word; }
table { width: 100%; border-collapse: collapse; font-size: 0.92rem; }
th, td {
  text-align: left;
  vertical-align: top;
  padding: 0.55rem 0.6rem;
  border-bottom: 1px solid var(--line);
}
thead th { color: var(--muted); font-weight: 600; }
tbody th { font-weight: 600; }
tr:target { background: var(--target); }
li { margin: 0.3rem 0; }
@media (max-width: 60rem) {
  main, footer { padding: 1rem; }
  thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  table, tbody, tr, th, td { display: block; }
  tbody tr {
    border: 1px solid var(--line);
    border-radius: 8px;
    margin: 0 0 1rem;
    padding: 0.4rem 0;
  }
  tbody th, tbody td { border: 0; display: grid; grid-template-columns: 6.5rem 1fr; gap: 0.75rem; }
  tbody th::before, tbody td::before {
    content: attr(data-label); color: var(--muted); font-weight: 400;
  }
  th > span, td > span { min-width: 0; overflow-wrap: anywhere; }
}
@media (max-width: 26rem) {
  tbody th, tbody td { grid-template-columns: 1fr; gap: 0.1rem; }
}
`;
