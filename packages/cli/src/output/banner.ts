// What a person needs after the start: the address, the identifiers, and two commands to copy.

import { sampleApplicationName } from '@gamekeeper/platform';
import type { Platform } from '@gamekeeper/server';

const API = 'https://api.security.microsoft.com';

/** The text that `gamekeeper up` prints; the secret is in it on the first start only. */
export async function banner(platform: Platform): Promise<string> {
  const { url, directory, sample, adminLink, identity, authorityFile } = platform;
  const [tenant] = await identity.parties.tenants.list();
  const applications = tenant ? await identity.parties.applications.list({ tenantId: tenant.id }) : [];
  const application =
    sample?.application ?? applications.find(({ displayName }) => displayName === sampleApplicationName);
  const curl = authorityFile === null ? 'curl' : `curl --cacert ${quoted(authorityFile)}`;
  const lines = [`Gamekeeper listens on ${url}`, '', `  data       ${directory}`];
  if (tenant) lines.push(`  tenant id  ${tenant.id}`);
  if (application) lines.push(`  client id  ${application.id}`);
  if (sample) lines.push(`  secret     ${sample.secret}   (shown this once)`);
  if (adminLink) {
    const title = `Set the password of ${adminLink.userName} within 24 hours (again: gamekeeper admin-link):`;
    lines.push('', title, `  ${adminLink.link}`);
  }
  if (authorityFile !== null) {
    lines.push(
      '',
      'Clients trust it with one of:',
      `  export NODE_EXTRA_CA_CERTS=${quoted(authorityFile)}`,
      `  export REQUESTS_CA_BUNDLE=${quoted(authorityFile)}`,
      `  export SSL_CERT_FILE=${quoted(authorityFile)}`,
    );
  }
  if (tenant && application) {
    const secret = sample?.secret ?? '$SECRET';
    lines.push(
      '',
      'A token and a hunt:',
      `  TOKEN=$(${curl} -s ${url}/${tenant.id}/oauth2/v2.0/token -d grant_type=client_credentials -d client_id=${application.id} \\`,
      `    --data-urlencode client_secret=${secret} -d scope=${API}/.default | node -p 'JSON.parse(require("fs").readFileSync(0)).access_token')`,
      `  ${curl} -s ${url}/api/advancedhunting/run -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\`,
      `    -d '{"Query":"DeviceProcessEvents | summarize count() by FileName | top 5 by count_"}'`,
      '',
      'Later, without the secret: TOKEN=$(gamekeeper token)',
    );
  }
  lines.push('', 'Ctrl-C stops it.');
  return lines.join('\n');
}

const quoted = (path: string): string => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`);
