// The PowerShell logs' events as rows of the hunting tables: event id → table, ActionType, column ← field.

import type { JsonRecord, WindowsEvent } from './event.js';
import type { Channel, EventMapping, Expansion, ProcessFields } from './mapping.js';
import { namedLines } from './message-text.js';
import {
  accountDomain,
  accountName,
  type Columns,
  computed,
  fieldText,
  firstOf,
  loggedBy,
  lowerProgramPath,
  programName,
  text,
} from './reading.js';

const byEngine: ProcessFields = { idOf: loggedBy.processId };

/** The process that runs the engine; its command line is what the engine calls its host application. */
const engine: Columns = {
  InitiatingProcessFileName: programName('HostApplication'),
  InitiatingProcessFolderPath: lowerProgramPath('HostApplication'),
  InitiatingProcessCommandLine: text('HostApplication'),
  InitiatingProcessAccountDomain: firstOf(accountDomain('User', 'UserId'), loggedBy.accountDomain),
  InitiatingProcessAccountName: firstOf(accountName('User', 'UserId'), loggedBy.accountName),
  InitiatingProcessAccountSid: loggedBy.accountSid,
};

/** The commands of a pipeline, in lines of `CommandInvocation(Get-Process): "Get-Process"`. */
function invokedCommands(event: WindowsEvent): readonly string[] {
  const details = fieldText(event, ['Payload', 'Details']);
  return [...details.matchAll(/^CommandInvocation\(([^)\n]{1,1024})\)/gm)].map(([, name = '']) => name);
}

/** The first command of the pipeline; all of them where there are several. */
const commands: Columns = {
  Command: firstOf(
    computed([], (event) => invokedCommands(event)[0]),
    text('CommandName'),
    computed([], () => ''),
  ),
  Commands: computed([], (event) => {
    const names = invokedCommands(event);
    return names.length > 1 ? names : '';
  }),
};

/** The `Host Application = …` lines of event 4103. */
const contextInfo: Expansion = {
  fields: ['ContextInfo'],
  read: (event) => namedLines(fieldText(event, ['ContextInfo'])),
};

/**
 * The classic log has its data in the message, or in three unnamed parameters: as `HostApplication=…` lines, of which
 * only the last, the command line, may run over several, and for a pipeline its details after that.
 */
const classicDetails: Expansion = {
  fields: ['param1', 'param2', 'param3'],
  read: (event) => {
    const [, second = '', third = ''] = classicDetails.fields.map((field) => fieldText(event, [field]));
    if (second.includes(hostMark)) return { ...contextLines(second), Details: third };
    if (third !== '') return contextLines(third);
    const end = event.message.lastIndexOf(detailsMark);
    // The lines of events 400 and 600 stand themselves under that mark.
    if (end < event.message.indexOf(hostMark)) return contextLines(event.message);
    const details = event.message.slice(end + detailsMark.length).trim();
    return { ...contextLines(event.message.slice(0, end)), Details: details };
  },
};

const hostMark = 'HostApplication=';
const detailsMark = '\nDetails:';
const commandLineMark = 'CommandLine=';

function contextLines(context: string): JsonRecord {
  const start = context.indexOf(commandLineMark);
  if (start < 0) return namedLines(context);
  const CommandLine = context.slice(start + commandLineMark.length).trim();
  return { ...namedLines(context.slice(0, start)), CommandLine };
}

function powerShellCommand(rest: Partial<EventMapping>): EventMapping {
  return { table: 'DeviceEvents', action: 'PowerShellCommand', columns: engine, initiator: byEngine, ...rest };
}

/** An event that Defender does not report. */
function ours(action: string, expand?: Expansion): EventMapping {
  return { ...powerShellCommand(expand === undefined ? {} : { expand }), action, ours: true };
}

/** The operational log of both editions, and the classic one. */
export const powershell: Channel = {
  title: 'PowerShell',
  logs: ['microsoft-windows-powershell/operational', 'powershellcore/operational', 'windows powershell'],
  providers: ['microsoft-windows-powershell', 'powershellcore', 'powershell'],
  events: {
    // Classic: engine started, engine stopped, provider started, pipeline executed.
    400: powerShellCommand({ expand: classicDetails, additional: commands }),
    403: ours('PowerShellEngineStopped', classicDetails),
    600: powerShellCommand({ expand: classicDetails, additional: commands }),
    800: powerShellCommand({ expand: classicDetails, additional: commands }),

    // Operational: pipeline executed, script block.
    4103: powerShellCommand({ expand: contextInfo, additional: commands }),
    4104: powerShellCommand({}),
    4105: ours('ScriptBlockStarted'),
    4106: ours('ScriptBlockCompleted'),
  },
};
