// Reads all incidents page by page as an application with @microsoft/microsoft-graph-client does; host and trust are ours.

import { PageIterator } from '@microsoft/microsoft-graph-client';
import { client } from './graph-api.mjs';

const first = await client
  .api('/security/incidents')
  .top(50)
  .select('id')
  .orderby('lastUpdateDateTime asc')
  .count(true)
  .get();
const ids = [];
const pages = new PageIterator(client, first, ({ id }) => ids.push(Number(id)) > 0);
await pages.iterate();
console.log(JSON.stringify({ count: first['@odata.count'], ids }));
