// The System log's events as rows of the hunting tables: event id → table, ActionType, column ← field.

import type { Channel, EventMapping, Expansion } from './mapping.js';
import { type Columns, loggedBy, lower, number, programName, programPath, text } from './reading.js';

/** Who installed the service: the log service notes the caller's account. */
const caller: Columns = {
  InitiatingProcessAccountDomain: loggedBy.accountDomain,
  InitiatingProcessAccountName: loggedBy.accountName,
  InitiatingProcessAccountSid: loggedBy.accountSid,
};

/** `The System log file was cleared.`, where the record has no data. */
const clearedLog: Expansion = {
  fields: [],
  read: (event) => {
    const name = /^The (.{1,255}) log file was cleared/.exec(event.message)?.[1];
    return name === undefined ? {} : { ClearedLog: name };
  },
};

/** Changes of services, which Defender does not report as such. */
function service(action: string, additional: Columns): EventMapping {
  return { table: 'DeviceEvents', action, ours: true, columns: caller, additional };
}

/** The System log. */
export const system: Channel = {
  title: 'System',
  logs: ['system'],
  providers: ['service control manager', 'microsoft-windows-eventlog'],
  events: {
    // SecurityLogCleared is for the Security log alone (event 1102).
    104: {
      table: 'DeviceEvents',
      action: 'EventLogCleared',
      ours: true,
      columns: {
        InitiatingProcessAccountDomain: lower('SubjectDomainName'),
        InitiatingProcessAccountName: lower('SubjectUserName'),
        InitiatingProcessAccountSid: text('SubjectUserSid'),
        InitiatingProcessLogonId: number('SubjectLogonId'),
      },
      additional: { ClearedLog: text('Channel', 'ClearedLog') },
      expand: clearedLog,
    },
    7036: service('ServiceStateChanged', { ServiceDisplayName: text('param1'), ServiceState: text('param2') }),
    7040: service('ServiceStartTypeChanged', {
      ServiceDisplayName: text('param1'),
      PreviousServiceStartType: text('param2'),
      ServiceStartType: text('param3'),
      ServiceName: text('param4'),
    }),
    7045: {
      table: 'DeviceEvents',
      action: 'ServiceInstalled',
      columns: {
        ...caller,
        FileName: programName('ImagePath'),
        FolderPath: programPath('ImagePath'),
        ProcessCommandLine: text('ImagePath'),
      },
      additional: { ServiceStartType: text('StartType'), ServiceAccount: text('AccountName') },
    },
  },
};
