import { MAX_NAME } from '../../approval/limits.ts';
import { FIELD, type Field, POLICY } from '../../approval/request-form.ts';
import type { Wording } from '../../wording/index.ts';
import type { TeamChannel } from '../connector.ts';
import { SEND_FORM } from '../names.ts';
import {
  type AdaptiveCard,
  adaptiveCard,
  type ChoiceSet,
  type Element,
  PEOPLE_PICKER,
  textBlock,
} from './elements.ts';
import { escapeMarkdown } from './markdown.ts';

/** The data of the button. Teams adds what is in the inputs, by their ids. */
export interface FormData {
  /** The id of the person who asked for the form. */
  readonly by: string;
}

/** What is in the inputs. An empty one may be missing. */
export type FormValues = Readonly<Partial<Record<Field, string>>>;

export interface RequestForm {
  readonly by: { readonly id: string; readonly name: string };
  /** Whether other people see the form too. */
  readonly isPublic: boolean;
  /** The channels to choose from, the usual one among them. Without them, a channel is typed. */
  readonly channels: readonly TeamChannel[] | undefined;
  /** The id of the usual channel. */
  readonly usualChannel: string;
  readonly values: FormValues;
  readonly problem?: { readonly field: Field; readonly reason: string } | undefined;
}

/** What a person can type in the details, in the addresses, and as the number of approvals. */
const MAX_DETAILS_TEXT = 3_000;
const MAX_OTHERS_TEXT = 1_000;
const MAX_APPROVALS_TEXT = 20;
/** In bytes of JSON. With this and the longest texts, the card has less than 28 KB. */
const MAX_CHOICES = 10_000;

/** Asks for the values that `start` takes. */
export function requestForm(form: RequestForm, wording: Wording): AdaptiveCard {
  const { by, isPublic, values, problem } = form;
  const { chat, teams, problems } = wording;
  const text = { ...chat.requestForm, ...teams.requestForm };
  const data: FormData = { by: by.id };
  const reason = (field: Field) =>
    problem?.field === field ? [textBlock(escapeMarkdown(problem.reason), { color: 'attention' })] : [];
  const body: Element[] = [
    textBlock(text.title, { style: 'heading', size: 'large', weight: 'bolder' }),
    ...(isPublic ? [hint(escapeMarkdown(text.onlyFrom(by.name)))] : []),
    {
      type: 'Input.Text',
      id: FIELD.name,
      label: text.name,
      placeholder: text.namePlaceholder,
      maxLength: MAX_NAME,
      isRequired: true,
      errorMessage: problems.noName('', ''),
      ...filled(FIELD.name, values),
    },
    ...reason(FIELD.name),
    {
      type: 'Input.Text',
      id: FIELD.details,
      label: text.details,
      placeholder: text.detailsHint,
      isMultiline: true,
      maxLength: MAX_DETAILS_TEXT,
      ...filled(FIELD.details, values),
    },
    ...reason(FIELD.details),
    {
      type: 'Input.ChoiceSet',
      id: FIELD.approvers,
      label: text.approvers,
      choices: [],
      // The request may appear in another channel.
      'choices.data': PEOPLE_PICKER,
      isMultiSelect: true,
      ...filled(FIELD.approvers, values),
    },
    hint(text.approversHint),
    ...reason(FIELD.approvers),
    {
      type: 'Input.Text',
      id: FIELD.others,
      label: text.others,
      placeholder: text.othersHint,
      maxLength: MAX_OTHERS_TEXT,
      ...filled(FIELD.others, values),
    },
    ...reason(FIELD.others),
    {
      type: 'Input.Text',
      id: FIELD.approvals,
      label: text.approvals,
      placeholder: text.approvalsHint,
      maxLength: MAX_APPROVALS_TEXT,
      ...filled(FIELD.approvals, values),
    },
    ...reason(FIELD.approvals),
    ...channelInput(form, wording),
    ...reason(FIELD.channel),
    {
      type: 'Input.ChoiceSet',
      id: FIELD.policy,
      label: text.policy,
      choices: [
        { title: text.notSelf, value: POLICY.notSelf },
        { title: text.confirm, value: POLICY.confirm },
        { title: text.comment, value: POLICY.comment },
      ],
      isMultiSelect: true,
      style: 'expanded',
      wrap: true,
      ...filled(FIELD.policy, values),
    },
    ...reason(FIELD.policy),
  ];
  return adaptiveCard(body, {
    fallbackText: text.title,
    actions: [
      {
        type: 'Action.Execute',
        title: text.submit,
        verb: SEND_FORM,
        data: { ...data },
        style: 'positive',
        associatedInputs: 'auto',
      },
    ],
  });
}

function channelInput({ channels, usualChannel, values }: RequestForm, wording: Wording): readonly Element[] {
  const { channel: label, channelHint } = wording.chat.requestForm;
  const { channelPlaceholder: placeholder } = wording.teams.requestForm;
  const choices = channels && choicesOf(channels, usualChannel, wording);
  if (choices && Buffer.byteLength(JSON.stringify(choices)) <= MAX_CHOICES) {
    const value = values.channel || usualChannel;
    return [{ type: 'Input.ChoiceSet', id: FIELD.channel, label, choices, style: 'compact', value }];
  }
  return [
    { type: 'Input.Text', id: FIELD.channel, label, placeholder, ...filled(FIELD.channel, values) },
    hint(channelHint),
  ];
}

/** The channels, with the usual one, which may be in another team. */
function choicesOf(
  channels: readonly TeamChannel[],
  usualChannel: string,
  { teams }: Wording,
): ChoiceSet['choices'] {
  const { general } = teams.requestForm;
  const choices = channels.map(({ id, name = general }) => ({ title: name, value: id }));
  const isThere = choices.some(({ value }) => value === usualChannel);
  return isThere ? choices : [{ title: teams.usualChannel, value: usualChannel }, ...choices];
}

function filled(field: Field, { [field]: value }: FormValues) {
  return value ? { value } : {};
}

function hint(text: string): Element {
  return textBlock(text, { isSubtle: true, size: 'small', spacing: 'none' });
}
