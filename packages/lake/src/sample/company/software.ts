// The programs and libraries that run here, with the version information and sizes that the tables repeat in every event.

import { Random } from '../random.js';

/** Hashes of a file's content. They stand for real ones: same content, same hashes. */
export interface Hashes {
  readonly md5: string;
  readonly sha1: string;
  readonly sha256: string;
}

/** An executable file. */
export interface Program extends Hashes {
  readonly fileName: string;
  readonly folder: string;
  readonly size: number;
  readonly company: string;
  readonly product: string;
  readonly version: string;
  readonly description: string;
  readonly originalName: string;
  readonly internalName: string;
  /** Empty when unsigned. */
  readonly signer: string;
}

/** Hashes that follow from a description of the content. */
export function hashesOf(content: string): Hashes {
  const random = new Random(content.length, content);
  return { md5: random.hex(32), sha1: random.hex(40), sha256: random.hex(64) };
}

interface Product {
  readonly company: string;
  readonly name: string;
  readonly version: string;
  readonly signer: string;
  /** `file name | folder | description | kilobytes`, one line each; a second name after a slash is the original name. */
  readonly files: string;
}

const microsoft = 'Microsoft Corporation';
const system32 = 'C:\\Windows\\System32';
const office16 = 'C:\\Program Files\\Microsoft Office\\root\\Office16';
const framework = 'C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319';
const defender = 'C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.24020.7-0';
const edge = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application';

/** Folders under a user's profile are written with this mark until a process starts. */
export const profileMark = '%USERPROFILE%';

