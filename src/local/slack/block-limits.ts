import { isObject } from '../../callback/json.ts';

/** Limits of the Block Kit reference, in characters (UTF-16 code units) and in elements. */
const MAX = {
  blocks: 50,
  id: 255,
  header: 150,
  text: 3_000,
  fields: 10,
  field: 2_000,
  contextElements: 10,
  actionElements: 25,
  buttonText: 75,
  value: 2_000,
  url: 3_000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
};

/** Slack refuses more than about this many characters of all blocks together; measured, not documented. */
const MAX_ALL_BLOCKS = 13_200;

export interface BlockRefusal {
  readonly error: 'invalid_blocks' | 'msg_blocks_too_long';
  /** In Slack's words, such as `must be less than 76 characters [json-pointer:/blocks/1/elements/0/text/text]`. */
  readonly messages: readonly string[];
}

/** What Slack would refuse in a message's blocks, of the kinds that our app sends; other kinds are not looked into. */
export function refuseBlocks(blocks: unknown): BlockRefusal | undefined {
  if (!Array.isArray(blocks)) return undefined;
  const messages = [
    ...tooMany(blocks, MAX.blocks, '/blocks'),
    ...blocks.flatMap((block, index) => (isObject(block) ? blockErrors(block, `/blocks/${index}`) : [])),
  ];
  if (messages.length > 0) return { error: 'invalid_blocks', messages };
  if (JSON.stringify(blocks).length > MAX_ALL_BLOCKS) return { error: 'msg_blocks_too_long', messages: [] };
  return undefined;
}

function blockErrors(block: Record<string, unknown>, at: string): string[] {
  return [...tooLong(block.block_id, MAX.id, `${at}/block_id`), ...contentErrors(block, at)];
}

function contentErrors(block: Record<string, unknown>, at: string): string[] {
  switch (block.type) {
    case 'header':
      return textErrors(block.text, MAX.header, `${at}/text`);
    case 'section':
      return [
        ...(block.text === undefined ? [] : textErrors(block.text, MAX.text, `${at}/text`)),
        ...tooMany(block.fields, MAX.fields, `${at}/fields`),
        ...each(block.fields, `${at}/fields`, (field, place) => textErrors(field, MAX.field, place)),
      ];
    case 'context':
      return [
        ...tooMany(block.elements, MAX.contextElements, `${at}/elements`),
        ...each(block.elements, `${at}/elements`, (text, place) => textErrors(text, MAX.text, place)),
      ];
    case 'actions':
      return [
        ...tooMany(block.elements, MAX.actionElements, `${at}/elements`),
        ...each(block.elements, `${at}/elements`, buttonErrors),
      ];
    default:
      return [];
  }
}

function buttonErrors(button: unknown, at: string): string[] {
  if (!isObject(button) || button.type !== 'button') return [];
  return [
    ...textErrors(button.text, MAX.buttonText, `${at}/text`),
    ...tooLong(button.action_id, MAX.id, `${at}/action_id`),
    ...tooLong(button.value, MAX.value, `${at}/value`),
    ...tooLong(button.url, MAX.url, `${at}/url`),
    ...(isObject(button.confirm) ? confirmErrors(button.confirm, `${at}/confirm`) : []),
  ];
}

function confirmErrors({ title, text, confirm, deny }: Record<string, unknown>, at: string): string[] {
  return [
    ...textErrors(title, MAX.confirmTitle, `${at}/title`),
    ...textErrors(text, MAX.confirmText, `${at}/text`),
    ...textErrors(confirm, MAX.confirmButton, `${at}/confirm`),
    ...textErrors(deny, MAX.confirmButton, `${at}/deny`),
  ];
}

/** A text object, whose text may not be empty either. */
function textErrors(object: unknown, max: number, at: string): string[] {
  const text = isObject(object) ? object.text : undefined;
  if (typeof text !== 'string') return [`missing required field: text [json-pointer:${at}]`];
  if (text === '') return [`must be more than 0 characters [json-pointer:${at}/text]`];
  return tooLong(text, max, `${at}/text`);
}

function tooLong(text: unknown, max: number, at: string): string[] {
  if (typeof text !== 'string' || text.length <= max) return [];
  return [`must be less than ${max + 1} characters [json-pointer:${at}]`];
}

function tooMany(list: unknown, max: number, at: string): string[] {
  if (!Array.isArray(list) || list.length <= max) return [];
  return [`no more than ${max} items allowed [json-pointer:${at}]`];
}

function each(list: unknown, at: string, check: (item: unknown, at: string) => string[]): string[] {
  return Array.isArray(list) ? list.flatMap((item, index) => check(item, `${at}/${index}`)) : [];
}
