import type { Attachment, MentionEntity } from '../activity.ts';

/** The parts of an Adaptive Card that this app uses (schema of Adaptive Cards 1.5). */
export type Element = TextBlock | FactSet | Container | InputElement;

export type InputElement = TextInput | NumberInput | DateInput | ChoiceSet;

export interface TextBlock {
  readonly type: 'TextBlock';
  readonly text: string;
  readonly wrap: true;
  readonly style?: 'heading';
  readonly size?: 'small' | 'medium' | 'large';
  readonly weight?: 'bolder';
  readonly color?: 'attention';
  readonly isSubtle?: boolean;
  readonly spacing?: 'none' | 'small' | 'medium';
}

export interface FactSet {
  readonly type: 'FactSet';
  readonly facts: readonly { readonly title: string; readonly value: string }[];
}

export interface Container {
  readonly type: 'Container';
  readonly style?: 'good' | 'attention' | 'warning' | 'emphasis';
  readonly bleed?: boolean;
  readonly items: readonly Element[];
}

interface Input {
  readonly id: string;
  readonly label: string;
  readonly isRequired?: boolean;
  readonly errorMessage?: string;
}

export interface TextInput extends Input {
  readonly type: 'Input.Text';
  readonly isMultiline?: boolean;
  readonly maxLength?: number;
  readonly placeholder?: string;
  readonly value?: string;
}

export interface NumberInput extends Input {
  readonly type: 'Input.Number';
  readonly value?: number;
}

export interface DateInput extends Input {
  readonly type: 'Input.Date';
  /** `YYYY-MM-DD` */
  readonly value?: string;
}

/**
 * Makes a ChoiceSet a picker for the people of the organization, also those who are not in the conversation. Its values are Entra
 * object ids. It needs no permission (Teams: "People Picker in Adaptive Cards").
 */
export const PEOPLE_PICKER = { type: 'Data.Query', dataset: 'graph.microsoft.com/users' } as const;

/** A dropdown list, checkboxes, or a people picker. Several chosen values are separated by commas. */
export interface ChoiceSet extends Input {
  readonly type: 'Input.ChoiceSet';
  readonly choices: readonly { readonly title: string; readonly value: string }[];
  readonly 'choices.data'?: typeof PEOPLE_PICKER;
  readonly isMultiSelect?: boolean;
  readonly style?: 'compact' | 'expanded';
  readonly wrap?: boolean;
  readonly placeholder?: string;
  readonly value?: string;
}

export type Action = ExecuteAction | ShowCardAction | OpenUrlAction;

export interface OpenUrlAction {
  readonly type: 'Action.OpenUrl';
  readonly title: string;
  readonly url: string;
  readonly style?: 'positive' | 'destructive';
}

export interface ExecuteAction {
  readonly type: 'Action.Execute';
  readonly title: string;
  readonly verb: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly style?: 'positive' | 'destructive';
  readonly associatedInputs?: 'auto' | 'none';
}

export interface ShowCardAction {
  readonly type: 'Action.ShowCard';
  readonly title: string;
  readonly style?: 'positive' | 'destructive';
  readonly card: {
    readonly type: 'AdaptiveCard';
    readonly body: readonly Element[];
    readonly actions: readonly Action[];
  };
}

export interface AdaptiveCard {
  readonly type: 'AdaptiveCard';
  readonly $schema: string;
  readonly version: '1.4' | '1.5';
  readonly fallbackText: string;
  readonly body: readonly Element[];
  readonly actions?: readonly Action[];
  readonly msteams?: { readonly width: 'Full'; readonly entities?: readonly MentionEntity[] };
}

export const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

/** @param fallbackText for readers that cannot show the card */
export function adaptiveCard(
  body: readonly Element[],
  {
    version = '1.5',
    fallbackText,
    actions = [],
    mentions = [],
  }: {
    /** Webhooks show cards up to 1.4. */
    readonly version?: AdaptiveCard['version'];
    readonly fallbackText: string;
    readonly actions?: readonly Action[];
    readonly mentions?: readonly MentionEntity[];
  },
): AdaptiveCard {
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version,
    fallbackText,
    body,
    ...(actions.length > 0 && { actions }),
    msteams: { width: 'Full', ...(mentions.length > 0 && { entities: mentions }) },
  };
}

export function attachmentOf(card: AdaptiveCard): Attachment {
  return { contentType: CARD_TYPE, content: card };
}

/** @param text Markdown, escaped where it is not ours */
export function textBlock(text: string, look: Omit<TextBlock, 'type' | 'text' | 'wrap'> = {}): TextBlock {
  return { type: 'TextBlock', text, wrap: true, ...look };
}
