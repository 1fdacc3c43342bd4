// Reads the client's proof out of a token request: Basic header, secret or signed assertion (wire contract 1.2, 1.3).

import { oauthRefusal } from '../wire/oauth-wire.js';

/** A token request's fields, by name. */
export type TokenForm = Readonly<Record<string, string>>;

export interface ClientProofFields {
  readonly clientId?: string;
  readonly secret?: string;
  readonly assertion?: string;
}

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export function readClientProof(form: TokenForm, authorization: string | undefined): ClientProofFields {
  const basic = readBasic(authorization);
  if (basic !== null && form.client_id !== undefined && form.client_id !== basic.clientId) {
    throw oauthRefusal('client-contradiction', 'client_id differs between the Authorization header and the body');
  }
  const clientId = basic?.clientId ?? form.client_id;
  const secret = basic?.secret ?? form.client_secret;
  const { client_assertion: assertion, client_assertion_type: type } = form;
  if (assertion !== undefined && type !== assertionType) {
    throw oauthRefusal('assertion-type', `client_assertion_type: expected ${assertionType}, found ${type ?? 'none'}`);
  }
  if (clientId === undefined && assertion === undefined) throw missing('client_id');
  return {
    ...(clientId !== undefined && { clientId }),
    ...(secret !== undefined && { secret }),
    ...(assertion !== undefined && { assertion }),
  };
}

/** The refusal of a request without one of its fields. */
export function missing(field: string) {
  return oauthRefusal('parameter-missing', `the request body must contain the parameter '${field}'`);
}

function readBasic(authorization: string | undefined): { clientId: string; secret: string } | null {
  const [, encoded] = /^Basic\s+([A-Za-z0-9+/_=-]+)$/i.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return null;
  const [, clientId, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  return clientId === undefined || secret === undefined
    ? null
    : { clientId: formDecode(clientId), secret: formDecode(secret) };
}

/** RFC 6749 2.3.1: both halves are form-encoded before they are joined; text that is not stays as it is. */
function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return text;
  }
}
