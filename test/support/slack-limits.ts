import type { KnownBlock, View } from '@slack/types';

/** Where all blocks of a message together fail with `msg_blocks_too_long`; measured, undocumented. */
const MAX_ALL_BLOCKS = 13_200;
const MAX_BLOCKS = 50;
const MAX_TEXT: Readonly<Record<string, number>> = { header: 150, section: 3_000, context: 2_000 };
/** Of a view (reference of the view object; a view larger than 250 kB is refused with `view_too_large`). */
const VIEW = { blocks: 100, title: 24, metadata: 3_000, callbackId: 255, bytes: 250_000 };
const INPUT = { label: 2_000, hint: 2_000, placeholder: 150, max_length: 3_000, selected: 100 };
/** Of checkboxes. */
const OPTIONS = { count: 10, text: 75, value: 150 };
const CONFIRM = { title: 100, text: 300, confirm: 30, deny: 30 };

/** What Slack would refuse in a message's blocks (Block Kit reference), in words; nothing if it would take them. */
export function complaintsAbout(blocks: readonly KnownBlock[]): string[] {
  return [
    ...(blocks.length > MAX_BLOCKS ? [`${blocks.length} blocks`] : []),
    ...over('all blocks', JSON.stringify(blocks), MAX_ALL_BLOCKS),
    ...complaintsAboutBlocks(blocks),
  ];
}

/** The same of a modal or a home tab. */
export function complaintsAboutView(view: View): string[] {
  const blocks = view.blocks as KnownBlock[];
  const bytes = Buffer.byteLength(JSON.stringify(view));
  const inputs = blocks.some(({ type }) => type === 'input');
  return [
    ...(blocks.length > VIEW.blocks ? [`${blocks.length} blocks`] : []),
    ...(blocks.length === 0 ? ['no blocks'] : []),
    ...(bytes > VIEW.bytes ? [`${bytes} bytes`] : []),
    ...over('private_metadata', view.private_metadata ?? '-', VIEW.metadata),
    ...over('callback id', view.callback_id ?? '-', VIEW.callbackId),
    ...(view.type === 'modal'
      ? [
          ...over('title', view.title.text, VIEW.title),
          ...over('submit', view.submit?.text ?? '-', VIEW.title),
          ...over('close', view.close?.text ?? '-', VIEW.title),
          ...(inputs && !view.submit ? ['inputs without a submit button'] : []),
        ]
      : []),
    ...complaintsAboutBlocks(blocks),
  ];
}

function complaintsAboutBlocks(blocks: readonly KnownBlock[]): string[] {
  const ids = blocks.flatMap(({ block_id }) => (block_id === undefined ? [] : [block_id]));
  return [
    ...(new Set(ids).size < ids.length ? ['the same block id twice'] : []),
    ...ids.flatMap((id) => over('block id', id, 255)),
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
    case 'input':
      return [
        ...over('label', block.label.text, INPUT.label),
        ...over('hint', block.hint?.text ?? '-', INPUT.hint),
        ...complaintsAboutInput(block.element),
      ];
    case 'divider':
      return [];
    default:
      return [`a block of type ${block.type}, which this knows no limits of`];
  }
}

function complaintsAboutInput(element: object): string[] {
  const input = element as {
    action_id: string;
    placeholder?: { text: string };
    max_length?: number;
    max_selected_items?: number;
    options?: readonly { text: { text: string }; value: string }[];
  };
  return [
    ...over('action id', input.action_id, 255),
    ...over('placeholder', input.placeholder?.text ?? '-', INPUT.placeholder),
    ...((input.max_length ?? 1) > INPUT.max_length ? [`a max_length of ${input.max_length}`] : []),
    ...((input.max_selected_items ?? 1) > INPUT.selected ? ['too many people to choose'] : []),
    ...((input.options ?? [0]).length > OPTIONS.count ? ['too many options'] : []),
    ...(input.options ?? []).flatMap((option) => [
      ...over('option', option.text.text, OPTIONS.text),
      ...over('option value', option.value, OPTIONS.value),
    ]),
  ];
}

function complaintsAboutButton(element: object): string[] {
  const button = element as {
    text: { text: string };
    value?: string;
    url?: string;
    action_id: string;
    confirm?: Record<keyof typeof CONFIRM, { text: string }>;
  };
  const { confirm } = button;
  return [
    ...over('button text', button.text.text, 75),
    ...over('action id', button.action_id, 255),
    ...over('value', button.value ?? '-', 2_000),
    ...over('url', button.url ?? '-', 3_000),
    ...(Object.keys(CONFIRM) as (keyof typeof CONFIRM)[]).flatMap((part) =>
      confirm ? over(`confirm ${part}`, confirm[part].text, CONFIRM[part]) : [],
    ),
  ];
}

function text(type: string, value: string): string[] {
  return over(`${type} text`, value, MAX_TEXT[type] ?? 0);
}

function over(what: string, value: string, max: number): string[] {
  if (value === '') return [`an empty ${what}`];
  return value.length > max ? [`${what} of ${value.length} characters`] : [];
}
