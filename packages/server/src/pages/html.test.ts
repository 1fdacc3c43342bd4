import fc from 'fast-check';
import { expect, test } from 'vitest';
import { html, webAddress } from './html.js';

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('"><script>alert(1)</script>', "' onmouseover='x", '</title><b>', '&lt;', '`x`', '<!--', '{{x}}'),
);

/** What a browser makes of escaped text. */
const shown = (text: string) =>
  text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&#96;/g, '`')
    .replace(/&amp;/g, '&');

test('no text breaks out of its element or attribute, and each is shown as it was', () => {
  fc.assert(
    fc.property(hostile, hostile, (first, second) => {
      const page = html`<p title="${first}">${[second, html`<b>${first}</b>`]}</p>`.toString();
      const [, title = '', text = '', bold = ''] =
        /^<p title="([^"<>']*)">([^<>"']*)<b>([^<>"']*)<\/b><\/p>$/.exec(page) ?? [];
      expect([title, text, bold].map(shown)).toEqual([first, second, first]);
    }),
  );
});

test('nothing leaves nothing, numbers are text', () => {
  expect(html`<i>${null}${undefined}${false}${0}</i>`.toString()).toBe('<i>0</i>');
});

test('only web addresses become links', () => {
  expect(['https://a.example/', 'javascript:alert(1)', ' https://a', 'data:text/html,x'].map(webAddress)).toEqual([
    ...['https://a.example/', '#', '#', '#'],
  ]);
});
