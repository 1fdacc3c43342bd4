import { describe, expect, it } from 'vitest';
import { ProcessMemory } from './processes.js';

const row = (id: number) => ({ ProcessId: id, FolderPath: `C:\\${id}.exe`, ProcessUniqueId: `{${id}}` });

describe('ProcessMemory', () => {
  it('forgets the process that was longest not named', () => {
    const memory = new ProcessMemory(2);
    memory.remember('h', 'Sysmon', row(1));
    memory.remember('h', 'Sysmon', row(2));
    expect(memory.find('h', '{1}', '', '')?.columns.ProcessId).toBe(1);
    memory.remember('h', 'Sysmon', row(3));
    expect(memory.find('h', '{1}', '', '')?.columns.ProcessId).toBe(1);
    expect(memory.find('h', '{2}', '', '')).toBeUndefined();
    expect(memory.find('h', '{3}', '', '')?.columns.ProcessId).toBe(3);
  });

  it('takes a second creation under an id by the same channel for a new process', () => {
    const memory = new ProcessMemory();
    const created = (line: string) => ({ ProcessId: 7, FolderPath: 'C:\\a.exe', ProcessCommandLine: line });
    memory.remember('h', 'Security', created('first'));
    memory.end('h', '7');
    memory.remember('h', 'Security', created('second'));
    expect(memory.find('h', '', '7', '')?.columns.ProcessCommandLine).toBe('second');
  });
});