const products: readonly Product[] = [
  {
    company: microsoft,
    name: 'Microsoft® Windows® Operating System',
    version: '10.0.22621.3235',
    signer: 'Microsoft Windows',
    files: `
      ntoskrnl.exe | ${system32} | NT Kernel & System | 11500
      smss.exe | ${system32} | Windows Session Manager | 160
      csrss.exe | ${system32} | Client Server Runtime Process | 17
      wininit.exe | ${system32} | Windows Start-Up Application | 410
      winlogon.exe | ${system32} | Windows Logon Application | 890
      services.exe | ${system32} | Services and Controller app | 710
      lsass.exe | ${system32} | Local Security Authority Process | 83
      svchost.exe | ${system32} | Host Process for Windows Services | 79
      spoolsv.exe | ${system32} | Spooler SubSystem App | 860
      userinit.exe | ${system32} | Userinit Logon Application | 41
      explorer.exe | C:\\Windows | Windows Explorer | 5400
      dllhost.exe | ${system32} | COM Surrogate | 27
      taskhostw.exe | ${system32} | Host Process for Windows Tasks | 96
      taskeng.exe | ${system32} | Task Scheduler Engine | 460
      RuntimeBroker.exe | ${system32} | Runtime Broker | 114
      backgroundTaskHost.exe | ${system32} | Background Task Host | 25
      conhost.exe | ${system32} | Console Window Host | 860
      cmd.exe/Cmd.Exe | ${system32} | Windows Command Processor | 323
      powershell.exe/PowerShell.EXE | ${system32}\\WindowsPowerShell\\v1.0 | Windows PowerShell | 450
      rundll32.exe/RUNDLL32.EXE | ${system32} | Windows host process (Rundll32) | 71
      regsvr32.exe/REGSVR32.EXE | ${system32} | Microsoft(C) Register Server | 25
      mshta.exe/MSHTA.EXE | ${system32} | Microsoft (R) HTML Application host | 32
      wscript.exe | ${system32} | Microsoft ® Windows Based Script Host | 170
      cscript.exe | ${system32} | Microsoft ® Console Based Script Host | 160
      certutil.exe/CertUtil.exe | ${system32} | CertUtil.exe | 1650
      bitsadmin.exe | ${system32} | BITS administration utility | 190
      reg.exe | ${system32} | Registry Console Tool | 77
      net.exe | ${system32} | Net Command | 59
      net1.exe | ${system32} | Net Command | 140
      whoami.exe | ${system32} | whoami - displays logged on user information | 73
      nltest.exe/nltestrk.exe | ${system32} | Microsoft® Logon Server Test Utility | 540
      ipconfig.exe | ${system32} | IP Configuration Utility | 35
      systeminfo.exe/sysinfo.exe | ${system32} | Displays system information | 110
      tasklist.exe | ${system32} | Lists the current running tasks | 106
      taskkill.exe | ${system32} | Terminates Processes | 100
      arp.exe | ${system32} | TCP/IP Arp Command | 26
      route.exe | ${system32} | TCP/IP Route Command | 24
      netstat.exe | ${system32} | TCP/IP Netstat Command | 39
      nslookup.exe | ${system32} | nslookup APP | 88
      ping.exe | ${system32} | TCP/IP Ping Command | 22
      hostname.exe | ${system32} | Hostname APP | 14
      quser.exe | ${system32} | Query User Utility | 24
      netsh.exe | ${system32} | Network Command Shell | 96
      sc.exe | ${system32} | Service Control Manager Configuration Tool | 72
      schtasks.exe | ${system32} | Task Scheduler Configuration Tool | 235
      vssadmin.exe | ${system32} | Command Line Interface for Microsoft® Volume Shadow Copy Service | 145
      wbadmin.exe | ${system32} | Command Line Interface for Microsoft® BLB Backup | 270
      bcdedit.exe | ${system32} | Boot Configuration Data Editor | 460
      fsutil.exe | ${system32} | fsutil.exe | 230
      cipher.exe | ${system32} | File Encryption Utility | 60
      wevtutil.exe | ${system32} | Eventing Command Line Utility | 240
      ntdsutil.exe | ${system32} | NT5DS | 480
      esentutl.exe | ${system32} | Extensible Storage Engine Utilities | 420
      attrib.exe | ${system32} | Attribute Utility | 24
      robocopy.exe | ${system32} | Microsoft Robocopy | 160
      gpupdate.exe | ${system32} | Microsoft® Group Policy Update Utility | 30
      runas.exe | ${system32} | Run As Utility | 24
      mstsc.exe | ${system32} | Remote Desktop Connection | 1480
      mmc.exe | ${system32} | Microsoft Management Console | 1900
      rdpclip.exe | ${system32} | RDP Clipboard Monitor | 420
      winrshost.exe | ${system32} | Host Process for WinRM's Remote Shell plugin | 22
      wsmprovhost.exe | ${system32} | Host process for WinRM plug-ins | 36
      WMIC.exe/wmic.exe | ${system32}\\wbem | WMI Commandline Utility | 570
      WmiPrvSE.exe/Wmiprvse.exe | ${system32}\\wbem | WMI Provider Host | 496
      SearchIndexer.exe | ${system32} | Microsoft Windows Search Indexer | 960
      SearchProtocolHost.exe | ${system32} | Microsoft Windows Search Protocol Host | 420
      smartscreen.exe | ${system32} | Windows Defender SmartScreen | 2400
      notepad.exe/NOTEPAD.EXE | ${system32} | Notepad | 350
      Taskmgr.exe | ${system32} | Task Manager | 1200
      WerFault.exe | ${system32} | Windows Problem Reporting | 560
      audiodg.exe | ${system32} | Windows Audio Device Graph Isolation | 540
      UsoClient.exe | ${system32} | UsoClient | 60
      MoUsoCoreWorker.exe | ${system32} | MoUSO Core Worker Process | 3100
      TiWorker.exe | C:\\Windows\\WinSxS\\amd64_microsoft-windows-servicingstack_31bf3856ad364e35_10.0.22621.3229_none | Windows Modules Installer Worker | 230
      msiexec.exe | ${system32} | Windows® installer | 79
      consent.exe | ${system32} | Consent UI for administrative applications | 190
      splwow64.exe | C:\\Windows | Print driver host for applications | 160
      sethc.exe | ${system32} | Accessibility shortcut keys | 100
      vds.exe | ${system32} | Virtual Disk Service | 720
      VSSVC.exe | ${system32} | Microsoft® Volume Shadow Copy Service | 1500
      dsac.exe | ${system32} | Active Directory Administrative Center | 1100
      dns.exe | ${system32} | Domain Name System (DNS) Server | 2100
      dfsrs.exe | ${system32} | Distributed File System Replication | 4700
      w3wp.exe | ${system32}\\inetsrv | IIS Worker Process | 36
      clip.exe | ${system32} | Clip - copies the data into clipboard | 26
      curl.exe | ${system32} | The curl executable | 590
      find.exe | ${system32} | Find String (grep) Utility | 18
      findstr.exe | ${system32} | Find String (QGREP) Utility | 36
      dxdiag.exe | ${system32} | Microsoft DirectX Diagnostic Tool | 330`,
  },
  {
    company: microsoft,
    name: 'Microsoft Office',
    version: '16.0.17328.20162',
    signer: microsoft,
    files: `
      WINWORD.EXE/WinWord.exe | ${office16} | Microsoft Word | 1620
      EXCEL.EXE/Excel.exe | ${office16} | Microsoft Excel | 65200
      POWERPNT.EXE/POWERPNT.EXE | ${office16} | Microsoft PowerPoint | 1850
      OUTLOOK.EXE/Outlook.exe | ${office16} | Microsoft Outlook | 42100
      ONENOTE.EXE/OneNote.exe | ${office16} | Microsoft OneNote | 2500
      ai.exe | C:\\Program Files\\Microsoft Office\\root\\vfs\\ProgramFilesCommonX64\\Microsoft Shared\\Office16 | Artificial Intelligence (AI) Host for the Microsoft® Windows® Operating System and Platform x64 | 710
      OfficeClickToRun.exe | C:\\Program Files\\Common Files\\microsoft shared\\ClickToRun | Microsoft Office Click-to-Run (SxS) | 13100
      OfficeC2RClient.exe | C:\\Program Files\\Common Files\\microsoft shared\\ClickToRun | Microsoft Office Click-to-Run Client | 28200`,
  },
  {
    company: microsoft,
    name: 'Microsoft Teams',
    version: '24046.2813.2770.1094',
    signer: microsoft,
    files: `ms-teams.exe | C:\\Program Files\\WindowsApps\\MSTeams_24046.2813.2770.1094_x64__8wekyb3d8bbwe | Microsoft Teams | 170
      Teams.exe | ${profileMark}\\AppData\\Local\\Microsoft\\Teams\\current | Microsoft Teams | 157000`,
  },
  {
    company: microsoft,
    name: 'Microsoft OneDrive',
    version: '24.025.0204.0003',
    signer: microsoft,
    files: `OneDrive.exe | ${profileMark}\\AppData\\Local\\Microsoft\\OneDrive | Microsoft OneDrive | 4100
      OneDriveStandaloneUpdater.exe | ${profileMark}\\AppData\\Local\\Microsoft\\OneDrive | Standalone Updater | 4300`,
  },
  {
    company: microsoft,
    name: 'Microsoft Edge',
    version: '122.0.2365.80',
    signer: microsoft,
    files: `msedge.exe | ${edge} | Microsoft Edge | 4250
      identity_helper.exe | ${edge}\\122.0.2365.80 | PWA Identity Proxy Host | 1400
      MicrosoftEdgeUpdate.exe/msedgeupdate.dll | C:\\Program Files (x86)\\Microsoft\\EdgeUpdate | Microsoft Edge Update | 200
      msedgewebview2.exe | C:\\Program Files (x86)\\Microsoft\\EdgeWebView\\Application\\122.0.2365.80 | Microsoft Edge WebView2 | 3700`,
  },
  {
    company: microsoft,
    name: 'Microsoft® Windows® Operating System',
    version: '4.18.24020.7',
    signer: 'Microsoft Windows Publisher',
    files: `MsMpEng.exe | ${defender} | Antimalware Service Executable | 133
      MpCmdRun.exe | ${defender} | Microsoft Malware Protection Command Line Utility | 1600
      NisSrv.exe | ${defender} | Microsoft Network Realtime Inspection Service | 3200`,
  },
  {
    company: microsoft,
    name: 'Microsoft® Windows® Operating System',
    version: '10.8735.22621.3235',
    signer: 'Microsoft Windows Publisher',
    files: `MsSense.exe | C:\\Program Files\\Windows Defender Advanced Threat Protection | Windows Defender Advanced Threat Protection Service Executable | 510
      SenseIR.exe | C:\\Program Files\\Windows Defender Advanced Threat Protection | Windows Defender Advanced Threat Protection Sense IR (Incident Response) module | 900
      SenseNdr.exe | C:\\Program Files\\Windows Defender Advanced Threat Protection | Windows Defender Advanced Threat Protection Sense NDR module | 6600
      SenseCncProxy.exe | C:\\Program Files\\Windows Defender Advanced Threat Protection | Windows Defender Advanced Threat Protection Communication module | 240`,
  },
  {
    company: microsoft,
    name: 'Microsoft® .NET Framework',
    version: '4.8.9037.0',
    signer: microsoft,
    files: `csc.exe | ${framework} | Visual C# Command Line Compiler | 2700
      cvtres.exe | ${framework} | Microsoft® Resource File To COFF Object Conversion Utility | 46
      InstallUtil.exe | ${framework} | .NET Framework installation utility | 42
      ngen.exe | ${framework} | Microsoft Common Language Runtime native compiler | 180
      RegAsm.exe | ${framework} | Microsoft .NET Assembly Registration Utility | 65`,
  },
  {
    company: microsoft,
    name: 'Microsoft® Build Tools®',
    version: '17.9.5.10904',
    signer: microsoft,
    files: `MSBuild.exe | C:\\Program Files\\Microsoft Visual Studio\\2022\\Professional\\MSBuild\\Current\\Bin | MSBuild.exe | 330
      cl.exe | C:\\Program Files\\Microsoft Visual Studio\\2022\\Professional\\VC\\Tools\\MSVC\\14.39.33519\\bin\\Hostx64\\x64 | Microsoft® C/C++ Compiler Driver | 600
      link.exe | C:\\Program Files\\Microsoft Visual Studio\\2022\\Professional\\VC\\Tools\\MSVC\\14.39.33519\\bin\\Hostx64\\x64 | Microsoft® Incremental Linker | 2400
      devenv.exe | C:\\Program Files\\Microsoft Visual Studio\\2022\\Professional\\Common7\\IDE | Microsoft Visual Studio 2022 | 980`,
  },
  {
    company: microsoft,
    name: 'Visual Studio Code',
    version: '1.87.2',
    signer: microsoft,
    files: `Code.exe/electron.exe | ${profileMark}\\AppData\\Local\\Programs\\Microsoft VS Code | Visual Studio Code | 165000`,
  },
  {
    company: microsoft,
    name: 'Microsoft SQL Server',
    version: '15.0.4345.5',
    signer: microsoft,
    files: `sqlservr.exe | C:\\Program Files\\Microsoft SQL Server\\MSSQL15.MSSQLSERVER\\MSSQL\\Binn | SQL Server Windows NT - 64 Bit | 620
      SQLAGENT.EXE | C:\\Program Files\\Microsoft SQL Server\\MSSQL15.MSSQLSERVER\\MSSQL\\Binn | SQL Server Agent | 800
      sqlcmd.exe | C:\\Program Files\\Microsoft SQL Server\\Client SDK\\ODBC\\170\\Tools\\Binn | sqlcmd | 250
      Ssms.exe | C:\\Program Files (x86)\\Microsoft SQL Server Management Studio 19\\Common7\\IDE | SSMS | 870`,
  },
  {
    company: 'Sysinternals - www.sysinternals.com',
    name: 'Sysinternals',
    version: '2.43',
    signer: microsoft,
    files: `PsExec.exe/psexec.c | C:\\Tools\\Sysinternals | Execute processes remotely | 700
      PSEXESVC.exe/psexesvc.exe | C:\\Windows | PsExec Service | 380
      procdump64.exe/procdump | C:\\Tools\\Sysinternals | Sysinternals process dump utility | 410
      Autoruns64.exe/Autoruns.exe | C:\\Tools\\Sysinternals | Autostart program viewer | 1700
      procexp64.exe/Procexp.exe | C:\\Tools\\Sysinternals | Sysinternals Process Explorer | 2400`,
  },
  {
    company: 'Google LLC',
    name: 'Google Chrome',
    version: '122.0.6261.112',
    signer: 'Google LLC',
    files: `chrome.exe | C:\\Program Files\\Google\\Chrome\\Application | Google Chrome | 2700
      updater.exe | C:\\Program Files (x86)\\Google\\GoogleUpdater\\124.0.6342.2 | Google Updater | 4700`,
  },
  {
    company: 'Mozilla Corporation',
    name: 'Firefox',
    version: '123.0.1',
    signer: 'Mozilla Corporation',
    files: 'firefox.exe | C:\\Program Files\\Mozilla Firefox | Firefox | 660',
  },
  {
    company: 'Adobe Inc.',
    name: 'Adobe Acrobat',
    version: '23.8.20555.0',
    signer: 'Adobe Inc.',
    files: `Acrobat.exe | C:\\Program Files\\Adobe\\Acrobat DC\\Acrobat | Adobe Acrobat | 5900
      AcroCEF.exe | C:\\Program Files\\Adobe\\Acrobat DC\\Acrobat\\acrocef_1 | Adobe AcroCEF | 3200`,
  },
  {
    company: '7-Zip',
    name: '7-Zip',
    version: '23.01',
    signer: '',
    files: `7zFM.exe | C:\\Program Files\\7-Zip | 7-Zip File Manager | 960
      7z.exe | C:\\Program Files\\7-Zip | 7-Zip Console | 550`,
  },
  {
    company: 'The Git Development Community',
    name: 'Git',
    version: '2.44.0.1',
    signer: 'The Git Development Community',
    files: `git.exe | C:\\Program Files\\Git\\cmd | Git for Windows | 45
      bash.exe | C:\\Program Files\\Git\\usr\\bin | Git Bash | 2400`,
  },
  {
    company: 'Node.js',
    name: 'Node.js',
    version: '20.11.1',
    signer: 'OpenJS Foundation',
    files: 'node.exe | C:\\Program Files\\nodejs | Node.js JavaScript Runtime | 70200',
  },
  {
    company: 'Python Software Foundation',
    name: 'Python',
    version: '3.11.8',
    signer: 'Python Software Foundation',
    files: `python.exe | ${profileMark}\\AppData\\Local\\Programs\\Python\\Python311 | Python | 103`,
  },
  {
    company: 'VideoLAN',
    name: 'VLC media player',
    version: '3,0,12,0',
    signer: 'VideoLAN',
    files: 'vlc.exe | C:\\Program Files\\VideoLAN\\VLC | VLC media player | 960',
  },
  {
    company: 'philandro Software GmbH',
    name: 'AnyDesk',
    version: '8.0.8',
    signer: 'philandro Software GmbH',
    files: 'AnyDesk.exe | C:\\Program Files (x86)\\AnyDesk | AnyDesk | 5300',
  },
  {
    company: 'Rowan Archive',
    name: 'Rowan Backup',
    version: '12.1.0.2131',
    signer: 'Rowan Archive',
    files: `RowanBackupAgent.exe | C:\\Program Files\\Rowan Backup | Rowan Backup Agent | 3900
      RowanBackupService.exe | C:\\Program Files\\Rowan Backup | Rowan Backup Service | 5100`,
  },
  {
    company: 'Quillfen Instruments',
    name: 'Build agent',
    version: '3.4.1',
    signer: '',
    files: 'qf-agent.exe | C:\\BuildAgent\\bin | Build agent | 2100',
  },
  {
    company: 'Oracle Corporation',
    name: 'Java(TM) Platform SE 8',
    version: '8.0.3210.7',
    signer: 'Oracle America, Inc.',
    files: 'javaw.exe | C:\\Program Files\\Java\\jre1.8.0_321\\bin | Java(TM) Platform SE binary | 280',
  },
  {
    company: '',
    name: '',
    version: '',
    signer: '',
    files: `
      systemd | /usr/lib/systemd |  | 1800
      bash | /usr/bin |  | 1400
      dash | /usr/bin |  | 125
      sshd | /usr/sbin |  | 900
      cron | /usr/sbin |  | 56
      python3.10 | /usr/bin |  | 5900
      apt-get | /usr/bin |  | 51
      dpkg | /usr/bin |  | 310
      sudo | /usr/bin |  | 230
      curl | /usr/bin |  | 260
      nginx | /usr/sbin |  | 1200
      git | /usr/bin |  | 3600
      ps | /usr/bin |  | 140
      logrotate | /usr/sbin |  | 100
      wdavdaemon | /opt/microsoft/mdatp/sbin |  | 42000
      launchd | /sbin |  | 1100
      zsh | /bin |  | 1300
      Safari | /Applications/Safari.app/Contents/MacOS |  | 210
      Microsoft Outlook | /Applications/Microsoft Outlook.app/Contents/MacOS |  | 900
      softwareupdated | /System/Library/CoreServices/Software Update.app/Contents/Resources |  | 1900
      osascript | /usr/bin |  | 160
      mdworker_shared | /System/Library/Frameworks/CoreServices.framework/Frameworks/Metadata.framework/Versions/A/Support |  | 450`,
  },
];

