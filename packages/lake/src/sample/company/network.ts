// Addresses: private ones inside, and outside only ranges that are reserved for documentation and benchmarks.

import { hashText } from '../random.js';

/** A place that a process talks to. */
export interface Endpoint {
  readonly ip: string;
  readonly port: number;
  /** Host name or URL as the sensor saw it; empty when only the address is known. */
  readonly url: string;
}

/** What the internet sees of the company. */
export const egressIp = '203.0.113.10';
export const webServerIp = '203.0.113.20';

/** The address of a public service, the same one for the same name: 198.18.0.0/15 (RFC 2544) stands for the internet. */
export function publicIp(name: string): string {
  const hash = hashText(name) >>> 0;
  return `198.${18 + (hash & 1)}.${(hash >>> 8) & 0xff}.${1 + ((hash >>> 16) % 254)}`;
}

/** A public web service by host name. */
export function website(host: string, port = 443): Endpoint {
  return { ip: publicIp(host), port, url: host };
}

/** 'Public', 'Private', 'Loopback' or 'FourToSixMapping', as the sensor classifies an address. */
export function ipType(ip: string): string {
  if (ip.startsWith('::ffff:')) return 'FourToSixMapping';
  if (ip.startsWith('10.') || ip.startsWith('192.168.')) return 'Private';
  if (ip.startsWith('127.') || ip === '::1') return 'Loopback';
  return 'Public';
}

/** A country with the network through which people there reach the internet. */
export interface Place {
  readonly ip: string;
  readonly country: string;
  readonly countryName: string;
  readonly city: string;
  readonly state: string;
  readonly isp: string;
  readonly latitude: string;
  readonly longitude: string;
}

export const office: Place = {
  ip: egressIp,
  country: 'GB',
  countryName: 'United Kingdom',
  city: 'Tarnmouth',
  state: 'Cumbria',
  isp: 'Northmere Broadband',
  latitude: '54.55',
  longitude: '-3.58',
};

/** The home connection of an employee, always the same one. */
export function homeOf(name: string): Place {
  const hash = hashText(`home ${name}`) >>> 0;
  return {
    ...office,
    ip: `198.51.100.${1 + (hash % 254)}`,
    city: hash & 1 ? 'Velden Cross' : 'Osterleigh',
    isp: 'Lakeside Cable',
  };
}

/** Web sites that people at work visit, with the services that Windows and Office need. */
export const sites = {
  work: [
    'outlook.office365.com',
    'teams.microsoft.com',
    'quillfen-example.sharepoint.com',
    'login.microsoftonline.com',
  ],
  web: [
    'www.bing.com',
    'www.google.com',
    'news.fenland-herald.example',
    'weather.northmere.example',
    'en.wikipedia.org',
    'www.optics-catalogue.example',
    'parts.lensworks.example',
    'www.railtimes.example',
    'shop.toolhaven.example',
    'maps.google.com',
    'portal.freightline.example',
    'docs.google.com',
    'www.stoneford-bank.example',
    'intranet.quillfen.example',
    'kqlquery.com',
    'learn.microsoft.com',
  ],
  developer: [
    'github.com',
    'gitlab.com',
    'docs.python.org',
    'developer.mozilla.org',
    'stackoverflow.com',
    'api.github.com',
  ],
  telemetry: [
    'settings-win.data.microsoft.com',
    'v10.events.data.microsoft.com',
    'ctldl.windowsupdate.com',
    'crl.microsoft.com',
    'login.live.com',
    'www.msftconnecttest.com',
    'ocsp.digicert.com',
    'config.edge.skype.com',
  ],
  sensor: [
    'winatp-gw-weu.microsoft.com',
    'winatp-gw-neu.microsoft.com',
    'eu-v20.events.data.microsoft.com',
    'wdcp.microsoft.com',
    'x.cp.wd.microsoft.com',
  ],
  update: [
    'au.download.windowsupdate.com',
    'officecdn-microsoft-com.akamaized.net',
    'msedge.api.cdp.microsoft.com',
    'update.googleapis.com',
  ],
} as const;
