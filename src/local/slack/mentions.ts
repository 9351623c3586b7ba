import type { Workspace } from './workspace.ts';

/**
 * A command as Slack sends it: people and groups that were typed by their handles are written with their ids, as the
 * manifest asks for (`should_escape`).
 */
export function withMentions(
  text: string,
  { users, userGroups }: Pick<Workspace, 'users' | 'userGroups'>,
): string {
  return text.replace(/(?<![\w<|^])@([\w-]+(?:\.[\w-]+)*)/g, (typed, handle: string) => {
    const user = users.find(({ name }) => name === handle);
    if (user) return `<@${user.id}|${handle}>`;
    const group = userGroups.find((one) => one.handle === handle);
    return group ? `<!subteam^${group.id}|@${handle}>` : typed;
  });
}
