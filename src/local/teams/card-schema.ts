/*
 * The JSON schema of Adaptive Cards 1.5, written from their documentation (adaptivecards.io, "Schema Explorer"). It
 * includes what Teams adds: `msteams`, and the people picker (`choices.data`). Its errors name the one fault, where those of
 * Microsoft's own schema list all elements that it is not. The tests compare the two.
 */

type Schema = Readonly<Record<string, unknown>>;

const TEXT: Schema = { type: 'string' };
const NUMBER: Schema = { type: 'number' };
const SWITCH: Schema = { type: 'boolean' };
const OBJECT: Schema = { type: 'object' };
const TEXT_OR_NUMBER: Schema = { type: ['string', 'number'] };

const to = (name: string): Schema => ({ $ref: `#/$defs/${name}` });
const listOf = (items: Schema): Schema => ({ type: 'array', items });

/** Cards may write these names with a capital or a small first letter. */
function oneOf(...names: readonly string[]): Schema {
  return { enum: names.flatMap((name) => [name, name.charAt(0).toUpperCase() + name.slice(1)]) };
}

function object(properties: Schema, required: readonly string[] = []): Schema {
  return { type: 'object', properties, required, additionalProperties: false };
}

function typed(type: string, properties: Schema, required: readonly string[] = []): [string, Schema] {
  return [type, object({ type: { const: type }, ...properties }, ['type', ...required])];
}

/** One of these types. The errors are then only those of the type that the object says it is. */
function anyTyped(definitions: Readonly<Record<string, Schema>>): Schema {
  return {
    type: 'object',
    required: ['type'],
    discriminator: { propertyName: 'type' },
    oneOf: Object.keys(definitions).map(to),
  };
}

const COLOR = oneOf('default', 'dark', 'light', 'accent', 'good', 'warning', 'attention');
const CONTAINER_STYLE = oneOf('default', 'emphasis', 'good', 'attention', 'warning', 'accent');
const HORIZONTAL = oneOf('left', 'center', 'right');
const VERTICAL = oneOf('top', 'center', 'bottom');
const IMAGE_SIZE = oneOf('auto', 'stretch', 'small', 'medium', 'large');
const BACKGROUND: Schema = { anyOf: [TEXT, to('BackgroundImage')] };
const REQUIRES: Schema = { type: 'object', additionalProperties: TEXT };

const ELEMENT: Schema = {
  id: TEXT,
  isVisible: SWITCH,
  requires: REQUIRES,
  height: oneOf('auto', 'stretch'),
  separator: SWITCH,
  spacing: oneOf('default', 'none', 'small', 'medium', 'large', 'extraLarge', 'padding'),
  fallback: { anyOf: [{ const: 'drop' }, to('Element')] },
};
const INPUT: Schema = { ...ELEMENT, label: TEXT, isRequired: SWITCH, errorMessage: TEXT };
const ACTION: Schema = {
  id: TEXT,
  title: TEXT,
  iconUrl: TEXT,
  style: oneOf('default', 'positive', 'destructive'),
  fallback: { anyOf: [{ const: 'drop' }, to('Action')] },
  requires: REQUIRES,
  tooltip: TEXT,
  isEnabled: SWITCH,
  mode: oneOf('primary', 'secondary'),
  msteams: OBJECT,
};
const SENT: Schema = {
  ...ACTION,
  data: { type: ['string', 'object'] },
  associatedInputs: oneOf('auto', 'none'),
};
const LETTERS: Schema = {
  text: TEXT,
  color: COLOR,
  fontType: oneOf('default', 'monospace'),
  isSubtle: SWITCH,
  size: oneOf('default', 'small', 'medium', 'large', 'extraLarge'),
  weight: oneOf('default', 'lighter', 'bolder'),
};
const CELL: Schema = {
  items: listOf(to('Element')),
  selectAction: to('SelectAction'),
  style: CONTAINER_STYLE,
  verticalContentAlignment: VERTICAL,
  bleed: SWITCH,
  backgroundImage: BACKGROUND,
  minHeight: TEXT,
  rtl: SWITCH,
};
const CELL_ALIGNMENT: Schema = {
  horizontalCellContentAlignment: HORIZONTAL,
  verticalCellContentAlignment: VERTICAL,
};
const RANGE: Schema = { min: TEXT, max: TEXT, placeholder: TEXT, value: TEXT };
const CHOICE_SET: Schema = {
  choices: listOf(object({ title: TEXT, value: TEXT }, ['title', 'value'])),
  'choices.data': object(
    { type: { const: 'Data.Query' }, dataset: TEXT, value: TEXT, count: NUMBER, skip: NUMBER },
    ['type', 'dataset'],
  ),
  isMultiSelect: SWITCH,
  style: oneOf('compact', 'expanded', 'filtered'),
  value: TEXT,
  placeholder: TEXT,
  wrap: SWITCH,
};
const TEXT_INPUT: Schema = {
  isMultiline: SWITCH,
  maxLength: NUMBER,
  placeholder: TEXT,
  regex: TEXT,
  style: oneOf('text', 'tel', 'url', 'email', 'password'),
  inlineAction: to('SelectAction'),
  value: TEXT,
};