const libraries = `
  ntdll.dll | ${system32} | NT Layer DLL | 2100
  kernel32.dll | ${system32} | Windows NT BASE API Client DLL | 780
  amsi.dll | ${system32} | Anti-Malware Scan Interface | 110
  vaultcli.dll | ${system32} | Credential Vault Client Library | 360
  samlib.dll | ${system32} | SAM Library DLL | 150
  comsvcs.dll | ${system32} | COM+ Services | 1900
  dbghelp.dll | ${system32} | Windows Image Helper | 2300
  wbemcomn.dll | ${system32} | WMI | 520
  taskschd.dll | ${system32} | Task Scheduler COM API | 720
  winhttp.dll | ${system32} | Windows HTTP Services | 1100
  urlmon.dll | ${system32} | OLE32 Extensions for Win32 | 1900
  mshtml.dll | ${system32} | Microsoft (R) HTML Viewer | 22500
  scrobj.dll | ${system32} | Windows ® Script Component Runtime | 320
  clr.dll | ${framework} | Microsoft .NET Runtime Common Language Runtime - WorkStation | 11400
  System.Management.Automation.ni.dll | C:\\Windows\\assembly\\NativeImages_v4.0.30319_64\\System.Manaa57fc8cc#\\8a4f1c2be35a4c2a8a8ad31c34c1f1b5 | System.Management.Automation | 36100
  System.Management.Automation.dll | C:\\Windows\\Microsoft.Net\\assembly\\GAC_MSIL\\System.Management.Automation\\v4.0_3.0.0.0__31bf3856ad364e35 | System.Management.Automation | 7100
  VBE7.DLL | C:\\Program Files\\Microsoft Office\\root\\vfs\\ProgramFilesCommonX86\\Microsoft Shared\\VBA\\VBA7.1 | Visual Basic Design Time Environment | 4400
  VBEUI.DLL | C:\\Program Files\\Microsoft Office\\root\\vfs\\ProgramFilesCommonX86\\Microsoft Shared\\VBA\\VBA7.1 | Visual Basic Design Time Environment Resource | 3200
  mso.dll | C:\\Program Files\\Microsoft Office\\root\\vfs\\ProgramFilesCommonX64\\Microsoft Shared\\Office16 | Microsoft Office component | 19800
  unidrvui.dll | ${system32}\\spool\\drivers\\x64\\3 | Universal Printer Driver User Interface | 900
  mimilib.dll | ${system32} |  | 37
  cryptdll.dll | ${system32} | Cryptography Manager | 90
  wdigest.dll | ${system32} | Microsoft Digest Access | 270
  msv1_0.dll | ${system32} | Microsoft Authentication Package v1.0 | 520`;

