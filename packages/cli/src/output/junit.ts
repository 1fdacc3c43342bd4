// Test results as JUnit's XML, which every continuous integration reads.

/** The tests of one file. */
export interface JunitSuite {
  readonly name: string;
  readonly tests: readonly { readonly name: string; readonly failures: readonly string[] }[];
}

/** @example junit([{ name: 'a.kql.test.yaml', tests: [{ name: 'finds one', failures: [] }] }]) */
export function junit(suites: readonly JunitSuite[]): string {
  const failed = (suite: JunitSuite) => suite.tests.filter(({ failures }) => failures.length > 0).length;
  const total = (count: (suite: JunitSuite) => number) => suites.reduce((sum, suite) => sum + count(suite), 0);
  const counts = `tests="${total(({ tests }) => tests.length)}" failures="${total(failed)}"`;
  const lines = suites.flatMap((suite) => [
    `  <testsuite name="${escaped(suite.name)}" tests="${suite.tests.length}" failures="${failed(suite)}">`,
    ...suite.tests.flatMap(({ name, failures }) => [
      `    <testcase classname="${escaped(suite.name)}" name="${escaped(name)}">`,
      ...failures.map((failure) => `      <failure message="${escaped(failure)}"/>`),
      '    </testcase>',
    ]),
    '  </testsuite>',
  ]);
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites ${counts}>`, ...lines, '</testsuites>', ''].join('\n');
}

const entities = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ['\n', '&#10;'],
]);

/** XML has no place for other control characters, however they are written. */
const escaped = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is left out
  text.replace(/[\u0000-\u0009\u000b-\u001f\ufffe\uffff]/g, ' ').replace(/[&<>"\n]/g, (c) => entities.get(c) ?? c);
