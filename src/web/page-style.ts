/** The style of all pages. The Content-Security-Policy allows it by its hash. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --quiet: #5b6570; --paper: #fff; --ground: #f3f4f6; --line: #d9dde2;
  --good: #14713c; --bad: #b3261e; --accent: #1f5fbf; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eaed; --quiet: #a3acb6; --paper: #1c2025; --ground: #121417; --line: #343a42;
    --good: #4ecb82; --bad: #ff8a80; --accent: #8ab4f8; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--ground);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 32rem; padding: 2rem; background: var(--paper); border: 1px solid var(--line);
  border-top: 4px solid var(--accent); border-radius: 8px; overflow-wrap: anywhere; }
main.good { border-top-color: var(--good); }
main.bad { border-top-color: var(--bad); }
main.neutral { border-top-color: var(--quiet); }
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25; }
p { margin: .5rem 0 0; color: var(--quiet); }
p[role=alert] { color: var(--bad); }
p.notice { color: var(--ink); font-weight: 600; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0 0 1rem; }
dt { color: var(--quiet); }
dd { margin: 0; white-space: pre-wrap; }
a { color: var(--accent); }
form { margin: 1.25rem 0; }
label { display: block; margin-bottom: 1rem; color: var(--quiet); }
textarea, input, select { display: block; width: 100%; margin-top: .25rem; padding: .5rem; font: inherit; color: var(--ink);
  background: var(--ground); border: 1px solid var(--line); border-radius: 6px; resize: vertical; }
input[type=radio] { display: inline; width: auto; margin: 0 .5rem 0 0; }
fieldset { margin: 0 0 1rem; padding: 0; border: 0; }
legend { padding: 0; color: var(--quiet); }
fieldset label { display: inline-block; margin: .25rem 1.5rem 0 0; color: var(--ink); }
p.wrong { margin: -.75rem 0 1rem; color: var(--bad); }
[aria-invalid] { border-color: var(--bad); }
button { width: 100%; padding: .75rem 1rem; font: inherit; font-weight: 600; color: #fff; background: #14713c;
  border: 0; border-radius: 6px; cursor: pointer; }
button.danger { background: #b3261e; }
button.plain { background: var(--paper); color: var(--ink); border: 1px solid var(--line); }
details { margin: 1rem 0 0; color: var(--quiet); }
summary { cursor: pointer; }
button:hover { filter: brightness(1.1); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (max-width: 26rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } }
`;
