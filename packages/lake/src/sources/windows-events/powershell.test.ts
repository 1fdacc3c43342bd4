import { describe, expect, it } from 'vitest';
import { isRejection, type MappedRow } from '../source.js';
import { inStyles, type LoggedEvent, styles } from './styles.fixture.js';
import { windowsEvents } from './windows-events.js';

function logged(id: number, channel: string, rest: Partial<LoggedEvent>): LoggedEvent {
  return {
    channel,
    provider: channel === 'Windows PowerShell' ? 'PowerShell' : 'Microsoft-Windows-PowerShell',
    id,
    time: '2024-03-05T10:11:12.345Z',
    host: 'WS01',
    record: 7,
    data: {},
    ...rest,
  };
}

function rowOf(record: Record<string, unknown> | undefined): MappedRow {
  const mapped = windowsEvents.open().map(record ?? {});
  if (isRejection(mapped)) throw new Error(mapped.rejected);
  return mapped;
}

function additional(mapped: MappedRow): Record<string, unknown> {
  return JSON.parse(String(mapped.values.AdditionalFields));
}

const operational = 'Microsoft-Windows-PowerShell/Operational';
const powershellExe = 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe';

describe('PowerShell', () => {
  it('4103: the command, its host process and its user', () => {
    const event = logged(4103, operational, {
      processId: 5220,
      user: { name: 'Ann', domain: 'CORP', sid: 'S-1-5-21-1-2-3-500' },
      data: {
        ContextInfo: [
          '        Severity = Informational',
          '        Host Name = ConsoleHost',
          `        Host Application = ${powershellExe} -noP -enc AAAA`,
          '        Command Name = Get-Process',
          '        Script Name = ',
          '        User = CORP\\Ann',
          '',
        ].join('\r\n'),
        Payload: 'CommandInvocation(Get-Process): "Get-Process"\r\nCommandInvocation(Out-Default): "Out-Default"\r\n',
      },
    });
    for (const [style, record] of inStyles(event)) {
      if (style === 'flat') continue; // has neither process nor user
      const mapped = rowOf(record);
      expect(mapped, style).toMatchObject({
        table: 'DeviceEvents',
        values: {
          ActionType: 'PowerShellCommand',
          InitiatingProcessId: 5220,
          InitiatingProcessFileName: 'powershell.exe',
          InitiatingProcessFolderPath: powershellExe.toLowerCase(),
          InitiatingProcessCommandLine: `${powershellExe} -noP -enc AAAA`,
          InitiatingProcessAccountName: 'ann',
          InitiatingProcessAccountDomain: 'corp',
          InitiatingProcessAccountSid: 'S-1-5-21-1-2-3-500',
        },
      });
      const fields = additional(mapped);
      expect(fields).toMatchObject({
        Command: 'Get-Process',
        Commands: ['Get-Process', 'Out-Default'],
        HostName: 'ConsoleHost',
      });
      expect(fields).not.toHaveProperty('ContextInfo');
    }
  });

  it('4104: the script block as it was', () => {
    const ScriptBlockText = 'function a {\r\n\t$x = 1\r\n}';
    const mapped = rowOf(styles.nxlog?.(logged(4104, operational, { data: { ScriptBlockText, MessageNumber: '1' } })));
    expect(mapped.values.ActionType).toBe('PowerShellCommand');
    expect(additional(mapped)).toMatchObject({ ScriptBlockText, MessageNumber: '1' });
  });

  const context = [
    '\tDetailSequence=1',
    '\tUserId=CORP\\Ann',
    '\tHostApplication=powershell -noP -sta',
    '\tScriptName=',
    '\tCommandLine=Get-Process |',
    '  Out-Null ',
  ].join('\r\n');
  const details = 'CommandInvocation(Get-Process): "Get-Process"\r\nCommandInvocation(Out-Null): "Out-Null"\r\n';

  it('800: the same row from a message and from parameters', () => {
    const message = `Pipeline execution details for command line: Get-Process. \r\n\r\nContext Information: \r\n${context}\r\n\r\nDetails: \r\n${details}`;
    const fromMessage = rowOf(styles.flat?.(logged(800, 'Windows PowerShell', { message })));
    const fromParameters = rowOf(
      styles['winlogbeat 8']?.(
        logged(800, 'Windows PowerShell', {
          data: { param1: 'Get-Process |', param2: context, param3: details },
          processId: 0,
        }),
      ),
    );
    expect(fromMessage).toEqual(fromParameters);
    expect(fromMessage.values).toMatchObject({
      ActionType: 'PowerShellCommand',
      InitiatingProcessFileName: 'powershell.exe',
      InitiatingProcessCommandLine: 'powershell -noP -sta',
      InitiatingProcessAccountName: 'ann',
    });
    expect(additional(fromMessage)).toMatchObject({
      Command: 'Get-Process',
      CommandLine: 'Get-Process |\r\n  Out-Null',
      Details: details.trim(),
    });
  });

  it.each([400, 600])('%i: the engine and its host application', (id) => {
    const lines = '\tNewEngineState=Available\r\n\tHostApplication=C:\\a\\grunt.exe\r\n\tCommandLine=';
    const message = `Engine state is changed from None to Available. \r\n\r\nDetails: \r\n${lines}`;
    const mapped = rowOf(styles.nxlog?.(logged(id, 'Windows PowerShell', { message, processId: 0 })));
    expect(mapped).toMatchObject({
      table: 'DeviceEvents',
      values: { ActionType: 'PowerShellCommand', InitiatingProcessFileName: 'grunt.exe' },
    });
    expect(additional(mapped)).toMatchObject({ NewEngineState: 'Available' });
    expect(additional(mapped)).not.toHaveProperty('Command');
    const data = { param1: 'Available', param2: 'None', param3: lines };
    const parameters = rowOf(styles['winlogbeat 6']?.(logged(id, 'Windows PowerShell', { data, processId: 0 })));
    expect(parameters).toEqual(mapped);
  });
});

describe('System', () => {
  const of = (id: number, provider: string, rest: Partial<LoggedEvent>) => logged(id, 'System', { provider, ...rest });

  it('7045: an installed service', () => {
    const event = of(7045, 'Service Control Manager', {
      data: {
        ServiceName: 'PSEXESVC',
        ImagePath: '%SystemRoot%\\PSEXESVC.exe',
        ServiceType: 'user mode service',
        StartType: 'demand start',
        AccountName: 'LocalSystem',
      },
    });
    for (const [style, record] of inStyles(event)) {
      const mapped = rowOf(record);
      expect(mapped, style).toMatchObject({
        table: 'DeviceEvents',
        values: { ActionType: 'ServiceInstalled', FileName: 'PSEXESVC.exe', FolderPath: '%SystemRoot%\\PSEXESVC.exe' },
      });
      expect(additional(mapped), style).toMatchObject({
        ServiceName: 'PSEXESVC',
        ServiceStartType: 'demand start',
        ServiceAccount: 'LocalSystem',
      });
    }
  });

  it('104: which log was cleared', () => {
    const mapped = rowOf(
      styles.flat?.(of(104, 'Microsoft-Windows-Eventlog', { message: 'The Application log file was cleared.' })),
    );
    expect(mapped.values.ActionType).toBe('EventLogCleared');
    expect(additional(mapped).ClearedLog).toBe('Application');
  });

  it('leaves events of other providers in the log alone', () => {
    const mapped = windowsEvents.open().map(styles.flat?.(of(104, 'Some-Driver', {})) ?? {});
    expect(mapped).toEqual({ rejected: 'no mapping for System event 104 of Some-Driver' });
  });
});
