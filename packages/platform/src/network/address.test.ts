import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, test } from 'vitest';
import { formatAddress, formatNetwork, parseAddress, parseNetwork } from './address.js';
import { enclosingDomains, normalizeDomain } from './domain-name.js';
import { createNetworkMap } from './network-map.js';

describe('addresses', () => {
  test('an IPv4 address mapped into IPv6 is the IPv4 address', () => {
    const plain = parseAddress('192.0.2.1');
    expect(parseAddress('::ffff:192.0.2.1')).toEqual(plain);
    expect(parseAddress('::FFFF:c000:0201')).toEqual(plain);
    expect(parseAddress('2001:db8::1').bits).toBe(128);
  });

  test.each(['', '127.1', '0x7f.0.0.1', '010.0.0.1', '2130706433', '1.2.3.4.5', 'fe80::1%eth0', '1.2.3.4 ', 'example'])(
    "'%s' is refused",
    (text) => {
      expect(() => parseAddress(text)).toThrow(/expected an IPv4 or IPv6 address/);
    },
  );

  test('every spelling of an address is that address', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        // ipaddr.js takes the withdrawn form ::192.0.2.1 for ::ffff:192.0.2.1; it is another address.
        fc.pre(!/^::\d+\.\d/.test(text));
        const bytes = ipaddr.process(text).toByteArray();
        expect(parseAddress(text).value).toBe(BigInt(`0x${Buffer.from(bytes).toString('hex')}`));
        expect(parseAddress(formatAddress(parseAddress(text)))).toEqual(parseAddress(text));
        expect(parseAddress(text.toUpperCase())).toEqual(parseAddress(text));
      }),
      { numRuns: 300 },
    );
    expect(parseAddress('::192.0.2.1')).toEqual({ bits: 128, value: 0xc000_0201n });
  });

  test('a network has one form', () => {
    expect(formatNetwork(parseNetwork('192.0.2.1'))).toBe('192.0.2.1/32');
    expect(formatNetwork(parseNetwork('2001:0DB8:0::/32'))).toBe('2001:db8::/32');
    expect(formatNetwork(parseNetwork('::ffff:192.0.2.0/120'))).toBe('192.0.2.0/24');
    expect(formatNetwork(parseNetwork('0.0.0.0/0'))).toBe('0.0.0.0/0');
  });

  test.each(['10.1.2.3/8', '10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/08', '10.0.0.0/8/8', '::1/64', 'a/8'])(
    "the network '%s' is refused",
    (text) => {
      expect(() => parseNetwork(text)).toThrow(expect.objectContaining({ code: 'network-malformed' }));
    },
  );

  test('a map of networks finds what trying every network finds, narrowest first', () => {
    // Few bits in use, so that networks lie in one another.
    const address = fc
      .tuple(fc.constantFrom(0, 0x40, 0x80, 0xc0), fc.constantFrom(0, 1, 0x80, 0xff), fc.constantFrom(0, 7, 0xff))
      .map(([a, b, c]) => `${a}.${b}.${c}.9`);
    const network = fc.tuple(address, fc.integer({ min: 0, max: 32 })).map(([text, length]) => {
      const { value } = parseAddress(text);
      const rest = BigInt(32 - length);
      return { bits: 32 as const, value: (value >> rest) << rest, length };
    });
    fc.assert(
      fc.property(fc.array(network, { maxLength: 20 }), fc.nat(19), address, (networks, gone, asked) => {
        const map = createNetworkMap<number>();
        for (const [at, each] of networks.entries()) map.add(each, at);
        map.delete(gone);
        const { value } = parseAddress(asked);
        const expected = [...networks.entries()]
          .filter(
            ([at, each]) => at !== gone && value >> BigInt(32 - each.length) === each.value >> BigInt(32 - each.length),
          )
          .sort(([a, first], [b, second]) => second.length - first.length || b - a)
          .map(([at]) => at);
        expect([...map.matching(parseAddress(asked))]).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});

describe('domain names', () => {
  test('capitals, Unicode, full-width dots and the root make no difference', () => {
    expect(normalizeDomain('Bücher.EXAMPLE.')).toBe('xn--bcher-kva.example');
    expect(normalizeDomain('bücher。example')).toBe('xn--bcher-kva.example');
    expect([...enclosingDomains('a.b.example')]).toEqual(['a.b.example', 'b.example', 'example']);
  });

  test.each([
    '',
    '.',
    'a..b',
    '*.example',
    'exa mple',
    'http://a.example',
    '1.2.3.4',
    '0x7f.1',
    '[::1]',
    '-a.example',
    `${'a'.repeat(64)}.example`,
  ])("'%s' is refused", (text) => {
    expect(() => normalizeDomain(text)).toThrow(expect.objectContaining({ code: 'domain-malformed' }));
  });
});
