/** The card of a request with two buttons, a comment and a mention. */
export const REQUEST_CARD = {
  type: 'AdaptiveCard',
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
  version: '1.5',
  body: [
    {
      type: 'TextBlock',
      text: 'Release 1.2',
      weight: 'Bolder',
      size: 'Medium',
      wrap: true,
      style: 'heading',
    },
    { type: 'TextBlock', text: 'For <at>Ben Okafor</at>, by **Ann**', wrap: true, isSubtle: true },
    { type: 'FactSet', facts: [{ title: 'Version', value: '1.2' }] },
  ],
  actions: [
    {
      type: 'Action.Execute',
      title: 'Approve',
      verb: 'approve',
      style: 'positive',
      associatedInputs: 'none',
      data: { payload: 'sealed-approve' },
    },
    {
      type: 'Action.ShowCard',
      title: 'Reject…',
      card: {
        type: 'AdaptiveCard',
        version: '1.5',
        body: [{ type: 'Input.Text', id: 'comment', label: 'Why?', isMultiline: true, maxLength: 500 }],
        actions: [
          {
            type: 'Action.Execute',
            title: 'Reject',
            verb: 'reject',
            style: 'destructive',
            data: { payload: 'sealed-reject' },
          },
        ],
      },
    },
  ],
  msteams: {
    width: 'Full',
    entities: [
      { type: 'mention', text: '<at>Ben Okafor</at>', mentioned: { id: '29:1ben', name: 'Ben Okafor' } },
    ],
  },
};

/** A card with every element that the schema knows. */
export const FULL_CARD = {
  type: 'AdaptiveCard',
  version: '1.5',
  body: [
    { type: 'RichTextBlock', inlines: ['plain', { type: 'TextRun', text: 'bold', weight: 'Bolder' }] },
    { type: 'Image', url: 'https://example.com/a.png', altText: 'A', size: 'Small' },
    { type: 'ImageSet', images: [{ type: 'Image', url: 'https://example.com/b.png' }] },
    { type: 'Media', sources: [{ mimeType: 'video/mp4', url: 'https://example.com/c.mp4' }] },
    { type: 'Container', style: 'emphasis', items: [{ type: 'TextBlock', text: 'In a container' }] },
    {
      type: 'ColumnSet',
      columns: [{ type: 'Column', width: 'auto', items: [{ type: 'TextBlock', text: 'In a column' }] }],
    },
    {
      type: 'Table',
      columns: [{ width: 1 }],
      rows: [
        { type: 'TableRow', cells: [{ type: 'TableCell', items: [{ type: 'TextBlock', text: 'Cell' }] }] },
      ],
    },
    { type: 'ActionSet', actions: [{ type: 'Action.OpenUrl', title: 'Open', url: 'https://example.com' }] },
    { type: 'Input.Number', id: 'number', label: 'Number', min: 1, max: 9, value: 2 },
    { type: 'Input.Date', id: 'date', label: 'Date', value: '2026-12-01' },
    { type: 'Input.Time', id: 'time', label: 'Time' },
    { type: 'Input.Toggle', id: 'toggle', title: 'Sure', valueOn: 'yes', valueOff: 'no' },
    { type: 'Input.ChoiceSet', id: 'choice', label: 'Choice', choices: [{ title: 'One', value: '1' }] },
    {
      type: 'Input.ChoiceSet',
      id: 'people',
      label: 'People',
      isMultiSelect: true,
      choices: [],
      'choices.data': { type: 'Data.Query', dataset: 'graph.microsoft.com/users?scope=currentContext' },
    },
  ],
  actions: [
    { type: 'Action.Submit', title: 'Send', data: { any: 'thing' } },
    { type: 'Action.ToggleVisibility', title: 'Show', targetElements: ['date', { elementId: 'time' }] },
  ],
};
