// Posts a message signed by the Standard Webhooks scheme, so that its receiver can tell that it is ours, whole and new.

import { Webhook } from 'standardwebhooks';
import type { Outbound, OutboundAnswer } from '../network/index.js';

export interface SignedMessage {
  readonly url: string;
  /** `whsec_` and base64. */
  readonly secret: string;
  /** Stable over repetitions: receivers tell by it that they have seen the message. */
  readonly id: string;
  /** When it is sent, in milliseconds since the Unix epoch; receivers refuse what is five minutes off. */
  readonly at: number;
  readonly body: string;
}

/** @see https://www.standardwebhooks.com */
export function postSigned(outbound: Outbound, { url, secret, id, at, body }: SignedMessage): Promise<OutboundAnswer> {
  const sentAt = new Date(at);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'gamekeeper',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign(id, sentAt, body),
  };
  return outbound.post(url, { headers, body });
}