function parse(product: Omit<Product, 'files'>, files: string): Program[] {
  return files
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [names = '', folder = '', description = '', kilobytes = '1'] = line.split('|').map((part) => part.trim());
      const [fileName = '', originalName = fileName] = names.split('/');
      return {
        ...hashesOf(`${fileName} ${product.version}`),
        fileName,
        folder,
        size: Number(kilobytes) * 1024 + (hashesOf(fileName).md5.charCodeAt(0) % 16) * 32,
        company: product.company,
        product: product.name,
        version: product.version,
        description,
        originalName: product.company ? originalName : '',
        internalName: product.company ? originalName.replace(/\.\w+$/, '') : '',
        signer: product.signer,
      };
    });
}

const catalogue: ReadonlyMap<string, Program> = new Map(
  [
    ...products.flatMap(({ files, ...product }) => parse(product, files)),
    ...parse(
      {
        company: microsoft,
        name: 'Microsoft® Windows® Operating System',
        version: '10.0.22621.3235',
        signer: 'Microsoft Windows',
      },
      libraries,
    ),
  ].map((program) => [program.fileName, program]),
);

/**
 * A program or library of the catalogue by its exact file name.
 * @throws Error when the catalogue has no such file
 */
export function program(fileName: string): Program {
  const found = catalogue.get(fileName);
  if (!found) throw new Error(`software catalogue: expected a known file, found '${fileName}'`);
  return found;
}

/** Every signed program, for certificate inventories. */
export function signedPrograms(): readonly Program[] {
  return [...catalogue.values()].filter((file) => file.signer !== '');
}

/** A program that no vendor publishes: tools of the attackers, or something built here. */
export function foreignProgram(fileName: string, folder: string, details: Partial<Program> = {}): Program {
  return {
    ...hashesOf(`foreign ${details.originalName ?? fileName}`),
    fileName,
    folder,
    size: 180_224 + (hashesOf(fileName).sha1.charCodeAt(1) % 64) * 4096,
    company: '',
    product: '',
    version: '',
    description: '',
    originalName: '',
    internalName: '',
    signer: '',
    ...details,
  };
}
