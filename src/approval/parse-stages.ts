import { Refusal } from '../callback/errors.ts';
import { isObject } from '../callback/json.ts';
import type { KeptDefaults, Stage } from './approval.ts';
import { parseApprovers } from './approvers.ts';
import { MAX_LABEL } from './limits.ts';
import { parseEscalations } from './parse-reminders.ts';
import type { ReadId } from './people.ts';
import { RequestProblem } from './request-problem.ts';
import { plainText } from './rich-text.ts';
import { cut, oneLine } from './text.ts';

/**
 * A state is tried again 99 times at most. Votes may be changed until there are 60 rounds (`MAX_ROUNDS`), so that 39 votes of
 * different people always fit.
 */
const MAX_VOTES = 39;

/** The members of a request that say how many people decide, and in which order. */
export interface StageInput {
  readonly approvers?: unknown;
  readonly approvals?: unknown;
  readonly rejections?: unknown;
  readonly unanimous?: unknown;
  readonly escalate?: unknown;
  readonly stages?: unknown;
}

const STAGE_MEMBERS: ReadonlySet<string> = new Set([
  'approvers',
  'approvals',
  'rejections',
  'unanimous',
  'escalate',
  'title',
]);

/**
 * Reads the stages of a request: those in `stages`, or a single one.
 *
 * @param defaults who may decide later, in a stage that does not say it
 * @throws {Refusal} InvalidRequest
 */
export function parseStages(
  input: StageInput,
  readId: ReadId,
  defaults: Pick<KeptDefaults, 'escalate'> = {},
): readonly Stage[] {
  const parse = (stage: StageInput) =>
    parseStage({ ...stage, escalate: stage.escalate ?? defaults.escalate }, readId);
  const stages = input.stages === undefined ? [parse(input)] : parseList(input, parse);
  const votes = stages.reduce((sum, { approvals, rejections }) => sum + most(approvals) + rejections - 1, 0);
  if (votes <= MAX_VOTES) return stages;
  throw new RequestProblem(
    'tooManyVotes',
    `The request may need ${votes} votes; the maximum is ${MAX_VOTES}.`,
    String(votes),
    String(MAX_VOTES),
  );
}

function parseList(input: StageInput, parse: (stage: StageInput) => Stage): readonly Stage[] {
  const { stages } = input;
  if (!Array.isArray(stages) || stages.length === 0) {
    throw invalid('The input\'s stages must be a list, such as [{"approvers": ["ann@example.com"]}].');
  }
  const members = ['approvers', 'approvals', 'rejections', 'unanimous', 'escalate'] as const;
  const given = members.find((member) => input[member] !== undefined);
  if (given) throw invalid(`The input has "stages" and "${given}". Write "${given}" into each stage.`);
  return stages.map((stage: unknown) => {
    if (!isObject(stage))
      throw invalid('Each stage must be an object, such as {"approvers": ["ann@example.com"]}.');
    const unknown = Object.keys(stage).find((member) => !STAGE_MEMBERS.has(member));
    if (unknown !== undefined)
      throw invalid(`A stage has "${cut(oneLine(unknown), MAX_LABEL)}", which is not supported.`);
    return { ...parse(stage), ...parseTitle(stage.title) };
  });
}

function parseStage(input: StageInput, readId: ReadId): Stage {
  const approvers = parseApprovers(input.approvers ?? undefined, readId);
  const unanimous = input.unanimous ?? false;
  if (typeof unanimous !== 'boolean') {
    throw new RequestProblem('neitherYesNorNo', "The input's unanimous must be true or false.", 'unanimous');
  }
  if (unanimous && input.approvals != null) {
    throw new RequestProblem('twoRules', 'The input has "unanimous" and "approvals". Remove one of them.');
  }
  if (unanimous && !approvers) {
    throw new RequestProblem('noApprovers', 'The input has "unanimous", but no approvers.');
  }
  const approvals = unanimous ? 'all' : count(input.approvals, 'approvals');
  const escalate = parseEscalations(input.escalate, readId);
  return {
    ...(approvers && { approvers }),
    approvals,
    rejections: count(input.rejections, 'rejections'),
    ...(escalate.length > 0 && { escalate }),
  };
}

function count(value: unknown, member: 'approvals' | 'rejections'): number {
  if (value === undefined || value === null) return 1;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_VOTES) return value;
  throw new RequestProblem(
    'notACount',
    `The input's ${member} must be a whole number from 1 to ${MAX_VOTES}.`,
    member,
    String(MAX_VOTES),
  );
}

function parseTitle(value: unknown): Pick<Stage, 'title'> {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'string') throw invalid('The title of a stage must be a string.');
  const title = cut(oneLine(plainText(value)), MAX_LABEL);
  return title ? { title } : {};
}

/** Before the approvers are counted, `all` counts as one: request-approval counts them. */
function most(approvals: Stage['approvals']): number {
  return approvals === 'all' ? 1 : approvals;
}

function invalid(message: string): Refusal {
  return new Refusal('InvalidRequest', message);
}
