// Tells a person what the sample holds, so that the first hunts find something.

import { domain } from './company/accounts.js';
import { stories } from './stories/index.js';

/**
 * A short text for the command line: the company, and the three stories with what to hunt for.
 * @example console.log(describeSample())
 */
export function describeSample(): string {
  const told = stories.map(
    ({ title, summary }, index) => `${index + 1}. ${title}\n   ${summary.replaceAll('\n', '\n   ')}`,
  );
  return [
    `Sample data: a month at ${domain.company} (${domain.dns}), an invented company of 200 people with 50 managed computers.`,
    'Everything in it is made up by a seeded generator. Three attacks are hidden in the everyday noise:',
    ...told,
  ].join('\n');
}
