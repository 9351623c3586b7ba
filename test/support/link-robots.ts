/** A program that opens links without being asked to. */
export interface Robot {
  readonly name: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const EDGE =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0';
const HTML = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

/** The headers of the programs, as operators of web servers report them. Scanners also come with those of a browser. */
const HEADERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Safe Links': {
    'user-agent': EDGE,
    accept: HTML,
    'accept-language': 'en-US',
    'sec-fetch-mode': 'navigate',
  },
  'Office 365 ATP': {
    'user-agent':
      'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Win64; x64; Trident/8.0; ms-office; MSOffice 16)',
    'x-ms-office365-filtering-correlation-id': '014af0a3-586b-4b69-35e6-08da39ca8a1c',
  },
  Proofpoint: { 'user-agent': 'Mozilla/5.0 (compatible; Proofpoint URL Defense)', accept: '*/*' },
  Mimecast: {
    'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Mimecast-URL-Scanner',
    accept: HTML,
    via: '1.1 mimecast',
  },
  Barracuda: { 'user-agent': 'BarracudaCentral Link Protection', accept: '*/*' },
  Slack: {
    'user-agent': 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
    accept: '*/*',
    range: 'bytes=0-32768',
  },
  Teams: {
    'user-agent':
      'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com',
  },
  'Apple Mail': {
    'user-agent': 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)',
    purpose: 'prefetch',
    accept: HTML,
  },
  'the proxy of Gmail': {
    'user-agent': 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
    accept: 'image/*',
  },
  curl: { 'user-agent': 'curl/8.5.0', accept: '*/*' },
};

/** Each program with each method that reads. */
export const ROBOTS: readonly Robot[] = Object.entries(HEADERS).flatMap(([program, headers]) =>
  ['GET', 'HEAD', 'OPTIONS'].map((method) => ({ name: `${method} of ${program}`, method, headers })),
);

/** The same programs, which submit the form of the page as they find it. */
export const FORM_ROBOTS: readonly Robot[] = Object.entries(HEADERS).flatMap(([program, headers]) =>
  ['comment=', 'comment=&typed=', ''].map((body) => ({
    name: `the form "${body}" of ${program}`,
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    body,
  })),
);
