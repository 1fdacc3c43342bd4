// What other floors may use of notices.

export { dueNotices } from './due-notices.js';
export {
  createNotices,
  type DeliveryAccount,
  type NewNotice,
  type Notice,
  type Notices,
  type NoticesOptions,
  retrySchedule,
} from './notices.js';
export { NoticesError, type NoticesErrorCode } from './notices-error.js';
export { type QuotaThreshold, quotaWarning } from './quota-warning.js';
export { termsNotices } from './terms-notices.js';
export { createWebhooks, type Webhooks, type WebhooksOptions, type WebhookTarget } from './webhooks.js';
