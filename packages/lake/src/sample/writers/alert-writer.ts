// Writes alerts with their evidence, the way the platform's own detections would have raised them.

import type { Account } from '../company/accounts.js';
import type { Device } from '../company/devices.js';
import type { Program } from '../company/software.js';
import type { Process } from '../machines/process.js';
import type { Random } from '../random.js';
import type { Columns, Recorder } from '../recorder.js';
import type { Moment, Timeline } from '../timeline.js';
import type { SentMessage } from './mail-writer.js';

export type Severity = 'Informational' | 'Low' | 'Medium' | 'High';

/** An alert to raise, with whatever evidence there is. */
export interface Alert {
  readonly title: string;
  readonly category: string;
  readonly severity: Severity;
  readonly techniques?: readonly string[];
  readonly service?:
    | 'Microsoft Defender for Endpoint'
    | 'Microsoft Defender for Office 365'
    | 'Microsoft Defender for Identity'
    | 'Microsoft Cloud App Security';
  readonly source?: string;
  readonly device?: Device;
  readonly account?: Account;
  readonly file?: Pick<Program, 'fileName' | 'folder' | 'sha1' | 'sha256' | 'size'>;
  readonly process?: Process;
  readonly ip?: string;
  readonly url?: string;
  readonly message?: SentMessage;
  readonly threatFamily?: string;
  readonly application?: { readonly name: string; readonly id: string };
}

export class AlertWriter {
  readonly #random: Random;
  readonly #recorder: Recorder;
  readonly #timeline: Timeline;

  constructor(random: Random, recorder: Recorder, timeline: Timeline) {
    this.#random = random;
    this.#recorder = recorder;
    this.#timeline = timeline;
  }

  raise(at: Moment, alert: Alert): string {
    const service = alert.service ?? 'Microsoft Defender for Endpoint';
    const prefix = {
      'Microsoft Defender for Endpoint': 'da',
      'Microsoft Defender for Office 365': 'fa',
      'Microsoft Defender for Identity': 'aa',
      'Microsoft Cloud App Security': 'ca',
    };
    const alertId = `${prefix[service]}${this.#random.hex(8)}-${this.#random.guid().slice(9)}_1`;
    const Timestamp = this.#timeline.ticks(at);
    const common = {
      Timestamp,
      AlertId: alertId,
      Title: alert.title,
      Severity: alert.severity,
      ServiceSource: service,
      DetectionSource: alert.source ?? (service === 'Microsoft Defender for Endpoint' ? 'EDR' : service),
      AttackTechniques: alert.techniques ? JSON.stringify(alert.techniques) : '',
    };
    this.#recorder.record(at, 'AlertInfo', { ...common, Category: alert.category });
    for (const evidence of evidenceOf(alert))
      this.#recorder.record(at, 'AlertEvidence', {
        ...common,
        Categories: JSON.stringify([alert.category]),
        EvidenceRole: 'Related',
        DeviceId: alert.device?.id ?? '',
        DeviceName: alert.device?.name ?? '',
        ThreatFamily: alert.threatFamily ?? '',
        ...evidence,
      });
    return alertId;
  }
}

function* evidenceOf(alert: Alert): Iterable<Columns> {
  const { device, account, file, process, message } = alert;
  if (device) yield { EntityType: 'Machine', EvidenceRole: 'Impacted', LocalIP: device.ip };
  if (account)
    yield {
      EntityType: 'User',
      EvidenceRole: 'Impacted',
      AccountName: account.name,
      AccountDomain: account.domain,
      AccountSid: account.sid,
      AccountObjectId: account.objectId,
      AccountUpn: account.upn,
    };
  if (file)
    yield {
      EntityType: 'File',
      FileName: file.fileName,
      FolderPath: file.folder,
      SHA1: file.sha1,
      SHA256: file.sha256,
      FileSize: file.size,
    };
  if (process)
    yield {
      EntityType: 'Process',
      FileName: process.program.fileName,
      FolderPath: process.program.folder,
      SHA1: process.program.sha1,
      SHA256: process.program.sha256,
      FileSize: process.program.size,
      ProcessCommandLine: process.commandLine,
      AccountName: process.account.name,
      AccountDomain: process.account.domain,
      AccountSid: process.account.sid,
      AccountUpn: process.account.upn,
    };
  if (alert.ip) yield { EntityType: 'Ip', RemoteIP: alert.ip };
  if (alert.url) yield { EntityType: 'Url', RemoteUrl: alert.url };
  if (message)
    yield {
      EntityType: 'MailMessage',
      NetworkMessageId: message.networkMessageId,
      EmailSubject: message.subject,
      AccountUpn: message.to.address,
      AccountObjectId: message.to.objectId ?? '',
    };
  if (alert.application)
    yield {
      EntityType: 'OAuthApplication',
      OAuthApplicationId: alert.application.id,
      Application: alert.application.name,
    };
}
