/** A change that a program makes to a link on its way. */
export type Mangling = readonly [description: string, mangle: (url: string) => string];

/** The sealed payload in a link. */
export const dataOf = (url: string): string => /[?&]data=([^&]*)/.exec(url)?.[1] ?? '';

function inData(change: (data: string) => string): (url: string) => string {
  return (url) => url.replace(/(?<=[?&]data=)[^&]*/, change);
}

/** Inserts a text at a column, as programs break lines, but not inside an encoded character. */
function every(column: number, text: string): (line: string) => string {
  return (line) =>
    line.replace(new RegExp(`(?:%(?:25)*[\\dA-F]{2}|[^%]){${column}}(?=.)`, 'gsu'), `$&${text}`);
}

/**
 * What programs do to links. Each function works also on a link that others of them changed. The addresses of gateways, such
 * as those of Safe Links, Proofpoint, Mimecast and Barracuda, lead to the link itself: only what they leave behind is here.
 */
export const MANGLINGS: readonly Mangling[] = [
  ['a space inside', inData(every(70, '%20'))],
  ['a line break inside', inData(every(70, '%0D%0A'))],
  ['a line feed inside', inData(every(70, '%0A'))],
  ['a tab inside', inData(every(70, '%09'))],
  ['encoded twice: a space inside', inData(every(70, '%2520'))],
  ['encoded twice: a line break inside', inData(every(70, '%250A'))],
  ['the lines of a quoted reply', inData(every(70, '%0D%0A%3E%20'))],
  ['soft line breaks of quoted-printable', inData(every(70, '=%0D%0A'))],
  ['soft line breaks without line feeds', inData(every(70, '=%0A'))],
  ['quoted-printable: =3D', (url) => url.replace(/(?<=[?&;](?:data|type|action)=)/g, '3D')],
  ['quoted-printable: =3d', (url) => url.replace(/(?<=[?&;](?:data|type|action)=)/g, '3d')],
  ['&amp;', (url) => url.replace(/&(?!amp;)/g, '&amp;')],
  ['&amp;amp;', (url) => url.replace(/&(?!amp;)/g, '&amp;amp;')],
  ['&amp; before data', (url) => url.replace('?data=', '?a=1&amp;data=')],
  ['encoded &amp;', (url) => url.replace('&type', '%26amp%3Btype')],
  [
    'the whole query string encoded',
    (url) => url.replace(/\?(.*)$/s, (_, query) => `?${encodeURIComponent(query)}`),
  ],
  [
    '+ and / for - and _',
    inData((data) => data.slice(0, 2) + data.slice(2).replaceAll('-', '+').replaceAll('_', '/')),
  ],
  ['the same, encoded', inData((data) => data.replaceAll('-', '%2B').replaceAll('_', '%2F'))],
  ['- and _ encoded', inData((data) => data.replaceAll('-', '%2D').replaceAll('_', '%5F'))],
  ['= at the end of data', inData((data) => `${data}=`)],
  ['%3D at the end of data', inData((data) => `${data}%3D%3D`)],
  ...[
    '.',
    ',',
    ';',
    ':',
    '!',
    ')',
    '>',
    ']',
    '}',
    "'",
    '"',
    ').',
    '%2E',
    '%2C',
    '%3B',
    '%3A',
    '%21',
    '%29',
    '%3E',
    '%5D',
    '%7D',
    '%27',
    '%22',
    '&gt;',
    '&quot;',
    '%E2%80%9D',
    '%E3%80%82',
    '</a>',
  ].flatMap((end): Mangling[] => [
    [`${end} at the end`, (url) => url + end],
    [`${end} after data`, inData((data) => data + end)],
  ]),
  ['data twice', (url) => `${url}&data=${dataOf(url)}`],
  ['data twice, the second empty', (url) => `${url}&data=`],
  ['data twice, the first empty', (url) => url.replace('?', '?data=&')],
  [
    'what Safe Links appends',
    (url) =>
      `${url}&data=05%7C02%7Cann%40example.com%7C014af0a3586b%7C0%7C0%7CUnknown%7CTWFpbGZsb3d8%7C3000%7C%7C%7C&sdata=oQY%2BD%2FHdElO%3D&reserved=0`,
  ],
  ['the data of Safe Links first', (url) => url.replace('?', '?data=05%7C01%7Cann%40example.com%7C1&')],
  [
    'what Proofpoint appends',
    (url) => `${url}&d=DwMFaQ&c=euGZstcaTDllvimEN8b7jXrwqOf-v5A_CdpgnVfiiMM&r=x&m=3-a&s=y&e=`,
  ],
  ['what Mimecast appends', (url) => `${url}?domain=example.com`],
  ['utm parameters', (url) => `${url}&utm_source=mail&utm_medium=email`],
  ['utm parameters first', (url) => url.replace('?', '?utm_source=mail&')],
  ['a second question mark', (url) => `${url}?utm_source=mail`],
  ['a fragment', (url) => `${url}%23:~:text=Approve`],
  ...[
    '%E2%80%8B',
    '%C2%AD',
    '%EF%BB%BF',
    '%E2%80%8D',
    '%E2%81%A0',
    '%E2%80%AE',
    '%C2%A0',
    '%A0',
    '%E2%80%A8',
  ].flatMap((character): Mangling[] => [
    [`${character} inside`, inData(every(70, character))],
    [`${character} at the end`, (url) => url + character],
    [`${character} before data`, inData((data) => character + data)],
  ]),
];
