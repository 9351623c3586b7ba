import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readArguments } from './arguments.ts';
import { launchChromium } from './chromium.ts';

const USAGE = `Usage: npx pinned-node src/tools/teams-icons.ts [--folder /tmp/icons]

Draws the two icons of the Teams app. Chromium is Debian's, or the one that CHROMIUM names.

  --folder  where to; without it, src/teams/app/
`;

/*
 * The sizes, the padding and the white are Microsoft's (Teams app package, App icons): Teams crops the colour icon to other
 * shapes, and puts its own colour behind the outline.
 */

const FOLDER = fileURLToPath(new URL('../teams/app/', import.meta.url));
/** The background of the Slack app too (manifest.yml). */
const GREEN = '#14532d';
const LIGHT_GREEN = '#86efac';
const WHITE = '#ffffff';
/** The square of the symbol, to the middle of its lines. */
const SIDE = 22;

const ICONS = {
  'color.png': { pixels: 192, padding: 48, line: 2.6, signature: LIGHT_GREEN, background: GREEN },
  'outline.png': { pixels: 32, padding: 0, line: 2.2, signature: WHITE, background: 'transparent' },
};

/** A check above a signature: to countersign. */
function draw({ pixels, padding, line, signature, background }: (typeof ICONS)[keyof typeof ICONS]): string {
  const symbol = SIDE + line;
  const scale = symbol / (pixels - 2 * padding);
  const start = -line / 2 - padding * scale;
  const side = pixels * scale;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${pixels}" viewBox="${start} ${start} ${side} ${side}">
    <rect x="${start}" y="${start}" width="${side}" height="${side}" fill="${background}"/>
    <g fill="none" stroke-width="${line}" stroke-linecap="round" stroke-linejoin="round">
      <path stroke="${WHITE}" d="M4.5 7.5 9.3 12.3 21.6 0"/>
      <path stroke="${signature}" d="M0 20.5C1.6 17.5 5 16.3 4.9 19.1 4.8 21.9 7 22.3 9 19.7 10.4 17.9 11.8 18.3 11.9 19.7 12 21.6 14 21.5 15.5 20.5 17.5 19.2 19.5 19.9 22 19.9"/>
    </g>
  </svg>`;
}

const { folder = FOLDER } = readArguments({ usage: USAGE, options: { folder: { type: 'string' } } }).values;
await mkdir(folder, { recursive: true });
const browser = await launchChromium();
try {
  for (const [name, icon] of Object.entries(ICONS)) {
    const viewport = { width: icon.pixels, height: icon.pixels };
    const page = await browser.newPage({ viewport, deviceScaleFactor: 1 });
    await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${draw(icon)}`);
    await page.screenshot({ path: path.join(folder, name), omitBackground: true });
  }
} finally {
  await browser.close();
}
