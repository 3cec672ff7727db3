/** The one style of all pages: the system's own fonts, light or dark as the system is, readable on a phone. */
export const style = `
:root { color-scheme: light dark; --text: #1c2330; --soft: #5b6575; --line: #d9dee7; --back: #fff; --code: #f1f3f7; --link: #0b57d0; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e4e8ef; --soft: #9aa5b5; --line: #333b48; --back: #12161d; --code: #1e2530; --link: #8ab4f8; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 46rem; padding: 2rem 1.25rem 4rem; background: var(--back); color: var(--text);
  font: 1rem/1.6 system-ui, sans-serif; overflow-wrap: anywhere; }
nav, footer { color: var(--soft); font-size: .9rem; }
footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 1.5rem 0 .5rem; }
h2 { font-size: 1.05rem; margin: 1.75rem 0 .25rem; }
p { margin: .25rem 0; }
a { color: var(--link); }
code { background: var(--code); border-radius: .25rem; padding: .1rem .3rem; font: .9em ui-monospace, monospace; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 1rem 0; }
dt { color: var(--soft); }
dd { margin: 0; }
ul { list-style: none; margin: 1.5rem 0; padding: 0; }
li { border-top: 1px solid var(--line); padding: .6rem 0; }
li span { color: var(--soft); }
`;
