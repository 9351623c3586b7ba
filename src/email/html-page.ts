import { html, raw } from 'hono/html';
import type { Button } from '../approval/surface.ts';

type Html = ReturnType<typeof html>;

/** The parts of an HTML mail. The texts are plain. */
export interface HtmlPage {
  readonly locale: string;
  /** What mail programs show after the subject, in the list of mails. */
  readonly preview: string;
  readonly tone: 'question' | 'good' | 'bad' | 'neutral';
  readonly heading: string;
  readonly content: readonly (Html | '')[];
}

/**
 * For mail programs that read style sheets, such as Apple Mail and Gmail: a dark mode, and buttons as wide as a phone. All
 * other style is in the elements: many programs remove style sheets, and Outlook for Windows uses Word to show a mail.
 */
const STYLE = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .ground { background-color: #121417 !important; }
  .paper { background-color: #1c2025 !important; border-left-color: #343a42 !important; border-right-color: #343a42 !important;
    border-bottom-color: #343a42 !important; }
  .words { background-color: #121417 !important; border-color: #343a42 !important; }
  .ink { color: #e8eaed !important; }
  .quiet { color: #a3acb6 !important; }
  .link { color: #8ab4f8 !important; }
}
@media (max-width: 480px) {
  .inside { padding: 20px 16px !important; }
  .button, .button tbody, .button tr, .button td, .button a { display: block !important; float: none !important;
    width: auto !important; }
  .button { margin-right: 0 !important; }
}
`;

const FONT = 'font-family:system-ui,-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif;';
const TONES = { question: '#1f5fbf', good: '#14713c', bad: '#b3261e', neutral: '#5b6570' };
const BUTTONS = { primary: TONES.good, danger: TONES.bad };
const TABLE = raw('role="presentation" cellpadding="0" cellspacing="0" border="0"');

/** Renders an HTML mail. It has no images, and is readable without its style. */
export function renderHtml({ locale, preview, tone, heading, content }: HtmlPage): string {
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${heading}</title>
<style>${raw(STYLE)}</style>
</head>
<body class="ground" style="margin:0;padding:0;background-color:#f3f4f6">
<div style="display:none;max-height:0;overflow:hidden">${preview}</div>
<table ${TABLE} width="100%" class="ground" bgcolor="#f3f4f6" style="background-color:#f3f4f6">
<tr><td align="center" style="padding:16px 8px">
<table ${TABLE} width="100%" class="paper" bgcolor="#ffffff" style="max-width:560px;background-color:#ffffff;border:1px solid #d9dde2;border-top:4px solid ${TONES[tone]};border-radius:8px">
<tr><td class="inside" align="left" style="padding:28px 32px;${FONT}font-size:16px;line-height:1.5;word-break:break-word;overflow-wrap:anywhere">
<h1 class="ink" style="margin:0 0 8px;font-size:22px;line-height:1.3;color:#1b1f24">${heading}</h1>
${content}
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`.toString();
}

/** A paragraph; nothing for an empty text. */
export function paragraph(text: string, look: 'ink' | 'quiet' = 'quiet'): Html | '' {
  if (!text) return '';
  return html`<p class="${look}" style="margin:8px 0 0;color:${look === 'ink' ? '#1b1f24' : '#5b6570'}">${text}</p>
`;
}

/** Links that look like buttons. A cell with a background is a button in all mail programs, also in those that use Word. */
export function buttonRow(buttons: readonly (Button & { readonly label: string })[]): Html | '' {
  if (buttons.length === 0) return '';
  return html`<div style="margin:20px 0 12px">
${buttons.map(({ label, url, style }) => {
  const color = style ? BUTTONS[style] : TONES.neutral;
  return html`<table ${TABLE} class="button" align="left" style="margin:0 12px 12px 0">
<tr><td align="center" bgcolor="${color}" style="background-color:${color};border-radius:6px">
<a href="${url}" target="_blank" rel="noopener noreferrer" style="display:inline-block;padding:12px 28px;border:1px solid ${color};border-radius:6px;font-weight:600;color:#ffffff;text-decoration:none">${label}</a>
</td></tr>
</table>
`;
})}<div style="clear:both;line-height:0">&nbsp;</div>
</div>
`;
}

/** A frame around the words of the requester, so that they do not look like ours. */
export function framed(caption: string, content: readonly Html[]): Html | '' {
  if (content.length === 0) return '';
  return html`<table ${TABLE} width="100%" class="words" bgcolor="#f3f4f6" style="margin-top:20px;background-color:#f3f4f6;border:1px solid #d9dde2;border-radius:6px">
<tr><td align="left" style="padding:12px 16px;${FONT}font-size:15px;line-height:1.5;word-break:break-word;overflow-wrap:anywhere">
<p class="quiet" style="margin:0 0 8px;font-size:13px;color:#5b6570">${caption}</p>
${content}</td></tr>
</table>
`;
}

/** A value, with its label if it has one. Outlook for Windows shows a line break only as an element. */
export function fact(label: string, value: readonly (Html | string)[]): Html {
  return html`<p style="margin:0 0 8px">${
    label
      ? html`<span class="quiet" style="color:#5b6570">${label}</span><br>
`
      : ''
  }<span class="ink" style="color:#1b1f24">${value}</span></p>
`;
}

export const LINE_BREAK = html`<br>
`;

/** A link in a text. */
export function link(url: string): Html {
  return html`<a class="link" href="${url}" target="_blank" rel="noopener noreferrer nofollow" style="color:#1f5fbf">${url}</a>`;
}
