// What can happen on a machine, as its callers describe it.

import type { Account } from '../company/accounts.js';
import type { Endpoint } from '../company/network.js';
import type { Hashes, Program } from '../company/software.js';
import type { Columns } from '../recorder.js';
import type { Elevation, Integrity, Process, RemoteEnd } from './process.js';

/** What to start. What is left out comes from the parent. */
export interface Launch {
  readonly parent: Process;
  /** A file name of the software catalogue, or a program that is not in it. */
  readonly program: string | Program;
  /** The command line; without it, the quoted path. */
  readonly commandLine?: string;
  readonly account?: Account;
  readonly integrity?: Integrity;
  readonly elevation?: Elevation;
  readonly logonId?: number;
  readonly sessionId?: number;
  readonly remote?: RemoteEnd;
}

/** A change of a file. `content` decides the hashes: same content, same hashes. */
export interface FileChange {
  readonly action?: 'FileCreated' | 'FileModified' | 'FileRenamed' | 'FileDeleted';
  readonly folder: string;
  readonly name: string;
  readonly content?: string | Hashes;
  readonly size?: number;
  readonly originUrl?: string;
  readonly referrerUrl?: string;
  readonly originIp?: string;
  readonly previousName?: string;
  readonly previousFolder?: string;
  /** Who asked over the network, and for which share. */
  readonly request?: { readonly account: Account; readonly ip: string; readonly share: string };
  readonly label?: string;
}

/** A connection, in or out. */
export interface Connection {
  readonly to: Endpoint;
  readonly action?: string;
  readonly protocol?: 'Tcp' | 'Udp' | 'Icmp';
  readonly localPort?: number;
  readonly localIp?: string;
  readonly additional?: Columns;
}

export interface RegistryChange {
  readonly action?: 'RegistryValueSet' | 'RegistryKeyCreated' | 'RegistryKeyDeleted' | 'RegistryValueDeleted';
  readonly key: string;
  readonly type?: 'String' | 'Dword' | 'Binary' | 'ExpandString';
  readonly name?: string;
  readonly data?: string;
  readonly previous?: string;
}

/** A logon as the computer saw it. */
export interface Logon {
  readonly account: Account;
  readonly type:
    | 'Interactive'
    | 'RemoteInteractive'
    | 'Network'
    | 'Batch'
    | 'Service'
    | 'Unlock'
    | 'CachedInteractive'
    | 'NewCredentials';
  readonly protocol: 'Kerberos' | 'NTLM' | 'Negotiate' | 'SSH';
  readonly from?: { readonly ip: string; readonly device?: string; readonly port?: number };
  readonly failure?: 'InvalidUserNameOrPassword' | 'AccountLocked' | 'UnauthorizedLogonType' | 'AccountDisabled';
  readonly localAdmin?: boolean;
  readonly logonId?: number;
  readonly by?: Process;
}

/** A user at work on a machine. */
export interface Session {
  readonly account: Account;
  readonly logonId: number;
  readonly shell: Process;
  /** Programs that stay open, by file name. */
  readonly open: Map<string, Process>;
}
