import { readFileSync } from 'node:fs';

const FILE = new URL('../../../workflow/approval-emails.asl.json', import.meta.url);

/** The deployment's own state machine. The bundled command has it inside: there, infra/embed-app-files.ts replaces this module. */
export const OWN_MACHINE = readFileSync(FILE, 'utf8');
