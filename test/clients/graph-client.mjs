// Hunts as an application with @microsoft/microsoft-graph-client does; host and trust are ours.

import { client } from './graph-api.mjs';

const { QUERY } = process.env;
const answer = await client.api('/security/runHuntingQuery').post({ Query: QUERY });
const refusal = await client
  .api('/security/runHuntingQuery')
  .post({})
  .catch((error) => error);
const { statusCode, code, message, requestId } = refusal;
console.log(JSON.stringify({ answer, refusal: { statusCode, code, message, requestId } }));
