import type { KnownBlock } from '@slack/types';

/** Where all blocks together fail with `msg_blocks_too_long`; measured, undocumented. */
const MAX_ALL_BLOCKS = 13_200;
const MAX_BLOCKS = 50;
const MAX_TEXT: Readonly<Record<string, number>> = { header: 150, section: 3_000, context: 2_000 };

/** What Slack would refuse in a message's blocks (Block Kit reference), in words; nothing if it would take them. */
export function complaintsAbout(blocks: readonly KnownBlock[]): string[] {
  return [
    ...(blocks.length > MAX_BLOCKS ? [`${blocks.length} blocks`] : []),
    ...over('all blocks', JSON.stringify(blocks), MAX_ALL_BLOCKS),
    ...blocks.flatMap(complaintsAboutBlock),
  ];
}

function complaintsAboutBlock(block: KnownBlock): string[] {
  switch (block.type) {
    case 'header':
      return text('header', block.text.text);
    case 'section':
      return [
        ...(block.text ? text('section', block.text.text) : []),
        ...((block.fields?.length ?? 1) > 10 ? ['more than 10 fields'] : []),
        ...(block.fields?.length === 0 || !(block.fields || block.text) ? ['an empty section'] : []),
        ...(block.fields ?? []).flatMap((field) => over('field', field.text, 2_000)),
      ];
    case 'context':
      return block.elements.flatMap((element) =>
        'text' in element ? text('context', element.text ?? '') : [],
      );
    case 'actions':
      return [
        ...(block.elements.length === 0 || block.elements.length > 25 ? ['a wrong number of buttons'] : []),
        ...block.elements.flatMap(complaintsAboutButton),
      ];
    default:
      return [`a block of type ${block.type}, which this knows no limits of`];
  }
}

function complaintsAboutButton(element: object): string[] {
  const button = element as { text: { text: string }; value?: string; url?: string; action_id: string };
  return [
    ...over('button text', button.text.text, 75),
    ...over('action id', button.action_id, 255),
    ...over('value', button.value ?? '-', 2_000),
    ...over('url', button.url ?? '-', 3_000),
  ];
}

function text(type: string, value: string): string[] {
  return over(`${type} text`, value, MAX_TEXT[type] ?? 0);
}

function over(what: string, value: string, max: number): string[] {
  if (value === '') return [`an empty ${what}`];
  return value.length > max ? [`${what} of ${value.length} characters`] : [];
}
