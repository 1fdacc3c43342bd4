// Writes mail as the Email* tables tell it: one message in up to five tables, held together by its NetworkMessageId.

import { domain } from '../company/accounts.js';
import type { Person } from '../company/people.js';
import type { Hashes } from '../company/software.js';
import { hashText, type Random } from '../random.js';
import type { Recorder } from '../recorder.js';
import { type Moment, second, type Timeline } from '../timeline.js';

/** The other end of a message. */
export interface Correspondent {
  readonly address: string;
  readonly name: string;
  readonly objectId?: string;
  /** The sending server; only for mail from outside. */
  readonly ip?: string;
  /** The envelope's sender, when it differs. */
  readonly mailFrom?: string;
}

export interface Attachment {
  readonly name: string;
  /** As the filter names it: `pdf`, `docm;macro`, `one;onenote`. */
  readonly type: string;
  readonly hashes: Hashes;
  readonly size: number;
  readonly threatTypes?: string;
  readonly threatNames?: string;
}

export interface Message {
  readonly from: Correspondent;
  readonly to: Correspondent;
  readonly subject: string;
  readonly direction: 'Inbound' | 'Outbound' | 'Intra-org';
  readonly delivery?: 'Delivered' | 'Junked' | 'Blocked';
  readonly threatTypes?: string;
  readonly threatNames?: string;
  readonly detection?: string;
  readonly authentication?: 'pass' | 'fail';
  readonly bulkLevel?: number;
  readonly attachments?: readonly Attachment[];
  readonly urls?: readonly string[];
}

/** A message on its way, as later events refer to it. */
export interface SentMessage extends Message {
  readonly networkMessageId: string;
  readonly internetMessageId: string;
  readonly sentAt: Moment;
}

/** A click on a link, checked at the time of the click. */
export interface Click {
  readonly url: string;
  readonly person: Person;
  readonly action?: 'ClickAllowed' | 'ClickBlocked' | 'ClickBlockedByTenantPolicy';
  readonly clickedThrough?: boolean;
  readonly ip: string;
  readonly threatTypes?: string;
  readonly message?: SentMessage;
  readonly workload?: 'Email' | 'Teams' | 'Office';
}

/** An employee as sender or recipient. */
export function mailbox(person: Person): Correspondent {
  return { address: person.account.upn, name: person.account.displayName, objectId: person.account.objectId };
}

export class MailWriter {
  readonly #random: Random;
  readonly #recorder: Recorder;
  readonly #timeline: Timeline;

  constructor(random: Random, recorder: Recorder, timeline: Timeline) {
    this.#random = random;
    this.#recorder = recorder;
    this.#timeline = timeline;
  }

