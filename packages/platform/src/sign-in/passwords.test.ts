import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkPassword } from './passwords.js';

const accepts = (password: string, userName = 'ada.lovelace@sample.example') => {
  try {
    checkPassword(password, { userName });
    return true;
  } catch {
    return false;
  }
};

test.each([
  ...['password1234', 'P4ssw0rd2026!', 'Gamekeeper2026', 'correct horse battery staple', 'qwertyuiop123'],
  ...[
    '123456789012',
    '839271650284',
    'abcdefghijkl',
    'aaaabbbbcccc',
    'lovelace-2026!',
    'WelcomeAdmin!1',
    'short-one-x',
  ],
])('%s is refused', (password) => expect(accepts(password)).toBe(false));

test.each(['lantern-orbit-quilt', 'zwölf Boxkämpfer 99', 'тихий-омут-ловец', 'x7#Qp!w2Lm9$'])(
  '%s is accepted',
  (password) => expect(accepts(password)).toBe(true),
);

test('a refusal does not repeat the password', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 5, maxLength: 11 }), (password) => {
      try {
        checkPassword(password, { userName: 'a' });
        return false;
      } catch (error) {
        return !(error as Error).message.includes(password);
      }
    }),
  );
});
