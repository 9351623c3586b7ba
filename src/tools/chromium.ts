import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where Debian installs it. */
const DEBIANS = '/usr/bin/chromium';

/**
 * Starts a headless Chromium: Debian's, or the one that CHROMIUM names. For the user root, for example in a container, it needs
 * --no-sandbox. It opens only pages of this repository.
 *
 * @throws {Error} that says what to install, if there is none
 */
export async function launchChromium(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? DEBIANS;
  if (!existsSync(executablePath)) {
    throw new Error(
      `There is no Chromium at ${executablePath}. Install it (apt-get install chromium), or name another one in CHROMIUM.`,
    );
  }
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}