const ELEMENTS: Readonly<Record<string, Schema>> = Object.fromEntries([
  typed(
    'TextBlock',
    {
      ...ELEMENT,
      ...LETTERS,
      horizontalAlignment: HORIZONTAL,
      maxLines: NUMBER,
      wrap: SWITCH,
      style: oneOf('default', 'heading', 'columnHeader'),
    },
    ['text'],
  ),
  typed(
    'RichTextBlock',
    { ...ELEMENT, inlines: listOf({ anyOf: [TEXT, to('TextRun')] }), horizontalAlignment: HORIZONTAL },
    ['inlines'],
  ),
  typed(
    'Image',
    {
      ...ELEMENT,
      url: TEXT,
      altText: TEXT,
      backgroundColor: TEXT,
      height: TEXT,
      width: TEXT,
      horizontalAlignment: HORIZONTAL,
      selectAction: to('SelectAction'),
      size: IMAGE_SIZE,
      style: oneOf('default', 'person'),
      msteams: OBJECT,
    },
    ['url'],
  ),
  typed(
    'Media',
    {
      ...ELEMENT,
      sources: listOf(
        object({ type: { const: 'MediaSource' }, mimeType: TEXT, url: TEXT }, ['mimeType', 'url']),
      ),
      poster: TEXT,
      altText: TEXT,
    },
    ['sources'],
  ),
  typed('Container', { ...ELEMENT, ...CELL }, ['items']),
  typed('ColumnSet', {
    ...ELEMENT,
    columns: listOf(to('Column')),
    selectAction: to('SelectAction'),
    style: CONTAINER_STYLE,
    bleed: SWITCH,
    minHeight: TEXT,
    horizontalAlignment: HORIZONTAL,
  }),
  typed('FactSet', { ...ELEMENT, facts: listOf(object({ title: TEXT, value: TEXT }, ['title', 'value'])) }, [
    'facts',
  ]),
  typed('ImageSet', { ...ELEMENT, images: listOf(to('Image')), imageSize: IMAGE_SIZE }, ['images']),
  typed('ActionSet', { ...ELEMENT, actions: listOf(to('Action')) }, ['actions']),
  typed('Table', {
    ...ELEMENT,
    ...CELL_ALIGNMENT,
    columns: listOf(to('TableColumn')),
    rows: listOf(to('TableRow')),
    firstRowAsHeader: SWITCH,
    showGridLines: SWITCH,
    gridStyle: CONTAINER_STYLE,
  }),
  typed('Input.Text', { ...INPUT, ...TEXT_INPUT }, ['id']),
  typed('Input.Number', { ...INPUT, min: NUMBER, max: NUMBER, placeholder: TEXT, value: NUMBER }, ['id']),
  typed('Input.Date', { ...INPUT, ...RANGE }, ['id']),
  typed('Input.Time', { ...INPUT, ...RANGE }, ['id']),
  typed('Input.Toggle', { ...INPUT, title: TEXT, value: TEXT, valueOff: TEXT, valueOn: TEXT, wrap: SWITCH }, [
    'id',
    'title',
  ]),
  typed('Input.ChoiceSet', { ...INPUT, ...CHOICE_SET }, ['id']),
]);

