import type { Trial } from './judge.ts';
import { openStage } from './stage.ts';
import { OPENED, type Scene, type Target } from './target.ts';
import { createLinks, linkTargets, tamperedLinks } from './targets/links.ts';
import { slackTargets, tamperedSlack } from './targets/slack.ts';
import { tamperedTeams, teamsTargets } from './targets/teams.ts';
import { SIGNATURE, workflowTargets } from './targets/workflow.ts';

/** A stage with two requests: events may decide the first one. The second one waits, whatever is sent. */
export interface Play {
  /** The targets, always in the same order. */
  readonly targets: () => Promise<readonly Aimed[]>;
  readonly close: () => Promise<void>;
}

/** A target, and how one of its events is tried. */
export interface Aimed extends Target {
  readonly trial: (event: unknown) => Trial;
}

interface Act {
  readonly scene: Scene;
  readonly targets: readonly Target[];
}

export async function openPlay(): Promise<Play> {
  const stage = await openStage();
  const other = await stage.ask();

  async function begin(targetsIn: (scene: Scene) => readonly Target[]): Promise<Act> {
    const asked = await stage.ask();
    const scene = { stage, asked, other, links: await createLinks(stage, asked) };
    return { scene, targets: targetsIn(scene) };
  }

  // A cancelled request has ended without its token.
  const hasEnded = ({ scene: { asked } }: Act) =>
    stage.completions(asked.token) > 0 || !stage.isRunning(asked.execution);
  let free = await begin(targetsOf);
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
      if (hasEnded(guarded)) guarded = await begin(tamperedTargetsOf);
      const { asked } = guarded.scene;
      return [
        ...aim(free, [], () => 0),
        ...aim(guarded, [OPENED, asked.name], () => stage.completions(asked.token)),
      ];
    },
    close: stage.close,
  };
}

function targetsOf(scene: Scene): readonly Target[] {
  return [linkTargets, slackTargets, teamsTargets, workflowTargets].flatMap((targets) => targets(scene));
}

function tamperedTargetsOf(scene: Scene): readonly Target[] {
  return [tamperedLinks, tamperedSlack, tamperedTeams].flatMap((targets) => targets(scene));
}
