// The company's post: colleagues, customers, newsletters, and the junk that everybody gets.

import { homeOf, office, publicIp, sites } from '../company/network.js';
import type { Person } from '../company/people.js';
import { hashesOf } from '../company/software.js';
import { type Random, Weighted } from '../random.js';
import { hour, type Moment, minute } from '../timeline.js';
import type { Routine, World } from '../world.js';
import { type Attachment, type Message, mailbox } from '../writers/mail-writer.js';
import { documentName, projects } from './documents.js';

interface Kind {
  readonly weight: number;
  compose(random: Random, person: Person, world: World): Message;
}

const partners = [
  'lensworks.example',
  'freightline.example',
  'stoneford-bank.example',
  'optics-catalogue.example',
  'northmere.example',
  'toolhaven.example',
  'hollin-university.example',
  'dekker-labs.example',
];
const partnerNames = [
  'Orders',
  'Sales desk',
  'A. Verrick',
  'J. Moorcroft',
  'Dispatch',
  'K. Lindfell',
  'Accounts',
  'Service team',
];
const topics = [
  'Delivery',
  'Quote',
  'Order',
  'Visit next week',
  'Drawing',
  'Invoice',
  'Meeting notes',
  'Sample lens',
  'Question about',
  'Shipping papers',
];

function subject(random: Random): string {
  const text = `${random.pick(topics)} ${random.pick(projects)} ${random.digits(4)}`;
  return random.chance(0.35) ? `RE: ${text}` : text;
}

function attachments(random: Random, chance: number): Attachment[] {
  if (!random.chance(chance)) return [];
  return Array.from({ length: random.chance(0.2) ? 2 : 1 }, () => {
    const name = documentName(random, random.pick(['pdf', 'docx', 'xlsx', 'zip', 'jpg', 'mkv', 'html']));
    return {
      name,
      type: name.slice(name.lastIndexOf('.') + 1),
      hashes: hashesOf(`${name}${random.word()}`),
      size: random.between(8_000, 4_000_000),
    };
  });
}

function partner(random: Random) {
  const host = random.pick(partners);
  return {
    address: `${random.pick(['orders', 'sales', 'info', 'j.moorcroft', 'k.lindfell', 'dispatch'])}@${host}`,
    name: random.pick(partnerNames),
    ip: publicIp(`mx.${host}`),
  };
}