const SELECT_ACTIONS: Readonly<Record<string, Schema>> = Object.fromEntries([
  typed('Action.OpenUrl', { ...ACTION, url: TEXT }, ['url']),
  typed('Action.Submit', SENT),
  typed('Action.Execute', { ...SENT, verb: TEXT }),
  typed(
    'Action.ToggleVisibility',
    {
      ...ACTION,
      targetElements: listOf({
        anyOf: [TEXT, object({ elementId: TEXT, isVisible: SWITCH }, ['elementId'])],
      }),
    },
    ['targetElements'],
  ),
]);
const ACTIONS: Readonly<Record<string, Schema>> = {
  ...SELECT_ACTIONS,
  ...Object.fromEntries([typed('Action.ShowCard', { ...ACTION, card: to('ShownCard') }, ['card'])]),
};

const CARD: Schema = {
  $schema: TEXT,
  type: { const: 'AdaptiveCard' },
  // Teams shows cards up to version 1.5.
  version: { type: 'string', pattern: '^1\\.[0-5]$' },
  refresh: object({ action: to('Action.Execute'), userIds: listOf(TEXT) }),
  authentication: OBJECT,
  body: listOf(to('Element')),
  actions: listOf(to('Action')),
  selectAction: to('SelectAction'),
  fallbackText: TEXT,
  backgroundImage: BACKGROUND,
  minHeight: TEXT,
  rtl: SWITCH,
  speak: TEXT,
  lang: TEXT,
  verticalContentAlignment: VERTICAL,
  msteams: OBJECT,
};

export const CARD_SCHEMA: Schema = {
  $ref: '#/$defs/Card',
  $defs: {
    Card: object(CARD, ['type', 'version']),
    // Only the outer card needs a version.
    ShownCard: object(CARD, ['type']),
    Element: anyTyped(ELEMENTS),
    Action: anyTyped(ACTIONS),
    SelectAction: anyTyped(SELECT_ACTIONS),
    ...ELEMENTS,
    ...ACTIONS,
    Column: object({ ...ELEMENT, ...CELL, type: { const: 'Column' }, width: TEXT_OR_NUMBER }),
    TableColumn: object({
      type: { const: 'TableColumnDefinition' },
      width: TEXT_OR_NUMBER,
      ...CELL_ALIGNMENT,
    }),
    TableRow: object({
      type: { const: 'TableRow' },
      cells: listOf(to('TableCell')),
      style: CONTAINER_STYLE,
      ...CELL_ALIGNMENT,
    }),
    TableCell: object({ type: { const: 'TableCell' }, ...CELL }, ['items']),
    TextRun: object(
      {
        type: { const: 'TextRun' },
        ...LETTERS,
        highlight: SWITCH,
        italic: SWITCH,
        strikethrough: SWITCH,
        underline: SWITCH,
        selectAction: to('SelectAction'),
      },
      ['type', 'text'],
    ),
    BackgroundImage: object(
      {
        type: { const: 'BackgroundImage' },
        url: TEXT,
        fillMode: oneOf('cover', 'repeatHorizontally', 'repeatVertically', 'repeat'),
        horizontalAlignment: HORIZONTAL,
        verticalAlignment: VERTICAL,
      },
      ['url'],
    ),
  },
};
