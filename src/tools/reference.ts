import { writeFile } from 'node:fs/promises';
import { actionSchema, createUrlsInputSchema, outcomeSchema, responseSchema } from '../callback/schemas.ts';

/** The parts of a schema that the reference tells. */
interface Member {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Member>>;
  readonly required?: readonly string[];
  readonly items?: Member;
  readonly anyOf?: readonly Member[];
}

const FOLDER = new URL('../../docs', import.meta.url);

const SECTIONS: readonly { readonly title: string; readonly schema: Member }[] = [
  { title: 'The request', schema: createUrlsInputSchema },
  { title: 'An action', schema: actionSchema },
  { title: 'An outcome of a post action', schema: outcomeSchema },
  { title: 'A response', schema: responseSchema },
];

const INTRODUCTION = `# The input of create-urls

<!-- Written by \`npm run reference\` from src/callback/schemas.ts, which is also what validates the input. -->

By Lambda Invoke, or by \`POST /urls\` with the content type \`application/json\`. As a JSON Schema (draft 7):
[create-urls.schema.json](create-urls.schema.json). Members in **bold** are required.
`;

/** The documents about create-urls, by their names in docs/. */
export function referenceDocuments(): Readonly<Record<string, string>> {
  return {
    'create-urls.md': [INTRODUCTION, ...SECTIONS.map(({ title, schema }) => section(title, schema))].join(
      '\n',
    ),
    'create-urls.schema.json': `${JSON.stringify(
      { $schema: 'http://json-schema.org/draft-07/schema#', title: 'create-urls', ...createUrlsInputSchema },
      null,
      2,
    )}\n`,
  };
}

function section(title: string, { properties = {}, required = [], description }: Member): string {
  const rows = Object.entries(properties).flatMap(([name, member]) => rowsOf(name, member, required));
  return [
    `## ${title}\n`,
    ...(description ? [`${description}\n`] : []),
    '| member | type | |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** A row for a member, and one for each of its own that has no section. */
function rowsOf(name: string, member: Member, required: readonly string[]): string[] {
  const label = required.includes(name) ? `**\`${name}\`**` : `\`${name}\``;
  const row = `| ${label} | ${typeOf(member)} | ${escapeCell(member.description ?? '')} |`;
  return [
    row,
    ...ownMembers(member).flatMap(([path, own, needed]) =>
      rowsOf(`${name}${path}`, own, needed ? [`${name}${path}`] : []),
    ),
  ];
}

function ownMembers(member: Member): [path: string, member: Member, required: boolean][] {
  const [path, holder] = member.items
    ? ['[].', member.items]
    : ['.', member.anyOf?.find(({ properties }) => properties) ?? member];
  if (SECTIONS.some(({ schema }) => schema === holder)) return [];
  return Object.entries(holder.properties ?? {}).map(([name, own]) => [
    `${path}${name}`,
    own,
    holder.required?.includes(name) ?? false,
  ]);
}

function typeOf(member: Member): string {
  if (member.enum) return member.enum.map((value) => `\`${value}\``).join(', ');
  if (member.const !== undefined) return `\`${JSON.stringify(member.const)}\``;
  if (member.anyOf) return member.anyOf.map(typeOf).join(' or ');
  if (!member.type) return 'any JSON';
  const limit = member.maxLength ? `, at most ${member.maxLength.toLocaleString('en')} characters` : '';
  return `${member.type}${limit}`;
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|');
}

if (import.meta.main) {
  for (const [name, text] of Object.entries(referenceDocuments()))
    await writeFile(new URL(name, FOLDER), text);
}
