// How the pages look; served as a file of its own, so that no page needs an inline style.

export const style = `:root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --ground: #eef1f4; --line: #8c959f; --accent: #0b5cad; --alarm: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --paper: #161b22; --ground: #0d1117; --line: #6e7681; --accent: #6cb6ff; --alarm: #ff8a80; }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 2rem 1rem; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 30rem; margin: 0 auto; padding: 2rem; background: var(--paper); border-radius: 0.5rem; }
header { max-width: 30rem; margin: 0 auto 1rem; font-weight: 600; letter-spacing: 0.02em; }
h1 { margin: 0 0 1rem; font-size: 1.4rem; line-height: 1.25; }
h2 { margin: 1.5rem 0 0.5rem; font-size: 1.05rem; }
a { color: var(--accent); }
label { display: block; margin: 1rem 0 0.25rem; font-weight: 600; }
input { width: 100%; padding: 0.6rem; border: 1px solid var(--line); border-radius: 0.3rem; background: var(--paper); color: inherit; font: inherit; }
input:focus-visible, button:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
button, .button { display: inline-block; margin: 1.25rem 0.5rem 0 0; padding: 0.6rem 1.2rem; border: 1px solid var(--accent); border-radius: 0.3rem; background: var(--accent); color: var(--paper); font: inherit; font-weight: 600; text-decoration: none; cursor: pointer; }
button.quiet, .button.quiet { background: transparent; color: var(--accent); }
.hint { margin: 0.25rem 0 0; font-size: 0.9rem; opacity: 0.85; }
.alarm { margin: 0 0 1rem; padding: 0.75rem 1rem; border-left: 4px solid var(--alarm); color: var(--alarm); font-weight: 600; }
.code { font: 1.3rem/1.4 ui-monospace, monospace; letter-spacing: 0.1em; overflow-wrap: anywhere; }
dl { margin: 0; }
dt { margin-top: 0.75rem; font-size: 0.9rem; opacity: 0.85; }
dd { margin: 0; overflow-wrap: anywhere; }
ul { margin: 0; padding-left: 1.25rem; }
li { margin: 0.4rem 0; }
img { display: block; margin: 1rem 0; border: 0.75rem solid #ffffff; }
`;
