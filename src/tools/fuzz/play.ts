import type { Trial } from './judge.ts';
import { openStage } from './stage.ts';
import { OPENED, type Scene, type Target } from './target.ts';
import { createLinks, delegationsByLink, linkTargets, tamperedLinks, votesByLink } from './targets/links.ts';
import { delegationsInSlack, slackTargets, tamperedSlack, votesInSlack } from './targets/slack.ts';
import { delegationsInTeams, tamperedTeams, teamsTargets, votesInTeams } from './targets/teams.ts';
import { SIGNATURE, timerTargets, workflowTargets } from './targets/workflow.ts';

/** A stage with four requests: events may decide three of them. The last one waits, whatever is sent. */
export interface Play {
  /** The targets, always in the same order. */
  readonly targets: () => Promise<readonly Aimed[]>;
  readonly close: () => Promise<void>;
}

/** A target, and how one of its events is tried. */
export interface Aimed extends Target {
  readonly trial: (event: unknown) => Trial;
}

/** The approvers are those of the mail, of Slack and of Teams. */
const RULES = {
  approvers: ['approvers@example.com', 'ann@example.com', 'ben@example.com'],
  approvals: 2,
  delegation: 'anyone',
  comment: 'optional',
  remind: { after: '1h', every: '1h' },
  escalate: [{ after: '2h', to: ['cleo@example.com'] }],
  inputs: [
    { name: 'ticket', label: 'Ticket', type: 'text', required: true },
    { name: 'hours', label: 'Hours', type: 'number' },
    { name: 'role', label: 'Role', type: 'choice', options: ['reader', 'owner'] },
    { name: 'from', label: 'From', type: 'date' },
    { name: 'watched', label: 'Watched', type: 'yesno' },
  ],
};

interface Act {
  readonly scene: Scene;
  readonly targets: readonly Target[];
}

export async function openPlay(): Promise<Play> {
  const stage = await openStage();
  const other = await stage.ask();

  async function begin(targetsIn: (scene: Scene) => readonly Target[], rules = {}): Promise<Act> {
    const asked = await stage.ask(rules);
    const scene = { stage, asked, other, links: await createLinks(stage, asked) };
    return { scene, targets: targetsIn(scene) };
  }

  // A cancelled request has ended without its token.
  const hasEnded = ({ scene: { asked } }: Act) =>
    stage.completions(asked.token) > 0 || !stage.isRunning(asked.execution);
  let free = await begin(targetsOf);
  let voting = await begin(votingTargetsOf, RULES);
  let delegating = await begin(delegatingTargetsOf, RULES);
  let guarded = await begin(tamperedTargetsOf);

  function aim(act: Act, secrets: readonly string[], completed: () => number): Aimed[] {
    return act.targets.map((target) => {
      const handle = stage.functions[target.handler];
      if (!handle) throw new TypeError(`there is no function ${target.handler}`);
      const trial = (event: unknown): Trial => ({
        call: async () => handle(event),
        contract: target.contract,
        secrets: () => [...stage.secrets(), SIGNATURE, ...secrets],
        takeLog: stage.takeLog,
        completed,
      });
      return { ...target, trial };
    });
  }

  return {
    async targets() {
      if (hasEnded(free)) free = await begin(targetsOf);
      // A vote begins a round, in which the others vote.
      if (!stage.isRunning(voting.scene.asked.execution)) voting = await begin(votingTargetsOf, RULES);
      if (hasEnded(delegating)) delegating = await begin(delegatingTargetsOf, RULES);
      if (hasEnded(guarded)) guarded = await begin(tamperedTargetsOf);
      const { asked } = guarded.scene;
      return [
        ...aim(free, [], () => 0),
        ...aim(voting, [], () => 0),
        ...aim(delegating, [], () => 0),
        ...aim(guarded, [OPENED, asked.name], () => stage.completions(asked.token)),
      ];
    },
    close: stage.close,
  };
}

function targetsOf(scene: Scene): readonly Target[] {
  return [linkTargets, slackTargets, teamsTargets, workflowTargets].flatMap((targets) => targets(scene));
}

function votingTargetsOf(scene: Scene): readonly Target[] {
  return [votesByLink, votesInSlack, votesInTeams, timerTargets].flatMap((targets) => targets(scene));
}

function delegatingTargetsOf(scene: Scene): readonly Target[] {
  return [delegationsByLink, delegationsInSlack, delegationsInTeams].flatMap((targets) => targets(scene));
}

function tamperedTargetsOf(scene: Scene): readonly Target[] {
  return [tamperedLinks, tamperedSlack, tamperedTeams].flatMap((targets) => targets(scene));
}