  deliver(at: Moment, message: Message): SentMessage {
    const { from, to, attachments = [], urls = [] } = message;
    const networkMessageId = this.#random.guid();
    const senderDomain = domainOf(from.address);
    const internetMessageId = `<${this.#random.hex(20).toUpperCase()}@${senderDomain}>`;
    const delivery = message.delivery ?? 'Delivered';
    const location =
      delivery === 'Blocked'
        ? 'Quarantine'
        : delivery === 'Junked'
          ? 'Junk folder'
          : message.direction === 'Outbound'
            ? 'External'
            : 'Inbox/folder';
    const passed = message.authentication ?? 'pass';
    const mailFrom = from.mailFrom ?? from.address;
    const Timestamp = this.#timeline.ticks(at);
    this.#recorder.record(at, 'EmailEvents', {
      Timestamp,
      NetworkMessageId: networkMessageId,
      InternetMessageId: internetMessageId,
      SenderMailFromAddress: mailFrom,
      SenderFromAddress: from.address,
      SenderDisplayName: from.name,
      SenderObjectId: from.objectId ?? '',
      SenderMailFromDomain: domainOf(mailFrom),
      SenderFromDomain: senderDomain,
      SenderIPv4: from.ip ?? '',
      RecipientEmailAddress: to.address,
      RecipientObjectId: to.objectId ?? '',
      Subject: message.subject,
      EmailClusterId: hashText(`${message.subject} ${senderDomain}`) >>> 0,
      EmailDirection: message.direction,
      DeliveryAction: delivery,
      DeliveryLocation: location,
      LatestDeliveryAction: delivery,
      LatestDeliveryLocation: location,
      ThreatTypes: message.threatTypes ?? '',
      ThreatNames: message.threatNames ?? '',
      DetectionMethods:
        message.detection && message.threatTypes
          ? JSON.stringify({ [message.threatTypes.split(', ')[0] ?? '']: [message.detection] })
          : '',
      ConfidenceLevel: message.threatTypes
        ? JSON.stringify({ [message.threatTypes.split(', ')[0] ?? '']: 'High' })
        : '',
      BulkComplaintLevel: message.bulkLevel ?? null,
      EmailAction:
        delivery === 'Blocked'
          ? 'Send to quarantine'
          : delivery === 'Junked'
            ? 'Move message to junk mail folder'
            : 'No action taken',
      EmailActionPolicy: message.threatTypes ? 'Anti-phishing default' : '',
      AuthenticationDetails:
        message.direction === 'Inbound'
          ? JSON.stringify({ SPF: passed, DKIM: passed, DMARC: passed, CompAuth: passed })
          : '',
      AttachmentCount: attachments.length,
      UrlCount: urls.length,
      EmailLanguage: 'en',
      Connectors: '',
      ReportId: reportId(networkMessageId, to.address),
    });
    for (const attachment of attachments)
      this.#recorder.record(at, 'EmailAttachmentInfo', {
        Timestamp,
        NetworkMessageId: networkMessageId,
        SenderFromAddress: from.address,
        SenderDisplayName: from.name,
        SenderObjectId: from.objectId ?? '',
        RecipientEmailAddress: to.address,
        RecipientObjectId: to.objectId ?? '',
        FileName: attachment.name,
        FileType: attachment.type,
        SHA256: attachment.hashes.sha256,
        FileSize: attachment.size,
        ThreatTypes: attachment.threatTypes ?? '',
        ThreatNames: attachment.threatNames ?? '',
        DetectionMethods: attachment.threatTypes
          ? JSON.stringify({ [attachment.threatTypes]: ['File detonation'] })
          : '',
        ReportId: reportId(networkMessageId, attachment.name),
      });
    for (const url of urls)
      this.#recorder.record(at, 'EmailUrlInfo', {
        Timestamp,
        NetworkMessageId: networkMessageId,
        Url: url,
        UrlDomain: hostOf(url),
        UrlLocation: 'Body',
        ReportId: reportId(networkMessageId, url),
      });
    return { ...message, networkMessageId, internetMessageId, sentAt: at };
  }

  /** Removes a delivered message afterwards, by itself or by an administrator. */
  remove(
    at: Moment,
    message: SentMessage,
    by: 'Phish ZAP' | 'Malware ZAP' | 'Manual remediation',
    threatTypes: string,
  ): void {
    this.#recorder.record(at, 'EmailPostDeliveryEvents', {
      Timestamp: this.#timeline.ticks(at),
      NetworkMessageId: message.networkMessageId,
      InternetMessageId: message.internetMessageId,
      Action: by === 'Manual remediation' ? 'Soft delete' : 'Moved to quarantine',
      ActionType: by,
      ActionTrigger: by === 'Manual remediation' ? 'AdminAction' : 'SpecialAction',
      ActionResult: 'Success',
      RecipientEmailAddress: message.to.address,
      DeliveryLocation: by === 'Manual remediation' ? 'Deleted items' : 'Quarantine',
      SourceLocation: 'Inbox/folder',
      ThreatTypes: threatTypes,
      DetectionMethods: JSON.stringify({ [threatTypes]: ['URL detonation reputation'] }),
      ReportId: reportId(message.networkMessageId, by),
    });
  }

  click(at: Moment, click: Click): void {
    const Timestamp = this.#timeline.ticks(at);
    this.#recorder.record(at, 'UrlClickEvents', {
      Timestamp,
      TimeGenerated: Timestamp,
      Url: click.url,
      ActionType: click.action ?? 'ClickAllowed',
      AccountUpn: click.person.account.upn,
      Workload: click.workload ?? 'Email',
      NetworkMessageId: click.message?.networkMessageId ?? '',
      ThreatTypes: click.threatTypes ?? '',
      DetectionMethods: click.threatTypes ? JSON.stringify({ [click.threatTypes]: ['URL detonation reputation'] }) : '',
      IPAddress: click.ip,
      IsClickedThrough: click.clickedThrough ?? false,
      UrlChain: JSON.stringify([click.url]),
      ReportId: this.#random.guid(),
      AppName: click.workload === 'Teams' ? 'Teams' : 'Mail',
      AppVersion: '0.0.0.0',
      SourceId: this.#random.guid(),
      TenantId: domain.tenantId,
      Type: 'UrlClickEvents',
      SourceSystem: 'Azure',
    });
  }

  /** The time a message takes from sender to mailbox. */
  transit(): Moment {
    return this.#random.between(2, 40) * second;
  }
}

function domainOf(address: string): string {
  return address.slice(address.indexOf('@') + 1);
}

/** The host of a URL, without a parser: mail holds all sorts. */
export function hostOf(url: string): string {
  return url.replace(/^\w+:\/\//, '').replace(/[/?#:].*$/, '');
}

function reportId(networkMessageId: string, part: string): string {
  return `${networkMessageId}-${hashText(part) >>> 0}`;
}