const kinds: readonly Kind[] = [
  {
    weight: 40,
    compose: (random, person, world) => ({
      from: mailbox(random.pick(world.company.people)),
      to: mailbox(person),
      subject: subject(random),
      direction: 'Intra-org',
      attachments: attachments(random, 0.2),
      urls: random.chance(0.25)
        ? [`https://quillfen-example.sharepoint.com/sites/${random.pick(projects)}/${random.hex(8)}`]
        : [],
    }),
  },
  {
    weight: 26,
    compose: (random, person) => ({
      from: partner(random),
      to: mailbox(person),
      subject: subject(random),
      direction: 'Inbound',
      attachments: attachments(random, 0.25),
      urls: random.chance(0.4) ? [`https://${random.pick(sites.web)}/${random.hex(6)}`] : [],
    }),
  },
  {
    weight: 18,
    compose: (random, person) => ({
      from: { ...mailbox(person), ip: office.ip },
      to: partner(random),
      subject: subject(random),
      direction: 'Outbound',
      attachments: attachments(random, 0.25),
    }),
  },
  {
    weight: 16,
    compose: (random, person) => {
      const host = random.pick(['news.optics-weekly.example', 'mail.toolhaven.example', 'events.lightfair.example']);
      return {
        from: {
          address: `news@${host}`,
          name: 'Newsletter',
          ip: publicIp(host),
          mailFrom: `bounce-${random.hex(8)}@${host}`,
        },
        to: mailbox(person),
        subject: random.pick(['This week in optics', 'New tools', 'Invitation to the fair', 'Your digest']),
        direction: 'Inbound',
        bulkLevel: random.between(3, 8),
        delivery: random.chance(0.2) ? 'Junked' : 'Delivered',
        urls: [`https://${host}/read/${random.hex(8)}`, `https://${host}/unsubscribe?u=${random.hex(8)}`],
      };
    },
  },
  {
    weight: 9,
    compose: (random, person) => {
      const host = `${random.pick(['promo', 'deal', 'win', 'parcel'])}-${random.hex(4)}.example`;
      return {
        from: {
          address: `${random.hex(6)}@${host}`,
          name: random.pick(['Parcel service', 'Winner team', 'Account support']),
          ip: publicIp(host),
        },
        to: mailbox(person),
        subject: random.pick([
          'Your parcel is waiting',
          'You have been selected',
          'Last reminder',
          'RE: required document',
        ]),
        direction: 'Inbound',
        delivery: random.chance(0.7) ? 'Blocked' : 'Junked',
        threatTypes: 'Spam',
        detection: 'Advanced filter',
        authentication: 'fail',
        urls: [`http://${host}/${random.hex(5)}`],
      };
    },
  },
  {
    weight: 3,
    compose: (random, person) => {
      const host = `login-${random.hex(4)}.example`;
      return {
        from: { address: `no-reply@${host}`, name: 'Mailbox quota', ip: publicIp(host) },
        to: mailbox(person),
        subject: random.pick(['Password expires today', 'Shared document: onus payment', 'Voice message']),
        direction: 'Inbound',
        delivery: random.chance(0.85) ? 'Blocked' : 'Delivered',
        threatTypes: 'Phish',
        detection: 'URL malicious reputation',
        authentication: 'fail',
        urls: [`https://${host}/adls/index.html`],
      };
    },
  },
  {
    weight: 1,
    compose: (random, person) => {
      const name = random.pick([
        'Scan_0041.iso',
        'Order.one',
        'invoice.jnlp',
        'statement.html',
        'photo.lnk',
        'report.exe',
        'archive.jar',
      ]);
      const host = `scan-${random.hex(4)}.example`;
      const type =
        { iso: 'iso', one: 'one;onenote', jnlp: 'jnlp', jar: 'Jar;zip', exe: 'exe;pe', lnk: 'lnk', html: 'html' }[
          name.split('.')[1] ?? ''
        ] ?? 'unknown';
      return {
        from: { address: `scanner@${host}`, name: 'Copier 2nd floor', ip: publicIp(host) },
        to: mailbox(person),
        subject: 'Scanned document',
        direction: 'Inbound',
        delivery: 'Blocked',
        threatTypes: 'Malware',
        threatNames: 'Trojan_Downloader_HTML',
        detection: 'File detonation',
        authentication: 'fail',
        attachments: [
          {
            name,
            type,
            hashes: hashesOf(`malware ${name}`),
            size: random.between(20_000, 900_000),
            threatTypes: 'Malware',
            threatNames: 'Trojan_Downloader_HTML',
          },
        ],
      };
    },
  },
];

/** Messages of a working hour, with the clicks on their links and what is taken back later. */
export function exchangeMail(world: World): Routine {
  const random = world.random('post');
  const weighted = new Weighted(kinds, ({ weight }) => weight);
  return (hourStart) => {
    const count = random.count(40 * world.timeline.officeActivity(hourStart) * world.scale);
    for (let sent = 0; sent < count; sent++) {
      const person = random.pick(world.company.people);
      const at = hourStart + Math.floor(random.next() * (hour - minute));
      const message = world.mail.deliver(at, weighted.pick(random).compose(random, person, world));
      follow(world, random, at, message, person);
    }
  };
}

function follow(
  world: World,
  random: Random,
  at: Moment,
  message: ReturnType<World['mail']['deliver']>,
  person: Person,
): void {
  const url = message.urls?.[0];
  const phish = message.threatTypes === 'Phish';
  if (message.direction === 'Outbound' || message.delivery === 'Blocked' || message.delivery === 'Junked') return;
  if (phish) world.mail.remove(at + random.between(20, 300) * minute, message, 'Phish ZAP', 'Phish');
  if (url === undefined || !random.chance(phish ? 0.5 : 0.22)) return;
  const place = random.chance(0.7) ? office : homeOf(person.account.name);
  world.mail.click(at + random.between(1, 180) * minute, {
    url,
    person,
    ip: place.ip,
    message,
    ...(phish ? { action: 'ClickBlocked' as const, threatTypes: 'Phish' } : {}),
  });
}
